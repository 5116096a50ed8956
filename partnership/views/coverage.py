"""Coverage: where support is missing, by element and kind of support, country, type of organization and month."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from partnership import coverage as shown
from partnership.coverage import Cells, Figure, Links, PlaceRow, figure
from partnership.forms.directory import FACETS, ResultFilter
from partnership.forms.facets import panels
from partnership.reading import circle_of
from partnership.views import downloads
from registry import places
from registry.exchange import files
from registry.queries.coverage import SHARED, Coverage, Line
from registry.queries.facets import EVERYWHERE
from registry.states import GapState
from registry.vocabulary import OrganizationType, Visibility

# What the map can show: the word of each, and the colour of its circles.
MAPS: Mapping[str, tuple[str | Promise, str]] = {
    "gaps": (_("Unmet gaps"), "gap"),
    "offers": (_("Support offers"), "offer"),
    "activities": (_("Activities"), "activity"),
    "organizations": (_("Partners"), "partner"),
}
MAP_LABELS: Mapping[str, str | Promise] = {
    "gaps": _("Unmet support gaps by country"),
    "offers": _("Support offers by country"),
    "activities": _("Activities by country"),
    "organizations": _("Partners by country of work"),
}
MOST_FILTERS_INDEXED = 1


def asked(request: HttpRequest) -> ResultFilter:
    """What narrows coverage, as a result of the board has it; all else that an address may say is no part of it."""
    query = QueryDict(mutable=True)
    for name in (*SHARED, "more"):
        if values := request.GET.getlist(name):
            query.setlist(name, values)
    return ResultFilter(query, "gaps", circle_of(request))


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """All views of one narrowing on one page. A fixed number of queries, whatever there is."""
    result = asked(request)
    told = Coverage(result.chosen, result.circle)
    language = get_language() or "en"
    links = Links(result.chosen)
    on_map = request.GET.get("show", "gaps")
    on_map = on_map if on_map in MAPS else "gaps"
    trend = told.trend()
    here = reverse("coverage")
    context = {
        "result": result,
        "here": here,
        "canonical_query": f"?{result.canonical}" if result.canonical else "",
        "noindex": len(result.tags) > MOST_FILTERS_INDEXED,
        "same_query": _also(result.query().removesuffix("?"), on_map),
        "panels": list(panels(_facets(), told.choices(), result.chosen, language, result.whole)),
        "tags": [(label, here + _also(query.removesuffix("?"), on_map)) for label, query in result.tags],
        "total": {kind: figure(number, links.to(kind), language) for kind, number in told.total.items()},
        "met": figure(told.met, links.to("gaps", state=GapState.MET), language),
        "matrix": shown.matrix(told.matrix, links, language),
        "unnamed": told.matrix.unnamed,
        "maps": [(label, here + _also(_query(result), name), name == on_map) for name, (label, _of) in MAPS.items()],
        "on_map": on_map,
        "map_label": MAP_LABELS[on_map],
        "map_counted": MAPS[on_map][0],
        "map_colour": MAPS[on_map][1],
        "places": shown.places(told.countries, on_map, links, language),
        "everywhere": _everywhere(told, on_map, links, language),
        **_missing(told, links, language),
        "months": shown.months(trend, links, {one.value: _month(one.value) for one in trend}, language),
        "bars": shown.bars(trend, rtl=get_language_bidi()),
        "downloads": [(label, _file(name, result)) for name, label in FILES.items()],
        "today": timezone.now().date(),
    }
    return render(request, "coverage/coverage.html", context)


def _facets() -> list[Any]:
    return [facet for facet in FACETS["gaps"] if facet.name in SHARED]


def _everywhere(told: Coverage, kind: str, links: Links, language: str) -> Figure:
    """What is everywhere, and so has no circle; none where other places were chosen."""
    chosen = told.chosen.get("works_in")
    number = told.everywhere[kind] if not chosen or EVERYWHERE in chosen else 0
    return figure(number, links.to(kind, works_in=EVERYWHERE), language)


def _query(result: ResultFilter) -> str:
    return f"?{result.canonical}" if result.canonical else ""


def _also(query: str, on_map: str) -> str:
    """A query that keeps what the map shows."""
    if on_map == "gaps":
        return query
    return f"{query}&show={on_map}" if query else f"?show={on_map}"


def _file(part: str, result: ResultFilter) -> str:
    return reverse("coverage_download", args=[part]) + _query(result)


def _month(value: str) -> str:
    return date_format(date(int(value[:4]), int(value[5:]), 1), "YEAR_MONTH_FORMAT")


# -- Who is missing ---------------------------------------------------------------------------------------------------


def _missing(told: Coverage, links: Links, language: str) -> dict[str, Any]:
    missing = told.missing
    return {
        "unanswered": [
            PlaceRow(name, reverse("country", args=[code]), [figure(number, links.to("gaps", works_in=code), language)])
            for code, name in places.countries(language)
            if (number := missing.unanswered.get(code))
        ],
        "empty": by_region(missing.empty, language),
        "empty_number": len(missing.empty),
        "types": [
            (OrganizationType(type_).label, _of_type(type_, line, links, language), _lack(line))
            for type_, line in missing.types.items()
        ],
    }


def _of_type(type_: str, line: Line, links: Links, language: str) -> list[Figure]:
    order = ("organizations", "gaps", "offers", "activities")
    return [figure(line[kind], links.to(kind, type=type_), language) for kind in order]


def _lack(line: Line) -> str | Promise:
    """What is missing of a type of organization."""
    if not line["organizations"]:
        return _("No partner yet")
    return _("Gaps and no offers") if line["gaps"] and not line["offers"] else ""


def by_region(codes: Iterable[str], language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Countries under the name of their region of the world, each with its name and page; the others at the end."""
    found: dict[str, list[tuple[str, str]]] = {}
    wanted = set(codes)
    for code, name in places.countries(language):
        if code in wanted:
            region = next(iter(places.country(code).regions), "")
            found.setdefault(region, []).append((name, reverse("country", args=[code])))
    return [(name, found[code]) for code, name in [*places.regions(language), ("", "")] if code in found]


