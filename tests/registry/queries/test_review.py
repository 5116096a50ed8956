"""What the secretariat reads: the queue, cases, one submission as its differences."""

import datetime
import uuid

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from registry.actions import cases, drafts, submissions
from registry.entry.difference import What
from registry.entry.document import empty
from registry.models import Organization, Submission
from registry.queries import review
from registry.queries.review import Holder, QueueKind
from registry.states import CaseKind, Origin, SubmissionState
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


# -- The queue --------------------------------------------------------------------------------------------------------


def test_the_queue_holds_what_was_sent_and_not_decided() -> None:
    waits = factories.submitted(person("amina"))
    factories.complete_draft(person("sam"))
    factories.listed(person("bo"))
    assert [*review.queue()] == [waits]


def test_kinds_are_told_apart() -> None:
    new = factories.submitted(person("sam"))
    change = changed(factories.listed(person("amina")), founded="1999")
    imported = factories.submitted(person("bo"))
    Submission.objects.filter(pk=imported.pk).update(origin=Origin.IMPORT)
    imported.refresh_from_db()
    found = {kind: [*review.of_kind(review.queue(), kind)] for kind in QueueKind.values}
    assert found == {QueueKind.REGISTRATION: [new], QueueKind.CHANGE: [change], QueueKind.IMPORT: [imported]}
    assert [review.kind_of(one) for one in (new, change, imported)] == [*QueueKind]


def test_filters_narrow_by_type_region_holder_and_time() -> None:
    with time_machine.travel(datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=5)):
        old = factories.submitted(person("amina"), type="network")
    young = factories.submitted(person("sam"))
    submissions.assign(submission=young, to=person("rosa"), by=person("rosa"))
    queue = review.queue()
    assert [*review.of_type(queue, "network")] == [old]
    assert {*review.in_region(queue, "002")} == {old, young}
    assert [*review.in_region(queue, "009")] == []
    assert [*review.held_by(queue, Holder.ME, person("rosa"))] == [young]
    assert [*review.held_by(queue, Holder.SOMEONE, person("rosa"))] == [young]
    assert [*review.held_by(queue, Holder.NOBODY, person("rosa"))] == [old]
    assert [*review.waiting_longer_than(queue, 4)] == [old]


def test_a_row_says_what_the_queue_shows() -> None:
    submission = factories.submitted(name="Bay Council", type="network")
    (row,) = review.rows(review.queue(), "en")
    assert (row.id, row.name, row.language, row.type, row.base_country) == (
        *(submission.pk, "Bay Council", "en"),
        *("network", "KE"),
    )
    assert row.kind == QueueKind.REGISTRATION
    assert row.holder is None
    assert not row.has_similar
    assert row.days(submission.submitted_at + datetime.timedelta(days=7, hours=1)) == 7
    assert not row.is_late(submission.submitted_at + datetime.timedelta(days=7, hours=1))
    assert row.is_late(submission.submitted_at + datetime.timedelta(days=8))


@pytest.mark.parametrize("rows", [1, 3])
def test_rows_cost_one_query(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(rows):
        factories.submitted(person(f"person{number}"))
    with django_assert_num_queries(1):
        assert len(review.rows(review.queue(), "en")) == rows


@pytest.mark.parametrize(
    ("names", "language", "expected"),
    [
        ([], "en", ("", "")),
        ([("Bay", "en", "alias")], "en", ("", "")),
        ([("Baie", "fr", "official"), ("Bay", "en", "official")], "en", ("Bay", "en")),
        ([("Baie", "fr", "official"), ("Bay", "en", "official")], "es", ("Baie", "fr")),
        ([("海湾", "zh-Hans", "official"), ("Bay", "en", "official")], "zh-hans", ("海湾", "zh-Hans")),
    ],
)
def test_the_official_name_is_that_of_the_readers_language_or_the_first(
    names: list[tuple[str, str, str]], language: str, expected: tuple[str, str]
) -> None:
    items = {f"{n}": {"text": t, "language": tag, "kind": kind} for n, (t, tag, kind) in enumerate(names)}
    assert review.official_name({"names": items}, language) == expected


def test_counts_tell_of_the_whole_queue() -> None:
    assert review.counts(person("rosa")) == review.Counts(0, 0, 0, None)
    first = factories.submitted(person("amina"))
    second = factories.submitted(person("sam"))
    submissions.assign(submission=second, to=person("rosa"), by=person("rosa"))
    assert review.counts(person("rosa")) == review.Counts(2, 1, 1, first.submitted_at)
    assert review.counts(person("ravi")) == review.Counts(2, 1, 0, first.submitted_at)


def test_a_reviewer_has_the_drafts_that_they_opened() -> None:
    organization = factories.listed()
    draft = drafts.open_change(organization=organization, by=person("rosa"), origin=Origin.STAFF)
    drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
    assert [*review.drafts_of(person("rosa"))] == [draft]
    (row,) = review.rows(review.drafts_of(person("rosa")), "en")
    assert row.since == draft.saved_at


def test_open_cases_are_named_by_their_organization(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    listed = factories.listed(person("bo"), name="Bay Council")
    pending = factories.draft(person("sam"), name="Lake Council").organization
    cases.open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=listed)
    cases.open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=pending)
    cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person("amina"))
    settled = cases.open_case(kind=CaseKind.CLAIM, organization=listed)
    cases.settle_case(case=settled, by=person("rosa"))
    with django_assert_num_queries(2):
        found = review.open_cases("en", 10)
    assert [(one.name, one.is_listed) for one in found] == [("Bay Council", True), ("Lake Council", False), ("", False)]
    assert len(review.open_cases("en", 1)) == 1


# -- One submission ---------------------------------------------------------------------------------------------------


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
