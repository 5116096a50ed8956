"""The answers of a draft as its pages list them: label, words, language, and the place where to change them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.utils.translation import get_language

from registry.entry.called import CALLED_BY
from registry.entry.document import Item
from registry.entry.document import official_name as document_name
from registry.entry.fields import COLLECTIONS, CONTACT_COLUMNS, FLAG, REFERENCE, SECTIONS, TEXT, Field, Seen, label_of
from registry.entry.paths import anchor
from registry.entry.readable import LANGUAGE_OF, readable
from registry.models import Contact
from registry.vocabulary import NameKind

# A choice whether something is shown; it says something only where there is something to show.
SHOWS = {
    "base_place_public": "base_place",
    "people_represented_public": "people_represented",
    "mandate_public": "mandate_kind",
}
SHOWN_BY = {name: flag for flag, name in SHOWS.items()}
PUBLIC, CHOSEN, STAFF = Seen.PUBLIC, Seen.CHOSEN, Seen.STAFF
NOT_PROSE = ("website", "link", "value")


class Answer(NamedTuple):
    """One answer: `lines` are its words, several where the field is a list. `file` is the UUID of an attachment."""

    path: str
    label: str
    lines: Sequence[str] = ()
    lang: str = ""
    is_own_words: bool = False
    is_private: bool = False  # only the secretariat and the team see it
    file: str = ""

    @property
    def anchor(self) -> str:
        return anchor(self.path)


def answers(part: str, item: Item, *, path: str, contact: Contact | None = None, told: str = "") -> list[Answer]:
    """What a section or item says, in the order of the entry; what it does not say, and its title, are left out.

    `path` is the section's or the item's. `contact` is the row with the name, email and telephone of a contact, `told`
    what a mandate says that was told in words and has no file.
    """
    title = f"{path}.{CALLED_BY.get(part, 'title')}" if part in COLLECTIONS else ""
    return [answer for answer in _answers(part, item, path, contact, told) if answer.path != title]


def _answers(part: str, item: Item, path: str, contact: Contact | None, told: str) -> Iterator[Answer]:
    language = get_language() or "en"
    for one, label, said_by, own in _asked(part, language):
        value = item[one.name]
        if one.name == "contact":
            yield from _of_contact(path, item, contact)
            continue
        if value == one.empty and one.kind is not FLAG and not one.default:
            continue  # most fields say nothing
        here = f"{path}.{one.name}"
        if one.kind is REFERENCE:
            if told and one.name == "mandate":
                yield Answer(here, label, [told], is_own_words=True, is_private=is_private(one, item))
            else:
                yield Answer(here, label, file=value, is_private=is_private(one, item))
        elif one.kind is FLAG and not value and not item.get(SHOWS.get(one.name, "")):
            continue
        elif lines := readable(part, one.name, value, language):
            yield Answer(here, label, lines, item[said_by] if said_by else "", own, is_private(one, item))


@cache
def _asked(part: str, _language: str) -> list[tuple[Field, str, str, bool]]:
    """The fields of a section or collection, each with its label in the language in force, which is part of the key;
    with the field that says the language of its text, if one does; and whether it is written in words of its authors.
    """
    return [
        (
            one,
            str(label_of(part, one.name)),
            LANGUAGE_OF.get(f"{part}.{one.name}", ""),
            one.kind is TEXT and one.name not in NOT_PROSE,
        )
        for one in SECTIONS.get(part) or COLLECTIONS[part]
    ]


def is_private(one: Field, item: Item) -> bool:
    """Whether only the secretariat and the team see what `item` says in this field."""
    if one.seen is PUBLIC:
        return False  # most are
    if one.seen is CHOSEN:
        return not item[SHOWN_BY[one.name]]
    return one.seen is STAFF and one.kind is not FLAG


def _of_contact(path: str, item: Item, contact: Contact | None) -> Iterator[Answer]:
    columns = {column.name: column for column in Contact._meta.concrete_fields}
    for name in CONTACT_COLUMNS:
        if value := getattr(contact, name, ""):
            yield Answer(
                f"{path}.{name}",
                str(columns[name].verbose_name),
                [value],
                is_own_words=name == "name",
                is_private=not item[f"{name}_public"],
            )


def in_order(part: str, items: Mapping[str, Item]) -> list[tuple[str, Item]]:
    """The items of a collection with their ids, as they were added; of names the official ones come first."""
    return sorted(items.items(), key=lambda one: part == "names" and one[1]["kind"] != NameKind.OFFICIAL)


def official_name(document: Mapping[str, Any]) -> tuple[str, str]:
    """The official name and its language: in the language of the page, else the first; both empty without one."""
    return document_name(document, get_language() or "en")
