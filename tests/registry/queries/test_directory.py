"""Rules of the directory: what is found, in which order, and what the facets count."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from registry.models import Listing
from registry.queries import directory
from registry.queries.directory import FACETS, PAGE_SIZE, count, matching, page_of, ranked, words_of
from tests.listings import partner, row

pytestmark = pytest.mark.django_db


def found(search: str, **chosen: list[str]) -> list[str]:
    """The public ids that a search finds, in their order."""
    listings = matching(Listing.objects.all(), words_of(search))
    for facet, values in chosen.items():
        listings = listings.filter(directory.having(facet, values))
    return [listing.public_id for listing in page_of(ranked(listings, search), 1)]


# -- Words ------------------------------------------------------------------------------------------------------------


def test_each_script_finds_exactly_its_own() -> None:
    madrid = partner(("Ministerio para la Transición Ecológica y el Medio Ambiente Inventado", "es", "official"))
    lima = partner("Red Limeña", description="Trabaja con el MINISTERIO y cuida el medio ambiente.")
    partner("Ministerio de Hacienda Inventado")
    moscow = partner(("Министерство природы (вымышленное)", "ru", "official"))
    kazan = partner(("Bay Fund", "en", "official"), ("Фонд при министерстве", "ru", "translation"))
    cairo = partner(("وِزَارَة البيئة الخيالية", "ar", "official"))
    rabat = partner("Atlas Council", activities=[{"title": "مع وزارة المياه", "language": "ar"}])
    partner(("مجلس خليج المرجان", "ar", "official"))
    beijing = partner(("虚构环境研究所", "zh", "official"))
    taipei = partner("Green Reef", gaps=[{"title": "環境", "text": "环境监测", "language": "zh"}])
    partner(("虚构海洋研究所", "zh", "official"))
    abidjan = partner("Conseil du littoral", base_country_id="CI")
    accra = partner("Volta Watch", base_country_id="GH", countries=("CI", "GH"))
    partner("Ivoire", base_country_id="GH")

    assert set(found("ministerio ambiente")) == {madrid, lima}
    assert set(found("министерство")) == {moscow}
    assert set(found("министерств")) == {moscow, kazan}
    assert set(found("وزارة")) == {cairo, rabat}
    assert set(found("环境")) == {beijing, taipei}
    assert set(found("Cote d'Ivoire")) == {abidjan, accra}


@pytest.mark.parametrize(
    "search", ["CÔTE D’IVOIRE", "cote d ivoire", "  Côte   d'Ivoire ", "科特迪瓦", "Кот-д'Ивуар", "كوت ديفوار"]
)
def test_a_country_is_found_by_its_name_in_each_language(search: str) -> None:
    abidjan = partner("Conseil du littoral", base_country_id="CI")
    partner("Volta Watch", base_country_id="GH")
    assert found(search) == [abidjan]


def test_names_identifiers_and_the_words_of_every_item_are_searched() -> None:
    bay = partner(
        ("Bay Council", "en", "official"),
        ("BCX", "en", "acronym"),
        ("Old Harbour Board", "en", "former"),
        identifiers=(("ror", "05x7v4m28"),),
        activities=[{"title": "Wardens", "text": "Night patrols"}],
        gaps=[{"title": "Boats", "text": "With sails"}],
        offers=[{"title": "Visits", "text": "By rail"}],
        description="Keeps the bay.",
        regions=("014",),
    )
    partner("Somebody else", base_country_id="FR")
    for search in ("bcx", "harbour", "05x7v4m28", "warden", "patrol", "boat", "sail", "visit", "rail", "keeps", "East"):
        assert found(search) == [bay], search


def test_no_word_is_found_across_two_texts() -> None:
    partner("Reef Fund", description="Danger")
    assert found("funddanger") == found("fund danger zone") == []


@pytest.mark.parametrize("search", ["1%0", "1_0", "f%d", "1\\0", "fund' OR 'x'='x"])
def test_signs_within_a_word_mean_themselves(search: str) -> None:
    partner("Fund 100%")
    assert found(search) == []


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("", []),
        ("?! … —", []),
        ("“Mangrove” monitoring,", ["monitoring", "mangrove"]),
        ("mangrove mangroves man", ["mangroves"]),
        ("Ünïcode C.R.E.W.", ["c.r.e.w", "unicode"]),
        ("\x00a\x00", ["a"]),
    ],
)
def test_words_are_folded_bare_and_each_only_once(search: str, words: list[str]) -> None:
    assert words_of(search) == words


# -- Order ------------------------------------------------------------------------------------------------------------


def test_the_name_that_was_typed_comes_first_then_names_that_begin_so_then_names_with_the_words() -> None:
    elsewhere = partner("Aardvark Trust", description="Friend of the blue reef")
    within = partner("Alliance for the Reef so Blue")
    begins = partner("Blue Reef Watch")
    known_as = partner("Zebra Fund", "Blue Reef")
    exact = partner("BLUE REEF")
    assert found("blue reef") == [exact, known_as, begins, within, elsewhere]


def test_without_words_partners_stand_by_name_whatever_their_case_and_accents() -> None:
    eagle, abalone, zebra = partner("éagle"), partner("Abalone"), partner("zebra")
    assert found("") == [abalone, eagle, zebra]


def test_partners_of_one_name_keep_their_order_over_pages() -> None:
    made = [partner("Same Name") for _ in range(PAGE_SIZE + 3)]
    pages = [[one.public_id for one in page_of(ranked(Listing.objects.all(), "same"), number)] for number in (1, 2)]
    assert [len(page) for page in pages] == [PAGE_SIZE, 3]
    assert pages[0] + pages[1] == made


# -- Counts -----------------------------------------------------------------------------------------------------------


def test_a_facet_counts_under_the_words_and_the_other_facets_but_not_under_its_own_choice() -> None:
    partner("Reef One", type="ngo", base_country_id="KE")
    partner("Reef Two", type="iplc", base_country_id="KE")
    partner("Reef Three", type="iplc", base_country_id="FJ")
    partner("Forest", type="youth", base_country_id="KE")
    counts = count(matching(Listing.objects.all(), ["reef"]), {"type": ["iplc"], "country": ["KE"]})
    assert counts.total == 1
    assert counts.of("type") == {"ngo": 1, "iplc": 1}
    assert counts.of("country") == {"KE": 1, "FJ": 1}


def test_a_region_counts_the_countries_in_it_and_those_who_named_it() -> None:
    partner("By country", base_country_id="KE")
    partner("By region", no_seat=True, regions=("014",))
    partner("By the wider region", no_seat=True, regions=("002",))
    assert count(Listing.objects.all(), {}).of("region") == {"002": 3, "202": 2, "014": 2}


def test_the_most_found_values_come_first_equal_ones_by_code() -> None:
    counts = directory.Counts(9, {"lacks": {"finance": 2, "data_monitoring": 2, "policy_law": 5}})
    assert counts.most("lacks", 2) == [("policy_law", 5), ("data_monitoring", 2)]


VALUES = {facet.name: [f"{facet.name}:{value}" for value in "abc"] for facet in FACETS}
WORDS = ["reef", "bay", "lake"]


@pytest.fixture
def listings() -> list[Listing]:
    chance = random.Random(30)
    return [
        row(
            name=chance.choice(["Fund", "Reef fund", "Bay"]),
            search_text=" ".join(chance.sample(WORDS, chance.randint(0, 3))),
            facets=[value for values in VALUES.values() for value in chance.sample(values, chance.randint(0, 2))],
        )
        for _ in range(60)
    ]


chosen_values = st.dictionaries(
    st.sampled_from(sorted(VALUES)), st.lists(st.sampled_from("abc"), max_size=2, unique=True), max_size=4
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=chosen_values, words=st.lists(st.sampled_from(WORDS), max_size=2, unique=True))
def test_counts_and_results_are_those_of_a_plain_count(
    listings: list[Listing], chosen: dict[str, list[str]], words: list[str]
) -> None:
    def passes(listing: Listing, *, but: str = "") -> bool:
        return all(word in listing.search_text for word in words) and all(
            any(f"{name}:{value}" in listing.facets for value in values)
            for name, values in chosen.items()
            if values and name != but
        )

    counts = count(matching(Listing.objects.all(), words), chosen)
    expected = [listing for listing in listings if passes(listing)]
    assert counts.total == len(expected)
    for name in VALUES:
        plain = Counter(word for one in listings if passes(one, but=name) for word in one.facets)
        assert counts.of(name) == {value: n for value in "abc" if (n := plain[f"{name}:{value}"])}
    selected = matching(Listing.objects.all(), words)
    for name, values in chosen.items():
        selected = selected.filter(directory.having(name, values)) if values else selected
    assert {one.pk for one in selected} == {one.pk for one in expected}


def test_one_query_counts_whatever_is_chosen(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    everything = {facet.name: ["x"] for facet in FACETS}
    for chosen in ({}, everything):
        with django_assert_num_queries(1):
            count(Listing.objects.all(), chosen)


def test_totals_of_nothing_are_zero() -> None:
    assert directory.totals() == {"activities": 0, "gaps": 0, "offers": 0}
    assert count(Listing.objects.all(), {}).total == 0


def test_every_facet_names_its_values_in_the_reader_s_language() -> None:
    named = {facet.name: facet for facet in FACETS}
    assert named["country"].label_of("CN", "fr") == "Chine"
    assert named["region"].label_of("002", "es") == "África"
    assert named["language"].label_of("sw", "en") == "Swahili"
    assert named["type"].label_of("iplc", "en") == "Indigenous peoples and local communities"


@pytest.mark.parametrize(
    ("facet", "value"),
    [
        ("type", "pirate"),
        ("country", "XK"),
        ("country", "ke"),
        ("region", "2"),
        ("element", ""),
        ("language", "xx-nonsense"),
        ("language", "en-GB"),
        ("language", "\x00"),
        ("scale", "a" * 10_000),
    ],
)
def test_a_facet_knows_what_cannot_be_asked(facet: str, value: str) -> None:
    assert next(one for one in FACETS if one.name == facet).knows(value) is False
