"""The version of all that everyone may see: kept answers and memories hold while it is the same."""

from django.db import connection

from registry.models import DataVersion

_last_read = 0


def current() -> int:
    """The number of the last change that was committed; 0 before the first.

    One query, in plain SQL: every public answer begins with it, and the ORM takes longer over it than the database.
    """
    global _last_read
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT version FROM {DataVersion._meta.db_table} WHERE id = 1")  # noqa: S608 - a table of ours
        row = cursor.fetchone()
    _last_read = int(row[0]) if row else 0
    return _last_read


def last_read() -> int:
    """The version that this process read last, as a rule that of the answer it is making."""
    return _last_read
