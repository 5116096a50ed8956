"""The columns of a table that is brought in, and of the export that can be mended and brought in again.

One row is one entry. A column of a section has one value. Columns of items have one part for each item, with bars
between them, and the parts of all columns of a collection stand in the same order: the third title, the third start
and the third language are of the third activity. Ticks that show something to everyone have no column on purpose.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import TextChoices
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from registry.entry.fields import COLLECTIONS, SECTIONS, Kind, Label, field_of, label_of
from registry.exchange import cells, exports
from registry.exchange.countries import key_of
from registry.exchange.headers import HEADERS, LEFT_OUT
from registry.text import fold
from registry.vocabulary import (
    SITE_LANGUAGES,
    ActivityStatus,
    Element,
    ForWhom,
    NameKind,
    OrganizationType,
    Realm,
    Scale,
    Sector,
    SupportKind,
)


@dataclass(frozen=True)
class Column:
    """One column. `read` takes one value as it stands in a cell, or in a part of one where there are `many`, and gives
    what stands in a document; it raises `ValidationError` for what does not pass. `write` is its opposite.

    `part` is the section or collection, or "" for a column of the row as a whole; `field` is its name there.
    """

    key: str
    part: str
    field: str
    label: Label
    help: Label
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    many: bool = False

    @property
    def is_of_items(self) -> bool:
        """Whether its parts stand in the same order as those of the other columns of the collection."""
        return self.many and self.field != "acronym"

    @property
    def group(self) -> Label:
        """The heading under which people find it."""
        if self.part in SECTIONS:
            return SECTIONS[self.part].title
        return COLLECTIONS[self.part].title if self.part else _("The row")


# -- How values are read and written ----------------------------------------------------------------------------------

_CHOICES: dict[str, type[TextChoices]] = {
    "type": OrganizationType,
    "sector": Sector,
    "scales": Scale,
    "realms": Realm,
    "kinds": SupportKind,
    "elements": Element,
    "status": ActivityStatus,
    "for_whom": ForWhom,
    "kind": NameKind,
}
_READ: dict[str, cells.Reader] = {
    "founded": cells.founding_year,
    "base_country": cells.country,
    "countries": cells.countries,
    "regions": cells.regions,
    "languages": cells.languages,
    "currency": cells.currency,
    "visible_to": cells.seen_by,
}
_KINDS: dict[Kind, cells.Reader] = {Kind.FLAG: cells.flag, Kind.MONTH: cells.month, Kind.DATE: cells.day}


def _reader(part: str, name: str) -> cells.Reader:
    field = field_of(part, name)
    if name in _CHOICES:
        return cells.codes_of(_CHOICES[name]) if field.kind is Kind.CODES else cells.code_of(_CHOICES[name])
    if name.endswith("language"):
        return cells.language
    return _READ.get(name) or _KINDS.get(field.kind) or _in_words(part, name)


def _in_words(part: str, name: str) -> cells.Reader:
    """The reader of the form's own field, which is made when it is first needed."""
    return lambda cell: cells.words_of(part, name)(cell)


def _writer(part: str, name: str) -> Callable[[Any], str]:
    kind = field_of(part, name).kind
    if kind is Kind.CODES:
        between = exports.SEPARATOR if part in SECTIONS else cells.INNER
        return lambda value: between.join(value)
    if kind is Kind.FLAG:
        return lambda value: "true" if value else "false"
    return lambda value: "" if value is None else str(value)


# -- The columns ------------------------------------------------------------------------------------------------------

