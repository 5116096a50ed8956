"""Compares what the directory finds among imported organizations with a plain scan of the file they came from.

    python -m bench.real_search FILE [WORD ...]     FILE is a table of ROR that `manage.py import_ror --approve` listed

The scan reads each row's names, identifiers and country, and knows nothing of the listing, its vectors or its order: a
word is found whole, the last one also where a word begins with it, and letters of a script without spaces anywhere
inside a run of them; a public id is found whole. Without words it asks for some of every script and for words of the
file by chance. Ends with 1 where the two differ.
"""

import csv
import os
import random
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import groupby, islice
from pathlib import Path

import django

SEARCHES = ("ministerio ambiente", "министерство", "وزارة", "环境", "Cote d'Ivoire")
BY_CHANCE = 200

Word = list[str]  # its pieces: runs of a script without spaces, and what stands between them


def main(file: str, searches: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
    django.setup()
    with Path(file).open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    listed = ids_by_ror()
    texts = {listed[key]: scanned(row) for row in rows if (key := ror(row)) in listed}
    words = {key: list(map(pieces, forms(of_row))) for key, of_row in texts.items()}
    print(f"{len(rows)} rows, {len(texts)} of them listed")
    differences = 0
    taken = []
    for search in searches or [*SEARCHES, *islice(by_chance(list(texts.values())), BY_CHANCE)]:
        expected = {key for key, of_row in words.items() if key == search or answers(search, of_row)}
        began = time.perf_counter()
        found = directory(search) & texts.keys()
        taken.append(time.perf_counter() - began)
        if found != expected:
            differences += 1
            missed, more = sorted(expected - found), sorted(found - expected)
            print(f"{search!r}: {len(missed)} missed {missed[:5]}, {len(more)} too many {more[:5]}")
        elif search in searches or search in SEARCHES:
            print(f"{search!r}: {len(found)} as in the file")
    print(f"{len(taken)} searches, {differences} differ; slowest {max(taken) * 1000:.0f} ms")
    return 1 if differences or not texts else 0


def ids_by_ror() -> dict[str, str]:
    from registry.models import Identifier

    found = Identifier.objects.present().filter(scheme="ror", organization__state="listed")
    return dict(found.values_list("value", "organization__public_id"))


def ror(row: Mapping[str, str]) -> str:
    return row["ror_id"].rpartition("/")[2].lower()


def scanned(row: Mapping[str, str]) -> list[str]:
    """Everything in a row that a visitor may find it by."""
    from registry import places

    names = [row["name"], *row["aliases"].split("|"), *row["acronym"].split("|")]
    names += [name.partition("=")[2] for name in row["names_other"].split("|")]
    country = places.all_names(row["country_iso2"]) if row["country_iso2"] in places.country_codes() else []
    return [*names, *country, ror(row), row["wikidata"], row["isni"].replace(" ", "")]


def forms(texts: list[str]) -> set[str]:
    """The words of texts, those with an Arabic article also without it."""
    from registry.text import tokens, without_article

    return {form for text in texts for word in tokens(text) for form in (word, without_article(word))}


def pieces(word: str) -> Word:
    from registry.text import is_unparted

    return ["".join(letters) for _unparted, letters in groupby(word, key=is_unparted)]


def answers(search: str, words: list[Word]) -> bool:
    """Whether every word of a search is among the words of a row, the last one perhaps only as a beginning."""
    from registry.text import tokens, without_article

    wanted = [pieces(without_article(word)) for word in tokens(search)]
    return all(any(stands_in(one, word, begins=one is wanted[-1]) for word in words) for one in wanted)


def stands_in(wanted: Word, word: Word, *, begins: bool) -> bool:
    """Whether pieces follow each other in a word; those at the ends may be a part of a run without spaces."""
    return any(
        all(
            piece_fits(piece, word[at + place], first=place == 0, last=place == len(wanted) - 1, begins=begins)
            for place, piece in enumerate(wanted)
        )
        for at in range(len(word) - len(wanted) + 1)
    )


def piece_fits(wanted: str, piece: str, *, first: bool, last: bool, begins: bool) -> bool:
    from registry.text import is_unparted

    if not is_unparted(wanted):
        return piece == wanted or (last and begins and piece.startswith(wanted))
    if first and last:
        return wanted in piece
    return piece.endswith(wanted) if first else piece.startswith(wanted) if last else piece == wanted


def by_chance(texts: list[list[str]]) -> Iterator[str]:
    """Words, beginnings of words, parts of words of scripts without spaces, and pairs of words of texts."""
    from registry.text import is_unparted, tokens

    chance = random.Random(30)
    while texts:
        words = [word for text in chance.choice(texts) for word in tokens(text)]
        if not words:
            continue
        word = chance.choice(words)
        match chance.randrange(3):
            case 0:
                yield word
            case 1 if is_unparted(word):
                yield word[chance.randrange(len(word)) :]
            case 1:
                yield word[: chance.randrange(1, len(word) + 1)]
            case _:
                yield f"{word} {chance.choice(words)}"


def directory(search: str) -> set[str]:
    """The public ids of all that the directory finds for exactly these words."""
    from registry.queries.directory import Asked, stream

    return {record["id"] for record in stream(Asked(text=search, exact=True))}


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
