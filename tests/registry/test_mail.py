"""What the letters of the site say, to whom, and in which language."""

import re
import smtplib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend
from django.template.loader import get_template
from django.test import override_settings
from django.utils import timezone
from django.utils.formats import date_format

from registry import mail
from registry.actions import messages
from registry.entry import document
from registry.ids import uuid7
from registry.models import Case, Decision, Invitation, Message, Organization, Person, PublicId, Submission, TeamRole
from registry.models.messages import MessageKind
from registry.models.people import Language
from registry.states import CaseKind, DecisionKind, SubmissionState

pytestmark = pytest.mark.django_db

SITE = "https://partnership.example"
ACTIVITY = "0190f3a0-0000-7000-8000-000000000001"


@pytest.fixture(autouse=True)
def site_with_an_address() -> Iterable[None]:
    with override_settings(SITE_ADDRESS=SITE, DRAFT_DELETION_DAYS=30):
        yield


class Cast:
    """Amina of an invented organization that joins, Rashid who reviews, and what passes between them."""

    def __init__(self) -> None:
        self.amina = Person.objects.create(email="amina@forests.example", name="Amina", language="en")
        self.rashid = Person.objects.create(email="rashid@secretariat.example", name="Rashid", staff_role="reviewer")
        self.organization = Organization.objects.create(public_id=PublicId.objects.create())
        self.submission = self.draft({"en": "Forest & River <People>", "ar": "أهل الغابة"})
        self.asked = self.decision(
            DecisionKind.REQUEST_CHANGES,
            comments=[
                {"path": "organization.description", "text": "Please say what you do."},
                {"path": f"activities.{ACTIVITY}.title", "text": "Which <b>river</b>?"},
                {"path": f"activities.{ACTIVITY}", "text": "Two activities, I think."},
                {"path": "gaps", "text": "Nothing lacking?"},
                {"path": "where", "text": "Where?"},
            ],
        )
        self.answered = self.decision(DecisionKind.APPROVE, reason="Welcome.", snapshot={"version": 1})
        self.invitation = Invitation.objects.create(
            organization=self.organization,
            role=TeamRole.OWNER,
            address="colleague@forests.example",
            note="You know better.\n<script>",
            invited_by=self.amina,
            expires_at=timezone.now() + timedelta(days=30),
        )
        self.case = Case.objects.create(kind=CaseKind.DEAD_ADDRESS, person=self.amina)

    def draft(self, names: dict[str, str]) -> Submission:
        proposed = document.empty()
        proposed["names"] = {
            str(uuid7()): {"text": text, "language": language, "kind": "official"} for language, text in names.items()
        }
        return Submission.objects.create(
            organization=self.organization,
            document=proposed,
            base=document.empty(),
            opened_by=self.amina,
            state=SubmissionState.DISCARDED,
        )

    def decision(self, kind: DecisionKind, **columns: Any) -> Decision:
        return Decision.objects.create(submission=self.submission, kind=kind, by=self.rashid, **columns)

    def post(self, kind: str, **columns: Any) -> Message:
        context = {
            "submission": str(self.submission.pk),
            "decision": str((self.asked if kind == MessageKind.CHANGES_REQUESTED else self.answered).pk),
            "invitation": str(self.invitation.pk),
            "case": str(self.case.pk),
            "minutes": 10,
            "change": "password_set",
        }
        secret = {"code": "1234-5678"} if kind.endswith("_code") else {}
        given = {"person": self.amina, "context": context, "secret": secret, **columns}
        return messages.post(kind=kind, **given)


@pytest.fixture
def cast() -> Cast:
    return Cast()


def html_of(email: Any) -> str:
    [alternative] = email.alternatives
    return str(alternative.content)


def links_of(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"<]+", text)


# -- Every letter -----------------------------------------------------------------------------------------------------


def test_every_kind_of_message_has_a_letter_and_no_other_has() -> None:
    assert sorted(mail.LETTERS) == sorted(MessageKind.values)


@pytest.mark.parametrize("language", Language.values)
@pytest.mark.parametrize("kind", MessageKind.values)
def test_every_letter_is_whole_in_every_language(cast: Cast, kind: str, language: str) -> None:
    email = mail.compose(cast.post(kind, language=language))

    html = html_of(email)
    assert email.to == ["amina@forests.example"]
    assert email.extra_headers["Content-Language"] == language
    assert email.subject
    assert "\n" not in email.subject
    assert f'<html lang="{language}"' in html
    assert ('dir="rtl"' in html) is (language == "ar")
    assert [rest for rest in ("{{", "{%", "None") if rest in email.body + html] == []
    prefix = SITE + ("/" if language == "en" else f"/{language}/")
    assert {link.startswith(prefix) for link in links_of(email.body)} <= {True}
    assert set(links_of(email.body)) == set(links_of(html))


