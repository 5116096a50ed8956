"""Countries and regions: who is based and works there, what is missing beside what is offered, and who does what."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partnership import addresses, cards
from partnership import coverage as shown
from partnership.cards import Card, grouped
from partnership.coverage import Cells, Figure, Links, PlaceRow, figure
from partnership.limits import statements
from partnership.reading import circle_of
from partnership.views import downloads, overlaps
from registry import places
from registry.exchange import files
from registry.queries import directory, doers
from registry.queries.coverage import IN_CELLS, NOTHING, Coverage, Part
from registry.queries.doers import Doer
from registry.queries.facets import EVERYWHERE
from registry.queries.memory import how_many
from registry.queries.orders import ByNumber, WrongCursor
from registry.states import GapState
from registry.vocabulary import Element

CARDS = 4  # gaps, and offers beside them
OVERLAPS = 5  # that the page of a country names
WHO = "#who"  # where the page tells who does what
STATEMENT = 60  # seconds; a file reads all there are


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """Every country with what it has, under its region; and the map of the partners."""
    told = Coverage({}, circle_of(request))
    language = get_language() or "en"
    links = Links({})
    context = {
        "groups": _groups(told, places.countries(language), links, language),
        "places": shown.places(told.countries, "organizations", links, language),
        "file": reverse("coverage_download", args=["countries"]),
    }
    return render(request, "countries/countries.html", context)


def _groups(
    told: Coverage, wanted: Sequence[tuple[str, str]], links: Links, language: str
) -> list[tuple[PlaceRow | None, list[PlaceRow]]]:
    """Countries below the region of the world that they are in; those that are in none at the end."""
    rows: dict[str, list[PlaceRow]] = {}
    for code, name in wanted:
        region = next(iter(places.country(code).regions), "")
        rows.setdefault(region, []).append(_row(told, code, name, links, language))
    heads: dict[str, PlaceRow | None] = {
        code: _row(told, code, name, links, language) for code, name in places.regions(language)
    }
    for code, head in heads.items():
        if head and code in rows:
            rows[code].insert(0, head._replace(name=_("%(region)s as a whole") % {"region": head.name}))
    return [(head, rows[code]) for code, head in (heads | {"": None}).items() if code in rows]


def _row(told: Coverage, code: str, name: str, links: Links, language: str) -> PlaceRow:
    page = "region" if code.isdigit() else "country"
    return PlaceRow(name, reverse(page, args=[code]), _figures(told, code, links, language))


def _figures(told: Coverage, code: str, links: Links, language: str) -> list[Figure]:
    """Partners based there and working there, unmet gaps, offers, activities."""
    seat = {"region" if code.isdigit() else "country": code}
    seats = (told.seats_in_regions if code.isdigit() else told.seats).get(code, 0)
    line = (told.regions if code.isdigit() else told.countries).get(code, NOTHING)
    based = figure(seats, addresses.directory(**seat), language)
    counted = (figure(line[kind], links.to(kind, works_in=code), language) for kind in ("organizations", *IN_CELLS))
    return [based, *counted]


# -- One country or region --------------------------------------------------------------------------------------------


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    if code != code.upper() and code.upper() in places.country_codes():
        return HttpResponsePermanentRedirect(reverse("country", args=[code.upper()]))
    if code not in places.country_codes():
        raise Http404
    facts = places.country(code)
    return _place(request, code, places.country_name(code, get_language() or "en"), facts.regions)


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    if code not in places.region_codes():
        raise Http404
    above = places.region_and_above(code)[:-1]
    return _place(request, code, places.region_name(code, get_language() or "en"), above)


def _place(request: HttpRequest, code: str, name: str, above: Sequence[str]) -> HttpResponse:
    """A fixed number of queries, whatever there is."""
    language = get_language() or "en"
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    try:
        who = doers.page(code, language, after=after, before=before)
    except WrongCursor as refusal:
        messages.warning(request, str(refusal))
        return redirect(request.path)
    told = Coverage({"works_in": (code,)}, circle_of(request))
    links = Links({"works_in": (code,)})
    base = {"region" if code.isdigit() else "country": code}
    seats = (told.seats_in_regions if code.isdigit() else told.seats).get(code, 0)
    everywhere = Part("offers", {"works_in": (EVERYWHERE,)}, circle_of(request))
    context = {
        "code": code,
        "name": name,
        "above": [(places.region_name(one, language), reverse("region", args=[one])) for one in above],
        "based": figure(seats, addresses.directory(**base), language),
        "total": {kind: figure(number, links.to(kind), language) for kind, number in told.total.items()},
        "met": figure(told.met, links.to("gaps", state=GapState.MET), language),
        "gaps": cards.of_gaps(_first(told.parts["gaps"], "unmet")),
        "offers": cards.of_offers(_first(told.parts["offers"], "stated")),
        "everywhere": figure(how_many(everywhere.bits), Links(everywhere.chosen).to("offers"), language),
        "matrix": shown.matrix(told.matrix, links, language),
        "unnamed": told.matrix.unnamed,
        "matrix_page": f"{reverse('coverage')}?{urlencode({'works_in': code})}",
        "matrix_file": f"{reverse('coverage_download', args=['matrix'])}?{urlencode({'works_in': code})}",
        "inside": _inside(told, code, language),
        "elements": [str(label) for label in Element.labels],
        "doers": [_doer(one, language) for one in who.rows],
        "doers_number": who.total,
        "doers_said": grouped(who.total, language),
        "doers_file": reverse("region_download" if code.isdigit() else "country_download", args=[code]),
        "first": f"{request.path}{WHO}" if who.previous else "",
        "previous": f"?before={who.previous}{WHO}" if who.previous else "",
        "next": f"?after={who.next}{WHO}" if who.next else "",
        "is_one_of_many": bool(after or before),
        "noindex": bool(after or before),
        "same_query": "",  # no place of this list is one in another language
        **({} if code.isdigit() else overlaps.in_country(code, OVERLAPS)),
        "lists": [(label, _download(kind, links)) for kind, label in _lists()],
        "today": timezone.now().date(),
    }
    return render(request, "countries/place.html", context)


def _first(part: Part, number: str) -> list[directory.Result]:
    """The first few that fit and stand, the greatest of a number first."""
    slots = ByNumber(part.bits, part.memory.number(number)).page(None, CARDS, backwards=False)
    return directory.rows(part.memory, slots)


def _inside(told: Coverage, code: str, language: str) -> list[PlaceRow]:
    """The countries of a region."""
    if not code.isdigit():
        return []
    within, links = places.places_in(code), Links({})
    return [_row(told, one, name, links, language) for one, name in places.countries(language) if one in within]


def _doer(one: Doer, language: str) -> tuple[Card, str, list[str]]:
    """A partner as the first cell shows it, its activities there, and how many serve each element."""
    [card] = cards.of_partners([directory.Result(dict(one.record), [])])
    numbers = [grouped(number, language) if number else "" for number in one.elements.values()]
    return card, grouped(one.activities, language), numbers


def _lists() -> list[tuple[str, str]]:
    return [
        ("organizations", _("Partners (CSV)")),
        ("gaps", _("Unmet gaps (CSV)")),
        ("offers", _("Support offers (CSV)")),
        ("activities", _("Activities (CSV)")),
    ]


def _download(kind: str, links: Links) -> str:
    return links.to(kind).replace("?", "download/csv?", 1)


# -- Who does what, as a file -----------------------------------------------------------------------------------------


@require_safe
@statements(seconds=STATEMENT)
def doers_of_country(request: HttpRequest, code: str) -> StreamingHttpResponse:
    if code not in places.country_codes():
        raise Http404
    return _doers(request, code)


@require_safe
@statements(seconds=STATEMENT)
def doers_of_region(request: HttpRequest, code: str) -> StreamingHttpResponse:
    if code not in places.region_codes():
        raise Http404
    return _doers(request, code)


def _doers(request: HttpRequest, code: str) -> StreamingHttpResponse:
    """All partners with activities in a place, a line each; the same for every reader."""
    written = iter(()) if request.method == "HEAD" else files.csv_of(_as_rows(code, get_language() or "en"))
    response = StreamingHttpResponse(written, content_type=downloads.TYPES["csv"])
    response["Content-Disposition"] = (
        f'attachment; filename="target3-who-does-what-{code}-{timezone.now():%Y-%m-%d}.csv"'
    )
    response["Cache-Control"] = "no-cache"
    return response


def _as_rows(code: str, language: str) -> Iterator[Cells]:
    yield ["id", "name", "type", "base_country", "address", "activities", *Element.values]
    for one in doers.whole(code, language):
        record: Mapping[str, Any] = one.record
        named = [files.harmless(record[key]) for key in ("id", "name", "type", "base_country")]
        yield [*named, addresses.permanent(record["id"]), one.activities, *one.elements.values()]
