"""Links by which somebody of a team confirms an entry without signing in.

The link is signed with a key of the site, so it cannot be made up, and names the organization, the person and the
reminder. It says nothing of what may be done: that is asked of the team as it is when the link is opened.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from registry import rules
from registry.errors import ConfirmLinkInvalid
from registry.models import Organization, Person
from registry.states import OrganizationState

SALT = "registry.confirmation"
GOOD_FOR = timedelta(days=120)


@dataclass(frozen=True)
class Link:
    """Whom a link was sent to, about which entry, with which reminder (0: the notice that something expired)."""

    organization: Organization
    person: Person
    number: int


def token(organization: Organization, person: Person, number: int) -> str:
    """What stands in the address."""
    return signing.dumps([organization.public_id_id, person.pk.hex, number], salt=SALT)


def read(token: str) -> Link:
    """Whom and what a link is about, as they are now. Raises `ConfirmLinkInvalid`. Three queries.

    A link that was forged or is too old, of somebody who has left the team or may not sign in, about an entry that is
    not listed: all are answered alike.
    """
    try:
        public_id, person_id, number = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as error:
        raise ConfirmLinkInvalid from error
    organization = Organization.objects.filter(public_id=public_id, state=OrganizationState.LISTED).first()
    person = Person.objects.filter(pk=uuid.UUID(person_id)).first()
    if organization is None or person is None or not rules.may_confirm(person, organization):
        raise ConfirmLinkInvalid
    return Link(organization, person, number)
