"""Section forms: each cleans what the web, an import row or a test sends into normalized JSON for the document.

A form keeps what passes (`accepted`) apart from what does not; the action that saves it stores both. Limits and
vocabularies come from the models, needs from `entry.needs`.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.entry import fields as table
from registry.entry import needs
from registry.entry.choices import (
    countries_by_region,
    country_choices,
    currency_choices,
    language_choices,
    regions_by_region,
)
from registry.entry.document import Document, Item, blank, from_json, present, to_json
from registry.entry.fields import Collection, Field, Kind, Section
from registry.entry.inputs import (
    EMPTY_FILE,
    NOT_IN_LIST,
    TOO_LONG,
    AmountField,
    DatePartsField,
    LanguageField,
    LanguagesField,
    LineField,
    NumbersField,
    TextField,
    WebAddressField,
    YearField,
    limit,
)
from registry.entry.needs import NEEDED, Need
from registry.models import Contact
from registry.text import fold
from registry.validators import check_identifier, founding_year
from registry.vocabulary import (
    ActivityStatus,
    ContactKind,
    ContactRole,
    Element,
    ForWhom,
    IdentifierScheme,
    MandateKind,
    NameKind,
    OrganizationType,
    Realm,
    Scale,
    Sector,
    SupportKind,
    Visibility,
)

NO_CHOICE = ("", _("Choose"))
NEW_MANDATE = "new"


def _multiple(choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, required=False, **kwargs)


def _language(label: Any, **kwargs: Any) -> LanguageField:
    return LanguageField(choices=lazy_choices(language_choices, blank=True), label=label, required=False, **kwargs)


def lazy_choices(function: Any, *, blank: bool = False) -> Any:
    """Choices made anew for each request, since their names follow its language."""

    def choices() -> list[Any]:
        return [*([NO_CHOICE] if blank else []), *function()]

    return choices


class PartForm(forms.Form):
    """The form of one section, or of one item of a collection.

    `document` is the whole entry as it stands, `item` the part to edit (blank for a new one). With `need="send"` an
    empty answer that sending needs is an error; without, anything may be left for later.
    """

    part: ClassVar[Section | Collection]

    def __init__(self, *args: Any, document: Document, item: Item, need: Need | None = "send", **kwargs: Any) -> None:
        self.document, self.item, self.need = document, item, need
        kwargs.setdefault("initial", {f.name: from_json(f, item[f.name]) for f in self.part})
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        for form_field in self.fields.values():
            if isinstance(form_field, forms.ChoiceField):
                form_field.error_messages["invalid_choice"] = NOT_IN_LIST
        for field in list(self.table_fields()):
            self._limit(field)

    def table_fields(self) -> Iterator[Field]:
        """The fields of the document that this form asks for."""
        for field in self.part:
            if field.name in self.fields:
                yield field

    def _limit(self, field: Field) -> None:
        """Give a form field the limits, validators and label of its column."""
        form_field = self.fields[field.name]
        if not form_field.label:
            form_field.label = table.label_of(self.part.key, field.name)
        if field.kind is not Kind.TEXT or not isinstance(form_field, forms.CharField):
            return
        column = table.column_of(self.part.key, field.name)
        form_field.max_length = column.max_length
        limit(form_field, column)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.need:
            proposed = self.proposed()
            for field in self.table_fields():
                if field.name not in self.errors and self._is_missing(field, proposed):
                    self.add_error(field.name, NEEDED[f"{self.part.key}.{field.name}"])
        self.cross_check()
        return cleaned

    def _is_missing(self, field: Field, proposed: Item) -> bool:
        document = {**self.document, self.part.key: proposed} if isinstance(self.part, Section) else self.document
        return bool(proposed[field.name] == field.empty and not field.default) and needs.is_needed(
            self.part.key, field.name, proposed, document, self.need or "list"
        )

    def cross_check(self) -> None:
        check = needs.CROSS.get(self.part.key)
        if not check:
            return
        for name, sentence in check(self.proposed(), self.need or "list"):
            target = name if name in self.fields else next(iter(self.fields))
            if target not in self.errors:
                self.add_error(target, sentence)

    def accepted(self) -> Item:
        """What goes into the document: what passed, but for answers that mean nothing without one that did not."""
        return self.passed()

    def passed(self) -> Item:
        """The answers without an error of their own, as they stand in a document."""
        return {
            field.name: to_json(field, self.cleaned_data[field.name])
            for field in self.table_fields()
            if field.name in self.cleaned_data
        }

    def proposed(self) -> Item:
        """The part as it would be with what passed."""
        return {**blank(self.part), **self.item, **self.passed()}


class PlacesMixin(forms.Form):
    """Where something happens: everywhere, or countries and regions."""

    everywhere = forms.BooleanField(required=False, label=_("Everywhere"))
    regions = _multiple(
        lazy_choices(regions_by_region), label=_("Regions"), help_text=_("Tick a region if you mean all of it.")
    )
    countries = _multiple(lazy_choices(countries_by_region), label=_("Countries"))


class OrganizationForm(PartForm):
    part = table.ORGANIZATION

    type = forms.ChoiceField(choices=OrganizationType.choices, widget=forms.RadioSelect, required=False)
    description = TextField(
        widget=forms.Textarea({"rows": 6}),
        required=False,
        help_text=_("What it does for Target 3, in a few sentences. Up to 1,500 characters. Any language."),
    )
    description_language = _language(_("Language of the description"))
    sector = forms.ChoiceField(
        choices=[NO_CHOICE, *Sector.choices],
        required=False,
    )
    people_represented = TextField(
        widget=forms.Textarea({"rows": 4}),
        required=False,
        help_text=_("The peoples or communities, in your own words. You decide below who sees this."),
    )
    people_represented_public = forms.BooleanField(required=False)
    mandate_kind = forms.ChoiceField(
        choices=[("", _("Not stated")), *MandateKind.choices],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("No written proof is needed. A mandate by custom can be told in words."),
    )
    mandate_told = TextField(
        widget=forms.Textarea({"rows": 4}),
        required=False,
        validators=[MaxLengthValidator(3000, TOO_LONG)],
        label=_("The mandate, told in words"),
        help_text=_("Who gave it, when and how, and who can confirm it. Only the secretariat and your team see this."),
    )
    mandate_file = forms.FileField(
        required=False,
        label=_("The letter or the minutes"),
        error_messages={"empty": EMPTY_FILE},
        help_text=_("A PDF, or a photograph (JPEG or PNG), up to 5 MB. Only the secretariat and your team see it."),
    )
    mandate_public = forms.BooleanField(required=False)
    website = WebAddressField(
        required=False, help_text=_("Starts with https:// or http://. Leave empty if there is none.")
    )
    founded = YearField(validators=[founding_year], required=False, help_text=_("Four digits, such as 1998."))
    logo_file = forms.FileField(
        required=False,
        label=_("Logo"),
        error_messages={"empty": EMPTY_FILE},
        help_text=_("A PNG, JPEG or WebP picture, up to 2 MB. It is shown beside the name."),
    )
    remove_logo = forms.BooleanField(required=False, label=_("Remove the present logo"))

    IPLC_ONLY = (
        "people_represented",
        "people_represented_public",
        "mandate_kind",
        "mandate_told",
        "mandate_file",
        "mandate_public",
    )
    WORDING: ClassVar[dict[str, tuple[Any, Any]]] = {
        OrganizationType.IPLC.value: (
            _("Who you are and what you do"),
            _(
                "In your own words and your own language: what you do for your lands, waters and Target 3. "
                "Up to 1,500 characters."
            ),
        ),
        OrganizationType.PRIVATE_SECTOR.value: (
            _("What the company does"),
            _("What it does for Target 3, beside its business. Up to 1,500 characters. Any language."),
        ),
        OrganizationType.NETWORK.value: (
            _("What the network does"),
            _("What it does for Target 3, and whom it brings together. Up to 1,500 characters. Any language."),
        ),
        OrganizationType.NATIONAL_GOVERNMENT.value: (
            _("What this body is responsible for"),
            _("Its part in Target 3, in a few sentences. Up to 1,500 characters. Any language."),
        ),
    }

    MANDATE = ("mandate_kind", "mandate_told", "mandate_file")

    def __init__(self, *args: Any, told: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = told
        self.initial.setdefault("mandate_told", told)
        type_ = self.item["type"]
        if type_ != OrganizationType.IPLC:
            for name in self.IPLC_ONLY:
                del self.fields[name]
        if type_ != OrganizationType.PRIVATE_SECTOR:
            del self.fields["sector"]
        if not self.item["logo"]:
            del self.fields["remove_logo"]
        if type_ in self.WORDING:
            self.fields["description"].label, self.fields["description"].help_text = self.WORDING[type_]

    def accepted(self) -> Item:
        accepted = super().accepted()
        if not self.mandate_passed:
            accepted.pop("mandate_kind", None)
        return accepted

    @property
    def mandate_passed(self) -> bool:
        return not self.errors.keys() & {*self.MANDATE}

    def proposed(self) -> Item:
        """The section as it would be; the mandate is `NEW_MANDATE` where its row is made when the form is saved."""
        proposed = super().proposed()
        return {**proposed, "mandate": self._mandate(proposed["mandate_kind"])}

    def _mandate(self, kind: str) -> str | None:
        """A mandate by custom is told, the other kinds have a file."""
        present: str | None = self.item["mandate"]
        if kind == MandateKind.CUSTOM:
            told = self.cleaned_data.get("mandate_told", "")
            return (present if told == self.told else NEW_MANDATE) if told else None
        if self.cleaned_data.get("mandate_file"):
            return NEW_MANDATE
        return present if kind and not self.told else None

    def cross_check(self) -> None:
        by_custom = self.cleaned_data.get("mandate_kind") == MandateKind.CUSTOM
        if self.cleaned_data.get("mandate_told") and not by_custom:
            self.add_error("mandate_told", _("This goes with a mandate by custom: choose that, or clear this text."))
        if self.cleaned_data.get("mandate_file") and (by_custom or not self.cleaned_data.get("mandate_kind")):
            self.add_error("mandate_file", _("Choose above whether this is a letter or minutes, and add it again."))
        for name, sentence in needs.organization(self.proposed(), self.need or "list"):
            target = ("mandate_told" if by_custom else "mandate_file") if name == "mandate" else name
            if target in self.fields and target not in self.errors:
                self.add_error(target, sentence)


class WhereForm(PlacesMixin, PartForm):
    part = table.WHERE

    base_country = forms.ChoiceField(choices=lazy_choices(country_choices, blank=True), required=False)
    no_seat = forms.BooleanField(required=False)
    base_place = LineField(
        required=False, help_text=_("Optional. It is shown to visitors only if you tick the next box.")
    )
    base_place_public = forms.BooleanField(required=False)
    scales = _multiple(Scale.choices)
    realms = _multiple(Realm.choices)
    languages = LanguagesField(
        choices=lazy_choices(language_choices), widget=forms.CheckboxSelectMultiple, required=False
    )

    field_order = (
        "base_country",
        "no_seat",
        "base_place",
        "base_place_public",
        "everywhere",
        "regions",
        "countries",
        "scales",
        "realms",
        "languages",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["everywhere"].label = _("We work everywhere")
        self.fields["regions"].label = _("Regions where you work")
        self.fields["countries"].label = _("Countries where you work")
        if self.document["organization"]["type"] == OrganizationType.IPLC:
            self.fields["base_place"].help_text = _(
                "Optional. Your place is hidden below the country unless you tick the next box."
            )


class NameForm(PartForm):
    """A name. `listed` is the official name that the entry shows where this one stands: kept as a former one, if the
    form says so, once another takes its place.
    """

    part = table.NAMES

    text = LineField(required=False, help_text=_("As the organization itself writes it."))
    language = _language(_("Language of the name"))
    kind = forms.ChoiceField(choices=NameKind.choices, widget=forms.RadioSelect, required=False)
    keep_former = forms.BooleanField(
        label=_("Keep the old name as a former name, so that it is still found"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, listed: Item | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = listed if listed and listed["kind"] == NameKind.OFFICIAL else None
        others = [name for name in present(self.document, "names").values() if name != self.item]
        if self.listed is None or fold(self.listed["text"]) in {fold(name["text"]) for name in others}:
            self.listed = None
            del self.fields["keep_former"]
        else:
            self.fields["keep_former"].help_text = self.listed["text"]

    def former(self) -> Item | None:
        """The old name as an item, where the form wants it kept and another official name has taken its place."""
        if self.listed is None or not self.cleaned_data.get("keep_former"):
            return None
        saved = {**self.item, **self.accepted()}
        if saved["kind"] != NameKind.OFFICIAL or fold(saved["text"]) == fold(self.listed["text"]):
            return None
        return {**self.listed, "kind": str(NameKind.FORMER)}

    def cross_check(self) -> None:
        proposed = self.proposed()
        others = {
            name["language"]
            for id_, name in self.document["names"].items()
            if not name.get("removed") and name["kind"] == NameKind.OFFICIAL and name != self.item
        }
        if proposed["kind"] == NameKind.OFFICIAL and proposed["language"] in others:
            self.add_error(
                "language",
                _("There is an official name in this language already. Change that one, or choose another kind."),
            )


class IdentifierForm(PartForm):
    part = table.IDENTIFIERS

    scheme = forms.ChoiceField(
        choices=[NO_CHOICE, *IdentifierScheme.choices],
        required=False,
    )
    value = LineField(required=False, help_text=_("As the register writes it. Spaces do not matter."))

    def accepted(self) -> Item:
        # A value means nothing under another register.
        return {} if self.errors else super().accepted()

    def cross_check(self) -> None:
        scheme, value = (self.cleaned_data.get(name) for name in ("scheme", "value"))
        if scheme and value:
            try:
                self.cleaned_data["value"] = check_identifier(scheme, value)
            except forms.ValidationError as error:
                self.add_error("value", error)


class ItemForm(PlacesMixin, PartForm):
    """What activities, gaps and offers ask alike."""

    title = LineField(required=False, help_text=_("A few words, as you would say it to a neighbour organization."))
    text = TextField(
        widget=forms.Textarea({"rows": 5}), required=False, help_text=_("Up to 1,500 characters. Any language.")
    )
    language = _language(_("Language that you wrote in"))
    kinds = _multiple(SupportKind.choices)
    elements = _multiple(Element.choices, label=_("Elements of Target 3"))
    realms = _multiple(Realm.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.item["language"]:
            self.initial["language"] = self.document["organization"]["description_language"]


class ActivityForm(ItemForm):
    part = table.ACTIVITIES

    scales = _multiple(Scale.choices)
    start = DatePartsField(day=False, required=False)
    end = DatePartsField(day=False, required=False, help_text=_("Leave empty if it has no end."))
    status = forms.ChoiceField(
        choices=ActivityStatus.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    link = WebAddressField(required=False)
    site_ids = NumbersField(required=False, help_text=_("Optional. Numbers in the World Database, parted by commas."))
    national_target = LineField(required=False, help_text=_("Optional. As the country calls it."))
    indicator = LineField(required=False, help_text=_("Optional. How you see whether it works."))
    visible_to = forms.ChoiceField(
        choices=[c for c in Visibility.choices if c[0] != Visibility.PARTNERS], widget=forms.RadioSelect, required=False
    )

    field_order = (
        *("title", "text", "language", "kinds", "elements", "start", "end", "status"),
        *("everywhere", "regions", "countries", "realms", "scales"),
        *("link", "site_ids", "national_target", "indicator", "visible_to"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What it does")
        self.fields["kinds"].label = _("Kinds of support that it gives or is")
        self.fields["elements"].label = _("Elements of Target 3 that it serves")
        self.fields["countries"].label = _("Countries where it happens")
        self.fields["regions"].label = _("Regions where it happens")
        self.fields["everywhere"].label = _("It happens everywhere")


class GapForm(ItemForm):
    part = table.GAPS

    scales = _multiple(Scale.choices)
    for_whom = _multiple(ForWhom.choices)
    wanted_by = DatePartsField(day=True, required=False)
    amount = AmountField(
        required=False,
        help_text=_("Only with finance. Digits, such as 12500."),
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    currency = forms.ChoiceField(choices=lazy_choices(currency_choices, blank=True), required=False)
    visible_to = forms.ChoiceField(choices=Visibility.choices, widget=forms.RadioSelect, required=False)

    field_order = (
        *("title", "text", "language", "kinds", "for_whom", "elements"),
        *("everywhere", "regions", "countries", "realms", "scales"),
        *("wanted_by", "amount", "currency", "visible_to"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What is lacking, and what it would change")
        self.fields["kinds"].label = _("Kinds of support that are lacking")
        self.fields["countries"].label = _("Countries where it is needed")
        self.fields["regions"].label = _("Regions where it is needed")
        self.fields["everywhere"].label = _("It is needed everywhere")


class OfferForm(ItemForm):
    part = table.OFFERS

    languages = LanguagesField(
        choices=lazy_choices(language_choices), widget=forms.CheckboxSelectMultiple, required=False
    )
    conditions = TextField(
        widget=forms.Textarea({"rows": 3}),
        required=False,
        help_text=_("For whom, at what cost, on what terms. Up to 500 characters."),
    )
    capacity = TextField(
        widget=forms.Textarea({"rows": 2}),
        required=False,
        help_text=_("Such as: four groups a year. Up to 500 characters."),
    )
    until = DatePartsField(day=True, required=False, help_text=_("Leave empty if there is no end."))
    visible_to = forms.ChoiceField(choices=Visibility.choices, widget=forms.RadioSelect, required=False)

    field_order = (
        *("title", "text", "language", "kinds", "elements"),
        *("everywhere", "regions", "countries", "realms"),
        *("languages", "capacity", "conditions", "until", "visible_to"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What you can give")
        self.fields["kinds"].label = _("Kinds of support that you can give")
        self.fields["countries"].label = _("Countries where you can give it")
        self.fields["regions"].label = _("Regions where you can give it")
        self.fields["everywhere"].label = _("We can give it everywhere")


class ContactForm(PartForm):
    """The item, and the name, email and telephone that go into a row of their own (The entry, Personal data)."""

    part = table.CONTACTS

    kind = forms.ChoiceField(choices=ContactKind.choices, widget=forms.RadioSelect, required=False)
    role = forms.ChoiceField(choices=ContactRole.choices, widget=forms.RadioSelect, required=False)
    name = LineField(
        required=False,
        label=pgettext_lazy("of a person or an office", "Name"),
        help_text=_("Of a person, a collective or an office."),
    )
    name_public = forms.BooleanField(required=False)
    email = LineField(required=False, label=_("Email address"), widget=forms.EmailInput({"autocomplete": "email"}))
    email_public = forms.BooleanField(required=False)
    phone = LineField(
        required=False,
        label=_("Telephone"),
        widget=forms.TextInput({"type": "tel"}),
        help_text=_("With the country code, such as +254 20 123456."),
    )
    phone_public = forms.BooleanField(required=False)
    language = _language(_("Language to write in"))

    def __init__(self, *args: Any, row: Contact | None = None, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **kwargs)
        columns = {column.name: column for column in Contact._meta.concrete_fields}
        for name in table.CONTACT_COLUMNS:
            column = columns[name]
            self.initial[name] = getattr(row, name, "")
            limit(self.fields[name], column)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        unreachable = not {"email", "phone"} & (self.errors.keys() | {k for k, v in cleaned.items() if v})
        if self.need and unreachable:
            self.add_error("email", NEEDED["contacts.contact"])
        return cleaned

    def columns(self) -> dict[str, str] | None:
        """Name, email and telephone for a new row, if all three passed and differ from the row that is there."""
        if set(table.CONTACT_COLUMNS) & self.errors.keys():
            return None
        typed = {name: self.cleaned_data[name] for name in table.CONTACT_COLUMNS}
        before = {name: getattr(self.row, name, "") for name in table.CONTACT_COLUMNS}
        return typed if typed != before else None


FORMS: dict[str, type[PartForm]] = {
    form.part.key: form
    for form in (
        OrganizationForm,
        WhereForm,
        NameForm,
        IdentifierForm,
        ActivityForm,
        GapForm,
        OfferForm,
        ContactForm,
    )
}
