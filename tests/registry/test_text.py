"""One fold for search and comparing, and cleaning that loses nothing that can be read."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry import text
from registry.vocabulary import SCRIPTS, SITE_LANGUAGES

ANY_TEXT = st.text(
    st.characters() | st.sampled_from("иИйЙ\u0306\u0308\u0654\u200c\u200d\u200f\u202eأإةىАaåͅẞİ\u3099が한\r\n 👩")
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Cote d'Ivoire", "Côte d’Ivoire", id="apostrophes and accents"),
        pytest.param("Cote d'Ivoire", "COTE D`IVOIRE", id="case and backtick"),
        pytest.param("Guinée-Bissau", "guinee–bissau", id="hyphen and dash"),
        pytest.param("Guinea Bissau", "Guinea\u2011Bissau", id="space and unbreakable hyphen"),
        pytest.param("Fundación  Naturaleza ", "FUNDACION\u00a0NATURALEZA", id="spaces"),
        pytest.param("Fundacio\u0301n", "Fundación", id="decomposed"),
        pytest.param("ＷＷＦ", "wwf", id="full width"),
        pytest.param("Łódź Ørsted Đakovo Straße", "lodz orsted dakovo strasse", id="letters that do not decompose"),
        pytest.param("Æsir Œuvre Þór", "aesir oeuvre thor", id="ligatures and thorn"),
        pytest.param("İstanbul ılık", "istanbul ilik", id="Turkish i"),
        pytest.param("Ɗan Ƙasa", "dan kasa", id="Hausa"),
        pytest.param("Ёлка", "елка", id="ё is е"),
        pytest.param("за́мок", "замок", id="Russian stress"),
        pytest.param("Об'єднані", "Обʼєднані", id="Ukrainian apostrophes"),
        pytest.param("ΣΊΣΥΦΟΣ", "σισυφος", id="Greek final sigma"),
        pytest.param("وِزَارَةُ الـبيئة", "وزاره البيئه", id="Arabic vowel signs, tatweel, ta marbuta"),
        pytest.param("أحمد إسلام آسيا ٱلله", "احمد اسلام اسيا الله", id="forms of alef"),
        pytest.param("مستشفى", "مستشفي", id="alef maqsura"),
        pytest.param("ایران کشور", "ايران كشور", id="Persian and Arabic keyboards"),
        pytest.param("می\u200cخواهم", "میخواهم", id="joiners"),
        pytest.param("٢٠٣٠", "2030", id="Arabic digits"),
        pytest.param("३०", "30", id="Devanagari digits"),
        pytest.param("שָׁלוֹם", "שלום", id="Hebrew points"),
        pytest.param("Na\u200bture\u00ad", "nature", id="invisible characters"),
        pytest.param("ﬁsh", "fish", id="typesetters' ligatures"),
    ],
)
def test_spellings_of_the_same_words_fold_alike(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("мой", "мои", id="й is not и"),
        pytest.param("Niger", "Nigeria", id="Niger and Nigeria"),
        pytest.param("कि", "की", id="vowels of Devanagari"),
        pytest.param("นำ", "นา", id="Thai vowels"),
        pytest.param("ป่า", "ปา", id="Thai tones"),
        pytest.param("か", "が", id="Japanese voiced sounds"),
        pytest.param("联合", "联盟", id="Chinese"),
    ],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert text.fold(one) != text.fold(other)


def test_folded_text_in_many_scripts() -> None:
    assert text.fold("Côte d’Ivoire") == "cote d ivoire"
    assert text.fold("Йод Ёж") == "йод еж"
    assert text.fold("И\u0306од") == "йод"
    assert text.fold("मंत्रालय") == "मंत्रालय"
    assert text.fold("กระทรวงสิ่งแวดล้อม") == text.fold("กระทรวงสิ่งแวดล้อม".upper())
    assert text.fold("联合国难民署") == "联合国难民署"
    assert text.fold("\x00\ud800 \u200f") == ""


@settings(max_examples=600)
@given(ANY_TEXT)
def test_folding_twice_changes_nothing_more(value: str) -> None:
    once = text.fold(value)
    assert text.fold(once) == once


@given(ANY_TEXT)
def test_what_is_folded_can_be_sent_to_the_database(value: str) -> None:
    folded = text.fold(value)
    assert folded.encode().decode() == folded
    assert "\x00" not in folded
    assert folded == " ".join(folded.split())


@given(ANY_TEXT)
def test_case_and_composition_never_matter(value: str) -> None:
    assert text.fold(unicodedata.normalize("NFD", value)) == text.fold(unicodedata.normalize("NFC", value))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("W.W.F. (Gland), Côte d’Ivoire!", ["w", "w", "f", "gland", "cote", "d", "ivoire"]),
        ("联合国（难民署）", ["联合国", "难民署"]),
        ("وزارة البيئة، 2030", ["وزاره", "البييه", "2030"]),
        ("हिंदी संगठन", ["हिंदी", "संगठन"]),
        ("Красная_книга «30×30»", ["красная", "книга", "30", "30"]),
        ("👩‍👩‍👧 & —", []),
        ("", []),
    ],
)
def test_the_words_of_a_text(value: str, words: list[str]) -> None:
    assert text.tokens(value) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Lake Maren Guardians’ Council", "lake-maren-guardians-council"),
        ("Fundación Naturaleza & Hombre, S.A.", "fundacion-naturaleza-hombre-s-a"),
        ("Ёлка", "ёлка"),
        ("وزارة البيئة", "وزارة-البيئة"),
        ("联合国 难民署", "联合国-难民署"),
        ("मंत्रालय", "मंत्रालय"),
        ("x" * 79 + " y", "x" * 79),
        ("界" * 300, "界" * 80),
        ("!!! 👩", "entry"),
        ("Write!", "write-entry"),
        ("", "entry"),
        ("Hawaiʻi Trust", "hawai-i-trust"),
    ],
)
def test_words_of_an_address(name: str, words: str) -> None:
    assert text.words_for_address(name) == words


@given(ANY_TEXT)
def test_words_of_an_address_are_short_and_never_empty(name: str) -> None:
    words = text.words_for_address(name)
    assert 1 <= len(words) <= 80
    assert all(unicodedata.category(character)[0] in "LMN" or character == "-" for character in words)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        pytest.param("  Green \t Belt\u00a0Movement \n", "Green Belt Movement", id="spaces"),
        pytest.param("Cafe\u0301", "Café", id="composed"),
        pytest.param("Zero\u200bWidth\u200d\ufeff Network", "ZeroWidth Network", id="zero width"),
        pytest.param("Nul\x00Byte \x1b[31mBell\x07", "NulByte [31mBell", id="controls"),
        pytest.param("Safe\u202egro.live\u202c \u2066isolate\u2069", "Safegro.live isolate", id="direction"),
        pytest.param("half \ud83d", "half", id="half a character"),
        pytest.param("Line\u2028Separator\u2029Org\x85x", "Line Separator Org x", id="separators"),
        pytest.param("نمی\u200cدانم", "نمی\u200cدانم", id="Persian keeps its joiner"),
        pytest.param("نمی\u200c\u200c\u200dدانم\u200c", "نمی\u200cدانم", id="one joiner is enough, none at the end"),
        pytest.param("क्\u200dष", "क्\u200dष", id="Devanagari keeps its joiner"),
        pytest.param("Wat\u200cer", "Water", id="no joiner between Latin letters"),
        pytest.param("👩\u200d👩\u200d👧 🏴\u200d☠️", "👩\u200d👩\u200d👧 🏴\u200d☠️", id="emoji stay whole"),
        pytest.param("جمعية (2030)\u200f - SPNL\u200f", "جمعية (2030)\u200f - SPNL", id="direction marks inside only"),
        pytest.param("\u3164\u115f\u2060", "", id="blank to the eye"),
        pytest.param("=1+1", "=1+1", id="formulas are text"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_line_is_cleaned(typed: str, stored: str) -> None:
    assert text.clean_line(typed) == stored


def test_a_text_keeps_its_lines() -> None:
    assert text.clean_text("\r\n One\t line \r\nTwo\rThree\u2028\n\nFour\x0b ") == "One line\nTwo\nThree\n\n\nFour"


@settings(max_examples=600)
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(value: str) -> None:
    for clean in (text.clean_line, text.clean_text):
        once = clean(value)
        assert clean(once) == once


@given(ANY_TEXT)
def test_what_is_cleaned_is_fit_to_be_stored(value: str) -> None:
    line, lines = text.clean_line(value), text.clean_text(value)
    assert not text.has_forbidden(line)
    assert not text.has_forbidden(lines)
    assert len(line.splitlines()) <= 1
    assert unicodedata.is_normalized("NFC", lines)


@given(st.text(st.characters(categories=["L", "N"], exclude_characters="\u3164\u115f\u1160\uffa0")))
def test_cleaning_keeps_every_letter_and_digit(value: str) -> None:
    assert text.clean_line(value) == unicodedata.normalize("NFC", value)


@pytest.mark.parametrize("value", ["\x00", "a\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ud800"])
def test_what_is_forbidden(value: str) -> None:
    assert text.has_forbidden(value)


@pytest.mark.parametrize("value", ["", "line\r\nline\ttab", "جمعية\u200f", "می\u200cخواهم", "👩\u200d👩", "\ufeffa"])
def test_what_is_not_forbidden(value: str) -> None:
    assert not text.has_forbidden(value)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("en", "en"),
        (" ZH_hans ", "zh-Hans"),
        ("iw", "he"),
        ("sr-latn-rs", "sr-Latn-RS"),
        ("shp", "shp"),
        ("und", "und"),
        ("xx", ""),
        ("e", ""),
        ("en-", ""),
        ("x-private", ""),
        ("english language", ""),
        ("en\x00", ""),
        ("e" * 200, ""),
        ("", ""),
    ],
)
def test_language_tags(typed: str, canonical: str) -> None:
    assert text.canonical_language_tag(typed) == canonical
    assert text.is_language_tag(typed) == (canonical != "")


@given(st.text(st.characters() | st.sampled_from("enxzhABu-_01"), max_size=40))
def test_any_text_is_a_language_tag_or_none(value: str) -> None:
    canonical = text.canonical_language_tag(value)
    assert text.canonical_language_tag(canonical) == canonical


@pytest.mark.parametrize(
    ("tag", "language", "name"),
    [
        ("fr", "en", "French"),
        ("fr", "ar", "الفرنسية"),
        ("fr", "zh-hans", "法语"),
        ("zh-Hans", "es", "chino simplificado"),
        ("pt-BR", "fr", "portugais brésilien"),
        ("ar-EG", "ru", "арабский (Египет)"),
        ("uz-Cyrl-UZ", "en", "Uzbek (Cyrillic, Uzbekistan)"),
        ("zh-Hans-SG", "en", "Simplified Chinese (Singapore)"),
        ("shp", "fr", "Shipibo-Conibo"),
        ("qaa", "en", "qaa"),
        ("und", "en", "Unknown language"),
        ("not a tag", "en", "not a tag"),
    ],
)
def test_names_of_languages(tag: str, language: str, name: str) -> None:
    assert text.language_name(tag, language) == name


@pytest.mark.parametrize(
    ("tag", "sample", "direction"),
    [
        ("ar", "", "rtl"),
        ("ur-PK", "English words", "rtl"),
        ("uz-Arab", "", "rtl"),
        ("dv", "", "rtl"),
        ("fr", "عربي", "ltr"),
        ("zh-Hans", "", "ltr"),
        ("und", "عربي English", "rtl"),
        ("und", "2030: עברית", "rtl"),
        ("", "30×30 English عربي", "ltr"),
        ("", "2030", "ltr"),
        ("und", "", "ltr"),
    ],
)
def test_the_direction_of_a_text(tag: str, sample: str, direction: str) -> None:
    assert text.direction_of(tag, sample) == direction


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.GreenBelt.example/", "greenbelt.example"),
        ("http://greenbelt.example:8080/?utm_source=x", "greenbelt.example"),
        ("greenbelt.example", "greenbelt.example"),
        ("//greenbelt.example/path", "greenbelt.example"),
        ("HTTPS://user:secret@greenbelt.example", "greenbelt.example"),
        ("http://нииип-нзик.рф", "xn----ntbbaacores.xn--p1ai"),
        ("https://xn----ntbbaacores.xn--p1ai/о-нас", "xn----ntbbaacores.xn--p1ai"),
        ("https://greenbelt.example./", "greenbelt.example"),
        ("ftp://greenbelt.example", ""),
        ("javascript:alert(1)", ""),
        ("http://[::1", ""),
        ("http://a..example", ""),
        ("http://localhost/", ""),
        ("", ""),
    ],
)
def test_the_domain_by_which_addresses_are_compared(address: str, domain: str) -> None:
    assert text.web_domain(address) == domain


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("greenbelt.example", True),
        ("www.greenbelt.example.", True),
        ("гуманитарный-институт.рф", True),
        ("209.59.143.235", True),
        ("3com.example", True),
        ("localhost", False),
        ("printer.local", False),
        ("metadata.google.internal", False),
        ("127.0.0.1", False),
        ("10.0.0.8", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - only judged, never bound
        ("2130706433", False),
        ("0177.0.0.1", False),
        ("127.1", False),
        ("0x7f.0x0.0x0.0x1", False),
        ("::1", False),
        ("[::1]", False),
        ("-a.example", False),
        ("a_b.example", False),
        ("a..example", False),
        ("a" * 64 + ".example", False),
        (("a" * 60 + ".") * 5 + "example", False),
        ("com", False),
        ("", False),
    ],
)
def test_hosts_that_everyone_can_reach(host: str, public: bool) -> None:
    assert text.is_public_host(host) is public


# --- Scripts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "script"),
    [
        ("", ""),
        ("12 – 30 %", ""),
        ("Bay Council", "Latn"),
        ("Совет залива Bay", "Cyrl"),
        ("مجلس خليج", "Arab"),
        ("红树林联盟", "Hani"),
        ("さくらの海 桜海岸環境保全協議会", "Jpan"),
        ("숲과 바다", "Kore"),
        ("α-diversity of the bay", "Latn"),
        ("जंगल", "Deva"),
    ],
)
def test_the_script_of_a_text_is_that_of_most_of_its_letters(words: str, script: str) -> None:
    assert text.script_of(words) == script


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [("«XX» ليست من القائمة.", "rtl"), ("“مجلس” is not in the list.", "ltr"), ("“XX”不在列表中。", "ltr"), ("", "ltr")],
)
def test_the_direction_of_a_sentence_is_that_of_most_of_it_whatever_it_begins_with(
    sentence: str, direction: str
) -> None:
    assert text.direction_of_most(sentence) == direction


def test_every_language_of_the_site_has_a_script_that_can_be_named() -> None:
    found = {code: text.script_of_language(code) for code in SITE_LANGUAGES}
    assert found == {"ar": "Arab", "en": "Latn", "es": "Latn", "fr": "Latn", "ru": "Cyrl", "zh-hans": "Hani"}
    assert {*found.values()} <= {*SCRIPTS}
    assert (text.script_name("Arab", "en"), text.script_name("Cyrl", "fr")) == ("Arabic", "cyrillique")
    assert text.script_name("Qaaa", "en") == "Qaaa"


@pytest.mark.parametrize(
    ("words", "mixed"),
    [
        ("Сonservation", True),  # the first letter is Cyrillic
        ("раypal.example", True),
        ("Ωmega", True),
        ("Всемирный фонд WWF", False),
        ("جمعية البيئة (2030) - SPNL", False),
        ("Œuvre Straße", False),
        ("環境NGO", False),
        ("plain words", False),
    ],
)
def test_a_word_of_two_alphabets_that_look_alike(words: str, mixed: bool) -> None:
    assert text.mixes_scripts(words) is mixed


@pytest.mark.parametrize(
    ("name", "begun"),
    [
        ("Reef Watch", [("reef watch", True), ("watch", False)]),
        ("البيئة الحرة", [("البييه الحره", True), ("بييه الحره", True), ("الحره", False), ("حره", False)]),
        ("WX远山 海", [("wx远山 海", True), ("远山 海", False), ("山 海", False), ("海", False)]),
        ("น\u0e49\u0e33", [("น\u0e49\u0e4d\u0e32", True), ("\u0e32", False)]),
        ("—", []),
    ],
)
def test_a_name_begins_with_each_of_its_words_and_with_each_letter_of_a_run(
    name: str, begun: list[tuple[str, bool]]
) -> None:
    assert list(text.beginnings(name)) == begun


def test_words_as_they_are_written_are_parted_as_folded_ones() -> None:
    assert text.words_as_written("L’Été, ÇA–va?") == ["L", "Été", "ÇA", "va"]
    assert text.words_as_written("Hawaiʻi Oʼzbekiston") == ["Hawai", "i", "O", "zbekiston"]
