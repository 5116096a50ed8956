"""A claim as a reviewer reads it: who claims what, what shows it, what the entry itself says; and the decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnership import kept
from partnership.forms.claims import ClaimDecisionForm
from partnership.views.joining.access import GET_OR_POST
from partnership.views.secretariat.access import StaffRequest, reviewers_only, why_not_there
from registry import rules
from registry.actions import claims as actions
from registry.actions.claims import is_unproved, waits_for_code
from registry.actions.old_claims import KEPT_DAYS
from registry.errors import OwnClaim, ReasonNeeded, Refusal
from registry.models import Claim, Person
from registry.queries import claims
from registry.states import OPEN_CLAIMS, ClaimState

DECISIONS = ("approve", "ask", "decline", "revoke")


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True)
def claim(request: StaffRequest, claim_id: UUID) -> HttpResponse:
    """One claim. What was written with a decision that is refused comes back, with the reason."""
    found = claims.find(claim_id)
    if found is None:
        raise Http404
    typed = kept.sent(request)
    if not typed:
        return _page(request, found, ClaimDecisionForm(initial={"seen": found.state_since.isoformat()}))
    form = ClaimDecisionForm(typed.data)
    decision = typed.data.get("decision", "")
    if decision not in DECISIONS:
        raise Http404
    if not form.is_valid():
        return _page(request, found, form)
    try:
        said = _decide(found, decision, request, **form.cleaned_data)
    except ReasonNeeded:
        form.add_error("note", _("Write what you ask for, or why you decide so: the claimant reads it."))
        return _page(request, found, form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        fresh = claims.find(claim_id) or found
        form.data = {**typed.data.dict(), "seen": fresh.state_since.isoformat()}
        return _page(request, fresh, form, status=409)
    messages.success(request, said)
    return redirect("claim_review", found.pk)


def _decide(found: Claim, decision: str, request: StaffRequest, *, note: str, seen: Any) -> str:
    """Do what was decided; what to tell of it."""
    by = request.user
    if decision == "approve":
        actions.approve(claim=found, by=by, note=note, seen=seen)
        return _("Approved. The claimant is the owner of the entry now, and was told.")
    if decision == "ask":
        actions.ask_for_more(claim=found, by=by, question=note, seen=seen)
        return _("Your question is on its way. The claim comes back when it is answered.")
    if decision == "decline":
        actions.decline(claim=found, by=by, reason=note, seen=seen)
        return _("Declined. The claimant was told why.")
    actions.revoke(claim=found, by=by, reason=note)
    return _("Revoked. The claimant no longer belongs to the team, and was told why.")


def _state_of(claim: Claim) -> str:
    """Where a claim stands, in the words that its claimant reads."""
    waits = waits_for_code(claim) and claim.state in OPEN_CLAIMS
    return _("Waiting for the code") if waits else claim.get_state_display()


def _why_not(claim: Claim, reader: Person) -> Any:
    """Why the reader may not decide on it."""
    if claim.person == reader:
        return OwnClaim.sentence
    return why_not_there(reader, claim.organization)


def _page(request: StaffRequest, found: Claim, form: ClaimDecisionForm, status: int = 200) -> HttpResponse:
    read = claims.review(found, get_language() or "en")
    is_open, why_not = found.state in OPEN_CLAIMS, _why_not(found, request.user)
    may_be_claimed = rules.may_be_claimed(found.organization)
    context = {
        "claim": found,
        "state": _state_of(found),
        "read": read,
        "others": [(one, _state_of(one)) for one in read.others],
        "form": form,
        "is_open": is_open,
        "is_unproved": is_unproved(found) and is_open,
        "why_not": why_not,
        "may_ask": found.state == ClaimState.ASKED,
        "may_decide": not why_not and (is_open or found.state == ClaimState.APPROVED),
        "may_revoke": found.state == ClaimState.APPROVED,
        "may_be_claimed": may_be_claimed,
        "may_approve": is_open and may_be_claimed and not is_unproved(found) and not read.has_team,
        "days": KEPT_DAYS,
    }
    return render(request, "secretariat/claim.html", context, status=status)
