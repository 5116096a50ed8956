"""From a row of a table to an entry, and back."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.entry.document import Document, empty, present
from registry.entry.fields import COLLECTIONS, SECTIONS, Kind
from registry.entry.needs import fitting
from registry.exchange import entries
from registry.exchange.cells import form_field
from registry.exchange.entries import COLUMNS, WHOLE_ROW
from registry.ids import base32_check_digits, uuid7
from registry.validators import check_identifier
from tests.documents import documents

pytestmark = pytest.mark.django_db

KEYS = list(COLUMNS)
PUBLIC_ID = "8xk2mq" + base32_check_digits("8xk2mq")


def row(live: Document | None = None, **cells: str) -> entries.Read:
    """What a row with these cells makes of an entry."""
    return entries.read(list(cells.values()), list(cells), live)


def new(**cells: str) -> entries.Read:
    """A row of an organization that is not here yet, with what listing needs."""
    return row(None, **{"name": "Invented Bay Council", "type": "ngo", "base_country": "KE", **cells})


def listed(**parts: Any) -> Document:
    """The entry of Amina's council as it is listed."""
    document = empty()
    document["organization"] |= {"type": "ngo", "description": "Keeps mangroves.", "founded": 1998}
    document["where"] |= {"base_country": "KE", "base_place": "Lamu", "base_place_public": True}
    document["names"] = {str(uuid7()): {"text": "Invented Bay Council", "language": "en", "kind": "official"}}
    return {**document, **parts}


def sentences(read: entries.Read) -> dict[int, str]:
    return {fault.column: fault.sentence for fault in read.faults}


def only(document: Document, part: str) -> dict[str, Any]:
    (item,) = present(document, part).values()
    return dict(item)


# -- There and back ---------------------------------------------------------------------------------------------------

TEXTS = ("description", "people_represented", "base_place", "text", "title", "conditions", "capacity")


def tidy(document: Document) -> Document:
    """The document as forms would have cleaned it, as every listed one is."""
    document = copy.deepcopy(document)
    document["organization"] = fitting(document["organization"]) | {"mandate": None, "logo": None}
    for part, section in (*SECTIONS.items(), *COLLECTIONS.items()):
        if part == "contacts":
            continue
        for item in [document[part]] if part in SECTIONS else present(document, part).values():
            for field in section:
                if field.kind is Kind.TEXT and item[field.name] and part != "identifiers":
                    item[field.name] = form_field(part, field.name).clean(item[field.name])
    seen = set()
    for id_, item in present(document, "identifiers").items():
        item |= {"scheme": "other", "value": check_identifier("other", item["value"])}
        if item["value"] in seen:
            del document["identifiers"][id_]
        seen.add(item["value"])
    for part in ("activities", "gaps"):
        for item in present(document, part).values():
            item |= {"visible_to": "everyone"} if part == "activities" else {"amount": None, "currency": ""}
    return document


WHOLE = documents().map(tidy)


@given(document=WHOLE)
def test_a_row_of_the_export_changes_nothing_of_the_entry_that_it_is_of(document: Document) -> None:
    written = entries.write(document, PUBLIC_ID)
    read = entries.read(list(written.values()), KEYS, document)
    assert (read.document, read.id, read.contact) == (document, PUBLIC_ID, {})
    assert [fault for fault in read.faults if fault.column != WHOLE_ROW] == []


@given(document=WHOLE, data=st.data())
def test_a_row_of_the_export_brings_back_what_was_emptied_since(document: Document, data: st.DataObject) -> None:
    emptied = copy.deepcopy(document)
    reached = {(column.part, column.field) for column in COLUMNS.values()}
    for part, section in (*SECTIONS.items(), *COLLECTIONS.items()):
        for item in [emptied[part]] if part in SECTIONS else present(emptied, part).values():
            for field in section:
                may_go = (part, field.name) in reached and field.name not in ("visible_to", "scheme", "value", "type")
                if may_go and data.draw(st.booleans()):
                    item[field.name] = copy.copy(field.empty)
    written = entries.write(document, PUBLIC_ID)
    assert entries.read(list(written.values()), KEYS, emptied).document == document


@given(document=documents(tombstones=False).map(tidy))
def test_a_row_of_the_export_makes_the_same_entry_anew_but_for_what_it_shows(document: Document) -> None:
    made = entries.read(list(entries.write(document, "").values()), KEYS, None).document
    for part, ticks in {"organization": ("people_represented_public", "mandate_public", "mandate_kind")}.items():
        document[part] |= dict.fromkeys(ticks, False) | {"mandate_kind": ""}
    document["where"]["base_place_public"] = False
    for part in SECTIONS:
        assert made[part] == document[part]
    for part in COLLECTIONS:
        assert list(present(made, part).values()) == list(present(document, part).values())
