"""What the secretariat reads of one submission: its differences to what is listed, and what was said of it."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case as Choices
from django.db.models import Exists, F, JSONField, OuterRef, Q, Subquery, When

from registry.entry.corrections import corrected, standing
from registry.entry.difference import Change, difference
from registry.entry.document import Document, Item, empty, present
from registry.entry.merge import Choice, Conflict, merge
from registry.entry.needs import fitting
from registry.entry.upgrade import upgrade
from registry.entry.validate import Problem, problems
from registry.models import Attachment, Contact, Decision, Membership, Opinion, Organization, Person, Submission
from registry.queries.queue import Queue, next_in, previous_in
from registry.states import OF_STAFF, REFUSED, DecisionKind, Origin, SubmissionState


@dataclass(frozen=True)
class Review:
    """A submission as a reviewer reads it.

    `changes` lead from `before` to `after`: what approving would do, or what it did. `conflicts` are all places that
    both sides changed, settled or not; in those that are not, `after` has what is listed. `contacts` and
    `attachments` are the rows that any of the documents point at, by their UUID as text. `colleagues` are the members
    of the secretariat, `opinions` what some of them were asked about it. `corrections` are those of the secretariat
    that are in `after`, `correctors` who made them, by their UUID as text.
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
    colleagues: Sequence[Person] = ()
    opinions: Sequence[Opinion] = ()
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
        """The last decision on this submission that was not taken back."""
        own = [one for one in self.decisions if one.submission_id == self.submission.pk and not one.taken_back_at]
        return own[-1] if own else None

    @property
    def earlier(self) -> list[Decision]:
        """The decisions on other submissions of the organization, the newest first; and those that were taken back."""
        own = self.submission.pk
        return [one for one in reversed(self.decisions) if one.submission_id != own or one.taken_back_at]


def find(submission_id: uuid.UUID, within: Queue | None = None) -> Submission:
    """A submission that the secretariat may know of, with its people and the row of a table that it was; and with the
    ids of its neighbours `within` a queue, as `next_id` and `previous_id`. One query.

    A draft of a team that was never sent is nobody's but the team's. Raises `Submission.DoesNotExist`.
    """
    queries = Submission.objects.annotate(has_opinions=Exists(Opinion.objects.filter(submission=OuterRef("pk"))))
    if within is not None:
        queries = queries.annotate(
            next_id=Subquery(next_in(within)),
            previous_id=Subquery(previous_in(within)),
        )
    found = (
        queries.select_related("organization", "opened_by", "submitted_by", "assigned_to", "import_row")
        .defer("unaccepted", "seen", "import_row__cells", "import_row__keys")
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
    """Everything that the page of a submission says of it, in at most seven queries, whatever its size.

    `submission` is as `find` gives it; `settlements` are the reviewer's choices that still hold.
    """
    decisions = list(
        Decision.objects.filter(submission__organization=submission.organization_id)
        .select_related("by")
        .defer("snapshot")
        .annotate(live=_live_snapshot(submission))
        .order_by("decided_at", "id")
    )
    held = standing(submission.document, _corrections(submission, decisions)) if shows_document(submission) else {}
    team, colleagues, correctors = _people(submission, {one["by"] for one in held.values()})
    beside: dict[str, Any] = {
        "decisions": decisions,
        "team": team,
        "colleagues": colleagues,
        "opinions": opinions_on(submission) if submission.has_opinions else (),  # type: ignore[attr-defined]
        "corrections": held,
        "correctors": correctors,
    }
    if not shows_document(submission):
        return Review(submission, empty(), empty(), **beside)
    if is_open(submission):
        live = next((one.live for one in decisions if one.live), None)
        parts = _of_open(submission, settlements, held, upgrade(live or empty()))
    else:
        parts = _of_decided(submission)
    documents = [parts["before"], parts["after"], submission.base, submission.document]
    return Review(
        submission,
        **parts,
        contacts=_contacts(submission, documents),
        attachments=_attachments(submission, documents),
        **beside,
    )


def _people(submission: Submission, named: Collection[str]) -> tuple[list[Person], list[Person], dict[str, Person]]:
    """The team of its organization, the secretariat with who is away, and those who are `named` by their UUID as text,
    by it; in one query.
    """
    of_team = Membership.objects.filter(person=OuterRef("pk"), organization=submission.organization_id)
    people = Person.objects.annotate(in_team=Exists(of_team)).select_related("absence__cover")
    wanted = Q(in_team=True) | Q(is_active=True) & ~Q(staff_role="") | Q(pk__in=named)
    found = list(people.filter(wanted).order_by("name", "email", "pk"))
    return (
        [one for one in found if one.in_team],
        [one for one in found if one.is_active and one.is_staff_member],
        {str(one.pk): one for one in found if str(one.pk) in named},
    )


def unanswered(ids: Collection[str]) -> set[str]:
    """Of these refusals those to which nobody has answered: the team has written and sent nothing since. One query."""
    found = Decision.objects.filter(
        pk__in=ids, submission__state__in=REFUSED, submission__saved_at__lte=F("decided_at"), taken_back_at=None
    )
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def opinions_on(submission: Submission) -> list[Opinion]:
    """What was asked about it and what was said, in the order of the questions. One query."""
    found = Opinion.objects.filter(submission=submission).select_related("asked_by", "of")
    return list(found.order_by("asked_at", "id"))


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
    merged = merge(**sides)
    after = (merge(**sides, settlements=settlements) if settlements else merged).document
    after["organization"] = fitting(after["organization"])
    return {
        "before": live,
        "after": after,
        "changes": difference(live, after),
        "conflicts": merged.conflicts,
        "settlements": settlements,
        "problems": problems(after, need="list"),
    }


def _of_decided(submission: Submission) -> dict[str, Any]:
    """What an approval changed; what a declined submission proposed."""
    if submission.state == SubmissionState.APPROVED:
        before, after = around(submission.decisions.get(kind=DecisionKind.APPROVE))
    else:
        before, after = submission.base, submission.document
    return {"before": before, "after": after, "changes": difference(before, after)}


def around(approval: Decision) -> tuple[Document, Document]:
    """The entry as it stood before an approval, and as it stood after it. One query."""
    return _snapshot(approval.submission, approval.live_version - 1), upgrade(approval.snapshot or empty())


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
