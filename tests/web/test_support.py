"""Rules of the board: what it shows of gaps and offers, to whom, in which order; and the page of each."""

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.actions import introductions, joint_responses, lacks_too, listing
from registry.models import JointMember, Organization, SupportGap, SupportOffer
from tests import factories
from tests.factories import person
from tests.introductions import Pair, team
from tests.listings import partner
from tests.web.joining import said, signed_in
from tests.web.results import choice, facet, page, shown, tags

pytestmark = pytest.mark.django_db

BOARDS = [("gaps", "/support/"), ("offers", "/support/offers/")]
PAGES = [("gaps", SupportGap, "/support/gaps/"), ("offers", SupportOffer, "/support/offers/")]


def stated(title: str, **columns: Any) -> dict[str, Any]:
    return {"title": title, "text": "", "language": "en", "kinds": ["finance"], **columns}


def days_ago(number: int) -> datetime:
    return timezone.now() - timedelta(days=number, hours=1)


def item_page(kind: str, title: str) -> str:
    """The address of the page of a gap or an offer (`kind`: gaps, offers), with its words."""
    item = {"gaps": SupportGap, "offers": SupportOffer}[kind].objects.get(title=title)
    return f"/support/{kind}/{item.pk}/{title.lower()}/"


@pytest.fixture
def circles() -> dict[str, Client]:
    """A client of each circle of readers: a visitor, Amina of a listed organization, Rosa of the secretariat."""
    factories.partner(person("amina"))
    return {"everyone": Client(), "partners": signed_in("amina"), "secretariat": signed_in("rosa")}


SEEN = {
    "everyone": ["everyone"],
    "partners": ["everyone", "partners"],
    "secretariat": ["everyone", "partners", "secretariat"],
}


def one_for_each_circle(kind: str) -> None:
    partner("Reef Council", **{kind: [stated(circle, visible_to=circle) for circle in SEEN]})


# -- The board --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "board"), BOARDS)
def test_each_circle_of_readers_is_shown_and_told_what_it_may_see(
    circles: dict[str, Client], kind: str, board: str
) -> None:
    one_for_each_circle(kind)
    for circle, client in circles.items():
        html = page(client, f"{board}?q=reef")
        assert sorted(shown(html)) == SEEN[circle]
        assert facet(html, "kind")["finance"] == (len(SEEN[circle]), False)
        told = client.get(f"/api/v1/{kind}?q=reef").json()
        assert sorted(one["title"] for one in told["results"]) == SEEN[circle]
        assert told["facets"]["kind"] == {"finance": len(SEEN[circle])}
        rows = json.loads(client.get(f"{board}download/json?q=reef").getvalue())  # type: ignore[attr-defined]
        assert sorted(one["title"] for one in rows["results"]) == SEEN[circle]


@pytest.mark.parametrize(("kind", "board"), BOARDS)
def test_who_sees_a_thing_is_a_filter_for_those_who_see_more_than_everyone(
    circles: dict[str, Client], kind: str, board: str
) -> None:
    one_for_each_circle(kind)
    offered = {circle: facet(page(client, f"{board}?q=reef"), "seen_by") for circle, client in circles.items()}
    assert {circle: sorted(found) for circle, found in offered.items()} == {
        **SEEN,
        "everyone": [],
    }
    assert shown(page(circles["everyone"], f"{board}?seen_by=partners")) == []
    assert shown(page(circles["partners"], f"{board}?seen_by=partners")) == ["partners"]


@pytest.mark.parametrize(("kind", "board"), BOARDS)
def test_what_not_everyone_may_see_is_kept_by_no_cache(circles: dict[str, Client], kind: str, board: str) -> None:
    one_for_each_circle(kind)
    for circle, client in circles.items():
        for address in (board, f"{board}download/csv", f"/api/v1/{kind}"):
            has_said = client.get(address).get("Cache-Control", "")
            assert ("no-store" in has_said) is (circle != "everyone"), address


