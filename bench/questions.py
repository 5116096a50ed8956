"""What is asked of the directory, and how many organizations each question must find, counted from the population.

    python -m bench.questions SIZE FILE      writes the counts as JSON

The counting reads entry documents alone: it knows nothing of the listing, its index or its queries.
"""

import json
import multiprocessing
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import django

from bench import words

if TYPE_CHECKING:
    from registry.entry.document import Document

AT_ONCE = 500  # organizations

# Each word of a known share with some mistake, never at its end, where it might be the beginning of the word.
MISTYPED = {
    "tarvolindes": "tarvolides",
    "morquenasti": "morquenatsi",
    "pelsuvandra": "pelsuvamdra",
    "silvondare": "silvondarre",
    "cambrolith": "camborlith",
    "костравель": "кастравель",
}
ONE_FACET = [
    ("type", "academic"),
    ("country", "US"),
    ("element", "effective"),
    ("region", "150"),
    ("works_in", "KE"),
    ("language", "fr"),
    ("lacks", "finance"),
    ("realm", "marine_coastal"),
]
THREE_FACETS = [
    (("type", "ngo"), ("region", "150"), ("language", "en")),
    (("element", "marine-coastal"), ("lacks", "finance"), ("scale", "local")),
    (("type", "ngo"), ("type", "academic"), ("region", "002"), ("offers", "capacity_building")),
    (("works_in", "019"), ("realm", "land"), ("open_gaps", "yes")),
]
WORD_AND_TWO_FACETS = [
    (("q", "loversane"), ("type", "ngo"), ("language", "en")),
    (("q", "bartoquin"), ("element", "effective"), ("realm", "land")),
    (("q", "dernavelt"), ("lacks", "finance"), ("scale", "local")),
]


@dataclass(frozen=True)
class Question:
    """A query of the directory's address. `page` is what kind of page answers it."""

    page: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        return f"/directory/?{urlencode(self.query)}" if self.query else "/directory/"

    @property
    def facets(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.query if name not in ("q", "sort")]

    @property
    def text(self) -> str:
        return dict(self.query).get("q", "")


def questions() -> list[Question]:
    known = reduce(lambda all_, script: {**all_, **script.known}, words.SCRIPTS, dict[str, float]())
    pages = {0.002: "word_rare", 0.02: "word_2pct", 0.10: "word_10pct"}
    return [
        Question("browse"),
        Question("browse", (("sort", "newest"),)),
        Question("browse", (("sort", "gaps"),)),
        *(Question("facet1", (one,)) for one in ONE_FACET),
        *(Question("facet3", three) for three in THREE_FACETS),
        *(Question("word_facet2", asked) for asked in WORD_AND_TWO_FACETS),
        *(Question(pages[share], (("q", word),)) for word, share in known.items()),
        *(Question("typo", (("q", mistyped),)) for mistyped in MISTYPED.values()),
    ]


def fits(question: Question, facets: set[tuple[str, str]], text: str) -> bool:
    """Whether an entry with these facet values and this public text, in lower case, answers a question."""
    asked: dict[str, set[tuple[str, str]]] = {}
    for name, value in question.facets:
        asked.setdefault(name, set()).add((name, value))
    meant = {mistyped: word for word, mistyped in MISTYPED.items()}.get(question.text, question.text)
    return meant in text and all(wanted & facets for wanted in asked.values())


def facets_of(document: "Document") -> set[tuple[str, str]]:
    """The facet values of an entry (Product, rules of the directory), those of time left out."""
    from registry import places

    where = document["where"]
    seen = {
        key: [item for item in document[key].values() if item["visible_to"] == "everyone"]
        for key in ("activities", "gaps", "offers")
    }
    base = [where["base_country"]] if where["base_country"] else []
    worked_in = [where, *seen["activities"]]
    countries = {code for part in worked_in for code in part["countries"]}
    regions = {code for country in countries for code in places.country(country).regions}
    regions |= {code for part in worked_in for region in part["regions"] for code in places.region_and_above(region)}
    values: dict[str, Any] = {
        "type": [document["organization"]["type"]],
        "country": base,
        "region": [code for country in base for code in places.country(country).regions],
        "works_in": [*countries, *regions],
        "element": [code for item in seen["activities"] for code in item["elements"]],
        "lacks": [code for item in seen["gaps"] for code in item["kinds"]],
        "offers": [code for item in seen["offers"] for code in item["kinds"]],
        "realm": where["realms"],
        "scale": where["scales"],
        "language": where["languages"],
        "open_gaps": ["yes"] if seen["gaps"] else [],
    }
    return {(name, value) for name, found in values.items() for value in found}


def text_of(document: "Document") -> str:
    """What everyone may read in an entry where words of known share are put, in lower case."""
    seen = [item for item in document["activities"].values() if item["visible_to"] == "everyone"]
    texts = [document["organization"]["description"]]
    texts += [name["text"] for name in document["names"].values()]
    texts += [text for item in seen for text in (item["title"], item["text"])]
    return "\n".join(texts).lower()


def count(numbers: range) -> Counter[str]:
    """How many of the organizations of these numbers answer each question, by its address."""
    from bench import population

    asked, counts = questions(), Counter[str]()
    for number in numbers:
        document = population.document(number)
        facets, text = facets_of(document), text_of(document)
        counts.update(question.address for question in asked if fits(question, facets, text))
    return counts


def main(size: int, file: Path) -> None:
    parts = [range(start, min(start + AT_ONCE, size)) for start in range(0, size, AT_ONCE)]
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"), django.setup) as pool:
        counts = reduce(lambda all_, part: all_ + part, pool.map(count, parts), Counter[str]())
    file.write_text(json.dumps({question.address: counts[question.address] for question in questions()}, indent=1))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    main(int(sys.argv[1]), Path(sys.argv[2]))
