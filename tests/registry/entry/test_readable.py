"""Values of a document as people read them."""

from typing import Any

import pytest
from django.utils import translation

from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.readable import LANGUAGE_OF, language_of, readable

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("organization.type", "ngo", ["Non-governmental"]),
        ("organization.type", "", []),
        ("organization.founded", 1998, ["1998"]),
        ("organization.founded", None, []),
        ("organization.sector", "A", ["Agriculture, forestry and fishing"]),
        ("organization.logo", "0198b0a4-0000-7000-8000-000000000000", []),
        ("organization.description", "Two\nlines", ["Two\nlines"]),
        ("organization.description_language", "sw", ["Swahili"]),
        ("where.no_seat", True, ["Yes"]),
        ("where.no_seat", False, ["No"]),
        ("where.base_country", "KE", ["Kenya"]),
        ("where.countries", ["KE", "XK"], ["Kenya", "XK"]),
        ("where.regions", ["002", "999"], ["Africa", "999"]),
        ("where.languages", ["sw", "und"], ["Swahili", "Unknown language"]),
        ("where.scales", ["local", "gone"], ["Local", "gone"]),
        ("activities.start", "2024-03", ["March 2024"]),
        ("activities.elements", ["equitable"], ["Equitably governed"]),
        ("activities.site_ids", ["123", "456_A"], ["123", "456_A"]),
        ("activities.visible_to", "everyone", ["Everyone"]),
        ("gaps.wanted_by", "2027-01-31", ["31 January 2027"]),
        ("gaps.amount", "12500.50", ["12,500.50"]),
        ("gaps.currency", "EUR", ["EUR · Euro"]),
        ("identifiers.scheme", "ror", ["Research Organization Registry (ROR)"]),
    ],
)
def test_values_are_said_in_words(path: str, value: Any, expected: list[str]) -> None:
    part, name = path.split(".")
    assert readable(part, name, value) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("ar", "كينيا"), ("zh-hans", "肯尼亚"), ("ru", "Кения"), ("fr", "Kenya")]
)
def test_places_are_named_in_the_language_of_the_request(language: str, expected: str) -> None:
    with translation.override(language):
        assert readable("where", "base_country", "KE") == [expected]


def test_without_a_language_words_are_english() -> None:
    with translation.override(None):
        assert readable("where", "base_country", "KE") == ["Kenya"]


def test_a_text_names_the_field_of_its_language() -> None:
    assert language_of("gaps", "title", {"language": "fr"}) == "fr"
    assert language_of("organization", "description", {"description_language": "ar"}) == "ar"
    assert language_of("organization", "website", {"description_language": "ar"}) == ""


def test_languages_are_told_of_fields_that_exist() -> None:
    known = {f"{key}.{one.name}" for key, part in {**SECTIONS, **COLLECTIONS}.items() for one in part}
    assert LANGUAGE_OF.keys() <= known
