"""The values of a document as people read them: labels for codes, names of places and languages, dates in full."""

import datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from babel.numbers import get_currency_name
from django.contrib.postgres.fields import ArrayField
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry import places
from registry.entry.document import Item
from registry.entry.fields import AMOUNT, CODE, CODES, DATE, FLAG, MONTH, REFERENCE, TEXT, column_of, field_of
from registry.text import language_name

LANGUAGES = ("language", "languages", "description_language")
PLACES = ("countries", "base_country", "regions")
# Which field says the language of a text; other texts have none of their own.
LANGUAGE_OF = {
    "names.text": "language",
    "organization.description": "description_language",
    **{f"{part}.{name}": "language" for part in ("activities", "gaps", "offers") for name in ("title", "text")},
    "activities.national_target": "language",
    "activities.indicator": "language",
    "offers.conditions": "language",
    "offers.capacity": "language",
}


def readable(part: str, name: str, value: Any, language: str = "") -> list[str]:
    """What a value says, in the language of the request: one text, a text for each code of a list, nothing if empty.

    Who asks about hundreds of values can say once which language is in force.

    A code that is not known (any more) stands for itself. References say nothing: what they point at is not in the
    document. Raises `KeyError` for a field that `part` does not have.
    """
    field = field_of(part, name)
    if field.kind is TEXT:
        return [str(value)] if value else []
    if field.kind is FLAG:
        return [_("Yes") if value else _("No")]
    if value == field.empty and not field.default:
        return []
    language = language or get_language() or "en"
    if field.kind is CODES:
        return [_of_code(part, name, code, language) for code in value]
    if field.kind is CODE:
        return [_of_code(part, name, value, language)]
    if field.kind is MONTH:
        return [_date(f"{value}-01", "YEAR_MONTH_FORMAT", language)]
    if field.kind is DATE:
        return [_date(value, "DATE_FORMAT", language)]
    if field.kind is AMOUNT:
        return [number_format(Decimal(value), 2, use_l10n=True, force_grouping=True)]
    if field.kind is REFERENCE:
        return []
    return [str(value)]


def language_of(part: str, name: str, item: Item) -> str:
    """The language tag of a text in a section or item, or nothing when the entry does not say it."""
    said_by = LANGUAGE_OF.get(f"{part}.{name}")
    return str(item[said_by]) if said_by else ""


@lru_cache(maxsize=2048)
def _date(value: str, format_: str, _language: str) -> str:
    """A day in a format of a language, which is the one in force."""
    return date_format(datetime.date.fromisoformat(value), format_)


def _of_code(part: str, name: str, code: str, language: str) -> str:
    if name not in PLACES:
        return _known(part, name, code, language)
    if name in ("countries", "base_country"):
        return places.country_name(code, language) if code in places.country_codes() else code
    return places.region_name(code, language) if code in places.region_codes() else code


@lru_cache(maxsize=8192)
def _known(part: str, name: str, code: str, language: str) -> str:
    """What a code that is not of a place says in a language, which is the one in force."""
    if name in LANGUAGES:
        return language_name(code, language)
    if name == "currency":
        return f"{code} · {get_currency_name(code, locale=language.replace('-', '_'))}"
    return str(_labels(part, name).get(code, code))


@cache
def _labels(part: str, name: str) -> dict[str, Any]:
    """The choices of a column with their labels, each in the language in which it is asked for later."""
    column: Any = column_of(part, name)
    return dict((column.base_field if isinstance(column, ArrayField) else column).flatchoices)
