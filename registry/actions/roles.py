"""Roles of the secretariat: given, changed and taken by administrators; on record in the events of `Person`."""

import pghistory
from django.db import transaction

from registry import places, rules
from registry.actions.messages import post
from registry.actions.people import find_or_make
from registry.errors import LastAdministrator, NotAllowed
from registry.models import Absence, Case, Person, Submission
from registry.models.messages import MessageKind
from registry.models.people import StaffRole
from registry.states import OPEN, CaseState


def give_to_address(*, email: str, role: str, region: str = "", by: Person) -> Person:
    """Give a role to the person of an address, who is made if need be; see `give`."""
    with transaction.atomic():
        if not rules.may_administer(by):
            raise NotAllowed
        person, _made = find_or_make(email=email)
        return give(person=person, role=role, region=region, by=by)


def give(*, person: Person, role: str, region: str = "", by: Person) -> Person:
    """What somebody may do at the secretariat from now on: a role, and a desk for one region or for all of them.

    Without `role` their work there ends: what they had is nobody's again, and nobody is covered by them; with a
    region, what has its seat elsewhere is. The person is told, unless nothing changed. Raises `NotAllowed`,
    `LastAdministrator` when nobody would be left who administers, and `ValueError` for a role or a region that there
    is not.
    """
    region = region if role else ""
    if role not in ("", *StaffRole.values) or (region and region not in places.region_codes()):
        raise ValueError(role, region)
    with transaction.atomic(), pghistory.context(user=str(by.pk)):
        # All administrators in one order: of two who take the role from each other, the second finds one left.
        people = Person.objects.select_for_update(no_key=True)
        administrators = list(people.filter(staff_role=StaffRole.ADMINISTRATOR, is_active=True).order_by("pk"))
        if by not in administrators:
            raise NotAllowed
        person = people.get(pk=person.pk)
        before, before_region = person.staff_role, person.desk_region
        if (before, before_region) == (role, region):
            return person
        if role != StaffRole.ADMINISTRATOR and administrators == [person]:
            raise LastAdministrator
        person.staff_role, person.desk_region = role, region
        person.save(update_fields=["staff_role", "desk_region"])
        if not role:
            _let_go(person)
        elif region:
            _let_go_elsewhere(person, region)
        context = {"before": before, "after": role, "region": region, "by": str(by.pk)}
        post(kind=MessageKind.ROLE_CHANGED, person=person, context=context)
        return person


def _let_go(person: Person) -> None:
    """What somebody had at the desk is nobody's again."""
    Submission.objects.filter(assigned_to=person, state__in=OPEN).update(assigned_to=None)
    Case.objects.filter(assigned_to=person, state=CaseState.OPEN).update(assigned_to=None)
    Absence.objects.filter(person=person).delete()
    Absence.objects.filter(cover=person).delete()


def _let_go_elsewhere(person: Person, region: str) -> None:
    """What somebody had and may not decide any more, now that their desk has a region, is nobody's again."""
    held = Submission.objects.filter(assigned_to=person, state__in=OPEN)
    held.exclude(seat__in=sorted(places.places_in(region))).update(assigned_to=None)
