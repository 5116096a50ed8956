"""What an item is called, and what a path points at, in the words of whoever wrote the entry."""

from django.utils.translation import gettext as _

from registry.entry.document import Document, Item, blank, is_removed
from registry.entry.fields import COLLECTIONS, SECTIONS, Label, label_of
from registry.entry.forms import OrganizationForm
from registry.entry.readable import language_of, readable

# Fields that an item is called by; of the others it is the title.
CALLED_BY = {"names": "text", "identifiers": "scheme", "contacts": "role"}


def title_of(part: str, item: Item) -> tuple[str, str]:
    """What an item is called in a list, and the language of that; a sentence of ours when nothing is filled in."""
    name = CALLED_BY.get(part, "title")
    found = readable(part, name, item[name])
    return (found[0], language_of(part, name, item)) if found else (_("Not named yet"), "")


def about(document: Document, path: str) -> list[tuple[str, str]]:
    """What a path points at, from the wide to the narrow: texts with their languages. An item that the document has
    stands there under what it is called, always with a language, be it `und`; our own words have none.
    """
    part, *below = path.split(".")
    if part in SECTIONS:
        found = [(str(SECTIONS[part].title), "")]
    else:
        found = [(str(COLLECTIONS[part].one if below else COLLECTIONS[part].title), "")]
        item = document[part].get(below.pop(0), {}) if below else {}
        if item and not is_removed(item):
            name, language = title_of(part, {**blank(COLLECTIONS[part]), **item})
            found.append((name, language or "und"))
    return [*found, (str(_label(document, part, below[0])), "")] if below else found


def _label(document: Document, part: str, name: str) -> Label:
    """What the form that asks for a field calls it: some types are asked what they do in words of their own."""
    own = OrganizationForm.WORDING.get(document["organization"]["type"])
    return own[0] if own and (part, name) == ("organization", "description") else label_of(part, name)
