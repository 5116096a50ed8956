"""Cases: what is to be settled outside a submission, narrowed by its address; taken, handed on, settled."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partnership.forms.secretariat import CaseFilter, HandOverForm
from partnership.views.secretariat.access import StaffRequest, reviewers_only, why_not_there
from partnership.waiting import choice_words, handed_words, holder_words
from registry.actions import assignments
from registry.actions import cases as actions
from registry.errors import Refusal
from registry.models import Case, Person
from registry.queries import cases as queries

A_PAGE = 20


@require_safe
@reviewers_only()
def cases(request: StaffRequest) -> HttpResponse:
    """The open cases, the oldest first. The address holds the filters."""
    found = CaseFilter(request.GET, queryset=queries.open_cases(), request=request)
    page = Paginator(found.qs, A_PAGE).get_page(request.GET.get("page"))
    first = (page.number - 1) * A_PAGE
    now = timezone.now()
    shown = queries.shown(found.qs[first : first + A_PAGE], get_language() or "en")
    context = {
        "filter": found,
        "active": _active(request, found),
        "page": page,
        "cases": [
            {
                "open": one,
                "days": one.days(now),
                "holder": holder_words(one.case.assigned_to, request.user),
                "why_not": why_not_there(request.user, one.case.organization),
            }
            for one in shown
        ],
        "colleagues": [(one.pk, choice_words(one)) for one in found.colleagues],
        "query": request.GET.urlencode(),
    }
    return render(request, "secretariat/cases.html", context)


def _active(request: StaffRequest, found: CaseFilter) -> list[tuple[str, str]]:
    active = []
    for name, filter_ in found.filters.items():
        value = found.form.cleaned_data.get(name)  # none of those that there are not
        if value:
            rest = request.GET.copy()
            rest.pop(name)
            rest.pop("page", None)
            label = dict(found.form.fields[name].choices).get(value, value)
            active.append((f"{filter_.label}: {label}", f"?{rest.urlencode()}"))
    return active


def _back(request: StaffRequest) -> str:
    query = request.META["QUERY_STRING"]
    return reverse("cases") + (f"?{query}" if query else "")


def _find(case_id: uuid.UUID) -> Case:
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


@require_POST
@reviewers_only()
def settle_case(request: StaffRequest, case_id: uuid.UUID) -> HttpResponse:
    try:
        actions.settle_case(case=_find(case_id), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The case is settled."))
    return redirect(_back(request))


@require_POST
@reviewers_only()
def assign_case(request: StaffRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take a case (`me`), give it back (`nobody`), or hand it to a `colleague`."""
    case = _find(case_id)
    wanted = request.POST.get("assign", "")
    to: Any = request.user if wanted == "me" else None
    if wanted == "colleague":
        form = HandOverForm(request.POST, by=request.user)
        if not form.is_valid():
            messages.error(request, str(form["colleague"].errors[0]))
            return redirect(_back(request))
        to = form.cleaned_data["colleague"]
    elif wanted not in ("me", "nobody"):
        raise Http404
    try:
        assignments.assign_case(case=case, to=to, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _told(to, request.user))
    return redirect(_back(request))


def _told(to: Person | None, reader: Person) -> str:
    if to is None:
        return _("It is given back. Nobody has it now.")
    if to == reader:
        return _("You have it now.")
    return handed_words(to, reader)
