"""Escalation: what waits for more than twice its target is told to the administrators, once."""

import datetime

from django.db import transaction

from registry.actions.messages import post
from registry.models import Person, Submission
from registry.models.messages import MessageKind
from registry.models.people import StaffRole
from registry.queries.queue import late, queue

TIMES = 2  # the target
AT_ONCE = 1000
MOST_NAMED = 10  # in a message, the oldest of them


def escalate(now: datetime.datetime) -> int:
    """Tell the administrators what waits for too long and was not told before: one message to each, of all of it.

    What is sent again waits anew. In one transaction, so it may run twice and be killed at any moment. Returns how
    many submissions there were.
    """
    with transaction.atomic():
        waiting = late(queue().filter(escalated_at=None), times=TIMES, now=now)
        found = list(waiting.select_for_update(skip_locked=True).only("pk")[:AT_ONCE])
        administrators = list(Person.objects.active().filter(staff_role=StaffRole.ADMINISTRATOR).order_by("pk"))
        if not found or not administrators:
            return 0
        ids = [one.pk for one in found]
        Submission.objects.filter(pk__in=ids).update(escalated_at=now)
        for administrator in administrators:
            post(
                kind=MessageKind.WAITS_TOO_LONG,
                person=administrator,
                context={"number": len(ids), "submissions": " ".join(map(str, ids[:MOST_NAMED]))},
            )
        return len(ids)
