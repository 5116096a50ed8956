"""The directory: which partners or activities a visitor's words and filters find, in which order, and what each filter
would leave.

PostgreSQL finds words (over the vectors of the listing) and walks names in their order; the memory of the process
narrows, counts and sorts the rest. What is asked is one value, `Asked`, so that pages, downloads and the API agree.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from registry.models import SORT_COLUMNS, Listed, Listing, NameKey
from registry.queries import memory, spelling
from registry.queries.facets import Facet
from registry.queries.memory import Bits, Memory, Slots, bits_of, how_many, slots_of
from registry.queries.parse import Question, parse

PAGE_SIZE = 25
MATCH, NAME = "match", "name"
# How each kind can be sorted, the number that decides where there is one, and whether the greatest comes first.
SORTS: Mapping[str, Mapping[str, str]] = {
    "organizations": {
        MATCH: "score",
        NAME: "",
        "newest": "listed",
        "confirmed": "confirmed",
        "activities": "activities",
        "gaps": "gaps",
        "offers": "offers",
    },
    "activities": {MATCH: "score", NAME: "", "newest": "listed", "start": "start"},
}
# So few that sorting them by name costs less than walking along all names.
FEW = 400
STREAMED_AT_ONCE = 500


class WrongCursor(ValueError):
    """A cursor that none of our pages gave out for this search. Its text is a sentence for people."""


@dataclass(frozen=True)
class Asked:
    """A question to the directory. `chosen` are values by facet; `exact` asks for no help with mistyped words."""

    kind: str = "organizations"
    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    language: str = "en"
    exact: bool = False

    @cached_property
    def question(self) -> Question:
        return parse(self.text)

    @property
    def order(self) -> str:
        """The sort in force: the best match first where there are words, else by name, unless something was asked."""
        return self.sort or (MATCH if self.question.wanted else NAME)

    @property
    def mark(self) -> bytes:
        """What a cursor carries to be used for this search alone."""
        chosen = sorted((name, *sorted(values)) for name, values in self.chosen.items() if values)
        told = json.dumps([self.kind, self.text, chosen, self.order, self.language, self.exact])
        return hashlib.sha256(told.encode()).digest()[:6]


@dataclass(frozen=True)
class Found:
    """An answer.

    `counts` are by facet and value, each facet's own choice left aside; `next` and `previous` are cursors, "" where
    there is no such page; `instead_of` are the words that were read as others, with what they were read as.
    """

    total: int
    counts: Mapping[str, Mapping[str, int]]
    rows: list[Any]
    next: str
    previous: str
    words: list[str]
    instead_of: list[tuple[str, str]]
    sort: str


def search(asked: Asked, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Found:
    """One page of what is found. Raises `WrongCursor`.

    `after` and `before` are cursors of this same search. Three to six queries, whatever the size of the directory.
    """
    selection = _Selection(asked)
    cursor = _Cursor.read(asked, after or before)
    order = _by_name(selection) if asked.order == NAME else _by_number(selection)
    slots = order.page(cursor, size + 1, backwards=bool(before and not after))
    more = len(slots) > size
    if before and not after:
        slots = slots[-size:]
        has_previous, has_next = more, True
    else:
        slots = slots[:size]
        has_previous, has_next = cursor is not None, more
    return Found(
        total=selection.total,
        counts=selection.counts(),
        rows=_rows(selection.memory, slots),
        next=order.cursor(slots[-1]).written(asked) if slots and has_next else "",
        previous=order.cursor(slots[0]).written(asked) if slots and has_previous else "",
        words=selection.words,
        instead_of=selection.instead_of,
        sort=asked.order,
    )


def count(asked: Asked) -> tuple[int, Mapping[str, Mapping[str, int]]]:
    """How many are found, and how many each value of each facet would find beside the other facets."""
    selection = _Selection(asked)
    return selection.total, selection.counts()


def stream(asked: Asked) -> Iterator[dict[str, Any]]:
    """The records of all that is found, in order, some hundred at a time: in a memory that does not grow with them.

    What changes meanwhile may be seen in its new state; what is withdrawn meanwhile is left out.
    """
    selection = _Selection(asked)
    slots = _by_name(selection).whole() if asked.order == NAME else _by_number(selection).whole()
    table = connection.ops.quote_name(selection.memory.kind.model._meta.db_table)
    for start in range(0, len(slots), STREAMED_AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT record::text FROM {table} JOIN unnest(%s::int[]) WITH ORDINALITY AS wanted (slot, place)"  # noqa: S608
                " USING (slot) ORDER BY place",
                [slots[start : start + STREAMED_AT_ONCE]],
            )
            some = cursor.fetchall()
        yield from (json.loads(text) for (text,) in some)


def newest(number: int) -> list[Listing]:
    """The partners that joined last."""
    held = memory.current("organizations")
    slots = slots_of(held.present)
    listed = held.number("listed")[slots]
    return _rows(held, slots[np.lexsort((-slots, -listed))][:number].tolist())


def totals() -> dict[str, int]:
    """How many activities, open gaps and open offers the partners show: `activities`, `gaps`, `offers`."""
    held = memory.current("organizations")
    slots = slots_of(held.present)
    return {name: int(held.number(name)[slots].sum()) for name in ("activities", "gaps", "offers")}


def _rows(held: Memory, slots: Sequence[int]) -> list[Any]:
    """The rows of slots in their order; one that went away meanwhile is left out."""
    fetched = held.kind.model._default_manager.only("slot", "record", "texts", *_own(held)).in_bulk(slots)
    return [fetched[slot] for slot in slots if slot in fetched]


def _own(held: Memory) -> list[str]:
    """The columns that only this kind has."""
    shared = {column.name for column in Listed._meta.get_fields()}
    return [column.name for column in held.kind.model._meta.concrete_fields if column.name not in shared]


# -- What is found ----------------------------------------------------------------------------------------------------


class _Selection:
    """The things that an `Asked` finds, as bits."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.today = timezone.now().date()
        self.memory = memory.current(asked.kind)
        self.instead_of: list[tuple[str, str]] = []
        self.hits = _Hits(self.memory, asked.question)
        if asked.question.wanted and not asked.exact and not how_many(self.hits.found):
            self._read_as_meant()
        self.narrowed = {
            facet.name: self.memory.having(facet, values, self.today)
            for facet in self.memory.kind.facets
            if (values := asked.chosen.get(facet.name))
        }
        self.bits = self._beside("")
        self.total = how_many(self.bits)

    def _read_as_meant(self) -> None:
        """Look again for what mistyped words may have meant, and keep that if it finds anything."""
        meant = spelling.corrections(self.asked.question)
        if not meant:
            return
        hits = _Hits(self.memory, self.asked.question, meant)
        if how_many(hits.found):
            self.hits = hits
            self.instead_of = [(typed, words[0]) for typed, words in meant.items()]

    def _beside(self, left_out: str) -> Bits:
        """What is found when the choice of one facet is left aside."""
        found = self.hits.found
        for name, bits in self.narrowed.items():
            if name != left_out:
                found = found & bits
        return found

    def counts(self) -> dict[str, dict[str, int]]:
        return {facet.name: self._counts_of(facet) for facet in self.memory.kind.facets}

    def _counts_of(self, facet: Facet) -> dict[str, int]:
        among = self._beside(facet.name) if facet.name in self.narrowed else self.bits
        return self.memory.counts(facet, among, self.today)

    @property
    def words(self) -> list[str]:
        """The folded words to mark in what is found."""
        return [*self.asked.question.words, *(word for _typed, word in self.instead_of)]


