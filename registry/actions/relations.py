"""Lineage: an organization is part of another one, or another one took over its work. Both sides agree to it.

Where the side that is asked has no team, the secretariat answers for it.
"""

import uuid

from django.db import connection, transaction
from django.utils import timezone

from registry import rules
from registry.actions.messages import post
from registry.actions.versions import note_changes, raise_version
from registry.errors import HasParent, IllegalMove, NotAllowed, WouldBeCircle
from registry.models import Organization, Person, Relation, TeamRole
from registry.models.messages import MessageKind
from registry.states import OrganizationState
from registry.vocabulary import RelationKind


def propose(*, kind: str, organization: Organization, other: Organization, by: Person) -> Relation:
    """Say that `other` is the parent, or the successor, of an organization; the other side is asked, of a registration
    once it is sent.

    An organization that is not listed yet may name a parent only; the other one is always listed. Who owns both has
    agreed for both at once. Proposed twice, it is one proposal. Raises `NotAllowed` for who owns neither, `IllegalMove`
    where one of them may not, `HasParent`, and `WouldBeCircle`.
    """
    with transaction.atomic():
        organization, other = _locked(organization.pk, other.pk)
        by_organization, by_other = rules.owns(by, organization), rules.owns(by, other)
        if not by_organization and not by_other:
            raise NotAllowed
        _check_states(kind, organization, other)
        known = Relation.objects.filter(kind=kind, organization=organization, other=other, ended_at=None).first()
        if known:
            return known
        _check_room(kind, organization, other)
        relation = Relation.objects.create(
            kind=kind, organization=organization, other=other, proposed_by_other=not by_organization, proposed_by=by
        )
        if by_organization and by_other:
            return _accepted(relation)
        if was_sent(organization):
            _tell(asked_of(relation), MessageKind.RELATION_PROPOSED, relation)
        return relation


def was_sent(organization: Organization) -> bool:
    """Whether others may hear of an organization: it is listed, or its registration has left its authors once."""
    return organization.state == OrganizationState.LISTED or bool(
        organization.submissions.exclude(submitted_at=None).exists()
    )


def ask_parents(organization: Organization) -> None:
    """Ask those of whom an organization says that it is part of them, when its registration is sent the first time:
    a draft is for its authors alone. To be called in the transaction of the sending, before it is noted.
    """
    if was_sent(organization):
        return
    proposed = organization.relations.filter(proposed_by_other=False, accepted_at=None, ended_at=None)
    proposed = proposed.filter(other__state=OrganizationState.LISTED)
    for relation in proposed.select_related("other").order_by("pk"):
        _tell(relation.other, MessageKind.RELATION_PROPOSED, relation)


def _check_states(kind: str, organization: Organization, other: Organization) -> None:
    may_be = [OrganizationState.LISTED]
    if kind == RelationKind.PARENT:
        may_be.append(OrganizationState.PENDING)
    if organization == other or organization.state not in may_be or other.state != OrganizationState.LISTED:
        raise IllegalMove


def accept(*, relation: Relation, by: Person) -> Relation:
    """Agree to what the other side proposed; both pages show it from now on.

    Raises `NotAllowed` for who may not answer, `IllegalMove` for what has ended or where one side is not there,
    `HasParent` and `WouldBeCircle` for what was agreed to meanwhile.
    """
    with transaction.atomic():
        relation = _again(relation)
        if not may_answer(by, relation):
            raise NotAllowed
        if relation.ended_at:
            raise IllegalMove
        if relation.accepted_at:
            return relation
        _check_states(relation.kind, relation.organization, relation.other)
        _check_room(relation.kind, relation.organization, relation.other)
        _tell(asking_of(relation), MessageKind.RELATION_ANSWERED, relation, answer="accepted")
        return _accepted(relation)


def _accepted(relation: Relation) -> Relation:
    relation.accepted_at = timezone.now()
    relation.save(update_fields=["accepted_at"])
    _show(relation)
    return relation


def end(*, relation: Relation, by: Person) -> Relation:
    """Decline it, take it back, or end what was agreed to; the other side is told. Done twice, it is done once.

    Raises `NotAllowed`.
    """
    with transaction.atomic():
        relation = _again(relation)
        answers = may_answer(by, relation)
        if not answers and not rules.owns(by, asking_of(relation)):
            raise NotAllowed
        if relation.ended_at:
            return relation
        relation.ended_at = timezone.now()
        relation.save(update_fields=["ended_at"])
        told = asking_of(relation) if answers else asked_of(relation)
        if relation.accepted_at:
            _show(relation)
            _tell(told, MessageKind.RELATION_ANSWERED, relation, answer="ended")
        elif answers:
            _tell(told, MessageKind.RELATION_ANSWERED, relation, answer="declined")
        return relation


def asked_of(relation: Relation) -> Organization:
    """The side that has to agree."""
    return relation.organization if relation.proposed_by_other else relation.other


def asking_of(relation: Relation) -> Organization:
    return relation.other if relation.proposed_by_other else relation.organization


def may_answer(person: Person, relation: Relation) -> bool:
    return rules.may_answer_for(person, asked_of(relation))


# -- Locks, circles, who is told --------------------------------------------------------------------------------------


def _locked(*ids: uuid.UUID) -> list[Organization]:
    """Organizations as they stand, in the order that was asked for, locked in the order of their ids."""
    rows = Organization.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    found = {one.pk: one for one in rows}
    return [found[pk] for pk in ids]


def _again(relation: Relation) -> Relation:
    organization, other = _locked(relation.organization_id, relation.other_id)
    fresh = Relation.objects.select_for_update().get(pk=relation.pk)
    fresh.organization, fresh.other = organization, other
    return fresh


# From the other organization on: whatever it is part of, or was followed by.
CHAIN = """
    WITH RECURSIVE chain(id) AS (
        SELECT %(other)s::uuid
        UNION
        SELECT relation.other_id FROM registry_relation relation JOIN chain ON relation.organization_id = chain.id
        WHERE relation.kind = %(kind)s AND relation.accepted_at IS NOT NULL AND relation.ended_at IS NULL
    )
    SELECT EXISTS (SELECT FROM chain WHERE id = %(organization)s)
"""

# Two organizations are locked, and a circle may be of more: so each kind is agreed to one at a time.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext(%s))"


def _check_room(kind: str, organization: Organization, other: Organization) -> None:
    """Raises `HasParent`, `WouldBeCircle`."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [f"registry_relation:{kind}"])
        cursor.execute(CHAIN, {"kind": kind, "organization": organization.pk, "other": other.pk})
        in_circle = cursor.fetchone()[0]
    if in_circle:
        raise WouldBeCircle
    if kind == RelationKind.PARENT and organization.relations.accepted().filter(kind=kind).exists():
        raise HasParent


def _show(relation: Relation) -> None:
    """What the public pages of both tell changes now."""
    listed = [one.pk for one in (relation.organization, relation.other) if one.state == OrganizationState.LISTED]
    raise_version()
    note_changes(listed)


def _tell(organization: Organization, kind: MessageKind, relation: Relation, **context: str) -> None:
    for owner in owners_of(organization):
        post(kind=kind, person=owner, context={"relation": str(relation.pk), **context})


def owners_of(organization: Organization) -> list[Person]:
    """Those who hear of what is proposed to an organization."""
    owning = {"memberships__organization": organization, "memberships__role": TeamRole.OWNER}
    return list(Person.objects.active().filter(**owning).order_by("pk"))
