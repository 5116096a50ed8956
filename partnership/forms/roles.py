"""Forms of administrators: a role and a region for somebody of the secretariat."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registry import places
from registry.entry.inputs import NOT_IN_LIST
from registry.models import Person
from registry.models.people import StaffRole

NONE = "none"  # said, so that a form without a role takes none away


class RoleForm(forms.Form):
    """What somebody may do from now on."""

    role = forms.ChoiceField(
        label=_("Role"),
        help_text=_("Reviewers decide; curators import and write to partners too; administrators give roles too."),
        choices=[*StaffRole.choices, (NONE, _("None: the work at the secretariat ends"))],
        error_messages={"invalid_choice": NOT_IN_LIST, "required": _("Choose a role.")},
    )
    region = forms.ChoiceField(
        label=_("Region of the desk"),
        help_text=_("With a region the person decides only on what has its seat there."),
        required=False,
        error_messages={"invalid_choice": NOT_IN_LIST},
    )

    def __init__(self, data: Any = None, *, person: Person | None = None) -> None:
        initial = {"role": person.staff_role, "region": person.desk_region} if person else {}
        super().__init__(data, label_suffix="", initial=initial)
        language = get_language() or "en"
        choices = dict(places.regions(language))
        if person and person.desk_region:
            choices[person.desk_region] = places.region_name(person.desk_region, language)
        self.fields["region"].choices = [("", _("All regions")), *choices.items()]  # type: ignore[attr-defined]

    def clean_role(self) -> str:
        role: str = self.cleaned_data["role"]
        return "" if role == NONE else role


class NewRoleForm(RoleForm):
    """To whom a role is given: an address, with or without an account."""

    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("Whoever has no account yet gets one. They are told by email."),
        max_length=Person._meta.get_field("email").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Give the address."),
            "invalid": _("Give one address, for example name@office.example.org."),
        },
    )
    field_order = ["email", "role", "region"]

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["role"]
        field.choices = StaffRole.choices
