"""Who comes in: members of the secretariat. Visitors are asked to sign in, everybody else is told that they may not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from partnership import kept, second_factors
from registry import rules
from registry.errors import NotAllowed, OtherRegion
from registry.models import Organization, Person

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of somebody who may review."""

    user: Person


def reviewers_only(
    *, keeps_input: bool = False, rule: Callable[[Person], bool] = rules.may_review
) -> Callable[[View], View]:
    """A page of the secretariat, for those whom `rule` lets in and who have a second factor; without one they are led
    to set it up. With `keeps_input`, what a form sent before that, or without a session, is kept until its sender comes
    back; `partnership.kept.sent` then has it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not isinstance(request.user, Person):
                if keeps_input and request.method == "POST":
                    kept.keep(request)
                    messages.info(request, _("You were signed out. Sign in: what you typed is kept."))
                return redirect_to_login(request.get_full_path(), "account_login")
            if not rule(request.user):
                return render(request, "errors/403.html", {"sentence": NotAllowed.sentence}, status=403)
            if second_factors.is_missing(request.user):
                return _to_set_up(request, keep=keeps_input)
            return view(request, *args, **kwargs)

        return never_cache(page)

    return decorate


def why_not_there(reader: Person, organization: Organization | None) -> Any:
    """Why a desk does not settle what is about this organization; nothing where it does."""
    return "" if rules.settles_there(reader, organization) else OtherRegion.sentence


def _to_set_up(request: HttpRequest, *, keep: bool) -> HttpResponse:
    """To the page that says why there has to be a second factor; the way back is remembered, and what was typed."""
    if keep and request.method == "POST":
        kept.keep(request)
        messages.info(request, _("What you typed is kept until you come back."))
    comes_back = keep or request.method != "POST"  # else to the page with the button
    request.session[second_factors.SESSION_KEY] = request.get_full_path() if comes_back else reverse("secretariat")
    return redirect("account_second_factor")
