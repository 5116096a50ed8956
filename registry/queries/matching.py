"""Matches: for a gap the offers that fit, for an offer the gaps, the best first, with the reasons.

What cannot be a match is left out before anything is weighed (`comparing.Obstacle`); the rest is weighed part by part
(`comparing.WEIGHTS`). The memories of the process hold all that is weighed but the words, for which PostgreSQL is asked
once, and no row is read but those of the page. Both sides of a pair see the same points.
"""

import datetime
import hashlib
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from registry.queries import directory, families, likenesses, memory
from registry.queries.comparing import (
    ANYWHERE,
    BROAD,
    CONTINENTS,
    UNTOLD,
    WEIGHTS,
    WITHIN,
    Match,
    Obstacle,
    Part,
    Record,
    is_worldwide,
    names_most,
    parts_of,
)
from registry.queries.facets import EVERYWHERE, NAMED, SCRIPT, Facet, owner_number, regions_of
from registry.queries.memory import Bits, Memory, Slots, flags_of, how_many, slots_of
from registry.queries.orders import ByNumber, Cursor
from registry.states import GapState, OfferState
from registry.text import script_of

PAGE_SIZE = 10
TENTHS = 100  # of a point: scores are compared as whole numbers
GRADES = 4  # of places, from none to named by both
NO_DAY = datetime.date.min  # no facet that is asked here depends on the day

Shares = NDArray[np.float64]  # a row for each part, a column for each thing
Refused = Mapping[uuid.UUID, Collection[uuid.UUID]]  # of a gap the offers, of an offer the gaps
NONE_REFUSED: Refused = {}


@dataclass(frozen=True)
class _Side:
    """Gaps or offers: the column of their ids, the state in which they are matched, and the number of which the greater
    stands first among equals: the gap that waits longest, the offer that is newest.
    """

    kind: str
    column: str
    open: str
    first: str

    @property
    def table(self) -> str:
        return connection.ops.quote_name(memory.KINDS[self.kind].model._meta.db_table)


GAPS = _Side("gaps", "gap_id", GapState.OPEN, "unmet")
OFFERS = _Side("offers", "offer_id", OfferState.OPEN, "stated")


@dataclass(frozen=True)
class Matches:
    """A page of what fits. `asked` is the record for which it was looked for; `total` are all that fit, `meant` those
    of them that name a place in common and not only everywhere; `next` and `previous` are cursors, "" where there is
    no such page.
    """

    asked: dict[str, Any]
    total: int
    rows: list[Match]
    meant: int = 0
    next: str = ""
    previous: str = ""


@dataclass(frozen=True)
class Why:
    """A pair that was asked about: what stands between the two, if anything does, and every part of them."""

    gap: dict[str, Any]
    offer: dict[str, Any]
    obstacles: tuple[Obstacle, ...]
    match: Match


@dataclass(frozen=True)
class Own:
    """An open gap or offer of an organization and the best that there is for it; `is_seen`: by the circle that asks."""

    kind: str
    record: dict[str, Any]
    is_seen: bool
    total: int = 0
    rows: tuple[Match, ...] = ()


# -- Questions --------------------------------------------------------------------------------------------------------


def for_gap(gap_id: uuid.UUID, **asked: Any) -> Matches | None:
    """The offers that fit a gap, a page of them: `for_item`."""
    return for_item(GAPS, OFFERS, gap_id, **asked)


def for_offer(offer_id: uuid.UUID, **asked: Any) -> Matches | None:
    """The gaps that fit an offer, a page of them: `for_item`."""
    return for_item(OFFERS, GAPS, offer_id, **asked)


def for_item(
    side: _Side,
    other: _Side,
    item_id: uuid.UUID,
    *,
    circle: str,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
    refused: Collection[uuid.UUID] = (),
    only_meant: bool = False,
) -> Matches | None:
    """None where this circle of readers may not see the item, or it is not listed. Raises `WrongCursor`.

    `refused` are ids of the other kind that were tried with this one in vain; `only_meant` leaves out what is for
    everywhere alone. One that is not open has no matches.
    """
    asker = next(iter(_read(side, circle, "WHERE " + side.column + " = %s", [item_id])), None)
    if asker is None or not asker.is_seen:
        return None
    if asker.record["state"] != side.open:
        return Matches(asker.record, 0, [])
    fitting = _fitting(side, other, [asker], circle, {item_id: refused})[0]
    search = f"{side.kind}{item_id}{circle}{only_meant:d}"
    return fitting.page(search, after, before, size, only_meant=only_meant)


