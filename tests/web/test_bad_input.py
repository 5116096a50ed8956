"""Whatever is sent to a page, by whomever: a sentence at the field or a page that says what to do, and never a fault.

The forms of a draft have test_joining_input.py; this is everything else that takes input, and what all have in common.
"""

from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry import mail
from registry.actions import drafts, invitations, submissions
from registry.ids import uuid7
from registry.models import Attachment, Decision, Invitation, Message, Organization, Person, Submission
from tests import factories
from tests.factories import ACTIVITY, CONTACT, GAP, OFFER, ORGANIZATION, WHERE, person
from tests.web.joining import at, errors, only_item, said, signed_in

pytestmark = pytest.mark.django_db

ODD = [
    "\x00",
    "\x07",
    "\u202e",
    "\u2066x",
    "\ufeff",
    "\U0010ffff",
    "-1",
    "9223372036854775808",
    "9" * 400,
    "٢٠٢٤",
    "1e999",
    "javascript:alert(1)",
    "//evil.example",
    "' OR 1=1 --",
    "{{ 7 }}",
    "<script>alert(1)</script>",
    "a\r\nBcc: b@evil.example",
    "__proto__",
    "x" * 20_000,
]
LONG_ADDRESS = "a" * 300 + "@people.example.org"
INJECTED = "amina@people.example.org\r\nBcc: sam@people.example.org"

NO_ADDRESS = [LONG_ADDRESS, INJECTED, "a@b\x00.example", "a b@c.example", "<a@b.example>", "a@b.example,c@d.example"]

COMMENTS = [{"path": "where", "text": "<img src=x onerror=alert(1)>"}]


def counts() -> list[int]:
    tables = (Submission, Organization, Invitation, Decision, Message, Person, Attachment)
    return [table.objects.count() for table in tables]


def every_page() -> list[str]:
    """An address of each kind that answers a reader with a right to everything."""
    draft, entry = factories.complete_draft(), factories.listed()
    sent = factories.submitted()
    listing = entry.listing
    return [
        "/",
        "/directory/",
        f"/directory/{listing.public_id}/",
        f"/directory/{listing.public_id}.json",
        f"/directory/{listing.public_id}.bib",
        f"/report/{listing.public_id}/",
        "/join/",
        "/join/start/",
        at(draft),
        at(draft, "where"),
        at(draft, "gaps"),
        at(draft, "gaps", only_item(draft, "gaps")),
        at(draft, "check"),
        at(draft, "pass"),
        "/workspace/",
        "/secretariat/",
        f"/secretariat/submissions/{sent.pk}/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/email/",
        "/about/",
    ]


# -- Addresses and queries --------------------------------------------------------------------------------------------

QUERIES = [
    "q=%00&from=%00&next=%00&page=%00&country=%00",
    "q=%ED%A0%80&from=%ED%A0%80&next=%ED%A0%80&page=%ED%A0%80&kind=%ED%A0%80",
    "q=a&q=b&page=1&page=2&next=/a&next=/b&kind=new&kind=change&country=KE&country=XX",
    "page=9223372036854775808&longer=9223372036854775808&region=9223372036854775808",
    "page=-1&page=1e9&longer=-3&holder=me'&type=%3Cscript%3E",
    "%ff=%ff&%00=1&=&&===",
    "q=" + quote("<script>alert(1)</script>") * 40,
    "q=" + quote("\u202e\u2066\u200b"),
    "&".join(f"n{number}=1" for number in range(3000)),
]


def test_no_query_breaks_a_page() -> None:
    pages = every_page()
    clients = [signed_in("amina"), signed_in("rosa"), Client()]
    for page in pages:
        for query in QUERIES:
            for client in clients:
                response = client.get(f"{page}?{query}")
                assert response.status_code < 500, (page, query)
                assert b"<script>alert" not in response.content, (page, query)


