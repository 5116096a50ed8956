"""The form of a text in six languages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from registry.entry.inputs import TOO_LONG, TextField
from registry.models import TextVersion
from registry.models.people import Language

LONGEST = 1000
PREFIX = "words_"


def _name(code: str) -> str:
    return PREFIX + code.replace("-", "_")


class TextForm(forms.Form):
    """`seen` is the version that the page showed. English comes first, since the others fall back on it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        for code in sorted(Language, key=lambda code: code is not Language.ENGLISH):
            self.fields[_name(code)] = TextField(
                label=code.label,
                required=code is Language.ENGLISH,
                error_messages={"required": _("Write the text in English: other languages fall back on it.")},
                widget=forms.Textarea({"rows": 3, "lang": str(code), "dir": "auto"}),
                validators=[MaxLengthValidator(LONGEST, TOO_LONG)],
            )

    @staticmethod
    def of(version: TextVersion) -> dict[str, Any]:
        """What the form says of a version."""
        return {"seen": version.number, **{_name(code): said for code, said in version.words.items()}}

    def clean_seen(self) -> int:
        return self.cleaned_data["seen"] or 0

    @property
    def words(self) -> dict[str, str]:
        """What was written, by language, of a form that is valid."""
        return {str(code): self.cleaned_data[_name(code)] for code in Language}
