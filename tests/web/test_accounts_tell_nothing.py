"""No page tells whether an address has an account, and every way in has its limit; no library mail goes past ours."""

import re
import time
from pathlib import Path

import allauth
import pytest
from django.test import Client

from partnership import accounts
from registry.models import Message
from tests.factories import person
from tests.web.accounts import PASSWORD, account, is_signed_in, sign_in_by_password
from tests.web.joining import errors, said

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "sam@people.example.org", "tom@people.example.org"


def seen_by(email: str, page: str, sent: dict[str, str]) -> tuple[int, str, str, int]:
    """What a page answers, what is shown next, and how many messages that costs."""
    client, before = Client(), Message.objects.count()
    answer = client.post(page, {name: email if value == "address" else value for name, value in sent.items()})
    where = answer.headers.get("Location", "")
    shown = (client.get(where) if where else answer).content.decode()
    shown = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", shown).replace(email, "")
    return answer.status_code, where, shown, Message.objects.count() - before


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("login/", {"login": "address"}),
        ("login/code/", {"email": "address"}),
        ("login/password/", {"login": "address", "password": "not the password"}),
        ("signup/", {"email": "address"}),
        ("signup/passkey/", {"email": "address"}),
        ("password/reset/", {"email": "address"}),
    ],
)
@pytest.mark.parametrize("password", ["", PASSWORD])
def test_a_known_and_an_unknown_address_are_answered_alike(page: str, sent: dict[str, str], password: str) -> None:
    account("sam", password=password)

    assert seen_by(KNOWN, f"/accounts/{page}", sent) == seen_by(UNKNOWN, f"/accounts/{page}", sent)


@pytest.mark.parametrize(
    ("page", "field"),
    [("login/", "login"), ("login/code/", "email"), ("signup/", "email"), ("password/reset/", "email")],
)
@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_the_page_after_asking_says_once_what_is_true_of_any_address(page: str, field: str, email: str) -> None:
    account("sam")

    shown = Client().post(f"/accounts/{page}", {field: email}, follow=True)

    sentence = f"We sent a message to {email} . It has a code, good for ten minutes, or says what to do instead."
    assert [said(shown).count(words) for words in (sentence, email)] == [1, 1]
    assert list(shown.context["messages"]) == []


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_who_asks_for_another_message_is_told_that_it_is_on_its_way(email: str) -> None:
    account("sam")
    client = Client()
    client.post("/accounts/login/", {"login": email})

    shown = client.post("/accounts/login/code/confirm/", {"action": "resend"}, follow=True)

    assert f"Another message is on its way to {email}." in said(shown)


@pytest.mark.parametrize("page", ["login/code/confirm/", "password/reset/confirm/"])
def test_a_wrong_code_is_answered_alike(page: str) -> None:
    account("sam")
    start, field = ("/accounts/password/reset/", "email") if "reset" in page else ("/accounts/login/", "login")
    answers = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        client.post(start, {field: email})
        answers.append([client.post(f"/accounts/{page}", {"code": "0000-0000"}).status_code for _try in range(4)])
    assert answers[0] == answers[1]
    assert answers[0][2] == 302  # the third ends it


# -- Limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_passwords_for_one_address_are_limited_the_right_one_too(email: str) -> None:
    account("sam", password=PASSWORD)
    for _attempt in range(5):
        sign_in_by_password(Client(), email, "not the password")
    client = Client()

    answer = sign_in_by_password(client, email, PASSWORD)

    assert errors(answer) == {"__all__": ["Too many attempts. Wait five minutes, then try again."]}
    assert is_signed_in(client) is False


@pytest.mark.parametrize(
    ("page", "field", "most"), [("signup/", "email", 20), ("login/", "login", 30), ("signup/passkey/", "email", 20)]
)
def test_one_connection_is_limited_with_a_page_that_says_what_to_do(page: str, field: str, most: int) -> None:
    for _attempt in range(most):
        assert Client().post(f"/accounts/{page}", {field: "not an address"}).status_code == 200

    answer = Client().post(f"/accounts/{page}", {field: "not an address"})

    assert answer.status_code == 429
    assert re.search(r"Nothing was sent this time. You can ask again in (5\d|60) seconds.", said(answer))


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_codes_for_a_new_password_are_limited(email: str) -> None:
    account("sam")
    answers = [Client().post("/accounts/password/reset/", {"email": email}).status_code for _attempt in range(4)]

    assert answers == [302, 302, 302, 429]
    assert Message.objects.count() == 3


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_messages_to_who_signs_up_are_limited(email: str) -> None:
    account("sam")
    answers = [Client().post("/accounts/signup/", {"email": email}).status_code for _attempt in range(2)]

    assert answers == [302, 429]
    assert Message.objects.count() == 1
    again = Client().post("/accounts/signup/", {"email": email})
    assert re.search(r"You can ask again in (\d|10) seconds?\.", said(again))


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_who_asks_for_a_new_code_too_soon_is_told_where_the_code_is_typed(email: str) -> None:
    account("sam")
    client = Client()
    client.post("/accounts/signup/", {"email": email})

    page = client.post("/accounts/confirm-email/", {"action": "resend", "code": "1234-56"}, follow=True)

    assert page.status_code == 200
    assert 'value="1234-56"' in page.content.decode()
    assert re.search(r"sent last is good, and on its way to you. You can ask again in (\d|10) seconds?\.", said(page))
    assert 'name="code"' in page.content.decode()
    assert Message.objects.count() == 1


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_a_limit_of_an_hour_says_how_many_minutes_are_left(email: str, monkeypatch: pytest.MonkeyPatch) -> None:
    account("sam")
    began, passed = time.time(), 0
    monkeypatch.setattr(time, "time", lambda: began + passed)
    for _number in range(20):
        assert Client().post("/accounts/login/", {"login": email}).status_code == 302
        passed += 61
    answer = Client().post("/accounts/login/", {"login": email})
    assert "You can ask again in 40 minutes." in errors(answer)["login"][0]


def test_passkeys_of_one_connection_are_limited(client: Client) -> None:
    answers = [client.post("/accounts/login/passkey/", {"credential": "x"}).status_code for _attempt in range(11)]

    assert answers == [302] * 10 + [429]


# -- Mails ------------------------------------------------------------------------------------------------------------

# Of links instead of codes, and of the phone and the social accounts that this site does not have.
NOT_IN_USE = {"account/email/password_reset_key", "account/email/email_confirm"}


def test_every_mail_of_the_library_is_one_of_ours() -> None:
    templates = Path(allauth.__file__).parent / "templates"
    named = {
        str(found.relative_to(templates)).removesuffix("_subject.txt")
        for app in ("account", "mfa")
        for found in (templates / app / "email").glob("*_subject.txt")
    }

    assert len(named) > 10
    assert (
        named - NOT_IN_USE
        == (set(accounts.KINDS) | set(accounts.CHANGES) | accounts.NOT_TOLD | {accounts.ADDRESS_CHANGED}) - NOT_IN_USE
    )


def test_a_mail_that_nobody_knows_is_never_sent_past_us() -> None:
    with pytest.raises(KeyError):
        accounts.AccountAdapter().send_mail("account/email/new", KNOWN, {})
    with pytest.raises(KeyError):
        accounts.AccountAdapter().send_notification_mail("account/email/new", person("sam"))
