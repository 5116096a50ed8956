"""Invitations to a team: passing a draft to a colleague ("I may not decide this"), offering a place, answering."""

import datetime
import uuid

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from registry import rules
from registry.actions import cases
from registry.actions.messages import post
from registry.actions.submissions import locked
from registry.errors import (
    AlreadyInTeam,
    IllegalMove,
    LinkInvalid,
    NotAllowed,
    NotEditable,
    OwnAddress,
    TooManyInvitations,
)
from registry.models import Invitation, Membership, Organization, Person, Submission, TeamRequest, TeamRole
from registry.models.messages import MessageKind
from registry.models.people import Language
from registry.queries.teams import sent_lately, working_invitations
from registry.states import CaseKind, OrganizationState, RequestState

VALID_DAYS = 30

# Addresses that one team, and one person in all their teams, may have written to within a day and without an answer.
MOST_A_DAY = 5

# What is not in an invitation any more once it is over.
BLANK = {"address": "", "note": "", "reason": ""}

# Days for which a team sees who declined, and whose link expired.
KEPT_DAYS = 30


# -- Sending and withdrawing ------------------------------------------------------------------------------------------


def pass_draft(*, submission: Submission, to: str, note: str, by: Person) -> Invitation:
    """Send a colleague a link that takes them into the team of a draft, in the role of `by`, who stays in it.

    `to` is an email address that has been checked. Sent twice to one address, it is one invitation, and one message a
    day at most. Raises `NotAllowed`, `NotEditable`, `OwnAddress`, `AlreadyInTeam`, `TooManyInvitations`.
    """
    with transaction.atomic():
        submission = locked(submission)
        if not rules.is_in_team(by, submission.organization):
            raise NotAllowed
        if not submission.is_editable:
            raise NotEditable(submission.state)
        _check_is_nobody_there(submission.organization, to, by)
        known = _open().filter(organization=submission.organization, invited_by=by, address__iexact=to).first()
        if known:
            return _once_more(known, MessageKind.DRAFT_HANDED_OVER, note, submission=str(submission.pk))
        role = TeamRole.OWNER if rules.owns(by, submission.organization) else TeamRole.EDITOR
        invitation = _write(submission.organization, role, to, note, by)
        _send(invitation, MessageKind.DRAFT_HANDED_OVER, submission=str(submission.pk))
        return invitation


def invite(*, organization: Organization, to: str, note: str, by: Person) -> Invitation:
    """Offer a colleague a place in the team, as an editor, by a link that is good for 30 days.

    `to` is an email address that has been checked. An address that holds an open invitation to this team gets no other,
    but its message once more, a day after the last one. Raises `NotAllowed`, `OwnAddress`, `AlreadyInTeam`,
    `TooManyInvitations`.
    """
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        if not rules.owns(by, organization) or organization.state == OrganizationState.MERGED:
            raise NotAllowed
        _check_is_nobody_there(organization, to, by)
        known = _open().filter(organization=organization, address__iexact=to).first()
        if known:
            return _once_more(known, MessageKind.TEAM_INVITATION, note)
        invitation = _write(organization, TeamRole.EDITOR, to, note, by)
        _send(invitation, MessageKind.TEAM_INVITATION)
        return invitation


def _once_more(known: Invitation, kind: MessageKind, note: str, **context: str) -> Invitation:
    """Send the message of an open invitation again, with the new words; not twice within a day."""
    if sent_lately(known) is None:
        known.note = note or known.note
        known.save(update_fields=["note"])
        _send(known, kind, **context)
    return known


def _check_is_nobody_there(organization: Organization, to: str, by: Person) -> None:
    if to.lower() == by.email:
        raise OwnAddress
    if Membership.objects.filter(organization=organization, person__email=to.lower()).exists():
        raise AlreadyInTeam


def withdraw(*, invitation: Invitation, by: Person) -> None:
    """Make a link worthless that was sent. Raises `NotAllowed`, and `IllegalMove` when it was answered meanwhile."""
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=invitation.organization_id)
        if not rules.owns(by, organization):
            raise NotAllowed
        if not _unanswered().filter(pk=invitation.pk).update(withdrawn_at=timezone.now(), **BLANK):
            raise IllegalMove


def withdraw_all_of(person: Person, organization: Organization, *, role: str = "") -> None:
    """Make the links worthless that somebody sent who left a team, whatever the way; it is locked already.

    With `role` those alone that offer it, when their sender has it no longer: nobody comes back to what they were by
    a link of their own.
    """
    sent = _unanswered().filter(organization=organization, invited_by=person)
    if role:
        sent = sent.filter(role=role)
    sent.update(withdrawn_at=timezone.now(), **BLANK)


def _write(organization: Organization, role: str, to: str, note: str, by: Person) -> Invitation:
    if _of_this_day(organization, by).count() >= MOST_A_DAY:
        raise TooManyInvitations
    return Invitation.objects.create(
        organization=organization,
        role=role,
        address=to,
        note=note,
        invited_by=by,
        expires_at=timezone.now() + datetime.timedelta(days=VALID_DAYS),
    )


