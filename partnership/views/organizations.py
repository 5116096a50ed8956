"""The page of a partner, and the same as JSON."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partnership import addresses, ages, published
from registry.entry.document import Item
from registry.entry.readable import readable
from registry.exchange.exports import LICENCE
from registry.ids import is_public_id, normalize_public_id
from registry.models import Organization
from registry.queries import organizations
from registry.queries.organizations import PublicEntry
from registry.states import GapState, OfferState, OrganizationState
from registry.text import words_for_address
from registry.validators import identifier_address
from registry.vocabulary import ActivityStatus, NameKind


@require_safe
def partner(request: HttpRequest, public_id: str, words: str = "") -> HttpResponse:
    """The page of a partner. A wrong spelling of its address, or that of an entry merged into it, leads here."""
    organization = _organization(public_id)
    if organization.state == OrganizationState.WITHDRAWN:
        return render(request, "errors/410.html", {"since": organization.state_since}, status=410)
    if organization.merged_into is not None:
        return HttpResponsePermanentRedirect(reverse("partner", args=[organization.merged_into.public_id_id]))
    entry = organizations.public_entry(organization)
    right_words = words_for_address(entry.name["text"])
    if (public_id, words) != (organization.public_id_id, right_words):
        return HttpResponsePermanentRedirect(reverse("partner", args=[organization.public_id_id, right_words]))
    return render(request, "organizations/partner.html", _context(entry))


@require_safe
def partner_json(request: HttpRequest, public_id: str, words: str = "") -> HttpResponse:
    """The public entry as JSON: codes, ISO dates, UUIDs of items, the same whatever the language of the address."""
    content, status = published.partner(request, _organization(public_id))
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False, "indent": 1})


# -- Whom an address means --------------------------------------------------------------------------------------------


def _organization(public_id: str) -> Organization:
    """The organization of an id however it was written. Raises `Http404` for what was never listed."""
    written = normalize_public_id(public_id)
    organization = organizations.find(written) if is_public_id(written) else None
    if organization is None:
        raise Http404
    return organization


# -- The page ---------------------------------------------------------------------------------------------------------


def _context(entry: PublicEntry) -> dict[str, Any]:
    organization, section, where = entry.organization, entry.sections["organization"], entry.sections["where"]
    main, *others = entry.items["names"]
    return {
        "organization": organization,
        "name": main,
        "other_names": [name for name in others if name["kind"] != NameKind.FORMER],
        "former_names": [name for name in others if name["kind"] == NameKind.FORMER],
        "section": section,
        "where": where,
        "logo": reverse("file", args=[section["logo"]]) if section["logo"] else "",
        "in_country": addresses.directory(country=where["base_country"]) if where["base_country"] else "",
        "identifiers": [
            {**item, "href": identifier_address(item["scheme"], item["value"])} for item in entry.items["identifiers"]
        ],
        "activities": [{**item, "status_words": when(item)} for item in entry.items["activities"]],
        "gaps": _standing(entry.items["gaps"], GapState),
        "offers": _standing(entry.items["offers"], OfferState),
        "contacts": entry.items["contacts"],
        "json": reverse("partner_json", args=[organization.public_id_id]),
        "permanent": _permanent_address(organization),
        "licence": {"name": LICENCE[0], "address": LICENCE[1]},
        "secretariat": settings.CONTACT_EMAIL,
    }


def _permanent_address(organization: Organization) -> str:
    """The address to cite: short, the same in every language, and right whatever the organization is called later."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_ADDRESS + reverse("partner", args=[organization.public_id_id])


def when(activity: Item) -> str:
    """When an activity runs and how it stands, such as "March 2024 to June 2027, under way"."""
    said = {name: "".join(readable("activities", name, activity[name])) for name in ("start", "end", "status")}
    said["status"] = said["status"].lower()
    if said["start"] and said["end"]:
        return _("%(start)s to %(end)s, %(status)s") % said if said["status"] else _("%(start)s to %(end)s") % said
    if said["start"] and activity["status"] == ActivityStatus.PLANNED:
        return f"{said['start']} · {said['status']}"
    if said["start"]:
        return _("since %(start)s, %(status)s") % said if said["status"] else _("since %(start)s") % said
    return said["status"]


def _standing(items: list[Item], states: type[GapState | OfferState]) -> list[Item]:
    """Gaps or offers with how they stand in words, open ones first, the longest open before the others."""
    order = list(states.values)
    shown = [
        {
            **item,
            "status_words": ages.open_for(item["state_since"].date())
            if item["state"] == states.OPEN
            else states(item["state"]).label,
        }
        for item in items
    ]
    return sorted(shown, key=lambda item: (order.index(item["state"]), item["state_since"], item["id"]))
