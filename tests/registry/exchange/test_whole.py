"""All listed entries as one table, to be mended and brought in again."""

import csv
import io
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any

import pytest
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from registry.entry.document import read
from registry.exchange import entries, whole
from registry.exchange.columns import COLUMNS
from registry.models import Organization
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db

Table = list[list[str]]
A_BATCH = 12  # queries: the organizations, and what their documents are read from


def csv_table(pieces: Iterable[bytes]) -> Table:
    return list(csv.reader(io.StringIO(b"".join(pieces).decode("utf-8-sig"), newline="")))


def xlsx_table(pieces: Iterable[bytes]) -> Table:
    book = load_workbook(io.BytesIO(b"".join(pieces)), read_only=True)
    return [[str(cell or "") for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]


@pytest.mark.parametrize(
    "table", [lambda: csv_table(whole.as_csv()), lambda: xlsx_table(whole.as_xlsx(right_to_left=True))]
)
def test_every_listed_entry_has_a_row_that_changes_nothing_when_it_comes_back(table: Any) -> None:
    amina, sam = factories.listed(), factories.listed(person("sam"), name="=Invented | Bay", type="iplc")
    factories.submitted(person("kim"), name="Not Yet Listed Council")
    head, *rows = table()
    assert head == list(COLUMNS)
    assert {row[0] for row in rows} == {amina.public_id_id, sam.public_id_id}
    for row in rows:
        live = read(Organization.objects.get(public_id=row[0]))
        found = entries.read(row, head, live)
        assert (found.document, found.faults, found.id) == (live, [], row[0])


def test_no_contact_leaves_with_it() -> None:
    factories.listed()
    content = b"".join(whole.as_csv()).decode()
    assert factories.CONTACT["email"] not in content
    assert factories.CONTACT["name"] not in content


def test_entries_are_read_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "AT_ONCE", 2)
    listed = sorted(factories.partner(name=f"Invented Bay {number}").public_id_id for number in range(5))
    assert [row["id"] for row in whole.rows()] == listed


@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_costs_the_same_for_any_number_of_entries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number):
        factories.partner(name=f"Invented Bay {one}")
    with django_assert_num_queries(A_BATCH):
        assert len(list(whole.rows())) == number


def test_what_a_cell_of_excel_cannot_hold_is_left_out_with_all_that_belongs_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("registry.exchange.xlsx.LONGEST_CELL", 200)
    factories.listed(name="Invented Bay " * 20)
    head, row = xlsx_table(whole.as_xlsx(right_to_left=False))
    cells = dict(zip_longest(head, row, fillvalue=""))  # a row ends with its last cell
    assert (cells["name"], cells["names"], cells["names_id"]) == ("", "", "")
    assert cells["gaps_title"] == factories.GAP["title"]