def test_a_member_of_an_organization_that_is_not_listed_is_nobody_yet() -> None:
    partner("Reef Council", gaps=[stated("Partners", visible_to="partners")])
    factories.draft(person("kim"))
    assert shown(page(signed_in("kim"), "/support/")) == []


def test_staff_without_a_second_factor_are_shown_what_everyone_is() -> None:
    partner("Reef Council", gaps=[stated("Staff", visible_to="secretariat"), stated("All")])
    bare = signed_in("ravi")
    assert sorted(shown(page(bare, "/support/"))) == ["All", "Staff"]
    person("ravi").authenticator_set.all().delete()
    assert shown(page(bare, "/support/")) == ["All"]


def test_what_waits_longest_comes_first_and_what_is_answered_or_met_last() -> None:
    partner(
        "Reef Council",
        gaps=[
            stated("Met", state="met", state_since=days_ago(900)),
            stated("New", state_since=days_ago(3)),
            stated("Answered", state="answered", state_since=days_ago(800)),
            stated("Old", state_since=days_ago(400)),
            stated("Closed", state="closed"),
            stated("Expired", state="expired"),
        ],
    )
    assert shown(page(Client(), "/support/")) == ["Old", "New", "Answered", "Met"]


def test_offers_that_stand_or_are_paused_are_shown_the_newest_first() -> None:
    partner(
        "Reef Council",
        offers=[
            stated("Older", stated_at=days_ago(30)),
            stated("Newer", stated_at=days_ago(3)),
            stated("Paused", state="paused", stated_at=days_ago(2)),
            stated("Closed", state="closed"),
        ],
    )
    assert shown(page(Client(), "/support/offers/")) == ["Paused", "Newer", "Older"]


@pytest.mark.parametrize(
    ("days", "badge"),
    [(89, ""), (91, "more than 90 days"), (181, "more than 180 days"), (366, "more than 365 days")],
)
def test_a_gap_that_waits_long_says_so(days: int, badge: str) -> None:
    partner("Reef Council", gaps=[stated("Boats", state_since=days_ago(days))])
    html = page(Client(), "/support/")
    assert re.findall(r'<span class="tag type">Unmet for (.*?)</span>', html) == [badge] * bool(badge)
    found = page(Client(), item_page("gaps", "Boats"))
    assert re.findall(r'<span class="tag type">Unmet for (.*?)</span>', found) == [badge] * bool(badge)
    passed = [age for age in (90, 180, 365) if days > age]
    assert facet(html, "age") == {str(age): (1, False) for age in passed}
    assert shown(page(Client(), f"/support/?age={max(passed, default=90)}")) == ["Boats"] * bool(badge)


def test_an_answered_gap_waits_no_longer() -> None:
    partner("Reef Council", gaps=[stated("Boats", state="answered", state_since=days_ago(400))])
    assert "Unmet for" not in page(Client(), "/support/")
    assert shown(page(Client(), "/support/?age=90")) == []


def test_financial_and_other_support_are_told_apart() -> None:
    partner(
        "Reef Council",
        gaps=[
            stated("Money"),
            stated("Boats", kinds=["technology_equipment"]),
            stated("Both", kinds=["finance", "technology_equipment"]),
        ],
    )
    html = page(Client(), "/support/")
    assert facet(html, "support") == {"finance": (2, False), "other": (2, False)}
    assert sorted(shown(page(Client(), "/support/?support=finance"))) == ["Both", "Money"]
    assert sorted(shown(page(Client(), "/support/?support=other"))) == ["Boats", "Both"]


