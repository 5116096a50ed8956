"""What everyone may read of one organization: its state, and its entry without anything that is not public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Q

from registry.entry.document import Document, Item, present
from registry.entry.fields import COLLECTIONS, CONTACT_COLUMNS, SECTIONS, Collection, Section, Seen
from registry.entry.upgrade import upgrade
from registry.models import (
    Decision,
    Listing,
    Organization,
    OrganizationContact,
    SupportGap,
    SupportOffer,
)
from registry.states import OrganizationState
from registry.vocabulary import NameKind, OrganizationType, Visibility

NamedT = TypeVar("NamedT")

# The first of these stands for the organization where only one name is shown.
NAME_ORDER = (NameKind.OFFICIAL, NameKind.TRANSLATION, NameKind.ACRONYM, NameKind.ALIAS, NameKind.FORMER)

# The tick by which an organization shows what is public by its own choice only.
CHOSEN_BY = {
    "people_represented": "people_represented_public",
    "mandate_kind": "mandate_public",
    "base_place": "base_place_public",
}


# Of an organization itself; what its entry says is read from the snapshot.
SHOWN = ("public_id", "type", "state", "state_since", "listed_at", "confirmed_on", "live_version")
MOST_RELATED = 20  # networks, and members, that are named; the directory lists all


@dataclass(frozen=True)
class Merged:
    """An entry that was merged into this one: its id, which people may have cited, and when. Its name is not said."""

    public_id: str
    at: datetime


@dataclass(frozen=True)
class Related:
    """Another partner, by what a link to it needs."""

    public_id: str
    name: str
    language: str


@dataclass(frozen=True)
class Relations:
    """`networks` are those that an organization belongs to, `members` the newest of those that belong to it."""

    merged: list[Merged]
    networks: list[Related]
    members: list[Related]


@dataclass(frozen=True)
class PublicEntry:
    """The part of a listed entry that everyone may see.

    `sections` are the flat parts of the document with their public fields; `items` those of each collection, in the
    order in which they were added, each with its `id`. Gaps and offers also have their `state` and `state_since`
    (a datetime); contacts have `role`, `kind`, `language`, and of `name`, `email`, `phone` those that were ticked.
    """

    organization: Organization
    sections: dict[str, Item]
    items: dict[str, list[Item]]

    @property
    def name(self) -> Item:
        return self.items["names"][0]


def find(public_id: str) -> Organization | None:
    """The organization of a public id, if it was ever listed; what became of it stands in its state. One query."""
    known = (OrganizationState.LISTED, OrganizationState.WITHDRAWN, OrganizationState.MERGED)
    found = Organization.objects.filter(public_id=public_id, state__in=known).select_related("merged_into")
    return found.only(*SHOWN, "merged_into__public_id").first()


def public_entry(organization: Organization) -> PublicEntry:
    """What everyone may see of a listed organization, read from the snapshot of its last approval. Four queries."""
    approvals = Decision.objects.filter(submission__organization=organization, snapshot__isnull=False)
    snapshot: Any = approvals.order_by("-live_version", "-pk").values_list("snapshot", flat=True)[:1].get()
    document = upgrade(snapshot)
    items = {
        "names": in_order(_items(document, "names")),
        "identifiers": _items(document, "identifiers"),
        "activities": _items(document, "activities"),
        "gaps": _with_state(_items(document, "gaps"), SupportGap, organization),
        "offers": _with_state(_items(document, "offers"), SupportOffer, organization),
        "contacts": _contacts(organization),
    }
    sections = {key: _public(part, document[key]) for key, part in SECTIONS.items()}
    return PublicEntry(organization, sections, items)


def relations(organization: Organization) -> Relations:
    """What everyone may know of its relations to others: to those that are listed, and accepted on both sides.

    Two queries, and of a network a third one for its members.
    """
    merged = organization.merged_from.order_by("state_since", "pk").values_list("public_id", "state_since")
    is_network = organization.type == OrganizationType.NETWORK
    return Relations(
        [Merged(*row) for row in merged],
        networks=_related("members", member=organization),
        members=_related("networks", network=organization) if is_network else [],
    )


def _related(their: str, **side: Organization) -> list[Related]:
    """The listed organizations at the other side of accepted memberships, which for them are `their`."""
    here = {"accepted_at__isnull": False, "ended_at__isnull": True, **side}
    found = Listing.objects.filter(**{f"organization__{their}__{name}": value for name, value in here.items()})
    shown = found.order_by(f"-organization__{their}__accepted_at", "pk")[:MOST_RELATED]
    return [Related(*row) for row in shown.values_list("public_id", "record__name", "record__name_language")]


def in_order(names: Iterable[NamedT]) -> list[NamedT]:
    """Names, rows or items of a document, in the order in which they are shown: by kind, then as they were added."""

    def place(name: Any) -> tuple[int, str]:
        kind, key = (name["kind"], name["id"]) if isinstance(name, dict) else (name.kind, str(name.pk))
        return NAME_ORDER.index(kind), key

    return sorted(names, key=place)


def _items(document: Document, key: str) -> list[Item]:
    return [
        {"id": id_, **_public(COLLECTIONS[key], item)}
        for id_, item in present(document, key).items()
        if item.get("visible_to", Visibility.EVERYONE) == Visibility.EVERYONE
    ]


def _public(part: Section | Collection, values: Item) -> Item:
    """The fields of a section or item that everyone may see (The entry, Fields, "seen")."""
    return {
        field.name: values[field.name]
        for field in part
        if field.name != "visible_to"
        and (
            field.seen in (Seen.PUBLIC, Seen.VISIBILITY)
            or (field.seen is Seen.CHOSEN and values[CHOSEN_BY[field.name]] is True)
        )
    }


def _with_state(items: list[Item], model: type[SupportGap | SupportOffer], organization: Organization) -> list[Item]:
    """The items that are there and for everyone by their rows too, with where they stand: no part of the document."""
    rows = model._default_manager.filter(organization=organization, removed_at=None, visible_to=Visibility.EVERYONE)
    states = {str(pk): (state, since) for pk, state, since in rows.values_list("pk", "state", "state_since")}
    return [
        {**item, "state": states[item["id"]][0], "state_since": states[item["id"]][1]}
        for item in items
        if item["id"] in states
    ]


def _contacts(organization: Organization) -> list[Item]:
    ticked = Q(name_public=True) | Q(email_public=True) | Q(phone_public=True)
    rows = OrganizationContact.objects.present().filter(ticked, organization=organization)
    columns = [f"{name}_public" for name in CONTACT_COLUMNS] + [f"contact__{name}" for name in CONTACT_COLUMNS]
    shown = []
    for row in rows.values("pk", "role", "kind", "language", *columns):
        chosen = {
            name: row[f"contact__{name}"]
            for name in CONTACT_COLUMNS
            if row[f"{name}_public"] and row[f"contact__{name}"]
        }
        if chosen:
            about = {"role": row["role"], "kind": row["kind"], "language": row["language"]}
            shown.append({"id": str(row["pk"]), **about, **chosen})
    return shown
