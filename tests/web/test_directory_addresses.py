"""Every state of the directory has one address, pages lead on, and nothing that an address may say breaks them."""

import re
from urllib.parse import quote, urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnership.forms.directory import ResultFilter
from registry.ids import new_public_id
from registry.queries.facets import ACTIVITY_FACETS, ORGANIZATION_FACETS
from tests.listings import partner
from tests.web.results import beside, canonical, choice, page, sentences, shown, tags

pytestmark = pytest.mark.django_db


def bays(number: int) -> list[str]:
    names = [f"Bay {n:02}" for n in range(number)]
    for name in names:
        partner(name)
    return names


# -- One address ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("", ""),
        ("q=&type=&country=", ""),
        ("country=KE&type=ngo&type=iplc&q=reef", "?q=reef&type=iplc&type=ngo&country=KE"),
        ("type=ngo&type=ngo&type=pirate", "?type=ngo"),
        ("works_in=KE&works_in=everywhere&works_in=002", "?works_in=002&works_in=KE&works_in=everywhere"),
        ("q=%20reef%20%20council%20", "?q=reef+council"),
        ("q=reef&sort=match&view=list", "?q=reef"),
        ("sort=name", ""),
        ("sort=match", ""),
        ("q=reef&sort=name", "?q=reef&sort=name"),
        ("view=map&sort=gaps&q=reef&exact=yes", "?q=reef&exact=yes&sort=gaps&view=map"),
        ("exact=yes", ""),
        ("utm_source=letter&more=works_in&type=ngo", "?type=ngo"),
        ("q=-reef", "?q=-reef"),
    ],
)
def test_a_result_names_its_one_address_whatever_way_it_was_asked_for(client: Client, asked: str, address: str) -> None:
    html = page(client, f"/directory/?{asked}")
    assert canonical(html) == f"/directory/{address}"
    assert sentences(html) == (
        ["“pirate” is no value of the filter “Type of organization”. It was left out."] if "pirate" in asked else []
    )


def test_the_same_result_in_another_language_has_the_same_query(client: Client) -> None:
    html = page(client, "/fr/directory/?type=ngo&q=r%C3%A9cif")
    assert canonical(html) == "/fr/directory/?q=r%C3%A9cif&type=ngo"
    links = re.findall(r'hreflang="([\w-]+)" href="http://testserver([^"]*)"', html)
    assert {code: href.replace("&amp;", "&") for code, href in links}["ar"] == "/ar/directory/?q=r%C3%A9cif&type=ngo"


def test_every_link_of_a_result_keeps_the_rest_of_it(client: Client) -> None:
    partner("Reef")
    html = page(client, "/directory/?q=reef&type=ngo&sort=name&view=table")
    assert [href for _, href in tags(html)] == ["?type=ngo&view=table", "?q=reef&sort=name&view=table"]
    assert choice(html, "View") == {
        "List": ("?q=reef&type=ngo&sort=name", False),
        "Table": ("?q=reef&type=ngo&sort=name&view=table", True),
        "Map": ("?q=reef&type=ngo&sort=name&view=map", False),
    }
    forms = re.findall(r"<form.*?</form>", html)
    hidden = [re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)">', form) for form in forms]
    assert hidden == [
        [("type", "ngo"), ("sort", "name"), ("view", "table")],
        [("q", "reef"), ("sort", "name"), ("view", "table")],
    ]


# -- Pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["sort=name", "q=bay", "sort=newest", "sort=gaps&view=table"])
def test_one_page_leads_to_the_next_and_back(client: Client, query: str) -> None:
    names = set(bays(60))
    first = page(client, f"/directory/?{query}")
    second = page(client, "/directory/" + beside(first)["next"])
    third = page(client, "/directory/" + beside(second)["next"])
    assert [len(shown(html)) for html in (first, second, third)] == [25, 25, 10]
    assert {*shown(first), *shown(second), *shown(third)} == names
    assert [list(beside(html)) for html in (first, second, third)] == [["next"], ["prev", "next"], ["prev"]]
    assert shown(page(client, "/directory/" + beside(third)["prev"])) == shown(second)
    assert shown(page(client, "/directory/" + beside(second)["prev"])) == shown(first)
    back = re.findall(r'<a href="([^"]*)">First page</a>', third)
    assert [shown(page(client, "/directory/" + href.replace("&amp;", "&"))) for href in back] == [shown(first)]


