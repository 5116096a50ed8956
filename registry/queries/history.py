"""The history of an entry as its own team reads it: what was decided, and the states that were approved."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import QuerySet

from registry.entry.document import Document, empty
from registry.entry.upgrade import upgrade
from registry.models import Decision, Membership, Organization, Person, Submission
from registry.states import DecisionKind


@dataclass(frozen=True)
class State:
    """A state of the entry that was approved."""

    decision_id: uuid.UUID
    version: int
    at: datetime.datetime


def decisions(organization: Organization) -> QuerySet[Decision]:
    """All that was decided, the newest first, with who had sent it; without the documents, and without what was taken
    back before the team was told.
    """
    documents = ("base", "document", "unaccepted", "seen", "settlements")
    return (
        Decision.objects.filter(submission__organization=organization, taken_back_at=None)
        .select_related("submission__opened_by", "submission__submitted_by")
        .defer("snapshot", *(f"submission__{column}" for column in documents))
        .order_by("-decided_at", "-id")
    )


def states(organization: Organization) -> list[State]:
    """The approved states, the newest first. One query."""
    approved = Decision.objects.filter(submission__organization=organization, kind=DecisionKind.APPROVE)
    rows = approved.order_by("-live_version", "-id").values_list("pk", "live_version", "decided_at")
    return [State(*row) for row in rows]


def approved(organization: Organization, decision_id: uuid.UUID) -> Decision:
    """A decision with the state that it approved. Raises `Decision.DoesNotExist`."""
    found = Decision.objects.select_related("submission").defer("submission__base", "submission__document")
    return found.get(pk=decision_id, kind=DecisionKind.APPROVE, submission__organization=organization)


def documents_of(decisions: Sequence[Decision]) -> dict[uuid.UUID, Document]:
    """What was sent, by submission, for these decisions. One query; none without decisions."""
    if not decisions:
        return {}
    rows = Submission.objects.filter(pk__in={decision.submission_id for decision in decisions})
    return {pk: upgrade(document) for pk, document in rows.values_list("pk", "document")}


def document_of(decision: Decision) -> Document:
    """The entry as it stood after an approval."""
    return upgrade(decision.snapshot or empty())


def live(organization: Organization) -> Document:
    """The entry as it is listed; the empty one while nothing was. One query."""
    found = Decision.objects.filter(submission__organization=organization, kind=DecisionKind.APPROVE)
    snapshot = found.order_by("-live_version", "-id").values_list("snapshot", flat=True).first()
    return upgrade(snapshot) if snapshot else empty()


def team(organization: Organization) -> dict[uuid.UUID, Membership]:
    """Who is in the team now, with their person, by the id of that; those first who joined first. One query."""
    rows = Membership.objects.filter(organization=organization).select_related("person").order_by("since", "pk")
    return {row.person_id: row for row in rows}


@dataclass(frozen=True)
class Editing:
    """Somebody who works on a draft, and when they last saved it."""

    person: Person
    at: datetime.datetime


def editors(submission: Submission) -> list[Editing]:
    """Who of the team saved a draft, the last one first. Two queries.

    Read from the audit: of each save the first event is that of the person who saved.
    """
    events = apps.get_model("registry", "SubmissionEvent")._default_manager
    saves = (
        events.filter(pgh_obj_id=submission.pk, pgh_context__isnull=False)
        .order_by("saved_at", "pgh_id")
        .distinct("saved_at")
        .values_list("pgh_context__metadata__user", "saved_at")
    )
    last = {user: at for user, at in saves if user}
    people = {str(row.pk): row for row in Person.objects.filter(memberships__organization=submission.organization_id)}
    found = [Editing(people[user], at) for user, at in last.items() if user in people]
    return sorted(found, key=lambda one: one.at, reverse=True)
