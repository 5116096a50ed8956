"""Who does what in a place: the partners with activities there, and how many of them serve each element of Target 3."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from registry.models import SORT_COLUMNS
from registry.queries import directory, memory
from registry.queries.directory import NAME, Asked
from registry.queries.facets import owner_number
from registry.queries.memory import Bits, Memory, bits_of, slots_of
from registry.queries.orders import ByName, Cursor, are_set
from registry.vocabulary import Element

PAGE_SIZE = 25
READ_AT_ONCE = 500


@dataclass(frozen=True)
class Doer:
    """A partner: its record, how many activities it has in the place, and how many of them serve each element."""

    record: Mapping[str, Any]
    activities: int
    elements: Mapping[str, int]


@dataclass(frozen=True)
class Page:
    """Some of the partners, by name. `next` and `previous` are cursors, "" where there is no such page."""

    total: int
    rows: list[Doer]
    next: str
    previous: str


def page(place: str, language: str, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Page:
    """Those who have activities in a country or a region (as "works in" says it). Raises `WrongCursor`.

    Four or five queries, whatever their number.
    """
    mark = Asked(text=f"who does what {place}", sort=NAME, language=language).mark
    backwards = bool(before and not after)
    cursor = Cursor.read(after or before, mark, is_number=False)
    doing = _Doing(place)
    order = doing.by_name(language)
    slots = order.page(cursor, size + 1, backwards=backwards)
    more = len(slots) > size
    slots = slots[-size:] if backwards else slots[:size]
    has_previous, has_next = (more, True) if backwards else (cursor is not None, more)
    return Page(
        total=len(doing.slots),
        rows=doing.rows(slots),
        next=order.cursor(slots[-1]).written(mark) if slots and has_next else "",
        previous=order.cursor(slots[0]).written(mark) if slots and has_previous else "",
    )


def whole(place: str, language: str) -> Iterator[Doer]:
    """All of them by name, read some hundred at a time."""
    doing = _Doing(place)
    slots = doing.by_name(language).whole()
    for start in range(0, len(slots), READ_AT_ONCE):
        yield from doing.rows(slots[start : start + READ_AT_ONCE])


class _Doing:
    """The activities in a place, sorted by whose they are, and the slots of those who have them."""

    def __init__(self, place: str) -> None:
        self.held = memory.current("organizations")
        activities = memory.current("activities")
        there = slots_of(_having(activities, "works_in", place) & activities.present)
        owners = activities.number("owner")[there]
        order = np.argsort(owners, kind="stable")
        there, self.owners = there[order], owners[order]
        self.serving = {
            element: _running(are_set(_having(activities, "element", element), there)) for element in Element.values
        }
        listed = slots_of(self.held.present)
        self.slots = listed[_among(self.held.number("owner")[listed], self.owners)]

    def by_name(self, language: str) -> ByName:
        column = SORT_COLUMNS.get(language, SORT_COLUMNS["en"])
        return ByName(self.held, bits_of(self.slots, len(self.held.present) * 64), column)

    def rows(self, slots: Sequence[int]) -> list[Doer]:
        """One query. Who withdrew meanwhile is left out."""
        return [self._doer(row.record) for row in directory.rows(self.held, slots)]

    def _doer(self, record: Mapping[str, Any]) -> Doer:
        owner = owner_number(record["id"])
        first, last = (int(np.searchsorted(self.owners, owner, side=side)) for side in ("left", "right"))
        elements = {element: int(running[last] - running[first]) for element, running in self.serving.items()}
        return Doer(record, last - first, elements)


def _having(held: Memory, name: str, value: str) -> Bits:
    return held.having(held.kind.facet(name), [value], timezone.now().date())


def _running(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many are set before each place, and before the end."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(flags, dtype=np.int64)])


def _among(numbers: NDArray[np.int32], ordered: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Of each number whether it is among some that are in order."""
    if not len(ordered):
        return np.zeros(len(numbers), np.bool_)
    found: NDArray[np.bool_] = ordered[np.minimum(np.searchsorted(ordered, numbers), len(ordered) - 1)] == numbers
    return found
