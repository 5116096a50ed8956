"""What a visitor may be typing: partners, countries and elements whose names begin so."""

from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.utils import translation

from registry import places
from registry.models import Listing, NameKey
from registry.queries import spelling
from registry.text import tokens
from registry.vocabulary import SITE_LANGUAGES, Element

MOST = 8
MOST_COUNTRIES = 2
MOST_ELEMENTS = 2
LOOKED_AT = 4 * MOST  # keys, of which several may be of one partner


@dataclass(frozen=True)
class Suggested:
    """Something to go to: `value` is a public id, a country's two letters or an element; `words` are of an address."""

    kind: str  # "partner", "country" or "element"
    label: str
    language: str
    value: str
    words: str = ""


def suggest(text: str, language: str) -> list[Suggested]:
    """At most eight suggestions: partners whose names begin so first, then those in which a later word does; countries
    and elements as the reader's language calls them. A mistyped word is read as what it may have meant where nothing
    begins so. One query; two to seven where a word is mistyped.
    """
    words = tokens(text)
    if not words:
        return []
    found = _beginning(" ".join(words), language)
    if not found:
        for meant in spelling.meant_by(words[-1]):
            found = _beginning(" ".join([*words[:-1], meant]), language)
            if found:
                break
    return found


def _beginning(typed: str, language: str) -> list[Suggested]:
    countries = [Suggested("country", name, language, code) for code, name in _countries(typed, language)]
    elements = [Suggested("element", name, language, value) for value, name in _elements(typed, language)]
    others = [*countries[:MOST_COUNTRIES], *elements[:MOST_ELEMENTS]]
    return [*_partners(typed)[: MOST - len(others)], *others]


def _partners(typed: str) -> list[Suggested]:
    """Partners with a name that begins so, then those in which a later word does. One query, in the order of names."""
    keys, listings = NameKey._meta.db_table, Listing._meta.db_table
    of_each = " UNION ALL ".join(
        f"(SELECT listing_id AS slot, key, {place} AS place FROM {keys}"  # noqa: S608 - names of ours
        f" WHERE whole = {whole} AND key >= %s AND key < %s ORDER BY key, listing_id LIMIT {LOOKED_AT})"
        for place, whole in enumerate(("true", "false"))
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public_id, name, name_language, words FROM"  # noqa: S608
            f" (SELECT slot, place, key FROM (SELECT DISTINCT ON (slot) * FROM ({of_each}) AS found"
            f" ORDER BY slot, place, key) AS once ORDER BY place, key, slot LIMIT {MOST}) AS best"
            f" JOIN {listings} USING (slot),"
            " jsonb_to_record(record) AS told (name text, name_language text, words text) ORDER BY place, key, slot",
            [typed, f"{typed}\U0010ffff"] * 2,
        )
        return [Suggested("partner", name, tag, key, words) for key, name, tag, words in cursor.fetchall()]


def _countries(typed: str, language: str) -> list[tuple[str, str]]:
    """Codes and names of countries in which a word begins so: in the reader's language, else in any other."""
    named = places.countries(language)
    for spoken in (language, *SITE_LANGUAGES):
        codes = [code for code, keys in _country_keys(spoken) if any(key.startswith(typed) for key in keys)]
        if codes:
            return [(code, name) for code, name in named if code in codes]
    return []


@cache
def _country_keys(language: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(code, _beginnings(name)) for code, name in places.countries(language)]


def _elements(typed: str, language: str) -> list[tuple[str, str]]:
    return [
        (value, label) for value, label, keys in _element_keys(language) if any(key.startswith(typed) for key in keys)
    ]


@cache
def _element_keys(language: str) -> list[tuple[str, str, tuple[str, ...]]]:
    with translation.override(language):
        labels = [(value, str(label)) for value, label in Element.choices]
    return [(value, label, _beginnings(label)) for value, label in labels]


def _beginnings(name: str) -> tuple[str, ...]:
    words = tokens(name)
    return tuple(" ".join(words[number:]) for number in range(len(words)))
