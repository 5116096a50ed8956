"""Posting messages: the row and the job that sends it, in the transaction of whoever calls."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry import jobs, rules
from registry.errors import NotAllowed, NotSentAgain
from registry.models.messages import Message, MessageKind
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


# What holds a code is good for minutes only; its receiver asks for another one.
WITH_CODES = (MessageKind.SIGN_IN_CODE, MessageKind.CONFIRM_ADDRESS_CODE, MessageKind.CLAIM_CODE)


@transaction.atomic
def send_again(*, message: Message, by: Person) -> Message:
    """Send a message once more to its person, at their present address and in their present language.

    It says what is true when it is sent. The first one stays as it is, the second names it and who asked for it.
    Raises `NotAllowed`, and `NotSentAgain` for what is still on its way, was taken back, or cannot be repeated.
    """
    if not rules.may_review(by):
        raise NotAllowed
    message = Message.objects.select_for_update(of=("self",)).select_related("person", "mailing").get(pk=message.pk)
    if sentence := why_not_again(message):
        raise NotSentAgain(sentence)
    repeats = Message.objects.filter(again_of=message, sent_at=None, refused_at=None, stopped_at=None)
    if repeats.exists():
        raise NotSentAgain(_("It is being sent again already. Look at it there."))
    again = post(kind=message.kind, person=message.person, context={**message.context, "again_by": str(by.pk)})
    again.again_of, again.mailing = message, message.mailing
    again.save(update_fields=["again_of", "mailing"])
    return again


def why_not_again(message: Message) -> str | Promise:
    """Why a message cannot be sent again, in a sentence; "" when it can."""
    if message.kind in WITH_CODES:
        return _("A code is good for minutes only, so its message is not sent again. The person asks for a new one.")
    if message.person is None:
        return _("It went to an address of which no person is known, and the address was not kept.")
    if not message.person.is_active:
        return _("The account of this person is closed, so nothing is sent to it any more.")
    if message.stopped_at:
        return _("It was taken back before it was sent, so it is not sent again.")
    if not message.is_handled:
        return _("It is still on its way. Wait until it was sent or refused.")
    if message.mailing and not message.mailing.official and message.person.no_mailings_since:
        return _("This person wants no mailings any more.")
    return ""
