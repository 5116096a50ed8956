"""One support gap or support offer, as those who may see it read it; and how many gaps wait how long."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef

from registry.entry.document import Item
from registry.models import GapPlace, OfferPlace, Organization, SupportGap, SupportOffer
from registry.queries import directory
from registry.queries.directory import Asked, Result
from registry.queries.facets import AGES
from registry.queries.memory import SEES
from registry.states import GapState, OrganizationState

TABLES: Mapping[str, Any] = {"gap": (SupportGap, GapPlace), "offer": (SupportOffer, OfferPlace)}
FIELDS = {
    "gap": ("scales", "for_whom", "wanted_by", "amount", "currency"),
    "offer": ("languages", "conditions", "capacity", "until"),
}
SHARED = ("title", "text", "language", "kinds", "elements", "everywhere", "realms")


@dataclass(frozen=True)
class Stated:
    """A gap or an offer. `item` holds its fields as a document does, with its id and places; `owner` is the record of
    its organization in the listing, empty once that is no longer listed.
    """

    item: Item
    organization: Organization
    owner: Mapping[str, Any]
    visible_to: str
    state: str
    since: datetime.date
    stated_on: datetime.date
    confirmed_on: datetime.date | None


def find(kind: str, item_id: UUID, circle: str) -> Stated | None:
    """A gap or an offer (`kind`) that a circle of readers may see, whatever its state, of an organization that is or
    was listed; none where there is no such thing for them. One query.
    """
    model, places = TABLES[kind]
    of_item = places.objects.filter(**{kind: OuterRef("pk")}).order_by("country", "region")
    found = (
        model.objects.present()
        .filter(
            pk=item_id,
            visible_to__in=SEES[circle],
            organization__state__in=(OrganizationState.LISTED, OrganizationState.WITHDRAWN),
        )
        .select_related("organization")
        .annotate(
            countries=ArraySubquery(of_item.filter(country__isnull=False).values("country")),
            regions=ArraySubquery(of_item.filter(region__isnull=False).values("region")),
            owner=F("organization__listing__record"),
        )
        .first()
    )
    return None if found is None else _stated(kind, found)


def _stated(kind: str, row: Any) -> Stated:
    names = (*SHARED, "countries", "regions", *FIELDS[kind])
    return Stated(
        item={"id": str(row.pk), **{name: _as_in_document(getattr(row, name)) for name in names}},
        organization=row.organization,
        owner=row.owner or {},
        visible_to=row.visible_to,
        state=row.state,
        since=(row.since if kind == "gap" else row.state_since).date(),
        stated_on=row.stated_at.date(),
        confirmed_on=row.confirmed_on,
    )


def _as_in_document(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


@dataclass(frozen=True)
class Waiting:
    """The gaps that are open longest, and how many are open for more than so many days, by the days."""

    rows: list[Result]
    total: int
    for_days: Mapping[str, int]


def waiting(circle: str, size: int) -> Waiting:
    """Two or three queries, whatever their number."""
    found = directory.search(Asked(kind="gaps", chosen={"state": (GapState.OPEN,)}, circle=circle), size=size)
    return Waiting(found.rows, found.total, {age: found.counts["age"].get(age, 0) for age in AGES})


def stated_by(organization: Organization) -> list[SupportGap | SupportOffer]:
    """The gaps, then the offers, that an entry states, in whatever state, in the order of the entry. Two queries."""
    models: tuple[type[SupportGap | SupportOffer], ...] = (SupportGap, SupportOffer)
    return [one for model in models for one in model.objects.present().filter(organization=organization).order_by("pk")]
