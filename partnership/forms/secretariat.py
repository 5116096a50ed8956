"""Forms of the desk: what narrows the queue and the cases, the decision on a submission, who has it, who is away."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from partnership.forms.directory import no_value
from partnership.waiting import choice_words
from registry import places, rules
from registry.entry.called import about
from registry.entry.corrections import fingerprint
from registry.entry.document import Document
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.inputs import NOT_IN_LIST, TOO_LONG, TextField
from registry.entry.paths import is_path
from registry.errors import UnknownReason
from registry.models import Case, Decision, Opinion, Person, Submission, TextKind, TextVersion
from registry.queries import cases, queue
from registry.queries.texts import offered, words_of
from registry.states import CaseKind, Origin
from registry.text import script_name
from registry.vocabulary import SCRIPTS, SITE_LANGUAGES, OrganizationType

COMMENT, ABOUT = "comment-", "about-"
LONGEST_COMMENT = 1000
UNSEEN = _("Read the page below again, then decide.")
DAYS = (3, 7, 14, 30)
# What the fields of the queue's filter have in common.
OF_A_LIST: dict[str, Any] = {
    "empty_label": _("All"),
    "error_messages": {"invalid_choice": NOT_IN_LIST},
}


ALL_REGIONS = "all"  # what a desk with a region asks for to see them all


def region_choices() -> list[tuple[str, str]]:
    return places.regions(get_language() or "en")


def language_choices() -> list[tuple[str, str]]:
    """The languages of the site by their own names, and all others together."""
    own = [(language.stored, language.own_name) for language in SITE_LANGUAGES.values()]
    return [*own, (queue.OTHER_LANGUAGE, _("Another language"))]  # type: ignore[list-item]


def day_choices() -> list[tuple[str, str]]:
    """For how many days something waits at least, in the language of the reader."""
    return [(str(days), ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in DAYS]


class RecoveryForm(forms.Form):
    """Whose second factor is lost."""

    email = forms.EmailField(
        label=_("Email address of the account"),
        help_text=_("As the person signs in with it."),
        max_length=Person._meta.get_field("email").max_length,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class DeskFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What narrows a list of the desk; its `holder` may be a colleague, by the id of their account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read by the pages that need them alone; a form copies its fields, and would copy what a method is bound to.
        self.filters["holder"].extra["choices"] = lambda: self.holders()

    @cached_property
    def colleagues(self) -> list[Person]:
        return list(colleagues(self.request.user))

    def holders(self) -> list[tuple[str, Any]]:
        """Who may have something; the reader by their own id too, where a colleague sent them such an address."""
        reader = self.request.user
        own = [reader] if self.data.get("holder") == str(reader.pk) else []
        return [*queue.Holder.choices, *((str(one.pk), one.called) for one in [*own, *self.colleagues])]

    @property
    def problems(self) -> list[str]:
        """A sentence for each value that the address asks for and that there is not."""
        return [no_value([self.data.get(name, "")], self.filters[name].label) for name in self.form.errors]


class QueueFilter(DeskFilter):
    """What narrows the queue. A value that is none is an error at its field, and narrows nothing."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=queue.QueueKind.choices, method="of_kind", **OF_A_LIST)
    type = django_filters.ChoiceFilter(
        label=_("Type of organization"), choices=OrganizationType.choices, method="of_type", **OF_A_LIST
    )
    region = django_filters.ChoiceFilter(label=_("Region"), choices=region_choices, method="in_region", **OF_A_LIST)
    language = django_filters.ChoiceFilter(
        label=_("Language of its texts"), choices=language_choices, method="in_language", **OF_A_LIST
    )
    script = django_filters.ChoiceFilter(
        label=_("Script"), choices=queue.Readable.choices, method="readable", **OF_A_LIST
    )
    holder = django_filters.ChoiceFilter(
        label=_("Who has it"), choices=queue.Holder.choices, method="held_by", **OF_A_LIST
    )
    opinion = django_filters.ChoiceFilter(
        label=_("Who is asked for an opinion"), choices=queue.Asked.choices, method="asked_for_opinion", **OF_A_LIST
    )
    longer = django_filters.ChoiceFilter(
        label=_("Waiting longer than"), choices=day_choices, method="waiting", **OF_A_LIST
    )
    age = django_filters.ChoiceFilter(
        label=_("Target time"), choices=[("late", _("It is over"))], method="late", **OF_A_LIST
    )

    class Meta:
        model = Submission
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk = self.request.user.desk_region
        if desk:
            choices = {**dict(region_choices()), desk: places.region_name(desk, get_language() or "en")}
            self.filters["region"].extra["choices"] = [*choices.items(), (ALL_REGIONS, _("All regions"))]

    def of_kind(self, queue_: queue.Queue, _name: str, value: str) -> queue.Queue:
        return queue.of_kind(queue_, value)

    def of_type(self, queue_: queue.Queue, _name: str, value: str) -> queue.Queue:
        return queue.of_type(queue_, value)

    def in_region(self, queue_: queue.Queue, _name: str, value: str) -> queue.Queue:
        return queue_ if value == ALL_REGIONS else queue.in_region(queue_, value)

    def in_language(self, queue_: queue.Queue, _name: str, value: str) -> queue.Queue:
        return queue.in_language(queue_, value)

    def readable(self, queue_: queue.Queue, _name: str, value: str) -> queue.Queue:
        return queue.readable_by(queue_, value, self.request.user)

    def held_by(self, queue_: queue.Queue, _name: str, value: str) -> queue.Queue:
        return queue.held_by(queue_, value, self.request.user)

    def asked_for_opinion(self, queue_: queue.Queue, _name: str, value: str) -> queue.Queue:
        return queue.asked_for_opinion(queue_, value, self.request.user)

    def waiting(self, queue_: queue.Queue, _name: str, value: str) -> queue.Queue:
        return queue.waiting_longer_than(queue_, int(value))

    def late(self, queue_: queue.Queue, _name: str, _value: str) -> queue.Queue:
        return queue.late(queue_)


