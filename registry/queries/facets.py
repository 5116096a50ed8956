"""The facets: by what organizations and activities can be narrowed. Form, query, tags, counts, API, downloads and their
documentation all come from the two declarations at the end.

Most facets are sets of values. A value is stored as one number, its code: the facet's own number above, the value's
below. Facets of time have no codes: what is recent depends on the day, so they are told from dates when asked.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np
from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from registry import places
from registry.ids import base32_check_digits, base32_number, base32_text, is_public_id
from registry.models import Listing
from registry.queries import version
from registry.states import GapState, OfferState
from registry.text import canonical_language_tag, language_name
from registry.vocabulary import (
    ActivityStatus,
    Element,
    OrganizationType,
    Realm,
    Scale,
    SupportKind,
    Visibility,
)

VALUE_BITS = 44
FIRST_YEAR, LAST_YEAR = 1900, 2100
EVERYWHERE = "everywhere"
YES = "yes"
CONFIRMED_WITHIN = 365  # days
DAY_ZERO = datetime.date(1970, 1, 1)
NO_DAY = -1_000_000  # before all days that the registry takes
MINUTES = 24 * 60  # of a day
LETTERS_OF_SCRIPT = 4
NOT_OPEN = 2**31 - 1  # after all instants, as a minute

Numbers = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)  # each is declared once: comparing them by their labels would translate those
class Facet:
    """A way to narrow a list. Within one facet the chosen values are alternatives; across facets all have to hold.

    `values` are all there are, in the order to show them; empty where there are too many to show those that find
    nothing. `knows` tells a value that may be asked for from one that never can be; `label_of` names a value in a
    language of the site. `help` says, for people and for programs, what the values are. What is `inner` is for queries
    of ours alone: no form or address asks for it, and nothing counts it.
    """

    name: str
    label: str | Promise
    knows: Callable[[str], bool]
    label_of: Callable[[str, str], str]
    values: tuple[str, ...] = ()
    help: str | Promise = ""
    inner: bool = False

    def labels(self, values: Iterable[str], language: str) -> dict[str, str]:
        """The names of values in a language."""
        active = get_language()
        return {value: _label(self, value, language, active) for value in values}


@dataclass(frozen=True, eq=False)
class ValueFacet(Facet):
    """A facet whose values are stored. `encode` and `decode` turn a value into a number below 2^44 and back."""

    encode: Callable[[str], int] = field(kw_only=True)
    decode: Callable[[int], str] = field(kw_only=True)


@dataclass(frozen=True, eq=False)
class TimeFacet(Facet):
    """A facet that is told from the numbers of each row.

    `fits` says of each row whether a value holds today; `present` which values hold for any of the rows. Where each
    value of `present` holds for all rows of the one before it, the facet `grows`.
    """

    grows: bool = field(default=False, kw_only=True)
    fits: Callable[[Mapping[str, Numbers], str, datetime.date], Flags] = field(kw_only=True)
    present: Callable[[Mapping[str, Numbers], datetime.date], Sequence[str]] = field(kw_only=True)


@cache
def _label(facet: Facet, value: str, language: str, _active: str | None) -> str:
    """The name of a value, looked up once a process: all of them stand on every page. Some depend on the language that
    is active, so each is kept under that too.
    """
    return facet.label_of(value, language)


# -- Kinds of facets --------------------------------------------------------------------------------------------------


def _of(choices: type[TextChoices], name: str, label: str | Promise) -> ValueFacet:
    labels, values = dict(choices.choices), tuple(choices.values)
    return ValueFacet(
        name,
        label,
        labels.__contains__,
        lambda value, _language: str(labels[value]),
        values,
        encode=values.index,
        decode=values.__getitem__,
    )


def _yes(name: str, label: str | Promise) -> ValueFacet:
    return ValueFacet(
        name, label, YES.__eq__, lambda _value, _language: str(label), (YES,), encode=lambda _: 0, decode=lambda _: YES
    )


def _letters(value: str) -> int:
    """A number for a short text of letters and digits of any one case."""
    return int(f"1{value.lower()}", 36)


def _spelt(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + text
    return text[1:]


def _is_country(value: str) -> bool:
    return value in places.country_codes()


def _is_region(value: str) -> bool:
    return value in places.region_codes()


def _is_language(value: str) -> bool:
    return len(value) in (2, 3) and value.isalpha() and canonical_language_tag(value) == value


def _place_name(value: str, language: str) -> str:
    if value == EVERYWHERE:
        return gettext("Everywhere")
    return places.place_name(value, language)


def _country(name: str, label: str | Promise) -> ValueFacet:
    return ValueFacet(
        name,
        label,
        _is_country,
        places.country_name,
        help=_("A country or area by its two letters (ISO 3166-1)."),
        encode=_letters,
        decode=lambda number: _spelt(number).upper(),
    )


def _works_in(label: str | Promise, help: str | Promise = "") -> ValueFacet:
    return ValueFacet(
        "works_in",
        label,
        lambda value: value == EVERYWHERE or _is_country(value) or _is_region(value),
        _place_name,
        help=help
        or _("A country (ISO 3166-1, two letters), a region (M49, three digits; its countries too), or “everywhere”."),
        encode=lambda value: 0 if value == EVERYWHERE else _letters(value),
        decode=lambda number: _spelt(number).upper() or EVERYWHERE,
    )


# -- Facets of time ---------------------------------------------------------------------------------------------------


def day_number(day: datetime.date | None) -> int:
    """A day as rows hold it: days since 1970, earlier ones below 0."""
    return (day - DAY_ZERO).days if day else NO_DAY


def minute_number(instant: datetime.datetime) -> int:
    """An instant as rows hold it: minutes since 1970 (UTC)."""
    return int(instant.timestamp()) // 60


def _year_began(value: str) -> int:
    return day_number(datetime.date(int(value), 1, 1))


def _is_year(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) == 4 and FIRST_YEAR <= int(value) <= LAST_YEAR


def _joined_since(numbers: Mapping[str, Numbers], value: str, _today: datetime.date) -> Flags:
    return numbers["listed"] >= _year_began(value) * MINUTES


def _years_joined(numbers: Mapping[str, Numbers], today: datetime.date) -> Sequence[str]:
    minutes = numbers["listed"]
    first = today if not len(minutes) else DAY_ZERO + datetime.timedelta(minutes=int(minutes.min()))
    return [str(year) for year in range(today.year, first.year - 1, -1)]


def _confirmed(numbers: Mapping[str, Numbers], _value: str, today: datetime.date) -> Flags:
    return numbers["confirmed"] >= day_number(today) - CONFIRMED_WITHIN


def _runs_in(numbers: Mapping[str, Numbers], value: str, _today: datetime.date) -> Flags:
    """Whether it has begun before the year is over, and had not ended before it began; no end is a long time."""
    began, over = _year_began(value), _year_began(str(int(value) + 1))
    start, end = numbers["start"], numbers["end"]
    runs: Flags = (start != NO_DAY) & (start < over) & ((end == NO_DAY) | (end >= began))
    return runs


def _years_around(_numbers: Mapping[str, Numbers], today: datetime.date) -> Sequence[str]:
    return [str(year) for year in range(today.year + 3, today.year - 10, -1)]


def _first_days(month: str) -> tuple[datetime.date, datetime.date]:
    """The first day of a month, and that of the next one."""
    year, number = int(month[:4]), int(month[5:])
    return datetime.date(year, number, 1), datetime.date(year + number // 12, number % 12 + 1, 1)


def _is_month(value: str) -> bool:
    year, number = value[:4], value[5:]
    is_number = number.isascii() and number.isdigit() and len(number) == 2
    return value[4:5] == "-" and _is_year(year) and is_number and 1 <= int(number) <= 12


def _month(name: str, label: str | Promise, number: str) -> TimeFacet:
    """The month (UTC) of an instant. Figures by month lead to it; no form offers all the months there are."""

    def fits(numbers: Mapping[str, Numbers], value: str, _today: datetime.date) -> Flags:
        began, over = (day_number(day) * MINUTES for day in _first_days(value))
        within: Flags = (numbers[number] >= began) & (numbers[number] < over)
        return within

    return TimeFacet(
        name,
        label,
        _is_month,
        lambda value, _language: date_format(_first_days(value)[0], "YEAR_MONTH_FORMAT"),
        help=_("A month (UTC), such as 2026-03."),
        fits=fits,
        present=lambda _numbers, _today: (),
    )


# How long gaps have been open that rise on the board, in days; the longest first, since who waits longer is in all.
AGES = ("365", "180", "90")


def _open_for(numbers: Mapping[str, Numbers], value: str, today: datetime.date) -> Flags:
    """Whether it has been open for more than so many days: since a day before the one that is so long ago."""
    waits: Flags = numbers["open_since"] < (day_number(today) - int(value)) * MINUTES
    return waits


# -- Networks ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class NetworkFacet(ValueFacet):
    """Members of a network, asked for by the network's public id.

    The names of all are read with one query, and kept until the process reads another version: the same few networks
    stand on almost every page.
    """

    def labels(self, values: Iterable[str], language: str) -> dict[str, str]:
        wanted, known = list(values), _names_of_networks(version.last_read())
        if unknown := [value for value in wanted if value not in known]:
            rows = Listing.objects.filter(public_id__in=unknown).order_by("public_id")
            known |= dict(rows.values_list("public_id", "record__name"))
        return {value: known[value] for value in wanted if value in known}


@lru_cache(maxsize=1)
def _names_of_networks(_version: int) -> dict[str, str]:
    return {}


def forget_names() -> None:
    """The next question reads the names of networks again."""
    _names_of_networks.cache_clear()


def _network_name(value: str, language: str) -> str:
    return NETWORK.labels([value], language).get(value, "")


NETWORK = NetworkFacet(
    "network",
    _("Member of"),
    is_public_id,
    _network_name,
    help=_("The members of a network, by its public id."),
    encode=_letters,
    decode=_spelt,
)

# -- The declarations -------------------------------------------------------------------------------------------------

ORGANIZATION_FACETS: tuple[Facet, ...] = (
    _of(OrganizationType, "type", _("Type of organization")),
    _country("country", _("Based in")),
    _of(Element, "element", _("Element of Target 3")),
    ValueFacet(
        "region",
        _("Region"),
        _is_region,
        places.region_name,
        help=_("A region, subregion or intermediate region of M49 in which the organization is based, by its code."),
        encode=_letters,
        decode=_spelt,
    ),
    _works_in(
        _("Works in"),
        _(
            "Where the organization says that it works or has an activity: a country (ISO 3166-1, two letters), "
            "a region (M49, three digits; its countries too), or “everywhere”."
        ),
    ),
    _of(SupportKind, "lacks", _("Lacks support with")),
    _of(SupportKind, "offers", _("Offers support with")),
    _of(Realm, "realm", _("Realm")),
    _of(Scale, "scale", _("Scale of work")),
    ValueFacet(
        "language",
        _("Working language"),
        _is_language,
        cache(language_name),
        help=_("A working language by its two or three letters (BCP 47)."),
        encode=_letters,
        decode=_spelt,
    ),
    NETWORK,
    _yes("open_gaps", _("Has open support gaps")),
    _yes("open_offers", _("Has open support offers")),
    TimeFacet(
        "confirmed",
        _("Confirmed"),
        "year".__eq__,
        lambda _value, _language: gettext("Confirmed within a year"),
        ("year",),
        help=_("“year”: the organization confirmed its entry within the last 365 days."),
        fits=_confirmed,
        present=lambda _numbers, _today: ("year",),
    ),
    TimeFacet(
        "joined",
        _("Joined"),
        _is_year,
        lambda value, _language: gettext("Joined since %(year)s") % {"year": value},
        help=_("A year: listed on its 1 January or later."),
        grows=True,
        fits=_joined_since,
        present=_years_joined,
    ),
    _month("joined_in", _("Joined in"), "listed"),
)
# `owner` tells organizations apart, here and beside their items (`owner_number`).
ORGANIZATION_NUMBERS = ("score", "listed", "confirmed", "activities", "gaps", "offers", "owner")

ACTIVITY_FACETS: tuple[Facet, ...] = (
    _of(Element, "element", _("Element of Target 3")),
    _of(SupportKind, "kind", _("Kind of support")),
    _works_in(_("Works in")),
    _of(Realm, "realm", _("Realm")),
    _of(Scale, "scale", _("Scale of work")),
    _of(ActivityStatus, "status", _("Status")),
    _of(OrganizationType, "type", _("Type of organization")),
    _country("country", _("Organization based in")),
    TimeFacet(
        "when",
        _("Year"),
        _is_year,
        lambda value, _language: value,
        help=_("A year in which the activity runs."),
        fits=_runs_in,
        present=_years_around,
    ),
)
# `owner` tells organizations apart (`owner_number`), here and beside gaps and offers.
ACTIVITY_NUMBERS = ("score", "listed", "confirmed", "start", "end", "owner")


# Who sees a gap or an offer. No choice of a form: what a reader may not see is left out before anything is asked.
SEEN_BY = _of(Visibility, "seen_by", _("Who sees this"))
# What `works_in` does not tell: whether a region was named, or one of its countries.
NAMED = ValueFacet(
    "region_named", _("Region"), _is_region, places.region_name, inner=True, encode=_letters, decode=_spelt
)
# In which letters a text is written (ISO 15924).
SCRIPT = ValueFacet(
    "script",
    _("Script"),
    lambda value: len(value) == LETTERS_OF_SCRIPT and value.isascii() and value.isalpha() and value.istitle(),
    lambda value, _language: value,
    inner=True,
    encode=_letters,
    decode=lambda number: _spelt(number).title(),
)
FINANCIAL, OTHER = "finance", "other"
_SUPPORT = {FINANCIAL: _("Financial support"), OTHER: _("Other support")}


def _shared_by_support(state: ValueFacet) -> tuple[Facet, ...]:
    """The facets of gaps and of offers."""
    return (
        _of(Element, "element", _("Element of Target 3")),
        _of(SupportKind, "kind", _("Kind of support")),
        ValueFacet(
            "support",
            _("Financial or other"),
            _SUPPORT.__contains__,
            lambda value, _language: str(_SUPPORT[value]),
            (FINANCIAL, OTHER),
            encode=(FINANCIAL, OTHER).index,
            decode=(FINANCIAL, OTHER).__getitem__,
        ),
        _works_in(_("Where")),
        _of(Realm, "realm", _("Realm")),
        _of(Scale, "scale", _("Scale of work")),
        state,
        TimeFacet(
            "age",
            _("Open for more than"),
            AGES.__contains__,
            lambda value, _language: gettext("%(number)s days") % {"number": value},
            AGES,
            help=_("A number of days since it was stated or opened again: 90, 180 or 365."),
            grows=True,
            fits=_open_for,
            present=lambda _numbers, _today: AGES,
        ),
        ValueFacet(
            "language",
            _("Language"),
            _is_language,
            cache(language_name),
            help=_("A language in which support can be given or taken, by its two or three letters (BCP 47)."),
            encode=_letters,
            decode=_spelt,
        ),
        _of(OrganizationType, "type", _("Type of organization")),
        _country("country", _("Organization based in")),
        _month("stated_in", _("Stated in"), "stated"),
        _month("state_since", _("In this state since"), "state_since"),
        SEEN_BY,
        NAMED,
        SCRIPT,
    )


GAP_FACETS = _shared_by_support(_of(GapState, "state", _("State")))
OFFER_FACETS = _shared_by_support(_of(OfferState, "state", _("State")))
# `unmet` puts what has been open longest first; `open_since` and `stated` are minutes.
GAP_NUMBERS = ("score", "confirmed", "stated", "state_since", "open_since", "unmet", "owner")
OFFER_NUMBERS = GAP_NUMBERS


def owner_number(public_id: str) -> int:
    """The number of an organization beside its items: its public id without the check digits."""
    return base32_number(public_id[:6])


def public_id_of(owner: int) -> str:
    """The public id of an organization by its number."""
    body = base32_text(owner, 6)
    return body + base32_check_digits(body)


@dataclass(frozen=True, eq=False)
class Codes:
    """The codes of the values of a declaration's facets."""

    facets: tuple[Facet, ...]

    def of(self, facet: str, value: str) -> int | None:
        """The code of a value; none where the facet has none or the value cannot be stored."""
        for number, one in enumerate(self.facets):
            if one.name == facet and isinstance(one, ValueFacet) and one.knows(value):
                return number << VALUE_BITS | one.encode(value)
        return None

    def packed(self, values: Iterable[tuple[str, str]]) -> bytes:
        """The codes of (facet, value) pairs, each once, as 8 bytes each."""
        codes = sorted({code for facet, value in values if (code := self.of(facet, value)) is not None})
        return np.array(codes, dtype="<i8").tobytes()

    def value(self, code: int) -> tuple[str, str]:
        """The facet's name and the value of a code."""
        facet = self.facets[code >> VALUE_BITS]
        assert isinstance(facet, ValueFacet)  # noqa: S101 - no other has codes
        return facet.name, facet.decode(code & (1 << VALUE_BITS) - 1)


def regions_of(countries: Iterable[str], regions: Iterable[str]) -> set[str]:
    """The M49 codes of every region that contains one of the countries, or is or contains one of the regions."""
    found = {code for country in countries for code in places.country(country).regions}
    return found | {code for region in regions for code in places.region_and_above(region)}
