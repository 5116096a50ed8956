"""The registry as it was: what was listed at a moment, and what each entry said then. What was erased is erased here.

Read from decisions and withdrawals, which are never changed: each entry says what its last approval before that
moment wrote down.
"""

import datetime
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from registry.entry.document import Document
from registry.entry.upgrade import upgrade
from registry.models import Decision, Organization, Withdrawal
from registry.states import DecisionKind, OrganizationState

AT_ONCE = 200  # entries


def end_of(day: datetime.date) -> datetime.datetime:
    """The first moment after a day, in UTC."""
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC) + datetime.timedelta(days=1)


def listed(before: datetime.datetime) -> QuerySet[Organization]:
    """The organizations that were listed right before a moment."""
    approved = Decision.objects.filter(
        submission__organization=OuterRef("pk"), kind=DecisionKind.APPROVE, decided_at__lt=before
    )
    away = Withdrawal.objects.filter(
        Q(returned_at__isnull=True) | Q(returned_at__gte=before), organization=OuterRef("pk"), at__lt=before
    )
    merged = Q(state=OrganizationState.MERGED, state_since__lt=before)
    return Organization.objects.filter(Exists(approved), ~Exists(away)).exclude(merged)


def entries(before: datetime.datetime) -> Iterator[tuple[str, Document]]:
    """The public id and the document of each, in the order of public ids; some hundred at a time."""
    last = ""
    while found := list(listed(before).filter(public_id__gt=last).order_by("public_id")[:AT_ONCE]):
        latest = (
            Decision.objects.filter(
                submission__organization__in=found, kind=DecisionKind.APPROVE, decided_at__lt=before
            )
            .order_by("submission__organization", "-live_version", "-pk")
            .distinct("submission__organization")
        )
        snapshots = dict(latest.values_list("submission__organization", "snapshot"))
        for organization in found:
            yield organization.public_id_id, upgrade(snapshots[organization.pk])
        last = found[-1].public_id_id
