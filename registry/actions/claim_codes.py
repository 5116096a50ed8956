"""The codes that prove an address at the domain of a website. The claim that each is for is locked by the caller."""

import datetime
import secrets

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from registry.actions.messages import post
from registry.errors import CodeSpent, CodeWrong, Refusal, TooMany
from registry.models import Claim, Person
from registry.models.messages import MessageKind
from registry.queries import claims

MINUTES = 10  # that a code is good for
TRIES = 5
FOR_A_CLAIM, FOR_A_PERSON = 5, 10  # codes within a day; to one address as many as for one claim

TOO_MANY = _(
    "Many codes were sent within a day, so this one was not. Use the newest message, wait until tomorrow, or show in "
    "another way that you may look after the entry."
)


def send(claim: Claim, by: Person) -> None:
    """Send a code to the address of a claim; only its hash is kept, and the one before is no longer good.

    Raises `TooMany`.
    """
    to_this_address = Claim.objects.filter(Q(pk=claim.pk) | Q(address__iexact=claim.address))
    for_this_person = Claim.objects.filter(person=by)
    if (
        claims.codes_of_this_day(to_this_address) >= FOR_A_CLAIM
        or claims.codes_of_this_day(for_this_person) >= FOR_A_PERSON
    ):
        raise TooMany(TOO_MANY)
    code = f"{secrets.randbelow(10**8):08}"
    claim.code, claim.code_sent_at, claim.code_tries = _hash(claim, code), timezone.now(), 0
    claim.save(update_fields=["code", "code_sent_at", "code_tries"])
    post(
        kind=MessageKind.CLAIM_CODE,
        address=claim.address,
        language=by.language,
        context={"claim": str(claim.pk), "minutes": MINUTES},
        secret={"code": f"{code[:4]}-{code[4:]}"},
    )


def wrong(claim: Claim, typed: str) -> Refusal | None:
    """What is the matter with a code that was typed, whose try is counted; nothing if it is the right one."""
    good_from = timezone.now() - datetime.timedelta(minutes=MINUTES)
    if not claim.code or not claim.code_sent_at or claim.code_sent_at < good_from or claim.code_tries >= TRIES:
        return CodeSpent()
    if constant_time_compare(claim.code, _hash(claim, typed)):
        return None
    claim.code_tries += 1
    claim.save(update_fields=["code_tries"])
    return CodeSpent() if claim.code_tries >= TRIES else CodeWrong()


def _hash(claim: Claim, code: str) -> str:
    """A keyed hash of the digits of a code, for this claim and this address alone."""
    digits = "".join(character for character in code if character in "0123456789")
    return salted_hmac("registry.claims", f"{claim.pk} {claim.address} {digits}", algorithm="sha256").hexdigest()
