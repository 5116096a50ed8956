"""Rules of the directory: what is found, in which order, and what the facets count."""

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.actions import listing
from registry.models import Organization
from registry.queries import orders
from registry.queries.directory import SORTS, Asked, Found, WrongCursor, count, outcome, search, stream, totals
from registry.queries.facets import NETWORK, ORGANIZATION_FACETS
from registry.vocabulary import SITE_LANGUAGES
from tests.listings import belong, partner

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    """The public ids that words find, in their order."""
    return ids(search(Asked(text=text)))


def ids(answer: Found) -> list[str]:
    return [row.record["id"] for row in answer.rows]


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


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("US", "USA U.S.A. U.S. U.S С.Ш.А. EE.UU. EEUU 美国"),
        ("GB", "UK U.K. 英国"),
        ("AE", "UAE U.A.E. ОАЭ"),
        ("CD", "DRC D.R.C. RDC R.D.C. 刚果金 刚果（金）"),
        ("CG", "刚果布"),
        ("CN", "КНР P.R.C."),
        ("KP", "朝鲜"),
        ("KR", "韩国 ROK"),
    ],
)
def test_a_country_is_found_by_what_people_call_it_with_dots_and_without(code: str, names: str) -> None:
    here = partner("Bay Council", base_country_id=code)
    for other in {"US", "GB", "KE"} - {code}:
        partner("Kelp Assembly and Users", base_country_id=other)
    for name in names.split():
        assert found(name) == [here], name


def test_an_acronym_with_dots_is_found_where_it_has_none_and_where_it_has_them() -> None:
    both = {partner("W.Q.F. Reef"), partner("WQF Bay")}
    partner("Willow Quay Forest")
    assert set(found("W.Q.F.")) == both


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
    for word in [
        "bcx",
        "harbour",
        "05x7v4m28",
        "warden",
        "patrol",
        "boat",
        "sail",
        "visit",
        "rail",
        "keeps",
        "Eastern",
    ]:
        assert found(word) == [bay], word


def test_a_public_id_finds_its_partner_and_no_part_of_it_does() -> None:
    bay, _other = partner("Bay"), partner("Reef")
    assert found(bay) == [bay]
    assert found(bay.upper()) == [bay]
    assert found(bay[:5]) == []
    assert search(Asked(kind="activities", text=bay)).rows == []


def test_no_word_is_found_across_two_texts() -> None:
    partner("Reef Fund", description="Danger")
    assert found("funddanger") == found("fund danger zone") == []


@pytest.mark.parametrize("search", ["10%", "f%d", "f_nd", "fund\\'", "fund' OR 'x'='x", "fund:*", "fu & nd", "!fund"])
def test_signs_of_a_question_to_the_database_mean_nothing(search: str) -> None:
    fund = partner("Fund 10")
    assert found(search) in ([fund], [])


def test_what_is_left_out_is_not_found() -> None:
    reef, _bay = partner("Reef Fund"), partner("Bay Fund", description="Mines the reef")
    everyone_else = partner("Lake Trust")
    assert found("reef -mines") == [reef]
    assert found('-"mines the reef"') == [everyone_else, reef]


# -- Order ------------------------------------------------------------------------------------------------------------


def test_the_name_that_was_typed_comes_first_then_names_that_begin_so_then_names_with_the_words() -> None:
    elsewhere = partner("Aardvark Trust", description="Friend of the blue reef")
    within = partner("Alliance for the Reef so Blue")
    begins = partner("Blue Reef Watch")
    known_as = partner("Zebra Fund", "Blue Reef")
    exact = partner("BLUE REEF", website="https://reef.example/")  # it tells more of itself
    assert found("blue reef") == [exact, known_as, begins, within, elsewhere]


def test_of_two_that_fit_alike_the_one_stands_first_that_tells_more_then_the_one_confirmed_of_late() -> None:
    bare = partner("Reef one")
    told = partner("Reef two", description="Tells much.")
    stale = partner("Reef three", confirmed_on="2020-01-01")
    fresh = partner("Reef four", confirmed_on=timezone.now().date())
    assert found("reef") == [told, fresh, bare, stale]


def test_without_words_partners_stand_by_name_whatever_their_case_and_accents() -> None:
    eagle, abalone, zebra = partner("éagle"), partner("Abalone"), partner("zebra")
    assert found("") == [abalone, eagle, zebra]


