"""The desk while its worker is killed: tables are imported, one is taken back, and a mailing is sent.

Several of each are under way at once, so that the worker, which does one job at a time, has something to do again while
what it was doing when it was killed waits to be handed out anew.
"""

import mailbox
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db import connection

from registry.actions.uploads import WORKING
from registry.models import (
    Decision,
    Import,
    Listing,
    Mailing,
    Membership,
    Message,
    Organization,
    Person,
    Submission,
    TeamRole,
)
from registry.states import ImportState
from tests import factories
from tests.crash.browser import Browser, NoAnswer
from tests.crash.crew import session
from tests.crash.site import Site

TABLES, MAILINGS, PEOPLE = 4, 2, 80
LONGEST_JOB = 2.0  # seconds that a worker works before it is killed, at most
SECONDS_OF_PATIENCE = 900
COLUMNS = ("name", "name_language", "type", "base_country")
_AT_WORK = """
    SELECT job.id, job.attempts, job.task_name FROM procrastinate_jobs job
    WHERE job.status = 'doing' AND job.queue_name = 'default' AND job.task_name = ANY(%s)
"""
KINDS = {
    "a dry run": ["check_import"],
    "bringing in": ["bring_in_import"],
    "approving together": ["approve_import"],
    "taking back": ["undo_import"],
    "a mailing": ["send_mailing", "send_message"],
}
KIND_OF = {job: kind for kind, jobs in KINDS.items() for job in jobs}