@pytest.mark.parametrize(("kind", "board"), BOARDS)
@pytest.mark.parametrize(
    ("query", "columns", "of"),
    [
        ("element=oecm", {"elements": ["oecm"]}, {}),
        ("kind=policy_law", {"kinds": ["policy_law"]}, {}),
        ("works_in=everywhere", {"everywhere": True}, {}),
        ("realm=land", {"realms": ["land"]}, {}),
        ("scale=local", {"scales": ["local"]}, {"scales": ["local"]}),
        ("type=iplc", {}, {"type": "iplc"}),
        ("country=FJ", {}, {"base_country_id": "FJ"}),
        ("language=sw", {}, {"languages": ["sw"]}),
    ],
)
def test_every_facet_finds_what_it_names(
    client: Client, kind: str, board: str, query: str, columns: dict[str, Any], of: dict[str, Any]
) -> None:
    if kind == "offers":  # which have no scale of their own
        columns = {name: value for name, value in columns.items() if name != "scales"}
    partner("One", **{kind: [stated("Found", **columns)]}, **of)
    partner("Two", **{kind: [stated("Another")]})
    assert shown(page(client, f"{board}?{query}")) == ["Found"]
    name, value = query.split("=")
    assert facet(page(client, board), name)[value] == (1, False)


@pytest.mark.parametrize(("kind", "board"), BOARDS)
def test_a_result_shows_whose_it_is_and_leads_to_its_page(client: Client, kind: str, board: str) -> None:
    key = partner(("Conseil", "fr", "official"), **{kind: [stated("Bateaux", language="fr", text="Deux <b>.")]})
    html = page(client, f"{board}?q=deux")
    assert f'<h2><a href="{item_page(kind, "Bateaux")}"><bdi lang="fr">Bateaux</bdi></a></h2>' in html
    assert f'<a href="/directory/{key}/conseil/"><bdi lang="fr">Conseil</bdi></a>' in html
    assert "<mark>Deux</mark> &lt;b&gt;." in html


@pytest.mark.parametrize(("kind", "board"), BOARDS)
def test_the_board_is_a_table_and_a_map_too(client: Client, kind: str, board: str) -> None:
    partner("Reef Council", **{kind: [stated("Boats"), stated("All", everywhere=True)]})
    assert sorted(shown(page(client, f"{board}?view=table"))) == ["All", "Boats"]
    html = page(client, f"{board}?view=map")
    assert list(choice(html, "Map")) == ["Where", "Organization based in"]
    assert "everywhere and has no circle" in html


def test_the_two_boards_lead_to_each_other(client: Client) -> None:
    for _kind, board in BOARDS:
        html = page(client, board)
        assert '<a href="/support/"' in html
        assert '<a href="/support/offers/"' in html


@pytest.mark.parametrize(("kind", "board"), BOARDS)
def test_an_empty_board_says_what_would_fill_it(client: Client, kind: str, board: str) -> None:
    assert f"No support {kind.removesuffix('s')} is listed yet" in page(client, board)
    assert f"No support {kind.removesuffix('s')} matches all of this" in page(client, f"{board}?kind=finance")
    assert tags(page(client, f"{board}?kind=finance"))[0][0] == "Kind of support: Finance"


@pytest.mark.parametrize(("kind", "board"), BOARDS)
def test_one_and_three_results_cost_as_many_queries(
    django_assert_num_queries: DjangoAssertNumQueries, kind: str, board: str
) -> None:
    for number in (1, 3):
        while Organization.objects.count() < number:
            partner("Bay", **{kind: [stated("Boats")]})
        page(Client(), board)
        with django_assert_num_queries(2):
            page(Client(), board)
    factories.add_app(person("amina"))
    for name, queries in (("amina", 2 + 3), ("rosa", 2 + 3)):  # session and person, and the circle
        reader = signed_in(name)
        with django_assert_num_queries(queries):
            page(reader, board)


# -- The page of a gap or an offer ------------------------------------------------------------------------------------


