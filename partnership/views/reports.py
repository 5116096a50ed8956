"""Tell the secretariat what is wrong with an entry: for everyone, without an account and without a cookie."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from partnership import attempts, proof
from partnership.forms.reports import ReportForm
from partnership.views.organizations import gone, kept, known
from registry.actions import cases
from registry.errors import TooManyReports
from registry.models import Organization
from registry.queries import organizations
from registry.states import OrganizationState

MOST, SECONDS = 5, 60 * 60  # reports from one network address

NEEDS_ADDRESS = gettext_lazy(
    "Give your email address: we send a link to it, and the report goes once you have opened that. Where JavaScript "
    "runs no address is needed."
)


@csrf_exempt  # a token needs a cookie, and guards nothing here: a report has no more rights than anybody has
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form. What cannot be sent comes back as it was typed, with the reason."""
    organization = kept(public_id)
    if organization.state == OrganizationState.WITHDRAWN:
        return gone(request, organization)
    if request.method != "POST":
        if organization.public_id_id != public_id:
            return HttpResponsePermanentRedirect(reverse("report", args=[organization.public_id_id]))
        return _page(request, organization, ReportForm())
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, form)
    if not attempts.is_from_here(request):
        form.add_error(None, _("This came from another website and was not sent. Read it, and send it if it is yours."))
        return _page(request, organization, form, status=403)
    held = not proof.was_tried(request)
    if held and not form.cleaned_data["address"]:
        form.add_error("address", NEEDS_ADDRESS)
        return _page(request, organization, form)
    if not held and not proof.is_proved(request):
        form.add_error(None, proof.SPOILED)
        return _page(request, organization, form, status=403)
    if not attempts.spend(request, "report", most=MOST, seconds=SECONDS):
        form.add_error(
            None, _("Five reports came from your connection within an hour. This one was not sent. Try again later.")
        )
        return _page(request, organization, form, status=429)
    if held and not attempts.spend_link(form.cleaned_data["address"]):
        form.add_error("address", attempts.NO_MORE_LINKS)
        return _page(request, organization, form, status=429)
    try:
        cases.report_entry(organization=organization, language=get_language() or "en", held=held, **form.cleaned_data)
    except TooManyReports as refusal:
        form.add_error(None, str(refusal))
        return _page(request, organization, form, status=429)
    if held:
        return redirect("held_link_sent")
    return redirect("report_sent", organization.public_id_id)


@require_safe
def sent(request: HttpRequest, public_id: str) -> HttpResponse:
    """That it arrived, and what happens next."""
    return render(request, "organizations/report_sent.html", {"public_id": known(public_id).public_id_id})


def _page(request: HttpRequest, organization: Organization, form: ReportForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "name": organizations.public_entry(organization).name,
        "public_id": organization.public_id_id,
        "secretariat": settings.CONTACT_EMAIL,
    }
    return render(request, "organizations/report.html", context, status=status)
