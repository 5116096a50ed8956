"""Rules of the directory's page: what its filters, its three views and its sentences show."""

import gzip
import random
import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.actions import listing
from registry.models import ActivityPlace, Organization
from registry.places import country_codes
from registry.vocabulary import OrganizationType
from tests.listings import belong, partner
from tests.web.results import choice, facet, page, sentences, shown, tags

pytestmark = pytest.mark.django_db


# -- What is found ----------------------------------------------------------------------------------------------------


def test_words_and_filters_narrow_the_list_together(client: Client) -> None:
    partner("Reef Council", type="iplc", base_country_id="KE")
    partner("Reef Watch", type="ngo", base_country_id="KE")
    partner("Reef Youth", type="iplc", base_country_id="FJ")
    partner("Forest Elders", type="iplc", base_country_id="KE")
    html = page(client, "/directory/?q=REEF&type=iplc&country=KE")
    assert shown(html) == ["Reef Council"]
    assert {value: count for value, (count, _) in facet(html, "type").items() if count} == {"iplc": 1, "ngo": 1}
    assert facet(html, "country") == {"KE": (1, True), "FJ": (1, False)}
    assert tags(html) == [
        ("“REEF”", "?type=iplc&country=KE"),
        ("Indigenous peoples and local communities", "?q=REEF&country=KE"),
        ("Based in: Kenya", "?q=REEF&type=iplc"),
    ]


def test_two_values_of_a_facet_are_alternatives(client: Client) -> None:
    for kind in ("ngo", "iplc", "youth"):
        partner(f"The {kind}", type=kind)
    assert shown(page(client, "/directory/?type=ngo&type=iplc&type=ngo")) == ["The iplc", "The ngo"]


TODAY = timezone.now().date()


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("type=iplc", {"type": "iplc"}),
        ("country=TZ", {"base_country_id": "TZ"}),
        ("region=014", {"base_country_id": "TZ"}),
        ("works_in=TZ", {"countries": ("TZ",)}),
        ("works_in=014", {"countries": ("TZ",)}),
        ("works_in=019", {"regions": ("019",)}),
        ("works_in=everywhere", {"everywhere": True}),
        ("element=oecm", {"activities": [{"title": "A", "elements": ["oecm"]}]}),
        ("lacks=finance", {"gaps": [{"title": "A", "kinds": ["finance"]}]}),
        ("offers=finance", {"offers": [{"title": "A", "kinds": ["finance"]}]}),
        ("realm=inland_waters", {"realms": ["inland_waters"]}),
        ("scale=global", {"scales": ["global"]}),
        ("language=zh", {"languages": ["zh-Hant"]}),
        ("open_gaps=yes", {"gaps": [{"title": "A", "kinds": ["finance"]}]}),
        ("open_offers=yes", {"offers": [{"title": "A", "kinds": ["finance"]}]}),
        ("confirmed=year", {"confirmed_on": TODAY - timedelta(days=364)}),
    ],
)
def test_every_facet_finds_what_it_names(client: Client, query: str, columns: dict[str, object]) -> None:
    partner("Found", **{"base_country_id": "FJ", **columns})  # type: ignore[arg-type]
    partner("Another", base_country_id="FR", confirmed_on=TODAY - timedelta(days=400))
    assert shown(page(client, f"/directory/?{query}")) == ["Found"]
    name, value = query.split("=")
    assert facet(page(client), name)[value] == (1, False)


def test_joined_since_a_year_counts_those_of_later_years_too(client: Client) -> None:
    now = timezone.now()
    for number in range(3):
        partner(f"Bay {number}", listed_at=now.replace(year=now.year - number, month=2, day=1))
    since = str(now.year - 1)
    html = page(client, f"/directory/?joined={since}")
    assert shown(html) == ["Bay 0", "Bay 1"]
    assert [count for count, _ in facet(html, "joined").values()] == [1, 2, 3]
    assert tags(html) == [(f"Joined since {since}", "?")]


