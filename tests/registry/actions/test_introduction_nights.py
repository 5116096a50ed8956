"""Who has to answer is reminded twice; then the secretariat sees it; old words are forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from registry import mail
from registry.actions import introduction_nights, introductions
from registry.models import Case, Introduction, Message, Organization
from registry.queries import introductions as queries
from tests.factories import person
from tests.introductions import Pair, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return Pair()


def after(days: int) -> Any:
    return timezone.now() + timedelta(days=days, minutes=1)


def night(days: int) -> int:
    """A night so many days from now; it may run twice."""
    reminded = introduction_nights.remind(after(days))
    assert introduction_nights.remind(after(days)) == 0
    return reminded


def open_cases() -> list[Organization | None]:
    found = Case.objects.filter(kind="unanswered", state="open").select_related("organization").order_by("pk")
    return [case.organization for case in found]


def test_the_side_that_has_to_answer_is_reminded_after_7_and_21_days_and_then_it_is_a_case(pair: Pair) -> None:
    made = pair.helped(organization=pair.reef)
    person("rosa")
    told()
    assert night(6) == 0
    for days in (7, 21):
        assert night(days) == 1
        assert told() == [("introduction_reminder", "Amina", ""), ("introduction_reminder", "Bo", "")]
    assert open_cases() == []
    assert night(28) == 1
    assert open_cases() == [pair.bay]
    assert told() == [("case_opened", "Rosa", "")]
    assert night(90) == 0
    assert list(queries.waiting(after(28), days=28)) == [made]

    introductions.accept(introduction=made, organization=pair.bay, by=person("amina"))
    assert open_cases() == []


def test_of_several_missed_steps_the_latest(pair: Pair) -> None:
    pair.asked()
    told()
    assert night(22) == 1
    assert told() == [("introduction_reminder", "Kim", "")]


def test_both_are_reminded_of_a_suggestion(pair: Pair) -> None:
    introductions.suggest(gap=pair.gap, offer=pair.offer, text="", language="en", by=person("rosa"))
    told()
    night(7)
    assert {name for _kind, name, _step in told()} == {"Amina", "Bo", "Kim"}


def test_what_was_answered_is_not_reminded_of_and_a_case_stays_while_another_waits(pair: Pair) -> None:
    first, second = pair.asked(), pair.asked(gap=pair.gap)
    night(28)
    assert open_cases() == [pair.reef]
    introductions.take_back(introduction=first, organization=pair.bay, by=person("amina"))
    assert open_cases() == [pair.reef]
    introductions.accept(introduction=second, organization=pair.reef, by=person("kim"))
    assert open_cases() == []
    assert night(90) == 0


def test_a_reminder_of_what_was_answered_meanwhile_is_not_sent(pair: Pair) -> None:
    made = pair.helped()
    night(7)
    introductions.decline(introduction=made, organization=pair.bay, by=person("bo"), because="no_capacity")
    reminder = Message.objects.filter(kind="introduction_reminder").first()
    assert reminder
    mail.send(reminder.pk)
    reminder.refresh_from_db()
    assert reminder.refused_at is not None


def test_what_is_answered_while_the_night_runs_is_not_reminded_of(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    made = pair.helped()
    lock = introduction_nights.locked

    def somebody_is_faster(introduction: Introduction) -> Introduction:
        introductions.accept(introduction=made, organization=pair.bay, by=person("amina"))
        return lock(introduction)

    monkeypatch.setattr(introduction_nights, "locked", somebody_is_faster)
    assert introduction_nights.remind(after(7)) == 0


def test_words_are_forgotten_a_year_after_the_end(pair: Pair) -> None:
    made = pair.helped()
    introductions.decline(introduction=made, organization=pair.bay, by=person("bo"), because="other", reason="No.")
    stands = pair.asked()
    assert introduction_nights.forget(after(364)) == 0
    assert introduction_nights.forget(after(366)) == 1
    assert introduction_nights.forget(after(366)) == 0
    assert Introduction.objects.get(pk=made.pk).reason == ""
    assert list(queries.notes_of(made)) == []
    assert [note.text for note in queries.notes_of(stands)] == ["We need boats."]
