"""What is on file of an organization, in short and in words: for whoever is asked whether it is still true.

A mail, and a page that a link in a mail opens, name what everyone may see; of the rest they tell how much there is. The
names and addresses of contacts are in neither: the team reads them when it has signed in.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import ngettext

from registry.entry.document import Item
from registry.entry.fields import COLLECTIONS, SECTIONS, Kind, Label, label_of
from registry.entry.readable import language_of, readable
from registry.models import Activity, Organization, OrganizationContact
from registry.queries.confirmations import Held, Standing
from registry.queries.organizations import PublicEntry, public_entry
from registry.vocabulary import ContactRole, Visibility


@dataclass(frozen=True)
class Line:
    """One thing that is on file. `words` are several where it is a list; `label` is empty where they need none."""

    words: list[str]
    language: str = ""
    label: Label = ""
    is_own: bool = False  # words of the organization, not ours


@dataclass(frozen=True)
class Part:
    """A part of the entry; `hidden` is how many items visitors do not see, `expired` how many no longer stand."""

    key: str
    title: Label
    lines: list[Line] = field(default_factory=list)
    hidden: int = 0
    expired: int = 0


@dataclass(frozen=True)
class OnFile:
    """`name` is the item of the name that stands for the organization, with its `text` and `language`."""

    name: Item
    parts: list[Part]


def on_file(standing: Standing, *, everything: bool = False) -> OnFile:
    """What is on file, in the language in force; with `everything`, for the team alone. Three queries."""
    organization = standing.organization
    entry = public_entry(organization)
    return OnFile(
        entry.name,
        [
            Part(
                "organization",
                SECTIONS["organization"].title,
                [*_names(entry), *_section(entry, "organization"), *_identifiers(entry)],
            ),
            Part("where", SECTIONS["where"].title, _section(entry, "where")),
            _items(
                "activities", Activity.objects.present().filter(organization=organization).order_by("pk"), everything
            ),
            *(
                _items(
                    part,
                    [one.row for one in standing.held if running(one, part)],
                    everything,
                    expired=sum(one.part == part for one in standing.expired),
                )
                for part in ("gaps", "offers")
            ),
            _contacts(organization, everything),
        ],
    )


def running(one: Held, part: str) -> bool:
    return one.part == part and not one.is_expired


def _names(entry: PublicEntry) -> list[Line]:
    return [
        Line([name["text"]], name["language"], readable("names", "kind", name["kind"])[0], is_own=True)
        for name in entry.items["names"]
    ]


def _identifiers(entry: PublicEntry) -> list[Line]:
    return [
        Line([one["value"]], label=readable("identifiers", "scheme", one["scheme"])[0], is_own=True)
        for one in entry.items["identifiers"]
    ]


def _section(entry: PublicEntry, key: str) -> list[Line]:
    values = entry.sections[key]
    lines = []
    for one in SECTIONS[key]:
        if one.name.endswith("_language") or one.name not in values or (one.kind is Kind.FLAG and not values[one.name]):
            continue
        if words := readable(key, one.name, values[one.name]):
            language = language_of(key, one.name, values)
            lines.append(Line(words, language, label_of(key, one.name), is_own=one.kind is Kind.TEXT))
    return lines


def _items(part: str, rows: Iterable[Any], everything: bool, expired: int = 0) -> Part:
    rows = list(rows)
    shown = [row for row in rows if everything or row.visible_to == Visibility.EVERYONE]
    lines = [Line([row.title], row.language, is_own=True) for row in shown]
    return Part(part, COLLECTIONS[part].title, lines, hidden=len(rows) - len(shown), expired=expired)


def _contacts(organization: Organization, everything: bool) -> Part:
    """Who they are, by role, with what is on file of each; or else how many there are in each role."""
    rows = OrganizationContact.objects.present().told().filter(organization=organization)
    if everything:
        lines = [_contact(one) for one in sorted(rows.select_related("contact"), key=_by_role)]
    else:
        counted = Counter(rows.values_list("role", flat=True))
        lines = [Line([_unnamed(counted[role])], label=label) for role, label in ContactRole.choices if counted[role]]
    return Part("contacts", COLLECTIONS["contacts"].title, lines)


def _by_role(one: OrganizationContact) -> tuple[int, str]:
    return ContactRole.values.index(one.role), str(one.pk)


def _contact(one: OrganizationContact) -> Line:
    known = (one.contact.name, one.contact.email, one.contact.phone)
    return Line([" · ".join(filter(None, known))], label=one.get_role_display(), is_own=True)


def _unnamed(number: int) -> str:
    return ngettext("%(number)d on file, not named here", "%(number)d on file, not named here", number) % {
        "number": number
    }
