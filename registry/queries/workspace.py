"""What a team reads of its own organization."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import get_language

from registry.entry.document import official_name
from registry.models import Membership, Organization, Person, Submission, TeamRole


@dataclass(frozen=True)
class OwnName:
    """An organization of somebody's, by what a link to its workspace needs; `name` is empty while it has none."""

    public_id: str
    name: str
    language: str
    state: str


def own_names(person: Person) -> dict[uuid.UUID, OwnName]:
    """The organizations that somebody edits, the one joined last first. Two queries."""
    latest = Submission.objects.order_by("-opened_at", "-pk").defer("base", "unaccepted", "seen")
    memberships = (
        Membership.objects.filter(person=person)
        .select_related("organization__listing")
        .prefetch_related(Prefetch("organization__submissions", latest, "latest"))
        .order_by("-since", "-pk")
    )
    return {one.organization_id: _named(one.organization) for one in memberships}


def name_of(organization: Organization) -> OwnName:
    """What an organization is called: as it is listed, else as its latest submission proposes. Two queries at most."""
    latest = Submission.objects.order_by("-opened_at", "-pk").defer("base", "unaccepted", "seen")
    fresh = (
        Organization.objects.select_related("listing")
        .prefetch_related(Prefetch("submissions", latest, "latest"))
        .get(pk=organization.pk)
    )
    return _named(fresh)


def names_of(organizations: Collection[uuid.UUID]) -> dict[uuid.UUID, OwnName]:
    """What each of these is called, as `name_of` says of one. Two queries."""
    latest = Submission.objects.order_by("-opened_at", "-pk").defer("base", "unaccepted", "seen")
    rows = Organization.objects.filter(pk__in=organizations).select_related("listing")
    return {one.pk: _named(one) for one in rows.prefetch_related(Prefetch("submissions", latest, "latest"))}


def _named(organization: Organization) -> OwnName:
    listing = getattr(organization, "listing", None)
    if listing:
        name, language = listing.name, listing.name_language
    else:
        submission = next(iter(organization.latest), None)  # type: ignore[attr-defined]
        name, language = official_name(submission.document, get_language() or "en") if submission else ("", "")
    return OwnName(organization.public_id_id, name, language, organization.state)


def left_without_owner(person: Person) -> list[OwnName]:
    """The organizations of which somebody is the only owner. Three queries."""
    owners = Membership.objects.filter(organization=OuterRef("organization"), role=TeamRole.OWNER)
    alone = Membership.objects.filter(~Exists(owners.exclude(person=person)), person=person, role=TeamRole.OWNER)
    ids = set(alone.values_list("organization", flat=True))
    return [name for pk, name in own_names(person).items() if pk in ids]
