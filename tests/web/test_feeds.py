"""Rules of the feeds: what was published last, named for ever, in the words and the language of who wrote it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from registry.actions import listing
from registry.models import Organization, SupportGap
from tests.listings import partner

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def feed(client: Client, name: str, prefix: str = "") -> ElementTree.Element:
    """The feed, after what RFC 4287 asks of every feed."""
    response = client.get(f"{prefix}/feeds/{name}.atom")
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    entries = root.findall("a:entry", ATOM)
    assert root.tag == f"{{{ATOM['a']}}}feed"
    for one in [root, *entries]:
        assert [len(one.findall(f"a:{part}", ATOM)) for part in ("id", "title", "updated")] == [1, 1, 1]
        assert DATE.fullmatch(one.findtext("a:updated", "", ATOM))
        assert re.match(r"(https?://|urn:uuid:)\S+$", one.findtext("a:id", "", ATOM))
    assert root.findtext("a:author/a:name", "", ATOM) != ""
    keys = [entry.findtext("a:id", "", ATOM) for entry in entries]
    assert len(set(keys)) == len(keys)
    dates = [entry.findtext("a:updated", "", ATOM) for entry in entries]
    assert dates == sorted(dates, reverse=True)
    return root


def entries(client: Client, name: str, prefix: str = "") -> list[ElementTree.Element]:
    return feed(client, name, prefix).findall("a:entry", ATOM)


def titles(client: Client, name: str) -> list[str]:
    return [entry.findtext("a:title", "", ATOM) for entry in entries(client, name)]


def test_the_newest_partners_come_first(client: Client) -> None:
    for seconds, name in ((3, "Oldest"), (1, "Newest"), (2, "Older")):
        partner(name, listed_at=timezone.now() - timedelta(seconds=seconds))
    assert titles(client, "partners") == ["Newest", "Older", "Oldest"]


def test_an_entry_without_a_description_has_no_summary(client: Client) -> None:
    partner("Told", description="Keeps the bay.", listed_at=timezone.now() - timedelta(days=1))
    partner("Bare", description="")
    bare, told = entries(client, "partners")
    assert (bare.find("a:summary", ATOM), told.findtext("a:summary", "", ATOM)) == (None, "<p>Keeps the bay.</p>")


def test_an_entry_keeps_its_name_in_every_language_of_the_feed(client: Client, settings: Settings) -> None:
    settings.SITE_ADDRESS = "https://partnership.example"
    key = partner(
        ("Fundación Arrecife", "es", "official"),
        description="Peces & <b>corales</b>.",
        description_language="es",
        listed_at=datetime(2026, 3, 1, 15, 4, 5, tzinfo=UTC),
    )
    ids = {prefix: feed(client, "partners", prefix).findtext("a:id", "", ATOM) for prefix in ("", "/ru")}
    assert ids == {
        "": "https://partnership.example/feeds/partners.atom",
        "/ru": "https://partnership.example/ru/feeds/partners.atom",
    }
    (entry,) = entries(client, "partners", "/ru")
    link = entry.find("a:link", ATOM)
    summary = entry.find("a:summary", ATOM)
    assert link is not None
    assert summary is not None
    assert entry.findtext("a:id", "", ATOM) == f"https://partnership.example/directory/{key}/"
    assert link.get("href") == f"http://testserver/ru/directory/{key}/fundacion-arrecife/"
    assert (entry.get(LANG), entry.findtext("a:title", "", ATOM)) == ("es", "Fundación Arrecife")
    assert (summary.get("type"), summary.text) == ("html", "<p>Peces &amp; &lt;b&gt;corales&lt;/b&gt;.</p>")
    assert entry.findtext("a:published", "", ATOM) == "2026-03-01T15:04:05+00:00"


def test_a_feed_is_in_the_language_of_its_address(client: Client) -> None:
    assert feed(client, "gaps").get(LANG) == "en"
    root = feed(client, "gaps", "/zh-hans")
    links = {link.get("rel"): link.get("href") for link in root.findall("a:link", ATOM)}
    assert root.get(LANG) == "zh-hans"
    assert links == {
        "alternate": "http://testserver/zh-hans/support/?state=open",
        "self": "http://testserver/zh-hans/feeds/gaps.atom",
    }


def gap(title: str, **columns: Any) -> dict[str, Any]:
    return {"title": title, "language": "en", "kinds": ["finance"], **columns}


def test_open_gaps_come_by_when_they_were_opened(client: Client) -> None:
    now = timezone.now()
    partner("Bay", gaps=[gap("Old", state_since=now - timedelta(days=9)), gap("New", state_since=now)])
    partner("Reef", gaps=[gap("Between", state_since=now - timedelta(days=5))])
    assert titles(client, "gaps") == ["New", "Between", "Old"]


def test_a_gap_says_who_states_it_and_leads_to_it(client: Client) -> None:
    partner(("Bay Council", "en", "official"), gaps=[gap("Two boats", text="For the reef.", language="fr")])
    (entry,) = entries(client, "gaps")
    link, category = entry.find("a:link", ATOM), entry.find("a:category", ATOM)
    stated = SupportGap.objects.get()
    assert link is not None
    assert category is not None
    assert entry.findtext("a:id", "", ATOM) == f"urn:uuid:{stated.pk}"
    assert link.get("href") == f"http://testserver/support/gaps/{stated.pk}/two-boats/"
    assert entry.findtext("a:author/a:name", "", ATOM) == "Bay Council"
    assert (category.get("term"), entry.get(LANG)) == ("Finance", "fr")


@pytest.mark.parametrize(
    "columns",
    [{"visible_to": "partners"}, {"state": "met"}, {"state": "answered"}, {"removed_at": timezone.now()}],
    ids=lambda columns: next(iter(columns)),
)
def test_a_gap_that_is_not_open_or_not_for_everyone_is_left_out(client: Client, columns: dict[str, Any]) -> None:
    partner("Bay", gaps=[gap("Two boats", **columns), gap("Nets")])
    assert titles(client, "gaps") == ["Nets"]


def test_who_withdrew_is_in_no_feed(client: Client) -> None:
    partner("Bay", gaps=[gap("Two boats")])
    Organization.objects.update(state="withdrawn")
    listing.refresh([Organization.objects.get().pk])
    assert [titles(client, name) for name in ("partners", "gaps")] == [[], []]


def test_a_feed_holds_the_last_fifty(client: Client) -> None:
    partner("Bay", gaps=[gap(f"Boat {number}") for number in range(51)])
    assert len(titles(client, "gaps")) == 50


def test_the_directory_leads_to_the_feeds(client: Client) -> None:
    html = client.get("/ar/directory/").content.decode()
    found = re.findall(r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', html)
    assert found == ["/ar/feeds/partners.atom", "/ar/feeds/gaps.atom"]


@pytest.mark.parametrize("name", ["partners", "gaps"])
def test_one_and_three_partners_cost_the_same_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, name: str
) -> None:
    for number in (1, 3):
        while Organization.objects.count() < number:
            partner("Bay", gaps=[gap("Two boats")])
        feed(client, name)
        with django_assert_num_queries(1):
            feed(client, name)
