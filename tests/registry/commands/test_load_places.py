"""Loading the places of the fixtures: complete, as often as one likes, all or nothing."""

import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DataError

from registry import places
from registry.models.places import Country, Region
from registry.text import has_forbidden

pytestmark = pytest.mark.django_db

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


def load(**options: Any) -> list[str]:
    said = io.StringIO()
    call_command("load_places", stdout=said, **options)
    return said.getvalue().splitlines()


def facts(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    return rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the fixtures to change."""
    for name in ("countries.json", "regions.json"):
        (tmp_path / name).write_text((FIXTURES / name).read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_an_empty_database_gets_all_places() -> None:
    Country.objects.all().delete()
    for level in ("intermediate", "subregion", "region"):
        Region.objects.filter(level=level).delete()
    assert load() == ["regions: 30 new, 0 changed, 0 as they were", "countries: 249 new, 0 changed, 0 as they were"]
    assert Country.objects.count() == 249
    assert Country.objects.filter(cbd_region="").count() == 54
    assert Country.objects.filter(region=None).get().code == "AQ"
    assert Region.objects.count() == 30


def test_loading_again_changes_nothing() -> None:
    load(verbosity=0)
    assert load() == ["regions: 0 new, 0 changed, 30 as they were", "countries: 0 new, 0 changed, 249 as they were"]


def test_what_differs_is_put_right_and_what_is_unknown_stays() -> None:
    Country.objects.filter(code="KE").update(names={**places.country("KE").names, "fr": "?"}, region_id="019")
    Country.objects.filter(code="AQ").delete()
    extra = Region.objects.create(code="999", level="region", names=places.country("KE").names)
    assert load() == ["regions: 0 new, 0 changed, 30 as they were", "countries: 1 new, 1 changed, 247 as they were"]
    assert Country.objects.get(code="KE").region_id == "002"
    assert Region.objects.filter(pk=extra.pk).exists()


def test_new_names_are_seen_at_once(folder: Path) -> None:
    assert places.country_name("KE", "fr") == "Kenya"
    text = (folder / "countries.json").read_text(encoding="utf-8").replace('"fr": "Kenya"', '"fr": "Le Kenya"')
    (folder / "countries.json").write_text(text, encoding="utf-8")
    load(folder=folder, verbosity=0)
    assert places.country_name("KE", "fr") == "Le Kenya"
    load(verbosity=0)
    assert places.country_name("KE", "fr") == "Kenya"


def test_nothing_is_loaded_of_files_with_a_fault(folder: Path) -> None:
    text = (folder / "regions.json").read_text(encoding="utf-8").replace('"en": "Africa"', '"en": "Afrika"')
    (folder / "regions.json").write_text(text, encoding="utf-8")
    text = (folder / "countries.json").read_text(encoding="utf-8").replace('"code": "KE"', '"code": "KEN"')
    (folder / "countries.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError):
        load(folder=folder)
    assert Region.objects.get(code="002").names["en"] == "Africa"


def test_every_name_is_clean_and_there_in_six_languages() -> None:
    rows = facts("countries.json") + facts("regions.json")
    assert len(rows) == 279
    for row in rows:
        assert list(row["names"]) == ["en", "ar", "es", "fr", "ru", "zh"]
        for name in row["names"].values():
            assert name == " ".join(name.split()) != ""
            assert unicodedata.is_normalized("NFC", name)
            assert not has_forbidden(name)


def test_names_are_those_of_the_united_nations() -> None:
    names = {row["code"]: row["names"] for row in facts("countries.json")}
    assert names["TR"]["en"] == "Türkiye"
    assert names["PS"]["zh"] == "巴勒斯坦国"
    assert names["BO"]["es"] == "Bolivia (Estado Plurinacional de)"
    assert names["AE"]["ru"] == "Объединенные Арабские Эмираты"
