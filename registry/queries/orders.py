"""The orders of what is found, and the places in them that a page begins after.

Numbers are sorted in the memory of the process. Names are sorted by PostgreSQL, which holds their sort keys: a few are
sorted, many are met on a walk along all names.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from django.db import connection
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from registry.queries.memory import Bits, Memory, Slots, how_many, slots_of

# So few that sorting them by name costs less than walking along all names.
FEW = 400
# How far a walk goes at once: so many names, and so many times those among which a page should be met.
LEAST_STEP, AHEAD = 64, 2


class WrongCursor(ValueError):
    """A cursor that none of our pages gave out for this search. Its text is a sentence for people."""


@dataclass(frozen=True)
class Cursor:
    """A place in an order: the number or the sort key of the last thing shown, and its slot."""

    key: int | bytes
    slot: int

    def written(self, mark: bytes) -> str:
        """The cursor as addresses carry it. `mark` are six bytes that tell the search to which it belongs."""
        is_number = isinstance(self.key, int)
        key = self.key.to_bytes(8, "big", signed=True) if isinstance(self.key, int) else self.key
        told = mark + bytes([is_number]) + self.slot.to_bytes(4, "big") + key
        return base64.urlsafe_b64encode(told).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, mark: bytes, *, is_number: bool) -> "Cursor | None":
        """The cursor of a text; none of an empty one. Raises `WrongCursor`."""
        if not text:
            return None
        try:
            told = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            told = b""
        if len(told) < 11 or (is_number and told[6:7] == b"\1" and len(told) != 19):
            raise WrongCursor(_("This is no place in a list of ours. Begin the list anew."))
        if told[:6] != mark or told[6:7] != bytes([is_number]):
            raise WrongCursor(_("This place belongs to another search. Begin the list anew."))
        key = int.from_bytes(told[11:], "big", signed=True) if is_number else told[11:]
        return cls(key, int.from_bytes(told[7:11], "big"))


class Order(Protocol):
    """A way to sort what is found."""

    def page(self, cursor: Cursor | None, size: int, *, backwards: bool) -> list[int]:
        """At most `size` slots after a cursor, or the last ones before it, in order."""

    def whole(self) -> list[int]:
        """All slots in order."""

    def cursor(self, slot: int) -> Cursor:
        """The place of a slot that was on a page."""


class ByNumber:
    """By rank, then by a number of which the greatest comes first, then by slot."""

    def __init__(self, bits: Bits, numbers: NDArray[np.int32], ranks: Sequence[Bits] = ()) -> None:
        self.slots = slots_of(bits)
        rank = np.full(len(self.slots), len(ranks), np.int64)
        for place in reversed(range(len(ranks))):
            rank[are_set(ranks[place], self.slots)] = place
        self.keys: NDArray[np.int64] = (rank << 32) - numbers[self.slots]

    def page(self, cursor: Cursor | None, size: int, *, backwards: bool) -> list[int]:
        slots, keys = self.slots, self.keys
        if cursor is not None and isinstance(cursor.key, int):
            beyond = keys < cursor.key if backwards else keys > cursor.key
            kept = beyond | ((keys == cursor.key) & (slots < cursor.slot if backwards else slots > cursor.slot))
            slots, keys = slots[kept], keys[kept]
        if len(keys) > 4 * size:  # only those that can be on the page are sorted whole
            edge = len(keys) - size if backwards else size - 1
            limit = np.partition(keys, edge)[edge]
            near = keys >= limit if backwards else keys <= limit
            slots, keys = slots[near], keys[near]
        order = np.lexsort((slots, keys))
        return _as_list(slots[order[-size:] if backwards else order[:size]])

    def whole(self) -> list[int]:
        return _as_list(self.slots[np.lexsort((self.slots, self.keys))])

    def cursor(self, slot: int) -> Cursor:
        return Cursor(int(self.keys[np.searchsorted(self.slots, slot)]), slot)


class ByName:
    """By name as a language of the site sorts it, then by slot. `column` holds the sort keys."""

    def __init__(self, held: Memory, bits: Bits, column: str) -> None:
        self.held, self.bits, self.column = held, bits, column
        self.table = connection.ops.quote_name(held.kind.model._meta.db_table)

    def page(self, cursor: Cursor | None, size: int, *, backwards: bool) -> list[int]:
        total = how_many(self.bits)
        if total <= FEW:
            found = self._walk(cursor, backwards, size, among=_as_list(slots_of(self.bits)))
            slots = [slot for slot, _key in found]
        else:
            slots = self._met(cursor, backwards, size, total)
        return slots[::-1] if backwards else slots

    def _met(self, cursor: Cursor | None, backwards: bool, size: int, total: int) -> list[int]:
        """The first `size` that are found on the way along all names."""
        met: list[int] = []
        step = LEAST_STEP + AHEAD * size * how_many(self.held.present) // total
        while len(met) < size:
            passed = self._walk(cursor, backwards, step)
            slots = np.array([slot for slot, _key in passed], np.int64)
            met += _as_list(slots[are_set(self.bits, slots)])
            if len(passed) < step:
                break
            cursor = Cursor(passed[-1][1], passed[-1][0])
            step *= 4
        return met[:size]

    def _walk(
        self, cursor: Cursor | None, backwards: bool, limit: int, among: list[int] | None = None
    ) -> list[tuple[int, bytes]]:
        """Slots and sort keys from a place on."""
        direction = "DESC" if backwards else "ASC"
        conditions: list[str] = []
        arguments: list[Any] = []
        if among is not None:
            conditions.append("slot = ANY(%s)")
            arguments.append(among)
        if cursor is not None:
            conditions.append(f"({self.column}, slot) {'<' if backwards else '>'} (%s, %s)")
            arguments += [cursor.key, cursor.slot]
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        with connection.cursor() as answers:
            answers.execute(
                f"SELECT slot, {self.column} FROM {self.table} {where}"  # noqa: S608 - names of ours
                f" ORDER BY {self.column} {direction}, slot {direction} LIMIT %s",
                [*arguments, limit],
            )
            return [(slot, bytes(key)) for slot, key in answers.fetchall()]

    def whole(self) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT slot FROM {self.table} ORDER BY {self.column}, slot")  # noqa: S608
            slots = np.array([slot for (slot,) in cursor.fetchall()], np.int64)
        return _as_list(slots[are_set(self.bits, slots)])

    def cursor(self, slot: int) -> Cursor:
        key = self.held.kind.model._default_manager.filter(slot=slot).values_list(self.column, flat=True).first()
        return Cursor(bytes(key or b""), slot)


def are_set(bits: Bits, slots: Slots) -> NDArray[np.bool_]:
    """Of each slot whether its bit is set; one beyond the bits is not."""
    if not len(bits):
        return np.zeros(len(slots), np.bool_)
    known = slots < len(bits) * 64
    within = np.where(known, slots, 0)
    set_: NDArray[np.bool_] = (bits[within >> 6] >> (within & 63).astype(np.uint64)) & np.uint64(1) == 1
    return known & set_


def _as_list(slots: Slots) -> list[int]:
    return [int(slot) for slot in slots]
