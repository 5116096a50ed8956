"""What a visitor writes to a partner, and what a team says of a message."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.forms.joining import limit
from registry.entry.inputs import LineField, TextField
from registry.models import Enquiry, Report


class EnquiryForm(forms.Form):
    name = LineField(
        label=_("Your name"),
        help_text=_("Of you, or of your organization: whom the team answers."),
        widget=forms.TextInput({"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Write your name.")},
    )
    address = LineField(
        label=_("Your email address"),
        help_text=_("The answer goes there."),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Give the email address that the team can answer to.")},
    )
    text = TextField(
        label=_("Your message"),
        help_text=_("In a language that the team reads. Up to 3,000 characters."),
        widget=forms.Textarea({"rows": 8, "dir": "auto"}),
        error_messages={"required": _("Write your message.")},
    )
    agrees = forms.BooleanField(
        label=_("My name and my address are passed on to the team, so that they can answer."),
        error_messages={"required": _("Tick this: without your address nobody could answer you.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name in ("name", "address", "text"):
            limit(self.fields[name], Enquiry, name)


class AbuseForm(forms.Form):
    text = TextField(
        label=pgettext_lazy("about a message", "What is wrong with it?"),
        help_text=_("The secretariat reads this and the message, with the name and the address of its sender."),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Write in a few words what is wrong.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        limit(self.fields["text"], Report, "text")
