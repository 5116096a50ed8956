"""How the population and the searches on it are written down: short, since there are many."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.vocabulary import NameKind

# What makes an entry complete and fresh: of two that answer a search equally well, such a one comes first.
COMPLETE = {
    "website": "https://complete.example.org",
    "founded": 1998,
    "scales": ["local"],
    "realms": ["land"],
    "languages": ["en"],
}


@dataclass(frozen=True)
class Entry:
    """An organization of the population.

    `names` are (text, language, kind), the first one official. `fresh` entries are complete and confirmed today; the
    others have the least and were never confirmed.
    """

    names: tuple[tuple[str, str, str], ...]
    base: str  # ISO 3166; "" for no seat
    works_in: tuple[str, ...] = ()  # countries and M49 regions
    description: str = ""
    activities: tuple[Mapping[str, Any], ...] = ()
    gaps: tuple[Mapping[str, Any], ...] = ()
    offers: tuple[Mapping[str, Any], ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    place: str = ""
    place_public: bool = False
    fresh: bool = False
    columns: Mapping[str, Any] = field(default_factory=dict)


def entry(*names: str, base: str, **given: Any) -> Entry:
    """An entry whose names are written "en: Text" (official), or with their kind: "en acronym: TXT"."""
    columns = {key: given.pop(key) for key in list(given) if key not in Entry.__dataclass_fields__}
    return Entry(tuple(_name(name) for name in names), base, columns=columns, **given)


def _name(written: str) -> tuple[str, str, str]:
    before, text = written.split(": ", 1)
    language, _space, kind = before.partition(" ")
    return text, language, kind or NameKind.OFFICIAL.value


def item(title: str, text: str = "", **columns: Any) -> dict[str, Any]:
    """An activity, gap or offer that everyone may see unless said otherwise; `places` are countries and regions."""
    return {"title": title, "text": text, **columns}


@dataclass(frozen=True)
class Search:
    """One row of the table. Organizations are named by their keys in the population, several by spaces between."""

    typed: str
    first: str  # what must be found first; "" where nothing may be found
    why: str
    also: str = ""  # what else must be found
    never: str = ""  # what must not be found; "*" for everything that is not named
    rescued: bool = False  # nothing has what was typed, and a word like it is searched instead

    @property
    def wanted(self) -> set[str]:
        return {key for key in (self.first, *self.also.split()) if key}

    def unwanted(self, population: Mapping[str, Entry]) -> set[str]:
        return set(population) - self.wanted if self.never == "*" or not self.first else set(self.never.split())
