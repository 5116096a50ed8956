"""Rules of the circles of readers: who is of the secretariat, who of the partners, and what it costs to know."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import override_settings
from pytest_django import DjangoAssertNumQueries

from partnership.reading import circle_for, circle_of
from registry.models import Organization, Person
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db


def asks(who: Person | AnonymousUser) -> HttpRequest:
    request = HttpRequest()
    request.user = who
    return request


def test_a_visitor_is_everyone_and_costs_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert circle_of(asks(AnonymousUser())) == "everyone"


def test_the_team_of_a_listed_organization_is_of_the_partners() -> None:
    listed = factories.partner(person("amina"))
    factories.draft(person("kim"))
    assert [circle_of(asks(person(who))) for who in ("amina", "kim", "sam")] == ["partners", "everyone", "everyone"]
    Organization.objects.filter(pk=listed.pk).update(state="withdrawn")
    assert circle_of(asks(person("amina"))) == "everyone"


@pytest.mark.parametrize("who", ["rosa", "cora", "ada"])
def test_staff_are_of_the_secretariat_once_they_have_a_second_factor(who: str) -> None:
    assert circle_of(asks(person(who))) == "secretariat"
    person(who).authenticator_set.all().delete()
    assert circle_of(asks(person(who))) == "everyone"
    factories.join_team(person(who), factories.partner(person("amina")))
    assert circle_of(asks(person(who))) == "partners"


def test_who_is_no_longer_staff_sees_what_partners_see() -> None:
    factories.join_team(person("rosa"), factories.partner(person("amina")))
    Person.objects.filter(pk=person("rosa").pk).update(staff_role="")
    assert circle_of(asks(person("rosa"))) == "partners"


@override_settings(DEMO=True)
def test_in_the_demonstration_seeded_staff_need_no_second_factor() -> None:
    seeded = Person.objects.create(email="reviewer@demo.example", staff_role="reviewer")
    assert circle_of(asks(seeded)) == "secretariat"


@override_settings(DEMO=True)
def test_an_address_beside_those_of_the_seeded_people_is_one_like_every_other() -> None:
    signed_up = Person.objects.create(email="walker@demo.example", staff_role="reviewer")
    assert circle_of(asks(signed_up)) == "everyone"


@pytest.mark.parametrize("who", ["sam", "amina", "rosa"])
def test_who_is_signed_in_costs_one_query_a_request(
    django_assert_num_queries: DjangoAssertNumQueries, who: str
) -> None:
    factories.partner(person("amina"))
    request = asks(person(who))
    with django_assert_num_queries(1):
        assert circle_of(request) == circle_of(request)


def test_where_all_see_all_nobody_is_asked_who_they_are(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    request = asks(person("rosa"))
    with django_assert_num_queries(0):
        assert [circle_for(request, kind) for kind in ("organizations", "activities")] == ["everyone"] * 2
    assert [circle_for(request, kind) for kind in ("gaps", "offers")] == ["secretariat"] * 2
