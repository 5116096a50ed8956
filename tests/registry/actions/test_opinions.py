"""Second opinions: asked, answered, by the one who was asked or their cover; advice that decides nothing."""

import pytest
from django.utils import timezone

from registry import mail
from registry.actions import absences, opinions, submissions
from registry.errors import AlreadyDecided, Answered, AskedAlready, IllegalMove, NotAllowed, NotOfStaff, ReasonNeeded
from registry.models import Message, Opinion, Submission
from registry.models.messages import MessageKind
from registry.queries import review
from registry.states import SubmissionState
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db


def asked(submission: Submission, of: str = "ravi", by: str = "rosa") -> Opinion:
    return opinions.ask(submission=submission, of=person(of), question="Is this name right?", by=person(by))


def test_who_is_asked_gets_the_question_and_who_asked_the_answer() -> None:
    submission = factories.submitted(name="مجلس خليج المرجان", language="ar")
    opinion = asked(submission)
    question = mail.compose(Message.objects.get(kind=MessageKind.OPINION_ASKED))
    assert question.to == [person("ravi").email]
    assert question.subject == "A colleague asks for your opinion"
    assert "\u2068Rosa\u2069 would like to know what you think" in str(question.body)
    assert "Is this name right?" in str(question.body)
    opinions.answer(opinion=opinion, answer="It is. I know them.", by=person("ravi"))
    answer = mail.compose(Message.objects.get(kind=MessageKind.OPINION_GIVEN))
    assert answer.to == [person("rosa").email]
    assert "\u2068Ravi\u2069 has answered what you asked about \u2068مجلس خليج المرجان\u2069." in str(answer.body)
    assert "It is. I know them." in str(answer.body)
    assert f"/secretariat/submissions/{submission.pk}/opinions/" in str(answer.body)
    assert [one.answer for one in review.opinions_on(submission)] == ["It is. I know them."]


def test_an_opinion_decides_nothing() -> None:
    submission = factories.submitted()
    opinions.answer(opinion=asked(submission), answer="Decline it.", by=person("ravi"))
    submission.refresh_from_db()
    assert submission.state == SubmissionState.SUBMITTED


def test_only_the_secretariat_asks_and_only_its_own_about_what_waits() -> None:
    submission = factories.submitted()
    with pytest.raises(NotAllowed):
        asked(submission, by="amina")
    with pytest.raises(NotOfStaff):
        asked(submission, of="sam")
    with pytest.raises(ValueError, match=str(person("rosa").pk)):
        asked(submission, of="rosa")
    submissions.approve(submission=submission, by=person("rosa"))
    with pytest.raises(AlreadyDecided):
        asked(submission)
    assert not Opinion.objects.exists()


def test_one_is_asked_again_only_after_an_answer() -> None:
    submission = factories.submitted()
    opinion = asked(submission)
    with pytest.raises(AskedAlready):
        asked(submission)
    opinions.answer(opinion=opinion, answer="Yes.", by=person("ravi"))
    asked(submission)
    assert Opinion.objects.count() == 2


def test_an_answer_has_words_and_is_given_once_by_who_was_asked() -> None:
    opinion = asked(factories.submitted())
    for stranger in ("rosa", "ada", "amina"):
        with pytest.raises(NotAllowed):
            opinions.answer(opinion=opinion, answer="Yes.", by=person(stranger))
    with pytest.raises(ReasonNeeded):
        opinions.answer(opinion=opinion, answer="  ", by=person("ravi"))
    opinions.answer(opinion=opinion, answer="Yes.", by=person("ravi"))
    with pytest.raises(Answered):
        opinions.answer(opinion=opinion, answer="No.", by=person("ravi"))
    assert Opinion.objects.get().answer == "Yes."


def test_the_cover_answers_for_who_is_away() -> None:
    opinion = asked(factories.submitted())
    today = timezone.now().date()
    absences.go_away(person=person("ravi"), cover=person("ada"), since=today, until=today, by=person("ravi"))
    opinions.answer(opinion=opinion, answer="Yes.", by=person("ada"))
    assert Opinion.objects.get().answered_at is not None


def test_who_covers_is_told_what_somebody_was_asked_who_is_away() -> None:
    factories.away("ravi", cover="ada", until="2099-12-31")
    Message.objects.all().delete()
    asked(factories.submitted(name="Bay Council"))
    told = Message.objects.filter(kind=MessageKind.OPINION_ASKED).order_by("created_at")
    letters = {one.person: str(mail.compose(one).body) for one in told}
    assert [*letters] == [person("ravi"), person("ada")]
    assert "Rosa\u2069 would like to know what you think" in letters[person("ravi")]
    assert "Rosa\u2069 would like to know what \u2068Ravi\u2069 thinks" in letters[person("ada")]
    assert "\u2068Ravi\u2069 is away and you cover" in letters[person("ada")]


def test_who_covers_is_not_told_what_they_asked_themselves() -> None:
    factories.away("ravi", cover="rosa", until="2099-12-31")
    Message.objects.all().delete()
    asked(factories.submitted())
    assert [one.person for one in Message.objects.filter(kind=MessageKind.OPINION_ASKED)] == [person("ravi")]


def test_after_the_decision_there_is_nothing_to_answer() -> None:
    submission = factories.submitted()
    opinion = asked(submission)
    submissions.approve(submission=submission, by=person("rosa"))
    with pytest.raises(IllegalMove):
        opinions.answer(opinion=opinion, answer="Yes.", by=person("ravi"))


def test_nobody_is_told_where_who_asked_is_gone() -> None:
    opinion = asked(factories.submitted())
    Opinion.objects.update(asked_by=None)
    opinions.answer(opinion=opinion, answer="Yes.", by=person("ravi"))
    assert not Message.objects.filter(kind=MessageKind.OPINION_GIVEN).exists()
    assert "\u2068A colleague\u2069 would like" in str(
        mail.compose(Message.objects.get(kind=MessageKind.OPINION_ASKED)).body
    )
