"""Attachments are asked for by their UUID and shown to those who may see them; to others they are not there."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from registry.actions import attachments, submissions
from registry.models import Attachment, Organization
from tests import factories
from tests.factories import ORGANIZATION, person
from tests.web.joining import signed_in

pytestmark = pytest.mark.django_db


def picture(colour: str = "green") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(content, "PNG")
    return SimpleUploadedFile("logo.png", content.getvalue(), "image/png")


def letter(organization: Organization) -> Attachment:
    return attachments.store_letter(organization, SimpleUploadedFile("letter.pdf", b"%PDF-1.7 invented"))


def address(attachment: Attachment) -> str:
    return f"/files/{attachment.pk}/"


@pytest.fixture
def listed_logo() -> Attachment:
    draft = factories.complete_draft()
    factories.save(draft, "organization", ORGANIZATION, files={"logo_file": picture()})
    factories.send(draft, person("amina"))
    submissions.approve(submission=draft, by=person("rosa"))
    return Attachment.objects.get()


def test_everyone_sees_the_logo_of_a_listed_organization(client: Client, listed_logo: Attachment) -> None:
    response = client.get(address(listed_logo))
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/webp")
    assert Image.open(io.BytesIO(b"".join(response))).size == (40, 20)  # type: ignore[arg-type]
    assert response.headers["Cache-Control"] == "public, max-age=300"


def test_a_logo_is_gone_with_its_entry(client: Client, listed_logo: Attachment) -> None:
    Organization.objects.filter(pk=listed_logo.organization_id).update(state="withdrawn")
    assert client.get(address(listed_logo)).status_code == 404


def test_a_logo_that_is_only_proposed_is_for_the_team_and_the_staff(listed_logo: Attachment) -> None:
    proposed = attachments.store_logo(listed_logo.organization, picture("blue"))
    answers = {who: signed_in(who).get(address(proposed)).status_code for who in ("amina", "rosa", "sam")}
    assert answers == {"amina": 200, "rosa": 200, "sam": 404}
    assert Client().get(address(proposed)).status_code == 404


def test_a_letter_is_for_the_team_and_the_staff_and_never_in_a_cache() -> None:
    stored = letter(factories.listed())
    answers = {who: signed_in(who).get(address(stored)).status_code for who in ("amina", "rosa", "sam")}
    assert answers == {"amina": 200, "rosa": 200, "sam": 404}
    assert Client().get(address(stored)).status_code == 404
    response = signed_in("rosa").get(address(stored))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_a_mandate_told_in_words_is_read_as_plain_text() -> None:
    told = attachments.tell_mandate(factories.draft().organization, "<b>The elders</b> gave it.")
    response = signed_in().get(address(told))
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == "<b>The elders</b> gave it."
    assert signed_in("sam").get(address(told)).status_code == 404


def test_a_letter_named_as_a_logo_is_not_public_by_that() -> None:
    organization = factories.listed()
    stored = letter(organization)
    Organization.objects.filter(pk=organization.pk).update(logo=stored)
    assert Client().get(address(stored)).status_code == 404


def test_no_file_runs_or_fetches_anything(listed_logo: Attachment) -> None:
    response = Client().get(address(listed_logo))
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


NOBODYS = "0190a7c4-0000-7000-8000-000000000000"


def test_a_file_that_the_folder_lost_is_not_there() -> None:
    stored = letter(factories.draft().organization)
    stored.file.storage.delete(str(stored.file.name))
    assert signed_in().get(address(stored)).status_code == 404


def test_a_file_that_was_erased_is_not_there() -> None:
    organization = factories.draft().organization
    told = attachments.tell_mandate(organization, "The elders gave it.")
    for stored in (letter(organization), told):
        Attachment.objects.filter(pk=stored.pk).update(file="", told="")
        assert signed_in().get(address(stored)).status_code == 404


@pytest.mark.parametrize("path", [f"/files/{NOBODYS}/", "/files/../secret_key/", "/files/secret_key/", "/media/"])
def test_nothing_is_found_by_path(path: str) -> None:
    assert signed_in("rosa").get(path).status_code == 404


def test_files_are_only_read() -> None:
    assert signed_in().post(address(letter(factories.draft().organization))).status_code == 405
