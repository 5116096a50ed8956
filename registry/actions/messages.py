"""Posting messages: the row and the job that sends it, in the transaction of whoever calls."""

from collections.abc import Mapping

from django.db import transaction

from registry import jobs
from registry.models.messages import Message
from registry.models.people import Language, Person


@transaction.atomic
def post(
    *,
    kind: str,
    person: Person | None = None,
    address: str = "",
    language: str = "",
    context: Mapping[str, str | int] | None = None,
    secret: Mapping[str, str] | None = None,
    delay: int = 0,
) -> Message:
    """Write down an email, to a person or else to an address; a job sends it after the commit and `delay` seconds.

    Without `language` it is the person's, or English. A message with a secret is waited for at a page, so its job
    goes before the others.
    """
    message = Message.objects.create(
        kind=kind,
        person=person,
        address=address,
        language=language or (person.language if person else Language.ENGLISH),
        context={**(context or {})},
        secret={**(secret or {})},
    )
    jobs.enqueue("send_message", priority=jobs.URGENT if secret else 0, delay=delay, message_id=str(message.pk))
    return message
