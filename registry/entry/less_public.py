"""Hiding in documents: what an entry shows by choice, and the same showing less (The entry, Content and status).

An entry chooses by ticks (`CONSENTS`) what is shown of people and places, and by `visible_to` who sees an item.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from registry.entry.document import TOMBSTONE, Document, Item, present
from registry.entry.fields import COLLECTIONS, CONTACT_COLUMNS, SECTIONS
from registry.errors import ShowsMore
from registry.vocabulary import Visibility

# Each tick of a section or contact, with the fields that it shows.
CONSENTS: dict[str, dict[str, tuple[str, ...]]] = {
    "organization": {
        "people_represented_public": ("people_represented",),
        "mandate_public": ("mandate_kind", "mandate"),
    },
    "where": {"base_place_public": ("base_place",)},
    "contacts": {f"{name}_public": ("contact",) for name in CONTACT_COLUMNS},
}
CHOOSING = tuple(key for key, part in COLLECTIONS.items() if part.optional)  # parts whose items say who sees them
# Who sees an item, from the fewest to the most.
CIRCLES: tuple[str, ...] = (Visibility.SECRETARIAT, Visibility.PARTNERS, Visibility.EVERYONE)


@dataclass(frozen=True)
class Hide:
    """One thing to hide: a tick ("where.base_place_public", "contacts.<uuid>.email_public") to take away, a contact
    ("contacts.<uuid>") to remove, or an item ("gaps.<uuid>") that from now on only those of `to` may see.
    """

    path: str
    to: str = ""

    @property
    def part(self) -> str:
        return self.path.split(".")[0]

    @property
    def key(self) -> str:
        """The form that asks for it: "where", or "gaps.<uuid>"."""
        return ".".join(self.path.split(".")[:2]) if self.part in COLLECTIONS else self.part

    def check(self) -> None:
        """Raises `KeyError` for what is nothing that can be hidden."""
        pieces = self.path.split(".")
        if self.part in CHOOSING and len(pieces) == 2:
            known = self.to in CIRCLES and (self.part, self.to) != ("activities", Visibility.PARTNERS)
        elif self.part == "contacts" and len(pieces) == 2:
            known = not self.to
        else:
            known = len(pieces) == (3 if self.part in COLLECTIONS else 2) and not self.to
            known = known and pieces[-1] in CONSENTS.get(self.part, {})
        if not known:
            raise KeyError(self.path)


def circle(item: Item) -> int:
    """How many see an item: its place in `CIRCLES`."""
    return CIRCLES.index(item["visible_to"])


def shows_anything_of(document: Document, hide: Hide) -> bool:
    """Whether a document still has what is to be hidden. Raises `ShowsMore` if it would be seen by more than now."""
    pieces = hide.path.split(".")
    if hide.part in SECTIONS:
        return bool(document[hide.part][pieces[1]])
    item = present(document, hide.part).get(pieces[1])
    if item is None:
        return False
    if hide.part in CHOOSING:
        if CIRCLES.index(hide.to) > circle(item):
            raise ShowsMore
        return CIRCLES.index(hide.to) < circle(item)
    return len(pieces) == 2 or bool(item[pieces[2]])


def hidden(document: Document, hide: Hide) -> Document:
    """The same document with one thing hidden; as it is where it shows no more of it anyway. A contact that was removed
    leaves a tombstone.
    """
    document = copy.deepcopy(document)
    pieces = hide.path.split(".")
    if hide.part in SECTIONS:
        document[hide.part][pieces[1]] = False
        return document
    item = present(document, hide.part).get(pieces[1])
    if hide.part in CHOOSING:
        if item is not None:
            item["visible_to"] = CIRCLES[min(circle(item), CIRCLES.index(hide.to))]
    elif len(pieces) == 2:
        document[hide.part][pieces[1]] = dict(TOMBSTONE)
    elif item is not None:
        item[pieces[2]] = False
    return document


def shows_more(before: Document, after: Document) -> list[str]:
    """The ticks and items by which `after` shows more than `before`, as paths. A removed item shows nothing."""
    return [
        *(
            f"{part}.{tick}"
            for part in SECTIONS
            for tick in CONSENTS[part]
            if after[part][tick] and not before[part][tick]
        ),
        *_items_that_show_more(before, after),
    ]


def _items_that_show_more(before: Document, after: Document) -> Iterator[str]:
    for part in CHOOSING:
        known = present(before, part)
        for id_, item in present(after, part).items():
            if circle(item) > (circle(known[id_]) if id_ in known else 0):
                yield f"{part}.{id_}"
    known = present(before, "contacts")
    for id_, item in present(after, "contacts").items():
        for tick in CONSENTS["contacts"]:
            if item[tick] and not (id_ in known and known[id_][tick]):
                yield f"contacts.{id_}.{tick}"
