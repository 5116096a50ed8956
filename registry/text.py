"""Text of any script: one fold for search and comparing, cleaning of what was typed, language tags, host names."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from ipaddress import IPv4Address
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import icu
import langcodes
from babel import Locale
from langcodes.registry_parser import parse_registry

# --- Folding -------------------------------------------------------------------------------------------------------

# Marks that people leave out when they type: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs and
# hamzas, tatweel. Not the vowels of Devanagari or Thai, which are marks to Unicode but letters to their readers.
_ACCENTS = (
    "\u0300-\u0305\u0307-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff"
)
# Joiners, direction marks, variation selectors and the like, and halves of characters, which no database takes.
_UNSEEN = (
    "\u00ad\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\uffff\ufdd0-\ufdef\ud800-\udfff\U000e0000-\U000e0fff"
)
# The breve of й stays, since й is a letter of its own; that of ў or ă goes.
_FOLDED_AWAY = re.compile(f"(?<!и)\u0306|[{_ACCENTS}{_UNSEEN}]")

# Latin letters that do not decompose; Arabic, Persian and Urdu forms of one letter; apostrophes, dashes and controls,
# which all part words.
_APOSTROPHES = "'’‘‛`´ʹʻʼʽˈ′‵׳ꞌ"
_FOLDED_TO = str.maketrans(
    {"þ": "th", "æ": "ae", "œ": "oe", "ß": "ss"}
    | dict(zip("łøđðıȷħŧŋĸɓɖɗɛɔƙƴɨʉɫƀ", "loddijhtnkbddeokyiulb", strict=True))
    | dict(zip("ٱىیےةۀہھەک", "ايييهههههك", strict=True))
    | dict.fromkeys(_APOSTROPHES, " ")
    | dict.fromkeys("-‐‑‒–—―−⁃", " ")
    | dict.fromkeys(map(chr, [*range(0x20), *range(0x7F, 0xA0)]), " ")
)
_DIGITS = re.compile(r"(?![0-9])\d")


def fold(text: str) -> str:
    """`text` as search and comparing see it: without case, accents, look-alike forms and needless spaces.

    Folding twice changes nothing more. The result is safe to store and to ask PostgreSQL for. It may be longer than
    `text` (a ligature becomes its letters), and is empty if there is nothing to read in it.
    """
    if text.isascii():
        folded = text.lower().translate(_FOLDED_TO)
    else:
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        bare = _FOLDED_AWAY.sub("", decomposed).translate(_FOLDED_TO)
        folded = unicodedata.normalize("NFC", _DIGITS.sub(lambda digit: str(unicodedata.decimal(digit[0])), bare))
    return " ".join(folded.split())


class _BetweenWords(dict[int, int | str]):
    """A translation of each character that is no letter, mark or digit into a space; what was met once is kept."""

    def __missing__(self, code: int) -> int | str:
        found = code if unicodedata.category(chr(code))[0] in "LMN" else " "
        if code <= LAST_KEPT:
            self[code] = found
        return found


LAST_KEPT = 0xFFFF
_BETWEEN_WORDS = _BetweenWords(dict.fromkeys(map(ord, _APOSTROPHES), " "))  # some of which are letters to Unicode


def tokens(text: str) -> list[str]:
    """The folded words of `text` in order: runs of letters, marks and digits of any script.

    Scripts that do not part words (Chinese, Thai) give one word for a run.
    """
    folded = fold(text)
    return folded.translate(_BETWEEN_WORDS).split()


def words_as_written(text: str) -> list[str]:
    """The words of `text` in order as they are written, parted as `tokens` parts them."""
    return text.translate(_BETWEEN_WORDS).split()


# Scripts that write words without spaces between them: Han, kana, Thai, Lao, Khmer, Myanmar.
UNPARTED = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_UNPARTED = re.compile(f"[{UNPARTED}]+")
# The article of Arabic, alone or behind "and", "with", "for"; people search with it and without.
_ARABIC_ARTICLE = re.compile("(?:[وبفك]?ال|لل)(?=[\u0621-\u064a]{3})")
LONGEST_TOKEN = 64  # characters; what is longer is cut, when it is stored and when it is asked for


class Token(NamedTuple):
    """A folded word as search stores and asks for it, and its place: words that stand side by side differ by one."""

    text: str
    place: int


def search_tokens(text: str) -> list[Token]:
    """The folded words of `text` and their places; a run of an unparted script gives each pair of its characters.

    The last character of a run stands alone too, at the place of its own, so that any part of the run can be found.
    """
    found: list[Token] = []
    place = 0
    for word in tokens(text):
        position = 0
        for run in _UNPARTED.finditer(word):
            if run.start() > position:
                found.append(Token(word[position : run.start()][:LONGEST_TOKEN], place))
                place += 1
            characters = run.group()
            for number in range(len(characters)):
                found.append(Token(characters[number : number + 2], place))
                place += 1
            position = run.end()
        if position < len(word):
            found.append(Token(word[position:][:LONGEST_TOKEN], place))
            place += 1
    return found


def is_unparted(token: str) -> bool:
    """Whether the token is of a script that writes words without spaces between them."""
    return _UNPARTED.match(token) is not None


def without_article(token: str) -> str:
    """An Arabic word without its article; any other word as it is."""
    return _ARABIC_ARTICLE.sub("", token, count=1) if _ARABIC_ARTICLE.match(token) else token


def beginnings(text: str) -> Iterator[tuple[str, bool]]:
    """What somebody may begin to type of `text`: its folded words, then again from each later word on, and within a run
    of an unparted script from each of its letters; an Arabic word also without its article. Each with whether the text
    begins so.
    """
    words = tokens(text)
    for number, word in enumerate(words):
        for first in dict.fromkeys((word, without_article(word), *_later_in_runs(word))):
            is_whole = not number and first in (word, without_article(word))
            yield " ".join([first, *words[number + 1 :]]), is_whole


def _later_in_runs(word: str) -> Iterator[str]:
    """The word from each letter of its unparted runs on; no mark begins anything."""
    for run in _UNPARTED.finditer(word):
        yield from (word[at:] for at in range(*run.span()) if at and unicodedata.category(word[at])[0] != "M")


# Where words of partners, gaps and offers would stand, addresses have these: what is called like one steps aside.
PAGES_BELOW = ("claim", "write", "matches", "help", "lack-too", "ask")


def words_for_address(name: str) -> str:
    """The readable part of an entry's address: lower case, words joined by hyphens, at most 80 characters, never empty.

    Letters of any script stay; accents go where plain ASCII is left without them. What is called as a page below its
    address is gets another word.
    """
    composed = unicodedata.normalize("NFKC", clean_line(name)).lower()
    words = []
    for word in composed.translate(_BETWEEN_WORDS).split():
        folded = fold(word)
        words.append(folded if folded.isascii() else word)
    found = "-".join(words)[:80].strip("-") or "entry"
    return f"{found}-entry" if found in PAGES_BELOW else found


# --- Cleaning ------------------------------------------------------------------------------------------------------

# Refused where it was typed: control characters other than those that move the pen, orders that turn the direction of
# what follows, halves of characters.
FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile(
    "[\u00ad\u115f\u1160\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ufdd0-\ufdef]"
)
# Joiners mean something between letters of Arabic and of the scripts of India and South-East Asia, and in emoji.
_JOINED_SCRIPTS = "\u0590-\u109f\u1780-\u18af\u1a20-\u1cff\ua800-\ua9ff\uaa00-\uabff\ufb50-\ufdff\ufe70-\ufefc"
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_REPEATED_JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")
_NEEDLESS_JOINERS = re.compile(
    f"(?<![{_JOINED_SCRIPTS}{_EMOJI}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED_SCRIPTS}{_EMOJI}])"
)
# Marks of direction are needed inside Arabic and Hebrew lines, never at their ends.
_AT_ENDS = " \u061c\u200e\u200f"


def has_forbidden(text: str) -> bool:
    """Whether `text` holds a character that must not be stored: a control, an order of direction, half a character."""
    return FORBIDDEN.search(text) is not None


def clean_line(text: str) -> str:
    """`text` as one line fit to be stored: NFC, single spaces, nothing invisible, nothing forbidden.

    Forms refuse what is forbidden before they clean; other sources (imports, names of files) may rely on this alone.
    """
    return " ".join(clean_text(text).split())


def clean_text(text: str) -> str:
    """Like `clean_line` for text of several lines; every kind of line end becomes a newline."""
    text = FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = _NEEDLESS_JOINERS.sub("", _REPEATED_JOINERS.sub(r"\1", text))
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return "\n".join(line.strip(_AT_ENDS) for line in text.split("\n")).strip("\n")


_WORD = re.compile(r"[^\W\d_]+")
_LOOK_ALIKE = ("LATIN", "CYRILLIC", "GREEK")


def mixes_scripts(text: str) -> bool:
    """Whether one word has letters of two of the alphabets that look alike: Latin, Cyrillic, Greek."""
    return not text.isascii() and any(len(_scripts(word)) > 1 for word in _WORD.findall(text))


def _scripts(word: str) -> set[str]:
    first_words = {unicodedata.name(letter, "").partition(" ")[0] for letter in unicodedata.normalize("NFKC", word)}
    return first_words.intersection(_LOOK_ALIKE)


# --- Languages -----------------------------------------------------------------------------------------------------

_RIGHT_TO_LEFT_SCRIPTS = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})


def is_language_tag(value: str) -> bool:
    """Whether `value` is a well-formed BCP 47 tag of a language that the IANA registry knows; `und` is one."""
    return canonical_language_tag(value) != ""


def canonical_language_tag(value: str) -> str:
    """The tag as it is stored ("ZH_hans" gives "zh-Hans", "iw" gives "he"), or "" if it is none."""
    value = value.strip()
    if re.fullmatch(r"[A-Za-z0-9_-]{2,35}", value) is None or value[:2].lower() == "x-":
        return ""
    return _registered_tag(value)


@lru_cache(maxsize=1024)  # there are few, and every item of an entry has one
def _registered_tag(tag: str) -> str:
    return langcodes.standardize_tag(tag) if langcodes.tag_is_valid(tag) else ""


def language_name(tag: str, in_language: str) -> str:
    """The name of the language `tag` in the site's language `in_language` ("fr", "zh-hans").

    From CLDR; languages that CLDR does not name, many indigenous ones among them, have the name that the IANA registry
    gives; a tag that is none is its own name.
    """
    if not is_language_tag(tag):
        return tag
    language = langcodes.Language.get(tag)
    code = language.language or "und"
    locale = Locale.parse(in_language, sep="-")
    details = {"script": language.script, "territory": language.territory}
    for part, value in details.items():
        whole = locale.languages.get(f"{code}_{value}")
        if whole:
            name, details[part] = whole, None
            break
    else:
        name = locale.languages.get(code) or _registered_languages().get(code, code)
    said = [
        names.get(value, value)
        for names, value in ((locale.scripts, details["script"]), (locale.territories, details["territory"]))
        if value
    ]
    return f"{name} ({', '.join(said)})" if said else name


@cache
def _registered_languages() -> dict[str, str]:
    """The first name of each language in the IANA registry, in English or the language's own."""
    registered: Iterable[dict[str, Any]] = parse_registry()  # type: ignore[no-untyped-call]
    return {entry["Subtag"]: entry["Description"][0] for entry in registered if entry["Type"] == "language"}


