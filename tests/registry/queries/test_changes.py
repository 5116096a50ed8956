"""What changed of the public entries: nothing is missed by who asks since the time of the last change that was told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.actions import listing
from registry.models import Organization, PublicChange
from registry.queries import changes
from registry.queries.changes import Changes
from registry.queries.directory import Asked, WrongCursor
from tests.listings import partner

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def since(moment: datetime = LONG_AGO, *, asked: Asked | None = None, **page: Any) -> Changes:
    return changes.since(asked or Asked(), moment, **page)


def gone(public_id: str, state: str, **columns: Any) -> None:
    Organization.objects.filter(public_id=public_id).update(state=state, state_since=timezone.now(), **columns)
    listing.refresh([Organization.objects.get(public_id=public_id).pk])


def at(public_id: str) -> datetime:
    return PublicChange.objects.get(organization__public_id=public_id).at


def ids(found: Changes) -> list[str]:
    return [record["id"] for record in found.found]


def test_the_oldest_change_comes_first_and_each_organization_once() -> None:
    one, two = partner("One"), partner("Two")
    assert ids(since()) == [one, two]
    listing.refresh([Organization.objects.get(public_id=one).pk])
    found = since()
    assert (ids(found), found.total, found.until) == ([two, one], 2, at(one))


def test_who_asks_since_the_last_change_told_gets_that_one_again_and_what_came_after_it() -> None:
    one, two = partner("One"), partner("Two")
    three = partner("Three")
    assert ids(since(at(two))) == [two, three]
    assert ids(since(at(two) + timedelta(microseconds=1))) == [three]
    assert one not in ids(since(at(two)))


def test_nothing_changed_since_a_moment_leaves_that_of_the_last_change() -> None:
    partner("One")
    later = timezone.now() + timedelta(days=1)
    found = since(later)
    assert (found.total, found.found, found.until, found.next) == (0, [], PublicChange.objects.get().at, "")


def test_withdrawn_and_merged_entries_are_told_by_id_alone() -> None:
    kept, merged, withdrawn = partner("Kept"), partner("Merged"), partner("Withdrawn")
    with time_machine.travel(datetime(2026, 3, 9, 23, 30, tzinfo=UTC), tick=False):
        gone(withdrawn, "withdrawn")
    gone(merged, "merged", merged_into=Organization.objects.get(public_id=kept))
    found = since()
    assert ids(found) == [kept]
    assert found.withdrawn == [(withdrawn, datetime(2026, 3, 9, tzinfo=UTC).date())]
    assert found.merged == [(merged, kept)]


def test_an_entry_that_returns_is_no_longer_told_as_withdrawn() -> None:
    one = partner("One")
    gone(one, "withdrawn")
    gone(one, "listed")
    found = since()
    assert (ids(found), found.withdrawn) == ([one], [])


def test_what_was_never_listed_is_not_told() -> None:
    one = partner("One")
    gone(one, "pending")
    assert since().total == 0


def test_a_change_that_takes_an_entry_out_of_a_filter_is_told() -> None:
    ngo, company = partner("One", type="ngo"), partner("Two", type="private_sector")
    found = since(asked=Asked(chosen={"type": ("ngo",)}))
    assert (ids(found), found.unmatched, found.total) == ([ngo], [company], 2)


def test_pages_together_tell_every_change_once() -> None:
    everything = [partner(f"Partner {number}") for number in range(7)]
    gone(everything[2], "withdrawn")
    told: list[str] = []
    page = since(size=3)
    while True:
        told += [*ids(page), *(key for key, _day in page.withdrawn)]
        if not page.next:
            break
        page = since(size=3, after=page.next)
    assert told == [*everything[:2], *everything[3:], everything[2]]


def test_changes_of_one_transaction_are_parted_by_no_page() -> None:
    """Organizations that change together may have the same time; the next page goes on among them."""
    everything = [partner(f"Partner {number}") for number in range(4)]
    PublicChange.objects.update(at=LONG_AGO)
    page = since(size=3)
    assert sorted(ids(page) + ids(since(size=3, after=page.next))) == sorted(everything)


def test_times_never_fall_even_if_the_clock_does() -> None:
    one = partner("One")
    PublicChange.objects.update(at=timezone.now() + timedelta(days=3))
    two = partner("Two")
    assert at(two) >= at(one)


WITHOUT_ZONE = "MjAyNi0wMS0wMSAwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDA"


@pytest.mark.parametrize("cursor", ["x", "====", "a" * 5000, "MjAyNg", "é", "MjAyNi0wMS0wMSB4", WITHOUT_ZONE])
def test_a_forged_place_is_refused(cursor: str) -> None:
    with pytest.raises(WrongCursor, match="no place in a list of changes"):
        since(after=cursor)


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_costs_three_queries(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for name in range(number):
        partner(f"Partner {name}")
    since()
    with django_assert_num_queries(3):
        since()
