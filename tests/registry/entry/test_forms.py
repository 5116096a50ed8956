"""Section forms: what passes goes into the document, what does not keeps its sentence at the field."""

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import translation
from django.utils.http import urlencode

from registry.entry.document import Document, blank, empty
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.forms import FORMS, ContactForm, PartForm
from registry.ids import uuid7
from registry.models import Contact
from tests.factories import ACTIVITY, CONTACT, GAP, OFFER, ORGANIZATION, WHERE

pytestmark = pytest.mark.django_db
ID, OTHER = str(uuid7()), str(uuid7())
NAME = {"text": "Bay Council", "language": "en", "kind": "official"}
IDENTIFIER = {"scheme": "wikidata", "value": "q42"}
COMPLETE: dict[str, dict[str, Any]] = {
    "organization": ORGANIZATION,
    "where": WHERE,
    "names": NAME,
    "identifiers": IDENTIFIER,
    "activities": ACTIVITY,
    "gaps": GAP,
    "offers": OFFER,
    "contacts": CONTACT,
}


def part_of(key: str) -> Any:
    return SECTIONS.get(key) or COLLECTIONS[key]


def form(
    key: str, values: dict[str, Any] | None, *, document: Document | None = None, item: Any = None, **kwargs: Any
) -> PartForm:
    document = document or {**empty(), "organization": {**empty()["organization"], "type": "ngo"}}
    item = item or (document[key] if key in SECTIONS else blank(part_of(key)))
    data = None if values is None else QueryDict(urlencode(values, doseq=True))
    made = FORMS[key](data, None, document=document, item=item, **kwargs)
    made.is_valid()
    return made


def errors(key: str, values: dict[str, Any], **kwargs: Any) -> dict[str, str]:
    return {name: " ".join(sentences) for name, sentences in form(key, values, **kwargs).errors.items()}


def of_type(type_: str, **values: Any) -> Document:
    return {**empty(), "organization": {**empty()["organization"], "type": type_, **values}}


@pytest.mark.parametrize("key", COMPLETE)
def test_a_complete_form_passes_and_gives_normalized_json(key: str) -> None:
    sent = form(key, COMPLETE[key])

    assert sent.errors == {}
    asked = {field.name for field in sent.table_fields()}
    assert sent.accepted().keys() == asked
    assert sent.proposed().keys() == {field.name for field in part_of(key)}


def test_normalized_means_the_same_whatever_was_typed() -> None:
    activity = form("activities", {**ACTIVITY, "countries": ["TZ", "KE", "KE"], "title": "  Nursery\u200b "}).accepted()
    gap = form("gaps", {**GAP, "kinds": ["finance"], "amount": "1 250,5", "currency": "EUR"}).accepted()

    assert (activity["countries"], activity["title"], activity["start"]) == (["KE", "TZ"], "Nursery", "2024-03")
    assert (gap["amount"], gap["currency"], gap["wanted_by"]) == ("1250.50", "EUR", None)
    assert form("identifiers", IDENTIFIER).accepted() == {"scheme": "wikidata", "value": "Q42"}
    assert form("organization", {**ORGANIZATION, "website": "bay.example.org"}).accepted()["website"] == (
        "https://bay.example.org"
    )


@pytest.mark.parametrize("key", COMPLETE)
def test_an_empty_form_says_what_is_needed_to_send_and_nothing_when_it_may_wait(key: str) -> None:
    needed = {field.name for field in part_of(key) if field.send} - {"contact", "sector"}
    places = {"countries"} if key in ("where", "activities", "gaps", "offers") else set()
    unreachable = {"email"} if key == "contacts" else set()

    assert errors(key, {}).keys() == needed | places | unreachable
    assert errors(key, {}, need=None) == {}


BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("organization", {"description": "x" * 1501}, "description", "1501 characters"),
    ("organization", {"description": "a\x00b"}, "description", "hidden character"),
    ("organization", {"description": "a\u202eb"}, "description", "hidden character"),
    ("organization", {"description_language": "english"}, "description_language", "not in the list"),
    ("organization", {"website": "javascript:alert(1)"}, "website", "https://"),
    ("organization", {"website": "https://localhost/"}, "website", "everyone can open"),
    ("organization", {"founded": "3000"}, "founded", "four digits"),
    ("organization", {"type": "club"}, "type", "not in the list"),
    ("where", {"base_country": "XK"}, "base_country", "not in the list"),
    ("where", {"countries": ["KE", "XK"]}, "countries", "not in the list"),
    ("where", {"base_place": "x" * 101}, "base_place", "101 characters"),
    ("where", {"no_seat": "on"}, "no_seat", "not both"),
    ("names", {"text": "x" * 301}, "text", "301 characters"),
    ("identifiers", {"value": "forty-two"}, "value", "Wikidata"),
    ("activities", {"title": "x" * 141}, "title", "141 characters"),
    ("activities", {"text": "x" * 2_000_000}, "text", "2000000 characters"),
    ("activities", {"end_month": "2", "end_year": "2024"}, "end", "before the start"),
    ("activities", {"visible_to": "partners"}, "visible_to", "not in the list"),
    ("activities", {"link": "ftp://example.org"}, "link", "https://"),
    ("activities", {"site_ids": "the bay"}, "site_ids", "not a site number"),
    ("gaps", {"amount": "100", "currency": "USD"}, "amount", "goes with finance"),
    ("gaps", {"kinds": ["finance"], "amount": "100"}, "currency", "Choose the currency"),
    ("gaps", {"wanted_by_day": "31", "wanted_by_month": "2", "wanted_by_year": "2027"}, "wanted_by", "no such day"),
    ("offers", {"capacity": "x" * 501}, "capacity", "501 characters"),
    ("contacts", {"email": "amina at bay"}, "email", "email"),
    ("contacts", {"phone": "soon"}, "phone", "number"),
    ("contacts", {"name": "x" * 201}, "name", "200"),
]


@pytest.mark.parametrize(("key", "typed", "field", "sentence"), BAD)
def test_bad_input_has_a_sentence_at_its_field_and_the_rest_passes(
    key: str, typed: dict[str, Any], field: str, sentence: str
) -> None:
    sent = form(key, {**COMPLETE[key], **typed})

    assert list(sent.errors) == [field]
    assert sentence in " ".join(sent.errors[field])
    assert field not in sent.accepted()
    assert key == "identifiers" or sent.accepted()


@pytest.mark.parametrize("language", ["en", "fr", "ar", "ru", "zh-hans"])
def test_what_passes_is_the_same_under_every_language(language: str) -> None:
    english = {key: form(key, values).accepted() for key, values in COMPLETE.items()}

    with translation.override(language):
        assert {key: form(key, values).accepted() for key, values in COMPLETE.items()} == english


# --- The organization ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "asked"),
    [
        ("ngo", set()),
        ("private_sector", {"sector"}),
        (
            "iplc",
            {
                *("people_represented", "people_represented_public"),
                *("mandate_kind", "mandate_told", "mandate_file", "mandate_public"),
            },
        ),
    ],
)
def test_each_type_of_organization_is_asked_its_own_questions(type_: str, asked: set[str]) -> None:
    everyone = {"type", "description", "description_language", "website", "founded", "logo_file"}

    assert form("organization", None, document=of_type(type_)).fields.keys() == everyone | asked


def test_the_questions_are_worded_for_the_type() -> None:
    def label(type_: str) -> str:
        return str(form("organization", None, document=of_type(type_)).fields["description"].label)

    assert label("ngo") == "What the organization does"
    assert label("iplc") == "Who you are and what you do"
    assert label("network") == "What the network does"


def test_a_logo_can_be_removed_only_where_there_is_one() -> None:
    assert "remove_logo" in form("organization", None, document=of_type("ngo", logo=ID)).fields


IPLC = {**ORGANIZATION, "type": "iplc"}


def mandate(values: dict[str, Any], *, told: str = "", **present: Any) -> tuple[dict[str, str], Any]:
    """The errors, and the kind and reference of the mandate that would be stored."""
    sent = form("organization", {**IPLC, **values}, document=of_type("iplc", **present), told=told)
    found = {name: " ".join(sentences) for name, sentences in sent.errors.items()}
    proposed = {**sent.proposed(), **({} if "mandate_kind" in sent.accepted() else {"mandate_kind": "not stored"})}
    return found, (proposed["mandate_kind"], proposed["mandate"])


