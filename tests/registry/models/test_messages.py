from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError

from registry.models import Message, Person
from registry.models.messages import MessageKind

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def to_a_stranger() -> Message:
    return Message.objects.create(
        kind=MessageKind.UNKNOWN_ACCOUNT, address="stranger@elsewhere.example", language="fr", secret={"code": "1"}
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "advertisement"},
        {"language": "de"},
        {"address": ""},
        {"sent_at": NOW},
        {"sent_at": NOW, "address": ""},
        {"refused_at": NOW, "secret": {}},
        {"sent_at": NOW, "refused_at": NOW, "address": "", "secret": {}},
    ],
    ids=str,
)
def test_the_database_refuses_a_message_that_cannot_be(to_a_stranger: Message, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        Message.objects.filter(pk=to_a_stranger.pk).update(**wrong)


def test_a_message_goes_to_a_person_or_to_an_address_never_to_both() -> None:
    amina = Person.objects.create(email="amina@forests.example")

    with pytest.raises(IntegrityError):
        Message.objects.create(
            kind=MessageKind.DRAFT_LINK, person=amina, address="other@forests.example", language="en"
        )


def test_a_message_follows_a_person_to_a_new_address(to_a_stranger: Message) -> None:
    amina = Person.objects.create(email="amina@forests.example")
    message = Message.objects.create(kind=MessageKind.DRAFT_LINK, person=amina, language="en")
    Person.objects.filter(pk=amina.pk).update(email="amina@rivers.example")

    assert Message.objects.get(pk=message.pk).receiver == "amina@rivers.example"
    assert to_a_stranger.receiver == "stranger@elsewhere.example"


def test_a_message_is_written_into_logs_by_id_alone(to_a_stranger: Message) -> None:
    assert str(to_a_stranger) == str(to_a_stranger.pk)
