"""An earlier state of an entry as a proposal, and laying it onto a draft that is there (The entry, Restore).

Nothing becomes more public by going back. What is shown by a tick stays shown where it is the same as now; another
person or place than now comes back hidden. An item is seen by no more than see it now, and one that is not listed now
by the secretariat alone.
"""

import copy
from collections.abc import Container
from dataclasses import dataclass, field

from registry.entry.difference import difference
from registry.entry.document import TOMBSTONE, Document, Item, present
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.less_public import CHOOSING, CIRCLES, CONSENTS, circle
from registry.entry.needs import fitting

# Fields of a section that say one thing together, so that never half of it goes back.
TOGETHER: dict[str, tuple[tuple[str, ...], ...]] = {
    "organization": (
        ("description", "description_language"),
        ("people_represented", "people_represented_public"),
        ("mandate_kind", "mandate", "mandate_public"),
    ),
    "where": (("base_country", "no_seat"), ("base_place", "base_place_public"), ("everywhere", "countries", "regions")),
}


@dataclass
class Proposal:
    """An earlier state as it may be proposed now.

    `hidden` are ticks and items that were shown then and stay hidden, `gone` the contacts and files that were erased
    since and stay out, both as paths.
    """

    document: Document
    hidden: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def propose(*, then: Document, live: Document, erased: Container[str]) -> Proposal:
    """What to propose so that the entry says what it said `then`; `erased` are UUIDs of contacts and files.

    Items that are listed now and were not there then become tombstones.
    """
    made = Proposal(copy.deepcopy(then))
    for part in SECTIONS:
        made.document[part] = _section(made, part, live[part], erased)
    for part in COLLECTIONS:
        items = {id_: item for id_, item in present(made.document, part).items() if _is_here(made, part, id_, erased)}
        now = present(live, part)
        if part == "contacts":
            # The row of an erased contact stays out, the contact of today as it is.
            items |= {id_: copy.deepcopy(now[id_]) for id_ in present(then, part).keys() & now.keys() - items.keys()}
        for id_, item in items.items():
            _choose(made, part, f"{part}.{id_}", item, now.get(id_))
        made.document[part] = {**{id_: dict(TOMBSTONE) for id_ in now.keys() - items.keys()}, **items}
    return made


def _section(made: Proposal, part: str, now: Item, erased: Container[str]) -> Item:
    section: Item = made.document[part]
    for reference in ("logo", "mandate"):
        if section.get(reference) in erased and section.get(reference):
            made.gone.append(f"{part}.{reference}")
            names = ("mandate_kind", "mandate") if reference == "mandate" else ("logo",)
            section |= {name: now[name] for name in names}
    _choose(made, part, part, section, now)
    return section


def _is_here(made: Proposal, part: str, id_: str, erased: Container[str]) -> bool:
    if part != "contacts" or made.document[part][id_]["contact"] not in erased:
        return True
    made.gone.append(f"{part}.{id_}")
    return False


def _choose(made: Proposal, part: str, path: str, item: Item, now: Item | None) -> None:
    """Set the ticks, or who sees it, of an earlier section or item so that no more is shown than now."""
    for tick, shown in CONSENTS.get(part, {}).items():
        was = item[tick]
        same = now is not None and all(item[name] == now[name] for name in shown)
        item[tick] = now is not None and same and now[tick]
        if was and not item[tick]:
            made.hidden.append(f"{path}.{tick}")
    if part in CHOOSING:
        was = circle(item)
        same = now is not None and {**item, "visible_to": ""} == {**now, "visible_to": ""}
        most = circle(now) if now is not None else 0
        item["visible_to"] = CIRCLES[most if same else min(was, most)]
        if was > circle(item):
            made.hidden.append(path)


@dataclass(frozen=True)
class Laid:
    """A draft onto which an earlier state was laid.

    `kept` are the parts of the draft that its authors had changed themselves, and that stay as they wrote them;
    `changed` are the forms whose answers are others now.
    """

    base: Document
    document: Document
    kept: list[str]
    changed: list[str]


def lay(*, base: Document, document: Document, live: Document, proposal: Document) -> Laid:
    """Lay a proposal, made for what is `live`, onto a draft with its `base`: whatever its authors changed stays.

    An item counts as a whole, and so do fields of a section that belong together. What they had not changed has from
    now on what is live as its base, so it is the difference between now and then that is proposed.
    """
    new_base, new = copy.deepcopy(base), copy.deepcopy(document)
    kept: list[str] = []
    for part, section in SECTIONS.items():
        groups = [*TOGETHER[part]]
        groups += [(one.name,) for one in section if not any(one.name in group for group in groups)]
        for names in groups:
            if all(base[part][name] == document[part][name] for name in names):
                new_base[part] |= {name: live[part][name] for name in names}
                new[part] |= {name: proposal[part][name] for name in names}
            else:
                kept += [f"{part}.{name}" for name in names if base[part][name] != document[part][name]]
    new["organization"] = fitting(new["organization"])
    for part in COLLECTIONS:
        old, drafted, now = (present(one, part) for one in (base, document, live))
        for id_ in sorted(old.keys() | document[part].keys() | now.keys() | proposal[part].keys()):
            if old.get(id_) != drafted.get(id_):
                kept.append(f"{part}.{id_}")
                continue
            for target, source in ((new_base, now), (new, proposal[part])):
                target[part].pop(id_, None)
                if id_ in source:
                    target[part][id_] = copy.deepcopy(source[id_])
    return Laid(new_base, new, kept, _forms(document, new))


def _forms(before: Document, after: Document) -> list[str]:
    found = {f"{change.part}.{change.item}" if change.item else change.part for change in difference(before, after)}
    return sorted(found)
