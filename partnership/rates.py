"""How soon somebody who asked too often may ask again, by the limits of the accounts library."""

import math
import time
from collections.abc import Iterator

from allauth.core.internal.ratelimit import Rate, get_cache_key, get_rates
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

ASKED_TOO_OFTEN = _(
    "This was asked for too often, from your connection or for this address. Nothing was sent this time."
)

CODES = ("request_login_code", "confirm_email")

# What is limited on the pages that send something, by the names of their addresses.
LIMITED = {
    "account_login": ("login", *CODES),
    "account_request_login_code": CODES,
    "account_confirm_login_code": CODES,
    "account_signup": ("signup", "confirm_email"),
    "account_signup_by_passkey": ("signup", "confirm_email"),
    "account_email_verification_sent": ("confirm_email",),
    "account_email": ("manage_email", "confirm_email"),
    "account_reset_password": ("reset_password",),
    "account_reauthenticate_by_code": ("request_login_code", "reauthenticate"),
}


def ask_again(request: HttpRequest, address: str = "") -> str:
    """When this page may be asked again, in a sentence; "" where none of its limits is reached.

    `address` is the one to which it sends something, where the form does not name it.
    """
    seconds = math.ceil(_seconds_left(request, address))
    if seconds <= 0:
        return ""
    if seconds <= 60:
        words = ngettext("You can ask again in %(number)d second.", "You can ask again in %(number)d seconds.", seconds)
        return words % {"number": seconds}
    minutes = math.ceil(seconds / 60)
    if minutes <= 60:
        words = ngettext("You can ask again in %(number)d minute.", "You can ask again in %(number)d minutes.", minutes)
        return words % {"number": minutes}
    hours = math.ceil(minutes / 60)
    words = ngettext("You can ask again in %(number)d hour.", "You can ask again in %(number)d hours.", hours)
    return words % {"number": hours}


def _seconds_left(request: HttpRequest, address: str) -> float:
    """Until the last of the limits that are reached is not reached any more."""
    left = 0.0
    for cache_key, rate in _limits(request, address):
        asked = cache.get(cache_key, [])  # the times, the latest first
        if len(asked) >= rate.amount:
            left = max(left, asked[rate.amount - 1] + rate.duration - time.time())
    return left


def _limits(request: HttpRequest, address: str) -> Iterator[tuple[str, Rate]]:
    app = "allauth.account"
    page = request.resolver_match.url_name if request.resolver_match else ""
    own = request.user.email if request.user.is_authenticated else ""
    key = (address or request.POST.get("email") or request.POST.get("login") or own).strip().lower()
    for action in LIMITED.get(page or "", ()):
        for rate in get_rates(app=app, action=action):
            if rate.per == "ip" or (rate.per == "key" and key) or (rate.per == "user" and own):
                yield get_cache_key(request, app=app, action=action, rate=rate, key=key), rate
