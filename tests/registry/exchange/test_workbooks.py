"""Sheets of workbooks: what their cells are, and what is refused before it does harm."""

import datetime
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from registry.errors import NotReadable
from registry.exchange import parts, workbooks
from registry.exchange.lines import Line
from registry.exchange.workbooks import opened
from registry.exchange.xlsx import Sheet, workbook
from tests.tables import MAIN, RELATIONS, cell, relations, row, sheet, write_workbook

DAMAGED = "This Excel file is damaged. Open it in a spreadsheet program, save it under another name, and send that."
TOO_LARGE = "This Excel file opens to more than is read here."
NO_WORKBOOK = "This is not an Excel workbook. Save the table as XLSX or as CSV (UTF-8), and send that."
BOOK = f'<workbook xmlns:r="{RELATIONS}"><sheet name="S" r:id="worksheet"/></workbook>'
STYLES = '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs>'


def read(path: Path, number: int = 0) -> list[Line]:
    with opened(path) as book:
        return list(book.lines(book.sheets[number]))


def cells(folder: Path, rows: str, **parts: str) -> list[list[str]]:
    return [line.cells for line in read(write_workbook(folder / "sent", sheet(rows), **parts))]


def sentence(path: Path) -> str:
    with pytest.raises(NotReadable) as refusal:
        read(path)
    return str(refusal.value)


# -- Cells ------------------------------------------------------------------------------------------------------------


def test_what_another_program_wrote_is_read_as_it_is_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    wanted = [
        ("text", "Общество охраны природы", "مجلس", "中国", " spaces ", "two\nlines"),
        (1988, 0, -5, 0.5, 1e21, 254201234567),
        (True, False, None, "00123", "=not a formula here", "x"),
        (datetime.date(2023, 6, 1), datetime.datetime(2024, 2, 27, 13, 45), datetime.time(12), None, None, "x"),  # noqa: DTZ001
    ]
    for values in wanted:
        book.active.append(values)
    book.active["E3"].data_type = "s"
    book.save(tmp_path / "sent")
    assert [line.cells for line in read(tmp_path / "sent")] == [
        ["text", "Общество охраны природы", "مجلس", "中国", " spaces ", "two\nlines"],
        ["1988", "0", "-5", "0.5", "1e+21", "254201234567"],
        ["true", "false", "", "00123", "=not a formula here", "x"],
        ["2023-06-01", "2024-02-27 13:45:00", "12:00:00", "", "", "x"],
    ]


def test_what_this_site_writes_is_read_back(tmp_path: Path) -> None:
    rows = [["name", "since"], ["a & b < c > d", datetime.date(2026, 3, 9)], ["_x0041_", 7], ["two\nlines", ""]]
    (tmp_path / "sent").write_bytes(b"".join(workbook([Sheet("Bay", rows, [9, 9])])))
    assert [line.cells for line in read(tmp_path / "sent")] == [
        ["name", "since"],
        ["a & b < c > d", "2026-03-09"],
        ["_x0041_", "7"],
        ["two\nlines"],
    ]


def test_texts_that_cells_share_are_read_without_how_they_are_spoken(tmp_path: Path) -> None:
    strings = (
        "<si><t>one</t></si><si/><si><r><t>in </t></r><r><t>parts</t></r></si>"
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si><si><t>a_x000A_b_x0009_</t></si>'
    )
    shared = "".join(f'<c t="s"><v>{number}</v></c>' for number in (3, 2, 1, 0, 4))
    assert cells(tmp_path, f"<row>{shared}</row>", strings=strings) == [["東京", "in parts", "", "one", "a\nb\t"]]
    spoken = '<c t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>'
    assert cells(tmp_path, f"<row>{spoken}</row>") == [["東京"]]


def test_a_text_of_no_other_kind_is_a_text(tmp_path: Path) -> None:
    assert cells(tmp_path, '<row><c t="str"><v>a</v></c></row>') == [["a"]]


@pytest.mark.parametrize("number", ["7", "-1", "x"])
def test_a_text_that_is_not_there_is_damage(tmp_path: Path, number: str) -> None:
    path = write_workbook(tmp_path / "sent", sheet(f'<row><c t="s"><v>{number}</v></c></row>'), strings="<si/>")
    assert sentence(path) == DAMAGED


