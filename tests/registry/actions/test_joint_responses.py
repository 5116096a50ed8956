"""Several partners answer one gap together, and one of them leads."""

import pytest

from registry.actions import introductions, joint_responses
from registry.errors import IllegalMove, LeadMustStay, NotAllowed, NotOpenToJoin, TooMany
from registry.models import Introduction, JointMember, JointResponse, Organization
from registry.queries import introductions as queries
from tests.factories import person
from tests.introductions import Pair, team, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return Pair()


@pytest.fixture
def hill() -> Organization:
    return team("Hill Trust", "sam")


def opened(pair: Pair, introduction: Introduction | None = None) -> JointResponse:
    return joint_responses.open_joint(
        introduction=introduction or pair.accepted(), organization=pair.reef, by=person("kim")
    )


def asked(joint: JointResponse, hill: Organization, words: str = "We have ropes.") -> JointMember:
    return joint_responses.ask_to_join(joint=joint, organization=hill, by=person("sam"), words=words)


def test_two_partners_answer_one_gap(pair: Pair, hill: Organization) -> None:
    joint = opened(pair)
    assert opened(pair, joint.introduction) == joint
    told()

    member = asked(joint, hill)
    assert asked(joint, hill) == member
    assert told() == [("joint_response", "Kim", "asked")]

    joint_responses.take_in(member=member, by=person("kim"))
    joint_responses.take_in(member=member, by=person("kim"))
    assert [(name, step) for _kind, name, step in told()] == [
        (name, "joined") for name in ("Amina", "Bo", "Kim", "Sam")
    ]
    assert [one.organization for one in queries.members(joint.pk)] == [pair.reef, hill]
    assert queries.live_joint(pair.gap.pk) == joint

    introductions.deliver(introduction=joint.introduction, organization=pair.bay, by=person("amina"), met=True)
    joint.refresh_from_db()
    assert (pair.gap_state, joint.ended_at is not None) == ("met", True)
    for act in (joint_responses.take_in, joint_responses.leave):
        with pytest.raises(NotOpenToJoin):
            act(member=member, by=person("kim"))
    with pytest.raises(NotOpenToJoin):
        asked(joint, team("Wood", "sam"))


def test_who_opens_one(pair: Pair) -> None:
    waits = pair.asked(gap=pair.gap)
    with pytest.raises(IllegalMove):
        opened(pair, waits)  # answers first
    introductions.accept(introduction=waits, organization=pair.reef, by=person("kim"))
    with pytest.raises(NotAllowed):
        joint_responses.open_joint(introduction=waits, organization=pair.bay, by=person("amina"))
    assert opened(pair, waits).introduction == waits


def test_an_offer_that_was_asked_for_without_a_gap_is_no_joint_response(pair: Pair) -> None:
    made = introductions.accept(introduction=pair.asked(), organization=pair.reef, by=person("kim"))
    with pytest.raises(IllegalMove):
        opened(pair, made)


def test_a_second_one_is_led_to_the_first(pair: Pair, hill: Organization) -> None:
    joint = opened(pair)
    own = pair.helped(organization=hill, by=person("sam"))
    assert joint_responses.open_joint(introduction=own, organization=hill, by=person("sam")) == joint


def test_who_may_ask_and_who_may_take_in(pair: Pair, hill: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    joint = opened(pair)
    with pytest.raises(NotAllowed):
        joint_responses.ask_to_join(joint=joint, organization=pair.bay, by=person("amina"))
    with pytest.raises(NotAllowed):
        joint_responses.ask_to_join(joint=joint, organization=hill, by=person("amina"))
    member = asked(joint, hill)
    for name in ("sam", "amina", "lee"):
        with pytest.raises(NotAllowed):
            joint_responses.take_in(member=member, by=person(name))
    with pytest.raises(NotAllowed):
        joint_responses.leave(member=member, by=person("lee"))
    monkeypatch.setattr(joint_responses, "MOST_MEMBERS", 2)
    with pytest.raises(TooMany):
        joint_responses.ask_to_join(joint=joint, organization=team("Wood", "lee"), by=person("lee"))


def test_members_leave_are_refused_and_parted_with(pair: Pair, hill: Organization) -> None:
    joint = opened(pair)
    member = asked(joint, hill)
    told()
    joint_responses.leave(member=member, by=person("sam"))  # takes the wish back
    assert told() == []
    assert joint_responses.leave(member=member, by=person("sam")).left_at is not None
    with pytest.raises(IllegalMove):
        joint_responses.take_in(member=member, by=person("kim"))

    member = asked(joint, hill)
    told()
    joint_responses.leave(member=member, by=person("kim"))
    assert told() == [("joint_response", "Sam", "parted")]

    member = joint_responses.take_in(member=asked(joint, hill), by=person("kim"))
    told()
    joint_responses.leave(member=member, by=person("sam"))
    assert {(name, step) for _kind, name, step in told()} == {(name, "left") for name in ("Kim", "Amina", "Bo")}


def test_a_lead_that_leaves_gives_it_to_the_next_and_stays_where_there_is_none(pair: Pair, hill: Organization) -> None:
    joint = opened(pair)
    own = JointMember.objects.get(organization=pair.reef)
    with pytest.raises(LeadMustStay):
        joint_responses.leave(member=own, by=person("kim"))
    joint_responses.take_in(member=asked(joint, hill), by=person("kim"))
    before = joint.introduction

    joint_responses.leave(member=own, by=person("kim"))

    joint.refresh_from_db()
    before.refresh_from_db()
    assert (joint.introduction.helping, joint.introduction.state) == (hill, "accepted")
    assert (before.state, before.because, before.ended_by) == ("withdrawn", "passed_on", person("kim"))
    assert pair.gap_state == "answered"