class _Hits:
    """What the words find: bits of everything found, and of the ranks among it, the best first."""

    def __init__(self, held: Memory, question: Question, meant: Mapping[str, list[str]] | None = None) -> None:
        self.memory = held
        self.found = held.present
        self.ranks: list[Bits] = []
        if question:
            self._ask(question, question.with_corrected(dict(meant or {})))

    def _ask(self, question: Question, wanted: str) -> None:
        asked = {part: (f"{part}_vector", wanted) for part in ("text", "heading", "name") if question.wanted}
        if question.unwanted:
            asked["unwanted"] = ("text_vector", question.unwanted_tsquery)
        queries = [
            f"SELECT '{part}', string_agg(int4send(slot), '') FROM {self._table} WHERE {column} @@ %s::tsquery"  # noqa: S608
            for part, (column, _words) in asked.items()
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(queries), [words for _column, words in asked.values()])
            slots = {part: np.frombuffer(bytes(found or b""), ">i4").astype(np.int64) for part, found in cursor}
        if question.wanted:
            self.found = self.found & self._bits(slots["text"])
            self.ranks = [*self._called(question), self._bits(slots["name"]), self._bits(slots["heading"])]
        if question.unwanted:
            self.found = self.found & ~self._bits(slots["unwanted"])

    def _called(self, question: Question) -> list[Bits]:
        """Those with a name that is what was typed, and those with one that begins so."""
        if self.memory.kind.model is not Listing or not question.typed:
            return []
        typed = question.typed[: NameKey._meta.get_field("key").max_length]
        begins = NameKey.objects.filter(whole=True, key__gte=typed, key__lt=f"{typed}\U0010ffff")
        exact, longer = [], []
        for slot, key in begins.values_list("listing", "key"):
            (exact if key == typed else longer).append(slot)
        return [self._bits(np.array(slots, np.int64)) for slots in (exact, longer)]

    def _bits(self, slots: Slots) -> Bits:
        return bits_of(slots, self.memory.numbers.shape[1]) & self.memory.present

    @property
    def _table(self) -> str:
        return connection.ops.quote_name(self.memory.kind.model._meta.db_table)


