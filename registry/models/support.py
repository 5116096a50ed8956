"""Support gaps and support offers."""

import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.models.activities import DescribedItem, described_constraints
from registry.models.fields import at_most, choices_array, language_array, within
from registry.models.history import tracked
from registry.models.organizations import Organization, Place, place_constraints
from registry.states import GapState, OfferState
from registry.validators import currency_code, plain_text
from registry.vocabulary import ForWhom, Scale


@tracked()
class SupportGap(DescribedItem):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="gaps")
    scales = choices_array(Scale, _("Scale of work"))
    for_whom = ArrayField(
        models.CharField(max_length=20, choices=ForWhom), verbose_name=_("For whom"), default=list, blank=True
    )
    wanted_by = models.DateField(_("Wanted by"), null=True, blank=True)
    amount = models.DecimalField(_("Amount"), max_digits=15, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("Currency"), max_length=3, validators=[currency_code], blank=True, default="")

    state = models.CharField(max_length=20, choices=GapState, default=GapState.OPEN)
    state_since = models.DateTimeField(db_default=models.functions.Now())
    stated_at = models.DateTimeField(db_default=models.functions.Now())  # when it was first listed
    # From when it has lacked support where that is before `state_since`: of one that was answered and is open again, or
    # may be, since nothing was delivered.
    open_since = models.DateTimeField(null=True, blank=True)
    # When its organization last said that it still holds; without it, the day of `state_since`.
    confirmed_on = models.DateField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("support gap")
        indexes = [models.Index(fields=["organization"], condition=Q(removed_at__isnull=True), name="gap_present")]
        constraints = [
            *described_constraints("supportgap"),
            *within("supportgap", scales=Scale, for_whom=ForWhom),
            models.CheckConstraint(condition=Q(state__in=GapState.values), name="supportgap_state_known"),
            models.CheckConstraint(
                condition=Q(open_since__isnull=True) | Q(open_since__lte=models.F("state_since")),
                name="supportgap_open_before",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="supportgap_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, currency="")
                | (Q(amount__isnull=False) & ~Q(currency="") & Q(kinds__contains=["finance"])),
                name="supportgap_amount_only_with_finance",
            ),
        ]

    @property
    def since(self) -> datetime.datetime:
        """From when it stands as it does; while it is open, from when it has lacked support."""
        is_open = self.state == GapState.OPEN
        return self.open_since if is_open and self.open_since else self.state_since


@tracked()
class GapPlace(Place):
    gap = models.ForeignKey(SupportGap, models.CASCADE, related_name="places")

    class Meta:
        constraints = place_constraints("gap")


@tracked()
class SupportOffer(DescribedItem):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="offers")
    languages = language_array(_("Languages offered"))
    conditions = models.TextField(_("Conditions"), max_length=500, validators=[plain_text], blank=True, default="")
    capacity = models.TextField(
        _("How much, how often"), max_length=500, validators=[plain_text], blank=True, default=""
    )
    until = models.DateField(_("Offered until"), null=True, blank=True)

    state = models.CharField(max_length=20, choices=OfferState, default=OfferState.OPEN)
    state_since = models.DateTimeField(db_default=models.functions.Now())
    stated_at = models.DateTimeField(db_default=models.functions.Now())  # when it was first listed
    # When its organization last said that it still holds; without it, the day of `state_since`.
    confirmed_on = models.DateField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("support offer")
        indexes = [models.Index(fields=["organization"], condition=Q(removed_at__isnull=True), name="offer_present")]
        constraints = [
            *described_constraints("supportoffer"),
            *at_most("supportoffer", conditions=500, capacity=500),
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="supportoffer_state_known"),
        ]


@tracked()
class OfferPlace(Place):
    offer = models.ForeignKey(SupportOffer, models.CASCADE, related_name="places")

    class Meta:
        constraints = place_constraints("offer")