def test_formulas_errors_and_impossible_days_are_faults(tmp_path: Path) -> None:
    rows = (
        '<row><c t="str"><f>A1</f><v>cached</v></c><c t="e"><v>#REF!</v></c><c s="1"><v>-5</v></c>'
        '<c s="1"><v>1e9</v></c><c><v>NaN</v></c><c><v>7</v></c></row>'
    )
    (line,) = read(write_workbook(tmp_path / "sent", sheet(rows), styles=STYLES))
    assert line.cells == ["", "", "", "", "", "7"]
    day = "This cell is meant to be a day, but no calendar has it. Type the day again, as in 2026-03-09."
    assert [(fault.column, fault.sentence) for fault in line.faults] == [
        (0, "There is a formula in this cell. Copy it, and paste its value instead."),
        (1, "There is the error #REF! in this cell. Type what belongs there."),
        (2, day),
        (3, day),
        (4, "This number cannot be read. Type it again."),
    ]


def test_days_are_told_by_the_style_of_their_cells(tmp_path: Path) -> None:
    own = '<numFmts><numFmt numFmtId="164" formatCode="d mmm yyyy"/></numFmts>'
    for_others = '<dxfs><dxf><numFmt numFmtId="0" formatCode="yyyy"/></dxf></dxfs>'
    numbers = '<row><c><v>45000</v></c><c s="1"><v>45000</v></c><c s="2"><v>45000.25</v></c></row>'
    shown = [["45000", "2023-03-15", "2023-03-15 06:00:00"]]
    assert cells(tmp_path, numbers, styles=own + STYLES + for_others) == shown
    assert cells(tmp_path, numbers) == [["45000", "45000", "45000.25"]]
    written = "".join(
        f'<c t="d"><v>{text}</v></c>' for text in ("2026-03-09", "2026-03-09T00:00:00", "2026-03-09T10:30")
    )
    assert cells(tmp_path, f"<row>{written}</row>") == [["2026-03-09", "2026-03-09", "2026-03-09 10:30"]]


def test_a_workbook_of_an_old_macintosh_counts_days_from_1904(tmp_path: Path) -> None:
    book = '<workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="worksheet1"/></sheets>'
    day = sheet('<row><c s="1"><v>45000</v></c></row>')
    (line,) = read(write_workbook(tmp_path / "sent", day, book=book, styles=STYLES))
    assert line.cells == ["2027-03-16"]


def test_empty_rows_and_cells_take_no_place(tmp_path: Path) -> None:
    rows = f'<row r="3"><c r="B3" s="1"/></row><row r="9">{cell("x", "C9")}{cell("", "D9")}</row><row>{cell("y")}</row>'
    path = write_workbook(tmp_path / "sent", sheet(rows))
    assert [(line.number, line.cells) for line in read(path)] == [(9, ["", "", "x"]), (10, ["y"])]


def test_a_column_beyond_those_that_are_taken_is_named_once(tmp_path: Path) -> None:
    far = f"<row>{cell('a')}{cell('b', 'GS1')}{cell('c', 'XFD1')}</row>"
    (line,) = read(write_workbook(tmp_path / "sent", sheet(far)))
    assert (line.cells, line.beyond) == (["a"], "GS")


def test_a_text_beyond_what_a_cell_holds_is_not_kept_whole(tmp_path: Path) -> None:
    pieces = f"<t>{'x' * 300}</t>" * 300
    (line,) = read(write_workbook(tmp_path / "sent", sheet(f'<row><c t="inlineStr"><is>{pieces}</is></c></row>')))
    assert 32_767 < len(line.cells[0]) < 40_000


def test_elements_may_have_any_prefix(tmp_path: Path) -> None:
    text = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>'
        "<x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    assert read(write_workbook(tmp_path / "sent", text))[0].cells == ["a", "5"]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="5"/><row r="4"/>',
        '<row r="5"/><row r="5"/>',
        '<row r="1048577"/>',
        '<row r="x"/>',
        "<row><row><c><v>1</v></c></row></row>",
        "<c><v>1</v></c>",
        '<row><c r="1"><v>1</v></c></row>',
        '<row><c r="ZZZZ1"><v>1</v></c></row>',
        "<row><c><v>one</v></c></row>",
        '<row><c s="x"><v>1</v></c></row>',
        "<row>",
        "<row><c>&undeclared;</c></row>",
    ],
)
def test_what_no_program_writes_is_damage(tmp_path: Path, rows: str) -> None:
    assert sentence(write_workbook(tmp_path / "sent", sheet(rows))) == DAMAGED


