"""Around the queue: taking a refusal back, second opinions, the scripts that somebody reads, being away, the menu."""

import datetime
import html
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registry.actions import opinions, submissions, texts
from registry.models import Absence, Decision, Opinion, Person, Submission, TextKind
from registry.states import SubmissionState
from tests import factories, uploads
from tests.factories import person
from tests.web.joining import said

pytestmark = pytest.mark.django_db

YOU = "/secretariat/you/"


@pytest.fixture
def rosa(client: Client) -> Client:
    client.force_login(person("rosa"))
    return client


def review(submission: Submission) -> str:
    return reverse("review", args=[submission.pk])


def decide(client: Client, submission: Submission, decision: str) -> Any:
    data = {"decision": decision, "note": "Because.", "seen": submission.saved_at.isoformat()}
    return client.post(review(submission), data, follow=True)


# -- Taking back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("request_changes", "You have asked Bay Council for changes."),
        ("decline", "You have declined what was sent for Bay Council"),
    ],
)
def test_a_refusal_can_be_taken_back_from_the_next_page(rosa: Client, decision: str, words: str) -> None:
    submission = factories.submitted(name="Bay Council")
    page = decide(rosa, submission, decision)
    assert words in said(page)
    assert page.content.decode().count('<div class="message') == 0  # the offer says it, and says it once
    assert re.search(r"You can take it back until \d\d:\d\d:\d\d UTC; before that nobody is written to\.", said(page))
    (address,) = re.findall(r'action="([^"]+/take-back/)"', page.content.decode())
    back = rosa.post(address, follow=True)
    assert back.redirect_chain == [(review(submission), 302)]
    assert "Taken back: nobody was written to." in said(back)
    assert "taken back before the team was told" in said(back)
    assert 'value="approve"' in back.content.decode()
    assert "take-back" not in rosa.get("/secretariat/").content.decode()
    submission.refresh_from_db()
    assert submission.state == SubmissionState.SUBMITTED


def test_where_there_is_no_team_nobody_is_said_to_be_written_to(rosa: Client) -> None:
    table = uploads.brought_in(uploads.row("Otters of Nowhere"))
    row = table.rows.select_related("submission").get()
    assert row.submission
    page = decide(rosa, row.submission, "decline")
    assert re.search(r"You can take it back until \d\d:\d\d:\d\d UTC\. Nobody is written to\.", said(page))
    back = rosa.post(reverse("take_back_decision", args=[Decision.objects.get().pk]), follow=True)
    assert "Taken back: nobody was written to. It waits in the queue as before." in said(back)


def refuse_with_everything(client: Client, submission: Submission, query: str) -> str:
    """Ask for changes by a reason, a note and a comment on a field; the address of the button that takes it back."""
    short = texts.write(kind=TextKind.REQUEST_CHANGES, words={"en": "It is very short."}, by=person("ada"))
    data = {
        "decision": "request_changes",
        "note": "  See below.",
        "reasons": f"{short.pk}.1",
        "comment-organization": "Which bay?",
        "about-organization": "description",
        "seen": submission.saved_at.isoformat(),
    }
    page = client.post(review(submission) + query, data, follow=True).content.decode()
    (address,) = re.findall(r'action="([^"]+/take-back/[^"]*)"', page)
    return html.unescape(address)


