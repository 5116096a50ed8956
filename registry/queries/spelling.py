"""What a mistyped word may have meant: words that stand in listings and differ by a letter or two."""

from django.db import connection

from registry.models import SearchWord
from registry.queries.parse import Question
from registry.text import is_unparted

SHORTEST = 4  # letters of a word that is corrected
TWO_MISTAKES_FROM = 5  # letters of a word in which two mistakes are looked for
MOST = 5  # words that one may have meant


def corrections(question: Question) -> dict[str, list[str]]:
    """Words of the question that stand in no listing, each with the words it may have meant, the likeliest first.

    Empty where a word that is missing has none, since the question then finds nothing anyway. One query, and one or
    two more for each missing word.
    """
    asked = {
        phrase.tokens[0].text
        for phrase in question.wanted
        if len(phrase.tokens) == 1 and not is_unparted(phrase.tokens[0].text)
    }
    known = set(SearchWord.objects.filter(word__in=asked, listings__gt=0).values_list("word", flat=True))
    found = {}
    for word in sorted(asked - known):
        meant = meant_by(word)
        if meant:
            found[word] = meant
    return found


def meant_by(word: str) -> list[str]:
    """The likeliest words that `word` was meant to be, at most five, all equally near to it.

    A mistake at the first letter is rare, and takes longer to find: it is looked for only where there is no other.
    """
    if len(word) < SHORTEST:
        return []
    return _near(word, "word >= %s AND word < %s", [word[0], _after(word[0])]) or _near(word, "word %% %s", [word])


def _near(word: str, where: str, arguments: list[str]) -> list[str]:
    """The words nearest to `word`, among those that fit a condition."""
    mistakes = 2 if len(word) >= TWO_MISTAKES_FROM else 1
    table = connection.ops.quote_name(SearchWord._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM (SELECT word, listings, distance, min(distance) OVER () AS least FROM"  # noqa: S608 - ours
            f" (SELECT word, listings, levenshtein_less_equal(word, %s, %s) AS distance FROM {table}"
            f" WHERE listings > 0 AND length(word) BETWEEN %s AND %s AND {where}) AS compared"
            " WHERE distance <= %s) AS near WHERE distance = least ORDER BY listings DESC, word LIMIT %s",
            [word, mistakes, len(word) - mistakes, len(word) + mistakes, *arguments, mistakes, MOST],
        )
        return [text for (text,) in cursor.fetchall()]


def _after(letter: str) -> str:
    """The least text after all that begin with a letter."""
    return chr(ord(letter) + 1)
