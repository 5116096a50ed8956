"""Mailings: one message of the secretariat to the teams of many partners."""

from django.db import models
from django.db.models import Q

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.people import Person
from registry.states import MailingState


@tracked()
class Mailing(models.Model):
    """`subjects` and `bodies` are by language, English always among them; `filter` is the query string of the
    directory that chose the partners. What is `official` reaches also those who wanted no mailings.

    Its receivers are the rows of `Message` that name it: each person once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=MailingState, default=MailingState.DRAFT)
    state_since = models.DateTimeField(db_default=models.functions.Now())
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now_add=True)
    subjects = models.JSONField(default=dict, blank=True)
    bodies = models.JSONField(default=dict, blank=True)
    filter = models.TextField(blank=True, default="")
    official = models.BooleanField(default=False)
    # The receivers as they were when it was sent: people by id, so that a stop and a resume reach the same ones.
    receivers = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailingState.values), name="mailing_state_known"),
            models.CheckConstraint(
                condition=Q(state=MailingState.DRAFT) | Q(subjects__has_key="en", bodies__has_key="en"),
                name="mailing_sent_has_words",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