class CaseFilter(DeskFilter):
    """What narrows the cases, as `QueueFilter` does the queue."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=CaseKind.choices, method="of_kind", **OF_A_LIST)
    holder = django_filters.ChoiceFilter(
        label=_("Who has it"), choices=queue.Holder.choices, method="held_by", **OF_A_LIST
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def of_kind(self, found: cases.Cases, _name: str, value: str) -> cases.Cases:
        return cases.of_kind(found, value)

    def held_by(self, found: cases.Cases, _name: str, value: str) -> cases.Cases:
        return cases.held_by(found, value, self.request.user)


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
        help_text=_(
            "The organization reads it. Needed to decline, and to request changes unless you comment on a part; "
            "optional when you approve."
        ),
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
        self.fields["note"].widget.attrs |= {"form": "decide", "data-key": "w"}
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
        said = {key: words_of(one, language) for key, one in of_kind.items()}
        return [(key, format_html('<bdi lang="{}">{}</bdi>', tag, words)) for key, (words, tag) in said.items()]

    def say_who_reads(self, submission: Submission, *, has_team: bool, only_approves: bool) -> None:
        """Say who reads the reasons and the note: the team of what it sent, else whoever brought this in; a team is
        told of what is approved.

        A draft of the reader's own `only_approves`: it is approved or written on.
        """
        reasons, note = self.fields["reasons"], self.fields["note"]
        if only_approves:
            words = _("The organization reads it. Optional."), _("It has no team: the secretariat reads it. Optional.")
            note.help_text = words[not has_team]
        elif not has_team:
            reasons.help_text = ""
            note.help_text = _(
                "It has no team: only the secretariat reads it. Needed to decline, and to request changes unless you "
                "comment on a part; optional when you approve."
            )
        elif submission.origin != Origin.TEAM:
            reasons.help_text = ""
            note.help_text = _(
                "The organization reads it if you approve; otherwise only the secretariat, which brought this in. "
                "Needed to decline, and to request changes unless you comment on a part; optional when you approve."
            )

    @property
    def has_typed(self) -> bool:
        return bool(self.typed) or "reasons" in self.data or bool(self.data.get("note", "").strip())

    def chosen_reasons(self) -> list[TextVersion]:
        """The reasons that were ticked, of a form that is valid."""
        return [self.offered[key] for key in self.cleaned_data["reasons"]]

    def ticked(self) -> list[TextVersion]:
        """The same of a form that need not be valid."""
        ticked = self.data.getlist("reasons") if isinstance(self.data, QueryDict) else ()
        return [self.offered[key] for key in ticked if key in self.offered]

    def in_words(self, document: Document, language: str) -> list[tuple[str, list[str]]]:
        """What was typed and ticked, by what it is about: to be read and copied where it was not taken. Items are
        called as `document` calls them.
        """
        reasons = [words_of(one, language)[0] for one in self.ticked()]
        own = {"reasons": reasons, "note": [self.data.get("note", "").strip()]}
        found = [(str(self.fields[name].label), said) for name, said in own.items() if any(said)]
        for path, typed in self.typed.items():
            named = about(document, self.place_of(path))
            found.append((" › ".join(text for text, _language in named), [typed]))
        return found

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
                self.comments.append({"path": self.place_of(path), "text": text.clean(typed)})
            except ValidationError as error:
                self.wrong[path] = error.messages
        if self.wrong:
            self.add_error(None, _("A comment cannot be sent as it is. It says why where you wrote it."))
        return cleaned

    def place_of(self, path: str) -> str:
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
    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:  # also for what is no id at all
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None

    def label_from_instance(self, person: Any) -> str:
        return choice_words(person)


class HandOverForm(forms.Form):
    """To whom a submission or a case is handed."""

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
        self.by = by
        field = self.fields["colleague"]
        field.queryset = colleagues(by)  # type: ignore[attr-defined]
        field.widget.attrs["form"] = "decide"

    def show(self, people: Iterable[Person]) -> None:
        """Offer these, who were read with the page, instead of asking for them again."""
        field: Any = self.fields["colleague"]
        offered = [(one.pk, field.label_from_instance(one)) for one in people if one != self.by]
        field.choices = [("", field.empty_label), *offered]


def colleagues(of: Person) -> Any:
    """Everybody at the secretariat but one, with who is away."""
    return Person.objects.staff().exclude(pk=of.pk).select_related("absence__cover").order_by("name", "email")


class AskForm(forms.Form):
    """Whom to ask for an opinion, and what."""

    colleague = ColleagueChoice(
        label=_("Colleague"),
        queryset=Person.objects.none(),
        error_messages={
            "required": _("Choose the colleague whom you ask."),
            "invalid_choice": _("Choose somebody from the list."),
        },
    )
    question = TextField(
        label=_("What you would like to know"),
        help_text=_("Only the secretariat reads it."),
        required=False,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        validators=[MaxLengthValidator(Opinion._meta.get_field("question").max_length or 0, TOO_LONG)],
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, by: Person) -> None:
        super().__init__(data, label_suffix="")
        self.fields["colleague"].queryset = colleagues(by)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What somebody thinks who was asked."""

    answer = TextField(
        label=_("What you think"),
        help_text=_("Only the secretariat reads it. The decision stays with your colleague."),
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
        validators=[MaxLengthValidator(Opinion._meta.get_field("answer").max_length or 0, TOO_LONG)],
        error_messages={"required": _("Write what you think, so that your colleague can decide.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, label_suffix="")


class ScriptsForm(forms.Form):
    """The scripts that somebody reads."""

    scripts = forms.MultipleChoiceField(
        label=_("Scripts that you read"),
        help_text=_("The queue marks what is written in others. Without any it is the script of your language."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, reader: Person) -> None:
        super().__init__(data, label_suffix="", initial={"scripts": queue.reads(reader)})
        language = get_language() or "en"
        field: Any = self.fields["scripts"]
        field.choices = [(script, script_name(script, language)) for script in SCRIPTS]


class AbsenceForm(forms.Form):
    """When somebody is away and who covers for them; of whom, only administrators say."""

    person = ColleagueChoice(
        label=_("Who is away"), queryset=Person.objects.none(), required=False, empty_label=_("You yourself")
    )
    since = forms.DateField(
        label=_("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"]
    )
    until = forms.DateField(
        label=_("Last day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"]
    )
    cover = ColleagueChoice(
        label=_("Who covers"),
        help_text=_("Has the work in their list in these days, as their own, and gets an email now."),
        queryset=Person.objects.none(),
        error_messages={
            "required": _("Choose the colleague who covers."),
            "invalid_choice": _("Choose somebody from the list."),
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, by: Person) -> None:
        super().__init__(data, label_suffix="")
        self.by = by
        everybody: Any = Person.objects.staff().select_related("absence__cover").order_by("name", "email")
        self.fields["cover"].queryset = everybody  # type: ignore[attr-defined]
        self.fields["person"].queryset = colleagues(by)  # type: ignore[attr-defined]
        if not rules.may_administer(by):
            del self.fields["person"]
            self.fields["cover"].queryset = colleagues(by)  # type: ignore[attr-defined]
        for name in ("since", "until"):
            self.fields[name].error_messages |= {
                "required": _("Give the day."),
                "invalid": _("Give the day as year-month-day, for example 2027-03-31."),
            }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until, cover = (cleaned.get(name) for name in ("since", "until", "cover"))
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first one."))
        if cover and cover == (cleaned.get("person") or self.by):
            self.add_error("cover", _("Choose somebody else: nobody covers for themselves."))
        return cleaned