# -- Order ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Cursor:
    """A place in an order: the number or the sort key of the last thing shown, and its slot."""

    key: int | bytes
    slot: int

    def written(self, asked: Asked) -> str:
        number = isinstance(self.key, int)
        key = self.key.to_bytes(8, "big", signed=True) if isinstance(self.key, int) else self.key
        told = asked.mark + bytes([number]) + self.slot.to_bytes(4, "big") + key
        return base64.urlsafe_b64encode(told).decode().rstrip("=")

    @classmethod
    def read(cls, asked: Asked, text: str) -> "_Cursor | None":
        """The cursor of a text; none of an empty one. Raises `WrongCursor`."""
        if not text:
            return None
        try:
            told = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            told = b""
        is_number = told[6:7] == b"\1"
        if len(told) < 11 or told[6:7] not in (b"\0", b"\1") or (is_number and len(told) != 19):
            raise WrongCursor(_("This is no place in a list of ours. Begin the list anew."))
        if told[:6] != asked.mark or is_number == (asked.order == NAME):
            raise WrongCursor(_("This place belongs to another search. Begin the list anew."))
        key = int.from_bytes(told[11:], "big", signed=True) if is_number else told[11:]
        return cls(key, int.from_bytes(told[7:11], "big"))


class _by_number:  # noqa: N801 - reads as what it is: an order
    """The order by a rank and a number that the memory holds, the best first; ties by slot."""

    def __init__(self, selection: _Selection) -> None:
        held, asked = selection.memory, selection.asked
        self.slots = slots_of(selection.bits)
        numbers = held.number(SORTS[asked.kind][asked.order])[self.slots].astype(np.int64)
        rank = np.zeros(len(self.slots), np.int64)
        if asked.order == MATCH:
            ranks = selection.hits.ranks
            rank += len(ranks)
            for number, bits in reversed(list(enumerate(ranks))):
                rank[_are_set(bits, self.slots)] = number
        self.keys = (rank << 32) - numbers

    def page(self, cursor: _Cursor | None, size: int, *, backwards: bool) -> list[int]:
        slots, keys = self.slots, self.keys
        if cursor is not None:
            if backwards:
                kept = (keys < cursor.key) | ((keys == cursor.key) & (slots < cursor.slot))
            else:
                kept = (keys > cursor.key) | ((keys == cursor.key) & (slots > cursor.slot))
            slots, keys = slots[kept], keys[kept]
        if len(keys) > 4 * size:  # only those that can be on the page are sorted whole
            edge = len(keys) - size if backwards else size - 1
            limit = np.partition(keys, edge)[edge]
            near = keys >= limit if backwards else keys <= limit
            slots, keys = slots[near], keys[near]
        order = np.lexsort((slots, keys))
        return [int(slot) for slot in slots[order[-size:] if backwards else order[:size]]]

    def whole(self) -> list[int]:
        return [int(slot) for slot in self.slots[np.lexsort((self.slots, self.keys))]]

    def cursor(self, slot: int) -> _Cursor:
        return _Cursor(int(self.keys[np.searchsorted(self.slots, slot)]), slot)


