"""Forms of the sign-in pages."""

import unicodedata
from typing import Any

from allauth.account import forms as library
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from registry.entry.inputs import TOO_LONG
from registry.models import Person
from registry.validators import NO_EMAIL

LONGEST_ADDRESS = Person._meta.get_field("email").max_length or 0


def ascii_digits(code: str) -> str:
    """The same code in the digits that we sent it in: an Arabic keyboard types ٤, a Chinese one ４."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in code)


# What says that nothing was typed.
NO_CODE = _("Type the code that we sent.")
NO_PASSWORD = _("Type the password.")


class _TypedAddress:
    """An address has the length of its column: the library would cut a longer one short, and write to what is left."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("login", "email"):
            if name in self.fields:
                field = self.fields[name]
                field.label = _("Email address")
                field.error_messages |= {"required": _("Write your email address."), "invalid": NO_EMAIL}
                own = [one for one in field.validators if not isinstance(one, MaxLengthValidator)]
                field.validators = [*own, MaxLengthValidator(LONGEST_ADDRESS, TOO_LONG)]


class SignInForm(_TypedAddress, library.LoginForm):  # type: ignore[misc]
    pass


class AskForCodeForm(_TypedAddress, library.RequestLoginCodeForm):  # type: ignore[misc]
    pass


class SignUpForm(_TypedAddress, library.SignupForm):  # type: ignore[misc]
    pass


class ChangeAddressForm(_TypedAddress, library.ChangeEmailForm):  # type: ignore[misc]
    pass


class AddAddressForm(_TypedAddress, library.AddEmailForm):  # type: ignore[misc]
    pass


class _TypedCode:
    """A code is typed in the digits of any script, with or without the hyphen."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code from the email")
        field.error_messages["required"] = NO_CODE
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}

    def clean_code(self) -> str:
        self.cleaned_data["code"] = ascii_digits(self.cleaned_data["code"])
        return super().clean_code()  # type: ignore[misc,no-any-return]


class _NoHelp:
    """Our pages say themselves where a new password is to be had."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = NO_PASSWORD


class PasswordSignInForm(_TypedAddress, _NoHelp, library.LoginForm):  # type: ignore[misc]
    """Signing in with a password, by those who set one. To all others it says what it says to strangers."""

    def _setup_password_field(self) -> None:
        """The library takes the field away, since nobody signs up with a password here."""


class PasswordAgainForm(_NoHelp, library.ReauthenticateForm):  # type: ignore[misc]
    pass


class _ChosenPassword:
    """A password is typed twice, and long enough the first time."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _("At least 12 characters. A few words in a row are easy to remember.")
        self.fields["password2"].label = _("The same password again")
        for name in ("password1", "password2"):
            self.fields[name].error_messages["required"] = NO_PASSWORD


class SetPasswordForm(_ChosenPassword, library.SetPasswordForm):  # type: ignore[misc]
    pass


class ChangePasswordForm(_ChosenPassword, library.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Present password")
        self.fields["oldpassword"].help_text = ""
        self.fields["oldpassword"].error_messages["required"] = NO_PASSWORD


class NewPasswordForm(_ChosenPassword, library.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class AskForNewPasswordForm(_TypedAddress, library.ResetPasswordForm):  # type: ignore[misc]
    pass


class SignInCodeForm(_TypedCode, library.ConfirmLoginCodeForm):  # type: ignore[misc]
    pass


class ConfirmAddressCodeForm(_TypedCode, library.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    pass


class NewPasswordCodeForm(_TypedCode, library.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    pass
