"""Validating a whole document: after a merge, before it is sent, on import. (The entry, The document.)"""

from collections.abc import Collection as Container
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry import places
from registry.entry import needs
from registry.entry.document import Document, Item, from_json, present
from registry.entry.fields import (
    CODES,
    COLLECTIONS,
    REFERENCE,
    SECTIONS,
    TEXT,
    Field,
    Label,
    column_of,
)
from registry.entry.needs import NEEDED, Need
from registry.entry.readable import PLACES


@dataclass(frozen=True)
class Problem:
    """Something that keeps an entry from being sent or listed: where, and a sentence that says what to do."""

    path: str
    sentence: Label

    @property
    def part(self) -> str:
        return self.path.split(".")[0]


def problems(
    document: Document, *, need: Need, nothing_to_state: Container[str] = (), values: bool = True
) -> list[Problem]:
    """What is missing or wrong in `document`, in the order of the entry. Without `values` each single value is taken as
    checked, and what is missing or does not fit together is told.
    """
    found = [Problem(path, sentence) for path, sentence in needs.of_whole(document, need, nothing_to_state)]
    for key in SECTIONS:
        found += _of_part(key, key, document[key], document, need, values)
    for key in COLLECTIONS:
        for id_, item in present(document, key).items():
            found += _of_part(key, f"{key}.{id_}", item, document, need, values)
    order = [*SECTIONS, *COLLECTIONS]
    return sorted(found, key=lambda problem: order.index(problem.part))


def _of_part(key: str, path: str, item: Item, document: Document, need: Need, values: bool) -> Iterator[Problem]:
    for field, choices in _fields(key):
        value = item[field.name]
        if value == field.empty and not field.default:
            if needs.is_needed(key, field.name, item, document, need):
                yield Problem(f"{path}.{field.name}", NEEDED[f"{key}.{field.name}"])
        elif values and not _is_chosen(value, choices, field):
            sentence = _fault(key, field, value)
            if sentence:
                yield Problem(f"{path}.{field.name}", sentence)
    if key in needs.CROSS:
        for name, sentence in needs.CROSS[key](item, need):
            yield Problem(f"{path}.{name}", sentence)


def _fault(key: str, field: Field, value: Any) -> Label:
    """What is wrong with one value, by the validators of its column; nothing when it is right."""
    if field.name in PLACES:
        return _unknown(value, places.region_codes() if field.name == "regions" else places.country_codes())
    if field.kind is REFERENCE:
        return ""
    column = column_of(key, field.name)
    try:
        column.clean(from_json(field, value), None)
        limit = column.max_length
        if field.kind is TEXT and limit and len(value) > limit:
            return _("This is too long. Shorten it to %(limit)s characters; it has %(length)s now.") % {
                "limit": limit,
                "length": len(value),
            }
    except ValidationError as error:
        return " ".join(error.messages)
    except (ValueError, ArithmeticError):
        return _("This value cannot be read. Fill in the field again.")
    return ""


def _is_chosen(value: Any, choices: frozenset[Any], field: Field) -> bool:
    """Whether a value is surely right, being of the choices of its column: most are, and validators take longer."""
    if not choices:
        return False
    if field.kind is not CODES:
        return isinstance(value, str) and value in choices
    return isinstance(value, list) and all(isinstance(one, str) and one in choices for one in value)


@cache
def _fields(key: str) -> list[tuple[Field, frozenset[Any]]]:
    """The fields of a part, each with its choices."""
    return [(field, _choices(key, field)) for field in SECTIONS.get(key) or COLLECTIONS[key]]


def _choices(key: str, field: Field) -> frozenset[Any]:
    """What a column can be, or each value in a column of lists; nothing where that is more than a matter of choices."""
    if field.kind is REFERENCE or field.name in PLACES:
        return frozenset()
    column: Any = column_of(key, field.name)
    return frozenset(code for code, _label in getattr(column, "base_field", column).flatchoices)


def _unknown(value: Any, known: Container[str]) -> Label:
    codes = value if isinstance(value, list) else [value]
    unknown = [code for code in codes if code not in known]
    if not unknown:
        return ""
    return _("“%(codes)s” is not among the places of the United Nations list. Choose from the list.") % {
        "codes": ", ".join(unknown)
    }
