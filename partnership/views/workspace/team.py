"""The people who edit an entry."""

from django.http import HttpResponse
from django.shortcuts import render

from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from registry.models import Membership


@team_page()
def team(request: PersonRequest, membership: Membership) -> HttpResponse:
    return render(request, "workspace/base.html", frame(request, membership, "workspace_team"))
