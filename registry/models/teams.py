"""Teams: who may edit an organization's entry, and invitations to a team."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization
from registry.models.people import Person
from registry.states import RequestState
from registry.validators import plain_text


class TeamRole(models.TextChoices):
    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")


@tracked()
class Membership(models.Model):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=TeamRole)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "person"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=TeamRole.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


@tracked(exclude=["address", "note", "reason"])
class Invitation(models.Model):
    """A draft passed to a colleague, or a place in a team offered.

    What is personal is blanked once it was accepted or withdrawn, and some weeks after it was declined or expired.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=TeamRole)
    address = models.CharField(max_length=254, blank=True, default="")
    note = models.TextField(max_length=1000, blank=True, default="")
    invited_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=1000, validators=[plain_text], blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=TeamRole.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True) | Q(address="", note="", reason=""),
                name="invitation_over_is_blank",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=False) | Q(reason=""), name="invitation_reason_is_of_declined"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


@tracked(exclude=["note", "reason"])
class TeamRequest(models.Model):
    """Somebody asks to join a team; its owners answer. What was written to each other is blanked with the account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="team_requests")
    person = models.ForeignKey(Person, models.CASCADE, related_name="team_requests")
    note = models.TextField(max_length=1000, validators=[plain_text], blank=True, default="")
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=RequestState, default=RequestState.OPEN)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=1000, validators=[plain_text], blank=True, default="")
    # Steps taken because nobody answered: the owners were reminded, the secretariat was asked.
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="teamrequest_state_known"),
            models.UniqueConstraint(
                fields=["organization", "person"], condition=Q(state=RequestState.OPEN), name="teamrequest_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN, answered_at__isnull=True)
                | ~Q(state=RequestState.OPEN) & Q(answered_at__isnull=False),
                name="teamrequest_answered_has_date",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


@tracked(exclude=["reason"])
class TeamRemoval(models.Model):
    """The secretariat took somebody out of a team; the reason is blanked with the account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="team_removals")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(max_length=1000, validators=[plain_text], blank=True, default="")

    def __str__(self) -> str:
        return str(self.id)
