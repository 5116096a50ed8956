"""Measures how well and how fast duplicates are found.

    python -m bench.duplicates FILE [--others FILE] [--size 100000] [--database ADDRESS]

FILE is a table in the columns of ROR; its organizations are imported into a database of their own, and variants of 200
of them are looked for. `--others` names a larger table (may be gzipped): 500 of its organizations that are not in FILE
are looked for too. Then one check is timed in the invented population of `--size`, or in the database at an address
that has one. Whatever was missed is printed. The same seed asks the same. Ends with 1 when a bar is missed.
"""

import argparse
import csv
import gzip
import os
import random
import statistics
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import psycopg
from psycopg import sql

from bench import database

if TYPE_CHECKING:
    from registry.entry.document import Document
    from registry.likeness import Profile

VARIANTS, UNRELATED, TIMED = 200, 500, 200
FOUND, SHOWN, MILLISECONDS = 0.95, 0.03, 100  # the bars
FIRST = 3  # cards
SEED = 30
IMPORTED = "duplicates"  # the database of FILE
SUFFIXES = ("Inc.", "Ltd", "e.V.", "S.A.", "A.C.", "GmbH", "(NGO)", "ООО", "Limited")


def main(file: Path, others: Path | None, size: int, address: str) -> int:
    database.start()
    try:
        run = [str(file), *(["--others", str(others)] if others else [])]
        passed = _inside("quality", run, _imported_into())
        passed &= _inside("speed", [], address or database.filled(size))
    finally:
        if not address:
            database.stop()
    return 0 if passed else 1


def _imported_into() -> str:
    """The address of an empty database."""
    cluster = database.embedded_postgres.cluster_of(database.folder() / "cluster")
    with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(IMPORTED)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(IMPORTED)))
    return cluster.address(IMPORTED)


def _inside(what: str, arguments: list[str], address: str) -> bool:
    """Run a part in a process of its own, since Django knows one database only; whether its bars were reached."""
    try:
        database.run("bench.duplicates", f"--inside={what}", *arguments, address=address)
    except database.subprocess.CalledProcessError:
        return False
    return True


# -- Quality ----------------------------------------------------------------------------------------------------------


def quality(file: Path, others: Path | None) -> bool:
    from django.core.management import call_command

    from bench.load import importer

    call_command("prepare", verbosity=0)
    importer()
    call_command("import_ror", str(file), approve=True, verbosity=0)
    passed = _variants()
    return passed and (others is None or _unrelated(file, others))


def _variants() -> bool:
    """Look for variants of what is listed: whether enough have their original among the first cards."""
    from registry.entry.document import read
    from registry.models import Organization
    from registry.queries.duplicates import candidates

    chance = random.Random(SEED)
    organizations = list(Organization.objects.listed().order_by("public_id"))
    organizations.sort(key=lambda one: sorted(one.identifiers.values_list("value", flat=True)))
    chance.shuffle(organizations)
    found, asked = Counter[str](), Counter[str]()
    missed: list[str] = []
    kinds = list(KINDS)
    for organization in organizations:
        if asked.total() == VARIANTS:
            break
        document = read(organization)
        for kind in kinds:  # the first that this one has, those that were asked least first
            name = KINDS[kind](document, chance)
            if name:
                break
        else:
            continue
        kinds.remove(kind)
        kinds.append(kind)
        asked[kind] += 1
        first = candidates(_asked(document, name))[:FIRST]
        if any(one.organization_id == organization.pk for one in first):
            found[kind] += 1
        else:
            missed.append(f"  {kind}: {_official(document)}  ->  {name}  ({document['where']['base_country']})")
    for kind in asked:
        print(f"{kind}: {found[kind]} of {asked[kind]}")
    share = found.total() / asked.total()
    print(f"variants with their original among the first {FIRST} cards: {share:.1%} (at least {FOUND:.0%})")
    print("\n".join(["Missed:", *missed]) if missed else "None was missed.")
    return share >= FOUND


def _unrelated(file: Path, others: Path) -> bool:
    """Ask about organizations that are not listed: whether few enough are shown any card."""
    from registry.exchange import ror
    from registry.queries.duplicates import candidates

    with file.open(encoding="utf-8-sig", newline="") as text:
        here = {row["ror_id"] for row in csv.DictReader(text)}
    chance = random.Random(SEED)
    some = [values for values in _table(others) if values["ror_id"] not in here and values["status"] == "active"]
    shown: dict[bool, list[str]] = {True: [], False: []}
    asked = 0
    for values in chance.sample(some, 2 * UNRELATED):
        row = ror.read(0, values)
        if row.unfit or asked == UNRELATED:
            continue
        asked += 1
        for with_website in shown:
            name = _official(row.document)
            found = candidates(_asked(row.document, name, with_website=with_website))
            if found:
                listed = found[0].listing.name if found[0].listing else ""
                shown[with_website].append(f"  {name}  ->  {listed}  {[str(one) for one in found[0].reasons]}")
    for with_website, cards in shown.items():
        what = "name and website" if with_website else "name alone"
        print(f"unrelated ones that are shown a card, by {what}: {len(cards) / asked:.1%} (at most {SHOWN:.0%})")
        print("\n".join(cards))
    return len(shown[True]) <= SHOWN * asked


