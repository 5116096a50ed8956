"""Organizations that do not exist, as entry documents: each is known by its number alone, the same every time.

So the first thousand of a hundred thousand are the thousand. Types, countries, languages and words are as uneven as
in life; one in fifty is entered twice, its name misspelt the second time. All names are invented, and hosts are
below .example.
"""

import datetime
import json
import random
import re
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from bench.words import LATIN, OTHERS, SCRIPTS, Script, spaced, vocabulary, weights
from partnership import environment
from registry.entry.document import Document, Item, blank, empty
from registry.entry.fields import COLLECTIONS
from registry.ids import ALPHABET, base32_check_digits
from registry.vocabulary import (
    ActivityStatus,
    Element,
    ForWhom,
    IdentifierScheme,
    NameKind,
    OrganizationType,
    Realm,
    Scale,
    Sector,
    SupportKind,
    Visibility,
)

T = TypeVar("T")

BEGAN = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
DAYS = 730  # in which they all came
TWIN = 50  # one in so many was entered before
FIRST_ITEM = 16  # the ids below are those of the organization itself and of its submission and decision

# The most frequent first, which is not the order of the vocabulary.
TYPES = [
    OrganizationType(name).value
    for name in spaced(
        "ngo academic national_government private_sector iplc subnational_government network intergovernmental other "
        "women youth"
    )
]
STATUSES = [*ActivityStatus.values[1:], ActivityStatus.values[0]]
# Asked once: an enumeration makes a new list each time.
ELEMENTS, FOR_WHOM, KINDS, REALMS, SCALES, SECTORS = (
    choices.values for choices in (Element, ForWhom, SupportKind, Realm, Scale, Sector)
)
BLANK = {key: blank(collection) for key, collection in COLLECTIONS.items()}
LATIN_FIRST = spaced("US FR BR KE GB MX DE ES CO ID PE AU CA TZ CM MG FJ ZA PH IT")
REGIONS = spaced("002 419 142 150 202 035 014 054 061 009")
TONGUES = spaced("en fr es ar zh ru pt sw hi id de ja vi ko th el fa uk ur ne it tr mi qu gn ha yo pl nl ms")
# How often, in per cent, an entry has none, one, two and so on.
HOW_MANY = {
    "activities": (5, 15, 22, 22, 17, 10, 5, 3, 1),
    "gaps": (17, 30, 27, 16, 7, 3),
    "offers": (17, 30, 27, 16, 7, 3),
}
CURRENCIES = spaced("USD EUR KES BRL INR")


@cache
def countries() -> dict[Script, list[str]]:
    """The countries of each script, those with the most organizations first."""
    table = json.loads((environment.CHECKOUT / "fixtures" / "countries.json").read_text(encoding="utf-8"))
    named = {*LATIN_FIRST, *(code for script in OTHERS for code in script.countries)}
    rest = [row["code"] for row in table if row["code"] not in named]
    return {LATIN: [*LATIN_FIRST, *rest], **{script: list(script.countries) for script in OTHERS}}


@dataclass(frozen=True)
class Identity:
    """What an organization is known by."""

    script: Script
    language: str
    country: str
    names: list[tuple[str, str, NameKind]]
    host: str


def organization_id(number: int) -> uuid.UUID:
    return _uuid(number, 0)


def submission_id(number: int) -> uuid.UUID:
    return _uuid(number, 1)


def decision_id(number: int) -> uuid.UUID:
    return _uuid(number, 2)


def _uuid(number: int, part: int) -> uuid.UUID:
    """A UUID, version 7, as one made in the millisecond of this number."""
    milliseconds = int(BEGAN.timestamp() * 1000) + number
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | part << 64 | 0b10 << 62 | number)


def public_id(number: int) -> str:
    """Looks drawn, and is another for each number below 2 ** 30."""
    mixed = (number + 1) * 0x2545F491 % (1 << 30)
    body = "".join(ALPHABET[mixed >> shift & 31] for shift in range(25, -1, -5))
    return body + base32_check_digits(body)


def listed_at(number: int) -> datetime.datetime:
    """When it was approved: neighbours by number lie far apart."""
    return BEGAN + datetime.timedelta(seconds=number * 7_919_993 % (DAYS * 86_400))


def confirmed_on(number: int) -> datetime.date | None:
    """Two in three have confirmed their entry some time after it was listed."""
    return listed_at(number).date() + datetime.timedelta(days=number % 200) if number % 3 else None


def source(number: int) -> str:
    """What names it in the register that it was imported from."""
    return f"population:{number}"


