"""The rules of the directory once more, as plainly as they can be said: sets of words, lists, no database.

What the engine answers has to be what this answers. Nothing of the engine is used here, so that a fault would have to
be made twice. Sources: Product, words of the facets, rules 4 and 7; the names of places: fixtures/.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import icu

from tests.searches.entries import Entry

FIXTURES = Path(__file__).parents[2] / "fixtures"
FRESH = 150  # points of an entry that was confirmed within a year
KIND_ORDER = ("official", "translation", "acronym", "alias", "former")


# -- What is listed ---------------------------------------------------------------------------------------------------


@dataclass
class Thing:
    """What everyone may see of a partner or of an activity. `order` says which came first."""

    key: str
    order: int
    names: list[str]
    headings: list[str]
    texts: list[str]
    facets: dict[str, set[str]]
    listed: datetime
    confirmed: date = date.min
    start: date = date.min
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """Entries by key, and which of them (network, member) belong together. Those that are not listed count nowhere."""

    entries: Mapping[str, Entry]
    members: Sequence[tuple[str, str]]
    today: date

    def listed(self) -> Iterator[tuple[str, Entry]]:
        return ((key, one) for key, one in self.entries.items() if one.columns["state"] == "listed")


def partners(world: World, addresses: Mapping[str, str]) -> list[Thing]:
    return [_partner(world, key, addresses, order) for order, (key, _one) in enumerate(world.listed())]


def _partner(world: World, key: str, addresses: Mapping[str, str], order: int) -> Thing:
    one = world.entries[key]
    activities = shown(one.activities)
    gaps = [gap for gap in shown(one.gaps) if gap.get("state", "open") == "open"]
    offers = [offer for offer in shown(one.offers) if offer.get("state", "open") == "open"]
    items = [*activities, *gaps, *offers]
    names = _names(one)
    titles = [item["title"] for item in items]
    named = [one.base, *one.works_in, *(code for item in items for code in item.get("places", ()))]
    texts = [
        *names,
        *titles,
        *(item["text"] for item in items),
        one.description,
        one.place if one.place_public else "",
        addresses[key],
        *(value for _scheme, value in one.identifiers),
        *(name for code in named if code for name in place_names(code)),
    ]
    listed = one.columns["listed_at"]
    confirmed = one.columns["confirmed_on"] or date.min
    networks = {network for network, member in world.members if member == key}
    facets = {
        "type": {one.columns["type"]},
        "country": {one.base} - {""},
        "region": regions_above(one.base),
        "works_in": works_in(one.works_in, one.columns["everywhere"]).union(
            *(works_in(item.get("places", ()), item["everywhere"]) for item in activities)
        ),
        "element": union(activities, "elements"),
        "lacks": union(gaps, "kinds"),
        "offers": union(offers, "kinds"),
        "realm": set(one.columns["realms"]),
        "scale": set(one.columns["scales"]),
        "language": {tag.split("-")[0] for tag in one.columns["languages"]},
        "network": {addresses[network] for network in networks if world.entries[network].columns["state"] == "listed"},
        "open_gaps": {"yes"} if gaps else set(),
        "open_offers": {"yes"} if offers else set(),
        "confirmed": {"year"} if is_fresh(confirmed, world.today) else set(),
        "joined": {str(year) for year in range(1900, listed.year + 1)},
    }
    counts = {"activities": len(activities), "gaps": len(gaps), "offers": len(offers)}
    return Thing(addresses[key], order, names, [*names, *titles], texts, facets, listed, confirmed, counts=counts)


def activities(world: World) -> list[Thing]:
    found = [(one, item) for _key, one in world.listed() for item in shown(one.activities)]
    return [_activity(one, item, order) for order, (one, item) in enumerate(found)]


def _activity(one: Entry, item: Mapping[str, Any], order: int) -> Thing:
    places = item.get("places", ())
    start, end = item["start"], item["end"]
    years = range(start.year, (end or date.max).year + 1) if start else range(0)
    facets = {
        "element": set(item["elements"]),
        "kind": set(item["kinds"]),
        "works_in": works_in(places, item["everywhere"]),
        "realm": set(item["realms"]),
        "scale": set(item["scales"]),
        "status": {item["status"]} - {""},
        "type": {one.columns["type"]},
        "country": {one.base} - {""},
        "when": {str(year) for year in years},
    }
    title = item["title"]
    texts = [title, item["text"], *_names(one), *(name for code in places for name in place_names(code))]
    listed, confirmed = one.columns["listed_at"], one.columns["confirmed_on"] or date.min
    return Thing(str(item["id"]), order, [title], [title], texts, facets, listed, confirmed, start or date.min)


def shown(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [item for item in items if item.get("visible_to", "everyone") == "everyone" and not item.get("removed_at")]


def _names(one: Entry) -> list[str]:
    """The one that is shown comes first."""
    return [text for text, _language, kind in sorted(one.names, key=lambda name: KIND_ORDER.index(name[2]))]


def is_fresh(confirmed: date, today: date) -> bool:
    return confirmed >= today - timedelta(days=365)


def union(items: Sequence[Mapping[str, Any]], column: str) -> set[str]:
    return {value for item in items for value in item[column]}


# -- Places -----------------------------------------------------------------------------------------------------------


@cache
def _places() -> dict[str, dict[str, Any]]:
    return {
        place["code"]: place
        for name in ("countries", "regions")
        for place in json.loads((FIXTURES / f"{name}.json").read_text())
    }


def place_names(code: str) -> list[str]:
    place = _places()[code]
    return [code, *([place["iso3"]] if "iso3" in place else []), *place["names"].values(), *_everyday().get(code, [])]


@cache
def _everyday() -> dict[str, list[str]]:
    told = json.loads((FIXTURES / "country_aliases.json").read_text(encoding="utf-8"))
    return {row["code"]: row.get("everyday", []) for row in told["aliases"]}


def regions_above(code: str) -> set[str]:
    """The regions that contain a country or region."""
    place = _places().get(code, {})
    above = {place.get("region"), place.get("subregion"), place.get("intermediate_region"), place.get("parent")}
    found = {region for region in above if region}
    return found | {wider for region in found for wider in regions_above(region)}


def works_in(places: Sequence[str], everywhere: bool) -> set[str]:
    found = {code for place in places for code in (place, *regions_above(place))}
    return found | ({"everywhere"} if everywhere else set())


# -- Words ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A part of what is typed: a word, or words in quotes; `left_out` with a minus before it."""

    text: str
    quoted: bool = False
    left_out: bool = False

    def __str__(self) -> str:
        return ("-" if self.left_out else "") + (f'"{self.text}"' if self.quoted else self.text)


