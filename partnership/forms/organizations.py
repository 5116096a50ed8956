"""Forms of the desk about organizations: which ones to look for, what of a timeline to show, and as of which day."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.queries.timelines import Topic
from registry.states import OrganizationState

FIRST_DAY = datetime.date(2000, 1, 1)


class SearchForm(forms.Form):
    """What narrows the list of organizations."""

    text = forms.CharField(
        label=_("Name, public id or website"),
        help_text=_("A part of a name is enough; former and proposed names are found too."),
        required=False,
        max_length=300,
        widget=forms.TextInput({"dir": "auto", "type": "search"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), *OrganizationState.choices],
        required=False,
        error_messages={"invalid_choice": _("This is not in the list. Choose one that is.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class TopicForm(forms.Form):
    """What of a timeline is shown."""

    topic = forms.ChoiceField(
        label=_("Show"),
        choices=[("", _("Everything")), *Topic.choices],
        required=False,
        error_messages={"invalid_choice": _("This is not in the list. Choose one that is.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


class DayForm(forms.Form):
    """The day at whose end the registry is looked at."""

    on = forms.DateField(
        label=_("Day"),
        help_text=_("What was listed at the end of this day, in the time of Greenwich."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("Give the day."),
            "invalid": _("Give the day as year-month-day, for example 2027-03-31."),
        },
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean_on(self) -> datetime.date:
        on: datetime.date = self.cleaned_data["on"]
        if on > timezone.now().date():
            raise ValidationError(_("This day is still to come. Give today or a day before."))
        if on < FIRST_DAY:
            raise ValidationError(_("Nothing was listed then. Give a day since the year 2000."))
        return on
