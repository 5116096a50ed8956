"""The closed lists: their order, their words in the six languages' source, their stability."""

import pytest
from django.db.models import TextChoices
from django.utils.functional import Promise

from registry import vocabulary
from registry.vocabulary import CBD_TYPES, ELEMENT_HELP, SITE_LANGUAGES, Element, OrganizationType, Sector, SupportKind

LISTS = [value for value in vars(vocabulary).values() if isinstance(value, type) and issubclass(value, TextChoices)]
LISTS.remove(TextChoices)


def test_the_lists_have_the_lengths_of_the_product() -> None:
    assert len(OrganizationType) == 11
    assert len(Element) == 13
    assert len(SupportKind) == 12
    assert Sector.values == list("ABCDEFGHIJKLMNOPQRSTU")


@pytest.mark.parametrize("choices", LISTS)
def test_every_label_is_translatable_and_unlike_the_others(choices: type[TextChoices]) -> None:
    assert all(isinstance(choice._label_, Promise) for choice in choices)  # type: ignore[attr-defined]
    assert len(set(map(str, choices.labels))) == len(choices)


@pytest.mark.parametrize("choices", LISTS)
def test_values_fit_their_columns(choices: type[TextChoices]) -> None:
    longest = 20 if choices not in {OrganizationType, Element, SupportKind} else 40
    assert all(0 < len(value) <= longest for value in choices.values)


def test_stored_values_never_change() -> None:
    assert OrganizationType.values == [
        "national_government",
        "subnational_government",
        "iplc",
        "ngo",
        "intergovernmental",
        "private_sector",
        "academic",
        "network",
        "women",
        "youth",
        "other",
    ]
    assert Element.values == [
        "land-inland-waters",
        "marine-coastal",
        "important-areas",
        "effective",
        "representative",
        "connected",
        "equitable",
        "protected-areas",
        "oecm",
        "indigenous-territories",
        "integrated",
        "sustainable-use",
        "rights",
    ]


def test_every_element_is_explained_in_one_line() -> None:
    assert list(ELEMENT_HELP) == Element.values
    assert all(str(help_text).endswith(".") and len(str(help_text)) <= 100 for help_text in ELEMENT_HELP.values())


def test_types_map_to_identifiers_of_the_cbd() -> None:
    assert set(CBD_TYPES) <= set(OrganizationType.values)
    assert len(set(CBD_TYPES.values())) == len(CBD_TYPES) == 7


def test_the_site_speaks_the_six_languages_of_the_united_nations() -> None:
    assert {code: (language.stored, language.direction) for code, language in SITE_LANGUAGES.items()} == {
        "en": ("en", "ltr"),
        "ar": ("ar", "rtl"),
        "es": ("es", "ltr"),
        "fr": ("fr", "ltr"),
        "ru": ("ru", "ltr"),
        "zh-hans": ("zh", "ltr"),
    }
