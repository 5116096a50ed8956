"""What the secretariat reads: the queue, open cases, and one submission as its differences to what is listed."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case as Choices
from django.db.models import (
    Count,
    Exists,
    F,
    JSONField,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    When,
)
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from registry import places
from registry.entry.corrections import corrected, standing
from registry.entry.difference import Change, difference
from registry.entry.document import Document, Item, empty, official_name, present
from registry.entry.merge import Choice, Conflict, merge
from registry.entry.needs import fitting
from registry.entry.upgrade import upgrade
from registry.entry.validate import Problem, problems
from registry.models import Attachment, Case, Claim, Contact, Decision, Name, Organization, Person, Report, Submission
from registry.states import (
    OF_STAFF,
    OPEN_CLAIMS,
    CaseKind,
    CaseState,
    DecisionKind,
    OrganizationState,
    Origin,
    SubmissionState,
)

LATE_AFTER_DAYS = 7


class QueueKind(TextChoices):
    REGISTRATION = "registration", _("New registration")
    CHANGE = "change", _("Change to a listed entry")
    IMPORT = "import", _("Import")


class Holder(TextChoices):
    ME = "me", _("Me")
    NOBODY = "nobody", _("Nobody")
    SOMEONE = "someone", _("Someone")


def kind_of(submission: Submission) -> QueueKind:
    if submission.origin == Origin.IMPORT:
        return QueueKind.IMPORT
    return QueueKind.REGISTRATION if submission.is_registration else QueueKind.CHANGE


# -- The queue --------------------------------------------------------------------------------------------------------

Queue = QuerySet[Submission]


def queue() -> Queue:
    """What waits for a decision, the oldest first."""
    return Submission.objects.waiting().order_by("submitted_at", "id")


def of_kind(queue: Queue, kind: str) -> Queue:
    if kind == QueueKind.IMPORT:
        return queue.filter(origin=Origin.IMPORT)
    registrations = Q(base_version=0)
    return queue.exclude(origin=Origin.IMPORT).filter(
        registrations if kind == QueueKind.REGISTRATION else ~registrations
    )


def of_type(queue: Queue, type: str) -> Queue:
    return queue.filter(document__organization__type=type)


def in_region(queue: Queue, region: str) -> Queue:
    """Those who propose a seat in a region of M49."""
    return queue.filter(document__where__base_country__in=sorted(places.places_in(region)))


def held_by(queue: Queue, holder: str, reader: Person) -> Queue:
    if holder == Holder.ME:
        return queue.filter(assigned_to=reader)
    return queue.filter(assigned_to__isnull=holder == Holder.NOBODY)


def waiting_longer_than(queue: Queue, days: int) -> Queue:
    return queue.filter(submitted_at__lt=Now() - datetime.timedelta(days=days))


@dataclass(frozen=True)
class Waiting:
    """A row of the queue, or of somebody's drafts. `name` is empty as long as none was typed."""

    id: uuid.UUID
    name: str
    language: str
    kind: QueueKind
    type: str
    base_country: str
    since: datetime.datetime
    holder: Person | None
    has_similar: bool

    def days(self, now: datetime.datetime) -> int:
        return (now - self.since).days

    def is_late(self, now: datetime.datetime) -> bool:
        return self.days(now) > LATE_AFTER_DAYS


def rows(found: Queue, language: str) -> list[Waiting]:
    """One query, which leaves the documents where they are and reads of each only what a row shows."""
    # Names are shown in `language` where there is one.
    small = (
        found.select_related("assigned_to")
        .only("id", "origin", "base_version", "submitted_at", "saved_at", "assigned_to__name", "assigned_to__email")
        .annotate(
            names=KeyTransform("names", "document", output_field=JSONField()),
            type=KeyTransform("type", KeyTransform("organization", "document")),
            base_country=KeyTransform("base_country", KeyTransform("where", "document")),
            has_similar=_has_similar(),
        )
    )
    return [_waiting(submission, language) for submission in small]


def _waiting(submission: Any, language: str) -> Waiting:
    name, tag = official_name({"names": submission.names}, language)
    return Waiting(
        id=submission.pk,
        name=name,
        language=tag,
        kind=kind_of(submission),
        type=submission.type,
        base_country=submission.base_country,
        since=submission.submitted_at or submission.saved_at,
        holder=submission.assigned_to,
        has_similar=submission.has_similar,
    )


def _has_similar() -> Any:
    """Whether another listed entry, or another submission that was sent, has the same folded name or web domain."""
    others = ~Q(organization=OuterRef("organization"))
    name = {"folded": OuterRef("folded_name")}
    domain = {"web_domain": OuterRef("web_domain")}
    sent = Submission.objects.filter(others, state__in=(SubmissionState.SUBMITTED, SubmissionState.CHANGES_REQUESTED))
    return (
        ~Q(folded_name="")
        & (
            Exists(Name.objects.present().filter(others, organization__state=OrganizationState.LISTED, **name))
            | Exists(sent.filter(folded_name=OuterRef("folded_name")))
        )
    ) | (
        ~Q(web_domain="")
        & (
            Exists(Organization.objects.listed().filter(**domain).exclude(pk=OuterRef("organization")))
            | Exists(sent.filter(**domain))
        )
    )


