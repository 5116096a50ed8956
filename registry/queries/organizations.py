"""What everyone may read of one organization: its state, and its entry without anything that is not public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone

from registry.entry.document import Document, Item, present
from registry.entry.fields import COLLECTIONS, CONTACT_COLUMNS, SECTIONS, Collection, Section, Seen
from registry.entry.upgrade import upgrade
from registry.models import Organization
from registry.queries.confirmations import day, is_lapsed
from registry.queries.listed import GAP_SINCE
from registry.states import OrganizationState
from registry.vocabulary import NameKind, RelationKind, Visibility

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
SHOWN = ("public_id", "state", "state_since", "listed_at", "confirmed_on", "live_version")


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
    """`networks` are those that an organization belongs to, `members` the newest of those that belong to it.

    `has_team` is whether anybody of its own looks after the entry. Lineage: it is part of `parents` (one at most) and
    has `parts`; `successors` took over its work, and it took over that of `predecessors`.
    """

    merged: list[Merged]
    networks: list[Related]
    members: list[Related]
    has_team: bool
    parents: list[Related]
    parts: list[Related]
    successors: list[Related]
    predecessors: list[Related]


@dataclass(frozen=True)
class PublicEntry:
    """The part of a listed entry that everyone may see.

    `sections` are the flat parts of the document with their public fields; `items` those of each collection, in the
    order in which they were added, each with its `id`. Gaps and offers also have their `state` and `state_since`
    (a datetime); contacts have `role`, `kind`, `language`, and of `name`, `email`, `phone` those that were ticked.
    `is_lapsed`: nobody confirmed it in time, so people are not among the contacts.
    """

    organization: Organization
    sections: dict[str, Item]
    items: dict[str, list[Item]]
    is_lapsed: bool = False

    @property
    def name(self) -> Item:
        return self.items["names"][0]


def find(public_id: str) -> Organization | None:
    """The organization of a public id, if it was ever listed; what became of it stands in its state. One query."""
    known = (OrganizationState.LISTED, OrganizationState.WITHDRAWN, OrganizationState.MERGED)
    found = Organization.objects.filter(public_id=public_id, state__in=known).select_related("merged_into")
    return found.only(*SHOWN, "merged_into__public_id").first()


# Written by hand: made by the ORM, as four queries, it took a third of the time of a page. Of a contact nothing leaves
# the database that was not ticked, and of a person nothing once nobody confirmed the entry in time.
PARTS = f"""
    SELECT
        (
            SELECT decision.snapshot::json
            FROM registry_decision decision JOIN registry_submission submission ON submission.id = submission_id
            WHERE submission.organization_id = %(id)s AND decision.snapshot IS NOT NULL
            ORDER BY decision.live_version DESC, decision.id DESC
            LIMIT 1
        ),
        ARRAY(
            SELECT json_build_array(id, state, {GAP_SINCE})
            FROM registry_supportgap
            WHERE organization_id = %(id)s AND removed_at IS NULL AND visible_to = 'everyone'
        ),
        ARRAY(
            SELECT json_build_array(id, state, state_since)
            FROM registry_supportoffer
            WHERE organization_id = %(id)s AND removed_at IS NULL AND visible_to = 'everyone'
        ),
        ARRAY(
            SELECT json_build_object(
                'id', row.id, 'role', role, 'kind', kind, 'language', language,
                'name', CASE WHEN name_public THEN name ELSE '' END,
                'email', CASE WHEN email_public THEN email ELSE '' END,
                'phone', CASE WHEN phone_public THEN phone ELSE '' END
            )
            FROM registry_organizationcontact row JOIN registry_contact contact ON contact.id = contact_id
            WHERE row.organization_id = %(id)s AND removed_at IS NULL AND (name_public OR email_public OR phone_public)
                AND (kind <> 'person' OR NOT %(lapsed)s)
            ORDER BY row.id
        )
