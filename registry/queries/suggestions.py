"""What a visitor may be typing: partners, countries and elements whose names begin so."""

from dataclasses import dataclass
from functools import cache

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
    begins so. Two to five queries.
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
    """Partners with a name that begins so; if they are few, those in which a later word does."""
    slots = _slots(typed, whole=True)
    if len(slots) < MOST:
        slots = list(dict.fromkeys([*slots, *_slots(typed, whole=False)]))
    rows = Listing.objects.filter(slot__in=slots[:MOST]).values_list(
        "slot", "public_id", "record__name", "record__name_language", "record__words"
    )
    named = {slot: Suggested("partner", name, tag, public_id, words) for slot, public_id, name, tag, words in rows}
    return [named[slot] for slot in slots if slot in named]


def _slots(typed: str, *, whole: bool) -> list[int]:
    keys = NameKey.objects.filter(whole=whole, key__gte=typed, key__lt=f"{typed}\U0010ffff")
    return list(dict.fromkeys(keys.order_by("key", "listing").values_list("listing", flat=True)[:LOOKED_AT]))


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
    labels = [(value, str(label)) for value, label in Element.choices]
    return [(value, label) for value, label in labels if any(key.startswith(typed) for key in _beginnings(label))]


def _beginnings(name: str) -> tuple[str, ...]:
    words = tokens(name)
    return tuple(" ".join(words[number:]) for number in range(len(words)))
