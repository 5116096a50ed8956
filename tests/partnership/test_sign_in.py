"""Signing up and signing in: an address and a code, and no page that tells whose address is known."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as outgoing
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from partnership.accounts import display_name
from registry import mail
from registry.actions import messages, people
from registry.models import Message, Person

pytestmark = pytest.mark.django_db

AMINA = "amina@forests.example"


def deliver() -> Any:
    """Send what was posted; the last email."""
    for message in Message.objects.filter(sent_at=None).order_by("created_at", "pk"):
        mail.send(message.pk)
    return outgoing.outbox[-1]


def code_in(email: Any) -> str:
    [code] = re.findall(r"^\d{4}-\d{4}$", email.body, re.MULTILINE)
    return str(code)


def sign_up(client: Client, email: str, path: str = "/accounts/signup/") -> Any:
    return client.post(path, {"email": email})


def sign_in(client: Client, email: str, path: str = "/accounts/login/") -> Any:
    return client.post(path, {"login": email})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def amina() -> Person:
    person, _made = people.find_or_make(email=AMINA, name="Amina")
    EmailAddress.objects.create(user=person, email=AMINA, verified=True, primary=True)
    return person


def test_an_address_and_the_code_sent_to_it_make_an_account(client: Client) -> None:
    answer = sign_up(client, "Amina@Forests.example")
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert is_signed_in(client) is False

    answer = client.post(answer["Location"], {"code": code_in(deliver())})

    assert answer["Location"] == reverse("workspace")
    assert is_signed_in(client) is True
    person = Person.objects.get()
    assert (person.email, person.language, person.has_usable_password()) == (AMINA, "en", False)


def test_who_has_an_account_signs_in_by_a_code(client: Client, amina: Person) -> None:
    answer = sign_in(client, AMINA.upper())

    answer = client.post(answer["Location"], {"code": code_in(deliver())})

    assert answer["Location"] == reverse("workspace")
    assert client.session["_auth_user_id"] == str(amina.pk)


@pytest.mark.parametrize("typed", ["{}", " {} ", "no hyphen", "arabic", "wide"])
def test_a_code_is_typed_as_the_keyboard_has_it(client: Client, amina: Person, typed: str) -> None:
    answer = sign_in(client, AMINA)
    code = code_in(deliver())
    ways = {
        "no hyphen": code.replace("-", ""),
        "arabic": code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        "wide": code.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    }

    client.post(answer["Location"], {"code": ways.get(typed, typed.format(code))})

    assert is_signed_in(client) is True


def test_a_wrong_code_is_refused_and_the_third_ends_it(client: Client, amina: Person) -> None:
    page = sign_in(client, AMINA)["Location"]
    code = code_in(deliver())
    wrong = {"code": "0000-0000" if code != "0000-0000" else "1111-1111"}

    statuses = [client.post(page, wrong).status_code for _attempt in range(3)]
    client.post(page, {"code": code})

    assert statuses == [200, 200, 302]
    assert is_signed_in(client) is False


@pytest.mark.parametrize("email", [AMINA, "nobody@people.example.org"])
def test_after_the_third_wrong_code_a_new_one_is_asked_for_at_once_with_the_same_address(
    client: Client, amina: Person, email: str
) -> None:
    page = client.post("/accounts/login/?next=/join/", {"login": email})["Location"]
    for _attempt in range(3):
        ended = client.post(page, {"code": "0000-0000"}, follow=True)

    told = ended.content.decode()
    assert "This code is no longer good. Ask for a new one." in told
    assert "Too many attempts" not in told
    assert f'value="{email}"' in told
    [(where, _status)] = ended.redirect_chain
    assert where == "/accounts/login/code/?next=%2Fjoin%2F"
    again = client.post(where, {"email": email})
    assert again["Location"].startswith("/accounts/login/code/confirm/")
    assert email not in Client().get(where).content.decode()


def test_after_the_third_wrong_code_of_a_sign_up_the_sign_in_page_has_the_address(client: Client) -> None:
    client.post("/accounts/signup/", {"email": AMINA})
    for _attempt in range(3):
        ended = client.post("/accounts/confirm-email/", {"code": "0000-0000"}, follow=True)
    assert "This code is no longer good" in ended.content.decode()
    assert f'value="{AMINA}"' in ended.content.decode()


def test_someone_who_was_shut_out_gets_no_further(client: Client, amina: Person) -> None:
    Person.objects.filter(pk=amina.pk).update(is_active=False)

    sign_in(client, AMINA)

    assert is_signed_in(client) is False
    assert [m for m in Message.objects.all() if m.secret] == []


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("/accounts/signup/", "email"),
        ("/accounts/login/code/", "email"),
        ("/accounts/login/", "login"),
        ("/accounts/password/reset/", "email"),
    ],
)
def test_what_is_no_address_is_told_in_our_words(client: Client, page: str, field: str) -> None:
    for typed, sentence in (
        ("", "Write your email address."),
        ("amina(at)forests", "This is not a complete email address. It should look like office@name.example."),
    ):
        form = client.post(page, {field: typed}).context["form"]
        assert (form[field].label, form.errors[field]) == ("Email address", [sentence])


def test_an_address_that_is_far_too_long_is_told_once(client: Client) -> None:
    form = client.post("/accounts/signup/", {"email": f"amina@{'forests.' * 50}example"}).context["form"]
    assert "This is too long: 413 characters. Shorten it to 254." in form.errors["email"]
    assert not [sentence for sentence in form.errors["email"] if "Ensure" in sentence]


def test_an_empty_code_is_asked_for_in_our_words(client: Client) -> None:
    page = sign_up(client, AMINA)["Location"]
    assert "Type the code that we sent." in client.post(page, {"code": ""}).content.decode()


# -- Nobody learns who has an account ---------------------------------------------------------------------------------


def seen_by(email: str, page: str, field: str) -> tuple[str, int, str]:
    client = Client()
    answer = client.post(page, {field: email})
    shown = client.get(answer["Location"])
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", shown.content.decode())
    return answer["Location"], shown.status_code, text.replace(email, "")


@pytest.mark.parametrize(("page", "field"), [("/accounts/signup/", "email"), ("/accounts/login/", "login")])
def test_the_pages_say_the_same_to_a_known_and_an_unknown_address(amina: Person, page: str, field: str) -> None:
    known = seen_by(AMINA, page, field)
    unknown = seen_by("nobody@forests.example", page, field)

    assert known == unknown


def test_who_signs_up_again_is_told_by_mail_alone(client: Client, amina: Person) -> None:
    sign_up(client, AMINA)

    email = deliver()
    assert (email.to, email.subject) == ([AMINA], "You have an account already")
    assert reverse("account_login") in email.body
    assert Person.objects.count() == 1


def test_who_signs_in_with_an_unknown_address_is_told_by_mail_alone(client: Client) -> None:
    sign_in(client, "nobody@forests.example")

    email = deliver()
    assert (email.to, email.subject) == (["nobody@forests.example"], "There is no account for this email address")
    assert reverse("account_signup") in email.body
    assert Message.objects.get().address == ""
    assert Person.objects.count() == 0


# -- Languages, ways on -----------------------------------------------------------------------------------------------


def test_who_signs_up_on_an_arabic_page_is_written_to_in_arabic(client: Client) -> None:
    sign_up(client, AMINA, "/ar/accounts/signup/")

    assert Person.objects.get().language == "ar"
    assert deliver().extra_headers["Content-Language"] == "ar"


def test_the_code_comes_in_the_language_of_the_page(client: Client, amina: Person) -> None:
    sign_in(client, AMINA, "/zh-hans/accounts/login/")

    assert deliver().extra_headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize(
    ("wanted", "led_to"), [("/about/", "/about/"), ("https://elsewhere.example/", "/workspace/"), ("", "/workspace/")]
)
def test_after_sign_up_people_go_on_where_they_were_going(client: Client, wanted: str, led_to: str) -> None:
    answer = sign_up(client, AMINA, f"/accounts/signup/?next={wanted}")

    answer = client.post(answer["Location"], {"code": code_in(deliver())})

    assert answer["Location"] == led_to


def test_after_sign_in_people_go_on_where_they_were_going(client: Client, amina: Person) -> None:
    answer = sign_in(client, AMINA, "/accounts/login/?next=/about/")

    answer = client.post(answer["Location"], {"code": code_in(deliver())})

    assert answer["Location"] == "/about/"


# -- Changing the address ---------------------------------------------------------------------------------------------


def test_a_new_address_counts_once_its_code_is_typed(client: Client, amina: Person) -> None:
    client.post(sign_in(client, AMINA)["Location"], {"code": code_in(deliver())})

    answer = client.post("/accounts/email/", {"email": "amina@rivers.example", "action_add": ""})
    email = deliver()
    assert email.to == ["amina@rivers.example"]
    assert Person.objects.get().email == AMINA

    client.post(answer["Location"], {"code": code_in(email)})
    assert Person.objects.get().email == "amina@rivers.example"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("amina@rivers.example", True)]


# -- Whole or not at all ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_sign_up_whose_message_fails_leaves_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(**_message: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(messages, "post", cut_off)

    with pytest.raises(ConnectionError):
        sign_up(client, AMINA)

    assert (Person.objects.count(), EmailAddress.objects.count(), ProcrastinateJob.objects.count()) == (0, 0, 0)


def test_no_job_knows_an_address_or_a_code(client: Client) -> None:
    sign_up(client, AMINA)

    [arguments] = ProcrastinateJob.objects.values_list("args", flat=True)
    assert arguments == {"message_id": str(Message.objects.get().pk)}


@pytest.mark.parametrize("page", ["login", "signup", "login/code"])
def test_the_pages_ask_for_an_address_and_nothing_else(client: Client, page: str) -> None:
    shown = client.get(f"/accounts/{page}/").content.decode()

    assert re.findall(r'<input[^>]*type="(email|password|checkbox|text)"', shown) == ["email"]


def test_codes_for_one_address_are_limited_known_or_not(client: Client, amina: Person) -> None:
    for email in (AMINA, "nobody@forests.example"):
        answers = [sign_in(Client(), email) for _attempt in range(4)]

        assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
        [sentence] = answers[3].context["form"].errors["login"]
        assert re.search(r"Nothing was sent this time. You can ask again in \d\d seconds.", sentence)
    assert Message.objects.count() == 6


def test_who_is_signed_in_is_called_by_name_or_address(amina: Person) -> None:
    assert display_name(amina) == "Amina"
    assert display_name(Person(email=AMINA)) == AMINA
