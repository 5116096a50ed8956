"""Mail that came back: an address that does not answer is a case for the desk.

Only what we sent can come back, so a message is known by its Message-ID, which nobody else can guess. An address is
looked for among people, and never kept.
"""

import re
from enum import Enum
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from registry.actions import cases
from registry.models import Message, Organization, Person, Submission
from registry.states import CaseKind

MESSAGE_ID = re.compile(r"\s*<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@([^\s<>@]+)>?\s*", re.IGNORECASE)


class Outcome(Enum):
    NOTED = "noted"
    KNOWN = "known already"
    TEMPORARY = "temporary"
    NOT_OURS = "about nothing that we sent"


def message_id(message: Message) -> str:
    """The Message-ID of an email: the same for every attempt, so that a second copy can be known as one."""
    return f"<{message.pk}@{urlsplit(settings.SITE_ADDRESS).hostname}>"


def note_bounce(*, message_id: str = "", address: str = "", permanent: bool) -> Outcome:
    """Note that an email could not be delivered: the one with this Message-ID, else the last to this address.

    A failure for good is written down once, and opens the case of its receiver. One that may pass changes nothing: the
    servers go on trying. May run twice.
    """
    with transaction.atomic():
        message = _by_id(message_id) or _by_address(address)
        if message is None:
            return Outcome.NOT_OURS
        if not permanent:
            return Outcome.TEMPORARY
        if not Message.objects.filter(pk=message.pk, bounced_at=None).update(bounced_at=timezone.now()):
            return Outcome.KNOWN
        dead_address(message)
        return Outcome.NOTED


def _by_id(told: str) -> Message | None:
    found = MESSAGE_ID.fullmatch(told)
    if not found or found[2].lower() != urlsplit(settings.SITE_ADDRESS).hostname:
        return None
    return Message.objects.filter(pk=UUID(found[1]), sent_at__isnull=False).first()


def _by_address(address: str) -> Message | None:
    if not address:
        return None
    sent = Message.objects.filter(person__email=address.lower(), sent_at__isnull=False)
    return sent.order_by("-sent_at", "-pk").first()


def dead_address(message: Message) -> None:
    """Open the case of an address that does not answer; of none, where nobody is missed, as of a mistyped sign-up."""
    organization = _organization_of(message)
    if organization or (message.person and _is_missed(message.person)):
        cases.open_case(kind=CaseKind.DEAD_ADDRESS, organization=organization, person=message.person)


def _is_missed(person: Person) -> bool:
    """Whether somebody belongs to a team or to the secretariat, or has shown at least that the address is theirs."""
    return (
        person.is_staff_member
        or person.memberships.exists()
        or EmailAddress.objects.filter(user=person, verified=True).exists()
    )


def _organization_of(message: Message) -> Organization | None:
    """The organization that a message is about; what it told of may be gone by now."""
    if "organization" in message.context:
        return Organization.objects.filter(pk=message.context["organization"]).first()
    if "submission" in message.context:
        told_of = Submission.objects.select_related("organization").filter(pk=message.context["submission"]).first()
        return told_of.organization if told_of else None
    return None
