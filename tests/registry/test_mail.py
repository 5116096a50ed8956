"""What the letters of the site say, to whom, and in which language."""

import re
import smtplib
from collections.abc import Iterable
from datetime import timedelta
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as outgoing
from django.core.mail import BadHeaderError
from django.core.mail.backends.locmem import EmailBackend
from django.template.loader import get_template
from django.test import override_settings
from django.utils import timezone
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from registry import mail
from registry.actions import confirmations, drafts, messages, restores, submissions
from registry.entry import document
from registry.entry.fields import COLLECTIONS
from registry.ids import uuid7
from registry.models import (
    Case,
    Claim,
    Decision,
    Enquiry,
    Import,
    Introduction,
    IntroductionNote,
    Invitation,
    JointResponse,
    LackToo,
    Mailing,
    Membership,
    Message,
    Opinion,
    Organization,
    Person,
    PublicId,
    Relation,
    Report,
    Submission,
    SupportGap,
    SupportOffer,
    Talk,
    TeamRequest,
    TeamRole,
    Withdrawal,
)
from registry.models.messages import MessageKind
from registry.models.people import Language
from registry.queries import confirmation_links
from registry.queries.confirmations import PARTS
from registry.states import CaseKind, DecisionKind, Origin, SubmissionState
from registry.vocabulary import ConfirmationWay
from tests.factories import GAP, WHERE, listed, new_key, person, save, send
from tests.registry.actions.test_confirmations import aged, with_people

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
        self.enquiry = self.written(held=False)
        self.enquiry.talk = Talk.objects.create(
            country_id="KE", element="oecm", kind="finance", organization=self.organization, by=self.rashid
        )
        self.enquiry.save()
        self.held = self.written(held=True)
        self.case = Case.objects.create(kind=CaseKind.DEAD_ADDRESS, person=self.amina)
        words = {"subjects": {"en": "News of <b>river & Co"}, "bodies": {"en": "Two lines & <b>river.\n\nYours"}}
        self.mailing = Mailing.objects.create(by=self.rashid, **words)
        self.table = Import.objects.create(
            by=self.rashid, name="Fonds <b>river & Co.csv", counts={"new": 2, "error": 1}
        )
        self.gap = self.to_be_confirmed()
        self.withdrawal = Withdrawal.objects.create(organization=self.organization, by=self.amina)
        other = Organization.objects.create(public_id=PublicId.objects.create())
        self.relation = Relation.objects.create(kind="parent", organization=self.organization, other=other)
        self.introduce(other)
        self.wish = TeamRequest.objects.create(
            organization=self.organization, person=self.rashid, note="I keep <b>river</b> books."
        )
        self.claim = Claim.objects.create(
            organization=self.organization,
            person=self.amina,
            evidence="letter",
            question="Who <b>signed?",
            reason="It is not & signed.",
        )
        self.opinion = Opinion.objects.create(
            submission=self.submission,
            asked_by=self.rashid,
            of=self.amina,
            question="Is this <b>their name?",
            answer="It is & was.",
            answered_at=timezone.now(),
        )

    def introduce(self, other: Organization) -> None:
        """Another one wrote about the gap; with a second one contacts were exchanged; both answer together."""
        Membership.objects.create(organization=other, person=self.rashid, role=TeamRole.OWNER)
        sides = {"needing": self.organization, "helping": other, "writer": "helping"}
        self.introduction = Introduction.objects.create(gap=self.gap, **sides)
        offer = SupportOffer.objects.create(organization=other, title="Ropes & <b>nets", language="en")
        self.agreed = Introduction.objects.create(
            offer=offer,
            state="accepted",
            accepted_at=timezone.now(),
            needing_shares=True,
            helping_shares=True,
            helping_by=self.rashid,
            **sides,
        )
        self.note = IntroductionNote.objects.create(
            introduction=self.introduction, organization=other, text="We have <b>ropes & nets.", language="en"
        )
        self.joint = JointResponse.objects.create(gap=self.gap, introduction=self.introduction)
        self.lack = LackToo.objects.create(gap=self.gap, organization=other)

    def to_be_confirmed(self) -> SupportGap:
        """The entry is listed, and to be confirmed since long; a gap of it has expired."""
        long_ago = timezone.now() - timedelta(days=800)
        Organization.objects.filter(pk=self.organization.pk).update(
            state="listed", type="ngo", base_country="KE", listed_at=long_ago, confirmed_on=long_ago.date()
        )
        first = self.draft({"en": "Forest & River <People>", "ar": "أهل الغابة"})
        columns = {"by": self.rashid, "snapshot": first.document, "live_version": 2}
        Decision.objects.create(submission=first, kind=DecisionKind.APPROVE, **columns)
        Membership.objects.create(organization=self.organization, person=self.amina, role=TeamRole.OWNER)
        return SupportGap.objects.create(
            organization=self.organization, title="Boats & <b>fuel", language="en", state="expired"
        )

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

    def written(self, *, held: bool) -> Enquiry:
        return Enquiry.objects.create(
            organization=self.organization,
            name="Sam <b>river & Co",
            address="sam@reader.example.org",
            text="May we visit?\n<script>",
            language="en",
            held=held,
        )

    def decision(self, kind: DecisionKind, **columns: Any) -> Decision:
        return Decision.objects.create(submission=self.submission, kind=kind, by=self.rashid, **columns)

    def post(self, kind: str, **columns: Any) -> Message:
        context = {
            "submission": str(self.submission.pk),
            "decision": str((self.asked if kind == MessageKind.CHANGES_REQUESTED else self.answered).pk),
            "invitation": str(self.invitation.pk),
            "case": str(self.case.pk),
            "organization": str(self.organization.pk),
            "items": str(self.gap.pk),
            "number": 2,
            "claim": str(self.claim.pk),
            "answer": "declined",
            "request": str(self.wish.pk),
            "change": "password_set" if kind == MessageKind.SIGN_IN_CHANGED else "joined",
            "person": str(self.rashid.pk),
            "enquiry": str((self.held if kind == MessageKind.HELD else self.enquiry).pk),
            "minutes": 10,
            "withdrawal": str(self.withdrawal.pk),
            "relation": str(self.relation.pk),
            "by": str(self.rashid.pk),
            "opinion": str(self.opinion.pk),
            "submissions": str(self.submission.pk),
            "before": "reviewer",
            "after": "curator",
            "region": "002",
            "mailing": str(self.mailing.pk),
            "import": str(self.table.pk),
            "work": "checking",
            "introduction": str((self.agreed if kind == MessageKind.CONTACTS_EXCHANGED else self.introduction).pk),
            "side": "needing",
            "partner": str(self.lack.organization_id),
            "note": str(self.note.pk),
            "step": "accepted",
            "joint": str(self.joint.pk),
            "lack": str(self.lack.pk),
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
    assert [mark for mark in ("<People>", "<b>river", "<b>fuel", "<script>") if mark in html_of(email)] == []


@pytest.mark.parametrize("kind", MessageKind.values)
def test_text_and_html_are_two_templates(kind: str) -> None:
    assert get_template(f"mail/{kind}.txt") != get_template(f"mail/{kind}.html")


def test_two_copies_of_one_message_can_be_told_by_their_id(cast: Cast) -> None:
    message = cast.post(MessageKind.DRAFT_LINK)

    ids = {mail.compose(message).extra_headers["Message-ID"] for _attempt in range(2)}

    assert ids == {f"<{message.pk}@partnership.example>"}


SCRIPTS = {
    "en": "abcdefgh ijklmnop - =?=",
    "fr": "éàçùœ «\u202f»\u00a0abc d",
    "es": "ñáéíóú ¿?¡ abc d",
    "ru": "абвгдежзийк лмн",
    "ar": "ابجدهوزحطي \u2068كلمن\u2069",
    "zh": "中文主题测试字符（）",
}


@given(
    st.sampled_from(sorted(SCRIPTS))
    .flatmap(lambda code: st.text(SCRIPTS[code], max_size=200))
    .map(str.strip)
    .filter(bool)
)
def test_a_subject_of_any_script_arrives_as_it_was_written_on_lines_of_76_characters(subject: str) -> None:
    raw = mail.Email(subject=subject, from_email="a@b.example", to=["c@d.example"]).message().as_bytes(linesep="\r\n")

    assert str(message_from_bytes(raw, policy=policy.default)["Subject"]) == subject
    [first, *folded] = re.findall(rb"^Subject: .*(?:\r\n .*)*", raw, re.MULTILINE)[0].split(b"\r\n")
    assert max(map(len, [first, *folded])) <= 76
    assert first.removeprefix(b"Subject: ") != b""


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n ", "\x0b", "\x1c"])
def test_a_subject_brings_in_no_other_header(end: str) -> None:
    with pytest.raises((BadHeaderError, HeaderParseError)):
        mail.Email(subject=f"Hello{end}Bcc: everyone@b.example", to=["c@d.example"]).message()


@pytest.mark.parametrize("end", ["\x85", "\u2028"])
def test_what_only_some_programs_take_for_a_line_break_is_a_space(end: str) -> None:
    raw = mail.Email(subject=f"Hello{end}Bcc: everyone@b.example", to=["c@d.example"]).message().as_bytes()

    parsed = message_from_bytes(raw, policy=policy.default)
    assert (parsed["Subject"], parsed["Bcc"]) == ("Hello Bcc: everyone@b.example", None)


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
    cast.submission.document["activities"][ACTIVITY] = {
        **document.blank(COLLECTIONS["activities"]),
        "title": "Guards <b>of the river",
        "language": "en",
    }
    cast.submission.save()
    email = mail.compose(cast.post(MessageKind.CHANGES_REQUESTED))

    assert "asks for changes before it can be public." in email.body
    about = re.findall(r"^\* (.*)\n(.*)\n(.*)$", email.body, re.MULTILINE)
    assert [(what, said) for what, said, _link in about] == [
        ("Your organization › What the organization does", "Please say what you do."),
        ("Activity › \u2068Guards <b>of the river\u2069 › Title", "Which <b>river</b>?"),
        ("Activity › \u2068Guards <b>of the river\u2069", "Two activities, I think."),
        ("Support gaps", "Nothing lacking?"),
        ("Where you work", "Where?"),
    ]
    links = [link for _what, _said, link in about]
    assert links[0].endswith("/organization/#id_description")
    assert links[1].endswith(f"/activities/{ACTIVITY}/#id_title")
    assert links[2].endswith(f"/activities/{ACTIVITY}/")
    assert links[3].endswith("/gaps/")
    assert links[4].endswith("/where/")
    assert "Which &lt;b&gt;river&lt;/b&gt;?" in html_of(email)
    assert '<bdi lang="en">Guards &lt;b&gt;of the river</bdi>' in html_of(email)


def test_a_comment_on_an_item_that_is_gone_names_its_place_alone(cast: Cast) -> None:
    email = mail.compose(cast.post(MessageKind.CHANGES_REQUESTED))

    assert "* Activity › Title\nWhich" in email.body


def test_an_approval_leads_to_the_public_page(cast: Cast) -> None:
    email = mail.compose(cast.post(MessageKind.APPROVED))

    public_page = f"{SITE}/directory/{cast.organization.public_id_id}/forest-river-people/"
    assert public_page in links_of(email.body)
    assert "Welcome." in email.body


def told_last(name: str) -> Any:
    """The email that somebody of the cast is sent of what was approved last."""
    told = Message.objects.filter(person=person(name), kind=MessageKind.APPROVED).order_by("-created_at", "-pk")
    return mail.compose(told[0])


@pytest.mark.parametrize("has_own_change", [True, False])
def test_of_a_change_by_the_secretariat_a_team_reads_who_made_it_and_what_it_leaves_alone(has_own_change: bool) -> None:
    organization = listed(name="Bay Council")
    if has_own_change:
        drafts.open_change(organization=organization, by=person("amina"))
    change = drafts.open_change(organization=organization, by=person("rosa"), origin=Origin.STAFF)
    save(change, "where", {**WHERE, "scales": ["national"]}, person("rosa"))
    save(change, new_key("gaps"), GAP, person("rosa"))
    submissions.approve(submission=change, by=person("rosa"))

    email = told_last("amina")

    own = "Your team’s own change is not touched by this: it stays as you wrote it, and it is decided by itself.\n\n"
    assert email.subject == "The secretariat changed your entry"
    assert email.body.partition("See the public page")[0] == (
        "The secretariat changed the entry of \u2068Bay Council\u2069. The change is public now.\n\n"
        "What changed in it:\n* Where you work\n* Support gaps\n\n" + own * has_own_change
    )
    assert "What changed in it:" in html_of(email)
    assert ("own change" in html_of(email)) is has_own_change


def test_a_team_reads_that_the_secretariat_went_back_to_an_earlier_state() -> None:
    organization = listed(name="Bay Council")
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "where", {**WHERE, "scales": ["national"]})
    submissions.approve(submission=send(change, person("amina")), by=person("rosa"))
    first = Decision.objects.get(submission__organization=organization, live_version=1)
    back = restores.restore(organization=organization, decision=first, by=person("rosa"), origin=Origin.RESTORE)
    submissions.approve(submission=back.submission, by=person("rosa"))

    email = told_last("amina")

    assert email.subject == "The secretariat changed your entry"
    assert email.body.partition("See the public page")[0] == (
        "The secretariat took the entry of \u2068Bay Council\u2069 back to an earlier state. That is public now.\n\n"
        "What changed in it:\n* Where you work\n\n"
    )


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


