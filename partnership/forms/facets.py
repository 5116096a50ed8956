"""The facets of a result as a page shows them: which values, in which order, and what is left for later.

A page with every country in two facets would weigh twice as much and be drawn as much longer: of a long facet it has
the values that find most, and a button that asks for all.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from heapq import nlargest
from typing import NamedTuple

from django.utils.translation import gettext as _

from registry import places
from registry.collation import in_order
from registry.queries.facets import EVERYWHERE, Facet

TOP = 8  # values of a long facet that are shown before all are asked for
MOST_NAMED = 500  # values of a list without end, such as networks; the rest is found by fewer than any of these

LONG = {"country", "works_in", "language", "network"}
TREES = {"region", "works_in"}
COUNTRIES = {"country", "works_in"}
NEWEST_FIRST = {"joined", "when", "joined_in", "stated_in", "state_since"}
OPEN = {"type", "element", "works_in", "kind"}  # before anything is chosen
# Facets of one value stand together: what a partner has, and how fresh its word is.
FLAGS = ("open_gaps", "open_offers", "confirmed")

Counts = Mapping[str, Mapping[str, int]]
Chosen = Mapping[str, Sequence[str]]
LabelOf = Callable[[str, str], str]
Place = tuple[str, str, int]  # a value, its name, and how deep it stands


class Choice(NamedTuple):
    """A value to tick, and how many it would find. `depth`: how many regions that contain it stand above it; `also`:
    what else it is called, for who looks for it in its list.
    """

    name: str
    value: str
    label: str
    number: int
    checked: bool
    depth: int = 0
    also: str = ""


class Panel(NamedTuple):
    """A facet, or the flags. `more`: how many values are not shown here; `is_whole`: whether they were asked for."""

    name: str
    label: str
    choices: list[Choice]
    more: int
    is_open: bool
    is_whole: bool = False


def panels(
    facets: Iterable[Facet], counts: Counts, chosen: Chosen, language: str, whole: Collection[str] = ()
) -> Iterator[Panel]:
    """What to show of each facet that has anything to choose, in their order; the flags after all others.

    `whole`: long facets that are shown with all their values. The names of networks cost a query.
    """
    flags: list[Choice] = []
    for facet in facets:
        found, ticked = counts.get(facet.name, {}), chosen.get(facet.name, ())
        if facet.name in FLAGS:
            flags += _choices(facet, _in_order(facet, found, ticked, language), found, ticked)
        elif panel := _panel(facet, found, ticked, language, is_whole=facet.name in whole):
            yield panel
    if flags:
        yield Panel("flags", _("Show only"), flags, 0, any(flag.checked for flag in flags))


def _panel(
    facet: Facet, counts: Mapping[str, int], chosen: Sequence[str], language: str, *, is_whole: bool
) -> Panel | None:
    is_long = facet.name in LONG and len(counts) > TOP
    if is_long and not is_whole:
        top = _top(counts, chosen)
        labels = facet.labels(top, language)
        places: Iterable[Place] = [(value, labels[value], 0) for value in top if value in labels]
        more = len(counts.keys() - set(top))
    else:
        places, more = _in_order(facet, counts, chosen, language), 0
    choices = _choices(facet, places, counts, chosen)
    if facet.name in COUNTRIES and is_whole:
        choices = [choice._replace(also=_also(choice.value)) for choice in choices]
    is_open = facet.name in OPEN or is_whole or bool(chosen)
    return Panel(facet.name, str(facet.label), choices, more, is_open, is_long and is_whole) if choices else None


def _choices(facet: Facet, places: Iterable[Place], counts: Mapping[str, int], chosen: Sequence[str]) -> list[Choice]:
    ticked = set(chosen)
    return [
        Choice(facet.name, value, label, counts.get(value, 0), value in ticked, depth) for value, label, depth in places
    ]


@cache
def _also(value: str) -> str:
    """The codes of a country and what it is called every day in the six languages; nothing for a region."""
    if value not in places.country_codes():
        return ""
    facts = places.country(value)
    return " ".join([facts.code, facts.iso3, *facts.everyday_names])


def _top(counts: Mapping[str, int], chosen: Sequence[str]) -> list[str]:
    """The chosen and those that most are found by. Of places the countries: regions are found by more in any case."""
    able = (value for value in counts if value not in chosen and not value.isdigit() and value != EVERYWHERE)
    most = nlargest(max(0, TOP - len(chosen)), able, key=lambda value: (counts[value], value))
    return [*chosen, *most]


def _in_order(facet: Facet, counts: Mapping[str, int], chosen: Sequence[str], language: str) -> Iterable[Place]:
    """The values to show, each with its name and depth: what finds something, and what is chosen."""
    values = frozenset(counts).union(chosen)
    if facet.values:
        return [place for place in _named(facet.name, facet.label_of, facet.values, language) if place[0] in values]
    if facet.name in TREES:
        return [place for place in _tree(language) if place[0] in values]
    if facet.name == "country":
        return [(code, name, 0) for code, name in places.countries(language) if code in values]
    if facet.name in NEWEST_FIRST:
        return [(value, facet.label_of(value, language), 0) for value in sorted(values, reverse=True)]
    most = nlargest(MOST_NAMED, values, key=lambda value: (value in chosen, counts.get(value, 0), value))
    named = in_order(facet.labels(most, language).items(), places.stored_language(language))
    return [(value, name, 0) for value, name in named]


@cache
def _named(_facet: str, label_of: LabelOf, values: tuple[str, ...], language: str) -> list[Place]:
    return [(value, label_of(value, language), 0) for value in values]


@cache
def _tree(language: str) -> list[Place]:
    """Everywhere, and each region followed by what it contains: smaller regions first, then countries."""

    def within(region: str | None, depth: int) -> Iterator[Place]:
        for code, name in places.regions(language, within=region):
            yield code, name, depth
            yield from within(code, depth + 1)
        for code, name in countries:
            if (places.country(code).regions or (None,))[-1] == region:
                yield code, name, depth

    countries = places.countries(language)
    return [(EVERYWHERE, _("Everywhere"), 0), *within(None, 0)]
