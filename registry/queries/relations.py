"""Lineage and networks as those read them who answer: a team of its own organization, the secretariat of all."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Exists, OuterRef, Q

from registry.entry.document import official_name
from registry.models import Membership, NetworkMembership, Organization, Relation, Submission
from registry.states import OrganizationState
from registry.vocabulary import RelationKind

Names: TypeAlias = dict[uuid.UUID, tuple[str, str]]

MEMBERSHIP = "membership"  # beside the kinds of relations

# A registration that its authors have never sent is for them alone: no other side sees what it proposes.
_SENT = Q(organization__state=OrganizationState.LISTED) | Exists(
    Submission.objects.filter(organization=OuterRef("organization")).exclude(submitted_at=None)
)

# Organizations whose relations are shown to those whom they concern: one that has withdrawn takes its own along.
SHOWN = (OrganizationState.LISTED, OrganizationState.PENDING)


@dataclass(frozen=True)
class Named:
    """One side of a relation; `name` is "" where nothing was proposed yet, `is_listed` whether it has a page."""

    public_id: str
    name: str
    language: str
    is_listed: bool


@dataclass(frozen=True)
class Tie:
    """A relation or a membership, from the smaller side (a part, a predecessor, a member) to the greater.

    `asked` is the public id of the side that has to agree.
    """

    id: uuid.UUID
    kind: str
    row: Relation | NetworkMembership
    less: Named
    more: Named
    asked: str

    @property
    def sides(self) -> tuple[Named, Named]:
        return self.less, self.more

    @property
    def is_accepted(self) -> bool:
        return self.row.accepted_at is not None


def ties_of(organization: Organization, language: str) -> list[Tie]:
    """What an organization has to do with others and has not ended, the oldest first. Three queries."""
    mine = Q(organization=organization, other__state__in=SHOWN) | Q(
        _SENT, other=organization, organization__state__in=SHOWN
    )
    relations = Relation.objects.filter(mine, ended_at=None).select_related("organization__listing", "other__listing")
    own = Q(network=organization, member__state__in=SHOWN) | Q(member=organization, network__state__in=SHOWN)
    memberships = NetworkMembership.objects.filter(own, ended_at=None)
    memberships = memberships.select_related("network__listing", "member__listing")
    return _ties([*relations.order_by("pk"), *memberships.order_by("pk")], language)


def waiting_for_staff(language: str, most: int) -> list[Tie]:
    """Proposals whose other side has no team, the oldest first. Three queries."""
    by_first, by_other = _asks_nobody("other", "organization", "proposed_by_other")
    relations = Relation.objects.filter(_SENT, by_first | by_other, ended_at=None, accepted_at=None)
    relations = relations.filter(organization__state__in=SHOWN, other__state__in=SHOWN)
    relations = relations.select_related("organization__listing", "other__listing").order_by("proposed_at", "pk")
    by_first, by_other = _asks_nobody("network", "member", "proposed_by_network")
    memberships = NetworkMembership.objects.filter(by_first | by_other, ended_at=None, accepted_at=None)
    listed = OrganizationState.LISTED  # as both had to be when it was proposed
    memberships = memberships.filter(network__state=listed, member__state=listed)
    memberships = memberships.select_related("network__listing", "member__listing").order_by("proposed_at", "pk")
    rows = sorted([*relations[:most], *memberships[:most]], key=lambda row: (row.proposed_at, row.pk))
    return _ties(rows[:most], language)


def _asks_nobody(greater: str, less: str, by_greater: str) -> tuple[Any, Any]:
    """Proposed by the smaller side to a greater one without a team, or the other way round."""
    team = Membership.objects
    by_first = Q(**{by_greater: False}) & ~Exists(team.filter(organization=OuterRef(greater)))
    by_other = Q(**{by_greater: True}) & ~Exists(team.filter(organization=OuterRef(less)))
    return by_first, by_other


def _ties(rows: list[Any], language: str) -> list[Tie]:
    sides = [(row, *_sides(row)) for row in rows]
    proposed = _proposed_names({one for _row, *both in sides for one in both}, language)
    return [_tie(row, less, more, proposed) for row, less, more in sides]


def _sides(row: Relation | NetworkMembership) -> tuple[Organization, Organization]:
    return (row.organization, row.other) if isinstance(row, Relation) else (row.member, row.network)


def _tie(
    row: Relation | NetworkMembership,
    less: Organization,
    more: Organization,
    proposed: Names,
) -> Tie:
    by_more = row.proposed_by_other if isinstance(row, Relation) else row.proposed_by_network
    return Tie(
        id=row.pk,
        kind=row.kind if isinstance(row, Relation) else MEMBERSHIP,
        row=row,
        less=_named(less, proposed),
        more=_named(more, proposed),
        asked=(less if by_more else more).public_id_id,
    )


def _named(organization: Organization, proposed: Names) -> Named:
    listing = getattr(organization, "listing", None)
    if listing:
        return Named(organization.public_id_id, listing.name, listing.name_language, True)
    return Named(organization.public_id_id, *proposed.get(organization.pk, ("", "")), False)


def _proposed_names(organizations: Iterable[Organization], language: str) -> Names:
    """The names of those that are not listed, by what they proposed last. One query."""
    unlisted = [one.pk for one in organizations if not hasattr(one, "listing")]
    latest = Submission.objects.filter(organization__in=unlisted).order_by("organization", "-opened_at", "-pk")
    rows = latest.distinct("organization").values_list("organization", "document")
    return {pk: official_name(document, language) for pk, document in rows}


def kinds_between(organization: Organization) -> list[tuple[str, bool]]:
    """What an organization may propose: kinds, each with whether it would be the greater side."""
    if organization.state == OrganizationState.PENDING:
        return [(RelationKind.PARENT, False)]
    found = [(kind, is_more) for kind in (RelationKind.PARENT, RelationKind.SUCCESSOR) for is_more in (False, True)]
    return [*found, (MEMBERSHIP, False), *([(MEMBERSHIP, True)] if organization.type == "network" else [])]
