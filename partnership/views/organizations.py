"""The page of a partner, the same as JSON, and how to cite it."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partnership import addresses, ages, linked_data, published
from partnership.citations import Citation
from partnership.presence import presence
from partnership.timeline import Activity
from registry import rules
from registry.entry.document import Item
from registry.entry.readable import readable
from registry.exchange.exports import LICENCE
from registry.ids import is_public_id, normalize_public_id
from registry.models import Organization
from registry.queries import organizations
from registry.queries.organizations import PublicEntry, Related, Relations
from registry.states import GapState, OfferState, OrganizationState
from registry.text import words_for_address
from registry.validators import identifier_address
from registry.vocabulary import ActivityStatus, NameKind

MOST_IN_WORDS = 6  # countries that are named in one line; more are counted there, and listed by the map
DESCRIPTION_SHOWN = 160  # characters, as many as search engines show
# Browsers may keep for ever where an address led, or that it was gone; yet a name changes back, and an entry returns.
ASKED_EACH_TIME = {"Cache-Control": "no-cache"}
FORMATS = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}

# The order in which activities are shown: what goes on now comes first.
STATUS_ORDER = (
    ActivityStatus.UNDER_WAY,
    ActivityStatus.PLANNED,
    ActivityStatus.PAUSED,
    ActivityStatus.COMPLETED,
    "",
)


@require_safe
def partner(request: HttpRequest, public_id: str, words: str = "") -> HttpResponse:
    """The page of a partner. A wrong spelling of its address, or that of an entry merged into it, leads here."""
    organization = known(public_id)
    if organization.state == OrganizationState.WITHDRAWN:
        return gone(request, organization)
    if organization.merged_into is not None:
        return _moved(reverse("partner", args=[organization.merged_into.public_id_id]))
    entry = organizations.public_entry(organization)
    right_words = words_for_address(entry.name["text"])
    if (public_id, words) != (organization.public_id_id, right_words):
        return _moved(reverse("partner", args=[organization.public_id_id, right_words]))
    return render(request, "organizations/partner.html", _context(request, entry))


@require_safe
def partner_json(request: HttpRequest, public_id: str, words: str = "") -> HttpResponse:
    """The public entry as JSON: codes, ISO dates, UUIDs of items, the same whatever the language of the address."""
    content, status = published.partner(request, known(public_id))
    headers = ASKED_EACH_TIME if status == HTTPStatus.GONE else {}
    return JsonResponse(content, status=status, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def citation(request: HttpRequest, public_id: str, format: str) -> HttpResponse:
    """How to cite the entry, as a file for reference managers. `format`: bib (BibTeX) or ris."""
    organization = known(public_id)
    if organization.state == OrganizationState.WITHDRAWN:
        return gone(request, organization)
    if organization.merged_into is not None:
        kept = {"public_id": organization.merged_into.public_id_id, "format": format}
        return _moved(reverse("citation", kwargs=kept))
    cited = _citation(organizations.public_entry(organization))
    return HttpResponse(
        cited.bibtex() if format == "bib" else cited.ris(),
        content_type=f"{FORMATS[format]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{cited.key}.{format}"'},
    )


# -- Whom an address means --------------------------------------------------------------------------------------------


def known(public_id: str) -> Organization:
    """The organization of an id however it was written. Raises `Http404` for what was never listed."""
    written = normalize_public_id(public_id)
    organization = organizations.find(written) if is_public_id(written) else None
    if organization is None:
        raise Http404
    return organization


def kept(public_id: str) -> Organization:
    """The organization of an id, or that which it was merged into. Raises `Http404` for what was never listed."""
    organization = known(public_id)
    while organization.merged_into is not None:
        organization = known(organization.merged_into.public_id_id)
    return organization


def gone(request: HttpRequest, organization: Organization) -> HttpResponse:
    """What stands where a withdrawn entry was: a date and no name (The entry, Addresses)."""
    claim = reverse("claim", args=[organization.public_id_id]) if rules.may_be_claimed(organization) else ""
    context = {"since": organization.state_since, "claim": claim, "was_taken_out": rules.was_taken_out(organization)}
    response = render(request, "errors/410.html", context, status=410)
    response["Cache-Control"] = ASKED_EACH_TIME["Cache-Control"]
    return response


def _moved(address: str) -> HttpResponse:
    return HttpResponsePermanentRedirect(address, headers=ASKED_EACH_TIME)


# -- The page ---------------------------------------------------------------------------------------------------------


def _may_edit(reader: Any, organization: Organization) -> bool:
    """Whether the reader is of a desk that may approve what it would change."""
    return getattr(reader, "is_staff_member", False) and rules.settles_there(reader, organization)


def _context(request: HttpRequest, entry: PublicEntry) -> dict[str, Any]:
    organization, section, where = entry.organization, entry.sections["organization"], entry.sections["where"]
    relations = organizations.relations(organization)
    language, cited = get_language() or "en", _citation(entry)
    names, activities = entry.items["names"], _in_time(entry.items["activities"])
    timeline = [_on_timeline(item) for item in activities if item["start"]]
    logo = reverse("file", args=[section["logo"]]) if section["logo"] else ""
    return {
        "organization": organization,
        "is_lapsed": entry.is_lapsed,
        "name": names[0],
        "description": _description(section),
        "official_names": [name for name in names[1:] if name["kind"] == NameKind.OFFICIAL],
        "names": names if len(names) > 1 else [],
        "section": section,
        "where": where,
        "few_countries": len(where["countries"]) <= MOST_IN_WORDS,
        "presence": presence(where["countries"], where["base_country"], language),
        "logo": logo,
        "in_country": addresses.directory(country=where["base_country"]) if where["base_country"] else "",
        "identifiers": [
            {**item, "href": identifier_address(item["scheme"], item["value"])} for item in entry.items["identifiers"]
        ],
        "activities": activities,
        "timeline": timeline if len(timeline) > 1 else [],
        "gaps": _standing(entry.items["gaps"], GapState, "gap"),
        "offers": _standing(entry.items["offers"], OfferState, "offer"),
        "contacts": entry.items["contacts"],
        "merged": relations.merged,
        "networks": _linked(relations.networks),
        "members": _linked(relations.members),
        "has_team": relations.has_team,
        "may_edit": _may_edit(request.user, organization),
        "lineage": [(label, _linked(found)) for label, found in _lineage(relations) if found],
        "all_members": addresses.directory(network=organization.public_id_id),
        "cited": cited,
        "licence": {"name": LICENCE[0], "address": LICENCE[1]},
        "here": request.build_absolute_uri(request.path),
        "picture": request.build_absolute_uri(static(f"img/og/{section['type']}.png")),
        "linked_data": linked_data.organization(
            entry,
            address=cited.address,
            logo=request.build_absolute_uri(logo) if logo else "",
            language=language,
        ),
    }


def _lineage(relations: Relations) -> list[tuple[str, list[Related]]]:
    """What an organization is to others, and they to it, each under its words."""
    return [
        (_("Part of"), relations.parents),
        (_("Has parts"), relations.parts),
        (_("Took over the work of"), relations.predecessors),
        (_("Its work was taken over by"), relations.successors),
    ]


def _linked(related: list[Related]) -> list[Item]:
    return [
        {"name": one.name, "language": one.language, "href": addresses.partner(one.public_id, one.name)}
        for one in related
    ]


def _description(section: Item) -> str:
    """What a list of results or a shared link says of the page."""
    if section["description"]:
        return Truncator(section["description"]).chars(DESCRIPTION_SHOWN)
    said = {"type": "".join(readable("organization", "type", section["type"]))}
    return _("A partner for Target 3 of the Convention on Biological Diversity. Type of organization: %(type)s.") % said


def _citation(entry: PublicEntry) -> Citation:
    """The address is short, the same in every language, and right whatever the organization is called later."""
    organization = entry.organization
    with translation.override(settings.LANGUAGE_CODE):
        address = settings.SITE_ADDRESS + reverse("partner", args=[organization.public_id_id])
    listed_on = organization.listed_at.date()  # type: ignore[union-attr]  # what is listed has a date, by a constraint
    return Citation(
        key=organization.public_id_id,
        name=entry.name["text"],
        address=address,
        version=organization.live_version,
        on=organization.confirmed_on or listed_on,
    )


def _in_time(activities: list[Item]) -> list[Item]:
    """Activities with when they run in words: what goes on first, and what began first before the others."""
    shown = [{**item, "status_words": when(item), "status_kind": "activity"} for item in activities]
    return sorted(shown, key=lambda item: (STATUS_ORDER.index(item["status"]), item["start"] or "9", item["id"]))


def _on_timeline(item: Item) -> Activity:
    return Activity(
        title=item["title"],
        language=item["language"],
        href=f"#{item['id']}",
        when=item["status_words"],
        status=item["status"],
        start=item["start"],
        end=item["end"],
    )


def when(activity: Item) -> str:
    """When an activity runs and how it stands, such as "March 2024 to June 2027, under way"."""
    said = {name: "".join(readable("activities", name, activity[name])) for name in ("start", "end", "status")}
    said["status"] = said["status"].lower()
    if said["start"] and said["start"] == said["end"]:
        return _("%(start)s, %(status)s") % said if said["status"] else said["start"]
    if said["start"] and said["end"]:
        return _("%(start)s to %(end)s, %(status)s") % said if said["status"] else _("%(start)s to %(end)s") % said
    if said["start"] and activity["status"] == ActivityStatus.PLANNED:
        return f"{said['start']} · {said['status']}"
    if said["start"]:
        return _("since %(start)s, %(status)s") % said if said["status"] else _("since %(start)s") % said
    return said["status"]


def _standing(items: list[Item], states: type[GapState | OfferState], kind: str) -> dict[str, list[Item]]:
    """Gaps or offers with how they stand in words: `open` ones, the longest open first, and the `others`.

    The colour of their kind is that of the open ones.
    """
    order = list(states.values)
    found: dict[str, list[Item]] = {"open": [], "others": []}
    for item in sorted(items, key=lambda item: (order.index(item["state"]), item["state_since"], item["id"])):
        is_open = item["state"] == states.OPEN
        words = ages.standing(item["state"], item["state_since"].date())
        href = addresses.item(kind, item["id"], item["title"])
        shown = {**item, "status_words": words, "status_kind": kind if is_open else "", "href": href}
        found["open" if is_open else "others"].append(shown)
    return found
