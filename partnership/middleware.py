"""What every request passes through that no library brings."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pghistory.middleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import add_never_cache_headers

from partnership.hot import is_text


class HistoryMiddleware(pghistory.middleware.HistoryMiddleware):
    """Says in the history of a row who changed it: the person's id and nothing else, no address and no URL."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": super().get_context(request)["user"]}


def pages_of_a_person_stay_with_them(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """A page shown to somebody who is signed in names them: no cache keeps it, and no back button brings it again
    once they have signed out. A page that says itself who may keep it is left as it is.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        has_said = response.has_header("Cache-Control")
        if not has_said and request.session.accessed and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return middleware


def what_is_gone_may_come_back(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Browsers keep an answer that something is gone, or is elsewhere for good, for ever unless they are told to ask
    again. Here entries return, and names change back.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for_good = response.status_code in (HTTPStatus.GONE, HTTPStatus.MOVED_PERMANENTLY)
        if for_good and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-cache"
        return response

    return middleware


class CompressionMiddleware(GZipMiddleware):
    """Compresses text, and adds some bytes by chance: so the length of a page does not tell what stands in it to
    whoever makes somebody's browser ask for it (BREACH). Answers that are kept (hot.py) come compressed.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if is_text(response.get("Content-Type", "")):
            return super().process_response(request, response)
        return response
