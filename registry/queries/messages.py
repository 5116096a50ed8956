"""The messages that the site sent to a team about its organization: the record of them, never a code."""

import uuid

from django.db.models import Q, QuerySet

from registry.models import Message, Organization, Person
from registry.models.messages import MessageKind
from registry.states import Origin

# What tells of a submission: every member of the team may read its words, whoever it was sent to.
OF_SUBMISSIONS = (
    MessageKind.DRAFT_LINK,
    MessageKind.DRAFT_REMINDER,
    MessageKind.DRAFT_DELETION_NOTICE,
    MessageKind.SUBMISSION_RECEIVED,
    MessageKind.CHANGES_REQUESTED,
    MessageKind.APPROVED,
    MessageKind.DECLINED,
)
# What tells one person of the organization: others of the team see that it was sent, not its words.
OF_THE_ORGANIZATION = (
    MessageKind.TEAM_REQUEST,
    MessageKind.TEAM_REQUEST_ANSWERED,
    MessageKind.TEAM_CHANGED,
    MessageKind.CLAIM_ANSWERED,
    MessageKind.SUPPORT_EXPIRED,
    MessageKind.RELATION_PROPOSED,
    MessageKind.RELATION_ANSWERED,
    MessageKind.WITHDRAWN,
    MessageKind.RETURNED,
    MessageKind.ERASURE_NOTICE,
    MessageKind.ENQUIRY,
)
# What holds a link that acts without signing in: its words are in the email alone.
WITH_LINKS = (MessageKind.CONFIRMATION_DUE,)
# The things of an organization that messages point at, by their name in `Message.context`, and where they are kept.
POINTERS = {
    "submission": "submissions",
    "request": "team_requests",
    "claim": "claims",
    "withdrawal": "withdrawals",
    "enquiry": "enquiries",
}


def to_team(organization: Organization) -> QuerySet[Message]:
    """What was sent to those who are in the team now, about this organization, the newest first.

    Found through the team, whose messages are few, and then by what they point at: drafts and decisions of the team,
    and the organization itself.
    """
    about = Q(context__organization=str(organization.pk)) | Q(context__organization=organization.public_id_id)
    for name, related in POINTERS.items():
        rows = getattr(organization, related)
        if name == "submission":
            rows = rows.filter(origin=Origin.TEAM)
        about |= Q(**{f"context__{name}__in": [str(pk) for pk in rows.values_list("pk", flat=True)]})
    return (
        Message.objects.filter(
            about,
            kind__in=[*OF_SUBMISSIONS, *OF_THE_ORGANIZATION, *WITH_LINKS],
            person__memberships__organization=organization,
        )
        .select_related("person")
        .defer("secret", "address")
        .order_by("-created_at", "-pk")
    )


def may_read(person: Person, message: Message) -> bool:
    """Whether somebody of the team may read the words of a message to the team again."""
    if message.kind in WITH_LINKS:
        return False
    return message.kind in OF_SUBMISSIONS or message.person_id == person.pk


def find(organization: Organization, message_id: uuid.UUID) -> Message:
    """Raises `Message.DoesNotExist`."""
    return to_team(organization).get(pk=message_id)