def _send(invitation: Invitation, kind: MessageKind, **context: str) -> None:
    """The message, in the language of whoever sends it: that of its receiver is not known."""
    language = (invitation.invited_by.language if invitation.invited_by else "") or Language.ENGLISH
    post(
        kind=kind,
        address=invitation.address,
        language=language,
        context={"invitation": str(invitation.pk), **context},
    )


def _unanswered() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, declined_at=None, withdrawn_at=None)


def _open() -> QuerySet[Invitation]:
    """Invitations that can still be accepted."""
    return working_invitations().order_by("pk")


def _of_this_day(organization: Organization, by: Person) -> QuerySet[Invitation]:
    """Invitations of the last 24 hours that count against the next one: withdrawn ones were written all the same."""
    since = timezone.now() - datetime.timedelta(days=1)
    counted = Invitation.objects.filter(accepted_at=None, declined_at=None, created_at__gt=since)
    return counted.filter(Q(organization=organization) | Q(invited_by=by))


# -- Answering --------------------------------------------------------------------------------------------------------


def open_invitation(invitation_id: uuid.UUID) -> Invitation:
    """The invitation of a link, if it can still be accepted: who sent it may still give that place.

    Raises `LinkInvalid`.
    """
    found = _open().select_related("organization", "invited_by").filter(pk=invitation_id).first()
    if not found:
        raise LinkInvalid
    return found


def accept(*, invitation_id: uuid.UUID, by: Person) -> Invitation:
    """Make `by` a member in the invitation's role; the address is blanked. Accepted once. Raises `LinkInvalid`.

    Whoever holds the link may accept it: it was sent to one address, and colleagues sign in with another. So the
    owners are told who came in by it, or became an owner. A wish of theirs to join is granted with it, and a new owner
    settles the case of a team that lacked one.
    """
    with transaction.atomic():
        invitation = open_invitation(invitation_id)
        organization = invitation.organization
        Organization.objects.select_for_update().filter(pk=organization.pk).first()
        now = timezone.now()
        # Asked again under the lock: whoever sent it may have been taken out, or made an editor, meanwhile.
        if not _open().filter(pk=invitation.pk).update(accepted_at=now, accepted_by=by, **BLANK):
            raise LinkInvalid
        membership, made = Membership.objects.get_or_create(
            organization=organization, person=by, defaults={"role": invitation.role}
        )
        is_raised = membership.role == TeamRole.EDITOR and invitation.role == TeamRole.OWNER
        if is_raised:
            membership.role = TeamRole.OWNER
            membership.save(update_fields=["role"])
        TeamRequest.objects.filter(organization=organization, person=by, state=RequestState.OPEN).update(
            state=RequestState.ACCEPTED, answered_at=now, answered_by=invitation.invited_by
        )
        if made or is_raised:
            change = "joined" if made else "raised"
            tell_owners(organization, MessageKind.TEAM_CHANGED, but=by, change=change, person=str(by.pk))
        if membership.role == TeamRole.OWNER:
            cases.settle_with(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization, by=None)
        cases.watch_over_team(organization)
        invitation.refresh_from_db()
        return invitation


def decline(*, invitation_id: uuid.UUID, reason: str = "") -> None:
    """Say no, without an account, and why if one likes: the link becomes worthless, and its sender is told.

    The team sees it until the address is forgotten with the reason, `KEPT_DAYS` later. Raises `LinkInvalid`.
    """
    with transaction.atomic():
        invitation = open_invitation(invitation_id)
        Organization.objects.select_for_update().filter(pk=invitation.organization_id).first()
        said = {"declined_at": timezone.now(), "reason": reason.strip(), "note": ""}
        if not _unanswered().filter(pk=invitation.pk).update(**said):
            raise LinkInvalid
        sender = invitation.invited_by
        if sender and sender.is_active:
            context = {"organization": str(invitation.organization_id), "invitation": str(invitation.pk)}
            post(kind=MessageKind.INVITATION_DECLINED, person=sender, context=context)


def tell_owners(organization: Organization, kind: MessageKind, *, but: Person | None = None, **context: str) -> None:
    """Put a message to everyone who owns an entry into the present transaction, except to whoever acts."""
    owners = Person.objects.active().filter(memberships__organization=organization, memberships__role=TeamRole.OWNER)
    for owner in owners.order_by("pk"):
        if owner != but:
            post(kind=kind, person=owner, context={"organization": str(organization.pk), **context})


# -- Every night ------------------------------------------------------------------------------------------------------


def blank_expired(now: datetime.datetime) -> int:
    """Forget to whom invitations went that were declined or expired `KEPT_DAYS` ago. Returns their number; may run
    twice.
    """
    before = now - datetime.timedelta(days=KEPT_DAYS)
    over = Q(declined_at__lte=before) | Q(declined_at=None, expires_at__lte=before)
    kept = Invitation.objects.filter(over, accepted_at=None, withdrawn_at=None).exclude(**BLANK)
    return kept.update(**BLANK)
