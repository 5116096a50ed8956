"""From a row of a table to an entry, and back.

A row says what it says of an entry and nothing of the rest: an absent column or an empty cell changes nothing. Items
are found by their id, else by their text, and one that is not found is new; a row removes none. Nothing becomes more
public: ticks have no column, and who sees an item that is there stays as it is.
"""

import uuid
from collections.abc import Mapping, Sequence
from functools import cache

from registry.entry.document import Document, Item, blank, present
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.exchange.cells import guarded, joined, unguarded
from registry.exchange.columns import COLUMNS, Column, suggest
from registry.exchange.faults import WHOLE_ROW, Fault
from registry.exchange.reading import OF_ITEMS, Read, Reader
from registry.ids import normalize_public_id, uuid7
from registry.vocabulary import ContactKind, ContactRole, NameKind

__all__ = ["COLUMNS", "WHOLE_ROW", "Fault", "Read", "id_of", "read", "suggest", "with_contact", "write"]


def id_of(cells: Sequence[str], columns: Sequence[str]) -> str:
    """The public id of a row as it is written, or "" where it has none. Whether it is one, `read` says."""
    for key, cell in zip(columns, cells, strict=False):
        if key == "id":
            return normalize_public_id(unguarded(cell))
    return ""


def read(cells: Sequence[str], columns: Sequence[str], live: Document | None) -> Read:
    """The entry that a row makes: of `live`, or of an empty one. `columns` has the key of each cell, each
    key once, and "" for a cell that is left out. No query.
    """
    return Reader(cells, columns, live).run()


def with_contact(document: Document, contact: uuid.UUID, columns: Mapping[str, str]) -> Document:
    """The document with a main contact, shown to nobody but team and secretariat, in a row of `Contact`."""
    kind = ContactKind.PERSON if columns.get("name") else ContactKind.MAILBOX
    item = {**blank(COLLECTIONS["contacts"]), "role": str(ContactRole.MAIN), "kind": str(kind), "contact": str(contact)}
    return {**document, "contacts": {**document["contacts"], str(uuid7()): item}}


def write(document: Document, public_id: str) -> dict[str, str]:
    """The row of an entry, with a cell for each of `COLUMNS`. Contacts are personal and have empty ones.

    It holds what only the secretariat may see, too.
    """
    row = dict.fromkeys(COLUMNS, "") | {"id": public_id}
    for key, column in COLUMNS.items():
        if column.part in SECTIONS:
            row[key] = column.write(document[column.part][column.field])
    names = present(document, "names")
    official = next((name for name in names.values() if name["kind"] == NameKind.OFFICIAL), None)
    if official:
        row |= {"name": official["text"], "name_language": official["language"]}
    row["acronym"] = joined(name["text"] for name in names.values() if name["kind"] == NameKind.ACRONYM)
    for part in OF_ITEMS:
        row |= _written(present(document, part), part)
    return {key: guarded(cell) for key, cell in row.items()}


def _written(items: Mapping[str, Item], part: str) -> dict[str, str]:
    found = {}
    for column in _columns_of(part):
        if column.field == "id":
            values = [*items]
        elif part == "identifiers":
            values = [column.write((item["scheme"], item["value"])) for item in items.values()]
        else:
            values = [column.write(item[column.field]) for item in items.values()]
        found[column.key] = joined(values)
    return found


@cache
def _columns_of(part: str) -> list[Column]:
    """The columns that have a part for each item of a collection."""
    return [column for column in COLUMNS.values() if column.part == part and column.is_of_items]
