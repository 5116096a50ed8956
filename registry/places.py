"""Names and facts of countries and regions, read from the database once a process, so that pages ask nothing for them.

`language` is a language of the site as Django names it ("zh-hans") or as names are stored ("zh"); any other is English.
A code that is not loaded raises KeyError; a database without places raises LookupError. A process that was running
while `load_places` changed something keeps the old names until it starts again.
"""

import json
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from registry.collation import in_order
from registry.models.places import Country, Region
from registry.vocabulary import SITE_LANGUAGES

ALIASES = Path(settings.BASE_DIR) / "fixtures" / "country_aliases.json"

STORED_BY_LANGUAGE = {language.code: language.stored for language in SITE_LANGUAGES.values()} | {
    language.stored: language.stored for language in SITE_LANGUAGES.values()
}


class PlacesNotLoaded(LookupError):
    """The database holds no countries yet. Run `manage.py load_places`."""


@dataclass(frozen=True, slots=True)
class RegionFacts:
    code: str
    level: str
    parent: str | None
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class CountryFacts:
    code: str
    iso3: str
    m49: str
    names: dict[str, str]
    regions: tuple[str, ...]  # codes from the widest to the narrowest; empty for Antarctica
    cbd_region: str  # "" where there is none
    latitude: float | None
    longitude: float | None
    everyday_names: tuple[str, ...]  # what people call it in the six languages, where that is not a name above


class _Places:
    """All places, read with two queries."""

    def __init__(self) -> None:
        everyday = _everyday_names()
        self.regions = {
            region.code: RegionFacts(region.code, region.level, region.parent_id, region.names)
            for region in Region.objects.order_by("code")
        }
        self.countries = {
            country.code: CountryFacts(
                country.code,
                country.iso3,
                country.m49,
                country.names,
                tuple(filter(None, (country.region_id, country.subregion_id, country.intermediate_region_id))),
                country.cbd_region,
                country.latitude,
                country.longitude,
                everyday.get(country.code, ()),
            )
            for country in Country.objects.order_by("code")
        }
        self.countries_by_name = {
            stored: in_order(((c.code, c.names[stored]) for c in self.countries.values()), stored)
            for stored in STORED_BY_LANGUAGE.values()
        }


def _everyday_names() -> dict[str, tuple[str, ...]]:
    told = json.loads(ALIASES.read_text(encoding="utf-8"))
    return {row["code"]: tuple(row["everyday"]) for row in told["aliases"] if "everyday" in row}


@cache
def _places() -> _Places:
    places = _Places()
    if not places.countries:  # raised, so not remembered
        raise LookupError("There are no countries in the database. Run: manage.py load_places")
    return places


def forget() -> None:
    """The next question reads the database again. For `load_places` and for tests."""
    _places.cache_clear()


def country_codes() -> Set[str]:
    return _places().countries.keys()


def region_codes() -> Set[str]:
    return _places().regions.keys()


def country(code: str) -> CountryFacts:
    return _places().countries[code]


def country_name(code: str, language: str) -> str:
    return _places().countries[code].names[stored_language(language)]


def region_name(code: str, language: str) -> str:
    return _places().regions[code].names[stored_language(language)]


def place_name(code: str, language: str) -> str:
    """The name of a country or of a region."""
    return (region_name if code.isdigit() else country_name)(code, language)


def countries(language: str) -> list[tuple[str, str]]:
    """Codes and names of all countries, in the order of their names in that language."""
    return list(_places().countries_by_name[stored_language(language)])


def regions(language: str, *, within: str | None = None) -> list[tuple[str, str]]:
    """Codes and names of the regions right below `within`, or of the five regions of the world, in order of name."""
    found = [(r.code, region_name(r.code, language)) for r in _places().regions.values() if r.parent == within]
    return in_order(found, stored_language(language))


def region_and_above(code: str) -> tuple[str, ...]:
    """A region's code and those of the regions that contain it, from the widest to the narrowest."""
    above: list[str] = []
    current: str | None = code
    while current:
        above.insert(0, current)
        current = _places().regions[current].parent
    return tuple(above)


def places_in(region: str) -> frozenset[str]:
    """The codes of the countries in a region, subregion or intermediate region."""
    if region not in _places().regions:
        raise KeyError(region)
    return frozenset(c.code for c in _places().countries.values() if region in c.regions)


def all_names(code: str) -> list[str]:
    """What people may call a country or region when they search: its codes, its names in the six languages, and what it
    is called there every day. Names that may mean several countries are left out.
    """
    everyday: tuple[str, ...] = ()
    if code.isdigit():
        own, names = [code], _places().regions[code].names
    else:
        facts = country(code)
        own, names, everyday = [code, facts.iso3], facts.names, facts.everyday_names
    formal = (names[language.stored] for language in SITE_LANGUAGES.values())
    return list(dict.fromkeys([*own, *formal, *everyday]))


def stored_language(language: str) -> str:
    """The key of stored names for a language of the site: "zh" for "zh-hans"; "en" for a language that it lacks."""
    return STORED_BY_LANGUAGE.get(language.lower(), "en")
