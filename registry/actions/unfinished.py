"""Drafts that nobody finishes: their team is reminded twice, told of the deletion, and then they are deleted.

Days come from settings: DRAFT_REMINDER_DAYS (first, second, notice) and DRAFT_DELETION_DAYS after the notice.
"""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from registry.actions import attachments
from registry.actions.submissions import move_organization, tell_team
from registry.models import Organization, Submission
from registry.models.messages import MessageKind
from registry.states import OPEN, DecisionKind, OrganizationState, Origin, SubmissionState

REMINDERS = (MessageKind.DRAFT_REMINDER, MessageKind.DRAFT_REMINDER, MessageKind.DRAFT_DELETION_NOTICE)


def remind_unfinished(now: datetime.datetime) -> int:
    """Send each draft that nobody touched its next reminder, one a day at most. Returns the number of drafts."""
    count = 0
    # The last step first, so that none takes two steps in one night.
    for step, kind in reversed(list(enumerate(REMINDERS))):
        idle = now - datetime.timedelta(days=settings.DRAFT_REMINDER_DAYS[step])
        for pk in _idle(step, idle).values_list("pk", flat=True):
            count += _remind(pk, step, idle, kind, now)
    return count


def _idle(step: int, since: datetime.datetime) -> Any:
    """Registrations that got `step` reminders and were neither saved nor taken back since."""
    unfinished = Submission.objects.filter(
        origin=Origin.TEAM, state=SubmissionState.DRAFT, organization__state=OrganizationState.PENDING
    )
    return unfinished.filter(reminders=step, saved_at__lt=since, state_since__lt=since)


def _remind(pk: uuid.UUID, step: int, idle: datetime.datetime, kind: MessageKind, now: datetime.datetime) -> int:
    with transaction.atomic():
        submission = Submission.objects.select_for_update().filter(pk=pk).first()
        # Asked again under the lock: somebody may have gone on writing.
        if submission is None or not _idle(step, idle).filter(pk=pk).exists():
            return 0
        submission.reminders, submission.reminded_at = step + 1, now
        submission.save(update_fields=["reminders", "reminded_at"])
        tell_team(submission, kind)
        return 1


def delete_abandoned(now: datetime.datetime) -> int:
    """Delete registrations that nobody finished after the notice, and discarded ones. Returns the number deleted.

    The public id of each stays given out (it is never used again). An organization that was refused before keeps that
    decision: it is `refused` again, without the draft that nobody finished.
    """
    idle = now - datetime.timedelta(days=settings.DRAFT_DELETION_DAYS)
    return sum(_delete(pk, idle) for pk in _abandoned(idle).values_list("pk", flat=True))


def _abandoned(idle: datetime.datetime) -> QuerySet[Organization]:
    noticed = Submission.objects.filter(
        origin=Origin.TEAM, state=SubmissionState.DRAFT, reminders=len(REMINDERS), reminded_at__lt=idle
    )
    kept = Submission.objects.filter(Q(state__in=OPEN) | Q(state_since__gte=idle))
    discarded = Submission.objects.filter(state=SubmissionState.DISCARDED)
    of = "organization"
    return Organization.objects.filter(
        Q(pk__in=noticed.values(of)) | Q(pk__in=discarded.values(of)) & ~Q(pk__in=kept.values(of)),
        state=OrganizationState.PENDING,
        live_version=0,
    ).order_by("pk")


def _delete(pk: uuid.UUID, idle: datetime.datetime) -> int:
    with transaction.atomic():
        organization = Organization.objects.select_for_update().filter(pk=pk).first()
        if organization is None or not _abandoned(idle).filter(pk=pk).exists():
            return 0
        if organization.submissions.filter(decisions__kind=DecisionKind.DECLINE).exists():
            organization.submissions.exclude(decisions__kind=DecisionKind.DECLINE).delete()
            move_organization(organization, OrganizationState.REFUSED)
            return 1
        attachments.delete_all(organization)
        organization.delete()
        return 1
