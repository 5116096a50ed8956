"""What becomes of claims by night: those that were never proved are closed, those decided long ago are forgotten."""

import datetime

from django.db import transaction

from registry.actions import attachments
from registry.actions.claims import is_unproved, locked, move, settle_case
from registry.models import Claim
from registry.states import OPEN_CLAIMS, ClaimState
from registry.vocabulary import ClaimEvidence

UNPROVED_DAYS = 7
KEPT_DAYS = 90  # what was written in a claim stays so long after it was decided
NEVER_PROVED = "claim_never_proved"
WRITTEN = ("words", "address", "link", "question", "reason", "code")


def close_unproved(*, now: datetime.datetime) -> int:
    """Close claims whose claimant was sent a code and never typed it in, a week on. Returns the number closed."""
    old = now - datetime.timedelta(days=UNPROVED_DAYS)
    waiting = Claim.objects.filter(state__in=OPEN_CLAIMS, evidence=ClaimEvidence.DOMAIN, proved_at=None)
    closed = 0
    for one in waiting.filter(state_since__lt=old).order_by("pk"):
        with transaction.atomic():
            claim = locked(one)
            if claim.state in OPEN_CLAIMS and is_unproved(claim) and claim.state_since < old:
                move(claim, ClaimState.WITHDRAWN, rule=NEVER_PROVED, decided_at=now)
                settle_case(claim, None)
                closed += 1
    return closed


def forget(*, now: datetime.datetime) -> int:
    """Blank what was written in claims that were decided 90 days ago, and delete their letters. May run twice.

    Returns the number of claims that were blanked.
    """
    old = now - datetime.timedelta(days=KEPT_DAYS)
    decided = Claim.objects.exclude(state__in=OPEN_CLAIMS).filter(state_since__lt=old)
    written = decided.exclude(**dict.fromkeys(WRITTEN, ""), letter=None).order_by("pk")
    count = 0
    for one in written:
        with transaction.atomic():
            claim = locked(one)
            letter, claim.letter = claim.letter, None
            for column in WRITTEN:
                setattr(claim, column, "")
            claim.save(update_fields=["letter", *WRITTEN])
            if letter:
                attachments.delete(letter)
        count += 1
    return count
