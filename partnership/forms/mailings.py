"""Forms of a mailing: its words in each language, and which partners it is for."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from partnership.forms.directory import ResultFilter
from registry.entry.inputs import TOO_LONG, LineField, TextField
from registry.models import Mailing
from registry.models.people import Language

LONGEST_SUBJECT, LONGEST_BODY = 150, 20_000
LONGEST_FILTER = 5_000
SUBJECT, BODY = "subject-", "body-"
DIRECTORY = "/directory/"  # in every language
# What an address of the directory says beside the question.
OF_PAGES = ("view", "after", "before", "sort", "more", "page")


class MailingForm(forms.Form):
    """`subject-<language>` and `body-<language>` for each language of the site; English is needed, others may be left
    empty, and their readers get English.
    """

    filter = LineField(
        label=_("Which partners"),
        help_text=_(
            "Search and filter in the directory, then copy the address of the result to here. Leave this empty to "
            "write to all partners that have a team."
        ),
        required=False,
        widget=forms.TextInput({"dir": "ltr"}),
        validators=[MaxLengthValidator(LONGEST_FILTER, TOO_LONG)],
    )
    official = forms.BooleanField(
        label=_("Official: it goes also to those who want no mailings"),
        help_text=_("Only for what every partner has to know, such as a change of the terms."),
        required=False,
    )

    def __init__(self, data: Any = None, *, mailing: Mailing | None = None) -> None:
        super().__init__(data, label_suffix="", initial=_initial(mailing) if mailing else None)
        for code in _codes():
            self.fields[f"{SUBJECT}{code}"] = LineField(
                label=_("Subject"),
                required=code == Language.ENGLISH,
                widget=forms.TextInput({"dir": "auto", "lang": code}),
                validators=[MaxLengthValidator(LONGEST_SUBJECT, TOO_LONG)],
                error_messages={"required": _("Write a subject in English; readers of other languages may get it.")},
            )
            self.fields[f"{BODY}{code}"] = TextField(
                label=_("Text"),
                help_text=_("Plain text; an empty line begins a new paragraph, addresses of pages become links."),
                required=code == Language.ENGLISH,
                widget=forms.Textarea({"rows": 8, "dir": "auto", "lang": code}),
                validators=[MaxLengthValidator(LONGEST_BODY, TOO_LONG)],
                error_messages={"required": _("Write the text in English; readers of other languages may get it.")},
            )

    @property
    def by_language(self) -> Iterator[tuple[str, str, BoundField, BoundField]]:
        """Each language: its code, its name, its subject and its text."""
        for code in _codes():
            yield code, str(Language(code).label), self[f"{SUBJECT}{code}"], self[f"{BODY}{code}"]

    def clean_filter(self) -> str:
        """The question of the address alone. One that asks for something that does not exist is refused: it would
        write to more partners than were meant.
        """
        page, _mark, question = self.cleaned_data["filter"].partition("#")[0].rpartition("?")
        asked = QueryDict(question, mutable=True)
        for name in OF_PAGES:
            asked.pop(name, None)
        result = ResultFilter(asked)
        if result.problems:
            raise ValidationError([sentence for _name, sentence in result.problems])
        is_of_another_page = page and not page.endswith(DIRECTORY)
        is_no_result = not result.canonical or set(asked) - set(result.filters)
        if self.cleaned_data["filter"] and (is_of_another_page or is_no_result):
            raise ValidationError(
                _(
                    "This is not the address of a result of the directory. Copy one whole, or leave this empty to "
                    "write to all partners."
                )
            )
        return str(result.canonical)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for code in _codes():
            subject, body = cleaned.get(f"{SUBJECT}{code}"), cleaned.get(f"{BODY}{code}")
            if body and subject == "":
                self.add_error(f"{SUBJECT}{code}", _("This text has no subject. Write one in the same language."))
            if subject and body == "":
                self.add_error(f"{BODY}{code}", _("This subject has no text. Write one, or remove the subject."))
        return cleaned

    def words(self) -> dict[str, Any]:
        """What the actions take."""
        cleaned = self.cleaned_data
        return {
            "subjects": {code: cleaned[f"{SUBJECT}{code}"] for code in _codes() if cleaned[f"{SUBJECT}{code}"]},
            "bodies": {code: cleaned[f"{BODY}{code}"] for code in _codes() if cleaned[f"{BODY}{code}"]},
            "filter": cleaned["filter"],
            "official": cleaned["official"],
        }


def _codes() -> list[str]:
    """English first, since it is needed."""
    return [Language.ENGLISH, *(code for code in Language.values if code != Language.ENGLISH)]


def _initial(mailing: Mailing) -> dict[str, Any]:
    subjects = {f"{SUBJECT}{code}": text for code, text in mailing.subjects.items()}
    bodies = {f"{BODY}{code}": text for code, text in mailing.bodies.items()}
    return {"filter": mailing.filter, "official": mailing.official, **subjects, **bodies}
