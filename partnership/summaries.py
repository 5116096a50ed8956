"""An entry in short: each part with a few facts, and its items with where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from partnership import steps
from registry.entry.called import title_of
from registry.entry.difference import Change, What
from registry.entry.document import Document, Item, present
from registry.entry.fields import COLLECTIONS, CONTACT_COLUMNS
from registry.entry.readable import readable
from registry.models import Submission
from registry.vocabulary import Visibility

Text = str | Promise

MARKS: Mapping[What, Text] = {
    What.ADDED: pgettext_lazy("item of a draft", "New in your draft"),
    What.CHANGED: pgettext_lazy("item of a draft", "Changed in your draft"),
    What.REMOVED: pgettext_lazy("item of a draft", "Removed in your draft"),
}
SHOWN: Mapping[str, Text] = {
    "name_public": gettext_lazy("Name shown to everyone"),
    "email_public": gettext_lazy("Email address shown to everyone"),
    "phone_public": gettext_lazy("Telephone number shown to everyone"),
}


@dataclass(frozen=True)
class Line:
    """An item: what it is called, a few words on where it stands, the path that names it, its form in the draft."""

    path: str
    title: str
    lang: str
    tags: Sequence[Text]
    href: str = ""
    is_removed: bool = False


@dataclass(frozen=True)
class Section:
    """A part of the entry as one step asks for it."""

    key: str
    title: Text
    facts: Sequence[str]
    lines: Sequence[Line]
    href: str = ""
    is_changed: bool = False


def sections(
    document: Document,
    *,
    draft: Submission | None = None,
    changes: Sequence[Change] = (),
    before: Document | None = None,
    states: Mapping[str, Text] | None = None,
    nothing_to_state: Sequence[str] = (),
) -> list[Section]:
    """The parts of an entry, in the order of the steps; with links to the forms of `draft` while that can be changed.

    `changes` lead from what is listed (`before`) to `document`; `states` are the words for gaps and offers, by their
    UUID.
    """
    made = []
    for key, parts in steps.PARTS.items():
        made.append(
            Section(
                key=key,
                title=steps.title_of(key),
                facts=_facts(key, document, nothing_to_state),
                lines=_lines(key, document, draft, changes, before, states or {}) if key in COLLECTIONS else [],
                href=_form(draft, key),
                is_changed=before is not None and any(change.part in parts for change in changes),
            )
        )
    return made


def _form(draft: Submission | None, path: str) -> str:
    return steps.address_of(draft, path) if draft is not None and draft.is_editable else ""


def _facts(key: str, document: Document, nothing_to_state: Sequence[str]) -> list[str]:
    if key == "organization":
        names, numbers = len(present(document, "names")), len(present(document, "identifiers"))
        facts = readable("organization", "type", document["organization"]["type"])
        facts.append(ngettext("%(number)s name", "%(number)s names", names) % {"number": names})
        if numbers:
            facts.append(ngettext("%(number)s identifier", "%(number)s identifiers", numbers) % {"number": numbers})
        return facts
    if key == "where":
        return _where(document["where"])
    count = len(present(document, key))
    if not count:
        return [_("Nothing to state") if key in nothing_to_state else _("Nothing here yet")]
    counted = {
        "activities": ngettext("%(number)s activity", "%(number)s activities", count),
        "gaps": ngettext("%(number)s support gap", "%(number)s support gaps", count),
        "offers": ngettext("%(number)s support offer", "%(number)s support offers", count),
        "contacts": ngettext("%(number)s contact", "%(number)s contacts", count),
    }
    return [counted[key] % {"number": count}]


def _where(where: Item) -> list[str]:
    facts = readable("where", "base_country", where["base_country"]) or ([_("No seat")] if where["no_seat"] else [])
    places = len(where["countries"]) + len(where["regions"])
    if where["everywhere"]:
        facts.append(_("Works everywhere"))
    elif places:
        sentence = ngettext("Works in %(number)s country or region", "Works in %(number)s countries or regions", places)
        facts.append(sentence % {"number": places})
    return facts or [_("Nothing here yet")]


def _lines(
    key: str,
    document: Document,
    draft: Submission | None,
    changes: Sequence[Change],
    before: Document | None,
    states: Mapping[str, Text],
) -> list[Line]:
    marks = {change.item: change.what if not change.field else What.CHANGED for change in changes if change.part == key}
    lines = []
    for id_, item in present(document, key).items():
        tags = [states[id_]] if id_ in states else []
        if item.get("visible_to", Visibility.EVERYONE) != Visibility.EVERYONE:
            tags.append(Visibility(item["visible_to"]).label)
        if key == "contacts":
            tags += [SHOWN[f"{name}_public"] for name in CONTACT_COLUMNS if item[f"{name}_public"]]
        if before is not None and id_ in marks:
            tags.append(MARKS[marks[id_]])
        path = f"{key}.{id_}"
        lines.append(Line(path, *title_of(key, item), tags, _form(draft, path)))
    gone = present(before, key) if before is not None else {}
    for id_, what in marks.items():
        if what is What.REMOVED and id_ in gone:
            lines.append(Line(f"{key}.{id_}", *title_of(key, gone[id_]), [MARKS[what]], is_removed=True))
    return lines
