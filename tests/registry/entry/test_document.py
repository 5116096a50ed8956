"""The document: its shape, and the values in it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone

from registry.entry.document import (
    TOMBSTONE,
    blank,
    empty,
    from_json,
    is_removed,
    present,
    read,
    to_json,
    without_tombstones,
)
from registry.entry.fields import ACTIVITIES, COLLECTIONS, SECTIONS, Field, Kind, field_of
from registry.entry.write import write
from registry.ids import uuid7
from registry.models import Organization, PublicId
from tests.documents import an_item

ID, OTHER = ("01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002")


def test_an_empty_document_has_every_part_and_every_field() -> None:
    document = empty()

    assert list(document) == ["version", *SECTIONS, *COLLECTIONS]
    for key, section in SECTIONS.items():
        assert list(document[key]) == [field.name for field in section]
    assert {key: document[key] for key in COLLECTIONS} == {key: {} for key in COLLECTIONS}


def test_two_empty_documents_share_nothing() -> None:
    one, other = empty(), empty()
    one["where"]["countries"].append("KE")
    one["names"][ID] = {}

    assert other == empty()


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        (Kind.TEXT, "Nursery", "Nursery"),
        (Kind.CODE, "en", "en"),
        (Kind.CODES, ["KE", "CI"], ["CI", "KE"]),
        (Kind.FLAG, True, True),
        (Kind.NUMBER, 1998, 1998),
        (Kind.MONTH, date(2024, 3, 1), "2024-03"),
        (Kind.MONTH, date(988, 3, 1), "0988-03"),
        (Kind.DATE, date(2024, 3, 9), "2024-03-09"),
        (Kind.AMOUNT, Decimal("12.50"), "12.50"),
        (Kind.REFERENCE, UUID(ID), ID),
    ],
)
def test_a_value_comes_back_as_it_was(kind: Kind, value: object, stored: object) -> None:
    field = Field("anything", kind)

    assert to_json(field, value) == stored
    back = from_json(field, stored)
    assert (sorted(back) if kind is Kind.CODES else back) == (sorted(value) if kind is Kind.CODES else value)


def test_a_list_of_codes_holds_none_twice() -> None:
    assert to_json(Field("countries", Kind.CODES), ["KE", "CI", "KE"]) == ["CI", "KE"]


def test_an_amount_has_two_decimals_however_it_was_written() -> None:
    assert to_json(Field("amount", Kind.AMOUNT), Decimal("1E+3")) == "1000.00"


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_is_the_empty_value_of_its_field(value: object) -> None:
    assert to_json(field_of("where", "base_place"), value) == ""
    assert to_json(field_of("activities", "start"), value) is None
    assert to_json(field_of("activities", "visible_to"), value) == "everyone"
    assert from_json(field_of("activities", "start"), None) is None


@pytest.mark.parametrize(
    ("kind", "nonsense"),
    [(Kind.MONTH, "2024"), (Kind.MONTH, "2024-13"), (Kind.DATE, "1 May"), (Kind.REFERENCE, "logo.png")],
)
def test_what_a_field_cannot_be_is_a_value_error(kind: Kind, nonsense: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_json(Field("anything", kind), nonsense)


def test_items_that_were_removed_are_tombstones_and_left_out() -> None:
    item = an_item("names", text="Lamu")
    document = {**empty(), "names": {OTHER: item, ID: dict(TOMBSTONE)}}

    assert present(document, "names") == {OTHER: item}
    assert without_tombstones(document)["names"] == {OTHER: item}
    assert (is_removed(document["names"][ID]), is_removed(item)) == (True, False)


def test_items_come_in_the_order_in_which_they_were_added() -> None:
    first, second = an_item("names", text="Zanzibar"), an_item("names", text="Lamu")

    assert list(present({**empty(), "names": {OTHER: second, ID: first}}, "names")) == [ID, OTHER]


def test_a_blank_item_is_seen_by_everyone_and_says_nothing_else() -> None:
    filled = {name: value for name, value in blank(ACTIVITIES).items() if value not in ("", [], None, False)}

    assert filled == {"visible_to": "everyone"}


@pytest.mark.django_db
def test_an_entry_of_which_nothing_was_approved_is_the_empty_document(django_assert_num_queries: object) -> None:
    organization = Organization.objects.create(public_id=PublicId.objects.create(), type="ngo")

    with django_assert_num_queries(0):  # type: ignore[operator]
        assert read(organization) == empty()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_the_same_number_of_queries_for_any_number_of_items(
    count: int, django_assert_num_queries: object
) -> None:
    organization = Organization.objects.create(public_id=PublicId.objects.create(), live_version=1)
    document = empty()
    for key in ("activities", "gaps", "offers"):
        document[key] = {str(uuid7()): an_item(key, title="Nursery", countries=["KE", "TZ"]) for _ in range(count)}
    write(organization, document, at=timezone.now())

    with django_assert_num_queries(10):  # type: ignore[operator]
        assert read(organization) == document
