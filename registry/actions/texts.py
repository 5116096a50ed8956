"""Texts that staff writes for reviewers to choose from.

Every version is kept, since a decision names the one that it was made with. Each function is one transaction that
locks the text.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from registry import rules
from registry.errors import EnglishNeeded, NotAllowed, RewrittenMeanwhile
from registry.models import Person, Text, TextVersion
from registry.models.people import Language
from registry.models.texts import TextKind


def write(*, kind: TextKind, words: Mapping[str, str], by: Person) -> Text:
    """A new text, offered from now on. `words` are by language. Raises `NotAllowed`, `EnglishNeeded`."""
    with transaction.atomic():
        _check(by)
        cleaned = _cleaned(words)
        text = Text.objects.create(kind=kind, version=1)
        TextVersion.objects.create(text=text, number=1, words=cleaned, by=by)
        return text


def rewrite(*, text: Text, words: Mapping[str, str], seen: int, by: Person) -> Text:
    """Other words for a text, as its next version; the same words are none.

    `seen` is the version that the page showed. Raises `NotAllowed`, `EnglishNeeded`, and `RewrittenMeanwhile` where
    there is a later one with other words.
    """
    with transaction.atomic():
        _check(by)
        cleaned = _cleaned(words)
        text = Text.objects.select_for_update().get(pk=text.pk)
        if text.versions.get(number=text.version).words == cleaned:
            return text
        if text.version != seen:
            raise RewrittenMeanwhile
        text.version += 1
        text.save(update_fields=["version"])
        TextVersion.objects.create(text=text, number=text.version, words=cleaned, by=by)
        return text


def retire(*, text: Text, by: Person) -> Text:
    """Offer a text no more. What was decided with it says it still. Raises `NotAllowed`."""
    return _offer(text, by, offered=False)


def offer_again(*, text: Text, by: Person) -> Text:
    """Raises `NotAllowed`."""
    return _offer(text, by, offered=True)


def _offer(text: Text, by: Person, *, offered: bool) -> Text:
    with transaction.atomic():
        _check(by)
        text = Text.objects.select_for_update().get(pk=text.pk)
        if (text.retired_at is None) != offered:
            text.retired_at = None if offered else timezone.now()
            text.save(update_fields=["retired_at"])
        return text


def _check(by: Person) -> None:
    if not rules.may_write_texts(by):
        raise NotAllowed


def _cleaned(words: Mapping[str, str]) -> dict[str, str]:
    """The words that say something, by language, in the order of the languages of the site."""
    cleaned = {str(code): said for code in Language if (said := words.get(code, "").strip())}
    if Language.ENGLISH not in cleaned:
        raise EnglishNeeded
    return cleaned
