"""What a visitor sent without a proof of work: it waits until its sender opens the link in a message.

The link names the row and is signed, so nobody finds the link of another. It works as long as the row waits.
"""

import datetime
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
    gone, _of = type(held)._default_manager.filter(pk=held.pk, held=True).delete()
    if not gone:
        raise LinkInvalid


def forget(*, now: datetime.datetime) -> int:
    """Delete what nobody let go in time. Returns how much. May run twice."""
    old = {"held": True, "sent_at__lt": now - datetime.timedelta(days=KEPT_DAYS)}
    with transaction.atomic():
        return sum(model._default_manager.filter(**old).delete()[0] for model in _KINDS.values())
