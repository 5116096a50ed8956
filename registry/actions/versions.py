"""Raising the version of all that everyone may see, and noting when what was last changed."""

import uuid
from collections.abc import Sequence

from django.db import connection

from registry.models import DataVersion, PublicChange


def raise_version() -> int:
    """The number of the change that this transaction makes. Whoever changes something else waits for its end."""
    table = connection.ops.quote_name(DataVersion._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (id, version) VALUES (1, nextval('registry_dataversion_numbers'))"  # noqa: S608
            " ON CONFLICT (id) DO UPDATE SET version = nextval('registry_dataversion_numbers') RETURNING version"
        )
        return int(cursor.fetchone()[0])


def note_changes(organization_ids: Sequence[uuid.UUID]) -> None:
    """Note that what everyone may see of these organizations changes now, after the version was raised.

    The times never fall, even if the clock does: whoever waited for the version comes later.
    """
    table = connection.ops.quote_name(PublicChange._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (organization_id, at)"  # noqa: S608
            f" SELECT unnest(%s::uuid[]), GREATEST(clock_timestamp(), (SELECT max(at) FROM {table}))"
            " ON CONFLICT (organization_id) DO UPDATE SET at = EXCLUDED.at",
            [sorted(set(organization_ids))],
        )
