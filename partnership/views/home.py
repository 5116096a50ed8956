"""The first page: what the partnership is, how it stands, and three ways in."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from partnership import addresses, cards
from partnership.map import Place
from partnership.reading import circle_of
from registry.places import countries, country, country_codes, country_name
from registry.queries import directory, support
from registry.queries.directory import Asked
from registry.queries.facets import ORGANIZATION_FACETS
from registry.states import GapState, OfferState
from registry.vocabulary import Visibility

NEWEST = 4
LONGEST_UNMET = 4
MOST = 4  # values of a facet that a way in names

Counts = Mapping[str, Mapping[str, int]]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    found = directory.search(Asked(sort="newest"), size=NEWEST)
    circle = circle_of(request)  # the lists behind the figures are the reader's own, so these are too
    counts, waiting = found.counts, support.waiting(circle, LONGEST_UNMET)
    context = {
        "partners": found.total,
        "countries": len((counts["country"].keys() | counts["works_in"].keys()) & country_codes()),
        "totals": {**directory.totals(), **_open_offers(circle)},
        "unmet_gaps": waiting.total,
        "places": _places(counts),
        "elements": _most(counts, "element"),
        "lacks": _most(counts, "lacks"),
        "offers": _most(counts, "offers"),
        "example": _example(counts),
        "newest": cards.of_partners(found.rows),
        "unmet": [card._replace(text="") for card in cards.of_gaps(waiting.rows)],  # the board has their texts
        "all_unmet": addresses.board("gaps", state=GapState.OPEN),
        "all_offers": addresses.board("offers", state=OfferState.OPEN),
    }
    return render(request, "home/home.html", context)


def _open_offers(circle: str) -> dict[str, int]:
    """How many a reader finds who may see more than everyone; of the others the totals know it."""
    if circle == Visibility.EVERYONE:
        return {}
    asked = Asked(kind="offers", chosen={"state": (OfferState.OPEN,)}, circle=circle)
    return {"offers": directory.search(asked, size=0).total}


def _places(counts: Counts) -> list[Place]:
    """The partners that work in each country, as the directory's facet counts."""
    found, here = counts["works_in"], addresses.directory()
    places = []
    for code, name in countries(get_language() or "en"):
        facts = country(code)
        if code in found and facts.latitude is not None and facts.longitude is not None:
            places.append(Place(name, facts.latitude, facts.longitude, found[code], f"{here}?works_in={code}"))
    return places


def _example(counts: Counts) -> str:
    """What to search for, that finds something: the country in which most partners are based; none without partners."""
    most = sorted(counts["country"].items(), key=lambda pair: (-pair[1], pair[0]))
    return country_name(most[0][0], get_language() or "en") if most else ""


def _most(counts: Counts, name: str) -> list[dict[str, Any]]:
    """The values of a facet that most partners have, each with its name, its number and its place in the directory."""
    facet = next(facet for facet in ORGANIZATION_FACETS if facet.name == name)
    language = get_language() or "en"
    most = sorted(counts[name].items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    return [
        {"label": facet.label_of(value, language), "count": number, "href": addresses.directory(**{name: value})}
        for value, number in most
    ]
