"""Confirmations: an organization's word that its entry is still true (Product, words)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization
from registry.models.people import Person
from registry.vocabulary import ConfirmationWay


@tracked()
class Confirmation(models.Model):
    """One word given: by whom, how, and of which parts of the entry ("where", "gaps" ...)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="confirmations")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    way = models.CharField(max_length=20, choices=ConfirmationWay)
    parts = ArrayField(models.CharField(max_length=20))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=ConfirmationWay.values), name="confirmation_way_known"),
            models.CheckConstraint(condition=~Q(parts=[]), name="confirmation_of_something"),
        ]

    def __str__(self) -> str:
        return str(self.id)
