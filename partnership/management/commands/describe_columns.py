"""`manage.py describe_columns > docs/columns.md`: what downloads and the API tell of each row, from its declaration."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from registry.exchange import columns as of_imports
from registry.exchange.exports import COLUMNS, SEPARATOR, Column

TITLES = {
    "organizations": "Organizations",
    "activities": "Activities",
    "gaps": "Support gaps",
    "offers": "Support offers",
}


class Command(BaseCommand):
    help = "Writes the description of the columns, in Markdown, to the standard output."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write("\n".join(description()))


def description() -> Iterator[str]:
    """The lines of docs/columns.md."""
    yield "# The columns of downloads, and of the lists of the API"
    yield ""
    yield "Made by `manage.py describe_columns`; do not edit. Names are the same in every format and language."
    yield ""
    yield f"Lists are lists in JSON. In a cell their parts stand with `{SEPARATOR}` between them: names by their texts,"
    yield "identifiers as `scheme:value`. What was not stated is null in JSON, and an empty cell."
    for kind, columns in COLUMNS.items():
        yield ""
        yield f"## {TITLES[kind]}"
        yield ""
        yield "| column | kind | meaning |"
        yield "| --- | --- | --- |"
        yield from map(row, columns)
    yield from _of_imports()


def _of_imports() -> Iterator[str]:
    """What a table that is brought in may say, and the export of all entries for curators has."""
    yield ""
    yield "## Imports"
    yield ""
    yield "The columns of a table that curators bring in, and of their export of all entries. One row is one entry; an"
    yield "absent column or an empty cell changes nothing. Columns of items have one part for each item, in the same"
    yield f"order in all of them, with `{SEPARATOR}` between the parts; a bar that somebody wrote is `\\|`. The codes"
    yield "of one item are parted by `; `. Words of a vocabulary are read as codes or as labels in any of the six"
    yield "languages. Dates are `2024-05-31`, months `2024-05`."
    yield ""
    yield "| column | part of the entry | what it is | how |"
    yield "| --- | --- | --- | --- |"
    for column in of_imports.COLUMNS.values():
        yield f"| `{column.key}` | {column.group} | {column.label} | {column.help} |"


def row(column: Column) -> str:
    only = "; in CSV and XLSX only, in the language of the page" if column.table_only else ""
    return f"| `{column.name}` | {column.kind.value} | {column.meaning}{only} |"
