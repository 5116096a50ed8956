"""By what organizations are compared with each other, and which pairs are known to be two.

What is compared can be made again from entries and submissions (`manage.py rebuild_listing`), so those tables are
exempt from the audit.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization
from registry.models.people import Person
from registry.models.submissions import Submission


class Likeness(models.Model):
    """By what others find an organization that is listed, or whose registration is open (then with `submission`).

    Names of every kind, and those of organizations that were merged into it. `keys` are words, and what stands behind
    a sign (registry.likeness). Whether it is still listed or open is asked of its organization, not of this row.
    """

    organization = models.OneToOneField(Organization, models.CASCADE, primary_key=True, related_name="likeness")
    submission = models.ForeignKey(Submission, models.CASCADE, null=True, related_name="+")
    names = ArrayField(models.TextField(), default=list)
    acronyms = ArrayField(models.TextField(), default=list)
    identifiers = ArrayField(models.TextField(), default=list)
    country = models.CharField(max_length=2, blank=True, default="")
    type = models.CharField(max_length=40, blank=True, default="")
    domain = models.CharField(max_length=253, blank=True, default="", db_index=True)
    keys = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [GinIndex(fields=["keys"], name="likeness_keys", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.organization_id)


class NameWord(models.Model):
    """A word of names, and in how many listed entries it stands: what tells the rare from the common."""

    word = models.CharField(max_length=64, primary_key=True, db_collation="C")
    entries = models.IntegerField(default=0)

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="nameword_like")]

    def __str__(self) -> str:
        return self.word


@tracked()
class DistinctPair(models.Model):
    """Two organizations that look alike and are two, as a reviewer found: they are not shown to each other again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    first = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    second = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinctpair_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="distinctpair_has_reason"),
            models.UniqueConstraint(fields=["first", "second"], name="distinctpair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