def test_who_takes_a_refusal_back_finds_what_they_typed_and_the_queue_as_they_had_narrowed_it(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    address = refuse_with_everything(rosa, submission, "?kind=registration&type=ngo")
    factories.submitted(person("bo"), name="Other Council")
    back = rosa.post(address, follow=True)
    assert back.redirect_chain == [(f"{review(submission)}?kind=registration&type=ngo", 302)]
    form = back.context["form"]
    assert (form.data["note"], form.typed, form.chosen) == (
        "  See below.",
        {"organization": "Which bay?"},
        {"organization": "description"},
    )
    assert len(form.ticked()) == 1
    assert "Which bay?" in back.content.decode()
    assert 'href="/secretariat/?kind=registration&amp;type=ngo"' in back.content.decode()
    assert "Which bay?" not in rosa.get(review(submission)).content.decode()


def test_of_two_refusals_each_is_taken_back_with_its_own_words(rosa: Client) -> None:
    first, second = factories.submitted(person("amina")), factories.submitted(person("bo"))
    addresses = {}
    for submission, note in ((first, "Of the first."), (second, "Of the second.")):
        data = {"decision": "decline", "note": note, "seen": submission.saved_at.isoformat()}
        page = rosa.post(review(submission), data, follow=True).content.decode()
        (addresses[note],) = re.findall(r'action="([^"]+/take-back/[^"]*)"', page)
    for note, address in addresses.items():
        assert rosa.post(address, follow=True).context["form"].data["note"] == note


def test_who_had_to_sign_in_before_taking_back_sees_where_it_stands(rosa: Client) -> None:
    submission = factories.submitted()
    address = refuse_with_everything(rosa, submission, "?kind=registration")
    rosa.logout()
    sign_in = rosa.post(address)
    assert sign_in.headers["Location"].startswith("/accounts/login/?next=")
    rosa.force_login(person("rosa"))
    assert rosa.get(address).headers["Location"] == f"{review(submission)}?kind=registration"
    submission.refresh_from_db()
    assert submission.state == SubmissionState.CHANGES_REQUESTED


def test_an_approval_offers_nothing_to_take_back(rosa: Client) -> None:
    page = decide(rosa, factories.submitted(), "approve")
    assert "take-back" not in page.content.decode()


def test_the_offer_goes_with_its_time_and_what_comes_late_is_told(rosa: Client) -> None:
    submission = factories.submitted()
    decide(rosa, submission, "decline")
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=31)):
        assert "take-back" not in rosa.get("/secretariat/").content.decode()
        back = rosa.post(reverse("take_back_decision", args=[Decision.objects.get().pk]), follow=True)
    assert "It is too late to take this back" in said(back)
    submission.refresh_from_db()
    assert submission.state == SubmissionState.DECLINED


def test_the_offer_goes_when_the_team_writes_or_sends_again(rosa: Client) -> None:
    first, second = factories.submitted(person("amina")), factories.submitted(person("bo"), name="Other Council")
    decide(rosa, first, "request_changes")
    decide(rosa, second, "request_changes")
    second.refresh_from_db()
    factories.send(second, person("bo"))
    page = rosa.get("/secretariat/").content.decode()
    assert re.findall(r'action="([^"]+/take-back/)"', page) == [
        reverse("take_back_decision", args=[first.decisions.get().pk])
    ]
    first.refresh_from_db()
    factories.save(first, "organization", factories.ORGANIZATION, person("amina"))
    assert "take-back" not in rosa.get("/secretariat/").content.decode()


def test_what_is_no_decision_is_not_taken_back(rosa: Client) -> None:
    address = reverse("take_back_decision", args=["0198b0a4-0000-7000-8000-000000000000"])
    assert rosa.post(address).status_code == 404


def test_the_team_sees_nothing_of_what_was_taken_back(rosa: Client, client: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    decide(rosa, submission, "request_changes")
    rosa.post(reverse("take_back_decision", args=[Decision.objects.get().pk]))
    client.force_login(person("amina"))
    addresses = (
        "/workspace/",
        f"/workspace/{submission.organization.public_id_id}/history/",
        f"/join/{submission.pk}/",
    )
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200
        assert "Because." not in page.content.decode()


# -- Handing on -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cover", "words"),
    [
        ("ada", "Ada covers and has it in their list as well."),
        ("rosa", "You cover, so it stands in your list as well."),
    ],
)
def test_who_hands_on_to_somebody_who_is_away_is_told_before_and_after(rosa: Client, cover: str, words: str) -> None:
    submission = factories.submitted()
    factories.away("ravi", cover=cover, until="2099-12-31")
    called = f"Ravi (away until 31 December 2099, covered by {cover.title()})"
    assert said(rosa.get(review(submission))).count(called) == 1
    page = rosa.post(review(submission), {"assign": "colleague", "colleague": person("ravi").pk}, follow=True)
    assert f"Ravi has it now, but is away until 31 December 2099. {words}" in said(page)
    covers = "you" if cover == "rosa" else "Ada"
    assert f"with: Ravi (away), covered by {covers}" in said(page)


