"""What a mistyped word may have meant: words that stand in listings and differ by a letter or two."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.utils import translation

from registry import places
from registry.models import SearchWord
from registry.queries.parse import Question
from registry.text import tokens
from registry.vocabulary import SITE_LANGUAGES, Element, SupportKind

SHORTEST = 4  # letters of a word that is corrected, and of what it may have meant: shorter are codes and acronyms
TWO_MISTAKES_FROM = 5  # letters of a word in which two mistakes are looked for
MOST = 5  # words that one may have meant
MORE_LIKELY = 10  # times as many listings have a word that is meant instead of one that stands in some


def corrections(question: Question) -> dict[str, list[str]]:
    """Words of the question, each with the words that it may have meant, the likeliest first: those that stand in no
    listing, and the rarest of the others, which may also have meant itself.

    A mistyped word may be a word of another language, and stand in a listing or two. Words of the site's own lists are
    no mistakes, wherever they stand. One query, and one or two more for each missing word and the rarest.
    """
    asked = {phrase.word for phrase in question.wanted} - {""}
    listings = dict(SearchWord.objects.filter(word__in=asked, listings__gt=0).values_list("word", "listings"))
    found = {word: meant for word in sorted(asked - listings.keys()) if (meant := meant_by(word))}
    if listings:
        rarest = min(listings, key=lambda word: (listings[word], word))
        if meant := _likelier(rarest, listings[rarest]):
            found[rarest] = [rarest, *meant]
    return found


def meant_by(word: str) -> list[str]:
    """The likeliest words that `word` was meant to be, at most five, all equally near to it.

    A mistake at the first letter is rare, and takes longer to find: it is looked for only where no word is one mistake
    away that begins as this one, and is likelier than two mistakes behind it. One or two queries.
    """
    if len(word) < SHORTEST or word in _words_of_lists():
        return []
    begins_as_this = _near(word, *_begins_as(word))
    if begins_as_this.mistakes <= 1:
        return begins_as_this.words
    any_letter = _near(word, "(word %% %s OR word = %s)", [word, _swapped(word)[0]])
    return min(begins_as_this, any_letter, key=lambda near: near.mistakes).words


def _likelier(word: str, listings: int) -> list[str]:
    """Words that differ by one mistake from one that stands in some listings, and stand in many times as many."""
    if len(word) < SHORTEST or word in _words_of_lists():
        return []
    where, arguments = _begins_as(word)
    condition = f"{where} AND word <> %s AND listings >= %s"
    return _near(word, condition, [*arguments, word, listings * MORE_LIKELY], most=1).words


@dataclass(frozen=True)
class _Near:
    """Words that are all as many mistakes away; more than are looked for where there is none."""

    words: list[str]
    mistakes: int


def _near(word: str, where: str, arguments: list[str | int], most: int = 2) -> _Near:
    """The words nearest to `word`, among those that fit a condition. Two neighbours swapped are one mistake."""
    mistakes = min(most, 2 if len(word) >= TWO_MISTAKES_FROM else 1)
    table = connection.ops.quote_name(SearchWord._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, distance FROM (SELECT word, listings, distance, min(distance) OVER () AS least FROM"  # noqa: S608 - ours
            " (SELECT word, listings,"
            " CASE WHEN word = ANY(%s) THEN 1 ELSE levenshtein_less_equal(word, %s, %s) END AS distance"
            f" FROM {table}"
            f" WHERE listings > 0 AND length(word) BETWEEN %s AND %s AND {where}) AS compared"
            " WHERE distance <= %s) AS near WHERE distance = least ORDER BY listings DESC, word LIMIT %s",
            [
                *(_swapped(word), word, mistakes),
                *(max(SHORTEST, len(word) - mistakes), len(word) + mistakes),
                *arguments,
                *(mistakes, MOST),
            ],
        )
        found = cursor.fetchall()
    return _Near([text for text, _distance in found], found[0][1] if found else mistakes + 1)


def _swapped(word: str) -> list[str]:
    """The word with each two neighbouring letters swapped."""
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]


def _begins_as(word: str) -> tuple[str, list[str | int]]:
    """The condition that a word begins with the same letter."""
    return "word >= %s AND word < %s", [word[0], chr(ord(word[0]) + 1)]


@cache
def _words_of_lists() -> Collection[str]:
    """The words by which the site calls elements of the target and kinds of support, in its six languages, and those by
    which people call countries and regions: "Nauru" is meant, though nobody may be there.
    """
    found = {
        word
        for code in places.country_codes() | places.region_codes()
        for name in places.all_names(code)
        for word in tokens(name)
    }
    for language in SITE_LANGUAGES:
        with translation.override(language):
            found.update(
                word for choices in (Element, SupportKind) for label in choices.labels for word in tokens(str(label))
            )
    return found