def test_a_year_before_anybody_joined_that_was_chosen_is_counted_too(client: Client) -> None:
    for number in range(3):
        partner(f"Bay {number}")
    html = page(client, "/directory/?joined=2010")
    assert len(shown(html)) == 3
    assert facet(html, "joined") == {str(timezone.now().year): (3, False), "2010": (3, True)}


def test_members_of_a_network_are_found_by_its_name(client: Client) -> None:
    network, member = partner("Coral Alliance", type="network"), partner("Reef")
    belong(member, network)
    html = page(client, f"/directory/?network={network}")
    assert shown(html) == ["Reef"]
    assert facet(html, "network") == {network: (1, True)}
    assert tags(html) == [("Member of: Coral Alliance", "?")]


def test_typing_a_word_wrong_finds_what_was_meant_and_says_so(client: Client) -> None:
    partner("Mangrove Watch")
    html = page(client, "/directory/?q=mangrve")
    assert shown(html) == ["Mangrove Watch"]
    assert "Showing results for<b><bdi>Mangrove</bdi></b>instead of<bdi>mangrve</bdi>." in html
    assert re.findall(r'<a href="([^"]*)">Search for exactly what was typed</a>', html) == ["?q=mangrve&amp;exact=yes"]
    exactly = page(client, "/directory/?q=mangrve&exact=yes")
    assert shown(exactly) == []
    assert tags(exactly) == [("“mangrve”", "?"), ("Exactly these words", "?q=mangrve")]


def test_what_was_searched_instead_is_told_as_it_was_typed_and_as_the_texts_write_it(client: Client) -> None:
    partner("Amis de la Forêt", description="Vivante")
    partner("جمعية الساحل", description="")
    sentence = "Showing results for<b><bdi>{}</bdi></b>instead of<bdi>{}</bdi>."
    for typed, read in (("Fôert", "Forêt"), ("للساحلل", "الساحل"), ("Vivamte", "Vivante")):
        assert sentence.format(read, typed) in page(client, f"/directory/?q={quote(typed)}")


def test_all_words_that_were_searched_instead_are_told_also_where_the_filters_leave_nothing(client: Client) -> None:
    partner("Гларанда")
    partner("Гларонда")
    told = "<b><bdi>Гларанда or Гларонда</bdi></b>instead of<bdi>Гларнда</bdi>."
    assert f"Showing results for{told}" in page(client, f"/directory/?q={quote('Гларнда')}")
    told = "<b><bdi>гларанда or гларонда</bdi></b>instead of<bdi>Гларнда</bdi>."
    assert f"Searched for{told}" in page(client, f"/directory/?q={quote('Гларнда')}&type=academic")


def test_a_word_of_an_activity_that_was_searched_instead_is_told_as_it_writes_it(client: Client) -> None:
    partner("Bay Council", activities=[{"title": "Pépinières"}])
    told = "Showing results for<b><bdi>Pépinières</bdi></b>instead of<bdi>Pepiniers</bdi>."
    assert told in page(client, "/activities/?q=Pepiniers")


def test_words_that_find_little_are_kept_and_what_they_may_have_meant_is_offered(client: Client) -> None:
    partner("Wald und Forst")
    for number in range(10):
        partner(f"Forest {number}")
    html = page(client, "/directory/?q=Forst&type=ngo")
    assert shown(html) == ["Wald und Forst"]
    offers = r'Little was found. Did you mean<a href="([^"]*)"><bdi>(.*?)</bdi></a>\?'
    ((href, words),) = re.findall(offers, html)
    assert (unescape(href), words) == ("?q=forest&type=ngo", "forest")
    assert "Did you mean" not in page(client, "/directory/?q=Forst&exact=yes")


def test_a_search_in_quotes_is_named_without_quotes_round_them(client: Client) -> None:
    assert tags(page(client, "/directory/?q=%22Blue+Reef%22")) == [('"Blue Reef"', "?")]


