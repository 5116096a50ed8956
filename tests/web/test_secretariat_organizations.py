"""Organizations at the desk: found in every state, their timelines, states compared and restored, a day of the past."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.actions import drafts, erasures, messages, submissions
from registry.models import Message, Organization, Person, Submission
from registry.queries import history
from registry.states import Origin
from tests import factories
from tests.factories import person
from tests.web.joining import signed_in

pytestmark = pytest.mark.django_db

PAGE = "/secretariat/organizations/"
LIST_QUERIES = 6
TIMELINE_QUERIES = 28


@pytest.fixture
def rosa() -> Client:
    return signed_in("rosa")


def page(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def changed(organization: Organization, founded: str) -> None:
    change = drafts.open_change(organization=organization, by=person("amina"))
    factories.save(change, "organization", {**factories.ORGANIZATION, "founded": founded})
    submissions.approve(submission=factories.send(change, person("amina")), by=person("rosa"))


def test_the_list_finds_by_name_and_state_and_leads_to_each(rosa: Client) -> None:
    bay = factories.partner(name="Invented Bay Council")
    factories.draft(person("kim"), name="Invented Hill Trust")
    text = page(rosa, PAGE)
    assert ("Invented Bay Council" in text, "Invented Hill Trust" in text, "2 organizations" in text) == (True,) * 3
    text = page(rosa, PAGE, text="bay", state="listed")
    assert (f'href="{PAGE}{bay.public_id_id}/"' in text, "Invented Hill Trust" in text) == (True, False)


def test_a_search_that_finds_nothing_says_what_to_do(rosa: Client) -> None:
    assert "There is no organization yet" in page(rosa, PAGE)
    assert "Look for a shorter part of the name" in page(rosa, PAGE, text="nowhere")


def test_a_state_that_there_is_not_narrows_nothing_and_says_so(rosa: Client) -> None:
    factories.partner(name="Invented Bay Council")
    text = page(rosa, PAGE, state="lost")
    assert ("Choose one that is." in text, "Invented Bay Council" in text) == (True, True)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    rosa: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number):
        factories.partner(name=f"Invented Bay {one}")
    with django_assert_num_queries(LIST_QUERIES):
        rosa.get(PAGE)


def test_what_a_rule_decided_says_so(rosa: Client) -> None:
    text = page(rosa, f"{PAGE}{factories.partner().public_id_id}/", topic="decisions")
    assert "By a rule." in text


@pytest.mark.parametrize("number", [1, 3])
def test_a_timeline_costs_the_same_for_any_number_of_events(
    rosa: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    organization = factories.listed()
    for one in range(number):
        changed(organization, str(2000 + one))
    with django_assert_num_queries(TIMELINE_QUERIES):
        rosa.get(f"{PAGE}{organization.public_id_id}/")


def test_a_timeline_says_who_and_why_and_leads_to_each_submission(rosa: Client) -> None:
    submission = factories.submitted()
    submissions.decline(submission=submission, by=person("ravi"), reason="It is no organization.")
    text = page(rosa, f"{PAGE}{submission.organization.public_id_id}/")
    assert "It is no organization." in text
    assert "By: <bdi>Ravi</bdi>." in " ".join(text.split())
    assert f'href="/secretariat/submissions/{submission.pk}/"' in text


def test_a_timeline_and_the_messages_call_who_deleted_the_account_by_no_address(rosa: Client) -> None:
    organization, bo = factories.listed(), person("bo")
    factories.join_team(bo, organization)
    messages.post(kind="returned", person=bo, context={"organization": str(organization.pk)})
    erasures.erase_person(person=bo, now=timezone.now())

    letter = Message.objects.get(kind="returned")
    pages = (
        f"/secretariat/organizations/{organization.public_id_id}/",
        "/secretariat/messages/",
        f"/secretariat/messages/?person={bo.pk}",
        f"/secretariat/messages/{letter.pk}/",
    )
    for page in pages:
        html = rosa.get(page).content.decode()
        assert ("an account that was deleted" in html, "erased.invalid" in html) == (True, False), page


def test_a_timeline_is_narrowed_to_one_topic(rosa: Client) -> None:
    organization = factories.listed()
    address = f"{PAGE}{organization.public_id_id}/"
    assert "The entry was confirmed" not in page(rosa, address, topic="decisions")
    assert "Nothing of this kind happened" in page(rosa, address, topic="imports")
    assert "Choose one that is." in page(rosa, address, topic="gossip")


def test_two_states_are_compared(rosa: Client) -> None:
    organization = factories.listed()
    changed(organization, "2001")
    later, earlier = history.states(organization)
    address = f"{PAGE}{organization.public_id_id}/"
    query = {"from": str(earlier.decision_id), "to": str(later.decision_id)}
    text = page(rosa, address, **query)
    assert ("From version 1 to version 2" in text, "1998" in text, "2001" in text) == (True,) * 3
    assert rosa.get(address, {"from": "x", "to": "y"}).status_code == 404


def test_an_earlier_state_is_proposed_by_staff_and_approved_in_the_review(rosa: Client) -> None:
    organization = factories.listed()
    changed(organization, "2001")
    _later, earlier = history.states(organization)
    address = f"{PAGE}{organization.public_id_id}/restore/{earlier.decision_id}/"
    text = page(rosa, address)
    assert ("Propose this state" in text, "1998" in text, "2001" in text) == (True,) * 3

    answer = rosa.post(address)
    draft = Submission.objects.get(origin=Origin.RESTORE)
    assert (answer.status_code, answer["Location"]) == (302, f"/secretariat/submissions/{draft.pk}/")
    submissions.approve(submission=draft, by=person("rosa"))
    assert Organization.objects.get(pk=organization.pk).founded == 1998


def test_a_desk_goes_back_in_its_region_alone(rosa: Client) -> None:
    organization = factories.listed()
    changed(organization, "2001")
    address = f"{PAGE}{organization.public_id_id}/restore/{history.states(organization)[1].decision_id}/"
    Person.objects.filter(pk=person("rosa").pk).update(desk_region="019")
    text, answer = page(rosa, address), rosa.post(address, follow=True)
    assert ("Your desk decides on another region." in text, "Propose this state" in text) == (True, False)
    assert "Your desk decides on another region." in answer.content.decode()
    assert not Submission.objects.filter(origin=Origin.RESTORE).exists()


def test_what_is_not_listed_is_not_restored(rosa: Client) -> None:
    organization = factories.listed()
    state = history.states(organization)[0]
    Organization.objects.filter(pk=organization.pk).update(state="withdrawn")
    answer = rosa.post(f"{PAGE}{organization.public_id_id}/restore/{state.decision_id}/", follow=True)
    assert "its state has changed meanwhile" in answer.content.decode()
    assert not Submission.objects.filter(origin=Origin.RESTORE).exists()


def test_a_decision_of_another_organization_is_no_state_of_this(rosa: Client) -> None:
    one, other = factories.listed(), factories.listed(person("kim"))
    state = history.states(other)[0]
    assert rosa.get(f"{PAGE}{one.public_id_id}/restore/{state.decision_id}/").status_code == 404


@pytest.mark.parametrize("public_id", ["nothing", "00000000"])
def test_what_does_not_exist_has_no_timeline(rosa: Client, public_id: str) -> None:
    assert rosa.get(f"{PAGE}{public_id}/").status_code == 404


def test_the_registry_on_a_day_is_counted_and_downloaded(rosa: Client) -> None:
    organization = factories.listed()
    today = timezone.now().date()
    text = page(rosa, f"{PAGE}as-of/", on=f"{today}")
    assert ("1 entry was listed." in text, f"entries.csv?on={today}" in text) == (True, True)
    answer: Any = rosa.get(f"{PAGE}as-of/entries.csv", {"on": f"{today}"})
    assert answer["Content-Disposition"] == f'attachment; filename="target3-entries-as-of-{today}.csv"'
    assert organization.public_id_id in b"".join(answer).decode()
    workbook: Any = rosa.get(f"{PAGE}as-of/entries.xlsx", {"on": f"{today}"})
    assert b"".join(workbook).startswith(b"PK")
    head: Any = rosa.head(f"{PAGE}as-of/entries.csv", {"on": f"{today}"})
    assert b"".join(head) == b""


def test_before_anything_was_listed_there_is_no_file_to_download(rosa: Client) -> None:
    factories.listed()
    text = page(rosa, f"{PAGE}as-of/", on="2001-01-01")
    assert ("No entry was listed on this day." in text, "entries.csv" in text) == (True, False)


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("", "Give the day."),
        ("yesterday", "Give the day as year-month-day"),
        ("1066-10-14", "Nothing was listed then."),
        (f"{datetime.date.today() + datetime.timedelta(days=2)}", "This day is still to come."),  # noqa: DTZ011
    ],
)
def test_a_day_that_is_none_says_what_to_give(rosa: Client, on: str, sentence: str) -> None:
    answer = rosa.get(f"{PAGE}as-of/", {"on": on})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert rosa.get(f"{PAGE}as-of/entries.csv", {"on": on}).status_code == 404


def test_there_is_no_file_in_another_format(rosa: Client) -> None:
    assert rosa.get(f"{PAGE}as-of/entries.json", {"on": "2026-01-01"}).status_code == 404
