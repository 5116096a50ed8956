"""The directory: which partners or activities a visitor's words and filters find, in which order, and what each filter
would leave.

PostgreSQL finds words (over the vectors of the listing) and walks names in their order; the memory of the process
narrows, counts and sorts the rest. What is asked is one value, `Asked`, so that pages, downloads and the API agree.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.utils import timezone
from django.utils.functional import cached_property

from registry.models import SORT_COLUMNS
from registry.queries import memory, spelling, written
from registry.queries.facets import CONFIRMED_WITHIN, EVERYWHERE, Facet, day_number
from registry.queries.hits import Hits
from registry.queries.memory import Bits, Memory, bits_of, how_many, slots_of
from registry.queries.orders import ByName, ByNumber, Cursor, Order, WrongCursor
from registry.queries.parse import Question, parse
from registry.vocabulary import Visibility

PAGE_SIZE = 25
MATCH, NAME, UNMET, NEWEST = "match", "name", "unmet", "newest"
# How each kind is sorted where nothing was asked and there are no words.
USUAL: Mapping[str, str] = {"organizations": NAME, "activities": NAME, "gaps": UNMET, "offers": NEWEST}
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
    "gaps": {MATCH: "score", NAME: "", UNMET: "unmet", NEWEST: "stated"},
    "offers": {MATCH: "score", NAME: "", NEWEST: "stated"},
}
STREAMED_AT_ONCE = 500
WORKS_IN = "works_in"
PLACES = (WORKS_IN, "country")  # facets of which a map can be drawn
FEW = 3  # results; fewer are little, and a word of the question may be mistyped
FRESH = 150  # points, beside the 1,000 of a full entry, of one that was confirmed within a year


@dataclass(frozen=True)
class Asked:
    """A question to the directory. `chosen` are values by facet; `exact` asks for no help with mistyped words.

    `circle` is that of the reader (`vocabulary.Visibility`): what others alone may see is neither found nor counted.
    """

    kind: str = "organizations"
    text: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    language: str = "en"
    exact: bool = False
    circle: str = Visibility.EVERYONE

    @cached_property
    def question(self) -> Question:
        return parse(self.text)

    @property
    def order(self) -> str:
        """The sort in force: the best match first where there are words, else the usual one, unless one was asked."""
        return self.sort or (MATCH if self.question.wanted else USUAL[self.kind])

    @property
    def mark(self) -> bytes:
        """What a cursor carries to be used for this search alone."""
        chosen = sorted((name, *sorted(values)) for name, values in self.chosen.items() if values)
        told = json.dumps([self.kind, self.text, chosen, self.order, self.language, self.exact, self.circle])
        return hashlib.sha256(told.encode()).digest()[:6]


@dataclass(frozen=True, slots=True)
class Result:
    """What a result shows of one thing that was found: its record, the texts that a snippet may be cut from, and its
    slot in the memory, -1 where it was not read from there.
    """

    record: dict[str, Any]
    texts: list[list[str]]
    slot: int = -1

    @property
    def words(self) -> Iterator[str]:
        """What it tells in words: the names and the seat, or the title and the organization's name, and the texts."""
        if "names" in self.record:
            yield from (name["text"] for name in self.record["names"])
            yield self.record["base_place"]
        else:
            yield from (self.record["title"], self.record["organization"]["name"])
        yield from (text for _kind, _language, text in self.texts)


class Unplaced(NamedTuple):
    """How many of those found name no country: because they are everywhere, and otherwise."""

    everywhere: int
    otherwise: int


@dataclass(frozen=True)
class Found:
    """An answer.

    `counts` are by facet and value, each facet's own choice left aside; `next` and `previous` are cursors, "" where
    there is no such page; `instead_of` are the words that were read as others, as they were typed, with what they were
    read as, as it is written, in as many pairs as there are of these; `offered` are such pairs too, but folded, of a
    question that finds something, but little: what it may have meant finds far more. `unplaced` says by facet of places
    (`PLACES`) who has no place on a map.
    """

    total: int
    counts: Mapping[str, Mapping[str, int]]
    rows: list[Result]
    next: str
    previous: str
    words: list[str]
    instead_of: list[tuple[str, str]]
    sort: str
    offered: list[tuple[str, str]] = field(default_factory=list)
    unplaced: Mapping[str, Unplaced] = field(default_factory=dict)


