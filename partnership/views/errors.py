"""The pages of refusals: each says what happened and what to do next. None needs the database, but for the words of
what somebody typed, and for who owns an entry.
"""

import contextlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.translation import get_language

from partnership import kept
from partnership.forms.secretariat import DecisionForm
from registry import rules
from registry.entry.document import empty
from registry.entry.upgrade import upgrade
from registry.errors import NoOwner, OwnersOnly
from registry.models import Organization, Person, Submission
from registry.queries import texts
from registry.states import SubmissionState

MOST_READ = 64 * 1024 * 1024
# Addresses whose form asks for a `part` of an entry.
ASKS_FOR_PART = ("draft_section", "draft_item", "correct", "correct_item")
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _page(request: HttpRequest | None, status: int) -> HttpResponse:
    return render(request, f"errors/{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Also answers what was too large to read, with the status that says so, on a page of its sender's own: Django has
    emptied the form by then, so that nothing reads it, and is refused, a second time.
    """
    if isinstance(exception, TOO_LARGE):
        _read_to_the_end(request)
        return _page(request, 413)
    return _page(None, 400)


def _read_to_the_end(request: HttpRequest) -> None:
    """Take in the rest of what is being sent: a browser that cannot send it all never shows our answer."""
    left = MOST_READ
    with contextlib.suppress(UnreadablePostError):  # it has gone away
        while left > 0 and (piece := request.read(64 * 1024)):
            left -= len(piece)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def not_there(request: HttpRequest, written: Sequence[Any]) -> HttpResponse:
    """The same page where somebody wrote about what is not, or no longer, there for them: their words come back."""
    return render(request, "errors/404.html", {"written": written}, status=404)


def for_owners(request: HttpRequest, public_id: str, written: Sequence[Any]) -> HttpResponse:
    """That a member of the team is no owner, or none any more; what they wrote comes back."""
    refusal = NoOwner if rules.lacks_owner(Organization.objects.get(public_id=public_id)) else OwnersOnly
    context = {"sentence": refusal.sentence, "written": written, "workspace": public_id}
    return render(request, "errors/403.html", context, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: what failed may be the session, the person or the database."""
    return _page(None, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form with an old token, as after signing in in another tab: shown once more with a new one.

    Only when it came from a page of ours, sent by someone who is signed in; else what another site made up would be
    one click away from being sent.
    """
    context: dict[str, Any] = {}
    if request.method == "POST" and request.user.is_authenticated and _is_from_here(request):
        context = {"typed": kept.shown(request.POST), "words": _words(request), "files": bool(request.FILES)}
    _read_to_the_end(request)
    return render(request, "errors/csrf.html", context, status=403)


def _words(request: HttpRequest) -> list[tuple[Any, list[str]]]:
    """What was typed, by the words of the form that asked for it; nothing of a form that is neither of the two."""
    match, person = request.resolver_match, request.user
    if match and match.url_name == "review" and isinstance(person, Person) and rules.may_review(person):
        return _of_review(request, match.kwargs["submission_id"])
    return list(kept.in_words(_part_of(request), request.POST))


def _of_review(request: HttpRequest, submission_id: UUID) -> list[tuple[Any, list[str]]]:
    """What a reviewer typed. Items are called by name while the secretariat has what they stand in."""
    waiting = Submission.objects.filter(pk=submission_id, state=SubmissionState.SUBMITTED).first()
    form, language = DecisionForm(request.POST, versions=texts.every_version()), get_language() or "en"
    return form.in_words(upgrade(waiting.document) if waiting else empty(), language)


def _part_of(request: HttpRequest) -> str:
    """The part of an entry whose form is sent to this address; nothing of all other forms."""
    match = request.resolver_match
    return str(match.kwargs["part"]) if match and match.url_name in ASKS_FOR_PART else ""


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that one of our pages sent this. Old browsers say less, and then it is not."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