FURTHER: dict[str, tuple[dict[str, Any], list[str]]] = {
    "gaps": (
        {
            "for_whom": ["own"],
            "scales": ["local"],
            "wanted_by": date(2031, 5, 4),
            "amount": Decimal("12500.50"),
            "currency": "KES",
        },
        ["Our own work", "Local", "4 May 2031", "12,500.50 KES"],
    ),
    "offers": (
        {
            "capacity": "Four a year.",
            "conditions": "You bring the boat.",
            "languages": ["sw"],
            "until": date(2031, 5, 4),
        },
        ["Four a year.", "You bring the boat.", "Swahili", "4 May 2031"],
    ),
}


@pytest.mark.parametrize(("kind", "model", "below"), PAGES)
def test_a_page_tells_what_is_stated_and_by_whom(client: Client, kind: str, model: Any, below: str) -> None:
    own, told = FURTHER[kind]
    item = stated("Bateaux", language="fr", text="Deux.", elements=["oecm"], realms=["land"], **own)
    key = partner(("Conseil", "fr", "official"), type="iplc", **{kind: [item]})
    response = client.get(item_page(kind, "Bateaux"))
    words = said(response)
    shared = ["Deux.", "Finance", "Other effective area-based conservation measures", "Land", "open since today"]
    assert [
        one for one in (*shared, *told, "Indigenous peoples and local communities", "Kenya") if one not in words
    ] == []
    html = page(client, item_page(kind, "Bateaux"))
    assert '<h1><bdi lang="fr">Bateaux</bdi></h1>' in html
    assert f'<a href="/directory/{key}/conseil/"><bdi lang="fr">Conseil</bdi></a>' in html
    assert re.findall(r'<meta property="og:title" content="(.*?)">', html) == ["Bateaux"]
    assert f"{below}{model.objects.get().pk}/</bdi>" in html


@pytest.mark.parametrize(("kind", "model", "below"), PAGES)
def test_wrong_words_lead_to_the_right_ones(client: Client, kind: str, model: Any, below: str) -> None:
    partner("Bay", **{kind: [stated("Boats"), stated("Help")]})
    boats = model.objects.get(title="Boats").pk
    for words in ("", "ships/"):
        response = client.get(f"/fr{below}{boats}/{words}")
        assert (response.status_code, response["Location"]) == (301, f"/fr{below}{boats}/boats/")
    # Where a page below it would be, the words step aside.
    called_help = model.objects.get(title="Help").pk
    assert client.get(f"{below}{called_help}/")["Location"] == f"{below}{called_help}/help-entry/"


@pytest.mark.parametrize(("kind", "model", "below"), PAGES)
def test_what_a_reader_may_not_see_does_not_exist_for_them(
    circles: dict[str, Client], kind: str, model: Any, below: str
) -> None:
    one_for_each_circle(kind)
    for circle, client in circles.items():
        for title in SEEN["secretariat"]:
            expected = (301, 200) if title in SEEN[circle] else (404, 404)
            short = f"{below}{model.objects.get(title=title).pk}/"
            assert (client.get(short).status_code, client.get(item_page(kind, title)).status_code) == expected


@pytest.mark.parametrize(("kind", "model", "below"), PAGES)
def test_a_page_that_not_everyone_may_see_says_so_and_is_for_no_search_engine(
    circles: dict[str, Client], kind: str, model: Any, below: str
) -> None:
    one_for_each_circle(kind)
    html = page(circles["partners"], item_page(kind, "partners"))
    assert '<span class="tag type">Partners only</span>' in html
    assert "noindex" in html
    assert "og:title" not in html


@pytest.mark.parametrize(("kind", "model", "below"), PAGES)
def test_what_was_withdrawn_is_gone_and_what_was_removed_is_not_there(
    circles: dict[str, Client], kind: str, model: Any, below: str
) -> None:
    one_for_each_circle(kind)
    model.objects.filter(title="everyone").update(removed_at=timezone.now())
    assert circles["secretariat"].get(item_page(kind, "everyone")).status_code == 404
    model.objects.update(removed_at=None)
    bay = model.objects.first().organization
    Organization.objects.filter(pk=bay.pk).update(state="withdrawn", state_since=timezone.now())
    listing.refresh([bay.pk])
    gone = circles["everyone"].get(item_page(kind, "everyone"))
    assert gone.status_code == 410
    assert "Reef Council" not in gone.content.decode()
    assert circles["everyone"].get(item_page(kind, "partners")).status_code == 404