@pytest.mark.parametrize("kind", MessageKind.values)
def test_no_letter_shows_markup_as_text_or_text_as_markup(cast: Cast, kind: str) -> None:
    email = mail.compose(cast.post(kind))

    assert [mark for mark in ("&amp;", "&lt;", "&#x27;", "<bdi") if mark in email.subject + email.body] == []
    assert [mark for mark in ("<People>", "<b>river", "<script>") if mark in html_of(email)] == []


@pytest.mark.parametrize("kind", MessageKind.values)
def test_text_and_html_are_two_templates(kind: str) -> None:
    assert get_template(f"mail/{kind}.txt") != get_template(f"mail/{kind}.html")


def test_two_copies_of_one_message_can_be_told_by_their_id(cast: Cast) -> None:
    message = cast.post(MessageKind.DRAFT_LINK)

    ids = {mail.compose(message).extra_headers["Message-ID"] for _attempt in range(2)}

    assert ids == {f"<{message.pk}@partnership.example>"}


# -- What they say ----------------------------------------------------------------------------------------------------


def test_a_code_stands_on_a_line_of_its_own(cast: Cast) -> None:
    email = mail.compose(cast.post(MessageKind.SIGN_IN_CODE))

    assert "\n1234-5678\n" in email.body
    assert "within 10 minutes" in email.body


def test_the_name_is_the_one_in_the_readers_language(cast: Cast) -> None:
    english = mail.compose(cast.post(MessageKind.SUBMISSION_RECEIVED))
    arabic = mail.compose(cast.post(MessageKind.SUBMISSION_RECEIVED, language="ar"))
    french = mail.compose(cast.post(MessageKind.SUBMISSION_RECEIVED, language="fr"))

    assert "\u2068Forest & River <People>\u2069" in english.body
    assert '<bdi lang="en">Forest &amp; River &lt;People&gt;</bdi>' in html_of(english)
    assert '<bdi lang="ar">أهل الغابة</bdi>' in html_of(arabic)
    assert "Forest & River" in french.body


def test_a_name_of_unknown_language_says_so(cast: Cast) -> None:
    cast.submission = cast.draft({"und": "Xyzzy"})

    assert '<bdi lang="">Xyzzy</bdi>' in html_of(mail.compose(cast.post(MessageKind.SUBMISSION_RECEIVED)))


def test_a_draft_without_a_name_is_spoken_of_all_the_same(cast: Cast) -> None:
    cast.submission = cast.draft({})

    assert "Your registration is kept as you left it." in mail.compose(cast.post(MessageKind.DRAFT_LINK)).body


def test_a_draft_is_linked_to_and_so_is_the_day_on_which_it_goes(cast: Cast) -> None:
    email = mail.compose(cast.post(MessageKind.DRAFT_DELETION_NOTICE))

    gone = date_format(timezone.now() + timedelta(days=30))
    assert f"It will be deleted on {gone}, with all that is in it." in email.body
    assert [link for link in links_of(email.body) if str(cast.submission.pk) in link]


def test_each_requested_change_leads_to_its_very_field(cast: Cast) -> None:
    email = mail.compose(cast.post(MessageKind.CHANGES_REQUESTED))

    about = re.findall(r"^\* (.*)\n(.*)\n(.*)$", email.body, re.MULTILINE)
    assert [(what, said) for what, said, _link in about] == [
        ("Your organization › What the organization does", "Please say what you do."),
        ("Activity › Title", "Which <b>river</b>?"),
        ("Activity", "Two activities, I think."),
        ("Support gap", "Nothing lacking?"),
        ("Where you work", "Where?"),
    ]
    links = [link for _what, _said, link in about]
    assert links[0].endswith("/organization/#id_description")
    assert links[1].endswith(f"/activities/{ACTIVITY}/#id_title")
    assert links[2].endswith(f"/activities/{ACTIVITY}/")
    assert links[3].endswith("/gaps/")
    assert links[4].endswith("/where/")
    assert "Which &lt;b&gt;river&lt;/b&gt;?" in html_of(email)


def test_an_approval_leads_to_the_public_page(cast: Cast) -> None:
    email = mail.compose(cast.post(MessageKind.APPROVED))

    public_page = f"{SITE}/directory/{cast.organization.public_id_id}/forest-river-people/"
    assert public_page in links_of(email.body)
    assert "Welcome." in email.body


def test_a_change_is_not_called_a_registration(cast: Cast) -> None:
    Submission.objects.filter(pk=cast.submission.pk).update(base_version=1)

    assert "wants to change its entry" in mail.compose(cast.post(MessageKind.NEW_SUBMISSION, person=cast.rashid)).body


