"""The directory: search and facets over the partners."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partnership import ages
from partnership.forms.directory import DirectoryFilter
from partnership.marking import marked
from partnership.templatetags.entries import listed
from registry.models import Listing
from registry.places import country_name, region_name
from registry.text import fold
from registry.vocabulary import OrganizationType, Scale

TYPES = dict(OrganizationType.choices)
SCALES = dict(Scale.choices)
PLACES_NAMED = 3


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    found = DirectoryFilter(request.GET)
    cards = [card(listing, found.words) for listing in found.listings] if found.counts.total else []
    return render(request, "directory/directory.html", {"found": found, "cards": cards})


def card(listing: Listing, words: Sequence[str] = ()) -> dict[str, Any]:
    """The arguments of the component "result_card"; what the words found is marked."""
    shown = listing.card
    return {
        "href": reverse("partner", args=[listing.public_id, shown["words"]]),
        "name": listing.name,
        "lang": listing.name_language,
        "logo": reverse("file", args=[shown["logo"]]) if shown["logo"] else "",
        "type": TYPES[shown["type"]],
        "facts": _facts(listing, words),
        "text": marked(shown["description"], words),
        "text_lang": shown["description_language"],
        "activities": listing.activity_count,
        "gaps": listing.gap_count,
        "offers": listing.offer_count,
    }


def _facts(listing: Listing, words: Sequence[str]) -> list[str]:
    shown, facts = listing.card, []
    if found := _name_found(listing, words):
        facts.append(_("also called %(name)s") % {"name": found})
    if works_in := _works_in(shown):
        facts.append(works_in)
    if len(shown["scales"]) == 1:
        facts.append(str(SCALES[shown["scales"][0]]))
    if shown["confirmed_on"]:
        facts.append(ages.confirmed(date.fromisoformat(shown["confirmed_on"])))
    return facts


def _name_found(listing: Listing, words: Sequence[str]) -> str:
    """Another name that has a word which the one shown lacks, so that a visitor sees why it was found."""
    missing = [word for word in words if word not in fold(listing.name)]
    return next(
        (name for name, _language in listing.card["other_names"] if any(word in fold(name) for word in missing)), ""
    )


def _works_in(shown: dict[str, Any]) -> str:
    language = get_language() or "en"
    if shown["everywhere"]:
        return _("Works everywhere")
    codes = [*shown["countries"], *shown["regions"]]
    if not codes:
        return ""
    if len(codes) <= PLACES_NAMED:
        names = [country_name(code, language) for code in shown["countries"]]
        names += [region_name(code, language) for code in shown["regions"]]
        return _("Works in %(places)s") % {"places": listed(names)}
    if shown["regions"]:
        return ngettext("Works in %(number)s place", "Works in %(number)s places", len(codes)) % {"number": len(codes)}
    return ngettext("Works in %(number)s country", "Works in %(number)s countries", len(codes)) % {"number": len(codes)}
