"""Write to a partner through the site: for everyone, without an account and without a cookie."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from partnership import attempts, proof
from partnership.forms.enquiries import EnquiryForm
from partnership.views.organizations import gone, kept, known
from registry.actions import enquiries
from registry.errors import NobodyReads, TooMany
from registry.models import Organization, Person
from registry.queries import organizations
from registry.queries.enquiries import can_be_written_to
from registry.states import OrganizationState

AN_HOUR = 60 * 60
MOST = 5  # messages from one network address within an hour
MOST_OF_ADDRESS = 10  # messages in the name of one email address within a day, to whomever


@csrf_exempt  # a token needs a cookie; a message has no more rights than anybody has
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form. What cannot be sent comes back as it was typed, with the reason."""
    organization = kept(public_id)
    if organization.state == OrganizationState.WITHDRAWN:
        return gone(request, organization)
    person = _person(request)
    if request.method != "POST":
        if organization.public_id_id != public_id:
            return HttpResponsePermanentRedirect(reverse("write_to_partner", args=[organization.public_id_id]))
        if not can_be_written_to(organization):
            return _page(request, organization)
        own = {"name": person.name, "address": person.email} if person else {}
        return _page(request, organization, EnquiryForm(initial=own))
    form = EnquiryForm(request.POST)
    if not form.is_valid():
        return _page(request, organization, form)
    address = form.cleaned_data["address"]
    held = not proof.was_tried(request) and not (person and address.lower() == person.email)
    status, sentence = _stopped(request, address, held=held)
    if status:
        form.add_error(None, sentence)
        return _page(request, organization, form, status=status)
    said = {name: form.cleaned_data[name] for name in ("name", "address", "text")}
    try:
        enquiries.send(organization=organization, language=get_language() or "en", held=held, **said)
    except (NobodyReads, TooMany) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, organization, form, status=429 if isinstance(refusal, TooMany) else 409)
    return redirect("held_link_sent") if held else redirect("enquiry_sent", organization.public_id_id)


@require_safe
def sent(request: HttpRequest, public_id: str) -> HttpResponse:
    """That it was passed on, and what happens next."""
    return render(request, "enquiries/sent.html", {"public_id": known(public_id).public_id_id})


def _person(request: HttpRequest) -> Person | None:
    """Who is signed in. A visitor without a session is not looked up, and gets none."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user: Person | AnonymousUser = request.user
    return user if isinstance(user, Person) else None


def _stopped(request: HttpRequest, address: str, *, held: bool) -> tuple[int, str]:
    """What stops a form that is filled in well: a status and a sentence, or 0 when nothing does."""
    if not attempts.is_from_here(request):
        return 403, _("This came from another website and was not sent. Read it, and send it if it is yours.")
    if proof.was_tried(request) and not proof.is_proved(request):
        return 403, str(proof.SPOILED)
    limits: list[tuple[Callable[[], bool], str]] = [
        (
            lambda: attempts.spend(request, "enquiry", most=MOST, seconds=AN_HOUR),
            _("Five messages came from your connection within an hour. This one was not sent. Try again later."),
        ),
        (
            lambda: attempts.spend_address(address, "enquiry", most=MOST_OF_ADDRESS, seconds=24 * AN_HOUR),
            _("Ten messages came from this email address within a day. This one was not sent. Try again tomorrow."),
        ),
        (lambda: not held or attempts.spend_link(address), str(attempts.NO_MORE_LINKS)),
    ]
    return next(((429, sentence) for may, sentence in limits if not may()), (0, ""))


def _page(
    request: HttpRequest, organization: Organization, form: EnquiryForm | None = None, status: int = 200
) -> HttpResponse:
    """The form; without one, that nobody of the organization is here yet."""
    context: dict[str, Any] = {
        "form": form,
        "name": organizations.public_entry(organization).name,
        "public_id": organization.public_id_id,
        "claim": "" if form else _claim(organization),
    }
    return render(request, "enquiries/write.html", context, status=status)


def _claim(organization: Organization) -> str:
    """Where somebody of the organization can take its entry over, if the site has that page."""
    try:
        return reverse("claim", args=[organization.public_id_id])
    except NoReverseMatch:
        return ""
