"""Listed organizations made row by row, for what reads the listing: many of them, and fast."""

from typing import Any

from django.utils import timezone

from registry.actions import listing
from registry.models import (
    Activity,
    Identifier,
    Name,
    NetworkMembership,
    Organization,
    OrganizationPlace,
    PublicId,
    SupportGap,
    SupportOffer,
)
from registry.text import fold

ITEMS: dict[str, Any] = {"activities": Activity, "gaps": SupportGap, "offers": SupportOffer}


def organization(**columns: Any) -> Organization:
    """A row of a listed organization, without a name; it works from Kenya unless said otherwise."""
    if not columns.get("no_seat"):
        columns.setdefault("base_country_id", "KE")
    given: dict[str, Any] = {"type": "ngo", "state": "listed", "listed_at": timezone.now(), "live_version": 1}
    return Organization.objects.create(public_id=PublicId.objects.create(), **{**given, **columns})


def partner(
    *names: str | tuple[str, str, str],
    countries: tuple[str, ...] = (),
    regions: tuple[str, ...] = (),
    identifiers: tuple[tuple[str, str], ...] = (),
    **given: Any,
) -> str:
    """List an organization and give back its public id.

    `names`: texts, or (text, language, kind). `activities`, `gaps`, `offers`: lists of columns. The rest are columns of
    the organization.
    """
    items = {key: given.pop(key, []) for key in ITEMS}
    made = organization(**given)
    for number, name in enumerate(names):
        text, language, kind = (name, "und", "alias" if number else "official") if isinstance(name, str) else name
        Name.objects.create(organization=made, text=text, language=language, kind=kind, folded=fold(text))
    for code in countries:
        OrganizationPlace.objects.create(organization=made, country_id=code)
    for code in regions:
        OrganizationPlace.objects.create(organization=made, region_id=code)
    for scheme, value in identifiers:
        Identifier.objects.create(organization=made, scheme=scheme, value=value)
    for key, rows in items.items():
        for columns in rows:
            ITEMS[key].objects.create(organization=made, **columns)
    listing.refresh([made.pk])
    return made.public_id_id


def belong(member: str, network: str) -> NetworkMembership:
    """Make one organization an accepted member of another, both by their public ids."""
    made = NetworkMembership.objects.create(
        network=Organization.objects.get(public_id=network),
        member=Organization.objects.get(public_id=member),
        proposed_by_network=True,
        accepted_at=timezone.now(),
    )
    listing.refresh([made.member_id])
    return made
