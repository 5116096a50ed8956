"""Cells of a table as values of a document, and back.

A reader takes what stands in a cell, or the part of it that belongs to one item, and gives the value as it stands in a
document; what does not pass is a `ValidationError` whose sentence says what to write. What section forms ask for in
words is cleaned by their own fields, so that a page and an import refuse alike.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any

from babel.dates import get_month_names
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registry import places
from registry.entry.document import blank, empty, to_json
from registry.entry.fields import COLLECTIONS, SECTIONS, field_of
from registry.entry.forms import FORMS, PartForm
from registry.entry.inputs import DatePartsField, plain_digits
from registry.exchange.countries import countries_called, key_of, regions_called
from registry.exchange.exports import SEPARATOR
from registry.exchange.files import formula, harmless
from registry.exchange.words import code_called, flag_called, language_called
from registry.validators import check_identifier, current_currencies
from registry.vocabulary import SITE_LANGUAGES, IdentifierScheme, OrganizationType, Visibility

Reader = Callable[[str], Any]
REMEMBERED = 4096  # cells of a kind: those of a table repeat themselves

# -- Cells as a whole -------------------------------------------------------------------------------------------------

INNER = "; "  # between the codes of one item, where the parts of a cell are items
_BAR = re.compile(r"\s*(?<!\\)\|\s*")


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, and that `unguarded` gives back as it was."""
    return f"'{text}" if text[:1] == "'" and formula(text.lstrip("'")) else harmless(text)


