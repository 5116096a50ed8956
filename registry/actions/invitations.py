"""Passing a draft to a colleague: "I may not decide this"."""

import datetime
import uuid

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from registry import rules
from registry.actions.messages import post
from registry.actions.submissions import locked
from registry.errors import LinkInvalid, NotAllowed, NotEditable, TooManyInvitations
from registry.models import Invitation, Membership, Organization, Person, Submission, TeamRole
from registry.models.messages import MessageKind
from registry.models.people import Language

VALID_DAYS = 30

# Addresses that one team, and one person in all their teams, may have written to within a day and without an answer.
MOST_A_DAY = 5


def pass_draft(*, submission: Submission, to: str, note: str, by: Person) -> Invitation:
    """Send a colleague a link that takes them into the team of a draft, in the role of `by`, who stays in it.

    `to` is an email address that has been checked. Sent twice to one address, it is one invitation and one message.
    Raises `NotAllowed`, `NotEditable`, `TooManyInvitations`.
    """
    with transaction.atomic():
        submission = locked(submission)
        if not rules.is_in_team(by, submission.organization):
            raise NotAllowed
        if not submission.is_editable:
            raise NotEditable
        known = _open().filter(organization=submission.organization, invited_by=by, address__iexact=to).first()
        if known:
            return known
        if _of_this_day(submission.organization, by).count() >= MOST_A_DAY:
            raise TooManyInvitations
        invitation = Invitation.objects.create(
            organization=submission.organization,
            role=TeamRole.OWNER if rules.owns(by, submission.organization) else TeamRole.EDITOR,
            address=to,
            note=note,
            invited_by=by,
            expires_at=timezone.now() + datetime.timedelta(days=VALID_DAYS),
        )
        post(
            kind=MessageKind.DRAFT_HANDED_OVER,
            address=to,
            language=by.language or Language.ENGLISH,
            context={"invitation": str(invitation.pk), "submission": str(submission.pk)},
        )
        return invitation


def _open() -> QuerySet[Invitation]:
    """Invitations that can still be accepted."""
    return Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now()).order_by("pk")


def _of_this_day(organization: Organization, by: Person) -> QuerySet[Invitation]:
    """Unanswered invitations of the last 24 hours that count against the next one."""
    since = timezone.now() - datetime.timedelta(days=1)
    return _open().filter(Q(organization=organization) | Q(invited_by=by), created_at__gt=since)


def open_invitation(invitation_id: uuid.UUID) -> Invitation:
    """The invitation of a link, if it can still be accepted. Raises `LinkInvalid`."""
    found = _open().select_related("organization", "invited_by").filter(pk=invitation_id).first()
    if not found:
        raise LinkInvalid
    return found


def accept(*, invitation_id: uuid.UUID, by: Person) -> Invitation:
    """Make `by` a member in the invitation's role; the address is blanked. Accepted once. Raises `LinkInvalid`.

    Whoever holds the link may accept it: it was sent to one address, and colleagues sign in with another.
    """
    with transaction.atomic():
        invitation = open_invitation(invitation_id)
        accepted = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(
            accepted_at=timezone.now(), accepted_by=by, address="", note=""
        )
        if not accepted:
            raise LinkInvalid
        membership, made = Membership.objects.get_or_create(
            organization=invitation.organization, person=by, defaults={"role": invitation.role}
        )
        if not made and membership.role != TeamRole.OWNER:
            membership.role = invitation.role
            membership.save(update_fields=["role"])
        invitation.refresh_from_db()
        return invitation