def test_a_reminder_says_what_is_on_file_what_is_due_and_what_follows() -> None:
    organization = aged(with_people(), 365)
    SupportGap.objects.update(visible_to="secretariat")
    confirmations.remind_due(timezone.now())
    message = Message.objects.get(kind=MessageKind.CONFIRMATION_DUE)

    email = mail.compose(message)

    today = timezone.now().date()
    for line in (
        f"is due on {date_format(today)}.",
        f"If nobody answers by {date_format(today + timedelta(days=60))}, the entry stays in the directory",
        "* A support gap that visitors do not see",
        "* \u2068Exchange visits for community wardens\u2069",
        f"It expires on {date_format(today - timedelta(days=365 - 242))} if nobody confirms it.",
        "* What the organization does: \u2068Keeps the mangroves of the bay and shows others how.\u2069",
        "* Countries: Kenya and United Republic of Tanzania",
        "* And 1 that visitors do not see.",
        "* Main contact: 1 on file, not named here",
        "* Alternate contact: 1 on file, not named here",
        f"{SITE}/workspace/{organization.public_id_id}/confirm/",
    ):
        assert line in email.body, line
    for hidden in ("Zuri", "@bay.example.org", "Boats"):
        assert hidden not in email.body + html_of(email)
    [link] = [link for link in links_of(email.body) if "/confirm/" in link and "/workspace/" not in link]
    read = confirmation_links.read(link.rstrip("/").rpartition("/")[2])
    assert (read.organization, read.person, read.number) == (organization, message.person, 3)


