"""An import at the desk, each of its steps timed: what the jobs do, in the process that calls.

What the clock says depends on who else works on the machine; the time of this process does less, but the database's is
not in it.
"""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from registry.models import Import, Person


@dataclass(frozen=True)
class Taken:
    """How long a step took for so many rows, and the most memory of this process until its end."""

    rows: int
    seconds: float
    of_process: float
    megabytes: float

    @property
    def rate(self) -> float:
        return self.rows / self.seconds

    def __str__(self) -> str:
        return (
            f"{self.rows:,} rows in {self.seconds:.1f} s ({self.rate:.0f} a second), {self.of_process:.1f} s of this"
            f" process, {self.megabytes:.0f} MB"
        )


def measured(rows: int, step: Callable[[], object]) -> Taken:
    began, worked = time.perf_counter(), time.process_time()
    step()
    seconds, of_process = time.perf_counter() - began, time.process_time() - worked
    return Taken(rows, seconds, of_process, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def received(content: bytes, name: str, by: "Person") -> "Import":
    """A file, uploaded, its columns as they are suggested, its check asked for."""
    from django.core.files.base import ContentFile

    from registry.actions import uploads
    from registry.exchange import imports

    table = imports.receive(file=ContentFile(content), name=name, by=by)
    if table.refusal:
        raise RuntimeError(table.refusal)
    # The state of an organization is none of its activities.
    columns = [key if "activities_title" in table.columns or not _of_activity(key) else "" for key in table.columns]
    return uploads.check(table=table, columns=columns, by=by)


def _of_activity(key: str) -> bool:
    return key.startswith("activities_")


def checked(table: "Import", by: "Person") -> Taken:
    """The dry run, as often as its job would be asked for."""
    from registry.exchange import imports

    taken = _worked(table, by, imports.check)
    return Taken(table.total, taken.seconds, taken.of_process, taken.megabytes)


def brought_in(table: "Import", by: "Person") -> Taken:
    """All rows that are new or changed, those that may be somebody else among them."""
    from registry.actions import uploads
    from registry.exchange import imports

    uploads.settle_all(table=table, kept=True, by=by)
    uploads.run(table=table, by=by)
    taken = _worked(table, by, imports.bring_in)
    return Taken(table.total, taken.seconds, taken.of_process, taken.megabytes)


def approved(table: "Import", by: "Person") -> Taken:
    """Everything that came in by it."""
    from registry.actions import uploads
    from registry.exchange import imports

    uploads.approve(table=table, by=by)
    taken = _worked(table, by, imports.approve)
    return Taken(table.total, taken.seconds, taken.of_process, taken.megabytes)


def _worked(table: "Import", by: "Person", job: Callable[..., None]) -> Taken:
    """Call a job until the import is in another state, as workers do: one asks for the next."""

    def work() -> None:
        table.refresh_from_db()
        state, after = table.state, 0
        while table.state == state:
            job(table.pk, by.pk, after)
            table.refresh_from_db()

    return measured(1, work)
