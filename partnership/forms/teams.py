"""The forms of a team: asking to join, declining, handing over, leaving."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.forms.joining import limit
from registry.entry.inputs import TextField
from registry.errors import ReasonNeeded
from registry.models import Invitation, Membership, TeamRemoval, TeamRequest


class AskForm(forms.Form):
    """A wish to join a team."""

    note = TextField(
        label=_("A few words about yourself"),
        help_text=_("Who you are, and what you do in the organization. Up to 1,000 characters."),
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write in a few words who you are: it is decided by that.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        limit(self.fields["note"], TeamRequest, "note")


class DeclineForm(forms.Form):
    """Why somebody is not taken into the team."""

    reason = TextField(
        label=_("If you decline: the reason"),
        help_text=_("It goes to the person who asks. Up to 1,000 characters."),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Write the reason: the person who asks reads it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        limit(self.fields["reason"], TeamRequest, "reason")


class DeclineInvitationForm(forms.Form):
    """Why somebody does not come into a team, if they like to say so."""

    reason = TextField(
        label=_("Your reason"),
        required=False,
        help_text=_("Whoever invited you reads it, and the owners of the entry. Up to 1,000 characters."),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        limit(self.fields["reason"], Invitation, "reason")


class RemovalForm(forms.Form):
    """Why the secretariat takes somebody out of a team."""

    reason = TextField(
        label=_("Reason"),
        help_text=_("The person reads it, and so do the owners of the entry."),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        error_messages={"required": ReasonNeeded.sentence},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        limit(self.fields["reason"], TeamRemoval, "reason")


class HandOverForm(forms.Form):
    """Who is to own the entry in one's place."""

    to = forms.ChoiceField(
        label=_("Who owns the entry from now on?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who owns the entry from now on."),
            "invalid_choice": _("This person does not belong to the team. Choose one of the lines below."),
        },
    )

    def __init__(self, *args: Any, members: Iterable[tuple[Membership, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["to"].choices = [(str(one.pk), called) for one, called in members]  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """The word of the last owner that there is nobody to make an owner."""

    nobody_follows = forms.BooleanField(
        label=_("Nobody can follow me. The secretariat has to find an owner."),
        error_messages={"required": _("Tick this if nobody can follow you, or make somebody else an owner first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
