"""What a browser would send for the answers of a document."""

from typing import Any

from django.http import QueryDict

from registry.entry.document import Item
from registry.entry.fields import COLLECTIONS, SECTIONS, Field, Kind


def typed(part: str, item: Item, **more: str) -> QueryDict:
    """The fields of a section or item as its form names them; `more` are fields that the document does not hold."""
    data = QueryDict(mutable=True)
    for field in SECTIONS.get(part) or COLLECTIONS[part]:
        if item[field.name] not in (None, "", [], False):
            for name, values in _inputs(field, item[field.name]).items():
                data.setlist(name, values)
    data.update(more)
    return data


def _inputs(field: Field, value: Any) -> dict[str, list[str]]:
    if field.kind is Kind.REFERENCE:
        return {}
    if field.kind in (Kind.MONTH, Kind.DATE):
        year, month, *day = value.split("-")
        parts = {"year": year, "month": month.lstrip("0"), **({"day": day[0]} if day else {})}
        return {f"{field.name}_{part}": [number] for part, number in parts.items()}
    if field.kind is Kind.FLAG:
        return {field.name: ["on"]}
    if field.name == "site_ids":
        return {field.name: [", ".join(value)]}
    return {field.name: value if field.kind is Kind.CODES else [str(value)]}
