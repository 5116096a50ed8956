"""Time that passes in the demonstration: whatever moves into the past, the registry as it was tells the same story."""

import datetime

import pytest
from django.apps import apps
from django.utils import timezone

from partnership.demo.times import days_pass
from registry.actions import drafts, submissions, withdrawals
from registry.models import Membership, Message, Organization
from registry.queries import as_of, timelines
from registry.queries.timelines import Topic
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db


def listed(days_ago: int) -> list[str]:
    return [str(one) for one in as_of.listed(timezone.now() - datetime.timedelta(days=days_ago))]


def test_an_entry_was_listed_on_the_days_on_which_its_story_says_so() -> None:
    submission = factories.submitted()
    organization, own = submission.organization, [str(submission.organization)]
    days_pass([organization.pk], 3)
    submissions.approve(submission=submission, by=person("rosa"))
    days_pass([organization.pk], 20)
    change = drafts.open_change(organization=organization, by=person("amina"))
    submissions.discard(submission=change, by=person("amina"))
    withdrawals.withdraw(organization=organization, by=person("amina"))
    days_pass([organization.pk], 10)
    withdrawals.give_back(organization=organization, by=person("amina"))
    days_pass([organization.pk], 5)

    assert {days: listed(days) for days in (37, 34, 20, 16, 14, 6, 4, 0)} == {
        37: [],
        34: own,
        20: own,
        16: own,
        14: [],
        6: [],
        4: own,
        0: own,
    }


def times_of(organization: Organization) -> list[datetime.datetime]:
    """When it was listed, since when its owner is in the team and came into it, when they were told of it."""
    organization.refresh_from_db()
    listed_at = organization.listed_at
    assert listed_at is not None
    return [
        listed_at,
        Membership.objects.get(organization=organization).since,
        apps.get_model("registry", "MembershipEvent").objects.get().pgh_created_at,
        Message.objects.get(kind="approved").created_at,
    ]


def test_it_passes_for_the_team_and_its_letters_as_for_the_entry_and_nothing_happens_meanwhile() -> None:
    organization = factories.listed()
    before, happened = times_of(organization), apps.get_model("registry", "MembershipEvent").objects.count()

    days_pass([organization.pk], 4)

    assert times_of(organization) == [one - datetime.timedelta(days=4) for one in before]
    assert apps.get_model("registry", "MembershipEvent").objects.count() == happened


def test_what_was_sent_once_was_sent_once_in_the_past_too() -> None:
    organization = factories.listed()
    days_pass([organization.pk], 4)
    told = timelines.timeline(organization, Topic.SUBMISSION)
    assert [str(one.what) for one in told] == ["It was sent to the secretariat", "A submission was begun"]