@pytest.mark.parametrize("sort", SORTS["organizations"])
def test_pages_follow_each_other_forwards_and_backwards_without_a_gap(sort: str) -> None:
    for number in range(7):
        partner(f"Fund {number % 2}", description="Told" * (number % 3))
    asked = Asked(text="fund", sort=sort)
    whole = ids(search(asked))
    assert [record["id"] for record in stream(asked)] == whole

    first = search(asked, size=3)
    second = search(asked, after=first.next, size=3)
    third = search(asked, after=second.next, size=3)
    assert [ids(page) for page in (first, second, third)] == [whole[:3], whole[3:6], whole[6:]]
    assert (first.previous, third.next) == ("", "")
    assert ids(search(asked, before=third.previous, size=3)) == whole[3:6]
    back = search(asked, before=second.previous, size=3)
    assert (ids(back), back.previous, back.next != "") == (whole[:3], "", True)


def test_many_are_met_on_a_walk_along_all_names(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FEW": 0, "LEAST_STEP": 2, "AHEAD": 0}.items():
        monkeypatch.setattr(orders, name, value)
    kept = [partner(f"Fund {letter}", type="iplc" if letter in "pqz" else "ngo") for letter in "pqrstuvwxyz"]
    asked = Asked(chosen={"type": ("iplc",)})
    assert ids(search(asked, size=1)) == [kept[0]]
    first = search(asked, size=2)
    second = search(asked, after=first.next, size=2)
    assert (ids(first), ids(second)) == ([kept[0], kept[1]], [kept[-1]])
    assert ids(search(asked, before=second.previous, size=2)) == ids(first)


@pytest.mark.parametrize("sort", ["newest", "match"])
def test_of_many_only_those_are_sorted_that_can_be_on_the_page(sort: str) -> None:
    for number in range(10):
        partner(f"Fund {number}", listed_at=f"2026-01-{10 + number}T00:00Z")
    asked = Asked(text="fund", sort=sort)
    whole = ids(search(asked))
    second = search(asked, after=search(asked, size=1).next, size=1)
    assert ids(second) == whole[1:2]
    last = search(asked, size=9)
    assert ids(search(asked, before=search(asked, after=last.next, size=1).previous, size=1)) == whole[8:9]


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["apple", "Éclair", "zebra"]),
        ("es", ["nube", "ñandú", "oso"]),
        ("ru", ["ежи", "ёлка", "жук"]),
        ("zh-hans", ["北京", "广州", "上海"]),  # by pinyin
        ("ar", ["أسد", "بحر", "جبل"]),
    ],
)
def test_names_stand_in_the_order_of_the_reader_s_language(language: str, names: list[str]) -> None:
    for name in reversed(names):
        partner(name)
    assert [row.record["name"] for row in search(Asked(language=language)).rows] == names


@pytest.mark.parametrize("cursor", ["x", "é", "AAAA", "A" * 26, "%00", "A" * 5000])
def test_a_forged_place_is_refused(cursor: str) -> None:
    partner("Fund")
    for sort in ("name", "newest"):
        with pytest.raises(WrongCursor, match="Begin the list anew"):
            search(Asked(sort=sort), after=cursor)


def test_a_place_of_another_search_is_refused() -> None:
    for number in range(3):
        partner(f"Fund {number}")
    cursor = search(Asked(text="fund"), size=1).next
    for other in (Asked(), Asked(text="fund", sort="name"), Asked(text="fund", chosen={"type": ("ngo",)})):
        with pytest.raises(WrongCursor, match="another search"):
            search(other, before=cursor)


@pytest.mark.parametrize("language", SITE_LANGUAGES)
def test_a_sign_before_a_name_does_not_put_it_before_the_others(language: str) -> None:
    last, first, signs = partner("«Zebra»"), partner("Ant"), partner("***")
    assert ids(search(Asked(language=language))) == [signs, first, last]


# -- Mistyped words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["mangrve", "mangorve", "mangroove", "nangrove", "angrove"])
def test_a_mistyped_word_finds_what_it_meant_and_says_so(typed: str) -> None:
    bay = partner("Mangrove Watch")
    answer = search(Asked(text=f"{typed} watch"))
    assert (ids(answer), answer.instead_of) == ([bay], [(typed, "Mangrove")])
    assert "mangrove" in answer.words
    assert ids(search(Asked(text=f"{typed} watch", exact=True))) == []


