"""Cases: what the desk must settle outside a submission."""

from django.db import models
from django.db.models import Q

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization
from registry.models.people import Person
from registry.states import CaseKind, CaseState


@tracked()
class Case(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=30, choices=CaseKind)
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="cases")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, choices=CaseState, default=CaseState.OPEN)
    opened_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CaseKind.values), name="case_kind_known"),
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, settled_at__isnull=True)
                | Q(state=CaseState.SETTLED, settled_at__isnull=False),
                name="case_settled_has_date",
            ),
            models.UniqueConstraint(
                fields=["kind", "organization", "person"],
                condition=Q(state=CaseState.OPEN),
                nulls_distinct=False,
                name="case_open_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
