"""Before you start: what is like an activity, a gap or an offer that somebody writes, of other organizations.

Alike is what has a kind of support and an element in common in the same country; or two words of its title, of those
that say most. Told from the memories and one question for the words of each, so it costs the same however much is
listed.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from registry.entry.document import Item
from registry.models import Organization
from registry.queries import directory, memory
from registry.queries.facets import owner_number
from registry.queries.memory import Bits, Memory, Slots, bits_of, slots_of
from registry.queries.parse import Phrase, parse
from registry.states import GapState, OfferState
from registry.text import is_unparted, tokens

PARTS = ("activities", "gaps", "offers")
MOST = 3  # of each
WORDS = 6  # of a title: the longest say most
SHORTEST = 4  # letters of a word that says something
PIECE = 4  # characters of a run of a script that does not part words
FOUND_BY_WORDS = 500

# Points for each kind, element and country in common, and for being found by words.
OF_EACH, OF_WORDS = 2, 3
OPEN = {"gaps": ("state", (GapState.OPEN, GapState.ANSWERED)), "offers": ("state", (OfferState.OPEN,))}


@dataclass(frozen=True)
class Alike:
    """Something listed that is like what is written: of which part it is, its record, and what they have in common."""

    part: str
    record: dict[str, Any]
    kinds: list[str]
    elements: list[str]
    countries: list[str]
    by_words: bool


def near(item: Item, organization: Organization, circle: str) -> list[Alike]:
    """What a circle of readers may see that is like an item of an organization, the most alike of each part first.

    Nine queries at most, two for each part and its rows.
    """
    found: list[Alike] = []
    for part in PARTS:
        found += _of(part, item, organization, circle)
    return found


def _of(part: str, item: Item, organization: Organization, circle: str) -> list[Alike]:
    held = memory.current(part, circle)
    among = held.present & ~_own(held, organization)
    if part in OPEN:
        among &= _having(held, *OPEN[part])
    shared = {name: _having(held, name, item[key]) for name, key in (("kind", "kinds"), ("element", "elements"))}
    shared["works_in"] = _having(held, "works_in", item["countries"])
    by_words = _by_words(held, item["title"])
    slots = slots_of(among & (reduce(np.bitwise_and, shared.values()) | by_words))
    if not len(slots):
        return []
    points = OF_WORDS * _in(by_words, slots)
    for name, key in (("kind", "kinds"), ("element", "elements"), ("works_in", "countries")):
        for value in item[key]:
            points = points + OF_EACH * _in(_having(held, name, [value]), slots)
    best: Slots = slots[np.lexsort([slots, -points])][:MOST]
    words = dict(zip(best.tolist(), _in(by_words, best).tolist(), strict=True))
    rows = directory.rows(held, best.tolist())
    return [_alike(part, row.record, item, bool(words[row.slot])) for row in rows]


def _alike(part: str, record: dict[str, Any], item: Item, by_words: bool) -> Alike:
    common = {key: [value for value in item[key] if value in record[key]] for key in ("kinds", "elements", "countries")}
    return Alike(part=part, record=record, by_words=by_words, **common)


def _own(held: Memory, organization: Organization) -> Bits:
    flags = held.number("owner") == owner_number(organization.public_id_id)
    return np.packbits(flags, bitorder="little").view(np.uint64)


def _having(held: Memory, name: str, values: Sequence[str]) -> Bits:
    return held.having(held.kind.facet(name), values, timezone.now().date())


def _in(bits: Bits, slots: Slots) -> Slots:
    """1 for each slot whose bit is set, else 0."""
    flags: Slots = (bits[slots >> 6] >> (slots & 63).astype(np.uint64) & np.uint64(1)).astype(np.int64)
    return flags


def _by_words(held: Memory, title: str) -> Bits:
    """Those whose titles or partners' names have two of the words that say most of a title; its one, if it has one."""
    words = _telling(title)
    if not words:
        return held.nothing()
    pairs = list(combinations(words, 2)) or [(words[0], words[0])]
    wanted = " | ".join(f"({one}) & ({other})" for one, other in pairs)
    table = connection.ops.quote_name(held.kind.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT slot FROM {table} WHERE heading_vector @@ %s::tsquery ORDER BY slot DESC LIMIT %s",  # noqa: S608
            [wanted, FOUND_BY_WORDS],
        )
        slots = np.array([slot for (slot,) in cursor.fetchall()], np.int64)
    return bits_of(slots, held.numbers.shape[1]) & held.present


def _telling(title: str) -> list[str]:
    """What asks for each of the words of a title that say most: the longest. A run of a script that does not part words
    gives pieces.
    """
    words = {piece for word in tokens(title) for piece in _pieces(word)}
    longest = sorted(words, key=lambda word: (-len(word), word))[:WORDS]
    return [Phrase(phrase.tokens).tsquery for word in longest for phrase in parse(word).wanted]


def _pieces(word: str) -> list[str]:
    if not is_unparted(word):
        return [word] if len(word) >= SHORTEST else []
    return [word[start : start + PIECE] for start in range(0, len(word) - 1, PIECE)]


def is_alike_part(part: str) -> bool:
    """Whether anything is compared with items of this part of an entry."""
    return part in PARTS


def named(written: str) -> tuple[str, uuid.UUID] | None:
    """The part and the id of an item in an address ("gaps.<uuid>"); none where it is no such thing."""
    part, _dot, item_id = written.partition(".")
    try:
        return (part, uuid.UUID(item_id)) if is_alike_part(part) else None
    except ValueError:
        return None
