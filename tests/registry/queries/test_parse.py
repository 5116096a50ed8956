"""How what a visitor typed is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.queries.parse import parse


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("", "", ""),
        ("?! … —", "", ""),
        ("Old forest", "('old') & ('forest':*)", ""),
        ('"old forest"', "('old' <1> 'forest')", ""),
        ('"old forest" riv', "('old' <1> 'forest') & ('riv':*)", ""),
        ('riv "old forest"', "('riv') & ('old' <1> 'forest')", ""),
        (
            "«vieille forêt» “alte Wald” „stary las” 「森林」",
            "('vieille' <1> 'foret') & ('alte' <1> 'wald') & ('stary' <1> 'las') & ('森林')",
            "",
        ),
        ("forest -mine", "('forest':*)", "('mine')"),
        ("-mine forest", "('forest':*)", "('mine')"),
        ('forest -"open mine" −dam', "('forest':*)", "('open' <1> 'mine') | ('dam')"),
        ("-mine", "", "('mine')"),
        ('riv "old forest" -mine', "('riv') & ('old' <1> 'forest')", "('mine')"),
        ("- mine", "('mine':*)", ""),
        ("forest -", "('forest':*)", ""),
        ('"', "", ""),
        ('""', "", ""),
        ('"forest', "('forest':*)", ""),
        ("guinea-bissau", "('guinea') & ('bissau':*)", ""),
        ("reef reef", "('reef') & ('reef':*)", ""),
        ("环境", "('环境':*)", ""),
        ("环境部 难", "('环境' <1> '境部') & ('难':*)", ""),
        ("联合国2030", "('联合' <1> '合国' <2> '2030':*)", ""),
        ("البيئة", "('بييه':*)", ""),
        ("C'est d'accord", "('c') & ('est') & ('d') & ('accord':*)", ""),
        ("U.S.A.", "('u' <1> 's' <1> 'a' | 'usa')", ""),
        ("reef (U.K.)", "('reef') & ('u' <1> 'k' | 'uk')", ""),
        ("Ｕ．Ｋ reef", "('u' <1> 'k' | 'uk') & ('reef':*)", ""),
        ("reef -U.K.", "('reef':*)", "('u' <1> 'k')"),
        ("1.5 R.-U.", "('1') & ('5') & ('r') & ('u':*)", ""),
        ("x" * 100, f"('{'x' * 64}':*)", ""),
    ],
)
def test_words_phrases_and_what_is_left_out(typed: str, wanted: str, unwanted: str) -> None:
    question = parse(typed)
    assert (question.wanted_tsquery, question.unwanted_tsquery) == (wanted, unwanted)
    assert bool(question) is bool(wanted or unwanted)


def test_names_are_compared_with_what_is_wanted() -> None:
    assert parse("“Blue” Reef -mine").typed == "blue reef"


def test_words_to_mark_are_whole_again_the_longest_first() -> None:
    assert parse("环境部 Reef ab -mine").words == ["reef", "环境部", "ab"]
    assert parse("U.S.A.").words == ["u.s.a"]


def test_words_in_quotes_are_marked_together() -> None:
    assert parse('"Old forest" "环境部 watch" reef').words == ["old forest", "环境部 watch", "reef"]


def test_a_mistyped_word_is_read_as_any_that_it_may_mean() -> None:
    question = parse("forst watch")
    assert question.with_corrected({"forst": ["forest", "forts"]}) == "('forest' | 'forts') & ('watch':*)"
    assert question.with_corrected({"watch": ["watch", "wash"]}) == "('forst') & ('watch':* | 'wash')"
    assert parse('"forst watch"').with_corrected({"forst": ["forest"]}) == "('forst' <1> 'watch')"


def test_names_are_compared_with_what_was_meant() -> None:
    assert parse("Blue Forst").typed_as({"forst": ["forest", "forts"]}) == "blue forest"


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_question_that_quotes_every_word(typed: str) -> None:
    question = parse(typed)
    for phrase in (*question.wanted, *question.unwanted):
        assert all(token.text and not set(token.text) & set("'\\ :&|!()<>*") for token in phrase.tokens)