@dataclass
class Desk:
    """Cora at work: tables and mailings, each in a thread of its own."""

    site: Site
    rows: int  # of each table
    failures: list[str] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.cora = factories.person("cora")
        factories.person("rosa")
        self.browser = Browser(self.site.address, session(self.cora))
        organization = factories.listed()
        people = [Person(email=f"otter{number}@people.example.org", password="!") for number in range(PEOPLE - 1)]
        Membership.objects.bulk_create(
            Membership(organization=organization, person=one, role=TeamRole.EDITOR)
            for one in Person.objects.bulk_create(people)
        )

    def run(self, points: int, chance: random.Random) -> None:
        """Let everything go its way and kill the worker so many times, each time in the middle of a job."""
        ways: list[Callable[[], None]] = [lambda number=number: self.import_(number) for number in range(TABLES)]
        ways += [self.mail] * MAILINGS
        self.browser.get("/secretariat/imports/")  # one token of forms for all threads; else each would get its own
        walking = [threading.Thread(target=self._walk, args=(way,)) for way in ways]
        for thread in walking:
            thread.start()
        seen: set[tuple[int, int]] = set()
        share = -(-points // len(KINDS))  # of the kills for each kind of job, or the first would have them all
        while self.killed.total() < points and any(thread.is_alive() for thread in walking):
            doing = [job for job in _at_work() if job[:2] not in seen and self.killed[KIND_OF[job[2]]] < share]
            if not doing:
                time.sleep(0.02)
                continue
            time.sleep(chance.uniform(0, LONGEST_JOB))
            self.site.kill("worker")
            seen |= {job[:2] for job in [*doing, *_at_work()]}
            self.killed[KIND_OF[doing[0][2]]] += 1
            self.site.start("worker")
            sys.stderr.write(f"\r{self.killed.total()} of {points} kills")
        for thread in walking:
            while thread.is_alive():
                self.site.ensure()
                thread.join(0.5)

    def _walk(self, way: Callable[[], None]) -> None:
        try:
            way()
        except (LookupError, TimeoutError, NoAnswer) as error:
            self.failures.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def import_(self, number: int) -> None:
        """A table from the upload to the last state; every second one is taken back."""
        # From 10 on: "1 of 2" would be like "2 of 1" of another table, and wait for a reviewer as a likely duplicate.
        rows = [f"Invented Trust {number} of {one},en,ngo,KE" for one in range(10, 10 + self.rows)]
        content = "\n".join([",".join(COLUMNS), *rows]).encode()
        path = self.browser.upload("/secretariat/imports/", "file", f"table{number}.csv", content)
        id_ = UUID(path.split("/")[3])
        columns = {f"column-{place}": key for place, key in enumerate(COLUMNS)}
        steps: list[dict[str, str]] = [{"do": "check", **columns}, {"do": "keep"}, {"do": "run"}, {"do": "approve"}]
        for step in steps if number % 2 else [*steps, {"do": "undo"}]:
            self.browser.send(path, {**step})
            _wait(lambda: Import.objects.get(pk=id_).state not in WORKING, f"table {number}: {step['do']}")

    def mail(self) -> None:
        path = self.browser.send("/secretariat/mailings/write/", {"subject-en": "News", "body-en": "We meet in May."})
        id_ = UUID(path.split("/")[3])
        self.browser.send(path, {"seen": Mailing.objects.get(pk=id_).saved_at.isoformat(), "do": "send"})
        _wait(lambda: Mailing.objects.get(pk=id_).state == "sent", f"{path} sent")

    def broken(self) -> list[str]:
        """Everything that is not as it would be had nobody killed anything."""
        imports = [wrong for one in Import.objects.all() if (wrong := _broken_import(one, self.rows))]
        return [*self.failures, *imports, *self._broken_mailings()]

    def report(self) -> str:
        kills = ", ".join(f"{number} in {kind}" for kind, number in self.killed.most_common())
        lines = [
            f"the desk: {TABLES} imports of {self.rows} rows and {MAILINGS} mailings to {PEOPLE}, the worker killed"
            f" {self.killed.total()} times ({kills}): {len(self.broken())} not as they would be"
        ]
        return "\n".join([*lines, *self.broken()])

    def _broken_mailings(self) -> list[str]:
        delivered = Counter(
            str(message["Message-ID"]).strip("<>").split("@")[0]
            for message in mailbox.Maildir(Path(self.site.folder) / "mail", create=True)
        )
        found = []
        for mailing in Mailing.objects.all():
            letters = Message.objects.filter(mailing=mailing)
            people = Counter(letters.values_list("person", flat=True))
            times = Counter(delivered[str(pk)] for pk in letters.values_list("pk", flat=True))
            unsent = letters.filter(sent_at=None).count()
            if len(people) != PEOPLE or letters.count() != PEOPLE or unsent or times[0] or max(times) > 2:
                found.append(f"a mailing to {PEOPLE}: {letters.count()} letters to {len(people)}, delivered {times}")
        return found


def _broken_import(table: Import, number: int) -> str:
    """What an import lost or doubled, in words; "" for nothing."""
    rows, undone = table.rows.all(), table.state == ImportState.UNDONE
    organizations = Organization.objects.filter(submissions__import_row__table=table)
    found = {
        "rows": rows.count(),
        "numbers": rows.values("number").distinct().count(),
        "submissions": rows.exclude(submission=None).values("submission").distinct().count(),
        "from this table": Submission.objects.filter(source__startswith=f"import:{table.pk.hex}:").count(),
        "organizations": organizations.distinct().count(),
        "decisions": Decision.objects.filter(submission__import_row__table=table).count(),
        "listings": Listing.objects.filter(organization__in=organizations).count() + (number if undone else 0),
        "in their state": organizations.filter(state="withdrawn" if undone else "listed").distinct().count(),
        "taken back": rows.exclude(undone_at=None).count() + (0 if undone else number),
    }
    wrong = {what: count for what, count in found.items() if count != number}
    return f"{table.name} ({table.state}): {wrong} instead of {number}" if wrong else ""


def _at_work() -> list[tuple[int, int, str]]:
    """The jobs that somebody does: id, which attempt it is, name."""
    with connection.cursor() as cursor:
        cursor.execute(_AT_WORK, [[*KIND_OF]])
        return [(int(id_), int(attempt), str(name)) for id_, attempt, name in cursor.fetchall()]


def _wait(until: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SECONDS_OF_PATIENCE
    while not until():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {SECONDS_OF_PATIENCE} seconds")
        time.sleep(0.2)
