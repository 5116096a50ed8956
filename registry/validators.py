"""Checks of single values, for models and forms. Each refusal is a sentence that says what to do.

Checks that also bring a value into its canonical form return it; the others return nothing.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from urllib.parse import quote, urlsplit, urlunsplit

from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.ids import base32_check_digits
from registry.text import FORBIDDEN, ascii_host, canonical_language_tag, clean_line, clean_text, is_public_host
from registry.vocabulary import IdentifierScheme

# --- Text ----------------------------------------------------------------------------------------------------------

# No language stacks five accents on one letter.
_STACKED = re.compile("(.?)[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5}")


def plain_text(value: str) -> None:
    """Refuses control characters, orders that turn the direction of text, and stacks of accents."""
    hidden = FORBIDDEN.search(value)
    if hidden is not None:
        code = f"U+{ord(hidden[0]):04X}"
        before = clean_line(value[max(0, hidden.start() - 20) : hidden.start()])
        if before:
            raise ValidationError(
                _("There is a hidden character (%(code)s) after “%(before)s”. Delete it, or type that part again."),
                code="hidden_character",
                params={"code": code, "before": before},
            )
        raise ValidationError(
            _("The text begins with a hidden character (%(code)s). Delete it, or type the text again."),
            code="hidden_character",
            params={"code": code},
        )
    stacked = _STACKED.search(value)
    if stacked is not None:
        raise ValidationError(
            _("There are too many accents on one letter, “%(letter)s”. Type that word again."),
            code="stacked_accents",
            params={"letter": stacked[1]},
        )


def plain_line(value: str) -> None:
    """Like `plain_text`, on one line."""
    plain_text(value)
    if len(value.splitlines()) > 1:
        raise ValidationError(_("Write this on one line, without line breaks."), code="line_break")


def checked_line(value: str) -> str:
    """What a person typed into a field of one line, ready to be stored. Refuses what `plain_text` refuses."""
    plain_text(value)
    return clean_line(value)


def checked_text(value: str) -> str:
    """What a person typed into a field of several lines, ready to be stored. Refuses what `plain_text` refuses."""
    plain_text(value)
    return clean_text(value)


# --- Addresses -----------------------------------------------------------------------------------------------------

WEB_ADDRESS_LIMIT = 500
_NOT_IN_ADDRESSES = re.compile(r'[\s"<>\\^`{|}\x00-\x20\x7f-\x9f]')


def public_web_address(value: str) -> None:
    """Refuses what is not the address of a page that everyone can open: http or https, a public host, no user name."""
    if len(value) > WEB_ADDRESS_LIMIT:
        raise ValidationError(
            _("This address is too long. Give a shorter one, of at most %(limit)s characters."),
            code="too_long",
            params={"limit": WEB_ADDRESS_LIMIT},
        )
    if not re.match(r"https?://[^/]", value, re.IGNORECASE):
        raise ValidationError(
            _("Start the address with https:// or http://, as in https://www.name.example."), code="scheme"
        )
    plain_text(value)
    if _NOT_IN_ADDRESSES.search(value):
        raise ValidationError(
            _("Remove spaces, quotation marks and brackets from the address, or copy it again from your browser."),
            code="characters",
        )
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise ValidationError(
            _("This is not a complete web address. Copy it again from your browser."), code="malformed"
        ) from None
    if "@" in parts.netloc:
        raise ValidationError(_("Remove the part before the @ sign from the address."), code="user_name")
    if not is_public_host(host):
        raise ValidationError(
            _("Give an address that everyone can open, with a full name such as www.name.example."), code="host"
        )


def checked_web_address(value: str) -> str:
    """The web address that a person typed, ready to be stored: https:// added to a bare host, everything in ASCII.

    Refuses what `public_web_address` refuses.
    """
    value = checked_line(value)
    if not value:
        return ""
    if re.match(r"[^\s:/?#@]+\.[^\s:/?#@]+(?:[/?#]|$)", value):
        value = f"https://{value}"
    public_web_address(value)
    parts = urlsplit(value)
    netloc = ascii_host(parts.hostname or "") + (f":{parts.port}" if parts.port is not None else "")
    # Non-ASCII only is escaped; what was escaped already stays.
    path, query, fragment = (quote(part, safe="%/:?#[]@!$&'()*+,;=~") for part in (parts[2], parts[3], parts[4]))
    value = urlunsplit((parts.scheme.lower(), netloc, path, query, fragment))
    public_web_address(value)
    return value


_email_syntax = EmailValidator(allowlist=[])
NO_EMAIL = _("This is not a complete email address. It should look like office@name.example.")


def single_email(value: str) -> None:
    """Refuses what is not exactly one email address, at most 254 characters, at a public host."""
    plain_text(value)
    if re.search(r"[\s,;<>\"()]", value) or value.count("@") > 1:
        raise ValidationError(
            _("Give one email address only, without a name or other words, as in office@name.example."), code="several"
        )
    if len(value) > 254:
        raise ValidationError(_("This email address is too long. Check it, or give another one."), code="too_long")
    try:
        _email_syntax(value)
    except ValidationError:
        complete = False
    else:
        complete = is_public_host(value.rpartition("@")[2])
    if not complete:
        raise ValidationError(NO_EMAIL, code="malformed")


def phone(value: str) -> None:
    """Refuses what is not a telephone number: 5 to 20 digits, a + in front, and the signs that people put between."""
    if len(value) > 40 or not re.fullmatch(r"\+? ?[(\d][\d ().\-/]*", value) or not 5 <= len(_digits(value)) <= 20:
        raise ValidationError(
            _("Write the telephone number with its country code, in digits, as in +254 20 1234567."), code="phone"
        )


# --- Identifiers ---------------------------------------------------------------------------------------------------


def check_identifier(scheme: str, value: str) -> str:
    """The identifier in its canonical form, without the address of its register: "https://ror.org/..." loses its host.

    Raises ValidationError with a sentence for the scheme. `scheme` is one of `IdentifierScheme`.
    """
    return _SCHEMES[scheme](checked_line(unicodedata.normalize("NFKC", value)))


def identifier_address(scheme: str, value: str) -> str:
    """The public page of a canonical identifier at its register, or "" where a register has no page for each."""
    return _PAGES[scheme].format(value) if scheme in _PAGES else ""


_PAGES = {
    IdentifierScheme.ROR.value: "https://ror.org/{}",
    IdentifierScheme.ISNI.value: "https://isni.org/isni/{}",
    IdentifierScheme.WIKIDATA.value: "https://www.wikidata.org/wiki/{}",
    IdentifierScheme.LEI.value: "https://search.gleif.org/#/record/{}",
    IdentifierScheme.WDPA.value: "https://www.protectedplanet.net/{}",
}


def _ror(value: str) -> str:
    match = re.fullmatch(r"(?:https?://)?(?:www\.)?(?:ror\.org/)?(0[0-9a-hjkmnp-tv-z]{6})([0-9]{2})/?", value.lower())
    if match is None or base32_check_digits(match[1]) != match[2]:
        raise ValidationError(
            _("This is not a ROR identifier. Copy it from ror.org: it has nine characters, the first a zero."),
            code="ror",
        )
    return match[1] + match[2]


def _isni(value: str) -> str:
    digits = re.sub(
        r"[\s-]", "", re.sub(r"^(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?|^ISNI:?", "", value, flags=re.I)
    )
    digits = digits.upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", digits) or _mod_11_2(digits[:15]) != digits[15]:
        raise ValidationError(
            _("This is not an ISNI. It has 16 digits, the last may be X: compare it with isni.org."),
            code="isni",
        )
    return digits


def _wikidata(value: str) -> str:
    match = re.fullmatch(
        r"(?:https?://)?(?:(?:www|m)\.)?(?:wikidata\.org/(?:wiki|entity)/)?(Q[1-9][0-9]{0,11})", value, re.I
    )
    if match is None:
        raise ValidationError(
            _("This is not a Wikidata identifier. It is a Q with a number, as in Q42."), code="wikidata"
        )
    return match[1].upper()


def _lei(value: str) -> str:
    lei = value.replace(" ", "").upper()
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", lei) or int("".join(str(int(c, 36)) for c in lei)) % 97 != 1:
        raise ValidationError(
            _("This is not an LEI. It has 20 letters and digits: compare it with search.gleif.org."), code="lei"
        )
    return lei


def _iati(value: str) -> str:
    if len(value) > 100 or not re.fullmatch(r"[A-Za-z0-9]{2,}(?:-[^\s/&|?-]+)+", value):
        raise ValidationError(
            _("This is not an IATI organization identifier. It looks like GB-CHC-285908: register, hyphen, number."),
            code="iati",
        )
    return value


def _ecosoc(value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,8}", value):
        raise ValidationError(
            _("Give the number of the organization's profile in the ECOSOC database, in digits only."), code="ecosoc"
        )
    return value.lstrip("0") or "0"


def _wdpa(value: str) -> str:
    match = re.fullmatch(
        r"(?:https?://)?(?:www\.)?(?:protectedplanet\.net/)?(?:WDPA ?)?0*([1-9][0-9]{0,9})", value, re.I
    )
    if match is None:
        raise ValidationError(
            _("Give the WDPA number of the site, in digits only, as protectedplanet.net shows it."), code="wdpa"
        )
    return match[1]


def _other(value: str) -> str:
    if not 1 <= len(value) <= 100:
        raise ValidationError(
            _("Write the name of the register and the number, in at most 100 characters."), code="other"
        )
    return value


_SCHEMES: dict[str, Callable[[str], str]] = {
    IdentifierScheme.ROR.value: _ror,
    IdentifierScheme.ISNI.value: _isni,
    IdentifierScheme.WIKIDATA.value: _wikidata,
    IdentifierScheme.LEI.value: _lei,
    IdentifierScheme.IATI.value: _iati,
    IdentifierScheme.ECOSOC.value: _ecosoc,
    IdentifierScheme.WDPA.value: _wdpa,
    IdentifierScheme.OTHER.value: _other,
}


def _mod_11_2(digits: str) -> str:
    """The check character of ISO 7064, mod 11-2."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)


