"""What is done about introductions every night: reminding, showing the secretariat what nobody answers, forgetting.

Each introduction is a transaction of its own, in which what was sent is written down: so it may run twice.
"""

import datetime
import uuid

from django.db import transaction
from django.db.models import Q

from registry.actions.cases import raise_case
from registry.actions.introduction_steps import locked, put, tell
from registry.models import Introduction, IntroductionNote
from registry.models.messages import MessageKind
from registry.queries.introductions import CASE_AFTER, LATE_DAYS, asked, party
from registry.states import UNANSWERED, CaseKind

# Days without an answer: after the first ones whoever has to answer is reminded, after the last comes a case.
STEPS = (7, 21, LATE_DAYS)
KEPT_DAYS = 365  # for which the words stay after an introduction ended


def remind(now: datetime.datetime) -> int:
    """Remind those who have to answer, and open a case where that did not help. Of several missed steps the latest.

    Returns the number of introductions.
    """
    due = Q()
    for number, days in enumerate(STEPS):
        due |= Q(reminders=number, state_since__lte=now - datetime.timedelta(days=days))
    found = Introduction.objects.filter(due, state__in=UNANSWERED)
    return sum(_remind(pk, now) for pk in found.order_by("pk").values_list("pk", flat=True))


def _remind(pk: uuid.UUID, now: datetime.datetime) -> int:
    with transaction.atomic():
        introduction = locked(Introduction.objects.get(pk=pk))
        come_to = sum((now - introduction.state_since).days >= days for days in STEPS)
        if introduction.state not in UNANSWERED or come_to <= introduction.reminders:
            return 0  # somebody was faster than the night
        put(introduction, reminders=come_to)
        for side in asked(introduction):
            if come_to < CASE_AFTER:
                tell(introduction, side, MessageKind.INTRODUCTION_REMINDER, number=str(come_to))
            else:
                raise_case(kind=CaseKind.UNANSWERED, organization=party(introduction, side))
        return 1


def forget(now: datetime.datetime) -> int:
    """Forget what was written in introductions that ended long ago, and the words of why. Returns how many notes."""
    ended = now - datetime.timedelta(days=KEPT_DAYS)
    Introduction.objects.filter(ended_at__lt=ended).exclude(reason="").update(reason="")
    old = IntroductionNote.objects.filter(introduction__ended_at__lt=ended, erased_at=None)
    return old.update(text="", erased_at=now)
