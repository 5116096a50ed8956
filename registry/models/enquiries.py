"""Enquiries: messages of visitors to a partner, relayed so that the team's addresses stay hidden (Product, rule 7)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.ids import uuid7
from registry.models.organizations import Organization
from registry.models.overlaps import Talk
from registry.models.people import Language
from registry.validators import plain_line, plain_text, single_email


class Enquiry(models.Model):
    """One message to the team of one partner. Its sender agreed that their address is passed on.

    While `held` it waits for its sender to open the link in a message; `relayed_at` is when the team was written to.
    `talk` is what it is one of several copies of, to all in an overlap. Its words and its sender are personal data, so
    it is exempt from the audit; they are blanked after a time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="enquiries")
    talk = models.ForeignKey(Talk, models.SET_NULL, null=True, blank=True, related_name="enquiries")
    name = models.CharField(
        pgettext_lazy("of a person or an office", "Name"), max_length=150, validators=[plain_line], blank=True
    )
    address = models.CharField(_("Email address"), max_length=254, validators=[single_email], blank=True)
    text = models.TextField(_("Your message"), max_length=3000, validators=[plain_text], blank=True)
    language = models.CharField(max_length=10, choices=Language)
    sent_at = models.DateTimeField(auto_now_add=True)
    held = models.BooleanField(default=False)
    relayed_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-sent_at"], name="enquiry_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(language__in=Language.values), name="enquiry_language_known"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(text="") & ~Q(address="") & ~Q(name="")
                | Q(erased_at__isnull=False, text="", address="", name=""),
                name="enquiry_erased_is_blank",
            ),
            models.CheckConstraint(
                condition=Q(held=False) | Q(relayed_at__isnull=True), name="enquiry_held_is_not_relayed"
            ),
            models.UniqueConstraint(fields=["talk", "organization"], name="enquiry_of_talk_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)
