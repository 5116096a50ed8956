"""A team without an owner, as the secretariat sees it: its members, and making one of them the owner."""

import pghistory
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import rules
from registry.actions import teams
from registry.errors import Refusal
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
    named = workspace.name_of(organization)
    context = {
        "name": named.name or _("Organization without a name"),
        "lang": named.language if named.name else "",
        "members": of_teams.members(organization),
        "lacks_owner": rules.lacks_owner(organization),
        "wishes": of_teams.open_wishes(organization),
    }
    return render(request, "secretariat/owner.html", context)
