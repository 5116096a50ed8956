"""Who may be the organizations of many rows: the same as of one, in the same number of queries."""

from typing import Any

import pytest

from registry.likeness import Profile, Reason
from registry.queries.likely import many
from tests.factories import draft, imported

pytestmark = pytest.mark.django_db


def of(name: str, country: str = "KE", **known: Any) -> Profile:
    return Profile.of(names=[name], country=country, type="ngo", **known)


def test_each_is_asked_about_by_its_own_key() -> None:
    delta, reef = imported(name="Invented Delta Trust"), imported(name="Invented Reef Fund", website="")
    asked = {7: of("Trust, Invented Delta"), 8: of("INVENTED REEF FUND"), 9: of("Otters of Nowhere")}
    assert many(asked) == {7: [(delta.pk, [Reason.WORDS], 1.0)], 8: [(reef.pk, [Reason.NAME], 1.0)], 9: []}


def test_an_open_registration_may_be_it_too() -> None:
    begun = draft(name="Invented Delta Trust")
    assert many({1: of("Invented Delta Trust")}) == {1: [(begun.organization_id, [Reason.NAME], 1.0)]}


def test_the_likeliest_stands_first_and_a_domain_of_several_is_no_evidence() -> None:
    website = "https://delta.example.org"
    elsewhere = imported(name="Counting Otters", website=website)
    same = imported(name="Invented Delta Trust", website=website)
    asked = {1: of("Invented Delta Trust", website=website)}
    assert many(asked) == {1: [(same.pk, [Reason.NAME, Reason.WEBSITE], 1.0), (elsewhere.pk, [Reason.WEBSITE], 0.0)]}
    imported(name="Herons of Nowhere", website=website)
    assert many(asked) == {1: [(same.pk, [Reason.NAME], 1.0)]}


def test_no_rows_are_nobody() -> None:
    assert many({}) == {}
