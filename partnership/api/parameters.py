"""The parameters of the API, from the declaration of the facets: what each may be, for OpenAPI and for the check."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partnership.api.problems import Refused
from partnership.forms.directory import FACETS
from registry.ids import PUBLIC_ID_PATTERN
from registry.places import country_codes, region_codes
from registry.queries.directory import NAME, NEWEST, SORTS, UNMET, USUAL
from registry.queries.facets import EVERYWHERE, YES, Facet
from registry.queries.parse import LONGEST_SEARCH, parse
from registry.text import clean_line

LARGEST_PAGE, USUAL_PAGE = 100, 25
MOST_VALUES = 300  # of one parameter
LONGEST_SHOWN = 40  # characters of a wrong value in a refusal
MOST_PROBLEMS = 20  # in one refusal
LONGEST_LIST = 20  # values that a refusal lists

_YEAR = "(19[0-9]{2}|20[0-9]{2}|2100)"
_MONTH = f"^{_YEAR}-(0[1-9]|1[0-2])$"
# What values look like that are too many to list. One that looks right and that nobody has finds nothing.
PATTERNS = {
    "language": "^[a-z]{2,3}$",
    "network": f"^{PUBLIC_ID_PATTERN}$",
    "joined": f"^{_YEAR}$",
    "when": f"^{_YEAR}$",
    "joined_in": _MONTH,
    "stated_in": _MONTH,
    "state_since": _MONTH,
}
# Letters and digits are what is searched for; NUL and what was no UTF-8 are no text.
SEARCHABLE = r"^$|^[^\u0000\ufffd]*[\p{L}\p{N}][^\u0000\ufffd]*$"
_USUAL_ORDER: Mapping[str, Promise] = {
    NAME: _("Order; without it the best match first where there are words, else by name."),
    UNMET: _("Order; without it the best match first where there are words, else those open longest first."),
    NEWEST: _("Order; without it the best match first where there are words, else the newest first."),
}
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:(\.\d{1,6})\d*)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True)
class Parameter:
    """One parameter: its JSON Schema, and `fits`, which says the same of a value as it is written in an address."""

    name: str
    meaning: str | Promise
    schema: Mapping[str, Any]
    fits: Callable[[str], bool]
    wanted: str | Promise  # a sentence on what would fit
    several: bool = False
    example: str = ""


@cache
def parameters(kind: str) -> tuple[Parameter, ...]:
    """The parameters of a list, in the order in which they are described. `kind`: organizations or activities."""
    return (
        _words(),
        *(_of_facet(facet) for facet in FACETS[kind]),
        _exact(),
        _one_of("sort", _USUAL_ORDER[USUAL[kind]], SORTS[kind]),
        _limit(),
        *([_modified_since()] if kind == "organizations" else []),
        AFTER,
    )


def check(query: QueryDict, known: Iterable[Parameter]) -> None:
    """Raises `Refused` with everything that cannot be asked: nothing is left out in silence."""
    by_name = {parameter.name: parameter for parameter in known}
    problems = [
        (name[:LONGEST_SHOWN], f"There is no such parameter. There are: {', '.join(by_name)}.")
        for name in query
        if name not in by_name
    ]
    for name, parameter in by_name.items():
        problems += [(name, sentence) for sentence in _faults(parameter, query.getlist(name))]
    if problems:
        raise Refused(problems[:MOST_PROBLEMS])


def _faults(parameter: Parameter, values: list[str]) -> Iterable[str]:
    if len(values) > (MOST_VALUES if parameter.several else 1):
        most = f"at most {MOST_VALUES} times" if parameter.several else "once"
        return [f"It was given {len(values)} times, and may be given {most}."]
    wrong = next((value for value in values if not parameter.fits(value)), None)
    if wrong is None:
        return []
    shown = wrong if len(wrong) <= LONGEST_SHOWN else f"{wrong[:LONGEST_SHOWN]}…"
    return [f"“{shown}” cannot be asked for. {parameter.wanted}"]


# -- The kinds of parameters ------------------------------------------------------------------------------------------


def _words() -> Parameter:
    return Parameter(
        "q",
        _("Words that all have to be found; “in quotes” side by side; -without. The last may be a beginning."),
        {"type": "string", "maxLength": LONGEST_SEARCH, "pattern": SEARCHABLE},
        lambda value: not value or _is_searchable(value),
        f"It has at most {LONGEST_SEARCH} characters, at least one letter or digit among them, in UTF-8.",
        example="mangrove",
    )


def _is_searchable(value: str) -> bool:
    whole = len(value) <= LONGEST_SEARCH and "\0" not in value and "\ufffd" not in value
    return whole and bool(parse(clean_line(value)))


def _of_facet(facet: Facet) -> Parameter:
    said = format_lazy("{} – {}", facet.label, facet.help) if facet.help else facet.label
    if facet.name not in PATTERNS:
        listed = facet.values or [value for value in _places() if facet.knows(value)]
        return _one_of(facet.name, said, listed, fits=facet.knows, several=True)
    pattern = PATTERNS[facet.name]
    fits = re.compile(pattern).fullmatch
    schema = {"type": "string", "pattern": pattern}
    return Parameter(facet.name, said, schema, lambda value: bool(fits(value)), facet.help, several=True)


def _places() -> list[str]:
    return [*sorted(country_codes()), *sorted(region_codes()), EVERYWHERE]


def _one_of(
    name: str,
    meaning: str | Promise,
    values: Iterable[str],
    *,
    fits: Callable[[str], bool] | None = None,
    several: bool = False,
) -> Parameter:
    listed = list(values)
    if len(listed) <= LONGEST_LIST:
        wanted = f"It is one of: {', '.join(listed)}."
    else:
        wanted = f"It is one of {len(listed)} codes, such as {', '.join(listed[:3])}; /api/v1/vocabulary lists them."
    schema = {"type": "string", "enum": listed}
    return Parameter(name, meaning, schema, fits or listed.__contains__, wanted, several)


def _exact() -> Parameter:
    meaning = _("“yes”: only the words as they were typed, without help where they find nothing.")
    return _one_of("exact", meaning, [YES])


def _limit() -> Parameter:
    return Parameter(
        "limit",
        format_lazy(_("How many results in one answer; without it {usual}."), usual=USUAL_PAGE),
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": USUAL_PAGE},
        lambda value: bool(re.fullmatch(r"[0-9]{1,3}", value)) and 1 <= int(value) <= LARGEST_PAGE,
        f"It is a whole number from 1 to {LARGEST_PAGE}.",
    )


def _modified_since() -> Parameter:
    return Parameter(
        "modified_since",
        _("Only what changed at this time (UTC unless it says otherwise) or later, the oldest change first."),
        {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]},
        lambda value: moment(value) is not None,
        "It is a date or a time as RFC 3339 has them, such as 2026-11-22 or 2026-11-22T10:00:00Z.",
    )


def moment(text: str) -> datetime.datetime | None:
    """The time that a date or a time of RFC 3339 means; none where it means none.

    One before or after all that a calendar of computers holds is the first or the last that it does.
    """
    found = _MOMENT.fullmatch(text.replace(" ", "+") if "T" in text.upper() else text)
    if found is None:
        return None
    day, time, fraction, zone = found.groups()
    day = day.replace("0000", "0001", 1) if day.startswith("0000") else day
    time = (time or "00:00:00").replace(":60", ":59")  # a leap second
    zone = "+00:00" if zone in (None, "Z", "z") else zone
    try:
        told = datetime.datetime.fromisoformat(f"{day}T{time}{(fraction or '.').ljust(7, '0')}{zone}")
    except ValueError:
        return None
    try:
        return told.astimezone(datetime.UTC)
    except OverflowError:
        return told.replace(tzinfo=datetime.UTC)


# Not described for programs: the address `next` holds it, and no other comes from anywhere else.
AFTER = Parameter("after", "", {"type": "string"}, lambda value: bool(value), "Take it from the address `next`.")
