"""Forms of the record of messages: what narrows it, all of it in the address. People stand there by their ids."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models import Message
from registry.models.messages import MessageKind
from registry.models.people import Language
from registry.queries import messages as queries

OF_A_LIST: dict[str, Any] = {
    "empty_label": _("All"),
    "error_messages": {"invalid_choice": _("This is not in the list. Choose one that is.")},
}
OF_A_DAY: dict[str, Any] = {
    "widget": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    "input_formats": ["%Y-%m-%d"],
    "error_messages": {"invalid": _("Give the day as year, month and day, such as 2027-03-01.")},
}


class MessageFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What narrows the record. A value that is none is an error at its field, and narrows nothing."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=MessageKind.choices, **OF_A_LIST)
    fate = django_filters.ChoiceFilter(
        label=_("What became of it"), choices=queries.Fate.choices, method="of_fate", **OF_A_LIST
    )
    language = django_filters.ChoiceFilter(label=_("Language"), choices=Language.choices, **OF_A_LIST)
    since = django_filters.DateFilter(label=_("From"), method="posted_since", **OF_A_DAY)
    until = django_filters.DateFilter(label=_("Until"), method="posted_until", **OF_A_DAY)
    organization = django_filters.CharFilter(
        label=_("Public id of an organization"),
        help_text=_("As its address in the directory has it."),
        max_length=40,
        method="of_organization",
    )
    person = django_filters.UUIDFilter(
        field_name="person_id",
        label=_("Id of a person"),
        help_text=_("The name of a receiver in the list leads to what that person got."),
        error_messages={"invalid": _("This is no id. Choose the person in the list below.")},
    )
    mailing = django_filters.UUIDFilter(
        field_name="mailing_id",
        label=_("Id of a mailing"),
        help_text=_("The page of a mailing leads to its messages."),
        error_messages={"invalid": _("This is no id. Choose the mailing on the page of mailings.")},
    )

    class Meta:
        model = Message
        fields: list[str] = []

    def of_fate(self, found: queries.Messages, _name: str, value: str) -> queries.Messages:
        return queries.of_fate(found, value)

    def posted_since(self, found: queries.Messages, _name: str, value: Any) -> queries.Messages:
        return queries.of_day(found, value, None)

    def posted_until(self, found: queries.Messages, _name: str, value: Any) -> queries.Messages:
        return queries.of_day(found, None, value)

    def of_organization(self, found: queries.Messages, _name: str, value: str) -> queries.Messages:
        return queries.of_organization(found, value.strip())