def test_words_that_the_site_calls_a_filter_lead_to_it(client: Client) -> None:
    partner("Bay", gaps=[{"title": "Money", "kinds": ["finance"]}])
    ways = re.search(r'<p class="instead">Filters that are called so:(.*?)</p>', page(client, "/directory/?q=finance"))
    assert ways is not None
    found = re.findall(r'<a href="([^"]*)">(.*?)</a>', ways[1])
    assert found == [
        ("?lacks=finance", "Lacks support with: Finance"),
        ("?offers=finance", "Offers support with: Finance"),
    ]
    assert shown(page(client, f"/directory/{found[0][0]}")) == ["Bay"]
    for typed in ("финансирование", "تمويل", "资金"):
        assert "?lacks=finance" in page(client, f"/fr/directory/?q={typed}")
    for typed in ("", "fin", "finance of bays"):
        assert "called so" not in page(client, f"/directory/?q={typed}")


# -- The facets -------------------------------------------------------------------------------------------------------


def test_a_facet_shows_what_finds_something_and_what_is_chosen(client: Client) -> None:
    partner("Bay")
    html = page(client, "/directory/?type=ngo&type=youth")
    assert facet(html, "type") == {"ngo": (1, True), "youth": (0, True)}
    assert facet(html, "country") == {"KE": (1, False)}
    assert facet(html, "element") == facet(html, "language") == {}
    assert "Element of Target 3" not in html


def test_values_of_a_short_facet_stand_in_the_order_of_the_registry(client: Client) -> None:
    for kind in reversed(OrganizationType.values):
        partner(kind, type=kind)
    assert list(facet(page(client), "type")) == OrganizationType.values


def test_languages_stand_in_the_order_of_the_reader(client: Client) -> None:
    partner("Bay", languages=("zh", "en", "ar"))
    by_sound = ["ar", "en", "zh"]  # Ālābóyǔ, Yīngyǔ, Zhōngwén
    assert list(facet(page(client, "/zh-hans/directory/"), "language")) == by_sound


def test_without_anything_to_choose_there_are_no_filters(client: Client) -> None:
    assert '<details class="filters' not in page(client)


def test_a_long_facet_shows_what_finds_most_and_brings_the_rest_when_asked(client: Client) -> None:
    codes = ["FJ", "KE", "FR", "PE", "CN", "EG", "SN", "PG", "TV", "WS"]
    for number in range(len(codes)):
        partner(f"Bay {number}", countries=tuple(codes[: number + 1]))
    html = page(client, "/directory/?type=ngo&works_in=WS")
    assert facet(html, "works_in") == {"WS": (1, True)} | {
        code: (10 - number, False) for number, code in enumerate(codes[:7])
    }
    assert re.findall(r'<button class="link" name="more" value="works_in" [^>]*>(.*?)</button>', html) == [
        "17 more"
    ]  # 2 countries, 15 regions
    whole = page(client, "/directory/?type=ngo&works_in=WS&more=works_in")
    assert set(codes) < facet(whole, "works_in").keys()
    assert facet(whole, "works_in")["WS"] == (1, True)
    assert 'name="more" value="works_in"' not in whole
    assert "more=" not in re.findall(r'<link rel="canonical"[^>]*>', whole)[0]


def test_countries_stand_below_the_regions_that_contain_them(client: Client) -> None:
    partner("Bay", countries=("KE", "FJ"), regions=("202",), everywhere=False)
    boxes = re.findall(
        r'<label(?: class="in(\d)")?><input type="checkbox" name="works_in" value="(\w+)">',
        page(client, "/directory/?more=works_in"),
    )
    assert boxes == [("", "002"), ("1", "202"), ("2", "014"), ("3", "KE"), ("", "009"), ("1", "054"), ("2", "FJ")]


def test_in_a_whole_list_a_country_has_its_codes_and_what_it_is_called_every_day(client: Client) -> None:
    partner("Bay", countries=("KE", "CI"), everywhere=False)
    boxes = re.findall(
        r'name="works_in" value="(\w+)"><span(?: data-also="([^"]*)")?>', page(client, "/directory/?more=works_in")
    )
    assert {code: also for code, also in boxes if code.isalpha()} == {
        "CI": "CI CIV Ivory Coast Costa de Marfil ساحل العاج Берег Слоновой Кости 象牙海岸",
        "KE": "KE KEN Kenia",
    }
    assert "data-also" not in page(client, "/directory/")


