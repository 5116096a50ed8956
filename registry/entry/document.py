"""The document: a whole entry as normalized JSON, and reading it from the rows (The entry, The document).

    {"version": 1, "organization": {...}, "where": {...}, "names": {uuid: {...}}, "activities": {uuid: {...}}, ...}

Every field is present. Lists of codes are sorted and hold no value twice. An item that its author removed is the
tombstone `{"removed": true}`, never an absence.
"""

import copy
import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import models

from registry.entry.fields import (
    AMOUNT,
    CODES,
    COLLECTIONS,
    DATE,
    FLAG,
    MONTH,
    NUMBER,
    PLACED,
    REFERENCE,
    SECTIONS,
    Collection,
    Field,
    Section,
)
from registry.models import Organization, OrganizationPlace

Document = dict[str, Any]
Item = dict[str, Any]

VERSION = 1
TOMBSTONE: Item = {"removed": True}


def empty() -> Document:
    """The document of an entry that says nothing yet."""
    return {
        "version": VERSION,
        **{key: blank(section) for key, section in SECTIONS.items()},
        **{key: {} for key in COLLECTIONS},
    }


def blank(part: Section | Collection) -> Item:
    """A section or an item in which nothing is filled in."""
    return {field.name: copy.copy(field.empty) for field in part}


def is_removed(item: Mapping[str, Any]) -> bool:
    return bool(item.get("removed"))


def present(document: Document, key: str) -> dict[str, Item]:
    """The items of a collection that are not tombstones, in the order in which they were added."""
    return {id_: item for id_, item in sorted(document[key].items()) if not is_removed(item)}


def official_name(document: Mapping[str, Any], language: str) -> tuple[str, str]:
    """The official name in `language` where there is one, else the first, with its language tag; "" for none."""
    names = [name for name in present(dict(document), "names").values() if name["kind"] == "official" and name["text"]]
    names.sort(key=lambda name: name["language"].split("-")[0] != language.split("-")[0])
    return (names[0]["text"], names[0]["language"]) if names else ("", "")


def without_tombstones(document: Document) -> Document:
    """The same entry with removed items left out."""
    return {**document, **{key: present(document, key) for key in COLLECTIONS}}


def to_json(field: Field, value: Any) -> Any:
    """A Python value of `field` as it stands in a document."""
    if value is None or value == "":
        return copy.copy(field.empty)
    if field.kind is CODES:
        return sorted({str(code) for code in value})
    if field.kind is MONTH:
        return f"{value:%Y-%m}" if value.year >= 1000 else f"{value.year:04}-{value.month:02}"
    if field.kind is DATE:
        return value.isoformat()
    if field.kind is AMOUNT:
        return f"{Decimal(value):.2f}"
    if field.kind is REFERENCE:
        return str(value)
    if field.kind is FLAG:
        return bool(value)
    return int(value) if field.kind is NUMBER else str(value)


def from_json(field: Field, value: Any) -> Any:
    """The Python value of `field` for what stands in a document. Raises `ValueError` for what it cannot be."""
    if value is None:
        return None
    if field.kind is MONTH:
        year, month = str(value).split("-")
        return datetime.date(int(year), int(month), 1)
    if field.kind is DATE:
        return datetime.date.fromisoformat(value)
    if field.kind is AMOUNT:
        return Decimal(value)
    if field.kind is REFERENCE:
        return uuid.UUID(value)
    return list(value) if field.kind is CODES else value


def column(field: Field, model: type[models.Model]) -> str:
    """The attribute of `model` that holds `field`: foreign keys are read by their key."""
    found = model._meta.get_field(field.name)
    return str(found.attname) if isinstance(found, models.Field) else field.name


def read(organization: Organization) -> Document:
    """The document of an entry as its rows stand now. Costs a fixed number of queries (10).

    While nothing was ever applied to the organization it is the empty document.
    """
    return read_all([organization])[organization.pk]


def read_all(organizations: Sequence[Organization]) -> dict[uuid.UUID, Document]:
    """The documents of several entries by the ids of their organizations, for as many queries as one costs."""
    documents = {one.pk: empty() for one in organizations}
    live = {one.pk: one for one in organizations if one.live_version}
    if not live:
        return documents
    places = _places(OrganizationPlace.objects.filter(organization__in=live), "organization_id")
    for pk, organization in live.items():
        for key, section in SECTIONS.items():
            documents[pk][key] = _values(section, organization, places.get(pk, {}) if key == "where" else {})
    for key, collection in COLLECTIONS.items():
        for row, values in _items(list(live), key, collection):
            documents[row.organization_id][key][str(row.pk)] = values
    return documents


def _items(organizations: list[uuid.UUID], key: str, collection: Collection) -> Iterator[tuple[Any, Item]]:
    model: Any = collection.model
    rows = list(model._default_manager.present().filter(organization__in=organizations))
    places: dict[Any, dict[str, list[str]]] = {}
    if key in PLACED:
        owner = PLACED[key]
        place_model: Any = model._meta.get_field("places").related_model
        of_these = {f"{owner}__organization__in": organizations, f"{owner}__removed_at": None}
        places = _places(place_model._default_manager.filter(**of_these), f"{owner}_id")
    for row in rows:
        yield row, _values(collection, row, places.get(row.pk, {}))


def _places(rows: Iterable[Any], owner: str) -> dict[Any, dict[str, list[str]]]:
    found: dict[Any, dict[str, list[str]]] = {}
    for row in rows:
        of_owner = found.setdefault(getattr(row, owner), {"countries": [], "regions": []})
        if row.country_id:
            of_owner["countries"].append(row.country_id)
        else:
            of_owner["regions"].append(row.region_id)
    return found


def _values(part: Section | Collection, row: models.Model, places: Mapping[str, list[str]]) -> Item:
    return {
        field.name: to_json(
            field,
            places.get(field.name, [])
            if field.name in ("countries", "regions")
            else getattr(row, column(field, type(row))),
        )
        for field in part
    }
