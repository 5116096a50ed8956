"""System checks that explain what is wrong with an installation, and what to do.

Those that ask the database run with `migrate` and `check --database default`. `refuse_unsafe_serving` is for gunicorn,
which would otherwise run none.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.management.base import SystemCheckError
from django.db import connections

from partnership import environment
from registry.entry.at_once import never_at_once

OLDEST_POSTGRESQL = 15


@register(Tags.security)
def check_demonstration(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """The demonstration shows everyone's sign-in codes, so it may only answer on the machine that it runs on."""
    if not (settings.DEMO and settings.DEPLOYED):
        return []
    return [
        Error(
            "The demonstration is switched on in a deployment.",
            hint="It shows everyone's sign-in codes. Unset DEMO, or unset ALLOWED_HOSTS to answer here only.",
            id="partnership.E001",
        )
    ]


@register(Tags.security)
def check_debug(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """A page of DEBUG shows settings and what people typed."""
    if not (settings.DEBUG and settings.DEPLOYED):
        return []
    return [Error("DEBUG is switched on in a deployment.", hint="Unset DEBUG.", id="partnership.E002")]


@register(Tags.security)
def check_secret_key(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """A key that one machine made for itself would end everyone's session on the next machine."""
    if not settings.DEPLOYED or environment.secret("SECRET_KEY"):
        return []
    return [
        Error(
            "SECRET_KEY is not set in a deployment.",
            hint="Set SECRET_KEY, or SECRET_KEY_FILE to the name of a file, to 50 random characters or more: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="partnership.E003",
        )
    ]


@register()
def check_listed_at_once(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Whether the fields that are listed at once are some, and none that always wait for review."""
    wrong = never_at_once(settings.LISTED_AT_ONCE)
    if not wrong:
        return []
    return [
        Error(
            f"LISTED_AT_ONCE names what cannot be listed at once: {' '.join(wrong)}.",
            hint="Name fields of docs/fields.md that are not sensitive, such as where.scales or gaps.text; no "
            "identifier and no contact.",
            id="partnership.E008",
        )
    ]


@register(Tags.database)
def check_database(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """Whether every database answers, is new enough, and compares the letters of all scripts."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        # A connection of its own: the pool would go on trying for a while, and write what it tried to the log.
        arguments = connections[alias].get_connection_params()
        arguments = {name: value for name, value in arguments.items() if name not in {"cursor_factory", "context"}}
        try:
            with psycopg.connect(**{"connect_timeout": 5, **arguments}) as connection:
                found += _check_server(connection)
                connection.rollback()
        except psycopg.OperationalError as error:
            found.append(
                Error(
                    f"The database cannot be reached: {str(error).strip()}",
                    hint="Start the server, or correct DATABASE_URL. Without DATABASE_URL the embedded one is used.",
                    id="partnership.E004",
                )
            )
    return found


def _check_server(connection: psycopg.Connection[Any]) -> list[CheckMessage]:
    if connection.info.server_version < OLDEST_POSTGRESQL * 10000:
        return [
            Error(
                f"The database server is PostgreSQL {connection.info.server_version // 10000}.",
                hint=f"PostgreSQL {OLDEST_POSTGRESQL} is the oldest that the registry runs on. Upgrade the server.",
                id="partnership.E005",
            )
        ]
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")  # the caller rolls back
    except (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedFile, psycopg.errors.InsufficientPrivilege):
        return [
            Error(
                "The extension pg_trgm, which search needs, is missing from the database.",
                hint="Install PostgreSQL's contrib package (Debian has it in `postgresql`), then let a superuser say "
                "in this database: CREATE EXTENSION pg_trgm;",
                id="partnership.E006",
            )
        ]
    row = connection.execute("SELECT similarity('мир', 'МИР') = 1").fetchone()
    if row == (True,):
        return []
    return [
        Error(
            "The database's LC_CTYPE makes search blind to every script but Latin.",
            hint="Make the database anew with a UTF-8 locale: CREATE DATABASE ... TEMPLATE template0 ENCODING 'UTF8' "
            "LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';",
            id="partnership.E007",
        )
    ]


def refuse_unsafe_serving() -> None:
    """Raise SystemCheckError with every sentence of the checks above that need no database, where one complains."""
    complaints = [*check_demonstration(None), *check_debug(None), *check_secret_key(None)]
    if complaints:
        raise SystemCheckError("\n".join(str(complaint) for complaint in complaints))
