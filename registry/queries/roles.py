"""Roles of the secretariat: who has which, and every change of them."""

import datetime
import uuid
from dataclasses import dataclass

from django.apps import apps
from django.db.models import F, Q, Window
from django.db.models.functions import Lag

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

    Read from the audit. An account that was deleted has no name any more: `person` is nobody then.
    """
    events = apps.get_model("registry", "PersonEvent")._default_manager
    ever = events.exclude(staff_role="").values("pgh_obj_id")
    in_order = {"partition_by": [F("pgh_obj_id")], "order_by": F("pgh_id").asc()}
    found = (
        events.filter(pgh_obj_id__in=ever)
        .annotate(
            role_before=Window(Lag("staff_role", default=""), **in_order),
            region_before=Window(Lag("desk_region", default=""), **in_order),
        )
        .exclude(Q(staff_role=F("role_before")) & Q(desk_region=F("region_before")))
        .order_by("-pgh_id")
    )
    rows = list(
        found.values_list(
            "pgh_created_at",
            "pgh_obj_id",
            "pgh_context__metadata__user",
            "role_before",
            "staff_role",
            "region_before",
            "desk_region",
        )[:most]
    )
    ids = {uuid.UUID(str(pk)) for row in rows for pk in row[1:3] if pk}
    people = Person.objects.in_bulk(ids)
    return [
        Change(at, people.get(uuid.UUID(str(who))), people.get(uuid.UUID(user)) if user else None, *columns)
        for at, who, user, *columns in rows
    ]
