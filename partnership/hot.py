"""Whole public answers, kept in the process, so that a page that somebody just saw costs one SELECT and a look-up.

An answer is kept under its address: scheme, host, path (which names the language) and query. It holds while nothing
that everyone may see has changed (`registry.queries.version`) and the day, in UTC, is the same; so a withdrawal or an
approval shows in the very next answer. Browsers and proxies may keep it too, but have to ask each time
(`Cache-Control: no-cache`) and are told 304 while it holds.

Nothing of a person gets in: a request with a session, or with a message to be shown, neither gets nor leaves a kept
answer, and what sets a cookie, or says itself who may keep it, is not kept. The memory of each process is bounded by
`HOT_BYTES`; the answers that were not asked for longest make room.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags

from registry.queries import version

# The pages and files that are the same for everybody, by the names of their addresses. None has a form with a token.
PUBLIC = frozenset(
    {
        "home",
        "directory",
        "suggest",
        "activities",
        "overlaps",
        "overlap",
        "support",
        "support_offers",
        "gap",
        "offer",
        "gap_matches",
        "offer_matches",
        "why",
        "coverage",
        "countries",
        "country",
        "region",
        "partner",
        "partner_json",
        "api:start",
        "api:organizations",
        "api:organization",
        "api:activities",
        "api:gaps",
        "api:offers",
        "api:vocabulary",
        "api:openapi-json",
        "api_docs",
        "about",
        "privacy",
        "accessibility",
        "robots",
        "sitemap",
        "sitemap_pages",
        "feed_partners",
        "feed_gaps",
    }
)

LARGEST = 200_000  # bytes of an answer that is kept; what is longer is asked for rarely, and costs the others room
LONGEST_QUERY = 1_000  # characters
OVERHEAD = 4_000  # bytes that headers, address and the rest of a kept answer take in memory, at most
SMALLEST_COMPRESSED = 200  # bytes

# What an answer may say that it depends on. The language is none of it: the address alone decides that.
VARIES = {"cookie", "accept-encoding", "accept-language"}
# Headers that are said here, by what is kept.
OURS = {"cache-control", "content-length", "etag", "vary"}

Address = tuple[str, ...]
MOMENT = "partnership.moment"  # in request.META


@dataclass(frozen=True, slots=True)
class Moment:
    """What a public answer was made from: the version of the public data, and a day in UTC."""

    version: int
    day: date


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it leaves the site, but for what depends on the request: its body and all its headers."""

    moment: Moment
    headers: dict[str, str]
    body: bytes
    etag: str
    compressed: bytes = b""  # made when it is first asked for

    @property
    def size(self) -> int:
        return len(self.body) + len(self.compressed) + OVERHEAD

    @property
    def is_worth_compressing(self) -> bool:
        return len(self.body) >= SMALLEST_COMPRESSED and is_text(self.headers.get("Content-Type", ""))


