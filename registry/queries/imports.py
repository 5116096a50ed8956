"""What the secretariat reads of imports: the list, what became of the rows, and who a row may be."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from registry.entry.document import official_name
from registry.models import Import, ImportRow, Organization, Submission
from registry.states import OPEN, RowOutcome, SubmissionState

# What waits as a new organization although it was found to be like one that is here, or like another row.
FLAGGED = Q(outcome=RowOutcome.LIKELY, submission__state=SubmissionState.SUBMITTED, submission__base_version=0)

# What is brought in, and of which rows that is still to be done.
BROUGHT = (RowOutcome.NEW, RowOutcome.UPDATE, RowOutcome.LIKELY)
TO_BRING_IN = Q(outcome__in=BROUGHT, kept=True, handled_at=None)

# What was made of it waits or is listed; of what was declined or discarded there is nothing to take back.
TO_UNDO = Q(undone_at=None, submission__state__in=(*OPEN, SubmissionState.APPROVED))


def imports() -> QuerySet[Import]:
    """All, the newest first, each with who uploaded it."""
    return Import.objects.select_related("by").order_by("-created_at", "-pk")


def find(import_id: UUID) -> Import | None:
    return Import.objects.select_related("by").filter(pk=import_id).first()


def rows(table: Import, outcome: str = "", *, said: bool = False, flagged: bool = False) -> QuerySet[ImportRow]:
    """The rows of a table in the order of the file, of one outcome or all, with what was made of each; those brought
    in of which there is something `said`, or that are `flagged`: they wait as new and may be somebody who is here.
    """
    found = table.rows.filter(outcome=outcome) if outcome else table.rows.all()
    if said:
        found = found.filter(handled_at__isnull=False).exclude(faults=[])
    if flagged:
        found = found.filter(FLAGGED)
    return found.select_related("submission", "organization").order_by("number")


@dataclass(frozen=True)
class Fates:
    """What became of the rows that were brought in: submissions by state but for those that were taken back, how many
    those are, of how many rows there is something to say, and how many wait although they may be somebody who is here.
    """

    states: Mapping[str, int]
    undone: int
    said: int
    to_undo: int
    flagged: int

    @property
    def waiting(self) -> int:
        return self.states.get(SubmissionState.SUBMITTED, 0)

    @property
    def unflagged(self) -> int:
        """How many wait and look like nobody."""
        return self.waiting - self.flagged

    @property
    def approved(self) -> int:
        return self.states.get(SubmissionState.APPROVED, 0)

    @property
    def brought(self) -> int:
        return sum(self.states.values()) + self.undone


def fates(table: Import) -> Fates:
    """Two queries."""
    made = Q(submission__isnull=False)
    standing = table.rows.filter(made, undone_at=None)
    states = standing.values_list("submission__state").annotate(number=Count("pk")).order_by()
    counted: Mapping[str, int] = table.rows.filter(handled_at__isnull=False).aggregate(
        undone=Count("pk", filter=made & Q(undone_at__isnull=False)),
        said=Count("pk", filter=~Q(faults=[])),
        to_undo=Count("pk", filter=TO_UNDO),
        flagged=Count("pk", filter=FLAGGED),
    )
    return Fates(dict(states), **counted)


def undecided(table: Import) -> tuple[int, int]:
    """How many rows may be somebody who is here already, and how many of them are kept."""
    kept = Counter(table.rows.filter(outcome=RowOutcome.LIKELY).values_list("kept", flat=True))
    return sum(kept.values()), kept[True]


def to_bring_in(table: Import) -> int:
    """How many rows are new or changed, kept, and not brought in yet."""
    return int(table.rows.filter(TO_BRING_IN).count())


@dataclass(frozen=True)
class Other:
    """An organization that a row may be: listed, with its address, or else waiting as a submission."""

    id: UUID
    name: str
    language: str
    public_id: str = ""
    submission_id: UUID | None = None

    @property
    def key(self) -> str:
        return str(self.id)


def others(ids: Iterable[UUID]) -> dict[UUID, Other]:
    """Who the candidates of rows are. Two queries."""
    wanted = set(ids)
    found = {}
    for one in Organization.objects.filter(pk__in=wanted, listing__isnull=False).select_related("listing"):
        found[one.pk] = Other(one.pk, one.listing.name, one.listing.name_language, public_id=str(one.public_id_id))
    waiting = Submission.objects.filter(organization__in=wanted - found.keys(), state__in=OPEN).order_by("pk")
    for submission in waiting.only("organization_id", "document"):
        name, language = official_name(submission.document, "")
        pk: Any = submission.organization_id
        found[pk] = Other(pk, name, language, submission_id=submission.pk)
    return found


def why(row: ImportRow, other: UUID) -> list[str]:
    """Why a row may be another organization, and how alike they are."""
    return [one["sentence"] for one in row.faults if one.get("of") == str(other)]


def why_flagged(submission: Submission) -> list[tuple[Other | None, list[str]]]:
    """Of what came in as new although its row looked like another row, or like somebody: like whom, and why, as the
    check of the table found it. At most two queries for what was read with its `import_row`.
    """
    row: ImportRow | None = getattr(submission, "import_row", None)
    if row is None or row.outcome != RowOutcome.LIKELY or not submission.is_registration:
        return []
    of_row = [one["sentence"] for one in row.faults if one["column"] < 0 and "of" not in one]
    found: list[tuple[Other | None, list[str]]] = [(None, of_row)] if of_row else []
    return found + [(other, said) for other in others(row.likely).values() if (said := why(row, other.id))]