def test_an_iplc_organization_needs_one_of_the_two() -> None:
    assert mandate({})[0].keys() == {"people_represented"}
    assert mandate({"people_represented": "Nine villages"}) == ({}, ("", None))


def test_a_mandate_by_custom_is_told() -> None:
    told = {"mandate_kind": "custom", "mandate_told": "Given by the elders in 2019."}

    assert mandate(told) == ({}, ("custom", "new"))
    assert mandate({"mandate_kind": "custom"})[0].keys() == {"mandate_told"}
    assert mandate({"mandate_kind": "custom"})[1][0] == "not stored"


def test_a_mandate_that_was_told_stays_until_it_is_told_anew() -> None:
    known: dict[str, Any] = {"told": "By the elders.", "mandate": ID, "mandate_kind": "custom"}

    assert mandate({"mandate_kind": "custom", "mandate_told": "By the elders."}, **known) == ({}, ("custom", ID))
    assert mandate({"mandate_kind": "custom", "mandate_told": "By the council."}, **known) == ({}, ("custom", "new"))
    assert mandate({"mandate_kind": "", "people_represented": "Nine villages"}, **known) == ({}, ("", None))


def test_a_letter_stays_without_being_sent_again_but_a_told_mandate_is_no_letter() -> None:
    assert mandate({"mandate_kind": "letter"}, mandate=ID, mandate_kind="letter") == ({}, ("letter", ID))
    assert mandate({"mandate_kind": "letter"}, mandate=ID, mandate_kind="custom", told="By the elders.")[0].keys() == {
        "mandate_file"
    }


def test_what_was_told_is_never_dropped_without_a_word() -> None:
    found, stored = mandate({"mandate_kind": "letter", "mandate_told": "By the elders."}, mandate=ID)

    assert found.keys() == {"mandate_told"}
    assert stored[0] == "not stored"


@pytest.mark.parametrize("kind", ["", "custom"])
def test_a_file_without_its_kind_is_never_dropped_without_a_word(kind: str) -> None:
    values = {**IPLC, "people_represented": "Nine villages", "mandate_kind": kind, "mandate_told": "By the elders."}
    data = QueryDict(urlencode(values if kind else {**values, "mandate_told": ""}))
    letter = {"mandate_file": SimpleUploadedFile("letter.pdf", b"%PDF-1.4 invented")}
    document = of_type("iplc")

    sent = FORMS["organization"](data, letter, document=document, item=document["organization"])

    assert list(sent.errors) == ["mandate_file"]
    assert "add it again" in str(sent.errors)


CHOICES = [
    (key, name)
    for key, made in FORMS.items()
    for name, form_field in made.base_fields.items()
    if isinstance(form_field, forms.ChoiceField)
]


@pytest.mark.parametrize(("key", "name"), CHOICES)
def test_what_no_list_offers_is_told_in_plain_words(key: str, name: str) -> None:
    type_ = {"sector": "private_sector", "mandate_kind": "iplc"}.get(name, "ngo")
    sent = form(key, {**COMPLETE[key], name: "space ship"}, document=of_type(type_))
    assert sent.errors[name] == ["This is not in the list. Choose one that is."]


@pytest.mark.parametrize(
    ("key", "name", "limit"),
    [
        ("organization", "mandate_told", 3000),
        ("where", "base_place", 100),
        ("names", "text", 300),
        ("activities", "title", 140),
        ("contacts", "name", 200),
    ],
)
def test_what_is_too_long_is_told_once_and_cut_by_no_browser(key: str, name: str, limit: int) -> None:
    sent = form(key, {**COMPLETE[key], name: "x" * (limit + 1)}, document=of_type("iplc"))
    told = [one for one in sent.errors[name] if "characters" in one]
    assert told == [f"This is too long: {limit + 1} characters. Shorten it to {limit}."]
    assert "maxlength" not in str(sent[name])


def test_answers_of_a_mandate_are_limited_like_others() -> None:
    assert mandate({"mandate_kind": "custom", "mandate_told": "x" * 3001})[0].keys() == {"mandate_told"}


