"""What a member of the secretariat says of themselves: the scripts that they read, and when they are away."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnership import kept
from partnership.forms.secretariat import AbsenceForm, ScriptsForm
from partnership.views.joining.access import GET_OR_POST
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import places, rules
from registry.actions import absences, people
from registry.errors import Refusal
from registry.models import Absence


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True)
def your_desk(request: StaffRequest) -> HttpResponse:
    """Two forms, told apart by `do`; and who is away. Administrators answer for anybody who is away."""
    sent = kept.sent(request)
    do = sent.data.get("do", "") if sent else ""
    scripts = ScriptsForm(sent.data if sent and do == "scripts" else None, reader=request.user)
    absence = AbsenceForm(sent.data if sent and do == "away" else None, by=request.user)
    if request.method == "POST":
        try:
            said = _done(request, do, scripts, absence)
        except Refusal as refusal:
            if do == "away":
                absence.add_error(None, str(refusal))
            else:
                messages.error(request, str(refusal))
        else:
            if said:
                messages.success(request, said)
                return redirect("your_desk")
    today = timezone.now().date()
    language = get_language() or "en"
    region = request.user.desk_region
    context = {
        "scripts": scripts,
        "absence": absence,
        "absences": [
            {"row": row, "may_end": row.person == request.user or rules.may_administer(request.user)}
            for row in Absence.objects.filter(until__gte=today)
            .select_related("person", "cover")
            .order_by("since", "pk")
        ],
        "region": places.region_name(region, language) if region else "",
    }
    bad = any(form.is_bound and not form.is_valid() for form in (scripts, absence))
    return render(request, "secretariat/you.html", context, status=422 if bad and request.method == "POST" else 200)


def _done(request: StaffRequest, do: str, scripts: ScriptsForm, absence: AbsenceForm) -> str:
    """Do what was asked for; what to tell of it, or nothing where the form has to come back."""
    if do == "scripts" and scripts.is_valid():
        people.set_scripts(person=request.user, scripts=scripts.cleaned_data["scripts"])
        return _("Saved. The queue marks what is written in other scripts.")
    if do == "away" and absence.is_valid():
        done: dict[str, Any] = absence.cleaned_data
        person = done.get("person") or request.user
        absences.go_away(person=person, cover=done["cover"], since=done["since"], until=done["until"], by=request.user)
        return _("Saved. In these days the work stands in the list of the colleague who covers for it.")
    if do == "back":
        found = _absence(request.POST.get("absence", ""))
        absences.come_back(person=found.person, by=request.user)
        return _("The absence is over.")
    return ""


def _absence(wanted: str) -> Absence:
    try:
        found = Absence.objects.filter(pk=uuid.UUID(wanted)).select_related("person").first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
