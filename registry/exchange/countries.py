"""Which country or region somebody means: by code, or by name in any of two dozen languages.

Nothing is guessed. What may be several countries gives them all, and a code outside the list gives none.
"""

import json
from functools import cache, lru_cache
from typing import Any

from registry import places
from registry.text import tokens
from registry.vocabulary import SITE_LANGUAGES

REMEMBERED = 4096  # words


@lru_cache(maxsize=REMEMBERED)
def countries_called(text: str) -> tuple[str, ...]:
    """The codes of the countries that `text` may mean, by their ISO or M49 code or any name: none, one or several."""
    typed = text.strip()
    known = _known()
    named = known.countries.get(key_of(typed), ())
    code = known.codes.get(_code_like(typed), "")
    if not code or typed.isupper() or typed.isdigit():
        return (code,) if code else named
    return tuple(sorted({code, *named}))  # such as "Nga": a code, and a name of another country


def regions_called(text: str) -> tuple[str, ...]:
    """The codes of the M49 regions that `text` may mean, by their code or their name in the six languages."""
    typed = text.strip()
    code = _code_like(typed)
    return (code,) if code in places.region_codes() else _known().regions.get(key_of(typed), ())


def key_of(text: str) -> str:
    """What words are compared by: folded, without anything but letters and digits."""
    return " ".join(tokens(text))


def _code_like(typed: str) -> str:
    """A code as it is written: capitals, and the zeros that a spreadsheet took from before a number."""
    if typed.isascii() and typed.isdigit() and len(typed) <= 3:
        return typed.zfill(3)
    return typed.upper() if typed.isascii() else ""


class _Known:
    def __init__(self) -> None:
        facts = [places.country(code) for code in places.country_codes()]
        self.codes = {code: one.code for one in facts for code in (one.code, one.iso3, one.m49)}
        told = json.loads(places.ALIASES.read_text(encoding="utf-8"))
        names = [(one.code, name) for one in facts for name in (*one.names.values(), *one.everyday_names)]
        names += [(row["code"], name) for row in told["aliases"] for name in row["names"]]
        self.countries = _by_key(names)
        for row in told["ambiguous"]:
            self.countries |= {key_of(name): tuple(row["codes"]) for name in row["names"]}
        languages = [language.code for language in SITE_LANGUAGES.values()]
        regions = [
            (code, places.region_name(code, language)) for code in places.region_codes() for language in languages
        ]
        self.regions = _by_key(regions)


def _by_key(names: list[tuple[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, name in names:
        key = key_of(name)
        if code not in found.get(key, ()):
            found[key] = (*found.get(key, ()), code)
    return found


@cache
def _known() -> _Known:
    return _Known()
