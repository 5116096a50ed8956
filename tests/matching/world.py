"""Makes the gaps and offers of the table, each of an organization of its own unless it says of which."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from registry.actions import listing
from registry.models import (
    GapPlace,
    Name,
    OfferPlace,
    Organization,
    Relation,
    SupportGap,
    SupportOffer,
)
from registry.text import fold
from registry.vocabulary import RelationKind
from tests import listings
from tests.matching.pairs import Side


class World:
    """Remembers the organizations that it made, by their names."""

    def __init__(self) -> None:
        self.organizations: dict[str, Organization] = {}

    def gap(self, side: Side) -> uuid.UUID:
        return self._make(side, SupportGap, GapPlace, "gap", scales=list(side.scales))

    def offer(self, side: Side) -> uuid.UUID:
        return self._make(side, SupportOffer, OfferPlace, "offer")

    def organization(self, name: str, **columns: Any) -> Organization:
        made = self.organizations.get(name)
        if made is None:
            made = self.organizations[name] = listings.organization(**columns)
            Name.objects.create(organization=made, text=name, language="und", kind="official", folded=fold(name))
        return made

    def refresh(self) -> None:
        """List all that was made; relations hold from here on."""
        listing.refresh([one.pk for one in self.organizations.values()])

    def _make(self, side: Side, model: Any, place: Any, owner: str, **columns: Any) -> uuid.UUID:
        name = side.of or f"Org {len(self.organizations)}"
        organization = self.organization(name, scales=list(side.scales), languages=list(side.languages))
        self._relate(organization, side)
        since = timezone.now() - timedelta(days=side.days)
        made = model.objects.create(
            organization=organization,
            title=side.title,
            text=side.text,
            language=side.language,
            kinds=list(side.kinds),
            elements=list(side.elements),
            everywhere=side.everywhere,
            realms=list(side.realms),
            visible_to=side.visible_to,
            state=side.state,
            state_since=since,
            stated_at=since,
            **columns,
        )
        for code in side.countries:
            place.objects.create(**{owner: made}, country_id=code)
        for code in side.regions:
            place.objects.create(**{owner: made}, region_id=code)
        return uuid.UUID(str(made.pk))

    def _relate(self, organization: Organization, side: Side) -> None:
        others = ((RelationKind.PARENT, side.parent), (RelationKind.SUCCESSOR, side.successor))
        for kind, name in others:
            if name:
                Relation.objects.create(
                    kind=kind, organization=organization, other=self.organization(name), accepted_at=timezone.now()
                )
