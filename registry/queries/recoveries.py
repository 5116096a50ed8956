"""Recoveries of lost second factors: what waits for a second administrator, and what was done lately."""

from collections.abc import Sequence

from django.db.models import QuerySet

from registry.models import Recovery
from registry.states import RecoveryState


def open_recoveries() -> Sequence[Recovery]:
    """The oldest first. One query."""
    return list(_with_people().filter(state=RecoveryState.ASKED).order_by("asked_at", "pk"))


def answered_recoveries(most: int) -> Sequence[Recovery]:
    """The newest first. One query."""
    return list(_with_people().exclude(state=RecoveryState.ASKED).order_by("-answered_at", "-pk")[:most])


def _with_people() -> QuerySet[Recovery]:
    return Recovery.objects.select_related("person", "asked_by", "answered_by")
