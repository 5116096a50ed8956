"""What each process remembers of the listing: one row of bits for each facet value, one column for each listed thing.

Counting every facet of 100 thousand organizations takes PostgreSQL tens of milliseconds, and a processor one (see
docs/performance.md). A memory is read whole at the first question, then kept up with what changed since its version,
so an answer is never older than the version that was current when it was asked for. It holds no words and no names:
PostgreSQL finds those.
"""

import datetime
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from django.db import connection
from django.db.models import Max
from django.utils.functional import cached_property
from numpy.typing import NDArray

from registry.models import ActivityListing, GapListing, Listed, Listing, OfferListing, Unlisted
from registry.queries import version
from registry.queries.facets import (
    ACTIVITY_FACETS,
    ACTIVITY_NUMBERS,
    GAP_FACETS,
    GAP_NUMBERS,
    OFFER_FACETS,
    OFFER_NUMBERS,
    ORGANIZATION_FACETS,
    ORGANIZATION_NUMBERS,
    SEEN_BY,
    VALUE_BITS,
    Codes,
    Facet,
    TimeFacet,
    forget_names,
)
from registry.vocabulary import Visibility

Bits = NDArray[np.uint64]  # one a slot; several rows of them in a matrix
Slots = NDArray[np.int64]

_WORD = 64
READ_AT_ONCE = 20_000  # slots
PIECE = 256 * 1024  # bytes of the memory that are counted at once


@dataclass(frozen=True)
class Kind:
    """A kind of things that are listed: its table, its facets, and the numbers that its rows carry."""

    model: type[Listed]
    facets: tuple[Facet, ...]
    numbers: tuple[str, ...]

    @cached_property
    def codes(self) -> Codes:
        return Codes(self.facets)

    @property
    def asked(self) -> tuple[Facet, ...]:
        """The facets that people and programs may ask for."""
        return tuple(facet for facet in self.facets if not facet.inner)

    def facet(self, name: str) -> Facet:
        return next(facet for facet in self.facets if facet.name == name)


KINDS = {
    "organizations": Kind(Listing, ORGANIZATION_FACETS, ORGANIZATION_NUMBERS),
    "activities": Kind(ActivityListing, ACTIVITY_FACETS, ACTIVITY_NUMBERS),
    "gaps": Kind(GapListing, GAP_FACETS, GAP_NUMBERS),
    "offers": Kind(OfferListing, OFFER_FACETS, OFFER_NUMBERS),
}

# Who sees what is for each circle of readers: partners see what is for everyone too, the secretariat everything.
SEES: Mapping[str, tuple[str, ...]] = {
    Visibility.EVERYONE: (Visibility.EVERYONE,),
    Visibility.PARTNERS: (Visibility.EVERYONE, Visibility.PARTNERS),
    Visibility.SECRETARIAT: (Visibility.EVERYONE, Visibility.PARTNERS, Visibility.SECRETARIAT),
}