def unguarded(cell: str) -> str:
    """What a cell says, without the apostrophe that stands before what would be a formula, and without outer spaces."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and formula(cell.lstrip("'")) else cell


def parts(cell: str) -> list[str]:
    """The parts of a cell, which bars part; a bar behind a backslash is one that somebody wrote."""
    return [part.replace("\\|", "|").strip() for part in _BAR.split(cell)] if "|" in cell else [cell]


def joined(values: Iterable[str]) -> str:
    """Parts as one cell; nothing where all are empty."""
    written = [value.replace("|", "\\|") for value in values]
    return SEPARATOR.join(written) if any(written) else ""


# -- What forms ask for in words --------------------------------------------------------------------------------------


def form_field(part: str, name: str) -> forms.Field:
    """The field of the section form that asks for it, with its limits. Raises `KeyError` where none does."""
    return fields_asked(part)[name]


@cache
def fields_asked(part: str) -> dict[str, forms.Field]:
    """The fields of the form of a part, those included that only one type of organization is asked."""
    found: dict[str, forms.Field] = {}
    for type_ in ("", OrganizationType.IPLC, OrganizationType.PRIVATE_SECTOR):
        item = blank(SECTIONS.get(part) or COLLECTIONS[part])
        item |= {"type": str(type_)} if part == "organization" else {}
        form: PartForm = FORMS[part](document=empty(), item=item)
        found |= form.fields
    return found


@cache
def words_of(part: str, name: str) -> Reader:
    """A reader for what is told in words, numbers or an address."""
    asked, field = form_field(part, name), field_of(part, name)
    return lambda cell: to_json(field, asked.clean(cell))


@cache
def of_contact(name: str) -> Reader:
    """A reader for a name, an email address or a telephone number."""
    asked = form_field("contacts", name)
    return lambda cell: str(asked.clean(cell))


# -- Codes ------------------------------------------------------------------------------------------------------------

_ITEMS = re.compile(r"\s*[|;\n；]\s*")
_COMMAS = re.compile(r"\s*[,،、/，]\s*")


def code_of(choices: type[TextChoices]) -> Reader:
    """A reader for one word of a vocabulary."""

    def read(cell: str) -> str:
        code = code_called(choices, cell)
        if not code:
            raise _not_on_the_list([cell], choices)
        return code

    return read


def codes_of(choices: type[TextChoices]) -> Reader:
    return _several(lambda word: code_called(choices, word), lambda unknown: _not_on_the_list(unknown, choices))


def _not_on_the_list(unknown: list[str], choices: type[TextChoices]) -> ValidationError:
    labels = INNER.join(str(label) for label in choices.labels)
    sentence = _("“%(value)s” is not on the list. Write one of these: %(choices)s.")
    return ValidationError(sentence, params={"value": shown(unknown), "choices": labels})


def _several(find: Callable[[str], str], refusal: Callable[[list[str]], ValidationError]) -> Reader:
    """A reader for a list of codes: parted by bars, semicolons or lines, or by commas where no name has one."""

    @lru_cache(maxsize=REMEMBERED)
    def codes(cell: str) -> tuple[str, ...]:
        found: set[str] = set()
        unknown: list[str] = []
        for word in filter(None, [cell] if find(cell) else _ITEMS.split(cell)):
            words = [word] if find(word) else [piece for piece in _COMMAS.split(word) if piece]
            said = [find(one) for one in words]
            found |= {code for code in said if code}
            if any(said):
                unknown += [one for one, code in zip(words, said, strict=True) if not code]
            else:
                unknown.append(word)
        if unknown:
            raise refusal(unknown)
        return tuple(sorted(found))

    return lambda cell: list(codes(cell))


def language(cell: str) -> str:
    tag = language_called(cell)
    if not tag:
        raise _no_language([cell])
    return tag


def _no_language(unknown: list[str]) -> ValidationError:
    sentence = _("“%(value)s” is no language that we know. Write its name or its code, such as fr or quc.")
    return ValidationError(sentence, params={"value": shown(unknown)})


languages = _several(language_called, _no_language)


def flag(cell: str) -> bool:
    said = flag_called(cell)
    if said is None:
        raise ValidationError(_("“%(value)s” is neither yes nor no. Write true or false."), params={"value": cut(cell)})
    return said


def currency(cell: str) -> str:
    code = cell.upper()
    if code not in current_currencies():
        sentence = _("“%(value)s” is no currency in use. Write its code of three letters, such as USD or XOF.")
        raise ValidationError(sentence, params={"value": cut(cell)})
    return code


def seen_by(cell: str) -> str:
    return str(code_of(Visibility)(cell))


# -- Places -----------------------------------------------------------------------------------------------------------


def country(cell: str) -> str:
    """A reader for one country. Nothing is guessed: what may be several is asked about."""
    found = countries_called(cell)
    if len(found) != 1:
        raise _no_country(cell, found)
    return found[0]


def _no_country(cell: str, found: tuple[str, ...]) -> ValidationError:
    if found:
        language = get_language() or "en"
        choices = INNER.join(f"{code} ({places.country_name(code, language)})" for code in found)
        sentence = _("“%(value)s” may be several countries: %(choices)s. Write the code of the one that is meant.")
        return ValidationError(sentence, params={"value": cut(cell), "choices": choices})
    words = [word for word in re.split(r"[|;\n；,،、/，]", cell) if word.strip()]
    if len(words) > 1 and all(countries_called(word) for word in words):
        sentence = _("There are several countries here: “%(value)s”. Write the one that is meant.")
        return ValidationError(sentence, params={"value": cut(cell)})
    sentence = _(
        "“%(value)s” is none of the countries and areas of the United Nations list. Write its name in full, or its "
        "code of two letters, such as KE."
    )
    return ValidationError(sentence, params={"value": cut(cell)})


def countries(cell: str) -> list[str]:
    """A reader for a list of countries; the first that is not clear is asked about."""
    return list(_countries(cell))


def regions(cell: str) -> list[str]:
    return list(_regions(cell))


def _no_region(unknown: list[str]) -> ValidationError:
    sentence = _(
        "“%(value)s” is none of the regions of the United Nations (M49). Write its name or its code, such as 002 for "
        "Africa."
    )
    return ValidationError(sentence, params={"value": shown(unknown)})


def _one(find: Callable[[str], tuple[str, ...]]) -> Callable[[str], str]:
    def found(word: str) -> str:
        codes = find(word)
        return codes[0] if len(codes) == 1 else ""

    return found


_countries = _several(_one(countries_called), lambda unknown: _no_country(unknown[0], countries_called(unknown[0])))
_regions = _several(_one(regions_called), _no_region)


# -- Dates ------------------------------------------------------------------------------------------------------------

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ]\d{1,2}:\d{2}[\d:.+Z-]*)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_IN_FIGURES = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})")
_HAN = re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")
_SERIAL = re.compile(r"[1-7]\d{4}(\.\d+)?")  # days since 1900, as spreadsheets count: 1927 to 2119
_BESIDE_MONTHS = frozenset({"de", "del", "of", "г", "года", "le", "er", "st", "nd", "rd", "th"})
_MONTH, _DAY = DatePartsField(day=False), DatePartsField(day=True)
_NOT_READ = _("“%(value)s” cannot be read as a date. Write it as in %(example)s.")


def founding_year(cell: str) -> int:
    """A reader for a year; of a whole date the year is taken, whichever of its other figures is the month."""
    asked = form_field("organization", "founded")
    typed = plain_digits(cell)
    _refuse_serial(typed, "1998")
    whole = _ISO.fullmatch(typed) or _IN_FIGURES.fullmatch(typed)
    if whole:
        typed = next(figure for figure in whole.groups() if figure and len(figure) == 4)
    return int(asked.clean(typed))


def month(cell: str) -> str:
    """A reader for a month of a year; of a whole date the day is left out."""
    year, number, _day = _date(cell, "2024-05")
    if not number:
        raise ValidationError(_("Write the month too, as in %(example)s."), params={"example": "2024-05"})
    return str(to_json(field_of("activities", "start"), _MONTH.clean([number, year])))


def day(cell: str) -> str:
    year, number, day = _date(cell, "2024-05-31")
    if not day:
        raise ValidationError(
            _("Write the day, the month and the year, as in %(example)s."), params={"example": "2024-05-31"}
        )
    return str(to_json(field_of("gaps", "wanted_by"), _DAY.clean([day, number, year])))


def _date(cell: str, example: str) -> tuple[str, str, str]:
    """Year, month and day as figures, "" for what is not said. Day and month are never guessed."""
    typed = plain_digits(cell)
    _refuse_serial(typed, example)
    if found := _ISO.fullmatch(typed) or _HAN.fullmatch(typed):
        return found[1], found[2], found[3] or ""
    if found := _MONTH_YEAR.fullmatch(typed):
        return found[2], found[1], ""
    if found := _IN_FIGURES.fullmatch(typed):
        return _in_figures(found, cell, example)
    if re.fullmatch(r"\d{4}", typed):
        return typed, "", ""
    return _in_words(typed, cell, example)


def _refuse_serial(typed: str, example: str) -> None:
    if _SERIAL.fullmatch(typed):
        sentence = _(
            "“%(value)s” looks like a date that a spreadsheet keeps as a number. Make the cell a date, or write it as "
            "in %(example)s."
        )
        raise ValidationError(sentence, params={"value": typed, "example": example})


def _in_figures(found: "re.Match[str]", cell: str, example: str) -> tuple[str, str, str]:
    first, sign, second, year = found.groups()
    if first == second or int(first) > 12 or sign == ".":  # with full stops the day is always first
        return year, second, first
    if int(second) > 12:
        return year, first, second
    sentence = _("“%(value)s” may be two different days. Write it as in %(example)s.")
    raise ValidationError(sentence, params={"value": cut(cell), "example": example})


def _in_words(typed: str, cell: str, example: str) -> tuple[str, str, str]:
    words = [word for word in key_of(re.sub(r"(?<=\d)(?=[^\W\d])", " ", typed)).split() if word not in _BESIDE_MONTHS]
    months = [word for word in words if word in _months()]
    figures = [word for word in words if word.isascii() and word.isdigit()]
    years = [figure for figure in figures if len(figure) == 4]
    days = [figure for figure in figures if len(figure) <= 2]
    if len(months) != 1 or len(years) != 1 or len(days) > 1 or len(words) != 2 + len(days):
        raise ValidationError(_NOT_READ, params={"value": cut(cell), "example": example})
    return years[0], _months()[months[0]], "".join(days)


@cache
def _months() -> dict[str, str]:
    """The number of each month by its names in the six languages, whole and short."""
    names: dict[str, set[str]] = {}
    for language in SITE_LANGUAGES.values():
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale=language.stored).items():
                    names.setdefault(key_of(name), set()).add(str(number))
    return {name: numbers.pop() for name, numbers in names.items() if len(numbers) == 1}


# -- Identifiers ------------------------------------------------------------------------------------------------------

# Registers whose identifiers tell by themselves what they are, by an address or by check digits.
_TELLING = (IdentifierScheme.ROR, IdentifierScheme.ISNI, IdentifierScheme.WIKIDATA, IdentifierScheme.LEI)


def identifier(cell: str) -> tuple[str, str]:
    """A reader for scheme and value: "ror:..." or what is plainly an identifier of one register."""
    head, parted, value = cell.partition(":")
    scheme = key_of(head)
    if parted and scheme in IdentifierScheme.values:
        return scheme, check_identifier(scheme, value)
    for known in _TELLING:
        if known.value in key_of(cell).split() and "/" in cell:  # an address of this register, right or wrong
            return known.value, check_identifier(known.value, cell)
    found = [(known.value, value) for known in _TELLING if (value := _checked(known.value, cell))]
    if len(found) != 1:
        sentence = _(
            "“%(value)s” does not say which register it is from. Write the register before it, as in %(example)s. "
            "Registers are: %(choices)s."
        )
        choices = ", ".join(IdentifierScheme.values)
        raise ValidationError(sentence, params={"value": cut(cell), "example": "wikidata:Q42", "choices": choices})
    return found[0]


def _checked(scheme: str, value: str) -> str:
    try:
        return check_identifier(scheme, value)
    except ValidationError:
        return ""


# -- What a fault shows -----------------------------------------------------------------------------------------------

LONGEST_SHOWN = 60


def cut(text: str) -> str:
    """As much of what somebody wrote as a sentence bears."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…"


def shown(words: list[str]) -> str:
    return cut(INNER.join(words))
