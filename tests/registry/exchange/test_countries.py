"""Which country or region somebody means."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from registry import places
from registry.exchange.countries import countries_called, key_of, regions_called

pytestmark = pytest.mark.django_db

CLEAR = {
    "CI": ["Côte d'Ivoire", "Cote D'Ivoire", "Côte d’Ivoire", "Ivory Coast", "CIV", "ci", "384"],
    "KE": ["Kenya", "Kenia", "Quénia", "肯尼亚", "كينيا", "Кения", "ke", "KEN", "404", "\xa0Kenya "],
    "TR": ["Türkiye", "Turkey", "Turkiye", "Turquie"],
    "CD": ["DRC", "RDC", "Congo (Kinshasa)", "D.R.C.", "刚果金", "Zaire", "République démocratique du Congo"],
    "CG": ["Congo-Brazzaville", "CG"],
    "KR": ["South Korea", "Corée du Sud"],
    "GB": ["UK", "U.K.", "United Kingdom", "England", "Great Britain and N. Ireland"],
    "NA": ["NA", "Namibia"],
    "NO": ["NO", "Norway"],
    "AF": ["004", "4"],  # a spreadsheet takes zeros away
    "MM": ["Burma"],
    "US": ["USA", "U.S.A.", "UNITED  STATES"],
    "GF": ["Guyane", "French Guiana"],
    "RU": ["RU", "Россия"],
    "NE": ["Niger"],
    "NG": ["Nigeria"],
    "AQ": ["Antarctica"],
    "EG": ["مصر"],
}


@pytest.mark.parametrize(("code", "name"), [(code, name) for code, names in CLEAR.items() for name in names])
def test_a_country_is_known_by_its_codes_and_by_its_names_in_many_languages(code: str, name: str) -> None:
    assert countries_called(name) == (code,)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Congo", ("CG", "CD")),
        ("Конго", ("CG", "CD")),
        ("Korea", ("KR", "KP")),
        ("Guinea", ("GN", "GW", "GQ")),
        ("Guinée", ("GN", "GW", "GQ")),
        ("Yugoslavia", ("BA", "HR", "ME", "MK", "RS", "SI")),
        ("Nga", ("NG", "RU")),  # a code, and a name of Russia in Vietnamese
    ],
)
def test_what_may_be_several_countries_gives_them_all(name: str, codes: tuple[str, ...]) -> None:
    assert countries_called(name) == codes


@pytest.mark.parametrize(
    "name",
    ["", "ZZ", "XX", "XK", "Kosovo", "EU", "K E", "Global", "Regional (Africa)", "N/A", "-", "?", "Wakanda", "999"],
)
def test_what_is_no_country_of_the_list_gives_none(name: str) -> None:
    assert countries_called(name) == ()


@pytest.mark.parametrize("name", ["002", "2", "Africa", "afrique", "Африка", "非洲", "أفريقيا"])
def test_a_region_is_known_by_its_code_and_its_names(name: str) -> None:
    assert regions_called(name) == ("002",)


def test_what_is_no_region_gives_none() -> None:
    assert regions_called("Atlantis") == regions_called("404") == ()


def test_every_country_is_known_by_each_name_that_the_site_gives_it_unless_it_may_be_another() -> None:
    for code in places.country_codes():
        for name in places.country(code).names.values():
            assert code in countries_called(name), name


def test_the_other_names_are_of_countries_of_the_list_and_each_of_one_alone() -> None:
    told = json.loads((Path(settings.BASE_DIR) / "fixtures/country_aliases.json").read_text())
    assert {row["code"] for row in told["aliases"]} == set(places.country_codes())
    assert {code for row in told["ambiguous"] for code in row["codes"]} <= set(places.country_codes())
    several = {key_of(name) for row in told["ambiguous"] for name in row["names"]}
    keys = [key_of(name) for row in told["aliases"] for name in [*row["names"], *row.get("everyday", [])]]
    assert (len(keys), several & set(keys)) == (len(set(keys)), set())
