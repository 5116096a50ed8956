"""Paths: how comments, conflicts and problems name a place in a document.

"where" is a section or collection, "where.scales" a field of a section, "gaps.<uuid>" an item, "gaps.<uuid>.title" a
field of an item.
"""

import uuid

from registry.entry.fields import COLLECTIONS, SECTIONS, Label, label_of

# Fields of the document that a form asks for under another name.
ASKED_AS = {"logo": "logo_file", "mandate": "mandate_kind", "contact": "email"}


def anchor(path: str) -> str:
    """The id that the input of a field has on the page of its form."""
    name = path.rpartition(".")[2]
    return f"id_{ASKED_AS.get(name, name)}"


def labels(path: str) -> list[Label]:
    """What people call a place, from the part to the field. Raises `KeyError` for a path that leads nowhere."""
    part, *below = path.split(".")
    if part in SECTIONS:
        names = below
        found = [SECTIONS[part].title]
    else:
        collection, names = COLLECTIONS[part], below[1:]
        found = [collection.one if below else collection.title]
        if below and not _is_item(below[0]):
            raise KeyError(path)
    if len(names) > 1:
        raise KeyError(path)
    return [*found, *(label_of(part, name) for name in names)]


def is_path(path: str) -> bool:
    try:
        labels(path)
    except KeyError:
        return False
    return True


def _is_item(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
