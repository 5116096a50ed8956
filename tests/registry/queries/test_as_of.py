"""The registry as it was: what was listed on a day, and what each entry said then."""

import csv
import datetime
import io
from collections.abc import Callable
from typing import Any

import pgtrigger
import pytest
import time_machine
from django.utils import timezone

from registry.actions import drafts, submissions, withdrawals
from registry.exchange import whole
from registry.models import Decision, Organization
from registry.queries import as_of
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def decided(organization: Organization, version: int, days_ago: int) -> None:
    """Say that a version was approved so many days ago; past every action, since a decision is never changed."""
    with pgtrigger.ignore("registry.Decision:stays_as_decided"):
        Decision.objects.filter(submission__organization=organization, live_version=version).update(
            decided_at=timezone.now() - days_ago * DAY
        )
    if version == 1:
        since(organization, days_ago)


def since(organization: Organization, days_ago: int) -> None:
    """Say that it came into its state so many days ago."""
    Organization.objects.filter(pk=organization.pk).update(state_since=timezone.now() - days_ago * DAY)


def founded(days_ago: int) -> dict[str, str]:
    """The year of foundation of each entry that was listed then, by public id, as the file of that moment says."""
    file = b"".join(whole.as_csv(whole.rows_as_of(timezone.now() - days_ago * DAY)))
    return {row["id"]: row["founded"] for row in csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""))}


def test_an_entry_says_what_it_said_then() -> None:
    organization = factories.listed()
    change = drafts.open_change(organization=organization, by=person("amina"))
    factories.save(change, "organization", {**factories.ORGANIZATION, "founded": "2001"})
    submissions.approve(submission=factories.send(change, person("amina")), by=person("rosa"))
    decided(organization, 1, 20)
    decided(organization, 2, 10)

    assert founded(30) == {}
    assert founded(15) == {organization.public_id_id: "1998"}
    assert founded(5) == {organization.public_id_id: "2001"}


def test_what_was_withdrawn_then_is_not_there_and_is_again_when_it_came_back() -> None:
    organization = factories.listed()
    decided(organization, 1, 30)
    withdrawals.withdraw(organization=organization, by=person("amina"))
    since(organization, 20)
    assert [list(founded(days)) for days in (25, 15)] == [[organization.public_id_id], []]

    withdrawals.give_back(organization=organization, by=person("amina"))
    since(organization, 10)
    assert [list(founded(days)) for days in (25, 15, 5)] == [
        [organization.public_id_id],
        [],
        [organization.public_id_id],
    ]


def test_as_of_each_moment_is_what_was_listed_at_that_moment() -> None:
    """However far the clock of the database, which says since when a registration is there, is ahead."""
    start = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    made: list[Organization] = []
    steps: list[Callable[[], Any]] = [
        lambda: made.append(factories.listed(name="First Council")),
        lambda: factories.submitted(person("sam")),
        lambda: made.append(factories.listed(person("bo"), name="Second Council")),
        lambda: withdrawals.withdraw(organization=made[0], by=person("amina")),
        lambda: submissions.decline(submission=factories.submitted(person("kim")), by=person("rosa"), reason="No."),
        lambda: withdrawals.give_back(organization=made[0], by=person("amina")),
        lambda: withdrawals.withdraw(organization=made[1], by=person("bo")),
    ]
    stood: dict[datetime.datetime, set[str]] = {start: set()}
    for number, step in enumerate(steps, start=1):
        with time_machine.travel(start + number * DAY, tick=False):
            step()
        stood[start + (number + 0.5) * DAY] = {str(one) for one in Organization.objects.listed()}
    assert len(set(map(frozenset, stood.values()))) == 4
    for moment, expected in stood.items():
        assert {str(one) for one in as_of.listed(moment)} == expected
    assert {str(one) for one in as_of.listed(timezone.now())} == {str(made[0])}


def test_what_happened_last_holds_where_one_clock_was_ahead() -> None:
    organization = factories.listed()
    now = timezone.now()
    with time_machine.travel(now - datetime.timedelta(seconds=5), tick=False):
        withdrawals.withdraw(organization=organization, by=person("amina"))
    assert organization.state_since > Organization.objects.get().state_since
    assert [*as_of.listed(now + DAY)] == []


def test_what_was_merged_since_was_listed_before() -> None:
    organization, other = factories.partner(), factories.partner()
    for one in (organization, other):
        decided(one, 1, 30)
    Organization.objects.filter(pk=organization.pk).update(
        state="merged", merged_into=other, state_since=timezone.now() - 10 * DAY
    )
    assert set(founded(20)) == {organization.public_id_id, other.public_id_id}
    assert set(founded(5)) == {other.public_id_id}


def test_what_waits_or_was_refused_was_never_listed() -> None:
    submissions.decline(submission=factories.submitted(), by=person("rosa"), reason="No.")
    factories.submitted(person("kim"))
    assert founded(0) == {}


def test_entries_are_read_some_at_a_time_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_of, "AT_ONCE", 2)
    made = {factories.partner(name=f"Invented Bay {number}").public_id_id for number in range(5)}
    found = [public_id for public_id, _document in as_of.entries(timezone.now())]
    assert (found, set(found)) == (sorted(found), made)


def test_a_day_ends_with_its_last_moment_in_utc() -> None:
    assert as_of.end_of(datetime.date(2027, 3, 31)) == datetime.datetime(2027, 4, 1, tzinfo=datetime.UTC)
