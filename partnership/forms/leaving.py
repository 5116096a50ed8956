"""Forms of leaving: an entry that is withdrawn, an account that is deleted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.forms.joining import limit
from registry.entry.inputs import TextField
from registry.models import Withdrawal


class WithdrawForm(forms.Form):
    reason = TextField(
        label=_("Why do you leave?"),
        help_text=_("For your team and the secretariat. Do not name people. Up to 1,000 characters."),
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        required=False,
    )
    sure = forms.BooleanField(
        label=_("Yes, take the entry out of the directory now"),
        error_messages={"required": _("Tick this to withdraw the entry, or go back.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        limit(self.fields["reason"], Withdrawal, "reason")


class DeleteAccountForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Yes, delete my account for good"),
        error_messages={"required": _("Tick this to delete your account, or go back.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