class Store:
    """Kept answers by address, no more than `limit` bytes of them. Threads may share it."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._answers: OrderedDict[Address, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, address: Address) -> Kept | None:
        with self._lock:
            kept = self._answers.get(address)
            if kept is not None:
                self._answers.move_to_end(address)
            return kept

    def put(self, address: Address, kept: Kept) -> None:
        """Keep it in place of what was kept under this address, unless it is too large to be worth it."""
        if len(kept.body) > LARGEST or kept.size > self.limit:
            return
        with self._lock:
            self._forget(address)
            while self.size + kept.size > self.limit:
                self._forget(next(iter(self._answers)))
            self._answers[address] = kept
            self.size += kept.size

    def clear(self) -> None:
        with self._lock:
            self._answers.clear()
            self.size = 0

    def __len__(self) -> int:
        return len(self._answers)

    def _forget(self, address: Address) -> None:
        before = self._answers.pop(address, None)
        if before is not None:
            self.size -= before.size


STORE = Store(settings.HOT_BYTES)


class HotMiddleware:
    """Stands before all that looks at a request: a kept answer has passed that once, with the same scheme and host.

    So it must have been allowed there: another host was refused, and plain HTTP was led to HTTPS.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = _address(request)
        if address is None:
            return self.get_response(request)
        kept = STORE.get(address)
        if kept is not None:
            request.META[MOMENT] = _now()
            if kept.moment == request.META[MOMENT]:
                return _answer(request, address, kept)
        response = self.get_response(request)
        kept = _kept(request.META.get(MOMENT), response)
        if kept is None:
            return response
        if request.method == "GET":
            STORE.put(address, kept)
        return _answer(request, address, kept)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Note what the answer will be made from before anything of it is read: later, it could be called too new."""
        match = request.resolver_match
        is_public = match is not None and match.view_name in PUBLIC
        if is_public and MOMENT not in request.META and _address(request) is not None:
            request.META[MOMENT] = _now()


def is_text(content_type: str) -> bool:
    """Whether it gets much shorter by compression."""
    return content_type.startswith("text/") or "json" in content_type or "xml" in content_type


def _address(request: HttpRequest) -> Address | None:
    """What the answer is kept under; None where an answer is this reader's alone, or nothing is to be kept."""
    if request.method not in {"GET", "HEAD"} or not STORE.limit:
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES or CookieStorage.cookie_name in request.COOKIES:
        return None
    host, query = request.META.get("HTTP_HOST", ""), request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        return None
    if "&" in query:  # the order of parameters says nothing; that of the values of one may
        query = "&".join(sorted(query.split("&"), key=lambda pair: pair.partition("=")[0]))
    return str(request.scheme), host, request.path, query


def _now() -> Moment | None:
    """None where the database does not answer: a page that needs it says so itself, the others do not need to know."""
    try:
        return Moment(version.current(), datetime.now(UTC).date())
    except OperationalError:
        return None


def _kept(moment: Moment | None, response: HttpResponseBase) -> Kept | None:
    """The answer as it is kept; None where it may not be."""
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    if (
        moment is None
        or response.status_code != HTTPStatus.OK
        or not isinstance(response, HttpResponse)  # a stream
        or response.cookies
        or response.has_header("Cache-Control")
        or response.has_header("Content-Encoding")
        or not varies <= VARIES
    ):
        return None
    body = response.content
    headers = {name: value for name, value in response.items() if name.lower() not in OURS}
    headers |= {"Cache-Control": "no-cache", "Vary": "Accept-Encoding, Cookie"}
    return Kept(moment, headers, body, hashlib.blake2b(body, digest_size=12).hexdigest())


def _answer(request: HttpRequest, address: Address, kept: Kept) -> HttpResponse:
    body, headers = kept.body, kept.headers.copy()
    headers["ETag"] = f'"{kept.etag}"'
    if kept.is_worth_compressing and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        body = kept.compressed or _compressed(address, kept)
        headers["ETag"] = f'"{kept.etag}-gzip"'
        headers["Content-Encoding"] = "gzip"
    if _has_it_already(request, headers["ETag"]):
        headers.pop("Content-Encoding", None)
        return HttpResponseNotModified(headers=headers)
    headers["Content-Length"] = str(len(body))
    return HttpResponse(b"" if request.method == "HEAD" else body, headers=headers)


def _compressed(address: Address, kept: Kept) -> bytes:
    """Nothing in it is secret, so its length tells nobody anything."""
    compressed = gzip.compress(kept.body, compresslevel=6, mtime=0)
    if STORE.get(address) is kept:
        STORE.put(address, replace(kept, compressed=compressed))
    return compressed


def _has_it_already(request: HttpRequest, etag: str) -> bool:
    asked = request.META.get("HTTP_IF_NONE_MATCH", "")
    known = parse_etags(asked) if asked else []
    return known == ["*"] or etag in (one.removeprefix("W/") for one in known)
