"""A table goes round: brought in, approved, exported, brought in again. Every row that was listed must be the same.

    python -m bench.round_trip FILE

FILE is a table of organizations; its columns are taken as they are suggested. Into an empty database, made anew each
time. Prints what every row became, and how long each step took. Ends with 1 when a row of the export is not the same.
"""

import argparse
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import django
import psycopg
from psycopg import sql

from bench import database

if TYPE_CHECKING:
    from registry.models import Import

NAME = "round_trip"


def main(file: Path) -> int:
    database.start()
    try:
        cluster = database.embedded_postgres.cluster_of(database.folder() / "cluster")
        with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(NAME)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        database.run("bench.round_trip", "--inside", str(file), address=cluster.address(NAME))
    except database.subprocess.CalledProcessError:
        return 1
    finally:
        database.stop()
    return 0


def inside(file: Path) -> int:
    from django.core.management import call_command

    from bench import importing
    from bench.load import importer
    from registry.exchange import whole
    from registry.models import Organization

    call_command("prepare", verbosity=0)
    by = importer()
    table = importing.received(file.read_bytes(), file.name, by)
    chosen = [f"{header} = {key}" for header, key in zip(table.headers, table.columns, strict=True) if key]
    print("columns:", ", ".join(chosen))
    print("dry run:", importing.checked(table, by))
    print(dict(table.counts), faults(table))
    print("brought in:", importing.brought_in(table, by))
    print("approved:", importing.approved(table, by))
    listed = Organization.objects.listed().count()
    print(f"{listed:,} of {table.total:,} are listed")
    again = importing.received(b"".join(whole.as_csv()), "export.csv", by)
    print("dry run of the export:", importing.checked(again, by))
    print(dict(again.counts), faults(again))
    return 0 if listed and dict(again.counts) == {"same": listed} else 1


def faults(table: "Import") -> str:
    """What keeps rows out, by column, the most frequent first."""
    wrong = table.rows.filter(outcome="error").values_list("faults", flat=True)
    columns = [*table.headers, "the whole row"]
    found = Counter(f"{columns[fault['column']]}: {fault['sentence'][:60]}" for row in wrong for fault in row)
    return "; ".join(f"{number} x {what}" for what, number in found.most_common(8))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--inside", action="store_true", help="in the environment of the database")
    chosen = parser.parse_args()
    if chosen.inside:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
        django.setup()
        sys.exit(inside(chosen.file))
    sys.exit(main(chosen.file.resolve()))
