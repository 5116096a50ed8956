"""Contacts: personal data in rows that are written once, and the entry's items that point at them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.ids import uuid7
from registry.models.fields import language_field
from registry.models.history import tracked
from registry.models.organizations import Item, ItemQuerySet, Organization
from registry.validators import phone, plain_line, single_email
from registry.vocabulary import ContactKind, ContactRole


@pgtrigger.register(
    # Erasing is the one change: every personal column blank, and the date of it.
    pgtrigger.Protect(
        name="written_once",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__erased_at__isnull=True),
    )
)
@tracked(exclude=["name", "email", "phone"])  # written once, so the row says all, and erasing it leaves nothing behind
class Contact(models.Model):
    """A name, an email and a phone number, written once (The entry, Personal data). Documents hold its UUID only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    name = models.CharField(
        pgettext_lazy("of a person or an office", "Name"),
        max_length=200,
        validators=[plain_line],
        blank=True,
        default="",
    )
    email = models.CharField(_("Email address"), max_length=254, validators=[single_email], blank=True, default="")
    phone = models.CharField(_("Telephone"), max_length=40, validators=[phone], blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(name="", email="", phone=""), name="contact_erased_is_blank"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class OrganizationContactQuerySet(ItemQuerySet["OrganizationContact"]):
    def present(self) -> "OrganizationContactQuerySet":
        return self.filter(removed_at__isnull=True)

    def told(self) -> "OrganizationContactQuerySet":
        """Those of which something is on file. What was erased keeps its row, and says nothing."""
        return self.exclude(contact__name="", contact__email="", contact__phone="")


@tracked()
class OrganizationContact(Item):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="contacts")
    role = models.CharField(_("Role"), max_length=20, choices=ContactRole)
    kind = models.CharField(_("Person or shared mailbox"), max_length=20, choices=ContactKind)
    language = language_field(_("Language to write in"))
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    name_public = models.BooleanField(_("Show the name to everyone"), default=False)
    email_public = models.BooleanField(_("Show the email address to everyone"), default=False)
    phone_public = models.BooleanField(_("Show the telephone number to everyone"), default=False)

    objects = OrganizationContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ContactRole.values), name="organizationcontact_role_known"),
            models.CheckConstraint(condition=Q(kind__in=ContactKind.values), name="organizationcontact_kind_known"),
        ]

    def __str__(self) -> str:
        return str(self.id)
