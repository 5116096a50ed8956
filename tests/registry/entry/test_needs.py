"""What an entry must say to be sent and to be listed, and which answers must fit together."""

from typing import Any

import pytest

from registry.entry import needs
from registry.entry.document import TOMBSTONE, Document, empty
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.needs import CROSS, fitting, is_needed, of_whole
from registry.ids import uuid7
from tests.documents import an_item

FIRST, SECOND = sorted(str(uuid7()) for _ in range(2))


def section(key: str, **values: Any) -> dict[str, Any]:
    return {**empty()[key], **values}


def found(part: str, need: str = "list", **values: Any) -> list[str]:
    item = section(part, **values) if part in SECTIONS else an_item(part, **values)
    return [name for name, _sentence in CROSS[part](item, need)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("part", "values", "faulty"),
    [
        ("where", {"base_country": "KE"}, []),
        ("where", {"no_seat": True}, []),
        ("where", {"base_country": "KE", "no_seat": True}, ["no_seat"]),
        ("organization", {"type": "ngo", "mandate_kind": "letter"}, []),
        ("organization", {"type": "iplc"}, []),
        ("organization", {"type": "iplc", "mandate_kind": "letter"}, ["mandate"]),
        ("organization", {"type": "iplc", "mandate_kind": "letter", "mandate": FIRST}, []),
        ("identifiers", {}, []),
        ("identifiers", {"scheme": "ror"}, []),
        ("identifiers", {"scheme": "wikidata", "value": "Q42"}, []),
        ("identifiers", {"scheme": "wikidata", "value": "forty-two"}, ["value"]),
        ("activities", {"start": "2024-03", "end": "2024-03"}, []),
        ("activities", {"start": "2024-03", "end": "2024-02"}, ["end"]),
        ("activities", {"end": "2024-02"}, []),
        ("activities", {"visible_to": "partners"}, ["visible_to"]),
        ("activities", {"visible_to": "secretariat"}, []),
        ("gaps", {"visible_to": "partners"}, []),
        ("gaps", {"amount": "10.00", "currency": "USD", "kinds": ["finance"]}, []),
        ("gaps", {"amount": "10.00", "kinds": ["finance"]}, ["currency"]),
        ("gaps", {"currency": "USD", "kinds": ["finance"]}, ["amount"]),
        ("gaps", {"amount": "10.00", "currency": "USD", "kinds": ["policy_law"]}, ["amount"]),
        ("offers", {}, []),
    ],
)
def test_answers_that_must_fit_together(part: str, values: dict[str, Any], faulty: list[str]) -> None:
    assert found(part, **values) == faulty


@pytest.mark.parametrize("part", ["where", "activities", "gaps", "offers"])
@pytest.mark.parametrize(
    ("places", "faulty"),
    [
        ({}, ["countries"]),
        ({"everywhere": True}, []),
        ({"countries": ["KE"]}, []),
        ({"regions": ["002"]}, []),
    ],
)
def test_a_place_is_needed_to_send_but_not_to_be_listed(part: str, places: dict[str, Any], faulty: list[str]) -> None:
    assert found(part, "send", **places) == faulty
    assert found(part, "list", **places) == []


def test_an_iplc_organization_says_whom_it_speaks_for_or_how_it_is_mandated() -> None:
    assert found("organization", "send", type="iplc") == ["people_represented"]
    assert found("organization", "send", type="iplc", people_represented="Nine villages") == []
    assert found("organization", "send", type="iplc", mandate_kind="custom", mandate=FIRST) == []


def test_answers_of_another_type_of_organization_are_left_out() -> None:
    filled = section("organization", type="ngo", website="https://bay.example.org", founded=1998)
    of_iplc = {"people_represented": "Nine villages", "people_represented_public": True}
    mandate = {"mandate_kind": "letter", "mandate": FIRST, "mandate_public": True}

    assert fitting({**filled, **of_iplc, **mandate, "sector": "A"}) == filled
    assert fitting({**filled, **of_iplc, **mandate, "type": "iplc"}) == {
        **filled,
        **of_iplc,
        **mandate,
        "type": "iplc",
    }
    assert fitting({**filled, "sector": "A", "type": "private_sector"})["sector"] == "A"


@pytest.mark.parametrize(("type_", "asked"), [("private_sector", True), ("ngo", False), ("iplc", False), ("", False)])
def test_only_a_company_is_asked_for_its_sector(type_: str, asked: bool) -> None:
    document = {**empty(), "organization": section("organization", type=type_)}

    assert is_needed("organization", "sector", document["organization"], document, "send") is asked
    assert is_needed("organization", "sector", document["organization"], document, "list") is False


@pytest.mark.parametrize(("no_seat", "needed"), [(False, True), (True, False)])
def test_a_country_is_needed_where_there_is_a_seat(no_seat: bool, needed: bool) -> None:
    where = section("where", no_seat=no_seat)

    assert is_needed("where", "base_country", where, empty(), "list") is needed


def with_items(**parts: dict[str, Any]) -> Document:
    return {**empty(), **parts}


def official(language: str = "en") -> dict[str, Any]:
    return an_item("names", text="Bay Council", language=language, kind="official")


def whole(document: Document, need: str = "list", nothing: tuple[str, ...] = ()) -> list[str]:
    return [path for path, _sentence in of_whole(document, need, nothing)]  # type: ignore[arg-type]


def test_exactly_one_official_name_a_language_and_at_least_one_in_all() -> None:
    assert whole(empty()) == ["names"]
    assert whole(with_items(names={FIRST: an_item("names", text="BC", kind="acronym")})) == ["names"]
    assert whole(with_items(names={FIRST: official("en"), SECOND: official("sw")})) == []
    assert whole(with_items(names={FIRST: official("en"), SECOND: official("en")})) == [f"names.{SECOND}.language"]
    assert whole(with_items(names={FIRST: official(), SECOND: dict(TOMBSTONE)})) == []


def test_an_identifier_is_given_once() -> None:
    identifier = an_item("identifiers", scheme="wikidata", value="Q42")
    document = with_items(names={FIRST: official()}, identifiers={FIRST: identifier, SECOND: dict(identifier)})

    assert whole(document) == [f"identifiers.{SECOND}.value"]


def test_a_main_contact_and_each_list_or_the_word_that_there_is_nothing_are_needed_to_send() -> None:
    named = with_items(names={FIRST: official()})
    contact = {FIRST: an_item("contacts", role="main")}

    assert whole(named, "send") == ["contacts", "activities", "gaps", "offers"]
    assert whole({**named, "contacts": {FIRST: an_item("contacts", role="technical")}}, "send")[0] == "contacts"
    assert whole({**named, "contacts": contact}, "send", ("activities", "gaps", "offers")) == []
    assert whole({**named, "contacts": contact, "gaps": {FIRST: an_item("gaps")}}, "send", ("offers",)) == [
        "activities"
    ]
    assert whole(named, "list") == []


def test_every_sentence_says_something() -> None:
    assert all(str(sentence).endswith(".") for sentence in [*needs.NEEDED.values(), *needs.NOTHING_THERE.values()])
    assert needs.NOTHING_THERE.keys() == {key for key, one in COLLECTIONS.items() if one.optional}
