"""Taking back a refusal within moments: the decision stays on record and answers nothing, its messages are stopped."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from registry import rules
from registry.actions.submissions import locked, move, move_organization
from registry.errors import ActedOn, IllegalMove, NotAllowed, NotYoursToTakeBack, TooLate
from registry.models import Decision, Message, Person, Submission
from registry.states import OPEN, REFUSED, DecisionKind, OrganizationState, Origin, SubmissionState


def take_back_decision(*, decision: Decision, by: Person) -> Submission:
    """Undo a request for changes or a refusal: the submission waits again, for whoever had it.

    In one transaction: the decision is marked, its messages are stopped, the submission is `submitted` again and a
    refused organization `pending`. Only by who decided, within `TAKE_BACK_SECONDS`; an approval is never taken back, a
    new submission undoes it. Raises `NotAllowed`, `NotYoursToTakeBack`, `IllegalMove` for what was taken back or
    decided otherwise meanwhile, `TooLate` when the time is over or a message was sent, and `ActedOn` when the team has
    begun to act on it.
    """
    with transaction.atomic():
        submission = locked(decision.submission)
        decision = Decision.objects.select_for_update().defer("snapshot").get(pk=decision.pk)
        if not rules.may_review(by):
            raise NotAllowed
        if decision.by_id != by.pk or decision.kind == DecisionKind.APPROVE:
            raise NotYoursToTakeBack
        _check(submission, decision)
        now = timezone.now()
        messages = Message.objects.select_for_update().filter(context__decision=str(decision.pk))
        if any(message.sent_at or message.refused_at for message in messages):
            raise TooLate
        Message.objects.filter(pk__in=[message.pk for message in messages]).update(stopped_at=now)
        decision.taken_back_at, decision.taken_back_by = now, by
        decision.save(update_fields=["taken_back_at", "taken_back_by"])
        if submission.organization.state == OrganizationState.REFUSED:
            move_organization(submission.organization, OrganizationState.PENDING)
        move(submission, SubmissionState.SUBMITTED)
        return submission


def _check(submission: Submission, decision: Decision) -> None:
    last = submission.decisions.order_by("-decided_at", "-pk").values_list("pk", flat=True).first()
    if decision.taken_back_at or submission.state not in REFUSED or last != decision.pk:
        raise IllegalMove
    if timezone.now() - decision.decided_at > timedelta(seconds=settings.TAKE_BACK_SECONDS):
        raise TooLate
    of_team = submission.organization.submissions.filter(origin=Origin.TEAM, state__in=OPEN).exclude(pk=submission.pk)
    begun = of_team.filter(saved_at__gt=decision.decided_at)  # what waited before is no answer to it
    if submission.saved_at > decision.decided_at or begun.exists():
        raise ActedOn
