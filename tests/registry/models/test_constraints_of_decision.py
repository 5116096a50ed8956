"""What the database refuses of texts and decisions, past every action."""

import pytest
from django.db import Error, IntegrityError, transaction
from django.utils import timezone

from registry.models import Decision, Text, TextVersion
from tests.factories import person
from tests.registry.models.test_constraints import a_submission, some

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def a_text() -> Text:
    return Text.objects.create(kind="decline", version=1)


def test_a_text_is_of_a_known_kind() -> None:
    with pytest.raises(IntegrityError, match='"text_kind_known"'), transaction.atomic():
        Text.objects.create(kind="greeting")


def test_a_version_is_there_once() -> None:
    text = a_text()
    TextVersion.objects.create(text=text, number=1, words={"en": "No."})
    with pytest.raises(IntegrityError, match='"textversion_once"'), transaction.atomic():
        TextVersion.objects.create(text=text, number=1, words={"en": "Never."})


def test_a_version_has_words_in_english() -> None:
    with pytest.raises(IntegrityError, match='"textversion_in_english"'), transaction.atomic():
        TextVersion.objects.create(text=a_text(), number=1, words={"fr": "Non."})


def test_a_version_stays_as_it_was_written() -> None:
    version = TextVersion.objects.create(text=a_text(), number=1, words={"en": "No."})
    with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
        TextVersion.objects.filter(pk=version.pk).update(words={"en": "Yes."})
    with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
        version.delete()
    with pytest.raises(Error), transaction.atomic():
        version.text.delete()


def test_a_reason_from_the_list_is_enough_for_a_refusal() -> None:
    reasons = [{"text": str(a_text().pk), "version": 1}]
    some(Decision, kind="decline", snapshot=None, reasons=reasons)


def test_what_is_recorded_of_a_decision_stays() -> None:
    decision = some(Decision, submission=a_submission(), by=person("rosa"), corrections={"where.scales": {}})
    for column in ({"corrections": {}}, {"reasons": [1]}):
        with pytest.raises(Error, match="Cannot update"), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**column)
