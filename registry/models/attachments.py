"""Files and told mandates. Bytes are re-encoded or kept as they came, and are never public by themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.ids import uuid7
from registry.models.history import tracked
from registry.models.organizations import Organization


class AttachmentKind(models.TextChoices):
    LOGO = "logo", _("Logo")
    LETTER = "letter", _("Letter or minutes")
    TOLD = "told", _("Told mandate")


def stored_under(attachment: "Attachment", _filename: str) -> str:
    """The place of a file in the media folder: its UUID alone, since the name a person gave may say too much."""
    suffix = {"image/webp": "webp", "image/png": "png", "image/jpeg": "jpg", "application/pdf": "pdf"}
    return f"{attachment.id.hex[-2:]}/{attachment.id}.{suffix[attachment.content_type]}"


@tracked(exclude=["told"])
class Attachment(models.Model):
    """A file of an organization, or a mandate told in words; `personal` ones are classed as personal data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=20, choices=AttachmentKind)
    personal = models.BooleanField(default=False)
    file = models.FileField(upload_to=stored_under, max_length=100, blank=True)
    content_type = models.CharField(max_length=40, blank=True, default="")
    bytes = models.PositiveIntegerField(default=0)
    told = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AttachmentKind.values), name="attachment_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=AttachmentKind.LOGO) | Q(personal=True), name="attachment_letters_are_personal"
            ),
            models.CheckConstraint(
                condition=Q(kind=AttachmentKind.TOLD, file="") | (~Q(kind=AttachmentKind.TOLD) & Q(told="")),
                name="attachment_file_or_told",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
