"""What leaves the site of a result: its columns, declared once, and what is said of them.

Tables (CSV, XLSX), JSON, GeoJSON, the API and docs/columns.md all come from the declarations here. Records hold only
what everyone may see, but for gaps and offers, of which each reader is given those of their circle (queries.directory).
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry import places
from registry.entry.fields import label_of
from registry.queries.directory import Asked
from registry.queries.facets import Facet
from registry.queries.memory import KINDS
from registry.vocabulary import OrganizationType

Record: TypeAlias = Mapping[str, Any]
Text: TypeAlias = str | Promise

LICENCE = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
SEPARATOR = " | "  # between the parts of a cell, as Darwin Core has it


class Kind(Enum):
    """How a value looks. Nothing stated is null in JSON and an empty cell in a table; a list may be empty."""

    TEXT = "text"
    CODE = "code"
    CODES = "list of codes"
    NUMBER = "whole number"
    FLAG = "true or false"
    DATE = "date"
    MONTH = "year and month"
    AMOUNT = "decimal number"
    WEB = "web address"
    NAMES = "list of names"
    IDENTIFIERS = "list of identifiers"


@dataclass(frozen=True)
class Site:
    """How addresses are made, and the language of the names of codes.

    `partner` takes a public id, `file` that of an attachment, `item` takes "gap" or "offer" and its id; all give a
    whole address that does not change.
    """

    partner: Callable[[str], str]
    file: Callable[[str], str]
    item: Callable[[str, str], str]
    language: str = "en"


@dataclass(frozen=True)
class Column:
    """One thing that is told of each row. `table_only`: the name of a code, for people, in the reader's language."""

    name: str
    meaning: Text
    kind: Kind
    read: Callable[[Record, Site], Any]
    table_only: bool = False


def _own(name: str, meaning: Text, kind: Kind = Kind.TEXT) -> Column:
    """A column that is a key of the record; "" there is nothing stated."""
    if kind in (Kind.CODES, Kind.NAMES, Kind.IDENTIFIERS, Kind.FLAG):
        return Column(name, meaning, kind, lambda record, _site: record[name])
    return Column(name, meaning, kind, lambda record, _site: None if record[name] == "" else record[name])


def _country_name(code: str, site: Site) -> str | None:
    return places.country_name(code, site.language) if code else None


def _type_name(code: str, site: Site) -> str:
    return _type_names(site.language)[code]


_names_of_types: dict[str, dict[str, str]] = {}


def _type_names(language: str) -> dict[str, str]:
    """The types by their names in a language, whichever is in force where rows are written."""
    if language not in _names_of_types:
        with translation.override(language):
            _names_of_types[language] = {value: str(label) for value, label in OrganizationType.choices}
    return _names_of_types[language]


ORGANIZATION_COLUMNS: tuple[Column, ...] = (
    _own("id", gettext_lazy("Public id; it never changes nor comes to mean another organization"), Kind.CODE),
    Column("address", gettext_lazy("Page of the partner"), Kind.WEB, lambda record, site: site.partner(record["id"])),
    _own("name", gettext_lazy("Name that is shown first")),
    _own("name_language", gettext_lazy("Language of this name (BCP 47)"), Kind.CODE),
    _own("names", gettext_lazy("All names, the one shown first before the others"), Kind.NAMES),
    _own("type", label_of("organization", "type"), Kind.CODE),
    Column(
        "type_name",
        gettext_lazy("Type of organization in words"),
        Kind.TEXT,
        lambda record, site: _type_name(record["type"], site),
        table_only=True,
    ),
    _own("description", label_of("organization", "description")),
    _own("description_language", gettext_lazy("Language of the description (BCP 47)"), Kind.CODE),
    _own("website", label_of("organization", "website"), Kind.WEB),
    _own("founded", label_of("organization", "founded"), Kind.NUMBER),
    _own("sector", gettext_lazy("Sector of a company (section of ISIC)"), Kind.CODE),
    Column(
        "logo",
        label_of("organization", "logo"),
        Kind.WEB,
        lambda record, site: site.file(record["logo"]) if record["logo"] else None,
    ),
    _own("identifiers", gettext_lazy("Identifiers in other registers"), Kind.IDENTIFIERS),
    _own("base_country", gettext_lazy("Country where it is based (ISO 3166-1)"), Kind.CODE),
    Column(
        "base_country_name",
        gettext_lazy("Country where it is based, in words"),
        Kind.TEXT,
        lambda record, site: _country_name(record["base_country"], site),
        table_only=True,
    ),
    _own("base_place", gettext_lazy("Town or place, where the organization shows it")),
    _own("everywhere", gettext_lazy("Whether it works everywhere"), Kind.FLAG),
    _own("countries", gettext_lazy("Countries where it works (ISO 3166-1)"), Kind.CODES),
    _own("regions", gettext_lazy("Regions where it works (M49)"), Kind.CODES),
    _own("scales", label_of("where", "scales"), Kind.CODES),
    _own("realms", label_of("where", "realms"), Kind.CODES),
    _own("languages", gettext_lazy("Working languages (BCP 47)"), Kind.CODES),
    _own("elements", gettext_lazy("Elements of Target 3 that its activities serve"), Kind.CODES),
    _own("kinds", gettext_lazy("Kinds of support that its activities give or are"), Kind.CODES),
    _own("lacks", gettext_lazy("Kinds of support of its open support gaps"), Kind.CODES),
    _own("offers", gettext_lazy("Kinds of support of its open support offers"), Kind.CODES),
    _own("activity_count", gettext_lazy("Number of activities"), Kind.NUMBER),
    _own("gap_count", gettext_lazy("Number of open support gaps"), Kind.NUMBER),
    _own("offer_count", gettext_lazy("Number of open support offers"), Kind.NUMBER),
    _own("networks", gettext_lazy("Networks that it belongs to, by their public ids"), Kind.CODES),
    _own("listed_on", gettext_lazy("Day on which it was listed"), Kind.DATE),
    _own("confirmed_on", gettext_lazy("Day on which it last confirmed that its entry is true"), Kind.DATE),
)


