"""Entries with a past: one that changed several times, one that hid something, one that is to go back."""

from partnership.demo.stories import Stories
from partnership.demo.times import days_pass
from registry.actions import drafts, less_public, restores, submissions
from registry.entry.document import present, read
from registry.entry.less_public import Hide
from registry.models import Decision, Organization
from registry.states import Origin
from registry.vocabulary import Visibility


def tell(stories: Stories) -> None:
    """All of them, by the actions that people and staff use."""
    _changed_often(stories)
    _hid_something(stories)


def _changed_often(stories: Stories) -> None:
    """Three changes by the team and a correction by staff; then its team, and a reviewer, propose to go back."""
    organization, owner = stories.listed("en"), stories.owner("en")
    for scale in ("national", "regional", "global"):
        change = drafts.open_change(organization=organization, by=owner)
        where = {**change.document["where"], "scales": [scale]}
        stories.submit(stories.save(change, "where", where, owner), owner)
        days_pass([organization.pk], 3)
        change.refresh_from_db()
        submissions.approve(submission=change, by=stories.reviewer)
        days_pass([organization.pk], 40)
    stories.correct(organization, "en")
    days_pass([organization.pk], 6)
    decisions = Decision.objects.filter(submission__organization=organization).select_related("submission")
    earlier = decisions.get(live_version=2)
    restores.restore(organization=organization, decision=earlier, by=owner)
    restores.restore(organization=organization, decision=earlier, by=stories.reviewer, origin=Origin.RESTORE)
    days_pass([organization.pk], 1)


def _hid_something(stories: Stories) -> None:
    """An address that was shown is hidden, and the first gap or activity is kept from the public."""
    organization, owner = stories.listed("fr"), stories.owner("fr")
    document = read(Organization.objects.get(pk=organization.pk))
    shown = [id_ for id_, item in present(document, "contacts").items() if item["email_public"]]
    activity = next(iter(present(document, "activities")))
    what = [Hide(f"contacts.{shown[0]}.email_public"), Hide(f"activities.{activity}", Visibility.SECRETARIAT)]
    less_public.hide(organization=organization, what=what, by=owner)
    days_pass([organization.pk], 2)
