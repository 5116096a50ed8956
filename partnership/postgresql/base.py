"""Django's PostgreSQL, with another way to tell whether a connection of the pool still stands."""

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Looks at a connection before a request takes it from the pool, instead of asking the server and waiting for its
    answer (`CONN_HEALTH_CHECKS`), which takes a tenth of what a small page does.

    A server that is asked nothing has nothing to say but that it ends. Only a connection on which there is something
    to be read is asked; if it does not answer, the pool parts with it, and the next one is taken.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        while self.pool and _has_spoken(connection) and not _answers(connection):
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection


def _has_spoken(connection: "psycopg.Connection[Any]") -> bool:
    """Whether the server sent something, or ended, since its last answer."""
    watched = select.poll()
    watched.register(connection.fileno(), select.POLLIN)
    return bool(watched.poll(0))


def _answers(connection: "psycopg.Connection[Any]") -> bool:
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.OperationalError:
        return False
    return True
