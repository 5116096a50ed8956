"""What an organization does with others about gaps and offers."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from partnership.introducing import joint_line, line
from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from registry.models import Membership
from registry.queries import introductions as queries

A_PAGE = 20


@team_page()
def introductions(request: PersonRequest, membership: Membership) -> HttpResponse:
    """All of them, those that moved last first: with whom, about what, what happens next, who acts, since when.

    On the first page also the joint responses that it does not lead.
    """
    organization = membership.organization
    page = Paginator(queries.of(organization), A_PAGE).get_page(request.GET.get("page"))
    lines = [line(one, queries.side_of(one, organization)) for one in page.object_list]
    joint = [joint_line(one) for one in queries.joins(organization)] if page.number == 1 else []
    context = {"page": page, "lines": lines, "joint": joint, "to_answer": queries.count_to_answer(organization)}
    return render(request, "workspace/introductions.html", {**frame(request, membership, "introductions"), **context})
