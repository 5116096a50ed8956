"""Roles in the demonstration: one given, one narrowed to a region, one that has ended."""

from collections.abc import Mapping

from registry.actions import roles
from registry.models import Person
from registry.models.people import StaffRole

AFRICA = "002"


def tell(cast: Mapping[str, Person]) -> None:
    """By two administrators, so that the list of changes names both."""
    first, second = cast["administrator"], cast["administrator2"]
    roles.give(person=cast["curator"], role=StaffRole.REVIEWER, by=first)
    roles.give(person=cast["curator"], role=StaffRole.CURATOR, by=second)
    roles.give(person=cast["desk"], role=StaffRole.REVIEWER, region=AFRICA, by=first)
    roles.give(person=cast["retired"], role=StaffRole.REVIEWER, by=first)
    roles.give(person=cast["retired"], role="", by=second)
