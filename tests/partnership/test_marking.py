"""Marking what was searched: escaped, whatever the script, and nothing else changed."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.marking import marked
from registry.queries.directory import words_of


@pytest.mark.parametrize(
    ("text", "search", "shown"),
    [
        ("Keeps Mangroves.", "mangrove", "Keeps <mark>Mangrove</mark>s."),
        ("a <b> & reef", "reef b", "a &lt;<mark>b</mark>&gt; &amp; <mark>reef</mark>"),
        ("Côte d’Ivoire", "cote", "<mark>Côte</mark> d’Ivoire"),
        ("Côte bleue", "bleue", "Côte <mark>bleue</mark>"),
        ("虚构环境研究所", "环境", "虚构<mark>环境</mark>研究所"),
        ("مجلس خليج", "خليج", "مجلس <mark>خليج</mark>"),
        ("reef (1.5)", "1.5", "reef (<mark>1.5</mark>)"),
        ("nothing <here>", "reef", "nothing <here>"),
        ("nothing", "", "nothing"),
    ],
)
def test_the_words_that_were_found_are_marked(text: str, search: str, shown: str) -> None:
    assert marked(text, words_of(search)) == shown


@given(st.text(max_size=60), st.text(st.sampled_from("aéİß环境و <&\"'"), min_size=1, max_size=6))
def test_without_its_marks_the_text_is_what_it_was(text: str, search: str) -> None:
    shown = marked(text + search, words_of(search))
    assert unescape(re.sub("</?mark>", "", shown)) == unescape(text + search) or shown == text + search
