"""What was published last, for those who follow it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.models import SupportGap
from registry.states import GapState
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


def gaps(number: int) -> list[NewGap]:
    """The gaps that were opened last, of those still open, the newest first. One query."""
    found = (
        SupportGap.objects.present()
        .filter(state=GapState.OPEN, visible_to=Visibility.EVERYONE, organization__listing__isnull=False)
        .order_by("-state_since", "-pk")
        .values_list("pk", "title", "text", "language", "kinds", "state_since", "organization__listing__record")
    )
    return [NewGap(str(pk), *rest) for pk, *rest in found[:number]]
