"""The shapes of answers, for OpenAPI: made from the declarations of columns (exports) and of fields (entry.fields).

Answers are not passed through them, which would cost more than the search; tests compare the two. What a member means
is said in the language in force when the description is made.
"""

import datetime
from typing import Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field, create_model

from registry.entry.fields import COLLECTIONS, SECTIONS, Collection, Section, Seen, label_of
from registry.entry.fields import Field as EntryField
from registry.entry.fields import Kind as EntryKind
from registry.exchange.exports import COLUMNS, Column, Kind


def said(meaning: str | Promise, **more: Any) -> Any:
    """A member and what it means."""
    return Field(description=cast(str, meaning), **more)


def _shape(name: str, members: dict[str, Any]) -> type[BaseModel]:
    return cast(type[BaseModel], create_model(name, **members))


def _list_of(shape: type[BaseModel]) -> Any:
    return list[shape]  # type: ignore[valid-type]  # made from a declaration


PUBLIC_ID = said(_("Public id of an organization"), examples=["8xk2mq57"])

# -- What lists tell of ------------------------------------------------------------------------------------------------


class Name(BaseModel):
    text: str
    language: str = said(_("Language of the name (BCP 47), “und” where it is not known"))
    kind: str = said(_("One of “name_kinds” of the vocabulary"))


class Identifier(BaseModel):
    scheme: str = said(_("One of “identifier_schemes” of the vocabulary"))
    value: str


_OF_COLUMN: dict[Kind, Any] = {
    Kind.TEXT: str | None,
    Kind.CODE: str | None,
    Kind.CODES: list[str],
    Kind.NUMBER: int | None,
    Kind.FLAG: bool,
    Kind.DATE: datetime.date | None,
    Kind.MONTH: str | None,
    Kind.AMOUNT: str | None,
    Kind.WEB: str | None,
    Kind.NAMES: list[Name],
    Kind.IDENTIFIERS: list[Identifier],
}


def _of_columns(name: str, columns: tuple[Column, ...]) -> type[BaseModel]:
    told = (column for column in columns if not column.table_only)
    return _shape(name, {column.name: (_OF_COLUMN[column.kind], said(column.meaning)) for column in told})


Organization = _of_columns("Organization", COLUMNS["organizations"])
Activity = _of_columns("Activity", COLUMNS["activities"])
Gap = _of_columns("Gap", COLUMNS["gaps"])
Offer = _of_columns("Offer", COLUMNS["offers"])

# -- Lists ------------------------------------------------------------------------------------------------------------


class Withdrawn(BaseModel):
    id: str = PUBLIC_ID
    withdrawn: datetime.date = said(_("Day on which the entry was withdrawn"))


class Merged(BaseModel):
    id: str = PUBLIC_ID
    merged_into: str = said(_("Public id of the entry that took this one up"))


class ReadAs(BaseModel):
    typed: str = said(_("A word as it was typed, with which nothing was found"))
    read_as: str = said(_("The word that was searched in its place"))


_LIST: dict[str, Any] = {
    "count": (int, said(_("How many there are in all"))),
    "facets": (
        dict[str, dict[str, int]],
        said(_("How many each value of each facet would find, the facet’s own choice left aside")),
    ),
    "next": (
        str | None,
        said(_("Address of the next page, null on the last. Follow it as it stands: “after” belongs to this question")),
    ),
    "instead_of": (
        list[ReadAs],
        said(_("Only where nothing was found for the words as they were typed"), default=[]),
    ),
}
_CHANGES: dict[str, Any] = {
    "unmatched": (
        list[str],
        said(_("With modified_since: listed, and not or no longer found by the filters beside it"), default=[]),
    ),
    "withdrawn": (list[Withdrawn], said(_("With modified_since: delete your copies of these"), default=[])),
    "merged": (list[Merged], said(_("With modified_since: entries that others took up"), default=[])),
    "modified_until": (
        datetime.datetime,
        said(_("With modified_since: the time of the last change told; ask since then the next time"), default=None),
    ),
}
Organizations = _shape(
    "Organizations", {**_LIST, "results": (_list_of(Organization), said(_("The organizations found"))), **_CHANGES}
)
Activities = _shape("Activities", {**_LIST, "results": (_list_of(Activity), said(_("The activities found")))})
Gaps = _shape("Gaps", {**_LIST, "results": (_list_of(Gap), said(_("The support gaps found")))})
Offers = _shape("Offers", {**_LIST, "results": (_list_of(Offer), said(_("The support offers found")))})

