"""A lost second factor: one administrator asks, another confirms, never the person, and the person is told."""

from collections.abc import Callable
from functools import partial

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from registry.actions import recoveries
from registry.errors import (
    IllegalMove,
    NotAllowed,
    NothingToRecover,
    OwnRecovery,
    RecoveryIsOpen,
    SecondAdministratorNeeded,
)
from registry.models import Message, Person, Recovery
from registry.models.messages import MessageKind
from registry.queries.recoveries import answered_recoveries, open_recoveries
from registry.states import RecoveryState
from tests.factories import add_app, person
from tests.registry.actions.test_races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> Person:
    """Someone with an authenticator app on a telephone that fell into the sea."""
    add_app(person("sam"))
    RecoveryCodes.activate(person("sam"))
    return person("sam")


def asked(sam: Person) -> Recovery:
    return recoveries.ask(email=sam.email, by=person("ada"))


def factors(of: Person) -> int:
    return Authenticator.objects.filter(user=of).count()


def test_asking_alone_changes_nothing(sam: Person) -> None:
    recovery = asked(sam)

    assert (recovery.person, recovery.asked_by, recovery.state) == (sam, person("ada"), RecoveryState.ASKED)
    assert factors(sam) == 2
    assert Message.objects.count() == 0
    assert open_recoveries() == [recovery]


def test_a_second_administrator_takes_everything_off(sam: Person) -> None:
    sam.set_password("four words in a row")
    sam.save()

    recovery = recoveries.confirm(recovery=asked(sam), by=person("abel"))

    assert (recovery.state, recovery.answered_by) == (RecoveryState.DONE, person("abel"))
    assert factors(sam) == 0
    sam.refresh_from_db()
    assert sam.has_usable_password() is False
    message = Message.objects.get()
    assert (message.kind, message.person) == (MessageKind.FACTOR_RECOVERED, sam)
    assert (open_recoveries(), answered_recoveries(5)) == ([], [recovery])


def test_every_session_of_theirs_ends_and_no_other(sam: Person) -> None:
    browsers = {who: Client() for who in ("sam", "bo")}
    for who, browser in browsers.items():
        browser.force_login(person(who), backend=settings.AUTHENTICATION_BACKENDS[0])
    key = browsers["sam"].session.session_key
    UserSession.objects.create(user=sam, ip="::", session_key=key, user_agent="Firefox")
    unknown = Client()  # one that no list knows of
    unknown.force_login(sam, backend=settings.AUTHENTICATION_BACKENDS[0])

    recoveries.confirm(recovery=asked(sam), by=person("abel"))

    assert UserSession.objects.count() == 0
    assert Session.objects.filter(session_key=key).exists() is False
    assert [browser.get("/accounts/").status_code for browser in (browsers["sam"], unknown, browsers["bo"])] == [
        302,
        302,
        200,
    ]


def test_who_refuses_leaves_the_account_as_it_is_and_who_asked_may_take_it_back(sam: Person) -> None:
    assert recoveries.refuse(recovery=asked(sam), by=person("abel")).state == RecoveryState.REFUSED
    assert recoveries.refuse(recovery=asked(sam), by=person("ada")).state == RecoveryState.REFUSED
    assert factors(sam) == 2
    assert Message.objects.count() == 0


def test_the_address_is_known_however_it_is_typed(sam: Person) -> None:
    assert recoveries.ask(email=f" {sam.email.upper()} ", by=person("ada")).person == sam


# -- Refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["sam", "amina", "rosa"])
def test_nobody_but_an_administrator_asks_or_answers(sam: Person, who: str) -> None:
    with pytest.raises(NotAllowed):
        recoveries.ask(email=sam.email, by=person(who))
    recovery = asked(sam)
    for answer in (recoveries.confirm, recoveries.refuse):
        with pytest.raises(NotAllowed):
            answer(recovery=recovery, by=person(who))
    assert factors(sam) == 2


def test_an_administrator_who_was_shut_out_does_neither(sam: Person) -> None:
    Person.objects.filter(pk=person("ada").pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        asked(sam)


@pytest.mark.parametrize("email", ["nobody@people.example.org", "bo@people.example.org"])
def test_there_has_to_be_something_to_take_off(email: str) -> None:
    person("bo")
    with pytest.raises(NothingToRecover):
        recoveries.ask(email=email, by=person("ada"))


def test_who_was_shut_out_is_not_let_in_by_a_recovery(sam: Person) -> None:
    Person.objects.filter(pk=sam.pk).update(is_active=False)
    with pytest.raises(NothingToRecover):
        asked(sam)


def test_one_recovery_is_open_at_a_time(sam: Person) -> None:
    asked(sam)
    with pytest.raises(RecoveryIsOpen):
        recoveries.ask(email=sam.email, by=person("abel"))
    assert Recovery.objects.count() == 1


def test_nobody_confirms_what_they_asked_for(sam: Person) -> None:
    with pytest.raises(SecondAdministratorNeeded):
        recoveries.confirm(recovery=asked(sam), by=person("ada"))
    assert factors(sam) == 2


def test_nobody_asks_for_or_answers_their_own() -> None:
    with pytest.raises(OwnRecovery):
        recoveries.ask(email=person("ada").email, by=person("ada"))
    recovery = recoveries.ask(email=person("abel").email, by=person("ada"))
    for answer in (recoveries.confirm, recoveries.refuse):
        with pytest.raises(OwnRecovery):
            answer(recovery=recovery, by=person("abel"))


@pytest.mark.parametrize("first", [recoveries.confirm, recoveries.refuse])
@pytest.mark.parametrize("second", [recoveries.confirm, recoveries.refuse])
def test_what_was_answered_stays_answered(
    sam: Person, first: Callable[..., Recovery], second: Callable[..., Recovery]
) -> None:
    recovery = asked(sam)
    state = first(recovery=recovery, by=person("abel")).state
    add_app(sam) if factors(sam) == 0 else None

    with pytest.raises(IllegalMove):
        second(recovery=recovery, by=person("abel"))

    recovery.refresh_from_db()
    assert recovery.state == state
    assert factors(sam) > 0


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_at_once_one_is_told_that_it_is_done(sam: Person) -> None:
    recovery = asked(sam)
    others = [person("abel"), person("agnes")]
    Person.objects.filter(pk=others[1].pk).update(staff_role="administrator")

    them = Person.objects.filter(pk__in=[one.pk for one in others])
    answers = at_once(*(partial(recoveries.confirm, recovery=recovery, by=one) for one in them))

    assert {type(answer) for answer in answers} == {Recovery, IllegalMove}
    assert Message.objects.count() == 1
