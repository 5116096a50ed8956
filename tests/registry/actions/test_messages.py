"""Posting messages, and sending one again."""

from typing import Any

import pytest
from django.core import mail as outgoing
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from registry import mail
from registry.actions import messages
from registry.errors import NotAllowed, NotSentAgain
from registry.models import Mailing, Message, Person
from registry.models.messages import MessageKind
from tests.factories import person


@pytest.mark.django_db
def test_a_posted_message_and_its_job_are_written_together() -> None:
    amina = Person.objects.create(email="amina@forests.example", language="fr")

    message = messages.post(kind=MessageKind.DRAFT_LINK, person=amina, context={"submission": "0190"})

    assert (message.language, message.context, message.receiver) == ("fr", {"submission": "0190"}, amina.email)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args, job.priority) == ("send_message", {"message_id": str(message.pk)}, 0)


@pytest.mark.django_db(transaction=True)
def test_neither_stays_when_the_page_fails() -> None:
    @transaction.atomic
    def page() -> None:
        messages.post(kind=MessageKind.UNKNOWN_ACCOUNT, address="stranger@elsewhere.example")
        raise ConnectionError

    with pytest.raises(ConnectionError):
        page()

    assert Message.objects.count() == ProcrastinateJob.objects.count() == 0


@pytest.mark.django_db
def test_a_stranger_is_written_to_in_the_language_of_the_page_or_in_english() -> None:
    asked = messages.post(kind=MessageKind.UNKNOWN_ACCOUNT, address="stranger@elsewhere.example", language="ar")
    unknown = messages.post(kind=MessageKind.UNKNOWN_ACCOUNT, address="stranger@elsewhere.example")

    assert (asked.language, unknown.language) == ("ar", "en")


@pytest.mark.django_db
def test_a_code_overtakes_notices_and_is_in_no_job() -> None:
    messages.post(kind=MessageKind.SIGN_IN_CODE, address="stranger@elsewhere.example", secret={"code": "1234-5678"})

    job = ProcrastinateJob.objects.get()
    assert job.priority > 0
    assert list(job.args) == ["message_id"]


# -- Again ------------------------------------------------------------------------------------------------------------


def told(**columns: Any) -> Message:
    """A message to Amina about her draft, sent."""
    given = {"kind": MessageKind.ACCOUNT_DELETED, "person": person("amina"), **columns}
    message = messages.post(**given)
    mail.send(message.pk)
    message.refresh_from_db()
    return message


@pytest.mark.django_db
def test_a_message_is_sent_again_to_the_present_address_in_the_present_language() -> None:
    message = told(language="fr")
    Person.objects.filter(pk=person("amina").pk).update(email="amina@new.example.org", language="es")

    again = messages.send_again(message=message, by=person("rosa"))

    assert (again.again_of, again.kind, again.language) == (message, message.kind, "es")
    assert again.context == {"again_by": str(person("rosa").pk)}
    mail.send(again.pk)
    assert outgoing.outbox[-1].to == ["amina@new.example.org"]
    assert outgoing.outbox[-1].extra_headers["Message-ID"] != outgoing.outbox[0].extra_headers["Message-ID"]


@pytest.mark.django_db
def test_it_is_not_sent_again_while_it_is_on_its_way_or_by_others_than_staff() -> None:
    message = told()
    messages.send_again(message=message, by=person("rosa"))
    with pytest.raises(NotSentAgain, match="being sent again already"):
        messages.send_again(message=message, by=person("ravi"))
    with pytest.raises(NotAllowed):
        messages.send_again(message=message, by=person("amina"))


@pytest.mark.django_db
def test_what_cannot_be_repeated_says_why() -> None:
    on_its_way = messages.post(kind=MessageKind.ACCOUNT_DELETED, person=person("amina"))
    stopped = messages.post(kind=MessageKind.ACCOUNT_DELETED, person=person("amina"))
    Message.objects.filter(pk=stopped.pk).update(stopped_at=timezone.now())
    stopped.refresh_from_db()
    code = told(kind=MessageKind.SIGN_IN_CODE, secret={"code": "1"}, context={"minutes": 5})
    stranger = told(kind=MessageKind.UNKNOWN_ACCOUNT, person=None, address="sam@elsewhere.example")
    closed = told(person=person("bo"))
    Person.objects.filter(pk=person("bo").pk).update(is_active=False)
    said = {
        "still on its way": on_its_way,
        "taken back": stopped,
        "A code is good": code,
        "no person is known": stranger,
        "is closed": closed,
    }
    for sentence, message in said.items():
        with pytest.raises(NotSentAgain, match=sentence):
            messages.send_again(message=message, by=person("rosa"))


@pytest.mark.django_db
def test_a_mailing_is_not_repeated_to_whom_it_is_unwanted() -> None:
    mailing = Mailing.objects.create(subjects={"en": "News"}, bodies={"en": "We meet."})
    letter = Message.objects.create(
        kind="mailing", person=person("amina"), language="en", mailing=mailing, context={"mailing": str(mailing.pk)}
    )
    mail.send(letter.pk)
    Person.objects.filter(pk=person("amina").pk).update(no_mailings_since=timezone.now())
    with pytest.raises(NotSentAgain, match="no mailings any more"):
        messages.send_again(message=letter, by=person("rosa"))
    Mailing.objects.update(official=True)
    assert messages.send_again(message=letter, by=person("rosa")).mailing == mailing
