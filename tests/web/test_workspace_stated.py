"""How gaps and offers stand, as their team says: met, no longer needed, paused, open again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from registry import tasks
from registry.actions import listing
from registry.models import Organization, SupportGap, SupportOffer
from tests import factories
from tests.factories import listed, person
from tests.introductions import Pair, told
from tests.web.joining import said, signed_in

pytestmark = pytest.mark.django_db


def address(organization: Organization) -> str:
    return f"/workspace/{organization.public_id_id}/stated/"


def press(organization: Organization, item: SupportGap | SupportOffer, say: str, who: str = "amina") -> str:
    return said(signed_in(who).post(address(organization), {"item": str(item.pk), "say": say}, follow=True))


@pytest.fixture
def council() -> Organization:
    return listed(person("amina"))


def test_a_gap_that_is_met_otherwise_stays_on_the_board_as_met(council: Organization) -> None:
    gap = council.gaps.get()
    assert "It is noted that the gap is met." in press(council, gap, "open-met")
    gap.refresh_from_db()
    assert (gap.state, gap.open_since) == ("met", None)
    assert "met on" in said(signed_in().get(address(council)))


def test_a_gap_that_is_no_longer_needed_leaves_the_board_and_can_come_back(council: Organization) -> None:
    gap = council.gaps.get()
    SupportGap.objects.update(confirmed_on=timezone.now() - timedelta(days=100), reminders=2)
    assert "The gap is closed" in press(council, gap, "open-closed")
    assert gap.title not in said(Client().get("/support/"))
    own_page = signed_in().get(f"/support/gaps/{gap.pk}/", follow=True)
    assert own_page.context["actions"][0] == (f"{address(council)}#{gap.pk}", "Say how it stands")
    assert "The gap is open again, confirmed as of today." in press(council, gap, "closed-open")
    gap.refresh_from_db()
    assert (gap.state, gap.confirmed_on, gap.reminders) == ("open", timezone.now().date(), 0)
    assert gap.title in said(Client().get("/support/"))


def test_how_long_a_gap_waits_begins_anew_when_it_is_opened_again_and_the_page_says_so_before() -> None:
    pair, long_ago = Pair(), timezone.now() - timedelta(days=200)
    SupportGap.objects.update(state_since=long_ago)
    for before, say in (
        ("Once it is met or closed, opening it again counts", "open-met"),
        ("Opened again", "met-open"),
    ):
        assert before in said(signed_in().get(address(pair.bay)))
        press(pair.bay, pair.gap, say)
    assert SupportGap.objects.get().since > long_ago
    assert "counts it as unmet" not in said(signed_in("kim").get(address(pair.reef)))  # which states offers alone


def test_of_an_offer_that_is_asked_for_pausing_is_said_to_end_nothing() -> None:
    pair = Pair()
    pair.asked()
    words = said(signed_in("kim").get(address(pair.reef)))
    assert "1 introduction about it waits for an answer. It ends when the offer is closed" in words
    assert "pausing ends nothing" in words


def test_who_speaks_for_several_finds_both_what_is_own_and_what_others_of_theirs_can_do(council: Organization) -> None:
    gap = council.gaps.get()
    factories.partner(person("amina"), name="Reef Trust")
    labels = [label for _href, label in signed_in().get(f"/support/gaps/{gap.pk}/", follow=True).context["actions"]]
    assert labels[:3] == ["Say how it stands", "Go to its workspace", "We can help"]


def test_what_is_closed_is_spoken_of_as_past(council: Organization) -> None:
    SupportGap.objects.update(state="closed", text="")
    SupportOffer.objects.update(state="closed", text="")
    listing.refresh([council.pk])
    for kind, item, words in (("gaps", council.gaps.get(), "asked for"), ("offers", council.offers.get(), "offered")):
        page = Client().get(f"/support/{kind}/{item.pk}/", follow=True)
        assert page.context["description"] == f"Support for Target 3 that {page.context['owner']['name']} {words}."
        assert f"{page.context['owner']['name']} {words}" in said(page)


def test_what_is_paused_is_not_said_to_be_there_now(council: Organization) -> None:
    SupportOffer.objects.update(state="paused", text="")
    listing.refresh([council.pk])
    page = Client().get(f"/support/offers/{council.offers.get().pk}/", follow=True)
    assert page.context["description"].endswith("offers, but not at the moment.")
    assert f"{page.context['owner']['name']} offers, but not at the moment" in said(page)


def test_an_offer_rests_ends_and_opens_again(council: Organization) -> None:
    offer = council.offers.get()
    moves = {"open-paused": "paused", "paused-open": "open", "open-closed": "closed", "closed-open": "open"}
    for say, state in moves.items():
        press(council, offer, say)
        offer.refresh_from_db()
        assert offer.state == state


def test_an_offer_whose_day_has_passed_is_not_opened_again(council: Organization) -> None:
    offer = council.offers.get()
    SupportOffer.objects.update(state="closed", until=timezone.now() - timedelta(days=2))
    words = press(council, offer, "closed-open")
    assert "Change the entry to give it another day." in words
    assert "Open it again" not in words
    assert SupportOffer.objects.get().state == "closed"


def test_what_a_colleague_said_meanwhile_is_not_said_over(council: Organization) -> None:
    gap = council.gaps.get()
    press(council, gap, "open-met")
    assert "its state has changed meanwhile" in press(council, gap, "open-closed")
    assert SupportGap.objects.get().state == "met"


@pytest.mark.parametrize("say", ["open-answered", "open-expired", "open-open", "open-paused", "open", ""])
def test_what_follows_from_elsewhere_is_not_said_here(council: Organization, say: str) -> None:
    gap = council.gaps.get()
    signed_in().post(address(council), {"item": str(gap.pk), "say": say})
    gap.refresh_from_db()
    assert gap.state == "open"


def test_what_waits_for_an_answer_ends_and_all_but_who_said_so_are_told() -> None:
    pair = Pair()
    introduction = pair.helped()
    told()
    words = said(signed_in().get(address(pair.bay)))
    assert "1 introduction about it waits for an answer. It ends when the gap is met or closed" in words
    assert "pausing ends nothing" not in words
    assert "waits for an answer" not in press(pair.bay, pair.gap, "open-closed")
    [job] = ProcrastinateJob.objects.filter(task_name="follow_introductions")
    tasks.follow_introductions(**job.args)
    introduction.refresh_from_db()
    assert (introduction.state, introduction.because) == ("withdrawn", "gap_gone")
    assert [row for row in told() if row[2] == "gap_gone"] == [
        ("introduction_moved", name, "gap_gone") for name in ("Bo", "Kim")
    ]


def test_a_gap_that_is_being_answered_leads_to_who_answers(council: Organization) -> None:
    gap = council.gaps.get()
    SupportGap.objects.update(state="answered")
    words = said(signed_in().get(address(council)))
    assert "An answer to it is under way." in words
    assert "We no longer need it" not in words
    assert "its state has changed meanwhile" in press(council, gap, "answered-closed")


def test_an_entry_without_gaps_and_offers_says_so() -> None:
    empty = factories.partner(person("bo"))
    assert "The entry states none." in said(signed_in("bo").get(address(empty)))


def test_two_hundred_items_are_paged_with_as_many_queries(
    council: Organization, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in()
    with CaptureQueriesContext(connection) as few:
        client.get(address(council))
    for number in range(200):
        council.gaps.create(title=f"Made {number}", language="en", kinds=["finance"], everywhere=True)
    with django_assert_num_queries(len(few)):
        response = client.get(f"{address(council)}?page=2")
    assert len(response.context["rows"]) == 25
    assert len(response.content) < 60_000
    last = council.gaps.order_by("pk")[199]
    moved = client.post(f"{address(council)}?page=8", {"item": str(last.pk), "say": "open-met"})
    assert moved.headers["Location"] == f"{address(council)}?page=8#{last.pk}"
