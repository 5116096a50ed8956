"""What those in an overlap did about it: a message to all of them, and their word that they coordinate.

An overlap itself is no row: it is told from the activities (queries.overlaps). Here it is named by its country, element
and kind of support.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization
from registry.models.people import Language, Person
from registry.models.places import Country
from registry.validators import plain_text
from registry.vocabulary import Element, SupportKind


class OfOverlap(models.Model):
    """Something about one overlap."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    element = models.CharField(max_length=40, choices=Element)
    kind = models.CharField(max_length=40, choices=SupportKind)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.country_id} {self.element} {self.kind}"


def overlap_constraints(table: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(condition=Q(element__in=Element.values), name=f"{table}_element_known"),
        models.CheckConstraint(condition=Q(kind__in=SupportKind.values), name=f"{table}_kind_known"),
    ]


@tracked()
class Talk(OfOverlap):
    """One invitation to talk, written for an organization in the overlap, or by the secretariat (none).

    What it says is an enquiry to each of the teams, which is read, reported and forgotten as any other.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, null=True, blank=True, related_name="talks")

    class Meta:
        indexes = [models.Index(fields=["country", "element", "kind", "-at"], name="talk_of_overlap")]
        constraints = overlap_constraints("talk")


@tracked()
class Coordination(OfOverlap):
    """The word of an organization in the overlap that it coordinates with the others there; public while not ended."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="coordinations")
    note = models.CharField(_("How you coordinate"), max_length=500, validators=[plain_text], blank=True, default="")
    language = models.CharField(max_length=10, choices=Language)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *overlap_constraints("coordination"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="coordination_language_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("at")), name="coordination_ends_later"
            ),
            models.UniqueConstraint(
                fields=["country", "element", "kind", "organization"],
                condition=Q(ended_at__isnull=True),
                name="coordination_once",
            ),
        ]
