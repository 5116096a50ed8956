"""Escaping what a page draws by the thousand. Django and MarkupSafe mark what they have escaped, and take several times
as long for it.
"""

from html import escape


def escaped(text: object) -> str:
    """`text` as it is written into a page; what is marked as safe stays as it is."""
    return str(text) if hasattr(text, "__html__") else escape(str(text))
