"""Entries as the secretariat edits them: by the same forms as their teams."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from partnership.views.secretariat.access import StaffRequest, reviewers_only, why_not_there
from registry.actions import drafts
from registry.ids import is_public_id
from registry.models import Organization
from registry.queries import workspace
from registry.states import Origin


@require_http_methods(["GET", "HEAD", "POST"])
@reviewers_only()
def edit(request: StaffRequest, public_id: str) -> HttpResponse:
    """The page with the button that opens an edit of a listed entry, or goes on with the one its reader has begun; to a
    desk that does not decide on what comes of it, it says so instead.
    """
    if not is_public_id(public_id):
        raise Http404
    organization = get_object_or_404(Organization.objects.listed(), public_id=public_id)
    why_not = why_not_there(request.user, organization)
    if request.method == "POST" and not why_not:
        draft = drafts.open_change(organization=organization, by=request.user, origin=Origin.STAFF)
        return redirect("draft", draft.pk)
    named = workspace.name_of(organization)
    context = {"public_id": public_id, "name": named.name, "lang": named.language, "why_not": why_not}
    return render(request, "secretariat/edit.html", context, status=409 if request.method == "POST" else 200)
