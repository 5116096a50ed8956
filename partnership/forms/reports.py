"""What a visitor says is wrong with an entry."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.forms.joining import limit
from registry.entry.inputs import LineField, TextField
from registry.models import Report
from registry.vocabulary import ReportReason


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[choice for choice in ReportReason.choices if choice[0] != ReportReason.ABUSE],  # that is a team's word
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what it is about."),
            "invalid_choice": _("Choose one of the lines below."),
        },
    )
    text = TextField(
        label=_("What is wrong, and how do you know?"),
        help_text=_("In any language. A web address or a date helps. Up to 2,000 characters."),
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Write in a few words what is wrong.")},
    )
    address = LineField(
        label=_("Your email address"),
        help_text=_("Only if you want an answer. The secretariat alone sees it, until it has settled the matter."),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        limit(self.fields["text"], Report, "text")
        limit(self.fields["address"], Report, "address")