def _of_organization(name: str, key: str, meaning: Text, kind: Kind = Kind.TEXT) -> Column:
    return Column(name, meaning, kind, lambda record, _site: record["organization"][key] or None)


# Of what an organization states, the organization.
_OWNER: tuple[Column, ...] = (
    _of_organization("organization_id", "id", gettext_lazy("Public id of the organization"), Kind.CODE),
    Column(
        "organization_address",
        gettext_lazy("Page of the organization"),
        Kind.WEB,
        lambda record, site: site.partner(record["organization"]["id"]),
    ),
    _of_organization("organization_name", "name", gettext_lazy("Name of the organization")),
    _of_organization(
        "organization_name_language", "name_language", gettext_lazy("Language of this name (BCP 47)"), Kind.CODE
    ),
    _of_organization("organization_type", "type", label_of("organization", "type"), Kind.CODE),
    Column(
        "organization_type_name",
        gettext_lazy("Type of organization in words"),
        Kind.TEXT,
        lambda record, site: _type_name(record["organization"]["type"], site),
        table_only=True,
    ),
    _of_organization(
        "organization_country",
        "base_country",
        gettext_lazy("Country where the organization is based (ISO 3166-1)"),
        Kind.CODE,
    ),
    Column(
        "organization_country_name",
        gettext_lazy("Country where the organization is based, in words"),
        Kind.TEXT,
        lambda record, site: _country_name(record["organization"]["base_country"], site),
        table_only=True,
    ),
)

ACTIVITY_COLUMNS: tuple[Column, ...] = (
    _own("id", gettext_lazy("Identifier of the activity (UUID)"), Kind.CODE),
    _own("title", label_of("activities", "title")),
    _own("text", label_of("activities", "text")),
    _own("language", gettext_lazy("Language of title and description (BCP 47)"), Kind.CODE),
    *_OWNER,
    _own("kinds", gettext_lazy("Kinds of support that it gives or is"), Kind.CODES),
    _own("elements", label_of("activities", "elements"), Kind.CODES),
    _own("everywhere", gettext_lazy("Whether it takes place everywhere"), Kind.FLAG),
    _own("countries", gettext_lazy("Countries where it takes place (ISO 3166-1)"), Kind.CODES),
    _own("regions", gettext_lazy("Regions where it takes place (M49)"), Kind.CODES),
    _own("realms", label_of("activities", "realms"), Kind.CODES),
    _own("scales", label_of("activities", "scales"), Kind.CODES),
    _own("status", label_of("activities", "status"), Kind.CODE),
    _own("start", gettext_lazy("Month in which it starts"), Kind.MONTH),
    _own("end", gettext_lazy("Month in which it ends"), Kind.MONTH),
    _own("link", label_of("activities", "link"), Kind.WEB),
)


def _support(kind: str, key: str, own: Text, *, further: tuple[Column, ...], languages: Text) -> tuple[Column, ...]:
    """The columns of gaps or of offers. `kind`: gap or offer; `key`: its collection; `own`: what its id is."""
    return (
        _own("id", own, Kind.CODE),
        Column(
            "address",
            gettext_lazy("Its page"),
            Kind.WEB,
            lambda record, site: site.item(kind, record["id"]),
        ),
        _own("title", label_of(key, "title")),
        _own("text", label_of(key, "text")),
        _own("language", gettext_lazy("Language of title and description (BCP 47)"), Kind.CODE),
        *_OWNER,
        _own("kinds", label_of(key, "kinds"), Kind.CODES),
        _own("elements", label_of(key, "elements"), Kind.CODES),
        _own("everywhere", gettext_lazy("Whether it is for everywhere"), Kind.FLAG),
        _own("countries", gettext_lazy("Countries that it is for (ISO 3166-1)"), Kind.CODES),
        _own("regions", gettext_lazy("Regions that it is for (M49)"), Kind.CODES),
        _own("realms", label_of(key, "realms"), Kind.CODES),
        _own("scales", label_of("where", "scales"), Kind.CODES),
        _own("languages", languages, Kind.CODES),
        *further,
        _own("state", gettext_lazy("How it stands"), Kind.CODE),
        _own("since", gettext_lazy("Day since which it stands so"), Kind.DATE),
        _own("stated_on", gettext_lazy("Day on which it was first listed"), Kind.DATE),
        _own("confirmed_on", gettext_lazy("Day on which its organization last said that it still holds"), Kind.DATE),
        _own("seen_by", gettext_lazy("Who sees it"), Kind.CODE),
    )


