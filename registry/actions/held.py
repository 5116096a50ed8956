"""What a visitor sent without a proof of work: it waits until its sender opens the link in a message.

The link names the row and is signed, so nobody finds the link of another. It works as long as the row waits.
"""

import datetime
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from registry.actions import cases, enquiries
from registry.errors import LinkInvalid
from registry.models import Enquiry, Report

KEPT_DAYS = 7

Held = Report | Enquiry

_signer = Signer(salt="registry.held")
_KINDS: dict[str, type[Report] | type[Enquiry]] = {"report": Report, "enquiry": Enquiry}


def token(held: Held) -> str:
    """What the link of a held row ends with."""
    return _signer.sign(f"{'report' if isinstance(held, Report) else 'enquiry'}-{held.pk}")


def find(token: str) -> Held:
    """What waits under a link. Raises `LinkInvalid` when it was sent, deleted, or never there."""
    try:
        kind, _dash, pk = _signer.unsign(token).partition("-")
    except BadSignature as forged:
        raise LinkInvalid from forged
    since = timezone.now() - datetime.timedelta(days=KEPT_DAYS)
    found: Held | None = (
        _KINDS[kind]._default_manager.select_related("organization").filter(pk=UUID(pk), sent_at__gt=since).first()
    )
    if found is None or not found.held:
        raise LinkInvalid
    return found


def release(*, held: Held) -> None:
    """Send it as if it had come with a proof. Raises `LinkInvalid`, `NobodyReads`, `TooMany`, `TooManyReports`."""
    if isinstance(held, Report):
        cases.release_report(report=held)
    else:
        enquiries.release(enquiry=held)


def discard(*, held: Held) -> None:
    """Delete it unsent. Raises `LinkInvalid` when it was sent meanwhile."""
    if not _delete(type(held), pk=held.pk):
        raise LinkInvalid


def forget(*, now: datetime.datetime) -> int:
    """Delete what nobody let go in time. Returns how much. May run twice."""
    old = now - datetime.timedelta(days=KEPT_DAYS)
    return sum(_delete(model, sent_at__lt=old) for model in _KINDS.values())


@transaction.atomic
def _delete(model: type[Report] | type[Enquiry], **which: Any) -> int:
    """Delete those that still wait; locked first, as `delete` asks twice, and one may be let go between."""
    waiting = model._default_manager.select_for_update().filter(held=True, **which).values_list("pk", flat=True)
    return model._default_manager.filter(pk__in=list(waiting)).delete()[0]
