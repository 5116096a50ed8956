"""What fits the open gaps and offers of an organization."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from partnership import fits
from partnership.reading import circle_of
from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from registry.errors import IllegalMove
from registry.models import Membership
from registry.queries import introductions, matching
from registry.queries.matching import Own
from registry.states import OrganizationState

PAGE_SIZE = 10
MOST_SHOWN = 3  # matches of each


@team_page()
def matches(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Each open gap and offer with the best that there is for it."""
    organization = membership.organization
    if organization.state != OrganizationState.LISTED:
        raise IllegalMove
    written = request.GET.get("page", "")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 5 else 1
    first = PAGE_SIZE * (max(1, number) - 1)
    total, own = matching.of_organization(
        organization.pk,
        circle=circle_of(request),
        first=first,
        number=PAGE_SIZE,
        most=MOST_SHOWN,
        refused=introductions.refused_of(organization.pk),
    )
    context = {
        **frame(request, membership, "workspace_matches"),
        "page": Paginator(range(total), PAGE_SIZE).get_page(number),
        "rows": [_shown(one) for one in own],
    }
    return render(request, "workspace/matches.html", context)


def _shown(own: Own) -> dict[str, Any]:
    other = {"gaps": "offers", "offers": "gaps"}[own.kind]
    return {
        "own": own,
        "href": fits.address_of(own.kind, own.record),
        "standing": fits.standing(own.record),
        "other": other,
        "other_tint": other.removesuffix("s"),
        "all": reverse({"gaps": "gap_matches", "offers": "offer_matches"}[own.kind], args=[own.record["id"]]),
        "best": fits.in_list(other, own.record, own.rows),
    }
