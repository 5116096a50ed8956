"""Recoveries: a lost second factor is taken off an account by two administrators together."""

from django.db import models
from django.db.models import F, Q

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.people import Person
from registry.states import RecoveryState


@tracked()
class Recovery(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="recoveries")
    asked_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=RecoveryState, default=RecoveryState.ASKED)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RecoveryState.values), name="recovery_state_known"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state=RecoveryState.ASKED), name="recovery_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state=RecoveryState.ASKED, answered_at__isnull=True)
                | ~Q(state=RecoveryState.ASKED) & Q(answered_at__isnull=False),
                name="recovery_answered_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=RecoveryState.DONE) | ~Q(asked_by=F("answered_by")), name="recovery_takes_two"
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("person")) & (Q(answered_by__isnull=True) | ~Q(answered_by=F("person"))),
                name="recovery_by_others",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
