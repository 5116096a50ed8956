"""What a setting lets be listed at once: sent, public in the same moment, looked at afterwards."""

from typing import Any

import pytest
from pytest_django import Settings

from registry.actions import corrections, drafts, submissions
from registry.entry.at_once import may_be_listed, never_at_once
from registry.entry.document import present, read
from registry.errors import IllegalMove, LookedAtAlready, NotAllowed, OtherRegion, OwnSubmission
from registry.models import Decision, Message, Organization, Person, Submission
from registry.models.messages import MessageKind
from registry.queries import afterwards
from registry.states import Origin, SubmissionState
from tests import factories
from tests.factories import ACTIVITY, GAP, WHERE, new_key, person, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once(settings: Settings) -> None:
    settings.LISTED_AT_ONCE = ("where.scales", "where.base_country", "where.base_place_public", "gaps.text")


def changed(key: str, values: dict[str, Any], organization: Organization | None = None) -> Submission:
    """A change of Amina's to a listed entry, sent."""
    change = drafts.open_change(organization=organization or factories.listed(), by=person("amina"))
    key = key if "." in key or key == "where" else f"{key}.{next(iter(present(change.document, key)))}"
    save(change, key, values)
    return factories.send(change, person("amina"))


def test_a_change_of_harmless_fields_is_listed_when_it_is_sent() -> None:
    sent = changed("where", {**WHERE, "scales": ["national"]})
    organization = Organization.objects.get()
    assert sent.state == SubmissionState.APPROVED
    assert read(organization)["where"]["scales"] == ["national"]
    assert organization.listing.record["scales"] == ["national"]
    decision = sent.decisions.get()
    assert (decision.by, decision.rule, decision.live_version) == (None, "listed_at_once", 2)


def test_the_team_is_told_and_no_reviewer_has_to_do_anything() -> None:
    organization = factories.listed()
    Message.objects.all().delete()
    sent = changed("gaps", {**GAP, "text": "Three boats."}, organization)
    [message] = Message.objects.all()
    told = {"submission": str(sent.pk), "decision": str(sent.decisions.get().pk)}
    assert (message.kind, message.person, message.context) == (MessageKind.LISTED_AT_ONCE, person("amina"), told)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("where", {**WHERE, "base_country": "TZ"}),  # sensitive, whatever the setting says
        ("where", {**WHERE, "scales": ["national"], "realms": ["land"]}),  # one of the two is not in the setting
        ("where", {**WHERE, "base_place_public": "on"}),  # shows more
        ("gaps", {**GAP, "title": "Three boats"}),
        ("a new gap", {**GAP, "text": "Another one."}),
    ],
)
def test_everything_else_waits_for_review(key: str, values: dict[str, Any]) -> None:
    sent = changed(new_key("gaps") if key == "a new gap" else key, values)
    assert sent.state == SubmissionState.SUBMITTED
    assert not sent.decisions.exists()


def test_a_registration_and_an_edit_of_staff_wait() -> None:
    assert factories.submitted().state == SubmissionState.SUBMITTED
    edit = drafts.open_change(organization=factories.listed(), by=person("rosa"), origin=Origin.STAFF)
    save(edit, "where", {**WHERE, "scales": ["national"]}, person("rosa"))
    assert factories.send(edit, person("rosa")).state == SubmissionState.SUBMITTED


def test_without_the_setting_everything_waits(settings: Settings) -> None:
    settings.LISTED_AT_ONCE = ()
    assert changed("where", {**WHERE, "scales": ["national"]}).state == SubmissionState.SUBMITTED


