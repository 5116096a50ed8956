"""How alike two organizations are: a table of pairs in six scripts, made by hand, with the reason or why none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.likeness import Form, Profile, Reason, compare, near_word, own_domain, shared, told, weights

SAME, LIKELY, APART = "same", "likely", "apart"


def known(text: str, country: str = "KE", **more: str) -> Profile:
    """A profile of "name" or "name = acronym"."""
    name, _sign, short = text.partition(" = ")
    return Profile.of(names=[name], acronyms=[short] if short else [], country=country, type="ngo", **more)


def verdict(one: Profile, other: Profile) -> str:
    reasons = compare(one, other)
    if not reasons:
        return APART
    return SAME if reasons[0] in (Reason.NAME, Reason.IDENTIFIER) else LIKELY


PAIRS = [
    # one, other, what, why
    ("Fundación Corredor Alto", "FUNDACION  corredor-alto", SAME, "case, accents, dashes"),
    ("Bay Council", "The Bay Council Ltd.", LIKELY, "an article and a form of law"),
    ("Bay Council", "Council of the Bay", LIKELY, "order of words"),
    ("Mangrove Wardens Trust", "Mangove Wardens Trust", LIKELY, "a letter left out"),
    ("Mangrove Wardens Trust", "Mangrove Wradens Trust", LIKELY, "two letters swapped"),
    ("Reefwatch Alliance", "Reef Watch Alliance", SAME, "one word or two"),
    ("Mangrovebay Foundation", "Mangrve bay Foundation", LIKELY, "one word or two, and a letter left out"),
    ("Wardans Wardins of the Northern Hills", "Wardens of the Northern Hills", LIKELY, "a word twice, near one"),
    ("Bay Council", "Bay Council (BAC)", SAME, "an acronym in brackets"),
    ("Forest Wardens (Nakuru)", "Forest Wardens (Kisumu)", APART, "another place in brackets"),
    ("Bay Wardens Association", "BWA", LIKELY, "initials"),
    ("Bay Wardens Association", "Hill Wardens Association", APART, "another bay"),
    ("Institute of Botany", "Institute of Biology", APART, "another science"),
    ("Forest District Region 3", "Forest District Region 4", APART, "another number"),
    ("Forest District III", "Forest District IV", APART, "another number in Roman figures"),
    ("Société des Dunes SARL", "La Société des Dunes", LIKELY, "an article and a form of law in French"),
    ("Association pour la forêt", "Association de la foret", LIKELY, "small words and accents in French"),
    ("Association pour la forêt", "Association pour la mer", APART, "another word in French"),
    ("Asociación Selva Viva, A.C.", "Asociacion Selva Viva", LIKELY, "a form of law in Spanish"),
    ("Fundación Selva Viva", "Fundación Selva Seca", APART, "another word in Spanish"),
    ("Фонд «Дикий берег»", "ФОНД ДИКИЙ БЕРЕГ", SAME, "case and signs in Russian"),
    ("ООО Дикий берег", "Дикий берег", LIKELY, "a form of law in Russian"),
    ("Фонд Дикий берег", "Фонд Дикий бeрег", LIKELY, "a Latin letter that only looks the same"),
    ("Общество охраны озёр", "Общество охраны озер", SAME, "ё and е"),
    ("Общество охраны озер", "Общество охраны гор", APART, "another word in Russian"),
    ("جمعية حماية الشعاب", "جَمْعِيَّة حماية الشعاب", SAME, "vowel signs in Arabic"),
    ("جمعية حماية الشعاب", "الجمعية لحماية شعاب", LIKELY, "an article and a preposition in Arabic"),
    ("جمعية حماية الشعاب", "جمعية الشعاب حماية", LIKELY, "order of words in Arabic"),
    ("جمعية حماية الشعاب", "جمعية حماية الجبال", APART, "another word in Arabic"),
    ("红树林保护协会", "红树林 保护协会", SAME, "a space in Chinese"),
    ("红树林生态有限公司", "红树林生态", LIKELY, "a form of law in Chinese"),
    ("东海红树林保护协会", "南海草原保护协会", APART, "other places in Chinese"),
    ("バイ協会", "バイ協會", APART, "a short name, another character"),
    ("Ένωση Δασών", "ΕΝΩΣΗ ΔΑΣΩΝ", SAME, "accents in Greek"),
    ("वन रक्षक संघ", "वन रक्षक संघ", SAME, "Devanagari"),
    ("वन रक्षक संघ", "जल रक्षक संघ", APART, "another word in Devanagari"),
]


@pytest.mark.parametrize(("one", "other", "what", "why"), PAIRS, ids=[why for *_pair, why in PAIRS])
def test_two_names_in_one_country(one: str, other: str, what: str, why: str) -> None:
    assert verdict(known(one), known(other)) == what


def test_an_acronym_fits_initials_in_both_directions_and_an_acronym_on_file() -> None:
    whole, short = known("Red de Áreas Comunitarias"), known("RAC")
    assert compare(short, whole) == compare(whole, short) == [Reason.ACRONYM]
    assert compare(short, known("Nothing Like It = RAC")) == [Reason.ACRONYM]


def test_initials_that_fit_say_nothing_where_both_have_a_full_name() -> None:
    assert compare(known("Bay Wardens Association = BWA"), known("Birds Without Air")) == []


def test_two_letters_are_no_initials() -> None:
    assert compare(known("BC"), known("Bay Council")) == []


def test_another_country_keeps_records_apart_unless_the_name_is_rare_and_equal() -> None:
    one, other = known("Bay Council", "KE"), known("The Bay Council", "UG")
    assert compare(one, other, is_rare=lambda: True) == [Reason.NAME_ELSEWHERE]
    assert compare(one, other, is_rare=lambda: False) == []
    assert compare(one, known("Bay Concil", "UG")) == []


def test_where_one_country_is_not_known_the_same_name_is_likely_and_no_more() -> None:
    assert compare(known("Bay Council"), known("Bay Council", "")) == [Reason.NAME_ELSEWHERE]


def test_the_same_name_without_a_seat_is_the_same() -> None:
    assert compare(known("Bay Council", ""), known("Bay Council", "")) == [Reason.NAME]


def test_an_identifier_is_enough() -> None:
    one = Profile.of(names=["Bay Council"], country="KE", identifiers=[("ror", "1")])
    other = Profile.of(names=["Hill Trust"], country="UG", identifiers=[("ror", "1")])
    assert compare(one, other) == [Reason.IDENTIFIER]
    assert compare(one, Profile.of(names=["Hill Trust"], identifiers=[("isni", "1")])) == []


def test_the_same_domain_is_evidence_in_every_country() -> None:
    one = known("Bay Council", website="https://www.bay.example.org/about")
    assert compare(one, known("Hill Trust", website="http://mail.example.org")) == [Reason.WEBSITE]
    assert compare(one, known("Hill Trust", "UG", website="http://example.org")) == [Reason.WEBSITE]
    same = known("Bay Council", website="http://example.org")
    assert compare(one, same) == [Reason.NAME, Reason.WEBSITE]


def test_the_same_domain_does_not_make_one_of_two_that_differ_in_a_number() -> None:
    one, other = (known(f"Forest District {number}", website="https://forest.example.org") for number in (3, 4))
    assert compare(one, other) == []


DOMAINS = {
    "https://www.Bay.Example.org:8080/a": "example.org",
    "bay.co.ke": "bay.co.ke",
    "https://reef.bay.co.ke/": "bay.co.ke",
    "https://пример.рф": "xn--e1afmkfd.xn--p1ai",
    "https://xn--e1afmkfd.xn--p1ai/": "xn--e1afmkfd.xn--p1ai",
    "https://bаy.org": "xn--by-7kc.org",  # its second letter is Cyrillic
    "https://bay.org": "bay.org",
    "https://forests.gov.ke/about": "forests.gov.ke",
    "https://gov.ke": "",
    "https://www.gov.uk/forests": "",
    "https://bay.wordpress.com": "bay.wordpress.com",
    "https://wordpress.com/bay": "",
    "https://facebook.com/bay": "",
    "https://sites.google.com/bay": "",
    "https://co.uk": "",
    "http://192.0.2.1/": "",
    "nonsense": "",
    "": "",
}


@pytest.mark.parametrize(("address", "domain"), DOMAINS.items())
def test_a_domain_of_ones_own(address: str, domain: str) -> None:
    assert own_domain(address) == domain


def test_a_slip_is_a_letter_or_two_in_long_words_and_never_in_numbers() -> None:
    assert near_word("mangrove", "mangove")
    assert near_word("conservation", "consrevatoin")
    assert not near_word("reef", "beet")
    assert not near_word("bay", "day")
    assert not near_word("2024", "2025")
    assert not near_word("红树林保护", "红树林保户")


def test_a_name_of_small_words_alone_keeps_them() -> None:
    assert Form("the and of").words == ("the", "and", "of")


def test_a_name_of_signs_has_no_form() -> None:
    assert Profile.of(names=["?!"]).keys == frozenset()
    assert compare(Profile(), Profile()) == []


def test_common_words_weigh_little() -> None:
    weigh = weights({"association": 900, "bay": 3}, 1000)
    assert weigh("association") < weigh("bay") < weigh("unheard")
    one, other = known("Bay Association"), known("Hill Association")
    assert compare(one, other, weigh=lambda word: weigh(word)) == []
    assert compare(known("Bay"), known("Bay Association"), weigh=weigh) == [Reason.WORDS]


WORDS = "bay reef the of council mangrove mangove 3 4 III Ltd رابطة الشعاب лес 红树林 (BC) B.C. é"
words = st.sampled_from(WORDS.split(" "))
texts = st.lists(words, max_size=5).map(" ".join) | st.text(max_size=30)
profiles = st.builds(
    lambda names, short, country, site: Profile.of(names=names, acronyms=short, country=country, website=site),
    st.lists(texts, max_size=3),
    st.lists(texts, max_size=2),
    st.sampled_from(["", "KE", "UG"]),
    st.sampled_from(["", "https://bay.example.org", "https://bay.org", "gov.ke"]) | st.text(max_size=20),
)


@given(one=profiles, other=profiles)
def test_comparing_is_symmetric_and_never_raises(one: Profile, other: Profile) -> None:
    assert compare(one, other) == compare(other, one)


@given(one=profiles)
def test_whatever_has_a_name_is_the_same_as_itself(one: Profile) -> None:
    assert bool(compare(one, one)) == bool(one.forms) or one.domain


def test_names_of_nothing_but_numbers_are_told_by_their_website_alone() -> None:
    home = "https://bay.example.org"
    assert compare(known("3", website=home), known("4", website=home)) == [Reason.WEBSITE]


def test_a_word_is_near_itself() -> None:
    assert near_word("bay", "bay")


@pytest.mark.parametrize(
    ("other", "share"),
    [
        ("BAY council", 1.0),
        ("Council of the Bay, Ltd", 1.0),
        ("Bay Concil", 0.95),
        ("Bay Council for Otters", 0.8),
        ("Otters of Nowhere", 0.0),
        ("Bay Council 3", 0.0),
    ],
)
def test_how_alike_two_are_is_a_share_of_the_names_that_are_nearest(other: str, share: float) -> None:
    one = known("Bay Council")
    assert round(shared(one, known(other)), 2) == round(shared(known(other), one), 2) == share
    assert shared(one, Profile.of(names=["Otters of Nowhere", other])) == shared(one, known(other))


def test_reasons_are_told_with_the_score_and_nearly_the_whole_is_not_the_whole() -> None:
    assert told([Reason.WEBSITE], 0.999) == ["Its website is at the same domain.", "Names alike: 99%."]
    assert shared(Profile(), Profile()) == 0


@pytest.mark.parametrize(("share", "score"), [(0.0, []), (0.29, []), (0.3, ["Names alike: 30%."])])
def test_how_alike_names_are_is_left_out_where_they_are_not(share: float, score: list[str]) -> None:
    assert told([Reason.WEBSITE], share) == ["Its website is at the same domain.", *score]