def test_a_chosen_value_that_finds_nothing_stays_to_be_taken_back(client: Client) -> None:
    partner("Bay")
    html = page(client, "/directory/?country=FJ")
    assert facet(html, "country") == {"FJ": (0, True), "KE": (1, False)}
    assert shown(html) == []
    assert "No partner matches all of this" in html


def test_what_was_chosen_is_told_where_the_filters_are_folded(client: Client) -> None:
    partner("Bay")
    assert '<span class="count">3</span>' in page(client, "/directory/?type=ngo&type=iplc&country=KE&q=bay")


# -- The list ---------------------------------------------------------------------------------------------------------


def test_an_empty_directory_says_why_and_what_fills_it(client: Client) -> None:
    html = page(client)
    assert "Nobody is listed yet" in html
    assert "Joining is always open." in html


def test_a_result_shows_what_the_card_holds_and_leads_to_the_partner(client: Client) -> None:
    key = partner(
        ("Conseil de l’île", "fr", "official"),
        description="Garde <la> mangrove de l’île.",
        description_language="fr",
        countries=("KE", "FJ"),
        scales=["local"],
        activities=[{"title": "A"}],
        gaps=[{"title": "B"}, {"title": "C"}],
    )
    html = page(client, "/directory/?q=mangrove")
    assert f'<a href="/directory/{key}/{quote("conseil-de-l-ile")}/"><bdi lang="fr">Conseil de l’île</bdi></a>' in html
    assert '<p dir="auto" lang="fr">Garde &lt;la&gt; <mark>mangrove</mark> de l’île.</p>' in html
    assert re.findall(r'<span class="tag (\w+)">(.*?)</span>', html) == [
        ("type", "Non-governmental"),
        ("activity", "1 activity"),
        ("gap", "2 gaps"),
    ]
    assert "<bdi>Works in Fiji and Kenya</bdi>·<bdi>Local</bdi>" in html.replace(" · ", "·")


def test_a_result_says_which_other_name_was_found(client: Client) -> None:
    partner(("Bay Fund", "en", "official"), ("Фонд залива", "ru", "translation"))
    assert "<bdi>also called Фонд <mark>залива</mark></bdi>" in page(client, "/directory/?q=залива")
    assert "also called" not in page(client, "/directory/?q=bay")


def test_a_former_name_that_was_found_is_told_as_a_former_one(client: Client) -> None:
    partner(("Nature Office", "en", "official"), ("Trellonda Council", "en", "former"))
    html = page(client, "/directory/?q=trellonda")
    assert "<bdi>formerly <mark>Trellonda</mark> Council</bdi>" in html
    assert "also called" not in html


def test_a_result_shows_the_text_in_which_the_words_stand(client: Client) -> None:
    partner(
        "Bay Fund",
        description="Keeps the bay.",
        activities=[{"title": "Vivero", "text": "Plantar <mangle> con las escuelas.", "language": "es"}],
        gaps=[{"title": "Boats for patrols", "language": "en"}],
    )
    snippets = [
        re.findall(r'<p class="snippet"><b>(.*?)</b><bdi ?(.*?)>(.*?)</bdi></p>', page(client, f"/directory/?q={word}"))
        for word in ("mangle", "patrols", "bay")
    ]
    assert snippets == [
        [("Activity:", 'lang="es"', "Plantar &lt;<mark>mangle</mark>&gt; con las escuelas.")],
        [("Support gap:", 'lang="en"', "Boats for <mark>patrols</mark>")],
        [],
    ]


