"""What was published last, for those who follow it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from registry.models import Listing, SupportGap
from registry.states import GapState, OrganizationState
from registry.vocabulary import Visibility


@dataclass(frozen=True)
class NewGap:
    """An open gap that everyone may see. `partner` is the public record of who states it."""

    id: str
    title: str
    text: str
    language: str
    kinds: list[str]
    since: datetime
    partner: dict[str, Any]


def partners(number: int) -> list[tuple[dict[str, Any], datetime]]:
    """The public records of the partners that joined last, the newest first, and when each did. One query."""
    listings = Listing.objects.filter(organization__state=OrganizationState.LISTED)
    newest_first = listings.order_by("-organization__listed_at", "organization")
    rows = newest_first.values_list("record", "organization__listed_at")[:number]
    return [(record, joined) for record, joined in rows if joined]


def gaps(number: int) -> list[NewGap]:
    """The gaps that were opened last, of those still open, the newest first. One query."""
    newest_first = ("-state_since", "-pk")
    is_listed = Exists(Listing.objects.filter(organization=OuterRef("organization")))
    found = SupportGap.objects.present().filter(is_listed, state=GapState.OPEN, visible_to=Visibility.EVERYONE)
    chosen = found.order_by(*newest_first).values("pk")[:number]  # before the records are read, which are long
    told = ("pk", "title", "text", "language", "kinds", "state_since", "organization__listing__record")
    rows = SupportGap.objects.filter(pk__in=chosen).order_by(*newest_first).values_list(*told)
    return [NewGap(str(pk), *rest) for pk, *rest in rows]
