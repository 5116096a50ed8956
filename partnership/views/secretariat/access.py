"""Who comes in: members of the secretariat. Visitors are asked to sign in, everybody else is told that they may not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from partnership import kept
from registry import rules
from registry.errors import NotAllowed
from registry.models import Person

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request of somebody who may review."""

    user: Person


def reviewers_only(*, keeps_input: bool = False) -> Callable[[View], View]:
    """A page of the secretariat. With `keeps_input`, what a form sent without a session is kept until its sender has
    signed in; `partnership.kept.sent` then has it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not isinstance(request.user, Person):
                if keeps_input and request.method == "POST":
                    kept.keep(request)
                    messages.info(request, _("You were signed out. Sign in: what you typed is kept."))
                return redirect_to_login(request.get_full_path(), "account_login")
            if not rules.may_review(request.user):
                return render(request, "errors/403.html", {"sentence": NotAllowed.sentence}, status=403)
            return view(request, *args, **kwargs)

        return never_cache(page)

    return decorate
