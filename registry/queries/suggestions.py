"""What a visitor may be typing: partners, countries and elements whose names begin so."""

import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from itertools import takewhile, zip_longest
from operator import itemgetter

from django.db import connection
from django.utils import translation

from registry import places
from registry.models import Listing, NameKey
from registry.queries import spelling
from registry.text import beginnings, script_of, tokens
from registry.vocabulary import SITE_LANGUAGES, Element

MOST = 8
MOST_COUNTRIES = 2
MOST_ELEMENTS = 2
KEPT_FOR_OTHERS = MOST // 2
# What it is called every day, in English, Spanish and French.
INITIALS: dict[str, tuple[str, ...]] = {Element.OECM: ("oecm", "omec", "amce")}
LOOKED_AT = 4 * MOST  # keys, of which several may be of one partner


@dataclass(frozen=True)
class Suggested:
    """Something to go to: `value` is a public id, a country's two letters or an element; `words` are of an address.

    `also`: another name of a partner, by which it was found where the one shown does not say why; `also_kind` is of it.
    """

    kind: str  # "partner", "country" (who is based there), "works_in" (who works there) or "element"
    label: str
    language: str
    value: str
    words: str = ""
    also: str = ""
    also_kind: str = ""


def suggest(text: str, language: str) -> list[Suggested]:
    """At most eight suggestions: partners whose names begin so first, then those in which a later word does; countries
    (each as a seat and as a place of work) and elements as the reader's language calls them, for which half of the room
    is kept, what begins so before what only a later word does. A mistyped word is read as each of the words that it may
    have meant where nothing begins so. One query; some more where a word is mistyped.
    """
    words = tokens(text)
    if not words:
        return []
    found = _beginning(" ".join(words), language)
    if not found:
        meant = [_beginning(" ".join([*words[:-1], word]), language) for word in spelling.meant_by(words[-1])]
        found = [one for turn in zip_longest(*meant) for one in turn if one]
    once: dict[tuple[str, str], Suggested] = {}
    for one in found:  # by another of its names a partner may have been meant too
        once.setdefault((one.kind, one.value), one)
    return list(once.values())[:MOST]


def _beginning(typed: str, language: str) -> list[Suggested]:
    partners = _partners(typed)
    others = _others(typed, language)[: max(KEPT_FOR_OTHERS, MOST - len(partners))]
    return [*partners[: MOST - len(others)], *others]


def _others(typed: str, language: str) -> list[Suggested]:
    """Countries and elements; those that begin so before those of which a later word does."""
    found = [
        (later, Suggested(kind, name, language, code))
        for code, name, later in _countries(typed, language)[:MOST_COUNTRIES]
        for kind in ("country", "works_in")
    ]
    for value, name, later in _elements(typed, language)[:MOST_ELEMENTS]:
        found.append((later, Suggested("element", name, language, value)))
    return [suggested for _later, suggested in sorted(found, key=itemgetter(0))]


def _partners(typed: str) -> list[Suggested]:
    """Partners with a name that begins so, then those in a name of which a later word does. One query.

    In plain SQL and at once: an answer comes after each letter, and to compose it or to ask twice takes longer. What
    is shown is fetched of none but the first.
    """
    keys, listings = NameKey._meta.db_table, Listing._meta.db_table
    of_kind = (
        f"(SELECT whole, key, listing_id FROM {keys} WHERE whole = %s AND key >= %s AND key < %s"  # noqa: S608
        f" ORDER BY key, listing_id LIMIT {LOOKED_AT})"
    )
    once = (
        "SELECT DISTINCT ON (listing_id) whole, key, listing_id"  # noqa: S608
        f" FROM ({of_kind} UNION ALL {of_kind}) AS begun ORDER BY listing_id, whole DESC, key"
    )
    in_order = "ORDER BY whole DESC, key, listing_id"
    beyond = f"{typed}\U0010ffff"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT public_id, whole, shown.* FROM (SELECT * FROM ({once}) AS once {in_order} LIMIT {MOST}) AS first"  # noqa: S608
            f" JOIN {listings} ON slot = listing_id,"
            f" jsonb_to_record(record) AS shown(name text, name_language text, words text, names text) {in_order}",
            [True, typed, beyond, False, typed, beyond],
        )
        return [
            Suggested("partner", name, tag, key, words, *_name_found(typed, whole, name, names))
            for key, whole, name, tag, words, names in cursor.fetchall()
        ]


