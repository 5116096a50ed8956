"""Coverage and the pages of countries: every figure is as long as the list that it leads to, for every reader."""

import csv
import io
import json
import random
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partnership import hot
from partnership.forms.directory import ResultFilter
from registry.actions import listing
from registry.models import Activity, Organization, SupportGap, SupportOffer
from registry.queries import directory
from registry.queries.coverage import IN_CELLS, OF_PLACES
from registry.vocabulary import Element, SupportKind, Visibility
from tests import factories
from tests.coverages import cells, make
from tests.factories import person
from tests.listings import partner
from tests.web.joining import said, signed_in
from tests.web.results import page, sentences, tags

pytestmark = pytest.mark.django_db

READERS = {"visitor": Visibility.EVERYONE, "partner": Visibility.PARTNERS, "staff": Visibility.SECRETARIAT}
LISTS = {
    "/support/": "gaps",
    "/support/offers/": "offers",
    "/activities/": "activities",
    "/directory/": "organizations",
}
FIGURE = re.compile(r'<a href="(/[a-z/]+/(?:\?[^"]*)?)">([\d,]+)(?: (?:offers?|activity|activities))?</a>')
MAPPED = re.compile(
    r'<th scope="row"><a href="(/(?:support|directory|activities)[^"]*)">[^<]*</a></th><td class="number">([\d,]+)</td>'
)
HEAD = re.compile(r'<dt><a href="([^"]+)">[^<]*</a></dt> ?<dd>([\d,]+)</dd>')
PAGES = (
    "/coverage/",
    "/coverage/?works_in=002&realm=land&realm=marine_coastal",
    "/coverage/?country=KE&scale=local&show=activities",
    "/coverage/?show=organizations",
    "/countries/",
    "/countries/KE/",
    "/countries/regions/009/",
)


def readers() -> dict[str, Client]:
    factories.partner(person("amina"), name="Quiet Council")  # who states nothing
    return {"visitor": Client(), "partner": signed_in("amina"), "staff": signed_in("rosa")}


def figures(html: str) -> list[tuple[str, int]]:
    """The figures of a page, each with the address of its list."""
    found = [*FIGURE.findall(html), *HEAD.findall(html), *MAPPED.findall(html)]
    return [(unescape(href), int(number.replace(",", ""))) for href, number in found]


def behind(address: str, circle: str) -> int:
    """How many there are in the list of an address."""
    path, _mark, query = address.partition("?")
    kind = LISTS[path]
    result = ResultFilter(QueryDict(query), kind, circle)
    assert result.problems == [], address
    return directory.count(result.asked)[0]


@pytest.mark.parametrize("seed", [4, 44])
def test_every_figure_is_as_long_as_its_list(seed: int) -> None:
    chance = random.Random(seed)
    make(seed)
    for reader, client in readers().items():
        for address in PAGES:
            found = figures(page(client, address))
            assert len(found) > 10 or "scale" in address
            for href, number in found:
                assert number == behind(href, READERS[reader]), (reader, address, href)
            for href, number in chance.sample(found, min(3, len(found))):
                check_everywhere(client, href, number)


def check_everywhere(client: Client, href: str, number: int) -> None:
    """The list itself, its download and the API have as many."""
    path, _mark, query = href.partition("?")
    kind = LISTS[path]
    assert f"<b>{number:,} " in page(client, href)
    assert client.get(f"/api/v1/{kind}?{query}").json()["count"] == number
    downloaded: Any = client.get(f"{path}download/json?{query}")
    assert len(json.loads(downloaded.getvalue())["results"]) == number


