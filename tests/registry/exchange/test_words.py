"""Which code of a vocabulary somebody means."""

import pytest
from django.utils import translation

from registry.exchange.words import OTHER_WORDS, code_called, codes_of, flag_called, language_called
from registry.vocabulary import (
    SITE_LANGUAGES,
    ActivityStatus,
    Element,
    NameKind,
    OrganizationType,
    Realm,
    Scale,
    Sector,
    SupportKind,
    Visibility,
)

VOCABULARIES = (ActivityStatus, Element, NameKind, OrganizationType, Realm, Scale, Sector, SupportKind, Visibility)


@pytest.mark.parametrize("choices", VOCABULARIES)
@pytest.mark.parametrize("language", SITE_LANGUAGES)
def test_a_code_is_known_by_itself_and_by_its_label_in_each_language(language: str, choices: type) -> None:
    with translation.override(language):
        labels = [(member.value, str(member.label)) for member in choices]  # type: ignore[attr-defined]
    assert [code_called(choices, label) for _code, label in labels] == [code for code, _label in labels]
    assert [code_called(choices, code) for code, _label in labels] == [code for code, _label in labels]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("NGO", "ngo"),
        ("ONG", "ngo"),
        ("OSBL", "ngo"),
        ("НПО", "ngo"),
        ("Ministère", "national_government"),
        ("company", "private_sector"),
        ("Private_Sector", "private_sector"),
        ("Organisme public", ""),
        ("", ""),
    ],
)
def test_types_are_known_by_other_words_too(word: str, code: str) -> None:
    assert code_called(OrganizationType, word) == code


def test_other_words_are_of_codes_that_there_are_and_mean_one_each() -> None:
    for choices in VOCABULARIES:
        for code, words in OTHER_WORDS.get(choices.__name__, {}).items():
            assert {code_called(choices, word) for word in words.split(";")} == {code}, (choices, code)
    assert "" not in codes_of(OrganizationType)


@pytest.mark.parametrize("word", ["true", "YES", "1", "oui", "Sí", "да", "是", "نعم", "x"])
def test_yes_is_read_in_each_language(word: str) -> None:
    assert flag_called(word) is True


@pytest.mark.parametrize("word", ["false", "No", "0", "non", "нет", "否", "لا"])
def test_no_is_read_in_each_language(word: str) -> None:
    assert flag_called(word) is False


def test_what_is_neither_yes_nor_no_is_nothing() -> None:
    assert flag_called("perhaps") is None


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("fr", "fr"),
        ("French", "fr"),
        ("français", "fr"),
        ("Французский", "fr"),
        ("法语", "fr"),
        ("Kiswahili", "sw"),
        ("norsk nynorsk", "nn"),  # which CLDR has among what all of Norway says
        ("ZH_hans", "zh-Hans"),
        ("quc", "quc"),
        ("unknown language", "und"),
        ("Klingonese", ""),
    ],
)
def test_a_language_is_known_by_its_tag_and_by_its_names(word: str, tag: str) -> None:
    assert language_called(word) == tag
