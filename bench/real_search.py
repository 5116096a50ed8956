"""Compares what the directory finds among imported organizations with a plain scan of the file they came from.

    python -m bench.real_search FILE [WORD ...]     FILE is a table of ROR that `manage.py import_ror --approve` listed

The scan reads each row's names, identifiers and country, and knows nothing of the listing, its index or its order.
Without words it asks for some of every script and for words of the file by chance. Ends with 1 where the two differ.
"""

import csv
import os
import random
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import django

SEARCHES = ("ministerio ambiente", "министерство", "وزارة", "环境", "Cote d'Ivoire")
BY_CHANCE = 200


def main(file: str, searches: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
    django.setup()
    with Path(file).open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    listed = ids_by_ror()
    texts = {listed[key]: scanned(row) for row in rows if (key := ror(row)) in listed}
    print(f"{len(rows)} rows, {len(texts)} of them listed")
    differences = 0
    taken = []
    for search in searches or [*SEARCHES, *islice(by_chance(list(texts.values())), BY_CHANCE)]:
        expected = {key for key, text in texts.items() if all(word in text for word in plain_words(search))}
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


def scanned(row: Mapping[str, str]) -> str:
    """Everything in a row that a visitor may find it by."""
    from registry import places
    from registry.text import fold

    names = [row["name"], *row["aliases"].split("|"), *row["acronym"].split("|")]
    names += [name.partition("=")[2] for name in row["names_other"].split("|")]
    country = places.all_names(row["country_iso2"]) if row["country_iso2"] in places.country_codes() else []
    identifiers = [ror(row), row["wikidata"], row["isni"].replace(" ", "")]
    return "\n".join(fold(text) for text in [*names, *country, *identifiers] if text)


def plain_words(search: str) -> list[str]:
    from registry.text import tokens

    return tokens(search)


def by_chance(texts: list[str]) -> Iterator[str]:
    """Words, parts of words and pairs of words of texts."""
    from registry.text import tokens

    chance = random.Random(30)
    while len(texts) and (words := tokens(chance.choice(texts))):
        kind = chance.randrange(3)
        word = chance.choice(words)
        if kind == 0:
            yield word
        elif kind == 1:
            yield word[chance.randrange(len(word)) :]
        else:
            yield f"{word} {chance.choice(words)}"


def directory(search: str) -> set[str]:
    """The public ids that the directory's filter finds."""
    from django.http import QueryDict
    from django.utils.http import urlencode

    from partnership.forms.directory import DirectoryFilter

    found = DirectoryFilter(QueryDict(urlencode({"q": search})))
    return set(found.qs.values_list("public_id", flat=True))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
