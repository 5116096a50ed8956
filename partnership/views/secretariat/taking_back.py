"""Taking a refusal back within moments."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnership import desk, kept
from partnership.views.joining.access import GET_OR_POST
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry.actions import taking_back
from registry.entry.document import official_name
from registry.errors import Refusal
from registry.models import Decision, Message, Submission
from registry.states import DecisionKind


def offer(request: StaffRequest, submission: Submission) -> None:
    """Remember what the reader has just refused and what they typed for it, so that the next page offers to take it
    back; an approval never.
    """
    decision = Decision.objects.filter(submission=submission, by=request.user).order_by("-decided_at", "-pk").first()
    refusals = desk.refusals(request.session)
    if decision and decision.kind != DecisionKind.APPROVE:
        name, _language = official_name(submission.document, get_language() or "en")
        refusals[str(decision.pk)] = {
            "kind": decision.kind,
            "name": name,
            "told": Message.objects.filter(context__decision=str(decision.pk)).exists(),
            "at": decision.decided_at.isoformat(),
            "query": request.META["QUERY_STRING"],
            "typed": kept.typed(request.POST),
        }
    request.session[desk.SESSION_KEY] = refusals


@require_http_methods(GET_OR_POST)
@reviewers_only()
def take_back(request: StaffRequest, decision_id: uuid.UUID) -> HttpResponse:
    """Back to the submission, which waits again, with what was typed in its form and the filters of the queue in its
    address; or to what became of it, and why it could not be taken back. Whoever had to sign in first sees it before
    they press the button again.
    """
    decision = Decision.objects.select_related("submission").defer("snapshot").filter(pk=decision_id).first()
    if decision is None:
        raise Http404
    query = request.META["QUERY_STRING"]
    back = reverse("review", args=[decision.submission_id]) + (f"?{query}" if query else "")
    if request.method != "POST":
        return redirect(back)
    refusals = desk.refusals(request.session)
    refused = refusals.pop(str(decision.pk), {})
    request.session[desk.SESSION_KEY] = refusals
    try:
        taking_back.take_back_decision(decision=decision, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if refused.get("typed"):
            kept.keep_at(request, back, refused["typed"])
        messages.success(request, _("Taken back: nobody was written to. It waits in the queue as before."))
    return redirect(back)
