"""Corrections: what reviewers changed in a document that waits, kept beside it (The entry, Corrections).

By path: {"was": what the team wrote there, "value": what is proposed instead, "by": a person's id, "at": when}. The
path is a field ("where.scales", "gaps.<uuid>.title") or an item that is to go ("gaps.<uuid>", with `None` as its
value). A correction stands as long as the document still says what it corrects.
"""

import copy
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.entry.difference import Change, difference
from registry.entry.document import TOMBSTONE, Document, Item, present
from registry.entry.fields import SECTIONS, Label
from registry.entry.less_public import CONSENTS
from registry.entry.paths import labels
from registry.entry.readable import language_of, readable

Corrections = Mapping[str, Mapping[str, Any]]

# What a reviewer does not choose for others: who sees something, and which file is theirs.
NOT_CORRECTED = frozenset(
    {
        "visible_to",
        *(tick for ticks in CONSENTS.values() for tick in ticks),
        *("logo_file", "remove_logo", "mandate_kind", "mandate_told", "mandate_file", "keep_former"),
    }
)


@dataclass(frozen=True)
class Place:
    """A path, taken apart: its part, the item or nothing, the field or nothing for a whole item."""

    part: str
    item: str
    field: str


def place_of(path: str) -> Place:
    part, *below = path.split(".")
    if part in SECTIONS:
        return Place(part, "", below[0])
    return Place(part, below[0], below[1] if len(below) > 1 else "")


def form_key(path: str) -> str:
    """The form that asks for a path: "where", "gaps.<uuid>"."""
    place = place_of(path)
    return f"{place.part}.{place.item}" if place.item else place.part


def standing(document: Document, corrections: Corrections) -> dict[str, Mapping[str, Any]]:
    """The corrections that still hold: those whose place says what it said when it was corrected."""
    return {path: one for path, one in corrections.items() if _at(document, path) == one["was"]}


def corrected(document: Document, corrections: Corrections) -> Document:
    """The document with the corrections that stand; the same one where none does."""
    held = standing(document, corrections)
    if not held:
        return document
    document = copy.deepcopy(document)
    for path, one in held.items():
        place = place_of(path)
        if not place.field:
            document[place.part][place.item] = dict(TOMBSTONE)
        elif place.item:
            document[place.part][place.item].update({place.field: one["value"]})
        else:
            document[place.part][place.field] = one["value"]
    return document


def applied(document: Document, corrections: Corrections) -> dict[str, Mapping[str, Any]]:
    """Those whose value a merged document has: where a conflict was settled for what is listed, one is left out."""
    return {path: one for path, one in corrections.items() if _at(document, path) == one["value"]}


def _at(document: Document, path: str) -> Any:
    """What a document says at a path; `None` where the item is not there."""
    place = place_of(path)
    if not place.item:
        return document[place.part][place.field]
    item = present(document, place.part).get(place.item)
    if item is None:
        return None
    return item[place.field] if place.field else whole(item)


def whole(item: Item) -> Item:
    """What an item says, whoever may see it: hiding it meanwhile does not bring it back."""
    return {name: value for name, value in item.items() if name not in NOT_CORRECTED}


def of_form(key: str, written: Item, proposed: Item) -> dict[str, dict[str, Any]]:
    """What a form proposes otherwise than the team wrote, by path, without who and when."""
    return {
        f"{key}.{name}": {"was": written[name], "value": value}
        for name, value in proposed.items()
        if value != written[name]
    }


@dataclass(frozen=True)
class Told:
    """A correction in words: the place, the title of its item, what was written and what stands now, line by line.

    What a reference points at is not in the document, so a corrected contact has no words. `lang` is of the texts.
    """

    path: str
    labels: Sequence[Label]
    title: str
    was: Sequence[str]
    now: Sequence[str]
    lang: str
    is_removal: bool


def told(document: Document, corrections: Corrections) -> list[Told]:
    """What corrections say against the document that they stand beside, in the order of the entry."""
    if not corrections:
        return []
    after = corrected(document, corrections)
    return [_told(document, after, change) for change in difference(document, after)]


def _told(before: Document, after: Document, change: Change) -> Told:
    part, name = change.part, change.field
    item: Item = before[part][change.item] if change.item else before[part]
    now: Item = after[part][change.item] if change.item else after[part]
    return Told(
        path=change.path,
        labels=labels(change.path),
        title=str(item.get("title") or item.get("text") or item.get("value") or "") if change.item else "",
        was=readable(part, name, change.before) if name else [],
        now=readable(part, name, change.after) if name else [],
        lang=language_of(part, name, now) if name else "",
        is_removal=not name,
    )


def fingerprint(corrections: Corrections, key: str = "") -> str:
    """A short name for a state of the corrections, or of those of one form: a page names what it showed by it."""
    shown = {path: one for path, one in sorted(corrections.items()) if not key or form_key(path) == key}
    told = json.dumps(shown, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
