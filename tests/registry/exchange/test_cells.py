"""Cells of a table as values of a document, and back."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from registry.exchange import cells
from registry.vocabulary import Element, OrganizationType, Realm

pytestmark = pytest.mark.django_db

# What documents hold: no control characters, no halves of characters, no space around.
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"])).map(str.strip)


def refused(reader: cells.Reader, cell: str) -> str:
    with pytest.raises(ValidationError) as refusal:
        reader(cell)
    return " ".join(refusal.value.messages)


# -- Cells as a whole -------------------------------------------------------------------------------------------------


@given(text=TEXTS | TEXTS.map("'{}".format) | TEXTS.map("'=".__add__) | TEXTS.map("+".__add__))
def test_what_was_guarded_from_being_a_formula_comes_back_as_it_was(text: str) -> None:
    assert cells.unguarded(cells.guarded(text)) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("'=1+1", "''=1+1"),
        ("+Verde Asociación", "'+Verde Asociación"),
        ("@NatureTrust", "'@NatureTrust"),
        ("-40°C Club", "'-40°C Club"),
        ("-40", "-40"),
        ("'t Groene Huis", "'t Groene Huis"),
    ],
)
def test_a_formula_has_an_apostrophe_before_it_and_nothing_else_has(text: str, cell: str) -> None:
    assert cells.guarded(text) == cell


@given(texts=st.lists(TEXTS, min_size=1))
def test_parts_of_a_cell_come_back_as_they_were(texts: list[str]) -> None:
    whole = cells.joined(texts)
    assert cells.parts(whole) == (texts if any(texts) else [""])


def test_a_bar_that_somebody_wrote_parts_nothing() -> None:
    assert cells.joined(["Land | sea", "a\\"]) == "Land \\| sea | a\\"
    assert cells.parts("One|Two | Land \\| sea") == ["One", "Two", "Land | sea"]


# -- Codes ------------------------------------------------------------------------------------------------------------


def test_a_word_of_a_vocabulary_is_its_code() -> None:
    assert cells.code_of(OrganizationType)("Private sector") == "private_sector"


def test_a_word_that_is_not_on_the_list_is_refused_with_the_list() -> None:
    assert refused(cells.code_of(Realm), "Space") == (
        "“Space” is not on the list. Write one of these: Land; Inland waters; Marine and coastal."
    )


@pytest.mark.parametrize(
    "cell", ["land | marine_coastal", "Land; Marine and coastal", "marine\nland", "land, sea", "sea/land"]
)
def test_a_list_of_words_may_be_parted_in_several_ways(cell: str) -> None:
    assert cells.codes_of(Realm)(cell) == ["land", "marine_coastal"]


def test_a_label_that_has_a_comma_is_one_word() -> None:
    cell = "Integrated into wider landscapes, seascapes and the ocean; Protected areas"
    assert cells.codes_of(Element)(cell) == ["integrated", "protected-areas"]


def test_of_a_list_only_what_is_not_known_is_named() -> None:
    assert refused(cells.codes_of(Realm), "land, space").startswith("“space” is not on the list.")
    assert refused(cells.codes_of(Realm), "here, there").startswith("“here, there” is not on the list.")


def test_languages_are_read_by_name_or_code() -> None:
    assert cells.language("Français") == "fr"
    assert cells.languages("French; sw, العربية") == ["ar", "fr", "sw"]
    sentence = "“Klingonese” is no language that we know. Write its name or its code, such as fr or quc."
    assert refused(cells.language, "Klingonese") == refused(cells.languages, "en; Klingonese") == sentence


def test_a_flag_is_yes_or_no() -> None:
    assert (cells.flag("Yes"), cells.flag("non")) == (True, False)
    assert refused(cells.flag, "perhaps") == "“perhaps” is neither yes nor no. Write true or false."


def test_a_currency_is_one_in_use() -> None:
    assert cells.currency("usd") == "USD"
    assert refused(cells.currency, "DM").startswith("“DM” is no currency in use.")


# -- Places -----------------------------------------------------------------------------------------------------------


def test_a_country_that_is_clear_is_its_code() -> None:
    assert cells.country("Côte d’Ivoire") == "CI"
    assert cells.countries("Kenya; Uganda/Tanzania, NA") == ["KE", "NA", "TZ", "UG"]
    assert cells.countries("Bonaire, Sint Eustatius and Saba") == ["BQ"]
    assert cells.regions("Africa | 150") == ["002", "150"]


@pytest.mark.parametrize("reader", [cells.country, cells.countries])
def test_a_country_that_may_be_several_is_asked_about(reader: cells.Reader) -> None:
    assert refused(reader, "Congo") == (
        "“Congo” may be several countries: CG (Congo); CD (Democratic Republic of the Congo). Write the code of the "
        "one that is meant."
    )


def test_several_countries_where_one_is_asked_for_are_refused() -> None:
    assert refused(cells.country, "Kenya/Uganda") == (
        "There are several countries here: “Kenya/Uganda”. Write the one that is meant."
    )


@pytest.mark.parametrize("cell", ["Wakanda", "XK", "Global", "N/A", "?"])
def test_a_country_that_is_none_is_refused(cell: str) -> None:
    assert refused(cells.country, cell) == (
        f"“{cell}” is none of the countries and areas of the United Nations list. Write its name in full, or its code "
        "of two letters, such as KE."
    )


def test_a_region_that_is_none_is_refused() -> None:
    assert refused(cells.regions, "Atlantis").startswith(
        "“Atlantis” is none of the regions of the United Nations (M49)."
    )


# -- Dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["1998", "١٩٩٨", "12/03/1998", "1998-03-12", "1998-03-12 00:00:00", "12.3.1998"])
def test_the_year_of_a_date_is_enough(cell: str) -> None:
    assert cells.founding_year(cell) == 1998


@pytest.mark.parametrize(
    "cell",
    ["2024-05", "2024-05-31", "05/2024", "2024/5", "May 2024", "31 May 2024", "mai 2024", "mayo de 2024", "май 2024"],
)
def test_a_month_is_read_as_people_write_it(cell: str) -> None:
    assert cells.month(cell) == "2024-05"


@pytest.mark.parametrize(
    "cell",
    [
        *("2024-05-31", "2024-05-31T00:00:00", "31/05/2024", "5/31/2024", "31.05.2024", "May 31, 2024"),
        *("31 de mayo de 2024", "31 мая 2024 г.", "2024年5月31日", "٣١ مايو ٢٠٢٤"),
    ],
)
def test_a_day_is_read_as_people_write_it(cell: str) -> None:
    assert cells.day(cell) == "2024-05-31"


def test_a_day_that_is_the_same_either_way_is_read() -> None:
    assert cells.day("5/5/2024") == "2024-05-05"


@pytest.mark.parametrize("reader", [cells.month, cells.day])
def test_day_and_month_are_never_guessed(reader: cells.Reader) -> None:
    assert refused(reader, "12/03/1998").startswith("“12/03/1998” may be two different days. Write it as in 2024-05")


@pytest.mark.parametrize("reader", [cells.founding_year, cells.month, cells.day])
def test_a_number_that_a_spreadsheet_keeps_for_a_date_is_asked_about(reader: cells.Reader) -> None:
    assert refused(reader, "45321").startswith("“45321” looks like a date that a spreadsheet keeps as a number.")


@pytest.mark.parametrize(
    ("reader", "cell", "sentence"),
    [
        (cells.month, "2024", "Write the month too, as in 2024-05."),
        (cells.day, "2024-05", "Write the day, the month and the year, as in 2024-05-31."),
        (cells.day, "soon", "“soon” cannot be read as a date. Write it as in 2024-05-31."),
        (cells.day, "31 Foo 2024", "“31 Foo 2024” cannot be read as a date. Write it as in 2024-05-31."),
        (cells.day, "2024-02-30", "There is no such day. Check the day, the month and the year."),
        (cells.month, "1066-10", "Write a year between 1900 and 2200."),
        (cells.founding_year, "98", "Give the year of foundation in four digits, not later than "),
        (cells.founding_year, "nineteen", "Write the year with four digits, such as 1998."),
    ],
)
def test_what_is_no_date_is_refused_with_an_example(reader: cells.Reader, cell: str, sentence: str) -> None:
    assert refused(reader, cell).startswith(sentence)


# -- Identifiers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("wikidata:q42", ("wikidata", "Q42")),
        ("https://www.wikidata.org/wiki/Q42", ("wikidata", "Q42")),
        ("Q42", ("wikidata", "Q42")),
        ("https://ror.org/03wcpny22", ("ror", "03wcpny22")),
        ("other:Register of charities 12", ("other", "Register of charities 12")),
    ],
)
def test_an_identifier_says_its_register_or_is_plainly_of_one(cell: str, found: tuple[str, str]) -> None:
    assert cells.identifier(cell) == found


def test_an_identifier_of_no_plain_register_is_asked_about() -> None:
    assert refused(cells.identifier, "12345").startswith("“12345” does not say which register it is from.")


@pytest.mark.parametrize("cell", ["ror:00000fn01", "https://ror.org/00000fn01"])
def test_a_wrong_identifier_is_refused_as_the_form_does(cell: str) -> None:
    assert refused(cells.identifier, cell).startswith("This is not a ROR identifier.")


def test_a_long_cell_is_cut_where_it_is_shown() -> None:
    assert cells.cut("x" * 100) == "x" * 59 + "…"
