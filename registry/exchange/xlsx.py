"""Rows as a workbook of Excel (ISO/IEC 29500, "Office Open XML"), written piece by piece.

By hand because of speed and memory: the libraries for it write four to seven thousand rows of ours a second, into a
file that has to be whole before its first byte can be sent. This is several times faster, and sends rows as it goes.
Only what a list needs is here: text, whole numbers and days in cells, a bold first line that stays in sight.
"""

import datetime
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import IO, TypeAlias, cast
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registry.exchange.exports import COLUMNS, About, Kind, Record, Site, row
from registry.exchange.files import PIECE, cell

MOST_ROWS = 1_048_576  # of a sheet, its first line among them
LONGEST_CELL = 32_767  # units of UTF-16
PACKED = 3  # a tenth larger than the usual 6, and a quarter faster
# From so many rows on a sheet may grow beyond what the plain ZIP format holds. Its larger form is written then; Excel
# may offer to repair such a file, and loses nothing by it.
MANY_ROWS = 200_000

Cell: TypeAlias = str | int | datetime.date

_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DAY_ZERO = datetime.date(1899, 12, 30)
_PLAIN, _BOLD, _DAY = range(3)  # the numbers of the styles below
_STYLES = (
    f'{_HEAD}<styleSheet {_MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">'
    '<xf xfId="0"/><xf fontId="1" applyFont="1" xfId="0"/><xf numFmtId="164" applyNumberFormat="1" xfId="0"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
# What Excel would read as the code of a character.
_LOOKS_LIKE_A_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Sheet:
    """`widths` of columns are in characters; the first row is a heading, unless `heading` is false."""

    title: str
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int]
    heading: bool = True


# -- A result as a workbook -------------------------------------------------------------------------------------------

_WIDTHS = {Kind.TEXT: 30, Kind.WEB: 30, Kind.NAMES: 40, Kind.CODES: 20, Kind.IDENTIFIERS: 25}


def as_xlsx(kind: str, records: Iterable[Record], site: Site, about: About, *, right_to_left: bool) -> Iterator[bytes]:
    """The result in one sheet, and in a second what it is and what its columns mean."""
    columns = COLUMNS[kind]
    heads: list[Cell] = [column.name for column in columns]
    data = Sheet(about.title, _with(heads, _rows(kind, records, site)), [_WIDTHS.get(c.kind, 14) for c in columns])
    explained: list[Sequence[Cell]] = [
        *([name, cell(text, Kind.NUMBER if isinstance(text, int) else Kind.TEXT)] for name, text in about.lines()),
        [],
        [_("Column"), _("Meaning")],
        *([column.name, str(column.meaning)] for column in columns),
    ]
    sheets = [data, Sheet(pgettext("sheet of a workbook", "About"), explained, [28, 110], heading=False)]
    return workbook(sheets, right_to_left=right_to_left, many=about.count > MANY_ROWS)


def _rows(kind: str, records: Iterable[Record], site: Site) -> Iterator[list[Cell]]:
    days = [column.kind is Kind.DATE for column in COLUMNS[kind]]
    kinds = [column.kind for column in COLUMNS[kind]]
    for record in records:
        yield [
            datetime.date.fromisoformat(value) if is_day and value else cell(value, one)
            for value, one, is_day in zip(row(kind, record, site), kinds, days, strict=True)
        ]


def _with(heads: list[Cell], rows: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
    yield heads
    yield from rows


# -- The format -------------------------------------------------------------------------------------------------------


class _Sent:
    """What the ZIP writer writes to: it cannot be gone back in, and is emptied as it fills."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """There is nothing behind it."""

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def workbook(sheets: Sequence[Sheet], *, right_to_left: bool = False, many: bool = False) -> Iterator[bytes]:
    """The bytes of a workbook. `many`: a sheet may be larger than 2 GiB before it is packed."""
    sent = _Sent()
    with zipfile.ZipFile(cast(IO[bytes], sent), "w", zipfile.ZIP_DEFLATED, compresslevel=PACKED) as packed:
        for name, text in _parts([sheet.title for sheet in sheets]):
            packed.writestr(name, text)
        for number, sheet in enumerate(sheets, 1):
            with packed.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=many) as part:
                for piece in _sheet(sheet, right_to_left=right_to_left):
                    part.write(piece.encode())
                    if ready := sent.taken():
                        yield ready
    yield sent.taken()


def _parts(titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What a workbook holds beside its sheets: name and text of each part."""
    numbers = range(1, len(titles) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>' for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{kinds}</Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations([*(("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), ("styles", "styles.xml")]),
    )
    named = "".join(
        f'<sheet name="{_sheet_name(title)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, title in zip(numbers, titles, strict=True)
    )
    yield "xl/workbook.xml", f'{_HEAD}<workbook {_MAIN} xmlns:r="{_RELATIONS}"><sheets>{named}</sheets></workbook>'
    yield "xl/styles.xml", _STYLES


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'


def _sheet_name(title: str) -> str:
    """A title as Excel allows it for a sheet: 31 characters, none that means something in a formula."""
    return escape(re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip(), {'"': "&quot;"})


def _sheet(sheet: Sheet, *, right_to_left: bool) -> Iterator[str]:
    letters = [column_letters(number) for number in range(len(sheet.widths))]
    turned = ' rightToLeft="1"' if right_to_left else ""
    kept = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if sheet.heading else ""
    widths = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(sheet.widths, 1))
    pieces = [
        f'{_HEAD}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0"{turned}>{kept}</sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>"
    ]
    length = number = 0
    for number, values in enumerate(sheet.rows, 1):
        style = f' s="{_BOLD}"' if number == 1 and sheet.heading else ""
        text = "".join(
            [
                _cell(f"{letter}{number}", value, style)
                for letter, value in zip(letters, values, strict=False)
                if value != ""
            ]
        )
        pieces.append(f'<row r="{number}">{text}</row>')
        length += len(text)
        if length > PIECE:
            yield "".join(pieces)
            pieces, length = [], 0
    narrowed = f'<autoFilter ref="A1:{letters[-1]}{number}"/>' if sheet.heading else ""
    yield f"{''.join(pieces)}</sheetData>{narrowed}</worksheet>"


def _cell(place: str, value: Cell, style: str) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"{style}><is><t xml:space="preserve">{_text(value)}</t></is></c>'
    if isinstance(value, datetime.date):
        return f'<c r="{place}" s="{_DAY}"><v>{(value - _DAY_ZERO).days}</v></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _text(text: str) -> str:
    text = cut(text)
    if "_x" in text:
        text = _LOOKS_LIKE_A_CODE.sub("_x005F_", text)
    return escape(text) if "&" in text or "<" in text or ">" in text else text


def cut(text: str) -> str:
    """A text that is too long for a cell, cut with a note of it."""
    if len(text) <= LONGEST_CELL // 2:  # a character takes two units at most
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) // 2 <= LONGEST_CELL:
        return text
    note = _(" … (cut here: a cell of Excel holds no more; CSV and JSON have it whole)")
    return units[: 2 * (LONGEST_CELL - len(note))].decode("utf-16-le", "ignore") + note


def column_letters(number: int) -> str:
    """The letters of a column, the first being number 0: A to Z, AA, AB ..."""
    letters = ascii_uppercase[number % 26]
    return letters if number < 26 else column_letters(number // 26 - 1) + letters