@pytest.mark.parametrize(
    "part", ["%00", "%ED%A0%80", "%FF", "..%2f..%2fsecret_key", "%E2%80%AE", "1" * 3000, "'", "%0d%0a"]
)
def test_no_address_breaks_the_site(part: str) -> None:
    draft, client = factories.draft(), signed_in()
    for before in (
        "/",
        "/directory/",
        "/files/",
        "/join/",
        "/join/invitation/",
        "/secretariat/",
        "/workspace/",
        "/xx/",
    ):
        assert client.get(f"{before}{part}").status_code in (301, 404)
        assert client.get(f"{before}{part}/").status_code in (400, 403, 404)
    assert client.get(f"{at(draft)}{part}/").status_code == 404
    assert client.post(f"{at(draft)}gaps/{part}/", GAP).status_code == 404
    assert client.post(f"/workspace/{part}/change/").status_code == 404
    rosa = signed_in("rosa")
    assert rosa.get(f"/secretariat/organizations/{part}/owner/").status_code == 404
    assert rosa.post(f"/secretariat/organizations/{part}/edit/").status_code == 404


@pytest.mark.parametrize("partner", ["", "\x00", "a" * 3000])
def test_a_relation_to_what_is_no_partner_is_none(partner: str) -> None:
    entry = factories.listed()
    sent = {"partner": partner, "what": "parent-1"}
    assert signed_in().post(f"/workspace/{entry.public_id_id}/relations/", sent).status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace", "head"])
def test_other_methods_change_nothing(method: str) -> None:
    pages = every_page()
    before = counts()
    for page in pages:
        assert getattr(signed_in(), method)(page).status_code in (200, 302, 301, 403, 404, 405), page
    assert counts() == before


