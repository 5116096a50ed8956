"""Forms of second factors: codes of an app or of a list, names of passkeys."""

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from partnership.forms.accounts import ascii_digits
from registry.entry.inputs import TOO_LONG

LONGEST_NAME = 60


class _TypedCode:
    """A code is typed in the digits of any script."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]
    label = _("Code from the app, or a recovery code")
    missing = _("Type the code that the app shows, or a recovery code.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = self.label
        field.error_messages["required"] = self.missing
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}

    def clean_code(self) -> str:
        self.cleaned_data["code"] = ascii_digits(self.cleaned_data["code"])
        return super().clean_code()  # type: ignore[misc,no-any-return]


class SecondFactorForm(_TypedCode, base.AuthenticateForm):  # type: ignore[misc]
    pass


class SecondFactorAgainForm(_TypedCode, base.ReauthenticateForm):  # type: ignore[misc]
    pass


class AddAppForm(_TypedCode, totp.ActivateTOTPForm):  # type: ignore[misc]
    label = _("Code that the app shows")
    missing = _("Type the code that the app shows.")


# What the library lets through of a passkey that no browser made.
MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error)


class _SentPasskey:
    """What is sent as a passkey is refused by a sentence, whatever it is."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class SignInPasskeyForm(_SentPasskey, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class SecondFactorPasskeyForm(_SentPasskey, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAgainForm(_SentPasskey, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class _MadePasskey:
    def clean(self) -> Any:
        try:
            return super().clean()  # type: ignore[misc]
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class _NamedPasskey:
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        field.label = _("Name of this passkey")
        field.error_messages["required"] = _("Give this passkey a name.")
        field.help_text = _("So that you know it from others, such as “telephone” or “office”.")
        field.validators.append(MaxLengthValidator(LONGEST_NAME, TOO_LONG))


class AddPasskeyForm(_MadePasskey, _NamedPasskey, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["passwordless"]
        field.label = _("Sign in with it alone")
        field.help_text = _(
            "It then asks for your fingerprint, face or PIN, and no code by email is needed. Not every key can."
        )
        field.initial = True


class FirstPasskeyForm(_MadePasskey, _NamedPasskey, webauthn.SignupWebAuthnForm):  # type: ignore[misc]
    pass


class RenamePasskeyForm(_NamedPasskey, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    pass
