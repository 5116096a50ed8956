"""The life of a mailing: written, tried on oneself, sent to each receiver once, stopped and resumed.

Each function is one transaction that locks the mailing. Sending is the work of a job in batches, each of which is a
transaction that locks the mailing, looks whether it is still being sent, and writes some messages with their jobs. So
a worker that is killed has written whole batches only, and nobody gets a mailing twice: the database has one message
of it for each person. A stop holds back also what is written and not yet sent (registry.mail).
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

import pghistory
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from registry import jobs, rules
from registry.actions import messages
from registry.errors import IllegalMove, NobodyToWriteTo, NotAllowed
from registry.models import Mailing, Message, Person
from registry.models.messages import MessageKind
from registry.queries import mailings as queries
from registry.queries.directory import Asked
from registry.states import MAILING_MOVES, MailingState, check_move

# Behind every other message: nobody waits for a mailing.
LETTERS_PRIORITY = -5
PRIORITY = -10
AT_ONCE = 50
LOOK_AGAIN = 5  # seconds, while the letters of a batch are still to be sent


def write(
    *, subjects: Mapping[str, str], bodies: Mapping[str, str], filter: str, official: bool, by: Person
) -> Mailing:
    """Begin a mailing: its words by language, English among them, and whom it is for. Raises `NotAllowed`."""
    if not rules.may_import(by):
        raise NotAllowed
    with transaction.atomic():
        return Mailing.objects.create(
            by=by, filter=filter, official=official, subjects=dict(subjects), bodies=dict(bodies)
        )


def rewrite(
    *,
    mailing: Mailing,
    subjects: Mapping[str, str],
    bodies: Mapping[str, str],
    filter: str,
    official: bool,
    by: Person,
) -> Mailing:
    """Change a mailing that was not sent. Raises `NotAllowed`, `IllegalMove` once it was."""
    with transaction.atomic():
        mailing = _locked(mailing, by)
        if mailing.state != MailingState.DRAFT:
            raise IllegalMove
        mailing.subjects, mailing.bodies = dict(subjects), dict(bodies)
        mailing.filter, mailing.official, mailing.saved_at = filter, official, timezone.now()
        mailing.save(update_fields=["subjects", "bodies", "filter", "official", "saved_at"])
        return mailing


def send_test(*, mailing: Mailing, language: str, by: Person) -> Message:
    """Send it to oneself in one language, as a receiver would get it. It counts for nothing. Raises `NotAllowed`."""
    with transaction.atomic():
        mailing = _locked(mailing, by)
        context: dict[str, str | int] = {"mailing": str(mailing.pk), "test": 1}
        return messages.post(kind=MessageKind.MAILING, person=by, language=language, context=context)


def send(*, mailing: Mailing, asked: Asked, seen: str, by: Person) -> Mailing:
    """Have a mailing sent to the teams of the partners that `asked` finds now; later ones do not get it.

    `seen` is when what its sender read was saved. Raises `NotAllowed`, `IllegalMove` when it was sent already or
    changed since, `NobodyToWriteTo`.
    """
    receivers = [str(pk) for pk in queries.receivers(asked, official=mailing.official).values_list("pk", flat=True)]
    with transaction.atomic():
        mailing = _locked(mailing, by)
        if mailing.state != MailingState.DRAFT or mailing.saved_at.isoformat() != seen:
            raise IllegalMove
        if not receivers:
            raise NobodyToWriteTo
        mailing.receivers = receivers
        mailing.save(update_fields=["receivers"])
        _move(mailing, MailingState.SENDING)
        _ask_for_job(mailing, by)
        return mailing


def stop(*, mailing: Mailing, by: Person) -> Mailing:
    """Send no more of it until it is resumed. Raises `NotAllowed`, `IllegalMove`."""
    with transaction.atomic():
        return _move(_locked(mailing, by), MailingState.STOPPED)


def resume(*, mailing: Mailing, by: Person) -> Mailing:
    """Go on with a mailing that was stopped; who has it does not get it again. Raises `NotAllowed`, `IllegalMove`."""
    with transaction.atomic():
        mailing = _locked(mailing, by)
        if mailing.state != MailingState.STOPPED:
            raise IllegalMove
        _move(mailing, MailingState.SENDING)
        for pk in queries.unsent(mailing).values_list("pk", flat=True):
            _ask_for_letter(pk)
        _ask_for_job(mailing, by)
        return mailing


def send_some(mailing_id: UUID, by_id: UUID) -> None:
    """The job: write the next messages and ask for the next job, until each was tried. May run twice.

    It waits while many of those before are not tried yet, so that a stop finds few on their way.
    """
    with transaction.atomic(), pghistory.context(user=str(by_id)):
        mailing = Mailing.objects.select_for_update().get(pk=mailing_id)
        if mailing.state != MailingState.SENDING:
            return
        by = Person.objects.get(pk=by_id)
        on_their_way = queries.untried(mailing).exists()
        people = [] if on_their_way else list(_left(mailing)[:AT_ONCE])
        if on_their_way or people:
            _write_letters(mailing, people)
            _ask_for_job(mailing, by, delay=LOOK_AGAIN if on_their_way else 0)
        else:
            _move(mailing, MailingState.SENT)


def _left(mailing: Mailing) -> QuerySet[Person]:
    """Those who have no message of it yet, and want one still."""
    people = Person.objects.active().filter(pk__in=mailing.receivers)
    if not mailing.official:
        people = people.filter(no_mailings_since=None)
    return people.exclude(messages__mailing=mailing).order_by("pk")


def _write_letters(mailing: Mailing, people: Iterable[Person]) -> None:
    letters = [
        Message(
            kind=MessageKind.MAILING,
            person=person,
            language=queries.language_for(mailing, person),
            context={"mailing": str(mailing.pk)},
            mailing=mailing,
        )
        for person in people
    ]
    for letter in Message.objects.bulk_create(letters):
        _ask_for_letter(letter.pk)


def _ask_for_letter(pk: UUID) -> None:
    jobs.enqueue("send_message", priority=LETTERS_PRIORITY, message_id=str(pk))


def _ask_for_job(mailing: Mailing, by: Person, *, delay: int = 0) -> None:
    jobs.enqueue("send_mailing", priority=PRIORITY, delay=delay, mailing_id=str(mailing.pk), by=str(by.pk))


def _locked(mailing: Mailing, by: Person) -> Mailing:
    if not rules.may_import(by):
        raise NotAllowed
    return Mailing.objects.select_for_update().get(pk=mailing.pk)


def _move(mailing: Mailing, after: MailingState) -> Mailing:
    check_move(MAILING_MOVES, mailing.state, after)
    mailing.state, mailing.state_since = after, timezone.now()
    mailing.save(update_fields=["state", "state_since"])
    return mailing
