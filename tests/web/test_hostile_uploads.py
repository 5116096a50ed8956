"""Files that were made to break an importer, through the pages: uploaded, their columns chosen, checked, looked at."""

import csv
import io
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.models import Import, Organization, Submission
from registry.states import RowOutcome
from tests.tables import cell, relations
from tests.uploads import work
from tests.web.joining import signed_in

pytestmark = pytest.mark.django_db

HOSTILE = Path(__file__).parents[1] / "data/hostile"
PAGE = "/secretariat/imports/"


def bomb() -> bytes:
    """A small workbook that opens to 150 times 10,000 rows."""
    packed = BytesIO()
    text = f"<row>{cell('A' * 64)}{cell('KE')}</row>".encode() * 10_000
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("_rels/.rels", relations(officeDocument="xl/workbook.xml"))
        sheets = '<workbook xmlns:r="R"><sheets><sheet name="S" sheetId="1" r:id="worksheet"/></sheets></workbook>'
        book.writestr("xl/workbook.xml", sheets)
        book.writestr("xl/_rels/workbook.xml.rels", relations(worksheet="worksheets/sheet1.xml"))
        with book.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(b"<worksheet><sheetData>")
            for _times in range(150):
                part.write(text)
            part.write(b"</sheetData></worksheet>")
    return packed.getvalue()


def through(client: Client, name: str, content: bytes, columns: dict[int, str] | None = None) -> Import:
    """Upload a file, check it with the columns that are suggested and these, and look at every page of it.

    Every page answers, and nothing is written beside the rows.
    """
    file = BytesIO(content)
    file.name = name
    answer = client.post(PAGE, {"file": file}, follow=True)
    assert answer.status_code == 200
    if not content:
        return Import()
    table = Import.objects.latest("created_at")
    at = f"{PAGE}{table.pk}/"
    if table.state == "uploaded":
        chosen = dict(enumerate(table.columns)) | (columns or {})
        sent = {f"column-{number}": key for number, key in chosen.items()}
        assert client.post(at, {"do": "check", **sent}, follow=True).status_code == 200
        table.refresh_from_db()
    if table.state == "checking":
        table = work(table)
    for page in ("", *(f"rows/?outcome={outcome}" for outcome in RowOutcome.values), "rows/?said=1"):
        assert client.get(f"{at}{page}").status_code == 200
    for kind in ("csv", "xlsx"):
        assert b"".join(client.get(f"{at}errors.{kind}"))  # type: ignore[arg-type]
    assert not Organization.objects.exists()
    assert not Submission.objects.exists()
    return table


def checked(name: str, columns: dict[int, str] | None = None) -> Import:
    return through(signed_in("cora"), name, (HOSTILE / name).read_bytes(), columns)


def said(table: Import, column: int) -> dict[int, str]:
    """What is said of rows at a column, by their numbers: the first word of each sentence but for what it quotes."""
    return {
        row.number: fault["sentence"] for row in table.rows.all() for fault in row.faults if fault["column"] == column
    }


def outcomes(table: Import) -> dict[int, str]:
    return dict(table.rows.values_list("number", "outcome"))


def test_01_a_french_file_is_mapped_and_what_is_doubtful_is_said() -> None:
    table = checked("01_cp1252_semicolon_french_headers.csv")
    assert table.columns == [
        *("name", "acronym", "type", "base_country", "base_place", "website", "contact_email", "founded"),
        "description",
    ]
    assert outcomes(table) == {2: "error", 3: "error", 4: "new", 5: "new"}
    assert said(table, 2)[2].startswith("“Organisme public” is not on the list.")
    assert said(table, 6) == {3: "This is not a complete email address. It should look like office@name.example."}
    assert said(table, 3) == {}  # Côte d’Ivoire is one


def test_02_names_and_countries_in_six_scripts_are_new_entries() -> None:
    assert checked("02_utf16le_bom_tab.csv").counts == {"new": 4}


def test_03_formulas_are_names_like_others() -> None:
    table = checked("03_formula_injection.csv")
    assert table.counts == {"new": 10, "likely": 7}
    assert {"+Verde Asociación", "@NatureTrust", "-40°C Club"} <= {row.cells[0] for row in table.rows.all()}


def test_05_repeats_come_in_once_near_ones_are_offered_and_ministries_stay_apart() -> None:
    table = checked("05_duplicates_near_duplicates.csv")
    assert table.counts == {"new": 10, "same": 1, "error": 4, "likely": 13}
    found = outcomes(table)
    assert {found[number] for number in (4, 5, 6, 8, 9, *range(14, 21), 27)} == {"likely"}
    assert {found[number] for number in range(21, 26)} == {"new"}  # five ministries
    assert (found[28], found[29]) == ("new", "new")  # two that are known by the same letters
    assert not table.rows.filter(outcome="likely", kept=True).exists()  # nothing is merged, or brought in, by itself