class _by_name:  # noqa: N801
    """The order by name in a language of the site; ties by slot. Few things are sorted, many are met on a walk."""

    def __init__(self, selection: _Selection) -> None:
        self.selection = selection
        self.model = selection.memory.kind.model
        self.column = SORT_COLUMNS.get(selection.asked.language, SORT_COLUMNS["en"])

    def page(self, cursor: _Cursor | None, size: int, *, backwards: bool) -> list[int]:
        if not self.selection.total:
            return []
        if self.selection.total <= FEW:
            found = self._walk(cursor, backwards, size, among=slots_of(self.selection.bits).tolist())
            slots = [slot for slot, _key in found]
        else:
            slots = self._met(cursor, size, backwards=backwards)
        return slots[::-1] if backwards else slots

    def _met(self, cursor: _Cursor | None, size: int, *, backwards: bool) -> list[int]:
        """The first `size` things of the selection on the way along all names."""
        met: list[int] = []
        step = 64 + 2 * size * how_many(self.selection.memory.present) // self.selection.total
        while len(met) < size:
            passed = self._walk(cursor, backwards, step)
            slots = np.array([slot for slot, _key in passed], np.int64)
            met += slots[_are_set(self.selection.bits, slots)].tolist()
            if len(passed) < step:
                break
            cursor = _Cursor(passed[-1][1], passed[-1][0])
            step *= 4
        return met[:size]

    def _walk(
        self, cursor: _Cursor | None, backwards: bool, limit: int, among: list[int] | None = None
    ) -> list[tuple[int, bytes]]:
        """Slots and sort keys from a place on."""
        table, direction = connection.ops.quote_name(self.model._meta.db_table), "DESC" if backwards else "ASC"
        conditions, arguments = [], []
        if among is not None:
            conditions.append("slot = ANY(%s)")
            arguments.append(among)
        if cursor is not None:
            conditions.append(f"({self.column}, slot) {'<' if backwards else '>'} (%s, %s)")
            arguments += [cursor.key, cursor.slot]
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        with connection.cursor() as answers:
            answers.execute(
                f"SELECT slot, {self.column} FROM {table} {where}"  # noqa: S608 - names of ours
                f" ORDER BY {self.column} {direction}, slot {direction} LIMIT %s",
                [*arguments, limit],
            )
            return [(slot, bytes(key)) for slot, key in answers.fetchall()]

    def whole(self) -> list[int]:
        """All of the selection in order."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT slot FROM {table} ORDER BY {self.column}, slot")  # noqa: S608
            slots = np.array([slot for (slot,) in cursor.fetchall()], np.int64)
        return slots[_are_set(self.selection.bits, slots)].tolist()

    def cursor(self, slot: int) -> _Cursor:
        key = self.model._default_manager.filter(slot=slot).values_list(self.column, flat=True).first()
        return _Cursor(bytes(key or b""), slot)


def _are_set(bits: Bits, slots: Slots) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Of each slot whether its bit is set; one beyond the bits is not."""
    known = slots < len(bits) * 64
    within = np.where(known, slots, 0)
    shifted = bits[within >> 6] >> (within & 63).astype(np.uint64) if len(bits) else np.zeros(len(slots), np.uint64)
    return known & ((shifted & np.uint64(1)) == 1)
