"""The listing: one derived row for each listed organization, from which the directory searches and counts."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from registry.models.organizations import Organization


class Listing(models.Model):
    """What the directory needs of a listed entry, written in the transaction that lists it (actions.listing).

    `facets` holds `facet:value` words; `search_text` the folded texts that a visitor may find it by, one a line, and
    `names_text` the names among them, each between two newlines; `card` what a result shows. Only what everyone may
    see goes in. Exempt from the audit: it can be rebuilt from the entry.
    """

    organization = models.OneToOneField(Organization, models.CASCADE, primary_key=True, related_name="listing")
    public_id = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=300)
    name_language = models.CharField(max_length=35, blank=True, default="")
    sort_name = models.CharField(max_length=600)
    search_text = models.TextField()
    names_text = models.TextField()
    facets = ArrayField(models.CharField(max_length=60))
    card = models.JSONField()
    base_country = models.CharField(max_length=2, blank=True, default="")
    activity_count = models.PositiveIntegerField(default=0)
    gap_count = models.PositiveIntegerField(default=0)
    offer_count = models.PositiveIntegerField(default=0)
    listed_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="listing_search_trgm", fastupdate=False),
            GinIndex(fields=["facets"], name="listing_facets", fastupdate=False),
            models.Index(fields=["sort_name", "organization"], name="listing_by_name"),
            models.Index(fields=["-listed_at", "organization"], name="listing_newest"),
        ]

    def __str__(self) -> str:
        return self.name