"""  # noqa: S608 - columns of ours


def public_entry(organization: Organization) -> PublicEntry:
    """What everyone may see of a listed organization today, read from the snapshot of its last approval. One query."""
    lapsed = is_lapsed(organization, day(timezone.now()))
    snapshot, gaps, offers, contacts = _row(PARTS, organization, lapsed=lapsed)
    document = upgrade(snapshot)
    items = {
        "names": in_order(_items(document, "names")),
        "identifiers": _items(document, "identifiers"),
        "activities": _items(document, "activities"),
        "gaps": _with_state(_items(document, "gaps"), gaps),
        "offers": _with_state(_items(document, "offers"), offers),
        "contacts": _chosen(contacts),
    }
    sections = {key: _public(part, document[key]) for key, part in SECTIONS.items()}
    return PublicEntry(organization, sections, items, lapsed)


RELATIONS = """
    SELECT
        ARRAY(
            SELECT json_build_array(public_id, state_since)
            FROM registry_organization
            WHERE merged_into_id = %(id)s
            ORDER BY state_since, id
        ),
        ARRAY(
            SELECT json_build_array(public_id, record -> 'name', record -> 'name_language')
            FROM registry_networkmembership JOIN registry_listing ON organization_id = network_id
            WHERE member_id = %(id)s AND accepted_at IS NOT NULL AND ended_at IS NULL
            ORDER BY accepted_at DESC, id
            LIMIT 20
        ),
        ARRAY(
            SELECT json_build_array(public_id, record -> 'name', record -> 'name_language')
            FROM registry_networkmembership JOIN registry_listing ON organization_id = member_id
            WHERE network_id = %(id)s AND accepted_at IS NOT NULL AND ended_at IS NULL
            ORDER BY accepted_at DESC, id
            LIMIT 20
        ),
        EXISTS(SELECT 1 FROM registry_membership WHERE organization_id = %(id)s),
        ARRAY(
            SELECT json_build_array(
                kind, registry_relation.organization_id = %(id)s, public_id, record -> 'name', record -> 'name_language'
            )
            FROM registry_relation JOIN registry_listing ON registry_listing.organization_id
                = CASE WHEN registry_relation.organization_id = %(id)s THEN other_id
                    ELSE registry_relation.organization_id END
            WHERE %(id)s IN (registry_relation.organization_id, other_id)
                AND accepted_at IS NOT NULL AND ended_at IS NULL
            ORDER BY accepted_at DESC, id
            LIMIT 100
        )
"""


def relations(organization: Organization) -> Relations:
    """What everyone may know of its relations: to those that are listed, and accepted on both sides; to a team.

    Of networks and of members 20 at most, of lineage 100. One query.
    """
    merged, networks, members, has_team, lineage = _row(RELATIONS, organization)
    sides: dict[tuple[str, bool], list[Related]] = {}
    for kind, is_first, *related in lineage:
        sides.setdefault((kind, is_first), []).append(Related(*related))
    return Relations(
        [Merged(public_id, datetime.fromisoformat(at)) for public_id, at in merged],
        [Related(*row) for row in networks],
        [Related(*row) for row in members],
        has_team,
        parents=sides.get((RelationKind.PARENT, True), []),
        parts=sides.get((RelationKind.PARENT, False), []),
        successors=sides.get((RelationKind.SUCCESSOR, True), []),
        predecessors=sides.get((RelationKind.SUCCESSOR, False), []),
    )


def _row(query: str, organization: Organization, **more: bool) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, {"id": organization.pk, **more})
        return cursor.fetchone()


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


def _with_state(items: list[Item], rows: list[tuple[str, str, str]]) -> list[Item]:
    """The items that are there and for everyone by their rows too, with where they stand: no part of the document."""
    states = {key: (state, datetime.fromisoformat(since)) for key, state, since in rows}
    return [
        {**item, "state": states[item["id"]][0], "state_since": states[item["id"]][1]}
        for item in items
        if item["id"] in states
    ]


def _chosen(contacts: list[Item]) -> list[Item]:
    """The contacts that show something, without what they do not show."""
    shown = [{name: value for name, value in row.items() if value or name == "language"} for row in contacts]
    return [row for row in shown if any(name in row for name in CONTACT_COLUMNS)]
