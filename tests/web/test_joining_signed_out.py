"""A form that was sent after its sender's session had ended: kept until they have signed in, then saved."""

from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from registry.models import Attachment, Invitation, Submission
from registry.models.submissions import Submission as Row
from tests import factories
from tests.factories import ORGANIZATION, WHERE, person
from tests.web.joining import at, errors, said, signed_in

pytestmark = pytest.mark.django_db


def sign_in(client: Client, name: str = "amina") -> None:
    """As at the page for it: what the session held before stays in it."""
    client.force_login(person(name))


def test_what_was_typed_is_saved_after_signing_in(client: Client) -> None:
    draft = factories.draft()
    sent = client.post(at(draft, "where"), {**WHERE, "base_place": "Lamu", "seen": "0"})
    assert sent.headers["Location"] == f"/accounts/login/?next={at(draft, 'where')}"
    draft.refresh_from_db()
    assert draft.document["where"]["base_place"] == ""

    assert "what you typed is kept" in said(client.get(sent.headers["Location"]))
    sign_in(client)
    assert client.get(at(draft, "where")).status_code == 302  # saved, and on to the next step
    draft.refresh_from_db()
    assert draft.document["where"]["base_place"] == "Lamu"
    assert draft.document["where"]["countries"] == WHERE["countries"]


def test_it_is_saved_once(client: Client) -> None:
    draft = factories.draft()
    client.post(at(draft, "where"), {**WHERE, "seen": "0"})
    sign_in(client)
    client.get(at(draft, "where"))
    factories.save(draft, "where", {**WHERE, "base_place": "Kisumu"})
    assert client.get(at(draft, "where")).status_code == 200
    draft.refresh_from_db()
    assert draft.document["where"]["base_place"] == "Kisumu"


def test_what_did_not_pass_is_shown_with_its_error(client: Client) -> None:
    draft = factories.draft()
    client.post(at(draft, "organization"), {**ORGANIZATION, "website": "nonsense", "seen": "0"})
    sign_in(client)
    response = client.get(at(draft, "organization"))
    assert list(errors(response)) == ["website"]
    assert 'value="nonsense"' in response.content.decode()


def test_the_history_says_who_saved_it(client: Client) -> None:
    draft = factories.draft()
    client.post(at(draft, "where"), {**WHERE, "seen": "0"})
    sign_in(client)
    client.get(at(draft, "where"))
    event = Row.pgh_event_model.objects.order_by("-pgh_created_at", "-pgh_id").first()  # type: ignore[attr-defined]
    assert event.pgh_context.metadata["user"] == str(person("amina").pk)


def test_two_forms_are_kept_side_by_side(client: Client) -> None:
    draft = factories.draft()
    client.post(at(draft, "where"), {**WHERE, "seen": "0"})
    client.post(at(draft, "organization"), {**ORGANIZATION, "seen": "0"})
    sign_in(client)
    client.get(at(draft, "organization"))
    client.get(at(draft, "where"))
    draft.refresh_from_db()
    assert draft.document["where"]["scales"] == WHERE["scales"]
    assert draft.document["organization"]["description"] == ORGANIZATION["description"]


def test_the_first_page_is_kept_through_signing_up(client: Client) -> None:
    answers = {"id": str(uuid4()), "name": "Bay Council", "language": "en", "type": "ngo", "base_country": "KE"}
    assert client.post("/join/start/", answers).headers["Location"] == "/accounts/signup/?next=/join/start/"
    sign_in(client)
    client.get("/join/start/")
    assert Submission.objects.get(opened_by=person("amina")).folded_name == "bay council"


def test_a_note_to_a_colleague_is_kept_too(client: Client) -> None:
    draft = factories.draft()
    client.post(at(draft, "pass"), {"email": "bo@people.example.org", "note": "Please look."})
    sign_in(client)
    client.get(at(draft, "pass"))
    assert Invitation.objects.get().note == "Please look."


def test_somebody_else_who_signs_in_saves_nothing(client: Client) -> None:
    draft = factories.draft()
    client.post(at(draft, "where"), {**WHERE, "seen": "0"})
    sign_in(client, "sam")
    assert client.get(at(draft, "where")).status_code == 404
    draft.refresh_from_db()
    assert draft.document["where"]["scales"] == []


def test_nothing_is_kept_for_an_address_that_is_none(client: Client) -> None:
    assert client.post(f"/join/{uuid4()}/where/", WHERE).status_code == 302
    assert Session.objects.count() == 0


def test_buttons_that_change_something_are_pressed_again(client: Client) -> None:
    draft = factories.complete_draft()
    for below in ("discard", "check"):
        client.post(at(draft, below), {"may_speak": "on"})
    assert Session.objects.count() == 0
    sign_in(client)
    assert client.get(at(draft, "discard")).status_code == 200
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_file_has_to_be_chosen_again(client: Client) -> None:
    draft = factories.draft()
    upload = SimpleUploadedFile("logo.png", b"x", "image/png")
    client.post(at(draft, "organization"), {**ORGANIZATION, "logo_file": upload, "seen": "0"})
    sign_in(client)
    client.get(at(draft, "organization"))
    draft.refresh_from_db()
    assert draft.document["organization"]["description"] == ORGANIZATION["description"]
    assert Attachment.objects.count() == 0


def test_what_is_kept_is_kept_for_a_day(client: Client) -> None:
    draft = factories.draft()
    client.post(at(draft, "where"), {**WHERE, "seen": "0"})
    assert client.session.get_expiry_age() == 60 * 60 * 24


def test_a_session_that_is_there_keeps_nothing_aside() -> None:
    draft, client = factories.draft(), signed_in()
    client.post(at(draft, "where"), {**WHERE, "seen": "0"})
    assert "kept_forms" not in client.session
