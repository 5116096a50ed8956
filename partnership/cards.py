"""What a result shows of each thing that is found: records of the listing as words, addresses and figures.

Called for every row of every page, so what depends on few different values is worked out once for each language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from partnership import ages
from partnership.marking import Snippet, excerpt, marked, missing, snippet
from partnership.places_found import of_partner, seat, where
from partnership.templatetags.entries import listed
from registry.queries.directory import Result
from registry.states import GapState
from registry.text import words_for_address
from registry.vocabulary import ActivityStatus, Element, NameKind, OrganizationType, Scale, SupportKind, Visibility

Record = dict[str, Any]
Words = Sequence[str]

ELEMENTS_NAMED = 2
KINDS_NAMED = 3
COUNTED = ("activity", "gap", "offer")
LABELS = {
    name: dict(choices.choices)
    for name, choices in {
        "type": OrganizationType,
        "scale": Scale,
        "status": ActivityStatus,
        "element": Element,
        "kind": SupportKind,
        "seen_by": Visibility,
    }.items()
}


class Tag(NamedTuple):
    """A few words on a coloured ground. `kind`: type, activity, gap, offer, or nothing."""

    kind: str
    text: str


class Fact(NamedTuple):
    """A phrase of the line below a name. `lang` and `href` where it is somebody's own words, or leads somewhere."""

    text: str | SafeString
    lang: str = ""
    href: str = ""


