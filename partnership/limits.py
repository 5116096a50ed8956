"""How long a request may keep the database busy with one statement, and what it is told when that was not enough.

A page is looked at by somebody who waits, and a search that nobody can wait for would only keep others from theirs.
What changes something has longer, since it may have to wait for somebody else's change to be done. A view that sends
much, such as a download, says itself how long it may take: `@statements(seconds=60)`. Commands and the worker know no
such limit.
"""

import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

READING = 2  # seconds
WRITING = 20
RETRY_AFTER = 30

ViewT = TypeVar("ViewT", bound=Callable[..., HttpResponseBase])

# What the request that this thread is answering allows. A thread that never answered one, as in a command, has none.
_answering = threading.local()
# What each connection was left with: as a rule what the next request allows too, so nothing has to be asked for.
_limits: WeakKeyDictionary[Any, float] = WeakKeyDictionary()


def statements(*, seconds: int) -> Callable[[ViewT], ViewT]:
    """Marks a view no statement of which, even while its answer is being sent, may take longer."""

    def mark(view: ViewT) -> ViewT:
        view.statement_seconds = seconds  # type: ignore[attr-defined]
        return view

    return mark


class LimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        usual = READING if request.method in {"GET", "HEAD", "OPTIONS"} else WRITING
        _answering.seconds = getattr(view, "statement_seconds", usual)
        if connection.connection is not None:
            _limit(connection)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError) and isinstance(exception.__cause__, psycopg.errors.QueryCanceled):
            return _took_too_long()
        return None


@receiver(connection_created)
def _limit(connection: Any, **_signal: Any) -> None:
    """Let the database end every statement on this connection that takes longer than the request allows."""
    seconds, session = getattr(_answering, "seconds", None), connection.connection
    if seconds is None or connection.alias != DEFAULT_DB_ALIAS or _limits.get(session) == seconds:
        return
    with connection.wrap_database_errors:
        session.execute(f"SET statement_timeout = {int(seconds * 1000)}")
    if connection.in_atomic_block:  # undone with it, should it fail
        _limits.pop(session, None)
    else:
        _limits[session] = seconds


def _took_too_long() -> HttpResponse:
    """Without the request, as what took too long may be what the frame of a page asks of it. For the API it becomes a
    problem there.
    """
    response = render(None, "errors/503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response
