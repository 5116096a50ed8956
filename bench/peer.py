"""The same organizations in SQLite, served by Datasette: full text search and the directory's facets out of the box."""

import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from bench.questions import Question

SINGLE = ("type", "country", "open_gaps", "open_offers", "confirmed", "joined")
SEVERAL = ("element", "region", "works_in", "lacks", "offers", "realm", "scale", "language", "network")
SORTED_BY = {"": ("_sort", "name"), "newest": ("_sort_desc", "listed"), "gaps": ("_sort_desc", "gaps")}
NO_LIMIT = 600_000  # milliseconds
TEXTS = ("name", "names", "description", "items")
SETTINGS = {
    "sql_time_limit_ms": NO_LIMIT,
    "facet_time_limit_ms": NO_LIMIT,
    "suggest_facets": "off",
    "default_page_size": 25,
}


def command(file: Path, port: int) -> list[str]:
    settings = [text for name, value in SETTINGS.items() for text in ("--setting", name, str(value))]
    return [sys.executable, "-m", "datasette", "serve", "-i", str(file), "--port", str(port), *settings]


def export(file: Path) -> None:
    """Write the present listing into a new file: a column for each facet, indexes, and the texts for its search."""
    file.unlink(missing_ok=True)
    columns = ["id", "listed", "gaps", *TEXTS, *SINGLE, *SEVERAL]
    texts = ", ".join(TEXTS)
    with sqlite3.connect(file) as connection:
        connection.execute(f"CREATE TABLE organizations ({', '.join(columns)})")
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO organizations VALUES ({marks})", _rows(columns))  # noqa: S608 - ours
        connection.execute(
            f"CREATE VIRTUAL TABLE organizations_fts USING fts5 ({texts},"
            ' tokenize="unicode61 remove_diacritics 2", content="organizations")'
        )
        connection.execute(
            f"INSERT INTO organizations_fts (rowid, {texts}) SELECT rowid, {texts} FROM organizations"  # noqa: S608
        )
        for column in ("name", "listed", "gaps", *SINGLE):
            connection.execute(f"CREATE INDEX by_{column} ON organizations ({column})")
        connection.execute("ANALYZE")
    connection.close()


def _rows(columns: list[str]) -> Iterator[list[Any]]:
    from registry.models import Listing
    from registry.queries.facets import ORGANIZATION_FACETS, Codes

    codes = Codes(ORGANIZATION_FACETS)
    rows = Listing.objects.order_by("slot").values_list("record", "texts", "terms")
    for record, texts, terms in rows.iterator(chunk_size=1000):
        facets: dict[str, list[str]] = {}
        for start in range(0, len(terms), 8):
            name, value = codes.value(int.from_bytes(terms[start : start + 8], "little"))
            facets.setdefault(name, []).append(value)
        row = {
            "id": record["id"],
            "listed": record["listed_on"],
            "gaps": record["gap_count"],
            "name": record["name"],
            "names": "\n".join(name["text"] for name in record["names"]),
            "description": record["description"],
            "items": "\n".join(text for kind, _language, text in texts if kind != "description"),
            **{name: next(iter(facets.get(name, [])), "") for name in SINGLE},
            **{name: json.dumps(facets.get(name, [])) for name in SEVERAL},
            "confirmed": record["confirmed_on"][:4],
            "joined": record["listed_on"][:4],
        }
        yield [row[column] for column in columns]


def address(file: Path, question: "Question", *, as_json: bool = False) -> str:
    """The page that answers a question: 25 rows, the number of all, and the same facets."""
    by_name: dict[str, list[str]] = {}
    for name, value in question.facets:
        by_name.setdefault(name, []).append(value)
    query = [SORTED_BY[dict(question.query).get("sort", "")]]
    for name, values in by_name.items():
        query += [(f"{name}__in", ",".join(values))] if name in SINGLE else []
        query += [(f"{name}__arraycontains", value) for value in values] if name in SEVERAL else []
    if question.text:
        query = [("_search", question.text)]  # in the order of the search
    query += [("_facet", name) for name in SINGLE] + [("_facet_array", name) for name in SEVERAL]
    return f"/{file.stem}/organizations{'.json' if as_json else ''}?{urlencode(query)}"
