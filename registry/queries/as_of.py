"""The registry as it was: what was listed at a moment, and what each entry said then. What was erased is erased here.

Which state an organization had then is read from its audit, what its entry said from its last approval before that
moment; neither is ever changed. What the audit holds is in the order in which it happened by its own numbers alone: the
moments come from the clocks of several machines, and one that is ahead would stay right for ever.
"""

import datetime
from collections.abc import Iterator

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from registry.entry.document import Document, empty
from registry.entry.upgrade import upgrade
from registry.models import Decision, Organization
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
    events = apps.get_model("registry", "OrganizationEvent")._default_manager
    states = events.filter(pgh_obj_id=OuterRef("pk"), state_since__lt=before).order_by("-pgh_id")
    found = Organization.objects.annotate(state_then=Subquery(states.values("state")[:1]))
    return found.filter(Exists(approved), state_then=OrganizationState.LISTED)


def entries(before: datetime.datetime) -> Iterator[tuple[str, Document]]:
    """The public id and the document of each, in the order of public ids; some hundred at a time."""
    last = ""
    while found := list(listed(before).filter(public_id__gt=last).order_by("public_id")[:AT_ONCE]):
        latest = (
            Decision.objects.filter(
                submission__organization__in=found, kind=DecisionKind.APPROVE, decided_at__lt=before
            )
            .order_by("submission__organization_id", "-live_version", "-pk")
            .distinct("submission__organization_id")
        )
        snapshots = dict(latest.values_list("submission__organization_id", "snapshot"))
        for organization in found:
            yield organization.public_id_id, upgrade(snapshots[organization.pk] or empty())
        last = found[-1].public_id_id
