"""Second opinions: a reviewer asks another one, who reads a script or knows a country, before a decision."""

from django.db import models
from django.db.models import F, Q

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.people import Person
from registry.models.submissions import Submission
from registry.validators import plain_text


@tracked(exclude=["question", "answer"])
class Opinion(models.Model):
    """`question` is what was asked of `of`, `answer` what they said; it is advice, the decision is another's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="opinions")
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    of = models.ForeignKey(Person, models.CASCADE, related_name="opinions_asked")
    question = models.TextField(max_length=2000, validators=[plain_text], blank=True, default="")
    answer = models.TextField(max_length=2000, validators=[plain_text], blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "of"], condition=Q(answered_at__isnull=True), name="opinion_asked_once"
            ),
            models.CheckConstraint(condition=~Q(of=F("asked_by")), name="opinion_of_another"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="opinion_answered_has_words",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