@pytest.mark.parametrize(("kind", "model", "below"), PAGES)
def test_what_is_closed_keeps_its_page(client: Client, kind: str, model: Any, below: str) -> None:
    partner("Bay", **{kind: [stated("Boats", state="closed", state_since=days_ago(2))]})
    assert "closed on" in said(client.get(item_page(kind, "Boats")))


BELOW = {"gaps": ("help", "lack-too", "matches"), "offers": ("ask", "matches")}


@pytest.mark.parametrize(("kind", "model", "below"), PAGES)
def test_what_can_be_done_is_offered_while_it_is_open(client: Client, kind: str, model: Any, below: str) -> None:
    partner("Bay", **{kind: [stated("Boats"), stated("Old", state="closed")]})
    factories.join_team(person("amina"), Organization.objects.get())
    key = model.objects.get(title="Boats").pk
    html = page(client, item_page(kind, "Boats"))
    offered = re.findall(rf'href="{below}{key}/([a-z-]+)/"\s+rel="nofollow"', html)
    assert tuple(offered) == BELOW[kind]
    assert "/matches/" not in page(client, item_page(kind, "Old"))


@pytest.mark.parametrize(("kind", "model", "below"), PAGES)
def test_one_s_own_is_managed_and_answered_by_another_of_theirs_alone(kind: str, model: Any, below: str) -> None:
    pair = Pair()
    SupportOffer.objects.update(title="Boats")
    factories.approved_as_it_is(pair.reef)
    listing.refresh([pair.reef.pk])
    name, own = {"gaps": ("amina", pair.bay), "offers": ("kim", pair.reef)}[kind]
    address, key = item_page(kind, "Boats"), model.objects.get().pk

    def offered() -> tuple[str, ...]:
        html = page(signed_in(name), address)
        return tuple(re.findall(rf'href="{below}{key}/([a-z-]+)/"\s+rel="nofollow"', html))

    assert offered() == ("matches",)
    assert f'href="/workspace/{own.public_id_id}/#{kind}"' in page(signed_in(name), address)
    factories.join_team(person(name), pair.reef if kind == "gaps" else pair.bay)
    assert offered() == BELOW[kind]
    assert f'href="/workspace/{own.public_id_id}/#{kind}"' in page(signed_in(name), address)


@pytest.mark.parametrize(("kind", "model", "below", "queries"), [(*PAGES[0], 4), (*PAGES[1], 2)])
def test_the_page_costs_a_fixed_number_of_queries(
    django_assert_num_queries: DjangoAssertNumQueries, kind: str, model: Any, below: str, queries: int
) -> None:
    for number in (1, 3):
        while Organization.objects.count() < number:
            partner("Bay", **{kind: [stated(f"Boats{Organization.objects.count()}")]})
        address = item_page(kind, "Boats0")
        with django_assert_num_queries(queries):
            page(Client(), address)


def test_the_page_of_a_gap_tells_what_both_sides_tell_and_nothing_else(client: Client) -> None:
    pair = Pair()
    made = pair.delivered(met=True)
    address = item_page("gaps", "Boats")
    for name in ("amina", "kim"):
        assert "What came of it" not in said(client.get(address))
        side = {"amina": pair.bay, "kim": pair.reef}[name]
        introductions.tell_publicly(introduction=made, organization=side, by=person(name), tells=True)
    assert "Reef Trust delivered support on" in said(client.get(address))
    introductions.tell_publicly(introduction=made, organization=pair.bay, by=person("amina"), tells=False)
    assert "What came of it" not in said(client.get(address))


