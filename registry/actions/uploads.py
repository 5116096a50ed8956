"""The life of an uploaded table: read, its columns chosen, checked, brought in, approved, taken back.

Each function is one transaction that locks the table, so that of two at once the second sees what the first one did.
The long ones only move the state and ask for a job; a job works in batches, each of which locks the table as well and
looks whether its state is still the one that it works for. So a stop takes effect after one batch, and a worker that
is killed has done whole batches only.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from registry import jobs, rules
from registry.errors import ColumnsNeeded, IllegalMove, NotAllowed, NothingToBringIn, OnlyLikelyOnes, OwnImport
from registry.models import ColumnMemory, Import, ImportRow, Person
from registry.queries.imports import BROUGHT, FLAGGED, TO_BRING_IN, TO_UNDO
from registry.states import IMPORT_MOVES, ImportState, RowOutcome, SubmissionState, check_move
from registry.text import clean_line, fold

# Behind every message: nobody waits for these.
PRIORITY = -10
WORKING = (ImportState.CHECKING, ImportState.RUNNING, ImportState.APPROVING, ImportState.UNDOING)
LONGEST_HEADER = 200
# Finds an organization that is not in the registry yet.
NAMING = "name"


def locked(table: Import, by: Person) -> Import:
    """The table as it stands, locked until the transaction ends. Raises `NotAllowed`."""
    if not rules.may_import(by):
        raise NotAllowed
    return Import.objects.select_for_update().get(pk=table.pk)


def move(table: Import, after: ImportState, **columns: Any) -> Import:
    """Set the state of a locked table, if the table of moves has this move."""
    check_move(IMPORT_MOVES, table.state, after)
    table.state, table.state_since = after, timezone.now()
    for name, value in columns.items():
        setattr(table, name, value)
    table.save(update_fields=["state", "state_since", *columns])
    return table


def upload(*, file: "File[Any]", name: str, by: Person) -> Import:
    """Keep a file that was uploaded, under a UUID. Raises `NotAllowed`."""
    if not rules.may_import(by):
        raise NotAllowed
    table = Import(by=by, name=clean_line(name)[:255], bytes=file.size)
    with transaction.atomic():
        table.file.save("", file, save=False)
        table.save(force_insert=True)
        return table


def refuse(*, table: Import, by: Person, sentence: str) -> Import:
    """Turn the whole file away, and say why; nothing of it stays but its row here."""
    with transaction.atomic():
        table = locked(table, by)
        table.rows.all().delete()
        forget_file(table)
        return move(table, ImportState.REFUSED, refusal=sentence, file="", done=0, total=0, counts={})


def note_reading(
    *, table: Import, reading: Mapping[str, Any], headers: Sequence[str], columns: Sequence[str], by: Person
) -> Import:
    """Note how the file is read, the headers that this gives, and the first guess at its columns."""
    with transaction.atomic():
        table = locked(table, by)
        if table.state != ImportState.UPLOADED:
            raise IllegalMove
        table.reading, table.headers, table.columns = dict(reading), list(headers), list(columns)
        table.save(update_fields=["reading", "headers", "columns"])
        return table


def check(*, table: Import, columns: Sequence[str], by: Person) -> Import:
    """Say which column is which field ("" for none), remember that for the next file, and have the rows checked.

    Raises `NotAllowed`, `IllegalMove`, and `ColumnsNeeded` where a field has two columns, or nothing tells whose row
    it is.
    """
    chosen = [column for column in columns if column]
    if len(set(chosen)) != len(chosen):
        raise ColumnsNeeded(twice=next(one for one in chosen if chosen.count(one) > 1))
    if not {"id", NAMING}.intersection(chosen):
        raise ColumnsNeeded
    with transaction.atomic():
        table = locked(table, by)
        move(table, ImportState.CHECKING, columns=list(columns), done=0, total=0, counts={})
        remember(table.headers, columns)
        ask_for_job(table, by)
        return table


def remember(headers: Sequence[str], columns: Sequence[str]) -> None:
    """Note which field each header was; of one that stands twice, the column that was taken rather than left out."""
    named: dict[str, str] = {}
    for header, column in zip(headers, columns, strict=False):
        known = fold(header)[:LONGEST_HEADER]
        named[known] = named.get(known) or column
    ColumnMemory.objects.bulk_create(
        [ColumnMemory(header=header, field=column, at=timezone.now()) for header, column in named.items() if header],
        update_conflicts=True,
        unique_fields=["header"],
        update_fields=["field", "at"],
    )


def remembered(headers: Sequence[str]) -> dict[str, str]:
    """What these columns were when they were last chosen by hand, by their folded headers."""
    folded = [fold(header)[:LONGEST_HEADER] for header in headers]
    return dict(ColumnMemory.objects.filter(header__in=folded).values_list("header", "field"))


def choose_again(*, table: Import, by: Person) -> Import:
    """Back to the choice of columns; what was found of the rows is forgotten. Raises `NotAllowed`, `IllegalMove`."""
    with transaction.atomic():
        table = locked(table, by)
        table.rows.all().delete()
        return move(table, ImportState.UPLOADED, counts={}, done=0, total=0)


def drop(*, table: Import, by: Person) -> Import:
    """Give up a file of which nothing was brought in. Raises `NotAllowed`, `IllegalMove`."""
    with transaction.atomic():
        table = locked(table, by)
        table.rows.all().delete()
        forget_file(table)
        return move(table, ImportState.DROPPED, file="", counts={}, done=0, total=0)


Choice = UUID | bool  # the organization that a row is, or whether it is a new one; left out if not


def settle_rows(*, table: Import, choices: Mapping[int, Choice], by: Person) -> None:
    """Say of rows that may be somebody who is here already, by their numbers, who they are, or that they are new, or
    that they are left out.

    Raises `NotAllowed`, `IllegalMove` once rows are being brought in; an organization that was not offered is left out.
    """
    with transaction.atomic():
        rows = list(_undecided(locked(table, by)).filter(number__in=list(choices)))
        for row in rows:
            choice = choices[row.number]
            row.organization_id = choice if isinstance(choice, UUID) and choice in row.likely else None
            row.kept = choice is True or row.organization_id is not None
        ImportRow.objects.bulk_update(rows, ["organization", "kept"])


def settle_all(*, table: Import, kept: bool, by: Person) -> None:
    """Bring in all such rows as new, or none of them. Raises as `settle_rows`."""
    with transaction.atomic():
        _undecided(locked(table, by)).update(kept=kept, organization=None)


def _undecided(table: Import) -> QuerySet[ImportRow]:
    if table.state != ImportState.CHECKED:
        raise IllegalMove
    return table.rows.filter(outcome=RowOutcome.LIKELY, handled_at=None)


def run(*, table: Import, by: Person) -> Import:
    """Bring in what was found new or changed, and is kept; also after a stop. Raises `NotAllowed`, `IllegalMove`,
    `NothingToBringIn`.
    """
    with transaction.atomic():
        table = locked(table, by)
        rows = table.rows.filter(outcome__in=BROUGHT, kept=True)
        total, done = rows.count(), rows.exclude(handled_at=None).count()
        if not total:
            raise NothingToBringIn
        move(table, ImportState.RUNNING, total=total, done=done)
        ask_for_job(table, by)
        return table


def stop(*, table: Import, by: Person) -> Import:
    """Stop after the batch that is under way: a check is given up, everything else can be gone on with, and what was
    done stays. Raises `NotAllowed`, `IllegalMove`.
    """
    with transaction.atomic():
        table = locked(table, by)
        if table.state == ImportState.CHECKING:
            table.rows.all().delete()
            return move(table, ImportState.UPLOADED, counts={}, done=0, total=0)
        return move(table, _after_stop(table))


def _after_stop(table: Import) -> ImportState:
    """The batch under way may have been the last: then the work is not stopped but done."""
    if table.state == ImportState.RUNNING and table.rows.filter(TO_BRING_IN).exists():
        return ImportState.STOPPED
    if table.state == ImportState.UNDOING and not table.rows.filter(TO_UNDO).exists():
        return ImportState.UNDONE
    return ImportState.DONE


def approve(*, table: Import, by: Person, likely: bool = False) -> Import:
    """Have everything approved that came in by this table and waits; what came in as new and may be somebody who is
    here, only if it is said that `likely` ones are approved too.

    Raises `NotAllowed`, `IllegalMove`, `NothingToBringIn`, `OnlyLikelyOnes` where nothing else is left, and `OwnImport`
    where somebody else has to do it.
    """
    with transaction.atomic():
        table = locked(table, by)
        if settings.IMPORTS_NEED_ANOTHER and table.by_id == by.pk:
            raise OwnImport
        total = waiting(table, likely=likely).count()
        if not total:
            raise OnlyLikelyOnes if waiting(table, likely=True).exists() else NothingToBringIn
        move(table, ImportState.APPROVING, total=total, done=0)
        ask_for_job(table, by, likely=int(likely))
        return table


def waiting(table: Import, *, likely: bool) -> QuerySet[ImportRow]:
    """The rows of which the submission waits for a decision; without `likely`, those that look like nobody."""
    rows = table.rows.filter(submission__state=SubmissionState.SUBMITTED)
    return rows if likely else rows.exclude(FLAGGED)


def undo(*, table: Import, by: Person) -> Import:
    """Take everything back that came in by this table. Raises `NotAllowed`, `IllegalMove`, `NothingToBringIn`."""
    with transaction.atomic():
        table = locked(table, by)
        total = table.rows.filter(TO_UNDO).count()
        if not total:
            raise NothingToBringIn
        move(table, ImportState.UNDOING, total=total, done=0)
        ask_for_job(table, by)
        return table


# -- Jobs -------------------------------------------------------------------------------------------------------------

JOBS: Mapping[str, str] = {
    ImportState.CHECKING: "check_import",
    ImportState.RUNNING: "bring_in_import",
    ImportState.APPROVING: "approve_import",
    ImportState.UNDOING: "undo_import",
}


def ask_for_job(table: Import, by: Person, *, after: int = 0, **told: int) -> None:
    """Ask for the job that goes with the state of a locked table; `by` is in whose name it acts, rows up to number
    `after` are behind it, `told` is what else this kind of job has to know. It speaks the language that is active now.
    """
    jobs.enqueue(
        JOBS[table.state],
        priority=PRIORITY,
        import_id=str(table.pk),
        by=str(by.pk),
        after=after,
        language=get_language() or "en",
        **told,
    )


# -- Forgetting -------------------------------------------------------------------------------------------------------


def forget(now: datetime.datetime) -> int:
    """Erase files and what their rows say, some days after the upload. Returns of how many tables.

    What was made of the rows stays, and so does the way to take it back. A file that nobody went on with is given up.
    """
    count = 0
    while _forget_one(now):
        count += 1
    return count


def _forget_one(now: datetime.datetime) -> bool:
    old = Import.objects.filter(
        created_at__lt=now - datetime.timedelta(days=settings.IMPORT_KEPT_DAYS), erased_at=None
    ).exclude(state__in=WORKING)
    with transaction.atomic():
        table = old.select_for_update(skip_locked=True).order_by("pk").first()
        if table is None:
            return False
        table.rows.filter(submission=None).delete()
        table.rows.update(cells=[], faults=[], keys=[])
        forget_file(table)
        if ImportState.DROPPED in IMPORT_MOVES[table.state]:
            move(table, ImportState.DROPPED)
        table.name, table.file, table.refusal, table.erased_at = "", "", "", now
        table.save(update_fields=["name", "file", "refusal", "erased_at"])
        return True


def forget_file(table: Import) -> None:
    """Delete the bytes of a file once the transaction is committed."""
    if table.file:
        storage, name = table.file.storage, str(table.file.name)
        transaction.on_commit(lambda: storage.delete(name))
