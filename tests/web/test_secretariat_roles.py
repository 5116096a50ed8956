"""Roles at the desk: one table, given and taken by administrators, with what was changed."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registry.models import Message, Person
from registry.models.messages import MessageKind
from registry.queries import roles
from tests.factories import person
from tests.web.joining import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/secretariat/roles/"
QUERIES = 5


@pytest.fixture
def ada() -> Client:
    return signed_in("ada")


def test_the_table_shows_everyone_with_role_region_and_second_factor(ada: Client) -> None:
    Person.objects.filter(pk=person("rosa").pk).update(desk_region="002")
    text = ada.get(PAGE).content.decode()
    assert [word in text for word in ("Rosa", "rosa@people.example.org", "Africa", "set up")] == [True] * 4
    assert f'href="{PAGE}{person("rosa").pk}/"' in text


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_any_number(
    ada: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("rosa", "ravi", "cora")[:number]:
        person(name)
    with django_assert_num_queries(QUERIES):
        ada.get(PAGE)


def test_a_role_is_given_to_an_address(ada: Client) -> None:
    answer = ada.post(PAGE, {"email": "new@people.example.org", "role": "curator", "region": ""}, follow=True)
    assert "The role is given, and the person was told." in answer.content.decode()
    new = Person.objects.get(email="new@people.example.org")
    assert new.staff_role == "curator"
    assert Message.objects.get(kind=MessageKind.ROLE_CHANGED).person == new


def test_what_was_changed_stands_below_with_who_did_it(ada: Client) -> None:
    ada.post(f"{PAGE}{person('rosa').pk}/", {"role": "curator", "region": "002"})
    change = roles.changes(1)[0]
    assert (change.person, change.by, change.before, change.after) == (
        person("rosa"),
        person("ada"),
        "reviewer",
        "curator",
    )
    text = " ".join(ada.get(PAGE).content.decode().split())
    assert "Before: Reviewer. After: Curator for Africa. By: <bdi>Ada</bdi>." in text


@pytest.mark.parametrize(
    "sent",
    [
        {"email": "no address", "role": "reviewer"},
        {"email": "new@people.example.org", "role": "king"},
        {"email": "new@people.example.org", "role": ""},
        {"email": "new@people.example.org", "role": "reviewer", "region": "moon"},
    ],
)
def test_a_form_that_is_refused_comes_back_with_what_was_typed(ada: Client, sent: dict[str, str]) -> None:
    answer = ada.post(PAGE, sent)
    assert (answer.status_code, f'value="{sent["email"]}"' in answer.content.decode()) == (422, True)
    assert not Person.objects.filter(email="new@people.example.org").exists()


def test_the_last_administrator_is_told_what_to_do_first(ada: Client) -> None:
    answer = ada.post(f"{PAGE}{person('ada').pk}/", {"role": "none", "region": ""})
    assert (answer.status_code, "Make a colleague an administrator first" in answer.content.decode()) == (422, True)
    assert Person.objects.get(pk=person("ada").pk).staff_role == "administrator"


@pytest.mark.parametrize(("role", "to"), [("none", "/"), ("reviewer", "/secretariat/"), ("administrator", PAGE)])
def test_whoever_steps_down_is_led_where_they_still_may_be(ada: Client, role: str, to: str) -> None:
    person("abel")
    answer = ada.post(f"{PAGE}{person('ada').pk}/", {"role": role, "region": ""})
    assert (answer.status_code, answer["Location"]) == (302, to)


@pytest.mark.parametrize("sent", [{}, {"role": ""}, {"role": "king"}])
def test_a_form_without_a_role_takes_none_away(ada: Client, sent: dict[str, str]) -> None:
    assert ada.post(f"{PAGE}{person('rosa').pk}/", sent).status_code == 422
    assert Person.objects.get(pk=person("rosa").pk).staff_role == "reviewer"


def test_who_has_no_role_has_no_page(ada: Client) -> None:
    assert ada.get(f"{PAGE}{person('sam').pk}/").status_code == 404


def test_the_page_of_one_offers_a_region_that_is_no_continent_only_to_whom_has_it(ada: Client) -> None:
    Person.objects.filter(pk=person("rosa").pk).update(desk_region="014")
    assert 'value="014" selected' in ada.get(f"{PAGE}{person('rosa').pk}/").content.decode()
    assert 'value="014"' not in ada.get(PAGE).content.decode()


def test_a_role_that_was_sent_without_a_session_is_shown_again_and_not_given(client: Client) -> None:
    client.post(f"{PAGE}{person('rosa').pk}/", {"role": "curator", "region": ""})
    assert Person.objects.get(pk=person("rosa").pk).staff_role == "reviewer"


def test_the_refusal_of_a_new_role_is_shown_with_the_form(ada: Client) -> None:
    answer = ada.post(PAGE, {"email": person("ada").email, "role": "reviewer", "region": ""})
    assert (answer.status_code, "Nobody else administers" in answer.content.decode()) == (422, True)
