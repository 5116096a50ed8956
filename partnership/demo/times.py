"""Time that passes in the demonstration, whose entries would all be of today otherwise."""

import datetime
import uuid
from collections.abc import Sequence

import pgtrigger
from django.db.models import F

from registry.models import Case, Decision, Enquiry, Organization, Report, Submission, SupportGap, SupportOffer


def days_pass(organizations: Sequence[uuid.UUID], days: int) -> None:
    """Move everything that happened to these organizations so many days into the past."""
    back = datetime.timedelta(days=days)
    of_these = {"organization__in": organizations}

    def earlier(*columns: str) -> dict[str, object]:
        return {column: F(column) - back for column in columns}

    Organization.objects.filter(pk__in=organizations).update(
        **earlier("created_at", "state_since", "listed_at", "confirmed_on")
    )
    Submission.objects.filter(**of_these).update(
        **earlier("opened_at", "saved_at", "state_since", "submitted_at", "reminded_at")
    )
    for model in (SupportGap, SupportOffer):
        model._default_manager.filter(**of_these).update(**earlier("state_since"))
    Case.objects.filter(**of_these).update(**earlier("opened_at", "settled_at"))
    Enquiry.objects.filter(**of_these).update(**earlier("sent_at", "relayed_at", "reported_at", "erased_at"))
    Report.objects.filter(case__organization__in=organizations).update(**earlier("sent_at"))
    # A decision is never changed; here it was never made on another day either.
    with pgtrigger.ignore("registry.Decision:stays_as_decided"):
        Decision.objects.filter(submission__organization__in=organizations).update(**earlier("decided_at"))