def why(gap_id: uuid.UUID, offer_id: uuid.UUID, *, circle: str, refused: Collection[uuid.UUID] = ()) -> Why | None:
    """Why an offer is, or is not, a match of a gap; None where this circle of readers may not see both."""
    gap, offer = (
        next(iter(_read(side, circle, "WHERE " + side.column + " = %s", [item_id])), None)
        for side, item_id in ((GAPS, gap_id), (OFFERS, offer_id))
    )
    if gap is None or offer is None or not (gap.is_seen and offer.is_seen):
        return None
    fitting = _fitting(GAPS, OFFERS, [gap], circle, {gap_id: refused}, among=[offer.slot])[0]
    slots = np.array([offer.slot], np.int64)
    return Why(
        gap.record, offer.record, fitting.obstacles(offer), fitting.matches(slots, {offer.slot: offer.record})[0]
    )


def of_organization(
    organization_id: uuid.UUID, *, circle: str, first: int, number: int, most: int, refused: Refused = NONE_REFUSED
) -> tuple[int, list[Own]]:
    """How many open gaps and offers an organization has, and `number` of them from the one at `first` on, each with the
    best matches, `most` at most: gaps before offers, what stands longest first. `refused` is by its gaps and offers.
    """
    ours = [
        (side, asker)
        for side in (GAPS, OFFERS)
        for asker in _read(side, circle, "WHERE organization_id = %s ORDER BY slot", [organization_id])
        if asker.record["state"] == side.open
    ]
    some = ours[first : first + number]
    found: dict[tuple[str, int], Own] = {}
    for side, other in ((GAPS, OFFERS), (OFFERS, GAPS)):
        askers = [asker for its, asker in some if its is side and asker.is_seen]
        fitting = _fitting(side, other, askers, circle, refused) if askers else []
        best = [one.order(one.slots).page(None, most, backwards=False) for one in fitting]
        records = _records(fitting[0].held, {slot for slots in best for slot in slots}) if fitting else {}
        for asker, one, slots in zip(askers, fitting, best, strict=True):
            rows = one.matches(np.array(slots, np.int64), records)
            found[side.kind, asker.slot] = Own(side.kind, asker.record, True, len(one.slots), tuple(rows))
    return len(ours), [
        found.get((side.kind, asker.slot)) or Own(side.kind, asker.record, asker.is_seen) for side, asker in some
    ]


# -- Reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asker:
    """A gap or an offer for which something is looked for; `words` are those of its own texts that may count."""

    slot: int
    organization_id: uuid.UUID
    record: dict[str, Any]
    vector: Sequence[str]
    is_seen: bool

    @cached_property
    def words(self) -> set[str]:
        return likenesses.telling(self.vector)


def _read(side: _Side, circle: str, condition: str, arguments: list[Any]) -> list[_Asker]:
    """Two queries: the version of the memory, and the rows."""
    held = memory.current(side.kind, circle)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slot, organization_id, record::text, tsvector_to_array(name_vector)"  # noqa: S608 - names of ours
            f" FROM {side.table} {condition}",
            arguments,
        )
        rows = cursor.fetchall()
    seen = set(
        slots_of(held.present & memory.bits_of(np.array([row[0] for row in rows], np.int64), _size(held))).tolist()
    )
    return [_Asker(slot, owner, json.loads(record), words, slot in seen) for slot, owner, record, words in rows]


def _records(held: Memory, slots: Iterable[int]) -> dict[int, dict[str, Any]]:
    return {row.slot: row.record for row in directory.rows(held, sorted(slots))}


def _slots_of(side: _Side, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {side.column}, slot FROM {side.table} WHERE {side.column} = ANY(%s)",  # noqa: S608
            [list(ids)],
        )
        return dict(cursor.fetchall())


def _fitting(
    side: _Side,
    other: _Side,
    askers: Sequence[_Asker],
    circle: str,
    refused: Refused,
    among: Sequence[int] | None = None,
) -> list["_Fitting"]:
    """What fits each of several items of one organization. `among`: the only slots whose words matter."""
    held = memory.current(other.kind, circle)
    entries = how_many(memory.current("organizations").present)
    family = families.family_of(askers[0].organization_id)
    words = set().union(*(asker.words for asker in askers))
    holders = likenesses.holders(other.table, words, entries, among)
    put_off = [refused.get(uuid.UUID(asker.record["id"]), ()) for asker in askers]
    slots = _slots_of(other, {item_id for some in put_off for item_id in some})
    return [
        _Fitting(side, other, asker, held, family, holders, [slots[one] for one in some if one in slots])
        for asker, some in zip(askers, put_off, strict=True)
    ]


# -- Weighing ---------------------------------------------------------------------------------------------------------


