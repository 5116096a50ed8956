"""A connection of the pool that ended is never given to a request; one that stands is not asked."""

import os
import select
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[Any]:
    """Somebody else's connection to the same database."""
    with psycopg.connect(make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])) as other:
        other.autocommit = True
        yield other


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes of the server that were asked whether they answer."""
    found = []
    check = ConnectionPool.check_connection

    def noted(one: Any) -> None:
        found.append(one.info.backend_pid)
        check(one)

    monkeypatch.setattr(ConnectionPool, "check_connection", staticmethod(noted))
    return found


@pytest.fixture
def given_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The process of the only connection of the pool, after a request."""
    connection.close()
    connection.close_pool()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"]["pool"], "max_size", 1)
    number = process()
    connection.close()
    yield number
    connection.close()
    connection.close_pool()


def process() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_connection_that_stands_is_used_again_and_not_asked(given_back: int, asked: list[int]) -> None:
    assert (process(), asked) == (given_back, [])


def test_a_connection_that_the_server_ended_is_asked_and_left(given_back: int, asked: list[int], server: Any) -> None:
    server.execute("SELECT pg_terminate_backend(%s, 10000)", [given_back])
    assert process() != given_back
    assert asked == [given_back]


def test_a_connection_on_which_something_was_said_is_asked_and_kept(
    given_back: int, asked: list[int], server: Any
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN closing_time")
        session = connection.connection.fileno()
    connection.close()
    server.execute("NOTIFY closing_time")
    assert select.select([session], [], [], 10)[0], "The notice has not come."
    assert (process(), asked) == (given_back, [given_back])
