"""Messages that visitors wrote to a team."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partnership.forms.enquiries import AbuseForm
from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from registry.actions import enquiries as actions
from registry.models import Membership
from registry.queries import enquiries as queries

A_PAGE = 20


@team_page()
def enquiries(request: PersonRequest, membership: Membership) -> HttpResponse:
    """All that were passed on and are not forgotten, the newest first."""
    page = Paginator(queries.of(membership.organization), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "kept_days": actions.KEPT_DAYS}
    return render(request, "workspace/enquiries.html", {**frame(request, membership, "workspace_enquiries"), **context})


@team_page(AbuseForm)
def enquiry(request: PersonRequest, membership: Membership, enquiry_id: uuid.UUID) -> HttpResponse:
    """One message: how to answer it; reporting it to the secretariat; deleting it."""
    found = queries.of(membership.organization).filter(pk=enquiry_id).first()
    if found is None:
        raise Http404
    form = AbuseForm()
    if request.method == "POST" and request.POST.get("do") == "delete":
        actions.delete(enquiry=found, by=request.user)
        messages.success(request, _("The message is deleted."))
        return redirect("workspace_enquiries", membership.organization.public_id_id)
    if request.method == "POST":
        form = AbuseForm(request.POST)
        if form.is_valid():
            language = get_language() or "en"
            actions.report_abuse(enquiry=found, language=language, by=request.user, **form.cleaned_data)
            messages.success(request, _("The message is reported. The secretariat reads it and settles the matter."))
            return redirect("workspace_enquiry", membership.organization.public_id_id, found.pk)
    context = {"enquiry": found, "form": form, "kept_days": actions.KEPT_DAYS}
    return render(request, "workspace/enquiry.html", {**frame(request, membership, "workspace_enquiries"), **context})
