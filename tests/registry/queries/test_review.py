"""What the secretariat reads of one submission: its differences, and what was said of it."""

import uuid

import pytest
from pytest_django import DjangoAssertNumQueries

from registry.actions import drafts, submissions
from registry.entry.difference import What
from registry.entry.document import empty
from registry.models import Organization, Submission
from registry.queries import review
from registry.states import Origin, SubmissionState
from tests import factories
from tests.factories import ORGANIZATION, WHERE, person, save

pytestmark = pytest.mark.django_db


def read(submission: Submission) -> review.Review:
    found = review.find(submission.pk)
    return review.read(found, submissions.current_settlements(found))


def changed(organization: Organization, **values: str) -> Submission:
    """A change to an entry that its team has sent."""
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "organization", {**ORGANIZATION, **values})
    return factories.send(change, person("amina"))


def test_a_draft_that_was_never_sent_is_nobodys_but_the_teams() -> None:
    with pytest.raises(Submission.DoesNotExist):
        review.find(factories.complete_draft().pk)
    with pytest.raises(Submission.DoesNotExist):
        review.find(uuid.uuid4())


def test_a_registration_changes_an_empty_entry() -> None:
    submission = factories.submitted()
    found = read(submission)
    assert found.before == empty()
    assert found.after == Submission.objects.get().document
    assert {change.what for change in found.changes if change.item} == {What.ADDED}
    assert (found.is_open, found.shows_document, found.decision, found.earlier) == (True, True, None, [])
    assert [row.email for row in found.contacts.values()] == [factories.CONTACT["email"]]
    assert found.team == [person("amina")]


def test_a_change_is_what_approving_would_do_to_what_is_listed_now() -> None:
    organization = factories.listed()
    change = changed(organization, founded="1999")
    edit = drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
    save(edit, "where", {**WHERE, "scales": ["national"]}, person("ravi"))
    submissions.approve(submission=edit, by=person("ravi"))
    found = read(change)
    assert [(one.path, one.before, one.after) for one in found.changes] == [("organization.founded", 1998, 1999)]
    assert found.after["where"]["scales"] == ["national"]
    submissions.approve(submission=change, by=person("rosa"))
    assert review.read(review.find(change.pk), {}).after == found.after


def test_conflicts_stay_listed_when_they_are_settled() -> None:
    organization = factories.listed()
    change = changed(organization, founded="1999")
    edit = drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
    save(edit, "organization", {**ORGANIZATION, "founded": "2001"}, person("ravi"))
    submissions.approve(submission=edit, by=person("ravi"))
    found = read(change)
    assert [one.path for one in found.conflicts] == ["organization.founded"]
    assert found.unsettled == found.conflicts
    assert found.changes == []
    submissions.settle(submission=change, path="organization.founded", choice="proposed", by=person("rosa"))
    found = read(change)
    assert [one.path for one in found.conflicts] == ["organization.founded"]
    assert found.unsettled == []
    assert [(one.before, one.after) for one in found.changes] == [(2001, 1999)]


def test_what_cannot_be_listed_is_a_problem_of_the_whole() -> None:
    submission = factories.submitted()
    Submission.objects.filter(pk=submission.pk).update(document={**submission.document, "names": {}})
    assert [problem.path for problem in read(submission).problems] == ["names"]


def test_a_declined_submission_shows_what_it_proposed() -> None:
    organization = factories.listed()
    change = changed(organization, founded="1999")
    submissions.decline(submission=change, by=person("rosa"), reason="No.")
    found = read(change)
    assert [(one.before, one.after) for one in found.changes] == [(1998, 1999)]
    assert found.decision is not None
    assert found.decision.reason == "No."
    assert [one.kind for one in found.earlier] == ["approve"]


def test_an_approved_submission_shows_what_it_changed_then() -> None:
    organization = factories.listed()
    first = Submission.objects.get()
    change = changed(organization, founded="1999")
    submissions.approve(submission=change, by=person("rosa"))
    assert [(one.before, one.after) for one in read(change).changes] == [(1998, 1999)]
    assert read(first).before == empty()
    assert read(first).after["organization"]["founded"] == 1998


@pytest.mark.parametrize("then", ["changes_requested", "taken_back", "discarded"])
def test_a_document_that_its_team_has_is_not_read(then: str) -> None:
    submission = factories.submitted()
    if then == "changes_requested":
        submissions.request_changes(submission=submission, by=person("rosa"), reason="Say more.")
    else:
        submissions.take_back(submission=submission, by=person("amina"))
    if then == "discarded":
        submissions.discard(submission=submission, by=person("amina"))
    found = read(submission)
    assert (found.shows_document, found.is_open) == (False, False)
    assert found.before == found.after == empty()
    assert not found.contacts


def test_a_staff_draft_can_be_read_by_its_colleagues() -> None:
    draft = drafts.open_change(organization=factories.listed(), by=person("rosa"), origin=Origin.STAFF)
    assert draft.state == SubmissionState.DRAFT
    assert read(draft).is_open


def test_reading_costs_a_fixed_number_of_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    submission = review.find(changed(factories.listed(), founded="1999").pk)
    with django_assert_num_queries(3):  # decisions with what is listed, team, contacts; a fourth for files
        review.read(submission, {})


def test_the_files_that_it_points_at_are_at_hand(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    submission = factories.complete_draft(type="iplc")
    told = {"mandate_kind": "custom", "mandate_told": "By the elders.", "people_represented": "Nine villages"}
    save(submission, "organization", {**ORGANIZATION, "type": "iplc", **told})
    found = review.find(factories.send(submission, person("amina")).pk)
    with django_assert_num_queries(4):
        attachments = review.read(found, {}).attachments
    assert [row.told for row in attachments.values()] == ["By the elders."]


def test_an_entry_without_contacts_and_files_asks_for_none(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    submission = factories.submitted()
    Submission.objects.filter(pk=submission.pk).update(document={**submission.document, "contacts": {}})
    found = review.find(submission.pk)
    with django_assert_num_queries(2):
        review.read(found, {})
