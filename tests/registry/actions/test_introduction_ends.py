"""What an entry no longer has ends what others began about it, and frees what was answered by it."""

from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from registry import mail
from registry.actions import (
    approvals,
    confirmations,
    drafts,
    introduction_ends,
    introductions,
    joint_responses,
    less_public,
    revoked,
    submissions,
    withdrawals,
)
from registry.entry.less_public import Hide
from registry.models import (
    GapListing,
    Introduction,
    JointMember,
    Message,
    Organization,
    Submission,
    SupportGap,
    SupportOffer,
)
from registry.vocabulary import IntroductionSide
from tests import factories
from tests.factories import person
from tests.introductions import Pair, team, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return Pair()


def asked_for() -> list[str]:
    """The organizations that a job is to look after."""
    jobs = ProcrastinateJob.objects.filter(task_name="follow_introductions").order_by("pk")
    return [job.args["organization_id"] for job in jobs]


def followed(introduction: Introduction, organization: Organization) -> tuple[str, str]:
    """Where an introduction stands after the job has run, twice."""
    introduction_ends.look_after(organization.pk)
    assert introduction_ends.look_after(organization.pk) == 0
    introduction.refresh_from_db()
    return introduction.state, introduction.because


@pytest.mark.parametrize(
    ("columns", "because"),
    [
        ({"removed_at": timezone.now()}, "gap_gone"),
        ({"state": "closed"}, "gap_gone"),
        ({"state": "expired"}, "gap_gone"),
        ({"visible_to": "secretariat"}, "hidden"),
    ],
)
def test_a_gap_that_goes_ends_what_waits(columns: dict[str, Any], because: str, pair: Pair) -> None:
    made = pair.helped()
    told()
    SupportGap.objects.update(**columns)
    assert followed(made, pair.bay) == ("withdrawn", because)
    assert {(name, step) for _kind, name, step in told()} == {(name, because) for name in ("Amina", "Bo", "Kim")}


def test_an_offer_that_goes_ends_what_waits(pair: Pair) -> None:
    made = pair.asked(gap=pair.gap)
    SupportOffer.objects.update(state="closed")
    assert followed(made, pair.reef) == ("withdrawn", "offer_gone")


def test_one_that_only_partners_see_from_now_on_goes_on(pair: Pair) -> None:
    made = pair.helped()
    SupportGap.objects.update(visible_to="partners")
    assert followed(made, pair.bay) == ("introduced", "")


def test_what_both_agreed_on_goes_on_though_others_see_it_no_more(pair: Pair) -> None:
    made = pair.accepted()
    SupportGap.objects.update(visible_to="secretariat")
    assert followed(made, pair.bay) == ("accepted", "")
    SupportGap.objects.update(removed_at=timezone.now())
    assert followed(made, pair.bay) == ("withdrawn", "gap_gone")


def test_an_organization_that_withdraws_frees_the_gap_that_it_answered(pair: Pair) -> None:
    made = pair.accepted()
    told()

    withdrawals.withdraw(organization=pair.reef, by=person("kim"))

    assert asked_for() == [str(pair.reef.pk)]
    told()
    assert followed(made, pair.reef) == ("withdrawn", "organization_gone")
    assert pair.gap_state == "open"
    assert GapListing.objects.get(gap=pair.gap).record["state"] == "open"
    assert ("introduction_moved", "Amina", "organization_gone") in told()


def test_nobody_is_asked_for_where_nothing_is_open(pair: Pair) -> None:
    pair.delivered(met=True)
    withdrawals.withdraw(organization=pair.reef, by=person("kim"))
    assert asked_for() == []


def test_changes_that_are_approved_alone_and_together_ask_for_it(pair: Pair) -> None:
    bays = [factories.listed(person(name)) for name in ("sam", "lee")]
    for bay in bays:
        pair.helped(gap=bay.gaps.get())
    for bay, approve in zip(bays, (alone, together), strict=True):
        by = bay.memberships.get().person
        change = drafts.open_change(organization=bay, by=by)
        factories.save(change, "organization", {**factories.ORGANIZATION, "description": "Changed."}, by)
        approve(factories.send(change, by))
    assert asked_for() == [str(bay.pk) for bay in bays]


def alone(change: Submission) -> None:
    submissions.approve(submission=change, by=person("rosa"))


