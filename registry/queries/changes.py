"""What changed of the public entries since a moment, in the order of the changes: for programs that keep a copy."""

import binascii
import datetime
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from registry.models import PublicChange
from registry.queries import directory
from registry.queries.directory import Asked, WrongCursor
from registry.states import OrganizationState

GONE = (OrganizationState.WITHDRAWN, OrganizationState.MERGED)


@dataclass(frozen=True)
class Changes:
    """One page of what changed, the oldest change first; each organization once, as it is now.

    `found` are records of listed organizations that the question finds, `unmatched` public ids of listed ones that it
    does not find, or no longer. `withdrawn` are public ids and days, `merged` public ids and those of the entries that
    took them up. `until` is the time of the last change told, or of the last that there is: asking since it misses
    nothing. `total` counts all changes since the moment that was asked for, `next` is a cursor, "" on the last page.
    """

    total: int
    found: list[dict[str, Any]]
    unmatched: list[str]
    withdrawn: list[tuple[str, datetime.date]]
    merged: list[tuple[str, str]]
    until: datetime.datetime
    next: str


def since(asked: Asked, moment: datetime.datetime, *, after: str = "", size: int = 25) -> Changes:
    """What changed at `moment` or later. Raises `WrongCursor`."""
    changed = PublicChange.objects.filter(
        Q(organization__listing__isnull=False) | Q(organization__state__in=GONE), at__gte=moment
    )
    page = changed.select_related("organization__merged_into", "organization__listing").order_by("at", "organization")
    if after:
        at, organization = _read(after)
        page = page.filter(Q(at__gt=at) | Q(at=at, organization__gt=organization))
    rows = list(page.defer("organization__listing__texts")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    listings = [row.organization.listing for row in rows if row.organization.state not in GONE]
    fitting = directory.among(asked, [listing.slot for listing in listings])
    return Changes(
        total=changed.count(),
        found=[listing.record for listing in listings if listing.slot in fitting],
        unmatched=[listing.public_id for listing in listings if listing.slot not in fitting],
        withdrawn=[
            (row.organization.public_id_id, row.organization.state_since.astimezone(datetime.UTC).date())
            for row in rows
            if row.organization.state == OrganizationState.WITHDRAWN
        ],
        merged=[
            (row.organization.public_id_id, kept.public_id_id)
            for row in rows
            if (kept := row.organization.merged_into) is not None
        ],
        until=rows[-1].at if rows else _last() or moment,
        next=_written(rows[-1]) if more else "",
    )


def _last() -> datetime.datetime | None:
    """When something changed last: whoever asks by a clock that is fast has not missed what comes until then."""
    found: datetime.datetime | None = PublicChange.objects.aggregate(last=Max("at"))["last"]
    return found


def _written(row: PublicChange) -> str:
    told = f"{row.at.isoformat()} {row.organization_id}"
    return urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime.datetime, uuid.UUID]:
    try:
        told = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        at, _space, organization = told.partition(" ")
        moment, key = datetime.datetime.fromisoformat(at), uuid.UUID(organization)
    except (binascii.Error, ValueError) as error:
        raise WrongCursor(_("This is no place in a list of changes. Begin the list anew.")) from error
    if moment.tzinfo is None:
        raise WrongCursor(_("This is no place in a list of changes. Begin the list anew."))
    return moment, key