# -- Second opinions --------------------------------------------------------------------------------------------------


def test_a_colleague_is_asked_and_answers_and_the_page_shows_it(rosa: Client, client: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    address = reverse("opinions", args=[submission.pk])
    assert f'href="{address}"' in rosa.get(review(submission)).content.decode()
    asked = rosa.post(address, {"colleague": person("ravi").pk, "question": "Do you know them?"}, follow=True)
    assert asked.redirect_chain == [(review(submission), 302)]
    assert "Ravi was asked by Rosa and has not answered yet." in said(asked)
    assert "Your answer" not in said(rosa.get(address))
    client.force_login(person("ravi"))
    assert "Your answer" in said(client.get(address))
    answered = client.post(address, {"answer": "I do, for years."}, follow=True)
    assert "I do, for years." in said(answered)
    assert Opinion.objects.get().of == person("ravi")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"colleague": ""}, "Choose the colleague whom you ask."),
        ({"colleague": "x", "question": "Typed"}, "Choose somebody from the list."),
        ({"colleague": "", "question": "x" * 2001}, "This is too long"),
        ({"answer": ""}, "Write what you think"),
    ],
)
def test_a_question_or_answer_that_is_none_comes_back(rosa: Client, data: dict[str, str], words: str) -> None:
    submission = factories.submitted()
    opinions.ask(submission=submission, of=person("rosa"), question="", by=person("ravi"))
    answer = rosa.post(reverse("opinions", args=[submission.pk]), data)
    assert answer.status_code == 422
    assert words in said(answer)
    assert data.get("question", "") in answer.content.decode()


def test_a_colleague_who_was_asked_already_is_not_asked_twice(rosa: Client) -> None:
    submission = factories.submitted()
    opinions.ask(submission=submission, of=person("ravi"), question="", by=person("ada"))
    answer = rosa.post(reverse("opinions", args=[submission.pk]), {"colleague": person("ravi").pk, "question": "And?"})
    assert answer.status_code == 422
    assert "This colleague was asked already" in said(answer)
    assert "And?" in answer.content.decode()


def test_an_answer_of_somebody_who_was_not_asked_leads_nowhere(rosa: Client) -> None:
    submission = factories.submitted()
    assert rosa.post(reverse("opinions", args=[submission.pk]), {"answer": "Yes."}).status_code == 404
    assert rosa.get(reverse("opinions", args=["0198b0a4-0000-7000-8000-000000000000"])).status_code == 404


def test_after_a_decision_opinions_can_be_read_and_not_asked_for(rosa: Client) -> None:
    submission = factories.submitted()
    opinion = opinions.ask(submission=submission, of=person("ravi"), question="Well?", by=person("rosa"))
    opinions.answer(opinion=opinion, answer="Good.", by=person("ravi"))
    submissions.approve(submission=submission, by=person("rosa"))
    assert "Good." in said(rosa.get(review(submission)))
    page = said(rosa.get(reverse("opinions", args=[submission.pk])))
    assert "there is nothing to ask" in page
    assert "Ask a colleague" not in page


# -- You at the desk --------------------------------------------------------------------------------------------------


