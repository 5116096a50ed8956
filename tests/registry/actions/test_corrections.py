"""Corrections: what reviewers change in a submission that waits, kept beside it and applied with it."""

from typing import Any

import pytest

from registry.actions import corrections, drafts, less_public, submissions
from registry.entry.corrections import corrected, fingerprint, told
from registry.entry.document import present, read
from registry.entry.less_public import Hide
from registry.errors import (
    AlreadyDecided,
    Conflicted,
    CorrectedMeanwhile,
    NotAllowed,
    OwnSubmission,
    SentAgain,
    TakenBack,
)
from registry.models import Contact, Decision, Organization, Submission
from registry.states import Origin
from tests import factories
from tests.factories import ACTIVITY, CONTACT, ORGANIZATION, WHERE, form_data, new_key, person, save

pytestmark = pytest.mark.django_db


def correct(submission: Submission, key: str, values: dict[str, Any], by: str = "rosa", **kwargs: Any) -> Any:
    """Correct a form as its page would, having seen everything; the submission given is brought up to date."""
    submission.refresh_from_db()
    kwargs.setdefault("seen", submission.saved_at)
    kwargs.setdefault("known", corrections.version_of(submission, key))
    done = corrections.correct(submission=submission, key=key, data=form_data(values), by=person(by), **kwargs)
    submission.refresh_from_db()
    return done


def values_of(submission: Submission) -> dict[str, Any]:
    return {path: one["value"] for path, one in submission.corrections.items()}


def item_of(submission: Submission, part: str) -> str:
    return f"{part}.{next(iter(present(submission.document, part)))}"


# -- Correcting -------------------------------------------------------------------------------------------------------


def test_a_correction_stands_beside_the_document_with_its_author() -> None:
    submission = factories.submitted()
    before = submission.document
    done = correct(submission, "organization", {**ORGANIZATION, "founded": "1989"})
    assert done.is_done
    assert submission.document == before
    [(path, one)] = submission.corrections.items()
    assert (path, one["was"], one["value"], one["by"]) == ("organization.founded", 1998, 1989, str(person("rosa").pk))


def test_what_a_form_says_as_the_team_wrote_it_is_no_correction() -> None:
    submission = factories.submitted()
    correct(submission, "organization", {**ORGANIZATION, "founded": "1989"})
    correct(submission, "organization", ORGANIZATION)
    assert submission.corrections == {}


def test_a_correction_that_stays_keeps_its_author() -> None:
    submission = factories.submitted()
    correct(submission, "where", {**WHERE, "scales": ["local", "national"]})
    first = submission.corrections["where.scales"]
    correct(submission, "where", {**WHERE, "scales": ["local", "national"], "realms": ["land"]}, by="ravi")
    assert submission.corrections["where.scales"] == first
    assert submission.corrections["where.realms"]["by"] == str(person("ravi").pk)


def test_corrections_of_other_forms_stay() -> None:
    submission = factories.submitted()
    correct(submission, "where", {**WHERE, "scales": ["global"]})
    activity = item_of(submission, "activities")
    correct(submission, activity, {**ACTIVITY, "title": "Warden training"})
    assert values_of(submission) == {"where.scales": ["global"], f"{activity}.title": "Warden training"}


def test_input_that_does_not_pass_is_refused_and_nothing_is_kept() -> None:
    submission = factories.submitted()
    done = correct(submission, "organization", {**ORGANIZATION, "website": "no page", "founded": "1989"})
    assert (done.is_done, [*done.form.errors], submission.corrections) == (False, ["website"], {})
    assert done.form.data["website"] == "no page"


def test_what_only_sending_needs_may_be_left_empty() -> None:
    submission = factories.submitted()
    assert correct(submission, "where", {**WHERE, "realms": []}).is_done
    assert values_of(submission) == {"where.realms": []}


def test_another_type_takes_the_answers_of_the_former_one_along() -> None:
    submission = factories.submitted(type="private_sector")
    correct(submission, "organization", {**ORGANIZATION, "type": "ngo", "sector": "A"})
    assert values_of(submission) == {"organization.type": "ngo", "organization.sector": ""}


def test_who_sees_something_is_not_asked() -> None:
    submission = factories.submitted()
    save_to_team = factories.complete_draft()
    gap = item_of(submission, "gaps")
    asked = {*corrections.form_to_correct(submission, gap).fields}
    asked |= {*corrections.form_to_correct(submission, item_of(submission, "contacts")).fields}
    asked |= {*corrections.form_to_correct(submission, "where").fields}
    asked |= {*corrections.form_to_correct(submission, "organization").fields}
    asked |= {*corrections.form_to_correct(save_to_team, item_of(save_to_team, "names")).fields}
    assert not {"visible_to", "email_public", "base_place_public", "logo_file", "keep_former"} & asked
    assert {"title", "email", "base_place", "website", "text"} <= asked