def test_the_page_of_a_gap_counts_who_lacks_the_same(client: Client) -> None:
    pair = Pair()
    address = item_page("gaps", "Boats")
    assert "Others lack it too" not in said(client.get(address))
    for number, name in enumerate(("sam", "lee")):
        lacks_too.lack_too(gap=pair.gap, organization=team(f"Trust {number}", name), by=person(name))
    assert "Others lack it too 2 other partners say so" in said(client.get(address))


def test_partners_find_who_answers_a_gap_together(client: Client) -> None:
    pair = Pair()
    joint = joint_responses.open_joint(introduction=pair.helped(), organization=pair.reef, by=person("kim"))
    address = item_page("gaps", "Boats")
    assert "Joint response" not in said(client.get(address))
    assert "One partner answers this gap so far." in said(signed_in("kim").get(address))
    hill = team("Hill Trust", "sam")
    asked = joint_responses.ask_to_join(joint=joint, organization=hill, by=person("sam"), words="x")
    assert "One partner answers this gap so far." in said(signed_in("kim").get(address))
    joint_responses.take_in(member=asked, by=person("kim"))
    assert "Several partners answer this gap together." in said(signed_in("kim").get(address))
    assert "Answered together" not in said(client.get(address))
    for name in ("amina", "kim", "rosa"):
        html = page(signed_in(name), address)
        assert f'href="/joint/{joint.pk}/"' in html
        assert re.search("Leads</dt> ?<dd>.*?>Reef Trust</bdi>", html)


def test_a_gap_that_is_open_again_waits_for_as_long_as_before_where_nothing_was_delivered(client: Client) -> None:
    pair = Pair()
    SupportGap.objects.update(state_since=days_ago(200), stated_at=days_ago(300))
    factories.approved_as_it_is(pair.bay)
    made = pair.accepted()
    assert "answered on" in said(client.get(item_page("gaps", "Boats")))
    introductions.fail(introduction=made, organization=pair.bay, by=person("amina"), because="no_agreement")
    assert "Unmet for more than 180 days" in said(client.get(item_page("gaps", "Boats")))
    assert ("180" in facet(page(client, "/support/"), "age")) is True
    assert "open for 6 months" in said(client.get(f"/directory/{pair.bay.public_id_id}/bay-council/"))
    second = pair.delivered(met=False)  # tried again, and in vain: it is another wait
    assert second.pk != made.pk
    assert "open since today" in said(client.get(item_page("gaps", "Boats")))
    introductions.fail(introduction=second, organization=pair.bay, by=person("amina"), because="no_agreement")
    assert "Unmet for more than 180 days" in said(client.get(item_page("gaps", "Boats")))  # it was none after all


def test_what_came_of_a_gap_names_those_who_answered_it_together_and_agreed_to_that(client: Client) -> None:
    pair = Pair()
    made = pair.accepted()
    joint = joint_responses.open_joint(introduction=made, organization=pair.reef, by=person("kim"))
    for number, name in enumerate(("sam", "lee", "mia")):
        member = joint_responses.ask_to_join(
            joint=joint, organization=team(f"Trust {number}", name), by=person(name), words="x"
        )
        if name != "mia":  # who only asks
            joint_responses.take_in(member=member, by=person("kim"))
    for side, by in ((pair.bay, "amina"), (pair.reef, "kim")):
        introductions.tell_publicly(introduction=made, organization=side, by=person(by), tells=True)
    introductions.deliver(introduction=made, organization=pair.bay, by=person("amina"), met=True)
    address = item_page("gaps", "Boats")

    def names() -> list[str]:
        part = page(client, address).partition("What came of it")[2].partition("</ul>")[0]
        return re.findall(r"<bdi[^>]*>(.*?)</bdi>", part)

    assert names() == ["Reef Trust"]
    assert "Answered together with 2 other partners" in said(client.get(address))
    for name, named in (("sam", ["Reef Trust", "Trust 0"]), ("lee", ["Reef Trust", "Trust 0", "Trust 1"])):
        member = JointMember.objects.get(organization__memberships__person=person(name))
        answer = signed_in(name).post(f"/joint/{joint.pk}/", {"do": "tell", "member": str(member.pk)}, follow=True)
        assert "You are named where both sides tell what came of it." in said(answer)
        assert "Tell nobody" in said(answer)
        assert names() == named
        assert ("and 1 other partner" in said(client.get(address))) == (name == "sam")
    html = page(client, address)
    assert "lacked until this gap was met" in html
    assert "needs and lacks" not in html
    gone = Organization.objects.get(memberships__person=person("lee"))
    Organization.objects.filter(pk=gone.pk).update(state="withdrawn")
    listing.refresh([gone.pk])
    assert "Trust 1" not in page(client, address)
    assert "Trust 0" in page(client, address)


