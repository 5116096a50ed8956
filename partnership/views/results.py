"""What directory, activities and board share: a result as a list, a table or a map, and what can be done with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.cards import Card, Row, grouped
from partnership.forms.directory import FACETS, SORT_LABELS, ResultFilter
from partnership.forms.facets import panels
from partnership.map import Place
from partnership.reading import circle_for
from registry.places import countries, country, places_in
from registry.queries.facets import SEEN_BY, Facet
from registry.vocabulary import Visibility

VIEW_LABELS: Mapping[str, str | Promise] = {
    "list": gettext_lazy("List"),
    "table": gettext_lazy("Table"),
    "map": gettext_lazy("Map"),
}
MAPS = {"map": "works_in", "seats": "country"}  # the facet whose countries each shows
MOST_FILTERS_INDEXED = 2
MOST_NAMED = 3  # filters, in the title of a page
FORMATS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "geojson": "GeoJSON"}


@dataclass(frozen=True)
class Column:
    """A column of the table; `sort` is the order that its heading asks for, "" where it cannot be sorted by."""

    label: str | Promise
    sort: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Kind:
    """How one kind of results is shown. `address`: the name of its page. `sorts`: the orders offered above the list.
    `formats`: of its downloads.
    """

    name: str
    address: str
    template: str
    sorts: Sequence[str]
    columns: Sequence[Column]
    cards: Callable[..., list[Card]]
    rows: Callable[..., list[Row]]
    formats: Sequence[str]


def page(request: HttpRequest, kind: Kind) -> HttpResponse:
    """The result that the address asks for. What cannot be asked is left out and named; nothing is refused but more
    parameters than any form of ours sends.
    """
    try:
        result = ResultFilter(request.GET, kind.name, circle_for(request, kind.name))
    except TooManyFieldsSent:
        sentence = _("The address has more than %(number)s parameters. Take some filters away.")
        most = number_format(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, force_grouping=True)
        return render(request, "errors/400.html", {"sentence": sentence % {"number": most}}, status=400)
    found = result.found
    show = SHOWN[result.view]
    context = {
        "result": result,
        "found": found,
        "total": grouped(found.total, result.asked.language),
        "here": reverse(kind.address),
        "canonical_query": f"?{result.canonical}" if result.canonical else "",
        "noindex": not _is_for_search_engines(result),
        "same_query": result.query().removesuffix("?"),  # for other languages, in which no place of this list is one
        "is_one_of_many": result.is_later,
        "named": [label for label, _query in result.tags[:MOST_NAMED]],
        "panels": list(panels(_offered(result), found.counts, result.chosen, result.asked.language, result.whole)),
        "narrowed": sum(map(len, result.chosen.values())),
        "views": [(label, result.query(view=name), name == _shown(result)) for name, label in VIEW_LABELS.items()],
        "first": result.query() if found.previous else "",
        "previous": result.query(before=found.previous) if found.previous else "",
        "next": result.query(after=found.next) if found.next else "",
        "exactly": result.query(exact="yes"),
        "downloads": _downloads(kind, result),
        **show(kind, result),
    }
    return render(request, kind.template, context)


def _offered(result: ResultFilter) -> list[Facet]:
    """The facets to choose from: who sees a thing is the same for all that everyone is shown."""
    sees_all_alike = result.circle == Visibility.EVERYONE
    return [facet for facet in FACETS[result.kind] if not (facet is SEEN_BY and sees_all_alike)]


def _shown(result: ResultFilter) -> str:
    return "map" if result.view in MAPS else result.view


def _is_for_search_engines(result: ResultFilter) -> bool:
    """The whole, and what one or two filters leave of it; all else would be walked without end and lead nowhere new."""
    pairs = parse_qsl(result.canonical)
    return len(pairs) <= MOST_FILTERS_INDEXED and {name for name, _value in pairs} <= result.chosen.keys()


# -- Views of a result ------------------------------------------------------------------------------------------------


def _list(kind: Kind, result: ResultFilter) -> dict[str, Any]:
    offered = [name for name in kind.sorts if name != "match" or result.asked.question.wanted]
    offered += [result.sort] if result.sort not in offered else []
    return {
        "cards": kind.cards(result.found.rows, result.found.words),
        "sorts": [(SORT_LABELS[name], result.query(sort=name), name == result.sort) for name in offered],
    }


def _table(kind: Kind, result: ResultFilter) -> dict[str, Any]:
    sort = str(SORT_LABELS[result.sort])
    return {
        "caption": _("Sorted by: %(sort)s") % {"sort": sort},
        "columns": [
            {
                "label": column.label,
                "href": result.query(sort=column.sort) if column.sort else "",
                "sorted": _direction(column.sort) if column.sort == result.sort else "",
                "is_number": column.is_number,
            }
            for column in kind.columns
        ],
        "rows": kind.rows(result.found.rows, result.found.words),
    }


def _direction(sort: str) -> str:
    """Names run from A on, what waits from the earliest; everything else from the greatest or the latest."""
    return "ascending" if sort in ("name", "unmet") else "descending"


def _map(kind: Kind, result: ResultFilter) -> dict[str, Any]:
    """A circle for each country of work, or of each seat. Where places were chosen, only for theirs: what was found
    works elsewhere too, but the facet counts everybody who works there.
    """
    facet = MAPS[result.view]
    counts, chosen = result.found.counts[facet], result.chosen.get(facet, ())
    one = result.query(without=("", ""), view="list", **{facet: "AQ"})  # made once: it takes longer than a circle
    unplaced = result.found.unplaced[facet]
    labels = {one.name: one.label for one in FACETS[kind.name]}
    within = {code for value in chosen for code in (places_in(value) if value.isdigit() else {value})}
    return {
        "places": [
            Place(name, facts.latitude, facts.longitude, counts[code], one.replace(f"{facet}=AQ", f"{facet}={code}"))
            for code, name in countries(result.asked.language)
            if code in counts and (not chosen or code in within)
            if (facts := country(code)).latitude is not None and facts.longitude is not None
        ],
        "by_seat": facet == "country",
        "maps": [(labels[name], result.query(view=view), view == result.view) for view, name in MAPS.items()],
        "everywhere": unplaced.everywhere,
        "unplaced": unplaced.otherwise,
        "unplaced_grouped": grouped(unplaced.otherwise, result.asked.language),
    }


SHOWN = {"list": _list, "table": _table, "map": _map, "seats": _map}


def _downloads(kind: Kind, result: ResultFilter) -> list[tuple[str, str]]:
    """The same question to the files of a result and to the API: each with its address. All of it, in this order."""
    query = result.query(view="").removesuffix("?")
    files = [(FORMATS[name], reverse(f"{kind.address}_download", args=[name])) for name in kind.formats]
    return [(label, address + query) for label, address in [*files, ("API", reverse(f"api:{kind.name}"))]]