def test_a_reminder_after_the_day_itself_says_that_it_has_passed() -> None:
    aged(with_people(), 395)
    confirmations.remind_due(timezone.now())
    email = mail.compose(Message.objects.get(kind=MessageKind.CONFIRMATION_DUE))

    today = timezone.now().date()
    passed = f"was to be confirmed by {date_format(today - timedelta(days=30))}, and nobody has answered yet."
    follows = f"If nobody answers by {date_format(today + timedelta(days=30))}, the entry stays in the directory"
    for text in (email.body, html_of(email)):
        assert passed in text
        assert follows in text
        assert "is due on" not in text
        assert "It stays in the directory" not in text


def test_the_last_reminder_says_what_has_happened() -> None:
    aged(with_people(), 425)
    confirmations.remind_due(timezone.now())
    email = mail.compose(Message.objects.get(kind=MessageKind.CONFIRMATION_DUE))
    assert "nobody has answered yet" in email.body
    assert "If nobody answers" not in email.body


def test_a_reminder_that_somebody_has_answered_meanwhile_is_not_sent() -> None:
    organization = aged(with_people(), 365)
    confirmations.remind_due(timezone.now())
    message = Message.objects.get(kind=MessageKind.CONFIRMATION_DUE)
    confirmations.confirm(organization=organization, parts=PARTS, by=message.person, way=ConfirmationWay.WORKSPACE)
    mail.send(message.pk)
    assert (outgoing.outbox, Message.objects.get(pk=message.pk).error) == ([], "what it tells of is gone")


