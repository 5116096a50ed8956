"""Rules of the directory's page: its filters, its sentences, its addresses, its weight."""

import gzip
import random
import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.places import country_codes
from registry.vocabulary import OrganizationType
from tests.listings import partner

pytestmark = pytest.mark.django_db


def page(client: Client, address: str = "/directory/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def shown(html: str) -> list[str]:
    """The names of the results in their order."""
    results = html.partition('<ul class="results">')[2]
    return [unescape(name) for name in re.findall(r"<h2><a [^>]*><bdi[^>]*>(.*?)</bdi></a></h2>", _closed_up(results))]


def facet(html: str, name: str) -> dict[str, tuple[int, bool]]:
    """The choices of a facet: each value's count, and whether it is ticked."""
    boxes = re.findall(
        rf'<input type="checkbox" name="{name}" value="([^"]*)"( checked)?>.*?<span class="count">(\d+)</span>', html
    )
    return {value: (int(count), bool(checked)) for value, checked, count in boxes}


def sentences(html: str) -> list[str]:
    """What the page says of the question before it answers."""
    return [
        unescape(text) for text in re.findall(r'<div class="message warning"[^>]*>\s*<p>(.*?)</p>', html, re.DOTALL)
    ]


def tags(html: str) -> list[tuple[str, str]]:
    """The active filters, each with the address without it."""
    part = html.partition('class="active"')[2].partition('class="clear"')[0]
    return [
        (unescape(label), unescape(href))
        for href, label in re.findall(r'<a href="([^"]*)">.*?<bdi>(.*?)</bdi>', part, re.DOTALL)
    ]


def _closed_up(html: str) -> str:
    return re.sub(r">\s+<", "><", html)


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
        ("Kenya", "?q=REEF&type=iplc"),
    ]


def test_two_values_of_a_facet_are_alternatives(client: Client) -> None:
    for kind in ("ngo", "iplc", "youth"):
        partner(f"The {kind}", type=kind)
    assert shown(page(client, "/directory/?type=ngo&type=iplc&type=ngo")) == ["The iplc", "The ngo"]


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("region=014", {"base_country_id": "TZ"}),
        ("element=oecm", {"activities": [{"title": "A", "elements": ["oecm"]}]}),
        ("lacks=finance", {"gaps": [{"title": "A", "kinds": ["finance"]}]}),
        ("offers=finance", {"offers": [{"title": "A", "kinds": ["finance"]}]}),
        ("realm=inland_waters", {"realms": ["inland_waters"]}),
        ("scale=global", {"scales": ["global"]}),
        ("language=zh", {"languages": ["zh-Hant"]}),
    ],
)
def test_every_facet_finds_what_it_names(client: Client, query: str, columns: dict[str, object]) -> None:
    partner("Found", **{"base_country_id": "FJ", **columns})  # type: ignore[arg-type]
    partner("Another", base_country_id="FR")
    assert shown(page(client, f"/directory/?{query}")) == ["Found"]
    name, value = query.split("=")
    assert facet(page(client), name)[value] == (1, False)


def test_a_short_facet_is_whole_and_a_long_one_shows_what_finds_something(client: Client) -> None:
    partner("Bay")
    html = page(client)
    assert list(facet(html, "type")) == OrganizationType.values
    assert facet(html, "country") == {"KE": (1, False)}


def test_a_chosen_value_that_finds_nothing_stays_to_be_taken_back(client: Client) -> None:
    partner("Bay")
    html = page(client, "/directory/?country=FJ")
    assert facet(html, "country") == {"FJ": (0, True), "KE": (1, False)}
    assert shown(html) == []
    assert "No partner matches all of this" in html


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
    html = _closed_up(page(client, "/directory/?q=mangrove"))
    assert f'<a href="/directory/{key}/{quote("conseil-de-l-ile")}/"><bdi lang="fr">Conseil de l’île</bdi></a>' in html
    assert "Garde &lt;la&gt; <mark>mangrove</mark> de l’île." in html
    assert re.findall(r'<span class="tag (\w+)">\s*(.*?)\s*</span>', html) == [
        ("type", "Non-governmental"),
        ("activity", "1 activity"),
        ("gap", "2 gaps"),
    ]
    assert "<bdi>Works in Fiji and Kenya</bdi> · <bdi>Local</bdi>" in html


def test_a_result_says_which_other_name_was_found(client: Client) -> None:
    partner(("Bay Fund", "en", "official"), ("Фонд залива", "ru", "translation"))
    assert "<bdi>also called Фонд залива</bdi>" in page(client, "/directory/?q=залива")
    assert "also called" not in page(client, "/directory/?q=bay")


