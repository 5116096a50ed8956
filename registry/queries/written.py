"""Folded words as people write them, to tell them which words were searched instead of others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from registry import places
from registry.text import fold, without_article, words_as_written


def instead_of(
    read: Iterable[tuple[str, str]], typed: str, texts: Sequence[str], language: str
) -> list[tuple[str, str]]:
    """Words that were read as others, in pairs: as they were typed, and as the texts found write what they were read as
    or, where none has it, as the names of places do.
    """
    as_typed = {form: word for word in reversed(words_as_written(typed)) for form in _forms(word)}
    return [
        (as_typed.get(word, word), _of_texts(meant, texts) or _of_places(language).get(meant, meant))
        for word, meant in read
    ]


def _of_texts(word: str, texts: Sequence[str]) -> str:
    """A folded word as the first text that has it writes it; "" where none has."""
    having = (text for text in texts if word in fold(text))
    return next((one for text in having for one in words_as_written(text) if word in _forms(one)), "")


@cache
def _of_places(language: str) -> Mapping[str, str]:
    """The folded words in the names of countries and regions, each as a name writes it, one in this language first."""
    found: dict[str, str] = {}
    for name in _names_of_places(language):
        for word in words_as_written(name):
            for form in _forms(word):
                found.setdefault(form, word)
    return found


def _names_of_places(language: str) -> Iterator[str]:
    countries, regions = sorted(places.country_codes()), sorted(places.region_codes())
    yield from (places.country_name(code, language) for code in countries)
    yield from (places.region_name(code, language) for code in regions)
    for code in (*countries, *regions):
        yield from places.all_names(code)


def _forms(word: str) -> tuple[str, str]:
    """A word folded, with its article and without."""
    folded = fold(word)
    return folded, without_article(folded)
