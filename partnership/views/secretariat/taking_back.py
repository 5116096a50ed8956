"""Taking a refusal back within moments."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnership import desk
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry.actions import taking_back
from registry.entry.document import official_name
from registry.errors import Refusal
from registry.models import Decision, Submission
from registry.states import DecisionKind


def offer(request: StaffRequest, submission: Submission) -> None:
    """Remember what the reader has just decided, so that the next page offers to take it back; an approval never."""
    decision = Decision.objects.filter(submission=submission, by=request.user).order_by("-decided_at", "-pk").first()
    request.session.pop(desk.SESSION_KEY, None)
    if decision and decision.kind != DecisionKind.APPROVE:
        name, _language = official_name(submission.document, get_language() or "en")
        request.session[desk.SESSION_KEY] = {
            "decision": str(decision.pk),
            "kind": decision.kind,
            "name": name,
            "at": decision.decided_at.isoformat(),
        }


@require_POST
@reviewers_only()
def take_back(request: StaffRequest, decision_id: uuid.UUID) -> HttpResponse:
    """Back to the submission, which waits again; or to what became of it, and why it could not be taken back."""
    decision = Decision.objects.select_related("submission").defer("snapshot").filter(pk=decision_id).first()
    if decision is None:
        raise Http404
    request.session.pop(desk.SESSION_KEY, None)
    try:
        taking_back.take_back_decision(decision=decision, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back: its team was not written to. It waits in the queue as before."))
    return redirect("review", decision.submission_id)
