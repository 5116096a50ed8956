"""The API: the directory for programs, counted alike and in the same order as on its pages and in downloads."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registry.actions import listing
from registry.models import Organization, PublicChange
from registry.places import country_codes, region_codes
from registry.vocabulary import Element, OrganizationType
from tests import factories
from tests.listings import organization, partner

pytestmark = pytest.mark.django_db

HERE = "/api/v1/"


def asked(client: Client, address: str, **headers: str) -> dict[str, Any]:
    response = client.get(address if address.startswith("http") else HERE + address, headers=headers)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json"), response.content
    told: dict[str, Any] = response.json()
    return told


def ids(told: dict[str, Any]) -> list[str]:
    return [result["id"] for result in told["results"]]


# -- Lists ------------------------------------------------------------------------------------------------------------


def test_an_answer_counts_tells_and_leads_on(client: Client) -> None:
    key = partner(
        ("Reef Council", "en", "official"), ("مجلس", "ar", "translation"), type="iplc", activities=[{"title": "Plant"}]
    )
    partner("Bay Watch")
    told = asked(client, "organizations?q=reef")
    assert list(told) == ["count", "results", "facets", "next"]
    assert (told["count"], told["next"], ids(told)) == (1, None, [key])
    (result,) = told["results"]
    assert (result["address"], result["type"], result["base_country"]) == (
        f"http://testserver/directory/{key}/",
        "iplc",
        "KE",
    )
    assert result["names"] == [
        {"text": "Reef Council", "language": "en", "kind": "official"},
        {"text": "مجلس", "language": "ar", "kind": "translation"},
    ]
    assert (result["website"], result["listed_on"], result["confirmed_on"]) == (
        None,
        datetime.now(UTC).date().isoformat(),
        None,
    )
    assert {name: counts for name, counts in told["facets"].items() if counts} == {
        "type": {"iplc": 1},
        "country": {"KE": 1},
        "region": {"002": 1, "014": 1, "202": 1},
        "joined": {str(datetime.now(UTC).year): 1},
    }


FILTERS = (
    "",
    "q=reef",
    "q=reef&type=iplc&type=ngo",
    "type=ngo&works_in=014",
    "country=KE&sort=newest",
    "q=plant&element=oecm&sort=activities",
    "q=-reef",
    "open_gaps=yes&sort=gaps",
)


def reefs() -> None:
    kinds = ("ngo", "iplc", "youth")
    for number in range(32):
        partner(
            f"{'Reef' if number % 4 else 'Bay'} {31 - number:02}",
            type=kinds[number % 3],
            base_country_id="KE" if number % 5 else "FJ",
            countries=("TZ",) if number % 2 else (),
            activities=[{"title": "Plant", "elements": ["oecm"]}] * (number % 7),
            gaps=[{"title": "Boats", "kinds": ["finance"]}] * (number % 3),
        )


def page_ids(client: Client, query: str) -> list[str]:
    """The public ids of a whole result as its pages show it."""
    found: list[str] = []
    address = f"/directory/?{query}"
    while True:
        html = client.get(address).content.decode()
        results = html.partition('class="results"')[2]
        found += re.findall(r'<h2><a href="/directory/([0-9a-z]{8})/', re.sub(r">\s+<", "><", results))
        following = re.search(r'href="([^"]*)" rel="next"', html)
        if following is None:
            return found
        address = "/directory/" + following[1].replace("&amp;", "&")


@pytest.mark.parametrize("query", FILTERS)
def test_page_api_and_download_have_the_same_in_the_same_order(client: Client, query: str) -> None:
    reefs()
    told = asked(client, f"organizations?{query}&limit=100" if query else "organizations?limit=100")
    download = json.loads(b"".join(client.get(f"/directory/download/json?{query}")))  # type: ignore[arg-type]
    assert ids(told) == [result["id"] for result in download["results"]]
    assert ids(told) == page_ids(client, query)
    assert told["count"] == download["about"]["count"] == len(ids(told)) > 0
    assert told["results"] == download["results"]


def test_pages_lead_from_one_to_the_next_and_tell_everything_once(client: Client) -> None:
    reefs()
    whole = ids(asked(client, "organizations?q=reef&sort=newest&limit=100"))
    told = asked(client, "organizations?q=reef&sort=newest&limit=7")
    found = ids(told)
    while told["next"]:
        assert told["next"].startswith("http://testserver/api/v1/organizations?q=reef&sort=newest&limit=7&after=")
        told = asked(client, told["next"])
        found += ids(told)
    assert found == whole


def test_a_page_has_25_results_unless_told_otherwise(client: Client) -> None:
    reefs()
    assert [len(ids(asked(client, f"organizations{limit}"))) for limit in ("", "?limit=1", "?limit=31")] == [25, 1, 31]


def test_a_mistyped_word_is_read_as_another_and_said_so(client: Client) -> None:
    key = partner("Mangrove Council")
    told = asked(client, "organizations?q=mangrvoe")
    assert (ids(told), told["instead_of"]) == ([key], [{"typed": "mangrvoe", "read_as": "Mangrove"}])
    assert asked(client, "organizations?q=mangrvoe&exact=yes")["count"] == 0


def test_a_value_that_could_be_and_that_nobody_has_finds_nothing(client: Client) -> None:
    partner("Reef", languages=["sw"])
    for query in ("language=zzz", "network=00000000", "joined=2099"):
        assert asked(client, f"organizations?{query}")["count"] == 0
    assert asked(client, "organizations?language=zzz&language=sw")["count"] == 1


def test_activities_are_told_alike(client: Client) -> None:
    key = partner("Reef", activities=[{"title": "Plant", "elements": ["oecm"]}, {"title": "Count"}])
    told = asked(client, "activities?element=oecm")
    assert (told["count"], [(one["title"], one["organization_id"]) for one in told["results"]]) == (
        1,
        [("Plant", key)],
    )
    assert told["facets"]["type"] == {"ngo": 1}
    assert asked(client, "activities?limit=1")["next"].startswith("http://testserver/api/v1/activities?limit=1&after=")


def test_the_api_speaks_english_and_knows_nobody(client: Client) -> None:
    for name in ("Ärzte", "Zoo", "Bay"):
        partner(name)
    plain = client.get(HERE + "organizations")
    for headers in ({"Accept-Language": "ar"}, {"Cookie": "sessionid=x; django_language=ar"}):
        other = client.get(HERE + "organizations", headers=headers)
        assert (other.content, other["ETag"], other["Vary"]) == (plain.content, plain["ETag"], "Accept-Encoding")
        assert not other.cookies


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_three_queries(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in range(number):
        partner(f"Reef {name}", activities=[{"title": "Plant"}])
    client.get(HERE + "organizations?type=ngo")
    with django_assert_num_queries(3):
        asked(client, "organizations?type=ngo")


# -- Changes ----------------------------------------------------------------------------------------------------------


def gone(public_id: str, state: str, **columns: Any) -> None:
    Organization.objects.filter(public_id=public_id).update(state=state, **columns)
    listing.refresh([Organization.objects.get(public_id=public_id).pk])


def test_changes_tell_what_came_what_went_and_until_when(client: Client) -> None:
    kept, merged, withdrawn = partner("Kept"), partner("Merged"), partner("Withdrawn")
    gone(withdrawn, "withdrawn", state_since=datetime(2026, 3, 9, 12, tzinfo=UTC))
    gone(merged, "merged", merged_into=Organization.objects.get(public_id=kept))
    told = asked(client, "organizations?modified_since=2020-01-01")
    assert (told["count"], ids(told), told["next"], told["unmatched"]) == (3, [kept], None, [])
    assert told["withdrawn"] == [{"id": withdrawn, "withdrawn": "2026-03-09"}]
    assert told["merged"] == [{"id": merged, "merged_into": kept}]
    again = asked(client, f"organizations?modified_since={told['modified_until']}")
    assert (again["count"], again["merged"], again["modified_until"]) == (1, told["merged"], told["modified_until"])


def test_whoever_asks_with_a_clock_that_is_fast_is_told_when_something_changed_last(client: Client) -> None:
    nothing = asked(client, "organizations?modified_since=2999-01-01")
    assert (nothing["count"], nothing["modified_until"]) == (0, "2999-01-01T00:00:00Z")
    partner("Bay")
    told = asked(client, "organizations?modified_since=2020-01-01")
    early = asked(client, "organizations?modified_since=2999-01-01")
    assert (early["count"], early["modified_until"]) == (0, told["modified_until"])


def harvest(client: Client, copy: dict[str, str], since: str, meanwhile: Callable[[], None] = lambda: None) -> str:
    """Bring a copy up to date as docs/data-users.md says, something happening after the first page; until when."""
    told = asked(client, f"organizations?modified_since={since}&limit=2")
    while True:
        copy.update({result["id"]: result["name"] for result in told["results"]})
        for one in [*told["withdrawn"], *told["merged"]]:
            copy.pop(one["id"], None)
        meanwhile()
        meanwhile = lambda: None  # noqa: E731
        if not told["next"]:
            return str(told["modified_until"])
        told = asked(client, told["next"])


def test_a_copy_that_asks_since_the_time_it_was_told_misses_nothing(client: Client) -> None:
    """Entries come, go and return in the middle of a harvest; the next one brings what this one could not see."""
    copy: dict[str, str] = {}
    keys = [partner(f"Partner {number}") for number in range(5)]

    def meanwhile() -> None:
        for key in (keys[0], keys[3]):
            was_listed = Organization.objects.get(public_id=key).state == "listed"
            gone(key, "withdrawn" if was_listed else "listed")
        keys.append(partner(f"Partner {len(keys)}"))

    since = "2020-01-01"
    for _ in range(3):
        since = harvest(client, copy, since, meanwhile)
    harvest(client, copy, since)
    listed = Organization.objects.listed()
    assert copy == dict(listed.values_list("public_id", "names__text"))
    assert len(copy) == 6


def test_changes_beside_a_filter_tell_what_it_does_not_find(client: Client) -> None:
    ngo, company = partner("Reef", type="ngo"), partner("Bay", type="private_sector")
    told = asked(client, "organizations?modified_since=2020-01-01&type=ngo")
    assert (ids(told), told["unmatched"]) == ([ngo], [company])


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        ("2026-11-22", 1),
        ("2026-11-22T10:00:00Z", 1),
        ("2026-11-22t10:00:00.5z", 0),
        ("2026-11-22 09:00:00", 1),
        ("2026-11-22T12:00:00%2B02:00", 1),
        ("2026-11-22T12:00:00+02:00", 1),
        ("2026-11-22T12:00:01%2B02:00", 0),
        ("2026-11-23", 0),
        ("0000-01-01", 1),
        ("0001-01-01T00:00:00%2B23:59", 1),
        ("9999-12-31T23:59:60-23:59", 0),
        ("2026-11-22T09:59:59.123456789Z", 1),
    ],
)
def test_a_moment_is_a_day_or_a_time_in_utc_unless_it_says_otherwise(client: Client, moment: str, found: int) -> None:
    partner("Reef")
    PublicChange.objects.update(at=datetime(2026, 11, 22, 10, tzinfo=UTC))
    assert asked(client, f"organizations?modified_since={moment}")["count"] == found


# -- One organization -------------------------------------------------------------------------------------------------


def test_an_entry_is_what_its_page_publishes(client: Client) -> None:
    key = factories.listed(name="Invented Bay Council").public_id_id
    assert asked(client, f"organizations/{key}") == client.get(f"/directory/{key}.json").json()


def test_an_id_may_be_written_as_it_was_read(client: Client) -> None:
    key = factories.listed(name="Invented Bay Council").public_id_id
    assert asked(client, f"organizations/{key[:4].upper()}-{key[4:]}")["id"] == key


def test_a_withdrawn_entry_is_gone_with_a_day_and_no_name(client: Client) -> None:
    key = factories.listed(name="Invented Bay Council").public_id_id
    Organization.objects.update(state="withdrawn", state_since=datetime(2026, 3, 9, 12, tzinfo=UTC))
    response = client.get(f"{HERE}organizations/{key}")
    assert (response.status_code, response["Content-Type"]) == (410, "application/problem+json")
    assert response.json() == {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "detail": "This entry was withdrawn on 2026-03-09. Delete your copy.",
        "id": key,
        "withdrawn": "2026-03-09",
    }


def test_a_merged_entry_names_the_one_that_took_it_up(client: Client) -> None:
    kept = factories.listed(name="Invented Bay Council")
    merged = organization(state="merged", merged_into=kept)
    told = asked(client, f"organizations/{merged.public_id_id}")
    assert told == {"id": merged.public_id_id, "merged_into": kept.public_id_id}


# -- The rest ---------------------------------------------------------------------------------------------------------


def test_the_beginning_names_all_there_is(client: Client) -> None:
    told = asked(client, "")
    assert told.pop("licence") == "CC BY 4.0"
    assert [client.get(address).status_code for address in told.values()] == [200] * 7


def test_the_vocabulary_names_every_code_in_six_languages(client: Client) -> None:
    told = asked(client, "vocabulary")
    assert [one["code"] for one in told["types"]] == OrganizationType.values
    assert [one["code"] for one in told["elements"]] == Element.values
    assert {one["code"] for one in told["countries"]} == country_codes()
    assert {one["code"] for one in told["regions"]} == region_codes()
    named = [one["names"] for codes in told.values() for one in codes]
    assert {tuple(sorted(names)) for names in named} == {("ar", "en", "es", "fr", "ru", "zh")}
    assert told["types"][3] == {
        "code": "ngo",
        "names": {
            "en": "Non-governmental",
            "ar": "منظمة غير حكومية",
            "es": "Organización no gubernamental",
            "fr": "Organisation non gouvernementale",
            "ru": "Неправительственная организация",
            "zh": "非政府组织",
        },
    }
    eastern = next(one for one in told["regions"] if one["code"] == "014")
    assert (eastern["within"], eastern["names"]["en"]) == ("202", "Eastern Africa")
    kenya = next(one for one in told["countries"] if one["code"] == "KE")
    assert (kenya["iso3"], kenya["m49"], kenya["regions"]) == ("KEN", "404", ["002", "202", "014"])


# -- Manners ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["organizations?q=reef", "activities", "vocabulary", "openapi.json", ""])
def test_who_has_an_answer_already_is_told_so(client: Client, address: str) -> None:
    partner("Reef")
    first = client.get(HERE + address)
    etag = first["ETag"]
    assert (etag.startswith('"'), first["Cache-Control"]) == (True, "no-cache")
    again = client.get(HERE + address, headers={"If-None-Match": f'"other", {etag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Access-Control-Allow-Origin"] == "*"


def test_a_change_makes_another_answer(client: Client) -> None:
    partner("Reef")
    etag = client.get(HERE + "organizations")["ETag"]
    partner("Bay")
    again = client.get(HERE + "organizations", headers={"If-None-Match": etag})
    assert (again.status_code, again["ETag"] == etag) == (200, False)


def test_the_head_of_an_answer_is_that_of_the_answer(client: Client) -> None:
    partner("Reef")
    whole, head = client.get(HERE + "organizations"), client.head(HERE + "organizations")
    assert (head.status_code, head.content) == (200, b"")
    assert (head["Content-Length"], head["ETag"]) == (str(len(whole.content)), whole["ETag"])


def test_a_page_of_any_other_site_may_ask(client: Client) -> None:
    preflight = client.options(
        HERE + "organizations",
        headers={"Origin": "https://other.example", "Access-Control-Request-Headers": "if-none-match"},
    )
    assert (preflight.status_code, preflight["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert "If-None-Match" in preflight["Access-Control-Allow-Headers"]
    answer = client.get(HERE + "organizations", headers={"Origin": "https://other.example"})
    assert answer["Access-Control-Allow-Origin"] == preflight["Access-Control-Allow-Origin"] == "*"
    assert not answer.has_header("Access-Control-Allow-Credentials")