def test_what_waited_before_comes_back_to_a_reviewer() -> None:
    organization = factories.listed()
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "where", {**WHERE, "scales": ["national"], "realms": ["land"]})
    factories.send(change, person("amina"))
    corrections.correct(
        submission=change,
        key="where",
        data=factories.form_data({**WHERE, "scales": ["national"], "realms": ["inland_waters"]}),
        seen=change.saved_at,
        known=corrections.version_of(change, "where"),
        by=person("rosa"),
    )
    submissions.take_back(submission=change, by=person("amina"))
    save(change, "where", {**WHERE, "scales": ["national"]})
    assert factories.send(change, person("amina")).state == SubmissionState.SUBMITTED
    submissions.take_back(submission=change, by=person("amina"))  # the correction has fallen away by now
    assert factories.send(change, person("amina")).state == SubmissionState.SUBMITTED
    submissions.request_changes(submission=change, by=person("rosa"), reason="It is not national.")
    assert factories.send(change, person("amina")).state == SubmissionState.SUBMITTED


def test_a_conflict_waits_for_a_reviewer() -> None:
    organization = factories.listed()
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "where", {**WHERE, "scales": ["national"]})
    edit = drafts.open_change(organization=organization, by=person("rosa"), origin=Origin.STAFF)
    save(edit, "where", {**WHERE, "scales": ["regional"]}, person("rosa"))
    submissions.approve(submission=edit, by=person("rosa"))
    assert factories.send(change, person("amina")).state == SubmissionState.SUBMITTED


# -- Afterwards -------------------------------------------------------------------------------------------------------


def listed_now() -> list[Submission]:
    return list(afterwards.to_look_at())


def test_it_stands_in_the_list_until_somebody_has_looked() -> None:
    sent = changed("where", {**WHERE, "scales": ["national"]})
    assert listed_now() == [sent]
    [row] = afterwards.rows(afterwards.to_look_at(), "en")
    assert (row.id, row.since) == (sent.pk, sent.state_since)
    submissions.look(submission=sent, by=person("rosa"))
    assert listed_now() == []
    sent.refresh_from_db()
    assert (sent.looked_by, sent.looked_at is not None) == (person("rosa"), True)
    with pytest.raises(LookedAtAlready):
        submissions.look(submission=sent, by=person("ravi"))


def test_what_a_person_approved_needs_no_second_look() -> None:
    organization = factories.listed()
    [approved] = Submission.objects.all()
    assert (approved.looked_by, listed_now()) == (person("rosa"), [])
    with pytest.raises(IllegalMove):
        submissions.look(submission=approved, by=person("rosa"))
    assert Decision.objects.filter(submission__organization=organization).count() == 1


def test_who_may_not_look() -> None:
    sent = changed("where", {**WHERE, "scales": ["national"]})
    with pytest.raises(NotAllowed):
        submissions.look(submission=sent, by=person("sam"))
    Person.objects.filter(pk=person("ravi").pk).update(desk_region="019")
    with pytest.raises(OtherRegion):
        submissions.look(submission=sent, by=person("ravi"))
    factories.join_team(person("rosa"), sent.organization)
    with pytest.raises(OwnSubmission):
        submissions.look(submission=sent, by=person("rosa"))


def test_the_list_costs_the_same_with_one_row_and_with_three(django_assert_num_queries: Any) -> None:
    changed("where", {**WHERE, "scales": ["national"]})
    with django_assert_num_queries(1):
        assert len(afterwards.rows(afterwards.to_look_at(), "en")) == 1
    for _number in range(2):
        changed("where", {**WHERE, "scales": ["national"]})
    with django_assert_num_queries(1):
        assert len(afterwards.rows(afterwards.to_look_at(), "en")) == 3


# -- The fields -------------------------------------------------------------------------------------------------------


def test_sensitive_fields_identifiers_contacts_and_what_is_no_field_are_named() -> None:
    asked = [
        *("where.scales", "activities.text", "names.text", "organization.type", "identifiers.value"),
        *("contacts.role", "where", "nowhere.scales", "where.nothing", "where.scales.x"),
    ]
    assert never_at_once(asked) == asked[2:]


def test_an_item_that_goes_always_waits() -> None:
    live = read(factories.listed())
    without = {**live, "activities": {}}
    assert not may_be_listed(live, without, ["activities.title", "activities.text"])
    [(id_, item)] = live["activities"].items()
    other = {**live, "activities": {id_: {**item, "text": ACTIVITY["title"]}}}
    assert may_be_listed(live, other, ["activities.text"])