def test_a_result_says_which_place_was_found_that_it_does_not_show(client: Client) -> None:
    here = partner("Bay Fund", countries=("CN", "FR"), activities=[{"title": "Nursery"}])
    organization = Organization.objects.get(public_id=here)
    for place in ({"country_id": "FJ"}, {"region_id": "019"}):
        ActivityPlace.objects.create(activity=organization.activities.get(), **place)
    listing.refresh([organization.pk])
    html = page(client, "/directory/?q=fiji")
    assert "<bdi>Works in China and France</bdi>·<bdi>also names <mark>Fiji</mark></bdi>" in html
    assert "<bdi>also names <mark>Fiji</mark></bdi>" in page(client, f"/directory/?q={quote('斐济')}")
    assert "<bdi>also names <mark>Americas</mark> and <mark>Ken</mark>ya</bdi>" in page(
        client, f"/directory/?q={quote('Américas nursery KEN')}"
    )
    for shown_already in ("china", "bay", quote("Франция")):
        assert "also names" not in page(client, f"/directory/?q={shown_already}")


@pytest.mark.parametrize(
    ("columns", "said", "cell"),
    [
        ({"countries": ("CN", "FR")}, "Works in <mark>China</mark> and France", "Kenya"),
        ({"countries": ("FR",), "base_country_id": "CN"}, "Works in France", "<mark>China</mark>"),
        ({"countries": (), "base_country_id": "CN"}, "Based in <mark>China</mark>", "<mark>China</mark>"),
        ({"countries": ("CN", "FR", "KE", "FJ")}, "Works in 4 countries", "Kenya"),
    ],
)
def test_a_place_that_was_found_is_marked_and_no_word_beside_it(
    client: Client, columns: dict[str, Any], said: str, cell: str
) -> None:
    partner("Bay Fund", **columns, description="Based on works in the bay, in China.")
    html = page(client, "/directory/?q=china+works+in+based")
    assert f"<bdi>{said}</bdi>" in html
    assert f"<td>{cell}</td>" in page(client, "/directory/?q=china&view=table")
    assert f"<td>{cell}</td>" in page(client, f"/directory/?q={quote('Китай')}&view=table")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"countries": ("CN", "FJ", "FR", "KE")}, True),
        ({"everywhere": True}, True),
        ({"countries": ("FJ",)}, True),
        ({"countries": ("KE",)}, False),
        ({}, False),
        ({"description": "Of Kenya."}, False),
    ],
)
def test_a_place_is_told_where_the_card_gives_a_number_or_others(
    client: Client, columns: dict[str, Any], said: bool
) -> None:
    partner("Bay", **columns)
    assert ("also names <mark>Kenya</mark>" in page(client, "/directory/?q=kenya")) == said


def test_a_result_says_when_its_entry_was_confirmed(client: Client) -> None:
    partner("Bay", confirmed_on=TODAY - timedelta(days=21))
    assert "<bdi>confirmed 3 weeks ago</bdi>" in page(client)


@pytest.mark.parametrize(
    ("columns", "fact"),
    [
        ({}, "Based in Kenya"),
        ({"everywhere": True}, "Works everywhere"),
        ({"countries": ("KE",)}, "Works in Kenya"),
        ({"countries": ("KE", "FJ", "FR", "CN")}, "Works in 4 countries"),
        ({"countries": ("KE",), "regions": ("019",)}, "Works in Kenya and Americas"),
        ({"countries": ("KE", "FJ", "FR"), "regions": ("019",)}, "Works in 4 places"),
    ],
)
def test_a_result_says_where_a_partner_works(client: Client, columns: dict[str, object], fact: str) -> None:
    partner("Bay", **columns)  # type: ignore[arg-type]
    assert f"<bdi>{fact}</bdi>" in page(client)


def test_the_list_can_be_sorted_and_says_how_it_is(client: Client) -> None:
    now = timezone.now()
    partner("Atoll Bay", listed_at=now - timedelta(days=9), confirmed_on=TODAY)
    partner("Zone", listed_at=now, description="Keeps the bay.", confirmed_on=TODAY - timedelta(days=9))
    assert choice(page(client), "Sort by") == {
        "Name": ("?", True),
        "Newest": ("?sort=newest", False),
        "Recently confirmed": ("?sort=confirmed", False),
    }
    html = page(client, "/directory/?q=bay&sort=newest")
    assert shown(html) == ["Zone", "Atoll Bay"]
    assert choice(html, "Sort by") == {
        "Best match": ("?q=bay", False),
        "Name": ("?q=bay&sort=name", False),
        "Newest": ("?q=bay&sort=newest", True),
        "Recently confirmed": ("?q=bay&sort=confirmed", False),
    }
    assert shown(page(client, "/directory/?sort=confirmed")) == ["Atoll Bay", "Zone"]


