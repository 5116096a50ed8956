"""Absences: while a member of staff is away, what is theirs stands in a colleague's lists as the colleague's own.

Nothing is handed on by it: on the day after the last one everything is theirs again by itself.
"""

import datetime

from django.db import transaction
from django.db.models import Q

from registry import rules
from registry.actions.messages import post
from registry.errors import AwayToo, NotAllowed, NotOfStaff
from registry.models import Absence, Person
from registry.models.messages import MessageKind


def go_away(*, person: Person, cover: Person, since: datetime.date, until: datetime.date, by: Person) -> Absence:
    """Say that somebody is away on these days, both included, and who covers for them; the cover is told.

    Everyone says it of themselves, administrators of anybody: who falls ill cannot. It replaces what was said before.
    Raises `NotAllowed`, `NotOfStaff` for a cover who does not review, `AwayToo` for one who is away on one of the days,
    and `ValueError` for days in the wrong order, or one's own cover. Who covers for a colleague in these days hands
    that on too.
    """
    with transaction.atomic():
        _check(person, by)
        if until < since or cover.pk == person.pk:
            raise ValueError(cover.pk)
        # Both rows, in one order: of two who name each other as cover at once, the second sees what the first said.
        people = Person.objects.select_for_update(no_key=True).filter(Q(pk=person.pk) | Q(pk=cover.pk))
        known = {one.pk: one for one in people.order_by("pk")}
        if not rules.may_review(known[cover.pk]):
            raise NotOfStaff
        if Absence.objects.filter(person=cover, since__lte=until, until__gte=since).exists():
            raise AwayToo
        absence, _made = Absence.objects.update_or_create(
            person=person, defaults={"cover": cover, "since": since, "until": until}
        )
        _hand_on(person, cover, since, until)
        if cover.pk != by.pk:
            post(kind=MessageKind.HANDED_ON, person=cover, context={"absence": str(absence.pk), "by": str(by.pk)})
        return absence


def _hand_on(person: Person, cover: Person, since: datetime.date, until: datetime.date) -> None:
    """What somebody covers in these days goes to who covers for them, so that nobody's work stands with somebody away;
    but not what goes on into days on which that one is away too.
    """
    covered = Absence.objects.filter(cover=person, since__lte=until, until__gte=since)
    for away in Absence.objects.filter(person=cover):
        covered = covered.exclude(since__lte=away.until, until__gte=away.since)
    covered.update(cover=cover)


def come_back(*, person: Person, by: Person) -> None:
    """Forget an absence, from now on. Raises `NotAllowed`. Twice is once."""
    with transaction.atomic():
        _check(person, by)
        Absence.objects.filter(person=person).delete()


def _check(person: Person, by: Person) -> None:
    own = by.pk == person.pk and rules.may_review(by)
    if not own and not rules.may_administer(by):
        raise NotAllowed
    if not rules.may_review(person):
        raise NotOfStaff
