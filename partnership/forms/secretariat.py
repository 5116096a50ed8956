"""Forms of the desk: what narrows the queue, the decision on a submission, who has it."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from registry import places
from registry.entry.corrections import fingerprint
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.inputs import TextField
from registry.entry.paths import is_path
from registry.errors import UnknownReason
from registry.models import Decision, Person, Submission, TextKind, TextVersion
from registry.queries import review
from registry.queries.texts import offered, words_of
from registry.vocabulary import OrganizationType

COMMENT, ABOUT = "comment-", "about-"
LONGEST_COMMENT = 1000
UNSEEN = _("Read the page below again, then decide.")
TOO_LONG = _("This is too long: %(show_value)s characters. Shorten it to %(limit_value)s.")
DAYS = {days: ngettext_lazy("%(days)d day", "%(days)d days", "days") % {"days": days} for days in (3, 7, 14, 30)}


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

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=review.QueueKind.choices, empty_label=_("All"), method="of_kind"
    )
    type = django_filters.ChoiceFilter(
        label=_("Type of organization"), choices=OrganizationType.choices, empty_label=_("All"), method="of_type"
    )
    region = django_filters.ChoiceFilter(
        label=_("Region"), choices=region_choices, empty_label=_("All"), method="in_region"
    )
    holder = django_filters.ChoiceFilter(
        label=_("Who has it"), choices=review.Holder.choices, empty_label=_("All"), method="held_by"
    )
    longer = django_filters.ChoiceFilter(
        label=_("Waiting longer than"), choices=list(DAYS.items()), empty_label=_("All"), method="waiting"
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


def reason_of(version: TextVersion) -> str:
    """What stands for the very version of a text in a form."""
    return f"{version.text_id}.{version.number}"


class DecisionForm(forms.Form):
    """Reasons from the list, a reason or note, and comments by field: `comment-<path>` holds the text, `about-<path>` a
    field of that item.

    `seen` is when the document that was read was last saved, `known` the state of the corrections that were read.
    `versions` are those of all texts; the reasons to choose from are said in the reader's `language`.
    `typed` are the comments as they were typed, by path, and `chosen` what they are about, so that a page can show
    them again; `wrong` says what is the matter with one.
    """

    seen = forms.CharField(widget=forms.HiddenInput, error_messages={"required": UNSEEN})
    known = forms.CharField(widget=forms.HiddenInput, required=False, empty_value=fingerprint({}))
    reasons = forms.MultipleChoiceField(
        label=_("Reasons from the list"),
        help_text=_("The organization reads them in its own language."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": UnknownReason.sentence},
    )
    note = TextField(
        label=_("Reason or note"),
        help_text=_("The organization reads it. Needed to decline; optional when you approve."),
        required=False,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        validators=[MaxLengthValidator(Decision._meta.get_field("reason").max_length or 0, TOO_LONG)],
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        versions: Sequence[TextVersion] = (),
        language: str = "en",
        **kwargs: Any,
    ) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self.fields["note"].widget.attrs["form"] = "decide"
        self.versions = versions
        self.offered = {reason_of(version): version for version in offered(versions)}
        groups = [(kind.label, self._choices(kind, language)) for kind in TextKind]
        self.fields["reasons"].choices = [group for group in groups if group[1]]  # type: ignore[attr-defined]
        self.typed = _with_paths(data, COMMENT)
        self.chosen = {path: name for path, name in _with_paths(data, ABOUT).items() if path in self.typed}
        self.wrong: dict[str, list[str]] = {}
        self.comments: list[dict[str, str]] = []

    def _choices(self, kind: str, language: str) -> list[tuple[str, str]]:
        of_kind = {key: one for key, one in self.offered.items() if one.text.kind == kind}
        return [(key, words_of(one, language)[0]) for key, one in of_kind.items()]

    @property
    def has_typed(self) -> bool:
        return bool(self.typed) or "reasons" in self.data or bool(self.data.get("note", "").strip())

    def chosen_reasons(self) -> list[TextVersion]:
        """The reasons that were ticked, of a form that is valid."""
        return [self.offered[key] for key in self.cleaned_data["reasons"]]

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
