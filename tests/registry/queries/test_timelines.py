"""The timeline of an organization: every table that remembers something tells who, when and why."""

import datetime
import uuid

import pghistory
import pytest
from django.apps import apps
from django.utils import timezone

from registry.actions import (
    cases,
    claims,
    drafts,
    invitations,
    removals,
    submissions,
    taking_back,
    teams,
    texts,
    withdrawals,
)
from registry.models import Confirmation, Invitation, Membership, Message, Organization, Withdrawal
from registry.models.texts import TextKind
from registry.queries import timelines
from registry.queries.timelines import Event, Topic
from tests import factories, uploads
from tests.factories import join_team, person

pytestmark = pytest.mark.django_db


def told(organization: Organization, topic: Topic) -> list[Event]:
    return timelines.timeline(organization, topic)


def words(events: list[Event]) -> list[str]:
    return [str(event.what) for event in events]


def whose(events: list[Event]) -> list[tuple[str, uuid.UUID | None]]:
    return [(str(event.what), event.by) for event in events]


def test_a_registration_is_begun_sent_asked_for_more_and_approved() -> None:
    submission = factories.submitted()
    organization = submission.organization
    submissions.request_changes(submission=submission, by=person("rosa"), reason="Say more.", comments=[])
    submission.refresh_from_db()
    factories.send(submission, person("amina"))
    submissions.approve(submission=submission, by=person("ravi"))

    sent = ("It was sent to the secretariat", person("amina").pk)
    assert whose(told(organization, Topic.SUBMISSION)) == [sent, sent, ("A submission was begun", person("amina").pk)]
    approved, asked = told(organization, Topic.DECISION)
    assert (str(approved.what), approved.by, approved.version) == ("Approved", person("ravi").pk, 1)
    assert (str(asked.what), asked.by, asked.reason) == ("Changes requested", person("rosa").pk, "Say more.")


def test_all_of_it_is_one_list_the_newest_first() -> None:
    events = timelines.timeline(factories.listed())
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)
    assert {Topic.SUBMISSION, Topic.DECISION, Topic.TEAM, Topic.MESSAGE} <= {event.topic for event in events}


def test_comments_are_the_reason_too_and_a_decision_that_was_taken_back_says_so() -> None:
    submission = factories.submitted()
    decision = submissions.request_changes(
        submission=submission,
        by=person("rosa"),
        reason="Say more.",
        comments=[{"path": "where", "text": "Which county?"}],
    )
    taking_back.take_back_decision(decision=decision, by=person("rosa"))
    back, asked = told(submission.organization, Topic.DECISION)
    assert asked.words == ["Say more.", "Where you work: Which county?"]
    assert (str(back.what), back.by) == ("The decision was taken back", person("rosa").pk)


def test_what_is_commented_is_called_as_it_was_then_whatever_the_team_writes_since() -> None:
    submission = factories.submitted()
    [key] = [f"activities.{id}" for id in submission.document["activities"]]
    comment = {"path": f"{key}.title", "text": "In which county?"}
    submissions.request_changes(submission=submission, by=person("rosa"), reason="", comments=[comment])
    factories.save(submission, key, {**factories.ACTIVITY, "title": "Not to be told yet"})

    [asked, *_] = told(submission.organization, Topic.DECISION)
    assert asked.words == ["Activity › Warden training in nine villages › Title: In which county?"]


def test_reasons_from_the_list_are_told_in_the_words_of_then() -> None:
    text = texts.write(kind=TextKind.DECLINE, words={"en": "It serves another target."}, by=person("ada"))
    submission = factories.submitted()
    submissions.decline(submission=submission, by=person("rosa"), reason="Sorry.", reasons=[text.versions.get()])
    texts.rewrite(text=text, words={"en": "Other words."}, seen=1, by=person("ada"))

    [declined] = told(submission.organization, Topic.DECISION)
    assert declined.reason == "It serves another target.\n\nSorry."


def test_a_draft_that_was_never_sent_is_told_but_does_not_lead_anywhere() -> None:
    draft = factories.draft()
    begun = told(draft.organization, Topic.SUBMISSION)[0]
    assert (begun.by, begun.submission) == (person("amina").pk, None)
    assert told(factories.submitted(person("bo")).organization, Topic.SUBMISSION)[0].submission is not None


def test_what_is_discarded_or_set_aside_or_looked_at_afterwards_is_told() -> None:
    organization = factories.partner()
    for state in ("discarded", "set_aside"):
        change = drafts.open_change(organization=organization, by=person("amina"))
        with pghistory.context(user=str(person("bo").pk)):
            type(change).objects.filter(pk=change.pk).update(state=state)
        with pghistory.context(user=str(person("rosa").pk)):  # whoever changes something of it later did not give it up
            type(change).objects.filter(pk=change.pk).update(saved_at=timezone.now())
    organization.submissions.filter(origin="import").update(looked_at=timezone.now(), looked_by=person("rosa"))
    found = told(organization, Topic.SUBMISSION)
    assert set(words(found)) == {
        "A submission was begun",
        "The submission was discarded",
        "The submission was set aside",
        "Somebody looked at it afterwards",
    }
    given_up = [one for one in whose(found) if "discarded" in one[0] or "set aside" in one[0]]
    assert {by for _what, by in given_up} == {person("bo").pk}


