"""What a team reads of itself: members, open invitations, wishes to join. Each costs one query."""

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from registry.models import (
    Case,
    Invitation,
    Membership,
    Message,
    Organization,
    Person,
    TeamRemoval,
    TeamRequest,
    TeamRole,
)
from registry.models.messages import MessageKind
from registry.states import CaseKind, CaseState, RequestState


def members(organization: Organization) -> list[Membership]:
    """Owners first, each of the two by how long they belong to the team."""
    found = Membership.objects.filter(organization=organization).select_related("person").order_by("since", "pk")
    return sorted(found, key=lambda one: one.role != TeamRole.OWNER)


def member(organization: Organization, membership_id: int) -> Membership | None:
    found = Membership.objects.filter(organization=organization, pk=membership_id)
    return found.select_related("person", "organization").first()


def is_last_owner(membership: Membership) -> bool:
    if membership.role != TeamRole.OWNER:
        return False
    owners = Membership.objects.filter(organization=membership.organization_id, role=TeamRole.OWNER)
    return not owners.exclude(pk=membership.pk).exists()


def owner_sought_since(organization: Organization) -> datetime.datetime | None:
    """Since when the secretariat looks for an owner; nothing while it does not."""
    looking = Case.objects.filter(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization, state=CaseState.OPEN)
    return looking.values_list("opened_at", flat=True).first()


def working_invitations() -> QuerySet[Invitation]:
    """Links that can be used: in time, without an answer, and sent by who may still give the place that they offer."""
    givers = Membership.objects.filter(
        Q(role=TeamRole.OWNER) | Q(role=OuterRef("role")),
        organization=OuterRef("organization"),
        person=OuterRef("invited_by"),
    )
    unanswered = Invitation.objects.filter(accepted_at=None, declined_at=None, withdrawn_at=None)
    return unanswered.filter(Exists(givers), expires_at__gt=timezone.now())


def sent_lately(invitation: Invitation) -> datetime.datetime | None:
    """When its message was sent, if that is less than a day ago. One query."""
    since = timezone.now() - datetime.timedelta(days=1)
    kinds = (MessageKind.TEAM_INVITATION, MessageKind.DRAFT_HANDED_OVER)
    sent = Message.objects.filter(kind__in=kinds, created_at__gt=since, context__invitation=str(invitation.pk))
    return sent.order_by("-created_at").values_list("created_at", flat=True).first()


def open_invitations(organization: Organization) -> list[Invitation]:
    """Links that still work, the latest first."""
    found = working_invitations().filter(organization=organization)
    return list(found.select_related("invited_by").order_by("-created_at", "-pk"))


def ended_invitations(organization: Organization) -> list[Invitation]:
    """Those that were declined, or expired, for as long as it is known to whom they went; the latest first."""
    over = Q(declined_at__isnull=False) | Q(expires_at__lte=timezone.now())
    found = Invitation.objects.filter(over, organization=organization, accepted_at=None, withdrawn_at=None)
    return list(found.exclude(address="").order_by("-created_at", "-pk"))


def open_wishes(organization: Organization) -> list[TeamRequest]:
    """Wishes to join that wait for an answer, the oldest first."""
    found = TeamRequest.objects.filter(organization=organization, state=RequestState.OPEN)
    return list(found.select_related("person").order_by("asked_at", "pk"))


def wishes_of(person: Person) -> list[TeamRequest]:
    """The wishes of somebody that wait for an answer, the newest first, with the listing at hand. One query.

    Each says in `is_owned` whether there is an owner to answer it.
    """
    owners = Membership.objects.filter(organization=OuterRef("organization"), role=TeamRole.OWNER)
    found = TeamRequest.objects.filter(person=person, state=RequestState.OPEN).annotate(is_owned=Exists(owners))
    return list(found.select_related("organization__listing").order_by("-asked_at", "-pk"))


def removals(organization: Organization) -> list[TeamRemoval]:
    """Whom the secretariat took out of the team, the latest first."""
    found = TeamRemoval.objects.filter(organization=organization)
    return list(found.select_related("person", "by").order_by("-at", "-pk"))
