"""A refusal is taken back within moments: it stays on record, answers nothing, and its message is never sent."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from registry import mail
from registry.actions import drafts, submissions, taking_back
from registry.errors import ActedOn, IllegalMove, NotAllowed, NotYoursToTakeBack, TooLate
from registry.models import Decision, Message, Organization, Submission
from registry.models.messages import MessageKind
from registry.queries import history, review
from registry.states import DecisionKind, OrganizationState, SubmissionState
from tests import factories, uploads
from tests.factories import ORGANIZATION, person, save

pytestmark = pytest.mark.django_db


def refused(submission: Submission, kind: str) -> Decision:
    if kind == DecisionKind.DECLINE:
        return submissions.decline(submission=submission, by=person("rosa"), reason="No.")
    return submissions.request_changes(submission=submission, by=person("rosa"), reason="Say more.")


def take_back(decision: Decision, by: str = "rosa") -> Submission:
    return taking_back.take_back_decision(decision=decision, by=person(by))


REFUSALS = [DecisionKind.REQUEST_CHANGES, DecisionKind.DECLINE]


@pytest.mark.parametrize("kind", REFUSALS)
def test_it_waits_again_as_it_was_and_its_team_is_told_nothing(kind: str) -> None:
    submission = factories.submitted()
    decision = refused(submission, kind)
    take_back(decision)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.SUBMITTED
    assert Organization.objects.get().state == OrganizationState.PENDING
    message = Message.objects.get(kind__in=(MessageKind.CHANGES_REQUESTED, MessageKind.DECLINED))
    mail.send(message.pk)
    message.refresh_from_db()
    assert (message.sent_at, message.stopped_at is not None) == (None, True)


@pytest.mark.parametrize("kind", REFUSALS)
def test_both_are_on_record_and_the_refusal_answers_nothing(kind: str) -> None:
    submission = factories.submitted()
    take_back(refused(submission, kind))
    decision = Decision.objects.get()
    assert (decision.kind, decision.taken_back_by) == (kind, person("rosa"))
    read = review.read(review.find(submission.pk), {})
    assert (read.decision, read.earlier) == (None, [decision])
    assert [*history.decisions(submission.organization)] == []
    submissions.approve(submission=submission, by=person("rosa"))
    assert [one.kind for one in history.decisions(submission.organization)] == [DecisionKind.APPROVE]
    assert Decision.objects.count() == 2


@pytest.mark.parametrize("kind", REFUSALS)
def test_it_can_be_decided_otherwise_and_taken_back_again(kind: str) -> None:
    submission = factories.submitted()
    for _time in range(2):
        take_back(refused(submission, kind))
    submissions.decline(submission=submission, by=person("rosa"), reason="No.")
    assert Decision.objects.filter(taken_back_at=None).count() == 1


@pytest.mark.parametrize("kind", REFUSALS)
def test_its_message_waits_for_as_long_as_it_can_be_taken_back(kind: str, settings: Settings) -> None:
    settings.TAKE_BACK_SECONDS = 30
    submission = factories.submitted()
    ProcrastinateJob.objects.all().delete()
    before = timezone.now()
    refused(submission, kind)
    job = ProcrastinateJob.objects.get()
    assert job.task_name == "send_message"
    assert timedelta(seconds=29) < job.scheduled_at - before < timedelta(seconds=40)


def test_the_message_of_an_approval_waits_for_nothing() -> None:
    submission = factories.submitted()
    ProcrastinateJob.objects.all().delete()
    submissions.approve(submission=submission, by=person("rosa"))
    assert [job.scheduled_at for job in ProcrastinateJob.objects.filter(task_name="send_message")] == [None]


def test_a_listed_entry_whose_change_was_declined_stays_listed() -> None:
    organization = factories.listed()
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "organization", {**ORGANIZATION, "founded": "1999"})
    take_back(refused(factories.send(change, person("amina")), DecisionKind.DECLINE))
    organization.refresh_from_db()
    assert organization.state == OrganizationState.LISTED


def test_only_who_decided_takes_it_back() -> None:
    decision = refused(factories.submitted(), DecisionKind.DECLINE)
    for other, refusal in (("ravi", NotYoursToTakeBack), ("ada", NotYoursToTakeBack), ("amina", NotAllowed)):
        with pytest.raises(refusal) as refused_to:
            take_back(decision, by=other)
        assert refused_to.type is refusal
    rosa = person("rosa")
    rosa.staff_role = ""
    with pytest.raises(NotAllowed):
        taking_back.take_back_decision(decision=decision, by=rosa)


def test_an_approval_is_never_taken_back() -> None:
    decision = submissions.approve(submission=factories.submitted(), by=person("rosa"))
    with pytest.raises(NotYoursToTakeBack):
        take_back(decision)


def test_after_its_time_it_is_too_late() -> None:
    decision = refused(factories.submitted(), DecisionKind.DECLINE)
    with time_machine.travel(timezone.now() + timedelta(seconds=31)), pytest.raises(TooLate):
        take_back(decision)


def test_once_the_team_was_told_it_is_too_late() -> None:
    decision = refused(factories.submitted(), DecisionKind.DECLINE)
    mail.send(Message.objects.get(kind=MessageKind.DECLINED).pk)
    with pytest.raises(TooLate):
        take_back(decision)
    assert Decision.objects.get().taken_back_at is None


def test_it_stands_when_the_team_has_begun_to_change_what_was_asked_for() -> None:
    submission = factories.submitted()
    decision = refused(submission, DecisionKind.REQUEST_CHANGES)
    save(submission, "organization", {**ORGANIZATION, "founded": "1999"})
    with pytest.raises(ActedOn):
        take_back(decision)


def test_it_stands_when_the_team_has_begun_anew() -> None:
    submission = factories.submitted()
    decision = refused(submission, DecisionKind.DECLINE)
    drafts.open_change(organization=submission.organization, by=person("amina"))
    with pytest.raises(ActedOn):
        take_back(decision)


@pytest.mark.parametrize("kind", [DecisionKind.DECLINE, DecisionKind.REQUEST_CHANGES])
def test_what_the_team_had_sent_before_does_not_make_it_stand(kind: str) -> None:
    organization = factories.listed()
    own = drafts.open_change(organization=organization, by=person("amina"))
    save(own, "organization", {**ORGANIZATION, "founded": "1999"})
    factories.send(own, person("amina"))
    imported = uploads.brought_in(uploads.row("", id=organization.public_id_id, type="academic")).rows.get().submission
    assert imported
    decision = refused(imported, kind)
    assert take_back(decision).state == SubmissionState.SUBMITTED
    own.refresh_from_db()
    assert own.state == SubmissionState.SUBMITTED


@pytest.mark.parametrize("then", ["taken_back", "sent_again", "refused_again"])
def test_what_happened_since_is_not_undone(then: str) -> None:
    submission = factories.submitted()
    decision = refused(submission, DecisionKind.REQUEST_CHANGES)
    if then == "taken_back":
        take_back(decision)
    else:
        factories.send(submission, person("amina"))
    if then == "refused_again":
        refused(submission, DecisionKind.REQUEST_CHANGES)
    with pytest.raises(IllegalMove):
        take_back(decision)