@dataclass(frozen=True)
class Memory:
    """One kind at one version. Nothing in it is ever changed, so that any thread may go on using it.

    `codes` are sorted, and `values` has a row for each; `present` marks the slots in use. `numbers` has a row for each
    number of the kind and a column for each slot.
    """

    kind: Kind
    version: int
    codes: Slots
    values: NDArray[np.uint64]
    present: Bits
    numbers: NDArray[np.int32]

    # -- Asking -------------------------------------------------------------------------------------------------------

    def seen_by(self, circle: str) -> "Memory":
        """The memory without what this circle of readers may not see: nothing that is asked of it finds or counts that.

        Worked out once; only what is `present` differs.
        """
        if SEEN_BY not in self.kind.facets:
            return self
        if circle not in self._seen_by:
            today = datetime.date.min  # the facet does not depend on it
            self._seen_by[circle] = replace(self, present=self.present & self.having(SEEN_BY, SEES[circle], today))
        return self._seen_by[circle]

    def nothing(self) -> Bits:
        return np.zeros_like(self.present)

    def having(self, facet: Facet, values: Sequence[str], today: datetime.date) -> Bits:
        """The things with any of the values of a facet."""
        if isinstance(facet, TimeFacet):
            told = [self._told(facet, value, today) for value in values]
            return reduce(np.bitwise_or, told, self.nothing())
        codes = [code for value in values if (code := self.kind.codes.of(facet.name, value)) is not None]
        rows = [row for code in codes if (row := self._row(code)) is not None]
        found: Bits = np.bitwise_or.reduce(self.values[rows], axis=0) if rows else self.nothing()
        return found

    def counts(self, facet: Facet, among: Bits, today: datetime.date, chosen: Sequence[str] = ()) -> dict[str, int]:
        """How many of `among` have each value of a facet; values that none has are left out.

        `chosen`: values of a facet of time that are counted too, though no row would show them.
        """
        if isinstance(facet, TimeFacet):
            return self._counts_of_time(facet, among, today, chosen)
        first, last = self._rows_of(facet)
        counts = self._tally(among, first, last)
        some = np.flatnonzero(counts)
        return {self._decoded[first + place]: int(counts[place]) for place in some}

    def _counts_of_time(
        self, facet: TimeFacet, among: Bits, today: datetime.date, chosen: Sequence[str]
    ) -> dict[str, int]:
        told: dict[str, int] = {}
        whole, count = how_many(among), -1
        for value in self._years(facet, today):
            if not (facet.grows and count == whole):  # what holds for all holds for all from here on
                count = how_many(self._told(facet, value, today) & among)
            told[value] = count
        others = [value for value in chosen if value not in told]
        told |= {value: how_many(self._told(facet, value, today) & among) for value in others}
        return {value: count for value, count in told.items() if count}

    def anywhere(self, facet: Facet) -> Bits:
        """The things that have a country (two letters) among the values of a facet of places; worked out once."""
        if facet.name not in self._placed:
            rows = [row for row in range(*self._rows_of(facet)) if len(self._decoded[row]) == 2]
            found: Bits = np.bitwise_or.reduce(self.values[rows], axis=0) if rows else self.nothing()
            self._placed[facet.name] = found
        return self._placed[facet.name]

    def stating(self, facet: Facet) -> Bits:
        """The things that have any value of a facet at all; worked out once."""
        if facet.name not in self._stating:
            first, last = self._rows_of(facet)
            rows = self.values[first:last]
            self._stating[facet.name] = np.bitwise_or.reduce(rows, axis=0) if last > first else self.nothing()
        return self._stating[facet.name]

    def _tally(self, among: Bits, first: int, last: int) -> NDArray[np.uint32]:
        """Of each row of values from one to another, how many of `among` are in it."""
        if among is self.present:
            return self._of_all[first:last]
        words = np.flatnonzero(among)
        if 4 * len(words) < len(among):  # few: only where there are any
            return _shared(self.values[first:last, words], among[words])
        return _shared(self.values[first:last], among)

    @cached_property
    def _of_all(self) -> NDArray[np.uint32]:
        return _shared(self.values, self.present)

    @cached_property
    def _decoded(self) -> list[str]:
        return [self.kind.codes.value(int(code))[1] for code in self.codes]

    def _told(self, facet: TimeFacet, value: str, today: datetime.date) -> Bits:
        """The things for which a facet of time holds today; told once a day."""
        key = (facet.name, value, today)
        if key not in self._told_before:
            self._told_before[key] = _packed(facet.fits(self._columns, value, today)) & self.present
        return self._told_before[key]

    def _years(self, facet: TimeFacet, today: datetime.date) -> Sequence[str]:
        key = (facet.name, today)
        if key not in self._years_before:
            slots = slots_of(self.present)
            columns = {name: column[slots] for name, column in self._columns.items()}
            self._years_before[key] = facet.present(columns, today)
        return self._years_before[key]

    # Filled as they are asked for; two threads that tell the same at once tell the same.
    @cached_property
    def _told_before(self) -> dict[tuple[str, str, datetime.date], Bits]:
        return {}

    @cached_property
    def _seen_by(self) -> dict[str, "Memory"]:
        return {}

    @cached_property
    def _stating(self) -> dict[str, Bits]:
        return {}

    @cached_property
    def _placed(self) -> dict[str, Bits]:
        return {}

    @cached_property
    def _years_before(self) -> dict[tuple[str, datetime.date], Sequence[str]]:
        return {}

    def number(self, name: str) -> NDArray[np.int32]:
        column: NDArray[np.int32] = self.numbers[self.kind.numbers.index(name)]
        return column

    @property
    def _columns(self) -> Mapping[str, NDArray[np.int32]]:
        return dict(zip(self.kind.numbers, self.numbers, strict=True))

    def _rows_of(self, facet: Facet) -> tuple[int, int]:
        """From which row of values to which those of a facet stand."""
        number = self.kind.facets.index(facet)
        first, last = np.searchsorted(self.codes, [number << VALUE_BITS, (number + 1) << VALUE_BITS])
        return int(first), int(last)

    def _row(self, code: int) -> int | None:
        row = int(np.searchsorted(self.codes, code))
        return row if row < len(self.codes) and self.codes[row] == code else None

    # -- Keeping up ---------------------------------------------------------------------------------------------------

    def with_rows(self, rows: "Rows", gone: Sequence[int], version: int) -> "Memory":
        """The memory after rows were written anew and slots fell empty."""
        size = max(self.numbers.shape[1], _rounded_up(int(rows.slots.max(initial=0)) + 1))
        codes = np.union1d(self.codes, rows.codes)
        values = np.zeros((len(codes), size // _WORD), np.uint64)
        values[np.searchsorted(codes, self.codes), : self.values.shape[1]] = self.values
        numbers = np.full((len(self.kind.numbers), size), -1, np.int32)
        numbers[:, : self.numbers.shape[1]] = self.numbers
        numbers[:, rows.slots] = rows.numbers
        present = np.zeros(size // _WORD, np.uint64)
        present[: len(self.present)] = self.present

        touched = bits_of(np.concatenate([rows.slots, np.array(gone, np.int64)]), size)
        values &= ~touched
        present &= ~touched
        present |= bits_of(rows.slots, size)
        bits = np.left_shift(np.uint64(1), (rows.slot_of_code % _WORD).astype(np.uint64))
        np.bitwise_or.at(values, (np.searchsorted(codes, rows.codes), rows.slot_of_code // _WORD), bits)
        return Memory(self.kind, version, codes, values, present, numbers)


@dataclass(frozen=True)
class Rows:
    """Rows of a table: their slots and numbers, and the codes of all of them, each beside its slot."""

    slots: Slots
    numbers: NDArray[np.int32]
    codes: Slots
    slot_of_code: Slots


def empty(kind: Kind) -> Memory:
    return Memory(
        kind,
        0,
        np.zeros(0, np.int64),
        np.zeros((0, 0), np.uint64),
        np.zeros(0, np.uint64),
        np.zeros((len(kind.numbers), 0), np.int32),
    )


# -- Bits -------------------------------------------------------------------------------------------------------------


def bits_of(slots: Slots, size: int) -> Bits:
    """The bits of some slots, those beyond `size` left out."""
    flags = np.zeros(size, bool)
    flags[slots[slots < size]] = True
    return _packed(flags)


def slots_of(bits: Bits) -> Slots:
    """The slots whose bits are set, in order."""
    return np.flatnonzero(flags_of(bits)).astype(np.int64)


def _shared(rows: NDArray[np.uint64], among: Bits) -> NDArray[np.uint32]:
    """How many bits each row has in common with `among`; in pieces that stay in the processor's cache."""
    shared = np.zeros(len(rows), np.uint32)
    step = max(1, PIECE // max(1, among.nbytes))
    for start in range(0, len(rows), step):
        piece = rows[start : start + step] & among
        np.bitwise_count(piece).sum(axis=1, dtype=np.uint32, out=shared[start : start + step])
    return shared


def flags_of(bits: Bits) -> NDArray[np.uint8]:
    """A 1 for each slot whose bit is set, a 0 for each other."""
    return np.unpackbits(bits.view(np.uint8), bitorder="little")


def how_many(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum())


def _packed(flags: NDArray[np.bool_]) -> Bits:
    return np.packbits(flags, bitorder="little").view(np.uint64)


def _rounded_up(size: int) -> int:
    """A size with room for some more, in whole words."""
    return -(-(size + size // 8) // _WORD) * _WORD


# -- The memories of this process -------------------------------------------------------------------------------------

_memories: dict[str, Memory] = {}
_lock = threading.Lock()


def current(name: str, circle: str = Visibility.EVERYONE) -> Memory:
    """The memory of a kind, brought up to date, of what a circle of readers may see.

    One query, four when something has changed; more to read it whole.
    """
    memory = _memories.get(name)
    if memory is None or memory.version != version.current():
        with _lock:  # and asked again within it: another thread may have brought the memory beyond what was read
            memory = _memories[name] = _brought_to(version.current(), _memories.get(name) or empty(KINDS[name]))
    return memory.seen_by(circle)


def forget() -> None:
    """The next question reads everything again. For tests, whose rows vanish."""
    _memories.clear()
    forget_names()


def _brought_to(number: int, memory: Memory) -> Memory:
    if number < memory.version:  # of a database that was put back since
        memory = empty(memory.kind)
    if number == memory.version:
        return memory
    gone = Unlisted.objects.filter(table=memory.kind.model._meta.model_name, version__gt=memory.version)
    empty_slots = list(gone.values_list("slot", flat=True))
    for rows in _rows_since(memory.kind, memory.version):
        memory = memory.with_rows(rows, empty_slots, number)
    return memory


def _rows_since(kind: Kind, version: int) -> Iterator[Rows]:
    """What was written after a version. All there is comes in pieces: on its way a row takes many times its room, and
    no statement may keep a page waiting for long.
    """
    if version:
        yield _rows(kind, "version > %s", [version])
        return
    last = kind.model._default_manager.aggregate(Max("slot"))["slot__max"] or 0
    for first in range(0, last + 1, READ_AT_ONCE):
        yield _rows(kind, "slot BETWEEN %s AND %s", [first, first + READ_AT_ONCE - 1])


def _rows(kind: Kind, condition: str, arguments: list[int]) -> Rows:
    table = connection.ops.quote_name(kind.model._meta.db_table)
    with connection.cursor() as cursor:
        packed = ("int4send(slot)", "int4send(length(terms) / 8)", "numbers", "terms")
        columns = ", ".join(f"string_agg({column}, '')" for column in packed)
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {condition}", arguments)  # noqa: S608 - names of ours
        slots, lengths, numbers, codes = (bytes(part or b"") for part in cursor.fetchone())
    of_rows = np.frombuffer(slots, ">i4").astype(np.int64)
    return Rows(
        slots=of_rows,
        numbers=np.frombuffer(numbers, "<i4").reshape(-1, len(kind.numbers)).T,
        codes=np.frombuffer(codes, "<i8").astype(np.int64),
        slot_of_code=np.repeat(of_rows, np.frombuffer(lengths, ">i4")),
    )
