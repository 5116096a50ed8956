"""Forms of joining that are not sections of an entry, and how the forms of sections are laid out on a page."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import Model
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.actions.drafts import Beginning
from registry.actions.submissions import DECLARATION_VERSIONS
from registry.entry import inputs, needs
from registry.entry.choices import country_choices, language_choices
from registry.entry.fields import Label
from registry.entry.forms import NO_CHOICE, PartForm, lazy_choices
from registry.entry.inputs import NOT_IN_LIST, TOO_LONG, LanguageField, LineField, TextField, WebAddressField
from registry.entry.needs import NEEDED, NEITHER_BOTH
from registry.likeness import Profile
from registry.models import Contact, Identifier, Invitation, Name, Organization
from registry.queries import duplicates
from registry.queries.duplicates import Candidate
from registry.validators import check_identifier
from registry.vocabulary import ELEMENT_HELP, IdentifierScheme, OrganizationType


def limit(form_field: forms.Field, model: type[Model], name: str) -> None:
    """Give a form field the validators and the limit of a column."""
    inputs.limit(form_field, {column.name: column for column in model._meta.concrete_fields}[name])


class BeginningForm(forms.Form):
    """The first page: enough to know the organization by, and to word the other pages for it.

    `id` is the submission's, so that a form sent twice opens one draft.
    """

    OF_IDENTIFIER = ("scheme", "identifier")

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = LineField(
        label=_("Official name of the organization"),
        help_text=_("As the organization itself writes it. Not your own name. Translations can follow later."),
        error_messages={"required": NEEDED["names.text"]},
    )
    language = LanguageField(
        label=_("Language of the name"),
        choices=lazy_choices(language_choices, blank=True),
        error_messages={"required": NEEDED["names.language"], "invalid_choice": NOT_IN_LIST},
    )
    type = forms.ChoiceField(
        label=_("Type of organization"),
        choices=OrganizationType.choices,
        widget=forms.RadioSelect,
        help_text=_("The next pages are worded for it. If several fit, choose the one that you would name first."),
        error_messages={"required": NEEDED["organization.type"], "invalid_choice": NOT_IN_LIST},
    )
    website = WebAddressField(
        label=_("Website"),
        required=False,
        help_text=_("Starts with https:// or http://. Leave empty if there is none."),
    )
    base_country = forms.ChoiceField(
        label=_("Country where it is based"),
        choices=lazy_choices(country_choices, blank=True),
        required=False,
        error_messages={"invalid_choice": NOT_IN_LIST},
    )
    no_seat = forms.BooleanField(label=_("It has no seat in one country"), required=False)
    scheme = forms.ChoiceField(
        label=_("Register"),
        choices=[NO_CHOICE, *IdentifierScheme.choices],
        required=False,
        error_messages={"invalid_choice": NOT_IN_LIST},
    )
    identifier = LineField(
        label=_("Identifier"), required=False, help_text=_("As the register writes it. Spaces do not matter.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        limit(self.fields["name"], Name, "text")
        limit(self.fields["website"], Organization, "website")
        limit(self.fields["identifier"], Identifier, "value")

    def asked(self) -> list[BoundField]:
        """What everyone is asked."""
        return [bound for bound in self.visible_fields() if bound.name not in self.OF_IDENTIFIER]

    def of_identifier(self) -> list[BoundField]:
        """What only those are asked who have an identifier at hand."""
        return [self[name] for name in self.OF_IDENTIFIER]

    def says_identifier(self) -> bool:
        """Whether something is typed there that its reader should see."""
        return any(bound.value() for bound in self.of_identifier())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._clean_identifier(cleaned)
        country = cleaned.get("base_country")
        if "base_country" not in self.errors:
            if country and cleaned.get("no_seat"):
                self.add_error("no_seat", NEITHER_BOTH)
            elif not country and not cleaned.get("no_seat"):
                self.add_error("base_country", NEEDED["where.base_country"])
        return cleaned

    def _clean_identifier(self, cleaned: dict[str, Any]) -> None:
        scheme, identifier = cleaned.get("scheme"), cleaned.get("identifier")
        if self.errors.keys() & set(self.OF_IDENTIFIER) or not (scheme or identifier):
            return
        if not scheme:
            self.add_error("scheme", NEEDED["identifiers.scheme"])
        elif not identifier:
            self.add_error("identifier", NEEDED["identifiers.value"])
        else:
            try:
                cleaned["identifier"] = check_identifier(scheme, identifier)
            except forms.ValidationError as error:
                self.add_error("identifier", error)

    @property
    def submission_id(self) -> uuid.UUID:
        found: uuid.UUID = self.cleaned_data["id"]
        return found

    def beginning(self) -> Beginning:
        return Beginning(**{name: value for name, value in self.cleaned_data.items() if name != "id"})

    def profile(self) -> Profile:
        """What the organization is compared by."""
        typed = self.cleaned_data
        return duplicates.profile(
            [(typed["name"], "official")],
            country=typed["base_country"],
            type=typed["type"],
            website=typed["website"],
            identifiers=[(typed["scheme"], typed["identifier"])],
        )


class InsistForm(forms.Form):
    """Why an organization is none of those that are like it. The reviewer reads it."""

    reason = TextField(
        label=_("Why none of these is your organization"),
        help_text=_("One sentence. The secretariat reads it. Up to 500 characters."),
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        error_messages={"required": _("Say in a few words why none of these is your organization.")},
        validators=[MaxLengthValidator(500, TOO_LONG)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def insisted(self, found: Sequence[Candidate]) -> dict[str, Any]:
        """What is kept of it (Submission.insisted)."""
        return {"of": [str(one.organization_id) for one in found], "reason": self.cleaned_data["reason"]}


class PassForm(forms.Form):
    """To a colleague who may decide."""

    email = LineField(
        label=_("Email address of your colleague"),
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"required": _("Write the email address of your colleague.")},
    )
    note = TextField(
        label=_("A few words to your colleague"),
        widget=forms.Textarea({"rows": 4}),
        required=False,
        help_text=_("They stand in the message that we send. Up to 1,000 characters."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        limit(self.fields["email"], Contact, "email")
        limit(self.fields["note"], Invitation, "note")


DECLARATIONS: Mapping[str, tuple[Label, Label]] = {
    "may_speak": (
        _("I may speak for this organization"),
        _("It knows of this registration. If you may not decide this, pass the draft to a colleague who may."),
    ),
    "supports": (
        _("It supports Parties, rights-holders or others in reaching Target 3"),
        _("By what it does, or by what it plans to do."),
    ),
    "licence": (
        _("The public texts may be used by anyone under the licence CC BY 4.0"),
        _("With the name of the organization. Contacts and what you keep from the public are not part of this."),
    ),
    "privacy": (
        _("I have read the privacy notice"),
        _("It says who sees what, and how to have it erased."),
    ),
    "conduct": (
        _("The company keeps to the code of conduct of the partnership"),
        _("It is open about its interests, does not use the listing as an endorsement, and respects human rights."),
    ),
}


class DeclarationsForm(forms.Form):
    """The ticks that go with sending. What is missing is said by the action, together with missing answers."""

    def __init__(self, *args: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name in names:
            label, help_text = DECLARATIONS[name]
            self.fields[name] = forms.BooleanField(label=label, help_text=help_text, required=False)

    def ticked(self) -> dict[str, bool]:
        return {name: bool(self.data.get(name)) for name in self.fields}

    def versions(self) -> dict[str, str]:
        return {name: DECLARATION_VERSIONS[name] for name in self.fields if name in DECLARATION_VERSIONS}


# -- The layout of a section's form -----------------------------------------------------------------------------------

# Questions that few need: folded into one line until something is in them.
MORE = {
    "organization": ("website", "founded", "logo_file", "remove_logo"),
    "activities": ("realms", "scales", "link", "site_ids", "national_target", "indicator"),
    "gaps": ("realms", "scales", "wanted_by", "amount", "currency"),
    "offers": ("realms", "languages", "capacity", "conditions", "until"),
}
LAST = ("visible_to",)
# Asked on the very first page, so it is folded once it is answered.
KNOWN = ("organization", "type")
LONG_LISTS = ("countries", "languages")


@dataclass
class Row:
    """A field on a page, with what stands beside it."""

    bound: BoundField
    optional: bool
    find: bool
    theirs: list[str] | None = None  # what somebody else saved meanwhile; None where nobody did
    comments: list[str] = field(default_factory=list)


@dataclass
class Group:
    """Fields that stand together; a titled one is folded unless `is_open`."""

    rows: list[Row]
    title: Label = ""
    is_open: bool = True


def groups(
    form: PartForm, *, theirs: Mapping[str, list[str]] | None = None, comments: Mapping[str, list[str]] | None = None
) -> list[Group]:
    """The fields of a form in the order of its page."""
    part = form.part.key
    if "elements" in form.fields:
        form.fields["elements"].choice_help = ELEMENT_HELP  # type: ignore[attr-defined]
    rows = [
        Row(
            bound,
            optional=_is_optional(form, bound.name),
            find=bound.name in LONG_LISTS,
            theirs=(theirs or {}).get(bound.name),
            comments=(comments or {}).get(bound.name, []),
        )
        for bound in form.visible_fields()
    ]
    more = [row for row in rows if row.bound.name in MORE.get(part, ())]
    last = [row for row in rows if row.bound.name in LAST]
    known = [row for row in rows if (part, row.bound.name) == KNOWN and row.bound.value() and not _needs_a_look(row)]
    folded = [id(row) for row in (*more, *last, *known)]
    found = [
        Group([row for row in rows if id(row) not in folded]),
        Group(more, pgettext_lazy("questions", "More, if you like"), is_open=any(map(_is_used, more))),
        Group(known, _("Change the type of organization"), is_open=False),
        Group(last),
    ]
    return [group for group in found if group.rows]


def _needs_a_look(row: Row) -> bool:
    return bool(row.bound.errors or row.comments or row.theirs is not None)


def _is_used(row: Row) -> bool:
    return bool(row.bound.value()) or _needs_a_look(row)


# Fields where one of several is enough, as the sentences of `needs` say.
ONE_OF = ("everywhere", "regions", "countries", "no_seat", "people_represented", "mandate_kind", "email", "phone")


def _is_optional(form: PartForm, name: str) -> bool:
    """Whether to say "(optional)" beside a label: not at a tick, nor where one of several is needed."""
    bound = form[name]
    if isinstance(bound.field, forms.BooleanField) or name in ONE_OF or name in LAST:
        return False
    known = {one.name for one in form.part}
    return name not in known or not needs.is_needed(form.part.key, name, form.item, form.document, "send")
