"""Who does what at the desk: a submission or a case is taken, handed on, given back. Nothing is locked by it.

Whoever decides first decides, whoever has it; what somebody has is theirs in the lists, and the others leave it alone.
"""

from django.db import transaction

from registry import rules
from registry.actions.messages import post
from registry.actions.submissions import for_review
from registry.errors import ColleaguesOtherRegion, IllegalMove, NotAllowed, NotOfStaff, OtherRegion
from registry.models import Case, Person, Submission
from registry.models.messages import MessageKind
from registry.queries.queue import with_cover
from registry.states import CaseState


def assign(*, submission: Submission, to: Person | None, by: Person) -> Submission:
    """Say who reviews a submission that waits; `None` gives it back. A colleague who gets it is told, and so is who
    covers for them today.

    Raises `NotAllowed`, `AlreadyDecided`, `NotOfStaff` for somebody who does not review, `OtherRegion` for oneself and
    `ColleaguesOtherRegion` for a colleague whose desk does not decide on it.
    """
    with transaction.atomic():
        submission = for_review(submission, by)
        if to is not None and not rules.may_review(to):
            raise NotOfStaff
        if to is not None and not rules.decides_there(to, submission):
            raise OtherRegion if to.pk == by.pk else ColleaguesOtherRegion
        before = submission.assigned_to_id
        submission.assigned_to = to
        submission.save(update_fields=["assigned_to"])
        if to is not None and to.pk not in (by.pk, before):
            _tell(to, by, submission=str(submission.pk))
        return submission


def assign_case(*, case: Case, to: Person | None, by: Person) -> Case:
    """Say who settles an open case; `None` gives it back. Who is told is as in `assign`.

    Raises `NotAllowed`, `NotOfStaff`, and `IllegalMove` when it was settled meanwhile.
    """
    with transaction.atomic():
        if not rules.may_review(by):
            raise NotAllowed
        if to is not None and not rules.may_review(to):
            raise NotOfStaff
        case = Case.objects.select_for_update().get(pk=case.pk)
        if case.state != CaseState.OPEN:
            raise IllegalMove
        before = case.assigned_to_id
        case.assigned_to = to
        case.save(update_fields=["assigned_to"])
        if to is not None and to.pk not in (by.pk, before):
            _tell(to, by, case=str(case.pk))
        return case


def _tell(to: Person, by: Person, **what: str) -> None:
    """Tell whoever got something from somebody else, and who covers for them today."""
    for person in with_cover(to):
        if person.pk != by.pk:
            post(kind=MessageKind.HANDED_ON, person=person, context={**what, "by": str(by.pk)})
