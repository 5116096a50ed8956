"""What a visitor typed, as a question: words that have to be found, and words that must not be.

Every word has to stand somewhere. Words in quotes have to stand side by side in this order. A minus before a word or a
quoted phrase leaves out what has it. The last word that is wanted may be the beginning of one, whatever is left out
behind it. Letters with dots between them have to stand side by side, or as the word that they make. Signs without a
partner mean nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from registry.text import Token, fold, is_unparted, search_tokens, tokens, without_article

LONGEST_SEARCH = 200  # characters

_QUOTED = re.compile(
    '(?P<minus>(?<!\\S)[-−])?(?:"(?P<a>[^"]*)"|“(?P<b>[^”]*)”|«(?P<c>[^»]*)»|„(?P<d>[^“”]*)[“”]|「(?P<e>[^」]*)」)'
)
_LETTERS = re.compile(r"\W*[^\W\d_](?:\.[^\W\d_])+\W*")
_LEFT_OUT = re.compile(r"(?<!\S)[-−](?=\S)")


@dataclass(frozen=True)
class Phrase:
    """Words that stand side by side; `open` when the last may go on; `letters`: or as one word, as U.S.A. and USA."""

    tokens: tuple[Token, ...]
    open: bool = False
    letters: bool = False

    @property
    def tsquery(self) -> str:
        """The phrase for PostgreSQL. Tokens hold letters, marks and digits alone, so quotes around them suffice."""
        parts: list[str] = []
        before = self.tokens[0].place
        for token in self.tokens:
            if parts:
                parts.append(f"<{token.place - before}>")
            last = token is self.tokens[-1]
            begins = (last and self.open) or (is_unparted(token.text) and len(token.text) == 1)
            parts.append(f"'{token.text}'{':*' if begins else ''}")
            before = token.place
        apart = " ".join(parts)
        return f"{apart} | '{''.join(token.text for token in self.tokens)}'" if self.letters else apart

    @property
    def word(self) -> str:
        """The word that may be mistyped; "" for several words, and for scripts that do not part them."""
        text = self.tokens[0].text
        return text if len(self.tokens) == 1 and not is_unparted(text) else ""

    @property
    def mark(self) -> str:
        """What to mark in a text: a word, or words with spaces between that have to stand side by side, or letters with
        dots between, which may; runs of unparted scripts are put together again.
        """
        marked: list[str] = []
        for number, token in enumerate(self.tokens):
            if number and is_unparted(token.text) and is_unparted(self.tokens[number - 1].text):
                marked[-1] += token.text[-1]
            else:
                marked.append(token.text)
        return ("." if self.letters else " ").join(marked)


@dataclass(frozen=True)
class Question:
    """`wanted` all have to be found, none of `unwanted` may be; `typed` is what names are compared with."""

    wanted: tuple[Phrase, ...] = ()
    unwanted: tuple[Phrase, ...] = ()
    typed: str = ""

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)

    @property
    def words(self) -> list[str]:
        """The folded words and phrases to mark, the longest first."""
        found = {phrase.mark for phrase in self.wanted}
        return sorted(found, key=lambda word: (-len(word), word))

    def with_corrected(self, corrections: Mapping[str, Sequence[str]]) -> str:
        """The question for PostgreSQL with each mistyped word read as any of those that it may mean."""
        return _all(
            _any(phrase.tsquery if word == phrase.word else f"'{word}'" for word in words) if words else phrase.tsquery
            for phrase in self.wanted
            for words in [corrections.get(phrase.word, ())]
        )

    def typed_as(self, corrections: Mapping[str, Sequence[str]]) -> str:
        """What names are compared with, each mistyped word read as the first of those that it may mean."""
        return " ".join(corrections.get(word, [word])[0] for word in self.typed.split())

    @property
    def wanted_tsquery(self) -> str:
        return _all(phrase.tsquery for phrase in self.wanted)

    @property
    def unwanted_tsquery(self) -> str:
        return _any(f"({phrase.tsquery})" for phrase in self.unwanted)


def parse(text: str) -> Question:
    wanted: list[Phrase] = []
    unwanted: list[Phrase] = []
    typed: list[str] = []
    is_open = False
    for part, minus, quoted in _parts(text):
        typed += [] if minus else tokens(part)
        if minus or quoted:
            phrase = _phrase(part)
            (unwanted if minus else wanted).extend(phrase)
            is_open = is_open and (minus or not phrase)
        elif found := _words(part):
            wanted.extend(found)
            is_open = True
    if is_open and not wanted[-1].letters:
        wanted[-1] = replace(wanted[-1], open=True)
    return Question(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)), " ".join(typed))


def _parts(text: str) -> Iterator[tuple[str, bool, bool]]:
    """The parts of what was typed, in order, each with whether a minus stood before it, and quotes around it."""
    position = 0
    for found in _QUOTED.finditer(text):
        yield from _plain_parts(text[position : found.start()])
        yield next(part for part in found.groups()[1:] if part is not None), bool(found["minus"]), True
        position = found.end()
    yield from _plain_parts(text[position:])


def _plain_parts(text: str) -> Iterator[tuple[str, bool, bool]]:
    for word in text.split():
        yield word, _LEFT_OUT.match(word) is not None, False


def _phrase(text: str) -> list[Phrase]:
    """All the words of `text` as one phrase, if there are any."""
    found = _without_ends(search_tokens(text))
    return [Phrase(tuple(found))] if found else []


def _words(text: str) -> list[Phrase]:
    """Each word of what was typed without spaces, "guinea-bissau" giving two; a run of an unparted script is one, and
    so are letters with dots between them.
    """
    if _LETTERS.fullmatch(fold(text)):
        return [Phrase(tuple(search_tokens(text)), letters=True)]
    return [phrase for word in tokens(text) for phrase in _phrase(word)]


def _without_ends(found: Sequence[Token]) -> list[Token]:
    """Tokens without the lone last characters of runs, which their pairs already ask for; articles may be missing."""
    kept = []
    for number, token in enumerate(found):
        lone = is_unparted(token.text) and len(token.text) == 1
        if lone and number and is_unparted(found[number - 1].text) and found[number - 1].place == token.place - 1:
            continue
        kept.append(Token(without_article(token.text), token.place))
    return kept


def _all(parts: Iterable[str]) -> str:
    return " & ".join(f"({part})" for part in parts)


def _any(parts: Iterable[str]) -> str:
    return " | ".join(parts)