class _Fitting:
    """What of a memory fits one item, and how well."""

    def __init__(
        self,
        side: _Side,
        other: _Side,
        asker: _Asker,
        held: Memory,
        family: Collection[str],
        holders: Mapping[str, Slots],
        refused: Sequence[int],
    ) -> None:
        self.side, self.other, self.asker, self.held, self.family = side, other, asker, held, family
        self.asked: Record = asker.record
        self.holders = {word: holders[word] for word in sorted(asker.words & holders.keys())}
        self.refused = memory.bits_of(np.array(refused, np.int64), _size(held))
        self.by_both, self.by_one, self.by_any = self._places()
        found = held.present & self._having("state", [other.open]) & self._having("kind", self.asked["kinds"])
        slots = slots_of(found & self.by_any & ~self.refused)
        owners = [owner_number(public_id) for public_id in sorted(family)]
        self.slots: Slots = slots[~np.isin(held.number("owner")[slots], owners)]

    # -- What may be a match --------------------------------------------------------------------------------------

    def _facet(self, name: str) -> Facet:
        return self.held.kind.facet(name)

    def _having(self, name: str, values: Sequence[str]) -> Bits:
        return self.held.having(self._facet(name), values, NO_DAY)

    def _places(self) -> tuple[Bits, Bits, Bits]:
        """What names a place that the asking side names too, unless either is worldwide; what has a place around or
        within one of its places; what has a place in common at all.
        """
        countries, regions = self.asked["countries"], self.asked["regions"]
        around = sorted(regions_of(countries, regions))
        everywhere = self._having("works_in", [EVERYWHERE])
        named = self._having("works_in", countries) | self._having(NAMED.name, regions)
        by_one = named | self._having(NAMED.name, around) | self._having("works_in", regions)
        by_both = self.held.nothing() if is_worldwide(self.asked) else named & ~self._worldwide
        if self.asked["everywhere"]:
            return by_both | everywhere, by_one, self.held.stating(self._facet("works_in"))
        if not countries and not regions:
            return by_both, by_one, self.held.nothing()
        return by_both, by_one, by_both | by_one | everywhere

    @property
    def _worldwide(self) -> Bits:
        """What names places on every continent."""
        found: Bits = np.bitwise_and.reduce([self._having("works_in", [one]) for one in CONTINENTS])
        return found

    def obstacles(self, offer: _Asker) -> tuple[Obstacle, ...]:
        """What stands between the gap that asks and an offer, whatever its state."""
        bit = memory.bits_of(np.array([offer.slot], np.int64), _size(self.held))
        is_same = offer.organization_id == self.asker.organization_id
        stands = {
            Obstacle.GAP_STATE: self.asked["state"] != self.side.open,
            Obstacle.OFFER_STATE: offer.record["state"] != self.other.open,
            Obstacle.SAME: is_same,
            Obstacle.FAMILY: not is_same and offer.record["organization"]["id"] in self.family,
            Obstacle.KIND: not how_many(bit & self._having("kind", self.asked["kinds"])),
            Obstacle.PLACE: not how_many(bit & self.by_any),
            Obstacle.REFUSED: bool(how_many(bit & self.refused)),
        }
        return tuple(obstacle for obstacle, is_there in stands.items() if is_there)

    # -- How well it fits -----------------------------------------------------------------------------------------

    def shares(self, slots: Slots) -> Shares:
        """How much of each part fits, in the order of `Part`; not a number where that cannot be told."""
        found = {
            Part.KIND: self._covered("kind", self.asked["kinds"], slots),
            Part.ELEMENT: self._covered("element", self.asked["elements"], slots),
            Part.PLACE: self._placed(slots),
            Part.SCALE: self._in_common("scale", self.asked["scales"], slots),
            Part.REALM: self._covered("realm", self.asked["realms"], slots),
            Part.LANGUAGE: self._in_common("language", self._languages, slots),
            Part.WORDS: self._worded(slots),
        }
        return np.stack([found[part] for part in Part])

    @property
    def _languages(self) -> list[str]:
        return sorted({tag.split("-")[0] for tag in self.asked["languages"]})

    def _covered(self, name: str, values: Sequence[str], slots: Slots) -> Shares:
        """Of the values that the gap names, the part that the offer names too; less for an offer of everything."""
        common = self._counted(name, values)[slots]
        ours = np.full(len(slots), len(values), np.int64)
        theirs = self._counted(name, self._facet(name).values)[slots].astype(np.int64)
        wanted, given = (ours, theirs) if self.side is GAPS else (theirs, ours)
        is_broad = names_most(name, given) & ~names_most(name, wanted)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = common / wanted * np.where(is_broad, BROAD, 1)
        return self._where_told(name, values, shares, slots)

    def _counted(self, name: str, values: Sequence[str]) -> NDArray[np.uint8]:
        """How many of some values of a facet each thing has."""
        total = np.zeros(_size(self.held), np.uint8)
        for value in values:
            total += flags_of(self._having(name, [value]))
        return total

    def _in_common(self, name: str, values: Sequence[str], slots: Slots) -> Shares:
        """Whether both name any value alike."""
        return self._where_told(name, values, flags_of(self._having(name, values))[slots].astype(np.float64), slots)

    def _where_told(self, name: str, values: Sequence[str], shares: Shares, slots: Slots) -> Shares:
        """Shares where both sides name any value of a facet."""
        if not values:
            return np.full(len(slots), np.nan)
        return np.where(flags_of(self.held.stating(self._facet(name)))[slots] == 1, shares, np.nan)

    def _placed(self, slots: Slots) -> Shares:
        graded = [(self.by_any, ANYWHERE), (self.by_one, WITHIN), (self.by_both, 1.0)]
        found = np.zeros(len(slots))
        for bits, share in graded:
            found[flags_of(bits)[slots] == 1] = share
        return found

    def _worded(self, slots: Slots) -> Shares:
        """Words in common; nothing is told where the two are written in different scripts and have none."""
        weights = np.zeros(_size(self.held))
        for word, holders in self.holders.items():
            weights[holders[holders < len(weights)]] += likenesses.weight_of(word)
        shares = np.minimum(weights[slots] / likenesses.ENOUGH, 1)
        script = script_of(f"{self.asked['title']} {self.asked['text']}")
        is_alike = flags_of(self._having(SCRIPT.name, [script]))[slots] == 1
        return np.where(is_alike | (shares > 0), shares, np.nan)

    def scores(self, shares: Shares) -> NDArray[np.int64]:
        weights = np.array([WEIGHTS[part] for part in Part], np.float64)
        return np.rint(TENTHS * (weights @ np.where(np.isnan(shares), UNTOLD, shares))).astype(np.int64)

    # -- The page -------------------------------------------------------------------------------------------------

    def order(self, slots: Slots) -> "_ByFit":
        shares = self.shares(slots)
        grades = np.rint(GRADES * shares[list(Part).index(Part.PLACE)]).astype(np.int64)
        return _ByFit(slots, self.scores(shares), grades, self.held.number(self.other.first)[slots])

    def page(self, search: str, after: str, before: str, size: int, *, only_meant: bool) -> Matches:
        mark = hashlib.sha256(search.encode()).digest()[:6]
        backwards = bool(before and not after)
        cursor = Cursor.read(after or before, mark, is_number=True)
        # Of what is for everywhere no place is meant, so nothing is left out.
        meant = self.slots if self.asked["everywhere"] else self.slots[self._placed(self.slots) > ANYWHERE]
        order = self.order(meant if only_meant else self.slots)
        slots = order.page(cursor, size + 1, backwards=backwards)
        more = len(slots) > size
        slots = slots[-size:] if backwards else slots[:size]
        has_previous = more if backwards else cursor is not None
        has_next = True if backwards else more
        return Matches(
            asked=self.asker.record,
            total=len(self.slots),
            rows=self.matches(np.array(slots, np.int64), _records(self.held, slots)),
            meant=len(meant),
            next=order.cursor(slots[-1]).written(mark) if slots and has_next else "",
            previous=order.cursor(slots[0]).written(mark) if slots and has_previous else "",
        )

    def matches(self, slots: Slots, records: Mapping[int, dict[str, Any]]) -> list[Match]:
        """Some of what fits, in their order; one that went away meanwhile is left out."""
        shares = self.shares(slots)
        scores = self.scores(shares)
        return [
            self._match(records[int(slot)], int(slot), int(scores[place]), shares[:, place])
            for place, slot in enumerate(slots)
            if int(slot) in records
        ]

    def _match(self, record: dict[str, Any], slot: int, score: int, shares: Shares) -> Match:
        gap, offer = (self.asked, record) if self.side is GAPS else (record, self.asked)
        words = [word for word, holders in self.holders.items() if slot in holders]
        by_part = dict(zip(Part, shares.tolist(), strict=True))
        return Match(record, round(score / TENTHS), parts_of(gap, offer, by_part, words))


class _ByFit(ByNumber):
    """By points, then by place, the more particular first, then by the number that stands first, then by slot."""

    def __init__(
        self, slots: Slots, scores: NDArray[np.int64], grades: NDArray[np.int64], numbers: NDArray[np.int32]
    ) -> None:
        self.slots = slots
        self.keys = -((scores << 35) | (grades << 32) | (numbers.astype(np.int64) + 2**31))


def _size(held: Memory) -> int:
    size: int = held.numbers.shape[1]
    return size


__all__ = ["GAPS", "OFFERS", "Matches", "Own", "Why", "for_gap", "for_item", "for_offer", "of_organization", "why"]
