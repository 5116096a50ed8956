"""Forms of a claim: what shows that somebody may look after an entry, the code, and the decision."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from partnership.forms.accounts import NO_CODE, ascii_digits
from partnership.forms.joining import limit
from partnership.forms.secretariat import UNSEEN
from registry import rules
from registry.entry.inputs import EMPTY_FILE, LineField, TextField, WebAddressField
from registry.models import Claim, Organization
from registry.vocabulary import ClaimEvidence

HELP = {
    ClaimEvidence.DOMAIN.value: _("The quickest way. We send a code there, and you type it in on the next page."),
    ClaimEvidence.LETTER.value: _("It says that you may look after the entry, and is signed by somebody else."),
    ClaimEvidence.LINK.value: _("A page of staff, of a board or of contacts, on a website of the organization."),
    ClaimEvidence.MANDATE.value: _("No written proof is needed. Tell who gave the mandate, when, and how."),
}


class ClaimForm(forms.Form):
    """A claim of an entry, or more for one that is open; a proved address stays what it rests on."""

    evidence = forms.ChoiceField(
        label=_("How do you show that you may look after it?"),
        help_text=_("Fill in below what goes with it, and leave empty what does not."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how you show it."),
            "invalid_choice": _("Choose one of the lines below."),
        },
    )
    address = LineField(
        label=_("Email address at the website"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    letter = forms.FileField(
        label=_("Letter"),
        required=False,
        error_messages={"empty": EMPTY_FILE},
        help_text=_("A PDF, or a photograph (JPEG or PNG), up to 5 MB. Only the secretariat and you see it."),
    )
    link = WebAddressField(
        label=_("Address of the page that names you"),
        required=False,
        help_text=_("Starts with https:// or http://."),
    )
    words = TextField(
        label=_("In your own words"),
        required=False,
        help_text=_(
            "What you do for the organization, and who can confirm it. In any language, up to 2,000 characters."
        ),
        widget=forms.Textarea({"rows": 6, "dir": "auto"}),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, organization: Organization, claim: Claim | None = None
    ) -> None:
        initial = {name: getattr(claim, name) for name in ("evidence", "address", "link", "words")} if claim else {}
        super().__init__(data, files, initial=initial, label_suffix="")
        self.claim = claim
        for name in ("address", "link", "words"):
            limit(self.fields[name], Claim, name)
        ways = rules.evidence_for(organization)
        evidence: Any = self.fields["evidence"]
        evidence.choices = [(way.value, way.label) for way in ways]
        evidence.choice_help = HELP
        if claim and claim.proved_at:
            del self.fields["evidence"], self.fields["address"]
        elif ClaimEvidence.DOMAIN not in ways:
            del self.fields["address"]
        else:
            help_text = _(
                "At %(domain)s, as the website is. No other domain counts, however much it looks like this one."
            )
            self.fields["address"].help_text = help_text % {"domain": organization.web_domain}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "evidence" not in self.fields:
            return {**cleaned, "evidence": ClaimEvidence.DOMAIN.value}
        way = cleaned.get("evidence")
        if way == ClaimEvidence.DOMAIN and not cleaned.get("address"):
            self._missing("address", _("Give your address at the website, so that we can send a code there."))
        if (
            way
            and way != ClaimEvidence.DOMAIN
            and cleaned.get("address") != self.initial.get("address", "")
            and (cleaned.get("address"))
        ):
            self._missing("address", _("This goes with an address at the website: choose that, or clear this field."))
        if way == ClaimEvidence.LETTER and not cleaned.get("letter") and not (self.claim and self.claim.letter_id):
            self._missing("letter", _("Choose the file of the letter. If you had chosen one, choose it again."))
        if way == ClaimEvidence.LINK and not cleaned.get("link"):
            self._missing("link", _("Give the address of the page that names you."))
        if way == ClaimEvidence.MANDATE and not cleaned.get("words"):
            self._missing("words", _("Tell in your own words how you are mandated."))
        return cleaned

    def _missing(self, name: str, sentence: Any) -> None:
        if name not in self.errors:
            self.add_error(name, sentence)

    def given(self) -> dict[str, Any]:
        """What was given, as the actions take it."""
        given = {name: self.cleaned_data.get(name) or "" for name in ("evidence", "address", "link", "words")}
        return {**given, "upload": self.cleaned_data.get("letter")}


class ClaimCodeForm(forms.Form):
    """The code from the email, in the digits of any script, with or without the hyphen."""

    code = LineField(
        label=_("Code from the email"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}),
        error_messages={"required": NO_CODE},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean_code(self) -> str:
        return ascii_digits(self.cleaned_data["code"])


class ClaimDecisionForm(forms.Form):
    """What a reviewer writes; `seen` is since when the claim stood as it was read."""

    seen = forms.CharField(widget=forms.HiddenInput, error_messages={"required": UNSEEN})
    note = TextField(
        label=_("Question or reason"),
        help_text=_("The claimant reads it. Needed for everything but to approve."),
        required=False,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        limit(self.fields["note"], Claim, "reason")

    def clean_seen(self) -> datetime.datetime:
        try:
            seen = parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            seen = None
        if seen is None:
            raise ValidationError(UNSEEN)
        return seen
