"""Letters about drafts: the way back to one, reminders, and passing it on."""

from datetime import timedelta

from django.conf import settings

from registry.letters.facts import Facts, Title, address_of, letter, submission_of, title_of
from registry.models import (
    Invitation,
    Message,
)


def invitation_of(message: Message) -> Invitation:
    sent = Invitation.objects.select_related("organization", "invited_by").filter(withdrawn_at=None)
    return sent.get(pk=message.context["invitation"])


def _draft_facts(message: Message) -> Facts:
    submission = submission_of(message)
    return {
        "organization": title_of(submission, message.language),
        "saved_at": submission.saved_at,
        "link": address_of("draft", submission.pk),
    }


@letter
def draft_link(message: Message) -> Facts:
    """To someone who began a draft: it is kept, and this is the way back, from any device."""
    return _draft_facts(message)


@letter
def draft_reminder(message: Message) -> Facts:
    """To the authors of a draft that has been lying for a while."""
    return _draft_facts(message)


@letter
def draft_deletion_notice(message: Message) -> Facts:
    """To the authors of a forgotten draft: the day on which it is deleted, unless somebody saves it before."""
    deleted_at = message.created_at + timedelta(days=settings.DRAFT_DELETION_DAYS)
    return {**_draft_facts(message), "deleted_on": deleted_at}


@letter
def draft_handed_over(message: Message) -> Facts:
    """To a colleague who may decide what the sender may not: an invitation to take over the draft."""
    invitation, submission = invitation_of(message), submission_of(message)
    sender = invitation.invited_by.name if invitation.invited_by else ""
    return {
        "organization": title_of(submission, message.language),
        "is_change": submission.base_version > 0,
        "sender": Title(sender, "") if sender else "",
        "note": invitation.note,
        "expires_at": invitation.expires_at,
        "link": address_of("invitation", invitation.pk),
    }
