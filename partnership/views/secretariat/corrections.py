"""Correcting a submission that waits: the same forms as its team has, beside the team's text."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnership import kept
from partnership.differences import place
from partnership.forms.joining import groups
from partnership.views.joining.access import GET_OR_POST
from partnership.views.joining.sections import in_words
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import rules
from registry.actions import corrections, submissions
from registry.entry.called import title_of
from registry.entry.corrections import form_key
from registry.entry.document import official_name, present
from registry.entry.fields import COLLECTIONS
from registry.entry.forms import PartForm
from registry.entry.readable import readable
from registry.errors import Refusal, SentAgain
from registry.models import Submission
from registry.queries import review
from registry.states import SubmissionState


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True)
def correct(
    request: StaffRequest, submission_id: uuid.UUID, part: str, item_id: uuid.UUID | None = None
) -> HttpResponse:
    """One section or item, with what the team wrote; a button says that an item is to go, or takes all of it back."""
    key = f"{part}.{item_id}" if item_id else part
    found = _find(submission_id, key)
    typed = kept.sent(request)
    if found.state != SubmissionState.SUBMITTED:
        return redirect(_back(request, found))
    if typed is None:
        own = rules.wrote_for_own_organization(request.user, found)
        try:
            submissions.check_decision(found, request.user, None, own=own)
        except Refusal as refusal:  # said before anything is typed
            messages.error(request, str(refusal))
            return redirect(_back(request, found))
        return _page(request, found, key, corrections.form_to_correct(found, key))
    try:
        done = _act(request, found, key, typed.data)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        found = _find(submission_id, key)
        return _page(request, found, key, corrections.form_to_correct(found, key, typed.data), status=409)
    if done is not None and not done.is_done:
        status = 409 if done.theirs else 422
        return _page(request, done.submission, key, done.form, theirs=done.theirs, status=status)
    return redirect(_back(request, found))


def _find(submission_id: uuid.UUID, key: str) -> Submission:
    """The submission, if its team's document has the section or item."""
    try:
        found = review.find(submission_id)
        corrections.form_to_correct(found, key)
    except (Submission.DoesNotExist, KeyError):
        raise Http404 from None
    return found


def _back(request: StaffRequest, found: Submission) -> str:
    """To the review page, with the filters of the queue, and what was typed there."""
    query = request.META["QUERY_STRING"]
    address = reverse("review", args=[found.pk])
    return f"{address}?{query}" if query else address


def _act(request: StaffRequest, found: Submission, key: str, data: QueryDict) -> corrections.Corrected | None:
    try:
        seen = parse_datetime(data.get("seen", ""))
    except ValueError:
        seen = None
    if seen is None:
        raise SentAgain
    what: dict[str, Any] = {"submission": found, "key": key, "seen": seen, "by": request.user}
    if "remove" in data and key.partition(".")[0] in COLLECTIONS:
        corrections.remove(**what)
        messages.success(request, _("Noted: it goes when you approve. The team is told."))
        return None
    if "undo" in data:
        corrections.undo(**what)
        messages.success(request, _("The corrections there are taken back. It says what the team wrote."))
        return None
    done = corrections.correct(**what, data=data, known=data.get("known", ""))
    if done.is_done:
        messages.success(request, _("Kept beside what the team wrote. It is applied when you approve."))
    return done


def _page(
    request: StaffRequest,
    found: Submission,
    key: str,
    form: PartForm,
    *,
    theirs: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    part, _dot, item_id = key.partition(".")
    name, name_language = official_name(found.document, get_language() or "en")
    title, title_language = title_of(part, present(found.document, part)[item_id]) if item_id else ("", "")
    named = {field: value for field, value in (theirs or {}).items() if field}
    context = {
        "submission": found,
        "name": name,
        "name_language": name_language,
        "heading": place(key)[-1],
        "title": title,
        "title_language": title_language,
        "form": form,
        "groups": groups(form, theirs=in_words(form, named)),
        "written": _written(found, key),
        "is_item": bool(item_id),
        "is_to_go": key in found.corrections,
        "is_corrected": any(form_key(path) == key for path in found.corrections),
        "was_changed": theirs is not None,
        "seen": found.saved_at.isoformat(),
        "known": corrections.version_of(found, key),
        "back": _back(request, found),
        "query": request.META["QUERY_STRING"],
    }
    return render(request, "secretariat/correct.html", context, status=status)


def _written(found: Submission, key: str) -> dict[str, list[str]]:
    """What the team wrote where it was corrected, by field, in words."""
    return {
        path.rpartition(".")[2]: readable(key.partition(".")[0], path.rpartition(".")[2], one["was"])
        for path, one in found.corrections.items()
        if form_key(path) == key and path != key
    }
