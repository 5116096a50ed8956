"""Introductions: two partners who write to each other through the site about a gap, an offer, or both, and what came of
it; several who answer one gap together; and those who lack the same.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization
from registry.models.people import Language, Person
from registry.models.support import SupportGap, SupportOffer
from registry.states import AGREED, OPEN_INTRODUCTIONS, IntroductionState
from registry.validators import plain_text
from registry.vocabulary import (
    DECLINE_REASONS,
    FAILURE_REASONS,
    WITHDRAWAL_REASONS,
    EndReason,
    IntroductionSide,
)

OPEN_STATES = [str(state) for state in OPEN_INTRODUCTIONS]


def _reasons_of(state: IntroductionState, reasons: tuple[EndReason, ...]) -> Q:
    return ~Q(state=state) | Q(because__in=[str(reason) for reason in reasons])


@tracked(exclude=["reason"])
class Introduction(models.Model):
    """`needing` states the gap, or asks for the offer; `helping` can help. `writer` is the side that began.

    `needing_by` and `helping_by` speak for their sides. Each side says by its own tick whether its contacts are passed
    on (`_shares`; nothing is before both have) and whether the outcome is told to everyone (`_tells`). `met` is what
    the needing side says of its gap once it was delivered. `because` says why it came to nothing, `reason` the same in
    the words of `ended_by`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gap = models.ForeignKey(SupportGap, models.CASCADE, null=True, blank=True, related_name="introductions")
    offer = models.ForeignKey(SupportOffer, models.CASCADE, null=True, blank=True, related_name="introductions")
    needing = models.ForeignKey(Organization, models.CASCADE, related_name="introductions_as_needing")
    helping = models.ForeignKey(Organization, models.CASCADE, related_name="introductions_as_helping")
    writer = models.CharField(max_length=20, choices=IntroductionSide)
    state = models.CharField(max_length=20, choices=IntroductionState, default=IntroductionState.INTRODUCED)
    state_since = models.DateTimeField(db_default=models.functions.Now())
    opened_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    needing_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    helping_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    needing_shares = models.BooleanField(default=False)
    helping_shares = models.BooleanField(default=False)
    needing_tells = models.BooleanField(default=False)
    helping_tells = models.BooleanField(default=False)
    met = models.BooleanField(null=True, blank=True)

    because = models.CharField(max_length=20, choices=EndReason, blank=True, default="")
    reason = models.TextField(max_length=1000, validators=[plain_text], blank=True, default="")
    ended_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["needing", "-state_since"], name="introduction_of_needing"),
            models.Index(fields=["helping", "-state_since"], name="introduction_of_helping"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=IntroductionState.values), name="introduction_state_known"),
            models.CheckConstraint(condition=Q(writer__in=IntroductionSide.values), name="introduction_writer_known"),
            models.CheckConstraint(condition=Q(because__in=[*EndReason.values, ""]), name="introduction_because_known"),
            models.CheckConstraint(
                condition=Q(gap__isnull=False) | Q(offer__isnull=False), name="introduction_about_something"
            ),
            models.CheckConstraint(condition=~Q(needing=F("helping")), name="introduction_of_two"),
            # Whichever side writes first: the gap and who helps are the pair; without a gap the offer and who asks.
            models.UniqueConstraint(
                fields=["gap", "helping"],
                condition=Q(gap__isnull=False, state__in=OPEN_STATES),
                name="introduction_open_once",
            ),
            models.UniqueConstraint(
                fields=["offer", "needing"],
                condition=Q(gap__isnull=True, state__in=OPEN_STATES),
                name="introduction_asked_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*map(str, AGREED), "delivered", "not_delivered"])
                | Q(accepted_at__isnull=False),
                name="introduction_agreed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, ended_at__isnull=True)
                | (~Q(state__in=OPEN_STATES) & Q(ended_at__isnull=False)),
                name="introduction_ended_has_date",
            ),
            models.CheckConstraint(
                condition=(
                    _reasons_of(IntroductionState.DECLINED, DECLINE_REASONS)
                    & _reasons_of(IntroductionState.NOT_DELIVERED, FAILURE_REASONS)
                    & _reasons_of(IntroductionState.WITHDRAWN, WITHDRAWAL_REASONS)
                    & (Q(because="") | Q(state__in=["declined", "not_delivered", "withdrawn"]))
                ),
                name="introduction_came_to_nothing_because",
            ),
            models.CheckConstraint(
                condition=Q(met__isnull=True) | Q(state=IntroductionState.DELIVERED, gap__isnull=False),
                name="introduction_met_was_delivered",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class IntroductionNote(models.Model):
    """What one side wrote to the other; `organization` is none where the secretariat wrote.

    Its words are personal data, so it is exempt from the audit; they are blanked after a time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="notes")
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(_("Your message"), max_length=3000, validators=[plain_text], blank=True)
    language = models.CharField(max_length=10, choices=Language)
    sent_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(language__in=Language.values), name="introductionnote_language_known"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) ^ Q(text=""), name="introductionnote_says_something_or_is_erased"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


@tracked()
class JointResponse(models.Model):
    """Several partners answer one gap together. Who leads is the helping side of `introduction`, which goes through the
    states for all of them; when the lead leaves, it is the introduction of whoever leads next.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gap = models.ForeignKey(SupportGap, models.CASCADE, related_name="joint_responses")
    introduction = models.OneToOneField(Introduction, models.CASCADE, related_name="joint_response")
    opened_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gap"], condition=Q(ended_at__isnull=True), name="jointresponse_open_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


@tracked(exclude=["words"])
class JointMember(models.Model):
    """A partner in a joint response: it asks with its `words`, and belongs to it once the lead has agreed.

    `tells` is its own word that it may be named where everyone may know what came of the gap.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    joint = models.ForeignKey(JointResponse, models.CASCADE, related_name="members")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="joint_memberships")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.TextField(_("What you can do"), max_length=1000, validators=[plain_text], blank=True, default="")
    asked_at = models.DateTimeField(auto_now_add=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    tells = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["joint", "organization"], condition=Q(left_at__isnull=True), name="jointmember_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


@tracked()
class LackToo(models.Model):
    """A partner lacks the same as another one states; each says so once, and may take it back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gap = models.ForeignKey(SupportGap, models.CASCADE, related_name="lacked_too")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="lacks_too")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gap", "organization"], name="lacktoo_once")]

    def __str__(self) -> str:
        return str(self.id)