def _table(path: Path) -> Iterator[dict[str, str]]:
    with (
        gzip.open(path, "rt", encoding="utf-8-sig", newline="")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8-sig", newline="") as text
    ):
        yield from csv.DictReader(text)


def _asked(document: "Document", name: str, *, with_website: bool = False) -> "Profile":
    """What the first page of joining would ask of it."""
    from registry.queries.duplicates import profile

    return profile(
        [(name, "official")],
        country=document["where"]["base_country"],
        type=document["organization"]["type"],
        website=document["organization"]["website"] if with_website else "",
        identifiers=[],
    )


def _official(document: "Document") -> str:
    return next(name["text"] for name in document["names"].values() if name["kind"] == "official")


# -- Variants ---------------------------------------------------------------------------------------------------------
# Each gives another way to write the name of a document's organization, or "" where it has none.


def without_accents(document: "Document", _chance: random.Random) -> str:
    name = _official(document)
    bare = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    return bare.upper() if bare != name else ""


def other_order(document: "Document", chance: random.Random) -> str:
    words = _official(document).split()
    turn = chance.randrange(1, len(words)) if len(words) > 2 else 1
    return " ".join([*words[turn:], *words[:turn]]) if len(words) > 1 else ""


def other_suffix(document: "Document", chance: random.Random) -> str:
    return f"{chance.choice(['', 'The '])}{_official(document)} {chance.choice(SUFFIXES)}"


def mistyped(document: "Document", chance: random.Random) -> str:
    """One letter of one word left out, doubled, exchanged or swapped with the next."""
    words = _official(document).split()
    long = [number for number, word in enumerate(words) if len(word) >= 4]
    if not long:
        return ""
    number = chance.choice(long)
    word = words[number]
    at = chance.randrange(len(word) - 1)
    letter = chance.choice("aeinrst")
    words[number] = chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
    return " ".join(words)


def acronym(document: "Document", chance: random.Random) -> str:
    return _on_file(document, "acronym", chance)


def translation(document: "Document", chance: random.Random) -> str:
    return _on_file(document, "translation", chance)


def _on_file(document: "Document", kind: str, chance: random.Random) -> str:
    texts = sorted(name["text"] for name in document["names"].values() if name["kind"] == kind)
    return chance.choice(texts) if texts else ""


KINDS: dict[str, Callable[["Document", random.Random], str]] = {
    "accents": without_accents,
    "word order": other_order,
    "suffix": other_suffix,
    "typo": mistyped,
    "acronym": acronym,
    "translation": translation,
}


# -- Speed ------------------------------------------------------------------------------------------------------------


def speed() -> bool:
    """Time checks of variants of what is listed, each as the first page of joining makes it."""
    from registry.models import Likeness, Listing
    from registry.queries.duplicates import candidates, profile

    chance = random.Random(SEED)
    slots = list(Listing.objects.order_by("slot").values_list("slot", flat=True))
    chosen = chance.sample(slots, TIMED + 10)
    records = list(Listing.objects.filter(slot__in=chosen).order_by("slot").values_list("record", flat=True))
    times: list[tuple[float, str]] = []
    found = 0
    for number, record in enumerate(records):
        text = chance.choice(record["names"])["text"]
        document: Any = {"names": {"": {"text": text, "kind": "official"}}}
        typed = mistyped(document, chance) if number % 2 else other_order(document, chance)
        known = profile(
            [(typed or text, "official")],
            country=record["base_country"],
            type=record["type"],
            website=record["website"],
            identifiers=[],
        )
        began = time.perf_counter()
        first = candidates(known)[:FIRST]
        taken = (time.perf_counter() - began) * 1000
        if number >= 10:  # the first ones warm up
            times.append((taken, typed or text))
            found += any(one.listing and one.listing.public_id == record["id"] for one in first)
    milliseconds = sorted(taken for taken, _name in times)
    late = milliseconds[int(len(milliseconds) * 0.95)]
    print(f"{Likeness.objects.count():,} organizations, load {os.getloadavg()[0]:.1f}")
    print(f"one check: median {statistics.median(milliseconds):.1f} ms, 95 of 100 below {late:.1f} ms", end=" ")
    print(f"(below {MILLISECONDS} ms); found among the first {FIRST}: {found} of {len(times)}")
    for taken, name in sorted(times, reverse=True)[:5]:
        print(f"  {taken:.0f} ms: {name}")
    return late < MILLISECONDS


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--others", type=Path)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--database", default="", metavar="ADDRESS")
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not given.inside:
        if given.file is None:
            parser.error("name the table whose organizations are to be imported")
        sys.exit(main(given.file, given.others, given.size, given.database))
    django.setup()
    sys.exit(0 if (quality(given.file, given.others) if given.inside == "quality" else speed()) else 1)