# -- What is sent in a wrong wrapping ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"email": "bo@people.example.org"}', "application/json"),
        ("<x/>", "text/xml"),
        ("email=bo", "application/x-www-form-urlencoded; charset=utf-16"),
        ("email=bo", "application/x-www-form-urlencoded; charset=nonsense"),
        ("no boundary", "multipart/form-data"),
        ("--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"\xff\xfe\x00\xed\xa0\x80", "application/x-www-form-urlencoded"),
        (b"email=%ED%A0%80&seen=%ff&%00=%00", "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_wrapped_otherwise_does_nothing(body: Any, content_type: str) -> None:
    draft, sent, rosa = factories.complete_draft(), factories.submitted(), signed_in("rosa")
    before, document = counts(), draft.document
    for page in (at(draft, "pass"), at(draft, "check"), "/join/start/", "/accounts/email/", "/workspace/language/"):
        response = signed_in().generic("POST", page, body, content_type)
        assert response.status_code in (200, 302, 400, 404), page
    response = rosa.generic("POST", f"/secretariat/submissions/{sent.pk}/", body, content_type)
    assert response.status_code in (200, 302, 400)
    for page in ("/accounts/login/", "/accounts/signup/"):
        assert Client().generic("POST", page, body, content_type).status_code in (200, 400), page
    draft.refresh_from_db()
    assert (counts(), draft.document) == (before, document)


def test_more_fields_than_any_form_has_are_refused_with_a_sentence() -> None:
    draft = factories.draft()
    body = "&".join(f"n{number}=1" for number in range(20_001))
    response = signed_in().generic("POST", at(draft, "where"), body, "application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "use its back button" in said(response)


@pytest.mark.parametrize("page", ["/join/start/", "/accounts/login/", "/accounts/signup/"])
def test_two_million_characters_are_an_error_at_the_field(page: str) -> None:
    client = signed_in() if page == "/join/start/" else Client()
    typed = "x" * 2_000_000
    field = {"/join/start/": "name", "/accounts/login/": "login", "/accounts/signup/": "email"}[page]
    response = client.post(page, {"id": str(uuid7()), field: f"{typed}@example.org"})
    assert response.status_code == 200
    assert field in errors(response)


# -- Nobody sends without our form ------------------------------------------------------------------------------------


def test_no_page_takes_anything_without_its_token() -> None:
    draft, sent = factories.complete_draft(), factories.submitted()
    entry = factories.listed()
    before = counts()
    pages = [at(draft, "where"), at(draft, "check"), at(draft, "pass"), at(draft, "discard"), at(sent, "take-back")]
    pages += ["/join/start/", "/accounts/logout/", "/accounts/email/", "/workspace/language/"]
    pages += [f"/workspace/{entry.public_id_id}/change/"]
    for page in pages:
        assert signed_in(enforce_csrf_checks=True).post(page, {}).status_code == 403, page
    staff = signed_in("rosa", enforce_csrf_checks=True)
    decision = {"decision": "approve", "seen": sent.saved_at.isoformat()}
    assert staff.post(f"/secretariat/submissions/{sent.pk}/", decision).status_code == 403
    assert staff.post(f"/secretariat/organizations/{entry.public_id_id}/edit/").status_code == 403
    for page in ("/accounts/login/", "/accounts/signup/"):
        assert (
            Client(enforce_csrf_checks=True).post(page, {"login": "a@b.example", "email": "a@b.example"}).status_code
            == 403
        )
    assert counts() == before


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages", "django_language"])
@pytest.mark.parametrize("value", ["", "broken", "%00", "\x7f", "x" * 4000, '"', "ff:ff:ff"])
def test_a_broken_cookie_is_no_cookie(cookie: str, value: str) -> None:
    client = Client()
    client.cookies[cookie] = value
    assert client.get("/directory/").status_code == 200
    assert client.get("/workspace/").status_code == 302


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80@localhost", "a b", ""])
def test_no_other_name_of_the_host_is_answered(host: str) -> None:
    assert Client().get("/accounts/login/", headers={"Host": host}).status_code == 400


def test_a_forwarded_host_is_not_believed() -> None:
    response = Client().get("/accounts/login/", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in response.content.decode()


# -- Where signing in leads -------------------------------------------------------------------------------------------

ELSEWHERE = ["//evil.example", "///evil.example", "https://evil.example/", "javascript:alert(1)", "\\\\evil.example"]
ELSEWHERE += ["/\\evil.example", "\t//evil.example", "https:evil.example", "http:///evil.example", "//evil.example\x00"]


@pytest.mark.parametrize("next_", ELSEWHERE)
@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/", "/accounts/logout/"])
def test_nobody_is_led_to_another_site(page: str, next_: str) -> None:
    client = signed_in()
    for response in (client.get(page, {"next": next_}), client.post(page, {"next": next_})):
        assert "evil" not in response.headers.get("Location", "")
        assert "alert" not in response.headers.get("Location", "")
    html = Client().get(page, {"next": next_}).content.decode()
    assert f'href="{next_}' not in html
    assert 'href="javascript' not in html


# -- Addresses of people ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["", "a", LONG_ADDRESS, INJECTED, "a@b\x00.example", "<a@b.example>", "a@b.example,c@d.example"],
)
@pytest.mark.parametrize(("page", "field"), [("/accounts/login/", "login"), ("/accounts/signup/", "email")])
def test_what_is_no_address_is_told_at_the_field(page: str, field: str, typed: str) -> None:
    before = counts()
    response = Client().post(page, {field: typed})
    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert counts() == before


@pytest.mark.parametrize("typed", NO_ADDRESS)
def test_a_draft_is_passed_to_one_address_only(typed: str) -> None:
    draft = factories.draft()
    before = counts()
    assert list(errors(signed_in().post(at(draft, "pass"), {"email": typed}))) == ["email"]
    assert counts() == before


@pytest.mark.parametrize("typed", ["xx", "", "\x00", "EN", "zh", "x" * 5000])
def test_an_unknown_language_is_not_taken(typed: str) -> None:
    assert signed_in().post("/workspace/language/", {"language": typed}).status_code == 404
    assert person("amina").language == "en"


# -- Forged values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seen", ["-1", "9" * 30, "\x00", "٣", "1.0", "", "999999999"])
def test_a_forged_version_overwrites_nothing_that_was_not_there(seen: str) -> None:
    draft, client = factories.complete_draft(), signed_in()
    response = client.post(at(draft, "where"), {**WHERE, "base_place": "Lamu", "seen": seen})
    assert response.status_code in (200, 302)
    draft.refresh_from_db()
    kept = drafts.kept_input(draft, "where", person("amina"))
    assert (kept["base_place"] if kept else [draft.document["where"]["base_place"]]) == ["Lamu"]


@pytest.mark.parametrize("seen", ["-1", "now", "\x00", "2026-02-30", "9999-99-99T99:99", "x" * 9000, ""])
def test_a_decision_that_does_not_say_what_was_read_decides_nothing(seen: str) -> None:
    sent = factories.submitted()
    response = signed_in("rosa").post(f"/secretariat/submissions/{sent.pk}/", {"decision": "approve", "seen": seen})
    assert response.status_code in (409, 422)
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("version", [0, 2, 99, "1", None])
def test_a_document_of_another_version_is_refused_with_a_sentence_and_kept(version: Any) -> None:
    draft = factories.complete_draft()
    Submission.objects.filter(pk=draft.pk).update(document={**draft.document, "version": version})
    for below in ("", "where", "gaps", "check"):
        response = signed_in().get(at(draft, below) if below else at(draft))
        assert response.status_code < 500, below
    response = signed_in().post(at(draft, "where"), {**WHERE, "base_place": "Lamu", "seen": "1"})
    assert response.status_code < 500
    again = Submission.objects.get(pk=draft.pk)
    assert again.document["gaps"] == draft.document["gaps"]


# -- Files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("logo.png", b"%PDF-1.7 invented"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40),
        ("logo.jpg", b"\xff\xd8\xff\xe0 cut short"),
        ("../../logo.png", b"GIF89a"),
        ("logo.html", b"<html><script>alert(1)</script>"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_whatever_it_is_called(name: str, content: bytes) -> None:
    draft = factories.draft()
    upload = SimpleUploadedFile(name, content, "image/png")
    response = signed_in().post(at(draft, "organization"), {**ORGANIZATION, "logo_file": upload, "seen": "0"})
    assert list(errors(response)) == ["logo_file"]
    assert Attachment.objects.count() == 0
    draft.refresh_from_db()
    assert draft.document["organization"]["description"] == ORGANIZATION["description"]


@pytest.mark.parametrize("content", [b"<html>", b"MZ\x90\x00", b"PK\x03\x04", b"%PDG", b"\x00" * 10])
def test_a_letter_that_is_neither_a_pdf_nor_a_picture_is_refused(content: bytes) -> None:
    draft = factories.draft(type="iplc")
    letter = SimpleUploadedFile("letter.pdf", content, "application/pdf")
    values = {**ORGANIZATION, "type": "iplc", "mandate_kind": "letter", "mandate_file": letter, "seen": "0"}
    assert list(errors(signed_in().post(at(draft, "organization"), values))) == ["mandate_file"]
    assert Attachment.objects.count() == 0


# -- Texts are texts --------------------------------------------------------------------------------------------------

TAG = "<img src=x onerror=alert(1)>\"'&amp;{{7}}"


def full_of_tags() -> Submission:
    draft = factories.draft(name=f"Bay {TAG}")
    factories.save(draft, "organization", {**ORGANIZATION, "description": TAG})
    factories.save(draft, "where", {**WHERE, "base_place": TAG})
    factories.save(draft, factories.new_key("activities"), {**ACTIVITY, "title": TAG, "text": TAG})
    factories.save(draft, factories.new_key("gaps"), {**GAP, "title": TAG, "text": TAG})
    factories.save(draft, factories.new_key("offers"), {**OFFER, "title": TAG, "text": TAG, "conditions": TAG})
    factories.save(draft, factories.new_key("contacts"), {**CONTACT, "name": TAG, "show_name": "on"})
    return draft


def test_tags_that_people_typed_are_shown_as_text_on_every_page() -> None:
    draft = full_of_tags()
    invitation = invitations.pass_draft(submission=draft, to="bo@bay.example.org", note=TAG, by=person("amina"))
    team, staff, visitor = signed_in(), signed_in("rosa"), Client()
    pages = [(team, at(draft, below) if below else at(draft)) for below in ("", "organization", "where", "check")]
    pages += [(team, at(draft, part)) for part in ("activities", "gaps", "offers", "contacts", "names", "discard")]
    pages += [(team, at(draft, "gaps", only_item(draft, "gaps"))), (team, "/workspace/"), (team, "/join/")]
    pages += [(signed_in("bo"), f"/join/invitation/{invitation.pk}/"), (visitor, f"/join/invitation/{invitation.pk}/")]
    check(pages)
    factories.send(draft, person("amina"))
    check([(staff, "/secretariat/"), (staff, f"/secretariat/submissions/{draft.pk}/"), (team, at(draft, "sent"))])
    submissions.request_changes(submission=draft, by=person("rosa"), reason=TAG, comments=COMMENTS)
    check([(team, at(draft)), (team, at(draft, "where"))])
    factories.send(draft, person("amina"))
    submissions.approve(submission=draft, by=person("rosa"), note=TAG)
    entry = Organization.objects.get(pk=draft.organization_id)
    check([(visitor, "/"), (visitor, "/directory/"), (visitor, f"/directory/{entry.public_id_id}/")])
    json = visitor.get(f"/directory/{entry.public_id_id}.json", follow=True)
    assert json.headers["Content-Type"].startswith("application/json")
    assert json.json()["organization"]["description"] == TAG


def check(pages: list[tuple[Client, str]]) -> None:
    for client, page in pages:
        response = client.get(page, follow=True)
        assert response.status_code == 200, page
        assert "<img src=x" not in response.content.decode(), page


def test_tags_that_people_typed_are_text_in_mails_and_no_line_breaks_get_into_a_subject(mailoutbox: list[Any]) -> None:
    draft = full_of_tags()
    invitations.pass_draft(
        submission=draft, to="bo@bay.example.org", note=f"{TAG}\r\nBcc: a@b.example", by=person("amina")
    )
    factories.send(draft, person("amina"))
    submissions.request_changes(submission=draft, by=person("rosa"), reason=TAG, comments=COMMENTS)
    for message in Message.objects.filter(sent_at=None):
        mail.send(message.pk)
    assert len(mailoutbox) >= 3
    for sent in mailoutbox:
        assert "\n" not in sent.subject
        assert [kind for _html, kind in sent.alternatives] == ["text/html"]
        assert "<img src=x" not in sent.alternatives[0][0]
        assert len(sent.recipients()) == 1


# -- Anything at all --------------------------------------------------------------------------------------------------

VALUES = st.one_of(st.text(max_size=30), st.sampled_from(ODD))
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def some(*names: str) -> Any:
    """Any of these names with one to three values each."""
    return st.dictionaries(st.sampled_from(names), st.lists(VALUES, min_size=1, max_size=3), max_size=6)


@given(asked=some("q", "page", "type", "country", "region", "element", "realm", "scale", "offers", "lacks", "language"))
@QUICK
def test_whatever_is_asked_of_the_directory_is_answered(asked: dict[str, list[str]]) -> None:
    assert Client().get("/directory/", asked).status_code == 200


@given(asked=some("kind", "type", "region", "holder", "longer", "page"))
@QUICK
def test_whatever_is_asked_of_the_queue_is_answered(asked: dict[str, list[str]]) -> None:
    assert signed_in("rosa").get("/secretariat/", asked).status_code == 200


@given(sent=some("id", "name", "language", "type", "website", "base_country", "no_seat", "none_of_these"))
@QUICK
def test_whatever_is_sent_to_the_first_page_is_answered(sent: dict[str, list[str]]) -> None:
    assert signed_in().post("/join/start/", sent).status_code in (200, 302)


@given(sent=some("login", "email", "code", "next", "action_add", "action_send", "action_remove", "action_primary"))
@QUICK
def test_whatever_is_sent_to_the_pages_of_accounts_is_answered(sent: dict[str, list[str]]) -> None:
    for page in ("login/", "signup/", "login/code/", "login/code/confirm/", "confirm-email/"):
        assert Client().post(f"/accounts/{page}", sent).status_code in (200, 302, 429), page
    assert signed_in().post("/accounts/email/", sent).status_code in (200, 302, 429)


@pytest.fixture
def partner() -> Organization:
    return factories.listed()


@given(sent=some("reason", "text", "address"))
@QUICK
def test_whatever_is_reported_about_an_entry_is_answered(partner: Organization, sent: dict[str, list[str]]) -> None:
    address = f"/report/{partner.public_id_id}/"
    for told in (sent, {**sent, "reason": "other"}, {**sent, "reason": "other", "address": ""}):
        assert Client().post(address, told).status_code in (200, 302, 429)


@pytest.fixture
def waiting() -> Submission:
    return factories.submitted()


@given(
    sent=some(
        *("decision", "note", "seen", "keep", "take", "assign", "colleague"),
        *("comment-where", "comment-organization.website", "about-gaps", "comment-", "about-"),
    )
)
@QUICK
def test_whatever_is_sent_to_a_review_is_answered_and_decides_nothing(
    waiting: Submission, sent: dict[str, list[str]]
) -> None:
    response = signed_in("rosa").post(f"/secretariat/submissions/{waiting.pk}/", sent)
    assert response.status_code in (200, 302, 409, 422)
    assert Decision.objects.count() == 0


@given(id_=st.text(max_size=12), words=st.text(max_size=20))
@QUICK
def test_whatever_names_a_partner_is_answered(id_: str, words: str) -> None:
    for address in (f"/directory/{quote(id_)}/{quote(words)}/", f"/directory/{quote(id_)}.json"):
        assert Client().get(address).status_code in (200, 301, 404)
