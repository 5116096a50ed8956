"""Marking what was searched in a text that is shown, and cutting from longer texts what shows why they were found."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby, islice, pairwise
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from registry.text import UNPARTED, fold, is_unparted

LONGEST = 170  # characters of an excerpt; half of it in scripts whose characters are twice as wide
BEFORE = 50  # characters that stand before what was found
MOST_TEXTS = 1000  # of one partner that a snippet is looked for in

_SPACES = re.compile(r"(\s+)")
_NEVER = re.compile(r"(?!)")
# Where no word goes on, before and behind: at a sign, and at a letter of a script that does not part words.
_BEGINS, _ENDS = rf"(?<![^\W{UNPARTED}])", rf"(?![^\W{UNPARTED}])"


class Snippet(NamedTuple):
    """A part of a text in which words were found. `kind`: of the text, as the listing names it."""

    kind: str
    language: str
    text: str | SafeString


def marked(text: str, words: Sequence[str]) -> str | SafeString:
    """`text` with `<mark>` round what the folded `words` found in it; the text itself where they found nothing.

    Of `words` with spaces, only those that stand side by side are marked. Where folding changed the letters (accents,
    ligatures), the whole word between spaces is.
    """
    pattern = _pattern(tuple(words))
    found = len(pattern.findall(_folded(text)))
    if not found:
        return text
    as_written = len(pattern.findall(text)) == found
    if as_written:
        return mark_safe(_marked(text, pattern))  # noqa: S308 - escapes each part
    parts = _SPACES.split(text)
    spread = _spread(parts, pattern)
    pieces = []
    for is_spread, run in groupby(range(len(parts)), key=spread.__contains__):
        some = [parts[number] for number in run]
        pieces.append(_in_marks("".join(some)) if is_spread else "".join(_marked(p, pattern) for p in some))
    return mark_safe("".join(pieces))  # noqa: S308 - each part is escaped


def excerpt(text: str, words: Sequence[str], longest: int = LONGEST) -> str:
    """The beginning of `text`; where the first of the folded `words` stands later, what stands round it."""
    longest = longest // 2 if is_unparted(text) else longest
    if len(text) <= longest:
        return text
    found = _first(text, _pattern(tuple(words))) if words else 0
    if found < longest - BEFORE:
        return _cut_after(text, longest)
    start = found - BEFORE
    next_word = text.find(" ", start, found)
    return "… " + _cut_after(text[start if next_word < 0 else next_word + 1 :], longest)


def missing(words: Iterable[str], *shown: str) -> list[str]:
    """The folded words that stand in none of the texts."""
    return [word for word in words if not any(_has(text, _pattern((word,))) for text in shown)]


def snippet(texts: Iterable[Sequence[str]], words: Sequence[str], lacking: Sequence[str]) -> Snippet | None:
    """From the first of the `texts` with most of the words that were `lacking` from what is shown; None without one.

    `texts`: the kind, the language and the words of each.
    """
    best, most, any_of_them = None, 0, _pattern(tuple(lacking))
    for kind, language, text in islice(texts, MOST_TEXTS) if lacking else ():
        if not _has(text, any_of_them):
            continue
        found = sum(1 for word in lacking if _has(text, _pattern((word,))))
        if found > most:
            best, most = (kind, language, text), found
        if most == len(lacking):
            break
    if best is None:
        return None
    kind, language, text = best
    return Snippet(kind, language, marked(excerpt(text, lacking), words))


def _has(text: str, pattern: re.Pattern[str]) -> bool:
    if pattern.search(text):
        return True
    return not text.isascii() and pattern.search(_folded(text)) is not None


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """What is shown is folded several times for one card, and again when the same partner is found by other words."""
    return fold(text)


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds the words in folded text, and as they are in text as it was written: where a word of the text begins."""
    parts = [_as_pattern(word) for word in sorted(words, key=len, reverse=True) if word]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else _NEVER


def _as_pattern(word: str) -> str:
    """The beginning of a word, or the whole of one letter, which begins too many; of words with spaces between, all of
    them, whole and side by side; of letters with dots between, those, or the word that they make.
    """
    if "." in word:
        return _BEGINS + r"[\W_]*".join(map(re.escape, word.split("."))) + _ENDS
    parts = word.split(" ")
    told = _beginning(parts[0]) + re.escape(parts[0])
    for before, part in pairwise(parts):
        if is_unparted(before[-1]) or is_unparted(part):
            told += r"[\W_]*" + re.escape(part)
        else:
            told += r"[\W_]+" + _beginning(part) + re.escape(part)
    is_beginning = len(parts) == 1 and len(word) > 1
    return told if is_beginning or is_unparted(parts[-1][-1]) else told + _ENDS


def _spread(parts: Sequence[str], pattern: re.Pattern[str]) -> set[int]:
    """Which parts of a text, words and the spaces between, were found as several words side by side."""
    folded = ""
    ends: list[int] = []
    for number, part in enumerate(parts):
        folded += " " if number % 2 else _folded(part)
        ends.append(len(folded))
    found: set[int] = set()
    for one in pattern.finditer(folded):
        first, last = bisect_right(ends, one.start()), bisect_right(ends, one.end() - 1)
        found.update(range(first, last + 1) if last > first else ())
    return found


def _beginning(word: str) -> str:
    if is_unparted(word):
        return ""
    return _BEGINS + (r"(?:[وبفك]?ال|لل)?" if "\u0620" <= word[0] <= "\u06ff" else "")


def _marked(part: str, pattern: re.Pattern[str]) -> str:
    pieces, end = [], 0
    for found in pattern.finditer(part):
        pieces += [escape(part[end : found.start()]), "<mark>", escape(found[0]), "</mark>"]
        end = found.end()
    if pieces:
        return "".join([*pieces, escape(part[end:])])
    if not part.isascii() and pattern.search(_folded(part)):
        return _in_marks(part)
    return escape(part)


def _in_marks(text: str) -> str:
    """A part of a text in `<mark>`, but for the signs at its ends."""
    letters = [number for number, character in enumerate(text) if unicodedata.category(character)[0] in "LMN"]
    start, end = (letters[0], letters[-1] + 1) if letters else (0, len(text))
    return f"{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}"


def _first(text: str, pattern: re.Pattern[str]) -> int:
    """Where what was found begins; 0 where nothing was."""
    if found := pattern.search(text):
        return found.start()
    if not text.isascii() and pattern.search(_folded(text)):
        parts = _SPACES.split(text)
        spread = _spread(parts, pattern)
        for number, part in enumerate(parts):
            if number in spread or pattern.search(_folded(part)):
                return len("".join(parts[:number]))
    return 0


def _cut_after(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    end = text.rfind(" ", longest // 2, longest)
    return text[: longest if end < 0 else end].rstrip(" .,;:!?。，、–-") + "…"
