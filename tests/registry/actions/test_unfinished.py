"""Drafts that nobody finishes: remembered twice, announced, deleted; never against whoever still writes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import timezone

from registry.actions import drafts, submissions, unfinished
from registry.models import Attachment, Contact, Message, Organization, PublicId, Submission
from tests import factories
from tests.factories import WHERE, draft, join_team, listed, person, save, submitted
from tests.pictures import picture

pytestmark = pytest.mark.django_db


def day(number: int) -> datetime:
    return timezone.now() + timedelta(days=number, minutes=1)


def reminded(*days: int) -> list[str]:
    """Run the nightly reminders on these days; the kinds of the messages of this run."""
    known = {*Message.objects.values_list("pk", flat=True)}
    for number in days:
        unfinished.remind_unfinished(day(number))
    return [message.kind for message in Message.objects.exclude(pk__in=known).order_by("pk")]


def test_a_draft_is_remembered_twice_then_its_deletion_is_announced_and_then_it_is_deleted() -> None:
    submission = draft()
    organization = submission.organization

    assert reminded(*range(7)) == []
    assert reminded(7, 8, 29) == ["draft_reminder"]
    assert reminded(30, 31, 59) == ["draft_reminder"]
    assert reminded(60, 61, 90) == ["draft_deletion_notice"]
    assert unfinished.delete_abandoned(day(89)) == 0
    assert unfinished.delete_abandoned(day(91)) == 1

    assert not Organization.objects.filter(pk=organization.pk).exists()
    assert not Submission.objects.exists()
    assert PublicId.objects.filter(pk=organization.public_id_id).exists()


def test_the_whole_team_is_reminded() -> None:
    submission = draft()
    join_team(person("bo"), submission.organization)

    assert unfinished.remind_unfinished(day(8)) == 1
    assert {m.person for m in Message.objects.filter(kind="draft_reminder")} == {person("amina"), person("bo")}


def test_nobody_gets_two_reminders_in_one_night_however_long_the_nights_were_missed() -> None:
    draft()

    assert reminded(100) == ["draft_reminder"]
    assert reminded(101) == ["draft_reminder"]
    assert reminded(102) == ["draft_deletion_notice"]
    assert unfinished.delete_abandoned(day(103)) == 0
    assert unfinished.delete_abandoned(day(133)) == 1


def announced() -> Submission:
    """A draft whose deletion was announced on its 60th day."""
    submission = draft()
    reminded(7, 30, 60)
    assert Submission.objects.get(pk=submission.pk).reminders == 3
    return submission


def act_now(submission: Submission, act: str) -> None:
    amina, key = person("amina"), f"names.{next(iter(submission.document['names']))}"
    if act == "save":
        save(submission, "where", WHERE)
    elif act == "remove":
        drafts.remove_item(submission=submission, key=key, seen=0, by=amina)
    elif act == "nothing":
        drafts.say_nothing(submission=submission, part="gaps", nothing=True, by=amina)


@pytest.mark.parametrize("act", ["save", "remove", "nothing"])
def test_whoever_goes_on_writing_keeps_the_draft(act: str) -> None:
    submission = announced()

    act_now(submission, act)

    submission.refresh_from_db()
    assert submission.reminders == 0
    assert unfinished.delete_abandoned(day(200)) == 0


def test_a_draft_that_was_sent_and_taken_back_is_not_deleted_for_the_time_that_it_waited() -> None:
    submission = submitted()
    long_ago = timezone.now() - timedelta(days=200)
    Submission.objects.update(saved_at=long_ago, reminders=3, reminded_at=long_ago)
    assert unfinished.delete_abandoned(timezone.now()) == 0

    submissions.take_back(submission=submission, by=person("amina"))

    assert reminded(0, 6) == []
    assert unfinished.delete_abandoned(timezone.now()) == 0
    assert reminded(8) == ["draft_reminder"]


def test_only_unfinished_registrations_are_remembered_and_deleted() -> None:
    submitted()
    drafts.open_change(organization=listed(), by=person("amina"))
    returned = submitted()
    submissions.request_changes(submission=returned, by=person("rosa"), reason="One more thing.")
    Submission.objects.update(reminders=3, reminded_at=F("opened_at"))

    assert reminded(100) == []
    assert unfinished.delete_abandoned(day(100)) == 0


@pytest.mark.parametrize("gone", ["draft", "organization"])
def test_somebody_was_faster(gone: str) -> None:
    """A draft that was saved, or deleted, after the night's list was made is left alone."""
    submission = announced()
    pk, organization = submission.pk, submission.organization
    idle = day(100)
    if gone == "organization":
        submission.delete()
        organization.delete()
    else:
        save(submission, "where", WHERE)

    assert unfinished._delete(organization.pk, idle) == 0
    assert unfinished._remind(pk, 2, timezone.now() - timedelta(days=1), unfinished.REMINDERS[2], idle) == 0
    assert Submission.objects.filter(pk=pk).exists() is (gone == "draft")


def test_a_discarded_registration_is_deleted_some_days_later() -> None:
    submission = draft()
    submissions.discard(submission=submission, by=person("amina"))

    assert unfinished.delete_abandoned(day(29)) == 0
    assert unfinished.delete_abandoned(day(31)) == 1
    assert not Organization.objects.exists()


def test_a_discarded_registration_that_was_begun_anew_stays() -> None:
    submission = draft()
    submissions.discard(submission=submission, by=person("amina"))
    Submission.objects.update(state_since=timezone.now() - timedelta(days=60))
    again = drafts.open_change(organization=submission.organization, by=person("amina"))

    assert unfinished.delete_abandoned(day(0)) == 0
    submissions.discard(submission=again, by=person("amina"))
    assert unfinished.delete_abandoned(day(29)) == 0
    assert unfinished.delete_abandoned(day(31)) == 1


def test_an_organization_that_was_refused_before_keeps_that_decision() -> None:
    submission = submitted()
    submissions.decline(submission=submission, by=person("rosa"), reason="Not an organization yet.")
    again = drafts.open_change(organization=submission.organization, by=person("amina"))
    reminded(7, 30, 60)

    assert unfinished.delete_abandoned(day(91)) == 1

    organization = Organization.objects.get()
    assert (organization.state, [*organization.submissions.all()]) == ("refused", [submission])
    assert not Submission.objects.filter(pk=again.pk).exists()
    assert unfinished.delete_abandoned(day(200)) == 0


def test_files_and_contacts_go_with_a_deleted_registration(django_capture_on_commit_callbacks: Any) -> None:
    submission = factories.complete_draft()
    logo = {"logo_file": SimpleUploadedFile("logo.png", picture())}
    save(submission, "organization", factories.ORGANIZATION, files=logo)
    attachment = Attachment.objects.get()
    submissions.discard(submission=submission, by=person("amina"))

    with django_capture_on_commit_callbacks(execute=True):
        assert unfinished.delete_abandoned(day(31)) == 1

    assert Attachment.objects.count() == Contact.objects.count() == 0
    assert not attachment.file.storage.exists(str(attachment.file.name))
