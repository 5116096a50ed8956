"""The fields of an entry: what the models do not know of them (The entry, Fields).

Types and limits stand on the models. Here stands where a field belongs, when it is needed, whether a change to it is
sensitive, and who sees it. Forms, validation, differences and `docs/fields.md` come from these two.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.models import (
    Activity,
    Identifier,
    Name,
    Organization,
    OrganizationContact,
    SupportGap,
    SupportOffer,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Label: TypeAlias = "str | _StrPromise"


class Seen(Enum):
    PUBLIC = "public"
    CHOSEN = "public only by the organization's own tick"
    VISIBILITY = "as the item's own choice says"
    STAFF = "secretariat and team"


class Kind(Enum):
    """How a value looks in the document."""

    TEXT = "text"
    CODE = "code"
    CODES = "list of codes"
    FLAG = "true or false"
    NUMBER = "whole number"
    MONTH = "year and month"
    DATE = "date"
    AMOUNT = "amount with two decimals, as text"
    REFERENCE = "UUID"


# By themselves, for what is asked of thousands of values: a member is looked up slowly in its class (Python 3.11).
TEXT, CODE, CODES, FLAG, NUMBER, MONTH, DATE, AMOUNT, REFERENCE = Kind

_SAID_BY_NOTHING = (Kind.TEXT, Kind.CODE)


@dataclass(frozen=True)
class Field:
    """One field of a section or item. `send`: needed before an applicant can send; `list`: needed to be listed."""

    name: str
    kind: Kind = Kind.TEXT
    send: bool = False
    list: bool = False
    sensitive: bool = False
    seen: Seen = Seen.PUBLIC
    only_type: str = ""
    label: Label = ""
    default: str = ""

    @cached_property
    def empty(self) -> object:
        """The value in a document that says nothing; one for all, so it is copied before it is changed."""
        if self.default:
            return self.default
        if self.kind is Kind.CODES:
            return []
        return False if self.kind is Kind.FLAG else "" if self.kind in _SAID_BY_NOTHING else None


@dataclass(frozen=True)
class Section:
    """A flat part of the document, kept in columns of the organization."""

    key: str
    title: Label
    fields: tuple[Field, ...]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)


@dataclass(frozen=True)
class Collection:
    """A part of the document that holds items under UUIDs, kept in rows of `model`."""

    key: str
    title: Label
    one: Label
    model: type[models.Model]
    fields: tuple[Field, ...]
    optional: bool = False  # complete with nothing in it, once the applicant says "nothing to state"

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)


PLACES = (
    Field("everywhere", Kind.FLAG, label=_("Everywhere")),
    Field("countries", Kind.CODES, label=_("Countries")),
    Field("regions", Kind.CODES, label=_("Regions")),
)


def _seen_as_item(*fields: Field) -> tuple[Field, ...]:
    return tuple(replace(field, seen=Seen.VISIBILITY) for field in fields)


ORGANIZATION = Section(
    "organization",
    _("Your organization"),
    (
        Field("type", Kind.CODE, send=True, list=True, sensitive=True),
        Field("description", send=True),
        Field("description_language", Kind.CODE, send=True),
        Field("website", sensitive=True),
        Field("founded", Kind.NUMBER),
        Field("logo", Kind.REFERENCE, sensitive=True),
        Field("people_represented", seen=Seen.CHOSEN, only_type="iplc"),
        Field("people_represented_public", Kind.FLAG, seen=Seen.STAFF, only_type="iplc"),
        Field("mandate_kind", Kind.CODE, seen=Seen.CHOSEN, only_type="iplc"),
        Field("mandate", Kind.REFERENCE, seen=Seen.STAFF, only_type="iplc"),
        Field("mandate_public", Kind.FLAG, seen=Seen.STAFF, only_type="iplc"),
        Field("sector", Kind.CODE, send=True, only_type="private_sector"),
    ),
)

WHERE = Section(
    "where",
    _("Where you work"),
    (
        Field("base_country", Kind.CODE, send=True, list=True, sensitive=True),
        Field("no_seat", Kind.FLAG, sensitive=True),
        Field("base_place", seen=Seen.CHOSEN),
        Field("base_place_public", Kind.FLAG, seen=Seen.STAFF),
        *PLACES,
        Field("scales", Kind.CODES, send=True),
        Field("realms", Kind.CODES, send=True),
        Field("languages", Kind.CODES, send=True),
    ),
)

NAMES = Collection(
    "names",
    _("Names"),
    _("Name"),
    Name,
    (
        Field("text", send=True, list=True, sensitive=True),
        Field("language", Kind.CODE, send=True, list=True, sensitive=True),
        Field("kind", Kind.CODE, send=True, list=True, sensitive=True),
    ),
)

IDENTIFIERS = Collection(
    "identifiers",
    _("Identifiers"),
    _("Identifier"),
    Identifier,
    (Field("scheme", Kind.CODE, send=True, list=True), Field("value", send=True, list=True)),
)

ACTIVITIES = Collection(
    "activities",
    _("Activities"),
    _("Activity"),
    Activity,
    _seen_as_item(
        Field("title", send=True, list=True),
        Field("text"),
        Field("language", Kind.CODE, send=True),
        Field("kinds", Kind.CODES, send=True),
        Field("elements", Kind.CODES, send=True),
        *PLACES,
        Field("realms", Kind.CODES),
        Field("scales", Kind.CODES),
        Field("start", Kind.MONTH, send=True),
        Field("end", Kind.MONTH),
        Field("status", Kind.CODE, send=True),
        Field("link"),
        Field("site_ids", Kind.CODES),
        Field("national_target"),
        Field("indicator"),
        Field("visible_to", Kind.CODE, default="everyone"),
    ),
    optional=True,
)

GAPS = Collection(
    "gaps",
    _("Support gaps"),
    _("Support gap"),
    SupportGap,
    _seen_as_item(
        Field("title", send=True, list=True),
        Field("text"),
        Field("language", Kind.CODE, send=True),
        Field("kinds", Kind.CODES, send=True),
        Field("elements", Kind.CODES),
        *PLACES,
        Field("realms", Kind.CODES),
        Field("scales", Kind.CODES),
        Field("for_whom", Kind.CODES, send=True),
        Field("wanted_by", Kind.DATE),
        Field("amount", Kind.AMOUNT),
        Field("currency", Kind.CODE),
        Field("visible_to", Kind.CODE, default="everyone"),
    ),
    optional=True,
)

OFFERS = Collection(
    "offers",
    _("Support offers"),
    _("Support offer"),
    SupportOffer,
    _seen_as_item(
        Field("title", send=True, list=True),
        Field("text"),
        Field("language", Kind.CODE),
        Field("kinds", Kind.CODES, send=True),
        Field("elements", Kind.CODES),
        *PLACES,
        Field("realms", Kind.CODES),
        Field("languages", Kind.CODES),
        Field("conditions"),
        Field("capacity"),
        Field("until", Kind.DATE),
        Field("visible_to", Kind.CODE, default="everyone"),
    ),
    optional=True,
)

CONTACTS = Collection(
    "contacts",
    _("Contacts"),
    _("Contact"),
    OrganizationContact,
    tuple(
        replace(field, seen=Seen.STAFF)
        for field in (
            Field("role", Kind.CODE, send=True, list=True),
            Field("kind", Kind.CODE, send=True, list=True),
            Field("language", Kind.CODE),
            Field("contact", Kind.REFERENCE, send=True, list=True, label=_("Name, email and telephone")),
            Field("name_public", Kind.FLAG),
            Field("email_public", Kind.FLAG),
            Field("phone_public", Kind.FLAG),
        )
    ),
)

SECTIONS: dict[str, Section] = {s.key: s for s in (ORGANIZATION, WHERE)}
COLLECTIONS: dict[str, Collection] = {c.key: c for c in (NAMES, IDENTIFIERS, ACTIVITIES, GAPS, OFFERS, CONTACTS)}
# Collections whose places are rows beside the item, and the name of the foreign key of those rows.
PLACED = {"activities": "activity", "gaps": "gap", "offers": "offer"}


@cache
def field_of(part: str, name: str) -> Field:
    """The field `name` of a section or collection. Raises `KeyError` when there is none."""
    for field in SECTIONS.get(part) or COLLECTIONS[part]:
        if field.name == name:
            return field
    raise KeyError(name)


@cache
def column_of(part: str, name: str) -> "models.Field[Any, Any]":
    """The column that holds a field, with its type, limits and validators. Places have none (`KeyError`)."""
    model = Organization if part in SECTIONS else COLLECTIONS[part].model
    return {field.name: field for field in model._meta.concrete_fields}[name]


def label_of(part: str, name: str) -> Label:
    """What people call a field: its own label, else the verbose name of its column."""
    field = field_of(part, name)
    if field.label:
        return field.label
    return column_of(part, name).verbose_name


CONTACT_COLUMNS = ("name", "email", "phone")
