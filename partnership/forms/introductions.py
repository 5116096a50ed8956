"""What partners write to each other about gaps and offers, and why something came to nothing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.forms.joining import limit
from registry.entry.inputs import TextField
from registry.models import Introduction, IntroductionNote, JointMember, Organization, SupportGap, SupportOffer
from registry.vocabulary import DECLINE_REASONS, FAILURE_REASONS, EndReason

SHARES = _("My name, my email address and our main contact may be passed on to them, if they agree to the same.")


class ForOneForm(forms.Form):
    """For which of one's partners something is said. Where there is one only, it is not asked."""

    organization = forms.ChoiceField(
        label=_("For which of your organizations?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose for which of your organizations you write."),
            "invalid_choice": _("Choose one of the lines below."),
        },
    )

    def __init__(self, *args: Any, partners: Iterable[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.partners = {one.public_id_id: one for one in partners}
        field: Any = self.fields["organization"]
        field.choices = [(key, one.listing.name) for key, one in self.partners.items()]
        sent = self.data.get(self.add_prefix("organization"), "")
        if len(self.partners) == 1 and sent in (
            "",
            *self.partners,
        ):  # else the one that was chosen is not there any more
            field.required, field.widget, field.initial = False, forms.HiddenInput(), next(iter(self.partners))

    def clean_organization(self) -> Organization:
        chosen = self.cleaned_data["organization"] or next(iter(self.partners))
        return self.partners[chosen]


class WriteForm(ForOneForm):
    """A message to whoever states a gap or makes an offer; beside it something of one's own may be named."""

    own = forms.ChoiceField(required=False)
    text = TextField(
        label=_("Your message"),
        widget=forms.Textarea({"rows": 8, "dir": "auto"}),
        error_messages={"required": _("Write your message.")},
    )
    shares = forms.BooleanField(label=SHARES, required=False)

    def __init__(
        self,
        *args: Any,
        items: Iterable[SupportGap | SupportOffer],
        label: str | Promise,
        nothing: str | Promise,
        help_text: str | Promise,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = {str(one.pk): one for one in items}
        own: Any = self.fields["own"]
        text: Any = self.fields["text"]
        own.label, own.choices = label, [("", nothing), *self._choices()]
        text.help_text = help_text
        limit(text, IntroductionNote, "text")
        if not self.items:
            own.widget = forms.HiddenInput()

    def _choices(self) -> list[Any]:
        """What may be named; under the name of each organization where somebody writes for several."""
        if len(self.partners) == 1:
            return [(key, one.title) for key, one in self.items.items()]
        named = [
            (
                partner.listing.name,
                [(key, one.title) for key, one in self.items.items() if one.organization_id == partner.pk],
            )
            for partner in self.partners.values()
        ]
        return [(name, items) for name, items in named if items]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        item = self.items.get(cleaned.get("own", ""))
        organization = cleaned.get("organization")
        if item and organization and item.organization_id != organization.pk:
            self.add_error("own", _("This is of another of your organizations. Choose one of the same, or none."))
        return {**cleaned, "own": item}


class HelpForm(WriteForm):
    together = forms.BooleanField(
        label=_("We would do it together with others: partners may ask to join us."), required=False
    )


class NoteForm(forms.Form):
    """Further words, or words that go with an answer."""

    text = TextField(
        label=_("Your message"),
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write your message.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        limit(self.fields["text"], IntroductionNote, "text")


class AcceptForm(NoteForm):
    prefix = "accept"
    shares = forms.BooleanField(label=SHARES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self.fields["text"].label = _("A few words with your answer (optional)")


class ReasonForm(forms.Form):
    """Why it came to nothing."""

    because = forms.ChoiceField(
        label=_("Why?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a reason: the other side reads it."),
            "invalid_choice": _("Choose one of the lines below."),
        },
    )
    reason = TextField(
        label=pgettext_lazy("why something came to nothing", "In your own words"),
        help_text=_("They go to the other side. Needed for another reason. Up to 1,000 characters."),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        required=False,
    )
    reasons: tuple[EndReason, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["because"].choices = [(one.value, one.label) for one in self.reasons]  # type: ignore[attr-defined]
        limit(self.fields["reason"], Introduction, "reason")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_missing = "reason" in cleaned and not cleaned["reason"]  # one that did not pass is not in there
        if cleaned.get("because") == EndReason.OTHER and is_missing:
            self.add_error("reason", _("Write the reason in a few words."))
        return cleaned


class DeclineForm(ReasonForm):
    prefix = "decline"
    reasons = DECLINE_REASONS


class FailForm(ReasonForm):
    prefix = "fail"
    reasons = FAILURE_REASONS


class JoinForm(ForOneForm):
    """The wish to answer a gap together with others."""

    words = TextField(
        label=_("What you can do"),
        help_text=_("It goes to the partner that leads. Up to 1,000 characters."),
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write in a few words what you can do.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit(self.fields["words"], JointMember, "words")
