"""The pages of the texts, and of what was listed at once."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from registry import mail
from registry.actions import drafts, texts
from registry.models import Message, Person, Submission, Text
from registry.models.messages import MessageKind
from registry.models.texts import TextKind
from tests import factories
from tests.factories import WHERE, person, save

pytestmark = pytest.mark.django_db

TEXTS = "/secretariat/texts/"
AFTERWARDS = "/secretariat/afterwards/"


@pytest.fixture
def ada(client: Client) -> Client:
    client.force_login(person("ada"))
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def a_text(english: str = "Say where it happens.", **words: str) -> Text:
    return texts.write(kind=TextKind.REQUEST_CHANGES, words={"en": english, **words}, by=person("ada"))


def at(text: Text) -> str:
    return reverse("text", args=[text.pk])


def test_a_text_is_written_and_stands_in_the_list(ada: Client) -> None:
    assert "No text yet" in page(ada, TEXTS)
    answer = ada.post(f"{TEXTS}new/decline/", {"words_en": "Not for this target.", "words_zh_hans": "不适合。"})
    assert answer.headers["Location"] == TEXTS
    assert Text.objects.get().versions.get().words == {"en": "Not for this target.", "zh-hans": "不适合。"}
    assert "不适合。" in page(ada, f"/zh-hans{TEXTS}")
    assert ada.get(f"{TEXTS}new/greeting/").status_code == 404


def test_english_is_asked_for_and_what_was_typed_stays(ada: Client) -> None:
    answer = ada.post(f"{TEXTS}new/decline/", {"words_fr": "Non."})
    shown = answer.content.decode()
    assert (answer.status_code, "Write the text in English" in shown, "Non." in shown) == (422, True, True)
    assert not Text.objects.exists()


def test_a_text_is_rewritten_and_its_versions_stay(ada: Client) -> None:
    text = a_text()
    assert ada.post(at(text), {"seen": "1", "words_en": "Name the bay."}).headers["Location"] == TEXTS
    shown = page(ada, at(text))
    assert "Version 2 of" in shown
    assert "Version 1 of" in shown
    assert "Say where it happens." in shown


def test_who_rewrites_second_is_shown_the_words_of_the_first(ada: Client) -> None:
    text = a_text()
    texts.rewrite(text=text, words={"en": "Name the bay."}, seen=1, by=person("abel"))
    answer = ada.post(at(text), {"seen": "1", "words_en": "Name the coast."})
    shown = re.sub(r"\s+", " ", answer.content.decode())
    assert answer.status_code == 422
    assert "Written meanwhile by somebody else" in shown
    assert "Name the coast.</textarea>" in shown
    assert 'name="seen" value="2"' in shown
    ada.post(at(text), {"seen": "2", "words_en": "Name the coast."})
    assert text.versions.get(number=3).words == {"en": "Name the coast."}


def test_a_text_is_offered_no_more_and_again(ada: Client) -> None:
    text = a_text()
    assert ada.post(at(text), {"retire": "yes"}).headers["Location"] == TEXTS
    assert "offered no more" in page(ada, TEXTS)
    ada.post(at(text), {"offer": "yes"})
    assert Text.objects.get().retired_at is None


def test_words_that_were_sent_without_a_session_come_back(client: Client) -> None:
    text = a_text()
    client.post(at(text), {"seen": "1", "words_en": "Name the bay."})
    client.force_login(person("ada"))
    assert "Name the bay.</textarea>" in page(client, at(text))
    assert text.versions.count() == 1


def test_curators_write_texts_and_reviewers_do_not(client: Client) -> None:
    client.force_login(person("rosa"))
    assert client.get(TEXTS).status_code == 403
    assert f'href="{TEXTS}"' not in page(client, "/secretariat/")
    Person.objects.filter(pk=person("rosa").pk).update(staff_role="curator")
    assert client.get(TEXTS).status_code == 200
    assert f'href="{TEXTS}"' in page(client, "/secretariat/")


def test_the_list_costs_the_same_with_one_text_and_with_three(
    ada: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_text()
    page(ada, TEXTS)
    with django_assert_num_queries(6):
        page(ada, TEXTS)
    a_text("Name the bay.")
    texts.write(kind=TextKind.DECLINE, words={"en": "No."}, by=person("ada"))
    with django_assert_num_queries(6):
        page(ada, TEXTS)


# -- Afterwards -------------------------------------------------------------------------------------------------------


def listed_at_once(settings: Settings, name: str = "Bay Council") -> Submission:
    settings.LISTED_AT_ONCE = ("where.scales",)
    change = drafts.open_change(organization=factories.listed(name=name), by=person("amina"))
    save(change, "where", {**WHERE, "scales": ["global"]})
    return factories.send(change, person("amina"))


def test_what_was_listed_at_once_stands_in_a_list_until_somebody_has_looked(client: Client, settings: Settings) -> None:
    client.force_login(person("rosa"))
    assert "Nothing to look at" in page(client, AFTERWARDS)
    change = listed_at_once(settings)
    address = reverse("review", args=[change.pk])
    assert f'href="{address}"' in page(client, AFTERWARDS)
    assert "I have looked at it" in page(client, address)
    assert client.post(address, {"looked": "yes"}).status_code == 302
    assert "I have looked at it" not in page(client, address)
    assert "Nothing to look at" in page(client, AFTERWARDS)
    assert client.post(address, {"looked": "yes"}).status_code == 409


def test_nobody_looks_at_their_own(client: Client, settings: Settings) -> None:
    change = listed_at_once(settings)
    factories.join_team(person("rosa"), change.organization)
    client.force_login(person("rosa"))
    shown = page(client, reverse("review", args=[change.pk]))
    assert "I have looked at it" not in shown
    assert "another reviewer looks at it" in shown
    assert client.post(reverse("review", args=[change.pk]), {"looked": "yes"}).status_code == 409


def test_the_team_reads_that_it_is_public_and_by_which_rule(client: Client, settings: Settings) -> None:
    settings.LISTED_AT_ONCE = ("where.scales",)
    organization = factories.listed(name="Bay Council")
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "where", {**WHERE, "scales": ["global"]})
    client.force_login(person("amina"))
    sent: dict[str, Any] = dict.fromkeys(["may_speak", "supports", "licence", "privacy"], "on")
    client.post(reverse("draft_check", args=[change.pk]), sent)
    assert "made public as you sent it. You can change the entry at any time." in page(
        client, reverse("draft", args=[change.pk])
    )
    history = page(client, reverse("workspace_history", args=[organization.public_id_id]))
    assert "at once, to be looked at by the secretariat afterwards" in history
    letter = mail.compose(Message.objects.get(kind=MessageKind.LISTED_AT_ONCE))
    assert (letter.subject, "looks at them afterwards" in letter.body) == ("Your change is public now", True)
