"""Entries and registrations that may be the same organization: the same folded name, or the same web domain.

Shown before work is spent on a registration. What is not public says nothing of itself: whoever shows a result looks
at `listing` first.
"""

import uuid
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from registry.models import Listing, Name, Submission
from registry.states import OrganizationState
from registry.text import fold, web_domain

RowT = TypeVar("RowT", bound=Model)


@dataclass(frozen=True)
class Similar:
    """An organization that fits: `listing` when everyone may see it, else its open `submission`."""

    organization_id: uuid.UUID
    same_name: bool
    same_website: bool
    listing: Listing | None = None
    submission: Submission | None = None


def similar(name: str, website: str, excluding: uuid.UUID | None = None) -> list[Similar]:
    """Listed entries first, then open registrations, each organization once. Costs two queries.

    Names of every kind of a listed entry count, former ones too; of a registration its official name. `excluding` is
    the id of an organization that is not compared with itself.
    """
    folded, domain = fold(name)[:600], web_domain(website)
    found = [*_listed(folded, domain), *_registering(folded, domain)]
    return [one for one in found if one.organization_id != excluding]


def _listed(folded: str, domain: str) -> list[Similar]:
    named = Q(organization__in=Name.objects.present().filter(folded=folded).values("organization"))
    at_home = Q(organization__web_domain=domain)
    rows = _either(Listing.objects.select_related("organization"), folded, named, domain, at_home)
    return [
        Similar(
            row.organization_id,
            same_name=bool(folded) and folded in {fold(name["text"])[:600] for name in row.record["names"]},
            same_website=bool(domain) and row.organization.web_domain == domain,
            listing=row,
        )
        for row in rows
    ]


def _registering(folded: str, domain: str) -> list[Similar]:
    pending = Submission.objects.open().filter(organization__state=OrganizationState.PENDING)
    rows = _either(pending.defer("base", "unaccepted"), folded, Q(folded_name=folded), domain, Q(web_domain=domain))
    return [
        Similar(
            row.organization_id,
            same_name=bool(folded) and row.folded_name == folded,
            same_website=bool(domain) and row.web_domain == domain,
            submission=row,
        )
        for row in rows
    ]


def _either(rows: QuerySet[RowT], folded: str, named: Q, domain: str, at_home: Q) -> QuerySet[RowT]:
    fits = Q(pk__in=[])
    if folded:
        fits |= named
    if domain:
        fits |= at_home
    return rows.filter(fits).order_by("pk")
