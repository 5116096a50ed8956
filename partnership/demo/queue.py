"""The desk of the demonstration: who has what, who is away, what colleagues think, what was taken back or is late."""

import datetime
from collections.abc import Mapping

from django.utils import timezone

from registry.actions import absences, assignments, escalations, opinions, people, submissions, taking_back
from registry.models import Case, Person, Submission
from registry.queries import queue
from registry.states import CaseState, Origin

DAYS_AWAY = 12
QUESTION = "Is this invented name the one that they use in their own invented script?"


def tell(cast: Mapping[str, Person]) -> None:
    """All of it, after everything else that waits is there."""
    reviewer, colleague, administrator = cast["reviewer"], cast["reviewer2"], cast["administrator"]
    people.set_scripts(person=colleague, scripts=["Latn", "Arab", "Cyrl"])
    for case in Case.objects.filter(state=CaseState.OPEN, assigned_to=None).order_by("opened_at", "pk")[:2]:
        assignments.assign_case(case=case, to=colleague, by=reviewer)

    unread = queue.readable_by(queue.queue().filter(origin=Origin.TEAM), queue.Readable.NO, reviewer)
    asked, answered = unread[:2]
    opinions.ask(submission=asked, of=colleague, question=QUESTION, by=reviewer)
    opinion = opinions.ask(submission=answered, of=colleague, question=QUESTION, by=reviewer)
    opinions.answer(opinion=opinion, answer="It is. I would approve it.", by=colleague)

    _take_back(unread.exclude(decisions__isnull=False).last(), reviewer)
    today = timezone.localdate()
    until = today + datetime.timedelta(days=DAYS_AWAY)
    absences.go_away(person=colleague, cover=reviewer, since=today, until=until, by=colleague)
    absences.go_away(person=administrator, cover=cast["administrator2"], since=until, until=until, by=administrator)
    escalations.escalate(timezone.now())


def _take_back(submission: Submission | None, by: Person) -> None:
    """A refusal that was meant for another one."""
    if submission is None:
        raise LookupError("Nothing waits that could be declined.")
    decision = submissions.decline(submission=submission, by=by, reason="This was meant for another invented one.")
    taking_back.take_back_decision(decision=decision, by=by)