def direction_of(tag: str, text: str = "") -> str:
    """The direction, "rtl" or "ltr", of the language `tag`; where that is not known, of the first letter of `text`."""
    if is_language_tag(tag) and not tag.lower().startswith("und"):
        return "rtl" if langcodes.Language.get(tag).maximize().script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"R", "AL"}:
            return "rtl"
        if direction == "L":
            return "ltr"
    return "ltr"


# --- Scripts -------------------------------------------------------------------------------------------------------

# Scripts that are read together, by the code that stands for them all.
_READ_AS = {"Hira": "Jpan", "Kana": "Jpan", "Hang": "Kore", "Hans": "Hani", "Hant": "Hani", "Bopo": "Hani"}
_NO_SCRIPT = frozenset({"Zyyy", "Zinh", "Zzzz"})  # digits, signs, marks of several scripts


def script_of(text: str) -> str:
    """The script (ISO 15924) that most of the letters of `text` are of; "" where there is no letter.

    Each letter counts once, so the time hardly grows with the text. Chinese is "Hani" however it is written, a text
    with kana "Jpan", one of Hangul "Kore".
    """
    found = Counter(map(_script_of, set(text)))
    letters = {script: number for script, number in found.items() if script not in _NO_SCRIPT}
    if "Jpan" in letters:
        return "Jpan"
    return max(sorted(letters), key=letters.__getitem__, default="")


