"""The people who edit an entry: who they are, inviting, answering wishes to join, handing over, removing, leaving.

What takes something away from somebody is asked once more, on a page of its own.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.forms.joining import PassForm
from partnership.forms.teams import DeclineForm, HandOverForm, LeaveForm
from partnership.kept import Sent, sent, written
from partnership.views.joining.access import PersonRequest
from partnership.views.joining.colleagues import already_written
from partnership.views.workspace.access import frame, team_page
from registry.actions import invitations, teams
from registry.errors import AlreadyInTeam, IllegalMove, LastOwner, TooManyInvitations
from registry.models import Membership, Person, TeamRole
from registry.queries import teams as of_teams
from registry.states import RequestState


def called(person: Person) -> str:
    """What the members of a team, and nobody else, see of each other."""
    return person.called


def _page(
    request: PersonRequest, membership: Membership, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    around = {**frame(request, membership, "workspace_team"), "at_team": template == "team"}
    return render(request, f"workspace/{template}.html", {**around, **context}, status=status)


def _to_team(membership: Membership) -> HttpResponse:
    return redirect("workspace_team", membership.organization.public_id_id)


def _meanwhile(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Back to the team, which shows how it stands now."""
    messages.info(request, str(IllegalMove()))
    return _to_team(membership)


# -- The page ---------------------------------------------------------------------------------------------------------


