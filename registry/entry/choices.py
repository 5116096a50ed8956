"""The long lists of forms, named and sorted in the language of the request."""

from functools import cache

from babel.core import get_global
from babel.numbers import get_currency_name
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registry import places
from registry.text import fold, language_name
from registry.validators import current_currencies
from registry.vocabulary import SITE_LANGUAGES

Choice = tuple[str, str]
Grouped = list[tuple[object, list[Choice]]]


def country_choices() -> list[Choice]:
    return places.countries(get_language() or "en")


def countries_by_region() -> Grouped:
    """Countries under the five regions of M49, so that a phone shows five lines first; then those in no region."""
    language = get_language() or "en"
    names = places.countries(language)
    groups: Grouped = []
    for code, name in places.regions(language):
        inside = places.places_in(code)
        groups.append((name, [choice for choice in names if choice[0] in inside]))
    rest = [choice for choice in names if not places.country(choice[0]).regions]
    return [*groups, (_("In no region"), rest)]


def regions_by_region() -> Grouped:
    """The five regions of M49, each with itself whole, its subregions, and what those are parted into."""
    language = get_language() or "en"
    groups: Grouped = []
    for code, name in places.regions(language):
        inside = [(code, _("All of it: %(region)s") % {"region": name})]
        for sub, sub_name in places.regions(language, within=code):
            inside += [(sub, sub_name), *places.regions(language, within=sub)]
        groups.append((name, inside))
    return groups


def language_choices() -> Grouped:
    """The six languages of the United Nations first, then the languages that have a territory where many speak them."""
    return _languages(get_language() or "en")


@cache
def _languages(language: str) -> Grouped:
    six = [site.stored for site in SITE_LANGUAGES.values()]
    spoken = {tag.split("_")[0] for by_tag in get_global("territory_languages").values() for tag in by_tag}
    others = [(tag, language_name(tag, language)) for tag in sorted(spoken - {*six, "und"})]
    return [
        (_("Languages of the United Nations"), _named(six, language)),
        (_("Other languages"), sorted(others, key=lambda choice: fold(choice[1]))),
        (_("Not known"), [("und", str(language_name("und", language)))]),
    ]


def _named(tags: list[str], language: str) -> list[Choice]:
    return sorted(((tag, language_name(tag, language)) for tag in tags), key=lambda choice: fold(choice[1]))


def currency_choices() -> list[Choice]:
    return _currencies(get_language() or "en")


@cache
def _currencies(language: str) -> list[Choice]:
    locale = language.replace("-", "_")
    return [(code, f"{code} · {get_currency_name(code, locale=locale)}") for code in sorted(current_currencies())]
