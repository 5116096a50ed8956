"""Files: checked, re-encoded, stored under their UUID, never public by themselves (The entry, Files)."""

import datetime
import io
import warnings
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from registry.entry.document import Item
from registry.entry.forms import OrganizationForm
from registry.errors import FileRefused
from registry.models import Attachment, AttachmentKind, Decision, Organization, Submission

LOGO_BYTES = 2 * 1024 * 1024
LETTER_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
LOGO_SIDE = 512
PICTURES = ("PNG", "JPEG", "WEBP")
ORPHAN_DAYS = 30


def store_uploads(organization: Organization, form: OrganizationForm) -> Item:
    """Store the files and the told mandate of a form; the references for the document.

    A file that is refused becomes an error of its field: nothing of it is stored (the one thing that is not).
    """
    references: Item = {}
    for field, reference, store in (
        ("logo_file", "logo", store_logo),
        ("mandate_file", "mandate", store_letter),
    ):
        upload = form.cleaned_data.get(field)
        if upload:
            try:
                references[reference] = str(store(organization, upload).pk)
            except FileRefused as refusal:
                form.add_error(field, str(refusal.sentence))
    if form.cleaned_data.get("remove_logo"):
        references["logo"] = None
    told = form.cleaned_data.get("mandate_told", "")
    if told and told != form.initial.get("mandate_told", "") and form.cleaned_data.get("mandate_kind") == "custom":
        references["mandate"] = str(tell_mandate(organization, told).pk)
    return references


def store_logo(organization: Organization, upload: Any) -> Attachment:
    """A logo, re-encoded as WebP of at most 512 pixels a side. Raises `FileRefused`."""
    if upload.size > LOGO_BYTES:
        raise FileRefused(_("The picture is larger than 2 MB. Send a smaller one."))
    image = _opened(upload)
    image.thumbnail((LOGO_SIDE, LOGO_SIDE))
    encoded = io.BytesIO()
    image.save(encoded, "WEBP", quality=85)
    return _stored(organization, AttachmentKind.LOGO, "image/webp", encoded.getvalue(), personal=False)


def store_letter(organization: Organization, upload: Any) -> Attachment:
    """A letter or minutes: a PDF as it came, or a photograph re-encoded as JPEG. Raises `FileRefused`."""
    if upload.size > LETTER_BYTES:
        raise FileRefused(_("The file is larger than 5 MB. Send a smaller one."))
    content = upload.read()
    if content.startswith(b"%PDF-"):
        return _stored(organization, AttachmentKind.LETTER, "application/pdf", content, personal=True)
    upload.seek(0)
    image = _opened(upload).convert("RGB")
    image.thumbnail((3000, 3000))
    encoded = io.BytesIO()
    image.save(encoded, "JPEG", quality=85)
    return _stored(organization, AttachmentKind.LETTER, "image/jpeg", encoded.getvalue(), personal=True)


def tell_mandate(organization: Organization, told: str) -> Attachment:
    """A mandate by custom, told in words: kept like a letter, as personal data."""
    return Attachment.objects.create(
        organization=organization, kind=AttachmentKind.TOLD, personal=True, told=told, bytes=len(told.encode())
    )


def _opened(upload: Any) -> Image.Image:
    """The picture in a file, upright, without what cameras note beside it; its pixels are counted before decoding."""
    not_a_picture = _("This file is not a picture that can be read. Send a PNG, JPEG or WebP picture.")
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image: Image.Image = Image.open(upload, formats=PICTURES)
            if image.width * image.height > MOST_PIXELS or max(image.size) > 20_000:
                raise FileRefused(
                    _("The picture has too many pixels (%(width)s × %(height)s). Send one of at most 5,000 × 5,000.")
                    % {"width": image.width, "height": image.height}
                )
            image.load()
            upright = ImageOps.exif_transpose(image)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise FileRefused(not_a_picture) from error
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise FileRefused(_("The picture has too many pixels. Send one of at most 5,000 × 5,000.")) from error
    return upright.convert("RGBA" if "A" in upright.getbands() or upright.mode == "P" else "RGB")


def _stored(
    organization: Organization, kind: AttachmentKind, content_type: str, content: bytes, *, personal: bool
) -> Attachment:
    attachment = Attachment(
        organization=organization, kind=kind, personal=personal, content_type=content_type, bytes=len(content)
    )
    attachment.file.save("", ContentFile(content), save=False)
    attachment.save(force_insert=True)
    return attachment


def sweep(now: datetime.datetime) -> int:
    """Delete files that no live entry, open document or kept decision names, 30 days on. Returns the number deleted."""
    old = Attachment.objects.filter(created_at__lt=now - datetime.timedelta(days=ORPHAN_DAYS))
    count = 0
    for attachment in old.select_related("organization").iterator():
        if not _is_named(attachment):
            with transaction.atomic():
                attachment.delete()
                if attachment.file:
                    transaction.on_commit(partial(attachment.file.storage.delete, str(attachment.file.name)))
            count += 1
    return count


def _is_named(attachment: Attachment) -> bool:
    own = str(attachment.pk)
    organization = attachment.organization
    if attachment.pk in (organization.logo_id, organization.mandate_id):
        return True
    documents = Submission.objects.open().filter(organization=organization)
    decided = Decision.objects.filter(submission__organization=organization, snapshot__isnull=False)
    return any(
        rows.filter(**{f"{column}__organization__{name}": own}).exists()
        for rows, column in ((documents, "document"), (decided, "snapshot"))
        for name in ("logo", "mandate")
    )