@lru_cache(maxsize=4096)
def _script_of(character: str) -> str:
    name: str = icu.Script.getScript(character).getShortName()
    return _READ_AS.get(name, name)


def direction_of_most(text: str) -> str:
    """The direction, "rtl" or "ltr", that most of the letters of `text` have, whichever it begins with."""
    return "rtl" if script_of(text) in _RIGHT_TO_LEFT_SCRIPTS else "ltr"


def script_of_language(tag: str) -> str:
    """The script that a language is usually written in, as `script_of` calls it."""
    name = langcodes.Language.get(tag).maximize().script or ""
    return _READ_AS.get(name, name)


def script_name(script: str, in_language: str) -> str:
    """The name of a script in a language of the site."""
    names = Locale.parse(in_language, sep="-").scripts
    return str(names.get(script, script))


# --- Hosts ---------------------------------------------------------------------------------------------------------

# Names that mean something inside one network only.
_PRIVATE_ENDINGS = frozenset(
    {"arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost"}
)
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def ascii_host(host: str) -> str:
    """The host as the network writes it: lower case, international names in their ASCII form; "" if that fails."""
    try:
        return host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def is_public_host(host: str) -> bool:
    """Whether `host` is a full name, or an IPv4 address, that means the same to everyone on the internet.

    No lookup is made. Left out on purpose: IPv6 addresses, and the odd spellings of addresses that browsers accept.
    """
    name = ascii_host(host)
    labels = name.split(".")
    if len(labels) < 2 or len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return False
    if labels[-1][0].isdigit():
        try:
            address = IPv4Address(name)
        except ValueError:
            return False
        return address.is_global and not address.is_multicast
    return labels[-1] not in _PRIVATE_ENDINGS


def web_domain(address: str) -> str:
    """The host of a web address for comparing: ASCII, lower case, without "www." and port; "" if there is none.

    A bare host is taken as one.
    """
    scheme, separator, rest = address.strip().partition("://")
    if separator and scheme.lower() not in {"http", "https"}:
        return ""
    try:
        host = urlsplit("//" + (rest if separator else scheme).lstrip("/")).hostname or ""
    except ValueError:
        return ""
    host = ascii_host(host).removeprefix("www.")
    return host if "." in host else ""
