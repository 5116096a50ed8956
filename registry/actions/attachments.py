"""Files: checked, re-encoded, stored under their UUID, never public by themselves (The entry, Files)."""

import datetime
import io
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from registry.entry.document import Item
from registry.entry.forms import NEW_MANDATE, OrganizationForm
from registry.errors import FileRefused
from registry.models import Attachment, AttachmentKind, Claim, Decision, Organization, Submission
from registry.states import OPEN, SubmissionState
from registry.vocabulary import MandateKind

LOGO_BYTES = 2 * 1024 * 1024
LETTER_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 20_000
LOGO_SIDE = 512
LETTER_SIDE = 3000
PICTURES = ("PNG", "JPEG", "WEBP")
ORPHAN_DAYS = 30

NO_PICTURE = _("This file is not a picture that can be read. Send a PNG, JPEG or WebP picture.")
NO_LETTER = _("This file is neither a PDF nor a picture that can be read. Send a PDF, or a PNG, JPEG or WebP picture.")


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
    return _stored(organization, AttachmentKind.LOGO, *_encoded_logo(upload), personal=False)


def _encoded_logo(upload: Any) -> tuple[str, bytes]:
    if upload.size > LOGO_BYTES:
        raise FileRefused(_("The picture is larger than 2 MB. Send a smaller one."))
    return "image/webp", _encoded(_opened(upload), "WEBP", LOGO_SIDE)


def store_letter(organization: Organization, upload: Any) -> Attachment:
    """A letter or minutes: a PDF as it came, or a photograph re-encoded as JPEG. Raises `FileRefused`."""
    return _stored(organization, AttachmentKind.LETTER, *_encoded_letter(upload), personal=True)


def store_letter_of_claim(organization: Organization, upload: Any) -> Attachment:
    """A letter that goes with a claim: a file of its own, whatever the organization has. Raises as `store_letter`."""
    return _new(organization, AttachmentKind.LETTER, *_encoded_letter(upload), personal=True)


def _encoded_letter(upload: Any) -> tuple[str, bytes]:
    if upload.size > LETTER_BYTES:
        raise FileRefused(_("The file is larger than 5 MB. Send a smaller one."))
    content = upload.read()
    upload.seek(0)
    if content.startswith(b"%PDF-"):
        return "application/pdf", content
    return "image/jpeg", _encoded(_opened(upload, NO_LETTER).convert("RGB"), "JPEG", LETTER_SIDE)


def _encoded(image: Image.Image, format_: str, side: int) -> bytes:
    image.thumbnail((side, side))
    encoded = io.BytesIO()
    image.save(encoded, format_, quality=85)
    return encoded.getvalue()


def replaced_files(form: OrganizationForm) -> Item:
    """The references that stand in a draft where a form brings another file, or takes the logo away, by field."""
    replaced: Item = {}
    for name, reference, encode in (("logo_file", "logo", _encoded_logo), ("mandate_file", "mandate", _encoded_letter)):
        upload, present = form.cleaned_data.get(name), form.item[reference]
        if upload and present and not _is_content(present, upload, encode):
            replaced[name] = present
    if form.cleaned_data.get("remove_logo"):
        replaced["logo_file"] = form.item["logo"]
    return replaced


def _is_content(reference: str, upload: Any, encode: Callable[[Any], tuple[str, bytes]]) -> bool:
    """Whether the stored file holds what was uploaded; a file that is refused takes the place of none."""
    try:
        _content_type, content = encode(upload)
    except FileRefused:
        return True
    finally:
        upload.seek(0)
    return any(_content(row) == content for row in Attachment.objects.filter(pk=reference))


def tell_mandate(organization: Organization, told: str) -> Attachment:
    """A mandate by custom, told in words: kept like a letter, as personal data."""
    return Attachment.objects.create(
        organization=organization, kind=AttachmentKind.TOLD, personal=True, told=told, bytes=len(told.encode())
    )


def _opened(upload: Any, refusal: Promise = NO_PICTURE) -> Image.Image:
    """The picture in a file, upright, without what cameras note beside it; its pixels are counted before decoding.

    `refusal` says of what is no picture what to send instead.
    """
    try:
        image: Image.Image = Image.open(upload, formats=PICTURES)
        if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
            raise FileRefused(
                _("The picture has too many pixels (%(width)s × %(height)s). Send one of at most 5,000 × 5,000.")
                % {"width": image.width, "height": image.height}
            )
        image.load()
        upright = ImageOps.exif_transpose(image)
        return upright.convert("RGBA" if "A" in upright.getbands() or upright.mode == "P" else "RGB")
    except Image.DecompressionBombError as error:
        raise FileRefused(_("The picture has too many pixels. Send one of at most 5,000 × 5,000.")) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FileRefused(refusal) from error


def _stored(
    organization: Organization, kind: AttachmentKind, content_type: str, content: bytes, *, personal: bool
) -> Attachment:
    alike = Attachment.objects.filter(organization=organization, kind=kind, bytes=len(content))
    for known in alike.exclude(pk__in=_letters_of_claims()).order_by("pk"):
        if _content(known) == content:  # a form sent twice stores its file once
            return known
    return _new(organization, kind, content_type, content, personal=personal)


def _new(
    organization: Organization, kind: AttachmentKind, content_type: str, content: bytes, *, personal: bool
) -> Attachment:
    attachment = Attachment(
        organization=organization, kind=kind, personal=personal, content_type=content_type, bytes=len(content)
    )
    attachment.file.save("", ContentFile(content), save=False)
    attachment.save(force_insert=True)
    return attachment


def _letters_of_claims() -> QuerySet[Claim, Any]:
    return Claim.objects.filter(letter__isnull=False).values("letter")


def sweep(now: datetime.datetime) -> int:
    """Delete files that nothing names any more, 30 days on. Returns the number deleted.

    Live entries, open submissions and decisions name files; so do declined ones, which may be taken up again. Letters
    of claims go with what was written in the claim.
    """
    old = Attachment.objects.filter(created_at__lt=now - datetime.timedelta(days=ORPHAN_DAYS))
    old = old.exclude(pk__in=_letters_of_claims())
    count = 0
    for attachment in old.select_related("organization").iterator():
        if not _is_named(attachment):
            delete(attachment)
            count += 1
    return count


def delete_all(organization: Organization) -> None:
    """Delete every file of an organization that is itself being deleted."""
    for attachment in organization.attachments.all():
        delete(attachment)


@transaction.atomic
def delete(attachment: Attachment) -> None:
    """The row now; its bytes once that is committed."""
    attachment.delete()
    if attachment.file:
        transaction.on_commit(partial(attachment.file.storage.delete, str(attachment.file.name)))


def _content(attachment: Attachment) -> bytes:
    """The bytes of a file; none if they are gone, or it was told."""
    if not attachment.file or not attachment.file.storage.exists(str(attachment.file.name)):
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