_LIST = _("Several are parted by semicolons, or by bars.")
_HELP: dict[str, Label] = {
    "organization.type": _("One of the types of the site, by its label or its code."),
    "organization.founded": _("A year; of a whole date the year is taken."),
    "organization.website": _("https:// is added to an address that lacks it."),
    "organization.sector": _("For companies only: a section of ISIC, by its letter or its label."),
    "organization.people_represented": _("For indigenous peoples and local communities only."),
    "where.base_country": _("One country, by name in any language or by code. What may be several is asked about."),
    "where.no_seat": _("true for an organization without a seat in one country."),
    "where.everywhere": _("true or false."),
}
_SEEN_HELP = _("For a new item. Who sees one that is there is changed in the entry alone.")
_ITEM_HELP = _("One part for each item, in the same order in all its columns, with bars between them.")
_ID_HELP = _("As the export has it. Leave it empty for a new item; without it, items are found by their text.")


def _of_section(part: str, name: str) -> Column:
    is_list = field_of(part, name).kind is Kind.CODES
    help_ = _HELP.get(f"{part}.{name}", _LIST if is_list else "")
    return Column(name, part, name, label_of(part, name), help_, _reader(part, name), _writer(part, name))


def _of_items(part: str, name: str, key: str = "") -> Column:
    return Column(
        key or f"{part}_{name}",
        part,
        name,
        _item_label(part, name),
        _SEEN_HELP if name == "visible_to" else _ITEM_HELP,
        _reader(part, name),
        _writer(part, name),
        many=True,
    )


def _item_label(part: str, name: str) -> Label:
    """Such as "Activity: Title", in the language in force where it is shown."""

    def said() -> str:
        return gettext("%(item)s: %(field)s") % {"item": COLLECTIONS[part].one, "field": label_of(part, name)}

    return lazy(said, str)()


def _ids_of(part: str) -> Column:
    def said() -> str:
        return gettext("%(item)s: id") % {"item": COLLECTIONS[part].one}

    return Column(f"{part}_id", part, "id", lazy(said, str)(), _ID_HELP, str, str, many=True)


def _columns() -> Iterator[Column]:
    yield Column("id", "", "id", _("Public id"), _("Of the entry to change. Leave it empty for a new one."), str, str)
    yield Column(
        "name",
        "names",
        "official",
        _("Official name"),
        _("One name. It takes the place of the official name in the same language."),
        lambda cell: cells.words_of("names", "text")(cell),
        str,
    )
    yield Column(
        "name_language", "names", "official_language", _("Language of the official name"), "", cells.language, str
    )
    yield Column(
        "acronym",
        "names",
        "acronym",
        _("Acronym"),
        _("Several are parted by bars. They are added to the names that are there."),
        lambda cell: cells.words_of("names", "text")(cell),
        str,
        many=True,
    )
    yield _of_items("names", "text", key="names")
    yield from (_of_items("names", name) for name in ("language", "kind"))
    yield _ids_of("names")
    for part in SECTIONS:
        for field in SECTIONS[part]:
            if field.kind is not Kind.REFERENCE and field.name != "mandate_kind" and not field.name.endswith("_public"):
                yield _of_section(part, field.name)
    yield Column(
        "identifiers",
        "identifiers",
        "value",
        _("Identifiers"),
        _("Register and number, such as ror:…, parted by bars. Addresses of ROR, ISNI and Wikidata are read too."),
        cells.identifier,
        lambda value: ":".join(value),
        many=True,
    )
    yield _ids_of("identifiers")
    for part in ("activities", "gaps", "offers"):
        yield _ids_of(part)
        yield from (_of_items(part, field.name) for field in COLLECTIONS[part])
    yield from _of_contact()


def _of_contact() -> Iterator[Column]:
    """Personal data: read, for an entry that has no main contact, and never written."""
    help_ = _("Becomes the main contact of an entry that has none, shown to nobody else. It is in no export.")
    labels = (("name", _("Main contact: name")), ("email", _("Main contact: email address")))
    for name, label in (*labels, ("phone", _("Main contact: telephone"))):
        yield Column(f"contact_{name}", "contacts", name, label, help_, _of_contact_column(name), str)


def _of_contact_column(name: str) -> cells.Reader:
    return lambda cell: cells.of_contact(name)(cell)


