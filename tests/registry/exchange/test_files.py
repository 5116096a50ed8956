"""Files of a result: tables that a spreadsheet reads as they are meant, JSON that programs read."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.exchange import files
from registry.exchange.exports import COLUMNS, About, Kind, Site
from registry.exchange.files import cell, harmless
from tests import records

SITE = Site(
    lambda key: f"https://x.example/directory/{key}/",
    lambda key: f"https://x.example/files/{key}/",
    lambda kind, key: f"https://x.example/support/{kind}s/{key}/",
)
ABOUT = About(
    "Partners", datetime(2026, 11, 22, tzinfo=UTC), [("Words searched", "bay")], "https://x.example/", 2, "Cite."
)


def table(*rows: dict[str, Any], kind: str = "organizations") -> list[dict[str, str]]:
    content = b"".join(files.as_csv(kind, rows, SITE)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


# -- Cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "\u2060\u200f@x",
        "＝1+1",
        "＋1",
        "－1+1",
        "＠x",
        "\tplain",
        "\rplain",
        "- a list",
        "-1e5",
        "-",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-1", "-0.5", "-12345.678", "1+1", "a=b", "Bay - Council", "«=1»", "", "مجلس", "(=1)"]
)
def test_other_text_and_negative_numbers_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_a_formula_behind_an_unseen_control_character_is_found() -> None:
    assert harmless("\x00\x1f=1") == "'=1"


@given(st.text())
def test_no_text_begins_as_a_formula_nor_has_what_xml_cannot_hold(text: str) -> None:
    safe = harmless(text)
    assert not safe.lstrip().startswith(("=", "+", "@", "＝", "＋", "－", "＠"))
    assert not safe.lstrip().startswith("-") or safe[1:].replace(".", "", 1).isdigit()
    assert all(character in "\t\n\r" or character >= " " for character in safe)


@pytest.mark.parametrize(
    ("value", "kind", "told"),
    [
        (None, Kind.TEXT, ""),
        (None, Kind.NUMBER, ""),
        (0, Kind.NUMBER, 0),
        (1998, Kind.NUMBER, 1998),
        (True, Kind.FLAG, "true"),
        (False, Kind.FLAG, "false"),
        (["KE", "TZ"], Kind.CODES, "KE | TZ"),
        ([], Kind.CODES, ""),
        ([{"text": "=A", "language": "en", "kind": "official"}, {"text": "B"}], Kind.NAMES, "'=A | B"),
        ([{"scheme": "ror", "value": "0abc"}], Kind.IDENTIFIERS, "ror:0abc"),
        ("two\r\nlines", Kind.TEXT, "two\nlines"),
        ("bell\x07 and escape\x1b[31m", Kind.TEXT, "bell and escape[31m"),
        ("2026-03-09", Kind.DATE, "2026-03-09"),
    ],
)
def test_a_cell_tells_each_kind_of_value(value: Any, kind: Kind, told: str | int) -> None:
    assert cell(value, kind) == told


# -- CSV --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_table_has_a_line_of_names_and_a_line_for_each_row() -> None:
    hostile = 'He said "no", then;\nleft'
    first, second = table(records.organization(name=hostile), records.organization(id="0000zz11", name="=1+1"))
    assert list(first) == [column.name for column in COLUMNS["organizations"]]
    assert (first["name"], second["name"]) == (hostile, "'=1+1")
    assert (first["id"], second["id"]) == ("8xk2mq57", "0000zz11")
    assert first["names"] == "Invented Bay Council | مجلس الخليج"
    assert first["identifiers"] == "wikidata:Q42 | other:B-7"
    assert (first["activity_count"], first["everywhere"], first["confirmed_on"]) == ("2", "false", "")


@pytest.mark.django_db
def test_excel_knows_the_encoding_and_lines_end_as_the_standard_says() -> None:
    content = b"".join(files.as_csv("activities", [records.activity()], SITE))
    assert content.startswith(b"\xef\xbb\xbfid,title,text,")
    assert content.count(b"\r\n") == 2


def test_a_table_of_nothing_still_names_its_columns() -> None:
    assert b"".join(files.as_csv("activities", [], SITE)).count(b"\r\n") == 1


@pytest.mark.django_db
def test_long_files_come_in_pieces() -> None:
    row = records.organization(description="x" * 1000)
    pieces = list(files.as_csv("organizations", [row] * 200, SITE))
    assert len(pieces) > 2
    assert max(map(len, pieces)) < 2 * files.PIECE


def test_the_companion_of_a_table_says_what_each_column_is() -> None:
    companion = files.csv_metadata("organizations", ABOUT, "https://x.example/csv", "en")
    assert (companion["url"], companion["dc:extent"]) == ("https://x.example/csv", 2)
    assert companion["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    columns = {column["name"]: column for column in companion["tableSchema"]["columns"]}
    assert list(columns) == [column.name for column in COLUMNS["organizations"]]
    assert (columns["founded"]["datatype"], columns["listed_on"]["datatype"]) == ("integer", "date")
    assert columns["countries"]["separator"] == " | "


# -- JSON -------------------------------------------------------------------------------------------------------------


def test_json_has_what_it_is_beside_its_results() -> None:
    told = json.loads(b"".join(files.as_json("organizations", [records.organization()] * 2, SITE, ABOUT)))
    assert list(told) == ["about", "results"]
    assert (told["about"]["count"], len(told["results"])) == (2, 2)
    assert [column["name"] for column in told["about"]["columns"]] == list(told["results"][0])
    assert told["results"][0]["names"][1]["language"] == "ar"


def test_json_of_nothing_is_json() -> None:
    assert json.loads(b"".join(files.as_json("activities", [], SITE, ABOUT)))["results"] == []


def test_json_keeps_texts_as_they_were_written() -> None:
    text = '=1+1\x07 "quoted"\nمجلس'
    told = json.loads(b"".join(files.as_json("organizations", [records.organization(name=text)], SITE, ABOUT)))
    assert told["results"][0]["name"] == text


def test_long_json_comes_in_pieces_that_make_one_whole() -> None:
    row = records.organization(description="x" * 1000)
    pieces = list(files.as_json("organizations", [row] * 200, SITE, ABOUT))
    assert len(pieces) > 2
    assert len(json.loads(b"".join(pieces))["results"]) == 200


@pytest.mark.django_db
def test_points_are_those_of_countries_and_none_where_there_is_none() -> None:
    rows = [
        records.organization(base_place="Maren"),
        records.organization(base_country="", base_place=""),
        records.organization(base_country="UM"),
    ]
    told = json.loads(b"".join(files.as_geojson(rows, SITE, ABOUT)))
    assert (told["type"], told["about"]["count"]) == ("FeatureCollection", 2)
    kenya, nowhere, without_point = told["features"]
    assert kenya["geometry"] == {"type": "Point", "coordinates": [37.8578, 0.5296]}
    assert (kenya["id"], kenya["properties"]["base_place"]) == ("8xk2mq57", "Maren")
    assert (nowhere["geometry"], without_point["geometry"]) == (None, None)
