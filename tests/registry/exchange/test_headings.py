"""Which line names the columns: never an organization, and none where no line does."""

import pytest

from registry.exchange.faults import Fault
from registry.exchange.headings import heading_of
from registry.exchange.lines import Line


def table(*rows: list[str]) -> list[Line]:
    return [Line(number, cells) for number, cells in enumerate(rows, 1)]


@pytest.mark.parametrize(
    "names",
    [
        ["id", "name", "type", "base_country"],
        ["Nom de l’organisation", "Catégorie", "Pays", "Année de création"],
        ["Nombre de la institución", "Tipo", "País", "Año"],
        ["Наименование организации", "Тип", "Страна", "Сайт"],
        ["اسم المنظمة", "النوع", "البلد", "الموقع"],
        ["机构名称", "类型", "国家", "网站"],
        ["Nome da instituição", "Endereço", "Cidade", "Ano"],
    ],
)
def test_words_that_name_columns_are_known_in_the_six_languages_and_more(names: list[str]) -> None:
    assert heading_of(table(names, ["Bay Trust", "x", "Kenya", "y"], ["Sea Trust", "x", "Gabon", "y"])) == 1


def test_titles_above_it_are_passed_over() -> None:
    rows = table(
        ["Members of the partnership"],
        ["Updated", "2026-03-09"],
        ["Organisation", "Country", "Website"],
        ["Bay Trust", "Kenya", "https://bay.example.org"],
        ["Sea Trust", "Gabon", ""],
    )
    assert heading_of(rows) == 3


def test_words_that_nobody_knows_are_told_by_what_stands_below() -> None:
    rows = table(["Naam", "Sinds"], ["Baai", "1998"], ["Zee", "2001"], ["Bos", "1977"])
    assert heading_of(rows) == 1
    assert heading_of(table(["Naam", "Sinds"], ["Baai", "1998"], ["Zee", "lang"], ["Bos", "kort"])) == 0
    assert heading_of(table(["Naam", "", "Sinds"], ["Baai"], ["Zee", "", "2001"])) == 0  # one row says too little


def test_an_organization_is_no_heading() -> None:
    assert heading_of(table(["Bay Trust", "Kenya", "NGO"], ["Sea Trust", "Gabon", "NGO"])) == 0
    assert heading_of(table(["Name Country Trust", "Kenya", "NGO"], ["Sea Trust", "Gabon", "NGO"])) == 0
    assert heading_of(table(["name", "country", "https://bay.example.org"], ["Sea Trust", "Gabon", ""])) == 0
    assert heading_of(table(["name", "country", "x" * 101], ["Sea Trust", "Gabon", ""])) == 0
    assert heading_of([Line(1, ["name", "country"], [Fault(0, "There is a formula in this cell.")])]) == 0
    assert heading_of([]) == 0


def test_a_column_of_names_alone_may_have_a_heading() -> None:
    assert heading_of(table(["Name"], ["Bay Trust"], ["Sea Trust"])) == 1
    assert heading_of(table(["Bay Trust"], ["Sea Trust"])) == 0


def test_it_is_looked_for_in_the_first_lines_only() -> None:
    assert heading_of(table(*[["Bay Trust", "Kenya"]] * 19, ["name", "country"])) == 20
    assert heading_of(table(*[["Bay Trust", "Kenya"]] * 20, ["name", "country"])) == 0
