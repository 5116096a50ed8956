"""Claiming an entry that has no team: what it is, what shows it, the code, and where the claim stands."""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pghistory
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partnership.forms.claims import ClaimCodeForm, ClaimForm
from partnership.kept import sent
from partnership.views.joining.access import GET_OR_POST, PersonRequest, View, to_sign_in
from partnership.views.organizations import gone, known
from registry import rules
from registry.actions import claims as actions
from registry.actions.claim_codes import MINUTES
from registry.actions.claims import ANOTHER_APPROVED, waits_for_code
from registry.actions.old_claims import KEPT_DAYS, NEVER_PROVED, UNPROVED_DAYS
from registry.errors import AddressElsewhere, ClaimOpen, EvidenceNeeded, FileRefused, NotAllowed, Refusal, TooMany
from registry.models import Claim, Organization
from registry.queries import claims
from registry.states import OPEN_CLAIMS, ClaimState, OrganizationState
from registry.vocabulary import ClaimEvidence

# The field at which a refusal of an action is shown.
FIELDS: dict[type[Refusal], str] = {AddressElsewhere: "address", FileRefused: "letter", EvidenceNeeded: "evidence"}


@require_http_methods(GET_OR_POST)
@never_cache
def claim(request: PersonRequest, public_id: str) -> HttpResponse:
    """What claiming is, for everyone; the form, for who is signed in. What is refused comes back as it was typed."""
    found = known(public_id)
    if found.state == OrganizationState.WITHDRAWN and not rules.may_be_claimed(found):
        return gone(request, found)
    if found.merged_into is not None:
        return HttpResponsePermanentRedirect(reverse("claim", args=[found.merged_into.public_id_id]))
    if request.method != "POST" and found.public_id_id != public_id:
        return HttpResponsePermanentRedirect(reverse("claim", args=[found.public_id_id]))
    if not request.user.is_authenticated:
        if request.method == "POST":
            return to_sign_in(request, keep=True)
        return _about(request, found.pk, None)
    typed = sent(request)
    mine = claims.open_claim(request.user, found)
    if mine and not typed:
        return redirect("own_claim", mine.pk)
    if not typed:
        return _about(request, found.pk, ClaimForm(organization=Organization.objects.get(pk=found.pk)))
    organization = Organization.objects.get(pk=found.pk)
    form = ClaimForm(typed.data, typed.files, organization=organization, claim=mine)
    if form.is_valid():
        try:
            with pghistory.context(user=str(request.user.pk)):
                made = actions.open_claim(organization=organization, by=request.user, **form.given())
        except Refusal as refusal:
            status = _say(form, refusal)
            if isinstance(refusal, ClaimOpen) and mine:
                return _evidence(request, mine, form, status)
            return _about(request, found.pk, form, status)
        return redirect("own_claim", made.pk)
    return _evidence(request, mine, form) if mine else _about(request, found.pk, form)


def _about(request: HttpRequest, organization_id: UUID, form: ClaimForm | None, status: int = 200) -> HttpResponse:
    organization = Organization.objects.get(pk=organization_id)
    name, lang = claims.public_name_of(organization, get_language() or "en")
    is_own = request.user.is_authenticated and rules.is_in_team(request.user, organization)
    context = {
        "form": form,
        "name": name,
        "lang": lang,
        "organization": organization,
        "ways": [way.label for way in rules.evidence_for(organization)],
        "by_domain": ClaimEvidence.DOMAIN in rules.evidence_for(organization)
        and actions.may_be_given_by_domain(organization),
        "has_team": rules.has_team(organization),
        "has_main": claims.mains_on_file(organization).exists(),
        "is_own": is_own,
        "here": request.get_full_path(),
        "days": KEPT_DAYS,
        "secretariat": settings.CONTACT_EMAIL,
    }
    return render(request, "claims/claim.html", context, status=status)


def _say(form: ClaimForm, refusal: Refusal) -> int:
    """Show why an action refused, at the field that it is about; the status of the page that says so."""
    name = FIELDS.get(type(refusal))
    form.add_error(name if name in form.fields else None, str(refusal))
    if name:
        return 200  # as any other answer that does not pass
    return 429 if isinstance(refusal, TooMany) else 409


# -- The claim of whoever is signed in --------------------------------------------------------------------------------


