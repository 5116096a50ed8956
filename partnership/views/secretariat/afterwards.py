"""What a rule listed at once, to be looked at afterwards."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry.queries import afterwards as queries

A_PAGE = 25


@require_safe
@reviewers_only()
def afterwards(request: StaffRequest) -> HttpResponse:
    """What a rule listed, the oldest first, until somebody has looked at it."""
    found = queries.to_look_at()
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    first = (page.number - 1) * A_PAGE
    rows = queries.rows(found[first : first + A_PAGE], get_language() or "en")
    return render(request, "secretariat/afterwards.html", {"page": page, "rows": rows})
