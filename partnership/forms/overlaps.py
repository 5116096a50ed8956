"""How overlaps are narrowed, and what those in one write."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partnership.forms.joining import limit
from registry.entry.inputs import TextField
from registry.models import Coordination, Enquiry, Organization
from registry.places import countries
from registry.vocabulary import Element, SupportKind


class NarrowForm(forms.Form):
    """What an address asks for; what cannot be asked is left out."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    element = forms.ChoiceField(
        label=_("Element of Target 3"), required=False, choices=[("", _("All elements")), *Element.choices]
    )
    kind = forms.ChoiceField(
        label=_("Kind of support"), required=False, choices=[("", _("All kinds")), *SupportKind.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["country"].choices = [("", _("All countries")), *countries(get_language() or "en")]  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, str]:
        """The value of each field, "" where none was chosen or it is unknown."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class _ForOne(forms.Form):
    """Written for one of the organizations of a person; asked for where there are several."""

    organization = forms.ChoiceField(
        label=_("For which organization"), error_messages={"required": _("Choose for whom you write.")}
    )

    def __init__(self, *args: Any, own: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.own = {one.public_id_id: one for one in own}
        if len(own) < 2:
            del self.fields["organization"]
        else:
            self.fields["organization"].choices = [  # type: ignore[attr-defined]
                ("", _("Choose")),
                *((public_id, one.listing.name) for public_id, one in self.own.items()),
            ]

    @property
    def organization_chosen(self) -> Organization | None:
        """None for the secretariat, which is in no team of them."""
        if len(self.own) < 2:
            return next(iter(self.own.values()), None)
        return self.own[self.cleaned_data["organization"]]


class TalkForm(_ForOne):
    text = TextField(
        label=_("Your message"),
        help_text=_("One message to all of them, in a language that they read. Up to 3,000 characters."),
        widget=forms.Textarea({"rows": 8, "dir": "auto"}),
        error_messages={"required": _("Write your message.")},
    )
    agrees = forms.BooleanField(
        label=_("My name and my address are passed on to the teams, so that they can answer."),
        error_messages={"required": _("Tick this: without your address nobody could answer you.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit(self.fields["text"], Enquiry, "text")


class CoordinationForm(_ForOne):
    note = TextField(
        label=_("How you coordinate"),
        help_text=_("In a few words; everyone may read it. For example who meets, or who does which part. Optional."),
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit(self.fields["note"], Coordination, "note")
