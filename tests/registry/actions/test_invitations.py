"""Invitations: passing a draft to a colleague ("I may not decide this"), a place in the team of an entry, answering."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from registry import mail
from registry.actions import cases, drafts, invitations, teams
from registry.errors import (
    AlreadyInTeam,
    IllegalMove,
    LinkInvalid,
    NotAllowed,
    NotEditable,
    OwnAddress,
    Refusal,
    TooManyInvitations,
)
from registry.ids import uuid7
from registry.models import Case, Invitation, Membership, Message, Organization, Person, Submission
from registry.queries.teams import open_invitations
from tests import factories
from tests.factories import draft, join_team, person, submitted

pytestmark = pytest.mark.django_db
COLLEAGUE = "chair@bay.example.org"


def passed(submission: Submission, by: str = "amina", to: str = COLLEAGUE) -> Invitation:
    return invitations.pass_draft(submission=submission, to=to, note="Please decide.", by=person(by))


def team(submission: Submission) -> list[tuple[str, str]]:
    return sorted(
        Membership.objects.filter(organization=submission.organization_id).values_list("person__name", "role")
    )


def test_a_colleague_is_written_to_in_the_language_of_whoever_passes_the_draft_on() -> None:
    submission = draft()
    join_team(person("bo"), submission.organization, role="owner")
    Message.objects.all().delete()

    invitation = passed(submission, "bo")

    message = Message.objects.get()
    assert (message.kind, message.receiver, message.language) == ("draft_handed_over", COLLEAGUE, "fr")
    assert message.context == {"invitation": str(invitation.pk), "submission": str(submission.pk)}
    assert (invitation.role, invitation.note) == ("owner", "Please decide.")
    assert team(submission) == [("Amina", "owner"), ("Bo", "owner")]


def test_a_change_that_is_passed_on_is_called_a_change() -> None:
    organization = factories.listed(person("amina"), name="Bay Council")
    change = drafts.open_change(organization=organization, by=person("amina"))
    Message.objects.all().delete()
    passed(change)
    Message.objects.update(language="en")
    email = mail.compose(Message.objects.get())
    assert email.subject == "A change to an entry is waiting for you"
    assert "began a change to the entry of \u2068Bay Council\u2069 in the Target 3 Partnership" in email.body


def test_a_form_sent_twice_is_one_invitation_and_one_message() -> None:
    submission = draft()
    Message.objects.all().delete()

    assert passed(submission) == passed(submission, to=COLLEAGUE.upper())
    assert Message.objects.count() == Invitation.objects.count() == 1

    assert passed(submission, to="treasurer@bay.example.org") != passed(submission)


def test_an_expired_invitation_can_be_sent_again() -> None:
    submission = draft()
    first = passed(submission)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    assert passed(submission) != first


def test_a_team_writes_to_five_colleagues_a_day_who_have_not_answered() -> None:
    submission = draft()
    join_team(person("bo"), submission.organization)
    first, *_others = [passed(submission, to=f"colleague{number}@bay.example.org") for number in range(5)]
    count = Message.objects.count()

    with pytest.raises(TooManyInvitations, match="try again tomorrow"):
        passed(submission, "bo", to="sixth@bay.example.org")
    assert (Invitation.objects.count(), Message.objects.count()) == (5, count)
    assert passed(submission, to=first.address) == first  # the same once more is none more

    invitations.accept(invitation_id=first.pk, by=person("sam"))
    assert passed(submission, "bo", to="sixth@bay.example.org").address == "sixth@bay.example.org"


def test_another_draft_does_not_let_one_person_write_to_more() -> None:
    for number in range(5):
        passed(draft(), to=f"colleague{number}@bay.example.org")

    with pytest.raises(TooManyInvitations):
        passed(draft(), to="sixth@bay.example.org")

    Invitation.objects.update(created_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert passed(draft(), to="sixth@bay.example.org").address == "sixth@bay.example.org"


def test_an_editor_passes_on_no_more_than_an_editors_place() -> None:
    submission = draft()
    join_team(person("bo"), submission.organization)

    invitations.accept(invitation_id=passed(submission, "bo").pk, by=person("sam"))

    assert team(submission) == [("Amina", "owner"), ("Bo", "editor"), ("Sam", "editor")]


@pytest.mark.parametrize("name", ["sam", "rosa"])
def test_only_the_team_passes_its_draft_on(name: str) -> None:
    submission = draft()
    count = Message.objects.count()

    with pytest.raises(NotAllowed):
        passed(submission, name)

    assert (Invitation.objects.count(), Message.objects.count()) == (0, count)


def test_what_was_sent_is_not_passed_on() -> None:
    with pytest.raises(NotEditable):
        passed(submitted())


def test_whoever_holds_the_link_joins_the_team_once_and_the_address_is_blanked() -> None:
    submission = draft()
    invitation = passed(submission)
    assert invitations.open_invitation(invitation.pk).organization == submission.organization

    accepted = invitations.accept(invitation_id=invitation.pk, by=person("sam"))

    assert (accepted.accepted_by, accepted.address, accepted.note) == (person("sam"), "", "")
    assert team(submission) == [("Amina", "owner"), ("Sam", "owner")]
    with pytest.raises(LinkInvalid):
        invitations.accept(invitation_id=invitation.pk, by=person("bo"))
    assert ("Bo", "owner") not in team(submission)


@pytest.mark.parametrize(("before", "after"), [("editor", "owner"), ("owner", "owner")])
def test_a_member_who_accepts_never_has_less_than_before(before: str, after: str) -> None:
    submission = draft()
    join_team(person("bo"), submission.organization, role=before)

    invitations.accept(invitation_id=passed(submission).pk, by=person("bo"))

    assert ("Bo", after) in team(submission)


@pytest.mark.parametrize("how", ["expired", "unknown"])
def test_a_link_that_leads_nowhere_is_refused_with_a_sentence(how: str) -> None:
    invitation = passed(draft())
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(LinkInvalid, match="Ask the person who sent it"):
        invitations.open_invitation(invitation.pk if how == "expired" else uuid7())


def test_of_two_who_accept_at_once_the_second_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = draft()
    invitation = passed(submission)
    invitations.accept(invitation_id=invitation.pk, by=person("sam"))
    # The second had read the invitation before the first accepted it.
    monkeypatch.setattr(invitations, "open_invitation", lambda _id: invitation)

    with pytest.raises(LinkInvalid):
        invitations.accept(invitation_id=invitation.pk, by=person("bo"))

    assert team(submission) == [("Amina", "owner"), ("Sam", "owner")]


def test_an_answered_invitation_keeps_no_address() -> None:
    invitation = passed(draft())

    with pytest.raises(IntegrityError, match="invitation_over_is_blank"):
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now())


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        ("amina@people.example.org", OwnAddress),
        ("Amina@People.example.org", OwnAddress),
        ("bo@people.example.org", AlreadyInTeam),
        ("BO@people.example.org", AlreadyInTeam),
    ],
)
def test_a_draft_is_passed_to_nobody_who_is_there(to: str, refusal: type[Refusal]) -> None:
    submission = draft()
    join_team(person("bo"), submission.organization)
    Message.objects.all().delete()

    with pytest.raises(refusal):
        passed(submission, to=to)

    assert (Invitation.objects.count(), Message.objects.count()) == (0, 0)


# -- A link is worth no more than the place of who sent it ------------------------------------------------------------

ENDS: dict[str, Callable[[Membership], object]] = {
    "removed": lambda member: teams.remove(membership=member, by=person("amina")),
    "left": lambda member: teams.leave(organization=member.organization, by=member.person),
    "taken out by the database": lambda member: member.delete(),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("role", ["owner", "editor"])
def test_the_links_of_who_is_out_of_the_team_lead_nowhere(end: Callable[[Membership], object], role: str) -> None:
    submission = draft()
    member = join_team(person("bo"), submission.organization, role)
    invitation = passed(submission, "bo", to="bo@second.example.org")

    end(member)

    for act in (invitations.open_invitation, lambda pk: invitations.accept(invitation_id=pk, by=person("sam"))):
        with pytest.raises(LinkInvalid):
            act(invitation.pk)
    assert open_invitations(submission.organization) == []
    assert team(submission) == [("Amina", "owner")]


DEMOTIONS: dict[str, Callable[[Membership, Membership], object]] = {
    "made an editor": lambda amina, bo: teams.change_role(membership=bo, role="editor", by=amina.person),
    "stepped down": lambda amina, bo: teams.change_role(membership=bo, role="editor", by=bo.person),
    "handed over": lambda amina, bo: teams.hand_over(membership=amina, by=bo.person),
    "by the database": lambda amina, bo: Membership.objects.filter(pk=bo.pk).update(role="editor"),
}


@pytest.mark.parametrize("demote", DEMOTIONS.values(), ids=DEMOTIONS)
def test_who_owns_it_no_longer_cannot_own_it_again_by_an_earlier_link(
    demote: Callable[[Membership, Membership], object],
) -> None:
    submission = draft()
    bo = join_team(person("bo"), submission.organization, "owner")
    invitation = passed(submission, "bo", to="bo@second.example.org")
    place = invitations.invite(
        organization=submission.organization, to="treasurer@bay.example.org", note="", by=person("bo")
    )
    amina = Membership.objects.get(organization=submission.organization, person=person("amina"))

    demote(amina, bo)

    for name in ("bo", "sam"):
        with pytest.raises(LinkInvalid):
            invitations.accept(invitation_id=invitation.pk, by=person(name))
    assert team(submission) == [("Amina", "owner"), ("Bo", "editor")]
    invitations.accept(invitation_id=place.pk, by=person("sam"))  # an editor's place any member may pass on
    assert ("Sam", "editor") in team(submission)


def test_a_link_of_who_is_demoted_is_worthless_though_they_are_an_owner_again() -> None:
    submission = draft()
    bo = join_team(person("bo"), submission.organization, "owner")
    invitation = passed(submission, "bo")

    for role in ("editor", "owner"):
        teams.change_role(membership=bo, role=role, by=person("amina"))

    invitation.refresh_from_db()
    assert (invitation.withdrawn_at is None, invitation.address, invitation.note) == (False, "", "")


def test_a_sender_who_is_taken_out_while_the_link_is_opened_is_seen_under_the_lock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    submission = draft()
    member = join_team(person("bo"), submission.organization, "owner")
    invitation = passed(submission, "bo")
    member.delete()
    monkeypatch.setattr(invitations, "open_invitation", lambda _id: invitation)

    with pytest.raises(LinkInvalid):
        invitations.accept(invitation_id=invitation.pk, by=person("sam"))

    assert team(submission) == [("Amina", "owner")]


def test_the_owners_are_told_of_an_editor_who_becomes_an_owner_by_a_link() -> None:
    submission = draft()
    join_team(person("bo"), submission.organization)
    invitation = passed(submission)
    Message.objects.all().delete()

    invitations.accept(invitation_id=invitation.pk, by=person("bo"))

    message = Message.objects.get()
    assert (message.kind, message.person, message.context["change"]) == ("team_changed", person("amina"), "raised")
    assert message.context["person"] == str(person("bo").pk)


@pytest.mark.parametrize(("role", "states"), [("owner", ["settled"]), ("editor", ["open"])])
def test_an_owner_who_comes_by_a_link_settles_the_case(role: str, states: list[str]) -> None:
    submission = draft()
    join_team(person("bo"), submission.organization, role)
    invitation = passed(submission, "bo")
    cases.raise_case(kind="team_without_owner", organization=submission.organization)

    invitations.accept(invitation_id=invitation.pk, by=person("sam"))

    assert list(Case.objects.values_list("state", flat=True)) == states


# -- A place in a team ------------------------------------------------------------------------------------------------


def partner() -> Organization:
    organization = factories.partner(person("amina"))
    Message.objects.all().delete()
    return organization


def invited(organization: Organization, to: str = COLLEAGUE, by: str = "amina") -> Invitation:
    return invitations.invite(organization=organization, to=to, note="Come and help.", by=person(by))


def test_an_owner_offers_an_editors_place_for_thirty_days() -> None:
    invitation = invited(partner())

    message = Message.objects.get()
    assert (message.kind, message.receiver, message.language) == ("team_invitation", COLLEAGUE, "en")
    assert message.context == {"invitation": str(invitation.pk)}
    assert invitation.role == "editor"
    assert invitation.expires_at - invitation.created_at == pytest.approx(timedelta(days=30), abs=timedelta(minutes=1))


def test_an_address_is_written_to_once_whoever_of_the_owners_invites() -> None:
    organization = partner()
    join_team(person("bo"), organization, role="owner")

    assert invited(organization) == invited(organization, to=COLLEAGUE.upper(), by="bo")
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        ("amina@people.example.org", OwnAddress),
        ("AMINA@people.example.org", OwnAddress),
        ("bo@people.example.org", AlreadyInTeam),
        ("Bo@People.example.org", AlreadyInTeam),
    ],
)
def test_nobody_is_invited_who_is_there(to: str, refusal: type[Refusal]) -> None:
    organization = partner()
    join_team(person("bo"), organization)

    with pytest.raises(refusal):
        invited(organization, to=to)

    assert (Invitation.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize("by", ["bo", "sam", "rosa"])
def test_owners_alone_invite(by: str) -> None:
    organization = partner()
    join_team(person("bo"), organization)

    with pytest.raises(NotAllowed):
        invited(organization, by=by)

    assert (Invitation.objects.count(), Message.objects.count()) == (0, 0)


def test_withdrawing_does_not_let_a_team_write_to_more() -> None:
    organization = partner()
    for number in range(5):
        invitations.withdraw(
            invitation=invited(organization, to=f"colleague{number}@bay.example.org"), by=person("amina")
        )

    with pytest.raises(TooManyInvitations):
        invited(organization, to="sixth@bay.example.org")


def test_a_withdrawn_link_leads_nowhere_and_its_address_is_forgotten() -> None:
    organization = partner()
    invitation = invited(organization)

    invitations.withdraw(invitation=invitation, by=person("amina"))

    invitation.refresh_from_db()
    assert (invitation.address, invitation.note) == ("", "")
    with pytest.raises(LinkInvalid):
        invitations.accept(invitation_id=invitation.pk, by=person("sam"))
    with pytest.raises(IllegalMove):
        invitations.withdraw(invitation=invitation, by=person("amina"))
    assert Membership.objects.filter(organization=organization).count() == 1


@pytest.mark.parametrize("by", ["bo", "sam", "rosa"])
def test_owners_alone_withdraw(by: str) -> None:
    organization = partner()
    join_team(person("bo"), organization)
    invitation = invited(organization)

    with pytest.raises(NotAllowed):
        invitations.withdraw(invitation=invitation, by=person(by))

    assert invitations.open_invitation(invitation.pk) == invitation


def test_the_owners_are_told_who_came_in_by_a_link() -> None:
    organization = partner()
    invitation = invited(organization)
    Message.objects.all().delete()

    invitations.accept(invitation_id=invitation.pk, by=person("sam"))

    message = Message.objects.get()
    assert (message.kind, message.person, message.context["change"]) == ("team_changed", person("amina"), "joined")
    assert message.context["person"] == str(person("sam").pk)
    assert Case.objects.count() == 0


def test_whoever_holds_the_link_may_decline_and_then_nobody_accepts() -> None:
    invitation = invited(partner())

    invitations.decline(invitation_id=invitation.pk, reason=" I left the council. ")

    invitation.refresh_from_db()
    assert (invitation.declined_at is None, invitation.note) == (False, "")
    assert invitation.reason == "I left the council."
    told = Message.objects.filter(kind="invitation_declined").values_list("person__name", "context__invitation")
    assert list(told) == [("Amina", str(invitation.pk))]
    with pytest.raises(LinkInvalid):
        invitations.accept(invitation_id=invitation.pk, by=person("sam"))
    with pytest.raises(LinkInvalid):
        invitations.decline(invitation_id=invitation.pk)


def test_who_may_not_sign_in_any_more_is_not_told_that_somebody_declined() -> None:
    invitation = invited(partner())
    Person.objects.filter(pk=person("amina").pk).update(is_active=False)

    invitations.decline(invitation_id=invitation.pk)

    assert Message.objects.filter(kind="invitation_declined").count() == 0


def test_of_two_who_answer_at_once_the_second_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    invitation = invited(partner())
    invitations.decline(invitation_id=invitation.pk)
    monkeypatch.setattr(invitations, "open_invitation", lambda _id: invitation)

    with pytest.raises(LinkInvalid):
        invitations.decline(invitation_id=invitation.pk)


def test_declined_and_expired_invitations_forget_after_thirty_days_to_whom_they_went() -> None:
    organization, now = partner(), timezone.now()
    expired, declined, fresh = (
        invited(organization, to=f"{who}@bay.example.org") for who in ("chair", "clerk", "cook")
    )
    invitations.decline(invitation_id=declined.pk, reason="I retire.")
    Invitation.objects.filter(pk=expired.pk).update(expires_at=now)

    nights = [invitations.blank_expired(now=now + timedelta(days=days, minutes=1)) for days in (29, 30, 30)]

    assert nights == [0, 2, 0]
    left = Invitation.objects.order_by("address").values_list("address", "note", "reason")
    assert list(left) == [("", "", ""), ("", "", ""), ("cook@bay.example.org", fresh.note, "")]


def test_of_an_address_that_is_forgotten_no_letter_tells() -> None:
    invitation = invited(partner())
    invitations.decline(invitation_id=invitation.pk)
    message = Message.objects.get(kind="invitation_declined")
    invitations.blank_expired(now=timezone.now() + timedelta(days=31))

    with pytest.raises(Invitation.DoesNotExist):
        mail.compose(message)
