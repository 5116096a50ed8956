"""Letters that ask whether an entry is still true."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.text import Truncator

from registry.letters.facts import Facts, Title, address_of, letter
from registry.models import (
    Message,
    Organization,
)
from registry.queries import confirmation_links, confirmations, on_file
from registry.vocabulary import Visibility

LONGEST_LINE = 200  # characters that a letter quotes of a text that is on file


def _confirmation_facts(message: Message) -> dict[str, Any]:
    """How the organization stands today, and the link for this receiver."""
    organization = Organization.objects.get(pk=message.context["organization"])
    standing = confirmations.standing(organization, confirmations.day(timezone.now()))
    filed = on_file.on_file(standing)
    token = confirmation_links.token(organization, message.person, message.context.get("number", 0))  # type: ignore[arg-type]
    return {
        "standing": standing,
        "organization": Title(filed.name["text"], filed.name["language"]),
        "parts": [{**vars(part), "lines": [_line(line) for line in part.lines]} for part in filed.parts],
        "link": address_of("confirm_link", token),
        "workspace": address_of("workspace_confirm", organization.public_id_id),
    }


def _line(line: on_file.Line) -> Facts:
    """One thing that is on file: our words for it, or the organization's own, in short."""
    own = Title(Truncator(line.words[0]).chars(LONGEST_LINE), line.language) if line.is_own else ""
    return {"label": line.label, "words": line.words, "own": own}


def _named(held: Iterable[confirmations.Held]) -> list[Facts]:
    """Gaps and offers by their titles; of one that visitors do not see, the kind alone."""
    return [
        {
            "part": one.part,
            "title": Title(one.row.title, one.row.language) if one.row.visible_to == Visibility.EVERYONE else "",
            "expires_on": one.expires_on,
            "until": one.row.until if one.is_over else None,
        }
        for one in held
    ]


@letter
def confirmation_due(message: Message) -> Facts:
    """To each of a team: what is on file, what of it is to be confirmed, and what follows when nobody does."""
    facts = _confirmation_facts(message)
    if not facts["standing"].is_due:
        raise ObjectDoesNotExist  # somebody was faster than the mail
    return {**facts, "due": _named(facts["standing"].due)}


@letter
def support_expired(message: Message) -> Facts:
    """To each of a team: which gaps and offers expired, and the page with a button that opens them again."""
    facts = _confirmation_facts(message)
    ids = message.context["items"].split()
    expired = [one for one in facts["standing"].expired if str(one.row.pk) in ids]
    if not expired:
        raise ObjectDoesNotExist  # all are open again
    ended = sum(one.is_over for one in expired)
    return {**facts, "expired": _named(expired), "some_ended": ended > 0, "some_unconfirmed": ended < len(expired)}
