"""The table of fields, and that it agrees with the models."""

import pytest

from registry.entry.document import empty
from registry.entry.fields import COLLECTIONS, PLACED, SECTIONS, Kind, Seen, column_of, field_of, label_of
from registry.entry.needs import NEEDED
from registry.models import Organization

PARTS = {**SECTIONS, **COLLECTIONS}
FIELDS = [(part, field.name) for part, one in PARTS.items() for field in one]
# Columns of the tables that are no answer of anyone: keys, status, what is derived from the content.
NOT_CONTENT = {
    "names": {"folded"},
    "gaps": {"state", "state_since", "stated_at", "open_since", "confirmed_on", "reminders"},
    "offers": {"state", "state_since", "stated_at", "confirmed_on", "reminders"},
    "organization": {
        *("public_id", "web_domain", "state", "state_since", "live_version", "listed_at", "confirmed_on"),
        *("confirmed_parts", "reminders", "reminded_on"),
        *("merged_into", "created_at"),
    },
}


@pytest.mark.parametrize(("part", "name"), FIELDS)
def test_every_field_has_a_label_and_a_column_or_rows_of_places(part: str, name: str) -> None:
    assert str(label_of(part, name)) not in ("", name)
    if name in ("countries", "regions"):
        with pytest.raises(KeyError):
            column_of(part, name)
    else:
        assert column_of(part, name).name == name


@pytest.mark.parametrize("part", COLLECTIONS)
def test_every_column_of_an_item_is_a_field(part: str) -> None:
    columns = {column.name for column in COLLECTIONS[part].model._meta.concrete_fields}
    fields = {field.name for field in COLLECTIONS[part]} - {"countries", "regions"}
    assert columns - fields == {"id", "organization", "removed_at"} | NOT_CONTENT.get(part, set())


def test_every_column_of_an_organization_is_a_field_of_one_section() -> None:
    columns = {column.name for column in Organization._meta.concrete_fields}
    fields = [field.name for section in SECTIONS.values() for field in section]
    assert columns - {*fields} == {"id"} | NOT_CONTENT["organization"]
    assert len(fields) == len({*fields})


def test_what_is_needed_has_a_sentence_that_says_what_to_do() -> None:
    needed = {f"{part}.{field.name}" for part, one in PARTS.items() for field in one if field.send or field.list}
    assert needed == NEEDED.keys()


def test_what_is_needed_to_be_listed_is_needed_to_be_sent() -> None:
    assert [(p, f.name) for p, one in PARTS.items() for f in one if f.list and not f.send] == []


def test_names_type_seat_website_and_logo_are_sensitive() -> None:
    assert {f"{part}.{field.name}" for part, one in PARTS.items() for field in one if field.sensitive} == {
        *("names.text", "names.language", "names.kind"),
        *("organization.type", "organization.website", "organization.logo"),
        *("where.base_country", "where.no_seat"),
    }


def test_nothing_of_a_contact_is_seen_by_everyone() -> None:
    assert {field.seen for field in COLLECTIONS["contacts"]} == {Seen.STAFF}


def test_two_documents_never_share_an_empty_list() -> None:
    countries = field_of("where", "countries")
    assert countries.kind is Kind.CODES
    one, other = empty(), empty()
    one["where"]["countries"].append("KE")
    assert (other["where"]["countries"], countries.empty) == ([], [])


def test_a_field_that_is_none_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        field_of("where", "shoe_size")
    with pytest.raises(KeyError):
        field_of("nowhere", "title")


def test_places_are_rows_of_the_items_that_have_them() -> None:
    placed = {key for key, one in COLLECTIONS.items() if "countries" in {field.name for field in one}}
    assert placed == PLACED.keys()