def own_claim_page(view: View) -> Callable[..., HttpResponse]:
    """A page of a claim, for whoever made it; to everyone else it does not exist.

    A form that was sent without a session is kept until its sender has signed in.
    """

    @functools.wraps(view)
    def page(request: PersonRequest, claim_id: UUID) -> HttpResponse:
        found = claims.find(claim_id)
        if not request.user.is_authenticated:
            return to_sign_in(request, keep=found is not None)
        if found is None or found.person != request.user:
            raise Http404
        try:
            with pghistory.context(user=str(request.user.pk)):
                return view(request, found)
        except NotAllowed as refusal:
            raise Http404 from refusal
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("own_claim", found.pk)

    return require_http_methods(GET_OR_POST)(never_cache(page))


@own_claim_page
def own(request: PersonRequest, found: Claim) -> HttpResponse:
    """Where a claim stands, who acts, since when; the code is typed in here, or asked for anew."""
    typed = sent(request)
    form = ClaimCodeForm()
    if typed and typed.data.get("action") == "resend":
        actions.send_code(claim=found, by=request.user)
        messages.success(request, _("A new code is on its way. The one before is no longer good."))
        return redirect("own_claim", found.pk)
    if typed and waits_for_code(found) and found.state in OPEN_CLAIMS:
        form = ClaimCodeForm(typed.data)
        if form.is_valid():
            try:
                proved = actions.prove(claim=found, by=request.user, code=form.cleaned_data["code"])
            except Refusal as refusal:
                form.add_error("code", str(refusal))
            else:
                return _proved(request, proved)
    elif typed:
        return redirect("own_claim", found.pk)
    return _page(request, "claims/own.html", found, form=form)


def _proved(request: PersonRequest, proved: Claim) -> HttpResponse:
    if proved.state == ClaimState.APPROVED:
        messages.success(request, _("Your address is proved, and the entry is yours to look after."))
        return redirect("workspace_entry", proved.organization.public_id_id)
    messages.success(request, _("Your address is proved. A reviewer reads your claim now."))
    return redirect("own_claim", proved.pk)


@own_claim_page
def evidence(request: PersonRequest, found: Claim) -> HttpResponse:
    """Show it in another way, add something, or answer what the secretariat asked."""
    typed = sent(request)
    if not typed:
        if found.state not in OPEN_CLAIMS:
            return redirect("own_claim", found.pk)
        return _evidence(request, found, ClaimForm(organization=found.organization, claim=found))
    form = ClaimForm(typed.data, typed.files, organization=found.organization, claim=found)
    if not form.is_valid():
        return _evidence(request, found, form)
    try:
        given = actions.give_evidence(claim=found, by=request.user, **form.given())
    except Refusal as refusal:
        return _evidence(request, found, form, _say(form, refusal))
    if not waits_for_code(given):
        messages.success(request, _("It is with your claim now. The secretariat reads it."))
    return redirect("own_claim", found.pk)


@own_claim_page
def take_back(request: PersonRequest, found: Claim) -> HttpResponse:
    """Give a claim up; a button acts."""
    if request.method == "POST":
        actions.take_back(claim=found, by=request.user)
        messages.success(request, _("Your claim is taken back."))
        return redirect("own_claim", found.pk)
    if found.state not in OPEN_CLAIMS:
        return redirect("own_claim", found.pk)
    return _page(request, "claims/take_back.html", found)


def _evidence(request: PersonRequest, found: Claim, form: ClaimForm, status: int = 200) -> HttpResponse:
    return _page(request, "claims/evidence.html", found, status, form=form)


def _page(request: PersonRequest, template: str, found: Claim, status: int = 200, **context: Any) -> HttpResponse:
    name, lang = claims.public_name_of(found.organization, get_language() or "en")
    frame = {
        "claim": found,
        "name": name,
        "lang": lang,
        "is_open": found.state in OPEN_CLAIMS,
        "waits_for_code": waits_for_code(found) and found.state in OPEN_CLAIMS,
        "closed_for_another": found.rule == ANOTHER_APPROVED,
        "never_proved": found.rule == NEVER_PROVED,
        "is_domain": found.evidence == ClaimEvidence.DOMAIN,
        "is_forgotten": not (found.words or found.address or found.link or found.letter_id),
        "days": KEPT_DAYS,
        "minutes": MINUTES,
        "unproved_days": UNPROVED_DAYS,
        "secretariat": settings.CONTACT_EMAIL,
    }
    return render(request, template, {**frame, **context}, status=status)
