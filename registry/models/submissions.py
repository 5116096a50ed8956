"""Submissions and decisions: the one way into an entry, and its history (Product, rule 3)."""

from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization
from registry.models.people import Person
from registry.states import EDITABLE, OPEN, DecisionKind, Origin, SubmissionState


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def open(self) -> "SubmissionQuerySet":
        return self.filter(state__in=OPEN)

    def waiting(self) -> "SubmissionQuerySet":
        """What the secretariat has to decide."""
        return self.filter(state=SubmissionState.SUBMITTED)


_DERIVED = ["type", "seat", "languages", "scripts"]  # from the document, and no event of its own


@tracked(exclude=["base", "document", "corrections", "unaccepted", "seen", "settlements", *_DERIVED])
class Submission(models.Model):
    """A proposed entry: the document it started from and the document it proposes.

    `unaccepted` holds what was typed and did not pass, by form and person: personal data.
    `seen` counts the saves of each form, and notes at which its answers changed last, so that a stale save is noticed.
    `settlements` holds a reviewer's choices for conflicts, with the live version that they were made against.
    `corrections` holds what reviewers changed in it, by path: {"value", "by", "at"} (The entry, Corrections).
    `escalated_at` is when the administrators were told that it waits for too long. What a rule listed at once is
    looked at afterwards: until then `looked_at` is empty.
    `type`, `seat`, `languages` and `scripts` are what the queue narrows by, noted when the document is saved: the
    languages of its texts (without region and script), and the scripts that they are written in (ISO 15924).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="submissions")
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.TEAM)
    source = models.CharField(max_length=100, blank=True, default="")
    state = models.CharField(max_length=20, choices=SubmissionState, default=SubmissionState.DRAFT)
    state_since = models.DateTimeField(db_default=models.functions.Now())

    base = models.JSONField(default=dict)
    base_version = models.PositiveIntegerField(default=0)
    document = models.JSONField(default=dict)
    unaccepted = models.JSONField(default=dict, blank=True)
    seen = models.JSONField(default=dict, blank=True)
    nothing_to_state = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    declarations = models.JSONField(default=dict, blank=True)
    settlements = models.JSONField(default=dict, blank=True)
    corrections = models.JSONField(default=dict, blank=True)

    opened_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="submissions_opened")
    opened_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    assigned_to = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    escalated_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # Why its author says that it is none of the organizations that are like it: {"of": [ids], "reason": text}.
    insisted = models.JSONField(default=dict, blank=True)
    folded_name = models.CharField(max_length=600, blank=True, default="", db_index=True)
    web_domain = models.CharField(max_length=253, blank=True, default="", db_index=True)
    type = models.CharField(max_length=40, blank=True, default="")
    seat = models.CharField(max_length=2, blank=True, default="")
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    scripts = ArrayField(models.CharField(max_length=4), default=list, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(  # holds what the queue is counted and narrowed by, so that it is not read for that
                fields=["submitted_at", "id"],
                condition=Q(state="submitted"),
                include=["assigned_to", "origin", "base_version", "type", "seat"],
                name="submission_queue",
            ),
            models.Index(
                fields=["state_since", "id"],
                condition=Q(state="approved", origin="team", looked_at__isnull=True),
                name="submission_to_look_at",
            ),
            models.Index(
                fields=["saved_at"], condition=Q(state__in=[str(s) for s in EDITABLE]), name="submission_unfinished"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SubmissionState.values), name="submission_state_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="submission_origin_known"),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(origin="team", state__in=[str(s) for s in OPEN]),
                name="submission_one_open_of_the_team",
            ),
            models.UniqueConstraint(
                fields=["opened_by", "folded_name"],
                condition=Q(origin="team", base_version=0, state__in=[str(s) for s in OPEN]) & ~Q(folded_name=""),
                name="submission_one_open_of_a_name",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(origin="import", state__in=[str(s) for s in (*OPEN, SubmissionState.APPROVED)])
                & ~Q(source=""),
                name="submission_imported_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=SubmissionState.SUBMITTED) | Q(submitted_at__isnull=False),
                name="submission_submitted_has_date",
            ),
            models.CheckConstraint(
                condition=Q(document__has_key="version") & Q(base__has_key="version"),
                name="submission_documents_versioned",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_registration(self) -> bool:
        """Whether it proposes a new entry, not a change to one that was listed."""
        return self.base_version == 0


@pgtrigger.register(
    pgtrigger.ReadOnly(name="stays_as_decided", exclude=["taken_back_at", "taken_back_by"]),
    pgtrigger.Protect(
        name="is_taken_back_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__taken_back_at__isnull=False)
    ),
)
@tracked(exclude=["snapshot"])
class Decision(models.Model):
    """What the secretariat, or a rule, answered to a submission; `snapshot` is the whole entry after an approval.

    `reasons` are those chosen from the list, as {"text", "version"} of `registry.models.texts`. `corrections` are
    those that an approval applied. A refusal that was taken back stays on record, and answers nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=20, choices=DecisionKind)
    by = models.ForeignKey(Person, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False)
    rule = models.CharField(max_length=40, blank=True, default="")
    reason = models.TextField(_("Reason"), max_length=3000, blank=True, default="")
    reasons = models.JSONField(default=list, blank=True)
    comments = models.JSONField(default=list, blank=True)
    corrections = models.JSONField(default=dict, blank=True)
    snapshot = models.JSONField(null=True, blank=True)
    live_version = models.PositiveIntegerField(default=0)
    decided_at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        Person, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="decision_kind_known"),
            models.CheckConstraint(
                condition=Q(by__isnull=False, rule="") | (Q(by__isnull=True) & ~Q(rule="")),
                name="decision_by_person_or_rule",
            ),
            models.CheckConstraint(
                condition=Q(kind=DecisionKind.APPROVE) | ~Q(reason="") | ~Q(comments=[]) | ~Q(reasons=[]),
                name="decision_refusal_has_words",
            ),
            models.CheckConstraint(
                condition=(Q(kind=DecisionKind.APPROVE) & Q(snapshot__isnull=False))
                | (~Q(kind=DecisionKind.APPROVE) & Q(snapshot__isnull=True)),
                name="decision_approval_has_snapshot",
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=~Q(kind=DecisionKind.REQUEST_CHANGES) & Q(taken_back_at__isnull=True),
                name="decision_one_final",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(kind=DecisionKind.APPROVE),
                name="decision_approval_stands",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def comments_on(self, prefix: str) -> list[dict[str, Any]]:
        """Comments whose path is `prefix` or lies below it."""
        return [c for c in self.comments if c["path"] == prefix or c["path"].startswith(prefix + ".")]