def test_a_result_can_leave_as_a_file_and_be_asked_for_by_programs(client: Client) -> None:
    partner("Bay")
    links = page(client, "/directory/?q=bay&type=ngo&view=table&sort=newest").partition('class="parts downloads')[2]
    query = "?q=bay&amp;type=ngo&amp;sort=newest"
    assert re.findall(r'<a href="([^"]*)">(.*?)</a>', links.partition("</p>")[0]) == [
        (f"/directory/download/csv{query}", "CSV"),
        (f"/directory/download/xlsx{query}", "Excel"),
        (f"/directory/download/json{query}", "JSON"),
        (f"/directory/download/geojson{query}", "GeoJSON"),
        (f"/api/v1/organizations{query}", "API"),
    ]
    assert "downloads" not in page(client, "/directory/?q=nothing")


# -- The table --------------------------------------------------------------------------------------------------------


def test_the_table_has_the_same_results_with_their_figures(client: Client) -> None:
    partner(
        ("Bay", "en", "official"),
        base_country_id="FJ",
        listed_at=timezone.make_aware(timezone.datetime(2025, 3, 1)),
        confirmed_on=date(2026, 1, 31),
        gaps=[{"title": "A"}, {"title": "B"}],
    )
    html = page(client, "/directory/?view=table")
    assert shown(html) == ["Bay"]
    assert re.findall(r"<td[^>]*>(.*?)</td>", html) == [
        *("Non-governmental", "Fiji", "0", "2", "0"),
        *("March 2025", "January 2026"),
    ]


def test_the_headings_of_the_table_sort_it(client: Client) -> None:
    partner("A few", gaps=[{"title": "A"}])
    partner("Many", gaps=[{"title": "A"}, {"title": "B"}])
    html = page(client, "/directory/?view=table&sort=gaps")
    assert shown(html) == ["Many", "A few"]
    headings = re.findall(r'<th scope="col"([^>]*)>(?:<a href="([^"]*)">)?(.*?)(?:</a>)?</th>', html)
    assert [(href.replace("&amp;", "&"), label) for _, href, label in headings] == [
        ("?view=table", "Name"),
        ("", "Type"),
        ("", "Based in"),
        ("?sort=activities&view=table", "Activities"),
        ("?sort=gaps&view=table", "Gaps"),
        ("?sort=offers&view=table", "Offers"),
        ("?sort=newest&view=table", "Joined"),
        ("?sort=confirmed&view=table", "Confirmed"),
    ]
    assert [label for other, _, label in headings if 'aria-sort="descending"' in other] == ["Gaps"]
    assert 'aria-sort="ascending"><a href="?view=table">Name</a>' in page(client, "/directory/?view=table")


# -- The map ----------------------------------------------------------------------------------------------------------


def circles(html: str) -> list[str]:
    return re.findall(r"<circle[^>]*><title>(.*?)</title>", html)


def rows(html: str) -> list[tuple[str, str, str]]:
    found = re.findall(r'<th scope="row"><a href="([^"]*)">(.*?)</a></th><td class="number">(.*?)</td>', html)
    return [(href.replace("&amp;", "&"), name, count) for href, name, count in found]


