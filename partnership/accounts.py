"""What the accounts library leaves to the site: who is made at sign-up, and how its messages are sent."""

from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ReauthenticationRequired
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partnership import rates
from partnership.again import needs_code
from registry.actions import messages
from registry.errors import CodeSpent
from registry.models import Person
from registry.models.messages import MessageKind, SignInChange
from registry.models.people import Language

# The library names a message by its template, a code by its own timeout (in seconds).
KINDS = {
    "account/email/login_code": (MessageKind.SIGN_IN_CODE, app_settings.LOGIN_BY_CODE_TIMEOUT),
    "account/email/email_confirmation_signup": (
        MessageKind.CONFIRM_ADDRESS_CODE,
        app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    ),
    "account/email/email_confirmation": (
        MessageKind.CONFIRM_ADDRESS_CODE,
        app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    ),
    "account/email/password_reset_code": (MessageKind.SIGN_IN_CODE, app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT),
    "account/email/account_already_exists": (MessageKind.ACCOUNT_ALREADY_EXISTS, 0),
    "account/email/unknown_account": (MessageKind.UNKNOWN_ACCOUNT, 0),
}
USES = {"account/email/password_reset_code": {"use": "password"}}

# What the library notifies people of, by the same names.
ADDRESS_CHANGED = "account/email/email_changed"
CHANGES = {
    "account/email/password_set": SignInChange.PASSWORD_SET,
    "account/email/password_changed": SignInChange.PASSWORD_CHANGED,
    "account/email/password_reset": SignInChange.PASSWORD_CHANGED,
    "mfa/email/totp_activated": SignInChange.APP_ADDED,
    "mfa/email/totp_deactivated": SignInChange.APP_REMOVED,
    "mfa/email/webauthn_added": SignInChange.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": SignInChange.PASSKEY_REMOVED,
    "mfa/email/recovery_codes_generated": SignInChange.CODES_MADE,
}
# An address that was asked for and given up before its code was typed: nothing has changed.
NOT_TOLD = {"account/email/email_deleted"}


def display_name(person: Person) -> str:
    """How a page calls the person who is signed in, to that person alone."""
    return person.name or person.email


def language_of_page() -> str:
    """The language in which the page of this request is shown, which is the one its reader chose."""
    code = get_language()
    return code if code in Language.values else Language.ENGLISH


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Messages go out as every other one does: a row and a job in the transaction of the page."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": CodeSpent.sentence,  # said where a code was typed wrongly too often
        "rate_limited": _("Too many attempts. Wait five minutes, then try again."),
        "incorrect_code": _("This is not the code. Check it, or use a newer one."),
        "incorrect_password": _("This is not the password. Try again, or choose a new one with a code by email."),
        "email_password_mismatch": _(
            "The address and the password do not go together. Try again, or sign in with a code by email."
        ),
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Of what was asked for too often, when it may be asked for again, as far as that is known."""
        if code == "too_many_login_attempts":
            wait = rates.ask_again(self.request)
            sentence = f"{rates.ASKED_TOO_OFTEN} {wait}" if wait else self.error_messages["rate_limited"]
            return ValidationError(sentence, code=code)
        refused: ValidationError = super().validation_error(code, *args)
        return refused

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where sign-in leads that began nowhere: to the queue for those who review, else to one's own entries."""
        return reverse("secretariat" if getattr(request.user, "is_staff_member", False) else "workspace")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        if self.request.user.is_authenticated:
            return reverse("account")
        url: str = super().get_email_verification_redirect_url(email_address)
        return url

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether the library asks again. Of whom it has nothing to ask, a page of ours asks for a code by email."""
        if needs_code(self.request):
            raise ReauthenticationRequired
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and not methods:
            url = reverse("account_reauthenticate_by_code")
            return [{"id": "code", "description": _("Use a code by email"), "url": url}]
        return methods

    def new_user(self, request: HttpRequest) -> Person:
        return Person(language=language_of_page())

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        """Take the code that was just typed as the proof of the address, once and for all.

        The library does so for addresses that it has a row of; of someone whom a colleague or the secretariat entered
        it has none, and would ask for a second code.
        """
        if any(record.get("email") == user.email for record in get_authentication_records(request, user)):
            EmailAddress.objects.get_or_create(
                user=user, email=user.email, defaults={"primary": True, "verified": True}
            )
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Post one of the library's messages, in the language of the page that asked for it."""
        kind, timeout = KINDS[template_prefix]
        email = email.lower()
        person = Person.objects.filter(email=email).first()
        messages.post(
            kind=kind,
            person=person,
            address="" if person else email,
            language=language_of_page(),
            context=({"minutes": timeout // 60} if timeout else {}) | USES.get(template_prefix, {}),
            secret={"code": context["code"]} if "code" in context else {},
        )

    def send_notification_mail(
        self, template_prefix: str, user: Person, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell a person, in their own language, what changed in their account; of a new address both are told."""
        if template_prefix == ADDRESS_CHANGED:
            messages.post(kind=MessageKind.ADDRESS_CHANGED, person=user)
            messages.post(kind=MessageKind.ADDRESS_CHANGED, address=email or "", language=user.language)
        elif template_prefix not in NOT_TOLD:
            tell_change(user, CHANGES[template_prefix])


def tell_change(person: Person, change: SignInChange) -> None:
    messages.post(kind=MessageKind.SIGN_IN_CHANGED, person=person, context={"change": change.value})
