"""Belonging to a network: proposed by one side, accepted by the other, ended by either."""

from django.db import transaction
from django.utils import timezone

from registry import rules
from registry.actions import listing
from registry.errors import IllegalMove, NotAllowed
from registry.models import NetworkMembership, Organization, Person
from registry.states import OrganizationState
from registry.vocabulary import OrganizationType


def propose(*, network: Organization, member: Organization, by: Person) -> NetworkMembership:
    """Say that an organization belongs to a network; the other side is asked. Proposed twice, it is one proposal.

    Raises `NotAllowed` for who owns neither, `IllegalMove` where one is not listed, or the first is no network.
    """
    with transaction.atomic():
        by_network = rules.owns(by, network)
        if not by_network and not rules.owns(by, member):
            raise NotAllowed
        listed = Organization.objects.listed().select_for_update().filter(pk__in=[network.pk, member.pk])
        if len(listed) != 2 or network.type != OrganizationType.NETWORK:
            raise IllegalMove
        proposed, _new = NetworkMembership.objects.get_or_create(
            network=network, member=member, ended_at=None, defaults={"proposed_by_network": by_network}
        )
        return proposed


def accept(*, belonging: NetworkMembership, by: Person) -> NetworkMembership:
    """Agree to what the other side proposed. Raises `NotAllowed`, and `IllegalMove` for what has ended."""
    with transaction.atomic():
        belonging = _locked(belonging)
        asked = belonging.member if belonging.proposed_by_network else belonging.network
        if not rules.owns(by, asked):
            raise NotAllowed
        if belonging.ended_at or asked.state != OrganizationState.LISTED:
            raise IllegalMove
        if not belonging.accepted_at:
            belonging.accepted_at = timezone.now()
            belonging.save(update_fields=["accepted_at"])
            listing.refresh([belonging.member_id])
        return belonging


def end(*, belonging: NetworkMembership, by: Person) -> NetworkMembership:
    """Decline, take back or leave. Raises `NotAllowed`."""
    with transaction.atomic():
        belonging = _locked(belonging)
        if not rules.owns(by, belonging.network) and not rules.owns(by, belonging.member):
            raise NotAllowed
        if not belonging.ended_at:
            belonging.ended_at = timezone.now()
            belonging.save(update_fields=["ended_at"])
            listing.refresh([belonging.member_id])
        return belonging


def _locked(belonging: NetworkMembership) -> NetworkMembership:
    rows = NetworkMembership.objects.select_for_update(of=("self",)).select_related("network", "member")
    return rows.get(pk=belonging.pk)
