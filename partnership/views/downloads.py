"""Downloads of a result: all of it, in the order in which it is shown, as CSV, XLSX, JSON or GeoJSON.

Rows are read some hundred at a time and sent as they are written, so a download of any length takes the same memory.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partnership import published
from partnership.forms.directory import ResultFilter
from partnership.limits import statements
from partnership.reading import circle_for
from registry.exchange import exports, files, xlsx
from registry.exchange.exports import About
from registry.queries import directory
from registry.queries.parse import LONGEST_SEARCH
from registry.text import clean_line
from registry.vocabulary import Visibility

STATEMENT = 60  # seconds; the first one finds and sorts everything, whatever its number

# The type of each format, and which kinds it can hold.
METADATA = "csv-metadata.json"
TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    METADATA: "application/csvm+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "geojson": "application/geo+json",
}
PAGES = {
    "organizations": "directory",
    "activities": "activities",
    "gaps": "support",
    "offers": "support_offers",
}
FILES = {"organizations": "partners", "activities": "activities", "gaps": "gaps", "offers": "offers"}
# What an address of a page says beside the question: which part of the result it shows, and how.
OF_PAGES = ("view", "after", "before", "more")
LONGEST_NAME = 60  # characters that are shown of a parameter that does not exist


@require_safe
@statements(seconds=STATEMENT)
def organizations(request: HttpRequest, format: str) -> HttpResponseBase:
    return _download(request, "organizations", format)


@require_safe
@statements(seconds=STATEMENT)
def activities(request: HttpRequest, format: str) -> HttpResponseBase:
    return _download(request, "activities", format)


@require_safe
@statements(seconds=STATEMENT)
def gaps(request: HttpRequest, format: str) -> HttpResponseBase:
    return _download(request, "gaps", format)


@require_safe
@statements(seconds=STATEMENT)
def offers(request: HttpRequest, format: str) -> HttpResponseBase:
    return _download(request, "offers", format)


def _download(request: HttpRequest, kind: str, format: str) -> HttpResponseBase:
    if format not in TYPES or (format == "geojson" and kind != "organizations"):
        raise Http404
    result = ResultFilter(_question(request.GET), kind, circle_for(request, kind))
    page = reverse(PAGES[kind]) + (f"?{result.canonical}" if result.canonical else "")
    strange = {clean_line(name)[:LONGEST_NAME] for name in result.data.keys() - result.filters.keys()}
    if wrong := sorted({name for name, _sentence in result.problems} | strange):
        return refused(request, page, unknown(wrong))
    total, instead_of = directory.outcome(result.asked)
    if format == "xlsx" and total >= xlsx.MOST_ROWS:
        return refused(request, page, _too_many(total))
    address = request.build_absolute_uri(page)
    about = exports.about(result.asked, address=address, count=total, instead_of=instead_of)
    return _answer(request, result, format, about)


def _question(query: QueryDict) -> QueryDict:
    """What is asked, whichever page of the result somebody was looking at."""
    kept = query.copy()
    for name in OF_PAGES:
        kept.pop(name, None)
    return kept


def unknown(parameters: list[str]) -> str:
    """A file that leaves out what was asked would be taken for the answer; so there is none."""
    sentences = []
    if "q" in parameters:
        sentence = _(
            "A search has at most %(number)s characters, and a letter or a digit among them. "
            "Search on the page of the result, and download again."
        )
        sentences.append(sentence % {"number": LONGEST_SEARCH})
    if strange := [name for name in parameters if name != "q"]:
        sentence = _(
            "The address asks for something that does not exist, in: %(parameters)s. "
            "Choose the filters on the page of the result, and download again."
        )
        sentences.append(sentence % {"parameters": ", ".join(strange)})
    return " ".join(sentences)


def _too_many(total: int) -> str:
    sentence = _(
        "A sheet of Excel holds %(most)s rows below its first line, and this result has %(total)s. "
        "Narrow the result, or take CSV or JSON, which have no limit."
    )
    numbers = {"most": xlsx.MOST_ROWS - 1, "total": total}
    return sentence % {name: number_format(number, force_grouping=True) for name, number in numbers.items()}


def refused(request: HttpRequest, page: str, reason: str) -> HttpResponse:
    """Why there is no file, and the page of the result to go back to."""
    context = {"page": page, "reason": reason}
    return render(request, "downloads/refused.html", context, status=HTTPStatus.BAD_REQUEST)


# -- The answer -------------------------------------------------------------------------------------------------------


def _answer(request: HttpRequest, result: ResultFilter, format: str, about: About) -> HttpResponseBase:
    kind, name = result.kind, f"target3-{FILES[result.kind]}-{about.made_at:%Y-%m-%d}.{format}"
    # What not everyone may see stays with whom it is given to.
    kept = "no-cache" if result.circle == Visibility.EVERYONE else "private, no-store"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": kept}
    language = get_language() or "en"
    if format == METADATA:
        table = files.csv_metadata(kind, about, _beside(request, result, "csv"), language)
        return JsonResponse(
            table, headers=headers, content_type=TYPES[format], json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
    if format == "csv":
        headers["Link"] = f'<{_beside(request, result, METADATA)}>; rel="describedby"; type="{TYPES[METADATA]}"'
    pieces = iter(()) if request.method == "HEAD" else _pieces(request, result, format, about, language)
    return StreamingHttpResponse(pieces, headers=headers, content_type=TYPES[format])


def _beside(request: HttpRequest, result: ResultFilter, format: str) -> str:
    """The whole address of another format of the same; it stands in a header, so it is the shortest one."""
    return request.build_absolute_uri(f"{format}?{result.canonical}" if result.canonical else format)


def _pieces(request: HttpRequest, result: Any, format: str, about: About, language: str) -> Iterator[bytes]:
    kind, records, site = result.kind, directory.stream(result.asked), published.site_of(request, language)
    if format == "csv":
        return files.as_csv(kind, records, site)
    if format == "xlsx":
        return xlsx.as_xlsx(kind, records, site, about, right_to_left=get_language_bidi())
    if format == "json":
        return files.as_json(kind, records, site, about)
    return files.as_geojson(records, site, about)
