"""Form fields that read what people type in any of the six languages: months, days, amounts, codes of long lists."""

import datetime
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from registry.text import canonical_language_tag, is_language_tag
from registry.validators import checked_line, checked_text, checked_web_address

NOT_IN_LIST = _("This is not in the list. Choose one that is.")
EMPTY_FILE = _("There is nothing in this file. Choose it once more, or choose another one.")
TOO_LONG = _("This is too long: %(show_value)s characters. Shorten it to %(limit_value)s.")


def limit(form_field: forms.Field, column: "models.Field[Any, Any]") -> None:
    """Give a form field the validators and the limit of a column; without the attribute by which browsers cut text."""
    own = [validator for validator in column.validators if not isinstance(validator, MaxLengthValidator)]
    longest = MaxLengthValidator(column.max_length or 0, TOO_LONG)
    form_field.validators = [*form_field.validators, *own, longest]


def plain_digits(typed: str) -> str:
    """Digits of any script as 0 to 9; everything else as it was."""
    return "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in typed)


DATE_PARTS = ("day", "month", "year")


class DateParts(forms.MultiWidget):
    """Day (where asked for), month by name, year: no order or separator to guess, in no language."""

    use_fieldset = True  # each part has a label of its own

    def __init__(self, *, day: bool, attrs: dict[str, Any] | None = None) -> None:
        self.with_day = day
        number = {"inputmode": "numeric", "maxlength": "10", "autocomplete": "off"}
        parts: dict[str, Any] = {"day": forms.TextInput({**number, "size": "2"})} if day else {}
        parts["month"] = forms.Select(choices=[("", "—"), *MONTHS.items()])
        parts["year"] = forms.TextInput({**number, "size": "4"})
        super().__init__(parts, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if not isinstance(value, datetime.date):
            return [None] * len(self.widgets)
        return [value.day, value.month, value.year] if self.with_day else [value.month, value.year]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return [str(part or "").strip() for part in super().value_from_datadict(data, files, name)]


class DatePartsField(forms.Field):
    """A date from its parts; without `day` the first of a month."""

    def __init__(self, *, day: bool, **kwargs: Any) -> None:
        self.with_day = day
        super().__init__(widget=DateParts(day=day), **kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        parts = [plain_digits(part) for part in (value or [])]
        if not any(parts):
            return None
        if not all(parts):
            missing = (
                _("Fill in the day, the month and the year.") if self.with_day else _("Fill in the month and the year.")
            )
            raise ValidationError(missing)
        day, month, year = parts if self.with_day else ["1", *parts]
        if not re.fullmatch(r"[0-9]{4}", year):
            raise ValidationError(_("Write the year with four digits, such as 2027."))
        no_such_day = ValidationError(
            _("There is no such day. Check the day, the month and the year.")
            if self.with_day
            else _("There is no such month. Choose it from the list, and check the year.")
        )
        if not all(re.fullmatch(r"[0-9]{1,2}", part) for part in (day, month)):
            raise no_such_day
        try:
            date = datetime.date(int(year), int(month), int(day))
        except ValueError:
            raise no_such_day from None
        if not 1900 <= date.year <= 2200:
            raise ValidationError(_("Write a year between 1900 and 2200."))
        return date

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != initial)


class LineField(forms.CharField):
    """A line of text, with hidden characters refused by name and harmless ones normalized."""

    def to_python(self, value: Any) -> str:
        return checked_line(str(super().to_python(value) or ""))


class TextField(forms.CharField):
    """Text of several lines, checked like a line."""

    def to_python(self, value: Any) -> str:
        return checked_text(str(super().to_python(value) or ""))


class WebAddressField(forms.CharField):
    """The address of a public web page; a bare host name gets https:// before it."""

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value) or "")
        return checked_web_address(typed) if typed else ""


class AmountField(forms.CharField):
    """An amount with the separators of any of the six languages: 1,234.50, 1.234,50, 1 234,50, ١٬٢٣٤٫٥٠."""

    def clean(self, value: Any) -> Decimal | None:
        typed = plain_digits(str(super().clean(value) or ""))
        bare = re.sub(r"[\s'’٬_]", "", typed).replace("٫", ".")
        if not bare:
            return None
        if re.fullmatch(r"\d{1,3}([.,]\d{3})+", bare):  # 1.234 or 1,234,567: groups of thousands
            bare = re.sub(r"[.,]", "", bare)
        elif decimals := re.fullmatch(r"([\d.,]*\d)[.,](\d{1,2})", bare):
            bare = f"{re.sub('[.,]', '', decimals[1])}.{decimals[2]}"
        if not re.fullmatch(r"\d{1,13}(\.\d{1,2})?", bare):
            raise ValidationError(_("Write the amount in digits, such as 12500, without a currency sign."))
        amount = Decimal(bare)
        if amount == 0:
            raise ValidationError(_("Write an amount above zero, or leave it empty."))
        return amount


class YearField(forms.CharField):
    """A whole year, in digits of any script."""

    def __init__(self, *, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        self.year_validators = validators
        super().__init__(widget=forms.TextInput({"inputmode": "numeric", "size": "4"}), **kwargs)

    def clean(self, value: Any) -> int | None:
        typed = plain_digits(str(super().clean(value) or ""))
        if not typed:
            return None
        if not re.fullmatch(r"\d{1,4}", typed):
            raise ValidationError(_("Write the year with four digits, such as 1998."))
        for validator in self.year_validators:
            validator(int(typed))
        return int(typed)


class LanguageField(forms.ChoiceField):
    """One language. The list offers the usual ones; any valid language tag is taken (BCP 47)."""

    def to_python(self, value: Any) -> str:
        return _canonical(super().to_python(value))

    def valid_value(self, value: str) -> bool:
        return is_language_tag(value)


class LanguagesField(forms.MultipleChoiceField):
    """Several languages, by ticks in the list and by further tags."""

    def to_python(self, value: Any) -> list[str]:
        return [_canonical(tag) for tag in super().to_python(value)]

    def valid_value(self, value: str) -> bool:
        return is_language_tag(value)


def _canonical(tag: str) -> str:
    return canonical_language_tag(tag) if is_language_tag(tag) else tag


class NumbersField(forms.CharField):
    """Site numbers, parted by commas, spaces or lines."""

    def clean(self, value: Any) -> list[str]:
        typed = plain_digits(str(super().clean(value) or ""))
        numbers = [number for number in re.split(r"[\s,;،、]+", typed) if number]
        wrong = [number for number in numbers if not re.fullmatch(r"\d{1,12}(_[A-Za-z0-9]{1,6})?", number)]
        if wrong:
            raise ValidationError(
                _("“%(number)s” is not a site number. Write numbers of the World Database only, parted by commas."),
                params={"number": wrong[0][:40]},
            )
        return numbers

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


def typed_values(data: Mapping[str, Any], names: Sequence[str]) -> dict[str, list[str]]:
    """What was sent under `names` (and their parts), as the database can keep it: NUL is shown as ␀."""
    lists = data.lists() if hasattr(data, "lists") else ((k, [v]) for k, v in data.items())
    wanted = {*names, *(f"{name}_{part}" for name in names for part in DATE_PARTS)}
    return {
        key: [str(value).replace("\x00", "␀").encode("utf-8", "replace").decode() for value in values]
        for key, values in lists
        if key in wanted
    }