def test_of_several_words_that_were_meant_it_tells_the_one_that_finds_something() -> None:
    partner("Laka Fund")
    lake = partner("Lake Maren")
    answer = search(Asked(text="lakr maren"))
    assert (ids(answer), answer.instead_of) == ([lake], [("lakr", "Lake")])


def test_words_that_are_equally_near_are_all_searched_and_told() -> None:
    both = sorted([partner("Гларанда"), partner("Гларонда")])
    answer = search(Asked(text="гларнда"))
    assert (sorted(ids(answer)), answer.instead_of) == (both, [("гларнда", "Гларанда"), ("гларнда", "Гларонда")])
    assert answer.words == ["гларнда", "гларанда", "гларонда"]


def test_two_letters_that_changed_places_are_one_mistake() -> None:
    forest = partner("Forest")
    partner("Forser")
    partner("Magyar")
    manglar = partner("Manglar")
    for typed, meant, found in (("forset", "Forest", forest), ("mnaglar", "Manglar", manglar)):
        answer = search(Asked(text=typed))
        assert (found in ids(answer), (typed, meant) in answer.instead_of) == (True, True)
    assert search(Asked(text="mnaglar")).instead_of == [("mnaglar", "Manglar")]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("antural", "Natural"), ("atural", "Natural"), ("annual", "Anual"), ("anuuall", "Anual")],
)
def test_one_mistake_at_the_first_letter_is_likelier_than_two_elsewhere(typed: str, meant: str) -> None:
    partner("Anual")
    partner("Natural")
    assert search(Asked(text=typed)).instead_of == [(typed, meant)]


def test_the_first_two_letters_of_a_short_word_change_places() -> None:
    partner("Kelp")
    assert search(Asked(text="eklp")).instead_of == [("eklp", "Kelp")]


def test_a_word_that_is_found_is_never_read_as_another() -> None:
    boat = partner("Boat Club")
    partner("Coat Club")
    answer = search(Asked(text="boat"))
    assert (ids(answer), answer.instead_of) == ([boat], [])


def test_a_word_of_another_language_does_not_hide_that_it_is_mistyped_here() -> None:
    partner("Wald und Forst")
    both = [partner(f"Bangladesh Forest {number}", description="management") for number in range(10)]
    for typed, meant in (
        ("bangladsh forst", [("bangladsh", "Bangladesh"), ("forst", "Forest")]),
        ("forst managment", [("managment", "management"), ("forst", "Forest")]),
    ):
        answer = search(Asked(text=typed))
        assert (sorted(ids(answer)), answer.instead_of) == (sorted(both), meant)
    answer = search(Asked(text="wald forst bangladsh"))
    assert (ids(answer), answer.instead_of) == ([], [])


def test_a_word_that_stands_somewhere_is_kept_where_it_finds_something_beside_what_others_meant() -> None:
    wald = partner("Forst Management")
    for number in range(10):
        partner(f"Forest {number}")
    answer = search(Asked(text="forst managment"))
    assert (ids(answer), answer.instead_of) == ([wald], [("managment", "Management")])


def test_what_finds_little_is_offered_what_finds_ten_times_as_much() -> None:
    wald = partner("Wald und Forst")
    for number in range(9):
        partner(f"Forest {number}")
    assert search(Asked(text="forst")).offered == []
    partner("Forest 9")
    answer = search(Asked(text="forst"))
    assert (ids(answer), answer.instead_of, answer.offered) == ([wald], [], [("forst", "forest")])
    assert search(Asked(text="forst", exact=True)).offered == []
    assert search(Asked(text="wald")).offered == []
    assert search(Asked(text="wald forst")).offered == []


def test_a_rescue_keeps_to_the_filters_where_it_can() -> None:
    partner("Laka Fund", base_country_id="KE")
    lake = partner("Lake Fund", base_country_id="FJ")
    answer = search(Asked(text="lakr", chosen={"country": ("FJ",)}))
    assert (ids(answer), answer.instead_of) == ([lake], [("lakr", "Lake")])
    answer = search(Asked(text="lakr", chosen={"country": ("FR",)}))
    assert (ids(answer), answer.instead_of) == ([], [("lakr", "laka"), ("lakr", "lake")])


