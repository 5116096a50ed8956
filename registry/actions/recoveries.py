"""Recoveries: an administrator asks that a lost second factor be taken off an account, another one confirms."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from registry import rules
from registry.actions.messages import post
from registry.errors import NotAllowed, NothingToRecover, OwnRecovery, RecoveryIsOpen, SecondAdministratorNeeded
from registry.models import Person, Recovery
from registry.models.messages import MessageKind
from registry.states import RECOVERY_MOVES, RecoveryState, check_move


def ask(*, email: str, by: Person) -> Recovery:
    """Ask another administrator to take the second factor off the account of an address. Nothing else happens yet.

    Raises `NotAllowed`, `NothingToRecover`, `OwnRecovery`, `RecoveryIsOpen`.
    """
    with transaction.atomic():
        if not rules.may_recover(by):
            raise NotAllowed
        person = Person.objects.active().select_for_update().filter(email=email.strip().lower()).first()
        if person is None or not rules.has_second_factor(person):
            raise NothingToRecover
        if person == by:
            raise OwnRecovery
        if person.recoveries.filter(state=RecoveryState.ASKED).exists():
            raise RecoveryIsOpen
        return Recovery.objects.create(person=person, asked_by=by)


def confirm(*, recovery: Recovery, by: Person) -> Recovery:
    """Take the second factor off: passkeys, app, recovery codes and the password go, every session ends.

    What is left is a code by email, which the person is told of. Of two administrators at once the second is refused.
    Raises `NotAllowed`, `OwnRecovery`, `SecondAdministratorNeeded`, `IllegalMove`.
    """
    with transaction.atomic():
        recovery, person = _answered(recovery, by, RecoveryState.DONE)
        Authenticator.objects.filter(user=person).delete()
        _end_sessions(person)
        post(kind=MessageKind.FACTOR_RECOVERED, person=person)
        return recovery


def refuse(*, recovery: Recovery, by: Person) -> Recovery:
    """Leave the account as it is. Who asked may do so too: they take it back.

    Raises `NotAllowed`, `OwnRecovery`, `IllegalMove`.
    """
    with transaction.atomic():
        recovery, _person = _answered(recovery, by, RecoveryState.REFUSED)
        return recovery


def _answered(recovery: Recovery, by: Person, state: RecoveryState) -> tuple[Recovery, Person]:
    """The recovery in its new state, and the person, both locked."""
    if not rules.may_recover(by):
        raise NotAllowed
    person = Person.objects.select_for_update().get(pk=recovery.person_id)
    recovery = Recovery.objects.select_for_update().get(pk=recovery.pk)
    if by == person:
        raise OwnRecovery
    check_move(RECOVERY_MOVES, recovery.state, state)
    if state == RecoveryState.DONE and recovery.asked_by_id == by.pk:
        raise SecondAdministratorNeeded
    recovery.state, recovery.answered_by, recovery.answered_at = state, by, timezone.now()
    recovery.save(update_fields=["state", "answered_by", "answered_at"])
    return recovery, person


def _end_sessions(person: Person) -> None:
    """End them all, on every machine: a session knows the password of its person, even one that nobody can type."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    sessions = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()
