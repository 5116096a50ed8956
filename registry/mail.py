"""Letters: what each kind of message says, and sending it.

A message row holds ids. What it says is looked up and rendered when it is sent, in the language of its receiver, from
`templates/mail/<kind>.txt` (its first line is the subject) and `templates/mail/<kind>.html`.
"""

import logging
import smtplib
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from registry.actions import cases
from registry.entry import document
from registry.entry.fields import COLLECTIONS, SECTIONS, label_of
from registry.entry.paths import anchor
from registry.models import Case, Decision, Invitation, Message, Organization, Submission
from registry.models.messages import SignInChange
from registry.states import CaseKind
from registry.text import words_for_address

logger = logging.getLogger(__name__)

Facts = Mapping[str, Any]
LETTERS: dict[str, Callable[[Message], Facts]] = {}


def letter(function: Callable[[Message], Facts]) -> Callable[[Message], Facts]:
    """Registers the function under its own name as the letter of that kind of message."""
    LETTERS[function.__name__] = function
    return function


# -- Sending ----------------------------------------------------------------------------------------------------------


def send(message_id: UUID) -> None:
    """Send a message once and write down that it was.

    The row is locked meanwhile, so of two workers the second finds it sent. A worker that dies after the mail server
    answered and before the commit sends it once more; nothing else does. An address that does not exist ends it and
    opens a case; every other failure of the mail server is raised, for the job to be tried again.

    Raises `OSError` (to which `smtplib.SMTPException` belongs), `Message.DoesNotExist`.
    """
    try:
        with transaction.atomic():
            message = Message.objects.select_for_update(of=("self",)).select_related("person").get(pk=message_id)
            if not message.is_handled:
                _send(message)
    except OSError as failure:
        Message.objects.filter(pk=message_id, sent_at=None, refused_at=None).update(
            error=_told_without_address(failure)
        )
        raise


def _send(message: Message) -> None:
    try:
        compose(message).send()
    except ObjectDoesNotExist:  # a draft that was discarded meanwhile, an invitation that was taken back
        _close(message, refused=True, error="what it tells of is gone")
    except smtplib.SMTPRecipientsRefused as refusal:
        if not _is_final(refusal):
            raise
        _open_case(message)
        _close(message, refused=True, error=_told_without_address(refusal))
    else:
        _close(message, refused=False, error="")


def _close(message: Message, *, refused: bool, error: str) -> None:
    now = timezone.now()
    message.sent_at, message.refused_at = (None, now) if refused else (now, None)
    message.address, message.secret, message.error = "", {}, error
    message.save(update_fields=["sent_at", "refused_at", "address", "secret", "error"])


def _is_final(refusal: smtplib.SMTPRecipientsRefused) -> bool:
    """Whether the server will never take it (5xx); 4xx asks to come again, as greylisting does."""
    return all(code >= 500 for code, _text in refusal.recipients.values())


def _told_without_address(failure: OSError) -> str:
    """The kind of a failure and its codes. Never its text: servers quote addresses in it."""
    codes: set[int] = set()
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _text in failure.recipients.values()}
    elif isinstance(failure, smtplib.SMTPResponseException):
        codes = {failure.smtp_code}
    return " ".join([type(failure).__name__, *map(str, sorted(codes))])


def _open_case(message: Message) -> None:
    organization = _organization_of(message)
    if message.person or organization:  # else nobody is missed: an unknown address was typed at sign-up
        cases.open_case(kind=CaseKind.DEAD_ADDRESS, organization=organization, person=message.person)


def _organization_of(message: Message) -> Organization | None:
    return _submission(message).organization if "submission" in message.context else None


