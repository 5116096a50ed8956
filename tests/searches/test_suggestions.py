"""What the search box suggests while somebody types: partners by the beginning of any word of any of their names,
countries by their names in six languages, elements of the target; mistyped words only where nothing begins so.
"""

from dataclasses import dataclass

import pytest

from registry.queries.suggestions import suggest
from tests.listings import partner

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Typed:
    """A row of the table: partners by their keys, countries by code, elements by value; several by spaces between."""

    text: str
    why: str
    first: str = ""  # "" where nothing may be suggested
    also: str = ""
    never: str = ""
    language: str = "en"


TABLE = [
    Typed("lake m", "the beginning of a name", "maren"),
    Typed("LAKE  M", "capitals and needless spaces", "maren"),
    Typed("guard", "the beginning of a later word", "maren"),
    Typed("walin", "a name in another language", "maren"),
    Typed("lmg", "an acronym", "maren"),
    Typed("gull r", "a former name", "tern"),
    Typed("art", "a name that begins so", "art", never="smart"),
    Typed("tides", "the beginning of a later word", "art", also="smart"),
    Typed("blue reef", "the name itself, then a name that begins so", "reef", also="reef_watch", never="reef_alliance"),
    Typed("tern", "what begins so needs no rescue", "tern", never="fern"),
    Typed("fundacion m", "words side by side, not words apart", never="madrid"),
    Typed("montana y r", "accents left out, from a later word on", "madrid"),
    Typed("quy rung", "Vietnamese without tones", "hanoi"),
    Typed("зеленая", "ё is found by е", "fir"),
    Typed("елк", "ё is found by е, in a later word", "fir"),
    Typed("وزارة", "vowel marks within the stored word", "environment"),
    Typed("البيي", "hamza left out", "environment"),
    Typed("بيئ", "without the article", "environment"),
    Typed("虚构海", "the beginning of a run", "h_ocean"),
    Typed("海洋", "within a run", "h_university", also="h_ocean"),
    Typed("山中", "within a run behind Latin letters", "h_wwx"),
    Typed("ทะเล", "within a run of Thai", "t_turtle", also="t_sea"),
    Typed("民主主义", "within a run of a country's name", "KP", language="zh-hans"),
    Typed("サンゴ", "kana", "k_coral"),
    Typed("ｻﾝｺﾞ", "half-width kana", "k_coral"),
    Typed("พะยู", "Thai", "t_dugong"),
    Typed("जीव", "Devanagari", "d_life"),
    Typed("δασ", "Greek without accents", "g_forest"),
    Typed("바다", "a later word in Hangul", "s_sea"),
    Typed("kenya", "a country", "KE"),
    Typed("Кени", "a country in Russian, for a reader of English", "KE"),
    Typed("肯尼", "a country in Chinese", "KE", language="zh-hans"),
    Typed("كيني", "a country in Arabic", "KE", language="ar"),
    Typed("cote d iv", "a country without accent and apostrophe", "CI"),
    Typed("Côte d’", "a country with accent and apostrophe", "CI", language="fr"),
    Typed("republic", "a name that is shown, before what others are called elsewhere", "KR", also="MD", never="CZ"),
    Typed("英", "what a country is called every day, beside what others are called", "GB", language="zh-hans"),
    Typed("bissau", "a later word of a country's name", "GW"),
    Typed("suiz", "a country in Spanish", "CH", language="es"),
    Typed("UK", "what a country is called just so, before what begins so", "GB", also="UA"),
    Typed("South Ko", "what a country is called every day", "KR", never="KP"),
    Typed("Holland", "what a country is called every day", "NL", language="fr"),
    Typed("美国", "what a country is called every day, in Chinese", "US", also="UM", language="zh-hans"),
    Typed("Росси", "what a country is called every day, in Russian", "RU", language="ru"),
    Typed("أمري", "what a country is called every day, in Arabic", "US", language="ar"),
    Typed("Guinea", "what is called just so, before what has it as a later word", "GN", never="GQ"),
    Typed(
        "几内亚",
        "what is called just so, before what has it from a later letter on",
        "GN",
        never="GQ",
        language="zh-hans",
    ),
    Typed("俄罗", "what begins so, before what has it from a later letter on", "RU", also="BY", language="zh-hans"),
    Typed("俄罗斯", "the beginning of the whole name, before the end of another", "RU", also="BY", language="zh-hans"),
    Typed("غينيا", "what is called just so, in Arabic", "GN", language="ar"),
    Typed("كونغو", "a name without the article, from its beginning", "CG", language="ar"),
    Typed("well con", "an element", "connected"),
    Typed("seascapes", "a later word of an element", "integrated"),
    Typed("اليابسة", "an element, with the article", "land-inland-waters", language="ar"),
    Typed("guardans", "a letter forgotten: nothing begins so", "maren"),
    Typed("lake gaurdians", "letters changed places, but no name has these words side by side"),
    Typed("maren guardans", "the last of several words mistyped", "maren"),
    Typed("wolverine", "a partner that withdrew"),
    Typed("heron", "the town of a partner is no name of it"),
    Typed("sonar", "a gap for partners only"),
    Typed("", "nothing typed"),
    Typed(" – ", "no letter typed"),
]


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{number}: {row.why}") for number, row in enumerate(TABLE, 1)])
def test_suggestion(row: Typed, population: dict[str, str]) -> None:
    keys = {public_id: key for key, public_id in population.items()}
    suggested = [keys.get(one.value, one.value) for one in suggest(row.text, row.language)]
    assert (suggested[0] if suggested else "") == row.first
    assert set(row.also.split()) <= set(suggested)
    assert set(row.never.split()).isdisjoint(suggested)


