"""The export of all entries, for curators."""

import csv
import io

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registry.exchange.columns import COLUMNS
from registry.models import Person
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db

PAGE = "/secretariat/export/"
QUERIES = 3


@pytest.fixture
def cleo(client: Client) -> Client:
    """A curator."""
    factories.add_app(person("cleo"))
    Person.objects.filter(pk=person("cleo").pk).update(staff_role="curator")
    client.force_login(Person.objects.get(pk=person("cleo").pk))
    return client


def test_the_page_says_what_the_files_hold_and_leads_to_them(cleo: Client) -> None:
    factories.partner()
    page = cleo.get(PAGE).content.decode()
    assert "1 listed entry in one table" in page
    assert [f'href="{PAGE}entries.{end}"' in page for end in ("csv", "xlsx")] == [True, True]
    assert [f">{key}</code>" in page for key in COLUMNS] == [True] * len(COLUMNS)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_entries(
    cleo: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number):
        factories.partner(name=f"Invented Bay {one}")
    with django_assert_num_queries(QUERIES):
        cleo.get(PAGE)


def test_the_csv_has_a_row_for_each_listed_entry(cleo: Client) -> None:
    organization = factories.listed()
    answer = cleo.get(f"{PAGE}entries.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer["Content-Disposition"].startswith('attachment; filename="target3-entries-')
    (row,) = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"), newline=""))  # type: ignore[arg-type]
    assert row["id"] == organization.public_id_id


def test_the_workbook_is_one(cleo: Client) -> None:
    answer = cleo.get(f"{PAGE}entries.xlsx")
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert b"".join(answer).startswith(b"PK")  # type: ignore[arg-type]


def test_a_question_for_the_head_reads_nothing(cleo: Client) -> None:
    factories.partner()
    answer = cleo.head(f"{PAGE}entries.csv")
    assert (answer.status_code, b"".join(answer)) == (200, b"")  # type: ignore[arg-type]


def test_another_format_does_not_exist(cleo: Client) -> None:
    assert cleo.get(f"{PAGE}entries.json").status_code == 404


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}entries.csv"])
def test_reviewers_and_teams_may_not_have_it(client: Client, address: str) -> None:
    factories.partner()
    for who in ("rosa", "amina"):
        client.force_login(person(who))
        assert client.get(address).status_code == 403
