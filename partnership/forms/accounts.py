"""Forms of the sign-in pages."""

import unicodedata
from typing import Any

from allauth.account import forms as library
from django.utils.translation import gettext_lazy as _


def ascii_digits(code: str) -> str:
    """The same code in the digits that we sent it in: an Arabic keyboard types ٤, a Chinese one ４."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in code)


class _TypedCode:
    """A code is typed in the digits of any script, with or without the hyphen."""

    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code from the email")
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}

    def clean_code(self) -> str:
        self.cleaned_data["code"] = ascii_digits(self.cleaned_data["code"])
        return super().clean_code()  # type: ignore[misc,no-any-return]


class SignInCodeForm(_TypedCode, library.ConfirmLoginCodeForm):  # type: ignore[misc]
    pass


class ConfirmAddressCodeForm(_TypedCode, library.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    pass
