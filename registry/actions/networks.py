"""Belonging to a network: proposed by one side, accepted by the other, ended by either.

Where the side that is asked has no team, the secretariat answers for it.
"""

from django.db import transaction
from django.utils import timezone

from registry import rules
from registry.actions import listing
from registry.actions.messages import post
from registry.actions.relations import owners_of
from registry.errors import IllegalMove, NotAllowed, NotANetwork
from registry.models import NetworkMembership, Organization, Person
from registry.models.messages import MessageKind
from registry.states import OrganizationState
from registry.vocabulary import OrganizationType


def propose(*, network: Organization, member: Organization, by: Person) -> NetworkMembership:
    """Say that an organization belongs to a network; the other side is asked. Proposed twice, it is one proposal.

    Raises `NotAllowed` for who owns neither, `IllegalMove` where one is not listed, `NotANetwork` where the first is
    none.
    """
    with transaction.atomic():
        by_network = rules.owns(by, network)
        if not by_network and not rules.owns(by, member):
            raise NotAllowed
        both = Organization.objects.listed().filter(pk__in=[network.pk, member.pk])
        listed = both.select_for_update().order_by("pk")
        if len(listed) != 2:
            raise IllegalMove
        if network.type != OrganizationType.NETWORK:
            raise NotANetwork
        proposed, is_new = NetworkMembership.objects.get_or_create(
            network=network, member=member, ended_at=None, defaults={"proposed_by_network": by_network}
        )
        if is_new:
            _tell(member if by_network else network, MessageKind.RELATION_PROPOSED, proposed)
        return proposed


def accept(*, belonging: NetworkMembership, by: Person) -> NetworkMembership:
    """Agree to what the other side proposed.

    Raises `NotAllowed` for who may not answer, and `IllegalMove` for what has ended.
    """
    with transaction.atomic():
        belonging = _locked(belonging)
        if not may_answer(by, belonging):
            raise NotAllowed
        asked = asked_of(belonging)
        if belonging.ended_at or asked.state != OrganizationState.LISTED:
            raise IllegalMove
        if not belonging.accepted_at:
            belonging.accepted_at = timezone.now()
            belonging.save(update_fields=["accepted_at"])
            listing.refresh([belonging.member_id])
            _tell(asking_of(belonging), MessageKind.RELATION_ANSWERED, belonging, answer="accepted")
        return belonging


def end(*, belonging: NetworkMembership, by: Person) -> NetworkMembership:
    """Decline, take back or leave. Raises `NotAllowed`."""
    with transaction.atomic():
        belonging = _locked(belonging)
        of_network = rules.owns(by, belonging.network)
        if not of_network and not rules.owns(by, belonging.member):
            if not may_answer(by, belonging):
                raise NotAllowed
            of_network = not belonging.proposed_by_network
        if not belonging.ended_at:
            belonging.ended_at = timezone.now()
            belonging.save(update_fields=["ended_at"])
            listing.refresh([belonging.member_id])
            taken_back = belonging.accepted_at is None and of_network is belonging.proposed_by_network
            if not taken_back:
                answer = "ended" if belonging.accepted_at else "declined"
                other_side = belonging.member if of_network else belonging.network
                _tell(other_side, MessageKind.RELATION_ANSWERED, belonging, answer=answer)
        return belonging


def asked_of(belonging: NetworkMembership) -> Organization:
    """The side that has to agree."""
    return belonging.member if belonging.proposed_by_network else belonging.network


def asking_of(belonging: NetworkMembership) -> Organization:
    return belonging.network if belonging.proposed_by_network else belonging.member


def may_answer(person: Person, belonging: NetworkMembership) -> bool:
    return rules.may_answer_for(person, asked_of(belonging))


def _tell(organization: Organization, kind: MessageKind, belonging: NetworkMembership, **context: str) -> None:
    for owner in owners_of(organization):
        post(kind=kind, person=owner, context={"membership": str(belonging.pk), **context})


def _locked(belonging: NetworkMembership) -> NetworkMembership:
    rows = NetworkMembership.objects.select_for_update(of=("self",)).select_related("network", "member")
    return rows.get(pk=belonging.pk)