def test_a_reviewer_says_which_scripts_they_read(rosa: Client) -> None:
    page = rosa.get(YOU)
    assert re.search(r'value="Latn"[^>]*checked', page.content.decode())
    answer = rosa.post(YOU, {"do": "scripts", "scripts": ["Arab", "Latn"]}, follow=True)
    assert "Saved." in said(answer)
    assert Person.objects.get(pk=person("rosa").pk).reads_scripts == ["Latn", "Arab"]
    assert rosa.post(YOU, {"do": "scripts", "scripts": ["Xxxx"]}).status_code == 422


def test_a_reviewer_says_when_they_are_away_and_comes_back(rosa: Client) -> None:
    today = timezone.now().date().isoformat()
    data = {"do": "away", "since": today, "until": "2099-01-01", "cover": str(person("ravi").pk)}
    assert "Saved." in said(rosa.post(YOU, data, follow=True))
    absence = Absence.objects.get()
    assert (absence.person, absence.cover) == (person("rosa"), person("ravi"))
    assert "Rosa is away" in said(rosa.get(YOU))
    assert "The absence is over." in said(rosa.post(YOU, {"do": "back", "absence": absence.pk}, follow=True))
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until": "2020-01-01"}, "The last day is before the first one."),
        ({"since": "soon"}, "Give the day as year-month-day"),
        ({"cover": ""}, "Choose the colleague who covers."),
        ({"cover": "rosa"}, "Choose somebody from the list."),
        ({"person": "ravi", "cover": "ravi"}, "This colleague is away in these days too."),
    ],
)
def test_an_absence_that_cannot_be_comes_back(rosa: Client, changes: dict[str, str], words: str) -> None:
    Absence.objects.create(person=person("ravi"), cover=person("ada"), since="2026-01-01", until="2099-12-31")
    data = {"do": "away", "since": "2098-01-01", "until": "2098-01-05", "cover": str(person("ada").pk), **changes}
    people = {"rosa", "ravi"}
    sent = {name: str(person(value).pk) if value in people else value for name, value in data.items()}
    answer = rosa.post(YOU, sent)
    assert answer.status_code == 422
    assert words in said(answer)
    assert Absence.objects.count() == 1


def test_an_administrator_says_it_for_a_colleague_and_others_do_not(rosa: Client, client: Client) -> None:
    today = timezone.now().date().isoformat()
    data = {"do": "away", "since": today, "until": today, "cover": str(person("ravi").pk)}
    client.force_login(person("ada"))
    for_rosa = {**data, "person": str(person("rosa").pk)}
    assert "Saved." in said(client.post(YOU, for_rosa, follow=True))
    absence = Absence.objects.get()
    assert absence.person == person("rosa")
    own_cover = client.post(YOU, {**for_rosa, "cover": str(person("rosa").pk)})
    assert "nobody covers for themselves" in said(own_cover)
    client.force_login(person("ravi"))
    refused = client.post(YOU, {"do": "back", "absence": absence.pk})
    assert "You may not do this." in said(refused)
    assert client.post(YOU, {"do": "back", "absence": "x"}).status_code == 404
    assert Absence.objects.exists()


def test_a_desk_reads_which_region_is_theirs(rosa: Client) -> None:
    assert "You decide on entries of all regions." in said(rosa.get(YOU))
    Person.objects.filter(pk=person("rosa").pk).update(desk_region="002")
    assert "Your desk is Africa" in said(rosa.get(YOU))


# -- The menu ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "shown"), [("rosa", False), ("ada", True)])
def test_the_menu_has_what_the_reader_may_open(client: Client, name: str, shown: bool) -> None:
    client.force_login(person(name))
    page = client.get("/secretariat/cases/").content.decode()
    for address in ("/secretariat/recoveries/", "/secretariat/erasures/"):
        assert (f'href="{address}"' in page) is shown
    (current,) = re.findall(r'href="([^"]+)"\s+aria-current="page"\s*>\s*Cases', page)
    assert current == "/secretariat/cases/"
