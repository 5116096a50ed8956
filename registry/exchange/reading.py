"""Reading a row of a table into the document of an entry (registry.exchange.entries says what holds)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.entry.document import Document, Item, blank, empty, present
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.needs import NEEDED, fitting
from registry.entry.validate import Problem, problems
from registry.exchange.cells import cut, parts, unguarded
from registry.exchange.columns import COLUMNS, Column
from registry.exchange.faults import WHOLE_ROW, Fault
from registry.ids import is_public_id, normalize_public_id, uuid7
from registry.text import fold, mixes_scripts
from registry.vocabulary import ContactRole, NameKind, OrganizationType

UNKNOWN_LANGUAGE = "und"
OF_ITEMS = ("names", "identifiers", "activities", "gaps", "offers")
# The field by which an item without an id is found, and the column that has it.
TEXT_OF = {"names": "text", "identifiers": "value", "activities": "title", "gaps": "title", "offers": "title"}
CONTACT = ("name", "email", "phone")
MOST_ITEMS = 500  # of a collection, in one row


@dataclass(frozen=True)
class Read:
    """What a row makes of an entry. What did not pass is in `faults` and not in `document`.

    `id` is the public id of the row. `contact` has name, email and telephone of a main contact for an entry that has
    none: whoever brings the row in writes a row of `Contact` and calls `with_contact`. `warnings` are for people to
    look at, and keep nothing from being brought in.
    """

    document: Document
    faults: list[Fault]
    id: str = ""
    contact: dict[str, str] = field(default_factory=dict)
    warnings: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class _Plan:
    """Which cells of a row say what: their places by key, those of sections, and those of items by part and field."""

    places: dict[str, int]
    sections: list[tuple[int, Column]]
    items: dict[str, dict[str, int]]


@lru_cache(maxsize=16)
def _plan(columns: tuple[str, ...]) -> _Plan:
    plan = _Plan({}, [], {part: {} for part in OF_ITEMS})
    for place, key in enumerate(columns):
        if key and key not in plan.places:
            column = COLUMNS[key]
            plan.places[key] = place
            if column.part in SECTIONS:
                plan.sections.append((place, column))
            elif column.is_of_items:
                plan.items[column.part][column.field] = place
    return plan


class Reader:
    """Reads one row. What it makes of an entry is told by `run`, once."""

    def __init__(self, cells: Sequence[str], columns: Sequence[str], live: Document | None) -> None:
        self.cells = [unguarded(cell) for cell in cells]
        self.plan = _plan(tuple(columns[: len(cells)]))
        self.live = empty() if live is None else live
        self.is_new = live is None
        self.document = _copy(self.live)
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.name = self.language = ""

    def run(self) -> Read:
        id_ = self._id()
        self._sections()
        self._name_said()
        for part in OF_ITEMS:
            self._items(part)
        self._official()
        self._acronyms()
        contact = self._contact()
        if self.is_new or self.document != self.live:
            self._whole()
        self.faults.sort(key=lambda fault: (fault.column == WHOLE_ROW, fault.column))
        return Read(self.document, self.faults, id_, contact, self.warnings)

    # -- Cells --------------------------------------------------------------------------------------------------------

    def _cell(self, key: str) -> str:
        """What the column of this key says, "" where there is none."""
        place = self.plan.places.get(key)
        return "" if place is None else self.cells[place]

    def _value(self, place: int, column: Column, text: str, number: int = 0) -> Any:
        """What a cell, or the `number`th part of one, says; `None` where it says nothing, and a fault where it does not
        pass.
        """
        try:
            value = column.read(text)
        except ValidationError as error:
            self._fault(place, " ".join(error.messages), number)
            return None
        return None if value in ("", []) else value

    def _fault(self, place: int, sentence: str, number: int = 0) -> None:
        if number:
            sentence = _("Part %(number)s: %(sentence)s") % {"number": number, "sentence": sentence}
        self.faults.append(Fault(place, sentence))

    def _at(self, *keys: str) -> int:
        """The place of the first of these columns that is there."""
        return next((self.plan.places[key] for key in keys if key in self.plan.places), WHOLE_ROW)

    def _id(self) -> str:
        typed = self._cell("id")
        id_ = normalize_public_id(typed)
        if typed and not is_public_id(id_):
            self._fault(
                self._at("id"),
                _("This is no public id. Copy it from the export or the page of the entry, or clear it for a new one."),
            )
            return ""
        return id_

    # -- Sections -----------------------------------------------------------------------------------------------------

    def _sections(self) -> None:
        said = set()
        for place, column in self.plan.sections:
            text = self.cells[place]
            value = self._value(place, column, text) if text else None
            if value is None:
                continue
            said.add(column.key)
            self.document[column.part][column.field] = value
        section = self.document["organization"]
        for name, type_ in (("sector", "private_sector"), ("people_represented", "iplc")):
            if name in said and section["type"] != type_:
                label = OrganizationType(type_).label
                sentence = _("This is for an organization of another type: %(type)s. Clear it, or correct the type.")
                self._fault(self._at(name), sentence % {"type": label})
        if section["type"] != self.live["organization"]["type"]:
            self.document["organization"] = fitting(section)

    # -- Items --------------------------------------------------------------------------------------------------------

    def _items(self, part: str) -> None:
        places = self.plan.items[part]
        slots = {name: parts(self.cells[place]) for name, place in places.items() if self.cells[place]}
        if not slots:
            return
        most = max(len(slots.get(name, ())) for name in ("id", TEXT_OF[part]))
        for name, said in slots.items():
            if len(said) > most:
                self._fault(
                    places[name], _("There are more parts here than items. Each part belongs to an item, in its order.")
                )
        if most > MOST_ITEMS:
            self._fault(self._at(f"{part}_title", part, f"{part}_id"), _too_many())
            return
        known = _Known(self.live[part], part)
        for number in range(most):
            told = {name: said[number] for name, said in slots.items() if number < len(said) and said[number]}
            if told:
                self._item(part, places, told, known, number + 1 if most > 1 else 0)

    def _item(self, part: str, places: dict[str, int], told: dict[str, str], known: "_Known", number: int) -> None:
        values: Item = {}
        before = len(self.faults)
        for name, text in told.items():
            value = self._value(places[name], _column(part, name), text, number) if name != "id" else None
            if value is not None:
                values |= {"scheme": value[0], "value": value[1]} if part == "identifiers" else {name: value}
        if len(self.faults) > before:
            return
        id_ = known.find(told.get("id", ""), values)
        if id_ is None and "id" in told and not self.is_new:
            sentence = _(
                "The entry has no item with the id “%(id)s” now. Copy the id from the export, or clear it to add a new "
                "item."
            )
            self._fault(places["id"], sentence % {"id": cut(told["id"])}, number)
        elif id_ is None and not ("id" not in told and self._is_there(part, values)):
            self._add(part, values)
            if "id" in told:
                self._warn_of_id(places["id"])
        elif id_ is not None:
            self._change(part, id_, values, places, number)

    def _warn_of_id(self, place: int) -> None:
        """Say once of a column of ids that a new entry has none of these items yet."""
        warning = Fault(place, _("The entry is new, so these ids are left out: each item gets one of its own."))
        if warning not in self.warnings:
            self.warnings.append(warning)

    def _is_there(self, part: str, values: Item) -> bool:
        """Whether the row itself has named the very same name or identifier before."""
        if part not in ("names", "identifiers"):
            return False
        return any(values.items() <= item.items() for item in present(self.document, part).values())

    def _add(self, part: str, values: Item) -> None:
        item = {**blank(COLLECTIONS[part]), **values}
        if part == "names":
            item = {**item, **self._kind_of_name(values), **values}
        self.document[part][str(uuid7())] = item

    def _kind_of_name(self, values: Item) -> Item:
        """What kind of name one is of which the row does not say it."""
        text = values.get("text")
        if text and text == self.name:
            return {"kind": str(NameKind.OFFICIAL), "language": self.language or UNKNOWN_LANGUAGE}
        is_acronym = text in parts(self._cell("acronym"))
        return {"kind": str(NameKind.ACRONYM if is_acronym else NameKind.ALIAS), "language": UNKNOWN_LANGUAGE}

    def _change(self, part: str, id_: str, values: Item, places: dict[str, int], number: int) -> None:
        item = self.document[part][id_]
        if values.get("visible_to", item.get("visible_to")) != item.get("visible_to"):
            sentence = _("A table changes nothing in who sees an item that is there. Clear this, or change the entry.")
            self._fault(places["visible_to"], sentence, number)
            return
        self.document[part][id_] = {**item, **values}

    # -- Names --------------------------------------------------------------------------------------------------------

    def _name_said(self) -> None:
        """Note the official name that the row gives, and its language."""
        place, text = self._at("name_language"), self._cell("name_language")
        self.language = (self._value(place, COLUMNS["name_language"], text) if text else None) or ""
        place, text = self._at("name"), self._cell("name")
        self.name = (self._value(place, COLUMNS["name"], text) if text else None) or ""
        for key in ("name", "website"):
            if mixes_scripts(self._cell(key)):
                sentence = _("Letters of two alphabets stand in one word of “%(value)s”. They may only look alike.")
                self.warnings.append(Fault(self._at(key), sentence % {"value": cut(self._cell(key))}))

    def _official(self) -> None:
        """The official name stays, takes the place of the one in its language, or is a new one."""
        if not self.name or self._is_said():
            return
        id_ = self._official_meant()
        names = self.document["names"]
        if id_ is None:
            language = self.language or UNKNOWN_LANGUAGE
            names[str(uuid7())] = {"text": self.name, "language": language, "kind": str(NameKind.OFFICIAL)}
        elif names[id_] == self.live["names"].get(id_):
            names[id_] = {**names[id_], "text": self.name, "language": self.language or names[id_]["language"]}
        else:
            sentence = _("The columns of names say the official name differently. Leave one of them out.")
            self._fault(self._at("name"), sentence)

    def _is_said(self) -> bool:
        """Whether the entry has this name already, or the row itself has given it; of one without a language, whether
        it is a name of any kind.
        """
        for item in (*present(self.live, "names").values(), *present(self.document, "names").values()):
            is_it = item["kind"] == NameKind.OFFICIAL and item["language"] == self.language
            if item["text"] == self.name and (is_it or not self.language):
                return True
        return False

    def _official_meant(self) -> str | None:
        """The official name that the row means: of the same text, else in the same language, else the only one of a
        row that says no language.
        """
        officials = {i: n for i, n in present(self.document, "names").items() if n["kind"] == NameKind.OFFICIAL}
        called_so = [id_ for id_, item in officials.items() if fold(item["text"]) == fold(self.name)]
        in_language = [id_ for id_, item in officials.items() if item["language"] == self.language]
        return next(iter([*called_so, *in_language, *([] if self.language else officials)]), None)

    def _acronyms(self) -> None:
        said = parts(self._cell("acronym"))
        if len(said) > MOST_ITEMS:
            self._fault(self._at("acronym"), _too_many())
            return
        for number, text in enumerate(said, 1):
            acronym = self._value(self._at("acronym"), COLUMNS["acronym"], text, number) if text else None
            if acronym is None:
                continue
            if acronym not in {item["text"] for item in present(self.document, "names").values()}:
                values = {"text": acronym, "language": UNKNOWN_LANGUAGE, "kind": str(NameKind.ACRONYM)}
                self.document["names"][str(uuid7())] = values

    # -- The contact, and the row as a whole --------------------------------------------------------------------------

    def _contact(self) -> dict[str, str]:
        """Name, email and telephone of a main contact, where the entry has none."""
        said = {}
        for name in CONTACT:
            key = f"contact_{name}"
            text = self._cell(key)
            value = self._value(self._at(key), COLUMNS[key], text) if text else None
            said[name] = value or ""
        has_main = any(item["role"] == ContactRole.MAIN for item in present(self.live, "contacts").values())
        if has_main or not any(said.values()):
            return {}
        if not said["email"] and not said["phone"]:
            if not any(self._cell(f"contact_{name}") for name in ("email", "phone")):
                self._fault(self._at("contact_name"), str(NEEDED["contacts.contact"]))
            return {}
        return said

    def _whole(self) -> None:
        """What keeps the entry from being listed, at the columns that say it."""
        wrong = {fault.column for fault in self.faults}
        for problem in problems(self.document, need="list", values=False):
            place = self._place_of(problem)
            if place not in wrong or place == WHOLE_ROW:
                self._fault(place, str(problem.sentence))

    def _place_of(self, problem: Problem) -> int:
        part, _dot, below = problem.path.partition(".")
        name = below.rpartition(".")[2]
        if part in SECTIONS:
            return self._at(name, *(("base_country",) if name == "no_seat" else ()))
        if part == "names":
            return self._at(f"names_{name}", "names", "name") if name != "language" else self._of_language(below)
        return self._at(f"{part}_{name}", f"{part}_title", part)

    def _of_language(self, below: str) -> int:
        """The column that gave the language of a name."""
        item = self.document["names"][below.partition(".")[0]]
        if item["text"] == self._cell("name"):
            return self._at("name_language", "name", "names_language")
        return self._at("names_language", "names", "name_language", "name")


class _Known:
    """The items of a collection as they were, each to be found once: by its id, else by its text."""

    def __init__(self, items: Mapping[str, Item], part: str) -> None:
        self.left = {id_: item for id_, item in items.items() if not item.get("removed")}
        self.part = part

    def find(self, id_: str, values: Item) -> str | None:
        found = id_.lower() if id_.lower() in self.left else self._by_text(values)
        if found:
            del self.left[found]
        return found

    def _by_text(self, values: Item) -> str | None:
        """Of several that are called the same, the one that is most like it."""
        name = TEXT_OF[self.part]
        text = fold(values.get(name, ""))
        alike = [id_ for id_, item in self.left.items() if text and fold(item[name]) == text]
        if self.part == "identifiers":
            alike = [id_ for id_ in alike if self.left[id_]["scheme"] == values["scheme"]]
        return max(sorted(alike), key=lambda id_: _same(self.left[id_], values), default=None)


def _too_many() -> str:
    return _("There are more than %(most)s parts here. Bring the entry in with fewer.") % {"most": MOST_ITEMS}


def _same(item: Item, values: Item) -> int:
    return sum(item[name] == value for name, value in values.items())


@cache
def _column(part: str, name: str) -> Column:
    return next(one for one in COLUMNS.values() if one.is_of_items and (one.part, one.field) == (part, name))


def _copy(document: Document) -> Document:
    """The same document, of which every section and item may be replaced and every section changed."""
    copied: Document = {"version": document["version"]}
    for key in (*SECTIONS, *COLLECTIONS):
        copied[key] = dict(document[key])
    return copied
