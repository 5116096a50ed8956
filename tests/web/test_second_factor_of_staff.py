"""The secretariat opens to those who have a second factor; who has none is led to set it up, and back."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import Settings

from partnership.demo import people
from registry.actions import recoveries
from registry.models import Recovery
from tests import factories
from tests.factories import person
from tests.web.joining import said, signed_in

pytestmark = pytest.mark.django_db

QUEUE = "/secretariat/"
WHY = "/accounts/second-factor/"


def without_factor(name: str) -> Client:
    client = signed_in(name)
    Authenticator.objects.filter(user=person(name)).delete()
    return client


def test_staff_without_a_second_factor_learn_why_and_how() -> None:
    rosa = without_factor("rosa")

    answer = rosa.get(QUEUE + "?kind=new")

    assert answer["Location"] == WHY
    page = said(rosa.get(WHY))
    assert "a code by email is not enough there" in page
    assert "Add an authenticator app" in page


def test_who_has_set_one_up_goes_on_to_where_they_were_going() -> None:
    rosa = without_factor("rosa")
    rosa.get(QUEUE + "?kind=new")
    assert "Continue to where you were going" not in said(rosa.get("/accounts/"))

    factories.add_app(person("rosa"))

    assert 'href="/secretariat/?kind=new"' in rosa.get("/accounts/").content.decode()
    assert rosa.get(QUEUE).status_code == 200


def test_what_was_typed_is_kept_until_then() -> None:
    ada = without_factor("ada")
    factories.add_app(person("sam"))
    answer = ada.post("/secretariat/recoveries/", {"email": "sam@people.example.org"})
    assert (answer["Location"], Recovery.objects.count()) == (WHY, 0)

    factories.add_app(person("ada"))

    assert 'value="sam@people.example.org"' in ada.get("/secretariat/recoveries/").content.decode()


def test_a_button_does_nothing_without_a_second_factor_and_leads_back_to_the_queue() -> None:
    factories.add_app(person("sam"))
    recovery = recoveries.ask(email=person("sam").email, by=person("abel"))
    ada = without_factor("ada")

    answer = ada.post(f"/secretariat/recoveries/{recovery.pk}/", {"answer": "confirm"})

    assert answer["Location"] == WHY
    recovery.refresh_from_db()
    assert recovery.state == "asked"
    assert ada.session["after_second_factor"] == QUEUE


def test_others_are_refused_as_before() -> None:
    assert signed_in("sam").get(QUEUE).status_code == 403


@pytest.mark.parametrize(("demo", "status"), [(True, 200), (False, 302)])
def test_the_seeded_staff_of_the_demonstration_need_none_as_long_as_it_is_one(
    settings: Settings, demo: bool, status: int
) -> None:
    settings.DEMO = demo
    reviewer = people.make()["reviewer"]
    client = Client()
    client.force_login(reviewer)

    assert client.get(QUEUE).status_code == status


def test_in_the_demonstration_all_others_need_one(settings: Settings) -> None:
    settings.DEMO = True
    assert without_factor("rosa").get(QUEUE).status_code == 302


# -- Lost second factors ----------------------------------------------------------------------------------------------


def test_two_administrators_take_a_second_factor_off() -> None:
    factories.add_app(person("sam"))
    ada, abel = signed_in("ada"), signed_in("abel")
    assert 'href="/secretariat/recoveries/"' in ada.get(QUEUE).content.decode()
    assert 'href="/secretariat/recoveries/"' not in signed_in("rosa").get(QUEUE).content.decode()

    ada.post("/secretariat/recoveries/", {"email": "sam@people.example.org"})
    here = f"/secretariat/recoveries/{Recovery.objects.get().pk}/"
    assert "Another administrator has to confirm. You can take it back." in said(ada.get("/secretariat/recoveries/"))
    answer = ada.post(here, {"answer": "confirm"}, follow=True)
    assert "You asked for this recovery yourself." in said(answer)

    answer = abel.post(here, {"answer": "confirm"}, follow=True)
    assert "Done. The person was told" in said(answer)
    assert Authenticator.objects.filter(user=person("sam")).count() == 0


def test_a_recovery_is_refused_and_a_second_answer_is_told_so() -> None:
    factories.add_app(person("sam"))
    recovery = recoveries.ask(email=person("sam").email, by=person("ada"))
    here = f"/secretariat/recoveries/{recovery.pk}/"
    abel = signed_in("abel")

    assert "The account stays as it is." in said(abel.post(here, {"answer": "refuse"}, follow=True))
    assert "no longer possible" in said(abel.post(here, {"answer": "confirm"}, follow=True))
    assert abel.post(here, {"answer": "x"}).status_code == 404


@pytest.mark.parametrize("email", ["nobody@people.example.org", "x", ""])
def test_what_cannot_be_asked_for_comes_back_as_it_was_typed(email: str) -> None:
    answer = signed_in("ada").post("/secretariat/recoveries/", {"email": email})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["email"]
    assert answer.context["form"]["email"].value() == email


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_recoveries_costs_the_same_queries(rows: int, django_assert_num_queries: Any) -> None:
    ada = signed_in("ada")
    for number in range(rows):
        who = person(f"lost{number}")
        factories.add_app(who)
        recovery = recoveries.ask(email=who.email, by=person("ada"))
        recoveries.refuse(recovery=recovery, by=person("abel"))
        recoveries.ask(email=who.email, by=person("abel"))
    with django_assert_num_queries(4):
        ada.get("/secretariat/recoveries/")
