"""What an entry must say, as sentences: which answer is needed where, and which answers must fit together.

Section forms and whole-document validation both read these, so that a page and an import refuse alike.
"""

from collections.abc import Callable, Iterator
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.entry.document import Document, Item, present
from registry.entry.fields import ORGANIZATION, Label, field_of
from registry.validators import check_identifier
from registry.vocabulary import OrganizationType, SupportKind, Visibility

Need = Literal["list", "send"]
Finding = tuple[str, Label]  # a field and a sentence about it

NEEDED: dict[str, Label] = {
    "organization.type": _("Choose the type of organization."),
    "organization.description": _("Say in a few sentences what the organization does."),
    "organization.description_language": _("Choose the language that you wrote the description in."),
    "organization.sector": _("Choose the sector that the company works in."),
    "where.base_country": _("Choose the country where the organization is based, or tick that it has no seat."),
    "where.scales": _("Choose at least one scale of work."),
    "where.realms": _("Choose at least one realm."),
    "where.languages": _("Choose at least one working language."),
    "names.text": _("Write the name."),
    "names.language": _("Choose the language of the name, or “unknown”."),
    "names.kind": _("Choose what kind of name this is."),
    "identifiers.scheme": _("Choose the register that gave this identifier."),
    "identifiers.value": _("Write the identifier."),
    "activities.title": _("Give the activity a title."),
    "activities.language": _("Choose the language that you wrote in."),
    "activities.kinds": _("Choose at least one kind of support that the activity gives or is."),
    "activities.elements": _("Choose at least one element of Target 3 that the activity serves."),
    "activities.start": _("Give the month and the year in which the activity starts or started."),
    "activities.status": _("Choose how far the activity is."),
    "gaps.title": _("Give the support gap a title."),
    "gaps.language": _("Choose the language that you wrote in."),
    "gaps.kinds": _("Choose at least one kind of support that is lacking."),
    "gaps.for_whom": _("Choose for whom the support is needed."),
    "offers.title": _("Give the support offer a title."),
    "offers.kinds": _("Choose at least one kind of support that you can give."),
    "contacts.role": _("Choose the role of this contact."),
    "contacts.kind": _("Choose whether this is a person or a shared mailbox."),
    "contacts.contact": _("Give an email address or a telephone number for this contact."),
}

PLACES_NEEDED = _("Choose at least one country or region, or tick “everywhere”.")
NEITHER_BOTH = _("Either choose a country or tick that there is no seat, not both.")


def where(item: Item, need: Need) -> Iterator[Finding]:
    if item["no_seat"] and item["base_country"]:
        yield "no_seat", NEITHER_BOTH
    if need == "send":
        yield from _places(item)


def organization(item: Item, need: Need) -> Iterator[Finding]:
    if item["type"] != OrganizationType.IPLC:
        return
    if item["mandate_kind"] and not item["mandate"]:
        yield "mandate", _("Add the letter or the minutes, or tell how the mandate was given.")
    if need == "send" and not item["people_represented"] and not item["mandate_kind"]:
        yield (
            "people_represented",
            _("Say whom the organization speaks for, or how it is mandated. One of the two is enough."),
        )


def fitting(section: Item) -> Item:
    """The organization's section without the answers that only another type of organization is asked for."""
    others = {f.name: f.empty for f in ORGANIZATION if f.only_type and f.only_type != section["type"]}
    return {**section, **others}


def identifiers(item: Item, need: Need) -> Iterator[Finding]:
    if not (item["scheme"] and item["value"]):
        return
    try:
        check_identifier(item["scheme"], item["value"])
    except ValidationError as error:
        yield "value", " ".join(error.messages)


def activities(item: Item, need: Need) -> Iterator[Finding]:
    if need == "send":
        yield from _places(item)
    if item["start"] and item["end"] and item["end"] < item["start"]:
        yield "end", _("The end is before the start. Check both dates.")
    if item["visible_to"] == Visibility.PARTNERS:
        yield "visible_to", _("An activity is seen by everyone, or by the secretariat only.")


def gaps(item: Item, need: Need) -> Iterator[Finding]:
    if need == "send":
        yield from _places(item)
    if item["amount"] is not None and not item["currency"]:
        yield "currency", _("Choose the currency of the amount.")
    if item["amount"] is None and item["currency"]:
        yield "amount", _("Write the amount, or clear the currency.")
    if item["amount"] is not None and SupportKind.FINANCE not in item["kinds"]:
        yield (
            "amount",
            _("An amount goes with finance: choose finance among the kinds of support, or clear the amount."),
        )


def offers(item: Item, need: Need) -> Iterator[Finding]:
    if need == "send":
        yield from _places(item)


def _places(item: Item) -> Iterator[Finding]:
    if not (item["everywhere"] or item["countries"] or item["regions"]):
        yield "countries", PLACES_NEEDED


CROSS: dict[str, Callable[[Item, Need], Iterator[Finding]]] = {
    "where": where,
    "organization": organization,
    "identifiers": identifiers,
    "activities": activities,
    "gaps": gaps,
    "offers": offers,
}


def is_needed(part: str, name: str, item: Item, document: Document, need: Need) -> bool:
    """Whether a field has to be filled, by the table of fields and by what else the entry says."""
    field = field_of(part, name)
    if field.only_type and document["organization"]["type"] != field.only_type:
        return False
    if part == "where" and name == "base_country" and item["no_seat"]:
        return False
    return field.list if need == "list" else field.send


def of_whole(document: Document, need: Need, nothing_to_state: Any = ()) -> Iterator[Finding]:
    """What holds for collections as wholes. The first of each pair is a part, or the path of an item's field."""
    official: dict[str, str] = {}
    for id_, name in present(document, "names").items():
        if name["kind"] != "official":
            continue
        if name["language"] in official:
            yield (
                f"names.{id_}.language",
                _("There are two official names in this language. Make one of them a former name or an alias."),
            )
        official[name["language"]] = id_
    if not official:
        yield "names", _("Give the official name of the organization.")
    known: set[tuple[str, str]] = set()
    for id_, item in present(document, "identifiers").items():
        identifier = (item["scheme"], item["value"])
        if identifier in known:
            yield f"identifiers.{id_}.value", _("This identifier is given twice. Remove one of the two.")
        known.add(identifier)
    if need == "list":
        return
    if not any(contact["role"] == "main" for contact in present(document, "contacts").values()):
        yield "contacts", _("Add a main contact. It is not shown to anyone unless you choose so.")
    for part, sentence in NOTHING_THERE.items():
        if not present(document, part) and part not in nothing_to_state:
            yield part, sentence


NOTHING_THERE: dict[str, Label] = {
    "activities": _("Add an activity, or say that there is nothing to state."),
    "gaps": _("Add a support gap, or say that there is nothing to state."),
    "offers": _("Add a support offer, or say that there is nothing to state."),
}