def test_an_invitation_names_who_sent_it_and_what_they_wrote(cast: Cast) -> None:
    email = mail.compose(cast.post(MessageKind.DRAFT_HANDED_OVER, person=None, address="colleague@forests.example"))

    assert email.to == ["colleague@forests.example"]
    assert "\u2068Amina\u2069 began to register" in email.body
    assert "You know better.\n<script>" in email.body


def test_an_invitation_of_someone_without_a_name_comes_from_somebody(cast: Cast) -> None:
    Person.objects.filter(pk=cast.amina.pk).update(name="")
    nameless = mail.compose(cast.post(MessageKind.DRAFT_HANDED_OVER))
    Invitation.objects.update(invited_by=None)
    erased = mail.compose(cast.post(MessageKind.DRAFT_HANDED_OVER))

    assert nameless.body.startswith("Somebody began to register")
    assert erased.body == nameless.body


# -- Sending ----------------------------------------------------------------------------------------------------------


class RefusingServer(EmailBackend):
    code = 550

    def send_messages(self, messages: Iterable[outgoing.EmailMessage]) -> int:
        to = next(iter(messages)).to[0]
        raise smtplib.SMTPRecipientsRefused({to: (self.code, f"<{to}> is unknown here".encode())})


class GreylistingServer(RefusingServer):
    code = 451


class FullServer(EmailBackend):
    def send_messages(self, messages: Iterable[outgoing.EmailMessage]) -> int:
        raise smtplib.SMTPDataError(552, b"amina@forests.example has no room")


def answered_by(server: type[EmailBackend]) -> override_settings:
    return override_settings(EMAIL_BACKEND=f"{__name__}.{server.__name__}")


def test_a_message_goes_once_however_often_it_is_sent(cast: Cast) -> None:
    message = cast.post(MessageKind.DRAFT_LINK)

    mail.send(message.pk)
    mail.send(message.pk)

    assert len(outgoing.outbox) == 1
    assert Message.objects.get(pk=message.pk).is_handled is True


def test_an_address_that_does_not_exist_opens_a_case(cast: Cast) -> None:
    message = cast.post(MessageKind.DRAFT_LINK)
    Case.objects.all().delete()

    with answered_by(RefusingServer):
        mail.send(message.pk)
    mail.send(message.pk)

    message.refresh_from_db()
    case = Case.objects.get()
    assert (case.kind, case.person, case.organization) == (CaseKind.DEAD_ADDRESS, cast.amina, cast.organization)
    assert (message.sent_at, message.error) == (None, "SMTPRecipientsRefused 550")
    assert message.refused_at is not None
    assert outgoing.outbox == []


def test_a_colleague_who_cannot_be_reached_is_a_case_of_the_organization(cast: Cast) -> None:
    message = cast.post(MessageKind.DRAFT_HANDED_OVER, person=None, address="colleague@forests.example")
    Case.objects.all().delete()

    with answered_by(RefusingServer):
        mail.send(message.pk)

    assert list(Case.objects.values_list("organization", "person")) == [(cast.organization.pk, None)]


def test_an_invented_address_at_sign_up_is_nobodys_case() -> None:
    message = messages.post(kind=MessageKind.UNKNOWN_ACCOUNT, address="nobody@nowhere.example")

    with answered_by(RefusingServer):
        mail.send(message.pk)

    message.refresh_from_db()
    assert (message.refused_at is not None, message.address, Case.objects.count()) == (True, "", 0)


@pytest.mark.parametrize(
    ("server", "told"), [(GreylistingServer, "SMTPRecipientsRefused 451"), (FullServer, "SMTPDataError 552")]
)
def test_what_may_pass_later_is_kept_and_raised(cast: Cast, server: type[EmailBackend], told: str) -> None:
    message = cast.post(MessageKind.SIGN_IN_CODE)

    with answered_by(server), pytest.raises(smtplib.SMTPException):
        mail.send(message.pk)

    message.refresh_from_db()
    assert (message.is_handled, message.error, message.secret) == (False, told, {"code": "1234-5678"})

    mail.send(message.pk)
    message.refresh_from_db()
    assert (message.is_handled, message.error, len(outgoing.outbox)) == (True, "", 1)


def test_a_letter_about_something_that_is_gone_is_not_sent(cast: Cast) -> None:
    cast.submission = cast.draft({"en": "Soon gone"})
    message = cast.post(MessageKind.DRAFT_REMINDER)
    cast.submission.delete()

    mail.send(message.pk)

    message.refresh_from_db()
    assert (message.sent_at, message.error, outgoing.outbox) == (None, "what it tells of is gone", [])


def test_letters_start_at_the_address_of_the_site(cast: Cast) -> None:
    with override_settings(SITE_ADDRESS="http://localhost:8123"):
        email = mail.compose(cast.post(MessageKind.ACCOUNT_ALREADY_EXISTS, language="es"))

    assert links_of(email.body)[0].startswith("http://localhost:8123/es/accounts/")
    assert settings.SITE_ADDRESS == SITE
