"""Cases: what the desk must settle outside a submission."""

from django.db import models
from django.db.models import Q

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization
from registry.models.people import Language, Person
from registry.states import CaseKind, CaseState
from registry.validators import plain_text, single_email
from registry.vocabulary import ReportReason


@tracked()
class Case(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=30, choices=CaseKind)
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="cases")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, choices=CaseState, default=CaseState.OPEN)
    assigned_to = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
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


class Report(models.Model):
    """What a visitor says is wrong with an entry, or a team with an enquiry; all about one entry are in its open case.

    `address` is where they may be answered, if they wish; it is blanked when the case is settled. `language` is that
    of the page they wrote on. One that is `held` waits until its sender opens the link in a message: it names the
    organization, and belongs to no case yet, so nobody is told of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="reports")
    reason = models.CharField(max_length=20, choices=ReportReason)
    text = models.TextField(max_length=2000, validators=[plain_text])
    address = models.CharField(max_length=254, blank=True, default="", validators=[single_email])
    language = models.CharField(max_length=10, choices=Language)
    sent_at = models.DateTimeField(auto_now_add=True)
    held = models.BooleanField(default=False)
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="+")
    enquiry = models.ForeignKey("Enquiry", models.CASCADE, null=True, blank=True, related_name="reports")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=ReportReason.values), name="report_reason_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="report_language_known"),
            models.CheckConstraint(condition=~Q(text=""), name="report_says_something"),
            models.CheckConstraint(condition=Q(held=False) | ~Q(address=""), name="report_held_has_address"),
            models.CheckConstraint(
                condition=Q(held=True, case__isnull=True, organization__isnull=False)
                | Q(held=False, case__isnull=False, organization__isnull=True),
                name="report_held_is_in_no_case",
            ),
            models.CheckConstraint(
                condition=Q(enquiry__isnull=True) ^ Q(reason=ReportReason.ABUSE), name="report_of_abuse_names_enquiry"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
