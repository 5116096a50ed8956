"""Rules of the first page: live figures, a map that hides nobody and ways in."""

import gzip
import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.actions import listing
from registry.models import Organization
from registry.places import country_codes
from tests.listings import partner

pytestmark = pytest.mark.django_db


def page(client: Client, address: str = "/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"> <", "><", re.sub(r"\s+", " ", response.content.decode()))


def figures(html: str) -> dict[str, str]:
    found = re.findall(r'<div class="figure"><dt>(.*?)</dt><dd>(.*?)</dd>', html)
    return {re.sub(r"<[^>]+>", "", term).strip(): value.strip() for term, value in found}


def test_the_figures_count_what_is_listed(client: Client) -> None:
    partner("Bay", countries=("TZ",), activities=[{"title": "A"}, {"title": "B"}], gaps=[{"title": "C"}])
    partner("Mangrove", base_country_id="TZ", gaps=[{"title": "G", "state": "answered"}])
    partner("Reef", base_country_id="FJ", offers=[{"title": "D"}, {"title": "E", "state": "paused"}])
    partner("Hidden", base_country_id="FJ", gaps=[{"title": "F", "visible_to": "partners"}])
    html = page(client)
    assert figures(html) == {
        "partners": "4",
        "countries": "3",
        "activities": "2",
        "open support gap": "1",
        "open support offer": "1",
    }
    lists = re.findall(r'<dt><a href="([^"]*)"', html)
    assert lists == [
        "/directory/",
        "/countries/",
        "/activities/",
        "/support/?state=open",
        "/support/offers/?state=open",
    ]
    assert [len(re.findall('class="result"', page(client, lists[at]))) for at in (0, 2, 3, 4)] == [4, 2, 1, 1]


def test_the_map_has_a_circle_for_each_country_down_to_the_smallest_island(client: Client) -> None:
    partner("Bay", countries=("TZ", "TV"), base_country_id="FJ")
    partner("Atoll", countries=("TV",))
    html = page(client)
    circles = re.findall(r"<circle[^>]*><title>\s*(.*?)\s*</title>", html)
    assert circles == ["Tuvalu: 2", "United Republic of Tanzania: 1"]
    rows = re.findall(
        r'<th scope="row">\s*<a href="([^"]*)"\s*>([^<]*)</a>\s*</th>\s*<td class="number">(\d+)</td>', html
    )
    assert rows == [
        ("/directory/?works_in=TV", "Tuvalu", "2"),
        ("/directory/?works_in=TZ", "United Republic of Tanzania", "1"),
    ]
    for href, _name, count in rows:
        assert len(re.findall('class="result"', page(client, href))) == int(count)


def test_each_way_in_names_what_most_partners_state_and_leads_there(client: Client) -> None:
    partner("Bay", gaps=[{"title": "A", "kinds": ["finance", "policy_law"]}])
    partner("Reef", gaps=[{"title": "B", "kinds": ["finance"]}])
    html = page(client)
    ways = re.findall(r'<a class="tag gap" href="([^"]*)">\s*(.*?) <b>(\d+)</b>', html)
    assert [(unescape(href), label, count) for href, label, count in ways] == [
        ("/directory/?lacks=finance", "Finance", "2"),
        ("/directory/?lacks=policy_law", "Policy and law", "1"),
    ]
    assert html.count("No partner has said so yet.") == 2


def test_the_newest_partners_are_shown_first(client: Client) -> None:
    for number in range(6):
        partner(f"Bay {number}", listed_at=timezone.now() - timedelta(days=6 - number))
    newest = re.findall(r"<h2><a [^>]*><bdi[^>]*>(.*?)</bdi>", page(client).partition("Newest partners")[2])
    assert newest == ["Bay 5", "Bay 4", "Bay 3", "Bay 2"]


def test_the_example_of_a_search_finds_something_and_an_empty_registry_gives_none(client: Client) -> None:
    assert "For example" not in page(client)
    partner("Bay", base_country_id="TZ", countries=("KE",))
    partner("Mangrove", base_country_id="TZ")
    partner("Reef", base_country_id="FJ")
    for address, directory in (("/", "/directory/"), ("/fr/", "/fr/directory/")):
        [example] = re.findall(r'<p class="hint soft"[^>]*>[^<:]*: ?([^<]+?) ?</p>', page(client, address))
        found = client.get(directory, {"q": unescape(example)}).context["found"]
        assert (example.strip(), found.total) == ({"/": "United Republic of Tanzania"}.get(address, example.strip()), 2)


def test_an_empty_registry_says_so(client: Client) -> None:
    html = page(client)
    assert "Nobody is listed yet" in html
    assert figures(html)["partners"] == "0"


def test_who_withdrew_counts_no_more(client: Client) -> None:
    partner("Bay")
    Organization.objects.update(state="withdrawn")
    listing.refresh([Organization.objects.get().pk])
    assert figures(page(client))["partners"] == "0"


def test_there_is_no_deadline_and_the_page_says_so(client: Client) -> None:
    assert "There is no deadline." in page(client).partition("</h1>")[2].partition("</form>")[2].partition("<svg")[0]


def test_one_and_three_partners_cost_five_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 3):
        while Organization.objects.count() < number:
            partner("Bay", activities=[{"title": "A"}], gaps=[{"title": "B"}])
        page(client)
        with django_assert_num_queries(5):
            page(client)


def test_the_first_load_is_light(client: Client) -> None:
    partner("Bay", countries=tuple(sorted(country_codes())))
    html = client.get("/").content.decode()
    names = set(re.findall(r'(?:src|href)="/static/([^"#]+)', html))
    assert "img/land.svg" in names
    assets = [(site.BASE_DIR / "static" / name).read_bytes() for name in names]
    assert sum(len(gzip.compress(content, 6)) for content in [html.encode(), *assets]) < 60_000
