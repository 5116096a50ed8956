"""Coverage as pages show it: figures that lead to their lists, the matrix, months as bars.

Each figure is a link to the list with the very filters by which it was counted, so that the list has as many.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.cards import grouped
from partnership.map import Place
from registry.places import countries, country
from registry.queries.coverage import IN_CELLS, SHARED, STANDING, Coverage, Line, Matrix, Month
from registry.vocabulary import Element, SupportKind

LISTS = {"gaps": "support", "offers": "support_offers", "activities": "activities", "organizations": "directory"}
LEVELS = 4  # of shade in the matrix
MONTHS = 12  # that a page shows


class Links:
    """The addresses of the lists behind figures. `chosen`: what narrows them all."""

    def __init__(self, chosen: Mapping[str, Sequence[str]]) -> None:
        self.chosen = chosen
        self.pages = {kind: reverse(name) for kind, name in LISTS.items()}

    def to(self, kind: str, /, **values: str) -> str:
        """The list of a kind of things with these facets, which take the place of what was chosen of the same; an empty
        one says nothing.
        """
        chosen = {name: self.chosen.get(name, ()) for name in SHARED} | {name: (one,) for name, one in values.items()}
        if kind in STANDING:
            chosen.setdefault("state", (STANDING[kind],))
        query = urlencode([(name, value) for name, some in chosen.items() for value in some if value])
        return f"{self.pages[kind]}?{query}" if query else self.pages[kind]


class Figure(NamedTuple):
    """A number as it is read, and the list behind it; no list where there is nothing."""

    number: int
    said: str
    href: str


def figure(number: int, href: str, language: str) -> Figure:
    return Figure(number, grouped(number, language), href if number else "")


# -- The matrix -------------------------------------------------------------------------------------------------------


class Cell(NamedTuple):
    """Unmet gaps, and in words the offers and activities beside them. `level`: how dark, 0 to 4."""

    gaps: Figure
    offers: Figure
    activities: Figure
    level: int


@dataclass(frozen=True)
class Drawn:
    """The matrix as a table: heads of columns, rows of a head and cells, and the row of totals."""

    kinds: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    total: Sequence[Cell]


def matrix(told: Matrix, links: Links, language: str) -> Drawn:
    """Each cell leads to its gaps, offers and activities; the first column and the last row are totals."""
    most = max((line["gaps"] for line in told.cells.values()), default=0)
    addresses = _Addresses(links)

    def cell(line: Line, element: str, kind: str, *, shaded: bool = False) -> Cell:
        gaps, offers, activities = (
            Figure(
                line[name], said(name, line[name], language), addresses.of(name, element, kind) if line[name] else ""
            )
            for name in IN_CELLS
        )
        return Cell(gaps, offers, activities, _level(line["gaps"], most) if shaded else 0)

    rows = [
        (
            str(label),
            [
                cell(told.elements[element], element, ""),
                *(cell(told.cell(element, kind), element, kind, shaded=True) for kind in SupportKind.values),
            ],
        )
        for element, label in Element.choices
    ]
    total = [cell(told.total, "", ""), *(cell(told.kind(kind), "", kind) for kind in SupportKind.values)]
    return Drawn([str(label) for label in SupportKind.labels], rows, total)


class _Addresses:
    """The lists behind the cells: addresses that differ in two values are made of one."""

    def __init__(self, links: Links) -> None:
        self.made = {
            (name, bool(element), bool(kind)): links.to(
                name, **({"element": "00e"} if element else {}), **({"kind": "00k"} if kind else {})
            )
            for name in IN_CELLS
            for element in (False, True)
            for kind in (False, True)
        }

    def of(self, name: str, element: str, kind: str) -> str:
        return self.made[name, bool(element), bool(kind)].replace("00e", element).replace("00k", kind)


def _level(number: int, most: int) -> int:
    return 1 + min(LEVELS - 1, LEVELS * (number - 1) // most) if number else 0


@lru_cache(maxsize=4096)
def said(name: str, number: int, language: str) -> str:
    """A number as a cell says it: that of gaps alone, the others with what they count."""
    if name == "gaps":
        return grouped(number, language)
    words = {
        "offers": ngettext("%(number)s offer", "%(number)s offers", number),
        "activities": ngettext("%(number)s activity", "%(number)s activities", number),
    }
    return words[name] % {"number": grouped(number, language)}


# -- Places -----------------------------------------------------------------------------------------------------------


def places(counted: Mapping[str, Line], kind: str, links: Links, language: str) -> list[Place]:
    """A circle for each country that has any things of a kind; each leads to their list."""
    one = links.to(kind, works_in="AQ")  # made once: it takes longer than a circle
    return [
        Place(name, facts.latitude, facts.longitude, number, one.replace("works_in=AQ", f"works_in={code}"))
        for code, name in countries(language)
        if code in counted and (number := counted[code][kind])
        if (facts := country(code)).latitude is not None and facts.longitude is not None
    ]


class PlaceRow(NamedTuple):
    """A country or a region in a table: its page, and what it has."""

    name: str
    href: str
    figures: Sequence[Figure]


# -- Months -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MonthRow:
    """A month in words, and how many joined, were stated and were met in it."""

    name: str
    figures: Sequence[Figure]


OF_MONTHS = ("joined", "stated", "met")
COLOURS = {"joined": "activity", "stated": "gap", "met": "offer"}  # in which their bars are drawn


def months(trend: Sequence[Month], links: Links, label_of: Mapping[str, str], language: str) -> list[MonthRow]:
    """The last months, the newest first."""
    return [MonthRow(label_of[one.value], list(_of_month(one, links, language))) for one in trend[::-1][:MONTHS]]


def _of_month(one: Month, links: Links, language: str) -> Iterator[Figure]:
    yield figure(one.joined, links.to("organizations", joined_in=one.value), language)
    yield figure(one.stated, links.to("gaps", stated_in=one.value, state=""), language)  # whatever became of them since
    yield figure(one.met, links.to("gaps", state_since=one.value, state="met"), language)


WIDTH, HEIGHT = 960, 160  # units of the picture of the months
GAP = 12  # between two months


def bars(trend: Sequence[Month], *, rtl: bool) -> SafeString:
    """Three bars for each of the last months, the newest at the end, for an image of `WIDTH` x `HEIGHT`.

    `rtl`: time runs from right to left, as the page is read.
    """
    shown = trend[-MONTHS:]
    most = max((getattr(one, name) for one in shown for name in OF_MONTHS), default=0)
    wide = WIDTH / MONTHS
    thick = (wide - GAP) / len(OF_MONTHS)
    groups = []
    for place, name in enumerate(OF_MONTHS):
        rects = "".join(
            f'<rect x="{WIDTH - x - thick if rtl else x:.0f}" y="{HEIGHT - tall:.0f}" width="{thick - 2:.0f}"'
            f' height="{tall:.0f}"/>'
            for number, one in enumerate(shown)
            if (tall := HEIGHT * getattr(one, name) / most if most else 0)
            for x in (number * wide + place * thick,)
        )
        groups.append(f'<g class="{COLOURS[name]}">{rects}</g>')
    return mark_safe("".join(groups))  # noqa: S308 - numbers of ours


# -- Tables as files --------------------------------------------------------------------------------------------------

TOTAL = "total"
Cells = list[str | int]


def matrix_as_rows(told: Matrix) -> Iterator[Cells]:
    """The matrix with a line for each cell, its codes before its names; totals are called so."""
    yield ["element", "element_name", "kind", "kind_name", "unmet_gaps", "offers", "activities"]
    elements = [*((code, str(label)) for code, label in Element.choices), (TOTAL, _("Total"))]
    kinds = [*((code, str(label)) for code, label in SupportKind.choices), (TOTAL, _("Total"))]
    for element, named in elements:
        for kind, called in kinds:
            line = _line(told, element, kind)
            yield [element, named, kind, called, *(line[name] for name in IN_CELLS)]


def _line(told: Matrix, element: str, kind: str) -> Line:
    if element == TOTAL:
        return told.total if kind == TOTAL else told.kind(kind)
    return told.elements[element] if kind == TOTAL else told.cell(element, kind)


OF_A_COUNTRY = ("partners_based", "partners_working", "unmet_gaps", "offers", "activities")


def countries_as_rows(coverage: Coverage, codes: Iterable[str], language: str) -> Iterator[Cells]:
    yield ["country", "name", *OF_A_COUNTRY]
    wanted = set(codes)
    for code, name in countries(language):
        if code in wanted:
            yield [code, name, *numbers_of(coverage, code)]


def numbers_of(coverage: Coverage, code: str) -> list[int]:
    """What a country has, in the order of `OF_A_COUNTRY`."""
    line: Mapping[str, Any] = coverage.countries.get(code, {})
    return [coverage.seats.get(code, 0), *(line.get(kind, 0) for kind in ("organizations", *IN_CELLS))]


def months_as_rows(trend: Iterable[Month]) -> Iterator[Cells]:
    yield ["month", "partners_joined", "gaps_stated", "gaps_met"]
    for one in trend:
        yield [one.value, one.joined, one.stated, one.met]