@pytest.mark.parametrize("seed", [5])
def test_the_files_say_what_a_plain_count_does(seed: int) -> None:
    world = make(seed)
    chosen = {"works_in": ("002", "FJ")}
    for reader, client in readers().items():
        seen = {kind: world.standing(kind, READERS[reader], chosen) for kind in OF_PLACES}
        rows = table(client, "/coverage/download/matrix.csv?works_in=002&works_in=FJ")
        assert len(rows) == (len(Element) + 1) * (len(SupportKind) + 1)
        columns = dict(zip(IN_CELLS, ("unmet_gaps", "offers", "activities"), strict=True))
        for kind, column in columns.items():
            plain = cells(seen[kind])
            for row in rows:
                if "total" not in (row["element"], row["kind"]):
                    assert int(row[column]) == plain[row["element"], row["kind"]]
            assert int(rows[-1][column]) == len(seen[kind])
        by_country = {row["country"]: row for row in table(client, "/coverage/download/countries.csv?works_in=009")}
        for code in ("FJ", "TV"):
            of_country = world.standing("gaps", READERS[reader], {"works_in": (code,)})
            assert int(by_country.get(code, {}).get("unmet_gaps", 0)) == len(of_country)
        months = table(client, "/coverage/download/months.csv")
        assert sum(int(row["gaps_stated"]) for row in months) == len(world.seen("gaps", READERS[reader], {}))
        missing = table(client, "/coverage/download/missing.csv?works_in=002")
        named = {row["code"] for row in missing if row["missing"] == "gaps_without_offers" and len(row["code"]) == 2}
        assert named == {
            code
            for code in ("KE", "TZ")
            if world.standing("gaps", READERS[reader], {"works_in": (code,)})
            and not world.standing("offers", READERS[reader], {"works_in": (code,)})
        }


