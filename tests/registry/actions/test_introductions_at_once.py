"""Both sides at the same moment, each on a connection of its own: one introduction, one answer, nothing lost."""

import pytest

from registry.actions import introductions, joint_responses, lacks_too, withdrawals
from registry.errors import IllegalMove, NotOnBoard
from registry.models import Introduction, JointResponse, LackToo, Message
from registry.queries import introductions as queries
from tests.factories import person
from tests.introductions import WORDS, Pair, team
from tests.jobs import run_jobs
from tests.registry.actions.test_races import at_once, kinds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair() -> Pair:
    people = [person(name) for name in ("amina", "bo", "kim", "sam", "rosa")]
    assert people
    return Pair()


def test_both_sides_write_at_once(pair: Pair) -> None:
    results = at_once(lambda: pair.helped(offer=pair.offer, shares=True), lambda: pair.asked(gap=pair.gap, shares=True))

    made = Introduction.objects.get()
    assert (made.needing_shares, made.helping_shares) == (True, True)
    assert results[0] == results[1] == Introduction.objects.get()
    assert {note.text for note in queries.notes_of(results[0])} == {WORDS, "We need boats."}
    assert Message.objects.filter(kind="introduced").count() in (1, 2)


def test_accepted_while_it_is_taken_back(pair: Pair) -> None:
    made = pair.helped()

    accepted, back = at_once(
        lambda: introductions.accept(introduction=made, organization=pair.bay, by=person("amina")),
        lambda: introductions.take_back(introduction=made, organization=pair.reef, by=person("kim")),
    )

    assert kinds([accepted, back]) == {Introduction, IllegalMove}
    made.refresh_from_db()
    assert pair.gap_state == ("answered" if made.state == "accepted" else "open")


def test_accepted_while_the_helping_side_withdraws(pair: Pair) -> None:
    made = pair.helped()

    at_once(
        lambda: introductions.accept(introduction=made, organization=pair.bay, by=person("amina")),
        lambda: withdrawals.withdraw(organization=pair.reef, by=person("kim")),
    )
    run_jobs()

    made.refresh_from_db()
    assert (made.state, made.because, pair.gap_state) == ("withdrawn", "organization_gone", "open")


def test_two_are_accepted_and_one_of_them_fails(pair: Pair) -> None:
    hill = team("Hill Trust", "sam")
    first = pair.accepted()
    second = pair.helped(organization=hill, by=person("sam"))

    at_once(
        lambda: introductions.fail(introduction=first, organization=pair.reef, by=person("kim"), because="no_capacity"),
        lambda: introductions.accept(introduction=second, organization=pair.bay, by=person("amina")),
    )

    assert pair.gap_state == "answered"


def test_two_open_a_joint_response_of_one_gap(pair: Pair) -> None:
    hill = team("Hill Trust", "sam")
    first, second = pair.helped(), pair.helped(organization=hill, by=person("sam"))

    results = at_once(
        lambda: joint_responses.open_joint(introduction=first, organization=pair.reef, by=person("kim")),
        lambda: joint_responses.open_joint(introduction=second, organization=hill, by=person("sam")),
    )

    assert results[0] == results[1] == JointResponse.objects.get()


def test_the_same_is_lacked_twice_at_once(pair: Pair) -> None:
    results = at_once(*[lambda: lacks_too.lack_too(gap=pair.gap, organization=pair.reef, by=person("kim"))] * 2)

    assert results[0] == results[1] == LackToo.objects.get()


def test_written_about_while_the_gap_is_met(pair: Pair) -> None:
    made = pair.accepted()
    hill = team("Hill Trust", "sam")

    written, met = at_once(
        lambda: pair.helped(organization=hill, by=person("sam")),
        lambda: introductions.deliver(introduction=made, organization=pair.bay, by=person("amina"), met=True),
    )

    assert kinds([met]) == {Introduction}
    if isinstance(written, NotOnBoard):
        return
    written.refresh_from_db()
    assert written.because == "gap_gone"
