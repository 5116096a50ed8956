"""Partners with activities in places, for what tells overlaps."""

import datetime
from collections.abc import Sequence
from typing import Any

from registry.actions import listing
from registry.models import Activity, ActivityPlace, Organization
from tests import factories, listings
from tests.factories import person

HERE = {
    "title": "Mangrove nurseries",
    "language": "en",
    "kinds": ["finance"],
    "elements": ["oecm"],
    "start": datetime.date(2024, 3, 1),
    "status": "under_way",
}
KEY = "ke-oecm-finance"


def add_activity(
    public_id: str, *, countries: Sequence[str] = ("KE",), regions: Sequence[str] = (), **columns: Any
) -> Activity:
    """Give a partner an activity and list it; of what `HERE` says unless said otherwise."""
    organization = Organization.objects.get(public_id=public_id)
    activity = Activity.objects.create(organization=organization, **{**HERE, **columns})
    for code in countries:
        ActivityPlace.objects.create(activity=activity, country_id=code)
    for code in regions:
        ActivityPlace.objects.create(activity=activity, region_id=code)
    listing.refresh([organization.pk])
    return activity


def at_work(name: str, **columns: Any) -> str:
    """A partner with one activity; its public id."""
    public_id = listings.partner(name)
    add_activity(public_id, **columns)
    return public_id


def with_team(name: str, owner: str, **columns: Any) -> Organization:
    """A partner of one of the cast, with an activity of its own beside that of its entry."""
    made = factories.listed(person(owner), name=name)
    add_activity(made.public_id_id, **columns)
    return made
