"""Several are approved together: each for itself, in batches, with one refresh of the listing a batch."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import Settings

from registry.actions import approvals, corrections, drafts, listing, submissions
from registry.entry.corrections import fingerprint
from registry.errors import (
    AlreadyDecided,
    Conflicted,
    CorrectionsUnread,
    NotAllowed,
    OtherRegion,
    OwnImport,
    OwnSubmission,
    SentAgain,
)
from registry.models import Decision, Listing, Message, Person, Submission
from registry.states import Origin, SubmissionState
from tests.factories import (
    CONTACT,
    ORGANIZATION,
    WHERE,
    complete_draft,
    form_data,
    join_team,
    listed,
    new_key,
    person,
    save,
    send,
    submitted,
)

pytestmark = pytest.mark.django_db

ROR = {"scheme": "ror", "value": "03wcpny22"}


def several(number: int) -> list[Submission]:
    return [submitted(person(f"person{one}")) for one in range(number)]


def kinds(results: Any) -> list[type]:
    return [type(result) for result in results.values()]


def refreshed(monkeypatch: Any) -> list[int]:
    """How many organizations each refresh of the listing was for."""
    sizes: list[int] = []
    refresh = listing.refresh

    def counted(ids: Any) -> None:
        sizes.append(len(ids))
        refresh(ids)

    monkeypatch.setattr(listing, "refresh", counted)
    return sizes


def test_all_are_listed_and_their_teams_told_with_one_refresh_a_batch(monkeypatch: Any) -> None:
    monkeypatch.setattr(approvals, "AT_ONCE", 2)
    waiting = several(3)
    sizes = refreshed(monkeypatch)
    results = approvals.approve_many(submissions=waiting, by=person("rosa"))
    assert [*results] == [one.pk for one in waiting]
    assert kinds(results) == [Decision, Decision, Decision]
    assert sizes == [2, 1]
    assert Listing.objects.count() == 3
    assert Message.objects.filter(kind="approved").count() == 3
    assert {*Submission.objects.values_list("state", flat=True)} == {SubmissionState.APPROVED}


def test_each_is_refused_alone_for_its_own_reason() -> None:
    rosa = person("rosa")
    Person.objects.filter(pk=rosa.pk).update(desk_region="002")
    rosa.refresh_from_db()
    good, decided, changed = several(3)
    own, left = submitted(rosa), submitted(person("bo"))
    Submission.objects.filter(pk=left.pk).update(opened_at=timezone.now() - timedelta(days=1))
    join_team(rosa, left.organization).delete()
    elsewhere = complete_draft(person("sam"))
    save(elsewhere, "where", {**WHERE, "base_country": "PE"}, person("sam"))
    elsewhere = send(elsewhere, person("sam"))
    nameless = submitted(person("kim"))
    Submission.objects.filter(pk=nameless.pk).update(document={**nameless.document, "names": {}})
    submissions.decline(submission=decided, by=person("ravi"), reason="No.")
    seen = {changed.pk: changed.opened_at}
    about = [good, decided, changed, own, left, elsewhere, nameless]
    results = approvals.approve_many(submissions=about, by=rosa, seen=seen)
    refused = [AlreadyDecided, SentAgain, OwnSubmission, OwnSubmission, OtherRegion, Conflicted]
    assert kinds(results) == [Decision, *refused]
    assert Listing.objects.count() == 1
    assert Decision.objects.filter(kind="approve").count() == 1


def test_what_has_corrections_is_left_to_its_own_page() -> None:
    plain, corrected = several(2)
    about: dict[str, Any] = {"submission": corrected, "seen": corrected.saved_at, "by": person("rosa")}
    data = form_data({**ORGANIZATION, "founded": "1989"})
    corrections.correct(**about, key="organization", data=data, known=fingerprint({}))
    results = approvals.approve_many(submissions=[plain, corrected], by=person("rosa"))
    assert kinds(results) == [Decision, CorrectionsUnread]
    corrections.undo(**about, key="organization")
    assert kinds(approvals.approve_many(submissions=[corrected], by=person("rosa"))) == [Decision]


def test_who_imported_it_leaves_it_to_another_where_a_setting_says_so(settings: Settings) -> None:
    settings.IMPORTS_NEED_ANOTHER = True
    [waiting] = several(1)
    Submission.objects.filter(pk=waiting.pk).update(origin=Origin.IMPORT, opened_by=person("rosa"))
    assert kinds(approvals.approve_many(submissions=[waiting], by=person("rosa"))) == [OwnImport]
    assert kinds(approvals.approve_many(submissions=[waiting], by=person("ravi"))) == [Decision]


def with_identifier(name: str) -> Submission:
    submission = complete_draft(person(name))
    save(submission, new_key("identifiers"), ROR, person(name))
    return send(submission, person(name))


def test_what_the_database_alone_knows_refuses_one_and_not_the_others() -> None:
    first, second = with_identifier("amina"), submitted(person("sam"))
    Submission.objects.filter(pk=second.pk).update(
        document={**second.document, "identifiers": first.document["identifiers"]}
    )
    third, corrected = submitted(person("bo")), submitted(person("kim"))
    data = form_data({**ORGANIZATION, "founded": "1989"})
    about: dict[str, Any] = {"submission": corrected, "seen": corrected.saved_at, "by": person("rosa")}
    corrections.correct(**about, key="organization", data=data, known=fingerprint({}))
    results = approvals.approve_many(submissions=[first, second, third, corrected], by=person("rosa"))
    assert kinds(results).count(Decision) == 2
    assert isinstance(results[corrected.pk], CorrectionsUnread)
    assert Listing.objects.count() == 2


def test_an_error_that_is_no_refusal_stops_everything(monkeypatch: Any) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise IntegrityError

    waiting = several(2)
    monkeypatch.setattr(approvals, "tell_team", broken)
    monkeypatch.setattr(submissions, "tell_team", broken)
    with pytest.raises(IntegrityError):
        approvals.approve_many(submissions=waiting, by=person("rosa"))
    assert not Decision.objects.exists()
    assert not Listing.objects.exists()


def test_where_none_can_be_approved_the_listing_is_left_alone(monkeypatch: Any) -> None:
    waiting = several(2)
    sizes = refreshed(monkeypatch)
    results = approvals.approve_many(submissions=waiting, by=person("amina"))
    assert kinds(results) == [NotAllowed, NotAllowed]
    assert sizes == []


def test_two_of_one_organization_are_merged_one_after_the_other() -> None:
    organization = listed(person("amina"))
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "organization", {**ORGANIZATION, "founded": "1999"})
    edit = drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
    save(edit, new_key("contacts"), {**CONTACT, "role": "technical"}, person("ravi"))
    about = [send(change, person("amina")), edit]
    results = approvals.approve_many(submissions=about, by=person("ravi"))
    assert kinds(results) == [Decision, Decision]
    organization.refresh_from_db()
    assert (organization.live_version, organization.founded) == (3, 1999)
