"""A team as the secretariat sees it: its members, making one of them the owner, taking one out."""

import pghistory
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnership import kept
from partnership.forms.teams import RemovalForm
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import rules
from registry.actions import removals, teams
from registry.errors import IllegalMove, Refusal
from registry.ids import is_public_id
from registry.models import Organization
from registry.queries import teams as of_teams
from registry.queries import workspace


@require_http_methods(["GET", "HEAD", "POST"])
@reviewers_only()
def appoint(request: StaffRequest, public_id: str) -> HttpResponse:
    """The members, with a button each while nobody owns the entry; wishes to join that nobody has answered."""
    if not is_public_id(public_id):
        raise Http404
    organization = get_object_or_404(Organization, public_id=public_id)
    if request.method == "POST":
        number = request.POST.get("member", "")
        chosen = of_teams.member(organization, int(number)) if number.isascii() and number.isdigit() else None
        try:
            if chosen:
                with pghistory.context(user=str(request.user.pk)):
                    teams.appoint(membership=chosen, by=request.user)
                messages.success(request, _("The team has an owner, and the case is settled. We have told them."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("appoint_owner", public_id)
    context = {
        **_called(organization),
        "members": of_teams.members(organization),
        "lacks_owner": rules.lacks_owner(organization),
        "may_be_claimed": rules.may_be_claimed(organization),
        "wishes": of_teams.open_wishes(organization),
        "removals": of_teams.removals(organization),
        "may_take_out": rules.may_take_out(request.user, organization),
        "public_id": public_id,
    }
    return render(request, "secretariat/owner.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reviewers_only(keeps_input=True, rule=rules.may_import)
def take_out(request: StaffRequest, public_id: str, membership_id: int) -> HttpResponse:
    """Take a member out of the team, with a reason that they and the owners read; asked once more before it is done."""
    if not is_public_id(public_id):
        raise Http404
    organization = get_object_or_404(Organization, public_id=public_id)
    member = of_teams.member(organization, membership_id)
    if member is None:
        messages.info(request, str(IllegalMove()))
        return redirect("appoint_owner", public_id)
    typed = kept.sent(request)
    form = RemovalForm(typed.data if typed else None)
    if typed and form.is_valid():
        try:
            with pghistory.context(user=str(request.user.pk)):
                removals.remove(membership=member, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("They no longer belong to the team. We have told them."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("appoint_owner", public_id)
    context = {**_called(organization), "member": member, "form": form, "public_id": public_id}
    return render(request, "secretariat/take_out.html", context)


def _called(organization: Organization) -> dict[str, str]:
    named = workspace.name_of(organization)
    return {
        "name": named.name or _("Organization without a name"),
        "lang": named.language if named.name else "",
    }