def test_a_notice_of_what_expired_tells_ends_from_silence_and_is_not_sent_once_all_is_open_again() -> None:
    aged(with_people(), 243)
    today = timezone.now().date()
    SupportOffer.objects.update(until=today - timedelta(days=1), visible_to="partners")
    confirmations.expire_due(timezone.now())
    message = Message.objects.get(kind=MessageKind.SUPPORT_EXPIRED)
    both = mail.compose(message).body
    assert "\u2068Boats and fuel for night patrols\u2069\n  Nobody has confirmed it for eight months." in both
    assert f"* A support offer that visitors do not see\n  It ended on {date_format(today - timedelta(days=1))}" in both
    confirmations.reopen(item=SupportGap.objects.get(), by=person("amina"))
    ended = mail.compose(message).body
    assert "Boats" not in ended
    assert "Does one of them still hold?" not in ended
    SupportOffer.objects.update(until=None)
    confirmations.reopen(item=SupportOffer.objects.get(), by=person("amina"))
    mail.send(message.pk)
    assert outgoing.outbox == []


# -- Teams ------------------------------------------------------------------------------------------------------------


def test_an_invitation_to_a_team_names_the_organization_and_the_sender() -> None:
    cast = Cast()
    email = mail.compose(cast.post(MessageKind.TEAM_INVITATION, person=None, address="colleague@forests.example"))
    assert "\u2068Amina\u2069 asks you to join the team of \u2068Forest & River <People>\u2069" in email.body
    assert "You know better.\n<script>" in email.body

    Person.objects.filter(pk=cast.amina.pk).update(name="")
    nameless = mail.compose(cast.post(MessageKind.TEAM_INVITATION))
    Invitation.objects.update(invited_by=None, note="")
    erased = mail.compose(cast.post(MessageKind.TEAM_INVITATION))
    assert nameless.body.startswith("You are asked to join the team of")
    assert erased.body.startswith("You are asked to join the team of")