@dataclass(frozen=True)
class Wanted:
    """Words that have to stand side by side; the last may go on where it is `open`."""

    words: tuple[str, ...]
    open: bool = False

    def stands_in(self, texts: Sequence[str]) -> bool:
        return any(self._in(words_of(text)) for text in texts)

    def _in(self, words: list[str]) -> bool:
        length = len(self.words)
        return any(self._at(words[start : start + length]) for start in range(len(words) - length + 1))

    def _at(self, words: list[str]) -> bool:
        fits = [_is(word, wanted) for word, wanted in zip(words, self.words, strict=True)]
        if self.open:
            fits[-1] = fits[-1] or bare(words[-1]).startswith(bare(self.words[-1]))
        return all(fits)


def _is(word: str, wanted: str) -> bool:
    return wanted in word if is_han(wanted) and len(wanted) > 1 else bare(word) == bare(wanted)


def is_han(word: str) -> bool:
    return "CJK UNIFIED" in unicodedata.name(word[0])


def bare(word: str) -> str:
    """An Arabic word without its article."""
    return word.removeprefix("ال") if len(word) > 4 else word


@cache
def words_of(text: str) -> list[str]:
    """Lower case, without accents but for the breve of й, one form for two of Arabic; parted by all but letters."""
    apart = unicodedata.normalize("NFKD", text.lower())
    kept = [
        letter
        for before, letter in pairwise(["", *apart])
        if unicodedata.category(letter) != "Mn" or (before == "и" and letter == "\u0306")
    ]
    plain = unicodedata.normalize("NFC", "".join(kept)).translate(str.maketrans("ةى", "هي"))
    return re.findall(r"[^\W_]+", plain)