def _name_found(typed: str, whole: bool, shown: str, names: str) -> tuple[str, str]:
    """The first other name, of `names` in JSON, that begins so (`whole`) or in which a word does, and its kind, where
    that is not true of the name that is shown.
    """
    if shown.casefold().startswith(typed) or _begins(shown, typed, whole):  # the first tells of most, and at once
        return "", ""
    others = json.loads(names)
    return next(((name["text"], name["kind"]) for name in others if _begins(name["text"], typed, whole)), ("", ""))


def _begins(name: str, typed: str, whole: bool) -> bool:
    """Whether the name, or if not `whole` a word of it and what follows, begins so, with its article or without."""
    folded = " ".join(tokens(name))  # tells of nearly all names at once
    if folded.startswith(typed) or (not whole and f" {typed}" in folded):
        return True
    return typed in folded and any(
        beginning.startswith(typed) for beginning, is_whole in beginnings(name) if is_whole or not whole
    )


def _countries(typed: str, language: str) -> list[tuple[str, str, bool]]:
    """Codes and names of countries in which a word begins so: in the reader's language or in what they are called every
    day, else in any other. What is called just so comes first, then what begins so, then what a later word does: each
    with whether only a later word does. Of two alike, that of which an everyday name begins so comes second, which may
    be a name in another of the languages in Latin letters ("República Checa").
    """
    for spoken in (language, *SITE_LANGUAGES):
        keys = _country_keys(spoken)
        begun = takewhile(lambda one: one[0].startswith(typed), keys[bisect_left(keys, (typed,)) :])
        steps: dict[str, tuple[bool, ...]] = {}
        for key, is_whole, code, is_own in begun:
            step = (not is_whole, key != typed, not is_own)
            steps[code] = min(step, steps.get(code, step))
        if steps:
            named = [(code, name) for code, name in places.countries(language) if code in steps]
            return [(code, name, steps[code][0]) for code, name in sorted(named, key=lambda one: steps[one[0]])]
    return []


@cache
def _country_keys(language: str) -> list[tuple[str, bool, str, bool]]:
    """Names of countries from each of their words on, in order, each with whether it is a whole name, the code, and
    whether it is the reader's own name for it: of everyday names only the script tells that.
    """
    named = [
        (called, code, called == name or script_of(called) != "Latn")
        for code, name in places.countries(language)
        for called in (name, *places.country(code).everyday_names)
    ]
    return sorted((key, is_whole, code, is_own) for name, code, is_own in named for key, is_whole in beginnings(name))


def _elements(typed: str, language: str) -> list[tuple[str, str, bool]]:
    """Elements and their names in which a word begins so, or which are called so by initials; what begins so first, as
    of countries.
    """
    found = [
        (value, label, not any(begun))
        for value, label, keys in _element_keys(language)
        if (begun := [is_whole for key, is_whole in keys if key.startswith(typed)])
    ]
    return sorted(found, key=itemgetter(2))


@cache
def _element_keys(language: str) -> list[tuple[str, str, list[tuple[str, bool]]]]:
    """Elements, their names, and what may be typed of each, with whether it is a beginning of the whole."""
    with translation.override(language):
        labels = [(value, str(label)) for value, label in Element.choices]
    return [
        (value, label, [*beginnings(label), *((initials, True) for initials in INITIALS.get(value, ()))])
        for value, label in labels
    ]
