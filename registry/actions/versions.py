"""Raising the version of all that everyone may see, as the last thing but the rows that carry it."""

from django.db import connection

from registry.models import DataVersion


def raise_version() -> int:
    """The number of the change that this transaction makes. Whoever changes something else waits for its end."""
    table = connection.ops.quote_name(DataVersion._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (id, version) VALUES (1, nextval('registry_dataversion_numbers'))"  # noqa: S608
            " ON CONFLICT (id) DO UPDATE SET version = nextval('registry_dataversion_numbers') RETURNING version"
        )
        return int(cursor.fetchone()[0])
