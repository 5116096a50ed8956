"""Reading a table of ROR: what becomes of each value, and what keeps a row or a file out."""

import csv
from pathlib import Path
from typing import Any

import pytest

from registry.entry.document import present
from registry.entry.validate import problems
from registry.exchange import ror

pytestmark = pytest.mark.django_db

ROW = {
    "ror_id": "https://ror.org/03wcpny22",
    "name": "Fiducie de la Forêt inventée",
    "name_lang": "fr",
    "aliases": "La Fiducie|Les Forestiers",
    "acronym": "FFI",
    "names_other": "en=Invented Forest Trust|und=Forêt",
    "type": "nonprofit",
    "country_iso2": "CA",
    "website": "http://www.foret.example/",
    "established": "2003",
    "status": "active",
    "wikidata": "Q18632554",
    "isni": "0000 0001 2146 438X",
}


def read(**changes: str) -> ror.Row:
    return ror.read(2, {**ROW, **changes})


def names(row: ror.Row) -> list[tuple[str, str, str]]:
    return [(n["kind"], n["language"], n["text"]) for n in present(row.document, "names").values()]


def identifiers(row: ror.Row) -> list[tuple[str, str]]:
    return [(i["scheme"], i["value"]) for i in present(row.document, "identifiers").values()]


def file_of(path: Path, *rows: dict[str, str], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, ror.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_row_becomes_a_document_that_can_be_listed() -> None:
    row = read()
    assert (row.unfit, row.left_out, row.ror) == ("", [], "03wcpny22")
    assert names(row) == [
        ("official", "fr", "Fiducie de la Forêt inventée"),
        ("alias", "und", "La Fiducie"),
        ("alias", "und", "Les Forestiers"),
        ("acronym", "und", "FFI"),
        ("translation", "en", "Invented Forest Trust"),
        ("translation", "und", "Forêt"),
    ]
    assert identifiers(row) == [("ror", "03wcpny22"), ("wikidata", "Q18632554"), ("isni", "000000012146438X")]
    organization = row.document["organization"]
    assert (organization["type"], organization["website"], organization["founded"]) == (
        "ngo",
        "http://www.foret.example/",
        2003,
    )
    assert row.document["where"]["base_country"] == "CA"
    assert problems(row.document, need="list") == []


@pytest.mark.parametrize(
    ("word", "type_"),
    [
        ("nonprofit", "ngo"),
        ("company", "private_sector"),
        ("education", "academic"),
        ("facility", "academic"),
        ("government", "other"),
        ("healthcare", "other"),
        ("", "other"),
    ],
)
def test_types_are_mapped_and_the_word_of_the_source_is_kept(word: str, type_: str) -> None:
    row = read(type=word)
    assert (row.document["organization"]["type"], row.type_word) == (type_, word)


def test_what_only_the_name_country_and_type_need_is_enough() -> None:
    bare = dict.fromkeys(("name_lang", "aliases", "acronym", "names_other", "website", "established"), "")
    row = read(**bare, wikidata="", isni="")
    assert names(row) == [("official", "und", "Fiducie de la Forêt inventée")]
    assert (row.left_out, problems(row.document, need="list")) == ([], [])


@pytest.mark.parametrize(
    ("changes", "left_out"),
    [
        ({"website": "javascript:alert(1)"}, "website “javascript:alert(1)”: Start the address with https://"),
        ({"website": "http://localhost/"}, "website “http://localhost/”: Give an address that everyone can open"),
        ({"established": "old"}, "year “old”: not a number"),
        ({"established": "3003"}, "year 3003: Give the year of foundation"),
        ({"wikidata": "18632554"}, "wikidata “18632554”: This is not a Wikidata identifier"),
        ({"isni": "0000 0001 2146 4381"}, "isni “0000 0001 2146 4381”: This is not an ISNI"),
        ({"aliases": "A" * 301}, f"Also known as “{'A' * 80}”: "),
        ({"name_lang": "klingonish"}, "language “klingonish” of the name “Fiducie de la Forêt inventée”: not known"),
    ],
)
def test_a_bad_value_that_is_not_needed_is_left_out_and_said(changes: dict[str, str], left_out: str) -> None:
    row = read(**changes)
    assert [what[: len(left_out)] for what in row.left_out] == [left_out]
    assert row.unfit == ""
    assert problems(row.document, need="list") == []


@pytest.mark.parametrize(
    ("changes", "unfit"),
    [
        ({"ror_id": ""}, "no ROR identifier"),
        ({"ror_id": "https://ror.org/03wcpny99"}, "ror “https://ror.org/03wcpny99”: This is not a ROR identifier"),
        ({"status": "withdrawn"}, "its status is “withdrawn”"),
        ({"status": "inactive"}, "its status is “inactive”"),
        ({"country_iso2": "XK"}, "“XK” is not among the 249 countries and areas"),
        ({"country_iso2": ""}, "“” is not among the 249 countries and areas"),
        ({"name": ""}, "Official name “”: This field cannot be blank."),
        ({"name": "N" * 301}, f"Official name “{'N' * 80}”: "),
    ],
)
def test_a_row_that_lacks_what_listing_needs_is_unfit(changes: dict[str, str], unfit: str) -> None:
    assert read(**changes).unfit[: len(unfit)] == unfit


def test_a_name_that_comes_twice_is_kept_once_and_hidden_characters_are_dropped() -> None:
    row = read(aliases="Fiducie de la Forêt inventée|La\u202e Fiducie|La Fiducie", acronym="", names_other="Forêt")
    assert names(row)[1:] == [("alias", "und", "La Fiducie"), ("translation", "und", "Forêt")]


def test_rows_are_named_by_the_line_on_which_they_begin(tmp_path: Path) -> None:
    table = file_of(tmp_path / "t.csv", ROW, {**ROW, "aliases": "of two\nlines"}, ROW)
    assert ror.count(table) == 3
    assert [row.line for row in ror.rows(table)] == [2, 3, 5]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    assert ror.count(file_of(tmp_path / "t.csv", ROW, encoding="utf-8-sig")) == 1


def excel(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04rest")


def other_encoding(path: Path) -> None:
    file_of(path, ROW, {**ROW, "name": "Forêt"}, encoding="cp1252")


def without_columns(path: Path) -> None:
    path.write_text("ror_id,name\nhttps://ror.org/03wcpny22,Name\n", encoding="utf-8")


def endless_cell(path: Path) -> None:
    file_of(path, ROW, {**ROW, "name": "x" * 200_000})


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (excel, "is an Excel or ZIP file. Save it as CSV (UTF-8) and import that."),
        (other_encoding, "is not UTF-8 after line 1. Save it as CSV (UTF-8) and import that."),
        (
            without_columns,
            "lacks columns that its first line must name: name_lang, aliases, acronym, names_other, type, "
            "country_iso2, website, established, status, wikidata, isni.",
        ),
        (
            endless_cell,
            "is not a table that can be read from line 3 on: field larger than field limit (131072).",
        ),
        (lambda path: None, "cannot be opened: No such file or directory."),
    ],
)
def test_a_file_that_is_no_table_is_refused_as_a_whole(make: Any, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    make(path)
    with pytest.raises(ror.NotReadable) as refusal:
        ror.count(path)
    assert str(refusal.value) == f"{path} {sentence}"
