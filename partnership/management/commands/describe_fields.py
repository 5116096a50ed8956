"""`manage.py describe_fields > docs/fields.md`: the fields of an entry, from the models and the table beside them."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from registry.entry.fields import COLLECTIONS, SECTIONS, Collection, Field, Kind, Section, Seen, column_of, label_of

SEEN = {
    Seen.PUBLIC: "everyone",
    Seen.CHOSEN: "everyone, if the organization ticks it",
    Seen.VISIBILITY: "as the item's “visible to” says",
    Seen.STAFF: "the team and the secretariat",
}
NEEDED = {(True, True): "to be listed", (False, True): "to be sent", (False, False): ""}  # by list, send


class Command(BaseCommand):
    help = "Writes the description of the fields, in Markdown, to the standard output."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write("\n".join(description()))


def description() -> Iterator[str]:
    """The lines of docs/fields.md."""
    yield "# The fields of an entry"
    yield ""
    yield "Made by `manage.py describe_fields`; do not edit. Names are those of the document and of a partner's JSON."
    for key, part in (SECTIONS | COLLECTIONS).items():
        yield ""
        yield f"## {part.title} (`{key}`)"
        yield ""
        yield "| field | name | kind and limit | needed | seen by | a change waits for review |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for field in part:
            yield row(key, part, field)


def row(key: str, part: Section | Collection, field: Field) -> str:
    only = f" (only {field.only_type})" if field.only_type else ""
    needed = NEEDED[field.list, field.send] + (only if field.send else "")
    sensitive = "always" if field.sensitive else ""
    label = str(label_of(key, field.name)) + only
    return f"| {' | '.join([label, f'`{field.name}`', kind(key, field), needed, SEEN[field.seen], sensitive])} |"


def kind(key: str, field: Field) -> str:
    if field.name in ("countries", "regions"):
        return "ISO 3166-1 codes" if field.name == "countries" else "M49 codes"
    column = column_of(key, field.name)
    limit = f", at most {column.max_length:,} characters" if field.kind is Kind.TEXT and column.max_length else ""
    base: Any = getattr(column, "base_field", column)
    choices = f": {', '.join(value for value, _label in base.flatchoices)}" if base.choices else ""
    return field.kind.value + limit + choices
