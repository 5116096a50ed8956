"""What waits for more than twice its target is told to the administrators, once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from registry import mail, tasks
from registry.actions import escalations, submissions
from registry.models import Message, Person, Submission
from registry.models.messages import MessageKind
from registry.states import Origin
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def targets(settings: Settings) -> None:
    settings.REVIEW_TARGET_DAYS = {"registration": 5, "change": 5, "import": 20}


def waiting(name: str, days: int, by: str = "amina") -> Submission:
    submission = factories.submitted(person(by), name=name)
    sent = timezone.now() - timedelta(days=days, hours=1)
    Submission.objects.filter(pk=submission.pk).update(submitted_at=sent)
    return submission


def letters() -> list[Message]:
    return [*Message.objects.filter(kind=MessageKind.WAITS_TOO_LONG).order_by("person__email", "pk")]


def test_every_administrator_is_told_once_of_all_that_waits_too_long() -> None:
    for name in ("ada", "abel", "rosa"):
        person(name)
    old, older = waiting("Bay Council", 10), waiting("Lake Council", 12, "sam")
    waiting("Young Council", 9, "bo")
    assert escalations.escalate(timezone.now()) == 2
    assert [message.person for message in letters()] == [person("abel"), person("ada")]
    letter = mail.compose(letters()[0])
    assert letter.subject == "2 submissions wait for too long"
    body = str(letter.body)
    assert body.index("Lake Council") < body.index("Bay Council")
    assert "Young Council" not in body
    assert all(f"/secretariat/submissions/{one.pk}/" in body for one in (old, older))
    assert escalations.escalate(timezone.now()) == 0
    assert len(letters()) == 2


def test_an_import_has_more_time() -> None:
    person("ada")
    submission = waiting("Bay Council", 30)
    Submission.objects.update(origin=Origin.IMPORT)
    assert escalations.escalate(timezone.now()) == 0
    assert escalations.escalate(timezone.now() + timedelta(days=10)) == 1
    submission.refresh_from_db()
    assert submission.escalated_at is not None


def test_what_is_sent_again_waits_anew() -> None:
    person("ada")
    submission = waiting("Bay Council", 12)
    escalations.escalate(timezone.now())
    submissions.take_back(submission=submission, by=person("amina"))
    factories.send(submission, person("amina"))
    submission.refresh_from_db()
    assert submission.escalated_at is None


def test_without_an_administrator_it_is_told_when_there_is_one() -> None:
    waiting("Bay Council", 12)
    assert escalations.escalate(timezone.now()) == 0
    person("ada")
    Person.objects.filter(email=person("ada").email).update(is_active=False)
    assert escalations.escalate(timezone.now()) == 0
    Person.objects.filter(email=person("ada").email).update(is_active=True)
    tasks.escalate_what_waits(timestamp=0)
    assert len(letters()) == 1