def test_a_hidden_item_stays_hidden_when_it_is_corrected() -> None:
    submission = factories.complete_draft()
    gap = new_key("gaps")
    save(submission, gap, {**factories.GAP, "title": "Nets", "visible_to": "secretariat"})
    factories.send(submission, person("amina"))
    correct(submission, gap, {**factories.GAP, "title": "Nets and boats", "visible_to": "everyone"})
    assert values_of(submission) == {f"{gap}.title": "Nets and boats"}


def test_a_contact_that_is_corrected_gets_a_row_of_its_own_and_the_teams_again_when_it_says_so() -> None:
    submission = factories.submitted()
    contact = item_of(submission, "contacts")
    written = submission.document["contacts"][contact.partition(".")[2]]["contact"]
    correct(submission, contact, {**CONTACT, "email": "amina@bays.example.org"})
    row = values_of(submission)[f"{contact}.contact"]
    assert row != written
    assert Contact.objects.get(pk=row).email == "amina@bays.example.org"
    correct(submission, contact, {**CONTACT, "email": "amina@bays.example.org", "role": "technical"})
    assert values_of(submission) == {f"{contact}.contact": row, f"{contact}.role": "technical"}
    correct(submission, contact, CONTACT)
    assert submission.corrections == {}


def test_an_identifier_of_another_entry_is_refused() -> None:
    other = factories.complete_draft()
    save(other, new_key("identifiers"), {"scheme": "ror", "value": "03wcpny22"})
    factories.send(other, person("amina"))
    submissions.approve(submission=other, by=person("rosa"))
    submission = factories.complete_draft(person("sam"))
    mine = new_key("identifiers")
    save(submission, mine, {"scheme": "wikidata", "value": "Q42"}, person("sam"))
    factories.send(submission, person("sam"))
    done = correct(submission, mine, {"scheme": "ror", "value": "03wcpny22"})
    assert ([*done.form.errors], submission.corrections) == (["value"], {})


def test_only_what_the_document_has_can_be_corrected() -> None:
    submission = factories.submitted()
    for key in ("version", "gaps", new_key("gaps"), "where.x", "nothing", "gaps.x"):
        with pytest.raises(KeyError):
            correct(submission, key, {})
    with pytest.raises(KeyError):
        corrections.remove(submission=submission, key="where", seen=submission.saved_at, by=person("rosa"))
    with pytest.raises(KeyError):
        corrections.remove(submission=submission, key=new_key("gaps"), seen=submission.saved_at, by=person("rosa"))


# -- Removing and taking back -----------------------------------------------------------------------------------------


def test_an_item_can_be_proposed_to_go_and_saving_its_form_keeps_it() -> None:
    submission = factories.submitted()
    gap = item_of(submission, "gaps")
    corrections.remove(submission=submission, key=gap, seen=submission.saved_at, by=person("rosa"))
    submission.refresh_from_db()
    assert values_of(submission) == {gap: None}
    assert present(corrected(submission.document, submission.corrections), "gaps") == {}
    correct(submission, gap, {**factories.GAP, "title": "Boats"})
    assert values_of(submission) == {f"{gap}.title": "Boats"}


def test_taking_back_leaves_what_the_team_wrote() -> None:
    submission = factories.submitted()
    correct(submission, "where", {**WHERE, "scales": ["global"]})
    correct(submission, "organization", {**ORGANIZATION, "founded": "1989"})
    corrections.undo(submission=submission, key="where", seen=submission.saved_at, by=person("ravi"))
    submission.refresh_from_db()
    assert values_of(submission) == {"organization.founded": 1989}


# -- Who and when -----------------------------------------------------------------------------------------------------


def test_who_may_not_decide_may_not_correct() -> None:
    submission = factories.submitted()
    for name, refusal in (("sam", NotAllowed), ("amina", NotAllowed)):
        with pytest.raises(refusal):
            correct(submission, "where", WHERE, by=name)
    own = factories.submitted(person("rosa"))
    with pytest.raises(OwnSubmission):
        correct(own, "where", WHERE)


def test_only_what_waits_is_corrected() -> None:
    submission = factories.submitted()
    submissions.take_back(submission=submission, by=person("amina"))
    with pytest.raises(TakenBack):
        correct(submission, "where", WHERE)
    factories.send(submission, person("amina"))
    submissions.approve(submission=submission, by=person("rosa"))
    with pytest.raises(AlreadyDecided):
        correct(submission, "where", WHERE)
    own_draft = drafts.open_change(organization=Organization.objects.get(), by=person("rosa"), origin=Origin.STAFF)
    with pytest.raises(AlreadyDecided):
        correct(own_draft, "where", WHERE)


def test_what_was_sent_again_has_to_be_read_again() -> None:
    submission = factories.submitted()
    read_then = submission.saved_at
    submissions.take_back(submission=submission, by=person("amina"))
    save(submission, "where", {**WHERE, "scales": ["global"]})
    factories.send(submission, person("amina"))
    with pytest.raises(SentAgain):
        correct(submission, "where", WHERE, seen=read_then)