@pytest.mark.parametrize(
    ("text", "language", "others"),
    [
        ("marin", "en", ["marine-coastal", "SM", "SM"]),
        ("guin", "en", ["GN", "GN", "GW", "GW"]),
        ("مناطق", "ar", ["marine-coastal", "important-areas"]),
    ],
)
def test_what_begins_so_stands_before_that_of_which_a_later_word_does(
    text: str, language: str, others: list[str], population: dict[str, str]
) -> None:
    assert [one.value for one in suggest(text, language) if one.kind != "partner"] == others


@pytest.mark.parametrize("text", ["a", "s", "m", "虚", "و", "к"])
def test_at_most_eight_are_suggested_each_once(text: str, population: dict[str, str]) -> None:
    suggested = suggest(text, "en")
    assert 1 <= len(suggested) <= 8
    assert len({(one.kind, one.value) for one in suggested}) == len(suggested)


def test_a_partner_whom_a_mistyped_word_may_mean_by_two_names_is_suggested_once() -> None:
    key = partner("Muséum de la baie", "Museo de la Bahía")
    assert [one.value for one in suggest("museom", "en") if one.value == key] == [key]


def test_the_name_that_begins_so_is_told_though_a_later_word_of_the_shown_one_does_too() -> None:
    partner("Network of Zorva Managers", "Zorva de Gestores")
    partner("Zorva Reserve", "Zorva Reserva")
    found = [(one.label, one.also) for one in suggest("zorva", "en")]
    assert sorted(found) == [("Network of Zorva Managers", "Zorva de Gestores"), ("Zorva Reserve", "")]


def test_a_suggestion_says_where_it_leads_and_in_which_language_it_is(population: dict[str, str]) -> None:
    partner = suggest("walinzi", "ar")[0]
    assert (partner.kind, partner.label, partner.language) == ("partner", "Lake Maren Guardians’ Council", "en")
    assert (partner.value, partner.words) == (population["maren"], "lake-maren-guardians-council")
    assert partner.also == "Baraza la Walinzi wa Ziwa Maren"
    country = suggest("肯尼", "fr")[0]
    assert (country.kind, country.label, country.language, country.value) == ("country", "Kenya", "fr", "KE")
    element = suggest("well connected", "en")[0]
    assert (element.kind, element.label, element.value) == ("element", "Well connected", "connected")
