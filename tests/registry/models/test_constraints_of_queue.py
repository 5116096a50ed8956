"""What the database refuses of absences, opinions and decisions that were taken back, past every action."""

from datetime import date
from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction
from django.utils import timezone

from registry.models import Absence, Decision, Opinion, Submission
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def an_absence(**columns: Any) -> Absence:
    values = {"person": person("rosa"), "cover": person("ravi"), "since": date(2027, 3, 1), "until": date(2027, 3, 5)}
    return Absence.objects.create(**{**values, **columns})


def an_opinion(**columns: Any) -> Opinion:
    values = {"submission": Submission.objects.first() or factories.submitted(), "of": person("ravi")}
    return Opinion.objects.create(**{**values, "asked_by": person("rosa"), **columns})


def refused(constraint: str, make: Any, **columns: Any) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make(**columns)
    assert refusal.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def test_nobody_covers_for_themselves_or_in_days_that_run_backwards() -> None:
    refused("absence_covered_by_another", an_absence, cover=person("rosa"))
    refused("absence_ends_after_it_begins", an_absence, until=date(2027, 2, 28))
    an_absence()
    with pytest.raises(IntegrityError), transaction.atomic():
        an_absence(cover=person("ada"))


def test_an_opinion_is_asked_once_of_another_and_given_in_words() -> None:
    refused("opinion_of_another", an_opinion, of=person("rosa"))
    refused("opinion_answered_has_words", an_opinion, answered_at=NOW)
    refused("opinion_answered_has_words", an_opinion, answer="Yes.")
    an_opinion()
    refused("opinion_asked_once", an_opinion)
    an_opinion(answered_at=NOW, answer="Yes.")


def a_decision(**columns: Any) -> Decision:
    submission = Submission.objects.first() or factories.submitted()
    values = {"submission": submission, "kind": "decline", "by": person("rosa"), "reason": "No."}
    return Decision.objects.create(**{**values, **columns})


def test_an_approval_stands_and_what_is_taken_back_has_who_and_when() -> None:
    back = {"taken_back_at": NOW, "taken_back_by": person("rosa")}
    refused("decision_approval_stands", a_decision, kind="approve", snapshot={"version": 1}, live_version=1, **back)
    refused("decision_approval_stands", a_decision, taken_back_at=NOW)
    refused("decision_approval_stands", a_decision, taken_back_by=person("rosa"))
    a_decision(**back)
    a_decision()  # of two refusals one stands
    refused("decision_one_final", a_decision)


def test_a_decision_is_taken_back_once_and_nothing_else_of_it_ever_changes() -> None:
    decision = a_decision()
    with pytest.raises(Error), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(reason="Another one.")
    Decision.objects.filter(pk=decision.pk).update(taken_back_at=NOW, taken_back_by=person("rosa"))
    with pytest.raises(Error), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(taken_back_at=None, taken_back_by=None)
