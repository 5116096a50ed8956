"""Several partners answer one gap together, and one of them leads."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from registry import mail
from registry.actions import introduction_ends, introductions, joint_responses
from registry.errors import IllegalMove, LeadMustStay, NotAllowed, NotOpenToJoin, TooMany
from registry.models import (
    DataVersion,
    Introduction,
    JointMember,
    JointResponse,
    Membership,
    Message,
    Organization,
    SupportGap,
)
from registry.queries import introductions as queries
from tests import factories
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


def letter(name: str) -> EmailMultiAlternatives:
    return mail.compose(Message.objects.get(person=person(name.lower())))


def asked(joint: JointResponse, hill: Organization, words: str = "We have ropes.") -> JointMember:
    return joint_responses.ask_to_join(joint=joint, organization=hill, by=person("sam"), words=words)


def test_two_partners_answer_one_gap(pair: Pair, hill: Organization) -> None:
    factories.join_team(person("lee"), pair.reef)
    accepted = pair.accepted()
    told()
    joint = opened(pair, accepted)
    assert opened(pair, joint.introduction) == joint
    assert [(name, step) for _kind, name, step in told()] == [(name, "opened") for name in ("Amina", "Bo", "Lee")]

    member = asked(joint, hill)
    assert asked(joint, hill) == member
    assert told() == [("joint_response", "Kim", "asked"), ("joint_response", "Lee", "asked")]

    joint_responses.take_in(member=member, by=person("kim"))
    joint_responses.take_in(member=member, by=person("kim"))
    assert [(name, step) for _kind, name, step in told()] == [
        (name, "joined") for name in ("Amina", "Bo", "Lee", "Sam")
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


def test_those_who_belong_to_it_are_told_how_it_goes_on(pair: Pair, hill: Organization) -> None:
    joint = opened(pair, pair.helped())
    joint_responses.take_in(member=asked(joint, hill), by=person("kim"))
    wood = team("Wood Trust", "lee")  # who only asks is told nothing of it but that it ended
    joint_responses.ask_to_join(joint=joint, organization=wood, by=person("lee"))
    told()
    steps = {
        "accepted": (introductions.accept, pair.bay, {}),
        "delivering": (introductions.begin_delivery, pair.reef, {}),
        "delivered": (introductions.deliver, pair.bay, {}),
        "not_met": (introductions.say_met, pair.bay, {"met": False}),
        "not_delivered": (introductions.fail, pair.bay, {"because": "no_agreement"}),
    }
    for step, (action, side, given) in steps.items():
        by = person("amina" if side == pair.bay else "kim")
        action(introduction=joint.introduction, organization=side, by=by, **given)
        rows = told()
        ended = [("joint_response", "Lee", "not_answered")] if step == "delivered" else []
        assert [row for row in rows if row[0] == "joint_response"] == [*ended, ("joint_response", "Sam", step)]


def test_they_are_told_once_however_many_of_the_partners_they_belong_to(pair: Pair, hill: Organization) -> None:
    joint = opened(pair, pair.helped())
    joint_responses.take_in(member=asked(joint, hill), by=person("kim"))
    wood = team("Wood Trust", "sam", "kim", "bo")
    joint_responses.take_in(
        member=joint_responses.ask_to_join(joint=joint, organization=wood, by=person("sam")), by=person("kim")
    )
    assert [(name, step) for _kind, name, step in told() if step == "joined"].count(("Sam", "joined")) == 2
    introductions.accept(introduction=joint.introduction, organization=pair.bay, by=person("bo"))
    assert sorted((name, step) for _kind, name, step in told()) == [("Kim", "accepted"), ("Sam", "accepted")]


def test_when_it_ends_all_are_told_who_and_what_it_was(pair: Pair, hill: Organization) -> None:
    joint = opened(pair, pair.helped())
    joint_responses.take_in(member=asked(joint, hill), by=person("kim"))
    told()
    introductions.decline(
        introduction=joint.introduction, organization=pair.bay, by=person("amina"), because="not_fitting"
    )
    email = letter("Sam")
    assert email.subject == "\u2068Bay Council\u2069 declined · \u2068Boats\u2069"
    assert "declined the joint response to the gap “\u2068Boats\u2069”. The reason: It does not fit." in email.body
    assert "\u2068Reef Trust\u2069 leads the joint response, to which \u2068Hill Trust\u2069 belongs" in email.body
    assert f"/joint/{joint.pk}/" in email.body


@pytest.mark.parametrize("goes", ["lead", "needing"])
def test_who_asks_to_join_is_told_when_it_ends(goes: str, pair: Pair, hill: Organization) -> None:
    joint = opened(pair, pair.helped())
    asked(joint, hill)
    told()
    if goes == "lead":
        introductions.take_back(introduction=joint.introduction, organization=pair.reef, by=person("kim"))
    else:
        Organization.objects.filter(pk=pair.bay.pk).update(state="withdrawn")
        introduction_ends.look_after(pair.bay.pk)
    email = letter("Sam")
    assert email.subject == "A joint response has ended · \u2068Boats\u2069"
    assert "has ended before the partner that led it answered your wish to join." in email.body
    assert "to which \u2068Hill Trust\u2069 belongs" not in email.body
    assert [row for row in told() if row[1] == "Sam"] == [("joint_response", "Sam", "not_answered")]


def test_what_is_gone_ends_it_for_all(pair: Pair, hill: Organization) -> None:
    joint = opened(pair)
    joint_responses.take_in(member=asked(joint, hill), by=person("kim"))
    told()
    SupportGap.objects.update(removed_at=timezone.now())
    introduction_ends.look_after(pair.bay.pk)
    assert [row for row in told() if row[1] == "Sam"] == [("joint_response", "Sam", "gap_gone")]


def test_who_leads_reads_what_the_one_can_do_that_asks(pair: Pair, hill: Organization) -> None:
    joint = opened(pair)
    told()
    member = asked(joint, hill, "We have ropes.\nAnd nets.")
    email = letter("Kim")
    assert email.subject == "\u2068Hill Trust\u2069 wants to join your joint response · \u2068Boats\u2069"
    assert "> We have ropes.\n> And nets." in email.body
    assert "did not check them" in email.body
    joint_responses.leave(member=member, by=person("sam"))
    with pytest.raises(ObjectDoesNotExist):  # taken back before the mail was sent
        letter("Kim")


def test_who_does_not_belong_to_it_reads_who_decided_so(pair: Pair, hill: Organization) -> None:
    joint = opened(pair)
    member = asked(joint, hill)
    told()
    joint_responses.leave(member=member, by=person("kim"))
    assert (
        "\u2068Hill Trust\u2069 does not belong to the joint response to the gap “\u2068Boats\u2069”: "
        "\u2068Reef Trust\u2069, which leads it, decided so."
    ) in letter("Sam").body


@pytest.mark.parametrize("withdraws", [False, True])
def test_the_next_lead_is_told_of_with_the_one_before_unless_that_is_gone(
    withdraws: bool, pair: Pair, hill: Organization
) -> None:
    joint = opened(pair)
    joint_responses.take_in(member=asked(joint, hill), by=person("kim"))
    told()
    if withdraws:
        Organization.objects.filter(pk=pair.reef.pk).update(state="withdrawn")
        introduction_ends.look_after(pair.reef.pk)
    else:
        joint_responses.leave(member=JointMember.objects.get(organization=pair.reef), by=person("kim"))
        left = letter("Kim")
        assert left.subject == "\u2068Hill Trust\u2069 leads the joint response now · \u2068Boats\u2069"
        assert "Reef Trust\u2069 no longer leads the joint response" in left.body
    new = letter("Sam")
    assert new.subject == "You lead a joint response now · \u2068Boats\u2069"
    assert "You lead the joint response to the gap “\u2068Boats\u2069” for \u2068Hill Trust\u2069 now" in new.body
    assert ("until now \u2068Reef Trust\u2069 led it" in new.body, "is gone" in new.body) == (not withdraws, withdraws)
    assert "agree with whoever states the gap how it goes on" in new.body
    body = letter("Amina").body
    assert "\u2068Hill Trust\u2069 leads the joint response to the gap “\u2068Boats\u2069” now" in body
    assert ("until now it was \u2068Reef Trust\u2069" in body, "is gone" in body) == (not withdraws, withdraws)


def test_who_left_the_team_reads_nothing_of_it_any_more(pair: Pair, hill: Organization) -> None:
    joint = opened(pair)
    told()
    asked(joint, hill)
    Membership.objects.filter(person=person("kim")).delete()
    with pytest.raises(ObjectDoesNotExist):
        letter("Kim")


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


def test_who_answers_together_is_asked_itself_whether_everyone_may_know(pair: Pair, hill: Organization) -> None:
    joint = opened(pair, pair.helped())
    member = joint_responses.take_in(member=asked(joint, hill), by=person("kim"))
    lead = JointMember.objects.get(organization=pair.reef)
    with pytest.raises(IllegalMove):  # nothing is accepted yet
        joint_responses.let_be_named(member=member, by=person("sam"), tells=True)
    introductions.accept(introduction=joint.introduction, organization=pair.bay, by=person("amina"))
    told()

    tell(pair.bay, "amina", joint)
    assert told() == [("introduction_moved", "Kim", "tells")]
    tell(pair.reef, "kim", joint)
    assert told_to_be_named() == ["Sam"]
    tell(pair.reef, "kim", joint, tells=False)
    with pytest.raises(ObjectDoesNotExist):  # taken back before the mail was sent
        letter("Sam")
    tell(pair.reef, "kim", joint)
    assert told_to_be_named() == ["Sam"]  # once, however often they say so
    assert letter("Sam").subject == "May everyone know that \u2068Hill Trust\u2069 took part? · \u2068Boats\u2069"

    for one, by in ((member, "kim"), (member, "amina"), (lead, "sam")):
        with pytest.raises(NotAllowed):  # nobody says so for another one
            joint_responses.let_be_named(member=one, by=person(by), tells=True)
    with pytest.raises(IllegalMove):  # the lead says so as a side
        joint_responses.let_be_named(member=lead, by=person("kim"), tells=True)
    assert joint_responses.let_be_named(member=member, by=person("sam"), tells=True).tells is True
    with pytest.raises(ObjectDoesNotExist):  # said before the mail was sent
        letter("Sam")

    Message.objects.all().delete()
    wood = team("Wood Trust", "lee")
    joint_responses.take_in(
        member=joint_responses.ask_to_join(joint=joint, organization=wood, by=person("lee")), by=person("kim")
    )
    assert told_to_be_named() == ["Lee"]  # who comes later is asked then


def test_who_was_named_is_told_of_as_soon_as_it_says_otherwise(pair: Pair, hill: Organization) -> None:
    joint = opened(pair)
    member = joint_responses.take_in(member=asked(joint, hill), by=person("kim"))
    joint_responses.let_be_named(member=member, by=person("sam"), tells=True)
    tell(pair.bay, "amina", joint)
    tell(pair.reef, "kim", joint)
    introductions.deliver(introduction=joint.introduction, organization=pair.bay, by=person("amina"))

    def together() -> tuple[list[Organization], int]:
        found = queries.told_with(list(queries.told_of(pair.gap.pk)))[joint.introduction_id]
        return found.named, found.others

    before = DataVersion.objects.get().version
    assert together() == ([hill], 0)
    joint_responses.let_be_named(member=member, by=person("sam"), tells=False)
    assert together() == ([], 1)
    assert DataVersion.objects.get().version > before


def tell(side: Organization, by: str, joint: JointResponse, *, tells: bool = True) -> None:
    introductions.tell_publicly(introduction=joint.introduction, organization=side, by=person(by), tells=tells)


def told_to_be_named() -> list[str]:
    rows = Message.objects.filter(kind="joint_response", context__step="tells")
    return sorted(row.person.name for row in rows.select_related("person") if row.person)


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
