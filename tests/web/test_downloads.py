"""Downloads: the whole result as its page shows it, in its order, with what it is; nothing that is not public."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registry.exchange import xlsx
from registry.models import SupportGap
from tests import factories
from tests.factories import ACTIVITY, CONTACT, GAP, OFFER, ORGANIZATION, WHERE, new_key, person, save
from tests.listings import partner

pytestmark = pytest.mark.django_db

FORMATS = ("csv", "xlsx", "json", "geojson")
WHOLE = (
    ("/directory/download/", "organizations"),
    ("/activities/download/", "activities"),
    ("/support/download/", "gaps"),
    ("/support/offers/download/", "offers"),
)


def sent(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert isinstance(response, StreamingHttpResponse)
    return b"".join(response)  # type: ignore[arg-type]


def rows(client: Client, format: str, query: str = "", kind: str = "directory") -> list[dict[str, Any]]:
    """The rows of a download, each by its names."""
    content = sent(client, f"/{kind}/download/{format}{query}")
    if format == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    if format == "xlsx":
        heads, *others = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
        return [dict(zip(heads, other, strict=True)) for other in others]  # type: ignore[arg-type]
    told = json.loads(content)
    return [one["properties"] for one in told["features"]] if format == "geojson" else told["results"]


def names(client: Client, format: str, query: str = "") -> list[str]:
    return [row["name"] for row in rows(client, format, query)]


# -- What is in them --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_a_download_is_the_whole_result_in_the_order_of_its_page(client: Client, format: str) -> None:
    for number in range(30):
        partner(f"Reef {29 - number:02}", type="ngo" if number % 3 else "iplc")
    everything = [f"Reef {number:02}" for number in range(30)]
    assert names(client, format) == everything
    assert names(client, format, "?type=iplc") == everything[2::3]
    assert names(client, format, "?sort=activities&q=reef") == everything[::-1]  # alike, so as they came


@pytest.mark.parametrize("format", FORMATS)
def test_a_download_of_nothing_is_a_file(client: Client, format: str) -> None:
    assert rows(client, format, "?q=nobody") == []


def test_the_place_in_the_list_and_its_view_change_nothing(client: Client) -> None:
    for number in range(30):
        partner(f"Reef {number:02}")
    assert len(rows(client, "csv", "?view=table&after=forged&before=forged")) == 30


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_activities_are_downloaded_alike(client: Client, format: str) -> None:
    partner("Reef Council", activities=[{"title": "Plant"}, {"title": "Count"}])
    found = rows(client, format, kind="activities")
    assert [(row["title"], row["organization_name"]) for row in found] == [
        ("Count", "Reef Council"),
        ("Plant", "Reef Council"),
    ]


def test_addresses_are_whole_and_without_a_language(client: Client) -> None:
    key = factories.listed(name="Reef").public_id_id
    for prefix in ("", "/ar"):
        (row,) = csv.DictReader(
            io.StringIO(sent(client, f"{prefix}/directory/download/csv").decode("utf-8-sig"), newline="")
        )
        assert row["address"] == f"http://testserver/directory/{key}/"
    assert client.get(row["address"], follow=True).status_code == 200


def test_what_it_is_stands_beside_the_rows(client: Client) -> None:
    partner("Reef", type="iplc")
    told = json.loads(sent(client, "/directory/download/json?type=iplc&q=reef&view=map"))["about"]
    assert (told["count"], told["address"]) == (1, "http://testserver/directory/?q=reef&type=iplc")
    assert told["filters"] == [
        {"name": "Words searched", "values": "reef"},
        {"name": "Type of organization", "values": "Indigenous peoples and local communities"},
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(sent(client, "/directory/download/xlsx?type=iplc"))).worksheets[1]
    assert ("Number of rows", 1) in sheet.iter_rows(values_only=True)


@pytest.mark.parametrize(("page", "kind"), WHOLE)
def test_a_file_of_a_mistyped_search_says_what_was_searched_instead(client: Client, page: str, kind: str) -> None:
    partner("Bay", **{part: [{"title": "Côte", "kinds": ["finance"]}] for part in ("activities", "gaps", "offers")})
    told = ("Searched instead of “coete”", "Côte")
    about = json.loads(sent(client, f"{page}json?q=coete"))["about"]
    assert (about["count"], about["filters"][1:]) == (1, [{"name": told[0], "values": told[1]}])
    sheet = openpyxl.load_workbook(io.BytesIO(sent(client, f"{page}xlsx?q=coete"))).worksheets[1]
    assert told in sheet.iter_rows(values_only=True)
    assert ": ".join(told) in client.get(f"{page}csv-metadata.json?q=coete").json()["dc:description"]


def test_points_of_a_mistyped_search_say_what_was_searched_instead(client: Client) -> None:
    partner("Bay", countries=("MX",))
    about = json.loads(sent(client, "/directory/download/geojson?q=mexcio"))["about"]
    assert about["filters"][1:] == [{"name": "Searched instead of “mexcio”", "values": "Mexico"}]


def test_the_table_leads_to_what_its_columns_mean(client: Client) -> None:
    partner("Reef", type="iplc")
    response = client.get("/directory/download/csv?type=iplc&view=map")
    address, relation, content_type = response["Link"].split("; ")
    assert (relation, content_type) == ('rel="describedby"', 'type="application/csvm+json"')
    companion = client.get(address.strip("<>"))
    assert companion["Content-Type"] == "application/csvm+json"
    told = companion.json()
    assert told["dc:description"] == ["Type of organization: Indigenous peoples and local communities"]
    assert (told["url"], told["dc:extent"]) == ("http://testserver/directory/download/csv?type=iplc", 1)
    assert [column["name"] for column in told["tableSchema"]["columns"]] == list(rows(client, "csv")[0])
    assert b"".join(client.get(told["url"])) == b"".join(response)  # type: ignore[arg-type]
    assert "dc:description" not in client.get("/directory/download/csv-metadata.json").json()


@pytest.mark.parametrize(
    ("format", "content_type", "ending"),
    [
        ("csv", "text/csv; charset=utf-8; header=present", "csv"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ("json", "application/json", "json"),
        ("geojson", "application/geo+json", "geojson"),
    ],
)
def test_a_file_has_its_type_and_a_name_with_its_day(
    client: Client, format: str, content_type: str, ending: str
) -> None:
    response = client.get(f"/directory/download/{format}")
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"].startswith('attachment; filename="target3-partners-20')
    assert response["Content-Disposition"].endswith(f'.{ending}"')


def test_the_pages_of_results_offer_their_downloads(client: Client) -> None:
    partner("Reef", activities=[{"title": "Plant"}])
    for page, formats in (("/directory/", FORMATS), ("/activities/", FORMATS[:3])):
        html = client.get(f"{page}?q=reef").content.decode()
        for format in FORMATS:
            assert (f'href="{page}download/{format}?q=reef"' in html) == (format in formats)


# -- What is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["pdf", "CSV", "csv/", "xls", "csv-metadata", "%00"])
def test_there_is_no_other_format(client: Client, format: str) -> None:
    assert client.get(f"/directory/download/{format}").status_code == 404


def test_activities_are_no_points(client: Client) -> None:
    assert client.get("/activities/download/geojson").status_code == 404


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("type=pirate", "in: type."),
        ("type=pirate&country=XK", "in: country, type."),
        ("sort=upside-down", "in: sort."),
        ("typ=ngo", "in: typ."),
        ("%3Cb%3E=1", "in: &lt;b&gt;."),
    ],
)
def test_a_file_never_leaves_out_in_silence_what_was_asked(client: Client, query: str, named: str) -> None:
    response = client.get(f"/directory/download/csv?{query}")
    assert response.status_code == 400
    assert f"The address asks for something that does not exist, {named}" in response.content.decode()


@pytest.mark.parametrize("search", ["reef" * 100, "%ED%A0%80", "!?"])
def test_a_search_of_which_a_part_would_be_left_out_is_refused_with_its_bounds(client: Client, search: str) -> None:
    response = client.get(f"/directory/download/csv?q={search}")
    assert response.status_code == 400
    page = response.content.decode()
    assert "A search has at most 200 characters, and a letter or a digit among them." in page
    assert "does not exist" not in page


def test_a_filter_said_thousands_of_times_stands_once_in_the_header(client: Client) -> None:
    response = client.get("/directory/download/csv?" + "&".join(["type=ngo"] * 5000))
    assert response["Link"].startswith("<http://testserver/directory/download/csv-metadata.json?type=ngo>;")


def test_a_sheet_that_excel_cannot_hold_is_refused_before_it_begins(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    for number in range(2):
        partner(f"Reef {number}")
    assert len(rows(client, "xlsx")) == 2
    partner("Reef 3")
    response = client.get("/directory/download/xlsx")
    assert response.status_code == 400
    assert "A sheet of Excel holds 2 rows below its first line, and this result has 3." in response.content.decode()
    assert len(rows(client, "csv")) == 3


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_downloads_are_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/directory/download/csv").status_code == 405


def test_asking_for_the_head_alone_writes_no_row(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    partner("Reef")
    client.get("/directory/download/csv")
    with django_assert_num_queries(1):  # whether anything has changed
        response = client.head("/directory/download/csv")
    assert (response.status_code, b"".join(response)) == (200, b"")  # type: ignore[arg-type]


# -- What nobody sees -------------------------------------------------------------------------------------------------


def test_nothing_that_is_not_public_leaves(client: Client) -> None:
    """A hidden place, people represented, mandate, contact, activity, gap and offer, of an indigenous organization."""
    draft = factories.complete_draft(name="Bay", type="iplc")
    secret = {"title": "Heron title", "text": "Heron text", "kinds": ["finance"]}
    save(draft, new_key("activities"), {**ACTIVITY, **secret, "visible_to": "secretariat"})
    for visible_to in ("secretariat", "partners"):
        save(draft, new_key("gaps"), {**GAP, **secret, "visible_to": visible_to})
        save(draft, new_key("offers"), {**OFFER, **secret, "visible_to": visible_to})
    told = {"people_represented": "Heron people", "mandate_kind": "custom", "mandate_told": "Heron elders"}
    save(draft, "organization", {**ORGANIZATION, "type": "iplc", **told})
    save(draft, "where", {**WHERE, "base_place": "Heron Point"})
    hidden = {"name": "Heron Name", "email": "heron@people.example.org", "phone": "+254 20 7654321"}
    save(draft, new_key("contacts"), {**CONTACT, **hidden, "role": "technical"})
    factories.send(draft, person("amina"))
    factories.submissions.approve(submission=draft, by=person("rosa"))
    assert SupportGap.objects.count() == 3
    addresses = [f"{path}{format}" for path, _kind in WHOLE for format in FORMATS if (path, format) not in NO_POINTS]
    addresses += ["/api/v1/gaps", "/api/v1/offers"]
    addresses += ["/api/v1/organizations", "/api/v1/activities", "/api/v1/organizations?modified_since=2020-01-01"]
    addresses += ["/directory/download/csv-metadata.json", f"/api/v1/organizations/{draft.organization.public_id_id}"]
    for address in addresses:
        content = everything(client, address)
        assert "bay" in content or "metadata" in address, address
        for leak in ("heron", "7654321", "amina", "custom", "people_represented", "finance | "):
            assert leak not in content, (leak, address)


NO_POINTS = [(path, "geojson") for path, kind in WHOLE if kind != "organizations"]


def everything(client: Client, address: str) -> str:
    """All the text of an answer, that of every cell of a workbook."""
    response = client.get(address)
    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content  # type: ignore[arg-type]
    if address.endswith("xlsx"):
        sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
        return " ".join(
            str(value) for sheet in sheets for row in sheet.iter_rows(values_only=True) for value in row
        ).lower()
    return content.decode().lower()


# -- Cost -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_a_short_download_costs_four_queries(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in range(number):
        partner(f"Reef {name}")
    sent(client, "/directory/download/csv?type=ngo")
    with django_assert_num_queries(4):
        sent(client, "/directory/download/csv?type=ngo")
