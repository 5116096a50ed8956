"""Forms of the desk: what narrows the queue, the decision on a submission, who has it."""

import datetime
from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from registry import places
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.inputs import NOT_IN_LIST, TOO_LONG, TextField
from registry.entry.paths import is_path
from registry.models import Decision, Person, Submission
from registry.queries import review
from registry.vocabulary import OrganizationType

COMMENT, ABOUT = "comment-", "about-"
LONGEST_COMMENT = 1000
UNSEEN = _("Read the page below again, then decide.")
DAYS = {days: ngettext_lazy("%(days)d day", "%(days)d days", "days") % {"days": days} for days in (3, 7, 14, 30)}
# What the fields of the queue's filter have in common.
OF_A_LIST: dict[str, Any] = {
    "empty_label": _("All"),
    "error_messages": {"invalid_choice": NOT_IN_LIST},
}


def region_choices() -> list[tuple[str, str]]:
    return places.regions(get_language() or "en")


class RecoveryForm(forms.Form):
    """Whose second factor is lost."""

    email = forms.EmailField(
        label=_("Email address of the account"),
        help_text=_("As the person signs in with it."),
        max_length=Person._meta.get_field("email").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class QueueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What narrows the queue. A value that is none is an error at its field, and narrows nothing."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=review.QueueKind.choices, method="of_kind", **OF_A_LIST)
    type = django_filters.ChoiceFilter(
        label=_("Type of organization"), choices=OrganizationType.choices, method="of_type", **OF_A_LIST
    )
    region = django_filters.ChoiceFilter(label=_("Region"), choices=region_choices, method="in_region", **OF_A_LIST)
    holder = django_filters.ChoiceFilter(
        label=_("Who has it"), choices=review.Holder.choices, method="held_by", **OF_A_LIST
    )
    longer = django_filters.ChoiceFilter(
        label=_("Waiting longer than"), choices=list(DAYS.items()), method="waiting", **OF_A_LIST
    )

    class Meta:
        model = Submission
        fields: list[str] = []

    def of_kind(self, queue: review.Queue, _name: str, value: str) -> review.Queue:
        return review.of_kind(queue, value)

    def of_type(self, queue: review.Queue, _name: str, value: str) -> review.Queue:
        return review.of_type(queue, value)

    def in_region(self, queue: review.Queue, _name: str, value: str) -> review.Queue:
        return review.in_region(queue, value)

    def held_by(self, queue: review.Queue, _name: str, value: str) -> review.Queue:
        return review.held_by(queue, value, self.request.user)

    def waiting(self, queue: review.Queue, _name: str, value: str) -> review.Queue:
        return review.waiting_longer_than(queue, int(value))


class DecisionForm(forms.Form):
    """A reason or note, and comments by field: `comment-<path>` holds the text, `about-<path>` a field of that item.

    `seen` is when the document that was read was last saved.
    `typed` are the comments as they were typed, by path, and `chosen` what they are about, so that a page can show
    them again; `wrong` says what is the matter with one.
    """

    seen = forms.CharField(widget=forms.HiddenInput, error_messages={"required": UNSEEN})
    note = TextField(
        label=_("Reason or note"),
        help_text=_(
            "The organization reads it. Needed to decline, and to request changes unless you comment on a part; "
            "optional when you approve."
        ),
        required=False,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        validators=[MaxLengthValidator(Decision._meta.get_field("reason").max_length or 0, TOO_LONG)],
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self.fields["note"].widget.attrs["form"] = "decide"
        self.typed = _with_paths(data, COMMENT)
        self.chosen = {path: name for path, name in _with_paths(data, ABOUT).items() if path in self.typed}
        self.wrong: dict[str, list[str]] = {}
        self.comments: list[dict[str, str]] = []

    @property
    def has_typed(self) -> bool:
        return bool(self.typed) or bool(self.data.get("note", "").strip())

    def clean_seen(self) -> datetime.datetime:
        try:
            seen = parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            seen = None
        if seen is None:
            raise ValidationError(UNSEEN)
        return seen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        text = TextField(validators=[MaxLengthValidator(LONGEST_COMMENT, TOO_LONG)])
        for path, typed in self.typed.items():
            try:
                self.comments.append({"path": self._place(path), "text": text.clean(typed)})
            except ValidationError as error:
                self.wrong[path] = error.messages
        if self.wrong:
            self.add_error(None, _("A comment cannot be sent as it is. It says why where you wrote it."))
        return cleaned

    def _place(self, path: str) -> str:
        """The place that a comment is about: the field that was chosen, else the item or section itself."""
        name = self.chosen.get(path, "")
        part = path.partition(".")[0]
        known = {one.name for one in SECTIONS.get(part) or COLLECTIONS[part]}
        return f"{path}.{name}" if name in known and is_path(f"{path}.{name}") else path


def _with_paths(data: Mapping[str, Any] | None, prefix: str) -> dict[str, str]:
    """What was typed under names that begin with `prefix` and go on with a path, by that path."""
    found = {key.removeprefix(prefix): str(value) for key, value in (data or {}).items() if key.startswith(prefix)}
    return {path: value for path, value in found.items() if value.strip() and is_path(path)}


class ColleagueChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, person: Any) -> str:
        return str(person.name or person.email)


class HandOverForm(forms.Form):
    """To whom a submission is handed."""

    colleague = ColleagueChoice(
        label=_("Colleague"),
        queryset=Person.objects.none(),
        error_messages={
            "required": _("Choose the colleague who takes it over."),
            "invalid_choice": _("Choose somebody from the list."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, by: Person) -> None:
        super().__init__(data, label_suffix="")
        field = self.fields["colleague"]
        field.queryset = Person.objects.staff().exclude(pk=by.pk).order_by("name", "email")  # type: ignore[attr-defined]
        field.widget.attrs["form"] = "decide"
