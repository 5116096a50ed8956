"""What everyone may read of one organization: its state, and its entry without anything that is not public."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q

from registry.entry.document import Document, Item, present
from registry.entry.fields import COLLECTIONS, SECTIONS, Collection, Section, Seen
from registry.entry.upgrade import upgrade
from registry.models import Decision, Organization, OrganizationContact, SupportGap, SupportOffer
from registry.states import OrganizationState
from registry.vocabulary import NameKind, Visibility

NamedT = TypeVar("NamedT")

# The first of these stands for the organization where only one name is shown.
NAME_ORDER = (NameKind.OFFICIAL, NameKind.TRANSLATION, NameKind.ACRONYM, NameKind.ALIAS, NameKind.FORMER)

# The tick by which an organization shows what is public by its own choice only.
CHOSEN_BY = {
    "people_represented": "people_represented_public",
    "mandate_kind": "mandate_public",
    "base_place": "base_place_public",
}


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
    found = Organization.objects.select_related("merged_into").filter(public_id=public_id, state__in=known)
    return found.first()


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
    return PublicEntry(organization, {key: _public(part, document[key]) for key, part in SECTIONS.items()}, items)


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
    rows = OrganizationContact.objects.present().filter(ticked, organization=organization).select_related("contact")
    shown = []
    for row in rows:
        chosen = {
            column: getattr(row.contact, column)
            for column in ("name", "email", "phone")
            if getattr(row, f"{column}_public") and getattr(row.contact, column)
        }
        if chosen:
            shown.append({"id": str(row.pk), "role": row.role, "kind": row.kind, "language": row.language, **chosen})
    return shown