def together(change: Submission) -> None:
    """With a registration, of which nobody has asked for anything."""
    approvals.approve_many(submissions=[change, factories.submitted(person("tariq"))], by=person("rosa"))


def test_hiding_at_once_and_the_night_that_lets_expire_ask_for_it(pair: Pair) -> None:
    pair.helped()
    less_public.hide(organization=pair.bay, what=[Hide(f"gaps.{pair.gap.pk}", to="secretariat")], by=person("amina"))
    assert asked_for() == [str(pair.bay.pk)]
    SupportGap.objects.update(confirmed_on="2020-01-01")
    confirmations.expire_due(timezone.now())
    assert asked_for() == [str(pair.bay.pk)] * 2


def test_the_night_finds_what_a_lost_job_left(pair: Pair) -> None:
    made = pair.helped()
    Organization.objects.filter(pk=pair.reef.pk).update(state="withdrawn")
    assert introduction_ends.look_after_all() == 1
    made.refresh_from_db()
    assert made.because == "organization_gone"


def test_what_ended_is_told_with_who_and_what_it_was_and_one_that_left_is_not_named(pair: Pair) -> None:
    pair.accepted()
    told()
    SupportOffer.objects.filter(pk=pair.offer.pk).update(state="closed")
    SupportGap.objects.update(removed_at=timezone.now())
    introduction_ends.look_after(pair.bay.pk)
    email = mail.compose(Message.objects.get(person=person("kim")))
    assert (
        email.subject
        == "What \u2068Reef Trust\u2069 and \u2068Bay Council\u2069 had begun has ended · \u2068Boats\u2069"
    )
    assert "The reason: The support gap no longer stands." in email.body
    assert "It is about the gap “\u2068Boats\u2069”." in email.body
    Organization.objects.filter(pk=pair.bay.pk).update(state="withdrawn")
    email = mail.compose(Message.objects.get(person=person("kim")))
    assert "Bay Council" not in email.subject + email.body
    assert "What \u2068Reef Trust\u2069 had begun with a partner that is no longer listed has ended." in email.body


def test_what_somebody_wrote_whose_claim_was_revoked_is_taken_back(pair: Pair) -> None:
    helped, agreed = pair.helped(), pair.asked()
    introductions.accept(introduction=agreed, organization=pair.reef, by=person("kim"))
    told()

    revoked.take_out(person("kim"), pair.reef)

    helped.refresh_from_db()
    agreed.refresh_from_db()
    assert (helped.state, helped.because, agreed.state) == ("withdrawn", "taken_back", "accepted")
    assert {(name, step) for _kind, name, step in told()} == {("Amina", "taken_back"), ("Bo", "taken_back")}


# -- The lead goes ----------------------------------------------------------------------------------------------------


class Joint(Pair):
    """The reef leads a joint response to the gap of the bay; the hill has joined, the wood asks to."""

    def __init__(self, *, accepted: bool = True) -> None:
        super().__init__()
        self.lead = self.accepted() if accepted else self.helped()
        self.joint = joint_responses.open_joint(introduction=self.lead, organization=self.reef, by=person("kim"))
        self.hill, self.wood = team("Hill Trust", "sam"), team("Wood Trust", "lee")
        for organization, name in ((self.hill, "sam"), (self.wood, "lee")):
            asked = joint_responses.ask_to_join(
                joint=self.joint, organization=organization, by=person(name), words="We"
            )
            if name == "sam":
                joint_responses.take_in(member=asked, by=person("kim"))

    def leads(self) -> Introduction:
        self.joint.refresh_from_db()
        return self.joint.introduction


@pytest.mark.parametrize("accepted", [True, False])
def test_the_next_member_leads_when_the_lead_withdraws(accepted: bool) -> None:
    joint = Joint(accepted=accepted)
    withdrawals.withdraw(organization=joint.reef, by=person("kim"))
    told()

    assert followed(joint.lead, joint.reef) == ("withdrawn", "organization_gone")

    now = joint.leads()
    assert (now.helping, now.state, now.helping_by) == (
        joint.hill,
        "accepted" if accepted else "introduced",
        person("sam"),
    )
    assert (now.needing_shares, now.helping_shares) == (False, False)
    assert joint.gap_state == ("answered" if accepted else "open")
    assert ("joint_response", "Amina", "lead") in told()
    assert joint.joint.ended_at is None