class Card(NamedTuple):
    """A result. Texts are strings, or markup in which what was searched is marked."""

    href: str
    name: str | SafeString
    lang: str = ""
    logo: str = ""
    initials: str = ""
    facts: Sequence[Fact] = ()
    text: str | SafeString = ""
    text_lang: str = ""
    snippet: Snippet | None = None
    snippet_label: str = ""
    tags: Sequence[Tag] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what its first cell says and leads to, and the other cells."""

    href: str
    name: str | SafeString
    lang: str
    cells: Sequence["Cell"]


@dataclass(frozen=True, slots=True)
class Cell:
    text: str | SafeString
    lang: str = ""
    href: str = ""
    is_number: bool = False


# -- Partners ---------------------------------------------------------------------------------------------------------


def of_partners(rows: Iterable[Result], words: Words = ()) -> list[Card]:
    """Cards of partners; what the folded `words` found is marked."""
    directory, language, today = reverse("directory"), _language(), timezone.now().date()
    return [_partner(row, words, directory, language, today) for row in rows]


def _partner(row: Result, words: Words, directory: str, language: str, today: date) -> Card:
    record = row.record
    also = _name_found(record, words)
    text = excerpt(record["description"], words)
    lacking = missing(words, record["name"], also["text"] if also else "", text)
    beside = snippet(row.texts, words, lacking) if lacking else None
    unexplained = missing(lacking, beside.text) if beside else lacking
    return Card(
        href=partner_address(directory, record),
        name=marked(record["name"], words) if words else record["name"],
        lang=_lang(record["name_language"]),
        logo=reverse("file", args=[record["logo"]]) if record["logo"] else "",
        initials="" if record["logo"] else initials(record["name"]),
        facts=[
            *([Fact(marked(called(also["text"], also["kind"]), words))] if also else []),
            *_facts(record, language, today, words, unexplained),
        ],
        text=marked(text, words) if words else text,
        text_lang=_lang(record["description_language"]),
        snippet=beside,
        snippet_label=_kind_of_text(beside.kind) if beside else "",
        tags=_tags_of_partner(record, language),
    )


def rows_of_partners(rows: Iterable[Result], words: Words = ()) -> list[Row]:
    """Partners for the table: type, seat, three figures, when they joined and when they confirmed their entry."""
    directory, language = reverse("directory"), _language()
    return [
        Row(
            partner_address(directory, record),
            marked(record["name"], words),
            _lang(record["name_language"]),
            [
                Cell(_label("type", record["type"], language)),
                Cell(seat(record["base_country"], words, language)),
                *(Cell(grouped(record[f"{part}_count"], language), is_number=True) for part in COUNTED),
                Cell(_in_two_lines(month(record["listed_on"], language))),
                Cell(_in_two_lines(month(record["confirmed_on"], language))),
            ],
        )
        for record in (row.record for row in rows)
    ]


def _facts(record: Record, language: str, today: date, words: Words, unexplained: Words) -> list[Fact]:
    places, also = of_partner(record, words, unexplained, language)
    scale = _label("scale", record["scales"][0], language) if len(record["scales"]) == 1 else ""
    confirmed = _confirmed(record["confirmed_on"], today, language) if record["confirmed_on"] else ""
    return [Fact(text) for text in (places, also, scale, confirmed) if text]


def _name_found(record: Record, words: Words) -> dict[str, str] | None:
    """Another name that has a word which the one shown lacks, so that a visitor sees why it was found."""
    others = record["names"][1:] if words else []
    lacking = missing(words, record["name"]) if others else []
    return next((name for name in others if lacking and len(missing(lacking, name["text"])) < len(lacking)), None)


def called(name: str, kind: str) -> str:
    """That a partner has this other name, or had it. `kind`: of the name."""
    sentence = _("formerly %(name)s") if kind == NameKind.FORMER else _("also called %(name)s")
    return sentence % {"name": name}


def _tags_of_partner(record: Record, language: str) -> list[Tag]:
    tags = [Tag("type", _label("type", record["type"], language))]
    for kind in COUNTED:
        if number := record[f"{kind}_count"]:
            tags.append(Tag(kind, _counted(kind, number, language)))
    return tags


@lru_cache(maxsize=4096)
def _counted(kind: str, number: int, language: str) -> str:
    phrase = {
        "activity": ngettext("%(number)s activity", "%(number)s activities", number),
        "gap": ngettext("%(number)s gap", "%(number)s gaps", number),
        "offer": ngettext("%(number)s offer", "%(number)s offers", number),
    }[kind]
    return phrase % {"number": grouped(number, language)}


def _kind_of_text(kind: str) -> str:
    return {
        "description": _("Description:"),
        "activity": _("Activity:"),
        "gap": _("Support gap:"),
        "offer": _("Support offer:"),
    }[kind]


# -- Activities -------------------------------------------------------------------------------------------------------


def of_activities(rows: Iterable[Result], words: Words = ()) -> list[Card]:
    """Cards of activities, each with its organization."""
    directory, language = reverse("directory"), _language()
    now = f"{timezone.now():%Y-%m}"
    return [_activity(row.record, words, directory, language, now) for row in rows]


def _activity(record: Record, words: Words, directory: str, language: str, now: str) -> Card:
    owner = record["organization"]
    partner = partner_address(directory, owner)
    text = excerpt(record["text"], words)
    is_to_come = record["status"] == ActivityStatus.PLANNED or record["start"] > now
    facts = [
        where(record, words, language),
        runs(record["start"], record["end"], language, is_to_come=is_to_come),
    ]
    return Card(
        href=f"{partner}#{record['id']}",
        name=marked(record["title"], words) if words else record["title"],
        lang=_lang(record["language"]),
        facts=[
            Fact(marked(owner["name"], words) if words else owner["name"], _lang(owner["name_language"]), partner),
            *(Fact(text) for text in facts if text),
        ],
        text=marked(text, words) if words else text,
        text_lang=_lang(record["language"]),
        tags=_tags_of_activity(record, language),
    )


def rows_of_activities(rows: Iterable[Result], words: Words = ()) -> list[Row]:
    """Activities for the table: their partner, where, how they stand, and their months."""
    directory, language = reverse("directory"), _language()
    made = []
    for record in (row.record for row in rows):
        owner = record["organization"]
        partner = partner_address(directory, owner)
        cells = [
            Cell(marked(owner["name"], words), _lang(owner["name_language"]), partner),
            Cell(where(record, words, language)),
            Cell(_label("status", record["status"], language) if record["status"] else ""),
            Cell(month(record["start"], language)),
            Cell(month(record["end"], language)),
        ]
        made.append(Row(f"{partner}#{record['id']}", marked(record["title"], words), _lang(record["language"]), cells))
    return made


def _tags_of_activity(record: Record, language: str) -> list[Tag]:
    tags = [Tag("activity", _label("status", record["status"], language))] if record["status"] else []
    return tags + _tags_of_elements(record["elements"], language)


def _tags_of_elements(elements: Sequence[str], language: str) -> list[Tag]:
    tags = [Tag("", _label("element", value, language)) for value in elements[:ELEMENTS_NAMED]]
    if (more := len(elements) - ELEMENTS_NAMED) > 0:
        tags.append(Tag("", _more_elements(more, language)))
    return tags


@lru_cache
def _more_elements(number: int, language: str) -> str:
    return ngettext("%(number)s more element", "%(number)s more elements", number) % {"number": number}


@lru_cache(maxsize=4096)
def runs(start: str, end: str, language: str, *, is_to_come: bool = False) -> str:
    """The months in which an activity runs ("2024-03"), such as "March 2024 to June 2027"; "" when none is given.

    `is_to_come`: it has not begun.
    """
    said = {"start": month(start, language), "end": month(end, language)}
    if start and end:
        return _("%(start)s to %(end)s") % said
    if start:
        return (_("from %(start)s") if is_to_come else _("since %(start)s")) % said
    return _("until %(end)s") % said if end else ""


# -- Gaps and offers --------------------------------------------------------------------------------------------------


def of_gaps(rows: Iterable[Result], words: Words = ()) -> list[Card]:
    """Cards of support gaps, each with who states it, how long it is open, and a badge once that is long."""
    return _of_support("gap", rows, words)


def of_offers(rows: Iterable[Result], words: Words = ()) -> list[Card]:
    return _of_support("offer", rows, words)


def _of_support(kind: str, rows: Iterable[Result], words: Words) -> list[Card]:
    directory, board, language, today = *_pages(), _language(), timezone.now().date()
    return [_stated(kind, row.record, words, directory, board, language, today) for row in rows]


def _pages() -> tuple[str, str]:
    return reverse("directory"), reverse("support")


def _stated(kind: str, record: Record, words: Words, directory: str, board: str, language: str, today: date) -> Card:
    owner = record["organization"]
    text = excerpt(record["text"], words)
    facts = [where(record, words, language), _standing(record["state"], record["since"], today, language)]
    return Card(
        href=item_address(board, kind, record),
        name=marked(record["title"], words) if words else record["title"],
        lang=_lang(record["language"]),
        facts=[
            Fact(
                marked(owner["name"], words) if words else owner["name"],
                _lang(owner["name_language"]),
                partner_address(directory, owner),
            ),
            *(Fact(text) for text in facts if text),
        ],
        text=marked(text, words) if words else text,
        text_lang=_lang(record["language"]),
        tags=_tags_of_support(kind, record, language, today),
    )


def _tags_of_support(kind: str, record: Record, language: str, today: date) -> list[Tag]:
    badge = _badge(record["state"], record["since"], today, language) if kind == "gap" else ""
    tags = [Tag("type", badge)] if badge else []
    if record["seen_by"] != Visibility.EVERYONE:
        tags.append(Tag("type", _label("seen_by", record["seen_by"], language)))
    colour = kind if record["state"] == GapState.OPEN else ""  # offers call it the same
    tags += [Tag(colour, _label("kind", value, language)) for value in record["kinds"][:KINDS_NAMED]]
    if (more := len(record["kinds"]) - KINDS_NAMED) > 0:
        tags.append(Tag(colour, _more_kinds(more, language)))
    return tags + _tags_of_elements(record["elements"], language)


@lru_cache
def _more_kinds(number: int, language: str) -> str:
    return ngettext("%(number)s more kind", "%(number)s more kinds", number) % {"number": number}


@lru_cache(maxsize=4096)
def _standing(state: str, since: str, _today: date, _language: str) -> str:
    return ages.standing(state, date.fromisoformat(since))


@lru_cache(maxsize=4096)
def _badge(state: str, since: str, _today: date, _language: str) -> str:
    return ages.badge(state, date.fromisoformat(since))


def rows_of_gaps(rows: Iterable[Result], words: Words = ()) -> list[Row]:
    """Support gaps for the table: their partner, the kinds, where, how they stand, when they were stated."""
    return _rows_of_support("gap", rows, words)


def rows_of_offers(rows: Iterable[Result], words: Words = ()) -> list[Row]:
    return _rows_of_support("offer", rows, words)


def _rows_of_support(kind: str, rows: Iterable[Result], words: Words) -> list[Row]:
    directory, board, language, today = *_pages(), _language(), timezone.now().date()
    made = []
    for record in (row.record for row in rows):
        owner = record["organization"]
        cells = [
            Cell(marked(owner["name"], words), _lang(owner["name_language"]), partner_address(directory, owner)),
            Cell(listed([_label("kind", value, language) for value in record["kinds"]]) if record["kinds"] else ""),
            Cell(where(record, words, language)),
            Cell(_standing(record["state"], record["since"], today, language)),
            Cell(_in_two_lines(month(record["stated_on"], language))),
        ]
        name = marked(record["title"], words)
        made.append(Row(item_address(board, kind, record), name, _lang(record["language"]), cells))
    return made


def item_address(board: str, kind: str, record: Record) -> str:
    """The page of a gap or an offer (`kind`), below the address of the board in the reader's language."""
    return f"{board}{kind}s/{record['id']}/{quote(words_for_address(record['title']))}/"


