"""What people type in any of the six languages."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation

from registry.entry.inputs import (
    AmountField,
    DatePartsField,
    LanguageField,
    LanguagesField,
    NumbersField,
    YearField,
    typed_values,
)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12500", "12500"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,5", "1234.5"),
        ("1\u202f234,50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("١٬٢٣٤٫٥٠", "1234.50"),
        ("1,234", "1234"),
        ("1.234.567", "1234567"),
        ("0,5", "0.5"),
    ],
)
def test_an_amount_is_read_with_the_separators_of_any_language(typed: str, amount: str) -> None:
    assert AmountField(required=False).clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["€ 100", "ten", "1,23,4567", "1e9", "-5", "0", "0.00", "9" * 14, "½"])
def test_what_is_no_amount_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValidationError, match="Write"):
        AmountField(required=False).clean(typed)


def test_an_empty_amount_is_none() -> None:
    assert AmountField(required=False).clean(" ") is None


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh-hans"])
def test_a_day_is_read_the_same_under_every_language(language: str) -> None:
    with translation.override(language):
        assert DatePartsField(day=True, required=False).clean(["3", "2", "2027"]) == date(2027, 2, 3)
        assert DatePartsField(day=True, required=False).clean(["٣", "2", "٢٠٢٧"]) == date(2027, 2, 3)


def test_a_month_is_the_first_of_the_month() -> None:
    assert DatePartsField(day=False, required=False).clean(["2", "2027"]) == date(2027, 2, 1)
    assert DatePartsField(day=False, required=False).clean(["", ""]) is None
    assert DatePartsField(day=False, required=False).clean(None) is None


@pytest.mark.parametrize("month", ["13", "0", "x", "1_0"])
def test_what_is_no_month_is_refused_in_words_of_what_was_asked_for(month: str) -> None:
    with pytest.raises(ValidationError) as refused:
        DatePartsField(day=False, required=False).clean([month, "2027"])
    assert refused.value.messages == ["There is no such month. Choose it from the list, and check the year."]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (["31", "2", "2027"], "There is no such day"),
        (["", "2", "2027"], "Fill in the day, the month and the year"),
        (["1", "2", "27"], "four digits"),
        (["1", "2", "20270"], "four digits"),
        (["x", "2", "2027"], "There is no such day"),
        (["1", "2", "1066"], "between 1900 and 2200"),
        (["1", "13", "2027"], "There is no such day"),
        (["9" * 30, "1", "2027"], "There is no such day"),
        (["1_0", "1", "2027"], "There is no such day"),
    ],
)
def test_what_is_no_day_is_refused_with_a_sentence(parts: list[str], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        DatePartsField(day=True, required=False).clean(parts)


def test_half_a_month_is_refused() -> None:
    with pytest.raises(ValidationError, match="Fill in the month and the year"):
        DatePartsField(day=False, required=False).clean(["2", ""])


def test_date_parts_show_a_date_in_fields_of_their_own() -> None:
    field = DatePartsField(day=True)
    context = field.widget.get_context("until", date(2027, 2, 3), {"id": "id_until"})["widget"]
    assert [part["name"] for part in context["subwidgets"]] == ["until_day", "until_month", "until_year"]
    assert [part["value"] for part in context["subwidgets"]] == ["3", ["2"], "2027"]
    month = DatePartsField(day=False).widget.get_context("start", date(2027, 2, 1), {})["widget"]
    assert [part["name"] for part in month["subwidgets"]] == ["start_month", "start_year"]
    assert DatePartsField(day=False).widget.decompress(None) == [None, None]
    assert field.has_changed(date(2027, 2, 3), ["3", "2", "2027"]) is False
    assert field.has_changed(date(2027, 2, 3), ["4", "2", "2027"]) is True


def test_a_year_is_read_in_digits_of_any_script() -> None:
    assert YearField(required=False).clean("١٩٩٨") == 1998
    assert YearField(required=False).clean("") is None
    with pytest.raises(ValidationError, match="four digits"):
        YearField(required=False).clean("19x8")


def test_any_valid_language_tag_is_taken_in_its_usual_form() -> None:
    assert LanguageField(choices=[("en", "English")]).clean("SW-ke") == "sw-KE"
    assert LanguagesField(choices=[("en", "English")]).clean(["en", "qu"]) == ["en", "qu"]
    with pytest.raises(ValidationError):
        LanguageField(choices=[("en", "English")]).clean("english please")
    with pytest.raises(ValidationError):
        LanguagesField(choices=[("en", "English")]).clean(["en", "??"])


def test_site_numbers_are_parted_by_whatever_people_type() -> None:
    assert NumbersField(required=False).clean("123, 456;٧٨٩\n12_A، 5") == ["123", "456", "789", "12_A", "5"]
    with pytest.raises(ValidationError, match="“north”"):
        NumbersField(required=False).clean("123 north")
    assert NumbersField().prepare_value(["1", "2"]) == "1, 2"
    assert NumbersField().prepare_value("1 2") == "1 2"


def test_typed_values_are_kept_as_typed_but_for_what_no_database_takes() -> None:
    data = QueryDict("title=a%00b&start_month=2&start_year=2027&other=x")
    assert typed_values(data, ["title", "start"]) == {"title": ["a␀b"], "start_month": ["2"], "start_year": ["2027"]}
    assert typed_values({"title": "\ud800x"}, ["title"]) == {"title": ["?x"]}


def test_typed_values_are_those_of_the_form_and_nothing_that_was_added_to_it() -> None:
    data = QueryDict("title=a&title_%00=b&title_size=c&csrfmiddlewaretoken=d")
    assert typed_values(data, ["title"]) == {"title": ["a"]}
