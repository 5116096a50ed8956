"""What every answer under /api/ keeps to: problems as JSON, reading only, any origin, an ETag, a limit that it tells.

Whoever asks is nobody to the API: cookies and languages are not looked at, so an answer is the same for everybody. But
for gaps and offers, of which partners see more than others: there the session counts, and nothing else of the cookies.
It is sent from pages of this site alone, so no other site can read with it; and no cache keeps what it was answered.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.http.cookie import parse_cookie
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware

from partnership.api import limit
from partnership.api.problems import MEDIA_TYPE, problem, refusal

HERE = "/api/"
DATA = "/api/v1/"
METHODS = "GET, HEAD, OPTIONS"
A_DAY = 86_400  # seconds
STANDING = "partnership.standing"  # in request.META: where the address stands

OF_CIRCLES = (f"{DATA}gaps", f"{DATA}offers")

EVERYWHERE = {"Access-Control-Allow-Origin": "*"}
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": str(A_DAY),
}
EXPOSED = {"Access-Control-Expose-Headers": "ETag, RateLimit, RateLimit-Policy, Retry-After"}


class ApiMiddleware:
    """Stands before kept answers (hot.py), since they are only what is the same for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.conditional = ConditionalGetMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(HERE):
            return self.get_response(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={**EVERYWHERE, **PREFLIGHT, "Allow": METHODS})
        if request.method not in ("GET", "HEAD"):
            response: HttpResponseBase = problem(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": METHODS})
        elif request.path_info.startswith(DATA):
            response = self._data(request)
        else:
            response = _as_problem(self.get_response(request))
        for name, value in {**EVERYWHERE, **EXPOSED}.items():
            response[name] = value
        return response

    def _data(self, request: HttpRequest) -> HttpResponseBase:
        if request.headers.get("Accept") and not request.accepts("application/json"):
            return problem(HTTPStatus.NOT_ACCEPTABLE)
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        _leave_the_session(request)
        asked, request.method = request.method, "GET"
        response = self._completed(request, _as_problem(self.get_response(request)))
        if asked == "HEAD":
            return HttpResponse(status=response.status_code, headers=dict(response.items()))
        return response

    def _completed(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-cache"
        response["Vary"] = "Accept-Encoding, Cookie" if _is_of_circles(request) else "Accept-Encoding"
        if most := settings.API_REQUESTS_A_MINUTE:
            response["RateLimit-Policy"] = f'"address";q={most};w={limit.WINDOW}'
            if standing := request.META.get(STANDING):
                response["RateLimit"] = f'"address";r={standing.left};t={standing.seconds}'
        if response.status_code == HTTPStatus.OK:
            return self.conditional.process_response(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Reached by what was not kept: that alone is work, and counts."""
        if not request.path_info.startswith(DATA):
            return None
        try:
            request.GET  # noqa: B018 - read here, so that what cannot be read is refused here
        except TooManyFieldsSent:
            most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
            return refusal([("*", f"There are more than {most} parameters. Ask for less at once.")])
        return _over_limit(request) if settings.API_REQUESTS_A_MINUTE else None


def _is_of_circles(request: HttpRequest) -> bool:
    return request.path_info in OF_CIRCLES


def _leave_the_session(request: HttpRequest) -> None:
    """Of the cookies that were sent only that of the session, where it counts, and otherwise none."""
    sent = parse_cookie(request.META.pop("HTTP_COOKIE", ""))
    name = settings.SESSION_COOKIE_NAME
    if _is_of_circles(request) and name in sent:
        request.META["HTTP_COOKIE"] = f"{name}={sent[name]}"


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """A refusal of the site, which is a page, as a problem."""
    if response.status_code < HTTPStatus.BAD_REQUEST or response.get("Content-Type", "") == MEDIA_TYPE:
        return response
    kept = {name: response[name] for name in ("Allow", "Cache-Control", "Retry-After") if response.has_header(name)}
    return problem(response.status_code, headers=kept)


def _over_limit(request: HttpRequest) -> HttpResponse | None:
    """The refusal for an address that asked too often. Behind a proxy that tells no addresses nothing is counted."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
    standing = request.META[STANDING] = limit.standing(address)
    if standing.allowed:
        return None
    return problem(HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(standing.seconds)})
