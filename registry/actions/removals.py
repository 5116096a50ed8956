"""The secretariat takes somebody out of a team whom no owner takes out, such as a second account of a claimant."""

from django.db import transaction

from registry import rules
from registry.actions import cases
from registry.actions.invitations import tell_owners
from registry.actions.messages import post
from registry.actions.revoked import take_out
from registry.actions.versions import note_changes, raise_version
from registry.errors import IllegalMove, NotAllowed, ReasonNeeded
from registry.models import Membership, Organization, Person, TeamRemoval, TeamRole
from registry.models.messages import MessageKind
from registry.states import CaseKind


def remove(*, membership: Membership, by: Person, reason: str) -> TeamRemoval:
    """Take somebody out of the team of an entry, and note why: they and the owners who stay read it.

    Nothing of theirs stays live, as when a claim is revoked. An entry without owner then is a case for the secretariat,
    and its editors are told.
    Raises `NotAllowed`, `ReasonNeeded`, `IllegalMove` when they have left meanwhile.
    """
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=membership.organization_id)
        if not rules.may_take_out(by, organization):
            raise NotAllowed
        if not reason.strip():
            raise ReasonNeeded
        fresh = Membership.objects.select_related("person").filter(pk=membership.pk).first()
        if fresh is None:
            raise IllegalMove
        person = fresh.person
        take_out(person, organization)
        removal = TeamRemoval.objects.create(organization=organization, person=person, by=by, reason=reason)
        if not Membership.objects.filter(organization=organization, role=TeamRole.OWNER).exists():
            cases.raise_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization)
            cases.tell_editors(organization)
        change, who, why = "taken_out", str(person.pk), str(removal.pk)
        if person.is_active:
            context = {"organization": str(organization.pk), "change": change, "person": who, "removal": why}
            post(kind=MessageKind.TEAM_CHANGED, person=person, context=context)
        tell_owners(organization, MessageKind.TEAM_CHANGED, change=change, person=who, removal=why)
        raise_version()
        note_changes([organization.pk])  # the public page says whether there is a team
        return removal
