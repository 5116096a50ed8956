"""What search engines ask for first: what to leave alone, and where everything is."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.html import escape
from django.views.decorators.http import require_safe

from registry.queries import sitemap
from registry.text import words_for_address

# Where no page is for readers of a search engine; under every language prefix.
NOT_FOR_ROBOTS = ("workspace", "secretariat", "accounts", "demo", "report")
# Addresses that are the same results in another dress, or another part of them, or more of them than anyone reads:
# robots that follow every link would ask for each combination of filters there is.
NOT_TO_BE_WALKED = (
    "/*?*&*&",  # more than two filters
    *(f"/*?*{name}=" for name in ("sort", "view", "exact", "after", "before", "more")),
    "/*/download/",
    "/*/suggest",
    "/api/v1/",
)

PAGES = (
    *("home", "directory", "activities", "support", "support_offers", "coverage", "countries"),
    *("join", "about", "privacy", "accessibility", "api_docs"),
)
LANGUAGES = [code for code, _name in settings.LANGUAGES]
IN_A_PART = 10_000 // len(LANGUAGES)  # each has an address in each language
AT_ONCE = 100  # written at a time

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    prefixes = ["", *(f"/{code}" for code in LANGUAGES if code != settings.LANGUAGE_CODE)]
    areas = [f"{prefix}/{area}/" for prefix in prefixes for area in NOT_FOR_ROBOTS]
    lines = ["User-agent: *", *(f"Disallow: {pattern}" for pattern in [*areas, *NOT_TO_BE_WALKED])]
    lines += [f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The parts of the site map: the pages in words, the partners, the gaps and the offers."""
    addresses = [reverse("sitemap_pages")]
    addresses += [reverse("sitemap_partners", args=[number]) for number in sitemap.parts(IN_A_PART)]
    for kind in ("gap", "offer"):
        numbers = sitemap.parts_of(kind, IN_A_PART)
        addresses += [reverse(f"sitemap_{kind}s", args=[number]) for number in numbers]
    parts = [f"<sitemap><loc>{escape(request.build_absolute_uri(one))}</loc></sitemap>\n" for one in addresses]
    return HttpResponse([XML, INDEX, *parts, "</sitemapindex>\n"], content_type="application/xml")


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    root = _root(request)
    written = [_urls(root, _in_each_language(name)) for name in PAGES]
    return HttpResponse([XML, URLSET, *written, "</urlset>\n"], content_type="application/xml")


@require_safe
def partners(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """One part of the partners, each in all languages. Two queries, however many there are."""
    if number not in sitemap.parts(IN_A_PART):
        raise Http404
    patterns = {code: path.replace("0", "{}") for code, path in _in_each_language("partner", "0", "0").items()}
    written = _written(_root(request), patterns, sitemap.part(number, IN_A_PART))
    return StreamingHttpResponse(written, content_type="application/xml")


@require_safe
def gaps(request: HttpRequest, number: int) -> StreamingHttpResponse:
    return _support(request, "gap", number)


@require_safe
def offers(request: HttpRequest, number: int) -> StreamingHttpResponse:
    return _support(request, "offer", number)


def _support(request: HttpRequest, kind: str, number: int) -> StreamingHttpResponse:
    """One part of the gaps or offers that everyone may see, each in all languages. Two queries."""
    if number not in sitemap.parts_of(kind, IN_A_PART):
        raise Http404
    patterns = {code: f"{path}{kind}s/{{}}/{{}}/" for code, path in _in_each_language("support").items()}
    found = ((str(id), words_for_address(title), at) for id, title, at in sitemap.items(kind, number, IN_A_PART))
    return StreamingHttpResponse(_written(_root(request), patterns, found), content_type="application/xml")


def _written(root: str, patterns: Mapping[str, str], found: Iterable[tuple[str, str, datetime]]) -> Iterator[str]:
    """`patterns`: the address of one by language, with places for its id and its words."""
    yield XML + URLSET
    some = []
    for key, words, changed in found:
        words = iri_to_uri(words)
        addresses = {code: pattern.format(key, words) for code, pattern in patterns.items()}
        some.append(_urls(root, addresses, changed))
        if len(some) == AT_ONCE:
            yield "".join(some)
            some = []
    yield "".join([*some, "</urlset>\n"])


def _urls(root: str, addresses: dict[str, str], changed: datetime | None = None) -> str:
    """The same page in each language; each names all the others, as search engines want it."""
    also = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{root}{escape(path)}"/>\n'
        for code, path in [*addresses.items(), ("x-default", addresses[settings.LANGUAGE_CODE])]
    )
    told = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>\n" if changed else ""
    return "".join(f"<url><loc>{root}{escape(path)}</loc>\n{told}{also}</url>\n" for path in addresses.values())


def _in_each_language(name: str, *arguments: str) -> dict[str, str]:
    found = {}
    for code in LANGUAGES:
        with translation.override(code):
            found[code] = reverse(name, args=arguments)
    return found


def _root(request: HttpRequest) -> str:
    return escape(request.build_absolute_uri("/").removesuffix("/"))