GAP_COLUMNS = _support(
    "gap",
    "gaps",
    gettext_lazy("Identifier of the support gap (UUID)"),
    languages=gettext_lazy("Working languages of the organization (BCP 47)"),
    further=(
        _own("for_whom", label_of("gaps", "for_whom"), Kind.CODES),
        _own("wanted_by", label_of("gaps", "wanted_by"), Kind.DATE),
        _own("amount", label_of("gaps", "amount"), Kind.AMOUNT),
        _own("currency", label_of("gaps", "currency"), Kind.CODE),
    ),
)
OFFER_COLUMNS = _support(
    "offer",
    "offers",
    gettext_lazy("Identifier of the support offer (UUID)"),
    languages=gettext_lazy("Languages offered, else the working languages of the organization (BCP 47)"),
    further=(
        _own("conditions", label_of("offers", "conditions")),
        _own("capacity", label_of("offers", "capacity")),
        _own("until", label_of("offers", "until"), Kind.DATE),
    ),
)

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "organizations": ORGANIZATION_COLUMNS,
    "activities": ACTIVITY_COLUMNS,
    "gaps": GAP_COLUMNS,
    "offers": OFFER_COLUMNS,
}
FACETS: Mapping[str, tuple[Facet, ...]] = {name: kind.asked for name, kind in KINDS.items()}


def told(kind: str, record: Record, site: Site) -> dict[str, Any]:
    """A record of the listing as JSON has it: in codes, the same in every language."""
    return {column.name: column.read(record, site) for column in COLUMNS[kind] if not column.table_only}


def row(kind: str, record: Record, site: Site) -> list[Any]:
    """The values of a row of a table, one for each column; lists are not yet put together."""
    return [column.read(record, site) for column in COLUMNS[kind]]


# -- What is said of a download ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class About:
    """What a download is: so that whoever finds the file in a year knows. Texts are in the language of `asked`.

    `filters` are pairs of what narrows the result and its values in words; `address` is the page of the result.
    """

    title: str
    made_at: datetime.datetime
    filters: Sequence[tuple[str, str]]
    address: str
    count: int
    citation: str

    def lines(self) -> Iterator[tuple[str, str | int]]:
        """Pairs of what is told and its text, for people."""
        yield _("What this is"), self.title
        yield _("Made on"), f"{self.made_at:%Y-%m-%d %H:%M} UTC"
        yield from self.filters or [(_("Filter"), _("none: the whole list"))]
        yield _("The same on the site"), self.address
        yield _("Number of rows"), self.count
        yield _("Licence"), f"{LICENCE[0]}, {LICENCE[1]}"
        yield _("How to cite"), self.citation
        yield _("What listing means"), _("The organizations said this themselves. Listing certifies nothing.")

    def as_json(self, columns: Iterable[Column]) -> dict[str, Any]:
        return {
            "title": self.title,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "filters": [{"name": name, "values": values} for name, values in self.filters],
            "address": self.address,
            "count": self.count,
            "licence": {"name": LICENCE[0], "address": LICENCE[1]},
            "citation": self.citation,
            "columns": [
                {"name": column.name, "kind": column.kind.value, "meaning": str(column.meaning)} for column in columns
            ],
        }


def about(asked: Asked, *, address: str, count: int, instead_of: Sequence[tuple[str, str]] = ()) -> About:
    """What is to be said of a result, in the language in force. `instead_of`: words that were read as others."""
    now = timezone.now()
    titles = {
        "organizations": _("Partners for Target 3"),
        "activities": _("Activities for Target 3"),
        "gaps": _("Support gaps for Target 3"),
        "offers": _("Support offers for Target 3"),
    }
    title = titles[asked.kind]
    citation = _("%(title)s. Target 3 Partnership registry, %(day)s. %(address)s (%(licence)s)")
    parts = {"title": title, "day": f"{now:%Y-%m-%d}", "address": address, "licence": LICENCE[0]}
    return About(title, now, list(_filters(asked, instead_of)), address, count, citation % parts)


def _filters(asked: Asked, instead_of: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    if asked.text:
        yield _("Words searched"), asked.text
    for typed in dict.fromkeys(typed for typed, _word in instead_of):
        read = SEPARATOR.join(word for of, word in instead_of if of == typed)
        yield _("Searched instead of “%(typed)s”") % {"typed": typed}, read
    for facet in FACETS[asked.kind]:
        if values := asked.chosen.get(facet.name):
            labels = facet.labels(values, asked.language)
            yield str(facet.label), SEPARATOR.join(labels.get(value, value) for value in values)