# -- Files ------------------------------------------------------------------------------------------------------------

FILES: Mapping[str, str | Promise] = {
    "matrix": _("Elements and kinds (CSV)"),
    "countries": _("Countries (CSV)"),
    "missing": _("Who is missing (CSV)"),
    "months": _("Months (CSV)"),
}


@require_safe
def download(request: HttpRequest, part: str) -> HttpResponse:
    """One of the tables of the page, with the same filters; none where the address asks for what does not exist."""
    if part not in TABLES:
        raise Http404
    result = asked(request)
    if wrong := sorted({name for name, _sentence in result.problems}):
        return downloads.refused(request, reverse("coverage") + _query(result), downloads.unknown(wrong))
    rows = TABLES[part](Coverage(result.chosen, result.circle), get_language() or "en")
    return as_csv(rows, f"coverage-{part}", result.circle)


def as_csv(rows: Iterable[Cells], name: str, circle: str) -> HttpResponse:
    """A file of rows. What not everyone may see stays with whom it is given to."""
    written = ([files.harmless(one) if isinstance(one, str) else one for one in row] for row in rows)
    response = HttpResponse(b"".join(files.csv_of(written)), content_type=downloads.TYPES["csv"])
    response["Content-Disposition"] = f'attachment; filename="target3-{name}-{timezone.now():%Y-%m-%d}.csv"'
    response["Cache-Control"] = "no-cache" if circle == Visibility.EVERYONE else "private, no-store"
    return response


def _countries(told: Coverage, language: str) -> Iterable[Cells]:
    return shown.countries_as_rows(told, told.countries.keys() | told.seats.keys(), language)


def _who(told: Coverage, language: str) -> Iterable[Cells]:
    missing = told.missing
    yield ["missing", "code", "name", *(shown.OF_A_COUNTRY[1:])]
    for code, name in places.countries(language):
        for reason, codes in (("gaps_without_offers", missing.unanswered), ("no_partner", missing.empty)):
            if code in codes:
                yield [reason, code, name, *shown.numbers_of(told, code)[1:]]
    for type_, line in missing.types.items():
        reason = "" if line["organizations"] else "no_partner"
        reason = reason or ("gaps_without_offers" if line["gaps"] and not line["offers"] else "")
        numbers = [line[kind] for kind in ("organizations", "gaps", "offers", "activities")]
        if reason:
            yield [reason, type_, str(OrganizationType(type_).label), *numbers]


TABLES: Mapping[str, Callable[[Coverage, str], Iterable[Cells]]] = {
    "matrix": lambda told, _language: shown.matrix_as_rows(told.matrix),
    "countries": _countries,
    "missing": _who,
    "months": lambda told, _language: shown.months_as_rows(told.trend()),
}
