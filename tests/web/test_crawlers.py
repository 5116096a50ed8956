"""Rules for search engines: every page once in each language, and no walk through combinations without end."""

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings as site
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from partnership.views import crawlers
from registry.actions import listing
from registry.models import Listing, Organization, SupportGap
from tests import factories
from tests.factories import person
from tests.listings import partner

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in site.LANGUAGES]
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.getvalue().decode()


def xml(client: Client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    return ElementTree.fromstring(response.getvalue())  # noqa: S314 - our own


def addresses(client: Client, address: str) -> list[str]:
    found = [one.text or "" for one in xml(client, address).iterfind(".//s:loc", SITEMAP)]
    return [one.removeprefix("http://testserver") for one in found]


def part_of(public_id: str) -> str:
    """The part of the site map that a partner is in: numbers go on rising, whatever tests ran before."""
    slot = Listing.objects.get(public_id=public_id).slot
    return f"/sitemap/partners-{(slot - 1) // crawlers.IN_A_PART}.xml"


# -- robots.txt -------------------------------------------------------------------------------------------------------


def may_walk(robots: str, address: str) -> bool:
    """What a robot that keeps to RFC 9309 makes of it; there is no Allow line, so any pattern that fits forbids."""
    patterns = re.findall(r"^Disallow: (\S+)$", robots, re.MULTILINE)
    return not any(re.match(re.escape(pattern).replace(r"\*", ".*"), address) for pattern in patterns)


@pytest.mark.parametrize("prefix", ["", "/ar", "/zh-hans"])
def test_robots_may_walk_what_leads_somewhere(client: Client, prefix: str) -> None:
    robots = text(client, "/robots.txt")
    assert "Allow:" not in robots
    walked = [
        "/",
        "/about/",
        "/directory/",
        "/directory/?country=KE",
        "/directory/?country=KE&type=ngo",
        "/directory/5c1f0q64/bay-council/",
        "/activities/?element=connected",
        "/support/?kind=finance&state=open",
        "/support/offers/",
        "/feeds/partners.atom",
        "/join/",
        "/api/docs",
    ]
    left_alone = [
        "/workspace/",
        "/secretariat/submissions/1/",
        "/accounts/login/",
        "/directory/?country=KE&country=TZ&type=ngo",
        "/directory/?sort=newest",
        "/directory/?country=KE&view=map",
        "/directory/?more=works_in",
        "/directory/?after=abc",
        "/activities/?kind=finance&before=abc",
        "/directory/download/csv?country=KE",
        "/activities/download/json",
        "/support/offers/download/json",
        "/directory/suggest?q=a",
    ]
    assert [address for address in walked if not may_walk(robots, prefix + address)] == []
    assert [address for address in left_alone if may_walk(robots, prefix + address)] == []
    assert not may_walk(robots, "/api/v1/organizations?country=KE")


def test_robots_are_told_of_the_site_map(client: Client) -> None:
    assert text(client, "/robots.txt").endswith("\nSitemap: http://testserver/sitemap.xml\n")


# -- What each page says of itself ------------------------------------------------------------------------------------


def links(html: str, kind: str) -> dict[str, str]:
    found = re.findall(rf'<link\s+rel="{kind}"(?:\s+hreflang="([^"]*)")?\s+href="([^"]*)"', html)
    return {language: href.removeprefix("http://testserver") for language, href in found}


@pytest.mark.parametrize(
    ("query", "canonical", "is_for_search_engines"),
    [
        ("", "", True),
        ("?type=ngo", "?type=ngo", True),
        ("?country=TZ&amp;utm_source=x&country=KE", "?country=KE&amp;country=TZ", True),
        ("?view=list&sort=name", "", True),
        ("?type=ngo&country=KE&country=TZ", "?type=ngo&amp;country=KE&amp;country=TZ", False),
        ("?q=reef", "?q=reef", False),
        ("?type=ngo&sort=newest", "?type=ngo&amp;sort=newest", False),
        ("?view=map", "?view=map", False),
        ("?after=forged", "", True),
    ],
)
def test_a_result_names_its_one_address_in_each_language(
    client: Client, query: str, canonical: str, is_for_search_engines: bool
) -> None:
    html = text(client, f"/fr/directory/{query.replace('&amp;', '&')}")
    assert links(html, "canonical") == {"": f"/fr/directory/{canonical}"}
    others = {code: f"/{code}/directory/{canonical}" for code in LANGUAGES if code != "en"}
    assert links(html, "alternate") == {
        **others,
        "en": f"/directory/{canonical}",
        "x-default": f"/directory/{canonical}",
    }
    assert ('<meta name="robots" content="noindex,follow">' in html) is not is_for_search_engines


def test_a_later_page_of_a_result_is_not_for_search_engines(client: Client) -> None:
    for number in range(26):
        partner(f"Bay {number}")
    html = text(client, "/directory/")
    after = re.search(r'href="(\?after=[^"]+)"', html)
    assert after is not None
    assert "noindex" not in html
    assert "noindex,follow" in text(client, f"/directory/{after[1]}")


# -- The site map -----------------------------------------------------------------------------------------------------


def test_the_site_map_leads_to_every_page_and_partner_in_each_language(client: Client) -> None:
    names = ("Bay Council", "مجلس الخليج")
    keys = [
        factories.listed(person(who), name=name).public_id_id for who, name in zip(("amina", "bo"), names, strict=True)
    ]
    first, *parts = addresses(client, "/sitemap.xml")
    assert first == "/sitemap/pages.xml"
    pages = addresses(client, "/sitemap/pages.xml")
    assert {"/", "/directory/", "/ar/", "/zh-hans/about/"} <= set(pages)
    found = [address for part in parts for address in addresses(client, part)]
    assert len(found) == 2 * 3 * len(LANGUAGES)  # each states a gap and an offer
    assert f"/ru/directory/{keys[0]}/bay-council/" in found
    gap = SupportGap.objects.first()
    assert gap is not None
    assert f"/ru/support/gaps/{gap.pk}/boats-and-fuel-for-night-patrols/" in found
    assert len({*pages, *found}) == len(pages) + len(found)
    arabic = [address for address in pages if address.startswith("/ar/")]
    assert {client.get(address).status_code for address in [*arabic, *found]} == {200}


def test_each_address_names_the_others_and_when_it_changed(client: Client) -> None:
    key = partner(("مجلس الخليج", "ar", "official"))
    urls = xml(client, part_of(key)).findall("s:url", SITEMAP)
    told = [[(one.get("hreflang"), one.get("href")) for one in url.iterfind("x:link", SITEMAP)] for url in urls]
    assert told == [told[0]] * len(LANGUAGES)
    assert [language for language, _href in told[0]] == [*LANGUAGES, "x-default"]
    assert [url.findtext("s:loc", "", SITEMAP) for url in urls] == [href for _language, href in told[0][:-1]]
    changed = Listing.objects.get(public_id=key).organization.public_change.at
    assert urls[0].findtext("s:lastmod", "", SITEMAP) == changed.isoformat(timespec="seconds")


def test_the_address_is_the_one_that_answers(client: Client) -> None:
    key = partner(("Conseil d'Été & Cie", "fr", "official"), ("مجلس", "ar", "official"))
    found = addresses(client, part_of(key))
    words = Listing.objects.get(public_id=key).record["words"]
    assert f"/fr/directory/{key}/{words}/" in found


def test_who_withdrew_is_in_no_part(client: Client) -> None:
    part = part_of(partner("Bay"))
    Organization.objects.update(state="withdrawn")
    listing.refresh([Organization.objects.get().pk])
    assert addresses(client, "/sitemap.xml") == ["/sitemap/pages.xml"]
    assert client.get(part).status_code == 404


@pytest.mark.parametrize("kind", ["gap", "offer"])
def test_what_not_everyone_may_see_is_in_no_part(
    client: Client, monkeypatch: pytest.MonkeyPatch, kind: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(crawlers, "IN_A_PART", 1)
    shown, *_hidden = ("everyone", "partners", "secretariat")
    items = [{"title": one, "visible_to": one} for one in (shown, *_hidden)]
    partner("Bay", **{f"{kind}s": items})
    _pages, _partners, part = addresses(client, "/sitemap.xml")
    with django_assert_num_queries(2):
        found = addresses(client, part)
    assert [address.rsplit("/", 2)[1] for address in found] == [shown] * len(LANGUAGES)
    number = int(part.removesuffix(".xml").rpartition("-")[2])
    assert client.get(f"/sitemap/{kind}s-{number + 1}.xml").status_code == 404


def test_a_part_has_at_most_ten_thousand_addresses(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert crawlers.IN_A_PART * len(LANGUAGES) <= 10_000
    monkeypatch.setattr(crawlers, "IN_A_PART", 2)
    monkeypatch.setattr(crawlers, "AT_ONCE", 1)
    keys = [partner(f"Bay {number}") for number in range(5)]
    parts = addresses(client, "/sitemap.xml")[1:]
    found = [address for part in parts for address in addresses(client, part)]
    assert max(len(addresses(client, part)) for part in parts) <= 2 * len(LANGUAGES)
    english = [address for address in found if address.startswith("/directory/")]
    assert sorted(address.split("/")[2] for address in english) == sorted(keys)


@pytest.mark.parametrize("number", ["1", "99999999999999999999", "-1", "x"])
def test_there_is_no_part_beyond_the_last(client: Client, number: str) -> None:
    last = int(part_of(partner("Bay")).removesuffix(".xml").rpartition("-")[2])
    beyond = str(last + 1) if number == "1" else number
    assert client.get(f"/sitemap/partners-{beyond}.xml").status_code == 404


def test_a_part_that_holds_nobody_is_not_told_of(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawlers, "IN_A_PART", 1)
    first, second, third = (partner(f"Bay {number}") for number in range(3))
    empty = part_of(second)
    Organization.objects.filter(public_id=second).update(state="withdrawn")
    listing.refresh([Organization.objects.get(public_id=second).pk])
    assert addresses(client, "/sitemap.xml")[1:] == [part_of(first), part_of(third)]
    assert client.get(empty).status_code == 404


def test_one_and_three_partners_cost_two_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 3):
        while Organization.objects.count() < number:
            partner("Bay")
        part = part_of(Listing.objects.values_list("public_id", flat=True)[0])
        with django_assert_num_queries(2):
            addresses(client, part)
        addresses(client, "/sitemap.xml")
        with django_assert_num_queries(3):
            addresses(client, "/sitemap.xml")
