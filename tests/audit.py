"""What the audit says of who changed what: the events of each table, and those that name nobody."""

from django.apps import apps
from django.db import connection


def audited() -> list[str]:
    """The tables of events."""
    return [model._meta.db_table for model in apps.get_models() if getattr(model, "pgh_tracked_model", None)]


def newest() -> dict[str, int]:
    """The last event of each audited table."""
    asked = [f"(SELECT coalesce(max(pgh_id), 0) FROM {table})" for table in audited()]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}")
        return dict(zip(audited(), cursor.fetchone(), strict=True))


def nameless(since: dict[str, int]) -> list[tuple[str, str]]:
    """The changes since then that do not say which person made them, by table and deed."""
    asked = [
        f"SELECT '{table}', pgh_label FROM {table} LEFT JOIN pghistory_context context ON context.id = pgh_context_id"  # noqa: S608
        f" WHERE pgh_id > {last} AND context.metadata ->> 'user' IS NULL"
        for table, last in since.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return list(cursor.fetchall())
