"""Rules of the page of activities: what differs from the directory; the rest is the same machinery."""

import re
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registry.actions import listing
from registry.models import Organization
from tests import factories
from tests.factories import person
from tests.listings import partner
from tests.web.results import canonical, choice, facet, page, shown, tags

pytestmark = pytest.mark.django_db


def activity(title: str, **columns: object) -> dict[str, object]:
    return {"title": title, "text": "", "language": "en", **columns}


def test_every_public_activity_of_a_partner_is_found(client: Client) -> None:
    partner("Reef Council", activities=[activity("Nursery"), activity("Patrols", visible_to="secretariat")])
    partner("Gone", activities=[activity("Hidden")])
    gone = Organization.objects.get(names__text="Gone")
    Organization.objects.filter(pk=gone.pk).update(state="withdrawn")
    listing.refresh([gone.pk])
    html = page(client, "/activities/")
    assert "<b>1 activity</b>" in html
    assert shown(html) == ["Nursery"]


def test_an_activity_shows_what_it_is_and_whose(client: Client) -> None:
    key = partner(
        ("Conseil de la baie", "fr", "official"),
        activities=[
            activity(
                "Pépinière",
                language="fr",
                text="Planter <la> mangrove.",
                status="under_way",
                elements=["oecm", "rights", "effective"],
                start=date(2024, 3, 1),
                end=date(2027, 6, 1),
            )
        ],
    )
    html = page(client, "/activities/?q=mangrove")
    (link, name), (owner, of) = re.findall(r'<a href="(/directory/[^"]*)"><bdi lang="fr">(.*?)</bdi></a>', html)
    assert (name, of, owner) == ("Pépinière", "Conseil de la baie", f"/directory/{key}/conseil-de-la-baie/")
    assert link.partition("#")[0] == owner
    assert "<bdi>March 2024 to June 2027</bdi>" in html
    assert "Planter &lt;la&gt; <mark>mangrove</mark>." in html
    assert re.findall(r'<span class="tag ?(\w*)">(.*?)</span>', html) == [
        ("activity", "Under way"),
        ("", "Other effective area-based conservation measures"),
        ("", "Rights of indigenous peoples and local communities"),
        ("", "1 more element"),
    ]


def test_an_activity_leads_to_its_place_on_the_page_of_its_partner(client: Client) -> None:
    factories.listed(person("amina"))
    html = page(client, "/activities/")
    (link,) = re.findall(r'<h2><a href="([^"]*)">', html)
    address, _, anchor = link.partition("#")
    assert f'id="{anchor}"' in page(client, address)


@pytest.mark.parametrize(
    ("start", "end", "status", "said"),
    [
        (date(2024, 3, 1), None, "", "since March 2024"),
        (date(2024, 3, 1), None, "planned", "from March 2024"),
        (date(2047, 11, 1), None, "planned", "from November 2047"),
        (date(2047, 11, 1), None, "", "from November 2047"),
        (None, date(2027, 6, 1), "", "until June 2027"),
        (None, None, "planned", ""),
        (None, None, "", ""),
    ],
)
def test_an_activity_says_when_it_runs_or_will(
    client: Client, start: date | None, end: date | None, status: str, said: str
) -> None:
    partner("Bay", activities=[activity("Nursery", start=start, end=end, status=status)])
    facts = re.findall(r'<p class="where">(.*?)</p>', page(client, "/activities/"))[0]
    assert re.findall(r"<bdi>(.*?)</bdi>", facts.partition("</a>")[2]) == [said] * bool(said)


@pytest.mark.parametrize(
    ("query", "columns", "of"),
    [
        ("element=oecm", {"elements": ["oecm"]}, {}),
        ("kind=finance", {"kinds": ["finance"]}, {}),
        ("works_in=everywhere", {"everywhere": True}, {}),
        ("realm=land", {"realms": ["land"]}, {}),
        ("scale=local", {"scales": ["local"]}, {}),
        ("status=planned", {"status": "planned"}, {}),
        ("type=iplc", {}, {"type": "iplc"}),
        ("country=FJ", {}, {"base_country_id": "FJ"}),
    ],
)
def test_every_facet_finds_what_it_names(
    client: Client, query: str, columns: dict[str, object], of: dict[str, object]
) -> None:
    partner("One", activities=[activity("Found", **columns)], **of)  # type: ignore[arg-type]
    partner("Two", activities=[activity("Another")])
    assert shown(page(client, f"/activities/?{query}")) == ["Found"]
    name, value = query.split("=")
    assert facet(page(client, "/activities/"), name)[value] == (1, False)


def test_an_activity_is_found_by_a_year_in_which_it_runs(client: Client) -> None:
    year = date.today().year  # noqa: DTZ011 - any day will do
    runs = {"start": date(year - 1, 5, 1), "end": date(year + 1, 5, 1)}
    partner(
        "Bay", activities=[activity("Nursery", **runs), activity("Old", start=date(2001, 1, 1), end=date(2001, 2, 1))]
    )
    assert [
        "Nursery" in shown(page(client, f"/activities/?when={one}")) for one in (year - 2, year - 1, year + 1, year + 2)
    ] == [False, True, True, False]
    assert tags(page(client, f"/activities/?when={year}")) == [(f"Year: {year}", "?")]


def test_activities_have_their_own_orders_and_table(client: Client) -> None:
    partner(
        "Bay",
        activities=[
            activity("A first", start=date(2020, 1, 1), status="completed"),
            activity("B second", start=date(2024, 1, 1), everywhere=True),
        ],
    )
    assert choice(page(client, "/activities/"), "Sort by") == {
        "Name": ("?", True),
        "Newest": ("?sort=newest", False),
        "Latest start": ("?sort=start", False),
    }
    html = page(client, "/activities/?view=table&sort=start")
    assert shown(html) == ["B second", "A first"]
    cells = [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", html)]
    assert cells == ["Bay", "Everywhere", "", "January 2024", "", "Bay", "", "Completed", "January 2020", ""]
    assert canonical(html) == "/activities/?sort=start&view=table"


def test_activities_have_files_but_no_points_on_a_map(client: Client) -> None:
    partner("Bay", activities=[activity("Nursery")])
    links = page(client, "/activities/").partition('class="parts downloads')[2].partition("</p>")[0]
    assert re.findall(r'<a href="([^"]*)">(.*?)</a>', links) == [
        ("/activities/download/csv", "CSV"),
        ("/activities/download/xlsx", "Excel"),
        ("/activities/download/json", "JSON"),
        ("/api/v1/activities", "API"),
    ]


def test_without_activities_the_page_says_what_fills_it(client: Client) -> None:
    partner("Bay")
    assert "No activity is listed yet" in page(client, "/activities/")
    assert "No activity matches all of this" in page(client, "/activities/?q=reef")


def test_the_menu_leads_to_the_activities(client: Client) -> None:
    assert '<a href="/activities/">Activities</a>' in page(client)
    assert '<a href="/activities/" aria-current="page">Activities</a>' in page(client, "/activities/")


@pytest.mark.parametrize(("query", "queries"), [("", 3), ("q=bay&element=oecm", 3), ("view=table", 3), ("view=map", 3)])
def test_one_and_three_activities_cost_the_same_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, query: str, queries: int
) -> None:
    for number in (1, 3):
        while len(shown(page(client, "/activities/"))) < number:
            partner("Bay", activities=[activity("Bay", elements=["oecm"])], countries=("KE",))
        with django_assert_num_queries(queries):
            page(client, f"/activities/?{query}")