# --- Where, names, identifiers -------------------------------------------------------------------------------------


def test_an_organization_without_a_seat_needs_no_country() -> None:
    assert errors("where", {**WHERE, "base_country": "", "no_seat": "on"}) == {}


def test_an_iplc_organization_reads_that_its_place_is_hidden() -> None:
    help_text = str(form("where", None, document=of_type("iplc")).fields["base_place"].help_text)

    assert "hidden below the country" in help_text


def test_a_second_official_name_in_a_language_is_refused() -> None:
    document = {**of_type("ngo"), "names": {ID: NAME, OTHER: {"removed": True}}}

    assert errors("names", {**NAME, "text": "Other"}, document=document).keys() == {"language"}
    assert errors("names", {**NAME, "text": "Other", "language": "sw"}, document=document) == {}
    assert errors("names", {**NAME, "text": "Other", "kind": "alias"}, document=document) == {}
    assert errors("names", {**NAME, "text": "Renamed"}, document=document, item=NAME) == {}


@pytest.mark.parametrize("typed", [{"scheme": "club", "value": "7"}, {"scheme": "lei", "value": "Q42"}, {"scheme": ""}])
def test_a_value_is_never_kept_under_a_register_that_it_was_not_checked_against(typed: dict[str, str]) -> None:
    sent = form("identifiers", {**IDENTIFIER, **typed}, item={"scheme": "wikidata", "value": "Q42"})

    assert sent.errors
    assert sent.accepted() == {}


# --- Items ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["activities", "gaps", "offers"])
def test_a_new_item_begins_in_the_language_of_the_description(key: str) -> None:
    document = of_type("ngo", description_language="sw")

    assert form(key, None, document=document).initial["language"] == "sw"
    assert form(key, None, document=document, item={**blank(part_of(key)), "language": "fr"}).initial["language"] == (
        "fr"
    )


def test_a_form_shows_what_the_document_says() -> None:
    item = form("activities", ACTIVITY).proposed()
    shown = form("activities", None, item=item)

    assert [shown.initial[name] for name in ("title", "countries")] == [ACTIVITY["title"], ["KE"]]
    assert 'value="2024"' in str(shown["start"])


# --- Contacts ------------------------------------------------------------------------------------------------------


def contact(typed: dict[str, Any], row: Contact | None = None, **kwargs: Any) -> ContactForm:
    document = of_type("ngo")
    data = QueryDict(urlencode({**CONTACT, **typed}))
    return ContactForm(data, document=document, item=blank(COLLECTIONS["contacts"]), row=row, **kwargs)


def test_a_contact_can_be_reached_by_email_or_telephone() -> None:
    assert contact({"email": ""}).errors.keys() == {"email"}
    assert contact({"email": "", "phone": "+254 20 123456"}).errors == {}
    assert contact({"email": "", "phone": "soon"}).errors.keys() == {"phone"}
    assert contact({"email": ""}, need=None).errors == {}


def test_a_contact_may_be_a_collective_without_a_name() -> None:
    assert contact({"name": ""}).errors == {}


def test_columns_for_a_new_row_are_given_when_all_passed_and_something_changed() -> None:
    row = Contact(name=CONTACT["name"], email=CONTACT["email"])

    def columns(form: ContactForm) -> dict[str, str] | None:
        form.is_valid()
        return form.columns()

    assert columns(contact({})) == {"name": CONTACT["name"], "email": CONTACT["email"], "phone": ""}
    assert columns(contact({}, row)) is None
    assert columns(contact({"name": "Other"}, row)) == {"name": "Other", "email": CONTACT["email"], "phone": ""}
    assert columns(contact({"phone": "soon"})) is None


def test_a_contact_form_shows_its_row_and_puts_no_name_into_the_document() -> None:
    shown = ContactForm(document=of_type("ngo"), item=blank(COLLECTIONS["contacts"]), row=Contact(name="Amina"))

    assert shown.initial["name"] == "Amina"
    sent = contact({})
    assert sent.is_valid()
    assert sent.accepted().keys() == {"role", "kind", "language", "name_public", "email_public", "phone_public"}