# -- One entry --------------------------------------------------------------------------------------------------------

_OF_FIELD: dict[EntryKind, Any] = {
    EntryKind.TEXT: str,
    EntryKind.CODE: str | None,
    EntryKind.CODES: list[str],
    EntryKind.FLAG: bool,
    EntryKind.NUMBER: int | None,
    EntryKind.MONTH: str | None,
    EntryKind.DATE: str | None,
    EntryKind.AMOUNT: str | None,
    EntryKind.REFERENCE: str | None,
}


def _members(part: Section | Collection) -> dict[str, Any]:
    return {
        field.name: _member(part.key, field)
        for field in part
        if field.name != "visible_to" and field.seen is not Seen.STAFF
    }


def _member(part: str, field: EntryField) -> Any:
    by_choice = {"default": None} if field.seen is Seen.CHOSEN else {}  # there only where the organization shows it
    return _OF_FIELD[field.kind], said(cast(str, label_of(part, field.name)), **by_choice)


def _items(name: str, key: str, **more: Any) -> Any:
    identity = {"id": (str, said(_("UUID of the item; it never changes")))}
    shape = _shape(name, {**identity, **_members(COLLECTIONS[key]), **more})
    return _list_of(shape), said(cast(str, COLLECTIONS[key].title))


class Contact(BaseModel):
    id: str
    role: str
    kind: str = said(_("A person or a mailbox"))
    language: str
    name: str = said(_("Only where it was made public"), default="")
    email: str = said(_("Only where it was made public"), default="")
    phone: str = said(_("Only where it was made public"), default="")


class Relations(BaseModel):
    part_of: list[str] = said(_("What it is part of; one at most"))
    parts: list[str] = said(_("Its parts"))
    took_over: list[str] = said(_("Those whose work it took over"))
    taken_over_by: list[str] = said(_("Those that took over its work"))
    networks: list[str] = said(_("Networks that it belongs to; 20 at most"))
    merged: list[str] = said(_("Entries that were merged into this one"))


class Licence(BaseModel):
    name: str
    address: str


_STANDING = {"state": (str, said(_("How it stands"))), "state_since": (datetime.datetime, said(_("Since when")))}
Entry = _shape(
    "Entry",
    {
        "id": (str, PUBLIC_ID),
        "address": (str, said(_("Page of the partner"))),
        "licence": (Licence, Field()),
        "version": (int, said(_("Rises with every approved change"))),
        "partner_since": (datetime.datetime, said(_("When it was listed"))),
        "confirmed_on": (
            datetime.date | None,
            said(_("Day on which it last confirmed that its entry is true")),
        ),
        "logo": (str | None, said(_("Address of the logo"))),
        **{
            key: (_shape(f"Entry{key.title()}", _members(part)), said(cast(str, part.title)))
            for key, part in SECTIONS.items()
        },
        "names": _items("EntryName", "names"),
        "identifiers": _items("EntryIdentifier", "identifiers"),
        "activities": _items("EntryActivity", "activities"),
        "gaps": _items("EntryGap", "gaps", **_STANDING),
        "offers": _items("EntryOffer", "offers", **_STANDING),
        "contacts": (list[Contact], said(cast(str, COLLECTIONS["contacts"].title))),
        "relations": (Relations, said(_("What it has to do with other partners, by their public ids"))),
    },
)

# -- The rest ---------------------------------------------------------------------------------------------------------


class Code(BaseModel):
    code: str
    names: dict[str, str] = said(_("What it is called, by language: ar, en, es, fr, ru, zh"))


class Country(Code):
    iso3: str = said(_("The three letters of ISO 3166-1"))
    m49: str = said(_("The three digits of M49"))
    regions: list[str] = said(_("Regions that contain it (M49), the widest first"))


class Region(Code):
    within: str | None = said(_("The region that contains it (M49)"))


class Vocabulary(BaseModel):
    types: list[Code]
    elements: list[Code]
    kinds: list[Code]
    realms: list[Code]
    scales: list[Code]
    activity_statuses: list[Code]
    gap_states: list[Code]
    offer_states: list[Code]
    seen_by: list[Code]
    for_whom: list[Code]
    name_kinds: list[Code]
    identifier_schemes: list[Code]
    sectors: list[Code]
    countries: list[Country]
    regions: list[Region]


class Start(BaseModel):
    organizations: str
    activities: str
    gaps: str
    offers: str
    vocabulary: str
    openapi: str
    documentation: str
    licence: str