def test_the_map_has_a_circle_and_a_row_for_each_country_of_work(client: Client) -> None:
    partner("Bay", countries=("TZ", "TV"), base_country_id="FR")
    partner("Atoll", countries=("TV",))
    partner("Globe", everywhere=True)
    partner("Crown", everywhere=True, countries=("TZ",))
    partner("River", regions=("019",))
    html = page(client, "/directory/?view=map&type=ngo")
    assert circles(html) == ["Tuvalu: 2", "United Republic of Tanzania: 2"]
    assert rows(html) == [
        ("?type=ngo&works_in=TV", "Tuvalu", "2"),
        ("?type=ngo&works_in=TZ", "United Republic of Tanzania", "2"),
    ]
    assert "1 partner works everywhere and has no circle." in html
    assert "1 of these partners names no country of work and has no circle." in html
    assert shown(page(client, "/directory/" + rows(html)[0][0])) == ["Atoll", "Bay"]


def test_the_map_of_chosen_places_shows_no_others(client: Client) -> None:
    partner("Bay", countries=("TZ", "TV", "KE"))
    partner("Atoll", countries=("TV",))
    assert circles(page(client, "/directory/?view=map&works_in=TV")) == ["Tuvalu: 2"]
    assert circles(page(client, "/directory/?view=map&works_in=014")) == ["Kenya: 1", "United Republic of Tanzania: 1"]


def test_the_map_says_who_has_no_circle_and_can_count_seats(client: Client) -> None:
    for number in range(3):
        partner(f"Bay {number}", base_country_id="KE")
    partner("Atoll", base_country_id="KE", countries=("TV",))
    partner("Nowhere", no_seat=True)
    html = page(client, "/directory/?country=KE&view=map")
    assert circles(html) == ["Tuvalu: 1"]
    assert "3 of these partners name no country of work and have no circle." in html
    assert "The largest: Tuvalu, 1." in html
    assert choice(html, "Map") == {
        "Works in": ("?country=KE&view=map", True),
        "Based in": ("?country=KE&view=seats", False),
    }
    html = page(client, "/directory/?view=seats")
    assert circles(html) == ["Kenya: 4"]
    assert rows(html) == [("?country=KE", "Kenya", "4")]
    assert "1 of these partners does not say where it is based and has no circle." in html
    assert choice(html, "View")["Map"] == ("?view=map", True)


# -- Cost -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "queries"),
    [
        ("", 3),
        ("q=bay&type=ngo&country=KE", 3),
        ("view=table&sort=newest", 2),
        ("view=map", 3),
        ("view=seats", 3),
        ("network=x", 3),
    ],
)
def test_one_and_three_partners_cost_the_same_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, query: str, queries: int
) -> None:
    for number in (1, 3):
        while len(shown(page(client))) < number:
            partner("Bay", activities=[{"title": "A", "elements": ["oecm"]}], countries=("KE", "FJ"))
        page(client)
        with django_assert_num_queries(queries):
            page(client, f"/directory/?{query}")


@pytest.mark.parametrize("address", ["/directory/?q=e", "/ru/directory/?q=e", "/directory/?view=map"])
def test_a_full_page_is_light(client: Client, address: str) -> None:
    """25 results with long texts, and every country in the facets: 14 kB, and 60 kB with all that it loads."""
    chance = random.Random(30)
    syllables = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
    codes = sorted(country_codes())
    for number in range(25):
        text = " ".join("".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(45))
        columns = {"description": text, "activities": [{"title": text[60:120]}], "base_country_id": codes[number]}
        partner(text[:60], **columns, countries=tuple(codes[10 * number : 10 * number + 12]))
    content = client.get(address).content
    assert len(facet(content.decode(), "works_in")) == 8
    assert _weight(content) < 14_000
    assert _weight(content) + sum(_weight(asset) for asset in _assets(content.decode())) < 60_000


def _weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def _assets(html: str) -> list[bytes]:
    """The files that a browser loads with a page."""
    names = set(re.findall(r'(?:src|href)="/static/([^"#]+)', html))
    return [(site.BASE_DIR / "static" / name).read_bytes() for name in sorted(names)]


def test_what_was_typed_comes_back_escaped(client: Client) -> None:
    html = page(client, "/directory/?q=%3Cscript%3Ealert(1)%3C/script%3E%22")
    assert "<script>alert" not in html
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;&quot;"' in html
    assert sentences(html) == []
