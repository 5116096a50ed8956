"""Leaving the directory, and returning."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partnership.forms.leaving import WithdrawForm
from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from registry.actions import withdrawals
from registry.errors import IllegalMove
from registry.models import Membership
from registry.queries import introductions
from registry.states import OrganizationState

STATES = (OrganizationState.LISTED, OrganizationState.WITHDRAWN)


@team_page(WithdrawForm, owners_only=True)
def withdraw(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What happens to an entry that leaves, and the button; while it is withdrawn, the way back."""
    organization = membership.organization
    if organization.state not in STATES:
        raise IllegalMove
    if organization.state == OrganizationState.WITHDRAWN:
        return _return(request, membership)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and "back" in request.POST:  # a button of a page that is out of date
        raise IllegalMove
    if form.is_valid():
        withdrawals.withdraw(organization=organization, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The entry is withdrawn. Nobody finds it in the directory any more."))
        return redirect("workspace_withdraw", organization.public_id_id)
    context = {
        **frame(request, membership, "workspace_withdraw"),
        "form": form,
        "days": withdrawals.days_to_return(),
        "introductions": introductions.count_open(organization),
        "joint": introductions.belongs_to(organization),
    }
    return render(request, "workspace/withdraw.html", context)


def _return(request: PersonRequest, membership: Membership) -> HttpResponse:
    organization = membership.organization
    if request.method == "POST":
        if "back" not in request.POST:  # it was withdrawn meanwhile
            raise IllegalMove
        withdrawals.give_back(organization=organization, by=request.user)
        messages.success(request, _("Welcome back. The entry is listed again, as it was."))
        return redirect("workspace_withdraw", organization.public_id_id)
    last = withdrawals.last_withdrawal(organization)
    context = {
        **frame(request, membership, "workspace_withdraw"),
        "withdrawal": last,
        "until": withdrawals.erased_on(last) if last and not last.erased_at else None,
    }
    return render(request, "workspace/return.html", context)
