"""Three-way merge of documents: what a submission changed against its base, laid onto what is live.

The same change on both sides is none. A field that both sides changed, or an item that one side edited and the other
removed, is a conflict that a reviewer settles. A list of codes is one field. (The entry, The document.)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from registry.entry.document import TOMBSTONE, Document, Item, present
from registry.entry.fields import COLLECTIONS, SECTIONS

Choice = Literal["live", "proposed"]


@dataclass(frozen=True)
class Conflict:
    """A place that both sides changed. `None` stands for an item that is not there."""

    path: str
    base: Any
    live: Any
    proposed: Any


@dataclass
class Merged:
    """The merged document, and the conflicts that no settlement answers; in those the live value stands."""

    document: Document
    conflicts: list[Conflict] = field(default_factory=list)


def merge(
    *, base: Document, live: Document, proposal: Document, settlements: Mapping[str, Choice] | None = None
) -> Merged:
    """Lay what `proposal` changed against `base` onto `live`. `settlements` maps paths to the side that wins there."""
    return _Merger(base, live, proposal, settlements or {}).run()


class _Merger:
    def __init__(self, base: Document, live: Document, proposal: Document, settlements: Mapping[str, Choice]) -> None:
        self.base, self.live, self.proposal, self.settlements = base, live, proposal, settlements
        self.conflicts: list[Conflict] = []

    def run(self) -> Merged:
        document: Document = {"version": self.live["version"]}
        for key in SECTIONS:
            document[key] = self._fields(key, self.base[key], self.live[key], self.proposal[key])
        for key in COLLECTIONS:
            document[key] = self._items(key)
        return Merged(document, self.conflicts)

    def _fields(self, path: str, base: Item, live: Item, proposed: Item) -> Item:
        return {name: self._value(f"{path}.{name}", base.get(name), live[name], proposed[name]) for name in live}

    def _value(self, path: str, base: Any, live: Any, proposed: Any) -> Any:
        if proposed in (base, live):
            return live
        return proposed if live == base else self._settle(path, base, live, proposed)

    def _settle(self, path: str, base: Any, live: Any, proposed: Any) -> Any:
        choice = self.settlements.get(path)
        if choice is None:
            self.conflicts.append(Conflict(path, base, live, proposed))
        return proposed if choice == "proposed" else live

    def _items(self, key: str) -> dict[str, Item]:
        base, live = present(self.base, key), present(self.live, key)
        merged = {}
        for id_ in sorted(base.keys() | live.keys() | self.proposal[key].keys()):
            before = base.get(id_)
            proposed = self.proposal[key].get(id_, before)
            if proposed is not None and proposed.get("removed"):
                proposed = None
            item = self._item(f"{key}.{id_}", before, live.get(id_), proposed)
            if item is not None:
                merged[id_] = item
            elif id_ in live:
                merged[id_] = dict(TOMBSTONE)
        return merged

    def _item(self, path: str, base: Item | None, live: Item | None, proposed: Item | None) -> Item | None:
        if base is not None and live is not None and proposed is not None:
            return self._fields(path, base, live, proposed)
        if base is None and live is not None and proposed is not None:
            return self._fields(path, {}, live, proposed)
        if proposed in (base, live):
            return live
        value: Item | None = proposed if live == base else self._settle(path, base, live, proposed)
        return value
