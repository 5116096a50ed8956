"""Activities: what organizations do, or plan to do, for Target 3."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registry.models.fields import at_most, choices_array, language_field, within
from registry.models.history import tracked
from registry.models.organizations import Item, ItemQuerySet, Organization, Place, place_constraints
from registry.validators import plain_line, plain_text, public_web_address
from registry.vocabulary import ActivityStatus, Element, Realm, Scale, SupportKind, Visibility


class DescribedItem(Item):
    """What activities, gaps and offers have in common: words, classification, places, who sees it."""

    title = models.CharField(_("Title"), max_length=140, validators=[plain_line])
    text = models.TextField(_("Description"), max_length=1500, validators=[plain_text], blank=True, default="")
    language = language_field(_("Language of these texts"))
    kinds = choices_array(SupportKind, _("Kinds of support"))
    elements = choices_array(Element, _("Elements of Target 3"))
    everywhere = models.BooleanField(_("Everywhere"), default=False)
    realms = choices_array(Realm, _("Realms"))
    visible_to = models.CharField(_("Who sees this"), max_length=20, choices=Visibility, default=Visibility.EVERYONE)

    objects = ItemQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


def described_constraints(table: str) -> list[models.BaseConstraint]:
    return [
        *within(table, kinds=SupportKind, elements=Element, realms=Realm),
        *at_most(table, text=1500),
        models.CheckConstraint(condition=Q(visible_to__in=Visibility.values), name=f"{table}_visible_to_known"),
        models.CheckConstraint(condition=~Q(title=""), name=f"{table}_has_title"),
    ]


@tracked()
class Activity(DescribedItem):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="activities")
    scales = choices_array(Scale, _("Scale of work"))
    start = models.DateField(_("Start"), null=True, blank=True)
    end = models.DateField(_("End"), null=True, blank=True)
    status = models.CharField(_("Status"), max_length=20, choices=ActivityStatus, blank=True, default="")
    link = models.CharField(
        _("Web page about it"), max_length=500, validators=[public_web_address], blank=True, default=""
    )
    site_ids = ArrayField(
        models.CharField(max_length=20), verbose_name=_("Site numbers (WDPA or OECM)"), default=list, blank=True
    )
    national_target = models.CharField(
        _("National target or strategy that it serves"), max_length=200, validators=[plain_line], blank=True, default=""
    )
    indicator = models.CharField(_("Indicator"), max_length=200, validators=[plain_line], blank=True, default="")

    class Meta:
        verbose_name = _("activity")
        indexes = [models.Index(fields=["organization"], condition=Q(removed_at__isnull=True), name="activity_present")]
        constraints = [
            *described_constraints("activity"),
            *within("activity", scales=Scale),
            models.CheckConstraint(condition=Q(status__in=[*ActivityStatus.values, ""]), name="activity_status_known"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=F("start")),
                name="activity_ends_after_start",
            ),
            models.CheckConstraint(
                condition=(Q(start__isnull=True) | Q(start__day=1)) & (Q(end__isnull=True) | Q(end__day=1)),
                name="activity_dates_are_months",
            ),
            models.CheckConstraint(
                condition=~Q(visible_to=Visibility.PARTNERS), name="activity_visible_to_all_or_staff"
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__iregex=r"^https?://[^\s/]+"), name="activity_link_is_web"
            ),
        ]


@tracked()
class ActivityPlace(Place):
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="places")

    class Meta:
        constraints = place_constraints("activity")
