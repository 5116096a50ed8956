"""A process that imports is killed (kill -9) at any moment; the next one goes on, and each row is done once."""

import os
import random
import signal
import time
from multiprocessing import get_context
from typing import Any

import pytest
from django.db import connections

from registry.actions import uploads
from registry.exchange import imports
from registry.models import Decision, Import, Organization, Submission
from tests.factories import person
from tests.uploads import checking, row

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 60


def _child(step: Any, table_id: Any, by_id: Any) -> None:
    """The work of a job in a process of its own, with connections of its own, and batches of a few rows."""
    for one in connections.all():
        one.connection = None  # the parent's, which is not ours to close
    for name in ("CHECKED_AT_ONCE", "BROUGHT_AT_ONCE", "APPROVED_AT_ONCE", "UNDONE_AT_ONCE"):
        setattr(imports, name, 4)
    step(table_id, by_id)
    os._exit(0)


def killed_until_done(table: Import, step: Any, state: str, chance: random.Random) -> int:
    """Begin the work again and again, each time killed at a moment that chance chooses; how often it took."""
    times = 0
    while True:
        table.refresh_from_db()
        if table.state != state:
            return times
        times += 1
        connections.close_all()
        child = get_context("fork").Process(target=_child, args=(step, table.pk, person("cora").pk))
        connections.close_all()
        child.start()
        child.join(chance.uniform(0.05, 0.6) * times)
        if child.is_alive() and child.pid:
            os.kill(child.pid, signal.SIGKILL)
            child.join()


def test_a_worker_killed_at_any_moment_loses_and_doubles_nothing() -> None:
    chance = random.Random(time.time_ns())
    words = [f"{first} of {second}" for first in ("Otters", "Herons", "Newts") for second in map(str, range(20))]
    by = person("cora")
    table = checking(*[row(f"Invented {name}") for name in words], by=by)

    killed_until_done(table, imports.check, "checking", chance)
    assert (table.state, table.done, table.rows.count()) == ("checked", ROWS, ROWS)
    uploads.settle_all(table=table, kept=True, by=by)

    uploads.run(table=table, by=by)
    killed_until_done(table, imports.bring_in, "running", chance)
    assert (table.state, table.done, table.total) == ("done", ROWS, ROWS)
    assert Submission.objects.filter(origin="import", state="submitted").count() == ROWS
    assert Organization.objects.filter(state="pending").count() == ROWS

    uploads.approve(table=table, by=by)
    killed_until_done(table, imports.approve, "approving", chance)
    assert Decision.objects.filter(kind="approve", submission__origin="import").count() == ROWS
    assert Organization.objects.filter(state="listed", listing__isnull=False).count() == ROWS

    uploads.undo(table=table, by=by)
    killed_until_done(table, imports.undo, "undoing", chance)
    assert Organization.objects.filter(state="withdrawn").count() == ROWS
    assert table.rows.exclude(undone_at=None).count() == ROWS
