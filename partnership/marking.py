"""Marking what was searched in a text that is shown."""

import re
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from registry.text import fold

SPACES = re.compile(r"(\s+)")


def marked(text: str, words: Sequence[str]) -> str | SafeString:
    """`text` with `<mark>` round what the folded `words` found in it; the text itself where they found nothing.

    Where folding changed the letters (accents, ligatures), the whole word between spaces is marked.
    """
    folded = fold(text)
    here = [word for word in words if word in folded]
    if not here:
        return text
    as_typed = re.compile(f"({'|'.join(map(re.escape, here))})", re.IGNORECASE)
    parts = [text] if text.isascii() else SPACES.split(text)
    return mark_safe("".join(_marked(part, here, as_typed) for part in parts))  # noqa: S308 - each part is escaped


def _marked(part: str, words: Sequence[str], as_typed: re.Pattern[str]) -> str:
    pieces = as_typed.split(part)  # every second one is a word that was found
    if len(pieces) > 1:
        return "".join(f"<mark>{escape(p)}</mark>" if number % 2 else escape(p) for number, p in enumerate(pieces))
    if not part.isascii() and any(word in fold(part) for word in words):
        return f"<mark>{escape(part)}</mark>"
    return escape(part)
