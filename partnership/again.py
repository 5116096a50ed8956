"""Showing once more that it is you, before how you sign in changes or the account goes.

The library asks for the password or the second factor. Most people have neither, and it would take them as shown for
as long as their session lives. They are asked for a code by email, unless they signed in within some minutes.
"""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver
from django.http import HttpRequest

from registry.actions import messages
from registry.models.messages import MessageKind

SESSION_KEY = "code_again"


def signed_in_just_now(request: HttpRequest) -> bool:
    """Whether whoever sits here proved within some minutes who they are."""
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    return bool(time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT)


def needs_code(request: HttpRequest) -> bool:
    """Whether somebody is signed in of whom the library has nothing to ask, and it is a while ago."""
    has_nothing = request.user.is_authenticated and not get_reauthentication_flows(request.user)
    return has_nothing and not signed_in_just_now(request)


@receiver(email_confirmed)
def signed_up(request: HttpRequest, email_address: EmailAddress, **_signal: Any) -> None:
    """Who signs up types in the code of their address, and has shown by it who they are, as at any sign-in.

    The code of a new address shows nothing of the kind: whoever asked for it is signed in already.
    """
    if not request.user.is_authenticated:
        record_authentication(request, email_address.user, "code", email=email_address.email)


class CodeAgain(AbstractCodeVerificationProcess):  # type: ignore[misc]
    """A code to the address of whoever is signed in. What was sent lies in their session, as at sign-in."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )

    @classmethod
    def begin(cls, request: HttpRequest) -> None:
        """Send a code; one that was sent before is no longer good."""
        process = cls(request, cls.initial_state(request.user, email=request.user.email))  # type: ignore[union-attr]
        process.send()
        process.persist()

    @classmethod
    def under_way(cls, request: HttpRequest) -> "CodeAgain | None":
        """What was sent and can still be typed in."""
        state = request.session.get(SESSION_KEY)
        return cls(request, state).abort_if_invalid() if state else None

    def send(self) -> None:
        self.state["code"] = get_adapter().generate_login_code()
        messages.post(
            kind=MessageKind.SIGN_IN_CODE,
            person=self.user,
            context={"minutes": self.timeout // 60, "use": "again"},
            secret={"code": self.state["code"]},
        )

    def persist(self) -> None:
        self.request.session[SESSION_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(SESSION_KEY, None)

    def finish(self) -> None:
        self.abort()
        record_authentication(self.request, self.user, "code", email=self.state["email"], reauthenticated=True)
