"""Files to import: workbooks put together part by part, well or badly."""

import zipfile
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relations(**targets: str) -> str:
    """Relations by kind; the kind is also the id, with a number behind it where there are more of one."""
    each = "".join(
        f'<Relationship Id="{kind}" Type="{RELATIONS}/{kind.rstrip("0123456789")}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{each}</Relationships>'


def sheet(rows: str, *, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def row(*texts: str, number: int | None = None) -> str:
    place = f' r="{number}"' if number else ""
    return f"<row{place}>{''.join(cell(text) for text in texts)}</row>"


def cell(text: str, place: str = "") -> str:
    at = f' r="{place}"' if place else ""
    return f'<c{at} t="inlineStr"><is><t>{text}</t></is></c>'


def write_workbook(path: Path, *sheets: str, book: str = "", **parts: str) -> Path:
    """A workbook of these sheets, all visible unless `book` lists them; `parts` are "strings" and "styles"."""
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="worksheet{n}"/>' for n, _sheet in enumerate(sheets, 1))
    book = book or f"<sheets>{listed}</sheets>"
    targets = {f"worksheet{n}": f"worksheets/sheet{n}.xml" for n, _sheet in enumerate(sheets, 1)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("_rels/.rels", relations(officeDocument="xl/workbook.xml"))
        packed.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{book}</workbook>')
        if "strings" in parts:
            targets["sharedStrings"] = "sharedStrings.xml"
            packed.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{parts["strings"]}</sst>')
        if "styles" in parts:
            targets["styles"] = "/xl/styles.xml"
            packed.writestr("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{parts["styles"]}</styleSheet>')
        packed.writestr("xl/_rels/workbook.xml.rels", relations(**targets))
        for number, text in enumerate(sheets, 1):
            packed.writestr(f"xl/worksheets/sheet{number}.xml", text)
    return path