def test_a_claim_is_told_from_its_opening_to_its_answer() -> None:
    claim = claims.open_claim(
        organization=factories.imported(), by=person("sam"), evidence="link", link="https://bay.example.org/team"
    )
    opened = told(claim.organization, Topic.CLAIM)
    assert [(str(one.what), one.by) for one in opened] == [("The entry was claimed", person("sam").pk)]
    claims.decline(claim=claim, by=person("rosa"), reason="It names somebody else.", seen=claim.state_since)
    answered = told(claim.organization, Topic.CLAIM)[0]
    assert (answered.by, answered.about, answered.reason) == (
        person("rosa").pk,
        person("sam").pk,
        "It names somebody else.",
    )


def test_a_claim_that_is_taken_back_is_its_claimants_deed() -> None:
    claim = claims.open_claim(
        organization=factories.imported(), by=person("sam"), evidence="link", link="https://bay.example.org/team"
    )
    claims.take_back(claim=claim, by=person("sam"))
    assert told(claim.organization, Topic.CLAIM)[0].by == person("sam").pk


def test_who_came_into_the_team_and_left_it_stays_known() -> None:
    organization = factories.partner()
    with pghistory.context(user=str(person("amina").pk)):
        member = join_team(person("bo"), organization)
        Membership.objects.filter(pk=member.pk).update(role="owner")
    with pghistory.context(user=str(person("rosa").pk)):
        Membership.objects.filter(pk=member.pk).delete()

    of_bo = [one for one in told(organization, Topic.TEAM) if one.about == person("bo").pk]
    assert [(str(one.what), str(one.state), one.by) for one in of_bo] == [
        ("Somebody left the team or was taken out of it", "Owner", person("rosa").pk),
        ("Somebody has another place in the team", "Owner", person("amina").pk),
        ("Somebody came into the team", "Editor", person("amina").pk),
    ]


def test_invitations_and_wishes_are_told_with_their_answers() -> None:
    organization = factories.partner()
    invitations.invite(organization=organization, to="chair@bay.example.org", note="", by=person("amina"))
    now = timezone.now()
    for number, column in enumerate(("accepted_at", "declined_at", "withdrawn_at")):
        Invitation.objects.create(
            organization=organization,
            role="editor",
            invited_by=person("amina"),
            expires_at=now,
            **{column: now + datetime.timedelta(minutes=number)},
        )
    teams.ask_to_join(organization=organization, note="I keep the books.", by=person("kim"))
    wish = organization.team_requests.get()
    type(wish).objects.filter(pk=wish.pk).update(state="withdrawn", answered_at=now)

    found = words(told(organization, Topic.TEAM))
    assert found.count("Somebody was invited") == 4
    assert {
        "An invitation was accepted",
        "An invitation was declined",
        "An invitation was withdrawn",
        "Somebody asked to join the team",
        "The wish to join was answered",
    } <= set(found)
    answered = next(one for one in told(organization, Topic.TEAM) if str(one.what) == "The wish to join was answered")
    assert answered.by == person("kim").pk


def test_why_an_invitation_was_declined_is_told_and_who_withdrew_one() -> None:
    organization = factories.listed()
    declined = invitations.invite(organization=organization, to="bo@example.org", note="Write", by=person("amina"))
    invitations.decline(invitation_id=declined.pk, reason="I guard another forest.")
    withdrawn = invitations.invite(organization=organization, to="kim@example.org", note="", by=person("amina"))
    with pghistory.context(user=str(person("amina").pk)):
        invitations.withdraw(invitation=withdrawn, by=person("amina"))

    invited = ("Somebody was invited", person("amina").pk, "")
    assert [(str(one.what), one.by, one.reason) for one in told(organization, Topic.TEAM)][:4] == [
        ("An invitation was withdrawn", person("amina").pk, ""),
        invited,
        ("An invitation was declined", None, "I guard another forest."),
        invited,
    ]


def test_who_is_taken_out_of_a_team_is_told_with_the_reason_and_who_leaves_without() -> None:
    organization = factories.listed()
    for name in ("kim", "bo"):
        join_team(person(name), organization)
    teams.leave(organization=organization, by=person("kim"))
    of_bo = organization.memberships.get(person=person("bo"))
    removals.remove(membership=of_bo, by=person("cora"), reason="A second account.")
    left = [one for one in told(organization, Topic.TEAM) if str(one.what).startswith("Somebody left")]
    assert [(one.about, one.reason) for one in left] == [
        (person("bo").pk, "A second account."),
        (person("kim").pk, ""),
    ]


