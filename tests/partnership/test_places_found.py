"""Where something works, in a result: what a search found there is marked, nothing beside it, in every language."""

from typing import Any

import pytest
from django.utils import translation
from django.utils.html import conditional_escape

from partnership import places_found
from partnership.places_found import of_partner, seat, where
from registry.text import tokens

pytestmark = pytest.mark.django_db


def record(*places: str, also: tuple[str, ...] = (), base: str = "") -> dict[str, Any]:
    """What works in these countries and regions; items of it name `also` others."""
    return {
        "everywhere": False,
        "countries": [code for code in places if not code.isdigit()],
        "regions": [code for code in places if code.isdigit()],
        "base_country": base,
        "places": [*places, *also],
    }


def told(found: dict[str, Any], typed: str, language: str = "en", *, explained: str = "") -> tuple[str, str]:
    words = tokens(typed)
    with translation.override(language):
        places, also = of_partner(found, words, [word for word in words if word not in tokens(explained)], language)
    return str(places), str(also)


@pytest.mark.parametrize(
    ("typed", "language", "said"),
    [
        ("kenya", "en", "Works in Fiji and <mark>Kenya</mark>"),
        ("ken", "en", "Works in Fiji and <mark>Ken</mark>ya"),
        ("works in and", "en", "Works in Fiji and Kenya"),
        ("and kenya", "en", "Works in Fiji and <mark>Kenya</mark>"),
        ("肯尼亚", "en", "Works in Fiji and <mark>Kenya</mark>"),
        ("FJI", "en", "Works in <mark>Fiji</mark> and Kenya"),  # a code, alone
        ("kenya", "ar", "تعمل في فيجي و<mark>كينيا</mark>"),
        ("كينيا", "ar", "تعمل في فيجي و<mark>كينيا</mark>"),
    ],
)
def test_a_place_is_marked_as_it_is_called_and_no_word_beside_it(typed: str, language: str, said: str) -> None:
    assert told(record("FJ", "KE"), typed, language) == (said, "")


@pytest.mark.parametrize(
    ("typed", "language", "said"),
    [
        ("Trinidad and Tobago", "en", "Fiji and <mark>Trinidad</mark> <mark>and</mark> <mark>Tobago</mark>"),
        ("Trinité-et-Tobago", "en", "Fiji and <mark>Trinidad and Tobago</mark>"),
        ("Trinidad and Tobago", "fr", "Fidji et <mark>Trinité-et-Tobago</mark>"),
    ],
)
def test_a_name_of_several_words_is_marked_whole_where_it_is_called_otherwise(
    typed: str, language: str, said: str
) -> None:
    with translation.override(language):
        assert where(record("FJ", "TT"), tokens(typed), language) == said


def test_a_place_that_has_only_some_of_what_calls_another_is_not_meant() -> None:
    south_africa = record("FR", also=("002", "015", "ZA"))  # with Africa, and its north
    for typed in ("South Africa", "Afrique du Sud"):
        assert told(south_africa, typed)[1].replace("</mark> <mark>", " ") == "also names <mark>South Africa</mark>"
    assert told(south_africa, "Africa France")[0] == "Works in <mark>France</mark>"
    assert "<mark>Africa</mark>" in told(south_africa, "Africa France")[1]
    assert (
        told(record("FR", also=("053", "TT")), "Trinité-et-Tobago")[1] == "also names <mark>Trinidad and Tobago</mark>"
    )


def test_short_words_call_no_place_by_its_code() -> None:
    coast = record("FR", also=("MA", "SR", "AD"))  # MAR, SUR, AND
    assert told(coast, "mar del sur and coast") == ("Works in France", "")
    assert told(coast, "Чад Maroc")[1] == "also names <mark>Morocco</mark>"
    assert told(record("FR", also=("TD",)), "Чад лес")[1] == "also names <mark>Chad</mark>"


def test_what_the_card_says_anyway_is_not_told_again() -> None:
    assert told(record("FR", also=("KE",)), "kenya", explained="Kenya") == ("Works in France", "")


def test_a_seat_is_marked_where_no_place_of_work_is_named() -> None:
    assert told(record(base="CN"), "china")[0] == "Based in <mark>China</mark>"
    assert told(record("FR", base="CN"), "china")[0] == "Works in France"
    assert (seat("CN", ["china"], "en"), seat("CN", [], "en"), seat("", ["china"], "en")) == (
        "<mark>China</mark>",
        "China",
        "",
    )


def test_of_many_places_those_that_were_found_are_told_beside_their_number() -> None:
    many = record("FR", "FJ", "CN", "KE", "BT")
    assert where(many, ["bhutan"], "en") == "5 places · also names <mark>Bhutan</mark>"
    assert where(many, ["reef"], "en") == where(many, [], "en") == "5 places"
    assert where(record("FR", "BT"), ["bhutan"], "en") == "France and <mark>Bhutan</mark>"


@pytest.mark.parametrize("typed", ["ivoire", "france", ""])
def test_names_are_escaped_whether_they_are_found_or_not(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr(places_found, "place_name", lambda code, _language: f"<{code}> Ivoire")
    told = str(conditional_escape(where(record("CI", "FR"), tokens(typed), "en")))
    assert (told.count("&lt;"), told.count("<CI>")) == (2, 0)
