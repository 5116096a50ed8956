"""Who may open the pages of a draft, what every one of them shows, and how a refusal is told."""

import functools
from collections.abc import Callable
from typing import Any, TypeAlias
from uuid import UUID

import pghistory
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partnership import before, kept, steps
from partnership.answers import official_name
from registry import rules
from registry.errors import NotAllowed, NotEditable, Refusal
from registry.models import Person, Submission
from registry.states import OF_STAFF, SubmissionState


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in: what the decorators here, and `login_required`, let through."""

    user: Person


View: TypeAlias = Callable[..., HttpResponse]
GET_OR_POST = ["GET", "HEAD", "POST"]


def to_sign_in(request: HttpRequest, *, keep: bool, page: str = "account_login") -> HttpResponse:
    """Lead through signing in and back to this address; with `keep`, what was sent to it is kept until then."""
    if keep and request.method == "POST":
        kept.keep(request)
        messages.info(request, _("You were signed out. Sign in: what you typed is kept, and is saved then."))
    return redirect_to_login(request.get_full_path(), page)


def draft_page(*, keeps_input: bool = False) -> Callable[[View], View]:
    """A page of a submission, for those who may edit it; to everyone else it does not exist.

    The view is called with the request and the submission. A refusal of its action is told on the page of the draft.
    With `keeps_input` a form that was sent without a session is kept until its sender has signed in; and one that is
    sent by somebody who belongs to the team no longer comes back to them.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def page(request: PersonRequest, submission_id: UUID, **kwargs: Any) -> HttpResponse:
            submission = Submission.objects.select_related("organization").filter(pk=submission_id).first()
            if not request.user.is_authenticated:
                return to_sign_in(request, keep=keeps_input and submission is not None)
            if submission is None:
                raise Http404
            if not rules.may_edit(request.user, submission):
                typed = kept.sent(request) if keeps_input else None
                of_team = submission.origin not in OF_STAFF
                if typed and of_team and rules.was_in_team(request.user, submission.organization):
                    return _sent_too_late(request, kwargs.get("part", ""), typed.data)
                raise Http404
            try:
                with pghistory.context(user=str(request.user.pk)):
                    return view(request, submission, **kwargs)
            except NotAllowed as refusal:
                raise Http404 from refusal
            except Refusal as refusal:
                messages.error(request, str(refusal))
                return redirect("draft", submission.pk)

        return require_http_methods(GET_OR_POST)(never_cache(page))

    return decorate


def frame(request: PersonRequest, submission: Submission, current: str = "") -> dict[str, Any]:
    """What every page of a draft shows around its content. `current` is the key of a step, or "check"."""
    made = steps.tasks(submission, request.user)
    name, lang = official_name(submission.document)
    return {
        "submission": submission,
        "tasks": made,
        "steps": steps.shown_steps(submission, made, current),
        "name": name or _("Organization without a name"),
        "lang": lang,
        "by_staff": submission.origin in OF_STAFF,
        "last_title": steps.last_title(submission),
        "alike_items": before.shown(request, submission),
    }


def not_saved(
    request: PersonRequest, submission: Submission, refusal: NotEditable, part: str, data: Any
) -> HttpResponse:
    """What was typed into what cannot be changed: to be sent again once it was taken back, or else to be copied."""
    typed = {"typed": kept.shown(data), "words": kept.in_words(part, data)}
    waits = refusal.state == SubmissionState.SUBMITTED
    context = {**frame(request, submission), "sentence": str(refusal), "can_be_taken_back": waits, **typed}
    return render(request, "joining/not_saved.html", context, status=409)


def _sent_too_late(request: PersonRequest, part: str, data: Any) -> HttpResponse:
    """What somebody typed who left the team meanwhile, so that they can pass it on; not a word of the draft."""
    context = {"typed": kept.shown(data), "words": kept.in_words(part, data), "left": True}
    return render(request, "joining/not_saved.html", context, status=409)
