"""What a row of a table changes in an entry, in short: values of single fields, how many items of each kind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from registry.entry.difference import Change, What
from registry.entry.fields import COLLECTIONS, label_of
from registry.entry.readable import readable
from registry.exchange.cells import cut


@dataclass(frozen=True)
class Line:
    """One thing that changes: a field with its values, "" for none; or a kind of items with `counts` in words."""

    label: str
    before: str = ""
    after: str = ""
    counts: Sequence[str] = ()


def in_short(changes: Sequence[Change]) -> list[Line]:
    """Fields of the entry and its names with their values, then items by what happens to how many."""
    return [*(_field(one) for one in changes if _has_values(one)), *_items(changes)]


def _has_values(change: Change) -> bool:
    return bool(change.field) and (not change.item or change.part == "names")


def _field(change: Change) -> Line:
    before, after = (_value(change, value) for value in (change.before, change.after))
    return Line(str(label_of(change.part, change.field)), before, after)


def _value(change: Change, value: object) -> str:
    return cut(", ".join(readable(change.part, change.field, value)))


def _items(changes: Iterable[Change]) -> Iterator[Line]:
    """An item of which several fields change counts once."""
    whats = {(one.part, one.item): one.what for one in changes if not _has_values(one)}
    counted = Counter((part, what) for (part, _item), what in whats.items())
    for part, collection in COLLECTIONS.items():
        added, changed = counted[part, What.ADDED], counted[part, What.CHANGED]
        counts = []
        if added:
            counts.append(ngettext("%(number)d is added", "%(number)d are added", added) % {"number": added})
        if changed:
            counts.append(ngettext("%(number)d changes", "%(number)d change", changed) % {"number": changed})
        if counts:
            yield Line(str(collection.title), counts=counts)
