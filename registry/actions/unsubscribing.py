"""Mailings that somebody does not want: said through the link of a mailing, without signing in.

The link is signed with a key of the site, so it cannot be made up, and names the person alone. It is good for ever:
a mailing of years ago is found in a mailbox as well.
"""

from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from registry.errors import LinkInvalid
from registry.models import Person

_signer = Signer(salt="registry.mailings")


def token(person: Person) -> str:
    """What the link of somebody ends with."""
    return _signer.sign(person.pk.hex)


def find(token: str) -> Person:
    """Whose link it is. Raises `LinkInvalid` for one that was made up, or whose person is gone."""
    try:
        person = Person.objects.filter(pk=UUID(_signer.unsign(token))).first()
    except BadSignature as forged:
        raise LinkInvalid from forged
    if person is None or not person.is_active:
        raise LinkInvalid
    return person


def want_none(*, person: Person) -> None:
    """No mailings from now on but official ones; when that was said first stays. May run twice."""
    Person.objects.filter(pk=person.pk, no_mailings_since=None).update(no_mailings_since=timezone.now())


def want_them(*, person: Person) -> None:
    """Mailings again. May run twice."""
    Person.objects.filter(pk=person.pk).update(no_mailings_since=None)