def test_of_two_who_correct_the_second_is_shown_both_texts() -> None:
    submission = factories.submitted()
    known = corrections.version_of(submission, "where")
    correct(submission, "where", {**WHERE, "scales": ["global"]})
    done = correct(submission, "where", {**WHERE, "scales": ["regional"]}, by="ravi", known=known)
    assert (done.is_done, done.theirs) == (False, {"scales": ["global"]})
    assert values_of(submission) == {"where.scales": ["global"]}
    assert correct(submission, "where", {**WHERE, "scales": ["global"]}, by="ravi", known=known).is_done


def test_who_corrects_what_a_colleague_removes_is_told() -> None:
    submission = factories.submitted()
    gap = item_of(submission, "gaps")
    known = corrections.version_of(submission, gap)
    corrections.remove(submission=submission, key=gap, seen=submission.saved_at, by=person("ravi"))
    assert correct(submission, gap, {**factories.GAP, "title": "Boats"}, known=known).theirs == {"": None}


# -- Approving --------------------------------------------------------------------------------------------------------


def test_approving_applies_the_document_with_its_corrections_and_records_them() -> None:
    submission = factories.submitted()
    gap = item_of(submission, "gaps")
    correct(submission, "organization", {**ORGANIZATION, "founded": "1989"})
    corrections.remove(submission=submission, key=gap, seen=submission.saved_at, by=person("rosa"))
    submission.refresh_from_db()
    decision = submissions.approve(submission=submission, by=person("rosa"), known=fingerprint(submission.corrections))
    live = read(Organization.objects.get())
    assert (live["organization"]["founded"], live["gaps"]) == (1989, {})
    assert decision.corrections == submission.corrections
    assert Submission.objects.get().document["organization"]["founded"] == 1998
    assert [
        (one.path, [*one.was], [*one.now], one.is_removal) for one in told(submission.document, decision.corrections)
    ] == [
        ("organization.founded", ["1998"], ["1989"], False),
        (gap, [], [], True),
    ]


def test_who_did_not_read_the_corrections_does_not_approve_them() -> None:
    submission = factories.submitted()
    known = fingerprint(submission.corrections)
    correct(submission, "organization", {**ORGANIZATION, "founded": "1989"}, by="ravi")
    with pytest.raises(CorrectedMeanwhile):
        submissions.approve(submission=submission, by=person("rosa"), known=known)
    assert not Decision.objects.exists()


def test_a_correction_that_cannot_be_listed_is_refused_at_its_place() -> None:
    submission = factories.submitted()
    name = item_of(submission, "names")
    corrections.remove(submission=submission, key=name, seen=submission.saved_at, by=person("rosa"))
    with pytest.raises(Conflicted) as refused:
        submissions.approve(submission=submission, by=person("rosa"))
    assert [fault.path for fault in refused.value.conflicts] == ["names"]


def test_a_correction_that_lost_against_what_is_listed_is_not_recorded() -> None:
    organization = factories.listed()
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "where", {**WHERE, "scales": ["national"]})
    factories.send(change, person("amina"))
    edit = drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
    save(edit, "where", {**WHERE, "scales": ["regional"]}, person("ravi"))
    submissions.approve(submission=edit, by=person("ravi"))
    correct(change, "where", {**WHERE, "scales": ["global"], "realms": ["land"]})
    submissions.settle(submission=change, path="where.scales", choice="live", by=person("rosa"))
    decision = submissions.approve(submission=change, by=person("rosa"))
    assert [*decision.corrections] == ["where.realms"]
    assert decision.snapshot["where"]["scales"] == ["regional"]


def test_a_correction_falls_when_the_team_changes_the_place_and_stands_where_it_does_not() -> None:
    submission = factories.submitted()
    correct(submission, "where", {**WHERE, "scales": ["global"], "realms": ["land"]})
    submissions.request_changes(submission=submission, by=person("rosa"), reason="Which coast?")
    save(submission, "where", {**WHERE, "scales": ["national"]})
    factories.send(submission, person("amina"))
    submission.refresh_from_db()
    assert values_of(submission) == {"where.realms": ["land"]}


def test_hiding_what_is_to_go_does_not_keep_it() -> None:
    organization = factories.listed()
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "where", {**WHERE, "scales": ["national"]})
    factories.send(change, person("amina"))
    gap = item_of(change, "gaps")
    corrections.remove(submission=change, key=gap, seen=change.saved_at, by=person("rosa"))
    less_public.hide(organization=organization, what=[Hide(gap, "secretariat")], by=person("amina"))
    decision = submissions.approve(submission=change, by=person("rosa"))
    assert [*decision.corrections] == [gap]
    assert decision.snapshot["gaps"] == {}


def test_what_is_said_of_no_correction_is_nothing() -> None:
    submission = factories.submitted()
    assert told(submission.document, {}) == []
