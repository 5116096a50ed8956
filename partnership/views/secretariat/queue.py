"""What waits for the secretariat: the queue, narrowed by its address; the reader's own drafts; several at once."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partnership import kept
from partnership.forms.secretariat import ALL_REGIONS, QueueFilter
from partnership.templatetags.components import said
from partnership.views.joining.access import GET_OR_POST
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from partnership.waiting import shown
from registry.actions import approvals, assignments
from registry.entry.document import official_name
from registry.errors import Refusal
from registry.models import Decision, Submission
from registry.queries import introductions, queue

A_PAGE = 25
MOST_DRAFTS = 20


def narrowed(request: StaffRequest) -> QueueFilter:
    """The queue as the address narrows it; that of a desk with a region to its region, unless the address says so, or
    asks for what somebody has: whoever covers for a colleague has work from elsewhere too.
    """
    asked = request.GET.copy()
    if request.user.desk_region and "region" not in asked and "holder" not in asked:
        asked["region"] = request.user.desk_region
    return QueueFilter(asked, queryset=queue.queue(), request=request)


@require_safe
@reviewers_only()
def secretariat(request: StaffRequest) -> HttpResponse:
    """The queue, oldest first. The address holds the filters, and the links to submissions keep them."""
    language = get_language() or "en"
    found = narrowed(request)
    pages = Paginator(found.qs, A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    first = (page.number - 1) * A_PAGE
    rows = queue.rows(found.qs[first : first + A_PAGE], language, request.user)
    query = request.GET.urlencode()
    return render(
        request,
        "secretariat/queue.html",
        {
            "filter": found,
            "active": _active(request, found),
            "page": page,
            "rows": [shown(row, request.user, query) for row in rows],
            "counts": queue.counts(request.user),
            "unanswered": introductions.waiting(timezone.now(), days=introductions.LATE_DAYS).count(),
            "drafts": queue.drafts_of(request.user, language, MOST_DRAFTS),
            "query": query,
        },
    )


def _active(request: StaffRequest, found: QueueFilter) -> list[tuple[str, str]]:
    """The filters that are on, each with the address of the same list without it."""
    active = []
    for name, filter_ in found.filters.items():
        value = found.form.cleaned_data.get(name)  # none of those that there are not
        if value and value != ALL_REGIONS:
            rest = request.GET.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            if name == "region" and request.user.desk_region:
                rest[name] = ALL_REGIONS
            choices = dict(found.form.fields[name].choices)
            label = choices.get(str(value), choices.get(value, value))
            active.append((f"{filter_.label}: {label}", f"?{rest.urlencode()}"))
    return active


# -- Several at once --------------------------------------------------------------------------------------------------


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True)
def approve_chosen(request: StaffRequest) -> HttpResponse:
    """What was chosen in the queue: taken at once, or shown once more and approved together."""
    typed = kept.sent(request)
    seen = _chosen(typed.data) if typed else {}
    back = _back(request)
    if not typed or not seen:
        if typed:
            messages.error(request, _("Choose at least one submission of the list first."))
        return redirect(back)
    found = list(queue.queue().filter(pk__in=seen))
    do = typed.data.get("do") if request.method == "POST" else ""  # what was kept is shown once more
    if do == "take":
        _take(request, found)
        return redirect(back)
    if do == "approve":
        _approve(request, found, seen)
        return redirect(back)
    rows = queue.rows(queue.queue().filter(pk__in=seen), get_language() or "en", request.user)
    context = {
        "rows": [replace(shown(row, request.user), choose="") for row in rows],
        "chosen": [f"{row.id} {seen[row.id].isoformat()}" for row in rows],
        "query": request.GET.urlencode(),
        "back": back,
    }
    return render(request, "secretariat/approve_chosen.html", context)


def _back(request: StaffRequest) -> str:
    query = request.META["QUERY_STRING"]
    return reverse("secretariat") + (f"?{query}" if query else "")


def _chosen(data: QueryDict) -> dict[uuid.UUID, datetime.datetime]:
    """The submissions that were chosen, with when each that was shown was last saved; what is none is left out."""
    chosen = {}
    for value in data.getlist("chosen")[:A_PAGE]:
        id_, _space, at = value.partition(" ")
        try:
            saved_at = parse_datetime(at)
            if saved_at:
                chosen[uuid.UUID(id_)] = saved_at
        except ValueError:
            continue
    return chosen


def _take(request: StaffRequest, found: Iterable[Submission]) -> None:
    taken = 0
    for submission in found:
        try:
            assignments.assign(submission=submission, to=request.user, by=request.user)
        except Refusal as refusal:
            messages.error(request, _of(submission, refusal))
        else:
            taken += 1
    if taken:
        words = ngettext("You have %(number)d more now.", "You have %(number)d more now.", taken)
        messages.success(request, words % {"number": taken})


def _approve(request: StaffRequest, found: list[Submission], seen: dict[uuid.UUID, datetime.datetime]) -> None:
    results = approvals.approve_many(submissions=found, by=request.user, seen=seen)
    for submission in found:
        result = results[submission.pk]
        if not isinstance(result, Decision):
            messages.error(request, _of(submission, result))
    approved = sum(isinstance(result, Decision) for result in results.values())
    if approved:
        words = ngettext(
            "%(number)d submission is approved and public.", "%(number)d submissions are approved and public.", approved
        )
        messages.success(request, words % {"number": approved})
    gone = len(seen) - len(found)
    if gone:
        words = ngettext(
            "%(number)d was decided or taken back meanwhile, and stays as it is.",
            "%(number)d were decided or taken back meanwhile, and stay as they are.",
            gone,
        )
        messages.warning(request, words % {"number": gone})


def _of(submission: Submission, refusal: Refusal) -> str:
    """What a refusal says, behind the name of what it is about."""
    name = said(*official_name(submission.document, get_language() or "en"))
    return format_html("{name}: {sentence}", name=name, sentence=str(refusal))