# -- Sheets -----------------------------------------------------------------------------------------------------------


def test_sheets_are_told_by_name_and_those_without_rows_are_left_out(tmp_path: Path) -> None:
    book = (
        '<sheets><sheet name=" A &amp; B " sheetId="1" r:id="worksheet1"/>'
        '<sheet name="C" sheetId="2" r:id="worksheet2" state="hidden"/>'
        '<sheet name="chart" sheetId="3" r:id="none"/></sheets>'
    )
    path = write_workbook(tmp_path / "sent", sheet(row("a")), sheet(row("c")), book=book)
    with opened(path) as found:
        assert [(one.title, one.hidden) for one in found.sheets] == [("A & B", False), ("C", True)]
    assert read(path, 1)[0].cells == ["c"]


def test_hidden_columns_and_rows_and_merged_cells_are_seen_across_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (
        '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/><col min="9" max="9" hidden="true"/>'
        '<col min="400" max="16384" hidden="1"/><col hidden="1"/></cols>'
    )
    hidden = f'<row r="2" hidden="1">{cell("b")}</row>'
    text = sheet(row("a", number=1) + hidden, before=before, after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')
    plain = sheet(row("a") + row("hidden"), before='<cols><col min="1" max="9" hidden="0"/></cols>')
    path = write_workbook(tmp_path / "sent", text, plain)
    for size in (7, 64, 65_536):
        monkeypatch.setattr(parts, "PIECE", size)
        with opened(path) as book:
            assert book.oddities(book.sheets[0]) == workbooks.Oddities(["B", "C", "I"], hidden_rows=True, merged=True)
            assert book.oddities(book.sheets[1]) == workbooks.Oddities()


def test_a_workbook_without_the_relations_of_the_whole_is_found_where_it_usually_is(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "sent", "w") as packed:
        packed.writestr("XL/Workbook.xml", BOOK)
        packed.writestr("xl\\_rels\\workbook.xml.rels", relations(worksheet="sheet.xml"))
        packed.writestr("xl/sheet.xml", sheet(row("a")))
    assert read(tmp_path / "sent")[0].cells == ["a"]


# -- Files that are none ----------------------------------------------------------------------------------------------


def packed(folder: Path, **parts: str) -> Path:
    with zipfile.ZipFile(folder / "sent", "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return folder / "sent"


def test_other_files_that_are_packed_are_named(tmp_path: Path) -> None:
    assert sentence(packed(tmp_path, mimetype="application/vnd.oasis.opendocument.spreadsheet")) == NO_WORKBOOK
    binary = {"_rels/.rels": relations(officeDocument="xl/workbook.bin"), "xl/workbook.bin": "x"}
    assert sentence(packed(tmp_path, **binary)) == (
        "This is a binary workbook (XLSB). Save it as XLSX or as CSV (UTF-8), and send that."
    )
    letter = {"_rels/.rels": relations(officeDocument="word/document.xml"), "word/document.xml": "<document/>"}
    assert sentence(packed(tmp_path, **letter)) == NO_WORKBOOK
    outside = relations(officeDocument="http://x.example/book.xml").replace("/>", ' TargetMode="External"/>')
    assert sentence(packed(tmp_path, **{"_rels/.rels": outside})) == NO_WORKBOOK


@pytest.mark.parametrize("place", ["sheet", "strings", "book"])
def test_a_document_type_is_refused_before_an_entity_is_expanded(tmp_path: Path, place: str) -> None:
    laughs = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    good = {
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": relations(worksheet="sheet.xml", sharedStrings="strings.xml"),
        "xl/sheet.xml": sheet('<row><c t="s"><v>0</v></c></row>'),
        "xl/strings.xml": "<sst><si><t>a</t></si></sst>",
    }
    assert read(packed(tmp_path, **good))[0].cells == ["a"]
    name = {"sheet": "xl/sheet.xml", "strings": "xl/strings.xml", "book": "xl/workbook.xml"}[place]
    assert sentence(packed(tmp_path, **good)) if False else True
    assert (
        sentence(packed(tmp_path, **{**good, name: laughs + good[name].replace("<si>", "<si><t>&b;</t>")})) == DAMAGED
    )


def test_a_file_that_was_cut_off_is_damaged(tmp_path: Path) -> None:
    whole = write_workbook(tmp_path / "sent", sheet(row("a"))).read_bytes()
    for length in (4, 30, len(whole) // 2, len(whole) - 3):
        (tmp_path / "sent").write_bytes(whole[:length])
        assert sentence(tmp_path / "sent") == DAMAGED


def flip(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    return content.replace(old, new)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: flip(content, b"<t>secret</t>", b"<t>sacred</t>"),  # its sum no longer fits
        lambda content: flip(
            content, b"xl/worksheets/sheet1.xml", b"xl/WORKbook.XML\x00\x00\x00\x00\x00\x00\x00\x00\x00"
        ),
    ],
)
def test_a_file_that_does_not_fit_its_own_list_is_damaged(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    with (
        zipfile.ZipFile(tmp_path / "first", "w") as archive,
        zipfile.ZipFile(write_workbook(tmp_path / "sent", sheet(row("secret")))) as made,
    ):
        for name in made.namelist():
            archive.writestr(name, made.read(name))  # not packed, so that it can be changed
    (tmp_path / "sent").write_bytes(change((tmp_path / "first").read_bytes()))
    assert sentence(tmp_path / "sent") == DAMAGED


@pytest.mark.parametrize(("place", "value"), [(8, 1), (10, 14)], ids=["locked", "packed otherwise"])
def test_parts_that_are_locked_or_packed_otherwise_are_refused(tmp_path: Path, place: int, value: int) -> None:
    content = bytearray(write_workbook(tmp_path / "sent", sheet(row("a"))).read_bytes())
    struct.pack_into("<H", content, content.rfind(b"PK\x01\x02") + place, value)
    (tmp_path / "sent").write_bytes(content)
    assert sentence(tmp_path / "sent") == DAMAGED


def test_a_list_of_parts_that_would_fill_the_memory_is_not_read(tmp_path: Path) -> None:
    content = bytearray(write_workbook(tmp_path / "sent", sheet(row("a"))).read_bytes())
    struct.pack_into("<L", content, content.rfind(b"PK\x05\x06") + 12, parts._MOST_DIRECTORY + 1)
    (tmp_path / "sent").write_bytes(content)
    assert sentence(tmp_path / "sent") == DAMAGED
    end = content.rfind(b"PK\x05\x06")
    larger = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 9, 9, 1 << 40, 0)
    larger += struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    (tmp_path / "sent").write_bytes(content[:end] + larger + content[end:])
    assert sentence(tmp_path / "sent") == DAMAGED


def test_what_opens_to_too_much_in_all_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_workbook(tmp_path / "sent", sheet(row("a") * 2000))
    monkeypatch.setattr(parts, "MOST_UNPACKED", 50_000)
    assert sentence(path).startswith(TOO_LARGE)
    monkeypatch.setattr(parts, "MOST_UNPACKED", 200_000)
    with opened(path) as book:
        again = (len(list(book.lines(book.sheets[0]))) for _times in range(9))
        assert next(again) == 2000
        with pytest.raises(NotReadable, match="opens to more"):
            list(again)


def test_each_kind_of_part_has_its_own_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_workbook(tmp_path / "sent", sheet('<row><c t="s"><v>0</v></c></row>'), strings="<si/>" * 40)
    monkeypatch.setattr(workbooks, "_MOST_STRINGS", 39)
    assert sentence(path).startswith(TOO_LARGE)
    book = f"<!--{' ' * parts.MEGABYTE}--><sheets/>"
    assert sentence(write_workbook(tmp_path / "sent", sheet(""), book=book)).startswith(TOO_LARGE)


def test_elements_without_number_and_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = f'<row r="1" spans="{" " * 2 * parts.MEGABYTE}"/>'
    assert sentence(write_workbook(tmp_path / "sent", sheet(long))) == DAMAGED
    monkeypatch.setattr(parts, "_MOST_TAGS", 1000)
    assert sentence(write_workbook(tmp_path / "sent", sheet("<row><c/></row>" * 1000))) == DAMAGED
