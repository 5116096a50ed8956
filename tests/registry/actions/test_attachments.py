"""Files: checked, re-encoded, kept under their UUID, swept when nothing names them (The entry, Files)."""

import io
import random
import struct
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from registry.actions import attachments, drafts, submissions
from registry.errors import FileRefused
from registry.models import Attachment, Organization, PublicId
from tests import factories
from tests.factories import ORGANIZATION, draft, person, save
from tests.pictures import picture

pytestmark = pytest.mark.django_db


def organization() -> Organization:
    return Organization.objects.create(public_id=PublicId.objects.create())


def upload(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def stored(attachment: Attachment) -> Image.Image:
    with attachment.file.open() as file:
        return Image.open(io.BytesIO(file.read()))


# --- What is taken -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_encoded_anew_and_stored_under_its_uuid(format_: str) -> None:
    logo = attachments.store_logo(organization(), upload(picture(format_), "minister at home.png"))

    assert (logo.kind, logo.personal, logo.content_type) == ("logo", False, "image/webp")
    assert (stored(logo).format, stored(logo).size) == ("WEBP", (40, 30))
    assert str(logo.file.name) == f"{logo.pk.hex[-2:]}/{logo.pk}.webp"
    assert logo.bytes == logo.file.size


@pytest.mark.parametrize(("size", "kept"), [((2000, 1000), (512, 256)), ((100, 900), (57, 512)), ((8, 8), (8, 8))])
def test_a_logo_is_made_smaller_and_never_larger(size: tuple[int, int], kept: tuple[int, int]) -> None:
    assert stored(attachments.store_logo(organization(), upload(picture(size=size)))).size == kept


@pytest.mark.parametrize(
    ("mode", "color", "kept"),
    [
        ("RGB", "green", "RGB"),
        ("RGBA", (0, 0, 0, 0), "RGBA"),
        ("LA", (0, 0), "RGBA"),
        ("P", 3, "RGBA"),
        ("L", 9, "RGB"),
        ("1", 1, "RGB"),
        ("I;16", 9, "RGB"),
    ],
)
def test_every_kind_of_picture_is_taken_and_transparency_stays(mode: str, color: Any, kept: str) -> None:
    with_alpha = kept == "RGBA" and mode != "P"
    image = stored(attachments.store_logo(organization(), upload(picture(mode=mode, color=color))))

    assert image.format == "WEBP"
    assert ("A" in image.getbands()) is with_alpha


def test_what_a_camera_notes_is_left_out_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010E] = "taken at home"

    content = picture("JPEG", size=(40, 30), exif=exif.tobytes())
    image = stored(attachments.store_logo(organization(), upload(content)))

    assert image.size == (30, 40)
    assert dict(image.getexif()) == {}


def test_a_letter_is_a_pdf_as_it_came_or_a_photograph() -> None:
    pdf = attachments.store_letter(organization(), upload(b"%PDF-1.4 invented", "letter.pdf"))
    photograph = attachments.store_letter(organization(), upload(picture("PNG", mode="RGBA")))

    assert (pdf.kind, pdf.personal, pdf.content_type) == ("letter", True, "application/pdf")
    with pdf.file.open() as file:
        assert file.read() == b"%PDF-1.4 invented"
    assert (photograph.personal, photograph.content_type, stored(photograph).format) == (True, "image/jpeg", "JPEG")


def test_a_told_mandate_is_words_and_no_file() -> None:
    told = attachments.tell_mandate(organization(), "By the elders, ÷ 2019.")

    assert (told.kind, told.personal, bool(told.file), told.bytes) == ("told", True, False, 23)


def test_the_same_file_is_stored_once_for_an_organization() -> None:
    mine, other = organization(), organization()

    first = attachments.store_logo(mine, upload(picture()))

    assert attachments.store_logo(mine, upload(picture())) == first
    assert attachments.store_logo(other, upload(picture())) != first
    assert attachments.store_logo(mine, upload(picture(color="red"))) != first
    assert attachments.store_letter(mine, upload(picture())) != first


