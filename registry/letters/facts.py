"""What every letter is made of: whom and what it names, and the addresses it leads to."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from registry.entry import document
from registry.models import (
    Decision,
    Message,
    Name,
    Organization,
    Submission,
)
from registry.queries import workspace
from registry.vocabulary import NameKind

Facts = Mapping[str, Any]
LETTERS: dict[str, Callable[[Message], Facts]] = {}


def letter(function: Callable[[Message], Facts]) -> Callable[[Message], Facts]:
    """Registers the function under its own name as the letter of that kind of message."""
    LETTERS[function.__name__] = function
    return function


class Title(str):
    """A text that somebody typed, inside our sentence: its direction is kept apart from ours, in text and in HTML."""

    def __new__(cls, text: str, language: str) -> "Title":
        title = super().__new__(cls, f"\u2068{text}\u2069")
        title.text, title.language = text, language
        return title

    text: str
    language: str

    def __html__(self) -> SafeString:
        return format_html('<bdi lang="{}">{}</bdi>', "" if self.language == "und" else self.language, self.text)


def address_of(name: str, *args: Any) -> str:
    """The full address of a page in the language of the letter."""
    return settings.SITE_ADDRESS + reverse(name, args=args)


def submission_of(message: Message) -> Submission:
    return Submission.objects.select_related("organization").get(pk=message.context["submission"])


def decision_of(message: Message) -> Decision:
    return Decision.objects.select_related("submission__organization").get(pk=message.context["decision"])


def organization_of(message: Message) -> Organization:
    return Organization.objects.get(pk=message.context["organization"])


def called(organization: Organization) -> Title:
    """What an organization is called, in the reader's language where it has a name in that."""
    named = workspace.name_of(organization)
    return Title(named.name or gettext("Organization without a name"), named.language if named.name else "")


def title_of(submission: Submission, language: str) -> Title | None:
    """The official name that is proposed: in the reader's language, else the first; none if none was typed yet."""
    name, tag = document.official_name(submission.document, language)
    return Title(name, tag) if name else None


def entry_name(organization: Organization, language: str) -> Title | None:
    """An organization as its entry calls it: in the reader's language, else by the name that was given first."""
    names = Name.objects.present().filter(organization=organization, kind=NameKind.OFFICIAL).order_by("pk")
    found = sorted(names, key=lambda name: name.language.partition("-")[0] != language.partition("-")[0])
    return Title(found[0].text, found[0].language) if found else None


def code_facts(message: Message) -> Facts:
    return {"code": message.secret["code"], "minutes": message.context["minutes"]}
