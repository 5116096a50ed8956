"""Second opinions: what a reviewer asks a colleague before a decision. It is advice, and decides nothing."""

from django.db import transaction
from django.utils import timezone

from registry import rules
from registry.actions.messages import post
from registry.actions.submissions import for_review
from registry.errors import Answered, AskedAlready, IllegalMove, NotAllowed, NotOfStaff, ReasonNeeded
from registry.models import Opinion, Person, Submission
from registry.models.messages import MessageKind
from registry.queries.queue import away, with_cover
from registry.states import SubmissionState


def ask(*, submission: Submission, of: Person, question: str, by: Person) -> Opinion:
    """Ask a colleague what they think of a submission that waits; they are told, and so is who covers for them
    today.

    Raises `NotAllowed`, `AlreadyDecided`, `NotOfStaff`, `AskedAlready` while they have not answered, and `ValueError`
    for oneself.
    """
    with transaction.atomic():
        submission = for_review(submission, by)
        if of.pk == by.pk:
            raise ValueError(of.pk)
        if not rules.may_review(of):
            raise NotOfStaff
        if Opinion.objects.filter(submission=submission, of=of, answered_at=None).exists():
            raise AskedAlready
        opinion = Opinion.objects.create(submission=submission, asked_by=by, of=of, question=question)
        for person in with_cover(of):
            if person.pk != by.pk:
                post(kind=MessageKind.OPINION_ASKED, person=person, context={"opinion": str(opinion.pk)})
        return opinion


def answer(*, opinion: Opinion, answer: str, by: Person) -> Opinion:
    """Say what was asked for, as the one who was asked or who covers for them; whoever asked is told.

    Raises `NotAllowed`, `Answered`, `ReasonNeeded` without words, and `IllegalMove` when the submission was decided.
    """
    with transaction.atomic():
        opinion = Opinion.objects.select_for_update(of=("self",)).select_related("submission").get(pk=opinion.pk)
        if not may_answer(by, opinion):
            raise NotAllowed
        if opinion.answered_at:
            raise Answered
        if not answer.strip():
            raise ReasonNeeded
        if opinion.submission.state != SubmissionState.SUBMITTED:
            raise IllegalMove
        opinion.answer, opinion.answered_at = answer, timezone.now()
        opinion.save(update_fields=["answer", "answered_at"])
        if opinion.asked_by is not None:
            post(kind=MessageKind.OPINION_GIVEN, person=opinion.asked_by, context={"opinion": str(opinion.pk)})
        return opinion


def may_answer(person: Person, opinion: Opinion) -> bool:
    """Whether somebody was asked, or covers today for who was. One query at most."""
    if not rules.may_review(person):
        return False
    return person.pk == opinion.of_id or away().filter(person=opinion.of_id, cover=person).exists()
