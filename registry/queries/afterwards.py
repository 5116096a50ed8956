"""What a rule listed at once and nobody has looked at yet."""

import datetime
import uuid
from dataclasses import dataclass

from django.db.models import Exists, JSONField, OuterRef, QuerySet
from django.db.models.fields.json import KeyTransform

from registry.entry.at_once import RULE
from registry.entry.document import official_name
from registry.models import Decision, Submission
from registry.states import Origin, SubmissionState


def to_look_at() -> QuerySet[Submission]:
    """The oldest first."""
    by_rule = Decision.objects.filter(submission=OuterRef("pk"), rule=RULE)
    found = Submission.objects.filter(
        Exists(by_rule), state=SubmissionState.APPROVED, origin=Origin.TEAM, looked_at__isnull=True
    )
    return found.order_by("state_since", "id")


def waits_for_a_look(submission: Submission, decision: Decision | None) -> bool:
    """Whether a submission with this last decision stands in the list. No query."""
    return decision is not None and decision.rule == RULE and submission.looked_at is None


@dataclass(frozen=True)
class Listed:
    """A row of the list."""

    id: uuid.UUID
    name: str
    language: str
    since: datetime.datetime


def rows(found: QuerySet[Submission], language: str) -> list[Listed]:
    """One query, which leaves the documents where they are."""
    small = found.only("id", "state_since").annotate(names=KeyTransform("names", "document", output_field=JSONField()))
    made = []
    for row in small:
        name, tag = official_name({"names": row.names}, language)
        made.append(Listed(row.pk, name, tag, row.state_since))
    return made
