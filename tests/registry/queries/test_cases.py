"""Open cases as the desk sees them: how they are called, what narrows them, who has them."""

import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.actions import assignments
from registry.actions.cases import open_case, report_entry, settle_case
from registry.queries import cases
from registry.queries.queue import Holder
from registry.states import CaseKind
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db


def test_open_cases_are_named_by_their_organization(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    listed = factories.listed(person("bo"), name="Bay Council")
    pending = factories.draft(person("sam"), name="Lake Council").organization
    open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=listed)
    open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=pending)
    open_case(kind=CaseKind.DEAD_ADDRESS, person=person("amina"))
    settled = open_case(kind=CaseKind.CLAIM, organization=listed)
    settle_case(case=settled, by=person("rosa"))
    with django_assert_num_queries(3):
        found = cases.shown(cases.open_cases(), "en")
    assert [(one.name, one.is_listed) for one in found] == [("Bay Council", True), ("Lake Council", False), ("", False)]
    assert cases.count_open() == 3


def test_a_case_says_how_long_it_is_open_and_what_was_reported_in_it() -> None:
    report_entry(organization=factories.listed(), reason="other", text="It moved.", address="", language="en")
    [found] = cases.shown(cases.open_cases(), "en")
    assert [report.text for report in found.case.reports.all()] == ["It moved."]
    assert found.days(timezone.now() + datetime.timedelta(days=3, hours=1)) == 3


def test_cases_are_narrowed_by_kind_and_by_who_has_them() -> None:
    report = open_case(kind=CaseKind.REPORT, organization=factories.listed())
    dead = open_case(kind=CaseKind.DEAD_ADDRESS, person=person("amina"))
    assignments.assign_case(case=dead, to=person("rosa"), by=person("rosa"))
    found = cases.open_cases()
    assert [*cases.of_kind(found, CaseKind.REPORT)] == [report]
    assert [*cases.held_by(found, Holder.ME, person("rosa"))] == [dead]
    assert [*cases.held_by(found, Holder.ME, person("ravi"))] == []
    assert [*cases.held_by(found, Holder.NOBODY, person("rosa"))] == [report]
    assert [*cases.held_by(found, Holder.SOMEONE, person("rosa"))] == [dead]
