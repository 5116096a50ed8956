"""Overlaps: activities of different organizations with a kind of support, an element and a country in common, at the
same time.

An overlap is one cell, a country by an element by a kind, with the activities in it that run together with one of
another family of organizations: parts, predecessors and successors of each other count as one. Only countries that an
activity names are compared; one that has no start, is over or completed is left out, and one without an end goes on.

All is told from the memory of activities. Nothing here goes through pairs: how many of a cell run together with one is
counted in sorted starts and ends.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count, Q
from django.utils import timezone
from numpy.typing import NDArray

from registry import places
from registry.models import Coordination, Organization, Person, Relation, Talk
from registry.queries import directory, memory
from registry.queries.directory import Result
from registry.queries.enquiries import with_readers
from registry.queries.facets import ACTIVITY_FACETS, NO_DAY, day_number, owner_number, public_id_of
from registry.queries.memory import Memory, Slots, slots_of
from registry.states import OrganizationState
from registry.vocabulary import ActivityStatus, Element, Realm, Scale, SupportKind

ELEMENTS, KINDS = tuple(Element.values), tuple(SupportKind.values)
REALMS, SCALES = tuple(Realm.values), tuple(Scale.values)
ELEMENT, KIND, WORKS_IN, REALM, SCALE, STATUS = (
    next(facet for facet in ACTIVITY_FACETS if facet.name == name)
    for name in ("element", "kind", "works_in", "realm", "scale", "status")
)
CELLS = len(ELEMENTS) * len(KINDS)  # of a country

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

FAR = (1 << 20) - 1  # days from this month on: no end
DAY_BITS = 20
DAYS_OF_MONTH = 30.44
LONGEST = 36  # months together, of which more says nothing

# What an overlap is ranked by: points for each partner, for each other thing that at least two of its activities share
# (elements, kinds, realms), for the share of them that work at one scale, and for each half year together.
MOST_PARTNERS, OF_PARTNER = 20, 10
MOST_SHARED, OF_SHARED = 10, 4
OF_SCALE = 20
OF_MONTHS = 0.5

MOST_SHOWN = 200  # activities of one overlap

ONCE_IN = datetime.timedelta(days=30)  # an organization, or the secretariat, writes to all in one overlap


@dataclass(frozen=True, slots=True)
class Cell:
    """Where activities may overlap."""

    country: str
    element: str
    kind: str

    @property
    def key(self) -> str:
        """Its place in an address."""
        return f"{self.country.lower()}-{self.element}-{self.kind}"


def read_key(key: str) -> Cell | None:
    """The cell of a key; none where it is no such key."""
    country, _dash, rest = key.partition("-")
    element, _dash, kind = rest.rpartition("-")
    known = country == country.lower() and country.upper() in places.country_codes()
    return Cell(country.upper(), element, kind) if known and element in ELEMENTS and kind in KINDS else None


@dataclass(frozen=True, slots=True)
class Overlap:
    """`partners` and `activities` are how many are in it, `shared` how much else they have in common, `at_one_scale`
    how many work at the scale that most of them work at, `months` how long they go on together (`LONGEST`: or longer).
    """

    cell: Cell
    partners: int
    activities: int
    shared: int
    at_one_scale: int
    months: int
    score: int

    @property
    def key(self) -> str:
        return self.cell.key


@dataclass(frozen=True)
class Members:
    """An overlap with what is in it: the records of its activities (`MOST_SHOWN` at most), and the public ids of the
    partners that they are of, all of them, in the order of their activities.
    """

    overlap: Overlap
    rows: list[Result]
    partners: list[str]


# -- Asking -----------------------------------------------------------------------------------------------------------


def of_country(country: str, *, element: str = "", kind: str = "") -> list[Overlap]:
    """The overlaps of a country, those that ask most for talking first. Two queries."""
    held, today = _now()
    table = _table_of(held, country, today)
    found = table.overlaps(0, len(table.cell))
    return [one for one in found if element in ("", one.cell.element) and kind in ("", one.cell.kind)]


def worldwide(*, element: str = "", kind: str = "", first: int = 0, size: int = 50) -> tuple[int, list[Overlap]]:
    """How many overlaps there are in all countries, and some of them from the `first` on. Two queries.

    Worked out once for each version of what is listed.
    """
    held, today = _now()
    found = _worldwide(held, today)
    if element:
        found = found.where(found.cell // len(KINDS) == ELEMENTS.index(element))
    if kind:
        found = found.where(found.cell % len(KINDS) == KINDS.index(kind))
    return len(found.cell), found.overlaps(first, first + size)


def countries_with() -> dict[str, int]:
    """How many overlaps each country has, for those that have any. Two queries."""
    held, today = _now()
    found = _worldwide(held, today)
    codes, counts = np.unique(found.country, return_counts=True)
    return {found.codes[int(code)]: int(count) for code, count in zip(codes, counts, strict=True)}


def find(cell: Cell) -> Members | None:
    """What is in an overlap now; none where nothing overlaps there. Three queries."""
    held, today = _now()
    rows = _in_country(held, cell.country, today)
    found = rows.cell == _number(cell)
    if not found.any():
        return None
    slots = rows.slots[found]
    slots = slots[np.lexsort([slots, held.number("start")[slots]])]
    overlap = _ranked([rows.where(found)])[0]
    owners = dict.fromkeys(held.number("owner")[slots].tolist())
    shown = directory.rows(held, slots[:MOST_SHOWN].tolist())
    return Members(overlap, shown, [public_id_of(owner) for owner in owners])


def of_organization(public_id: str) -> list[Overlap]:
    """The overlaps that an organization has an activity in, over all countries. Two queries."""
    held, today = _now()
    own = slots_of(held.present & _packed(held.number("owner") == owner_number(public_id)))
    found = []
    for country in _countries(held):
        if _flags(held, WORKS_IN, country, own).any():
            rows = _in_country(held, country, today)
            theirs = np.unique(rows.cell[held.number("owner")[rows.slots] == owner_number(public_id)])
            found.append(rows.where(np.isin(rows.cell, theirs)))
    return _ranked(found)


def _now() -> tuple[Memory, datetime.date]:
    return memory.current("activities"), timezone.now().date()


def _number(cell: Cell) -> int:
    return ELEMENTS.index(cell.element) * len(KINDS) + KINDS.index(cell.kind)


# -- What overlaps ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Rows:
    """Activities of a country in the cells in which they overlap: a row for each activity and cell."""

    country: str
    held: Memory
    cell: Numbers
    slots: Slots
    family: Numbers
    start: Numbers
    end: Numbers

    def where(self, flags: Flags) -> "_Rows":
        columns = (column[flags] for column in (self.cell, self.slots, self.family, self.start, self.end))
        return _Rows(self.country, self.held, *columns)


def _in_country(held: Memory, country: str, today: datetime.date) -> _Rows:
    """The rows of a country. Days are counted from this month on; what has begun before began then."""
    month = day_number(today.replace(day=1))
    slots = slots_of(held.present & held.having(WORKS_IN, [country], today) & _going(held, month))
    elements = np.array([_flags(held, ELEMENT, value, slots) for value in ELEMENTS])
    kinds = np.array([_flags(held, KIND, value, slots) for value in KINDS])
    element, kind, place = np.nonzero(elements[:, None] & kinds[None])
    begin, over = held.number("start")[slots].astype(np.int64), held.number("end")[slots].astype(np.int64)
    rows = _Rows(
        country,
        held,
        element * len(KINDS) + kind,
        slots[place],
        _families(held)[slots][place],
        np.clip(begin - month, 0, FAR)[place],
        np.where(over == NO_DAY, FAR, np.minimum(over - month, FAR))[place],
    )
    _values, family = np.unique(rows.family, return_inverse=True)
    with_own = _running(rows.cell * (family.max(initial=0) + 1) + family, rows.start, rows.end)
    return rows.where(_running(rows.cell, rows.start, rows.end) > with_own)


def _running(group: Numbers, start: Numbers, end: Numbers) -> Numbers:
    """With how many of its group each one runs at some time: those that begin before it ends, without those that end
    before it begins.
    """
    begins, ends = np.sort(group << DAY_BITS | start), np.sort(group << DAY_BITS | end)
    begun = np.searchsorted(begins, group << DAY_BITS | end, side="right")
    over = np.searchsorted(ends, group << DAY_BITS | start, side="left")
    running: Numbers = begun - over
    return running


def _going(held: Memory, month: int) -> memory.Bits:
    """What has a start, is not over before this month, and is not completed."""
    start, end = held.number("start"), held.number("end")
    going = _packed((start != NO_DAY) & ((end == NO_DAY) | (end >= month)))
    return going & ~held.having(STATUS, [ActivityStatus.COMPLETED], datetime.date.min)


def _packed(flags: Flags) -> memory.Bits:
    return np.packbits(flags, bitorder="little").view(np.uint64)


def _flags(held: Memory, facet: Any, value: str, slots: Slots) -> Flags:
    """Which of some slots have a value."""
    words = held.having(facet, [value], datetime.date.min)[slots >> 6]
    flags: Flags = (words >> (slots & 63).astype(np.uint64) & np.uint64(1)).astype(bool)
    return flags


def _countries(held: Memory) -> list[str]:
    codes = held.counts(WORKS_IN, held.present, datetime.date.min)
    return sorted(code for code in codes if len(code) == 2)


# -- Families ---------------------------------------------------------------------------------------------------------

_kept: dict[str, tuple[Any, Any]] = {}  # by what it is: for what it holds, and it


def _families(held: Memory) -> Numbers:
    """The family of the organization of each slot: the least number of those that are related through any others.

    One query for each version: what is agreed to, or ended, of listed organizations raises it.
    """
    before = _kept.get("families")
    if before is None or before[0] != held.version:
        before = _kept["families"] = (held.version, _told_families(held))
    families: Numbers = before[1]
    return families


def _told_families(held: Memory) -> Numbers:
    owners = held.number("owner").astype(np.int64)
    pairs = Relation.objects.accepted().values_list("organization__public_id", "other__public_id")
    above: dict[int, int] = {}

    def head(number: int) -> int:
        while (greater := above.get(number, number)) != number:
            above[number] = above.get(greater, greater)
            number = greater
        return number

    for one, other in pairs:
        first, second = sorted((head(owner_number(one)), head(owner_number(other))))
        above[second] = first
    if not above:
        return owners
    related = np.array(sorted(above), np.int64)
    heads = np.array([head(int(number)) for number in related], np.int64)
    at = np.minimum(np.searchsorted(related, owners), len(related) - 1)
    families: Numbers = np.where(related[at] == owners, heads[at], owners)
    return families


# -- Ranking ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Table:
    """Overlaps as columns, `codes` the countries that `country` counts through."""

    codes: Sequence[str]
    country: Numbers
    cell: Numbers
    partners: Numbers
    activities: Numbers
    shared: Numbers
    at_one_scale: Numbers
    months: Numbers
    score: Numbers

    @property
    def columns(self) -> tuple[Numbers, ...]:
        figures = (self.partners, self.activities, self.shared, self.at_one_scale, self.months, self.score)
        return (self.country, self.cell, *figures)

    def where(self, chosen: Any) -> "_Table":
        return _Table(self.codes, *(column[chosen] for column in self.columns))

    def ranked(self) -> "_Table":
        """The highest score first; of equal ones in the order of the countries, elements and kinds."""
        return self.where(np.lexsort([self.cell, self.country, -self.score]))

    def overlaps(self, first: int, last: int) -> list[Overlap]:
        rows = zip(*(column[first:last].tolist() for column in self.columns), strict=True)
        return [Overlap(self._cell(country, cell), *figures) for country, cell, *figures in rows]

    def _cell(self, country: int, cell: int) -> Cell:
        element, kind = divmod(cell, len(KINDS))
        return Cell(self.codes[country], ELEMENTS[element], KINDS[kind])


def _ranked(found: Sequence[_Rows]) -> list[Overlap]:
    table = _table(found)
    return table.overlaps(0, len(table.cell))


def _table_of(held: Memory, country: str, today: datetime.date) -> _Table:
    """The overlaps of a country, worked out once for each version: what is kept of them is small."""
    before = _kept.get(country)
    if before is None or before[0] != (held.version, today):
        before = _kept[country] = ((held.version, today), _table([_in_country(held, country, today)]))
    table: _Table = before[1]
    return table


def _worldwide(held: Memory, today: datetime.date) -> _Table:
    before = _kept.get("world")
    if before is None or before[0] != (held.version, today):
        before = _kept["world"] = ((held.version, today), _joined(held, today))
    table: _Table = before[1]
    return table


def _joined(held: Memory, today: datetime.date) -> _Table:
    codes = _countries(held)
    tables = [_table_of(held, code, today) for code in codes]
    numbers = [np.full(len(table.cell), number, np.int64) for number, table in enumerate(tables)]
    columns = [np.concatenate([table.columns[column] for table in tables]) for column in range(1, 8)] if codes else []
    return _Table(codes, np.concatenate(numbers), *columns).ranked() if codes else _table([])


def _table(found: Sequence[_Rows]) -> _Table:
    parts = [_figures(rows, number) for number, rows in enumerate(found)]
    columns = [np.concatenate([part[column] for part in parts]) for column in range(8)] if parts else _NOTHING
    return _Table([rows.country for rows in found], *columns).ranked()


_NOTHING = [np.zeros(0, np.int64)] * 8


def _figures(rows: _Rows, number: int) -> list[Numbers]:
    """The columns of the overlaps of a country, in the order of `_Table`."""
    activities = np.bincount(rows.cell, minlength=CELLS)
    partners = _distinct(rows.cell, rows.held.number("owner")[rows.slots].astype(np.int64))
    having = _having(rows)
    shared = np.count_nonzero(having[: -len(SCALES)] > 1, axis=0) - 2  # the element and the kind of the cell itself
    at_one_scale = having[-len(SCALES) :].max(axis=0)
    months = _months(rows)
    some = np.flatnonzero(activities)
    score = (
        OF_PARTNER * np.minimum(partners, MOST_PARTNERS)
        + OF_SHARED * np.minimum(shared, MOST_SHARED)
        + OF_SCALE * at_one_scale // np.maximum(activities, 1)
        + (OF_MONTHS * months).astype(np.int64)
    )
    figures = (partners, activities, shared, at_one_scale, months, score)
    return [np.full(len(some), number, np.int64), some, *(column[some].astype(np.int64) for column in figures)]


def _having(rows: _Rows) -> Numbers:
    """How many of each cell (a column) have each element, kind, realm and scale (the rows, in this order)."""
    slots, place = np.unique(rows.slots, return_inverse=True)
    facets = ((ELEMENT, ELEMENTS), (KIND, KINDS), (REALM, REALMS), (SCALE, SCALES))
    having = (_flags(rows.held, facet, value, slots)[place] for facet, values in facets for value in values)
    return np.array([np.bincount(rows.cell[flags], minlength=CELLS) for flags in having])


def _distinct(cell: Numbers, numbers: Numbers) -> Numbers:
    _values, dense = np.unique(numbers, return_inverse=True)
    pairs = np.unique(cell * (dense.max(initial=0) + 1) + dense)
    return np.bincount(pairs // (dense.max(initial=0) + 1), minlength=CELLS)


def _months(rows: _Rows) -> Numbers:
    """How long at least two families go on in each cell: from when the second of them begins to when the last but one
    ends, `LONGEST` at most.
    """
    begin = _second(rows.cell, rows.family, rows.start)
    over = -_second(rows.cell, rows.family, -rows.end)
    months = np.round((over - begin) / DAYS_OF_MONTH).astype(np.int64) + 1
    return np.clip(months, 1, LONGEST)


def _second(cell: Numbers, family: Numbers, day: Numbers) -> Numbers:
    """Of each cell the second least of the least days of its families; 0 where there are none."""
    order = np.lexsort([day, family, cell])
    cell, family, day = cell[order], family[order], day[order]
    firsts = np.ones(len(cell), bool)
    firsts[1:] = (cell[1:] != cell[:-1]) | (family[1:] != family[:-1])
    cell, day = cell[firsts], day[firsts]
    order = np.lexsort([day, cell])
    cell, day = cell[order], day[order]
    second = np.zeros(CELLS, np.int64)
    at = np.searchsorted(cell, np.arange(CELLS)) + 1
    some = np.unique(cell)
    second[some] = day[at[some]]
    return second


# -- What was done about it -------------------------------------------------------------------------------------------


def coordinated(cell: Cell, partners: Sequence[str]) -> list[Coordination]:
    """What those of an overlap say of how they coordinate, the first to say so first; with organizations. One query."""
    said = Coordination.objects.filter(
        country=cell.country, element=cell.element, kind=cell.kind, ended_at=None, organization__public_id__in=partners
    )
    return list(said.select_related("organization__listing").order_by("at", "pk"))


def with_coordination(found: Sequence[Overlap]) -> dict[str, int]:
    """How many partners say that they coordinate in some overlaps, by their keys. One query."""
    countries = {one.cell.country for one in found}
    said = Coordination.objects.filter(
        country__in=countries, ended_at=None, organization__state=OrganizationState.LISTED
    )
    cells = said.values_list("country", "element", "kind").annotate(number=Count("pk"))
    return {Cell(country, element, kind).key: number for country, element, kind, number in cells}


def invited(cell: Cell, organizations: Sequence[Organization]) -> list[Talk]:
    """The talks to which some organizations invited the others, so lately that they cannot again; without any
    organization, those of the secretariat. The first first. One query.
    """
    by = Q(organization__in=organizations) if organizations else Q(organization=None)
    found = Talk.objects.filter(by, country=cell.country, element=cell.element, kind=cell.kind)
    found = found.filter(at__gt=timezone.now() - ONCE_IN).select_related("organization__listing")
    return list(found.order_by("at", "pk"))


def has_readers(person: Person, own: Sequence[Organization], members: Members) -> bool:
    """Whether somebody else reads what a person writes to the others in an overlap, for one of their own organizations
    or, without any, for the secretariat. One query.
    """
    read = set(with_readers(but=person).filter(public_id__in=members.partners).values_list("pk", flat=True))
    return any(read - {one.pk} for one in own) if own else bool(read)


def own_of(person: Person, members: Members) -> list[Organization]:
    """The organizations in an overlap in whose teams somebody is. One query."""
    teams = Organization.objects.listed().filter(public_id__in=members.partners, memberships__person=person)
    return list(teams.select_related("listing").order_by("pk"))
