"""Networks and their members: organizations that belong to another one, accepted by both sides."""

from django.db import models
from django.db.models import F, Q

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization


class NetworkMembershipQuerySet(models.QuerySet["NetworkMembership"]):
    def accepted(self) -> "NetworkMembershipQuerySet":
        """Those to which both sides have agreed, and neither has ended."""
        return self.filter(accepted_at__isnull=False, ended_at__isnull=True)


@tracked()
class NetworkMembership(models.Model):
    """`member` belongs to `network`. It holds once the side that did not propose it has accepted, until either ends it.

    Status, not content: no submission changes it (The entry, Content and status).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    network = models.ForeignKey(Organization, models.CASCADE, related_name="members")
    member = models.ForeignKey(Organization, models.CASCADE, related_name="networks")
    proposed_by_network = models.BooleanField()
    proposed_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NetworkMembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(network=F("member")), name="networkmembership_of_two"),
            models.UniqueConstraint(
                fields=["network", "member"], condition=Q(ended_at__isnull=True), name="networkmembership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.network_id}"
