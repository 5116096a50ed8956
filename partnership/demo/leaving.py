"""Those who leave, and what one organization is to another: each by the very actions that people and staff use."""

import datetime

from django.utils import timezone

from partnership.demo.stories import Stories
from partnership.demo.times import days_pass
from registry.actions import erasures, networks, people, relations, withdrawals
from registry.models import Membership, Organization, Person, TeamRole
from registry.vocabulary import OrganizationType, RelationKind

LEAVER = "leaver@demo.example"


def leave(stories: Stories) -> None:
    """Withdrawn yesterday, told of the erasure, erased, returned; a deleted account; relations of each stage."""
    _withdrawn(stories)
    _deleted_account(stories)
    _related(stories)


def _withdrawn(stories: Stories) -> None:
    now = timezone.now()
    for code, days in (("en", 1), ("fr", 80), ("es", 105), ("ru", 3)):
        organization = stories.listed(code, OrganizationType.NGO)
        withdrawals.withdraw(organization=organization, by=stories.owner(code), reason=_reason(stories, code))
        days_pass([organization.pk], days)
        if days > 90:
            # The notice was in its time, as the jobs of the night would have sent it.
            withdrawals.send_notices(now - datetime.timedelta(days=20))
            erasures.erase_withdrawn(now - datetime.timedelta(days=1))
        if code == "ru":
            withdrawals.give_back(organization=organization, by=stories.owner(code))
    withdrawals.send_notices(now)


def _reason(stories: Stories, code: str) -> str:
    return str(stories.writer.languages[code].words["invented"])


def _deleted_account(stories: Stories) -> None:
    """Somebody who owned an entry alone, so that the secretariat looks for another owner."""
    leaver, _new = people.find_or_make(email=LEAVER, name="Lea Faregood")
    stories.listed("en", OrganizationType.OTHER, leaver)
    erasures.erase_person(person=leaver, now=timezone.now())


def _related(stories: Stories) -> None:
    """A relation of each kind that holds, is asked for, was declined and was ended; one waits for the secretariat."""
    house = Organization.objects.get(memberships__person=stories.cast["owner"])
    alone = stories.listed("fr", OrganizationType.ACADEMIC)
    Membership.objects.filter(organization=alone).delete()
    for kind in RelationKind.values:
        for stage in ("accepted", "asked", "declined", "ended"):
            code = {"accepted": "en", "asked": "fr", "declined": "es", "ended": "zh"}[stage]
            smaller, owner = stories.listed(code), stories.owner(code)
            made = relations.propose(kind=kind, organization=smaller, other=house, by=owner)
            if stage in ("accepted", "ended"):
                relations.accept(relation=made, by=stories.cast["owner"])
            if stage in ("declined", "ended"):
                relations.end(relation=made, by=stories.cast["owner"])
    relations.propose(kind=RelationKind.PARENT, organization=house, other=alone, by=stories.cast["owner"])
    alliance = stories.listed("fr", OrganizationType.NETWORK)
    networks.propose(network=alliance, member=house, by=_owner(alliance))


def _owner(organization: Organization) -> Person:
    return Membership.objects.get(organization=organization, role=TeamRole.OWNER).person
