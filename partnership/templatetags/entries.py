"""What an entry says, as people read it: filters over the parts of a document."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.lists import format_list
from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.entry import readable as entry
from registry.entry.document import Item

register = template.Library()


@register.filter
def readable(value: Any, path: str) -> list[str]:
    """What a value says in the reader's language. `path`: where it stands in an entry, such as "gaps.kinds"."""
    part, _dot, name = path.partition(".")
    return entry.readable(part, name, value)


@register.filter
def listed(words: Sequence[str]) -> str:
    """Words in one line, parted as the reader's language does it."""
    return words[0] if len(words) == 1 else format_list(list(words), locale=_locale(get_language() or "en"))


@register.filter
def any_of(words: Sequence[str]) -> str:
    """Words of which each would do, as the reader's language says "one or another"."""
    return format_list(list(words), style="or", locale=_locale(get_language() or "en"))


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@register.filter
def places(item: Item) -> str:
    """Where an organization works, or where an item happens: everywhere, or countries and regions by their names."""
    if item["everywhere"]:
        return _("Everywhere")
    named = [listed(readable(item[name], f"where.{name}")) for name in ("countries", "regions") if item[name]]
    return " · ".join(named) or _("Not said")