@team_page(PassForm, keeps_input=True)
def team(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Members, invitations, wishes to join; an owner invites from here."""
    typed = sent(request)
    form = PassForm(typed.data if typed else None)
    if typed and form.is_valid():
        began = timezone.now()
        try:
            made = invitations.invite(
                organization=membership.organization,
                to=form.cleaned_data["email"],
                note=form.cleaned_data["note"],
                by=request.user,
            )
        except (AlreadyInTeam, TooManyInvitations) as refusal:
            form.add_error("email", str(refusal))
        else:
            if not already_written(made, form, began):
                messages.success(request, _("A message with a link to join the team is on its way to your colleague."))
                return _to_team(membership)
    is_owner = membership.role == TeamRole.OWNER
    members = of_teams.members(membership.organization)
    is_owned = any(one.role == TeamRole.OWNER for one in members)
    return _page(
        request,
        membership,
        "team",
        form=form,
        members=[(one, called(one.person)) for one in members],
        is_alone=len(members) == 1,
        is_owned=is_owned,
        sought_since=None if is_owned else of_teams.owner_sought_since(membership.organization),
        secretariat=settings.CONTACT_EMAIL,
        invitations=of_teams.open_invitations(membership.organization) if is_owner else [],
        ended_invitations=of_teams.ended_invitations(membership.organization) if is_owner else [],
        kept_days=invitations.KEPT_DAYS,
        wishes=of_teams.open_wishes(membership.organization) if is_owner else [],
    )


# -- Invitations and wishes -------------------------------------------------------------------------------------------


@team_page(owners_only=True)
def withdraw_invitation(request: PersonRequest, membership: Membership, invitation_id: UUID) -> HttpResponse:
    """Take an offered place back; asked once more before it is done."""
    found = get_object_or_404(membership.organization.invitations, pk=invitation_id)
    if found not in of_teams.open_invitations(membership.organization):
        return _meanwhile(request, membership)
    if request.method != "POST":
        return _page(request, membership, "team_withdraw", invitation=found)
    invitations.withdraw(invitation=found, by=request.user)
    messages.success(request, _("The invitation was withdrawn. Its link works no longer."))
    return _to_team(membership)


@team_page(DeclineForm, owners_only=True, keeps_input=True)
def wish(request: PersonRequest, membership: Membership, wish_id: UUID) -> HttpResponse:
    """A wish to join: a button accepts it, another declines it with a reason."""
    found = get_object_or_404(membership.organization.team_requests.select_related("person"), pk=wish_id)
    typed = sent(request)
    if found.state != RequestState.OPEN:
        return _answered(request, membership, typed)
    form = DeclineForm(typed.data if typed and "decline" in typed.data else None)
    if typed and "accept" in typed.data:
        teams.accept_wish(wish=found, by=request.user)
        messages.success(request, _("The team has a new editor. We have told them."))
        return _to_team(membership)
    if typed and form.is_valid():
        try:
            teams.decline_wish(wish=found, reason=form.cleaned_data["reason"], by=request.user)
        except IllegalMove:  # at this very moment
            return _answered(request, membership, typed)
        messages.success(request, _("The wish was declined. Your reason is on its way to the person who asked."))
        return _to_team(membership)
    return _page(request, membership, "team_wish", wish=found, form=form)


def _answered(request: PersonRequest, membership: Membership, typed: Sent | None) -> HttpResponse:
    """Somebody else answered the wish meanwhile: back to the team, with what was written as a reason before it."""
    words = written(typed.data, DeclineForm) if typed and "decline" in typed.data else []
    if not words:
        return _meanwhile(request, membership)
    sentence = str(IllegalMove())
    return _page(request, membership, "team_answered", status=409, sentence=sentence, written=words)


# -- Members ----------------------------------------------------------------------------------------------------------


def _colleague(membership: Membership, membership_id: int) -> Membership | None:
    """Another member of the same team; nobody if they left meanwhile, as after a button that was pressed twice."""
    found = of_teams.member(membership.organization, membership_id)
    return found if found != membership else None


@team_page(owners_only=True)
def role(request: PersonRequest, membership: Membership, membership_id: int) -> HttpResponse:
    """Make an editor an owner, or an owner an editor; the form says which, so that one sent twice is done once."""
    found = _colleague(membership, membership_id)
    if found is None:
        return _meanwhile(request, membership)
    other = TeamRole.EDITOR if found.role == TeamRole.OWNER else TeamRole.OWNER
    if request.method != "POST":
        return _page(request, membership, "team_role", member=found, called=called(found.person), role=other)
    if request.POST.get("role") not in TeamRole.values:
        raise Http404
    teams.change_role(membership=found, role=request.POST["role"], by=request.user)
    messages.success(request, _("The role was changed."))
    return _to_team(membership)


@team_page(owners_only=True)
def remove(request: PersonRequest, membership: Membership, membership_id: int) -> HttpResponse:
    """Take somebody out of the team; asked once more before it is done."""
    found = _colleague(membership, membership_id)
    if found is None:
        return _meanwhile(request, membership)
    if request.method != "POST":
        return _page(request, membership, "team_remove", member=found, called=called(found.person))
    if teams.remove(membership=found, by=request.user):
        messages.info(
            request,
            _(
                "What they had typed and not yet completed is with you now: open the draft, and the pages concerned "
                "show it to you."
            ),
        )
    messages.success(request, _("They no longer belong to the team. We have told them."))
    return _to_team(membership)


@team_page(owners_only=True)
def hand_over(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Make another member the owner in one's own place."""
    others = [one for one in of_teams.members(membership.organization) if one.pk != membership.pk]
    form = HandOverForm(
        request.POST if request.method == "POST" else None, members=[(one, called(one.person)) for one in others]
    )
    if request.method == "POST" and form.is_valid():
        [chosen] = [one for one in others if str(one.pk) == form.cleaned_data["to"]]
        teams.hand_over(membership=chosen, by=request.user)
        messages.success(request, _("The entry has a new owner, and you are an editor. You may leave the team now."))
        return _to_team(membership)
    return _page(request, membership, "team_hand_over", form=form, is_alone=not others)


@team_page()
def leave(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Leave the team; the last owner says first that nobody can follow."""
    is_last = of_teams.is_last_owner(membership)
    form = LeaveForm(request.POST if request.method == "POST" and is_last else None)
    if request.method == "POST" and (not is_last or form.is_valid()):
        try:
            teams.leave(organization=membership.organization, by=request.user, nobody_follows=is_last)
        except LastOwner as refusal:  # the other owner left at this very moment
            messages.error(request, str(refusal))
            return redirect(request.path)
        messages.success(request, _("You no longer belong to the team."))
        return redirect("workspace")
    members = of_teams.members(membership.organization)
    return _page(request, membership, "team_leave", form=form, is_last=is_last, is_alone=len(members) == 1)
