"""Names in the order in which the readers of a language look for them, as CLDR has it: those of Chinese by sound."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import icu


def in_order(named: Iterable[tuple[str, str]], language: str) -> list[tuple[str, str]]:
    """Pairs of a code and its name, by name. `language` as names are stored: "zh"."""
    key = _collator(language).getSortKey
    return sorted(named, key=lambda one: (key(one[1]), one[0]))


@cache
def _collator(language: str) -> Any:
    return icu.Collator.createInstance(icu.Locale(language))
