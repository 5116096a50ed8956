"""The long lists of forms, in the language of the request."""

import icu
import pytest
from django.utils import translation

from registry import places
from registry.entry import choices

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh-hans")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_can_be_chosen_once_in_every_language(language: str) -> None:
    with translation.override(language):
        alone = choices.country_choices()
        grouped = [choice for _group, inside in choices.countries_by_region() for choice in inside]

    assert len(alone) == 249
    assert sorted(alone) == sorted(grouped)
    collator = icu.Collator.createInstance(icu.Locale("zh" if language == "zh-hans" else language))
    assert [name for _code, name in alone] == sorted((name for _code, name in alone), key=collator.getSortKey)


def test_countries_come_by_region_and_those_in_none_last() -> None:
    groups = choices.countries_by_region()

    assert [str(name) for name, _inside in groups] == [
        *("Africa", "Americas", "Asia", "Europe", "Oceania"),
        "In no region",
    ]
    assert groups[-1][1] == [("AQ", places.country_name("AQ", "en"))]


def test_every_region_can_be_chosen_once_under_the_one_that_contains_it() -> None:
    groups = {str(name): [code for code, _name in inside] for name, inside in choices.regions_by_region()}

    assert list(groups) == ["Africa", "Americas", "Asia", "Europe", "Oceania"]
    assert groups["Africa"][:2] == ["002", "015"]
    assert groups["Africa"].index("202") < groups["Africa"].index("014")
    assert sorted(code for codes in groups.values() for code in codes) == sorted(places.region_codes())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_of_the_united_nations_come_first_and_none_twice(language: str) -> None:
    with translation.override(language):
        (_six, first), (_others, others), (_unknown, unknown) = choices.language_choices()

    assert sorted(code for code, _name in first) == ["ar", "en", "es", "fr", "ru", "zh"]
    assert {"sw", "qu", "hi"} <= {code for code, _name in others}
    assert [code for code, _name in unknown] == ["und"]
    every = [code for group in (first, others, unknown) for code, _name in group]
    assert len(every) == len(set(every))


def test_languages_are_named_in_the_language_of_the_page() -> None:
    with translation.override("fr"):
        french = dict(choices.language_choices()[0][1])
    with translation.override("ar"):
        arabic = dict(choices.language_choices()[0][1])

    assert (french["en"], arabic["en"]) == ("anglais", "الإنجليزية")


@pytest.mark.parametrize("language", LANGUAGES)
def test_currencies_are_named_beside_their_codes(language: str) -> None:
    with translation.override(language):
        found = dict(choices.currency_choices())

    assert found["XOF"].startswith("XOF · ")
    assert list(found) == sorted(found)
    assert "DEM" not in found
