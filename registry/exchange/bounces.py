"""Reading what mail servers send back: delivery status notifications (RFC 3464).

Anybody may write anything into the mailbox that these arrive in, so nothing is believed but the Message-ID of an email
of ours. What an email says beside that is not kept, and no address is looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import compat32
from typing import cast

MOST_BYTES = 1_000_000  # of one email; ours are a fraction of it, and come back whole at most
MOST_IDS = 50

RETURNED_HEADERS = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
FAILURES = ("failed", "delayed")


class NotAReport(ValueError):
    """It does not say that an email could not be delivered."""


class Unreadable(ValueError):
    """It is too large or too tangled to be one."""


@dataclass(frozen=True)
class Returned:
    """An email that could not be delivered, by the ids that it may have; `permanent`: nobody tries again."""

    message_ids: list[str]
    permanent: bool


def read(data: bytes) -> Returned:
    """What a notification says. Raises `NotAReport`, `Unreadable`."""
    if len(data) > MOST_BYTES:
        raise Unreadable
    try:
        # The old policy: it never refuses a header, and hands out what was written.
        root: Message = BytesParser(policy=compat32).parsebytes(data)
        parts = list(root.walk())
    except RecursionError as error:
        raise Unreadable from error
    told = [said for part in parts if part.get_content_type() == "message/delivery-status" for said in _told(part)]
    failures = [(action, status) for action, status in told if action in FAILURES]
    if not failures:
        raise NotAReport
    permanent = any(action == "failed" and (not status or status.startswith("5")) for action, status in failures)
    return Returned([*dict.fromkeys(_ids(root, parts))][:MOST_IDS], permanent)


def _told(part: Message) -> Iterator[tuple[str, str]]:
    """The action and the status of each receiver."""
    for block in part.walk():
        if "Action" in block:
            yield str(block["Action"]).strip().lower(), str(block.get("Status", "")).strip()


def _ids(root: Message, parts: list[Message]) -> Iterator[str]:
    """The ids of the email that came back: in its own headers, else where an answer names what it answers."""
    for part in parts[1:]:
        yield from _header(part, "Message-ID")
        if part.get_content_type() in RETURNED_HEADERS and not part.is_multipart():
            returned = cast(bytes, part.get_payload(decode=True))  # it is no multipart
            yield from _header(HeaderParser(policy=compat32).parsestr(returned.decode("latin-1")), "Message-ID")
    for name in ("In-Reply-To", "References"):
        yield from _header(root, name)


def _header(part: Message, name: str) -> Iterator[str]:
    for value in part.get_all(name, []):
        yield from str(value).split()
