"""The record of messages at the desk: narrowed by its address, read, sent again."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry import mail
from registry.actions import mailings, messages
from registry.models import Message, Person
from registry.models.messages import MessageKind
from tests import factories
from tests.factories import person
from tests.web.joining import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/secretariat/messages/"


@pytest.fixture
def rosa() -> Client:
    return signed_in("rosa")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def rows(response: Any) -> list[Message]:
    return [message for message, _fate in response.context["rows"]]


def sent(**columns: Any) -> Message:
    message = messages.post(**{"kind": MessageKind.ACCOUNT_DELETED, "person": person("amina"), **columns})
    mail.send(message.pk)
    message.refresh_from_db()
    return message


def test_the_list_is_narrowed_by_its_address_alone(rosa: Client) -> None:
    Message.objects.all().delete()
    amina, bo = sent(), sent(person=person("bo"), kind=MessageKind.UNKNOWN_ACCOUNT)
    stopped = messages.post(kind=MessageKind.ACCOUNT_DELETED, person=person("amina"))
    Message.objects.filter(pk=stopped.pk).update(stopped_at=timezone.now())
    today = timezone.now().date().isoformat()

    def found(query: str) -> set[Message]:
        return set(rows(rosa.get(PAGE + query)))

    assert found("") == {amina, bo, stopped}
    assert found("?kind=unknown_account") == {bo}
    assert found("?fate=stopped") == {stopped}
    assert found("?language=fr") == {bo}
    assert found(f"?since={today}&until={today}") == {amina, bo, stopped}
    assert found("?until=2020-01-01") == set()
    assert found(f"?person={person('amina').pk}&fate=sent") == {amina}


def test_a_filter_that_is_none_says_so_and_narrows_nothing(rosa: Client) -> None:
    Message.objects.all().delete()
    message = sent()
    for query, sentence in {
        "?kind=advertisement": "This is not in the list.",
        "?since=yesterday": "Give the day as year, month and day",
        "?person=amina": "This is no id.",
        "?mailing=news": "This is no id.",
    }.items():
        answer = rosa.get(PAGE + query)
        assert sentence in text(answer)
        assert rows(answer) == [message]


def test_the_messages_of_an_organization_are_found_by_its_public_id(rosa: Client) -> None:
    organization = factories.listed()
    assert len(rows(rosa.get(f"{PAGE}?organization={organization.public_id_id}"))) > 0
    assert "No message fits these filters" in text(rosa.get(f"{PAGE}?organization=none"))


def test_no_address_of_a_stranger_and_no_address_of_the_page_holds_an_email(rosa: Client) -> None:
    messages.post(kind=MessageKind.UNKNOWN_ACCOUNT, address="sam@elsewhere.example")
    page = text(rosa.get(PAGE))
    assert "sam@elsewhere.example" not in page
    assert "an address without an account" in page


def test_a_message_is_read_as_it_would_be_written_now_and_sent_again(rosa: Client) -> None:
    organization = factories.listed()
    message = Message.objects.filter(kind="approved", person=person("amina")).latest("pk")
    mail.send(message.pk)
    page = rosa.get(f"{PAGE}{message.pk}/")
    assert str(organization.public_id_id) in text(page)
    assert mail.version_of("approved") in text(page)
    assert "Its words were changed since." not in text(page)

    answer = rosa.post(f"{PAGE}{message.pk}/", follow=True)
    again = Message.objects.get(again_of=message)
    assert answer.redirect_chain == [(f"{PAGE}{again.pk}/", 302)]
    assert "It is being sent again." in text(answer)
    assert "Rosa" in text(answer)
    assert f"{PAGE}{again.pk}/" in text(rosa.get(f"{PAGE}{message.pk}/"))
    assert "being sent again already" in text(rosa.post(f"{PAGE}{message.pk}/", follow=True))


def test_older_words_are_told_of(rosa: Client) -> None:
    message = sent()
    Message.objects.filter(pk=message.pk).update(template="0123456789abcdef")
    assert "Its words were changed since." in text(rosa.get(f"{PAGE}{message.pk}/"))


def test_what_is_for_its_receiver_alone_shows_no_words(rosa: Client) -> None:
    code = messages.post(
        kind=MessageKind.SIGN_IN_CODE, person=person("amina"), secret={"code": "1234-5678"}, context={"minutes": 5}
    )
    page = text(rosa.get(f"{PAGE}{code.pk}/"))
    assert "1234-5678" not in page
    assert "Its words are for its receiver alone" in page
    assert "A code is good for minutes only" in page


def test_a_mailing_is_read_without_the_link_of_its_receiver(rosa: Client) -> None:
    words = {"subjects": {"en": "News"}, "bodies": {"en": "We meet in May."}}
    mailing = mailings.write(**words, filter="", official=False, by=person("cora"))
    test = mailings.send_test(mailing=mailing, language="en", by=person("cora"))
    page = text(rosa.get(f"{PAGE}{test.pk}/"))
    assert "We meet in May." in page
    assert "mailings/none" not in page
    assert "Cora" in page


def test_a_message_whose_matter_is_gone_says_so(rosa: Client) -> None:
    message = messages.post(
        kind=MessageKind.SUBMISSION_RECEIVED, person=person("amina"), context={"submission": str(person("amina").pk)}
    )
    Message.objects.filter(pk=message.pk).update(sent_at=timezone.now())
    page = rosa.get(f"{PAGE}{message.pk}/")
    assert "What this message told of is no longer here" in text(page)
    assert "What it tells of is no longer here, so it cannot be sent." in text(page)
    assert '<button class="button">Send it again</button>' not in page.content.decode()


def test_a_message_that_is_none_is_not_there(rosa: Client) -> None:
    assert rosa.get(f"{PAGE}{person('amina').pk}/").status_code == 404


def test_an_empty_record_says_what_will_come(rosa: Client) -> None:
    Message.objects.all().delete()
    assert "No message was sent yet" in text(rosa.get(PAGE))


def test_the_list_asks_the_same_for_one_message_and_for_three(rosa: Client) -> None:
    counts = []
    for number in (1, 2):
        for name in ("amina", "bo")[:number]:
            sent(person=person(name))
        rosa.get(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            rosa.get(PAGE)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert Person.objects.count() > 1
