"""Email for installations without a mail server: messages are kept in a folder."""

import email
import email.policy
import heapq
import mailbox
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MaildirEmailBackend(BaseEmailBackend):
    """Delivers into the Maildir `settings.MAIL_DIR`: a message is there whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = mailbox.Maildir(settings.MAIL_DIR, create=True)
        for message in email_messages:
            folder.add(message.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True)
class KeptMessage:
    """A message of the folder; `key` is the name of its file."""

    key: str
    kept_at: datetime
    parsed: ParsedMessage

    @property
    def subject(self) -> str:
        return str(self.parsed["Subject"])

    @property
    def to(self) -> str:
        return str(self.parsed["To"])

    @property
    def language(self) -> str:
        return str(self.parsed.get("Content-Language", ""))

    @property
    def plain(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, subtype: str) -> str:
        part = self.parsed.get_body((subtype,))
        return str(part.get_content()) if part else ""


def newest(limit: int) -> tuple[list[KeptMessage], int]:
    """The messages kept last, newest first, and how many there are in all."""
    files = _files()
    last = heapq.nlargest(limit, files, key=lambda file: (file.stat().st_mtime_ns, file.name))
    return [_read(file) for file in last], len(files)


def find(key: str) -> KeptMessage | None:
    return next((_read(file) for file in _files() if file.name == key), None)


def _files() -> list[Path]:
    """Delivered messages; one in the making lies in `tmp` and is not among them."""
    return [file for folder in ("new", "cur") for file in Path(settings.MAIL_DIR, folder).glob("*")]


def _read(file: Path) -> KeptMessage:
    kept_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return KeptMessage(file.name, kept_at, email.message_from_bytes(file.read_bytes(), policy=email.policy.default))
