"""Time that passes in the demonstration: whatever moves into the past, the registry as it was tells the same story."""

import datetime

import pytest
from django.utils import timezone

from partnership.demo.times import days_pass
from registry.actions import drafts, submissions, withdrawals
from registry.queries import as_of
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