def test_an_introduction_that_the_next_lead_has_already_is_taken(pair: Pair) -> None:
    lead = pair.accepted()
    joint = joint_responses.open_joint(introduction=lead, organization=pair.reef, by=person("kim"))
    hill = team("Hill Trust", "sam")
    member = joint_responses.ask_to_join(joint=joint, organization=hill, by=person("sam"))
    joint_responses.take_in(member=member, by=person("kim"))
    own = pair.helped(organization=hill, by=person("sam"))
    withdrawals.withdraw(organization=pair.reef, by=person("kim"))

    followed(lead, pair.reef)

    joint.refresh_from_db()
    own.refresh_from_db()
    assert (joint.introduction, own.state, pair.gap_state) == (own, "accepted", "answered")


def test_an_accepted_one_that_the_next_lead_has_stands_as_it_is(pair: Pair) -> None:
    lead = pair.accepted()
    joint = joint_responses.open_joint(introduction=lead, organization=pair.reef, by=person("kim"))
    hill = team("Hill Trust", "sam")
    member = joint_responses.ask_to_join(joint=joint, organization=hill, by=person("sam"))
    joint_responses.take_in(member=member, by=person("kim"))
    own = pair.helped(organization=hill, by=person("sam"))
    introductions.accept(introduction=own, organization=pair.bay, by=person("amina"))
    introductions.begin_delivery(introduction=own, organization=hill, by=person("sam"))
    withdrawals.withdraw(organization=pair.reef, by=person("kim"))

    followed(lead, pair.reef)

    joint.refresh_from_db()
    assert (joint.introduction, joint.introduction.state) == (own, "delivering")


def test_one_that_was_ended_meanwhile_stays_as_it_ended(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    made = pair.helped()
    Organization.objects.filter(pk=pair.reef.pk).update(state="withdrawn")
    lock = introduction_ends.locked

    def somebody_is_faster(introduction: Introduction) -> Introduction:
        monkeypatch.setattr(introduction_ends, "locked", lock)
        introductions.decline(introduction=made, organization=pair.bay, by=person("amina"), because="no_capacity")
        return lock(introduction)

    monkeypatch.setattr(introduction_ends, "locked", somebody_is_faster)
    assert introduction_ends.look_after(pair.reef.pk) == 0
    made.refresh_from_db()
    assert made.state == "declined"


def test_a_suggestion_that_the_next_lead_has_is_taken_up_too(pair: Pair) -> None:
    lead = pair.accepted()
    joint = joint_responses.open_joint(introduction=lead, organization=pair.reef, by=person("kim"))
    hill = team("Hill Trust", "sam", offers=[{"title": "A boat", "kinds": ["finance"]}])
    member = joint_responses.ask_to_join(joint=joint, organization=hill, by=person("sam"))
    joint_responses.take_in(member=member, by=person("kim"))
    introductions.suggest(
        gap=pair.gap, offer=SupportOffer.objects.get(organization=hill), text="", language="en", by=person("rosa")
    )
    withdrawals.withdraw(organization=pair.reef, by=person("kim"))
    followed(lead, pair.reef)
    joint.refresh_from_db()
    assert (joint.introduction.state, joint.introduction.writer) == ("accepted", IntroductionSide.HELPING)


def test_without_a_next_one_it_ends_and_the_gap_is_open_again() -> None:
    joint = Joint()
    for organization, name in ((joint.hill, "sam"), (joint.reef, "kim")):
        withdrawals.withdraw(organization=organization, by=person(name))

    assert followed(joint.lead, joint.reef) == ("withdrawn", "organization_gone")

    joint.joint.refresh_from_db()
    assert joint.joint.ended_at is not None
    assert joint.gap_state == "open"


def test_a_member_that_withdraws_is_gone_and_the_rest_goes_on() -> None:
    joint = Joint()
    withdrawals.withdraw(organization=joint.hill, by=person("sam"))
    assert followed(joint.lead, joint.hill) == ("accepted", "")
    assert JointMember.objects.get(organization=joint.hill).left_at is not None


def test_the_needing_side_that_withdraws_ends_it_for_all() -> None:
    joint = Joint()
    withdrawals.withdraw(organization=joint.bay, by=person("amina"))
    assert followed(joint.lead, joint.bay) == ("withdrawn", "organization_gone")
    joint.joint.refresh_from_db()
    assert joint.joint.ended_at is not None