def test_messages_are_told_by_kind_state_and_receiver_and_never_by_words() -> None:
    organization = factories.listed()
    kinds = words(told(organization, Topic.MESSAGE))
    assert {"Submission received", "Approved"} <= set(kinds)
    assert {one.about for one in told(organization, Topic.MESSAGE)} == {person("amina").pk}
    assert {str(one.state) for one in told(organization, Topic.MESSAGE)} == {"Waits to be sent"}

    now = timezone.now()
    of_amina = Message.objects.filter(person=person("amina"), kind="approved")
    for columns, state in (
        ({"stopped_at": now}, "Stopped before it was sent"),
        ({"stopped_at": None, "refused_at": now}, "Refused"),
        ({"refused_at": None, "sent_at": now}, "Sent"),
        ({"bounced_at": now}, "Could not be delivered"),
    ):
        of_amina.update(**columns)
        approved = [one for one in told(organization, Topic.MESSAGE) if str(one.what) == "Approved"]
        assert [str(one.state) for one in approved] == [state]


def test_a_message_stands_where_what_it_tells_happened_whenever_it_was_sent() -> None:
    organization = factories.listed()
    Message.objects.filter(kind="approved").update(sent_at=timezone.now() + datetime.timedelta(days=3))
    last, *_others = timelines.timeline(factories.listed(person("kim")))
    (approved,) = (one for one in told(organization, Topic.MESSAGE) if str(one.what) == "Approved")
    assert approved.at < last.at


def test_messages_about_another_organization_are_not_told() -> None:
    mine, other = factories.listed(), factories.listed(person("kim"))
    assert {one.about for one in told(other, Topic.MESSAGE)} == {person("kim").pk}
    assert {one.about for one in told(mine, Topic.MESSAGE)} == {person("amina").pk}


def test_confirmations_withdrawals_and_cases_are_told() -> None:
    organization = factories.listed()
    Confirmation.objects.create(organization=organization, by=person("amina"), way="workspace", parts=["where"])
    for words_ in ("It moved.", "It is here twice."):
        about = {"organization": organization, "reason": "other", "address": "", "language": "en"}
        case = cases.report_entry(text=words_, **about).case
    assert case
    cases.settle_case(case=case, by=person("rosa"))
    withdrawals.withdraw(organization=organization, reason="It ended.", by=person("amina"))
    Withdrawal.objects.update(returned_at=timezone.now())
    Withdrawal.objects.create(organization=organization, by=person("amina"), erased_at=timezone.now())

    assert [one.by for one in told(organization, Topic.CONFIRMATION)][:1] == [person("amina").pk]
    settled, opened = told(organization, Topic.CASE)[:2]
    assert (settled.by, str(settled.state)) == (person("rosa").pk, "Report about an entry")
    assert (str(opened.what), opened.reason) == (
        "A case was opened",
        "Something else is wrong with it: It moved.\n\nSomething else is wrong with it: It is here twice.",
    )
    leaving = told(organization, Topic.LEAVING)
    assert sorted(words(leaving)) == sorted(
        ["The entry was withdrawn"] * 2 + ["The entry came back", "Its personal data was erased"]
    )
    assert [one.reason for one in leaving if one.reason] == ["It ended."]


def test_an_import_tells_who_brought_the_row_in_and_who_took_it_back() -> None:
    table = uploads.brought_in(uploads.row("Invented Delta Trust"), by=person("ada"))
    organization = table.rows.get().organization
    assert organization
    brought = ("A row of an import was brought in", person("ada").pk)
    assert whose(told(organization, Topic.IMPORT)) == [brought]

    uploads.taken_back(table, by=person("cora"))
    assert whose(told(organization, Topic.IMPORT)) == [
        ("A row of an import was taken back", person("cora").pk),
        brought,
    ]

    apps.get_model("registry", "ImportEvent").objects.all().delete()
    assert whose(told(organization, Topic.IMPORT)) == [("A row of an import was taken back", None), brought]
    table.rows.update(handled_at=None, undone_at=None)
    assert told(organization, Topic.IMPORT) == []


def test_of_a_row_that_was_declined_nothing_is_taken_back() -> None:
    table = uploads.brought_in(uploads.row("Invented Delta Trust"), uploads.row("Otters of Nowhere"))
    first = table.rows.select_related("submission__organization").order_by("number")[0].submission
    assert first
    submissions.decline(submission=first, by=person("rosa"), reason="It is invented.")

    uploads.taken_back(table)
    assert words(told(first.organization, Topic.IMPORT)) == ["A row of an import was brought in"]


def test_the_people_of_a_timeline_are_read_at_once() -> None:
    events = timelines.timeline(factories.listed())
    assert timelines.people(events) == {one.pk: one for one in (person("amina"), person("rosa"))}
    assert timelines.people([]) == {}
