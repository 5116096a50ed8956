"""Measures the desk with thousands of submissions waiting, against a bare Django page in the same run.

    python -m bench.desk [--waiting 5000]

In a copy of the database of a thousand organizations, made anew each time. Ends with 1 when a bar is missed.
"""

import argparse
import os
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import django
import psycopg
from psycopg import sql

from bench import FLOOR, database, site
from partnership import embedded_postgres

if TYPE_CHECKING:
    from registry.models import Person, Submission

SIZE = 1_000  # organizations that are listed
ROUNDS = 25
ITEMS = 200
TOGETHER = 300  # that are approved in one go
# Times the floor.
BARS = {"queue": 60, "queue, by region": 60, "queue, far behind": 60, "queue, mine": 60, "review": 100}
A_SECOND = 30  # approved together, at least
INTERACTIVE = 1.0  # seconds that an approval may take meanwhile
NAME = "desk"


def main(waiting: int) -> None:
    database.start()
    try:
        template = f"organizations_{SIZE}"
        database.filled(SIZE)
        cluster = embedded_postgres.cluster_of(database.folder() / "cluster")
        with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
            names = [sql.Identifier(one) for one in (NAME, template)]
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(names[0]))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        database.run("bench.desk", "--inside", "--waiting", str(waiting), address=cluster.address(NAME))
    finally:
        database.stop()


def inside(waiting: int) -> int:
    began = time.monotonic()
    by, big = fill(waiting)
    seconds, load = time.monotonic() - began, os.getloadavg()[0]
    print(f"{waiting:,} submissions wait, brought in within {seconds:.0f} s; load {load:.1f}")
    missed = pages(by, big)
    missed += together(by)
    print("\n".join(missed) or "No bar is missed.")
    return 1 if missed else 0


# -- What waits -------------------------------------------------------------------------------------------------------


def fill(waiting: int) -> tuple["Person", "Submission"]:
    """Imports that wait, one a minute; and one of them with many items."""
    from bench import population
    from bench.load import importer
    from registry.actions import imports
    from registry.entry.document import empty
    from registry.ids import uuid7
    from registry.models import Submission

    by = importer()
    for start in range(SIZE, SIZE + waiting, 200):
        numbers = range(start, min(start + 200, SIZE + waiting))
        entries = [imports.Entry(f"desk:{number}", population.document(number)) for number in numbers]
        imports.bring_in(entries=entries, by=by, approve=False)
    _execute(
        "UPDATE registry_submission SET submitted_at = now() - random() * interval '30 days' WHERE state = 'submitted'"
    )
    big: Any = Submission.objects.waiting().order_by("pk")[0]
    pattern = next(item for one in Submission.objects.waiting()[:200] for item in one.document["activities"].values())
    big.document = {**empty(), **big.document, "activities": {str(uuid7()): dict(pattern) for _n in range(ITEMS)}}
    big.save(update_fields=["document"])
    Submission.objects.filter(pk__in=list(Submission.objects.waiting()[:40])).update(assigned_to=by)
    _execute("VACUUM ANALYZE")
    return by, big


def _execute(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def session_of(person: "Person") -> str:
    """The cookie of a session of somebody with a second factor."""
    from allauth.mfa.totp.internal.auth import TOTP
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


# -- Pages ------------------------------------------------------------------------------------------------------------


def pages(by: "Person", big: "Submission") -> list[str]:
    addresses = {
        "queue": "/secretariat/",
        "queue, by region": "/secretariat/?region=002&type=ngo",
        "queue, far behind": "/secretariat/?page=150",
        "queue, mine": "/secretariat/?holder=me",
        "review": f"/secretariat/submissions/{big.pk}/",
    }
    taken: dict[str, list[float]] = {name: [] for name in addresses}
    floor: list[float] = []
    with site.served({**os.environ, "BENCH_COLD": "1"}) as server:
        server.headers = {"Cookie": session_of(by)}
        for number in range(ROUNDS + 2):
            for name, address in addresses.items():
                constant, page = server.get(FLOOR)[0], server.get(address)[0]
                if number > 1:  # the first rounds warm up
                    floor.append(constant)
                    taken[name].append(page)
    return _judged(floor, taken)


def _judged(floor: Sequence[float], taken: dict[str, list[float]]) -> list[str]:
    bottom = statistics.median(floor)
    print(f"floor {bottom:.2f} ms")
    missed = []
    for name, times in taken.items():
        ratio = statistics.median(times) / bottom
        print(f"{name:<20}{statistics.median(times):>8.1f} ms {ratio:>7.1f} times the floor (bar {BARS[name]})")
        if ratio > BARS[name]:
            missed.append(f"{name}: {ratio:.1f} times the floor; the bar is {BARS[name]}.")
    return missed


# -- Approving --------------------------------------------------------------------------------------------------------


def together(by: "Person") -> list[str]:
    """Approve many at once, and meanwhile others one by one, as somebody at the desk would."""
    from django.db import connection

    from registry.actions import submissions
    from registry.models import Decision, Submission

    waiting = list(Submission.objects.waiting().order_by("pk")[1 : TOGETHER + 51])
    alone, many = waiting[:50], waiting[50:]
    slowest, over = [0.0], threading.Event()

    def at_the_desk() -> None:
        for one in alone:
            if over.is_set():
                break
            began = time.perf_counter()
            submissions.approve(submission=one, by=by)
            slowest.append(time.perf_counter() - began)
        connection.close()

    colleague = threading.Thread(target=at_the_desk)
    began = time.perf_counter()
    colleague.start()
    results = submissions.approve_many(submissions=many, by=by)
    seconds = time.perf_counter() - began
    over.set()
    colleague.join()
    done = sum(isinstance(result, Decision) for result in results.values())
    rate = done / seconds
    print(f"approved together: {done} of {len(many)}, {rate:.0f} a second (bar {A_SECOND})")
    print(f"meanwhile {len(slowest) - 1} one by one, the slowest in {max(slowest):.2f} s (bar {INTERACTIVE})")
    missed = []
    if rate < A_SECOND:
        missed.append(f"{rate:.0f} are approved a second; the bar is {A_SECOND}.")
    if max(slowest) > INTERACTIVE:
        missed.append(f"An approval took {max(slowest):.2f} s meanwhile; the bar is {INTERACTIVE}.")
    return missed


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--waiting", type=int, default=5_000)
    parser.add_argument("--inside", action="store_true", help="in the environment of the database")
    chosen = parser.parse_args()
    if chosen.inside:
        django.setup()
        sys.exit(inside(chosen.waiting))
    main(chosen.waiting)
