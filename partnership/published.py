"""What is published of one organization as JSON, the same beside its page and in the API."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from partnership import addresses
from registry.exchange.exports import LICENCE, Site
from registry.models import Organization
from registry.queries import organizations
from registry.queries.organizations import PublicEntry, Related
from registry.states import OrganizationState


def partner(request: HttpRequest, organization: Organization) -> tuple[dict[str, Any], HTTPStatus]:
    """The public entry in codes, ISO dates and UUIDs of items, and the status of the answer.

    Of a withdrawn one nothing but the day, with 410; of a merged one the id of that which took it up.
    """
    if organization.state == OrganizationState.WITHDRAWN:
        return {"id": organization.public_id_id, "withdrawn": organization.state_since.date()}, HTTPStatus.GONE
    if organization.merged_into is not None:
        return {"id": organization.public_id_id, "merged_into": organization.merged_into.public_id_id}, HTTPStatus.OK
    return _entry(request, organizations.public_entry(organization)), HTTPStatus.OK


def _entry(request: HttpRequest, entry: PublicEntry) -> dict[str, Any]:
    organization = entry.organization
    logo = entry.sections["organization"]["logo"]
    with translation.override(settings.LANGUAGE_CODE):
        here = addresses.partner(organization.public_id_id, entry.name["text"])
    return {
        "id": organization.public_id_id,
        "address": request.build_absolute_uri(here),
        "licence": {"name": LICENCE[0], "address": LICENCE[1]},
        "version": organization.live_version,
        "partner_since": organization.listed_at,
        "confirmed_on": organization.confirmed_on,
        **entry.sections,
        "logo": site_of(request).file(logo) if logo else None,
        **entry.items,
        "relations": _relations(organization),
    }


def _relations(organization: Organization) -> dict[str, list[str]]:
    """Public ids of the partners that it has to do with. One query."""
    found = organizations.relations(organization)
    return {
        "part_of": _ids(found.parents),
        "parts": _ids(found.parts),
        "took_over": _ids(found.predecessors),
        "taken_over_by": _ids(found.successors),
        "networks": _ids(found.networks),
        "merged": [one.public_id for one in found.merged],
    }


def _ids(related: list[Related]) -> list[str]:
    return [one.public_id for one in related]


def site_of(request: HttpRequest, language: str = "en") -> Site:
    """How whole addresses are made in the answer to a request; `language`: that of the names of codes.

    The addresses of partners, gaps and offers are the short ones, which stay right whatever they are called later.
    """
    root = request.build_absolute_uri("/").removesuffix("/")
    with translation.override(settings.LANGUAGE_CODE):
        directory, support = root + reverse("directory"), root + reverse("support")
    return Site(
        partner=lambda public_id: f"{directory}{public_id}/",
        file=lambda key: root + reverse("file", args=[key]),
        item=lambda kind, key: f"{support}{kind}s/{key}/",
        language=language,
    )
