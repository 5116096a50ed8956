"""Mailings at the desk: written, seen, tried, sent, stopped, resumed; and the page by which somebody wants no more."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry.actions import mailings, unsubscribing
from registry.models import Mailing, Message, Person
from tests import factories
from tests.factories import person
from tests.web.joining import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/secretariat/mailings/"
TYPED = {"subject-en": "News of the spring", "body-en": "We meet in May.\n\nCome."}


@pytest.fixture
def cora() -> Client:
    return signed_in("cora")


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def written(cora: Client, **typed: str) -> Mailing:
    cora.post(f"{PAGE}write/", {**TYPED, **typed})
    return Mailing.objects.latest("pk")


def do(client: Client, mailing: Mailing, what: str, **sent: str) -> Any:
    mailing.refresh_from_db()
    values = {"do": what, "seen": mailing.saved_at.isoformat(), **sent}
    return client.post(f"{PAGE}{mailing.pk}/", values, follow=True)


# -- Writing ----------------------------------------------------------------------------------------------------------


def test_a_mailing_is_written_seen_in_each_language_and_changed(cora: Client) -> None:
    assert "No mailing was written yet" in text(cora.get(PAGE))
    mailing = written(cora, **{"subject-ar": "أخبار", "body-ar": "نلتقي في أيار."})
    page = text(cora.get(f"{PAGE}{mailing.pk}/"))
    assert "We meet in May." in page
    assert "نلتقي في أيار." in page
    edit = f"{PAGE}{mailing.pk}/edit/"
    assert "We meet in May." in text(cora.get(edit))
    assert cora.post(edit, {**TYPED, "subject-en": "Other news"}).status_code == 302
    mailing.refresh_from_db()
    assert (mailing.subjects, mailing.bodies.keys()) == ({"en": "Other news"}, {"en"})
    assert "Other news" in text(cora.get(PAGE))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"subject-en": ""}, "Write a subject in English"),
        ({"body-en": ""}, "Write the text in English"),
        ({"body-fr": "Rencontre en mai."}, "This text has no subject."),
        ({"subject-fr": "Nouvelles"}, "This subject has no text."),
        ({"subject-en": "x" * 151}, "This is too long: 151 characters."),
        ({"filter": "https://partnership.example/about/"}, "This is not the address of a result"),
        ({"filter": "https://partnership.example/directory/"}, "This is not the address of a result"),
        ({"filter": "https://partnership.example/activities/?country=KE"}, "This is not the address of a result"),
        ({"filter": "?country=FR&contry=KE"}, "This is not the address of a result"),
        ({"filter": "https://partnership.example/directory/?country=XX"}, "“XX” is no value of the filter “Based in”."),
    ],
)
def test_what_cannot_be_sent_comes_back_as_it_was_typed(cora: Client, typed: dict[str, str], sentence: str) -> None:
    answer = cora.post(f"{PAGE}write/", {**TYPED, "body-es": "¡Hola!", "subject-es": "Saludo", **typed})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "¡Hola!" in text(answer)
    assert Mailing.objects.count() == 0


def test_an_address_of_the_directory_chooses_the_partners(cora: Client) -> None:
    factories.listed(by=person("sam"), type="iplc")
    factories.listed()
    mailing = written(cora, filter="https://partnership.example/fr/directory/?type=iplc&view=map&after=x#results")
    assert mailing.filter == "type=iplc"
    page = text(cora.get(f"{PAGE}{mailing.pk}/"))
    assert "Now 1 person would get it." in page
    assert "/directory/?type=iplc" in page


def test_what_was_typed_while_it_was_sent_by_another_comes_back(cora: Client) -> None:
    factories.listed()
    mailing = written(cora)
    do(cora, mailing, "send")
    answer = cora.post(f"{PAGE}{mailing.pk}/edit/", {**TYPED, "body-en": "We meet in June."})
    assert answer.status_code == 422
    assert "We meet in June." in text(answer)
    assert cora.get(f"{PAGE}{mailing.pk}/edit/").status_code == 302


def test_what_was_typed_is_kept_through_signing_in() -> None:
    answer = Client().post(f"{PAGE}write/", TYPED)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


# -- Sending ----------------------------------------------------------------------------------------------------------


def test_a_mailing_is_tried_sent_stopped_and_resumed(cora: Client) -> None:
    factories.listed()
    mailing = written(cora)
    assert "A test is on its way" in text(do(cora, mailing, "test", language="en"))
    assert Message.objects.get(kind="mailing").person == person("cora")
    assert "It is being sent to 1 person." in text(do(cora, mailing, "send"))
    assert "0 of 1 done" in text(cora.get(f"{PAGE}{mailing.pk}/"))
    assert "Stopped." in text(do(cora, mailing, "stop"))
    assert "It goes on." in text(do(cora, mailing, "resume"))
    mailings.send_some(mailing.pk, person("cora").pk)
    assert Message.objects.filter(mailing=mailing).count() == 1
    listed = cora.get(f"/secretariat/messages/?mailing={mailing.pk}")
    assert len(listed.context["rows"]) == 1


def test_buttons_that_come_too_late_say_so_and_others_do_not_exist(cora: Client) -> None:
    mailing = written(cora)
    assert "Nobody would get this" in text(do(cora, mailing, "send"))
    assert "This is no longer possible" in text(do(cora, mailing, "stop"))
    assert do(cora, mailing, "burn").status_code == 404
    assert do(cora, mailing, "test", language="fr").status_code == 404
    assert cora.get(f"{PAGE}{person('cora').pk}/").status_code == 404


def test_what_another_changed_meanwhile_is_not_sent(cora: Client) -> None:
    factories.listed()
    mailing = written(cora)
    seen = mailing.saved_at.isoformat()
    signed_in("ada").post(f"{PAGE}{mailing.pk}/edit/", {**TYPED, "body-en": "We do not meet."})
    assert "This is no longer possible" in text(do(cora, mailing, "send", seen=seen))
    mailing.refresh_from_db()
    assert mailing.state == "draft"


def test_markup_in_a_mailing_is_text(cora: Client) -> None:
    mailing = written(cora, **{"body-en": "<script>alert(1)</script>", "subject-en": "<b>News"})
    page = text(cora.get(f"{PAGE}{mailing.pk}/"))
    assert "<script>alert" not in page
    assert "<b>News" not in page


def test_the_pages_ask_the_same_for_one_mailing_and_for_three(cora: Client) -> None:
    counts = []
    for number in (1, 2):
        for _again in range(number):
            written(cora)
        with CaptureQueriesContext(connection) as captured:
            cora.get(PAGE)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# -- No more ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def link() -> str:
    return f"/mailings/none/{unsubscribing.token(person('amina'))}/"


def wants_none() -> bool:
    return Person.objects.get(pk=person("amina").pk).no_mailings_since is not None


def test_opening_the_link_changes_nothing_and_names_nobody(client: Client, link: str) -> None:
    page = text(client.get(link))
    assert "Do you want no more mailings?" in page
    assert "amina" not in page.replace(link, "").lower()
    assert not wants_none()


def test_a_button_ends_mailings_and_another_brings_them_back(client: Client, link: str) -> None:
    assert "You get no more mailings" in text(client.post(link, {"do": "none"}, follow=True))
    assert wants_none()
    assert "Do you want no more mailings?" in text(client.post(link, {"do": "again"}, follow=True))
    assert not wants_none()


def test_a_mail_program_needs_one_click_no_cookie_and_follows_nothing(link: str) -> None:
    program = Client(enforce_csrf_checks=True)
    answer = program.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.content) == (200, b"")
    assert wants_none()


def test_a_forged_link_is_not_there(client: Client, link: str) -> None:
    for answer in (client.get(link[:-2] + "/"), client.post(link[:-2] + "/")):
        assert answer.status_code == 404
        assert "This link cannot be used" in text(answer)