def compose(message: Message) -> EmailMultiAlternatives:
    """The email of a message, ready to be sent. Raises `ObjectDoesNotExist` if what it tells of is gone."""
    with translation.override(message.language):
        facts = LETTERS[message.kind](message)
        subject, _, text = render_to_string(f"mail/{message.kind}.txt", facts).strip().partition("\n")
        html = render_to_string(f"mail/{message.kind}.html", {**facts, "subject": subject})
    email = EmailMultiAlternatives(
        subject=subject.strip(),
        body=text.strip() + "\n",
        to=[message.receiver],
        headers={
            # The same for every attempt, so that a second copy can be known as one.
            "Message-ID": f"<{message.pk}@{urlsplit(settings.SITE_ADDRESS).hostname}>",
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    email.attach_alternative(html, "text/html")
    return email


# -- What letters point at --------------------------------------------------------------------------------------------


class Title(str):
    """A text that somebody typed, inside our sentence: its direction is kept apart from ours, in text and in HTML."""

    def __new__(cls, text: str, language: str) -> "Title":
        title = super().__new__(cls, f"\u2068{text}\u2069")
        title.text, title.language = text, language
        return title

    text: str
    language: str

    def __html__(self) -> SafeString:
        return format_html('<bdi lang="{}">{}</bdi>', "" if self.language == "und" else self.language, self.text)


def _address(name: str, *args: Any) -> str:
    """The full address of a page in the language of the letter."""
    return settings.SITE_ADDRESS + reverse(name, args=args)


def _submission(message: Message) -> Submission:
    return Submission.objects.select_related("organization").get(pk=message.context["submission"])


def _decision(message: Message) -> Decision:
    return Decision.objects.select_related("submission__organization").get(pk=message.context["decision"])


def _invitation(message: Message) -> Invitation:
    return Invitation.objects.select_related("organization", "invited_by").get(pk=message.context["invitation"])


def _title(submission: Submission, language: str) -> Title | None:
    """The official name that is proposed: in the reader's language, else the first; none if none was typed yet."""
    name, tag = document.official_name(submission.document, language)
    return Title(name, tag) if name else None


def _draft_facts(message: Message) -> Facts:
    submission = _submission(message)
    return {
        "organization": _title(submission, message.language),
        "saved_at": submission.saved_at,
        "link": _address("draft", submission.pk),
    }


def _comment(submission: Submission, comment: Mapping[str, str]) -> Facts:
    """A reviewer's comment with what it is about, in words, and the address of the very field."""
    part, *below = comment["path"].split(".")
    about = [SECTIONS[part].title if part in SECTIONS else COLLECTIONS[part].one]
    if part in SECTIONS:
        link = _address("draft_section", submission.pk, part)
    elif below:
        link = _address("draft_item", submission.pk, part, below.pop(0))
    else:
        link = _address("draft_section", submission.pk, part)
    if below:
        about.append(label_of(part, below[0]))
        link += f"#{anchor(comment['path'])}"
    return {"about": about, "text": comment["text"], "link": link}


# -- The letters ------------------------------------------------------------------------------------------------------


def _code_facts(message: Message) -> Facts:
    return {"code": message.secret["code"], "minutes": message.context["minutes"]}


@letter
def sign_in_code(message: Message) -> Facts:
    """To someone who wants to sign in, or to choose a new password: the code."""
    return {**_code_facts(message), "for_password": message.context.get("use") == "password"}


@letter
def confirm_address_code(message: Message) -> Facts:
    """To someone who signs up, or changes the address: the code that proves it."""
    return _code_facts(message)


@letter
def account_already_exists(message: Message) -> Facts:
    """To someone who signs up again: there is an account, so sign in. The page said the same as to a stranger."""
    return {"link": _address("account_login")}


@letter
def unknown_account(message: Message) -> Facts:
    """To an address without an account that was used to sign in: sign up. The page said the same as to others."""
    return {"link": _address("account_signup")}


@letter
def address_changed(message: Message) -> Facts:
    """To both addresses of somebody who changed theirs: that it happened. Neither letter names the other address."""
    return {"contact": settings.CONTACT_EMAIL, "is_new": message.person is not None}


@letter
def sign_in_changed(message: Message) -> Facts:
    """To a person: what changed in how they sign in, and what to do if it was not they who changed it."""
    change = SignInChange(message.context["change"]).label
    return {"change": change, "contact": settings.CONTACT_EMAIL, "link": _address("account")}


@letter
def factor_recovered(message: Message) -> Facts:
    """To a person who lost their second factor: it is off, so are the password and all sessions; set up a new one."""
    return {"contact": settings.CONTACT_EMAIL, "link": _address("account")}


@letter
def draft_link(message: Message) -> Facts:
    """To someone who began a draft: it is kept, and this is the way back, from any device."""
    return _draft_facts(message)


@letter
def draft_reminder(message: Message) -> Facts:
    """To the authors of a draft that has been lying for a while."""
    return _draft_facts(message)


@letter
def draft_deletion_notice(message: Message) -> Facts:
    """To the authors of a forgotten draft: the day on which it is deleted, unless somebody saves it before."""
    deleted_at = message.created_at + timedelta(days=settings.DRAFT_DELETION_DAYS)
    return {**_draft_facts(message), "deleted_on": deleted_at}


@letter
def draft_handed_over(message: Message) -> Facts:
    """To a colleague who may decide what the sender may not: an invitation to take over the draft."""
    invitation = _invitation(message)
    sender = invitation.invited_by.name if invitation.invited_by else ""
    return {
        "organization": _title(_submission(message), message.language),
        "sender": Title(sender, "") if sender else "",
        "note": invitation.note,
        "expires_at": invitation.expires_at,
        "link": _address("invitation", invitation.pk),
    }


@letter
def submission_received(message: Message) -> Facts:
    """To the team: it arrived, what happens next, and that nothing more is to be done now."""
    submission = _submission(message)
    return {
        "organization": _title(submission, message.language),
        "is_registration": submission.is_registration,
        "link": _address("workspace"),
    }


@letter
def changes_requested(message: Message) -> Facts:
    """To the team: what a reviewer asks for, field by field, each with the address of the very field."""
    decision = _decision(message)
    submission = decision.submission
    return {
        "organization": _title(submission, message.language),
        "reason": decision.reason,
        "comments": [_comment(submission, comment) for comment in decision.comments],
        "link": _address("draft", submission.pk),
    }


@letter
def approved(message: Message) -> Facts:
    """To the team: it is public, and where."""
    decision = _decision(message)
    submission = decision.submission
    title = _title(submission, message.language)
    words = words_for_address(title.text if title else "")
    return {
        "organization": title,
        "is_registration": submission.is_registration,
        "reason": decision.reason,
        "link": _address("partner", submission.organization.public_id_id, words),
        "workspace": _address("workspace"),
    }


@letter
def declined(message: Message) -> Facts:
    """To the team: it is not listed, or not changed, and why."""
    decision = _decision(message)
    return {
        "organization": _title(decision.submission, message.language),
        "is_registration": decision.submission.is_registration,
        "reason": decision.reason,
        "link": _address("workspace"),
    }


@letter
def new_submission(message: Message) -> Facts:
    """To a reviewer: something waits in the queue."""
    submission = _submission(message)
    return {
        "organization": _title(submission, message.language),
        "is_registration": submission.is_registration,
        "link": _address("review", submission.pk),
    }


@letter
def case_opened(message: Message) -> Facts:
    """To a reviewer: a case to settle stands beside the queue."""
    case = Case.objects.get(pk=message.context["case"])
    return {"kind": case.get_kind_display(), "link": _address("secretariat")}
