"""`manage.py read_bounces`: reads the mail that came back, and opens cases for addresses that do not answer."""

import imaplib
import mailbox
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from registry.actions.bounces import Outcome, note_bounce
from registry.exchange.bounces import MOST_BYTES, NotAReport, Unreadable, read

TIMEOUT = 60  # seconds

# An email, and what to do once it has been dealt with.
Arrived: TypeAlias = tuple[bytes, Callable[[], object]]

REPORT = (
    ("noted", "address does not answer: noted, and a case is open"),
    ("known already", "noted before"),
    ("temporary", "may still arrive: nothing to do"),
    ("about nothing that we sent", "about nothing that this site sent"),
    ("no report", "is not a report of a failure"),
    ("unreadable", "too large or too tangled to be a report"),
)


class Command(BaseCommand):
    help = (
        "Reads delivery status notifications, and opens a case for each address that does not answer. May run twice: "
        "emails of a Maildir and of an IMAP folder are marked as seen, and then left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--maildir", type=Path, metavar="FOLDER", help="a folder with one file an email")
        source.add_argument("--mbox", type=Path, metavar="FILE", help="one file with all emails; it is not changed")
        source.add_argument("--imap", action="store_true", help="the folder that BOUNCES_IMAP_... name")

    def handle(self, *, maildir: Path | None, mbox: Path | None, imap: bool, **options: Any) -> None:
        if maildir is not None:
            arrived = _of_maildir(maildir)
        elif mbox is not None:
            arrived = _of_mbox(mbox)
        else:
            arrived = _of_imap()
        counted: Counter[str] = Counter()
        for data, done in arrived:
            counted[_dealt_with(data)] += 1
            done()
        self.stdout.write(f"{counted.total()} emails were read.")
        for key, meaning in REPORT:
            if counted[key]:
                self.stdout.write(f"{counted[key]:>6}  {meaning}")


def _dealt_with(data: bytes) -> str:
    """What became of one email, as the report counts it."""
    try:
        returned = read(data)
    except NotAReport:
        return "no report"
    except Unreadable:
        return "unreadable"
    for message_id in returned.message_ids:
        outcome = note_bounce(message_id=message_id, permanent=returned.permanent)
        if outcome is not Outcome.NOT_OURS:
            return str(outcome.value)
    return str(Outcome.NOT_OURS.value)


def _of_maildir(folder: Path) -> Iterator[Arrived]:
    """The emails that nobody has seen; each moves to those that were seen."""
    seen = folder / "cur"
    if not seen.is_dir():
        raise CommandError(
            f"{folder} is no Maildir: it has no folder “cur”. Name the folder that holds “new” and “cur”."
        )
    for file in sorted(file for part in ("new", "cur") for file in (folder / part).glob("*")):
        name, _colon, flags = file.name.partition(":2,")
        if "S" not in flags:
            with file.open("rb") as opened:
                data = opened.read(MOST_BYTES + 1)
            yield data, lambda file=file, to=seen / f"{name}:2,{flags}S": file.rename(to)  # type: ignore[misc]


def _of_mbox(path: Path) -> Iterator[Arrived]:
    try:
        box = mailbox.mbox(path, create=False)
    except mailbox.NoSuchMailboxError as error:
        raise CommandError(f"There is no file {path}.") from error
    for key in box.keys():  # noqa: SIM118 - a mailbox is no dictionary: iterating it gives parsed emails
        with box.get_file(key) as opened:
            yield opened.read(MOST_BYTES + 1), lambda: None
    box.close()


def _of_imap() -> Iterator[Arrived]:
    """The emails of the folder that are not marked as seen; each is marked once it has been dealt with."""
    if not settings.BOUNCES_IMAP_HOST:
        raise CommandError("Set BOUNCES_IMAP_HOST, BOUNCES_IMAP_USER and BOUNCES_IMAP_PASSWORD first.")
    try:
        with imaplib.IMAP4_SSL(settings.BOUNCES_IMAP_HOST, settings.BOUNCES_IMAP_PORT, timeout=TIMEOUT) as server:
            server.login(settings.BOUNCES_IMAP_USER, settings.BOUNCES_IMAP_PASSWORD)
            _expect(server.select(settings.BOUNCES_IMAP_FOLDER))
            (numbers,) = _expect(server.uid("SEARCH", "UNSEEN"))
            for number in numbers.decode().split():
                # Without marking it, and no more of it than is read anyway.
                answer = _expect(server.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)"))
                found = [part[1] for part in answer if isinstance(part, tuple)]
                mark = lambda number=number: _expect(server.uid("STORE", number, "+FLAGS", r"(\Seen)"))  # noqa: E731
                if found:  # else somebody deleted it meanwhile
                    yield found[0], mark
    except (imaplib.IMAP4.error, OSError) as error:
        # Its kind alone: a server may say in its answer who tried to sign in.
        raise CommandError(
            f"The IMAP server could not be read ({type(error).__name__}). Check BOUNCES_IMAP_...."
        ) from error


def _expect(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server answered. Raises `imaplib.IMAP4.error` where it refused."""
    if answer[0] != "OK":
        raise imaplib.IMAP4.error
    return answer[1]
