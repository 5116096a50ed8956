"""Names of countries and regions in six languages, without a query for a page."""

import pytest
from pytest_django import DjangoAssertNumQueries

from registry import places
from registry.models.places import Country
from registry.text import fold
from registry.vocabulary import SITE_LANGUAGES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    places.forget()


def test_everything_is_read_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        places.country_name("CI", "fr")
    with django_assert_num_queries(0):
        for language in SITE_LANGUAGES:
            assert len(places.countries(language)) == 249
            assert len(places.regions(language)) == 5
        places.places_in("002")
        places.all_names("KE")


def test_a_country_has_its_name_in_each_language() -> None:
    assert [places.country_name("KE", language) for language in SITE_LANGUAGES] == [
        "Kenya",
        "كينيا",
        "Kenya",
        "Kenya",
        "Кения",
        "肯尼亚",
    ]
    assert places.country_name("CI", "en") == "Côte d'Ivoire"


def test_stored_keys_and_unknown_languages_are_understood() -> None:
    assert places.country_name("KE", "zh") == "肯尼亚"
    assert places.country_name("KE", "zh-Hans") == "肯尼亚"
    assert places.country_name("KE", "sw") == "Kenya"


def test_the_codes_that_there_are() -> None:
    assert len(places.country_codes()) == 249
    assert len(places.region_codes()) == 30
    assert "XK" not in places.country_codes()
    assert "830" in places.region_codes()


def test_a_code_outside_the_list_is_an_error_not_a_guess() -> None:
    for ask in (places.country, places.places_in, places.all_names, places.region_and_above):
        with pytest.raises(KeyError):
            ask("XK")
    with pytest.raises(KeyError):
        places.region_name("001", "en")


def test_countries_are_sorted_as_their_readers_look_for_them() -> None:
    english = [name for _, name in places.countries("en")]
    assert english[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    spanish = [code for code, _ in places.countries("es")]
    assert spanish.index("ES") < spanish.index("US") < spanish.index("EE")  # España, Estados Unidos, Estonia
    russian = [code for code, _ in places.countries("ru")]
    assert russian.index("YE") < russian.index("CV")  # Йемен, Кабо-Верде
    chinese = [code for code, _ in places.countries("zh-hans")]  # by sound: Ā'ěrbānīyà, Kěnnìyà, Zhōngguó
    assert chinese.index("AL") < chinese.index("KE") < chinese.index("CN")
    arabic = [code for code, _ in places.countries("ar")]
    assert arabic.index("ES") < arabic.index("YE") < arabic.index("TN")  # إسبانيا، اليمن، تونس
    regions = [name for _, name in places.regions("zh-hans")]
    assert regions == ["大洋洲", "非洲", "美洲", "欧洲", "亚洲"]  # Dà, Fēi, Měi, Ōu, Yà


def test_a_list_of_countries_can_be_changed_without_harm() -> None:
    places.countries("en").clear()
    assert len(places.countries("en")) == 249


def test_regions_lie_in_each_other() -> None:
    assert places.regions("en") == [
        ("002", "Africa"),
        ("019", "Americas"),
        ("142", "Asia"),
        ("150", "Europe"),
        ("009", "Oceania"),
    ]
    assert places.regions("fr", within="009") == [
        ("053", "Australie et Nouvelle-Zélande"),
        ("054", "Mélanésie"),
        ("057", "Micronésie"),
        ("061", "Polynésie"),
    ]
    assert places.regions("en", within="053") == []
    assert places.region_and_above("029") == ("019", "419", "029")
    assert places.region_and_above("150") == ("150",)
    assert places.region_name("419", "es") == "América Latina y el Caribe"


def test_countries_in_a_region() -> None:
    assert len(places.places_in("002")) == 60
    assert places.places_in("015") == {"DZ", "EG", "EH", "LY", "MA", "SD", "TN"}
    assert places.places_in("830") == {"GG", "JE"}
    assert set.union(*(set(places.places_in(code)) for code, _ in places.regions("en"))) == {
        code for code, _ in places.countries("en") if code != "AQ"
    }


def test_facts_of_a_country() -> None:
    kenya = places.country("KE")
    assert (kenya.iso3, kenya.m49, kenya.regions, kenya.cbd_region) == ("KEN", "404", ("002", "202", "014"), "african")
    assert places.country("AQ").regions == ()
    assert places.country("GL").cbd_region == ""
    assert places.country("UM").latitude is None


def test_what_people_may_call_a_place() -> None:
    assert places.all_names("EG") == ["EG", "EGY", "Egypt", "مصر", "Egipto", "Égypte", "Египет", "埃及"]
    assert places.all_names("009") == ["009", "Oceania", "أوقيانوسيا", "Oceanía", "Océanie", "Океания", "大洋洲"]


def test_what_people_call_a_country_every_day_is_a_name_of_it_too() -> None:
    assert {"Турция", "Turkey", "Turquía", "Turquie"} <= set(places.all_names("TR"))
    assert places.country("US").everyday_names == (
        *("USA", "EE. UU.", "EEUU", "EUA", "США", "أمريكا", "أميركا", "美国"),
        *("U.S.", "U.S.A.", "The United States"),
    )


def test_no_name_of_a_country_is_one_of_another() -> None:
    called: dict[str, str] = {}
    for code in places.country_codes():
        for name in places.country(code).everyday_names:
            assert called.setdefault(fold(name), code) == code
    formal = {fold(name) for code in places.country_codes() for name in places.country(code).names.values()}
    assert formal & called.keys() == set()


def test_a_database_without_places_is_said_and_not_remembered() -> None:
    kept = list(Country.objects.order_by("code"))
    Country.objects.all().delete()
    with pytest.raises(LookupError, match="load_places"):
        places.countries("en")
    Country.objects.bulk_create(kept)
    assert len(places.countries("en")) == 249