def test_the_page_of_a_partner_leads_to_the_pages_of_its_gaps_and_offers(client: Client) -> None:
    listed = factories.listed(person("amina"))
    html = page(client, f"/directory/{listed.public_id_id}/{listed.listing.record['words']}/")
    for address in re.findall(r'href="(/support/(?:gaps|offers)/[^"]*)"', html):
        assert page(client, address)
    assert html.count('href="/support/gaps/') == 1
    assert html.count('href="/support/offers/') == 1


# -- Elsewhere --------------------------------------------------------------------------------------------------------


def test_the_first_page_shows_the_gaps_that_wait_longest_and_its_reader_may_see(
    circles: dict[str, Client],
) -> None:
    partner(
        "Reef Council",
        gaps=[
            *(stated(f"Gap {number}", state_since=days_ago(100 - number)) for number in range(5)),
            stated("Hidden", visible_to="partners", state_since=days_ago(500)),
            stated("Met", state="met", state_since=days_ago(600)),
        ],
    )
    for circle, client in circles.items():
        part = page(client, "/").partition("Longest unmet")[2]
        titles = re.findall(r"<h2><a [^>]*><bdi[^>]*>(.*?)</bdi>", part)
        hidden = [] if circle == "everyone" else ["Hidden"]
        assert titles == [*hidden, *(f"Gap {number}" for number in range(4))][:4]


@pytest.mark.parametrize(("kind", "number"), [("gaps", "unmet_gaps"), ("offers", "offers")])
def test_the_figures_of_the_first_page_are_those_of_the_lists_that_they_open(
    circles: dict[str, Client], kind: str, number: str
) -> None:
    one_for_each_circle(kind)
    told, listed = [], []
    for client in circles.values():
        home = client.get("/").context
        told.append({**home["totals"], "unmet_gaps": home["unmet_gaps"]}[number])
        listed.append(
            client.get({"gaps": home["all_unmet"], "offers": home["all_offers"]}[kind]).context["found"].total
        )
    assert told == listed == [listed[0], listed[0] + 1, listed[0] + 2]


def test_the_desk_sees_how_many_gaps_wait_how_long() -> None:
    partner(
        "Reef Council",
        gaps=[
            stated("New"),
            stated("Old", visible_to="secretariat", state_since=days_ago(200)),
            stated("Older", state_since=days_ago(400)),
            stated("Met", state="met", state_since=days_ago(400)),
        ],
    )
    rosa = signed_in("rosa")
    html = page(rosa, "/secretariat/unmet/")
    assert shown(html) == ["Older", "Old", "New"]
    figures = re.findall(r'<dt><a href="([^"]*)">(.*?)</a></dt> ?<dd>(\d+)</dd>', html)
    assert [(label, number) for _href, label, number in figures] == [
        ("open", "3"),
        ("open for more than 90 days", "2"),
        ("open for more than 180 days", "2"),
        ("open for more than 365 days", "1"),
    ]
    for href, _label, number in figures:
        assert len(shown(page(rosa, href.replace("&amp;", "&")))) == int(number)