def test_a_file_whose_bytes_are_gone_is_stored_again() -> None:
    mine = organization()
    first = attachments.store_logo(mine, upload(picture()))
    first.file.storage.delete(str(first.file.name))

    assert attachments.store_logo(mine, upload(picture())) != first


# --- What is refused -----------------------------------------------------------------------------------------------


def png_header(width: int, height: int) -> bytes:
    """The beginning of a PNG that says to be of this size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no picture", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (picture("GIF"), "not a picture"),
        (picture()[:60], "not a picture"),
        (png_header(30_000, 10), "too many pixels"),
        (png_header(6_000, 6_000), "too many pixels"),
        (png_header(12_000, 10_000), "too many pixels"),
        (png_header(30_000, 30_000), "too many pixels"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
    ids=["text", "svg", "gif", "cut off", "wide", "many", "very many", "a bomb", "large"],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_no_logo_is_refused_with_a_sentence_and_not_stored(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        attachments.store_logo(organization(), upload(content))

    assert Attachment.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"), (b"dear all", "neither a PDF")],
)
def test_what_is_no_letter_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        attachments.store_letter(organization(), upload(content))


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
def test_a_damaged_picture_is_taken_or_refused_and_breaks_nothing(format_: str) -> None:
    chance, whole, refused = random.Random(30), picture(format_, size=(60, 50)), 0
    for _ in range(120):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        cut_off = chance.choice((None, chance.randrange(len(whole))))
        try:
            attachments.store_logo(organization(), upload(bytes(damaged[:cut_off])))
        except FileRefused:
            refused += 1
    assert Attachment.objects.count() == 120 - refused


# --- What is swept -------------------------------------------------------------------------------------------------


def on_disk(attachment: Attachment) -> bool:
    return Path(attachment.file.path).exists()


def sweep_in(days: int) -> int:
    return attachments.sweep(timezone.now() + timedelta(days=days))


def test_a_file_that_nothing_names_is_swept_after_thirty_days(django_capture_on_commit_callbacks: Any) -> None:
    orphan = attachments.store_logo(organization(), upload(picture()))
    told = attachments.tell_mandate(organization(), "By the elders.")

    assert sweep_in(29) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_in(31) == 2

    assert not Attachment.objects.filter(pk__in=[orphan.pk, told.pk]).exists()
    assert not on_disk(orphan)


def with_logo(submission: Any) -> Attachment:
    save(submission, "organization", ORGANIZATION, files={"logo_file": upload(picture())})
    return Attachment.objects.get(pk=submission.document["organization"]["logo"])


def test_a_file_of_a_draft_of_a_listed_entry_and_of_its_history_stays() -> None:
    submission = factories.complete_draft()
    logo = with_logo(submission)
    assert sweep_in(31) == 0

    submissions.approve(submission=factories.send(submission, person("amina")), by=person("rosa"))
    assert sweep_in(31) == 0

    change = drafts.open_change(organization=submission.organization, by=person("amina"))
    save(change, "organization", {**ORGANIZATION, "remove_logo": "on"})
    submissions.approve(submission=factories.send(change, person("amina")), by=person("rosa"))
    assert Organization.objects.get(pk=submission.organization_id).logo is None
    assert sweep_in(31) == 0
    assert on_disk(logo)


def test_a_file_of_a_declined_registration_stays_since_it_may_be_taken_up_again() -> None:
    submission = factories.complete_draft()
    with_logo(submission)
    submissions.decline(submission=factories.send(submission, person("amina")), by=person("rosa"), reason="Not yet.")

    assert sweep_in(31) == 0


def test_a_file_of_a_discarded_draft_is_swept() -> None:
    submission = draft()
    with_logo(submission)
    submissions.discard(submission=submission, by=person("amina"))

    assert sweep_in(31) == 1


def test_every_file_of_an_organization_goes_with_it(django_capture_on_commit_callbacks: Any) -> None:
    mine = organization()
    files = [attachments.store_logo(mine, upload(picture())), attachments.tell_mandate(mine, "By the elders.")]

    with django_capture_on_commit_callbacks(execute=True):
        attachments.delete_all(mine)

    assert Attachment.objects.count() == 0
    assert not on_disk(files[0])
