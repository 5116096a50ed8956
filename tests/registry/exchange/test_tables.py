"""Tables that are sent: what is found out about a file, and what each of its rows is."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from registry.exchange.lines import LONGEST_CELL, MOST_COLUMNS
from registry.exchange.tables import NO_HEADER, SAMPLE, NotReadable, Reading, Row, look, rows
from tests.tables import cell, row, sheet, write_workbook

TWO_SCRIPTS = "A word has letters of two scripts that look alike. Make sure that it does not imitate another name."


def sent(folder: Path, content: bytes | str) -> Path:
    path = folder / "sent"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path, asked: Reading | None = None) -> list[Row]:
    return list(rows(path, look(path, asked).reading))


def sentence(path: Path, asked: Reading | None = None) -> str:
    with pytest.raises(NotReadable) as refusal:
        read(path, asked)
    return str(refusal.value)


# -- Files that are no tables -----------------------------------------------------------------------------------------


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert sentence(sent(tmp_path, "")).startswith("The file is empty.")


@pytest.mark.parametrize("content", ["\n\n \n", ",,,\n,,,\n", "\ufeff", '""\n', "sep=;\r\n"])
def test_a_file_that_holds_nothing_is_refused(tmp_path: Path, content: str) -> None:
    assert sentence(sent(tmp_path, content)).startswith("There is nothing in this table.")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_BYTES = 2048
    path = sent(tmp_path, "name\n" + "x" * 2048)
    told = sentence(path).replace("\xa0", " ")
    assert told == "The file has 2.0 KB, and 2.0 KB is the most that is read. Split the table, and send the parts."
    assert sentence(path, Reading("utf-8", ",", "", 1)).replace("\xa0", " ") == told


@pytest.mark.parametrize(
    "content",
    [
        *(b"%PDF-1.7 ...", b"\x89PNG\r\n", b"\x1f\x8b\x08", b"{\\rtf1", b"Rar!", b"SQLite format 3\x00"),
        *(b"<html><table><tr><td>name", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', b"  <!DOCTYPE html>"),
        *(b'{"name": "x"}', b'[{"name": "x"}]', b"\xef\xbb\xbf [[1, 2]]"),
    ],
)
def test_other_kinds_of_files_are_named_as_such(tmp_path: Path, content: bytes) -> None:
    assert sentence(sent(tmp_path, content)).startswith("This is not a table, whatever its name says.")


def test_old_and_locked_workbooks_are_told_what_to_do(tmp_path: Path) -> None:
    assert sentence(sent(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))).startswith(
        "This is an Excel file of the old kind (XLS), or it is locked by a password."
    )


@pytest.mark.parametrize("content", [bytes(500), bytes(range(256)) * 8, b"name,country\n" + b"\x01\x02\x03" * 50])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, content: bytes) -> None:
    assert sentence(sent(tmp_path, content)).startswith("This is not a table.")


# -- Rows and their limits --------------------------------------------------------------------------------------------


def test_a_table_of_exactly_the_most_rows_is_read_and_one_more_is_refused(tmp_path: Path, settings: Any) -> None:
    settings.IMPORT_ROWS = 3
    assert len(read(sent(tmp_path, "name\nA\n\nB\n \nC\n"))) == 3
    path = sent(tmp_path, "name\nA\nB\nC\nD\n")
    given = rows(path, look(path).reading)
    assert [next(given).cells for _times in range(3)] == [["A"], ["B"], ["C"]]
    with pytest.raises(NotReadable) as refusal:
        next(given)
    assert str(refusal.value) == ("The table has more than 3 rows. Split it, and send the parts one after the other.")


def test_rows_have_as_many_cells_as_the_table_has_columns(tmp_path: Path) -> None:
    found = read(sent(tmp_path, "name,country,city\nA\nB,KE\nC,KE,Nairobi,\n"))
    assert [(one.number, one.cells, one.faults) for one in found] == [
        (2, ["A", "", ""], []),
        (3, ["B", "KE", ""], []),
        (4, ["C", "KE", "Nairobi"], []),
    ]


def test_what_stands_right_of_the_last_column_is_a_fault_of_its_row_alone(tmp_path: Path) -> None:
    found = read(sent(tmp_path, "name,country\n" + "A,KE\n" * 9 + "B, the company,KE\nC,GH\n"))
    assert [len(one.faults) for one in found] == [0] * 9 + [1, 0]
    assert found[9].faults[0].column == 1
    assert found[9].faults[0].sentence.startswith("There is something in column C, right of the last column.")


def test_columns_without_a_name_are_columns_where_most_rows_fill_them(tmp_path: Path) -> None:
    seen = look(sent(tmp_path, "name,country\nA,KE,1\nB,GH,2\nC,NA,\n"))
    assert seen.headers == ["name", "country", ""]


@pytest.mark.parametrize("whole", [0, 2, 18])
def test_texts_torn_by_their_commas_are_faults_however_many_there_are(tmp_path: Path, whole: int) -> None:
    torn = "B,We plant trees, and guard them\n" * min(2, whole or 1)
    path = sent(tmp_path, "name,description\n" + "A,We plant\n" * whole + torn)
    assert look(path).headers == ["name", "description"]
    found = [one for one in read(path) if one.faults]
    assert [one.cells for one in found] == [["B", "We plant trees", "and guard them"]] * min(2, whole or 1)


def test_more_columns_than_are_taken_are_told_before_anything_else(tmp_path: Path) -> None:
    names = ",".join(f"column {number}" for number in range(201))
    seen = look(sent(tmp_path, f"{names}\nA\n"), Reading(header=1))
    assert seen.warnings == [
        "The table has more than 200 columns, and those right of them are not read. Delete columns that are not "
        "needed, and send the file again."
    ]


def test_a_table_has_no_more_columns_than_are_taken(tmp_path: Path) -> None:
    path = sent(tmp_path, ",".join(["name"] * 300) + "\n" + ",".join(["x"] * 300) + "\n")
    seen = look(path)
    assert len(seen.headers) == MOST_COLUMNS
    (found,) = rows(path, seen.reading)
    assert [fault.column for fault in found.faults] == [MOST_COLUMNS - 1]
    assert found.faults[0].sentence.startswith("There is something in column GS,")


def test_a_long_cell_is_cut_and_is_a_fault(tmp_path: Path) -> None:
    (found,) = read(sent(tmp_path, f"name,country\n{'x' * (LONGEST_CELL + 1)},KE\n"))
    assert len(found.cells[0]) == LONGEST_CELL
    assert [fault.sentence for fault in found.faults] == [
        f"This cell has more than {LONGEST_CELL} characters. Shorten it."
    ]


def test_a_letter_that_was_lost_before_is_a_fault(tmp_path: Path) -> None:
    (found,) = read(sent(tmp_path, "name,country\nFundaci\ufffdn,ES\n"))
    assert [(fault.column, fault.sentence) for fault in found.faults] == [
        (0, "A letter was lost before this file was made: where “\ufffd” stands, type it again.")
    ]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("FundaciÃ³n", ["Letters seem to be wrong. Is “Fundación” meant?"]),
        ("L’été â€“ ÃŽle", []),  # not all of it can be undone, so nothing is proposed
        ("Ã‚ge", ["Letters seem to be wrong. Is “Âge” meant?"]),
        ("Fundación", []),
        ("Ångström Ørsted", []),
        ("WWF Россия", []),
        ("Pаypal", [TWO_SCRIPTS]),
    ],
)
def test_a_text_that_may_be_wrong_is_noted_and_taken(tmp_path: Path, text: str, notes: list[str]) -> None:
    (found,) = read(sent(tmp_path, f"name,country\n{text},KE\n"))
    assert found.cells == [text, "KE"]
    assert [note.sentence for note in found.notes] == notes
    assert found.faults == []


def test_cells_are_composed_and_spaced_once(tmp_path: Path) -> None:
    (found,) = read(sent(tmp_path, "name,country\n  Fundacio\u0301n   \u00a0Mar ,\tKE \n"))
    assert found.cells == ["Fundación Mar", "KE"]


def test_the_lines_of_a_cell_stay_lines_and_the_next_row_keeps_its_number(tmp_path: Path) -> None:
    found = read(sent(tmp_path, 'name,text\nA,"one\r\ntwo\rthree"\nB,four\n'))
    assert [(one.number, one.cells) for one in found] == [(2, ["A", "one\ntwo\nthree"]), (5, ["B", "four"])]


def test_a_row_of_what_cannot_be_seen_holds_nothing(tmp_path: Path) -> None:
    assert [one.number for one in read(sent(tmp_path, "name,country\n\u200b,\u00a0\nA,KE\n"))] == [3]


def test_a_row_that_swallowed_others_says_so(tmp_path: Path) -> None:
    (found,) = read(sent(tmp_path, 'name,country\n"A,KE\nB,GH\n'))
    assert [(fault.column, fault.sentence[:57]) for fault in found.faults] == [
        (1, "A quotation mark is opened in this row and not closed, so")
    ]


# -- Looking ----------------------------------------------------------------------------------------------------------


def test_a_few_rows_are_shown(tmp_path: Path) -> None:
    seen = look(sent(tmp_path, "name,country\n" + "A,KE\n" * 30))
    assert seen.sample == [["A", "KE"]] * SAMPLE
    assert (seen.sheets, seen.hidden, seen.warnings) == ([], [], [])


def test_what_is_asked_for_is_done(tmp_path: Path) -> None:
    path = sent(tmp_path, "List;of 2026\nname;land\nÄ;KE\n".encode("cp1250"))
    asked = Reading("cp1250", ";", "", 2)
    seen = look(path, asked)
    assert (seen.reading, seen.headers, seen.sample) == (asked, ["name", "land"], [["Ä", "KE"]])
    assert seen.warnings == []


def test_a_header_can_be_said_to_be_missing(tmp_path: Path) -> None:
    seen = look(sent(tmp_path, "name,country\nA,KE\n"), Reading(header=NO_HEADER))
    assert seen.reading.header == 0
    assert seen.sample == [["name", "country"], ["A", "KE"]]
    assert seen.warnings == []


def test_a_header_far_below_is_found_when_it_is_asked_for(tmp_path: Path) -> None:
    path = sent(tmp_path, "a note\n" * 80 + "name,country\nA,KE\nB,GH\n")
    assert look(path, Reading(header=81)).headers == ["name", "country"]
    assert [one.cells for one in read(path, Reading(header=81))] == [["A", "KE"], ["B", "GH"]]


@pytest.mark.parametrize("number", [2, 99])
def test_a_header_on_a_line_that_holds_nothing_is_refused(tmp_path: Path, number: int) -> None:
    path = sent(tmp_path, "name,country\n\nA,KE\n")
    assert sentence(path, Reading(header=number)) == (
        f"Line {number} of the table holds nothing. Choose the line that names the columns."
    )
    with pytest.raises(NotReadable):
        next(rows(path, Reading("utf-8", ",", "", number)))


@pytest.mark.parametrize(
    "asked", [Reading(encoding="rot13"), Reading(encoding="utf-8", delimiter="x"), Reading(delimiter="-")]
)
def test_only_what_is_offered_can_be_asked_for(tmp_path: Path, asked: Reading) -> None:
    assert sentence(sent(tmp_path, "name,country\nA,KE\n"), asked) == (
        "Choose one of the encodings and one of the delimiters that the page offers."
    )


def test_columns_with_the_same_name_are_told(tmp_path: Path) -> None:
    seen = look(sent(tmp_path, "name,country,name\nA,KE,B\n"))
    assert seen.warnings == ["More than one column has this name: name."]


def test_a_table_of_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    path = sent(tmp_path, "name,country\n")
    assert (look(path).headers, look(path).sample, read(path)) == (["name", "country"], [], [])


# -- Workbooks --------------------------------------------------------------------------------------------------------


def test_the_first_sheet_that_is_seen_and_filled_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "empty"
    book.create_sheet("private").append(["name", "email"])
    book["private"].sheet_state = "hidden"
    book.create_sheet("members").append(["name", "country"])
    book["members"].append(["A", "KE"])
    book.save(tmp_path / "sent")
    seen = look(tmp_path / "sent")
    assert (seen.reading.sheet, seen.sheets, seen.hidden) == ("members", ["empty", "members"], ["private"])
    assert seen.sample == [["A", "KE"]]


def test_a_workbook_of_empty_or_hidden_sheets_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("private").append(["name"])
    book["private"].sheet_state = "veryHidden"
    book.save(tmp_path / "sent")
    assert sentence(tmp_path / "sent").startswith("No sheet of this workbook that can be seen holds anything.")
    assert sentence(tmp_path / "sent", Reading(sheet="Sheet")).startswith("There is nothing in this table.")


def test_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "sent", sheet(row("name")))
    told = "The workbook has no sheet “S7”. Choose one of those that it has."
    assert sentence(path, Reading(sheet="S7")) == told
    with pytest.raises(NotReadable, match="no sheet “S7”"):
        next(rows(path, Reading(sheet="S7")))


def test_a_row_of_formulas_alone_is_a_row_with_faults(tmp_path: Path) -> None:
    formula = "<row><c><f>A1</f><v>1</v></c></row>"
    (found,) = read(write_workbook(tmp_path / "sent", sheet(row("name", "country") + formula)))
    assert (found.cells, len(found.faults)) == (["", ""], 1)


def test_a_cell_far_to_the_right_does_not_make_a_row_as_long(tmp_path: Path) -> None:
    far = f"<row>{cell('B')}{cell('!', 'XFD4')}</row>"
    found = read(write_workbook(tmp_path / "sent", sheet(row("name") + row("A") * 2 + far)))
    assert [one.cells for one in found] == [["A"], ["A"], ["B"]]
    assert [fault.column for fault in found[2].faults] == [0]
