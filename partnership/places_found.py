"""Where something works, in a few words of a result, with the places that a search found marked."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.marking import marked, missing
from partnership.templatetags.entries import listed
from registry.places import all_names, country_name, place_name
from registry.text import fold, is_unparted

Record = dict[str, Any]
Words = Sequence[str]
Calling = Mapping[str, frozenset[str]]

PLACES_NAMED = 3
SHORT = 3  # letters: "and", "mar" and "sur" are codes of countries too


def of_partner(record: Record, words: Words, unexplained: Words, language: str) -> tuple[str, str]:
    """Where a partner works, else where it sits; and the first other places that it or an item of it names, if they are
    called by some of the `unexplained` words, which nothing else on its card says.
    """
    if not words:
        return _of_partner(record, language), ""
    shown = _shown(record)
    # Rows that were written before places were kept have none until they are made anew.
    calling = _calling([*shown, *record.get("places", ())], words, language)
    others = [code for code, mine in calling.items() if code not in shown and not mine.isdisjoint(unexplained)]
    also = _also(others[:PLACES_NAMED], calling, language) if others else ""
    if calling.keys().isdisjoint(shown):
        return _of_partner(record, language), also
    names = _names(shown, calling, language)
    if not record["countries"] and not record["regions"]:
        return format_html(_("Based in %(country)s") % {"country": "{}"}, names), also
    return format_html(_("Works in %(places)s") % {"places": "{}"}, names), also


def where(record: Record, words: Words, language: str) -> str:
    """The places of an activity, a gap or an offer; where they are many, their number and those that were found."""
    said = _where(record, language)
    calling = _calling([*record["countries"], *record["regions"]], words, language) if words else {}
    if not calling:
        return said
    if shown := _shown(record):
        return _names(shown, calling, language)
    return format_html("{} · {}", said, _also([*calling][:PLACES_NAMED], calling, language))


def seat(code: str, words: Words, language: str) -> str:
    return _names([code], _calling([code], words, language), language) if code else ""


def _also(codes: Sequence[str], calling: Calling, language: str) -> SafeString:
    return format_html(_("also names %(places)s") % {"places": "{}"}, _names(codes, calling, language))


def _names(codes: Sequence[str], calling: Calling, language: str) -> SafeString:
    """Names in a line, each with what was found in it marked; whole where it is called otherwise in this language."""
    return mark_safe(listed([_name(code, calling.get(code, frozenset()), language) for code in codes]))  # noqa: S308


def _name(code: str, calling: frozenset[str], language: str) -> str:
    name = place_name(code, language)
    if not calling:
        return conditional_escape(name)
    if missing(calling, name):
        return format_html("<mark>{}</mark>", name)
    return conditional_escape(marked(name, sorted(calling)))


def _calling(codes: Iterable[str], words: Words, language: str) -> dict[str, frozenset[str]]:
    """By which of the words each place is called. One that has only some of what calls another is not meant: "Africa"
    where somebody looks for South Africa, and South Africa is there.
    """
    found = {}
    for code in dict.fromkeys(codes):
        mine = frozenset(word for word in words if _is_called(code, word))
        if len(words) == 1 or any(_is_meant(code, word, language, is_last=word == words[-1]) for word in mine):
            found[code] = mine
    return {code: mine for code, mine in found.items() if mine and not any(mine < other for other in found.values())}


@lru_cache(maxsize=16384)
def _is_meant(code: str, word: str, language: str, *, is_last: bool) -> bool:
    """Whether a word that calls a place does so beside others: a short one as a whole name, or as what somebody is
    typing of the name that is shown.
    """
    if len(word) > SHORT or is_unparted(word) or (is_last and not missing([word], place_name(code, language))):
        return True
    codes = 1 if code.isdigit() else 2  # stand before the names
    return word in map(fold, all_names(code)[codes:])


@lru_cache(maxsize=16384)
def _is_called(code: str, word: str) -> bool:
    return not missing([word], *all_names(code))


# -- Without a search -------------------------------------------------------------------------------------------------


def _shown(record: Record) -> list[str]:
    """The places that are told by name: few enough where something works, or the seat of a partner that names none."""
    named = [*record["countries"], *record["regions"]]
    if record["everywhere"] or len(named) > PLACES_NAMED:
        return []
    return named or [code for code in [record.get("base_country")] if code]


def _of_partner(record: Record, language: str) -> str:
    if record["everywhere"]:
        return _("Works everywhere")
    works_in = _works_in(tuple(record["countries"]), tuple(record["regions"]), language)
    return works_in or _based_in(record["base_country"], language)


@lru_cache(maxsize=8192)
def _works_in(countries: tuple[str, ...], regions: tuple[str, ...], language: str) -> str:
    """By name where the places are few; "" where there are none."""
    number = len(countries) + len(regions)
    if not number:
        return ""
    if number <= PLACES_NAMED:
        return _("Works in %(places)s") % {
            "places": listed([place_name(one, language) for one in (*countries, *regions)])
        }
    if regions:
        return ngettext("Works in %(number)s place", "Works in %(number)s places", number) % {"number": number}
    return ngettext("Works in %(number)s country", "Works in %(number)s countries", number) % {"number": number}


@lru_cache(maxsize=2048)
def _based_in(code: str, language: str) -> str:
    return _("Based in %(country)s") % {"country": country_name(code, language)} if code else ""


def _where(record: Record, language: str) -> str:
    """Places for a cell: by name where they are few, else how many there are."""
    if record["everywhere"]:
        return _("Everywhere")
    names = [place_name(code, language) for code in (*record["countries"], *record["regions"])]
    if len(names) <= PLACES_NAMED:
        return listed(names) if names else ""
    return ngettext("%(number)s place", "%(number)s places", len(names)) % {"number": len(names)}
