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
from registry.entry.forms import NEW_MANDATE, OrganizationForm
from registry.errors import FileRefused
from registry.models import Attachment, AttachmentKind, Decision, Organization, Submission
from registry.states import OPEN, SubmissionState
from registry.vocabulary import MandateKind

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
    return {**_logo(organization, form), **(_mandate(organization, form) if form.mandate_passed else {})}


def _logo(organization: Organization, form: OrganizationForm) -> Item:
    upload = form.cleaned_data.get("logo_file")
    if not upload:
        return {"logo": None} if form.cleaned_data.get("remove_logo") else {}
    try:
        return {"logo": str(store_logo(organization, upload).pk)}
    except FileRefused as refusal:
        form.add_error("logo_file", str(refusal.sentence))
        return {}


def _mandate(organization: Organization, form: OrganizationForm) -> Item:
    proposed = form.proposed()
    if proposed["mandate"] != NEW_MANDATE:
        return {"mandate": proposed["mandate"]}
    if proposed["mandate_kind"] == MandateKind.CUSTOM:
        return {"mandate": str(tell_mandate(organization, form.cleaned_data["mandate_told"]).pk)}
    try:
        return {"mandate": str(store_letter(organization, form.cleaned_data["mandate_file"]).pk)}
    except FileRefused as refusal:
        form.add_error("mandate_file", str(refusal.sentence))
        return {name: form.item[name] for name in ("mandate", "mandate_kind")}


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
    for known in Attachment.objects.filter(organization=organization, kind=kind, bytes=len(content)).order_by("pk"):
        if _content(known) == content:  # a form sent twice stores its file once
            return known
    attachment = Attachment(
        organization=organization, kind=kind, personal=personal, content_type=content_type, bytes=len(content)
    )
    attachment.file.save("", ContentFile(content), save=False)
    attachment.save(force_insert=True)
    return attachment


def sweep(now: datetime.datetime) -> int:
    """Delete files that nothing names any more, 30 days on. Returns the number deleted.

    Live entries, open submissions and decisions name files; so do declined ones, which may be taken up again.
    """
    old = Attachment.objects.filter(created_at__lt=now - datetime.timedelta(days=ORPHAN_DAYS))
    count = 0
    for attachment in old.select_related("organization").iterator():
        if not _is_named(attachment):
            _delete(attachment)
            count += 1
    return count


def delete_all(organization: Organization) -> None:
    """Delete every file of an organization that is itself being deleted."""
    for attachment in organization.attachments.all():
        _delete(attachment)


@transaction.atomic
def _delete(attachment: Attachment) -> None:
    """The row now; its bytes once that is committed."""
    attachment.delete()
    if attachment.file:
        transaction.on_commit(partial(attachment.file.storage.delete, str(attachment.file.name)))


def _content(attachment: Attachment) -> bytes:
    """The bytes of a file; none if they are gone."""
    if not attachment.file.storage.exists(str(attachment.file.name)):
        return b""
    with attachment.file.open() as file:
        content: bytes = file.read()
        return content


def _is_named(attachment: Attachment) -> bool:
    own = str(attachment.pk)
    organization = attachment.organization
    if attachment.pk in (organization.logo_id, organization.mandate_id):
        return True
    documents = Submission.objects.filter(organization=organization, state__in=[*OPEN, SubmissionState.DECLINED])
    decided = Decision.objects.filter(submission__organization=organization, snapshot__isnull=False)
    return any(
        rows.filter(**{f"{column}__organization__{name}": own}).exists()
        for rows, column in ((documents, "document"), (decided, "snapshot"))
        for name in ("logo", "mandate")
    )
