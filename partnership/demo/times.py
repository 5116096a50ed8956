"""Time that passes in the demonstration, whose entries would all be of today otherwise."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

import pgtrigger
from django.apps import apps
from django.db.models import F, Q, QuerySet

from registry.models import (
    Case,
    Claim,
    Confirmation,
    Decision,
    Enquiry,
    Membership,
    Message,
    Organization,
    Report,
    Submission,
    SupportGap,
    SupportOffer,
    Withdrawal,
)
from registry.states import CaseKind


def days_pass(organizations: Sequence[uuid.UUID], days: int) -> None:
    """Move everything that happened to these organizations so many days into the past."""
    back = datetime.timedelta(days=days)
    of_these = {"organization__in": organizations}
    of_organization = ("created_at", "state_since", "listed_at", "confirmed_on", "reminded_on")

    def earlier(*columns: str) -> dict[str, object]:
        return {column: F(column) - back for column in columns}

    # In the audit too, before the rows: that they are moved is written there in its turn.
    events = apps.get_model("registry", "OrganizationEvent")._default_manager
    events.filter(pgh_obj_id__in=organizations).update(**earlier(*of_organization))
    Organization.objects.filter(pk__in=organizations).update(**earlier(*of_organization))
    for organization in Organization.objects.filter(pk__in=organizations).exclude(confirmed_parts={}):
        moved = {part: datetime.date.fromisoformat(on) - back for part, on in organization.confirmed_parts.items()}
        organization.confirmed_parts = {part: on.isoformat() for part, on in moved.items()}
        organization.save(update_fields=["confirmed_parts"])
    Confirmation.objects.filter(**of_these).update(**earlier("at"))
    of_submission = ("opened_at", "saved_at", "state_since", "submitted_at", "reminded_at", "looked_at")
    sent = apps.get_model("registry", "SubmissionEvent")._default_manager
    sent.filter(**of_these).update(**earlier(*of_submission))
    Submission.objects.filter(**of_these).update(**earlier(*of_submission))
    stood = ("state_since", "stated_at", "confirmed_on")
    SupportGap.objects.filter(**of_these).update(**earlier(*stood, "open_since"))
    SupportOffer.objects.filter(**of_these).update(**earlier(*stood))
    Withdrawal.objects.filter(**of_these).update(**earlier("at", "noticed_at", "returned_at", "erased_at"))
    Case.objects.filter(**of_these).update(**earlier("opened_at", "settled_at"))
    Enquiry.objects.filter(**of_these).update(**earlier("sent_at", "relayed_at", "reported_at", "erased_at"))
    with pgtrigger.ignore("registry.Membership:update_update"):  # nobody changed anything in the team
        Membership.objects.filter(**of_these).update(**earlier("since"))
    of_team = apps.get_model("registry", "MembershipEvent")._default_manager
    of_team.filter(**of_these).update(**earlier("pgh_created_at", "since"))
    _of(organizations).update(**earlier("created_at"))
    Report.objects.filter(case__organization__in=organizations).update(**earlier("sent_at"))
    # A decision is never changed; here it was never made on another day either.
    with pgtrigger.ignore("registry.Decision:stays_as_decided"):
        Decision.objects.filter(submission__organization__in=organizations).update(**earlier("decided_at"))


def _of(organizations: Sequence[uuid.UUID]) -> QuerySet[Message]:
    """The messages that tell of these organizations, or of what they sent and how it was decided."""

    def told(found: QuerySet[Any]) -> list[str]:
        return [str(pk) for pk in found.values_list("pk", flat=True)]

    return Message.objects.filter(
        Q(context__organization__in=[str(pk) for pk in organizations])
        | Q(context__submission__in=told(Submission.objects.filter(organization__in=organizations)))
        | Q(context__decision__in=told(Decision.objects.filter(submission__organization__in=organizations)))
    )


def days_pass_for_claims(organization: Organization, days: int) -> None:
    """Move the claims of an entry, and their cases, so many days into the past."""
    back = datetime.timedelta(days=days)
    columns = ("state_since", "opened_at", "proved_at", "code_sent_at", "decided_at")
    Claim.objects.filter(organization=organization).update(**{name: F(name) - back for name in columns})
    of_claims = Case.objects.filter(organization=organization, kind=CaseKind.CLAIM)
    of_claims.update(opened_at=F("opened_at") - back, settled_at=F("settled_at") - back)
