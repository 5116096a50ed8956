"""Withdrawals: an organization leaves the directory, and may return until its personal data is erased (rule 8)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization
from registry.models.people import Person
from registry.validators import plain_text
from registry.vocabulary import ErasureKind


@tracked()
class Withdrawal(models.Model):
    """One leaving: over when the entry returned, or when its personal data was erased."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="withdrawals")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(_("Reason"), max_length=1000, validators=[plain_text], blank=True, default="")
    at = models.DateTimeField(auto_now_add=True)
    noticed_at = models.DateTimeField(null=True, blank=True)  # when the team was told of the erasure to come
    returned_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(returned_at__isnull=True, erased_at__isnull=True),
                name="withdrawal_open_once",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(erased_at__isnull=True), name="withdrawal_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Erasure(models.Model):
    """What was erased, when, and how many values: the report of the night, by ids alone. Exempt from the audit.

    The same line stands in a file beside the database, so that a restored backup can be brought up to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=ErasureKind)
    subject = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    counts = models.JSONField(default=dict)  # values blanked or rows deleted, by table

    class Meta:
        indexes = [models.Index(fields=["-at", "id"], name="erasure_newest")]
        constraints = [models.CheckConstraint(condition=Q(kind__in=ErasureKind.values), name="erasure_kind_known")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
