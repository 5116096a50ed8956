"""What a visitor sent without a proof of work, as the link in the mail shows it: to be let go, or deleted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from registry.actions import held as actions
from registry.errors import LinkInvalid, NobodyReads, TooMany, TooManyReports
from registry.models import Enquiry
from registry.queries import organizations
from registry.states import OrganizationState


@csrf_exempt  # a token needs a cookie; whoever has the link may do all that is here
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest, token: str) -> HttpResponse:
    """What was written, with a button that sends it and one that deletes it. Opening the page does neither."""
    try:
        found = actions.find(token)
        if request.method != "POST":
            return _page(request, found)
        if request.POST.get("do") == "delete":
            actions.discard(held=found)
            return redirect("held_deleted")
        public_id = found.organization.public_id_id  # type: ignore[union-attr]  # a held one names it, by a constraint
        actions.release(held=found)
    except LinkInvalid:
        return render(request, "enquiries/held_gone.html", status=404)
    except (NobodyReads, TooMany, TooManyReports) as refusal:
        status = 409 if isinstance(refusal, NobodyReads) else 429
        return _page(request, found, refusal=str(refusal), status=status)
    return redirect("enquiry_sent" if isinstance(found, Enquiry) else "report_sent", public_id)


@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """That a mail is on its way, and what to do with it."""
    return render(request, "enquiries/link_sent.html")


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "enquiries/held_deleted.html")


def _page(request: HttpRequest, found: actions.Held, *, refusal: str = "", status: int = 200) -> HttpResponse:
    organization = found.organization
    is_listed = organization is not None and organization.state == OrganizationState.LISTED
    context = {
        "held": found,
        "is_enquiry": isinstance(found, Enquiry),
        "errors": [("", refusal)] if refusal else [],
        "name": organizations.public_entry(organization).name if organization and is_listed else None,
    }
    return render(request, "enquiries/held.html", context, status=status)
