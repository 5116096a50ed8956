"""The facets of a result as a page shows them: which values, in which order, and what folds away."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from registry import places
from registry.queries.facets import EVERYWHERE, Facet, by_name

TOP = 8  # values of a long facet that are shown before the others fold away
MOST_NAMED = 100  # members of so many networks are counted on a page; the others are one link away from their network

LONG = {"country", "works_in", "language", "network"}
TREES = {"region", "works_in"}
NEWEST_FIRST = {"joined", "when"}
OPEN = {"type", "element", "works_in", "kind"}  # before anything is chosen
# Facets of one value stand together: what a partner has, and how fresh its word is.
FLAGS = ("open_gaps", "open_offers", "confirmed")

Counts = Mapping[str, Mapping[str, int]]
Chosen = Mapping[str, Sequence[str]]
LabelOf = Callable[[str, str], str]


class Choice(NamedTuple):
    """A value to tick, and how many it would find. `depth`: how many regions that contain it stand above it."""

    name: str
    value: str
    label: str
    number: int
    checked: bool
    depth: int = 0


class Panel(NamedTuple):
    """A facet, or the flags; `more` folds away until something in it is chosen. `find` offers a box that narrows it."""

    name: str
    label: str
    choices: list[Choice]
    more: list[Choice]
    open: bool
    find: bool


def panels(facets: Iterable[Facet], counts: Counts, chosen: Chosen, language: str) -> Iterator[Panel]:
    """What to show of each facet that has anything to choose, in their order; the flags after all others.

    The names of networks cost a query.
    """
    flags: list[Choice] = []
    for facet in facets:
        found, ticked = counts.get(facet.name, {}), chosen.get(facet.name, ())
        choices = _choices(facet, found, ticked, language)
        if facet.name in FLAGS:
            flags += choices
        elif choices:
            yield _panel(facet, choices)
    if flags:
        yield Panel("flags", _("Show only"), flags, [], any(flag.checked for flag in flags), find=False)


def _panel(facet: Facet, choices: list[Choice]) -> Panel:
    is_open = facet.name in OPEN or any(choice.checked for choice in choices)
    if facet.name not in LONG or len(choices) <= TOP:
        return Panel(facet.name, str(facet.label), choices, [], is_open, find=False)
    top = _top(choices)
    names = {choice.value for choice in top}
    more = [choice for choice in choices if choice.value not in names]
    return Panel(facet.name, str(facet.label), [c._replace(depth=0) for c in top], more, is_open, find=True)


def _top(choices: list[Choice]) -> list[Choice]:
    """The chosen and those that most are found by. Of places the countries: regions are found by more in any case."""
    able = [c for c in choices if c.checked or (c.number and not (c.value.isdigit() or c.value == EVERYWHERE))]
    return sorted(able, key=lambda choice: (not choice.checked, -choice.number))[:TOP]


def _choices(facet: Facet, counts: Mapping[str, int], chosen: Sequence[str], language: str) -> list[Choice]:
    ticked = set(chosen)
    return [
        Choice(facet.name, value, label, counts.get(value, 0), value in ticked, depth)
        for value, label, depth in _in_order(facet, frozenset(counts).union(ticked), counts, language)
    ]


def _in_order(
    facet: Facet, values: frozenset[str], counts: Mapping[str, int], language: str
) -> Iterable[tuple[str, str, int]]:
    """The values to show, each with its name and depth: a short list whole, of a long one what finds something."""
    if facet.name in TREES:
        return _branches(values, language)
    if facet.name in NEWEST_FIRST:
        return [(value, facet.label_of(value, language), 0) for value in sorted(values, reverse=True)]
    if facet.name == "network":
        most = sorted(values, key=lambda value: (-counts.get(value, 0), value))[:MOST_NAMED]
        labels = facet.labels(most, language)
        return [(value, labels[value], 0) for value in by_name(labels)]
    if facet.values:
        return [(value, facet.label_of(value, language), 0) for value in facet.values]
    if facet.name == "country":
        return [(code, name, 0) for code, name in places.countries(language) if code in values]
    return _by_name(facet.label_of, values, language)


@lru_cache(maxsize=128)
def _by_name(label_of: LabelOf, values: frozenset[str], language: str) -> list[tuple[str, str, int]]:
    labels = {value: label_of(value, language) for value in values}
    return [(value, labels[value], 0) for value in by_name(labels)]


@lru_cache(maxsize=128)
def _branches(values: frozenset[str], language: str) -> list[tuple[str, str, int]]:
    return [place for place in _tree(language) if place[0] in values]


@cache
def _tree(language: str) -> list[tuple[str, str, int]]:
    """Everywhere, and each region followed by what it contains: smaller regions first, then countries."""

    def within(region: str | None, depth: int) -> Iterator[tuple[str, str, int]]:
        for code, name in places.regions(language, within=region):
            yield code, name, depth
            yield from within(code, depth + 1)
        for code, name in countries:
            if (places.country(code).regions or (None,))[-1] == region:
                yield code, name, depth

    countries = places.countries(language)
    return [(EVERYWHERE, _("Everywhere"), 0), *within(None, 0)]