@dataclass(frozen=True)
class Counts:
    waiting: int
    nobodys: int
    yours: int
    oldest: datetime.datetime | None


def counts(reader: Person) -> Counts:
    """How much waits in all, whatever a filter shows."""
    found = Submission.objects.waiting().aggregate(
        waiting=Count("pk"),
        nobodys=Count("pk", filter=Q(assigned_to=None)),
        yours=Count("pk", filter=Q(assigned_to=reader)),
        oldest=Min("submitted_at"),
    )
    return Counts(**found)


def drafts_of(reader: Person) -> Queue:
    """The edits of entries that a member of the secretariat has begun, last touched first."""
    return Submission.objects.filter(origin__in=OF_STAFF, state=SubmissionState.DRAFT, opened_by=reader).order_by(
        "-saved_at", "id"
    )


# -- Cases ------------------------------------------------------------------------------------------------------------


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


def open_cases(language: str, most: int) -> list[OpenCase]:
    """The oldest open cases, with what was reported in them, in two queries."""
    names = Submission.objects.filter(organization=OuterRef("organization")).order_by("-opened_at", "-id")
    claims = Claim.objects.filter(
        organization=OuterRef("organization"), person=OuterRef("person"), state__in=OPEN_CLAIMS
    ).order_by("pk")
    cases = (
        Case.objects.filter(state=CaseState.OPEN)
        .select_related("organization", "person")
        .prefetch_related(Prefetch("reports", Report.objects.select_related("enquiry").order_by("sent_at", "id")))
        .annotate(
            names=Subquery(names.values(found=KeyTransform("names", "document"))[:1], output_field=JSONField()),
            claim_id=Subquery(claims.values("pk")[:1]),
        )
        .order_by("opened_at", "id")
    )
    return [_open_case(case, language) for case in cases[:most]]


def _open_case(case: Any, language: str) -> OpenCase:
    name, tag = official_name({"names": case.names or {}}, language)
    listed = case.organization is not None and case.organization.state == OrganizationState.LISTED
    return OpenCase(case, name, tag, listed, case.claim_id if case.kind == CaseKind.CLAIM else None)


