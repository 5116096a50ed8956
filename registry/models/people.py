"""People: everyone who signs in. The address is the name of an account; a person needs no password."""

import uuid
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.models.history import tracked


class Language(models.TextChoices):
    """Languages that the site speaks, by the codes of its addresses; each is named in itself."""

    ARABIC = "ar", "العربية"
    CHINESE = "zh-hans", "中文"
    ENGLISH = "en", "English"
    FRENCH = "fr", "Français"
    RUSSIAN = "ru", "Русский"
    SPANISH = "es", "Español"


class StaffRole(models.TextChoices):
    """What a member of the secretariat may do (Product, Roles); each role includes the ones before it."""

    REVIEWER = "reviewer", _("Reviewer")
    CURATOR = "curator", _("Curator")
    ADMINISTRATOR = "administrator", _("Administrator")


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def staff(self) -> Self:
        """Everyone who reviews: any role of the secretariat, and not shut out."""
        return self.active().exclude(staff_role="")


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person of an address, in whatever case it was typed. Raises `Person.DoesNotExist`."""
        return self.get(email=(username or "").lower())


PeopleManager = PersonManager.from_queryset(PersonQuerySet)


@tracked(fields=["staff_role", "desk_region", "is_active"], model_name="PersonEvent")
class Person(AbstractBaseUser):
    """Someone with an account. What they may do follows from their team memberships, `staff_role` and `desk_region`.

    Staff with a `desk_region` (a code of M49) decides on that region alone. `reads_scripts` are the scripts that a
    member of staff says they read (codes of ISO 15924); none means the script of their language.
    `no_mailings_since` is when they asked for no mailings but official ones.

    An erased person keeps the row, since decisions point at it: no name, an address below `erased.invalid`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("Email address"), max_length=254, unique=True)
    name = models.CharField(pgettext_lazy("of a person or an office", "Name"), max_length=150, blank=True, default="")
    language = models.CharField(_("Language"), max_length=10, choices=Language, default=Language.ENGLISH)
    staff_role = models.CharField(_("Role"), max_length=20, choices=StaffRole, blank=True, default="")
    desk_region = models.CharField(_("Region of the desk"), max_length=3, blank=True, default="")
    reads_scripts = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    no_mailings_since = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(_("May sign in"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PeopleManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")) & ~Q(email=""), name="person_email_lower_case"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="person_language_known"),
            models.CheckConstraint(condition=Q(staff_role__in=["", *StaffRole.values]), name="person_staff_role_known"),
            models.CheckConstraint(condition=Q(desk_region="") | ~Q(staff_role=""), name="person_desk_is_staff"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    @property
    def is_erased(self) -> bool:
        return self.email.endswith("@erased.invalid")

    @property
    def called(self) -> str:
        """What their colleagues and the secretariat call them: by name, lacking one by address."""
        return gettext("an account that was deleted") if self.is_erased else self.name or self.email

    @property
    def is_staff_member(self) -> bool:
        return self.staff_role != ""
