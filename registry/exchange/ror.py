"""Reading organizations from a table in the columns of the Research Organization Registry (ROR)."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError

from registry import places
from registry.entry.document import Document, empty
from registry.ids import uuid7
from registry.models import Name
from registry.text import canonical_language_tag, clean_line
from registry.validators import check_identifier, checked_web_address, founding_year
from registry.vocabulary import IdentifierScheme, NameKind, OrganizationType

COLUMNS = (
    *("ror_id", "name", "name_lang", "aliases", "acronym", "names_other", "type"),
    *("country_iso2", "website", "established", "status", "wikidata", "isni"),
)

# The rest are "other", and the report keeps the source's word.
TYPES = {
    "nonprofit": OrganizationType.NGO,
    "company": OrganizationType.PRIVATE_SECTOR,
    "education": OrganizationType.ACADEMIC,
    "facility": OrganizationType.ACADEMIC,
}
UNKNOWN_LANGUAGE = "und"


class NotReadable(Exception):
    """The file is not a table of ROR; its message says what to do."""


@dataclass
class Row:
    """One organization as the file tells it, with the line on which its row begins."""

    line: int
    ror: str = ""
    type_word: str = ""
    document: Document = field(default_factory=empty)
    left_out: list[str] = field(default_factory=list)  # values that did not pass, each with its reason
    unfit: str = ""  # why the row cannot become an entry


def count(path: Path) -> int:
    """How many organizations a file tells of, so that nothing is written for a file that cannot be read to its end.

    Raises `NotReadable`.
    """
    return sum(1 for _line, _values in _lines(path))


def rows(path: Path) -> Iterator[Row]:
    """The organizations of a file, one at a time. Raises `NotReadable`."""
    for line, values in _lines(path):
        yield read(line, values)


def _lines(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    line = 1
    try:
        with path.open("rb") as file:
            if file.read(4) == b"PK\x03\x04":
                raise NotReadable(f"{path} is an Excel or ZIP file. Save it as CSV (UTF-8) and import that.")
        with path.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise NotReadable(f"{path} lacks columns that its first line must name: {', '.join(missing)}.")
            line = reader.line_num + 1
            for values in reader:
                yield line, {column: values[column] or "" for column in COLUMNS}
                line = reader.line_num + 1
    except OSError as error:
        raise NotReadable(f"{path} cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise NotReadable(f"{path} is not UTF-8 after line {line}. Save it as CSV (UTF-8) and import that.") from error
    except csv.Error as error:
        raise NotReadable(f"{path} is not a table that can be read from line {line} on: {error}.") from error


def read(line: int, values: Mapping[str, str]) -> Row:
    """The entry of one row. What does not pass and is not needed is left out; what is needed makes the row unfit."""
    row = Row(line, type_word=clean_line(values["type"]))
    row.ror = _checked(row, "ror", values["ror_id"])
    if not row.ror:
        row.unfit = row.left_out.pop() if row.left_out else "no ROR identifier"
        return row
    if values["status"] != "active":
        row.unfit = f"its status is “{clean_line(values['status'])}”"
        return row
    _add_names(row, values)
    country = values["country_iso2"].strip()
    if not row.unfit and country not in places.country_codes():
        row.unfit = f"“{clean_line(country)}” is not among the {len(places.country_codes())} countries and areas"
    row.document["where"]["base_country"] = country
    row.document["organization"]["type"] = str(TYPES.get(row.type_word, OrganizationType.OTHER))
    row.document["organization"]["website"] = _website(row, values["website"])
    row.document["organization"]["founded"] = _year(row, values["established"])
    for scheme in (IdentifierScheme.WIKIDATA, IdentifierScheme.ISNI):
        _checked(row, scheme, values[scheme])
    return row


def _add_names(row: Row, values: Mapping[str, str]) -> None:
    """Every name once, the official one first. An unfit official name makes the row unfit."""
    column = Name._meta.get_field("text")
    known = set()
    for kind, language, text in _names(values):
        text = clean_line(text)
        if text in known:
            continue
        try:
            column.clean(text, None)
        except ValidationError as error:
            fault = f"{kind.label} “{text[:80]}”: {' '.join(error.messages)}"
            if kind is NameKind.OFFICIAL:
                row.unfit = fault
                return
            row.left_out.append(fault)
            continue
        tag = canonical_language_tag(language)
        if language and not tag:
            row.left_out.append(f"language “{clean_line(language)}” of the name “{text}”: not known")
        known.add(text)
        row.document["names"][str(uuid7())] = {"text": text, "language": tag or UNKNOWN_LANGUAGE, "kind": str(kind)}


def _names(values: Mapping[str, str]) -> Iterator[tuple[NameKind, str, str]]:
    """Kind, language and text of each name; lists are parted by bars, and others are written "language=name"."""
    yield NameKind.OFFICIAL, values["name_lang"], values["name"]
    for kind, column in ((NameKind.ALIAS, "aliases"), (NameKind.ACRONYM, "acronym")):
        for text in filter(None, values[column].split("|")):
            yield kind, "", text
    for named in filter(None, values["names_other"].split("|")):
        language, parted, text = named.partition("=")
        yield NameKind.TRANSLATION, language if parted else "", text if parted else named


def _checked(row: Row, scheme: str, value: str) -> str:
    """Add an identifier in its canonical form, if it passes; the form, or nothing."""
    if not value.strip():
        return ""
    try:
        checked = check_identifier(scheme, value)
    except ValidationError as error:
        row.left_out.append(f"{scheme} “{clean_line(value)[:80]}”: {' '.join(error.messages)}")
        return ""
    row.document["identifiers"][str(uuid7())] = {"scheme": str(scheme), "value": checked}
    return checked


def _website(row: Row, value: str) -> str:
    try:
        return checked_web_address(value)
    except ValidationError as error:
        row.left_out.append(f"website “{clean_line(value)[:80]}”: {' '.join(error.messages)}")
        return ""


def _year(row: Row, value: str) -> int | None:
    value = value.strip()
    if not value:
        return None
    try:
        year = int(value)
        founding_year(year)
    except ValueError:
        row.left_out.append(f"year “{clean_line(value)[:80]}”: not a number")
    except ValidationError as error:
        row.left_out.append(f"year {value}: {' '.join(error.messages)}")
    else:
        return year
    return None
