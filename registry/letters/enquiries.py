"""Letters that carry what visitors wrote, or ask them to let it go."""

from datetime import timedelta
from email.utils import formataddr
from typing import Any

from registry.actions import held as held_rows
from registry.letters.facts import Facts, Title, address_of, called, entry_name, letter
from registry.models import (
    Enquiry,
    Message,
    Report,
)
from registry.places import country_name
from registry.queries.overlaps import Cell
from registry.text import ascii_host, clean_line
from registry.vocabulary import Element, SupportKind


def _reply_address(name: str, address: str) -> str:
    """Where an answer goes, as a header names it. No name can add another address, another header, or a disguise."""
    local, _at, host = address.rpartition("@")
    plain = clean_line(name).replace("=?", "= ?")  # what begins a word that is decoded later
    return formataddr((plain, f"{local}@{ascii_host(host)}"))


@letter
def enquiry(message: Message) -> Facts:
    """To a member of a team: what a visitor wrote. An answer to the mail goes to the visitor, and not through us."""
    found = Enquiry.objects.select_related("organization").get(pk=message.context["enquiry"], erased_at=None)
    return {
        "organization": entry_name(found.organization, message.language),
        "sender": Title(found.name, ""),
        "address": found.address,
        "text": found.text,
        "link": address_of("workspace_enquiry", found.organization.public_id_id, found.pk),
        "reply_to": [_reply_address(found.name, found.address)],
    }


@letter
def overlap_talk(message: Message) -> Facts:
    """To a member of a team: what another partner in an overlap, or the secretariat, wrote to all in it."""
    found = Enquiry.objects.select_related("organization", "talk__organization").get(
        pk=message.context["enquiry"], erased_at=None, talk__isnull=False
    )
    talk: Any = found.talk
    return {
        "of": called(talk.organization) if talk.organization else None,
        "by_staff": talk.organization is None,
        "sender": Title(found.name, ""),
        "address": found.address,
        "country": country_name(talk.country_id, message.language),
        "element": Element(talk.element).label,
        "kind": SupportKind(talk.kind).label,
        "text": found.text,
        "overlap": address_of("overlap", Cell(talk.country_id, talk.element, talk.kind).key),
        "link": address_of("workspace_enquiry", found.organization.public_id_id, found.pk),
        "reply_to": [_reply_address(found.name, found.address)],
    }


@letter
def held(message: Message) -> Facts:
    """To an address that was given with a message without a proof of work: the link that lets it go."""
    if "report" in message.context:
        found: held_rows.Held = Report.objects.select_related("organization").get(
            pk=message.context["report"], held=True
        )
    else:
        found = Enquiry.objects.select_related("organization").get(pk=message.context["enquiry"], held=True)
    organization: Any = found.organization  # what is held names one, by a constraint
    return {
        "organization": entry_name(organization, message.language),
        "is_report": isinstance(found, Report),
        "until": found.sent_at + timedelta(days=held_rows.KEPT_DAYS),
        "link": address_of("held", held_rows.token(found)),
    }
