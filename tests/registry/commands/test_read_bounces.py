"""`manage.py read_bounces`: from a Maildir, an mbox or an IMAP folder; what was read is not read again."""

import imaplib
import mailbox
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from registry.actions.bounces import message_id
from registry.exchange.bounces import MOST_BYTES
from registry.models import Case, Message
from tests.factories import listed
from tests.registry.actions.test_bounces import sent
from tests.reports_of_failure import OUT_OF_OFFICE, report

pytestmark = pytest.mark.django_db


def arrived() -> list[bytes]:
    """One of each kind; two are about the same message. All are about somebody who has an entry to keep."""
    listed()
    first, second = message_id(sent()), message_id(sent())
    return [
        report(first),
        report(first),
        report(second, action="delayed", status="4.4.1"),
        report("<x@elsewhere.example.org>"),
        OUT_OF_OFFICE,
        report() + b"x" * MOST_BYTES,
    ]


TOLD = """\
6 emails were read.
     1  address does not answer: noted, and a case is open
     1  noted before
     1  may still arrive: nothing to do
     1  about nothing that this site sent
     1  is not a report of a failure
     1  too large or too tangled to be a report
"""


def test_a_maildir_is_read_once(tmp_path: Path, capsys: Any) -> None:
    box = mailbox.Maildir(tmp_path / "bounces")
    for data in arrived():
        box.add(data)
    moved = mailbox.MaildirMessage(report("<y@elsewhere.example.org>"))
    moved.set_subdir("cur")
    moved.set_flags("F")
    box.add(moved)

    call_command("read_bounces", maildir=tmp_path / "bounces")
    first = capsys.readouterr().out
    call_command("read_bounces", maildir=tmp_path / "bounces")

    assert first == TOLD.replace("6 emails", "7 emails").replace("1  about", "2  about")
    assert capsys.readouterr().out == "0 emails were read.\n"
    assert sorted(message.get_flags() for message in box) == ["FS", *["S"] * 6]
    assert (Case.objects.count(), Message.objects.exclude(bounced_at=None).count()) == (1, 1)


def test_an_mbox_stays_as_it_is_and_may_be_read_twice(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "bounces.mbox"
    box = mailbox.mbox(path)
    for data in arrived():
        box.add(data)
    box.close()
    before = path.read_bytes()

    call_command("read_bounces", mbox=path)
    assert capsys.readouterr().out == TOLD
    call_command("read_bounces", mbox=path)
    assert "2  noted before" in capsys.readouterr().out
    assert (path.read_bytes(), Case.objects.count()) == (before, 1)


@pytest.mark.parametrize("source", ["maildir", "mbox"])
def test_it_says_what_is_missing(source: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("read_bounces", **{source: tmp_path / "nowhere"})


class Server:
    """An IMAP server with one folder."""

    emails: ClassVar[list[bytes]] = []
    seen: ClassVar[set[str]] = set()
    gone: ClassVar[set[str]] = set()

    def __init__(self, host: str, port: int, timeout: int) -> None:
        assert (host, port) == ("imap.example.org", 993)

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_exception: object) -> None: ...

    def login(self, user: str, password: str) -> None:
        if password != "secret":
            raise imaplib.IMAP4.error(f"{user} may not sign in")

    def select(self, folder: str) -> tuple[str, list[Any]]:
        return ("OK", [b"6"]) if folder == "INBOX" else ("NO", [b"there is none"])

    def uid(self, command: str, *arguments: str) -> tuple[str, list[Any]]:
        if command == "SEARCH":
            unseen = [str(number) for number in range(len(self.emails)) if str(number) not in self.seen]
            return "OK", [" ".join(unseen).encode()]
        number = arguments[0]
        if command == "STORE":
            self.seen.add(number)
            return "OK", [None]
        assert "PEEK" in arguments[1]
        data = self.emails[int(number)][: MOST_BYTES + 1]
        return "OK", [None] if number in self.gone else [(b"1 (BODY[]<0> {9}", data), b")"]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> type[Server]:
    monkeypatch.setattr(imaplib, "IMAP4_SSL", Server)
    settings.BOUNCES_IMAP_HOST = "imap.example.org"
    settings.BOUNCES_IMAP_USER, settings.BOUNCES_IMAP_PASSWORD = "bounces@example.org", "secret"
    Server.emails, Server.seen, Server.gone = arrived(), set(), set()
    return Server


def test_an_imap_folder_is_read_once(server: type[Server], capsys: Any) -> None:
    call_command("read_bounces", imap=True)
    assert capsys.readouterr().out == TOLD
    assert len(server.seen) == 6
    call_command("read_bounces", imap=True)
    assert capsys.readouterr().out == "0 emails were read.\n"


def test_an_email_that_somebody_deletes_meanwhile_is_passed_over(server: type[Server], capsys: Any) -> None:
    server.gone = {"0", "5"}
    call_command("read_bounces", imap=True)
    assert capsys.readouterr().out.startswith("4 emails were read.")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"BOUNCES_IMAP_HOST": ""}, "Set BOUNCES_IMAP_HOST"),
        ({"BOUNCES_IMAP_PASSWORD": "wrong"}, r"could not be read \(error\)"),
        ({"BOUNCES_IMAP_FOLDER": "Nowhere"}, r"could not be read \(error\)"),
    ],
)
def test_a_server_that_refuses_is_told_of_without_who_asked(
    server: type[Server], settings: Settings, changed: dict[str, str], said: str
) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    with pytest.raises(CommandError, match=said) as refused:
        call_command("read_bounces", imap=True)
    assert "bounces@" not in str(refused.value)
