"""Entries as the secretariat edits them: by the same forms as their teams."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry.actions import drafts
from registry.ids import is_public_id
from registry.models import Organization
from registry.states import Origin


@require_POST
@reviewers_only()
def edit(request: StaffRequest, public_id: str) -> HttpResponse:
    """Open an edit of a listed entry, or go on with the one that the reader has begun."""
    if not is_public_id(public_id):
        raise Http404
    organization = get_object_or_404(Organization.objects.listed(), public_id=public_id)
    draft = drafts.open_change(organization=organization, by=request.user, origin=Origin.STAFF)
    return redirect("draft", draft.pk)
