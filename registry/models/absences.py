"""Absences: while a member of staff is away, another sees what is theirs as their own."""

from django.db import models
from django.db.models import F, Q

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.people import Person


@tracked()
class Absence(models.Model):
    """From `since` to `until`, both days included, in UTC; `cover` does their work meanwhile."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField(Person, models.CASCADE, related_name="absence")
    cover = models.ForeignKey(Person, models.CASCADE, related_name="covers")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("cover")), name="absence_covered_by_another"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="absence_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return str(self.id)
