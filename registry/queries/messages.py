"""The messages that the site sent: all of them for the secretariat, those about its organization for a team."""

import datetime
import uuid

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import pgettext_lazy

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
    MessageKind.INVITATION_DECLINED,
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
    MessageKind.INTRODUCTION_SUGGESTED,
    MessageKind.INTRODUCED,
    MessageKind.INTRODUCTION_NOTE,
    MessageKind.INTRODUCTION_MOVED,
    MessageKind.CONTACTS_EXCHANGED,
    MessageKind.INTRODUCTION_REMINDER,
    MessageKind.JOINT_RESPONSE,
    MessageKind.LACKED_TOO,
    MessageKind.OVERLAP_TALK,
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

    What was taken back before it was sent was never said to them. Found through the team, whose messages are few, and
    then by what they point at: drafts and decisions of the team, and the organization itself.
    """
    return (
        Message.objects.filter(
            _about(organization, of_team=True),
            kind__in=[*OF_SUBMISSIONS, *OF_THE_ORGANIZATION, *WITH_LINKS],
            person__memberships__organization=organization,
            stopped_at=None,
        )
        .select_related("person")
        .defer("secret", "address")
        .order_by("-created_at", "-pk")
    )


def _about(organization: Organization, *, of_team: bool) -> Q:
    """What points at an organization, by itself or by what it has; `of_team`: of submissions the team's alone."""
    about = Q(context__organization=str(organization.pk)) | Q(context__organization=organization.public_id_id)
    for name, related in POINTERS.items():
        rows = getattr(organization, related)
        if name == "submission" and of_team:
            rows = rows.filter(origin=Origin.TEAM)
        about |= Q(**{f"context__{name}__in": [str(pk) for pk in rows.values_list("pk", flat=True)]})
    return about


def may_read(person: Person, message: Message) -> bool:
    """Whether somebody of the team may read the words of a message to the team again."""
    if message.kind in WITH_LINKS:
        return False
    return message.kind in OF_SUBMISSIONS or message.person_id == person.pk


def find(organization: Organization, message_id: uuid.UUID) -> Message:
    """Raises `Message.DoesNotExist`."""
    return to_team(organization).get(pk=message_id)


# -- The record of all, for the secretariat ---------------------------------------------------------------------------

Messages = QuerySet[Message]
# What is between a visitor and a partner or between two partners, and what holds a code or a link that acts by itself:
# that it was sent is on record, its words are for its receiver alone.
FOR_RECEIVERS_ALONE = (
    MessageKind.SIGN_IN_CODE,
    MessageKind.CONFIRM_ADDRESS_CODE,
    MessageKind.CLAIM_CODE,
    MessageKind.CONFIRMATION_DUE,
    MessageKind.HELD,
    MessageKind.ENQUIRY,
    MessageKind.INTRODUCED,
    MessageKind.INTRODUCTION_NOTE,
    MessageKind.INTRODUCTION_MOVED,
    MessageKind.CONTACTS_EXCHANGED,
    MessageKind.OVERLAP_TALK,
    MessageKind.TEAM_INVITATION,
    MessageKind.DRAFT_HANDED_OVER,
)


class Fate(TextChoices):
    """What became of a message."""

    WAITING = "waiting", pgettext_lazy("fate of a message", "On its way")
    PUT_OFF = "put_off", pgettext_lazy("fate of a message", "Tried, and tried again")
    SENT = "sent", pgettext_lazy("fate of a message", "Taken by the mail server")
    REFUSED = "refused", pgettext_lazy("fate of a message", "Not sent")
    BOUNCED = "bounced", pgettext_lazy("fate of a message", "Came back")
    STOPPED = "stopped", pgettext_lazy("fate of a message", "Taken back before it was sent")


_OPEN = Q(sent_at=None, refused_at=None, stopped_at=None)
FATES: dict[str, Q] = {
    Fate.WAITING: _OPEN & Q(error=""),
    Fate.PUT_OFF: _OPEN & ~Q(error=""),
    Fate.SENT: Q(sent_at__isnull=False, bounced_at=None),
    Fate.REFUSED: Q(refused_at__isnull=False),
    Fate.BOUNCED: Q(bounced_at__isnull=False),
    Fate.STOPPED: Q(stopped_at__isnull=False),
}


def record() -> Messages:
    """Every message, the newest first, with its person; never a code, nor an address that waits to be blanked."""
    return Message.objects.select_related("person").defer("secret", "address").order_by("-created_at", "-pk")


def of_fate(found: Messages, fate: str) -> Messages:
    return found.filter(FATES[fate])


def of_day(found: Messages, since: datetime.date | None, until: datetime.date | None) -> Messages:
    """Those posted from one day to another, both included, as UTC counts days."""
    if since:
        found = found.filter(created_at__gte=_midnight(since))
    if until:
        found = found.filter(created_at__lt=_midnight(until) + datetime.timedelta(days=1))
    return found


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def of_organization(found: Messages, public_id: str) -> Messages:
    """Those about the organization of a public id, to whomever; none for an id that was never given."""
    organization = Organization.objects.filter(public_id=public_id).first()
    return found.filter(_about(organization, of_team=False)) if organization else found.none()


def fate_of(message: Message) -> Fate:
    if message.bounced_at:
        return Fate.BOUNCED
    if message.stopped_at:
        return Fate.STOPPED
    if message.refused_at:
        return Fate.REFUSED
    if message.sent_at:
        return Fate.SENT
    return Fate.PUT_OFF if message.error else Fate.WAITING


def on_record(message_id: uuid.UUID) -> Message | None:
    """One message, with what it repeats and what it is a copy of."""
    found = record().select_related("person", "again_of", "mailing__by")
    return found.filter(pk=message_id).first()


def staff_may_read(message: Message) -> bool:
    """Whether the desk may read its words again."""
    return message.kind not in FOR_RECEIVERS_ALONE
