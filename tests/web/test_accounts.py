"""A person's account: password, app, recovery codes, passkeys, sessions, address; each change is told to them."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.urls import reverse

from partnership.second_factors import SecondFactorAdapter
from partnership.sessions import kind_of_browser
from registry.models import Message, Person
from tests import factories
from tests.factories import add_app, code_of_app, person
from tests.web.accounts import (
    PASSWORD,
    account,
    changes,
    code_in,
    deliver,
    has_shown,
    is_signed_in,
    sign_in_by_code,
    sign_in_by_password,
)
from tests.web.joining import errors, said, signed_in

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TYPED_TWICE = {"password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def sam() -> Person:
    return account("sam")


@pytest.fixture
def mine(sam: Person) -> Client:
    client = Client(headers={"user-agent": FIREFOX})
    sign_in_by_code(client, sam)
    return client


# -- The page of the account ------------------------------------------------------------------------------------------


def test_an_account_shows_its_ways_to_sign_in(mine: Client, sam: Person) -> None:
    page = said(mine.get("/accounts/"))
    assert sam.email in page
    assert "You have none, and need none: a code by email is enough." in page
    assert "1 session" in page
    assert "Language of our messages English" in page

    add_app(sam)
    RecoveryCodes.activate(sam)
    page = said(mine.get("/accounts/"))
    assert "Signing in asks for its code." in page
    assert "10 codes are left." in page


@pytest.mark.parametrize("number", [1, 3])
def test_an_account_costs_the_same_queries_whatever_it_has(
    mine: Client, sam: Person, number: int, django_assert_num_queries: Any
) -> None:
    for key in range(number):
        Authenticator.objects.create(user=sam, type="webauthn", data={"name": f"Key {key}", "credential": {}})
    with django_assert_num_queries(4):
        mine.get("/accounts/")


# -- The password -----------------------------------------------------------------------------------------------------


def test_a_password_is_set_used_changed_and_removed(mine: Client, sam: Person) -> None:
    assert mine.post("/accounts/password/set/", TYPED_TWICE)["Location"] == "/accounts/"
    other = Client()
    assert sign_in_by_password(other, sam.email.upper(), PASSWORD)["Location"] == "/workspace/"
    assert is_signed_in(other) is True

    changed = {"oldpassword": PASSWORD, "password1": "other plain words too", "password2": "other plain words too"}
    assert mine.post("/accounts/password/change/", changed)["Location"] == "/accounts/"
    assert other.get("/accounts/").status_code == 302  # signed out by the change
    assert mine.get("/accounts/").status_code == 200

    has_shown(mine, sam)
    assert "Keep it" in said(mine.get("/accounts/password/remove/"))
    assert mine.post("/accounts/password/remove/")["Location"] == "/accounts/"
    assert sign_in_by_password(Client(), sam.email, "other plain words too").status_code == 200
    assert mine.get("/accounts/").status_code == 200
    assert changes(sam) == ["password_set", "password_changed", "password_removed"]


@pytest.mark.parametrize(("typed", "told"), [("short", "at least 12"), ("password1234", "too common")])
def test_a_password_that_others_would_guess_is_refused(mine: Client, typed: str, told: str) -> None:
    answer = mine.post("/accounts/password/set/", {"password1": typed, "password2": typed})

    assert told in " ".join(errors(answer)["password1"])
    assert changes(person("sam")) == []


def test_before_a_password_goes_it_is_asked_for_and_then_what_was_sent_is_done(mine: Client, sam: Person) -> None:
    sam = account("sam", password=PASSWORD)
    mine.force_login(sam, backend=settings.AUTHENTICATION_BACKENDS[0])

    answer = mine.post("/accounts/password/remove/")
    assert answer["Location"] == "/accounts/again/password/?next=%2Faccounts%2Fpassword%2Fremove%2F"
    assert "What you sent is kept." in said(mine.get(answer["Location"]))
    assert mine.post(answer["Location"], {"password": "wrong"}).status_code == 200
    sam.refresh_from_db()
    assert sam.has_usable_password() is True

    mine.post(answer["Location"], {"password": PASSWORD})
    sam.refresh_from_db()
    assert sam.has_usable_password() is False


def test_a_forgotten_password_is_chosen_anew_with_a_code(sam: Person) -> None:
    account("sam", password=PASSWORD)
    client = Client()
    answer = client.post("/accounts/password/reset/", {"email": sam.email})
    email = deliver()
    assert email.subject == "Your code to choose a new password"

    answer = client.post(answer["Location"], {"code": code_in(email)})
    new = "quite other words now"
    answer = client.post(answer["Location"], {"password1": new, "password2": new})

    assert answer["Location"] == reverse("account_password_reset_completed")
    assert "Your password is changed" in said(client.get(answer["Location"]))
    assert is_signed_in(client) is False
    assert sign_in_by_password(Client(), sam.email, new).status_code == 302
    assert changes(sam) == ["password_changed"]


# -- The second factor ------------------------------------------------------------------------------------------------


def secret_on(page: str) -> str:
    [secret] = re.findall(r"<strong dir=\"ltr\"[^>]*>([A-Z2-7]+)</strong>", page)
    return str(secret)


def test_an_app_is_added_by_its_code_and_asked_for_from_then_on(
    mine: Client, sam: Person, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    page = mine.get("/accounts/app/").content.decode()
    assert "<svg" in page
    assert "data:image" not in page
    monkeypatch.setattr(factories, "APP_SECRET", secret_on(page))

    assert mine.post("/accounts/app/", {"code": "000000"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        answer = mine.post("/accounts/app/", {"code": code_of_app()})
    assert answer["Location"] == "/accounts/codes/"
    has_shown(mine, sam)  # what waits for the commit comes too late for this sign-in only in a test
    codes = re.findall(r"<code>(\d{8})</code>", mine.get("/accounts/codes/").content.decode())
    assert len(codes) == 10
    assert changes(sam) == ["app_added"]

    other = Client()
    assert sign_in_by_code(other, sam)["Location"] == "/accounts/login/second-factor/"
    assert is_signed_in(other) is False
    assert "Two administrators can take the second factor off" in said(other.get("/accounts/login/second-factor/"))
    arabic = codes[0].translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert other.post("/accounts/login/second-factor/", {"code": arabic})["Location"] == "/workspace/"

    again = Client()
    sign_in_by_code(again, sam)
    answer = again.post("/accounts/login/second-factor/", {"code": codes[0]})
    assert (answer.status_code, is_signed_in(again)) == (200, False)  # each recovery code once


@pytest.mark.parametrize("made", [add_app, lambda who: RecoveryCodes.activate(who).instance], ids=["app", "codes"])
def test_the_secret_of_a_second_factor_is_kept_encrypted(sam: Person, made: Any) -> None:
    kept = made(sam)
    secret = kept.data["secret" if "secret" in kept.data else "seed"]
    assert secret.startswith("fernet:")
    assert factories.APP_SECRET not in secret
    assert SecondFactorAdapter().encrypt("seed") != SecondFactorAdapter().encrypt("seed")


def test_a_secret_that_was_kept_as_it_is_still_opens(sam: Person) -> None:
    app = add_app(sam)
    app.data = {"secret": factories.APP_SECRET}
    app.save()
    assert app.wrap().validate_code(code_of_app()) is True


def test_a_secret_outlives_its_key_for_as_long_as_that_is_among_the_earlier_ones(
    sam: Person, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    app, codes = add_app(sam), RecoveryCodes.activate(sam)
    known = codes.get_unused_codes()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of fifty characters or more, as it should be"
    assert codes.get_unused_codes() == known
    assert app.wrap().validate_code(code_of_app()) is True

    settings.SECRET_KEY_FALLBACKS = []
    assert set(codes.get_unused_codes()) & set(known) == set()
    assert app.wrap().validate_code(code_of_app(time.time() - 30)) is False
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]


def test_a_code_of_an_app_works_once(sam: Person) -> None:
    add_app(sam)
    code = code_of_app()
    for expected in (True, False):
        client = Client()
        sign_in_by_code(client, sam)
        client.post("/accounts/login/second-factor/", {"code": code})
        assert is_signed_in(client) is expected


def test_an_app_is_removed_and_its_codes_with_it(mine: Client, sam: Person) -> None:
    add_app(sam)
    RecoveryCodes.activate(sam)
    answer = mine.get("/accounts/app/remove/")
    assert answer["Location"] == "/accounts/again/code/?next=%2Faccounts%2Fapp%2Fremove%2F"
    mine.post(answer["Location"], {"code": code_of_app()})

    assert mine.post("/accounts/app/remove/")["Location"] == "/accounts/"
    assert Authenticator.objects.count() == 0
    assert changes(sam) == ["app_removed"]


def test_new_recovery_codes_end_the_old_ones(
    mine: Client, sam: Person, django_capture_on_commit_callbacks: Any
) -> None:
    add_app(sam)
    old = RecoveryCodes.activate(sam).generate_codes()
    has_shown(mine, sam)
    with django_capture_on_commit_callbacks(execute=True):
        mine.post("/accounts/codes/new/")

    answer = mine.get("/accounts/codes/download/")
    new = answer.content.decode().split()
    assert answer["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert (len(new), set(new) & set(old)) == (10, set())
    assert changes(sam) == ["codes_made"]


def test_a_passkey_is_renamed_and_removed_by_its_owner_alone(mine: Client, sam: Person) -> None:
    made = {
        who: Authenticator.objects.create(user=person(who), type="webauthn", data={"name": "Key", "credential": {}})
        for who in ("sam", "bo")
    }
    own, other = (f"/accounts/passkeys/{made[who].pk}/" for who in ("sam", "bo"))
    has_shown(mine, sam)

    assert mine.post(own + "rename/", {"name": "Telephone"})["Location"] == "/accounts/"
    assert mine.post(own + "rename/", {"name": "x" * 61}).status_code == 200
    assert [mine.post(other + deed, {"name": "Mine"}).status_code for deed in ("rename/", "remove/")] == [404, 404]
    made["sam"].refresh_from_db()
    assert made["sam"].data["name"] == "Telephone"

    assert mine.post(own + "remove/")["Location"] == "/accounts/"
    assert list(Authenticator.objects.all()) == [made["bo"]]
    assert changes(sam) == ["passkey_removed"]


@pytest.mark.parametrize("sent", ["", "x", "{}", '{"response": 1}', "[]", "null", '{"id": "\\u0000"}'])
def test_what_is_no_passkey_is_refused_with_a_sentence(client: Client, sent: str) -> None:
    answer = client.post("/accounts/login/passkey/", {"credential": sent, "next": "/about/"})

    assert answer["Location"] == "/accounts/login/?next=/about/"
    assert is_signed_in(client) is False


# -- Sessions ---------------------------------------------------------------------------------------------------------


def test_a_session_is_known_by_its_day_and_kind_of_browser_and_by_nothing_else(mine: Client) -> None:
    [kept] = UserSession.objects.all()
    assert (kept.ip, kept.user_agent) == ("::", "Firefox, Linux")
    page = said(mine.get("/accounts/sessions/"))
    assert "Firefox, Linux this one" in page
    assert "You are signed in nowhere else." in page


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", ""),
        ("curl/8.1", ""),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Android"),
    ],
)
def test_a_browser_is_named_by_its_kind(name: str, kind: str) -> None:
    assert kind_of_browser(name) == kind


@pytest.mark.parametrize("way", ["one", "all"])
def test_one_signs_out_elsewhere(mine: Client, sam: Person, way: str) -> None:
    other = Client()
    sign_in_by_code(other, sam)
    number = UserSession.objects.get(session_key=other.session.session_key).pk

    answer = mine.post("/accounts/sessions/", {"all": "1"} if way == "all" else {"session": number})

    assert answer["Location"] == "/accounts/sessions/"
    assert other.get("/accounts/").status_code == 302
    assert mine.get("/accounts/").status_code == 200


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30, "own", "foreign"])
def test_no_other_session_is_ended(mine: Client, number: str) -> None:
    bo = Client()
    sign_in_by_code(bo, account("bo"))
    keys = {"own": mine.session.session_key, "foreign": bo.session.session_key}
    chosen = str(UserSession.objects.get(session_key=keys[number]).pk) if number in keys else number

    assert mine.post("/accounts/sessions/", {"session": chosen}).status_code == 404
    assert [client.get("/accounts/").status_code for client in (mine, bo)] == [200, 200]


@pytest.mark.parametrize("number", [1, 3])
def test_sessions_cost_the_same_queries_whatever_their_number(
    mine: Client, sam: Person, number: int, django_assert_num_queries: Any
) -> None:
    for _session in range(number - 1):
        other = Client()
        other.force_login(sam, backend=settings.AUTHENTICATION_BACKENDS[0])
        UserSession.objects.create(user=sam, ip="::", session_key=other.session.session_key, user_agent="")
    with django_assert_num_queries(5):  # two of them begin and end the transaction
        mine.get("/accounts/sessions/")


# -- The address ------------------------------------------------------------------------------------------------------


def test_of_a_new_address_the_old_and_the_new_one_are_told(mine: Client, sam: Person) -> None:
    old = sam.email
    answer = mine.post("/accounts/email/", {"email": "sam@rivers.example", "action_add": ""})
    answer = mine.post(answer["Location"], {"code": code_in(deliver())})

    assert answer["Location"] == "/accounts/"
    assert Person.objects.get(pk=sam.pk).email == "sam@rivers.example"
    told = Message.objects.filter(kind="address_changed")
    assert {message.receiver for message in told} == {old, "sam@rivers.example"}
    assert all("rivers" not in str(message.context) for message in told)


def test_who_has_a_second_factor_shows_it_before_the_address_changes(mine: Client, sam: Person) -> None:
    add_app(sam)
    answer = mine.post("/accounts/email/", {"email": "sam@rivers.example", "action_add": ""})
    assert answer["Location"] == "/accounts/again/code/?next=%2Faccounts%2Femail%2F"
    assert Message.objects.filter(kind="confirm_address_code").count() == 0

    mine.post(answer["Location"], {"code": code_of_app()})  # what was sent is done then
    assert Message.objects.filter(kind="confirm_address_code").count() == 1


# -- Showing again that it is you, with nothing but the address -------------------------------------------------------

AGAIN = "/accounts/again/email/"
NEW_ADDRESS = {"email": "thief@rivers.example", "action_add": ""}


def pass_time(client: Client, minutes: float = 12.5) -> None:
    """As if whoever sits there had signed in some minutes ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= minutes * 60
    session.save()


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("email/", NEW_ADDRESS),
        ("password/set/", TYPED_TWICE),
        ("app/", {"code": "123456"}),
        ("passkeys/add/", {"credential": "{}"}),
    ],
)
def test_who_signed_in_some_time_ago_is_asked_for_a_code_first(
    mine: Client, sam: Person, page: str, sent: dict[str, str]
) -> None:
    assert mine.get(f"/accounts/{page}").status_code == 200  # a moment after signing in nobody is asked
    pass_time(mine)
    before = Message.objects.count()

    answer = mine.post(f"/accounts/{page}", sent)

    assert answer["Location"] == f"{AGAIN}?next=%2Faccounts%2F{page.replace('/', '%2F')}"
    sam.refresh_from_db()
    assert (sam.email, sam.has_usable_password()) == ("sam@people.example.org", False)
    assert (Message.objects.count(), Authenticator.objects.count()) == (before, 0)


