"""The database refuses places that are not as the standards have them."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from registry.models.places import Country, Region

pytestmark = pytest.mark.django_db

NAMES = dict.fromkeys(("en", "ar", "es", "fr", "ru", "zh"), "Neverland")


def refused(constraint: str, row: Country | Region) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)


def neverland(**facts: Any) -> Country:
    return Country(**{"code": "XX", "iso3": "XXX", "m49": "999", "names": NAMES, "region_id": "002"} | facts)


def somewhere(**facts: Any) -> Region:
    return Region(**{"code": "999", "level": "region", "names": NAMES} | facts)


def test_a_country_and_a_region_as_they_should_be() -> None:
    neverland(latitude=-90, longitude=180, cbd_region="weog").save(force_insert=True)
    neverland(code="XY", iso3="XXY", m49="998", region_id=None).save(force_insert=True)
    somewhere().save(force_insert=True)
    somewhere(code="998", level="intermediate", parent_id="999").save(force_insert=True)
    assert str(Country.objects.get(code="XX")) == "Neverland"
    assert str(Region.objects.get(code="999")) == "Neverland"


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("country_code_is_iso2", {"code": "xx"}),
        ("country_code_is_iso2", {"code": "X"}),
        ("country_iso3_is_iso3", {"iso3": "X1X"}),
        ("country_m49_is_m49", {"m49": "99"}),
        ("country_named_in_six_languages", {"names": {"en": "Neverland"}}),
        ("country_cbd_region_known", {"cbd_region": "atlantis"}),
        ("country_subregion_lies_in_region", {"region_id": None, "subregion_id": "015"}),
        ("country_point_on_earth", {"latitude": 91, "longitude": 0}),
        ("country_point_on_earth", {"latitude": 0, "longitude": -181}),
        ("country_point_on_earth", {"latitude": 0, "longitude": None}),
        ("iso3", {"iso3": "KEN"}),
        ("m49", {"m49": "404"}),
    ],
)
def test_a_country_that_is_none(constraint: str, facts: dict[str, Any]) -> None:
    refused(constraint, neverland(**facts))


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("region_code_is_m49", {"code": "99"}),
        ("region_named_in_six_languages", {"names": {}}),
        ("region_parent_fits_level", {"parent_id": "002"}),
        ("region_parent_fits_level", {"level": "subregion"}),
        ("region_parent_fits_level", {"level": "continent"}),
    ],
)
def test_a_region_that_is_none(constraint: str, facts: dict[str, Any]) -> None:
    refused(constraint, somewhere(**facts))