def test_a_withdrawn_invitation_is_not_sent_any_more(cast: Cast) -> None:
    message = cast.post(MessageKind.TEAM_INVITATION, person=None, address="colleague@forests.example")
    Invitation.objects.update(withdrawn_at=timezone.now(), address="", note="")

    mail.send(message.pk)

    message.refresh_from_db()
    assert (outgoing.outbox, message.refused_at is None, message.address) == ([], False, "")


def test_owners_learn_who_asks_and_are_reminded_in_other_words(cast: Cast) -> None:
    first = mail.compose(cast.post(MessageKind.TEAM_REQUEST))
    assert "\u2068Rashid\u2069 asks to join the team that edits the entry of" in first.body
    assert "rashid@secretariat.example" in first.body
    assert "I keep <b>river</b> books." in first.body

    TeamRequest.objects.update(reminders=1)
    again = mail.compose(cast.post(MessageKind.TEAM_REQUEST))
    assert again.subject == "A wish to join your team still waits for an answer"
    assert "Nobody has answered yet." in again.body


def test_a_wish_that_was_answered_meanwhile_is_not_told_of(cast: Cast) -> None:
    message = cast.post(MessageKind.TEAM_REQUEST)
    TeamRequest.objects.update(state="withdrawn", answered_at=timezone.now())

    mail.send(message.pk)

    assert outgoing.outbox == []


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        ("accepted", "", "You belong to the team of"),
        ("declined", "We do not <i>know</i> you.", "We do not <i>know</i> you."),
    ],
)
def test_whoever_asked_reads_the_answer(cast: Cast, state: str, reason: str, said: str) -> None:
    TeamRequest.objects.update(state=state, answered_at=timezone.now(), reason=reason)

    assert said in mail.compose(cast.post(MessageKind.TEAM_REQUEST_ANSWERED)).body


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("owner", "You are an owner of the entry of"),
        ("editor", "You are an editor of the entry of"),
        ("removed", "took you out of its team"),
        ("joined", "\u2068Rashid\u2069 belongs to the team of"),
        ("raised", "is an owner of it now, by an invitation"),
        ("left", "\u2068Rashid\u2069 left the team of"),
    ],
)
def test_a_change_of_the_team_is_told_to_whom_it_concerns(cast: Cast, change: str, said: str) -> None:
    message = cast.post(MessageKind.TEAM_CHANGED)
    message.context = {**message.context, "change": change}

    email = mail.compose(message)

    assert said in email.body
    assert "\u2068Forest & River <People>\u2069" in email.body
    [link] = links_of(email.body)
    assert link.endswith("/workspace/" if change == "removed" else "/team/")


def test_an_organization_without_a_name_is_spoken_of_all_the_same(cast: Cast) -> None:
    cast.submission = cast.draft({})
    assert "Organization without a name" in mail.compose(cast.post(MessageKind.TEAM_CHANGED)).body


