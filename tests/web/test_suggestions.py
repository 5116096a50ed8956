"""What the search box offers while somebody types: where it leads, in the reader's language, whatever is typed."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.listings import partner

pytestmark = pytest.mark.django_db


def asked(client: Client, typed: str, prefix: str = "") -> dict[str, Any]:
    response = client.get(f"{prefix}/directory/suggest", {"q": typed})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    found: dict[str, Any] = json.loads(response.content)
    return found


def test_a_partner_leads_to_its_page(client: Client) -> None:
    key = partner(("Kenya Reef Watch", "en", "official"))
    found = asked(client, "reef")
    assert found == {
        "suggestions": [
            {
                "label": "Kenya Reef Watch",
                "language": "en",
                "kind": "Partner",
                "href": f"/directory/{key}/kenya-reef-watch/",
            }
        ],
        "status": "1 suggestion",
    }


def test_a_country_and_an_element_lead_to_who_works_there_and_on_it(client: Client) -> None:
    ways = {one["kind"]: one["href"] for typed in ("keny", "well") for one in asked(client, typed)["suggestions"]}
    assert ways == {
        "Based in": "/directory/?country=KE",
        "Works in": "/directory/?works_in=KE",
        "Element": "/directory/?element=connected",
    }


@pytest.mark.parametrize(("typed", "prefix"), [("OECM", ""), ("omec", "/es"), ("AMCE", "/fr"), ("oecm", "/ar")])
def test_an_element_is_found_by_the_initials_that_people_call_it_by(client: Client, typed: str, prefix: str) -> None:
    answer = client.get(f"{prefix}/directory/suggest", {"q": typed}).json()
    assert [one["href"] for one in answer["suggestions"]] == [f"{prefix}/directory/?element=oecm"]


def test_a_partner_found_by_another_name_says_by_which(client: Client) -> None:
    partner("Prosperity Nepal", "Kenya Reef", "Kenya Trust")
    partner("Prosperity Kenya", "Kenya Bay")
    found = asked(client, "kenya r")["suggestions"] + asked(client, "prosperity k")["suggestions"]
    assert [(one["label"], one["kind"]) for one in found] == [
        ("Prosperity Nepal", "also called Kenya Reef"),
        ("Prosperity Kenya", "Partner"),
    ]


def test_a_partner_found_by_a_former_name_says_that_it_is_one(client: Client) -> None:
    partner("Nature Office", ("Trellonda Council", "en", "former"))
    assert [one["kind"] for one in asked(client, "trell")["suggestions"]] == ["formerly Trellonda Council"]


def test_ways_and_names_of_countries_are_those_of_the_page_s_language(client: Client) -> None:
    (_seat, found) = asked(client, "Кени", "/ru")["suggestions"]
    assert (found["label"], found["language"], found["href"]) == ("Кения", "ru", "/ru/directory/?works_in=KE")
    (found, _work) = asked(client, "kenya", "/ar")["suggestions"]
    assert (found["label"], found["href"]) == ("كينيا", "/ar/directory/?country=KE")


def test_a_mistyped_word_suggests_all_that_it_may_have_meant(client: Client) -> None:
    for name in ("Гларанда", "Гларонда"):
        partner(name)
    assert [one["label"] for one in asked(client, "гларнда")["suggestions"]] == ["Гларанда", "Гларонда"]


def test_there_are_eight_at_most(client: Client) -> None:
    for number in range(12):
        partner(f"Kenya Reef {number}")
    found = asked(client, "ken")
    assert (len(found["suggestions"]), found["status"]) == (8, "8 suggestions")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "zzzzqqq",
        "x" * 201,
        "я" * 100_000,
        "\0",
        "ke\0nya\ud800",
        "%",
        "_",
        "\\",
        '"',
        "-",
        "('",
        "\u202e",
        "😀",
    ],
    ids=lambda typed: ascii(typed[:8]),
)
def test_whatever_is_typed_is_answered(client: Client, typed: str) -> None:
    encoded = typed.encode("utf-8", "surrogatepass")
    response = client.get("/directory/suggest", query_string="q=" + "".join(f"%{byte:02x}" for byte in encoded))
    assert response.status_code == 200
    assert json.loads(response.content)["status"].endswith(("suggestion", "suggestions"))


def test_it_is_asked_for_without_a_text_or_with_many(client: Client) -> None:
    assert asked(client, "")["status"] == "0 suggestions"
    response = client.get("/directory/suggest?" + "&".join(f"q={number}" for number in range(1_000)))
    assert response.status_code == 200
    assert client.post("/directory/suggest").status_code == 405


def test_the_box_says_where_to_ask_and_searches_without(client: Client) -> None:
    html = client.get("/fr/directory/").content.decode()
    assert 'data-suggest="/fr/directory/suggest"' in html
    assert 'action="/fr/directory/"' in html
