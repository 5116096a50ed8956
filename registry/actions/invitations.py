"""Passing a draft to a colleague: "I may not decide this"."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone

from registry import rules
from registry.actions.messages import post
from registry.errors import LinkInvalid, NotAllowed
from registry.models import Invitation, Membership, Person, Submission, TeamRole
from registry.models.messages import MessageKind
from registry.models.people import Language

VALID_DAYS = 30


def pass_draft(*, submission: Submission, to: str, note: str, by: Person) -> Invitation:
    """Send a colleague a link that makes them the owner of the draft; the writer stays in the team.

    `to` is an email address that has been checked. Raises `NotAllowed`.
    """
    with transaction.atomic():
        if not rules.is_in_team(by, submission.organization) or not submission.is_editable:
            raise NotAllowed
        invitation = Invitation.objects.create(
            organization=submission.organization,
            role=TeamRole.OWNER,
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


def open_invitation(invitation_id: uuid.UUID) -> Invitation:
    """The invitation of a link, if it can still be accepted. Raises `LinkInvalid`."""
    found = (
        Invitation.objects.select_related("organization", "invited_by")
        .filter(pk=invitation_id, accepted_at=None, expires_at__gt=timezone.now())
        .first()
    )
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