def test_a_session_of_which_nothing_is_known_is_asked_too(sam: Person) -> None:
    client = signed_in("sam")
    assert client.post("/accounts/email/", NEW_ADDRESS)["Location"].startswith(AGAIN)
    assert client.get("/accounts/app/")["Location"].startswith(AGAIN)


def test_with_the_code_of_a_button_what_was_sent_is_done(mine: Client, sam: Person) -> None:
    pass_time(mine)
    again = mine.post("/accounts/email/", {"email": "sam@rivers.example", "action_add": ""})["Location"]
    before = Message.objects.count()
    page = said(mine.get(again))
    assert "What you sent is kept." in page
    assert "We send a code to sam@people.example.org ." in page
    assert Message.objects.count() == before  # opening the page sends nothing

    assert mine.post(again, {"action": "send"})["Location"] == again
    email = deliver()
    assert (email.subject, email.to) == ("Your code to show that it is you", [sam.email])
    assert mine.post(again, {"code": "0000-0000"}).status_code == 200
    answer = mine.post(again, {"code": code_in(email)})

    assert answer["Location"] == "/accounts/confirm-email/"
    answer = mine.post(answer["Location"], {"code": code_in(deliver())})
    assert Person.objects.get(pk=sam.pk).email == "sam@rivers.example"
    assert mine.get("/accounts/app/").status_code == 200


