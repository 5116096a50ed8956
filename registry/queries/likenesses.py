"""What the words of gaps and offers have in common: one question to the indexes of the listing, for all candidates.

Only the words of the gap and of the offer themselves are compared, not the name of whoever states them. A word counts
when it says something: not a word that only joins others, not the name of a place (places are compared as
places), not one that stands in a great part of all entries. Both sides of a pair are asked in the same way, so that
they are as alike from one side as from the other.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from django.db import connection

from registry import places
from registry.queries.memory import Slots
from registry.text import is_unparted, search_tokens, without_article

SHORTEST = 4  # letters of a word that says something
# A word counts that stands in so few entries; or in no more than a part of them all, but in no more than many.
FEW_ENTRIES, PART_OF_ALL, MANY_ENTRIES = 50, 50, 500
PAIR = 0.5  # what two characters side by side count for, in scripts that do not part words
ENOUGH = 3  # words in common that are as good as more
JOINING = ("english", "french", "spanish", "russian")  # dictionaries of words that only join others


def telling(vector: Iterable[str]) -> set[str]:
    """Those words of a vector that may count."""
    return {word for word in vector if _may_tell(word)} - _words_of_places()


def _may_tell(word: str) -> bool:
    if is_unparted(word):
        return len(word) > 1
    return len(word) >= SHORTEST and not any(map(str.isdigit, word)) and without_article(word) == word


@cache
def _words_of_places() -> frozenset[str]:
    codes = [*places.country_codes(), *places.region_codes()]
    tokens = {token.text for code in codes for name in places.all_names(code) for token in search_tokens(name)}
    return frozenset(form for word in tokens for form in (word, without_article(word)))


def holders(table: str, words: Collection[str], entries: int, among: Sequence[int] | None = None) -> dict[str, Slots]:
    """The slots in whose own texts each word stands, of those words that count. One query.

    `table` is one of the listing's, quoted; `entries` how many partners there are; `among` the only slots to look at.
    """
    if not words:
        return {}
    joining = " AND ".join(f"ts_lexize('{name}_stem', word) <> '{{}}'" for name in JOINING)
    within = "" if among is None else "AND slot = ANY(%(among)s)"
    query = f"""
        SELECT word, found.slots
        FROM unnest(%(words)s::text[]) AS word
        LEFT JOIN registry_searchword known USING (word)
        CROSS JOIN LATERAL (
            SELECT string_agg(int4send(slot), '') AS slots
            FROM {table}
            WHERE name_vector @@ ('''' || word || '''')::tsquery {within}
        ) found
        WHERE coalesce(known.listings, 0) <= %(most)s AND {joining} AND found.slots IS NOT NULL
    """  # noqa: S608 - names of ours
    most = max(FEW_ENTRIES, min(entries // PART_OF_ALL, MANY_ENTRIES))
    with connection.cursor() as cursor:
        cursor.execute(query, {"words": sorted(words), "most": most, "among": list(among or ())})
        return {word: np.frombuffer(bytes(slots), ">i4").astype(np.int64) for word, slots in cursor.fetchall()}


def weight_of(word: str) -> float:
    return PAIR if is_unparted(word) else 1.0


def in_order(words: Collection[str], record: Mapping[str, Any]) -> list[str]:
    """Words in common as people may read them: in the order of a record's texts, those of its title first, and pairs of
    characters that overlap as one run.
    """
    order = [token.text for text in (record["title"], record["text"]) for token in search_tokens(text)]
    forms = [form for word in order for form in (word, without_article(word))]
    found = [word for word in dict.fromkeys(forms) if word in words]
    runs: list[str] = []
    for word in [*found, *sorted(set(words) - set(found))]:
        if runs and is_unparted(word) and is_unparted(runs[-1]) and runs[-1].endswith(word[0]):
            runs[-1] += word[1:]
        else:
            runs.append(word)
    return runs
