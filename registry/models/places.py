"""Countries and regions: facts that `manage.py load_places` reads from `fixtures/`, never typed by people."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.vocabulary import SITE_LANGUAGES, CBDRegion, RegionLevel

STORED_LANGUAGES = [language.stored for language in SITE_LANGUAGES.values()]


class Region(models.Model):
    """A region, subregion or intermediate region of the United Nations M49 standard, below the world."""

    code = models.CharField(max_length=3, primary_key=True)
    level = models.CharField(max_length=20, choices=RegionLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    names = models.JSONField()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{3}$"), name="region_code_is_m49"),
            models.CheckConstraint(condition=Q(names__has_keys=STORED_LANGUAGES), name="region_named_in_six_languages"),
            models.CheckConstraint(
                condition=Q(level=RegionLevel.REGION, parent__isnull=True)
                | Q(level__in=[RegionLevel.SUBREGION, RegionLevel.INTERMEDIATE], parent__isnull=False),
                name="region_parent_fits_level",
            ),
        ]

    def __str__(self) -> str:
        return str(self.names["en"])


class Country(models.Model):
    """A country or area of ISO 3166-1. Antarctica is in no region, and 54 are in no CBD region."""

    code = models.CharField(max_length=2, primary_key=True)
    iso3 = models.CharField(max_length=3, unique=True)
    m49 = models.CharField(max_length=3, unique=True)
    names = models.JSONField()
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="countries")
    subregion = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    intermediate_region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    cbd_region = models.CharField(max_length=20, choices=CBDRegion, blank=True, default="")
    # A point inside, in degrees; UM, whose islands lie oceans apart, has none.
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]{2}$"), name="country_code_is_iso2"),
            models.CheckConstraint(condition=Q(iso3__regex=r"^[A-Z]{3}$"), name="country_iso3_is_iso3"),
            models.CheckConstraint(condition=Q(m49__regex=r"^[0-9]{3}$"), name="country_m49_is_m49"),
            models.CheckConstraint(
                condition=Q(names__has_keys=STORED_LANGUAGES), name="country_named_in_six_languages"
            ),
            models.CheckConstraint(
                condition=Q(cbd_region__in=[*CBDRegion.values, ""]), name="country_cbd_region_known"
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=False) | Q(subregion__isnull=True, intermediate_region__isnull=True),
                name="country_subregion_lies_in_region",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    # Said apart, since a check lets pass what compares with null.
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="country_point_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return str(self.names["en"])
