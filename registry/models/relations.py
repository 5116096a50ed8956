"""Lineage: what one organization is to another, accepted by both sides. Status, not content."""

from django.db import models
from django.db.models import F, Q

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization
from registry.models.people import Person
from registry.vocabulary import RelationKind


class RelationQuerySet(models.QuerySet["Relation"]):
    def accepted(self) -> "RelationQuerySet":
        """Those to which both sides have agreed, and neither has ended."""
        return self.filter(accepted_at__isnull=False, ended_at__isnull=True)


@tracked()
class Relation(models.Model):
    """`other` is the parent, or the successor, of `organization`. It holds once the side that was asked has accepted.

    Where the side that was asked has no team, the secretariat answers for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=RelationKind)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="relations")
    other = models.ForeignKey(Organization, models.CASCADE, related_name="related_from")
    proposed_by_other = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RelationKind.values), name="relation_kind_known"),
            models.CheckConstraint(condition=~Q(organization=F("other")), name="relation_of_two"),
            models.UniqueConstraint(
                fields=["kind", "organization", "other"], condition=Q(ended_at__isnull=True), name="relation_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "organization"],
                condition=Q(kind=RelationKind.PARENT, accepted_at__isnull=False, ended_at__isnull=True),
                name="relation_one_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.kind} {self.other_id}"