def test_after_a_rescue_names_come_in_the_same_order_as_without_a_mistake() -> None:
    elsewhere = partner("Institute", description="Bangladesh forest", website="https://forest.example/")
    name = partner("Bangladesh Forest")
    begins = partner("Bangladesh Forest Research")
    assert found("bangladsh forest") == found("bangladesh forest") == [name, begins, elsewhere]


def test_no_code_of_a_country_and_no_word_of_the_site_s_lists_is_put_in_the_place_of_a_word() -> None:
    partner("Bogota", base_country_id="CO")
    coral = partner("Coral Reef", base_country_id="FI")
    partner("Finlande")
    answer = search(Asked(text="corl"))
    assert (ids(answer), answer.instead_of) == ([coral], [("corl", "Coral")])
    answer = search(Asked(text="finance"))
    assert (ids(answer), answer.instead_of) == ([], [])


@pytest.mark.parametrize(("typed", "near"), [("Nauru", "Naura"), ("Науру", "Наура"), ("Tonga", "Tongo")])
def test_the_name_of_a_country_where_nobody_is_is_no_mistake(typed: str, near: str) -> None:
    partner(near)
    answer = search(Asked(text=typed))
    assert (ids(answer), answer.instead_of) == ([], [])
    assert search(Asked(text=f"{near}x")).instead_of == [(f"{near}x", near)]


@pytest.mark.parametrize(
    ("typed", "language", "read"),
    [("Mexcio", "en", "Mexico"), ("Mexcio", "es", "México"), ("Sibreia", "en", "Siberia"), ("Nunioa", "en", "Ñuñoa")],
)
def test_the_name_of_a_place_that_was_searched_instead_is_told_as_it_is_written(
    typed: str, language: str, read: str
) -> None:
    partner("Bay Council", base_place="Ñuñoa", base_place_public=True, activities=[{"title": "Plant in Siberia"}])
    partner("Reef Council", gaps=[{"title": "Boats", "language": "en", "kinds": ["finance"]}], countries=("MX",))
    assert search(Asked(text=typed, language=language)).instead_of == [(typed, read)]


def test_a_count_says_what_was_searched_instead_as_the_page_does() -> None:
    lake = partner("Lake Fund", base_country_id="MX")
    for text in ("Lakr", "Mexcio", "lake"):
        answer = search(Asked(text=text))
        assert (ids(answer), outcome(Asked(text=text))) == ([lake], (1, answer.instead_of))


def test_a_mistyped_word_that_helps_nothing_is_left_as_it_was() -> None:
    partner("Mangrove Watch")
    partner("Boat Club")
    for text in ("mangrve boat", "xyzzyxyzzy", "bxa", "环镜"):
        answer = search(Asked(text=text))
        assert (ids(answer), answer.instead_of) == ([], [])


# -- Counts -----------------------------------------------------------------------------------------------------------


def test_a_facet_counts_under_the_words_and_the_other_facets_but_not_under_its_own_choice() -> None:
    partner("Reef One", type="ngo", base_country_id="KE")
    partner("Reef Two", type="iplc", base_country_id="KE")
    partner("Reef Three", type="iplc", base_country_id="FJ")
    partner("Forest", type="youth", base_country_id="KE")
    total, counts = count(Asked(text="reef", chosen={"type": ("iplc",), "country": ("KE",)}))
    assert total == 1
    assert counts["type"] == {"ngo": 1, "iplc": 1}
    assert counts["country"] == {"KE": 1, "FJ": 1}


def test_a_region_has_those_based_in_its_countries_and_those_who_work_there_are_apart() -> None:
    partner("Based there", base_country_id="KE")
    partner("Works in a country of it", base_country_id="FR", countries=("KE",))
    partner("Works in the region", no_seat=True, regions=("014",))
    partner("Works in the wider region", no_seat=True, regions=("002",))
    partner("Works everywhere", no_seat=True, everywhere=True)
    _total, counts = count(Asked())
    assert counts["region"] == {"002": 1, "202": 1, "014": 1, "150": 1, "155": 1}
    assert counts["works_in"] == {"KE": 1, "014": 2, "202": 2, "002": 3, "everywhere": 1}