def test_a_deep_page_leads_to_the_beginning_of_the_same_in_another_language(client: Client) -> None:
    """A place in a list is one of that language: names stand in another order."""
    bays(26)
    html = page(client, "/directory/" + beside(page(client, "/directory/?type=ngo&utm_source=x"))["next"])
    menu = html.partition('<nav class="languages"')[2].partition("</nav>")[0]
    found = dict(re.findall(r'<a href="([^"]*)" lang="([\w-]+)"', menu))
    assert {code: href for href, code in found.items()}["ar"] == "/ar/directory/?type=ngo"
    assert len(shown(page(client, "/ar/directory/?type=ngo"))) == 25
    assert "hreflang" not in html.partition("<body")[0]


def test_a_long_address_does_not_make_a_long_page(client: Client) -> None:
    junk = "&".join(f"junk{number}=x" for number in range(900))
    assert "junk" not in page(client, f"/directory/?{junk}")
    assert "junk" not in page(client, f"/about/?{junk}")


def test_a_page_is_called_by_what_narrows_it(client: Client) -> None:
    html = page(client, "/directory/?country=KE&type=ngo")
    assert re.findall(r"<title>(.*?)</title>", html) == [
        "Directory · Non-governmental · Based in: Kenya · Target 3 Partnership"
    ]
    assert 'content="Non-governmental. Based in: Kenya. Everyone who works' in html


def test_a_deep_page_has_an_address_of_its_own_and_is_not_for_search_engines(client: Client) -> None:
    bays(26)
    first = page(client)
    address = "/directory/" + beside(first)["next"]
    second = page(client, address)
    assert canonical(second) == address
    assert ("noindex" in first, "noindex" in second) == (False, True)


@pytest.mark.parametrize("query", ["", "q=bay", "sort=newest"])
@pytest.mark.parametrize("cursor", ["x", "%00", "é", "AAAA", "-" * 5000, "A" * 40, "9" * 40, quote("\u202e")])
@pytest.mark.parametrize("way", ["after", "before"])
def test_a_forged_place_in_a_list_leads_to_its_beginning_and_says_so(
    client: Client, query: str, cursor: str, way: str
) -> None:
    names = bays(2)
    html = page(client, f"/directory/?{query}&{way}={cursor}")
    assert sorted(shown(html)) == names
    assert sentences(html) in (
        ["This is no place in a list of ours. Begin the list anew."],
        ["This place belongs to another search. Begin the list anew."],
    )
    assert way not in canonical(html)


def test_a_place_of_another_search_leads_to_the_beginning_and_says_so(client: Client) -> None:
    names = bays(26)
    cursor = QueryDict(beside(page(client, "/directory/?q=bay"))["next"][1:])["after"]
    html = page(client, f"/directory/?type=ngo&after={cursor}")
    assert shown(html) == names[:25]
    assert sentences(html) == ["This place belongs to another search. Begin the list anew."]


def test_after_and_before_at_once_is_after(client: Client) -> None:
    names = bays(26)
    cursor = QueryDict(beside(page(client))["next"][1:])["after"]
    html = page(client, f"/directory/?after={cursor}&before={cursor}")
    assert shown(html) == names[25:]
    assert sentences(html) == ["Results are shown after a place or before it, not both. The latter was left out."]


