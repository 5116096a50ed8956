"""Coverage: unmet gaps, open offers and activities counted by element, kind of support, place, type and month, with the
partners beside them.

All of it is told by the memories of the process, one query each, within the circle of the reader. A gap counts once in
every cell that it names; totals count gaps. Unmet is a gap whose state is open. What names a region counts for the
region, not for each of its countries, and what is everywhere counts for none: as in the lists that figures lead to. A
partner works where its entry says so, and where it has an activity that everyone may see.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from registry import places
from registry.queries import memory
from registry.queries.facets import EVERYWHERE, Facet
from registry.queries.memory import Bits, how_many
from registry.states import GapState, OfferState
from registry.vocabulary import Element, OrganizationType, Visibility

# What stands in each cell of the matrix, and what is counted of a place.
IN_CELLS = ("gaps", "offers", "activities")
OF_PLACES = (*IN_CELLS, "organizations")
# The facets that all of them share, by which coverage is narrowed.
SHARED = ("works_in", "realm", "scale", "type", "country")
# What counts of those that have a state.
STANDING: Mapping[str, str] = {"gaps": GapState.OPEN, "offers": OfferState.OPEN}

Line = Mapping[str, int]  # a number for each kind of things
Chosen = Mapping[str, Sequence[str]]  # values by facet
NOTHING: Line = dict.fromkeys(OF_PLACES, 0)


@dataclass(frozen=True)
class Matrix:
    """Elements by kinds of support. `unnamed`: how many name no element at all, and so are in totals alone."""

    cells: Mapping[tuple[str, str], Line]
    elements: Mapping[str, Line]
    kinds: Mapping[str, Line]
    total: Line
    unnamed: Line

    def cell(self, element: str, kind: str) -> Line:
        return self.cells.get((element, kind), NOTHING)

    def kind(self, kind: str) -> Line:
        return self.kinds.get(kind, NOTHING)


@dataclass(frozen=True)
class Missing:
    """Who is missing.

    `unanswered`: countries that unmet gaps name and no offer does, with the number of the gaps; `empty`: countries
    where no partner is based or works, nor has an activity, however they were narrowed; `types`: what each type of
    organization has.
    """

    unanswered: Mapping[str, int]
    empty: Sequence[str]
    types: Mapping[str, Line]


@dataclass(frozen=True)
class Month:
    """What happened in a month ("2026-03"), of what is listed today."""

    value: str
    joined: int
    stated: int
    met: int


class Part:
    """The things of one kind that fit what was chosen, for a circle of readers. One query."""

    def __init__(self, kind: str, chosen: Chosen, circle: str) -> None:
        self.kind, self.chosen = kind, {name: chosen[name] for name in SHARED if chosen.get(name)}
        self.today = timezone.now().date()
        self.memory = memory.current(kind, circle)
        self.facets: Mapping[str, Facet] = {facet.name: facet for facet in self.memory.kind.asked}
        standing = STANDING.get(kind)
        self.standing = self.having("state", standing) if standing else self.memory.present
        self.narrowed = {name: self.having(name, *values) for name, values in self.chosen.items()}

    def having(self, name: str, *values: str) -> Bits:
        """Those with any of the values of a facet."""
        return self.memory.having(self.facets[name], values, self.today) & self.memory.present

    def beside(self, name: str = "") -> Bits:
        """What fits when the choice of one facet is left aside, in whatever state."""
        fitting = (bits for of, bits in self.narrowed.items() if of != name)
        return reduce(np.bitwise_and, fitting, self.memory.present)

    @cached_property
    def bits(self) -> Bits:
        """What fits and stands."""
        return self.beside() & self.standing

    def counts(self, name: str, among: Bits) -> dict[str, int]:
        """How many of `among` have each value of a facet."""
        return self.memory.counts(self.facets[name], among, self.today)


class Coverage:
    """All figures of what was chosen (facets of `SHARED`), for a circle of readers. Four queries."""

    def __init__(self, chosen: Chosen, circle: str = Visibility.EVERYONE) -> None:
        self.chosen = chosen
        self.parts = {kind: Part(kind, chosen, circle) for kind in OF_PLACES}

    @cached_property
    def total(self) -> Line:
        return {kind: how_many(part.bits) for kind, part in self.parts.items()}

    @cached_property
    def met(self) -> int:
        """How many gaps were met."""
        gaps = self.parts["gaps"]
        return how_many(gaps.beside() & gaps.having("state", GapState.MET))

    # -- Elements and kinds -------------------------------------------------------------------------------------------

    @cached_property
    def matrix(self) -> Matrix:
        cells: dict[tuple[str, str], dict[str, int]] = {}
        elements: dict[str, dict[str, int]] = {element: {} for element in Element.values}
        kinds: dict[str, dict[str, int]] = {}
        unnamed: dict[str, int] = {}
        for name in IN_CELLS:
            part = self.parts[name]
            named = part.memory.nothing()
            for element in Element.values:
                among = part.having("element", element) & part.bits
                named = named | among
                elements[element][name] = how_many(among)
                for kind, number in part.counts("kind", among).items():
                    cells.setdefault((element, kind), dict.fromkeys(IN_CELLS, 0))[name] = number
            for kind, number in part.counts("kind", part.bits).items():
                kinds.setdefault(kind, dict.fromkeys(IN_CELLS, 0))[name] = number
            unnamed[name] = self.total[name] - how_many(named)
        return Matrix(cells, elements, kinds, {name: self.total[name] for name in IN_CELLS}, unnamed)

    # -- Places -------------------------------------------------------------------------------------------------------

    @cached_property
    def countries(self) -> Mapping[str, Line]:
        """What each country has that anything names, among the places that were chosen."""
        return {code: line for code, line in self._places.items() if code in self._within}

    @cached_property
    def regions(self) -> Mapping[str, Line]:
        """What each region has, of M49, with all that is in it."""
        return {code: line for code, line in self._places.items() if code in places.region_codes()}

    @property
    def everywhere(self) -> Line:
        """What is everywhere, where no place was chosen."""
        return self._places.get(EVERYWHERE, NOTHING)

    @cached_property
    def _places(self) -> Mapping[str, Line]:
        found: dict[str, dict[str, int]] = {}
        for kind, part in self.parts.items():
            for code, number in part.counts("works_in", part.bits).items():
                found.setdefault(code, dict(NOTHING))[kind] = number
        return found

    @cached_property
    def _within(self) -> frozenset[str]:
        """The countries that were chosen, and those of the regions that were; all where nothing was."""
        chosen = [value for value in self.chosen.get("works_in", ()) if value != EVERYWHERE]
        if not self.chosen.get("works_in"):
            return frozenset(places.country_codes())
        return frozenset(code for value in chosen for code in (places.places_in(value) if value.isdigit() else {value}))

    @cached_property
    def seats(self) -> Mapping[str, int]:
        """How many partners are based in each country, wherever they work."""
        part = self.parts["organizations"]
        return part.counts("country", part.beside("works_in"))

    @cached_property
    def seats_in_regions(self) -> Mapping[str, int]:
        """How many partners are based in each region, wherever they work."""
        part = self.parts["organizations"]
        return part.counts("region", part.beside("works_in"))

    # -- Ways to narrow -----------------------------------------------------------------------------------------------

    def choices(self) -> dict[str, dict[str, int]]:
        """How many unmet gaps each value of the shared facets has, each facet's own choice left aside."""
        gaps = self.parts["gaps"]
        return {name: gaps.counts(name, gaps.beside(name) & gaps.standing) for name in SHARED}

    # -- Who is missing -----------------------------------------------------------------------------------------------

    @cached_property
    def missing(self) -> Missing:
        named = self.countries
        unanswered = {code: line["gaps"] for code, line in named.items() if line["gaps"] and not line["offers"]}
        working = {code for code, line in named.items() if line["organizations"] or line["activities"]}
        return Missing(
            unanswered=unanswered,
            empty=sorted(self._within - working - self.seats.keys()),
            types=self._types(),
        )

    def _types(self) -> Mapping[str, Line]:
        counted = {kind: part.counts("type", part.bits) for kind, part in self.parts.items()}
        wanted = self.chosen.get("type") or OrganizationType.values
        return {type_: {kind: counts.get(type_, 0) for kind, counts in counted.items()} for type_ in wanted}

    # -- Months -------------------------------------------------------------------------------------------------------

    def trend(self) -> list[Month]:
        """The months from the first in which anything happened to this one.

        Counted from what is listed today: what has been withdrawn, closed or has expired since is in no month.
        """
        organizations, gaps = self.parts["organizations"], self.parts["gaps"]
        fitting = gaps.beside()
        happened = {
            "joined": _by_month(organizations.memory.number("listed"), organizations.bits),
            "stated": _by_month(gaps.memory.number("stated"), fitting),
            "met": _by_month(gaps.memory.number("state_since"), fitting & gaps.having("state", GapState.MET)),
        }
        first = min((month for counts in happened.values() for month in counts), default=None)
        return [
            Month(_month(month), **{name: counts.get(month, 0) for name, counts in happened.items()})
            for month in _months(first, gaps.today.year * 12 + gaps.today.month - 1)
        ]


def _by_month(minutes: NDArray[np.int32], among: Bits) -> dict[int, int]:
    """How many instants lie in each month, counted from the year 0."""
    some = minutes[memory.slots_of(among)].astype(np.int64)
    if not len(some):
        return {}
    months = some.astype("datetime64[m]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    first = int(months.min())
    counts = np.bincount(months - first)
    return {first + int(place): int(counts[place]) for place in np.flatnonzero(counts)}


def _months(first: int | None, last: int) -> Iterator[int]:
    return iter(() if first is None else range(first, max(first, last) + 1))


def _month(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}"