def test_what_is_recent_depends_on_the_day() -> None:
    partner("Old", listed_at="2024-05-05T00:00Z", confirmed_on="2025-01-01")
    fresh = partner("New", listed_at="2026-01-01T00:00Z", confirmed_on="2025-11-23")
    with time_machine.travel("2026-11-22T12:00Z", tick=False):
        _total, counts = count(Asked())
        assert (counts["joined"], counts["confirmed"]) == ({"2026": 1, "2025": 1, "2024": 2}, {"year": 1})
        assert ids(search(Asked(chosen={"joined": ("2025",), "confirmed": ("year",)}))) == [fresh]
        assert count(Asked(chosen={"confirmed": ("year",)}))[1]["joined"] == {"2026": 1, "2025": 1, "2024": 1}
        assert count(Asked(chosen={"joined": ("2010",)}))[1]["joined"]["2010"] == 2
        assert "2027" not in count(Asked(chosen={"joined": ("2027",)}))[1]["joined"]
    with time_machine.travel("2026-11-24T12:00Z", tick=False):
        assert count(Asked())[1]["confirmed"] == {}


def test_days_before_the_computers_count_too() -> None:
    old = {"title": "Old", "start": "1931-01-01", "end": "1950-01-01"}
    partner("Bay", activities=[old, {"title": "Since then", "start": "1931-01-01"}, {"title": "Undated"}])
    runs = {year: count(Asked(kind="activities", chosen={"when": (year,)}))[0] for year in ("1930", "1940", "2026")}
    assert runs == {"1930": 0, "1940": 2, "2026": 1}
    assert [row.record["title"] for row in search(Asked(kind="activities", sort="start")).rows][-1] == "Undated"


def test_an_activity_runs_from_its_first_year_to_its_last() -> None:
    partner(
        "Bay",
        activities=[
            {"title": "Ended", "start": "2023-03-01", "end": "2024-02-01"},
            {"title": "Goes on", "start": "2025-06-01"},
            {"title": "Undated"},
        ],
    )
    with time_machine.travel("2026-11-22T12:00Z", tick=False):
        years = count(Asked(kind="activities"))[1]["when"]
    assert years == {"2029": 1, "2028": 1, "2027": 1, "2026": 1, "2025": 1, "2024": 1, "2023": 1}
    found_in = {year: count(Asked(kind="activities", chosen={"when": (year,)}))[0] for year in ("2022", "2024", "2100")}
    assert found_in == {"2022": 0, "2024": 1, "2100": 1}


def test_members_are_found_by_their_network_while_both_sides_hold_to_it() -> None:
    network, member = partner("Coral Alliance", type="network"), partner("Reef")
    belonging = belong(member, network)
    assert ids(search(Asked(chosen={"network": (network,)}))) == [member]
    assert NETWORK.labels([network], "en") == {network: "Coral Alliance"}
    assert NETWORK.label_of(network, "en") == "Coral Alliance"
    assert NETWORK.labels([], "en") == {}

    Organization.objects.filter(public_id=network).update(state="withdrawn")
    listing.refresh([belonging.network_id])
    assert count(Asked())[1]["network"] == {}


def test_queries_do_not_grow_with_what_is_found(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    several = {"type": ("ngo",), "country": ("KE",), "confirmed": ("year",), "joined": ("2024",), "open_gaps": ("yes",)}
    for _ in range(2):
        partner("Reef")
        search(Asked())
        for asked, queries in (
            (Asked(), 3),
            (Asked(text="reef"), 3),
            (Asked(sort="newest"), 2),
            (Asked(chosen=several), 2),
        ):
            with django_assert_num_queries(queries):
                search(asked)


def test_totals_of_nothing_are_zero() -> None:
    assert totals() == {"activities": 0, "offers": 0}
    assert count(Asked())[0] == 0
    assert search(Asked(sort="newest")).rows == []
    assert list(stream(Asked())) == []


def test_the_newest_partners_come_first() -> None:
    made = [partner(f"Fund {day}", listed_at=f"2026-01-0{day}T00:00Z") for day in (2, 1, 3)]
    assert [row.record["id"] for row in search(Asked(sort="newest"), size=2).rows] == [made[2], made[0]]


def test_every_facet_names_its_values_in_the_reader_s_language() -> None:
    named = {facet.name: facet for facet in ORGANIZATION_FACETS}
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
    assert next(one for one in ORGANIZATION_FACETS if one.name == facet).knows(value) is False
