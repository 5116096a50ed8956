"""Lost second factors: one administrator asks that it be taken off an account, another one confirms."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partnership import kept
from partnership.forms.secretariat import RecoveryForm
from partnership.views.joining.access import GET_OR_POST
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import rules
from registry.actions import recoveries as actions
from registry.errors import Refusal
from registry.models import Recovery
from registry.queries import recoveries as queries

MOST_ANSWERED = 20


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True, rule=rules.may_recover)
def recoveries(request: StaffRequest) -> HttpResponse:
    """What waits for a second administrator, what was done, and the form that asks for another."""
    sent = kept.sent(request)
    form = RecoveryForm(sent.data if sent else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(email=form.cleaned_data["email"], by=request.user)
        except Refusal as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("Asked. Another administrator has to confirm it here."))
            return redirect("recoveries")
    waiting = queries.open_recoveries()
    context = {
        "form": form,
        "waiting": [(one, one.asked_by == request.user, one.person == request.user) for one in waiting],
        "answered": queries.answered_recoveries(MOST_ANSWERED),
    }
    return render(request, "secretariat/recoveries.html", context)


@require_POST
@reviewers_only(rule=rules.may_recover)
def answer(request: StaffRequest, recovery_id: uuid.UUID) -> HttpResponse:
    recovery = Recovery.objects.filter(pk=recovery_id).first()
    if recovery is None or request.POST.get("answer") not in ("confirm", "refuse"):
        raise Http404
    try:
        if request.POST["answer"] == "confirm":
            actions.confirm(recovery=recovery, by=request.user)
            messages.success(request, _("Done. The person was told, and signs in with a code by email now."))
        else:
            actions.refuse(recovery=recovery, by=request.user)
            messages.success(request, _("The account stays as it is."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("recoveries")
