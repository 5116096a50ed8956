"""Tell the secretariat what is wrong with an entry: for everyone, without an account and without a cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from partnership import attempts
from partnership.forms.reports import ReportForm
from partnership.views.organizations import gone, known
from registry.actions import cases
from registry.errors import TooManyReports
from registry.models import Organization
from registry.queries import organizations
from registry.states import OrganizationState

MOST, SECONDS = 5, 60 * 60  # reports from one network address


@csrf_exempt  # a token needs a cookie, and guards nothing here: a report has no more rights than anybody has
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form. What cannot be sent comes back as it was typed, with the reason."""
    organization = _kept(public_id)
    if organization.state == OrganizationState.WITHDRAWN:
        return gone(request, organization)
    if request.method != "POST":
        if organization.public_id_id != public_id:
            return HttpResponsePermanentRedirect(reverse("report", args=[organization.public_id_id]))
        return _page(request, organization, ReportForm())
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, form)
    if not _is_from_here(request):
        form.add_error(None, _("This came from another website and was not sent. Read it, and send it if it is yours."))
        return _page(request, organization, form, status=403)
    if not attempts.spend(request, "report", most=MOST, seconds=SECONDS):
        form.add_error(
            None, _("Five reports came from your connection within an hour. This one was not sent. Try again later.")
        )
        return _page(request, organization, form, status=429)
    try:
        cases.report_entry(organization=organization, language=get_language() or "en", **form.cleaned_data)
    except TooManyReports as refusal:
        form.add_error(None, str(refusal))
        return _page(request, organization, form, status=429)
    return redirect("report_sent", organization.public_id_id)


@require_safe
def sent(request: HttpRequest, public_id: str) -> HttpResponse:
    """That it arrived, and what happens next."""
    return render(request, "organizations/report_sent.html", {"public_id": known(public_id).public_id_id})


def _kept(public_id: str) -> Organization:
    """The organization of an id, or that which it was merged into. Raises `Http404` for what was never listed."""
    organization = known(public_id)
    while organization.merged_into is not None:
        organization = known(organization.merged_into.public_id_id)
    return organization


def _page(request: HttpRequest, organization: Organization, form: ReportForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "name": organizations.public_entry(organization).name,
        "public_id": organization.public_id_id,
        "secretariat": settings.CONTACT_EMAIL,
    }
    return render(request, "organizations/report.html", context, status=status)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent this, or a program that says nothing of where it comes from."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"
