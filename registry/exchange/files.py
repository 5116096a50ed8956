"""Rows as files, in pieces, so that a file of any length takes the same memory: CSV and its companion, JSON, GeoJSON.

XLSX is in `exchange.xlsx`.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from registry import places
from registry.exchange.exports import COLUMNS, LICENCE, SEPARATOR, About, Column, Kind, Record, Site, row, told

PIECE = 64 * 1024  # characters

# -- Cells ------------------------------------------------------------------------------------------------------------

# What a spreadsheet takes for a formula when it opens a file, also behind spaces and what cannot be seen, and also in
# the wide forms of East Asian letters. A negative number is no formula.
_FORMULA = re.compile("[\\s\\x00-\\x1f\u200b-\u200f\u2060-\u2064\ufeff]*[=+\\-@＝＋－＠]|[\t\r]")
_NEGATIVE_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?")
# Characters that XML, and so a spreadsheet, cannot hold; and those that would move the cursor of a terminal.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def cell(value: Any, kind: Kind) -> str | int:
    """A value as one cell: parts of a list beside each other, nothing stated as nothing, no formula."""
    if isinstance(value, str):  # as most are: what a value is tells sooner than of which kind it is
        return harmless(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value
    if kind is Kind.NAMES:
        parts = [name["text"] for name in value]
    elif kind is Kind.IDENTIFIERS:
        parts = [f"{one['scheme']}:{one['value']}" for one in value]
    else:
        parts = value
    return harmless(SEPARATOR.join(parts))


def harmless(text: str) -> str:
    """`text` without characters that no spreadsheet holds; an apostrophe before it where it would be a formula."""
    if text.isprintable() and text[:1].isalnum():  # as a rule there is nothing to do
        return text
    text = _UNFIT.sub("", text.replace("\r\n", "\n"))
    return f"'{text}" if formula(text) else text


def formula(text: str) -> bool:
    """Whether a spreadsheet would take `text` for a formula."""
    return _FORMULA.match(text) is not None and not _NEGATIVE_NUMBER.fullmatch(text)


def cells(kind: str, record: Record, site: Site) -> list[str | int]:
    return [cell(value, column.kind) for column, value in zip(COLUMNS[kind], row(kind, record, site), strict=True)]


# -- CSV --------------------------------------------------------------------------------------------------------------


def as_csv(kind: str, records: Iterable[Record], site: Site) -> Iterator[bytes]:
    """A table with a line of names."""
    heads: list[str | int] = [column.name for column in COLUMNS[kind]]
    yield from csv_of(chain([heads], (cells(kind, record, site) for record in records)))


def csv_of(rows: Iterable[Sequence[str | int]]) -> Iterator[bytes]:
    """Rows in UTF-8 with the mark by which Excel knows it, commas, and CRLF (RFC 4180)."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    written.write("\ufeff")
    for values in rows:
        writer.writerow(values)
        if written.tell() > PIECE:
            yield _taken(written)
    yield _taken(written)


def _taken(written: io.StringIO) -> bytes:
    piece = written.getvalue()
    written.seek(0)
    written.truncate()
    return piece.encode()


_DATATYPES = {
    Kind.NUMBER: "integer",
    Kind.FLAG: "boolean",
    Kind.DATE: "date",
    Kind.MONTH: "gYearMonth",
    Kind.AMOUNT: "decimal",
    Kind.WEB: "anyURI",
}
_LISTS = (Kind.CODES, Kind.NAMES, Kind.IDENTIFIERS)


def csv_metadata(kind: str, about: About, table: str, language: str) -> dict[str, Any]:
    """What a CSV file is and what its columns mean, in the words of CSV on the Web (W3C, 2015), by which programs know
    it. `table` is the address of the CSV file.
    """
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": table,
        "dc:title": about.title,
        **({"dc:description": [f"{name}: {values}" for name, values in about.filters]} if about.filters else {}),
        "dc:issued": {"@value": about.made_at.isoformat(timespec="seconds"), "@type": "dateTime"},
        "dc:source": {"@id": about.address},
        "dc:extent": about.count,
        "dc:license": {"@id": LICENCE[1]},
        "dc:bibliographicCitation": about.citation,
        "tableSchema": {
            "columns": [_csv_column(column, language) for column in COLUMNS[kind]],
            "primaryKey": "id",
        },
    }


def _csv_column(column: Column, language: str) -> dict[str, Any]:
    parts: dict[str, Any] = {"separator": SEPARATOR} if column.kind in _LISTS else {}
    meaning = str(column.meaning)
    described = {
        "name": column.name,
        "titles": column.name,
        "dc:description": {"@value": meaning, "@language": language},
    }
    return {**described, "datatype": _DATATYPES.get(column.kind, "string"), **parts}


# -- JSON -------------------------------------------------------------------------------------------------------------


def as_json(kind: str, records: Iterable[Record], site: Site, about: About) -> Iterator[bytes]:
    """One object: `about`, and `results` as the API has them."""
    opened = f'{{"about": {_dumped(about.as_json(_plain(kind)))},\n"results": ['
    yield from _joined(opened, (_dumped(told(kind, record, site)) for record in records), "\n]}\n")


def as_geojson(records: Iterable[Record], site: Site, about: About) -> Iterator[bytes]:
    """Organizations as points (RFC 7946): each at the one point of the country where it is based, never closer; null
    for one without a seat, or in a country without a point.
    """
    opened = (
        f'{{"type": "FeatureCollection",\n"about": {_dumped(about.as_json(_plain("organizations")))},\n"features": ['
    )
    yield from _joined(opened, (_dumped(_feature(record, site)) for record in records), "\n]}\n")


def _feature(record: Record, site: Site) -> dict[str, Any]:
    properties = told("organizations", record, site)
    point = _point(record["base_country"])
    geometry = {"type": "Point", "coordinates": point} if point else None
    return {"type": "Feature", "id": properties["id"], "geometry": geometry, "properties": properties}


def _point(country: str) -> list[float] | None:
    facts = places.country(country) if country else None
    if facts is None or facts.longitude is None or facts.latitude is None:
        return None
    return [facts.longitude, facts.latitude]


def _plain(kind: str) -> list[Column]:
    return [column for column in COLUMNS[kind] if not column.table_only]


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _joined(opened: str, items: Iterable[str], closed: str) -> Iterator[bytes]:
    """JSON in pieces: items parted by commas, each in a line of its own."""
    pieces, length, parted = [opened], 0, ""
    for item in items:
        pieces.append(f"{parted}\n{item}")
        parted = ","
        length += len(item)
        if length > PIECE:
            yield "".join(pieces).encode()
            pieces, length = [], 0
    yield ("".join(pieces) + closed).encode()
