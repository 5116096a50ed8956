"""Open cases, as the desk settles them: what is to be done outside a submission, about whom, and who has it."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.fields.json import KeyTransform

from registry.entry.document import official_name
from registry.models import Case, Claim, Person, Report, Submission
from registry.queries.queue import with_holder
from registry.states import OPEN_CLAIMS, CaseKind, CaseState, OrganizationState

Cases = QuerySet[Case]


@dataclass(frozen=True)
class OpenCase:
    """A case, with the organization that it is about as it is called, and the person.

    `claim_id` is of the open claim that the case is settled with.
    """

    case: Case
    name: str
    language: str
    is_listed: bool
    claim_id: uuid.UUID | None = None

    def days(self, now: datetime.datetime) -> int:
        return (now - self.case.opened_at).days


def open_cases() -> Cases:
    """What is to be settled, the oldest first."""
    return Case.objects.filter(state=CaseState.OPEN).order_by("opened_at", "id")


def of_kind(cases: Cases, kind: str) -> Cases:
    return cases.filter(kind=kind)


def held_by(cases: Cases, holder: str, reader: Person) -> Cases:
    """As of the queue: to somebody belong those of colleagues whom they cover today, too."""
    return cases.filter(with_holder(holder, reader))


def count_open() -> int:
    return Case.objects.filter(state=CaseState.OPEN).count()


def shown(cases: Cases, language: str) -> Sequence[OpenCase]:
    """These cases with what was reported in them, names in `language` where there are any. Two queries."""
    names = Submission.objects.filter(organization=OuterRef("organization")).order_by("-opened_at", "-id")
    claims = Claim.objects.filter(
        organization=OuterRef("organization"), person=OuterRef("person"), state__in=OPEN_CLAIMS
    ).order_by("pk")
    found = (
        cases.select_related("organization", "person", "assigned_to")
        .prefetch_related(Prefetch("reports", Report.objects.select_related("enquiry").order_by("sent_at", "id")))
        .annotate(
            names=Subquery(names.values(found=KeyTransform("names", "document"))[:1], output_field=JSONField()),
            claim_id=Subquery(claims.values("pk")[:1]),
        )
    )
    return [_open_case(case, language) for case in found]


def _open_case(case: Any, language: str) -> OpenCase:
    name, tag = official_name({"names": case.names or {}}, language)
    listed = case.organization is not None and case.organization.state == OrganizationState.LISTED
    return OpenCase(case, name, tag, listed, case.claim_id if case.kind == CaseKind.CLAIM else None)
