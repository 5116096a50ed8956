"""What waits for the secretariat: the queue, the reader's own drafts, open cases."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partnership.forms.secretariat import QueueFilter
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import rules
from registry.actions import cases
from registry.entry.readable import readable
from registry.errors import Refusal
from registry.models import Case, Person
from registry.queries import review

A_PAGE = 25
MOST_CASES = 20
MOST_DRAFTS = 20


@require_safe
@reviewers_only()
def secretariat(request: StaffRequest) -> HttpResponse:
    """The queue, oldest first. The address holds the filters, and the links to submissions keep them."""
    language = get_language() or "en"
    found = QueueFilter(request.GET, queryset=review.queue(), request=request)
    pages = Paginator(found.qs, A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    first = (page.number - 1) * A_PAGE
    return render(
        request,
        "secretariat/queue.html",
        {
            "filter": found,
            "active": _active(request, found),
            "page": page,
            "rows": [_shown(row, request.user) for row in review.rows(found.qs[first : first + A_PAGE], language)],
            "counts": review.counts(request.user),
            "drafts": review.rows(review.drafts_of(request.user)[:MOST_DRAFTS], language),
            "cases": review.open_cases(language, MOST_CASES),
            "query": request.GET.urlencode(),
            "may_recover": rules.may_recover(request.user),
            "may_write_texts": rules.may_write_texts(request.user),
        },
    )


def _shown(row: review.Waiting, reader: Person) -> dict[str, Any]:
    """A row of the queue in words."""
    type_ = readable("organization", "type", row.type)
    country = readable("where", "base_country", row.base_country)
    sent = _("sent on %(date)s") % {"date": date_format(localtime(row.since), "DATE_FORMAT")}
    return {
        "id": row.id,
        "name": row.name,
        "language": row.language,
        "kind": row.kind.label,
        "waiting": waiting_words(row.days(timezone.now())),
        "late": row.is_late(timezone.now()),
        "holder": holder_words(row.holder, reader),
        "facts": [*type_, *country, sent],
        "flag": _("possible duplicate") if row.has_similar else "",
    }


def waiting_words(days: int) -> str:
    if days < 1:
        return _("waiting since today")
    return ngettext("waiting %(days)d day", "waiting %(days)d days", days) % {"days": days}


def holder_words(holder: Person | None, reader: Person) -> str:
    if holder is None:
        return ""
    return _("you") if holder == reader else holder.name or holder.email


def _active(request: StaffRequest, found: QueueFilter) -> list[tuple[str, str]]:
    """The filters that are on, each with the address of the same list without it."""
    active = []
    for name, filter_ in found.filters.items():
        value = found.form.cleaned_data.get(name) if found.form.is_valid() else None
        if value:
            rest = request.GET.copy()
            rest.pop(name)
            rest.pop("page", None)
            choices = dict(found.form.fields[name].choices)
            label = choices.get(str(value), choices.get(value, value))
            active.append((f"{filter_.label}: {label}", f"?{rest.urlencode()}"))
    return active


@require_POST
@reviewers_only()
def settle_case(request: StaffRequest, case_id: uuid.UUID) -> HttpResponse:
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise Http404
    try:
        cases.settle_case(case=case, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The case is settled."))
    return redirect("secretariat")
