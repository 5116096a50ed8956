"""Forms of an import: the file, how it is read, which column is which field."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from registry.exchange.columns import COLUMNS
from registry.exchange.tables import DELIMITERS, ENCODINGS, NO_HEADER, Reading, Sheet

MEGABYTE = 1024 * 1024
COLUMN = "column-"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Table"),
        help_text=_("CSV or Excel (XLSX), up to 20 MB and 50,000 rows. One row is one organization."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={
            "required": _("Choose the file that holds the table."),
            "empty": _("This file is empty. Choose the one that holds the table."),
            "missing": _("Choose the file that holds the table."),
            "invalid": _("Choose the file that holds the table."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_BYTES:
            raise ValidationError(
                _("The file is larger than %(megabytes)d MB. Part it into several files.")
                % {"megabytes": settings.IMPORT_BYTES // MEGABYTE}
            )
        return file


class ReadingForm(forms.Form):
    """How a file is read, where it was not read right by itself."""

    encoding = forms.ChoiceField(label=_("Encoding"), help_text=_("Choose another if letters look wrong."))
    delimiter = forms.ChoiceField(label=_("Cells are parted by"))
    sheet = forms.ChoiceField(label=_("Sheet"))
    header = forms.IntegerField(
        label=_("Row with the headers"),
        help_text=_("Its number in the file; rows above it are left out. Leave this empty if there is none."),
        min_value=1,
        max_value=1000,
        required=False,
        error_messages={"invalid": _("Give the number of the row that holds the headers.")},
    )

    def __init__(self, sheet: Sheet, data: Any = None) -> None:
        reading = sheet.reading
        super().__init__(data, label_suffix="", initial=vars(reading) | {"header": reading.header or None})
        if sheet.kind == "csv":
            del self.fields["sheet"]
            _offer(self.fields["encoding"], ENCODINGS)
            _offer(self.fields["delimiter"], DELIMITERS)
        else:
            del self.fields["encoding"], self.fields["delimiter"]
            hidden = {name: _("%(sheet)s (hidden)") % {"sheet": name} for name in sheet.hidden}
            _offer(self.fields["sheet"], {**{name: name for name in sheet.sheets}, **hidden})

    def clean_header(self) -> int:
        return int(self.cleaned_data["header"] or NO_HEADER)

    def asked(self, reading: Reading) -> Reading:
        """The reading that was chosen; what was not asked for stays as it was. On another sheet the row with the
        headers is looked for again, unless another row was chosen with it.
        """
        chosen = Reading(**{**vars(reading), **self.cleaned_data})
        on_another = "sheet" in self.changed_data and "header" not in self.changed_data
        return replace(chosen, header=0) if on_another else chosen


def _offer(field: Any, choices: Mapping[str, Any]) -> None:
    field.choices = list(choices.items())


class ColumnsForm(forms.Form):
    """Which field each column is, under `column-<number>`; the first column has number 0."""

    def __init__(
        self, headers: Sequence[str], columns: Sequence[str], samples: Sequence[str], data: Any = None
    ) -> None:
        super().__init__(data, label_suffix="")
        choices = [("", _("Leave this column out")), *_grouped()]
        for number, header in enumerate(headers):
            self.fields[f"{COLUMN}{number}"] = forms.ChoiceField(
                label=header or _("Column %(number)d, without a header") % {"number": number + 1},
                help_text=samples[number] if number < len(samples) else "",
                choices=choices,
                initial=columns[number] if number < len(columns) else "",
                required=False,
                error_messages={"invalid_choice": _("Choose one of the fields in the list.")},
            )

    def columns(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]


def _grouped() -> list[tuple[Any, list[tuple[str, Any]]]]:
    groups: dict[str, list[tuple[str, Any]]] = {}
    for key, column in COLUMNS.items():
        groups.setdefault(str(column.group), []).append((key, column.label))
    return list(groups.items())
