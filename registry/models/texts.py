"""Texts that staff writes: reasons for refusals, to choose from a list, in six languages; every version is kept."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.people import Person


class TextKind(models.TextChoices):
    REQUEST_CHANGES = "request_changes", _("Reason to request changes")
    DECLINE = "decline", _("Reason to decline")


@tracked()
class Text(models.Model):
    """A text that can be chosen; `retired_at` is since when it is not offered any more. `version` is the latest."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=TextKind)
    version = models.PositiveIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=TextKind.values), name="text_kind_known")]

    def __str__(self) -> str:
        return str(self.id)


@pgtrigger.register(pgtrigger.Protect(name="stays_as_written", operation=pgtrigger.Update | pgtrigger.Delete))
@tracked()
class TextVersion(models.Model):
    """What a text says since `at`, by language: `words` is {"en": ..., "fr": ...}; English is always there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    text = models.ForeignKey(Text, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="textversion_once"),
            models.CheckConstraint(condition=Q(words__has_key="en"), name="textversion_in_english"),
        ]

    def __str__(self) -> str:
        return str(self.id)
