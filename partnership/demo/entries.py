"""Documents of invented organizations. Values are taken in turn, so that every one there is comes up."""

import datetime
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

from partnership.demo.languages import WORD_COUNT, Language, load
from registry import places
from registry.entry.document import Document, Item, blank, empty
from registry.entry.fields import COLLECTIONS
from registry.ids import uuid7
from registry.vocabulary import (
    ActivityStatus,
    Element,
    ForWhom,
    NameKind,
    OrganizationType,
    Realm,
    Scale,
    Sector,
    SupportKind,
    Visibility,
)

SEATLESS = (OrganizationType.INTERGOVERNMENTAL, OrganizationType.NETWORK)
CURRENCIES = ("USD", "EUR", "XOF", "KES", "BRL")
LATIN = ("en", "fr", "es")


class Writer:
    """Writes one entry after the other; two with the same seed write the same."""

    def __init__(self, seed: int, today: datetime.date) -> None:
        self.random = random.Random(seed)  # noqa: S311 - nothing is secret here
        self.today = today
        self.languages = load()
        tops = [code for code, _name in places.regions("en")]
        self.regions = [*tops, *(code for top in tops for code, _name in places.regions("en", within=top))]
        self.made: Counter[str] = Counter()
        self._turns: dict[str, Iterator[Any]] = {}
        self._numbers = {code: self.random.sample(range(WORD_COUNT), WORD_COUNT) for code in self.languages}

    def turn(self, name: str, values: Sequence[Any]) -> Any:
        """The next of `values`, and the first after the last."""
        return next(self._turns.setdefault(name, cycle(values)))

    def every(self, count: int, name: str) -> bool:
        """True once in `count` times."""
        return bool(self.turn(f"every {count} {name}", [False] * (count - 1) + [True]))

    def number(self, code: str) -> int:
        """The number of the next organization in a language, which is that of its word."""
        self.made[code] += 1
        return self._numbers[code][self.made[code] % WORD_COUNT]

    def least(self, code: str) -> Document:
        """An entry of nothing but what listing needs."""
        language, number = self.languages[code], self.number(code)
        document = empty()
        document["organization"]["type"] = OrganizationType.NGO.value
        document["where"]["base_country"] = language.countries[0]
        _add(document, "names", text=language.name("ngo", number), language=code, kind=NameKind.OFFICIAL.value)
        return document

    def entry(self, code: str, type_: str = "", *, activities: int | None = None) -> Document:
        """An entry as organizations write them, with some activities (or so many), gaps and offers."""
        some = self.turn("activities", (2, 1, 3, 0, 1, 4, 2))
        return self._entry(
            code,
            type_ or self.turn(f"types {code}", OrganizationType.values),
            activities=some if activities is None else activities,
            gaps=self.turn("gaps", (1, 2, 0, 1, 3)),
            offers=self.turn("offers", (1, 0, 2, 1, 1, 3)),
        )

    def alike(self) -> Item:
        """What several say of an activity whose overlap they then talk about."""
        return {
            "kinds": [SupportKind.TECHNICAL_SCIENTIFIC.value],
            "elements": [Element.IMPORTANT_AREAS.value, Element.RIGHTS.value],
            "countries": [self.languages["fr"].countries[0]],
            "regions": [],
            "everywhere": False,
            "visible_to": Visibility.EVERYONE.value,
            "status": ActivityStatus.UNDER_WAY.value,
            "start": self._month(-6),
            "end": None,
        }

    def longest(self, code: str, type_: str) -> Document:
        """An entry of 200 items, its names and identifiers among them."""
        document = self._entry(code, type_, activities=110, gaps=40, offers=40)
        while sum(len(document[key]) for key in COLLECTIONS) < 200:
            number = len(document["identifiers"]) + 1
            _add(document, "identifiers", scheme="other", value=f"Demonstration register, branch {number}")
        return document

    def _entry(self, code: str, type_: str, *, activities: int, gaps: int, offers: int) -> Document:
        language, number = self.languages[code], self.number(code)
        document = empty()
        document["organization"] |= self._organization(language, type_, number)
        document["where"] |= self._where(language, type_, number)
        self._names(document, language, type_, number)
        if self.every(4, "identifier"):
            _add(document, "identifiers", scheme="other", value=f"Demonstration register {self.made.total():04}")
        for key, count in (("activities", activities), ("gaps", gaps), ("offers", offers)):
            for _ in range(count):
                _add(document, key, **getattr(self, f"_{key}")(language, number, document["where"]))
        return document

    def _organization(self, language: Language, type_: str, number: int) -> Item:
        says = language.line("descriptions", self.turn("descriptions", range(4)), number)
        values = {
            "type": type_,
            "description": f"{says} {language.words['invented']}",
            "description_language": language.code,
            "website": f"https://{self.host(language.code, number)}/" if not self.every(5, "no website") else "",
            "founded": self.random.randint(1950, self.today.year - 1) if not self.every(6, "no year") else None,
        }
        if type_ == OrganizationType.PRIVATE_SECTOR:
            values["sector"] = self.turn("sectors", Sector.values)
        if type_ == OrganizationType.IPLC:
            values["people_represented"] = language.line("people_represented", 0, number)
            values["people_represented_public"] = self.every(2, "people public")
        return values

    def host(self, code: str, number: int) -> str:
        return f"{self.languages['en'].word(number).lower()}-{code}.example"

    def _where(self, language: Language, type_: str, number: int) -> Item:
        country = self.turn(f"countries {language.code}", language.countries)
        seatless = type_ in SEATLESS and self.every(3, "no seat")
        values: Item = {
            "base_country": "" if seatless else country,
            "no_seat": seatless,
            "base_place": language.word(number),
            "base_place_public": self.every(2, "base place public"),
            "scales": sorted({self.turn("scales", Scale.values) for _ in range(self.turn("scale count", (1, 2)))}),
            "realms": sorted({self.turn("realms", Realm.values) for _ in range(self.turn("realm count", (1, 2, 1)))}),
            "languages": sorted({language.code, self.turn("second languages", ("en", "fr", "sw", "es", "pt", "hi"))}),
        }
        return values | self._places("organization", country, language)

    def _places(self, name: str, country: str, language: Language) -> Item:
        """Mostly a country or two; now and then a region, or everywhere."""
        if self.every(14, f"{name} everywhere"):
            return {"everywhere": True}
        if self.every(6, f"{name} region"):
            return {"regions": [self.turn(f"{name} regions", self.regions)]}
        others = self.random.sample(language.countries, self.turn(f"{name} countries", (0, 1, 2)))
        return {"countries": sorted({country, *others})}

    def _names(self, document: Document, language: Language, type_: str, number: int) -> None:
        official = language.name(type_, number)
        _add(document, "names", text=official, language=language.code, kind=NameKind.OFFICIAL.value)
        if self.every(2, "translated"):
            others = [code for code in self.languages if code != language.code]
            other = self.languages[self.turn(f"translations {language.code}", others)]
            kind = NameKind.TRANSLATION.value
            _add(document, "names", text=other.name(type_, number), language=other.code, kind=kind)
        if language.code in LATIN and self.every(3, "acronym"):
            initials = "".join(word[0] for word in official.replace("’", " ").split() if word[0].isupper())
            _add(document, "names", text=f"{initials}-D", language="und", kind=NameKind.ACRONYM.value)
        if self.every(7, "second name"):
            kind = self.turn("second names", (NameKind.FORMER.value, NameKind.ALIAS.value))
            text = language.name(type_, number, other=True)
            _add(document, "names", text=text, language=language.code, kind=kind)

    def _activities(self, language: Language, number: int, where: Item) -> Item:
        topic = self.turn("activity topics", range(len(Element)))
        title, text = language.texts("activities", topic, number)
        kinds = SupportKind.values
        return {
            "title": title,
            "text": text,
            "language": language.code,
            "kinds": sorted({kinds[topic % 12], self.turn("activity kinds", kinds)}),
            "elements": sorted({Element.values[topic], self.turn("second elements", Element.values)}),
            "realms": where["realms"],
            "scales": [self.turn("activity scales", Scale.values)],
            "site_ids": [str(555_000_000 + self.made.total())] if self.every(8, "site") else [],
            "national_target": language.line("national_target", 0, number) if self.every(3, "target") else "",
            "indicator": language.line("indicator", 0, number) if self.every(3, "indicator") else "",
            "visible_to": Visibility.SECRETARIAT.value
            if self.every(15, "activity hidden")
            else Visibility.EVERYONE.value,
            **self._when(),
            **self._places("activity", where["base_country"] or language.countries[0], language),
        }

    def _when(self) -> Item:
        """Months that fit the status, round today."""
        status = self.turn("status", ActivityStatus.values)
        began = self._month(-self.random.randint(3, 40))
        return {
            "status": status,
            "start": self._month(self.random.randint(1, 12)) if status == ActivityStatus.PLANNED else began,
            "end": self._month(-1) if status == ActivityStatus.COMPLETED else None,
        }

    def _month(self, months: int) -> str:
        year, month = divmod(self.today.year * 12 + self.today.month - 1 + months, 12)
        return f"{year:04}-{month + 1:02}"

    def _day(self) -> str:
        return (self.today + datetime.timedelta(days=self.random.randint(30, 600))).isoformat()

    def _gaps(self, language: Language, number: int, where: Item) -> Item:
        topic = self.turn("gap topics", range(len(SupportKind)))
        values = self._described(language, number, where, "gaps", topic)
        values["for_whom"] = [self.turn("for whom", ForWhom.values)]
        values["scales"] = [self.turn("gap scales", Scale.values)]
        values["wanted_by"] = self._day() if self.every(3, "wanted by") else None
        if SupportKind.FINANCE in values["kinds"]:
            values["amount"] = f"{self.random.randint(4, 400) * 500}.00"
            values["currency"] = self.turn("currencies", CURRENCIES)
        return values

    def _offers(self, language: Language, number: int, where: Item) -> Item:
        topic = self.turn("offer topics", range(len(SupportKind)))
        values = self._described(language, number, where, "offers", topic)
        values["languages"] = sorted({language.code, self.turn("offer languages", tuple(self.languages))})
        values["conditions"] = language.line("conditions", self.turn("conditions", range(2)), number)
        values["capacity"] = language.line("capacity", self.turn("capacities", range(2)), number)
        values["until"] = self._day() if self.every(4, "until") else None
        return values

    def _described(self, language: Language, number: int, where: Item, key: str, topic: int) -> Item:
        title, text = language.texts(key, topic, number)
        shown = self.turn(f"{key} shown", (*[Visibility.EVERYONE] * 8, Visibility.PARTNERS, Visibility.SECRETARIAT))
        return {
            "title": title,
            "text": text,
            "language": language.code,
            "kinds": [SupportKind.values[topic]],
            "elements": [self.turn(f"{key} elements", Element.values)],
            "realms": where["realms"],
            "visible_to": shown.value,
            **self._places(key, where["base_country"] or language.countries[0], language),
        }


def _add(document: Document, key: str, **values: Any) -> None:
    document[key][str(uuid7())] = {**blank(COLLECTIONS[key]), **values}
