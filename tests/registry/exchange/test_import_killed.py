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
from tests.jobs import run_jobs
from tests.uploads import checking, row

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 60


def test_the_worker_checks_brings_in_approves_and_takes_back() -> None:
    by = person("cora")
    table = checking(row("Invented Delta Trust"), by=by)
    for after, ask in (
        ("checked", uploads.run),
        ("done", uploads.approve),
        ("done", uploads.undo),
        ("undone", None),
    ):
        run_jobs()
        table.refresh_from_db()
        assert table.state == after
        if ask:
            ask(table=table, by=by)
    [made] = table.rows.all()
    assert (made.organization.state, made.submission.state) == ("withdrawn", "approved")  # type: ignore[union-attr]
    who = Organization.pgh_event_models["update"].objects.filter(pgh_obj=made.organization)  # type: ignore[attr-defined]
    assert {event.pgh_context.metadata["user"] for event in who} == {str(by.pk)}


def _child(step: Any, table_id: Any, by_id: Any) -> None:
    """The work of a job in a process of its own, in batches of a few rows."""
    for name in ("CHECKED_AT_ONCE", "BROUGHT_AT_ONCE", "APPROVED_AT_ONCE", "UNDONE_AT_ONCE"):
        setattr(imports, name, 4)
    step(table_id, by_id)
    os._exit(0)


def kill_until_done(table: Import, step: Any, state: str, chance: random.Random) -> int:
    """Begin the work again and again, each time to be killed at a moment of chance; how many kills it took."""
    kills, by = 0, person("cora").pk
    table.refresh_from_db()
    while table.state == state:
        connections.close_all()
        connections["default"].close_pool()  # type: ignore[attr-defined]  # a process shares no connection
        child = get_context("fork").Process(target=_child, args=(step, table.pk, by))
        child.start()
        child.join(chance.uniform(0.05, 0.6) * (kills + 1))
        if child.is_alive() and child.pid:
            os.kill(child.pid, signal.SIGKILL)
            child.join()
            kills += 1
        table.refresh_from_db()
    return kills


def test_a_worker_killed_at_any_moment_loses_and_doubles_nothing() -> None:
    chance = random.Random(time.time_ns())
    words = [f"{first} of {second}" for first in ("Otters", "Herons", "Newts") for second in map(str, range(20))]
    by = person("cora")
    table = checking(*[row(f"Invented {name}") for name in words], by=by)

    kills = kill_until_done(table, imports.check, "checking", chance)
    assert (table.state, table.done, table.rows.count()) == ("checked", ROWS, ROWS)
    uploads.settle_all(table=table, kept=True, by=by)

    uploads.run(table=table, by=by)
    kills += kill_until_done(table, imports.bring_in, "running", chance)
    assert (table.state, table.done, table.total) == ("done", ROWS, ROWS)
    assert Submission.objects.filter(origin="import", state="submitted").count() == ROWS
    assert Organization.objects.filter(state="pending").count() == ROWS

    uploads.approve(table=table, by=by)
    kills += kill_until_done(table, imports.approve, "approving", chance)
    assert Decision.objects.filter(kind="approve", submission__origin="import").count() == ROWS
    assert Organization.objects.filter(state="listed", listing__isnull=False).count() == ROWS

    uploads.undo(table=table, by=by)
    kills += kill_until_done(table, imports.undo, "undoing", chance)
    assert Organization.objects.filter(state="withdrawn").count() == ROWS
    assert table.rows.exclude(undone_at=None).count() == ROWS
    assert kills > 0