def test_a_result_says_when_its_entry_was_confirmed(client: Client) -> None:
    partner("Bay", confirmed_on=timezone.now().date() - timedelta(days=21))
    assert "<bdi>confirmed 3 weeks ago</bdi>" in page(client)


def test_a_partner_that_names_no_place_of_work_shows_none(client: Client) -> None:
    partner("Bay")
    assert "Works" not in page(client)


@pytest.mark.parametrize(
    ("columns", "fact"),
    [
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


# -- Pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "given"),
    [("1", 1), ("2", 2), ("3", 2), ("0", 1), ("-1", 1), ("x", 1), ("²", 1), ("9" * 400, 1), ("", 1), ("%00", 1)],
)
def test_the_page_is_the_nearest_that_there_is(client: Client, asked: str, given: int) -> None:
    for number in range(26):
        partner(f"Bay {number:02}")
    html = page(client, f"/directory/?q=bay&page={asked}")
    assert shown(html) == ([f"Bay {number:02}" for number in range(25)] if given == 1 else ["Bay 25"])


def test_the_pages_keep_words_and_filters(client: Client) -> None:
    for number in range(26):
        partner(f"Bay {number:02}")
    assert 'href="?q=bay&amp;type=ngo&amp;page=2" rel="next"' in page(client, "/directory/?q=bay&type=ngo")


def test_the_page_names_one_address_and_keeps_robots_from_its_combinations(client: Client) -> None:
    plain, narrowed = page(client), page(client, "/directory/?q=bay&type=ngo")
    for html in (plain, narrowed):
        assert '<link rel="canonical" href="http://testserver/directory/">' in _closed_up(html)
    assert ("noindex" in plain, "noindex" in narrowed) == (False, True)


# -- What cannot be asked ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("type=pirate", ["A filter of “Type of organization” does not exist. It was left out."]),
        ("type=pirate&type=%00&country=XK&language=' OR 1=1", [
            "A filter of “Type of organization” does not exist. It was left out.",
            "A filter of “Country” does not exist. It was left out.",
            "A filter of “Working language” does not exist. It was left out.",
        ]),
        ("q=%00", []),
        ("q=bay%00", []),
        ("q=%E2%80%AEbay", []),
        ("q=%ED%A0%80bay", []),
        ("q=!!", ["There was no letter or digit to search for, so every partner is shown."]),
        ("q=bay" + " bay" * 500, ["Only the first 200 characters of your search were used."]),
        ("type=&country=&q=", []),
        ("unknown=1&facets=2&q__gt=3", []),
        ("type=" + "ngo&type=" * 300 + "ngo", []),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_left_out_and_named(client: Client, query: str, said: list[str]) -> None:
    partner("bay")
    html = page(client, f"/directory/?{query}")
    assert sentences(html) == said
    assert shown(html) == ["bay"]


def test_what_was_typed_comes_back_escaped(client: Client) -> None:
    html = page(client, "/directory/?q=%3Cscript%3Ealert(1)%3C/script%3E%22")
    assert "<script>alert" not in html
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;&quot;"' in html


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_directory_is_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/directory/").status_code == 405


# -- Cost -------------------------------------------------------------------------------------------------------------


def test_one_and_three_partners_cost_two_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 3):
        while len(shown(page(client))) < number:
            partner("Bay", activities=[{"title": "A", "elements": ["oecm"]}])
        with django_assert_num_queries(2):
            page(client, "/directory/?q=bay&type=ngo&country=KE&page=9")


def test_a_full_page_is_light(client: Client) -> None:
    """25 results with long texts and every country in the facets: 14 kB, and 60 kB with all that it loads."""
    assert len(facet(_everywhere(client), "country")) == 249
    chance = random.Random(30)
    syllables = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
    for _ in range(25):
        text = " ".join("".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(45))
        partner(text[:60], description=text, activities=[{"title": "A"}], countries=("KE",))
    html = page(client, "/directory/?q=e")
    assert len(shown(html)) == 25
    assert _weight(html.encode()) < 14_000
    assert _weight(html.encode()) + sum(_weight(asset) for asset in _assets(html)) < 60_000


def _everywhere(client: Client) -> str:
    codes = sorted(country_codes())
    for start in range(0, 249, 83):
        partner("Works nearly everywhere", countries=tuple(codes[start : start + 83]))
    return page(client)


def _weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def _assets(html: str) -> list[bytes]:
    """The files that a browser loads with a page."""
    names = set(re.findall(r'(?:src|href)="/static/([^"#]+)', html))
    return [(site.BASE_DIR / "static" / name).read_bytes() for name in sorted(names)]