def test_06_rows_with_bytes_that_are_no_letters_are_left_out() -> None:
    table = checked("06_control_bytes_bidi_invalid_utf8.csv")
    assert {number for number, outcome in outcomes(table).items() if outcome == "error"} == {2, 3, 5, 8, 9, 10, 12}
    assert said(table, 0)[9].startswith("Byte 848 of the file is no letter")


def test_08_without_a_header_the_columns_are_asked_for_and_no_row_is_lost() -> None:
    client = signed_in("cora")
    content = (HOSTILE / "08_missing_header_row.csv").read_bytes()
    table = through(client, "08.csv", content)
    assert (table.state, table.columns) == ("uploaded", [""] * 9)  # nothing tells whose rows they are
    table = through(client, "08.csv", content, {0: "name", 1: "acronym", 2: "type", 3: "base_country"})
    assert outcomes(table) == {1: "new", 2: "new", 3: "new"}


def test_10_clear_countries_are_taken_and_others_asked_about() -> None:
    table = checked("10_country_names_many_languages.csv")
    cells = {row.number: row.cells[1] for row in table.rows.all()}
    asked = {cells[number]: sentence for number, sentence in said(table, 1).items()}
    assert len(cells) == 105
    assert {"Congo", "Korea", "Guinea"} == {
        name for name, sentence in asked.items() if "may be several countries" in sentence and name != "Yugoslavia"
    }
    assert {"Global", "Wakanda", "ZZ", "N/A", "Kenya; Uganda; Tanzania"} <= asked.keys()
    assert not {"Niger", "Nigeria", "NA", "NO", "Côte d'Ivoire", "肯尼亚", "مصر", "Россия"} & asked.keys()


def test_11_addresses_that_are_none_are_said_and_written_out_harmlessly() -> None:
    client = signed_in("cora")
    table = through(client, "11.csv", (HOSTILE / "11_bad_urls_emails.csv").read_bytes())
    assert table.counts == {"error": 29}
    websites = said(table, 1)
    assert {*range(2, 13)} <= websites.keys()  # scripts, files, this machine, a name before the @
    emails = said(table, 2)
    assert sum("Give one email address only" in sentence for sentence in emails.values()) >= 8
    page = client.get(f"{PAGE}{table.pk}/rows/?outcome=error").content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page


@pytest.mark.parametrize("name", ["12_merged_cells_dates_hidden.xlsx", "15_really_xlsx.csv"])
def test_12_and_15_a_workbook_is_read_from_its_header_on_whatever_it_is_called(name: str) -> None:
    table = checked(name)
    assert (table.reading["sheet"], table.reading["header"]) == ("Members (2)", 5)
    assert table.counts == {"new": 2, "error": 8}
    formula = "There is a formula in this cell. Copy it, and paste its value instead."
    assert table.rows.get(number=12).faults[0] == {"column": 0, "sentence": formula}
    assert (said(table, 7), [*said(table, 8)]) == ({}, [2000])  # columns that are left out have no errors of their own
    assert not table.rows.filter(cells__overlap=["person@private.example"]).exists()


def test_13_a_file_that_opens_to_millions_of_rows_is_refused_with_a_sentence() -> None:
    table = through(signed_in("cora"), "13.xlsx", bomb())
    assert table.state == "refused"
    assert table.refusal.startswith("This Excel file opens to more than is read here.")
    assert not table.rows.exists()


def test_what_was_wrong_is_in_the_file_to_be_mended_and_no_cell_of_it_is_a_formula() -> None:
    client = signed_in("cora")
    table = through(client, "any.csv", b"name,type,country\n=1+1,ngo,Wakanda\n@Trust,ngo,Congo\n")
    written = b"".join(client.get(f"{PAGE}{table.pk}/errors.csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = list(csv.reader(io.StringIO(written)))
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'@Trust"]
    assert Counter(table.rows.values_list("outcome", flat=True)) == {"error": 2}


@given(
    content=st.one_of(
        st.binary(min_size=1, max_size=300),
        st.lists(
            st.lists(st.sampled_from(["name", "country", "", "=1", '"', "\x00", "Kenya", "é", "1998"]), max_size=5),
            max_size=6,
        ).map(lambda table: "\n".join(",".join(cells) for cells in table).encode() or b"\n"),
    )
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_and_tables_of_any_kind_get_a_page_and_write_nothing(content: bytes) -> None:
    with transaction.atomic():
        through(signed_in("cora"), "any.csv", content, {0: "name"} if b"name" not in content else None)
        transaction.set_rollback(True)