def test_a_visitors_words_are_marked_as_theirs_line_by_line(cast: Cast) -> None:
    body = str(mail.compose(cast.post(MessageKind.ENQUIRY)).body)

    assert "\u2068Sam <b>river & Co\u2069 read the entry of your organization" in body
    assert "\n> May we visit?\n> <script>\n" in body
    assert "It goes straight to sam@reader.example.org." in body


@pytest.mark.parametrize(("is_report", "subject"), [(True, "Your report waits"), (False, "Your message waits")])
@pytest.mark.parametrize("named", [True, False])
def test_what_is_held_says_what_it_is_and_about_whom(cast: Cast, is_report: bool, subject: str, named: bool) -> None:
    if named:
        for text, language in (("Bay Council", "en"), ("مجلس الخليج", "ar")):
            cast.organization.names.create(text=text, language=language, kind="official", folded="x")
    report = Report.objects.create(
        organization=cast.organization,
        held=True,
        reason="wrong",
        text="It moved.",
        address="sam@reader.example.org",
        language="ar",
    )
    context = {"report": str(report.pk)} if is_report else {"enquiry": str(cast.held.pk)}
    columns = {"person": None, "address": "sam@reader.example.org", "context": context}

    english, arabic = (mail.compose(cast.post(MessageKind.HELD, language=code, **columns)) for code in ("en", "ar"))

    assert english.subject.startswith(subject)
    assert ("Bay Council" in english.body, "مجلس الخليج" in arabic.body) == (named, named)
    assert [link.startswith(f"{SITE}/held/") for link in links_of(english.body)] == [True]
    assert "It moved." not in english.body


def test_a_letter_about_what_was_forgotten_is_not_sent(cast: Cast) -> None:
    letters = [cast.post(MessageKind.ENQUIRY), cast.post(MessageKind.HELD)]
    Enquiry.objects.update(held=False, name="", address="", text="", erased_at=timezone.now())

    for message in letters:
        mail.send(message.pk)

    assert (outgoing.outbox, Message.objects.filter(refused_at=None).count()) == ([], 0)


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


def test_a_team_that_cannot_be_told_of_its_withdrawal_is_a_case_of_its_organization(cast: Cast) -> None:
    message = cast.post(MessageKind.WITHDRAWN)
    Case.objects.all().delete()

    with answered_by(RefusingServer):
        mail.send(message.pk)

    assert list(Case.objects.values_list("organization", "person")) == [(cast.organization.pk, cast.amina.pk)]


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


@pytest.mark.parametrize(
    ("answer", "says", "leads"),
    [
        ("more_asked", "Who <b>signed?", "/workspace/claims/"),
        ("approved", "as its owner", "/workspace/"),
        ("declined", "It is not & signed.", "/workspace/claims/"),
        ("revoked", "You no longer belong to the team", "/workspace/claims/"),
        ("closed", "ask to join its team", "/workspace/claims/"),
        ("looked_after", "the secretariat can take it back", "/report/"),
    ],
)
def test_each_answer_to_a_claim_says_what_was_decided_and_where_to_go(
    cast: Cast, answer: str, says: str, leads: str
) -> None:
    context = {"claim": str(cast.claim.pk), "answer": answer}
    email = mail.compose(cast.post("claim_answered", context=context))
    assert says in email.body
    assert links_of(email.body)[-1].startswith(SITE + leads)


def test_a_case_of_a_claim_leads_to_the_claim_and_any_other_to_the_list_of_cases(cast: Cast) -> None:
    of_claim = mail.compose(cast.post("case_opened"))
    other = mail.compose(cast.post("case_opened", context={"case": str(cast.case.pk)}))
    assert links_of(of_claim.body) == [f"{SITE}/secretariat/claims/{cast.claim.pk}/"]
    assert links_of(other.body) == [f"{SITE}/secretariat/cases/"]


def test_a_case_about_an_entry_says_which(cast: Cast) -> None:
    case = Case.objects.create(kind="report", organization=cast.organization)
    email = mail.compose(cast.post("case_opened", context={"case": str(case.pk)}))
    assert f"A case was opened: {case.get_kind_display()}, \u2068Forest & River <People>\u2069." in email.body