@cache
def networks() -> list[int]:
    """The numbers of those that others belong to."""
    return [number for number in range(200) if document(number)["organization"]["type"] == OrganizationType.NETWORK]


def network_of(number: int) -> int | None:
    """The network that it belongs to: one in ten does."""
    network = networks()[number // 10 % len(networks())]
    return network if number % 10 == 3 and network != number else None


def document(number: int) -> Document:
    """The entry of the organization of this number."""
    return _Author(number).entry()


def _misspelt(first: Identity, drawn: random.Random) -> Identity:
    """The same organization, entered by somebody who left out a letter of its name."""
    text, language, kind = first.names[0]
    at = drawn.randrange(1, len(text) - 1)
    text = " ".join((text[:at] + text[at + 1 :]).split())
    return Identity(first.script, first.language, first.country, [(text, language, kind), *first.names[1:]], first.host)


class _Author:
    """Writes one entry; everything that is drawn for it follows from its number."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.random = random.Random(number)
        self.items = FIRST_ITEM

    # Drawing

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, values: "list[T] | tuple[T, ...]") -> T:
        """A value by Zipf's law, the first the most frequent."""
        return self.random.choices(values, cum_weights=weights(len(values)))[0]

    def some(self, values: list[str], chances: tuple[int, ...]) -> list[str]:
        """Up to as many values as there are chances: those say how often it is one, two and so on."""
        count = self.random.choices(range(1, len(chances) + 1), chances)[0]
        return sorted(set(self.random.choices(values, cum_weights=weights(len(values)), k=count)))

    def words(self, script: Script, count: int) -> list[str]:
        known = vocabulary(script)
        return self.random.choices(known, cum_weights=weights(len(known)), k=count)

    def rare_word(self, script: Script) -> str:
        known = vocabulary(script)
        return known[self.random.randrange(len(known) // 10, len(known))]

    def line(self, script: Script, shortest: int, longest: int) -> str:
        text = script.between.join(self.words(script, self.random.randint(shortest, longest)))
        return text[:1].upper() + text[1:]

    # The entry

    def identity(self) -> Identity:
        if self.number % TWIN == TWIN - 1:
            return _misspelt(_Author(self.number - 7).identity(), self.random)
        script = self.random.choices(SCRIPTS, [script.share for script in SCRIPTS])[0]
        language = self.one(script.languages)
        official = self._name(script, self.random.randint(2, 5))
        names = [(official, language, NameKind.OFFICIAL)]
        latin = official if script is LATIN else self._name(LATIN, 3)
        if script is not LATIN:
            names.append((latin, "en", NameKind.TRANSLATION))
        if self.often(0.5):
            names.append((self._name(LATIN, 2), "und", NameKind.ALIAS))
        if self.often(0.15):
            other = self.one(SCRIPTS)
            names.append((self._name(other, 3), other.languages[0], NameKind.FORMER))
        if self.often(0.6):
            initials = "".join(word[0] for word in latin.split())[:6].upper()
            names.append((initials, "und", NameKind.ACRONYM))
        host = re.sub("[^a-z]", "", latin.lower())[:16] or "name"
        return Identity(script, language, self.one(countries()[script]), names, f"{host}-{self.number}.example")

    def _name(self, script: Script, count: int) -> str:
        words = [*self.words(script, count), self.rare_word(script)]
        self.random.shuffle(words)
        return script.between.join(words).title() if script is LATIN else script.between.join(words)

    def entry(self) -> Document:
        self.known = self.identity()
        written = empty()
        written["organization"] |= self._organization()
        written["where"] |= self._where(written["organization"]["type"])
        for text, language, kind in self.known.names:
            self._add(written, "names", text=text, language=language, kind=kind.value)
        if self.often(0.3):
            register = {"scheme": IdentifierScheme.OTHER.value, "value": f"Invented register {self.number:07}"}
            self._add(written, "identifiers", **register)
        for key, chances in HOW_MANY.items():
            for _ in range(self.random.choices(range(len(chances)), chances)[0]):
                self._add(written, key, **getattr(self, f"_{key}")())
        self._plant(written)
        return written

    def _add(self, written: Document, key: str, **values: Any) -> None:
        written[key][str(_uuid(self.number, self.items))] = {**BLANK[key], **values}
        self.items += 1

    def _organization(self) -> Item:
        type_ = self.one(TYPES)
        script = self.known.script
        values: Item = {
            "type": type_,
            "description": self._text(script, 2),
            "description_language": self.known.language,
            "website": f"https://{self.known.host}/" if self.often(0.8) else "",
            "founded": self.random.randint(1900, 2023) if self.often(0.7) else None,
        }
        if type_ == OrganizationType.PRIVATE_SECTOR:
            values["sector"] = self.one(SECTORS)
        if type_ == OrganizationType.IPLC:
            values |= {"people_represented": self.line(script, 4, 8), "people_represented_public": self.often(0.5)}
        return values

    def _where(self, type_: str) -> Item:
        seatless = type_ in (OrganizationType.NETWORK, OrganizationType.INTERGOVERNMENTAL) and self.often(0.3)
        return {
            "base_country": "" if seatless else self.known.country,
            "no_seat": seatless,
            "base_place": self.line(self.known.script, 1, 1),
            "base_place_public": self.often(0.5),
            "scales": self.some(SCALES, (60, 30, 10)),
            "realms": self.some(REALMS, (60, 30, 10)),
            "languages": sorted({self.known.language, *self.some(TONGUES, (40, 40, 20))}),
            **self._places(),
        }

    def _places(self) -> Item:
        """Mostly its own country and a few more; now and then a region, or everywhere."""
        if self.often(0.04):
            return {"everywhere": True}
        if self.often(0.1):
            return {"regions": [self.one(REGIONS)]}
        others = self.some(countries()[self.one(SCRIPTS)], (70, 20, 10)) if self.often(0.4) else []
        return {"countries": sorted({self.known.country, *others})}

    def _text(self, script: Script, sentences: int) -> str:
        return " ".join(self.line(script, 10, 16) + script.stop for _ in range(sentences)).strip()

    def _described(self) -> Item:
        """In the organization's own language, or now and then in English."""
        own = self.often(0.85)
        script, language = (self.known.script, self.known.language) if own else (LATIN, "en")
        return {
            "title": self.line(script, 3, 6),
            "text": self._text(script, 1),
            "language": language,
            "kinds": self.some(KINDS, (70, 30)),
            "elements": self.some(ELEMENTS, (60, 30, 10)),
            "realms": self.some(REALMS, (80, 20)),
            "visible_to": Visibility.SECRETARIAT.value if self.often(0.04) else Visibility.EVERYONE.value,
            **self._places(),
        }

    def _activities(self) -> Item:
        status = self.one(STATUSES)
        start = self._month(2027, 2028) if status == ActivityStatus.PLANNED else self._month(2010, 2023)
        return {
            **self._described(),
            "scales": self.some(SCALES, (80, 20)),
            "status": status,
            "start": start,
            "end": self._month(2024, 2025) if status == ActivityStatus.COMPLETED else None,
            "site_ids": [str(555_000_000 + self.number)] if self.often(0.1) else [],
        }

    def _month(self, first: int, last: int) -> str:
        return f"{self.random.randint(first, last)}-{self.random.randint(1, 12):02}"

    def _gaps(self) -> Item:
        values = self._described()
        if self.often(0.08):
            values["visible_to"] = Visibility.PARTNERS.value
        values["for_whom"] = self.some(FOR_WHOM, (80, 20))
        values["scales"] = self.some(SCALES, (80, 20))
        values["wanted_by"] = f"2099-{self.random.randint(1, 12):02}-01" if self.often(0.3) else None
        if SupportKind.FINANCE in values["kinds"]:
            values |= {"amount": f"{self.random.randint(4, 400) * 500}.00", "currency": self.one(CURRENCIES)}
        return values

    def _offers(self) -> Item:
        values = self._described()
        if self.often(0.08):
            values["visible_to"] = Visibility.PARTNERS.value
        values["languages"] = sorted({self.known.language, *self.some(TONGUES, (70, 30))})
        values["conditions"] = self._text(LATIN, 1) if self.often(0.3) else ""
        return values

    def _plant(self, written: Document) -> None:
        """Put words of known share where everyone sees them: into a name, an activity or the description."""
        for script in {LATIN: None, self.known.script: None}:
            among = 1.0 if script is LATIN else script.share
            for word, share in script.known.items():
                if self.often(share / among):
                    self._put(written, script, word)

    def _put(self, written: Document, script: Script, word: str) -> None:
        seen = [item for item in written["activities"].values() if item["visible_to"] == Visibility.EVERYONE]
        chance = self.random.random()
        if chance < 0.2:
            text = script.between.join((word, self.rare_word(script)))
            self._add(written, "names", text=text, language="und", kind=NameKind.ALIAS.value)
        elif chance < 0.6 and seen:
            seen[0]["title"] = script.between.join((self.line(script, 1, 2), word))
        else:
            written["organization"]["description"] += f" {word}{script.stop}"
