"""The workspace: a person's organizations, each with where it stands and what comes next."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from registry.actions import drafts, invitations, submissions
from registry.models import Submission
from registry.states import Origin
from tests import factories
from tests.factories import person
from tests.web.joining import at, said, signed_in

pytestmark = pytest.mark.django_db


def test_whoever_has_nothing_yet_is_told_what_would_be_here() -> None:
    words = said(signed_in("sam").get("/workspace/"))
    assert "Here you find the organizations whose entries you edit." in words
    assert "Register an organization" in words


def test_it_is_for_people_who_are_signed_in(client: Client) -> None:
    assert client.get("/workspace/").headers["Location"] == "/accounts/login/?next=/workspace/"


def test_a_draft_is_continued_from_here() -> None:
    draft = factories.draft(name="Bay Council")
    page = signed_in().get("/workspace/")
    assert "Bay Council" in said(page)
    assert "It is for you to finish it and to send it" in said(page)
    assert f'href="{at(draft)}"' in page.content.decode()


def test_what_waits_says_that_nothing_is_to_be_done() -> None:
    factories.submitted()
    assert "you need not do anything" in said(signed_in().get("/workspace/"))


def test_a_listed_entry_has_its_page_and_a_button_to_change_it() -> None:
    entry = factories.listed(name="Bay Council")
    client = signed_in()
    page = client.get("/workspace/").content.decode()
    assert f'href="/directory/{entry.public_id_id}/bay-council/"' in page
    assert f'href="/workspace/{entry.public_id_id}/"' in page
    response = client.post(f"/workspace/{entry.public_id_id}/change/")
    change = Submission.objects.get(organization=entry, state="draft")
    assert response.headers["Location"] == at(change)
    assert client.post(f"/workspace/{entry.public_id_id}/change/").headers["Location"] == at(change)
    assert "The entry stays as it is until the secretariat has approved the change." in said(client.get("/workspace/"))


def test_after_a_refusal_it_can_be_changed_and_sent_again() -> None:
    sent = factories.submitted(name="Bay Council")
    submissions.decline(submission=sent, by=person("rosa"), reason="Say whom you work with.")
    client = signed_in()
    words = said(client.get("/workspace/"))
    assert "Say whom you work with." in words
    assert "Change it and send it again" in words
    client.post(f"/workspace/{sent.organization.public_id_id}/change/")
    again = Submission.objects.get(organization=sent.organization, state="draft")
    assert again.document["where"] == sent.document["where"]


def test_a_registration_that_was_given_up_is_gone_from_here() -> None:
    submissions.discard(submission=factories.draft(name="Bay Council"), by=person("amina"))
    assert "Bay Council" not in said(signed_in().get("/workspace/"))


def test_a_change_that_was_given_up_leaves_the_entry_here() -> None:
    entry = factories.listed(name="Bay Council")
    submissions.discard(submission=drafts.open_change(organization=entry, by=person("amina")), by=person("amina"))
    words = said(signed_in().get("/workspace/"))
    assert ["Change this entry" in words, "made public as you sent it" in words, "iscarded" in words] == [
        *(True, True, False),
    ]


def test_whom_a_draft_was_passed_to_and_since_when_stands_beside_it_for_the_team_alone() -> None:
    draft = factories.draft(name="Bay Council")
    invitations.pass_draft(submission=draft, to="bo@people.example.org", note="", by=person("amina"))
    client, entry = signed_in(), f"/workspace/{draft.organization.public_id_id}/"
    sentence = (
        f"bo@people.example.org was invited to your team on {date_format(timezone.now())} and has not answered yet."
    )

    assert [sentence in said(client.get(page)) for page in ("/workspace/", entry, at(draft))] == [True] * 3
    factories.send(factories.complete_draft(person("sam"), name="Another"), person("sam"))
    assert "bo@people.example.org" not in said(signed_in("sam").get("/workspace/"))

    invitations.accept(invitation_id=draft.organization.invitations.get().pk, by=person("bo"))
    assert ["was invited to your team" in said(client.get(page)) for page in ("/workspace/", entry, at(draft))] == [
        False
    ] * 3


def test_what_belongs_to_others_is_neither_shown_nor_changed() -> None:
    entry = factories.listed(name="Bay Council")
    sam = signed_in("sam")
    assert "Bay Council" not in said(sam.get("/workspace/"))
    assert sam.post(f"/workspace/{entry.public_id_id}/change/").status_code == 404
    assert sam.get(f"/workspace/{entry.public_id_id}/change/").status_code == 404


def test_a_withdrawn_entry_is_not_changed() -> None:
    entry = factories.listed(name="Bay Council")
    factories.Organization.objects.filter(pk=entry.pk).update(state="withdrawn")
    client = signed_in()
    told = said(client.get("/workspace/"))
    assert "Change this entry" not in told
    assert "Nobody finds it in the directory." in told
    assert "The entry is public" not in told
    response = client.post(f"/workspace/{entry.public_id_id}/change/", follow=True)
    assert response.redirect_chain[-1][0] == "/workspace/"
    assert "You may not do this." in said(response)


def test_staff_find_the_drafts_that_they_write_for_others() -> None:
    entry = factories.listed(name="Bay Council")
    draft = drafts.open_change(organization=entry, by=person("rosa"), origin=Origin.STAFF)
    assert f'href="{at(draft)}"' in signed_in("rosa").get("/workspace/").content.decode()
    assert f'href="{at(draft)}"' not in signed_in("ravi").get("/workspace/").content.decode()


def test_the_language_of_messages_is_chosen_here_and_not_by_the_page() -> None:
    client = signed_in()
    client.get("/ar/workspace/")
    assert factories.Person.objects.get(pk=person("amina").pk).language == "en"
    client.post("/ar/workspace/language/", {"language": "fr"})
    assert factories.Person.objects.get(pk=person("amina").pk).language == "fr"
    assert client.post("/workspace/language/", {"language": "tlh"}).status_code == 404


@pytest.mark.parametrize("organizations", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_organizations(
    organizations: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(organizations):
        factories.listed()
    client = signed_in()
    client.get("/workspace/")
    # the session, the person, memberships, submissions, decisions, links; claims, wishes to join
    with django_assert_num_queries(8):
        client.get("/workspace/")
