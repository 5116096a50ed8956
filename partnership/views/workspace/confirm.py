"""An organization's word that its entry is still true."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from partnership import confirming
from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from registry.errors import IllegalMove
from registry.models import Membership
from registry.states import OrganizationState
from registry.vocabulary import ConfirmationWay


@team_page()
def confirm(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Everything that is on file, part by part; each is confirmed alone, or all at once."""
    if membership.organization.state != OrganizationState.LISTED:
        raise IllegalMove
    stands = confirming.where_it_stands(membership.organization)
    if request.method == "POST":
        messages.success(request, confirming.act(request.POST, stands, request.user, ConfirmationWay.WORKSPACE))
        return redirect(request.path)
    context = {**frame(request, membership, "workspace_confirm"), **confirming.shown(stands, everything=True)}
    return render(request, "workspace/confirm.html", context)