def table(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


# -- What fewer may see -----------------------------------------------------------------------------------------------

EVERY_ANSWER = (
    *PAGES,
    "/countries/FJ/",
    *(f"/coverage/download/{part}.csv" for part in ("matrix", "countries", "missing", "months")),
    "/countries/FJ/download/doers.csv",
)


def test_what_a_reader_may_not_see_changes_nothing_that_they_are_told() -> None:
    """Not a single letter: so no count, however small, betrays that it is there."""
    gap = {"title": "Boats", "elements": ["equitable"], "kinds": ["finance"]}
    partner("Bay", gaps=[{**gap}], offers=[{**gap}])
    owner = Organization.objects.get()
    clients = readers()
    before = {reader: answers(client) for reader, client in clients.items()}
    for model in (SupportGap, SupportOffer):
        hidden = model.objects.create(organization=owner, visible_to="secretariat", **gap)
        hidden.places.create(country_id="FJ")
    listing.refresh([owner.pk])
    after = {reader: answers(client) for reader, client in clients.items()}
    assert after["visitor"] == before["visitor"]
    assert after["partner"] == before["partner"]
    assert after["staff"] != before["staff"]
    SupportGap.objects.filter(visible_to="secretariat").update(visible_to="partners")
    listing.refresh([owner.pk])
    assert answers(clients["visitor"]) == before["visitor"]
    assert answers(clients["partner"]) != before["partner"]


TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')  # of the button that signs out


def answers(client: Client) -> dict[str, bytes]:
    found = {}
    for address in EVERY_ANSWER:
        response: Any = client.get(address)
        assert response.status_code == 200, address
        content = b"".join(response.streaming_content) if response.streaming else response.content
        found[address] = TOKEN.sub(b"", content)
    return found


def test_files_with_what_not_everyone_may_see_are_kept_nowhere() -> None:
    clients = readers()
    for part in ("matrix", "countries", "missing", "months"):
        address = f"/coverage/download/{part}.csv"
        assert clients["visitor"].get(address)["Cache-Control"] == "no-cache"
        assert clients["partner"].get(address)["Cache-Control"] == "private, no-store"


# -- Coverage ---------------------------------------------------------------------------------------------------------


def test_nobody_has_stated_anything_yet(client: Client) -> None:
    html = page(client, "/coverage/")
    assert "unmet support gaps" in html
    assert figures(html) == []
    assert "249 countries where no partner is based or works" in html


def test_a_cell_without_offers_says_so(client: Client) -> None:
    gap = {"title": "Boats", "elements": ["equitable"], "kinds": ["finance"]}
    partner("Bay", gaps=[gap])
    html = page(client, "/coverage/")
    assert re.search(r'<td class="unmet1"><b><a href="[^"]*">1</a></b><small>0 offers</small></td>', html)


def test_the_more_gaps_the_darker_a_cell(client: Client) -> None:
    gaps = [{"title": "Boats", "elements": ["equitable"], "kinds": ["finance"]} for _number in range(8)]
    others = [{"title": "Nets", "elements": ["equitable"], "kinds": ["data_monitoring"]} for _number in range(3)]
    partner("Bay", gaps=[*gaps, *others])
    assert re.findall(r'<td class="(unmet\d)"><b><a [^>]*>(\d)</a>', page(client, "/coverage/")) == [
        ("unmet4", "8"),
        ("unmet2", "3"),
    ]


def test_filters_are_named_and_can_be_taken_away(client: Client) -> None:
    html = page(client, "/coverage/?works_in=KE&realm=land&show=offers")
    assert tags(html) == [
        ("Where: Kenya", "/coverage/?realm=land&show=offers"),
        ("Land", "/coverage/?works_in=KE&show=offers"),
    ]
    assert '<input type="hidden" name="show" value="offers">' in html


def test_what_cannot_be_asked_is_left_out_and_named(client: Client) -> None:
    html = page(client, "/coverage/?works_in=atlantis&show=everything&q=boats&state=met")
    assert sentences(html) == ["“atlantis” is no value of the filter “Where”. It was left out."]
    assert 'aria-current="true">Unmet gaps</a>' in html


def test_a_file_that_leaves_out_what_was_asked_is_none(client: Client) -> None:
    response = client.get("/coverage/download/matrix.csv?works_in=atlantis")
    assert response.status_code == 400
    assert "in: works_in." in said(response)
    assert client.get("/coverage/download/everything.csv").status_code == 404


def test_who_is_missing_names_countries_and_constituencies(client: Client) -> None:
    partner("Bay", type="iplc", gaps=[{"title": "Boats", "kinds": ["finance"]}], base_country_id="KE")
    gap = SupportGap.objects.get()
    gap.places.create(country_id="FJ")
    partner("Fund", type="ngo", offers=[{"title": "Money", "kinds": ["finance"], "everywhere": True}])
    listing.refresh([gap.organization_id])
    html = page(client, "/coverage/")
    assert re.search(r'<th scope="row"><a href="/countries/FJ/">Fiji</a></th><td class="number"><a [^>]*>1</a>', html)
    assert "248 countries where no partner is based or works" in html
    assert re.search(r"Indigenous peoples and local communities</th>.*?<td>Gaps and no offers</td>", html)
    assert html.count("<td>No partner yet</td>") == 9


def test_months_tell_of_the_last_twelve(client: Client) -> None:
    now = timezone.now()
    long_ago = now.replace(year=now.year - 2, day=1)
    partner("Bay", listed_at=long_ago, gaps=[{"title": "Boats", "state": "met"}, {"title": "Nets"}])
    html = page(client, "/coverage/").partition('id="months"')[2]
    rows = re.findall(r'<th scope="row">([^<]+)</th>', html)
    assert len(rows) == 12
    assert f"/support/?state_since={now:%Y-%m}&amp;state=met" in html
    assert f"/support/?stated_in={now:%Y-%m}" in html
    bars = {prefix: re.findall(r'<rect x="(\d+)"', page(client, f"{prefix}/coverage/")) for prefix in ("", "/ar")}
    assert [int(x) > 880 for x in bars[""]] == [True, True]  # this month is at the end
    assert [int(x) < 80 for x in bars["/ar"]] == [True, True]
    assert len(table(client, "/coverage/download/months.csv")) == 25


def test_a_month_is_a_filter_of_the_lists_and_offered_nowhere(client: Client) -> None:
    partner("Bay", listed_at=datetime(2026, 3, 31, 23, 59, tzinfo=UTC))
    assert "<b>1 partner</b>" in page(client, "/directory/?joined_in=2026-03")
    assert tags(page(client, "/directory/?joined_in=2026-03"))[0][0] == "Joined in: March 2026"
    assert "<b>0 partners</b>" in page(client, "/directory/?joined_in=2026-04")
    assert 'name="joined_in"' not in page(client, "/directory/")
    assert client.get("/api/v1/organizations?joined_in=2026-03").json()["count"] == 1
    assert client.get("/api/v1/gaps?stated_in=2026-13").status_code == 400
    for wrong in ("2026-13", "2026-00", "2026-3", "2026/03", "26-03", "2026-٠٣", "march"):
        assert sentences(page(client, f"/directory/?joined_in={wrong}")) == [
            f"“{wrong}” is no value of the filter “Joined in”. It was left out."
        ]


# -- Countries and regions --------------------------------------------------------------------------------------------


def test_a_country_shows_gaps_beside_offers_and_who_does_what(client: Client) -> None:
    partner(
        "Bay",
        countries=("FJ",),
        gaps=[{"title": "Boats", "kinds": ["finance"]}],
        offers=[{"title": "Wardens", "kinds": ["finance"]}, {"title": "Maps", "everywhere": True}],
        activities=[{"title": "Reef watch", "elements": ["marine-coastal"]}],
    )
    owner = Organization.objects.get()
    for item in (owner.gaps.get(), owner.offers.get(title="Wardens"), owner.activities.get()):
        item.places.create(country_id="FJ")
    listing.refresh([owner.pk])
    html = page(client, "/countries/FJ/")
    assert "in the table of who does what, the name of a partner opens its page." in html
    assert "<h1>Fiji</h1>" in html
    for title in ("Boats", "Wardens"):
        assert f">{title}</bdi></a></h2>" in html
    assert ">Maps<" not in html
    assert re.search(r'Offered everywhere, and so here too:.*?works_in=everywhere[^"]*">1</a>', html)
    assert "1 partner with activities here" in html
    assert [row["name"] for row in table(client, "/countries/FJ/download/doers.csv")] == ["Bay"]
    assert [row["marine-coastal"] for row in table(client, "/countries/regions/009/download/doers.csv")] == ["1"]


def test_a_partner_works_where_its_activities_are_too_and_no_such_country_is_missing(client: Client) -> None:
    for number, columns in enumerate(({}, {}, {"visible_to": "secretariat"})):
        partner(f"Bay {number}", base_country_id="FR", countries=("FR",), activities=[{"title": "Reef", **columns}])
    partner("Reef Council", base_country_id="FR", countries=("VU",))
    for one in Activity.objects.all():
        one.places.create(country_id="VU" if one.visible_to == "everyone" else "TV")
    listing.refresh(list(Organization.objects.values_list("pk", flat=True)))

    html = page(client, "/countries/VU/")
    assert dict(HEAD.findall(html))["/directory/?works_in=VU"] == "3"
    assert "A partner works where its entry says so, and where it has an activity." in html
    assert "<b>3 partners</b>" in page(client, "/directory/?works_in=VU")
    assert client.get("/api/v1/organizations?works_in=VU").json()["count"] == 3
    countries = {row["country"]: row for row in table(client, "/coverage/download/countries.csv")}
    assert (countries["VU"]["partners_working"], countries["FR"]["partners_working"]) == ("3", "3")
    missing = {row["code"] for row in table(client, "/coverage/download/missing.csv") if row["missing"] == "no_partner"}
    assert "VU" not in missing
    assert "TV" in missing  # what the secretariat alone may see tells nobody


def test_a_country_leads_to_the_regions_that_it_is_in_and_they_to_it(client: Client) -> None:
    partner("Bay", countries=("FJ",))
    assert re.findall(r'<a href="(/countries/regions/\d+/)">', page(client, "/countries/FJ/")) == [
        "/countries/regions/009/",
        "/countries/regions/054/",
    ]
    assert '<a href="/countries/FJ/">Fiji</a>' in page(client, "/countries/regions/054/")
    html = page(client, "/countries/")
    assert '<a href="/countries/FJ/">Fiji</a>' in html
    assert re.search(r">Oceania as a whole</a></th>.*?/directory/\?works_in=009\">1</a>", html)


def test_addresses_of_places(client: Client) -> None:
    response = client.get("/ar/countries/fj/")
    assert (response.status_code, response["Location"]) == (301, "/ar/countries/FJ/")
    for wrong in ("XX", "FJI", "009", "regions"):
        assert client.get(f"/countries/{wrong}/").status_code == 404
    for wrong in ("FJ", "999", "0"):
        assert client.get(f"/countries/regions/{wrong}/").status_code == 404
        assert client.get(f"/countries/regions/{wrong}/download/doers.csv").status_code == 404
    assert client.get("/countries/XX/download/doers.csv").status_code == 404
    assert client.get("/countries/AQ/").status_code == 200  # in no region


def test_a_place_in_the_list_that_is_none_begins_it_anew(client: Client) -> None:
    response = client.get("/countries/FJ/?after=here", follow=True)
    assert response.redirect_chain == [("/countries/FJ/", 302)]
    assert "This is no place in a list of ours." in said(response)


def test_who_does_what_goes_on_over_pages(client: Client) -> None:
    for number in range(27):
        partner(f"Bay {number:02}", activities=[{"title": "Work"}])
    for owner in Organization.objects.all():
        owner.activities.get().places.create(country_id="KE")
    listing.refresh(list(Organization.objects.values_list("pk", flat=True)))
    html = page(client, "/countries/KE/")
    assert "27 partners with activities here" in html
    (later,) = re.findall(r'<a href="(\?after=[^"]*)" rel="next">', html)
    html = page(client, f"/countries/KE/{later}")
    doers = html.partition('id="doers"')[2]
    assert re.findall(r">(Bay \d\d)</bdi>", doers) == ["Bay 25", "Bay 26"]
    assert '<meta name="robots" content="noindex,follow">' in html
    assert len(table(client, "/countries/KE/download/doers.csv")) == 27


# -- Queries ----------------------------------------------------------------------------------------------------------

ASKED = {"/coverage/": 4, "/countries/": 4, "/countries/KE/": 13, "/countries/regions/002/": 11}


@pytest.mark.parametrize(("address", "expected"), ASKED.items())
def test_the_number_of_queries_is_fixed(address: str, expected: int, client: Client) -> None:
    """With an overlap of two partners, and with one of three."""
    working("Atoll", "Bay")
    for name in ("Cape", "Delta"):
        page(client, address)  # brings the memories up to date
        with CaptureQueriesContext(connection) as asked:
            page(client, address)
        assert len(asked) == expected, [one["sql"][:100] for one in asked]
        working(name)


@pytest.mark.parametrize("address", ASKED)
def test_a_page_that_was_just_seen_costs_one_query(
    address: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hot, "STORE", hot.Store(1_000_000))
    partner("Bay", countries=("KE",))
    page(client, address)
    with CaptureQueriesContext(connection) as asked:
        page(client, address)
    assert len(asked) == 1


def test_a_country_names_the_overlaps_in_it(client: Client) -> None:
    assert "/activities/overlaps/" not in page(client, "/countries/KE/").partition("<main")[2]
    working("Bay", "Reef")
    html = page(client, "/countries/KE/")
    assert '<a href="/activities/overlaps/ke-equitable-finance/">Equitably governed · Finance</a>' in html
    assert '<a href="/activities/overlaps/?country=KE">1 overlap here</a>' in html
    assert "/activities/overlaps/" not in page(client, "/countries/regions/002/").partition("<main")[2]


def working(*names: str) -> None:
    """Partners that do the same in Kenya, and lack and offer the same."""
    item = {"title": "Boats", "kinds": ["finance"], "elements": ["equitable"]}
    for name in names:
        activity = {**item, "status": "under_way", "start": "2024-01-01"}
        partner(name, countries=("KE",), activities=[activity], gaps=[item], offers=[item])
    for owner in Organization.objects.all():
        for one in (*owner.activities.all(), *owner.gaps.all(), *owner.offers.all()):
            one.places.get_or_create(country_id="KE")
    listing.refresh(list(Organization.objects.values_list("pk", flat=True)))