def test_a_code_of_a_new_address_shows_nothing(mine: Client, sam: Person) -> None:
    answer = mine.post("/accounts/email/", {"email": "sam@rivers.example", "action_add": ""})
    pass_time(mine)
    mine.post(answer["Location"], {"code": code_in(deliver())})

    assert mine.get("/accounts/password/set/")["Location"].startswith(AGAIN)


def test_a_code_has_its_tries_and_its_time(mine: Client, sam: Person) -> None:
    pass_time(mine)
    again = mine.post("/accounts/email/", NEW_ADDRESS)["Location"]
    assert "This code is no longer good." in said(mine.post(again, {"code": "0000-0000"}, follow=True))
    mine.post(again, {"action": "send"})
    code = code_in(deliver())
    assert [mine.post(again, {"code": "0000-0000"}).status_code for _try in range(3)] == [200, 200, 302]
    assert "This code is no longer good." in said(mine.post(again, {"code": code}, follow=True))

    mine.post(again, {"action": "send"})
    session = mine.session
    session["code_again"]["at"] -= 11 * 60
    session.save()
    assert "This code is no longer good." in said(mine.post(again, {"code": code_in(deliver())}, follow=True))
    assert Message.objects.filter(kind="confirm_address_code").count() == 0


def test_codes_to_show_again_that_it_is_you_are_limited(sam: Person) -> None:
    client = signed_in("sam")
    answers = [client.post(AGAIN, {"action": "send"}).status_code for _number in range(4)]
    assert answers == [302, 302, 302, 429]
    assert Message.objects.count() == 3


def test_an_emailed_code_opens_nothing_to_who_has_more_to_show(mine: Client, sam: Person) -> None:
    add_app(sam)
    assert mine.post(f"{AGAIN}?next=/accounts/email/", {"action": "send"})["Location"].startswith(
        "/accounts/again/code/"
    )
    assert Message.objects.filter(context__use="again").count() == 0


def test_the_menu_leads_to_the_account() -> None:
    assert 'href="/accounts/"' in signed_in("sam").get("/about/").content.decode()
    assert 'href="/accounts/"' not in Client().get("/about/").content.decode()
