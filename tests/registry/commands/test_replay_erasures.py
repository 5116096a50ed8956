"""A backup is restored, and what was erased since is erased again: the two databases then hold the same of people."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings as site
from django.db import connection
from psycopg.conninfo import make_conninfo
from pytest_django import Settings

from registry import mail, personal
from registry.actions import erasures
from registry.models import Message
from tests.factories import listed, person
from tests.registry.actions.test_erasures import LATER, MARKS, Planter, dumped, withdrawn

pytestmark = pytest.mark.django_db(transaction=True)

COPY = "restored"
KEYS = {"django_session": "session_key"}


def address(name: str) -> str:
    return make_conninfo(os.environ["DATABASE_URL"], dbname=name)


@pytest.fixture
def backup() -> Iterator[Any]:
    """Makes a copy of the database as it stands, under another name on the same server."""
    name = f"{connection.settings_dict['NAME']}_{COPY}"

    def make() -> str:
        connection.close()
        connection.close_pool()
        with psycopg.connect(address("postgres"), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["NAME"]}"')
        return name

    yield make
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def personal_rows(database: psycopg.Connection) -> dict[tuple[str, Any], tuple[Any, ...]]:
    """What the personal columns of each row hold, but for those of the audit, whose rows are numbered as they come."""
    tables: dict[str, list[str]] = {}
    for table, column in personal.columns():
        if not table.endswith("event"):
            tables.setdefault(table, []).append(column)
    found = {}
    for table, columns in tables.items():
        wanted = ", ".join(f'"{column}"' for column in [KEYS.get(table, "id"), *columns])
        for key, *values in database.execute(f'SELECT {wanted} FROM "{table}"'):  # noqa: S608
            found[table, key] = tuple(values)
    return found


def test_a_restored_backup_is_brought_up_to_the_journal(backup: Any, settings: Settings) -> None:
    planter, sam, kim = Planter(), person("sam"), person("kim")
    leaving, staying = listed(), listed(kim)
    known_as = planter.account(sam)
    planter.rows(leaving, person("bo"), "")
    planter.rows(staying, sam, known_as)
    restored = backup()

    withdrawn(leaving)
    erasures.erase_withdrawn(LATER)
    sam.refresh_from_db()
    erasures.erase_person(person=sam, now=LATER)
    erasures.erase_contacts(LATER)
    mail.send(Message.objects.get(kind="account_deleted").pk)
    done = subprocess.run(
        [sys.executable, "manage.py", "replay_erasures", str(settings.ERASURE_JOURNAL)],
        cwd=site.BASE_DIR,
        env={**os.environ, "DATABASE_URL": url(restored), "DJANGO_SETTINGS_MODULE": "partnership.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout == "3 erasures are in the journal; 3 of them were carried out again.\n"
    with psycopg.connect(address(restored)) as copy, psycopg.connect(address(connection.settings_dict["NAME"])) as here:
        again, once = personal_rows(copy), personal_rows(here)
        assert [row for row in again if row not in once] == []
        assert {row: again[row] for row in again} == {row: once[row] for row in again}
        assert [line for line in dumped(copy).splitlines() if any(mark in line for mark in MARKS)] == []
        state = copy.execute("SELECT state FROM registry_organization WHERE id = %s", [leaving.pk]).fetchone()
    assert state == ("withdrawn",)


def url(name: str) -> str:
    """The address of another database of the same server, as the environment has it."""
    before, _slash, rest = os.environ["DATABASE_URL"].rpartition("/" + current())
    return f"{before}/{name}{rest}"


def current() -> str:
    return psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])["dbname"]  # type: ignore[return-value]
