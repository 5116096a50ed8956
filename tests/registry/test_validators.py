"""Checks of single values: what is taken, what is refused, and that each refusal says what to do."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from registry import validators
from registry.vocabulary import IdentifierScheme


def refusal(check: object, *values: object) -> str:
    """The sentence with which `check` refuses `values`."""
    with pytest.raises(ValidationError) as refused:
        check(*values)  # type: ignore[operator]
    (sentence,) = refused.value.messages
    assert sentence.endswith(".")
    return sentence


# --- Text


def test_a_hidden_character_is_named_and_placed() -> None:
    assert refusal(validators.plain_text, "Safe\u202egro.live") == (
        "There is a hidden character (U+202E) after “Safe”. Delete it, or type that part again."
    )
    assert refusal(validators.plain_line, "\x00Trust") == (
        "The text begins with a hidden character (U+0000). Delete it, or type the text again."
    )
    assert "(U+001B) after “the far end of the”" in refusal(validators.plain_text, "x on the far end of the \x1b[31m")
    assert "(U+D83D)" in refusal(validators.plain_text, "half \ud83d")


def test_stacked_accents_are_refused_and_real_ones_are_not() -> None:
    assert "“Z”" in refusal(validators.plain_text, "Z\u0351\u036b\u0343\u036a\u0302\u036bALGO")
    assert "“”" in refusal(validators.plain_text, "\u0351\u036b\u0343\u036a\u0302")
    validators.plain_text("Vie\u0302\u0323t Nam, שָׁלוֹם, وِزَارَةٌ, मंत्रालय, กระทรวงสิ่งแวดล้อม")


def test_lines_and_texts() -> None:
    validators.plain_text("One\r\n\tTwo")
    validators.plain_line("One  two")
    assert refusal(validators.plain_line, "One\nTwo") == "Write this on one line, without line breaks."


def test_what_was_typed_is_cleaned_or_refused_but_never_silently_cut() -> None:
    assert validators.checked_line(" Café\u00a0 Vert\n") == "Café Vert"
    assert validators.checked_text(" One \r\n Two ") == "One\nTwo"
    refusal(validators.checked_line, "Bell\x07")
    refusal(validators.checked_text, "a\u2066b\u2069")


@given(st.text())
def test_what_a_check_lets_through_is_accepted_when_stored(value: str) -> None:
    try:
        line = validators.checked_line(value)
    except ValidationError:
        return
    validators.plain_line(line)


# --- Addresses


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://www.greenbelt.example/", "https://www.greenbelt.example/"),
        (" HTTP://UPPER.EXAMPLE ", "http://upper.example"),
        ("www.no-scheme.example", "https://www.no-scheme.example"),
        ("no-scheme.example/path?q=1#top", "https://no-scheme.example/path?q=1#top"),
        ("https://нииип-нзик.рф/о-нас", "https://xn----ntbbaacores.xn--p1ai/%D0%BE-%D0%BD%D0%B0%D1%81"),
        ("https://a.example/%D0%BE?x=%20&y=[1]", "https://a.example/%D0%BE?x=%20&y=[1]"),
        ("http://202.194.232.100:8005/index.asp", "http://202.194.232.100:8005/index.asp"),
        ("", ""),
    ],
)
def test_web_addresses_as_they_are_stored(typed: str, stored: str) -> None:
    assert validators.checked_web_address(typed) == stored
    assert validators.checked_web_address(stored) == stored


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(document.cookie)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "  javascript:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "ftp://a.example/",
        "http:///path",
        "http:",
        "//evil.example/path",
        "not a url",
        "mailto:a@a.example",
    ],
)
def test_only_http_and_https_are_web_addresses(address: str) -> None:
    assert "https://" in refusal(validators.public_web_address, address)
    refusal(validators.checked_web_address, address)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000/admin/",
        "http://localhost/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/",
        "http://10.1.2.3",
        "http://2130706433/",
        "https://intranet/",
        "https://-bad-.example",
    ],
)
def test_only_hosts_that_everyone_can_reach(address: str) -> None:
    assert "everyone can open" in refusal(validators.public_web_address, address)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://user:pass@trusted.example@evil.example/", "before the @ sign"),
        ("https://@a.example/", "before the @ sign"),
        ('https://a.example/" onmouseover="alert(1)', "Remove spaces"),
        ("http://a.example/<script>alert(1)</script>", "Remove spaces"),
        ("https://good.example\\@evil.example", "Remove spaces"),
        ("https://a.example/\u3000b", "Remove spaces"),
        ("https://a.example/\u202egpj", "hidden character"),
        ("https://a.example\r\nSet-Cookie: a=b", "Remove spaces"),
        ("http://[::1", "not a complete web address"),
        ("http://a.example:99999/", "not a complete web address"),
        ("https://a.example/" + "p" * 3000, "at most 500 characters"),
    ],
)
def test_other_faults_of_web_addresses_are_named(address: str, words: str) -> None:
    assert words in refusal(validators.public_web_address, address)


def test_an_address_that_grows_too_long_in_ascii_is_refused() -> None:
    assert "too long" in refusal(validators.checked_web_address, "https://a.example/" + "о" * 300)


@given(st.text() | st.text(st.sampled_from("htps:/.@[]?#%\\<> aоx0-")).map("https://a.example".__add__))
def test_any_text_is_a_web_address_or_is_refused(value: str) -> None:
    try:
        stored = validators.checked_web_address(value)
    except ValidationError:
        return
    assert stored.isascii()
    assert validators.checked_web_address(stored) == stored


@pytest.mark.parametrize("address", ["office@name.example", "a.b+c@sub.name.example", "office@exämple.example"])
def test_email_addresses(address: str) -> None:
    validators.single_email(address)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("victim@a.example\nBcc: all@b.example", "one email address only"),
        ("victim@a.example\r\nSubject: hacked", "one email address only"),
        ("victim@a.example%0ABcc:all@b.example", "one email address only"),
        ('"><script>alert(1)</script>@a.example', "one email address only"),
        ("a@a.example, b@b.example; c@c.example", "one email address only"),
        ("Name <name@a.example>", "one email address only"),
        ("office@name.example\x00", "hidden character"),
        ("mailto:a@a.example?cc=b", "not a complete email address"),
        ("a@localhost", "not a complete email address"),
        ("a@printer.local", "not a complete email address"),
        ("a@[127.0.0.1]", "not a complete email address"),
        ("ünï@a.example", "not a complete email address"),
        ("not", "not a complete email address"),
        ("", "not a complete email address"),
        ("a" * 300 + "@a.example", "too long"),
    ],
)
def test_faults_of_email_addresses_are_named(address: str, words: str) -> None:
    assert words in refusal(validators.single_email, address)


@pytest.mark.parametrize("number", ["+254 20 1234567", "(020) 123-45.67", "0041/22/9176111", "+٢٠ ٢ ١٢٣٤٥٦٧"])
def test_telephone_numbers(number: str) -> None:
    validators.phone(number)


@pytest.mark.parametrize(
    "number", ["", "=1+1", "tel:+1;ext=5", "+254\n20 1234567", "1234", "1" * 21, "+" + "1 " * 20, "++123456"]
)
def test_what_is_no_telephone_number(number: str) -> None:
    assert "+254 20 1234567" in refusal(validators.phone, number)


# --- Identifiers


@pytest.mark.parametrize(
    ("scheme", "typed", "canonical"),
    [
        ("ror", "https://ror.org/05dxps055", "05dxps055"),
        ("ror", " ROR.org/05DXPS055/ ", "05dxps055"),
        ("ror", "05dxps055", "05dxps055"),
        ("isni", "0000 0001 2281 955X", "000000012281955X"),
        ("isni", "https://isni.org/isni/000000012281955x", "000000012281955X"),
        ("isni", "ISNI:0000-0001-0674-042X", "000000010674042X"),
        ("wikidata", "q42", "Q42"),
        ("wikidata", "https://www.wikidata.org/wiki/Q42", "Q42"),
        ("wikidata", "http://wikidata.org/entity/Q42", "Q42"),
        ("lei", "5493 001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12"),
        ("lei", "5493001kjtiigc8y1r12", "5493001KJTIIGC8Y1R12"),
        ("iati", "GB-CHC-285908", "GB-CHC-285908"),
        ("iati", "XM-DAC-41122", "XM-DAC-41122"),
        ("ecosoc", "001234", "1234"),
        ("ecosoc", "0", "0"),
        ("wdpa", "WDPA 0555512345", "555512345"),
        ("wdpa", "https://www.protectedplanet.net/555512345", "555512345"),
        ("wdpa", "１２３", "123"),
        ("other", "  Registre du commerce   12/345 ", "Registre du commerce 12/345"),
    ],
)
def test_identifiers_in_their_canonical_form(scheme: str, typed: str, canonical: str) -> None:
    assert validators.check_identifier(scheme, typed) == canonical
    assert validators.check_identifier(scheme, canonical) == canonical


@pytest.mark.parametrize(
    ("scheme", "value", "words"),
    [
        ("ror", "05dxps056", "ROR"),
        ("ror", "https://evil.example/05dxps055", "ROR"),
        ("ror", "00000fn01", "ROR"),
        ("isni", "0000 0001 2281 9551", "ISNI"),
        ("isni", "123", "ISNI"),
        ("wikidata", "42", "Wikidata"),
        ("wikidata", "Q0", "Wikidata"),
        ("wikidata", "https://evil.example/wiki/Q42", "Wikidata"),
        ("lei", "5493001KJTIIGC8Y1R13", "LEI"),
        ("lei", "short", "LEI"),
        ("iati", "285908", "IATI"),
        ("iati", "GB-CHC-28/5908", "IATI"),
        ("iati", "GB-" + "1" * 100, "IATI"),
        ("ecosoc", "12a", "ECOSOC"),
        ("wdpa", "0", "WDPA"),
        ("wdpa", "https://www.protectedplanet.net/x", "WDPA"),
        ("other", "", "register"),
        ("other", "1" * 101, "register"),
        ("other", "a\x07", "hidden character"),
    ],
)
def test_identifiers_that_are_none_are_refused_by_scheme(scheme: str, value: str, words: str) -> None:
    assert words in refusal(validators.check_identifier, scheme, value)


@pytest.mark.parametrize("scheme", IdentifierScheme.values)
@given(value=st.text(max_size=150))
def test_any_text_is_an_identifier_or_is_refused(scheme: str, value: str) -> None:
    try:
        canonical = validators.check_identifier(scheme, value)
    except ValidationError:
        return
    assert 1 <= len(canonical) <= 100
    assert validators.check_identifier(scheme, canonical) == canonical


def test_pages_of_identifiers() -> None:
    assert validators.identifier_address("ror", "05dxps055") == "https://ror.org/05dxps055"
    assert validators.identifier_address("wikidata", "Q42") == "https://www.wikidata.org/wiki/Q42"
    assert validators.identifier_address("other", "12/345") == ""


# --- Other single values


def test_languages() -> None:
    validators.language_tag("quc")
    validators.language_tag("zh-Hans")
    assert "Choose one from the list" in refusal(validators.language_tag, "klingonese")


@time_machine.travel(datetime.datetime(2027, 1, 1, 0, 30, tzinfo=datetime.UTC), tick=False)
def test_years_of_foundation() -> None:
    validators.founding_year(1000)
    validators.founding_year(2027)
    assert "not later than 2027" in refusal(validators.founding_year, 2028)
    refusal(validators.founding_year, 999)
    refusal(validators.founding_year, 2**63)


def test_currencies_in_use() -> None:
    for code in ("USD", "XOF", "EUR", "CNY"):
        validators.currency_code(code)
    for code in ("DEM", "usd", "XXX", ""):
        assert "USD or XOF" in refusal(validators.currency_code, code)
