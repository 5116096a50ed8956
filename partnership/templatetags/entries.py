"""What an entry says, as people read it: filters and tags over the parts of a document."""

from collections.abc import Sequence
from typing import Any

from babel import Locale
from babel.lists import format_list
from django import template
from django.utils.translation import get_language

from registry.entry import readable as entry

register = template.Library()


@register.filter
def readable(value: Any, path: str) -> list[str]:
    """What a value says in the reader's language. `path`: where it stands in an entry, such as "gaps.kinds"."""
    part, _dot, name = path.partition(".")
    return entry.readable(part, name, value)


@register.filter
def listed(words: Sequence[str]) -> str:
    """Words in one line, parted as the reader's language does it."""
    return format_list(list(words), locale=Locale.parse(get_language() or "en", sep="-"))
