"""Marking and cutting what was searched: escaped, whatever the script, and nothing else changed."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.marking import LONGEST, Snippet, excerpt, marked, missing, snippet
from registry.queries.parse import parse


def words_of(search: str) -> list[str]:
    """What a search gives to be marked."""
    return parse(search).words


@pytest.mark.parametrize(
    ("text", "search", "shown"),
    [
        ("Keeps Mangroves.", "mangrove", "Keeps <mark>Mangrove</mark>s."),
        ("a <b> & reef", "reef b", "a &lt;<mark>b</mark>&gt; &amp; <mark>reef</mark>"),
        ("Côte d’Ivoire", "cote", "<mark>Côte</mark> d’Ivoire"),
        ("Côte bleue, cote bleue", "cote", "<mark>Côte</mark> bleue, <mark>cote</mark> bleue"),
        ("Côte bleue", "bleue", "Côte <mark>bleue</mark>"),
        ("虚构环境研究所", "环境", "虚构<mark>环境</mark>研究所"),
        ("مجلس خليج", "خليج", "مجلس <mark>خليج</mark>"),
        ("حماية الغابات", "غابات", "حماية <mark>الغابات</mark>"),
        ("Ёлка и лес", "елка", "<mark>Ёлка</mark> и лес"),
        ("Partners for art", "art", "Partners for <mark>art</mark>"),
        ("nothing <here>", "reef", "nothing <here>"),
        ("de Amigos del  Bosque", '"amigos del bosque"', "de <mark>Amigos del  Bosque</mark>"),
        ("Amigos de bosques, amigos del bosques", '"amigos del bosque"', "Amigos de bosques, amigos del bosques"),
        ("la Côte d’Ivoire, côte", "“cote d'ivoire”", "la <mark>Côte d’Ivoire</mark>, côte"),
        ("حماية الغابات اليوم", '"حماية غابات"', "<mark>حماية الغابات</mark> اليوم"),
        ("虚构环境部watch", '"环境部 watch"', "虚构<mark>环境部watch</mark>"),
        ("Gué-Trémotte, (trémotte)", "tremotte", "<mark>Gué-Trémotte</mark>, (<mark>trémotte</mark>)"),
        ("Área D de Parques", "anpq-d", "Área <mark>D</mark> de Parques"),
        ("又称University of 滨海", "university", "又称<mark>University</mark> of 滨海"),
        ("又称IES的", '"ies"', "又称<mark>IES</mark>的"),
        ("IES, or I. E. S., not IESA", "I.E.S.", "<mark>IES</mark>, or <mark>I. E. S</mark>., not IESA"),
        ("nothing", "", "nothing"),
    ],
)
def test_the_words_that_were_found_are_marked_where_a_word_begins(text: str, search: str, shown: str) -> None:
    assert marked(text, words_of(search)) == shown


@given(st.text(max_size=60), st.text(st.sampled_from("aéİß环境و <&\"'"), min_size=1, max_size=6))
def test_without_its_marks_the_text_is_what_it_was(text: str, search: str) -> None:
    shown = marked(text + search, words_of(search))
    assert unescape(re.sub("</?mark>", "", shown)) == unescape(text + search) or shown == text + search


def test_a_short_text_is_shown_whole_and_a_long_one_to_the_end_of_a_word() -> None:
    assert excerpt("Keeps the bay.", []) == "Keeps the bay."
    cut = excerpt("mangrove, " * 40, [])
    assert cut.endswith("mangrove…")
    assert len(cut) <= LONGEST


def test_an_excerpt_shows_where_the_words_stand() -> None:
    text = "word " * 100 + "la Pépinière est là " + "word " * 100
    assert "word la Pépinière est là word" in excerpt(text, ["pepiniere"])
    assert excerpt(text, ["pepiniere"]).startswith("… word")
    assert len(excerpt(text, ["pepiniere"])) <= LONGEST + 2
    assert excerpt(text, ["pepiniere est"]) == excerpt(text, ["pepiniere"])


def test_texts_without_spaces_are_cut_to_half_as_many_characters() -> None:
    assert len(excerpt("环境" * 200, [])) == LONGEST // 2 + 1
    assert "森林" in excerpt("环境" * 200 + "森林" + "环境" * 200, ["森林"])


@given(st.text(max_size=400), st.text(max_size=8))
def test_an_excerpt_is_a_part_of_its_text(text: str, search: str) -> None:
    cut = excerpt(text, words_of(search)).removeprefix("… ").removesuffix("…")
    assert cut in text


TEXTS = [
    ("description", "en", "Keeps the bay."),
    ("activity", "fr", "Planter la mangrove"),
    ("gap", "en", "Boats for the mangrove patrols"),
]


@pytest.mark.parametrize(
    ("search", "shown", "found"),
    [
        ("mangrove", "The bay", Snippet("activity", "fr", "Planter la <mark>mangrove</mark>")),
        ("mangrove boats", "The bay", Snippet("gap", "en", "<mark>Boats</mark> for the <mark>mangrove</mark> patrols")),
        ("mangrove bay", "The bay", Snippet("activity", "fr", "Planter la <mark>mangrove</mark>")),
        ("bay", "The bay", None),
        ("Kenya", "The bay", None),
    ],
)
def test_a_snippet_comes_from_the_text_with_most_words_that_are_not_shown(
    search: str, shown: str, found: Snippet | None
) -> None:
    words = words_of(search)
    assert snippet(TEXTS, words, missing(words, shown)) == found


def test_a_snippet_comes_from_the_last_of_very_many_texts() -> None:
    texts = [*[("activity", "en", f"Survey {number}") for number in range(900)], TEXTS[2]]
    found = snippet(texts, ["patrols"], ["patrols"])
    assert found == Snippet("gap", "en", "Boats for the mangrove <mark>patrols</mark>")
