"""Bringing in organizations from a register, many at once: each is a submission of the member of staff who imports.

What holds for one submission holds here (submissions.approve): the whole entry is validated, the decision keeps its
snapshot, the listing follows in the same transaction. There is no base to merge with, and no team to tell.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import Enum

import pghistory
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry import rules
from registry.actions import duplicates, listing
from registry.actions.named import note_names
from registry.entry.document import Document, empty, present, without_tombstones
from registry.entry.needs import fitting
from registry.entry.validate import Problem, problems
from registry.entry.write import write_new
from registry.errors import NotAllowed, OwnImport
from registry.models import Decision, Identifier, Organization, Person, PublicId, Submission
from registry.models.organizations import EXCLUSIVE_SCHEMES
from registry.states import OPEN, DecisionKind, OrganizationState, Origin, SubmissionState

Claim = tuple[str, str]  # scheme and value of an identifier that only one organization can have


@dataclass(frozen=True)
class Entry:
    """What a register says of one organization. `source` names both, as in "ror:03wcpny22"."""

    source: str
    document: Document

    @property
    def register(self) -> str:
        return self.source.partition(":")[0]

    def claims(self) -> dict[Claim, str]:
        """The identifiers that only one organization can have, and the items that hold them."""
        items = present(self.document, "identifiers").items()
        return {(i["scheme"], i["value"]): id_ for id_, i in items if i["scheme"] in EXCLUSIVE_SCHEMES}

    def fitting_without(self, item_ids: Container[str]) -> "Entry":
        """The entry without some of its identifiers, and without answers that belong to another type."""
        kept = {id_: item for id_, item in self.document["identifiers"].items() if id_ not in item_ids}
        organization = fitting(self.document["organization"])
        return Entry(self.source, {**self.document, "organization": organization, "identifiers": kept})


class Outcome(Enum):
    LISTED = "listed"
    WAITING = "waiting for review"
    ALREADY_HERE = "already here"
    NOT_FIT = "not fit to be listed"


@dataclass(frozen=True)
class Result:
    """What became of one entry.

    `public_id` is that of the new organization, or of the one that is already here. `left_out` are identifiers that
    belong to another organization.
    """

    outcome: Outcome
    public_id: str = ""
    problems: Sequence[Problem] = ()
    left_out: Sequence[Claim] = ()


def bring_in(*, entries: Sequence[Entry], by: Person, approve: bool = False) -> list[Result]:
    """Import entries in one transaction and say what became of each; with `approve`, list them at once.

    An organization is already here when its source was imported and not declined, or when an entry has one of its
    identifiers. Where that entry has another number in the same register, they are two, and the identifier that both
    name stays with the first. Raises `NotAllowed`, and `OwnImport` where a setting wants somebody else to approve.
    """
    if not rules.may_import(by):
        raise NotAllowed
    if approve and settings.IMPORTS_NEED_ANOTHER:
        raise OwnImport
    try:
        return _bring_in(entries, by, approve)
    except IntegrityError:
        # Somebody took one of the identifiers after we had asked for it. One by one, only that one is already here.
        return [result for entry in entries for result in _bring_in([entry], by, approve)]


def _bring_in(entries: Sequence[Entry], by: Person, approve: bool) -> list[Result]:
    with transaction.atomic(), pghistory.context(user=str(by.pk)):
        sieve = _Sieve(entries)
        results = [sieve.judge(entry, Outcome.LISTED if approve else Outcome.WAITING) for entry in entries]
        if sieve.new:
            submissions = _open(sieve.new, by)
            if approve:
                _approve(submissions, by)
        return results


class _Sieve:
    """Parts entries that are new from those that are already here, named twice, or not fit to be listed."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        imported = Submission.objects.filter(
            origin=Origin.IMPORT,
            source__in=[entry.source for entry in entries],
            state__in=[*OPEN, SubmissionState.APPROVED],
        )
        self.imported: dict[str, str] = dict(imported.values_list("source", "organization__public_id"))
        values = {value for entry in entries for _scheme, value in entry.claims()}
        held = Identifier.objects.present().filter(scheme__in=EXCLUSIVE_SCHEMES, value__in=values)
        self.holders: dict[Claim, str] = {
            (scheme, value): public_id
            for scheme, value, public_id in held.values_list("scheme", "value", "organization__public_id")
        }
        numbers = Identifier.objects.present().filter(organization__public_id__in=set(self.holders.values()))
        self.numbered = set(numbers.values_list("scheme", "organization__public_id"))
        self.new: list[tuple[Entry, PublicId]] = []

    def judge(self, entry: Entry, outcome: Outcome) -> Result:
        """What becomes of an entry: `outcome`, or else why not. What the next ones ask for is noted."""
        if entry.source in self.imported:
            return Result(Outcome.ALREADY_HERE, self.imported[entry.source])
        left_out: list[Claim] = []
        claims = entry.claims()
        for claim in claims:
            holder = self.holders.get(claim)
            if holder and (claim[0] == entry.register or (entry.register, holder) not in self.numbered):
                return Result(Outcome.ALREADY_HERE, holder)
            if holder:
                left_out.append(claim)
        entry = entry.fitting_without({claims[claim] for claim in left_out})
        found = problems(entry.document, need="list")
        if found:
            return Result(Outcome.NOT_FIT, problems=found)
        public_id = PublicId()
        self.new.append((entry, public_id))
        self.imported[entry.source] = public_id.value
        kept = [claim for claim in claims if claim not in left_out]
        self.holders |= dict.fromkeys(kept, public_id.value)
        self.numbered |= {(scheme, public_id.value) for scheme, _value in kept}
        return Result(outcome, public_id.value, left_out=left_out)


def _open(new: Sequence[tuple[Entry, PublicId]], by: Person) -> list[Submission]:
    """The organizations, `pending`, and their submissions, which wait for review."""
    PublicId.objects.bulk_create([public_id for _entry, public_id in new])
    organizations = Organization.objects.bulk_create([Organization(public_id=public_id) for _entry, public_id in new])
    submissions = [
        Submission(
            organization=organization,
            origin=Origin.IMPORT,
            source=entry.source,
            state=SubmissionState.SUBMITTED,
            base=empty(),
            document=entry.document,
            opened_by=by,
            submitted_by=by,
            submitted_at=timezone.now(),
        )
        for organization, (entry, _public_id) in zip(organizations, new, strict=True)
    ]
    for submission in submissions:
        note_names(submission)
    Submission.objects.bulk_create(submissions)
    duplicates.write_registrations(submissions)
    return submissions


def _approve(submissions: Sequence[Submission], by: Person) -> None:
    """Apply, decide and list submissions that this transaction opened, and nobody else can have seen."""
    now = timezone.now()
    write_new([(submission.organization, submission.document) for submission in submissions])
    ids = [submission.organization_id for submission in submissions]
    Organization.objects.filter(pk__in=ids, state=OrganizationState.PENDING).update(
        state=OrganizationState.LISTED, state_since=now, listed_at=now, live_version=1
    )
    Decision.objects.bulk_create(
        [
            Decision(
                submission=submission,
                kind=DecisionKind.APPROVE,
                by=by,
                snapshot=without_tombstones(submission.document),
                live_version=1,
            )
            for submission in submissions
        ]
    )
    Submission.objects.filter(
        pk__in=[submission.pk for submission in submissions], state=SubmissionState.SUBMITTED
    ).update(state=SubmissionState.APPROVED, state_since=now, looked_at=now, looked_by=by)
    listing.refresh(ids)
