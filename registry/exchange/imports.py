"""Imports: what stands between an uploaded table and the submissions that it becomes.

`receive`, `look` and `head` read the head of a file for the page that asks for its columns. `check`, `bring_in`,
`approve` and `undo` are the work of jobs. They go in batches; each is one transaction that locks the import, does its
rows and counts them. So a worker may be killed at any moment, and each row is still done exactly once. A job ends after
a while and asks for the next one, so that others come between. What is wrong with a row is said in the language of the
page on which the work was asked for, and kept so.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any, cast
from uuid import UUID

import pghistory
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.actions import approvals, import_rows, import_undoing, listing, uploads
from registry.actions.import_rows import Proposed
from registry.actions.messages import post
from registry.entry.document import read_all
from registry.errors import NotReadable, Refusal
from registry.exchange import entries, tables
from registry.exchange.import_judging import Judge, said, verdict
from registry.exchange.import_twins import Before
from registry.models import Contact, Import, ImportRow, Person, Submission
from registry.models.messages import MessageKind
from registry.queries.imports import TO_BRING_IN, TO_UNDO
from registry.states import ImportState, RowOutcome

CHECKED_AT_ONCE = 250
BROUGHT_AT_ONCE = 100
# Whoever else approves waits meanwhile for the version of the public data.
APPROVED_AT_ONCE = 20
UNDONE_AT_ONCE = 20
SLICE = 20  # seconds of one job; longer for the one that reads the file from its beginning
LONG_SLICE = 60
TOLD_AFTER = timedelta(seconds=60)  # whoever waited for so long has gone on to something else


# -- The head of a file -----------------------------------------------------------------------------------------------


def receive(*, file: "File[Any]", name: str, by: Person) -> Import:
    """Take in an uploaded file and look how it may be read. One that cannot be is refused, and says why.

    Raises `NotAllowed`.
    """
    table = uploads.upload(file=file, name=name, by=by)
    try:
        look(table, by=by)
    except NotReadable as refusal:
        return uploads.refuse(table=table, by=by, sentence=str(refusal))
    table.refresh_from_db()
    return table


def look(table: Import, *, by: Person, asked: tables.Reading | None = None) -> None:
    """Read the head of a file, as `asked` or as it seems to be, and note that with a guess at its columns.

    Raises `NotReadable`, `NotAllowed` and `IllegalMove`.
    """
    sheet = _look(path_of(table), asked or tables.Reading())
    columns = entries.suggest(sheet.headers, uploads.remembered(sheet.headers))
    reading = asdict(sheet.reading) | {"asked": asdict(asked or tables.Reading())}
    if asked and asked.header == tables.NO_HEADER:
        reading["header"] = tables.NO_HEADER
    uploads.note_reading(table=table, reading=reading, headers=sheet.headers, columns=columns, by=by)


def _look(path: Path, asked: tables.Reading) -> tables.Sheet:
    """The head of a file. Where no line looks like a heading, the first is one if half of its cells were chosen by hand
    before: so the words of one house are asked about once.
    """
    sheet = tables.look(path, asked)
    if sheet.reading.header or asked.header:
        return sheet
    for first in islice(tables.rows(path, sheet.reading), 1):
        named = [text for text in first.cells if text]
        if 2 * len(uploads.remembered(named)) >= len(named):
            return tables.look(path, replace(asked, header=first.number))
    return sheet


def head(table: Import) -> tables.Sheet:
    """The head of a file as it was read last, with the same warnings. Raises `NotReadable`."""
    return tables.look(path_of(table), tables.Reading(**table.reading["asked"]))


def reading_of(table: Import) -> tables.Reading:
    return tables.Reading(**{name: table.reading[name] for name in ("encoding", "delimiter", "sheet", "header")})


def path_of(table: Import) -> Path:
    return Path(table.file.path)


# -- Jobs -------------------------------------------------------------------------------------------------------------

# Does the next rows after a number; the number of the last of them, or none when everything is done.
Batch = Callable[[Import, Person, int], "int | None"]


def _work(
    import_id: UUID,
    by: Person,
    state: ImportState,
    batch: Batch,
    *,
    after: int = 0,
    seconds: int | None = None,
    **told: int,
) -> None:
    """Do batch after batch, as long as the import is in `state` and the time of one job is not over; the next one is
    `told` the same.
    """
    ends = monotonic() + (SLICE if seconds is None else seconds)
    while True:
        with transaction.atomic(), pghistory.context(user=str(by.pk)):
            table = Import.objects.select_for_update().get(pk=import_id)
            if table.state != state:
                return
            since = table.state_since
            last = batch(table, by, after)
            if last is None:
                _tell(table, by, state, since)
                return
            after = last
            if monotonic() >= ends:
                uploads.ask_for_job(table, by, after=after, **told)
                return


def _tell(table: Import, by: Person, work: ImportState, since: datetime) -> None:
    """Tell whoever asked for work that began at `since` that it is done, if it took long."""
    if timezone.now() - since >= TOLD_AFTER:
        post(kind=MessageKind.IMPORT_ENDED, person=by, context={"import": str(table.pk), "work": str(work)})


def check(import_id: UUID, by_id: UUID, after: int = 0) -> None:
    """The dry run: count the rows, then judge them in the order of the file. A file that breaks off is refused."""
    table, by = Import.objects.get(pk=import_id), Person.objects.get(pk=by_id)
    if table.state != ImportState.CHECKING:
        return
    try:
        total = table.total or _count(table)
        _check(table, by, total)
    except NotReadable as refusal:
        since = table.state_since
        with transaction.atomic(), pghistory.context(user=str(by.pk)):
            _tell(uploads.refuse(table=table, by=by, sentence=str(refusal)), by, ImportState.CHECKING, since)


def _count(table: Import) -> int:
    """How many rows a file has, read to its end, so that nothing is judged of one that cannot be."""
    total = sum(1 for _row in tables.rows(path_of(table), reading_of(table)))
    if not total:
        raise NotReadable(_("There is no row below the header. Choose another sheet, or another row as the header."))
    return total


def _check(table: Import, by: Person, total: int) -> None:
    of_file = tables.rows(path_of(table), reading_of(table))
    before = Before()

    def batch(table: Import, _by: Person, _after: int) -> int | None:
        last = table.rows.order_by("-number").values_list("number", flat=True).first() or 0
        rows = list(islice((row for row in of_file if row.number > last), CHECKED_AT_ONCE))
        judged = Judge(table, before).rows(rows)
        ImportRow.objects.bulk_create(judged)
        table.total, table.done = total, table.done + len(judged)
        table.counts = dict(Counter(table.counts) + Counter(str(row.outcome) for row in judged))
        table.save(update_fields=["total", "done", "counts"])
        if len(rows) == CHECKED_AT_ONCE:
            return rows[-1].number
        uploads.move(table, ImportState.CHECKED)
        return None

    _work(table.pk, by, ImportState.CHECKING, batch, seconds=LONG_SLICE)


def bring_in(import_id: UUID, by_id: UUID, after: int = 0) -> None:
    """Make a submission of each row that is new or changed, and kept; what changed meanwhile is judged again."""
    _work(import_id, Person.objects.get(pk=by_id), ImportState.RUNNING, _bring_in)


def _bring_in(table: Import, _by: Person, _after: int) -> int | None:
    rows = list(table.rows.filter(TO_BRING_IN).order_by("number")[:BROUGHT_AT_ONCE])
    if not rows:
        uploads.move(table, ImportState.DONE)
        return None
    import_rows.open_submissions(table, list(_proposed(table, rows)))
    ImportRow.objects.bulk_update(rows, ["outcome", "faults", "organization", "submission", "handled_at"])
    table.done += len(rows)
    table.save(update_fields=["done"])
    return rows[-1].number


def _proposed(table: Import, rows: list[ImportRow]) -> Iterator[Proposed]:
    """What rows propose against what is live now, under its lock; rows that propose nothing any more say why."""
    organizations = import_rows.locked_organizations([row.organization_id for row in rows if row.organization_id])
    lives = read_all(list(organizations.values()))
    for row in rows:
        organization = organizations.get(row.organization_id)  # type: ignore[arg-type]  # none is none
        live = lives[organization.pk] if organization else None
        one = verdict(row.cells, table.columns, organization, live)
        if one.faults or one.is_same:
            row.outcome = RowOutcome.ERROR if one.faults else RowOutcome.SAME
            row.faults, row.handled_at = one.faults, timezone.now()
        else:
            document, contact = one.document, Contact(**one.contact) if one.contact else None
            if contact:
                document = entries.with_contact(document, contact.pk, one.contact)
            yield Proposed(row, document, organization, live, contact)


def approve(import_id: UUID, by_id: UUID, after: int = 0, likely: int = 0) -> None:
    """Approve what came in and waits; with `likely` (1), also what may be somebody who is here. What cannot be approved
    waits on, and its row says why.
    """
    batch = partial(_approve, likely=bool(likely))
    _work(import_id, Person.objects.get(pk=by_id), ImportState.APPROVING, batch, after=after, likely=likely)


def _approve(table: Import, by: Person, after: int, *, likely: bool) -> int | None:
    left = uploads.waiting(table, likely=likely).filter(number__gt=after)
    rows = list(left.select_related("submission").order_by("number")[:APPROVED_AT_ONCE])
    if not rows:
        uploads.move(table, ImportState.DONE, done=table.total)
        return None
    results = approvals.approve_many(submissions=[_submission(row) for row in rows], by=by)
    for row in rows:
        result = results[_submission(row).pk]
        row.faults = [said(result)] if isinstance(result, Refusal) else []
    ImportRow.objects.bulk_update(rows, ["faults"])
    table.done = min(table.total, table.done + len(rows))
    table.save(update_fields=["done"])
    return rows[-1].number


def undo(import_id: UUID, by_id: UUID, after: int = 0) -> None:
    """Take back whatever came in. What cannot be taken back stays, and its row says why."""
    _work(import_id, Person.objects.get(pk=by_id), ImportState.UNDOING, _undo, after=after)


def _undo(table: Import, by: Person, after: int) -> int | None:
    left = table.rows.filter(TO_UNDO, number__gt=after)
    rows = list(left.select_related("submission").order_by("number")[:UNDONE_AT_ONCE])
    if not rows:
        uploads.move(table, ImportState.UNDONE, done=table.total)
        return None
    touched = [_submission(row).organization_id for row in rows]
    import_rows.locked_organizations(touched)
    for row in rows:
        done, sentence = import_undoing.take_back(submission=_submission(row), by=by)
        row.undone_at = timezone.now() if done else None
        row.faults = [said(sentence)] if sentence else []
    ImportRow.objects.bulk_update(rows, ["faults", "undone_at"])
    listing.refresh(touched)
    table.done = min(table.total, table.done + len(rows))
    table.save(update_fields=["done"])
    return rows[-1].number


def _submission(row: ImportRow) -> Submission:
    return cast(Submission, row.submission)  # by the filter that found the row