def _digits(value: str) -> str:
    return "".join(character for character in value if character.isdigit())


# --- Other single values -------------------------------------------------------------------------------------------


def language_tag(value: str) -> None:
    """Refuses what is not the tag of a known language (BCP 47)."""
    if not canonical_language_tag(value):
        raise ValidationError(
            _("This is no language that we know. Choose one from the list, or give its code, such as fr or quc."),
            code="language",
        )


def founding_year(value: int) -> None:
    """Refuses years before 1000 and after this one (Coordinated Universal Time)."""
    this_year = timezone.now().astimezone(datetime.UTC).year
    if not 1000 <= value <= this_year:
        raise ValidationError(
            _("Give the year of foundation in four digits, not later than %(this_year)s."),
            code="year",
            # As text, so that no language puts a separator into it.
            params={"this_year": str(this_year)},
        )


def currency_code(value: str) -> None:
    """Refuses what is not the ISO 4217 code of a currency in use."""
    if value not in current_currencies():
        raise ValidationError(
            _("Choose the currency from the list, or give its code, such as USD or XOF."), code="currency"
        )


@cache
def current_currencies() -> frozenset[str]:
    """The ISO 4217 codes of the currencies that are in use somewhere (CLDR, as Babel was released)."""
    return frozenset(
        code for territory in get_global("territory_currencies") for code in get_territory_currencies(territory)
    )
