"""The messages that the demonstration keeps, and the page that shows them."""

import re

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import Settings

from partnership import maildir
from partnership.views.demo import SHOWN

pytestmark = pytest.mark.django_db

BACKEND = "partnership.maildir.MaildirEmailBackend"
STYLE = "<style>p { color: green }</style>"


@pytest.fixture
def demonstration(settings: Settings) -> None:
    settings.DEMO = True


def keep(subject: str, body: str = "Read me", html: str = "") -> None:
    email = EmailMultiAlternatives(
        subject,
        body,
        to=["amina@forests.example"],
        headers={"Content-Language": "en"},
        connection=get_connection(BACKEND),
    )
    if html:
        email.attach_alternative(html, "text/html")
    email.send()


def test_what_was_kept_is_read_back_as_it_was_written() -> None:
    keep("Ваш код · 你的代码", "رمزك\n1234-5678", "<p>1234-5678</p>")

    [message], in_all = maildir.newest(5)

    assert in_all == 1
    assert (message.subject, message.to, message.language) == ("Ваш код · 你的代码", "amina@forests.example", "en")
    assert (message.plain.strip(), message.html.strip()) == ("رمزك\n1234-5678", "<p>1234-5678</p>")
    assert abs((timezone.now() - message.kept_at).total_seconds()) < 60


def test_a_message_without_html_has_none() -> None:
    EmailMessage("S", "B", to=["a@b.example"], connection=get_connection(BACKEND)).send()

    [message], _in_all = maildir.newest(5)

    assert (message.html, message.language) == ("", "")


def test_a_message_in_the_making_is_not_shown(settings: Settings) -> None:
    keep("Whole")
    (settings.MAIL_DIR / "tmp" / "half").write_bytes(b"Subject: Ha")

    assert [message.subject for message in maildir.newest(5)[0]] == ["Whole"]


def test_the_newest_stands_first(client: Client, demonstration: None) -> None:
    for number in range(SHOWN + 1):
        keep(f"Number {number}")

    shown = client.get("/demo/mail/").content.decode()

    assert re.findall(r"<bdi>Number (\d+)</bdi>", shown) == [str(n) for n in range(SHOWN, 0, -1)]
    assert f"The newest {SHOWN} of {SHOWN + 1} messages:" in shown


def test_text_of_a_message_is_text_and_its_links_are_links(client: Client, demonstration: None) -> None:
    keep("<b>S</b>", "Go to https://partnership.example/join/ <script>alert(1)</script>")

    shown = client.get("/demo/mail/").content.decode()

    assert "<script>alert" not in shown
    assert "<b>S</b>" not in shown
    assert '<a href="https://partnership.example/join/"' in shown


def test_a_folder_without_messages_says_what_to_do(client: Client, demonstration: None) -> None:
    assert "No message yet" in client.get("/demo/mail/").content.decode()


def test_html_of_a_message_stands_alone(client: Client, demonstration: None) -> None:
    keep("S", html=f"{STYLE}<p>Hello</p><script>alert(1)</script>")
    [message], _in_all = maildir.newest(1)

    answer = client.get(f"/demo/mail/{message.key}/")

    policy = answer["Content-Security-Policy"]
    assert "<p>Hello</p>" in answer.content.decode()
    assert "default-src 'none'" in policy
    assert "style-src 'sha256-" in policy
    assert policy.endswith("sandbox")
    assert "unsafe" not in policy


def test_html_without_a_style_may_have_none(client: Client, demonstration: None) -> None:
    keep("S", html="<p>Hello</p>")
    [message], _in_all = maildir.newest(1)

    assert "style-src 'none'" in client.get(f"/demo/mail/{message.key}/")["Content-Security-Policy"]


def test_search_engines_leave_both_pages_out(client: Client, demonstration: None) -> None:
    keep("S", html="<p>Hello</p>")
    [message], _in_all = maildir.newest(1)

    answers = [client.get("/demo/mail/"), client.get(f"/demo/mail/{message.key}/")]

    assert [answer["X-Robots-Tag"] for answer in answers] == ["noindex", "noindex"]


@pytest.mark.parametrize("key", ["no-such-message", "..", "%2e%2e%2fsecret_key"])
def test_only_messages_are_shown(client: Client, demonstration: None, key: str) -> None:
    keep("S")

    assert client.get(f"/demo/mail/{key}/").status_code == 404


def test_outside_of_the_demonstration_there_is_no_such_page(client: Client) -> None:
    keep("S", html="<p>Hello</p>")
    [message], _in_all = maildir.newest(1)

    with override_settings(DEMO=False):
        answers = [client.get("/demo/mail/"), client.get(f"/demo/mail/{message.key}/")]

    assert [answer.status_code for answer in answers] == [404, 404]
