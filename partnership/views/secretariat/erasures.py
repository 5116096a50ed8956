"""What was erased, for administrators: the reports of the nights, by ids alone."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import rules
from registry.errors import NotAllowed
from registry.models import Erasure

A_PAGE = 50


@require_safe
@reviewers_only()
def erasures(request: StaffRequest) -> HttpResponse:
    """The newest first. Reviewers and curators may not see it."""
    if not rules.may_administer(request.user):
        return render(request, "errors/403.html", {"sentence": NotAllowed.sentence}, status=403)
    page = Paginator(Erasure.objects.order_by("-at", "pk"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "secretariat/erasures.html", {"page": page})
