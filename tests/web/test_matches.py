"""Matches as people read them: what fits, why, for whom, and what is told to nobody else."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.models import Introduction, Membership, Organization, SupportGap, SupportOffer
from tests import factories
from tests.factories import person
from tests.matching.pairs import EVERYTHING, wardens
from tests.matching.world import World
from tests.web.joining import said, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def of_gap(gap: uuid.UUID, query: str = "") -> str:
    return f"/support/gaps/{gap}/matches/{query}"


def of_offer(offer: uuid.UUID) -> str:
    return f"/support/offers/{offer}/matches/"


def of_pair(gap: uuid.UUID, offer: uuid.UUID) -> str:
    return f"/support/gaps/{gap}/matches/{offer}/"


# -- A gap and an offer -----------------------------------------------------------------------------------------------


def test_a_gap_shows_the_offers_that_fit_with_their_reasons(world: World) -> None:
    gap = world.gap(wardens("Training mangrove wardens"))
    good = world.offer(wardens("Mangrove wardens meet", of="Bay School"))
    world.offer(wardens("Half of it", kinds=("capacity_building",)))
    world.offer(wardens("Grants", kinds=("finance",)))
    world.refresh()
    response = Client().get(of_gap(gap))
    words = said(response)
    assert "2 offers fit" in words
    assert words.index("Mangrove wardens meet") < words.index("Half of it")
    assert "Grants" not in words
    assert "98 points of 100" in words
    assert "Fits Kind of support, Element of Target 3, Place, Scale of work, Realm, and Language" in words
    assert "Fits in part Words used" in words
    assert f'href="{of_pair(gap, good)}"' in response.content.decode()
    assert '<meta name="robots" content="noindex' in response.content.decode()


def test_an_offer_shows_the_gaps_that_fit(world: World) -> None:
    offer = world.offer(wardens("Sharing boats"))
    world.gap(wardens("Waits for a week", days=7))
    world.gap(wardens("Waits for a year", days=400))
    world.refresh()
    words = said(Client().get(of_offer(offer)))
    assert "2 gaps fit" in words
    assert words.index("Waits for a year") < words.index("Waits for a week")
    assert "open for 13 months" in words


def test_a_pair_says_part_by_part_what_fits_and_what_does_not(world: World) -> None:
    gap = world.gap(wardens("Training mangrove wardens"))
    offer = world.offer(
        wardens(
            "Mangrove school",
            kinds=("capacity_building",),
            elements=(),
            countries=(),
            regions=("014",),
            realms=("land",),
            scales=("national",),
            languages=("fr",),
        )
    )
    world.refresh()
    words = said(Client().get(of_pair(gap, offer)))
    for sentence in (
        "Why this offer fits this gap",
        "Kind of support Fits in part Both name: Capacity-building. Only the gap names: Technology and equipment.",
        "Technology and equipment. 15 of 30 points",
        "Element of Target 3 Cannot be told The offer does not say. 8.5 of 17 points",
        "Place Fits in part Kenya is in Eastern Africa. 18 of 24 points",
        "Scale of work Does not fit Only the gap names: Local. Only the offer names: National. 0 of 5 points",
        "Realm Does not fit Only the gap names: Marine and coastal. Only the offer names: Land. 0 of 10 points",
        "Language Does not fit Only the gap names: English and Swahili. Only the offer names: French. 0 of 7 points",
        "Words used Fits in part In both texts: mangrove . 2.3 of 7 points",
    ):
        assert sentence in words


def test_a_pair_that_is_no_match_says_what_stands_in_the_way(world: World) -> None:
    gap = world.gap(wardens("Plain", of="Bay Council", languages=()))
    offer = world.offer(wardens("مال", kinds=("finance",), countries=(), everywhere=True, language="ar"))
    paused = world.offer(wardens("Rests", of="Bay Council", state="paused", countries=("FJ",), languages=()))
    nowhere = world.offer(wardens("Nowhere", countries=(), languages=()))
    world.refresh()
    words = said(Client().get(of_pair(gap, offer)))
    assert "Why this offer is no match of this gap" in words
    assert "Nothing that the gap asks for is of a kind that is offered." in words
    assert "The offer is for everywhere." in words
    assert "The gap does not say." in words
    assert "They are written in different scripts, so their words cannot be compared." in words
    words = said(Client().get(of_pair(gap, paused)))
    for sentence in ("The offer is paused.", "Both are of the same organization.", "They have no place in common."):
        assert sentence in words
    assert "Only the gap names: Kenya. Only the offer names: Fiji." in words
    assert "Neither side says." in words
    assert "Only the gap names: Kenya." in said(Client().get(of_pair(gap, nowhere)))


def test_everywhere_is_said_in_words(world: World) -> None:
    anywhere = world.gap(wardens("Far", countries=(), everywhere=True))
    offers = [world.offer(wardens("Wide", countries=(), everywhere=True)), world.offer(wardens("Near"))]
    nowhere = world.gap(wardens("Void", countries=()))
    empty = world.offer(wardens("Empty", countries=()))
    world.refresh()
    assert "Both are for everywhere." in said(Client().get(of_pair(anywhere, offers[0])))
    assert "The gap is everywhere." in said(Client().get(of_pair(anywhere, offers[1])))
    assert "One side names no place." in said(Client().get(of_pair(nowhere, empty)))


def test_an_offer_of_everything_says_why_it_counts_half(world: World) -> None:
    gap = world.gap(wardens("Plain"))
    offer = world.offer(wardens("All we have", **EVERYTHING))
    world.refresh()
    words = said(Client().get(of_pair(gap, offer)))
    assert (
        "Kind of support Fits in part Both name: Capacity-building and Technology and equipment. "
        "But the offer names almost everything there is, which says less than a few things. 15 of 30 points"
    ) in words


def test_those_who_mean_the_place_can_be_shown_alone(world: World) -> None:
    gap = world.gap(wardens("Plain"))
    for number in range(11):
        world.offer(wardens(f"Of this coast {number}", kinds=("capacity_building",), elements=("oecm",)))
    world.offer(wardens("Open to all", countries=(), everywhere=True))
    world.refresh()
    client = Client()
    words = said(client.get(of_gap(gap)))
    assert "12 offers fit" in words
    assert "Only the 11 that name the place or one around it" in words
    first = client.get(of_gap(gap, "?place=named"))
    assert "Shown are 11 of the 12 that fit: those that name the place or one around it." in said(first)
    assert "Open to all" not in said(first)
    assert f'href="/ar{of_gap(gap, "?place=named")}"' in first.content.decode()  # in another language it is the same
    last = client.get(of_gap(gap, first.context["next"]))
    assert [row.score for row in last.context["rows"]] == [first.context["rows"][0].score]
    assert "Open to all" not in said(last)
    assert client.get(of_gap(gap, last.context["previous"])).context["rows"] == first.context["rows"]
    of_all = client.get(of_gap(gap)).context["next"]
    forged = client.get(of_gap(gap, f"{of_all}&place=named"))
    assert forged["Location"] == of_gap(gap, "?place=named")


def test_where_nobody_means_the_place_there_is_a_way_back_to_all(world: World) -> None:
    gap = world.gap(wardens("Plain"))
    for number in range(2):
        world.offer(wardens(f"Open to all {number}", countries=(), everywhere=True))
    world.refresh()
    assert "Only the" not in said(Client().get(of_gap(gap)))
    narrowed = Client().get(of_gap(gap, "?place=named"))
    assert "2 fit, and are for everywhere: none of them names the place or one around it." in said(narrowed)
    assert f'<a href="{of_gap(gap)}">Show those for everywhere too</a>' in narrowed.content.decode()


def test_of_what_is_for_everywhere_none_is_left_out_for_its_place(world: World) -> None:
    gap = world.gap(wardens("Plain", countries=(), everywhere=True))
    world.offer(wardens("Of this coast"))
    world.offer(wardens("Open to all", countries=(), everywhere=True))
    world.refresh()
    for query in ("", "?place=named"):
        words = said(Client().get(of_gap(gap, query)))
        assert "2 offers fit" in words
        assert "name the place" not in words


def test_what_fits_nothing_says_what_would(world: World) -> None:
    gap, offer = world.gap(wardens("Lonely")), world.offer(wardens("Grants", kinds=("finance",)))
    answered = world.gap(wardens("Answered", state="answered"))
    paused = world.offer(wardens("Rests", state="paused"))
    world.refresh()
    assert "No open offer gives a kind of support" in said(Client().get(of_gap(gap)))
    assert "No open gap asks for a kind of support" in said(Client().get(of_offer(offer)))
    assert "This gap is answered or met." in said(Client().get(of_gap(answered)))
    assert "This offer is paused." in said(Client().get(of_offer(paused)))


def test_pages_follow_each_other_and_a_forged_place_begins_anew(world: World) -> None:
    gap = world.gap(wardens("Plain"))
    for number in range(23):
        world.offer(wardens(f"Made {number}", days=number))
    world.refresh()
    client, titles, query = Client(), [], ""
    pages = []
    for _page in range(3):
        response = client.get(of_gap(gap, query))
        pages.append([match.record["title"] for match in response.context["rows"]])
        titles += pages[-1]
        before, query = response.context["previous"], response.context["next"]
    assert titles == [f"Made {number}" for number in range(23)]
    assert query == ""
    back = client.get(of_gap(gap, before))
    assert [match.record["title"] for match in back.context["rows"]] == pages[1]
    assert client.get(of_gap(gap, "?after=forged")).headers["Location"] == of_gap(gap)


# -- Who sees what ----------------------------------------------------------------------------------------------------


def test_what_is_for_partners_is_neither_shown_nor_counted_for_others(world: World) -> None:
    gap = world.gap(wardens("Asked"))
    hidden = world.gap(wardens("Told to partners", visible_to="partners"))
    inner = world.offer(wardens("Between partners", visible_to="partners"))
    secret = world.offer(wardens("For the secretariat", visible_to="secretariat"))
    world.refresh()
    factories.partner(person("bo"))
    counts = {"visitor": 0, "sam": 0, "bo": 1, "rosa": 2}
    for who, number in counts.items():
        client = Client() if who == "visitor" else signed_in(who)
        assert client.get(of_gap(gap)).context["found"].total == number
        assert client.get(of_gap(hidden)).status_code == (200 if number else 404)
        assert client.get(of_pair(gap, inner)).status_code == (200 if number else 404)
        assert client.get(of_pair(gap, secret)).status_code == (200 if number == 2 else 404)
        assert client.get(of_offer(secret)).status_code == (200 if number == 2 else 404)
    assert "Partners only" in said(signed_in("bo").get(of_gap(gap)))


def with_readers(*items: SupportGap | SupportOffer) -> None:
    """Give their organizations teams, so that what is written to them is read."""
    for item in items:
        Membership.objects.create(organization=item.organization, person=person("sam"), role="owner")


def test_nobody_is_led_to_write_where_nobody_reads_and_the_page_says_why(world: World) -> None:
    gap, offer = world.gap(wardens("Asked", of="Bay Council")), world.offer(wardens("Good", of="Bay School"))
    world.refresh()
    needing, helping = SupportGap.objects.get(pk=gap), SupportOffer.objects.get(pk=offer)

    def steps(who: Client) -> list[str]:
        return [label for label, _href in who.get(of_pair(gap, offer)).context["steps"]]

    def unread() -> list[bool]:
        words = said(signed_in("rosa").get(of_pair(gap, offer)))
        return [f"{name} has no team that uses this site" in words for name in ("Bay Council", "Bay School")]

    assert (steps(Client()), steps(signed_in("rosa")), unread()) == ([], [], [True, True])
    with_readers(needing)
    assert (steps(Client()), steps(signed_in("rosa"))) == (["We can help"], ["We can help"])
    assert unread() == [False, True]
    with_readers(helping)
    assert steps(signed_in("rosa")) == ["Suggest it to both sides", "We can help", "Ask for this"]
    assert unread() == [False, False]


def test_the_page_of_a_gap_or_an_offer_that_nobody_reads_for_leads_to_no_letter(world: World) -> None:
    gap, offer = world.gap(wardens("Asked", of="Bay Council")), world.offer(wardens("Good", of="Bay School"))
    world.refresh()
    pages = (f"/support/gaps/{gap}/", f"/support/offers/{offer}/")

    def actions(page: str) -> tuple[list[str], bool]:
        response = Client().get(page, follow=True)
        labels = [str(label) for _href, label in response.context["actions"]]
        return labels, "has no team that uses this site" in said(response)

    assert [actions(page) for page in pages] == [
        (["We lack this too", "Offers that fit"], True),
        (["Gaps that it fits"], True),
    ]
    with_readers(SupportGap.objects.get(pk=gap), SupportOffer.objects.get(pk=offer))
    assert [actions(page) for page in pages] == [
        (["We can help", "We lack this too", "Offers that fit"], False),
        (["Ask for this support", "Gaps that it fits"], False),
    ]


def test_nobody_is_led_to_answer_their_own_gap_or_offer(world: World) -> None:
    gap, offer = world.gap(wardens("Asked", of="Bay Council")), world.offer(wardens("Good", of="Bay School"))
    world.refresh()
    sides = SupportGap.objects.get(pk=gap).organization, SupportOffer.objects.get(pk=offer).organization
    ana, bo = person("ana"), person("bo")
    for who, organization in ((ana, sides[0]), (bo, sides[1])):
        Membership.objects.create(organization=organization, person=who, role="owner")
    help_them, ask_them = (
        ("We can help", f"/support/gaps/{gap}/help/"),
        ("Ask for this", f"/support/offers/{offer}/ask/"),
    )
    assert Client().get(of_pair(gap, offer)).context["steps"] == [help_them, ask_them]
    assert signed_in("ana").get(of_pair(gap, offer)).context["steps"] == [ask_them]
    assert signed_in("bo").get(of_pair(gap, offer)).context["steps"] == [help_them]
    Membership.objects.create(organization=sides[1], person=ana, role="editor")
    assert signed_in("ana").get(of_pair(gap, offer)).context["steps"] == [help_them, ask_them]


def test_a_partner_reads_of_each_of_its_own_why_it_fits_or_why_not(world: World) -> None:
    gap, offer = world.gap(wardens("Asked", of="Bay Council")), world.offer(wardens("Good", of="Bay School"))
    other = world.offer(wardens("Grants", of="Bay School", kinds=("finance",)))
    world.offer(wardens("For nobody else", of="Bay School", visible_to="secretariat"))
    world.offer(wardens("Of others"))
    world.refresh()
    for name, item in (("ana", SupportGap.objects.get(pk=gap)), ("bo", SupportOffer.objects.get(pk=offer))):
        Membership.objects.create(organization=item.organization, person=person(name), role="owner")
    fits_gap, fits_offer = "Does one of your offers fit?", "Does it fit one of your gaps?"
    page_of_gap, page_of_offer = f"/support/gaps/{gap}/asked/", f"/support/offers/{offer}/good/"

    def own(who: Client, page: str) -> list[str]:
        return [href for _item, _by, href in who.get(page).context["own"]]

    assert "Good · Bay School" in said(signed_in("bo").get(of_gap(gap)))
    assert "Asked · Bay Council" in said(signed_in("ana").get(of_offer(offer)))
    assert own(signed_in("bo"), of_gap(gap)) == [of_pair(gap, offer), of_pair(gap, other)]
    assert "What stands in the way" in said(signed_in("bo").get(of_pair(gap, other)))
    assert own(signed_in("ana"), of_offer(other)) == [of_pair(gap, other)]
    for who in (Client(), signed_in("sam")):
        assert (own(who, of_gap(gap)), own(who, of_offer(offer))) == ([], [])
        assert fits_gap not in said(who.get(page_of_gap))
    assert own(signed_in("ana"), of_gap(gap)) == []  # its own gap, and it offers nothing
    led = signed_in("bo").get(page_of_gap)
    assert fits_gap in said(led)
    assert f'href="{of_gap(gap)}#own"' in led.content.decode()
    before = [asked("bo", of_gap(gap)), asked("bo", page_of_gap)]
    world.offer(wardens("One more", of="Bay School"))
    world.refresh()
    assert [asked("bo", of_gap(gap)), asked("bo", page_of_gap)] == before
    assert fits_offer in said(signed_in("ana").get(page_of_offer))
    assert fits_offer not in said(signed_in("bo").get(page_of_offer))


def test_what_left_the_board_has_no_page(world: World) -> None:
    gap, offer = world.gap(wardens("Plain")), world.offer(wardens("Good"))
    world.refresh()
    SupportOffer.objects.filter(pk=offer).update(state="closed")
    world.refresh()
    assert Client().get(of_pair(gap, offer)).status_code == 404
    Organization.objects.update(state="withdrawn")
    world.refresh()
    for address in (of_gap(gap), of_gap(uuid.uuid4()), of_offer(offer)):
        assert Client().get(address).status_code == 404


# -- What was refused before ------------------------------------------------------------------------------------------


def declined(gap: uuid.UUID, offer: uuid.UUID | None, helping: Organization) -> None:
    now = timezone.now()
    Introduction.objects.create(
        gap_id=gap,
        offer_id=offer,
        needing=SupportGap.objects.get(pk=gap).organization,
        helping=helping,
        writer="helping",
        state="declined",
        because="not_fitting",
        ended_at=now,
    )


def test_what_was_refused_is_left_out_for_those_who_know_of_it_and_for_nobody_else(world: World) -> None:
    gap = world.gap(wardens("Asked", of="Bay Council"))
    offer = world.offer(wardens("Refused", of="Reef Watch"))
    unnamed = world.offer(wardens("Of a partner whose help was", of="Hill Trust"))
    world.offer(wardens("Fits", of="Good Trust"))
    other = world.gap(wardens("Another one", of="Bay Council"))
    world.refresh()
    organizations = world.organizations
    declined(gap, offer, organizations["Reef Watch"])
    declined(gap, None, organizations["Hill Trust"])
    for name, who in (("Bay Council", "amina"), ("Reef Watch", "kim"), ("Good Trust", "bo")):
        Membership.objects.create(organization=organizations[name], person=person(who), role="owner")
    # Of the gap, and of each offer.
    seen = {
        "visitor": (3, 2, 2),
        "sam": (3, 2, 2),  # in no team
        "bo": (3, 2, 2),  # in another one
        "kim": (2, 1, 2),
        "amina": (1, 1, 1),
        "rosa": (1, 1, 1),
    }
    for who, (of_the_gap, *of_offers) in seen.items():
        client = Client() if who == "visitor" else signed_in(who)
        assert client.get(of_gap(gap)).context["found"].total == of_the_gap, who
        assert client.get(of_gap(other)).context["found"].total == 3
        assert [client.get(of_offer(one)).context["found"].total for one in (offer, unnamed)] == of_offers, who
        knows = "The two sides were introduced before" in said(client.get(of_pair(gap, offer)))
        assert knows is (who in ("kim", "amina", "rosa"))
    rows = signed_in().get(our(world)).context["rows"]
    assert {row["own"].record["title"]: row["own"].total for row in rows} == {"Asked": 1, "Another one": 3}
    [row] = signed_in("kim").get(our(world, "Reef Watch", "kim")).context["rows"]
    assert [match.record["title"] for match in row["best"]] == ["Another one"]
    [row] = signed_in("sam").get(our(world, "Hill Trust", "sam")).context["rows"]
    assert [match.record["title"] for match in row["best"]] == ["Another one"]


def test_the_secretariat_may_suggest_a_pair_that_fits(world: World) -> None:
    gap, offer = world.gap(wardens("Asked")), world.offer(wardens("Fits"))
    paused = world.offer(wardens("Rests", state="paused"))
    world.refresh()
    with_readers(SupportGap.objects.get(pk=gap), SupportOffer.objects.get(pk=offer))
    link = f'href="/secretariat/introductions/suggest/{gap}/{offer}/"'
    assert link in signed_in("rosa").get(of_pair(gap, offer)).content.decode()
    assert "/suggest/" not in signed_in("rosa").get(of_pair(gap, paused)).content.decode()
    assert "/suggest/" not in Client().get(of_pair(gap, offer)).content.decode()


# -- The workspace ----------------------------------------------------------------------------------------------------


def our(world: World, name: str = "Bay Council", who: str = "amina") -> str:
    organization = world.organization(name)
    Membership.objects.get_or_create(organization=organization, person=person(who), defaults={"role": "owner"})
    return f"/workspace/{organization.public_id_id}/matches/"


def test_the_team_finds_what_fits_each_of_its_gaps_and_offers(world: World) -> None:
    world.gap(wardens("Our gap", of="Bay Council"))
    world.gap(wardens("Our secret", of="Bay Council", visible_to="secretariat"))
    world.gap(wardens("Our met gap", of="Bay Council", state="met"))
    world.offer(wardens("Our offer", of="Bay Council", kinds=("finance",)))
    for number in range(4):
        world.offer(wardens(f"Help {number}", days=number))
    world.refresh()
    words = said(signed_in().get(our(world)))
    assert "All 4 offers that fit" in words
    assert ["Help 2" in words, "Help 3" in words] == [True, False]
    assert "Only the secretariat sees this" in words
    assert "No gap fits yet." in words
    assert "Our met gap" not in words


def test_an_entry_with_nothing_open_says_what_to_do(world: World) -> None:
    address = our(world)
    world.refresh()
    assert "Nothing to match" in said(signed_in().get(address))
    assert "Nothing to match" in said(signed_in().get(f"{address}?page=x"))
    assert signed_in("sam").get(address).status_code == 404


def test_many_are_shown_page_by_page(world: World) -> None:
    for number in range(12):
        world.gap(wardens(f"Gap number {number}", of="Bay Council"))
    world.refresh()
    words = said(signed_in().get(our(world) + "?page=2"))
    assert ["Gap number 11" in words, "Gap number 3" in words] == [True, False]


def asked(name: str, page: str) -> int:
    """How many queries a page costs, once the memories are read."""
    client = signed_in(name)
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        client.get(page)
    return len(queries)


# -- Queries ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_ask_a_fixed_number_of_questions(world: World, number: int) -> None:
    made = [
        (world.gap(wardens(f"Mangrove gap {n}", of="Bay")), world.offer(wardens(f"Mangrove help {n}")))
        for n in range(number)
    ]
    world.offer(wardens("Mangrove school", of="Bay"))
    world.gap(wardens("Their mangrove"))
    world.refresh()
    (gap, offer), client, member, address = made[0], Client(), signed_in(), our(world, "Bay")
    member.get(address)  # the memories are read
    asked = {}
    for who, path in (
        (client, of_gap(gap)),
        (client, of_offer(offer)),
        (client, of_pair(gap, offer)),
        (member, address),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert who.get(path).status_code == 200
        asked[path] = len(queries)
    assert list(asked.values()) == [7, 7, 9, 21]
