"""What the API answers with: the shapes, from the declarations of columns and fields, and how they are filled."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils import translation

from partnership import published
from partnership.api import parameters
from partnership.api.problems import Refused
from partnership.forms.directory import FACETS, ResultFilter
from partnership.reading import circle_for
from registry import places
from registry.exchange import exports
from registry.queries import changes, directory
from registry.queries.directory import Asked, WrongCursor
from registry.states import GapState, OfferState
from registry.vocabulary import (
    SITE_LANGUAGES,
    ActivityStatus,
    Element,
    ForWhom,
    IdentifierScheme,
    NameKind,
    OrganizationType,
    Realm,
    Scale,
    Sector,
    SupportKind,
    Visibility,
)

# -- Lists ------------------------------------------------------------------------------------------------------------


def found(request: HttpRequest, kind: str) -> dict[str, Any]:
    """A page of what is found. Raises `Refused`."""
    parameters.check(request.GET, parameters.parameters(kind))
    asked, site = _asked(request, kind), published.site_of(request)
    size = int(request.GET.get("limit", parameters.USUAL_PAGE))
    try:
        answer = directory.search(asked, after=request.GET.get("after", ""), size=size)
    except WrongCursor as refusal:
        raise Refused([("after", str(refusal))]) from refusal
    told = {
        "count": answer.total,
        "results": [exports.told(kind, row.record, site) for row in answer.rows],
        "facets": answer.counts,
        "next": _next(request, answer.next),
    }
    if answer.instead_of:
        told["instead_of"] = [{"typed": typed, "read_as": meant} for typed, meant in answer.instead_of]
    return told


def changed(request: HttpRequest) -> dict[str, Any]:
    """A page of the organizations that changed since a moment, in the order of the changes. Raises `Refused`."""
    parameters.check(request.GET, parameters.parameters("organizations"))
    since = parameters.moment(request.GET["modified_since"])
    assert since is not None  # noqa: S101 - checked above
    asked, site = _asked(request, "organizations"), published.site_of(request)
    size = int(request.GET.get("limit", parameters.USUAL_PAGE))
    try:
        answer = changes.since(asked, since, after=request.GET.get("after", ""), size=size)
    except WrongCursor as refusal:
        raise Refused([("after", str(refusal))]) from refusal
    return {
        "count": answer.total,
        "results": [exports.told("organizations", record, site) for record in answer.found],
        "facets": {},
        "next": _next(request, answer.next),
        "unmatched": answer.unmatched,
        "withdrawn": [{"id": key, "withdrawn": day} for key, day in answer.withdrawn],
        "merged": [{"id": key, "merged_into": kept} for key, kept in answer.merged],
        "modified_until": answer.until.isoformat().replace("+00:00", "Z"),
    }


def _asked(request: HttpRequest, kind: str) -> Asked:
    """The question as the page of the result understands it; values that look right and do not exist find nothing."""
    chosen = {facet.name: tuple(sorted(set(request.GET.getlist(facet.name)))) for facet in FACETS[kind]}
    asked = ResultFilter(request.GET, kind, circle_for(request, kind)).asked
    return replace(asked, chosen={**{name: values for name, values in chosen.items() if values}, **asked.chosen})


def _next(request: HttpRequest, cursor: str) -> str | None:
    """The whole address of the next page."""
    if not cursor:
        return None
    query = request.GET.copy()
    query["after"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


# -- The vocabulary ---------------------------------------------------------------------------------------------------

VOCABULARIES = {
    "types": OrganizationType,
    "elements": Element,
    "kinds": SupportKind,
    "realms": Realm,
    "scales": Scale,
    "activity_statuses": ActivityStatus,
    "gap_states": GapState,
    "offer_states": OfferState,
    "seen_by": Visibility,
    "for_whom": ForWhom,
    "name_kinds": NameKind,
    "identifier_schemes": IdentifierScheme,
    "sectors": Sector,
}


def vocabulary() -> dict[str, Any]:
    """Every code and what it is called in the six languages."""
    told: dict[str, Any] = {name: {code: {} for code in choices.values} for name, choices in VOCABULARIES.items()}
    for language in SITE_LANGUAGES.values():
        with translation.override(language.code):
            for name, choices in VOCABULARIES.items():
                for code, label in choices.choices:
                    told[name][code][language.stored] = str(label)
    codes = {name: [{"code": code, "names": names} for code, names in words.items()] for name, words in told.items()}
    return {**codes, "countries": [*map(_country, sorted(places.country_codes()))], "regions": [*_regions()]}


def _country(code: str) -> dict[str, Any]:
    facts = places.country(code)
    return {"code": code, "iso3": facts.iso3, "m49": facts.m49, "regions": list(facts.regions), "names": facts.names}


def _regions() -> Iterable[dict[str, Any]]:
    for code in sorted(places.region_codes()):
        *above, _itself = places.region_and_above(code)
        names = {language.stored: places.region_name(code, language.code) for language in SITE_LANGUAGES.values()}
        yield {"code": code, "within": above[-1] if above else None, "names": names}
