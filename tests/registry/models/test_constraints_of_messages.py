"""What the database refuses of mailings and of messages that were stopped or repeat others, past every action."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.models import Mailing, Message
from tests.factories import person

pytestmark = pytest.mark.django_db

NOW = timezone.now()
WORDS = {"subjects": {"en": "News"}, "bodies": {"en": "We meet."}}


def a_mailing(**columns: Any) -> Mailing:
    return Mailing.objects.create(**columns)


def a_letter(**columns: Any) -> Message:
    return Message.objects.create(**{"kind": "mailing", "person": person("amina"), "language": "en", **columns})


def refused(constraint: str, make: Any, **columns: Any) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make(**columns)
    assert refusal.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def test_a_mailing_has_a_known_state_and_is_not_sent_without_words_in_english() -> None:
    refused("mailing_state_known", a_mailing, state="lost", **WORDS)
    refused("mailing_sent_has_words", a_mailing, state="sending")
    refused("mailing_sent_has_words", a_mailing, state="sent", subjects={"en": "News"}, bodies={"fr": "Rencontre."})
    refused("mailing_sent_has_words", a_mailing, state="stopped", subjects={"fr": "Nouvelles"}, bodies={"en": "News."})
    a_mailing()
    a_mailing(state="sending", **WORDS)


def test_what_was_stopped_was_not_sent_and_what_came_back_was() -> None:
    refused("message_stopped_is_not_sent", a_letter, stopped_at=NOW, sent_at=NOW)
    refused("message_stopped_is_not_sent", a_letter, stopped_at=NOW, refused_at=NOW)
    refused("message_bounced_was_sent", a_letter, bounced_at=NOW)
    a_letter(stopped_at=NOW)
    a_letter(sent_at=NOW, bounced_at=NOW)


def test_a_person_has_one_message_of_a_mailing_beside_its_repeats() -> None:
    mailing = a_mailing(**WORDS)
    first = a_letter(mailing=mailing)
    refused("message_of_mailing_once", a_letter, mailing=mailing)
    a_letter(mailing=mailing, again_of=first)
    a_letter(mailing=mailing, person=person("bo"))
    a_letter(mailing=a_mailing(**WORDS))
