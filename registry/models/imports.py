"""Imports: a table that staff uploaded, its rows, and what became of each."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization
from registry.models.people import Person
from registry.models.submissions import Submission
from registry.states import ImportState, RowOutcome


def stored_under(table: "Import", _filename: str) -> str:
    """The place of an uploaded table in the media folder: its UUID alone."""
    return f"imports/{table.id}"


@tracked(exclude=["name", "file", "refusal"])
class Import(models.Model):
    """`reading` says how the file is read ({"encoding", "delimiter", "sheet", "header"}, and as "asked" what of that
    somebody chose), `columns` which column is which field (a list, "" for one that is left out). `counts` are rows by
    outcome, after the dry run; `done` is how many rows were checked or brought in, of `total`. The file and what the
    rows say are erased after some days.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=255, blank=True, default="")
    file = models.FileField(upload_to=stored_under, max_length=100, blank=True)
    bytes = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=20, choices=ImportState, default=ImportState.UPLOADED)
    state_since = models.DateTimeField(db_default=models.functions.Now())
    created_at = models.DateTimeField(auto_now_add=True)
    reading = models.JSONField(default=dict, blank=True)
    headers = ArrayField(models.TextField(), default=list, blank=True)
    columns = ArrayField(models.CharField(max_length=80, blank=True), default=list, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    refusal = models.TextField(blank=True, default="")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="import_done_of_total"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def rows_in_all(self) -> int:
        """How many rows were checked."""
        return sum(self.counts.values())


class ImportRow(models.Model):
    """One row of a table, under its number in the file; exempt from the audit, since its submission is audited.

    `cells` are as they came. `faults` say at which column what is wrong or worth knowing, as [{"column", "sentence"}]
    in the language of whoever imports, of the whole row with column -1, and with "of" the one of `likely` that it is
    about. `keys` are by what other rows of the file find it (registry.likeness), `likely` are listed or waiting
    organizations that it may be. `kept` rows are brought in; `submission` is what was made of it, `undone_at` when that
    was taken back.
    """

    id = models.BigAutoField(primary_key=True)
    table = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = ArrayField(models.TextField(), default=list)
    outcome = models.CharField(max_length=20, choices=RowOutcome, blank=True, default="")
    faults = models.JSONField(default=list, blank=True)
    keys = ArrayField(models.TextField(), default=list, blank=True)
    likely = ArrayField(models.UUIDField(), default=list, blank=True)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="+")
    submission = models.OneToOneField(Submission, models.SET_NULL, null=True, blank=True, related_name="import_row")
    kept = models.BooleanField(default=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["table", "outcome", "number"], name="importrow_by_outcome"),
            models.Index(
                fields=["table", "number"], condition=Q(handled_at__isnull=True), name="importrow_not_handled"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["table", "number"], name="importrow_once"),
            models.CheckConstraint(condition=Q(outcome__in=["", *RowOutcome.values]), name="importrow_outcome_known"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ColumnMemory(models.Model):
    """Which field a column was, by its folded header, when it was last mapped by hand: the first suggestion."""

    header = models.CharField(max_length=200, primary_key=True)
    field = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.header
