"""Open cases, as the desk settles them: what is to be done outside a submission, about whom, and who has it."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import JSONField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.fields.json import KeyTransform

from registry.entry.document import official_name
from registry.models import Case, Claim, Membership, Person, Report, Submission
from registry.queries.queue import with_holder
from registry.states import OPEN_CLAIMS, CaseKind, CaseState, OrganizationState

Cases = QuerySet[Case]


@dataclass(frozen=True)
class OpenCase:
    """A case, with the organization that it is about as it is called, and the person.

    `claim_id` is of the open claim that the case is settled with. `teams` are of the person, where the case is about no
    organization: the public id of each entry, what it is called, and in which language.
    """

    case: Case
    name: str
    language: str
    is_listed: bool
    claim_id: uuid.UUID | None = None
    teams: Sequence[tuple[str, str, str]] = ()

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
    """These cases with what was reported in them, names in `language` where there are any. Three queries at most."""
    claims = Claim.objects.filter(
        organization=OuterRef("organization"), person=OuterRef("person"), state__in=OPEN_CLAIMS
    ).order_by("pk")
    found = list(
        cases.select_related("organization", "person", "assigned_to")
        .prefetch_related(Prefetch("reports", Report.objects.select_related("enquiry").order_by("sent_at", "id")))
        .annotate(
            names=_latest_names(),
            claim_id=Subquery(claims.values("pk")[:1]),
        )
    )
    teams = _teams([case.person_id for case in found if case.person_id and not case.organization_id], language)
    return [_open_case(case, language, teams) for case in found]


def _latest_names() -> Subquery:
    latest = Submission.objects.filter(organization=OuterRef("organization")).order_by("-opened_at", "-id")
    return Subquery(latest.values(found=KeyTransform("names", "document"))[:1], output_field=JSONField())


def _teams(people: Collection[Any], language: str) -> dict[Any, list[tuple[str, str, str]]]:
    teams: dict[Any, list[tuple[str, str, str]]] = defaultdict(list)
    theirs = Membership.objects.filter(person__in=people).select_related("organization").order_by("pk")
    for one in theirs.annotate(names=_latest_names()) if people else ():
        called = official_name({"names": one.names or {}}, language)
        teams[one.person_id].append((one.organization.public_id_id, *called))
    return teams


def _open_case(case: Any, language: str, teams: Mapping[Any, list[tuple[str, str, str]]]) -> OpenCase:
    name, tag = official_name({"names": case.names or {}}, language)
    listed = case.organization is not None and case.organization.state == OrganizationState.LISTED
    claim = case.claim_id if case.kind == CaseKind.CLAIM else None
    return OpenCase(case, name, tag, listed, claim, () if case.organization_id else teams.get(case.person_id, ()))