# -- One submission ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Review:
    """A submission as a reviewer reads it.

    `changes` lead from `before` to `after`: what approving would do, or what it did. `conflicts` are all places that
    both sides changed, settled or not; in those that are not, `after` has what is listed. `contacts` and
    `attachments` are the rows that any of the documents point at, by their UUID as text. `corrections` are those of the
    secretariat that are in `after`, `correctors` who made them, by their UUID as text.
    """

    submission: Submission
    before: Document
    after: Document
    changes: Sequence[Change] = ()
    conflicts: Sequence[Conflict] = ()
    settlements: Mapping[str, Choice] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    attachments: Mapping[str, Attachment] = field(default_factory=dict)
    decisions: Sequence[Decision] = ()
    team: Sequence[Person] = ()
    corrections: Mapping[str, Any] = field(default_factory=dict)
    correctors: Mapping[str, Person] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether it can be decided, by somebody."""
        return is_open(self.submission)

    @property
    def shows_document(self) -> bool:
        return shows_document(self.submission)

    @property
    def unsettled(self) -> list[Conflict]:
        return [conflict for conflict in self.conflicts if conflict.path not in self.settlements]

    @property
    def decision(self) -> Decision | None:
        """The last decision on this submission."""
        own = [decision for decision in self.decisions if decision.submission_id == self.submission.pk]
        return own[-1] if own else None

    @property
    def earlier(self) -> list[Decision]:
        """The decisions on other submissions of the organization, the newest first."""
        return [decision for decision in reversed(self.decisions) if decision.submission_id != self.submission.pk]


def find(submission_id: uuid.UUID) -> Submission:
    """A submission that the secretariat may know of, with its people.

    A draft of a team that was never sent is nobody's but the team's. Raises `Submission.DoesNotExist`.
    """
    found = (
        Submission.objects.select_related("organization", "opened_by", "submitted_by", "assigned_to")
        .defer("unaccepted", "seen")
        .exclude(origin=Origin.TEAM, submitted_at=None)
        .get(pk=submission_id)
    )
    found.base, found.document = upgrade(found.base), upgrade(found.document)
    return found


def is_open(submission: Submission) -> bool:
    waiting = submission.state == SubmissionState.SUBMITTED
    return waiting or (submission.origin in OF_STAFF and submission.state == SubmissionState.DRAFT)


def shows_document(submission: Submission) -> bool:
    """Whether the secretariat sees what is in it: not while its team may change it, nor once that was given up."""
    decided = (SubmissionState.APPROVED, SubmissionState.DECLINED)
    return is_open(submission) or submission.state in decided


def read(submission: Submission, settlements: Mapping[str, Choice]) -> Review:
    """Everything that the page of a submission says of it, in at most five queries, whatever its size.

    `settlements` are the reviewer's choices that still hold.
    """
    decisions = list(
        Decision.objects.filter(submission__organization=submission.organization_id)
        .select_related("by")
        .defer("snapshot")
        .annotate(live=_live_snapshot(submission))
        .order_by("decided_at", "id")
    )
    team = list(Person.objects.filter(memberships__organization=submission.organization_id).order_by("pk"))
    if not shows_document(submission):
        return Review(submission, empty(), empty(), decisions=decisions, team=team)
    held = standing(submission.document, _corrections(submission, decisions))
    if is_open(submission):
        live = next((one.live for one in decisions if one.live), None)
        parts = _of_open(submission, settlements, held, upgrade(live or empty()))
    else:
        parts = _of_decided(submission)
    documents = [parts["before"], parts["after"], submission.base, submission.document]
    names = {one["by"] for one in held.values()}
    correctors = {str(row.pk): row for row in Person.objects.filter(pk__in=names)} if names else {}
    return Review(
        submission,
        **parts,
        contacts=_contacts(submission, documents),
        attachments=_attachments(submission, documents),
        decisions=decisions,
        team=team,
        corrections=held,
        correctors=correctors,
    )


def _corrections(submission: Submission, decisions: Sequence[Decision]) -> Mapping[str, Any]:
    """Those that an approval would apply, or those that it applied."""
    if is_open(submission):
        return dict(submission.corrections)
    approvals = [one for one in decisions if one.submission_id == submission.pk and one.kind == DecisionKind.APPROVE]
    return dict(approvals[0].corrections) if approvals else {}


def _live_snapshot(submission: Submission) -> Choices:
    """Of the decision that made what is listed, the entry as it stands; nothing of all others."""
    made_it = When(kind=DecisionKind.APPROVE, live_version=submission.organization.live_version, then=F("snapshot"))
    return Choices(made_it, default=None, output_field=JSONField())


def _of_open(
    submission: Submission, settlements: Mapping[str, Choice], corrections: Mapping[str, Any], live: Document
) -> dict[str, Any]:
    sides = {"base": submission.base, "live": live, "proposal": corrected(submission.document, corrections)}
    after = merge(**sides, settlements=settlements).document
    after["organization"] = fitting(after["organization"])
    return {
        "before": live,
        "after": after,
        "changes": difference(live, after),
        "conflicts": merge(**sides).conflicts,
        "settlements": settlements,
        "problems": problems(after, need="list"),
    }


def _of_decided(submission: Submission) -> dict[str, Any]:
    """What an approval changed; what a declined submission proposed."""
    if submission.state == SubmissionState.APPROVED:
        decision = submission.decisions.get(kind=DecisionKind.APPROVE)
        before, after = _snapshot(submission, decision.live_version - 1), upgrade(decision.snapshot or empty())
    else:
        before, after = submission.base, submission.document
    return {"before": before, "after": after, "changes": difference(before, after)}


def _snapshot(submission: Submission, version: int) -> Document:
    """The entry as a version of it stood; that of version 0 is empty."""
    if version == 0:
        return empty()
    approved = Decision.objects.filter(submission__organization=submission.organization_id, kind=DecisionKind.APPROVE)
    return upgrade(approved.values_list("snapshot", flat=True).get(live_version=version) or empty())


def _contacts(submission: Submission, documents: Sequence[Document]) -> dict[str, Contact]:
    named = {item["contact"] for document in documents for item in _items(document, "contacts")} - {None}
    if not named:
        return {}
    return {str(row.pk): row for row in Contact.objects.filter(pk__in=named, organization=submission.organization_id)}


def _attachments(submission: Submission, documents: Sequence[Document]) -> dict[str, Attachment]:
    named = {document["organization"][name] for document in documents for name in ("logo", "mandate")} - {None}
    if not named:
        return {}
    rows = Attachment.objects.filter(pk__in=named, organization=submission.organization_id)
    return {str(row.pk): row for row in rows}


def _items(document: Document, part: str) -> list[Item]:
    return list(present(document, part).values())


# -- The same for its team --------------------------------------------------------------------------------------------


def proposed(submission: Submission) -> Review:
    """What an open submission changes against what is listed, as its own team reads it. At most three queries."""
    submission.base, submission.document = upgrade(submission.base), upgrade(submission.document)
    parts = _of_open(submission, {}, {}, _snapshot(submission, submission.organization.live_version))
    return _read(submission, parts, [parts["before"], parts["after"], submission.base, submission.document])


def between(organization: Organization, before: Document, after: Document) -> Review:
    """What lies between two states of an entry. At most two queries."""
    parts = {"before": before, "after": after, "changes": difference(before, after)}
    return _read(Submission(organization=organization, base=before, document=after), parts, [before, after])


def _read(submission: Submission, parts: dict[str, Any], documents: Sequence[Document]) -> Review:
    contacts, attachments = _contacts(submission, documents), _attachments(submission, documents)
    return Review(submission, **parts, contacts=contacts, attachments=attachments)
