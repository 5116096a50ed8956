"""Workbooks: what Excel and its like read of them."""

import datetime
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from django.utils import translation

from registry.exchange import xlsx
from registry.exchange.exports import COLUMNS, Site
from registry.exchange.xlsx import LONGEST_CELL, Sheet, column_letters, cut, workbook
from tests import records
from tests.registry.exchange.test_files import ABOUT

DAY = datetime.datetime(2026, 3, 9)  # noqa: DTZ001 - the library has days without a zone
SITE = Site(
    lambda key: f"https://x.example/directory/{key}/",
    lambda key: f"https://x.example/files/{key}/",
    lambda kind, key: f"https://x.example/support/{kind}s/{key}/",
)


def opened(pieces: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(pieces)))


def of(*rows: Sequence[Any], **options: Any) -> Any:
    width = max((len(row) for row in rows), default=1)
    return opened(workbook([Sheet("Bay", rows, [20] * width, heading=False)], **options)).worksheets[0]


def values(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


# -- The format -------------------------------------------------------------------------------------------------------


def test_text_numbers_and_days_stay_what_they_are() -> None:
    sheet = of(["text", 7, datetime.date(2026, 3, 9), "", "-5"])
    assert [cell.data_type for cell in sheet[1]] == ["s", "n", "d", "n", "s"]
    assert values(sheet) == [("text", 7, DAY, None, "-5")]


@pytest.mark.parametrize(
    "text",
    ["a & b < c > d", '"quoted"', " spaces ", "two\nlines", "_x000D_", "a_x0041_b", "_x_", "مجلس", "环境", "𐍈" * 3],
)
def test_any_text_comes_back(text: str) -> None:
    ((found,),) = values(of([text]))
    # The library takes the codes of characters as they stand; Excel reads the escape of their first letter.
    assert found.replace("_x005F_", "_") == text


def test_what_looks_like_the_code_of_a_character_is_kept_from_being_read_as_one() -> None:
    ((found,),) = values(of(["_x0041_"]))
    assert found == "_x005F_x0041_"


def test_a_text_that_no_cell_holds_is_cut_with_a_note() -> None:
    ((found,),) = values(of(["x" * 40_000]))
    assert len(found) == LONGEST_CELL
    assert found.endswith("x … (cut here: a cell of Excel holds no more; CSV and JSON have it whole)")


@pytest.mark.parametrize("letter", ["x", "é", "环", "𐍈"])
def test_length_is_counted_as_excel_does_and_no_character_is_halved(letter: str) -> None:
    units = 2 if letter == "𐍈" else 1
    fitting = letter * (LONGEST_CELL // units)
    assert cut(fitting) == fitting
    shorter = cut(fitting + letter * 2)
    assert len(shorter.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert shorter.startswith(letter * 16_000)


def test_sheets_have_names_that_excel_takes() -> None:
    book = opened(workbook([Sheet("a/b:c*d?[e]\\f'g & h" + "x" * 40, [["1"]], [5]), Sheet("B", [["2"]], [5])]))
    assert book.sheetnames == [("a b c d  e  f g & h" + "x" * 40)[:31], "B"]


def test_a_right_to_left_language_turns_the_sheet() -> None:
    assert of(["a"], right_to_left=True).sheet_view.rightToLeft is True
    assert not of(["a"]).sheet_view.rightToLeft


def test_the_heading_stays_in_sight_and_offers_filters() -> None:
    sheet = opened(workbook([Sheet("Bay", [["id", "name"], ["1", "2"]], [5, 5])])).worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B2")
    assert [sheet["A1"].font.bold, sheet["A2"].font.bold] == [True, False]


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")])
def test_columns_are_counted_in_letters(number: int, letters: str) -> None:
    assert column_letters(number) == letters


def test_a_large_sheet_is_sent_while_it_is_written() -> None:
    read = []

    def rows() -> Any:
        for number in range(3000):
            read.append(number)
            yield [f"{number * 7919 % 10007}" * 20]

    pieces = workbook([Sheet("Bay", rows(), [5], heading=False)])
    next(pieces)
    assert 0 < len(read) < 3000


def test_a_large_sheet_that_packs_to_nearly_nothing_comes_whole() -> None:
    sheet = of(*([["x" * 1000]] * 1000))
    assert (sheet.max_row, sheet["A1000"].value) == (1000, "x" * 1000)


def test_a_very_large_sheet_says_so_in_the_container() -> None:
    plain, large = (b"".join(workbook([Sheet("B", [["1"]], [5])], many=many)) for many in (False, True))
    assert len(large) > len(plain)
    assert zipfile.ZipFile(io.BytesIO(large)).testzip() is None


# -- A result ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_result_is_one_sheet_and_what_it_is_another() -> None:
    rows = [records.organization(name="=1+1", description="bell\x07"), records.organization()]
    book = opened(xlsx.as_xlsx("organizations", rows, SITE, ABOUT, right_to_left=False))
    assert book.sheetnames == ["Partners", "About"]
    heads, first, second = values(book.worksheets[0])
    assert list(heads) == [column.name for column in COLUMNS["organizations"]]
    told = dict(zip(heads, first, strict=True))
    assert (told["name"], told["description"], told["founded"]) == ("'=1+1", "bell", 1998)
    assert (told["listed_on"], told["confirmed_on"]) == (DAY, None)
    assert (told["base_country_name"], second[0]) == ("Kenya", "8xk2mq57")
    explained = values(book.worksheets[1])
    assert ("Words searched", "bay") in explained
    assert ("founded", "Year of foundation") in explained


@pytest.mark.django_db
def test_a_formula_that_was_searched_is_none_on_the_second_sheet() -> None:
    about = replace(ABOUT, filters=[("Words searched", "=1+1")])
    sheet = opened(xlsx.as_xlsx("activities", [], SITE, about, right_to_left=False)).worksheets[1]
    assert ("Words searched", "'=1+1") in values(sheet)


@pytest.mark.django_db
def test_the_second_sheet_speaks_the_language_of_the_page() -> None:
    with translation.override("fr"):
        site = Site(SITE.partner, SITE.file, SITE.item, "fr")
        book = opened(xlsx.as_xlsx("organizations", [records.organization()], site, ABOUT, right_to_left=False))
    assert ("type", "Type d’organisation") in values(book.worksheets[1])


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ar", "ru"])
def test_the_second_sheet_is_not_called_as_the_page_about_the_partnership(language: str) -> None:
    with translation.override(language):
        menu = translation.gettext("About")
        book = opened(xlsx.as_xlsx("gaps", [], SITE, ABOUT, right_to_left=False))
    assert book.sheetnames[1] != menu
