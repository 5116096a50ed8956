"""Roles of the secretariat: who has which, and every change of them."""

import datetime
import uuid
from dataclasses import dataclass

from django.apps import apps

from registry import rules
from registry.models import Person


@dataclass(frozen=True)
class Change:
    """A role or the region of a desk that changed; `by` is nobody where it was done by a command."""

    at: datetime.datetime
    person: Person | None
    by: Person | None
    before: str
    after: str
    before_region: str
    after_region: str


def staff() -> list[Person]:
    """Everyone with a role, those who are shut out too, each with whether they have a second factor. One query."""
    return list(rules.with_second_factor().exclude(staff_role="").order_by("name", "email"))


def changes(most: int) -> list[Change]:
    """The last changes, the newest first. Two queries.

    Read from the audit, all of it that is about people who ever had a role: they are few. Of an account that was
    deleted `person` is nobody.
    """
    events = apps.get_model("registry", "PersonEvent")._default_manager
    ever = events.exclude(staff_role="").values("pgh_obj_id")
    rows = (
        events.filter(pgh_obj_id__in=ever)
        .order_by("pgh_id")
        .values_list("pgh_created_at", "pgh_obj_id", "pgh_context__metadata__user", "staff_role", "desk_region")
    )
    found: list[tuple[datetime.datetime, uuid.UUID, str | None, str, str, str, str]] = []
    now: dict[uuid.UUID, tuple[str, str]] = {}
    for at, who, user, role, region in rows:
        before, before_region = now.get(who, ("", ""))
        if (before, before_region) != (role, region):
            found.append((at, who, user, before, role, before_region, region))
        now[who] = role, region
    shown = found[: -most - 1 : -1]
    people = Person.objects.in_bulk({uuid.UUID(str(pk)) for row in shown for pk in row[1:3] if pk})
    return [
        Change(at, people.get(who), people.get(uuid.UUID(user)) if user else None, *columns)
        for at, who, user, *columns in shown
    ]
