"""Organizations, their names, identifiers and places. Rows of content follow an approved document (entry.write)."""

from typing import TypeVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.ids import new_public_id, uuid7
from registry.models.fields import at_most, choices_array, language_array, language_field, one_of, within
from registry.models.history import tracked
from registry.models.places import Country, Region
from registry.states import OrganizationState
from registry.validators import founding_year, plain_line, plain_text, public_web_address
from registry.vocabulary import IdentifierScheme, MandateKind, NameKind, OrganizationType, Realm, Scale, Sector

ItemT = TypeVar("ItemT", bound=models.Model)

# Schemes whose value belongs to one organization only; a governed site or an id of an unnamed scheme may be shared.
EXCLUSIVE_SCHEMES = ("ror", "isni", "wikidata", "lei", "iati", "ecosoc")


@pgtrigger.register(pgtrigger.Protect(name="never_reused", operation=pgtrigger.Delete | pgtrigger.Update))
class PublicId(models.Model):
    """Every public id that was ever given out. Rows stay for ever, so an address never means somebody else."""

    value = models.CharField(max_length=8, primary_key=True, default=new_public_id)
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__regex=r"^[0-9a-hjkmnp-tv-z]{6}[0-9]{2}$"), name="publicid_value_crockford"
            )
        ]

    def __str__(self) -> str:
        return self.value


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def listed(self) -> "OrganizationQuerySet":
        return self.filter(state=OrganizationState.LISTED)


@tracked()
class Organization(models.Model):
    """A body in the registry. While `pending` it has no content: what it proposes lives in its submission."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    public_id = models.OneToOneField(PublicId, models.PROTECT, db_column="public_id", related_name="organization")

    # Content
    type = models.CharField(_("Type of organization"), max_length=40, choices=OrganizationType, blank=True, default="")
    description = models.TextField(
        _("What the organization does"), max_length=1500, validators=[plain_text], blank=True, default=""
    )
    description_language = language_field(_("Language of this text"))
    website = models.CharField(_("Website"), max_length=500, validators=[public_web_address], blank=True, default="")
    founded = models.PositiveSmallIntegerField(
        _("Year of foundation"), validators=[founding_year], null=True, blank=True
    )
    logo = models.ForeignKey(
        "Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Logo")
    )
    people_represented = models.TextField(
        _("Whom the organization speaks for"), max_length=1500, validators=[plain_text], blank=True, default=""
    )
    people_represented_public = models.BooleanField(_("Show this to everyone"), default=False)
    mandate_kind = models.CharField(_("How it is mandated"), max_length=20, choices=MandateKind, blank=True, default="")
    mandate = models.ForeignKey(
        "Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("The mandate")
    )
    mandate_public = models.BooleanField(_("Show to everyone that a mandate was given, and its kind"), default=False)
    sector = models.CharField(_("Sector"), max_length=2, choices=Sector, blank=True, default="")
    base_country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Country where it is based")
    )
    no_seat = models.BooleanField(_("It has no seat in one country"), default=False)
    base_place = models.CharField(_("Town or place"), max_length=100, validators=[plain_line], blank=True, default="")
    base_place_public = models.BooleanField(_("Show the town or place to everyone"), default=False)
    everywhere = models.BooleanField(_("It works everywhere"), default=False)
    scales = choices_array(Scale, _("Scale of work"))
    realms = choices_array(Realm, _("Realms"))
    languages = language_array(_("Working languages"))

    # Derived from the content when it is written
    web_domain = models.CharField(max_length=253, blank=True, default="", db_index=True)

    # Status
    state = models.CharField(max_length=20, choices=OrganizationState, default=OrganizationState.PENDING)
    state_since = models.DateTimeField(db_default=models.functions.Now())
    live_version = models.PositiveIntegerField(default=0)
    listed_at = models.DateTimeField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    # When each part of the entry was last confirmed, as {part: ISO date}; all of them on `confirmed_on` or later.
    confirmed_parts = models.JSONField(default=dict, blank=True)
    # Reminders sent since the entry was last confirmed, and the day of the last one.
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "-listed_at", "id"], name="organization_newest")]
        constraints = [
            *one_of("organization", type=OrganizationType, mandate_kind=MandateKind, sector=Sector),
            *within("organization", scales=Scale, realms=Realm),
            *at_most("organization", description=1500, people_represented=1500),
            models.CheckConstraint(condition=Q(state__in=OrganizationState.values), name="organization_state_known"),
            models.CheckConstraint(
                condition=~Q(state=OrganizationState.LISTED)
                | (~Q(type="") & (Q(base_country__isnull=False) | Q(no_seat=True)) & Q(listed_at__isnull=False)),
                name="organization_listed_is_filled",
            ),
            models.CheckConstraint(
                condition=Q(base_country__isnull=True) | Q(no_seat=False), name="organization_one_kind_of_seat"
            ),
            models.CheckConstraint(
                condition=Q(state=OrganizationState.MERGED, merged_into__isnull=False)
                | (~Q(state=OrganizationState.MERGED) & Q(merged_into__isnull=True)),
                name="organization_merged_points_on",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="organization_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(founded__isnull=True) | Q(founded__gte=1000), name="organization_founded_plausible"
            ),
            models.CheckConstraint(
                condition=Q(website="") | Q(website__iregex=r"^https?://[^\s/]+"), name="organization_website_is_web"
            ),
            models.CheckConstraint(
                condition=Q(sector="") | Q(type="private_sector"), name="organization_sector_private"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id_id)


class ItemQuerySet(models.QuerySet[ItemT]):
    def present(self) -> "ItemQuerySet[ItemT]":
        """Items that have not been removed."""
        return self.filter(removed_at__isnull=True)


class Item(models.Model):
    """A part of an entry with a UUID of its own. A removed item keeps its row, since other things may point at it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


@tracked()
class Name(Item):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="names")
    text = models.CharField(_("Name"), max_length=300, validators=[plain_line])
    language = language_field(_("Language of the name"))
    kind = models.CharField(_("Kind of name"), max_length=20, choices=NameKind)
    folded = models.CharField(max_length=600, db_index=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NameKind.values), name="name_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="name_not_empty"),
            models.UniqueConstraint(
                fields=["organization", "language"],
                condition=Q(kind="official", removed_at__isnull=True),
                name="name_one_official_a_language",
            ),
        ]

    def __str__(self) -> str:
        return self.text


@tracked()
class Identifier(Item):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("Register"), max_length=20, choices=IdentifierScheme)
    value = models.CharField(_("Identifier"), max_length=100)

    objects = ItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(scheme__in=IdentifierScheme.values), name="identifier_scheme_known"),
            models.CheckConstraint(condition=~Q(value=""), name="identifier_not_empty"),
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=Q(scheme__in=EXCLUSIVE_SCHEMES, removed_at__isnull=True),
                name="identifier_belongs_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Place(models.Model):
    """A country or an M49 region where something happens: exactly one of the two."""

    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


def place_constraints(owner: str) -> list[models.BaseConstraint]:
    """Constraints of a table of places that belong to `owner` (the name of its foreign key)."""
    return [
        models.CheckConstraint(
            condition=Q(country__isnull=True) ^ Q(region__isnull=True), name=f"{owner}place_country_or_region"
        ),
        models.UniqueConstraint(
            fields=[owner, "country", "region"], nulls_distinct=False, name=f"{owner}place_named_once"
        ),
    ]


@tracked()
class OrganizationPlace(Place):  # noqa: DJ008 - has no name of its own
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="places")

    class Meta:
        constraints = place_constraints("organization")