def search(asked: Asked, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Found:
    """One page of what is found. Raises `WrongCursor`.

    `after` and `before` are cursors of this same search. Two or three queries, whatever the size of the directory; a
    search that finds little or nothing looks for mistyped words with some more.
    """
    backwards = bool(before and not after)
    cursor = Cursor.read(after or before, asked.mark, is_number=asked.order != NAME)
    selection = _Selection(asked)
    order = selection.order()
    slots = order.page(cursor, size + 1, backwards=backwards)
    more = len(slots) > size
    if backwards:
        slots = slots[-size:]
        has_previous, has_next = more, True
    else:
        slots = slots[:size]
        has_previous, has_next = cursor is not None, more
    shown = rows(selection.memory, slots, explained_by_texts=selection.unexplained(slots))
    return Found(
        total=selection.total,
        counts=selection.counts(),
        rows=shown,
        next=order.cursor(slots[-1]).written(asked.mark) if slots and has_next else "",
        previous=order.cursor(slots[0]).written(asked.mark) if slots and has_previous else "",
        words=selection.words,
        instead_of=selection.instead_of_as_written(shown),
        sort=asked.order,
        offered=selection.offered(),
        unplaced=selection.unplaced(),
    )


def count(asked: Asked) -> tuple[int, Mapping[str, Mapping[str, int]]]:
    """How many are found, and how many each value of each facet would find beside the other facets."""
    selection = _Selection(asked)
    return selection.total, selection.counts()


def outcome(asked: Asked) -> tuple[int, list[tuple[str, str]]]:
    """How many are found, and the words that were read as others, as the first page of the same tells them."""
    selection = _Selection(asked)
    if not selection.instead_of:
        return selection.total, []
    slots = selection.order().page(None, PAGE_SIZE, backwards=False)
    shown = rows(selection.memory, slots, explained_by_texts=slots)
    return selection.total, selection.instead_of_as_written(shown)


def among(asked: Asked, slots: Sequence[int]) -> set[int]:
    """Which of these slots are found."""
    return _which(slots, _Selection(asked).bits)


def _which(slots: Sequence[int], bits: Bits) -> set[int]:
    """Those of some slots whose bits are set."""
    return set(slots_of(bits & bits_of(np.array(slots, np.int64), len(bits) * 64)).tolist())


def stream(asked: Asked) -> Iterator[dict[str, Any]]:
    """The records of all that is found, in order, some hundred at a time: in a memory that does not grow with them.

    What changes meanwhile may be seen in its new state; what is withdrawn meanwhile is left out.
    """
    selection = _Selection(asked)
    slots = selection.order().whole()
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


def totals() -> dict[str, int]:
    """How many activities and open offers the partners show: `activities`, `offers`. Open gaps are told by the board
    (`support.waiting`): those that are answered already still count in the entry of a partner.
    """
    held = memory.current("organizations")
    slots = slots_of(held.present)
    return {name: int(held.number(name)[slots].sum()) for name in ("activities", "offers")}


def rows(held: Memory, slots: Sequence[int], *, explained_by_texts: Sequence[int] = ()) -> list[Result]:
    """The rows of slots of a memory in their order; one that went away meanwhile is left out. Of the others than those
    that only their texts explain the texts stay where they are: they are most of a row.

    One query, none for no slots, in plain SQL: the ORM takes three times as long over it as the database.
    """
    if not slots:
        return []
    table = connection.ops.quote_name(held.kind.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT slot, record::text, CASE WHEN slot = ANY(%s::int[]) THEN texts::text ELSE '[]' END"  # noqa: S608
            f" FROM {table} JOIN unnest(%s::int[]) WITH ORDINALITY AS wanted (slot, place) USING (slot) ORDER BY place",
            [list(explained_by_texts), list(slots)],
        )
        return [Result(json.loads(record), json.loads(said), slot) for slot, record, said in cursor.fetchall()]


# -- What is found ----------------------------------------------------------------------------------------------------


class _Selection:
    """The things that an `Asked` finds, as bits."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.today = timezone.now().date()
        self.memory = memory.current(asked.kind, asked.circle)
        self.instead_of: list[tuple[str, str]] = []
        self.narrowed = {
            facet.name: self.memory.having(facet, values, self.today)
            for facet in self.memory.kind.asked
            if (values := asked.chosen.get(facet.name))
        }
        self.hits = Hits(self.memory, asked.question)
        if asked.question.wanted and not asked.exact and not how_many(self.hits.found):
            self._read_as_meant()
        self.bits = self._beside("")
        self.total = how_many(self.bits)

    def _read_as_meant(self) -> None:
        """Look again with each mistyped word read as all those of the equally near words with which something is found:
        within the filters, else without them.
        """
        meant = spelling.corrections(self.asked.question)
        read: dict[str, list[str]] = {}
        hits = self.hits
        for typed, words in meant.items():
            tried = {word: self._read_as({**meant, **read, typed: [word]}) for word in words}
            found = self._those_that_find(tried)
            if not found:
                return
            read[typed] = [typed] if typed in found else found
            hits = tried[read[typed][0]]
        if read:
            # What was tried last is the whole reading, unless there are several of its last word.
            self.hits = hits if len(read[typed]) == 1 else self._read_as(read)
            self.instead_of = [(typed, word) for typed, words in read.items() for word in words if typed != word]

    def _read_as(self, meant: Mapping[str, list[str]]) -> Hits:
        return Hits(self.memory, self.asked.question, meant)

    def _those_that_find(self, tried: Mapping[str, Hits]) -> list[str]:
        """Those of some readings that find something within the filters; else those that find anything."""
        within = [
            word for word, hits in tried.items() if how_many(reduce(np.bitwise_and, self.narrowed.values(), hits.found))
        ]
        return within or [word for word, hits in tried.items() if how_many(hits.found)]

    def offered(self) -> list[tuple[str, str]]:
        """What the words may have meant, where they find little of a directory that holds far more, and that finds far
        more. Nothing is looked up otherwise.
        """
        number = how_many(self.hits.found)
        far_more = number * spelling.MORE_LIKELY
        is_asked = self.asked.question.wanted and not self.asked.exact and not self.instead_of
        if not is_asked or not 0 < number < FEW or how_many(self.memory.present) < far_more:
            return []
        corrections = spelling.corrections(self.asked.question)
        meant = {typed: next(word for word in words if word != typed) for typed, words in corrections.items()}
        hits = Hits(self.memory, self.asked.question, {typed: [word] for typed, word in meant.items()})
        return list(meant.items()) if meant and how_many(hits.found) >= far_more else []

    def _beside(self, left_out: str) -> Bits:
        """What is found when the choice of one facet is left aside."""
        found = self.hits.found
        for name, bits in self.narrowed.items():
            if name != left_out:
                found = found & bits
        return found

    def counts(self) -> dict[str, dict[str, int]]:
        return {facet.name: self._counts_of(facet) for facet in self.memory.kind.asked}

    def _counts_of(self, facet: Facet) -> dict[str, int]:
        among = self._beside(facet.name) if facet.name in self.narrowed else self.bits
        return self.memory.counts(facet, among, self.today, self.asked.chosen.get(facet.name, ()))

    def unplaced(self) -> dict[str, Unplaced]:
        return {facet.name: self._unplaced(facet) for facet in self.memory.kind.facets if facet.name in PLACES}

    def _unplaced(self, facet: Facet) -> Unplaced:
        nowhere = self.bits & ~self.memory.anywhere(facet)
        if facet.name != WORKS_IN:
            return Unplaced(0, how_many(nowhere))
        everywhere = how_many(nowhere & self.memory.having(facet, [EVERYWHERE], self.today))
        return Unplaced(everywhere, how_many(nowhere) - everywhere)

    def unexplained(self, slots: Sequence[int]) -> Sequence[int]:
        """Those of these slots whose names may not show why they were found."""
        wanted = self.asked.question.wanted
        if len(wanted) != 1 or self.instead_of:
            return slots if wanted else []
        in_name = _which(slots, self.hits.in_name)
        return [slot for slot in slots if slot not in in_name]

    def order(self) -> Order:
        if self.asked.order == NAME:
            column = SORT_COLUMNS.get(self.asked.language, SORT_COLUMNS["en"])
            return ByName(self.memory, self.bits, column)
        numbers = self.memory.number(SORTS[self.asked.kind][self.asked.order])
        if self.asked.order != MATCH:
            return ByNumber(self.bits, numbers)
        is_fresh = self.memory.number("confirmed") >= day_number(self.today) - CONFIRMED_WITHIN
        return ByNumber(self.bits, numbers + FRESH * is_fresh, self.hits.ranks)

    def instead_of_as_written(self, shown: Sequence[Result]) -> list[tuple[str, str]]:
        """`instead_of` as people write it: what these results show writes it so, where it has it."""
        texts = [text for row in shown for text in row.words] if self.instead_of else []
        return written.instead_of(self.instead_of, self.asked.text, texts, self.asked.language)

    @property
    def words(self) -> list[str]:
        """The folded words to mark in what is found."""
        return [*self.asked.question.words, *(word for _typed, word in self.instead_of)]


__all__ = [
    "PAGE_SIZE",
    "SORTS",
    "Asked",
    "Found",
    "Result",
    "WrongCursor",
    "count",
    "outcome",
    "rows",
    "search",
    "stream",
    "totals",
]
