"""Gaps and offers of the demonstration that were met elsewhere, are not needed, rest or ended, as their teams say."""

from collections.abc import Mapping
from typing import Any

from registry.actions.confirmations import say_how_it_stands
from registry.models import Membership, Person, SupportGap, SupportOffer
from registry.states import GapState, OfferState, OrganizationState

SAID: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (SupportGap, (GapState.MET, GapState.CLOSED)),
    (SupportOffer, (OfferState.PAUSED, OfferState.CLOSED)),
)


def tell(cast: Mapping[str, Person]) -> None:
    """One of each, of entries with a team, none of which is spoken of between partners."""
    teams = Membership.objects.filter(person__in=cast.values()).select_related("person").order_by("pk")
    for model, states in SAID:
        found = model.objects.present().filter(
            state="open",
            introductions=None,
            organization__state=OrganizationState.LISTED,
            organization__in=teams.values("organization"),
        )
        for item, after in zip(found.select_related("organization").order_by("-pk"), states, strict=False):
            speaker = teams.filter(organization=item.organization)[0].person
            say_how_it_stands(item=item, before="open", after=after, by=speaker)
