"""The text of one cell: what is to be cleaned, what makes it unfit, and what a person should look at."""

import re
from unicodedata import is_normalized

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.exchange.lines import LONGEST_CELL
from registry.text import clean_line, clean_text
from registry.validators import checked_text

_LOST = "\ufffd"
_LATIN, _LIKE_LATIN = "[A-Za-z\u00c0-\u024f]", "[\u0370-\u03ff\u0400-\u052f]"
# A word of letters of two scripts that look alike.
_TWO_SCRIPTS = re.compile(f"{_LATIN}{_LIKE_LATIN}|{_LIKE_LATIN}{_LATIN}")
# What UTF-8 looks like when it was read as something else once before.
_READ_WRONGLY = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u2122]")
# What is printable and yet to be looked at: marks that can be stacked, letters that are not seen or were lost, and the
# two above.
_TO_LOOK_AT = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u115f\u1160\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3164\ufe00-\ufe2f\uffa0\ufff0-\uffff]"
    f"|{_TWO_SCRIPTS.pattern}|{_READ_WRONGLY.pattern}"
)


def is_clean(text: str) -> bool:
    """Whether there is nothing to clean in a text or to say of it; as a rule there is not."""
    return (
        text.isprintable()
        and len(text) <= LONGEST_CELL
        and text[0] != " "
        and text[-1] != " "
        and "  " not in text
        and (text.isascii() or (not _TO_LOOK_AT.search(text) and is_normalized("NFC", text)))
    )


def cleaned(text: str) -> tuple[str, str]:
    """A text that can be stored, and what is wrong with what it was."""
    sentence = ""
    if len(text) > LONGEST_CELL:
        text = text[:LONGEST_CELL]
        sentence = _("This cell has more than %(most)s characters. Shorten it.") % {"most": LONGEST_CELL}
    try:
        found = checked_text(text)
    except ValidationError as error:
        return clean_text(text), sentence or " ".join(error.messages)
    if _LOST in found:
        lost = _("A letter was lost before this file was made: where “%(mark)s” stands, type it again.")
        sentence = sentence or lost % {"mark": _LOST}
    return found, sentence


def noted(text: str) -> str:
    if _TWO_SCRIPTS.search(text):
        return _("A word has letters of two scripts that look alike. Make sure that it does not imitate another name.")
    if _READ_WRONGLY.search(text):
        try:
            meant = text.encode("cp1252").decode()
        except UnicodeError:
            return ""
        return _("Letters seem to be wrong. Is “%(text)s” meant?") % {"text": clean_line(meant)[:100]}
    return ""
