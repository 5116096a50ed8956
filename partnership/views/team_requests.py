"""Asking to join the team of a listed entry; where there is no team, the way to claim it."""

import pghistory
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partnership.forms.teams import AskForm
from partnership.kept import sent, waiting
from partnership.views.joining.access import GET_OR_POST, PersonRequest, to_sign_in
from partnership.views.organizations import gone, known
from registry import rules
from registry.actions import teams
from registry.errors import AlreadyInTeam, IllegalMove, NotAllowed, NoTeam, TooMany
from registry.models import Membership, Organization, TeamRequest
from registry.queries import workspace
from registry.states import OrganizationState, RequestState


@require_http_methods(GET_OR_POST)
@never_cache
def ask(request: PersonRequest, public_id: str) -> HttpResponse:
    """The form, kept through signing in; then where the wish stands, and a button that takes it back."""
    organization = known(public_id)
    typed = waiting(request)
    if request.user.is_authenticated and typed and "take_back" in typed.data:
        return _take_back(request, organization)
    if organization.merged_into is not None:
        return redirect("join_team", organization.merged_into.public_id_id)
    if organization.state == OrganizationState.WITHDRAWN:
        return gone(request, organization)
    if not request.user.is_authenticated:
        return to_sign_in(request, keep=True)
    if rules.is_in_team(request.user, organization):
        return redirect("workspace_team", organization.public_id_id)
    if not Membership.objects.filter(organization=organization).exists():
        return _to_claim(request, organization)
    with pghistory.context(user=str(request.user.pk)):
        return _ask(request, organization)


def _ask(request: PersonRequest, organization: Organization) -> HttpResponse:
    wish = _last_wish(request, organization)
    typed = sent(request)
    form = AskForm(typed.data if typed else None)
    try:
        if typed and form.is_valid():
            teams.ask_to_join(organization=organization, note=form.cleaned_data["note"], by=request.user)
            messages.success(request, _noted(organization))
            return redirect("join_team", organization.public_id_id)
    except TooMany as refusal:
        form.add_error(None, str(refusal))
    except (AlreadyInTeam, NoTeam, NotAllowed) as refusal:  # taken in, left, withdrawn at this very moment
        messages.error(request, str(refusal))
        return redirect("join_team", organization.public_id_id)
    return _page(
        request,
        organization,
        "join_team",
        form=form,
        wish=wish,
        is_open=_is_open(wish),
        is_owned=not rules.lacks_owner(organization),
    )


def _noted(organization: Organization) -> str:
    if rules.lacks_owner(organization):
        return _(
            "Your wish is noted. The entry has no owner at present; the secretariat looks for one, who then answers."
        )
    return _("The owners of the entry have been written to.")


def _last_wish(request: PersonRequest, organization: Organization) -> TeamRequest | None:
    return TeamRequest.objects.filter(organization=organization, person=request.user).order_by("-asked_at").first()


def _take_back(request: PersonRequest, organization: Organization) -> HttpResponse:
    """Whatever became of the entry meanwhile, nobody has to go on asking."""
    sent(request)  # what was kept through signing in is used with this
    wish = _last_wish(request, organization)
    try:
        if wish:
            with pghistory.context(user=str(request.user.pk)):
                teams.take_back_wish(wish=wish, by=request.user)
            messages.success(request, _("You took your wish to join the team back."))
    except IllegalMove as refusal:  # answered meanwhile
        messages.error(request, str(refusal))
    return redirect("workspace")


def _is_open(wish: TeamRequest | None) -> bool:
    return wish is not None and wish.state == RequestState.OPEN


def _to_claim(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Nobody edits this entry yet: it can be claimed, where the site has a page for that."""
    try:
        return redirect(reverse("claim", args=[organization.public_id_id]))
    except NoReverseMatch:
        return _page(request, organization, "no_team", secretariat=settings.CONTACT_EMAIL)


def _page(request: HttpRequest, organization: Organization, template: str, **context: object) -> HttpResponse:
    named = workspace.name_of(organization)
    shown = {"name": named.name, "lang": named.language, "public_id": organization.public_id_id, **context}
    return render(request, f"organizations/{template}.html", shown)