# -- Both -------------------------------------------------------------------------------------------------------------


def partner_address(directory: str, record: Record) -> str:
    """The page of a partner, below the address of the directory in the reader's language."""
    return f"{directory}{record['id']}/{quote(record['words'])}/"


@lru_cache(maxsize=4096)
def _confirmed(on: str, _today: date, _language: str) -> str:
    return ages.confirmed(date.fromisoformat(on))


@lru_cache(maxsize=4096)
def month(day: str, _language: str) -> str:
    """The month of a day or month ("2024-03-01", "2024-03") in words that stay in one line; "" for none."""
    return date_format(date.fromisoformat(f"{day[:7]}-01"), "YEAR_MONTH_FORMAT").replace(" ", "\xa0") if day else ""


def _in_two_lines(month: str) -> str:
    """A month that may be parted from its year, where columns are narrow."""
    return month.replace("\xa0", " ")


@cache
def _label(name: str, value: str, _language: str) -> str:
    return str(LABELS[name][value])


@lru_cache(maxsize=8192)
def grouped(number: int, _language: str) -> str:
    """A number as people of a language write large ones."""
    return number_format(number, force_grouping=True)


def initials(name: str) -> str:
    """Up to two letters that stand where a partner has no logo; its first sign where it has no letter or digit."""
    firsts = [first for word in name.split() if (first := next(filter(str.isalnum, word), ""))]
    capitals = [first for first in firsts if not first.islower()]  # "Red de Manglares" is RM
    return "".join(capitals if len(capitals) > 1 else firsts)[:2].upper() or name.strip()[:1]


def _lang(tag: str) -> str:
    return "" if tag == "und" else tag


def _language() -> str:
    return get_language() or "en"
