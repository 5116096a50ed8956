"""Escaping what a page draws by the thousand. Django and MarkupSafe mark what they have escaped, and take several times
as long for it.
"""

import re
from html import escape

MARKED = re.compile("[&<>\"']").search  # most of what is written has none of these


def escaped(text: object) -> str:
    """`text` as it is written into a page; what is marked as safe stays as it is."""
    words = str(text)
    return words if hasattr(text, "__html__") or not MARKED(words) else escape(words)
