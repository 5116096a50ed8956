"""Claims: somebody asks for an entry that has no team, and shows that they may look after it."""

from django.db import models
from django.db.models import Q

from registry.ids import uuid7
from registry.models.attachments import Attachment
from registry.models.history import tracked
from registry.models.organizations import Organization
from registry.models.people import Person
from registry.states import OPEN_CLAIMS, ClaimState
from registry.validators import plain_text, public_web_address, single_email
from registry.vocabulary import ClaimEvidence


@tracked(exclude=["words", "address", "link", "code", "question", "reason"])
class Claim(models.Model):
    """`words` are the claimant's own; `question` is what the secretariat asks for, `reason` why it decided so.

    With evidence `domain`, `address` is the one at the website's domain, `code` a keyed hash of the code that was sent
    there, and `proved_at` when it was typed in. `rule` names the rule that decided, where no person did.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="claims")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="claims")
    state = models.CharField(max_length=20, choices=ClaimState, default=ClaimState.ASKED)
    state_since = models.DateTimeField(db_default=models.functions.Now())
    opened_at = models.DateTimeField(auto_now_add=True)

    evidence = models.CharField(max_length=20, choices=ClaimEvidence)
    words = models.TextField(max_length=2000, validators=[plain_text], blank=True, default="")
    address = models.CharField(max_length=254, validators=[single_email], blank=True, default="")
    proved_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=64, blank=True, default="")
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    link = models.CharField(max_length=500, validators=[public_web_address], blank=True, default="")
    letter = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")

    question = models.TextField(max_length=2000, validators=[plain_text], blank=True, default="")
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    rule = models.CharField(max_length=40, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=2000, validators=[plain_text], blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_state_known"),
            models.CheckConstraint(condition=Q(evidence__in=ClaimEvidence.values), name="claim_evidence_known"),
            models.UniqueConstraint(
                fields=["organization", "person"],
                condition=Q(state__in=[str(state) for state in OPEN_CLAIMS]),
                name="claim_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ClaimState.APPROVED, ClaimState.DECLINED, ClaimState.REVOKED])
                | Q(decided_at__isnull=False),
                name="claim_decided_has_date",
            ),
            models.CheckConstraint(
                condition=Q(proved_at__isnull=True) | Q(evidence=ClaimEvidence.DOMAIN),
                name="claim_proved_is_of_domain",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
