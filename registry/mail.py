"""Sending messages: a row becomes an email in its receiver's language, once.

A message row holds ids; what it says is looked up and rendered when it is sent (registry.letters).
"""

import hashlib
import inspect
import logging
import smtplib
from email.header import Header
from functools import cache
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation

from registry.actions import bounces
from registry.letters import LETTERS
from registry.models import (
    Message,
)
from registry.states import MailingState

LONGEST_HEADER_LINE = 76  # RFC 2047, 2

logger = logging.getLogger(__name__)


def send(message_id: UUID) -> None:
    """Send a message once and write down that it was.

    The row is locked meanwhile, so of two workers the second finds it sent. A worker that dies after the mail server
    answered and before the commit sends it once more; nothing else does. An address that does not exist ends it and
    opens a case; every other failure of the mail server is raised, for the job to be tried again.

    Raises `OSError` (to which `smtplib.SMTPException` belongs), `Message.DoesNotExist`.
    """
    try:
        with transaction.atomic():
            found = Message.objects.select_for_update(of=("self",)).select_related("person", "mailing")
            message = found.get(pk=message_id)
            if not message.is_handled and not _is_held_back(message):
                _send(message)
    except OSError as failure:
        Message.objects.filter(pk=message_id, sent_at=None, refused_at=None).update(
            error=_told_without_address(failure)
        )
        raise


def _is_held_back(message: Message) -> bool:
    """Whether it is of a mailing that was stopped; resuming it asks for the job again."""
    return message.mailing is not None and message.mailing.state == MailingState.STOPPED


def _is_unwanted(message: Message) -> bool:
    """Whether it is of a mailing that its receiver does not want, or no longer, or who may not sign in any more."""
    mailing, person = message.mailing, message.person
    if mailing is None or person is None:
        return False
    return not person.is_active or (person.no_mailings_since is not None and not mailing.official)


def _send(message: Message) -> None:
    if _is_unwanted(message):
        message.stopped_at = timezone.now()
        message.save(update_fields=["stopped_at"])
        return
    message.template = version_of(message.kind)
    try:
        compose(message).send()
    except ObjectDoesNotExist:  # a draft that was discarded meanwhile, an invitation that was taken back
        _close(message, refused=True, error="what it tells of is gone")
    except smtplib.SMTPRecipientsRefused as refusal:
        if not _is_final(refusal):
            raise
        bounces.dead_address(message)
        _close(message, refused=True, error=_told_without_address(refusal))
    else:
        _close(message, refused=False, error="")


def _close(message: Message, *, refused: bool, error: str) -> None:
    now = timezone.now()
    message.sent_at, message.refused_at = (None, now) if refused else (now, None)
    message.address, message.secret, message.error = "", {}, error
    message.save(update_fields=["sent_at", "refused_at", "address", "secret", "error", "template"])


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


@cache
def version_of(kind: str) -> str:
    """Which words a kind of message has now: a digest of its templates, of what they extend, and of its letter."""
    names = [f"mail/{kind}.txt", f"mail/{kind}.html", "mail/base.txt", "mail/base.html"]
    sources = [get_template(name).template.source for name in names]  # type: ignore[attr-defined]
    told = "\0".join([*sources, inspect.getsource(LETTERS[kind])])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class Email(EmailMultiAlternatives):
    """An email whose subject is folded by RFC 2047: at most 76 characters a line, the first after the header's name.

    Django forgets that name when it folds, and so leaves the first line of a long subject empty.
    """

    def message(self, **kwargs: Any) -> Any:
        """The message with its headers. Raises `BadHeaderError`, `HeaderParseError` for one with a line break in it."""
        made = super().message(**kwargs)
        subject = " ".join(str(self.subject).splitlines())
        charset = "us-ascii" if _folds_as_it_is(subject) else "utf-8"
        folded = Header(subject, charset, maxlinelen=LONGEST_HEADER_LINE, header_name="Subject").encode()
        made.replace_header("Subject", folded)
        return made


def _folds_as_it_is(subject: str) -> bool:
    """Whether nothing of a subject has to be encoded to stay as it is: no other letters, no word too long for a line,
    nothing that reads as encoded already, no spaces that folding could lose.
    """
    words = subject.split(" ")
    return subject.isascii() and subject.isprintable() and "=?" not in subject and all(0 < len(w) < 60 for w in words)


def compose(message: Message) -> EmailMultiAlternatives:
    """The email of a message, ready to be sent. Raises `ObjectDoesNotExist` if what it tells of is gone."""
    with translation.override(message.language):
        facts = LETTERS[message.kind](message)
        subject, _, text = render_to_string(f"mail/{message.kind}.txt", facts).strip().partition("\n")
        html = render_to_string(f"mail/{message.kind}.html", {**facts, "subject": subject})
    email = Email(
        subject=subject.strip(),
        body=text.strip() + "\n",
        to=[message.receiver],
        reply_to=facts.get("reply_to", []),
        headers={
            "Message-ID": bounces.message_id(message),
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
            **facts.get("headers", {}),
        },
    )
    email.attach_alternative(html, "text/html")
    return email
