"""A table like those of the Research Organization Registry, of organizations that do not exist."""

import csv
import random
from pathlib import Path

from partnership.demo.languages import WORD_COUNT, load
from registry.exchange.ror import COLUMNS
from registry.ids import ALPHABET, base32_check_digits
from registry.vocabulary import OrganizationType

TYPES = ("nonprofit", "nonprofit", "government", "government", "facility", "education", "other", "company")


def write(path: Path, count: int) -> None:
    """Write a table of `count` organizations; the same ones every time."""
    drawn = random.Random(30)
    languages = load()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for number in range(count):
            code = drawn.choice(list(languages))
            language, other = languages[code], languages[drawn.choice(list(languages))]
            type_, word = drawn.choice(OrganizationType.values), drawn.randrange(WORD_COUNT)
            body = "0" + "".join(drawn.choices(ALPHABET, k=6))
            writer.writerow(
                {
                    "ror_id": f"https://ror.org/{body}{base32_check_digits(body)}",
                    "name": f"{language.name(type_, word)} {number}",
                    "name_lang": code,
                    "names_other": f"{other.code}={other.name(type_, word)} {number}",
                    "aliases": f"{language.name(type_, word, other=True)} {number}",
                    "acronym": f"D{number}",
                    "type": drawn.choice(TYPES),
                    "country_iso2": drawn.choice(language.countries),
                    "website": f"https://number-{number}.example/",
                    "established": str(drawn.randint(1900, 2025)),
                    "status": "active",
                }
            )
