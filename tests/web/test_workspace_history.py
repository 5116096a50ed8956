"""The history of an entry: decisions, any two states side by side, and the proposal to go back to one."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registry.actions import drafts, submissions
from registry.models import Organization, Submission
from registry.states import Origin
from tests import factories
from tests.factories import ACTIVITY, GAP, WHERE, new_key, person, save, send
from tests.registry.actions.test_less_public import fresh, hide, partner
from tests.registry.actions.test_restores import change, state
from tests.web.joining import at, only_item, said, signed_in

pytestmark = pytest.mark.django_db


def address(organization: Organization, below: str = "") -> str:
    return f"/workspace/{organization.public_id_id}/history/{below}"


def page(organization: Organization, below: str = "", client: Client | None = None) -> str:
    return said((client or signed_in()).get(address(organization, below)))


def between(organization: Organization, earlier: int, later: int) -> str:
    return f"?from={state(organization, earlier).pk}&to={state(organization, later).pk}"


def test_each_decision_says_when_by_whom_and_why_and_names_only_the_team() -> None:
    sent = factories.submitted()
    comments = [{"path": "where.scales", "text": "Only local?"}]
    submissions.request_changes(submission=sent, by=person("rosa"), reason="Say more.", comments=comments)
    again = send(fresh(sent), person("amina"))
    submissions.approve(submission=again, by=person("rosa"), note="Welcome.")
    organization = Organization.objects.get(pk=sent.organization_id)
    staff = drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
    save(staff, "where", {**WHERE, "scales": ["global"]}, person("ravi"))
    submissions.approve(submission=fresh(staff), by=person("ravi"))
    hide(organization, f"contacts.{next(iter(again.document['contacts']))}")
    words = page(organization)
    assert words.count("Decided by: the secretariat . Written by: Amina") == 2
    assert "Decided by: the secretariat . Written by: the secretariat" in words
    assert "Decided by: at once, since it only shows less . Written by: Amina" in words
    assert [one for one in ("Say more.", "Only local?", "Welcome.", "Version 3") if one not in words] == []
    assert [name for name in ("Rosa", "Ravi", "people.example.org") if name in words] == []


def test_a_comment_on_an_item_says_on_which() -> None:
    sent = factories.submitted()
    path = f"activities.{only_item(sent, 'activities')}.end"
    comments = [{"path": path, "text": "When does it end?"}]
    submissions.request_changes(submission=sent, by=person("rosa"), comments=comments)
    assert "Activity › Warden training in nine villages › End When does it end?" in page(sent.organization)


def test_who_left_the_team_is_not_named() -> None:
    organization = factories.listed()
    factories.join_team(person("bo"), organization)
    person("amina").memberships.all().delete()
    words = page(organization, client=signed_in("bo"))
    assert "Written by: somebody who is no longer in the team" in words
    assert "Amina" not in words


def test_any_two_states_are_compared_in_words_whichever_is_named_first() -> None:
    organization = factories.listed()
    change(organization, "where", {**WHERE, "scales": ["national"]})
    change(organization, new_key("activities"), {**ACTIVITY, "title": "Something else"})
    for query in (between(organization, 1, 3), between(organization, 3, 1)):
        words = page(organization, query)
        assert "From version 1 to version 3" in words
        assert "Scale of work Changed words National · Local" in words
        assert "Something else Added" in words
    assert "There is no difference." in page(organization, between(organization, 2, 2))
    present = page(organization, f"{state(organization, 3).pk}/")
    assert "There is no difference." in present
    assert "Propose this state" not in present
    assert "Back to the history" in present
    change(organization, "organization", {**factories.ORGANIZATION, "website": ""})
    words = page(organization, between(organization, 3, 4))
    assert "Version 3 of" in words
    assert "https://bay.example.org" in words
    assert "Listed now" not in words


def test_what_is_no_state_of_this_entry_is_not_compared() -> None:
    organization, other = factories.listed(), factories.listed()
    own, foreign = state(organization, 1).pk, state(other, 1).pk
    for query in (f"?from={own}&to={foreign}", f"?from={own}", "?to=x", "?from=&to="):
        assert signed_in().get(address(organization, query)).status_code == 404


def test_going_back_is_proposed_in_the_draft_and_says_what_stays_out() -> None:
    organization = partner()
    hide(organization, "where.base_place_public")
    change(organization, "where", {**WHERE, "scales": ["national"]})
    client, below = signed_in(), f"{state(organization, 1).pk}/"
    words = page(organization, below, client)
    assert "These stay hidden" in words
    assert "Where it works › Show the town or place to everyone" in words
    assert "Scale of work Changed words Local · National" in words
    assert Submission.objects.filter(state="draft").count() == 0
    response = client.post(address(organization, below))
    draft = Submission.objects.get(organization=organization, state="draft")
    assert response.headers["Location"] == at(draft)
    assert draft.document["where"]["scales"] == ["local"]
    assert draft.document["where"]["base_place_public"] is False
    assert "The draft proposes the earlier state." in said(client.get(at(draft)))


def test_the_page_says_that_the_draft_keeps_its_own() -> None:
    organization = factories.listed()
    change(organization, "where", {**WHERE, "scales": ["national"]})
    draft = drafts.open_change(organization=organization, by=person("amina"))
    save(draft, "organization", {**factories.ORGANIZATION, "founded": "1999"})
    response = signed_in().post(address(organization, f"{state(organization, 1).pk}/"), follow=True)
    assert "What your team had changed in the draft before stays as you wrote it." in said(response)


def test_while_the_secretariat_reads_it_is_taken_back_first() -> None:
    organization = factories.listed()
    change(organization, "where", {**WHERE, "scales": ["national"]})
    draft = drafts.open_change(organization=organization, by=person("amina"))
    save(draft, new_key("gaps"), {**GAP, "title": "Radios"})
    sent = send(fresh(draft), person("amina"))
    client, below = signed_in(), f"{state(organization, 1).pk}/"
    words = page(organization, below, client)
    assert "Take it back first" in words
    assert "Propose this state" not in words
    response = client.post(address(organization, below), follow=True)
    assert "Take it back first" in said(response)
    assert fresh(sent).document["where"]["scales"] == ["national"]


def test_there_is_no_going_back_to_what_is_none_or_from_a_withdrawn_entry() -> None:
    organization, other = factories.listed(), factories.listed()
    assert signed_in().get(address(organization, f"{state(other, 1).pk}/")).status_code == 404
    Organization.objects.filter(pk=organization.pk).update(state="withdrawn")
    assert "Go back to this state" not in page(organization)
    response = signed_in().post(address(organization, f"{state(organization, 1).pk}/"), follow=True)
    assert "This is no longer possible" in said(response)


def test_before_the_first_decision_the_page_says_what_will_be_here() -> None:
    assert "Nothing was decided yet" in page(factories.submitted().organization)


def test_a_long_history_has_pages() -> None:
    organization = partner()
    for _n in range(26):
        draft = drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
        submissions.approve(submission=draft, by=person("ravi"))
    words = page(organization)
    assert (words.count("Decided by:"), page(organization, "?page=2").count("Decided by:")) == (25, 2)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("compared", "queries"), [(False, 9), (True, 12)])
def test_the_page_asks_the_same_for_any_number_of_decisions(
    number: int, compared: bool, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    organization = factories.listed()
    for scale in ("national", "regional", "global")[:number]:
        change(organization, "where", {**WHERE, "scales": [scale]})
    client, below = signed_in(), between(organization, 1, number + 1) if compared else ""
    client.get(address(organization, below))
    with django_assert_num_queries(queries):
        client.get(address(organization, below))
