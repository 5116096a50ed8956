"""What the pages of the secretariat need of a template beside the components."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(found: Mapping[str, Any], key: str) -> Any:
    """The value under a key that the template holds in a variable; an empty text when there is none."""
    return found.get(key, "")