# -- What cannot be asked ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("type=pirate", ["“pirate” is no value of the filter “Type of organization”. It was left out."]),
        ("type=pirate&type=%00&country=XK&language=' OR 1=1", [
            "“pirate” is no value of the filter “Type of organization”. It was left out.",
            "“XK” is no value of the filter “Based in”. It was left out.",
            "“' OR 1=1” is no value of the filter “Working language”. It was left out.",
        ]),
        ("country=cn&country=" + "x" * 99, [
            "“cn, " + "x" * 55 + "…” is no value of the filter “Based in”. It was left out.",
        ]),
        ("sort=age", ["This order does not exist. The usual one was used."]),
        ("view=cube", ["This view does not exist. The list is shown."]),
        ("q=bay&exact=maybe", ["An exact search is asked for by exact=yes. It was left out."]),
        ("q=%00", ["There was no letter or digit to search for, so nothing was searched."]),
        ("q=%20", []),
        ("q=bay%00", []),
        ("q=%E2%80%AEbay", []),
        ("q=%ED%A0%80bay", []),
        ("q=!!", ["There was no letter or digit to search for, so nothing was searched."]),
        ("q=" + "bay " * 500, ["Only the first 200 characters of your search were used."]),
        ("q=%22bay", []),
        ("q=-%22", ["There was no letter or digit to search for, so nothing was searched."]),
        ("type=&country=&q=", []),
        ("unknown=1&facets=2&q__gt=3&page=9", []),
        ("type=" + "ngo&type=" * 300 + "ngo", []),
        ("q=bay&q=bay&sort=name&sort=name", []),
        ("joined=1969", []),
        ("joined=9999999999999", ["“9999999999999” is no value of the filter “Joined”. It was left out."]),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_left_out_and_named(client: Client, query: str, said: list[str]) -> None:
    partner("bay")
    html = page(client, f"/directory/?{query}")
    assert sentences(html) == said
    assert shown(html) == ["bay"]


def test_a_search_of_100_000_letters_is_cut_and_answered(client: Client) -> None:
    html = page(client, "/directory/?q=" + "mangrove" * 12_500)
    assert sentences(html) == ["Only the first 200 characters of your search were used."]


def test_10_000_filters_are_answered_as_far_as_they_fit(client: Client) -> None:
    networks = "&".join(f"network={new_public_id()}" for _ in range(10_000))
    html = page(client, f"/directory/?{networks}")
    assert sentences(html) == ["Only 500 filters fit into one search. Some of “Member of” were left out."]
    assert len(tags(html)) == 40
    assert '<span class="count">500</span>' in html


@pytest.mark.parametrize("address", ["/directory/", "/activities/"])
def test_more_parameters_than_any_form_sends_are_refused_with_a_sentence(client: Client, address: str) -> None:
    html = page(client, address + "?" + "type=ngo&" * 20_001, status=400)
    assert html.count("<h1>") == 1
    assert "<p>The address has more than 20,000 parameters. Take some filters away.</p>" in html


HARD = ["\x00", "\ud800", "\u202e", "𐏿" * 50, str(2**63), str(-(2**63)), "1e309", "NaN", "' OR 1=1 --", "%", "\\", "{}"]
NAMES = [
    *sorted({facet.name for facet in (*ORGANIZATION_FACETS, *ACTIVITY_FACETS)}),
    *("q", "sort", "view", "exact", "after", "before", "more"),
]


@pytest.mark.parametrize("kind", ["directory", "activities"])
@pytest.mark.parametrize("name", NAMES)
def test_no_value_of_any_parameter_breaks_a_page(client: Client, kind: str, name: str) -> None:
    values = [*HARD, "a" * 5000, "日本", "عربي", ""]
    query = urlencode([(name, value) for value in values], errors="surrogatepass")
    assert [client.get(f"/{kind}/?{one}").status_code for one in (query, *query.split("&"))] == [200] * 17


WORDS = st.text(st.sampled_from("ab \"“”«»-−'*:&|!()<>\\\x00\ud800\u0301日本语عر2³é"), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS, more=st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=12)), max_size=4))
def test_no_question_breaks_a_page(client: Client, words: str, more: list[tuple[str, str]]) -> None:
    query = urlencode([("q", words), *more], errors="surrogatepass")
    assert client.get(f"/directory/?{query}").status_code == 200


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES), st.sampled_from(["ngo", "KE", "002", "finance", "yes", "name", "map", "reef", "x"])
        ),
        max_size=8,
    )
)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_one_address_asks_for_the_same(pairs: list[tuple[str, str]]) -> None:
    asked = ResultFilter(QueryDict(urlencode([pair for pair in pairs if pair[0] not in ("after", "before")])))
    again = ResultFilter(QueryDict(asked.canonical))
    assert (again.canonical, again.asked, again.view) == (asked.canonical, asked.asked, asked.view)
    assert again.problems == []


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("address", ["/directory/", "/activities/"])
def test_results_are_only_read(client: Client, method: str, address: str) -> None:
    assert getattr(client, method)(address).status_code == 405
