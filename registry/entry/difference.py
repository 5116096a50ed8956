"""The difference of two documents, by field and item: what a submission proposes, what a reviewer reads."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from registry.entry.document import Document, present
from registry.entry.fields import COLLECTIONS, SECTIONS


class What(Enum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """One thing that differs.

    `path` is "section.field", "collection.uuid" (a whole item added or removed) or "collection.uuid.field".
    For a whole item, `before` or `after` is the item.
    """

    path: str
    what: What
    before: Any
    after: Any

    @property
    def part(self) -> str:
        return self.path.split(".")[0]

    @property
    def item(self) -> str:
        """The UUID of the item, or nothing for a field of a section."""
        pieces = self.path.split(".")
        return pieces[1] if pieces[0] in COLLECTIONS else ""

    @property
    def field(self) -> str:
        """The name of the field, or nothing for a whole item."""
        pieces = self.path.split(".")
        return "" if pieces[0] in COLLECTIONS and len(pieces) == 2 else pieces[-1]


def difference(before: Document, after: Document) -> list[Change]:
    """Every change from `before` to `after`, in the order of the entry. An absent item and a tombstone are the same."""
    return [*_of_sections(before, after), *_of_items(before, after)]


def _of_sections(before: Document, after: Document) -> list[Change]:
    return [
        Change(f"{key}.{field.name}", What.CHANGED, before[key][field.name], after[key][field.name])
        for key, section in SECTIONS.items()
        for field in section
        if before[key][field.name] != after[key][field.name]
    ]


def _of_items(before: Document, after: Document) -> list[Change]:
    changes = []
    for key, collection in COLLECTIONS.items():
        old, new = present(before, key), present(after, key)
        for id_ in sorted(old.keys() | new.keys()):
            path = f"{key}.{id_}"
            if id_ not in old:
                changes.append(Change(path, What.ADDED, None, new[id_]))
            elif id_ not in new:
                changes.append(Change(path, What.REMOVED, old[id_], None))
            else:
                changes += [
                    Change(f"{path}.{field.name}", What.CHANGED, old[id_][field.name], new[id_][field.name])
                    for field in collection
                    if old[id_][field.name] != new[id_][field.name]
                ]
    return changes
