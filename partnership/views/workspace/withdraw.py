"""Leaving the directory, and returning."""

from django.http import HttpResponse
from django.shortcuts import render

from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from registry.models import Membership


@team_page()
def withdraw(request: PersonRequest, membership: Membership) -> HttpResponse:
    return render(request, "workspace/base.html", frame(request, membership, "workspace_withdraw"))