def read(typed: Sequence[Part]) -> tuple[list[Wanted], list[Wanted]]:
    """What has to be found, and what must not be."""
    wanted, unwanted = [], []
    for part in typed:
        words = words_of(part.text)
        phrases = [Wanted(tuple(words))] if part.quoted or part.left_out else [Wanted((word,)) for word in words]
        (unwanted if part.left_out else wanted).extend(phrases)
    last = next((part for part in reversed(typed) if not part.left_out), None)
    if last and not last.quoted:
        wanted[-1] = Wanted(wanted[-1].words, open=True)
    return wanted, unwanted


# -- Answers ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    keys: list[str]
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Question:
    kind: str
    typed: tuple[Part, ...]
    chosen: Mapping[str, tuple[str, ...]]
    sort: str
    language: str

    @property
    def order(self) -> str:
        return self.sort or ("match" if any(not part.left_out for part in self.typed) else "name")


def answer(things: Sequence[Thing], asked: Question, scores: Mapping[str, int], today: date) -> Answer:
    wanted, unwanted = read(asked.typed)
    matching = [
        thing
        for thing in things
        if all(phrase.stands_in(thing.texts) for phrase in wanted)
        and not any(phrase.stands_in(thing.texts) for phrase in unwanted)
    ]

    def passing(but: str) -> list[Thing]:
        chosen = {facet: values for facet, values in asked.chosen.items() if facet != but}
        return [thing for thing in matching if all(thing.facets[facet] & set(chosen[facet]) for facet in chosen)]

    found = sorted(passing(but=""), key=lambda thing: (place_of(thing, asked, wanted, scores, today), thing.order))
    facets = things[0].facets if things else {}
    first = min((thing.listed.year for thing in things), default=today.year)
    counts = {facet: _counted(facet, passing(but=facet), asked.chosen.get(facet, ()), first, today) for facet in facets}
    return Answer([thing.key for thing in found], counts)


def _counted(facet: str, things: Sequence[Thing], chosen: Sequence[str], first: int, today: date) -> dict[str, int]:
    values = sorted({value for thing in things for value in thing.facets[facet]})
    if facet == "joined":  # from the year in which the first of all joined, and what was chosen
        values = [value for value in values if int(value) >= first or value in chosen]
    if facet == "when":
        near = range(today.year - 9, today.year + 4)
        values = [value for value in values if int(value) in near or value in chosen]
    return {value: sum(value in thing.facets[facet] for thing in things) for value in values}


def place_of(thing: Thing, asked: Question, wanted: Sequence[Wanted], scores: Mapping[str, int], today: date) -> Any:
    """Where a thing stands among others; those of one place stand in the order in which they came."""
    if asked.order == "match":
        return rank(thing, asked, wanted), -scores[thing.key] - FRESH * is_fresh(thing.confirmed, today)
    if asked.order == "name":
        return icu.Collator.createInstance(icu.Locale(asked.language)).getSortKey(thing.names[0])
    if asked.order == "newest":
        return -thing.listed.timestamp()
    days = {"confirmed": thing.confirmed, "start": thing.start}
    return -days[asked.order].toordinal() if asked.order in days else -thing.counts[asked.order]


def rank(thing: Thing, asked: Question, wanted: Sequence[Wanted]) -> int:
    if not wanted:
        return 0
    if asked.kind == "organizations":
        typed = " ".join(word for part in asked.typed if not part.left_out for word in words_of(part.text))
        names = [" ".join(words_of(name)) for name in thing.names]
        if typed in names:
            return 1
        if any(name.startswith(typed) for name in names):
            return 2
    if all(phrase.stands_in(thing.names) for phrase in wanted):
        return 3
    return 4 if all(phrase.stands_in(thing.headings) for phrase in wanted) else 5