COLUMNS: Mapping[str, Column] = {column.key: column for column in _columns()}

# -- Which column of ours a column of theirs is -----------------------------------------------------------------------

LONGEST_HEADER = 200  # of what is remembered
ALIKE = 90  # per cent, from which on a header is a misspelling
SHORTEST = 6  # characters of a header that may be one


def remembered_as(header: str) -> str:
    """The form of a header under which it is remembered what it was."""
    return fold(header)[:LONGEST_HEADER]


def suggest(headers: Sequence[str], remembered: Mapping[str, str]) -> list[str]:
    """The key of the column that each header is, or "" for one to leave out. No key is given twice.

    `remembered` has by `remembered_as(header)` what people said before, and goes first. Then come headers that are a
    key, then those that are a name of one column in any of the six languages, last those that are nearly one. In a
    table of ours, in which all headers are keys but for the last one, which may say what to mend, keys go before the
    memory. A column of items is left out where nothing says which items.
    """
    found: list[str | None] = [None] * len(headers)

    def _as_before(header: str) -> str | None:
        """What was remembered, unless it is a column that there no longer is."""
        key = remembered.get(remembered_as(header))
        return key if key == "" or key in COLUMNS else None

    is_ours = len(headers) > 1 and all(map(_as_key, headers[:-1]))
    first = (_as_key, _as_before) if is_ours else (_as_before, _as_key)
    for find in (*first, _called, _nearly_called):
        for number, header in enumerate(headers):
            if found[number] is None and (key := find(header)) is not None:
                found[number] = "" if key in found else key
    return [key if key and _has_items(key, found) else "" for key in found]


def _has_items(key: str, found: Sequence[str | None]) -> bool:
    """Whether what a column of items says can belong to any: there is one with their texts or ids, as "status" alone
    may be the status of anything.
    """
    part = COLUMNS[key].part
    return not COLUMNS[key].is_of_items or not {part, f"{part}_title", f"{part}_id"}.isdisjoint(found)


def _as_key(header: str) -> str | None:
    typed = header.strip().lower()
    return typed if typed in COLUMNS else None


def _called(header: str) -> str | None:
    return _names().get(key_of(header))


def _nearly_called(header: str) -> str | None:
    typed = key_of(header)
    if len(typed) < SHORTEST:
        return None
    scored = ((fuzz.ratio(typed, name, score_cutoff=ALIKE), key) for name, key in _names().items())
    best, key = max(scored, key=lambda pair: pair[0])
    return key if best else None


@cache
def _names() -> dict[str, str]:
    """What each column is called, in the six languages and by other people; "" for what is left out."""
    names = _of_one(_labels_of_forms()) | _of_one(_labels())
    names |= {key_of(name): "" for name in LEFT_OUT.split(";")}
    names |= {key_of(name): key for key, text in HEADERS.items() for name in text.split(";")}
    return names | {key_of(key): key for key in COLUMNS}


def _of_one(labels: Iterable[tuple[exports.Text, str]]) -> dict[str, str]:
    """The column behind each label in each language. A label that two columns share, such as "Title", means none."""
    said: dict[str, set[str]] = {}
    for label, key in labels:
        for language in SITE_LANGUAGES:
            with translation.override(language):
                said.setdefault(key_of(str(label)), set()).add(key)
    return {name: keys.pop() for name, keys in said.items() if name and len(keys) == 1}


def _labels() -> Iterator[tuple[exports.Text, str]]:
    yield from ((column.label, key) for key, column in COLUMNS.items())


def _labels_of_forms() -> Iterator[tuple[exports.Text, str]]:
    """How the forms that ask for the same call it, and our downloads."""
    for key, column in COLUMNS.items():
        if column.part and column.field in cells.fields_asked(column.part):
            yield cells.form_field(column.part, column.field).label or "", key
    for download in exports.COLUMNS["organizations"]:
        if download.name in COLUMNS:
            yield download.meaning, download.name
