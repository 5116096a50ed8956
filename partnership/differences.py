"""What a submission changes, as the rows of its review page: labels, values in words, and where a comment goes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.answers import Answer, answers, is_private
from partnership.templatetags.components import Part
from registry.entry.called import title_of
from registry.entry.difference import Change, What
from registry.entry.document import Document, Item, present
from registry.entry.fields import COLLECTIONS, CONTACT_COLUMNS, SECTIONS, Kind, Label, field_of, label_of
from registry.entry.merge import Conflict
from registry.entry.paths import labels
from registry.entry.readable import language_of, readable
from registry.entry.wording import changed_codes, changed_words
from registry.models import Contact
from registry.queries.review import Review

# The order in which a reviewer reads: who it is, where, then what it does.
ORDER = ("names", "organization", "where", "identifiers", "activities", "gaps", "offers", "contacts")
TITLES: dict[str, Label] = {"organization": _("The organization"), "where": _("Where it works")}
COLOURS = {"activities": "activity", "gaps": "gap", "offers": "offer"}
STATUS: dict[What, Label] = {
    What.ADDED: pgettext_lazy("item", "Added"),
    What.REMOVED: pgettext_lazy("item", "Removed"),
    What.CHANGED: pgettext_lazy("item", "Changed"),
}
LONG = 80  # characters that are more than half a line holds
BETWEEN = Part("same", " · ")


@dataclass(frozen=True)
class Row:
    """One field that changed: two values, or one text with its changed `parts`. `file` is the UUID of an attachment."""

    path: str
    label: str
    before: str = ""
    after: str = ""
    parts: Sequence[Part] = ()
    lang: str = ""
    is_sensitive: bool = False
    is_private: bool = False  # as it is proposed, only the secretariat and the team see it
    file: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.after) > LONG


@dataclass(frozen=True)
class Box:
    """An item: one that was added or removed with its `answers`, or one that changed with its `rows`.

    `status` says in a word what happened to it; nothing in a new entry, where everything was added.
    """

    path: str
    what: str
    status: Label
    title: str
    lang: str
    colour: str
    answers: Sequence[Answer] = ()
    rows: Sequence[Row] = ()


@dataclass(frozen=True)
class Group:
    """What changed in one part of the entry. `choices` are the fields that a comment on it, or on an item, can name."""

    part: str
    title: Label
    choices: Sequence[tuple[str, Label]]
    rows: Sequence[Row] = ()
    boxes: Sequence[Box] = ()

    @property
    def section_choices(self) -> Sequence[tuple[str, Label]]:
        """The fields that a comment on the part itself can be about; those of a collection belong to its items."""
        return self.choices if self.part in SECTIONS else ()


@dataclass(frozen=True)
class Side:
    """One side of a conflict: the value of a field, or a whole item under its title; `is_gone` when it is not there."""

    label: Label
    answers: Sequence[Answer] = ()
    title: str = ""
    lang: str = ""
    is_gone: bool = False


@dataclass(frozen=True)
class Clash:
    """A conflict: what the draft began with, what is listed now, what is proposed; and the side that was chosen."""

    path: str
    labels: Sequence[Label]
    title: str
    lang: str
    sides: Sequence[Side]
    choice: str


@dataclass(frozen=True)
class Unchanged:
    """The answers of the entry that stay as they are, part by part; those of an item under its title."""

    count: int = 0
    groups: Sequence["UnchangedGroup"] = field(default_factory=list)


@dataclass(frozen=True)
class UnchangedGroup:
    """What stays in one part. A box with `what` is an item of which nothing changed; `is_whole`: so is the part. Each
    of those has a place for a comment here, since it has none elsewhere.
    """

    part: str
    title: Label
    answers: Sequence[Answer]
    boxes: Sequence[Box]
    choices: Sequence[tuple[str, Label]]
    is_whole: bool

    @property
    def section_choices(self) -> Sequence[tuple[str, Label]]:
        return self.choices if self.part in SECTIONS else ()


def choices_of(part: str) -> list[tuple[str, Label]]:
    return [(one.name, label_of(part, one.name)) for one in SECTIONS.get(part) or COLLECTIONS[part]]


class Differences:
    """The rows of one review, made from what `registry.queries.review` has read; asks the database nothing."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.is_new = not review.before["names"]

    @cached_property
    def groups(self) -> list[Group]:
        """The parts in which something changed."""
        by_part: dict[str, list[Change]] = {}
        for change in self.review.changes:
            by_part.setdefault(change.part, []).append(change)
        made = []
        for part in ORDER:
            if changes := by_part.get(part):
                rows = [self._row(change) for change in changes] if part in SECTIONS else []
                boxes = list(self._boxes(part, changes)) if part in COLLECTIONS else []
                made.append(Group(part, _title(part), choices_of(part), rows, boxes))
        return made

    @cached_property
    def nothing_to_state(self) -> list[tuple[str, Label]]:
        """The parts of which a new entry says that there is nothing to state, each with its title."""
        stated = self.review.submission.nothing_to_state if self.is_new and self.review.shows_document else ()
        return [(part, _title(part)) for part in ORDER if part in stated and not present(self.review.after, part)]

    @cached_property
    def clashes(self) -> list[Clash]:
        return [self._clash(conflict) for conflict in self.review.conflicts]

    @cached_property
    def places(self) -> set[str]:
        """The paths that have a place of their own on the page, where a comment can stand."""
        boxes = [box for group in self.groups for box in group.boxes]
        rows = [row for group in self.groups for row in group.rows] + [row for box in boxes for row in box.rows]
        parts = {group.part for group in self.groups} | {part for part, _label in self.nothing_to_state}
        return parts | {b.path for b in boxes} | {r.path for r in rows} | {c.path for c in self.clashes}

    def problems(self) -> list[dict[str, Any]]:
        """What keeps the entry from being listed: the place in words, the sentence, whether to comment on it there."""
        seen: set[str] = set()
        made = []
        for one in self.review.problems:
            made.append(
                {
                    "path": one.path,
                    "labels": place(one.path),
                    "sentence": one.sentence,
                    "has_box": one.path not in self.places | seen,
                    **self._named(one.path),
                }
            )
            seen.add(one.path)
        return made

    @cached_property
    def unchanged(self) -> Unchanged:
        """What stays as it is, of a submission that changes something that is there; nothing of one that is all new."""
        if self.is_new or not self.review.shows_document:
            return Unchanged()
        groups = [group for part in ORDER if (group := self._unchanged_group(part))]
        count = sum(len(group.answers) + sum(len(box.answers) for box in group.boxes) for group in groups)
        return Unchanged(count, groups)

    @cached_property
    def folded_places(self) -> set[str]:
        """The paths whose place for a comment is among what stays as it is."""
        groups = self.unchanged.groups
        return {group.part for group in groups if group.is_whole} | {
            box.path for group in groups for box in group.boxes if box.what
        }

    # -- Fields -------------------------------------------------------------------------------------------------------

    def _row(self, change: Change) -> Row:
        one = field_of(change.part, change.field)
        item = self._item(self.review.after, change) or self._item(self.review.before, change) or {}
        row = Row(  # a contact says line by line what of it is not public
            path=change.path,
            label=str(label_of(change.part, change.field)),
            is_sensitive=one.sensitive,
            is_private=bool(item) and change.part != "contacts" and is_private(one, item),
            lang=language_of(change.part, change.field, item),
        )
        if one.kind is Kind.REFERENCE:
            before, after = self._referred(change.before), self._referred(change.after)
            return replace(row, before=before, after=after, file=self._file(change.after))
        old, new = (readable(change.part, change.field, value) for value in (change.before, change.after))
        if one.kind is Kind.CODES:
            return replace(row, parts=_parted(old, new))
        before, after = "".join(old), "".join(new)
        runs = changed_words(before, after) if one.kind is Kind.TEXT else []
        return replace(row, before=before, after=after, parts=[Part(run.kind, run.text) for run in runs])

    def _item(self, document: Document, change: Change) -> Item:
        part: Item = document[change.part]
        return part.get(change.item, {}) if change.item else part

    def _referred(self, value: Any) -> str:
        """In words, what a reference points at: a contact's columns, a told mandate, the kind of a file."""
        if not value:
            return ""
        row = self.review.contacts.get(value)
        attachment = self.review.attachments.get(value)
        words = _lines(row) if row else ""
        if attachment:
            words = attachment.told or str(attachment.get_kind_display())
        return words or str(_("Erased"))

    def _file(self, value: Any) -> str:
        attachment = self.review.attachments.get(value or "")
        return str(attachment.pk) if attachment and attachment.file else ""

    # -- Items --------------------------------------------------------------------------------------------------------

    def _boxes(self, part: str, changes: Sequence[Change]) -> Iterator[Box]:
        by_item: dict[str, list[Change]] = {}
        for change in changes:
            by_item.setdefault(change.item, []).append(change)
        for id_, of_item in by_item.items():
            whole = of_item[0] if not of_item[0].field else None
            if whole:
                item = whole.after if whole.what is What.ADDED else whole.before
                yield self._box(part, id_, item, whole.what)
            else:
                item = self.review.after[part][id_]
                rows = [self._row(change) for change in of_item]
                yield self._box(part, id_, item, What.CHANGED, rows=rows)

    def _box(self, part: str, id_: str, item: Item, what: What, rows: Sequence[Row] = ()) -> Box:
        path = f"{part}.{id_}"
        title, lang = title_of(part, item)
        return Box(
            path=path,
            what=what.value,
            status="" if self.is_new else STATUS[what],
            title=title,
            lang=lang,
            colour=COLOURS.get(part, ""),
            rows=rows,
            answers=[] if rows else self._answers(part, item, path),
        )

    def _answers(self, part: str, item: Item, path: str) -> list[Answer]:
        """The answers of a section or item; a told mandate in its words, since it is no file."""
        contact = self.review.contacts.get(item.get("contact") or "")
        made = answers(part, item, path=path, contact=contact)
        return [self._told(answer) for answer in made]

    def _told(self, answer: Answer) -> Answer:
        if not answer.file or self._file(answer.file):
            return answer
        return answer._replace(lines=[self._referred(answer.file)], is_own_words=True, file="")

    def _named(self, path: str) -> dict[str, str]:
        """The title and language of the item that a path names, if it names one."""
        part, *below = path.split(".")
        if part in SECTIONS or not below:
            return {"title": "", "lang": ""}
        documents = (self.review.after, self.review.before, self.review.submission.document)
        found = [present(document, part)[below[0]] for document in documents if below[0] in present(document, part)]
        title, lang = title_of(part, found[0]) if found else ("", "")
        return {"title": title, "lang": lang}

    # -- Conflicts ----------------------------------------------------------------------------------------------------

    def _clash(self, conflict: Conflict) -> Clash:
        sides = (
            (_("When the draft was begun"), conflict.base),
            (_("Listed now"), conflict.live),
            (_("Proposed"), conflict.proposed),
        )
        return Clash(
            path=conflict.path,
            labels=place(conflict.path),
            sides=[self._side(label, conflict.path, value) for label, value in sides],
            choice=self.review.settlements.get(conflict.path, ""),
            **self._named(conflict.path),
        )

    def _side(self, label: Label, path: str, value: Any) -> Side:
        part, *below = path.split(".")
        if part in SECTIONS or len(below) > 1:
            return Side(label, self._value(path, part, below[-1], value))
        if value is None:
            return Side(label, is_gone=True)
        title, lang = title_of(part, value)
        return Side(label, self._answers(part, value, path), title, lang)

    def _value(self, path: str, part: str, name: str, value: Any) -> list[Answer]:
        """A single value as an answer, without a label; nothing when it says nothing."""
        if field_of(part, name).kind is Kind.REFERENCE:
            words, file = [self._referred(value)] if value else [], self._file(value)
        else:
            words, file = readable(part, name, value), ""
        item = self._item(self.review.after, Change(path, What.CHANGED, None, value))
        return [Answer(path, "", words, language_of(part, name, item) if item else "", file=file)] if words else []

    # -- What stays ---------------------------------------------------------------------------------------------------

    def _unchanged_group(self, part: str) -> UnchangedGroup | None:
        changed = {change.path for change in self.review.changes}
        taken = self.places | {problem.path for problem in self.review.problems}
        after, kept, boxes = self.review.after, [], []
        if part in SECTIONS:
            kept = _kept(self._answers(part, after[part], part), changed)
        else:
            for id_, item in present(after, part).items():
                path = f"{part}.{id_}"
                of_item = _kept(self._answers(part, item, path), changed) if path not in changed else []
                if of_item:
                    title, lang = title_of(part, item)
                    what = "" if path in taken else "same"
                    boxes.append(Box(path, what, "", title, lang, "", answers=of_item))
        if not kept and not boxes:
            return None
        return UnchangedGroup(part, _title(part), kept, boxes, choices_of(part), is_whole=part not in taken)


def place(path: str) -> list[Label]:
    """What a reviewer calls a place, from the part to the field."""
    part = path.partition(".")[0]
    return [TITLES.get(part, labels(path)[0]), *labels(path)[1:]]


def _title(part: str) -> Label:
    if part in SECTIONS:
        return TITLES[part]
    return COLLECTIONS[part].title


def _kept(found: Iterable[Answer], changed: set[str]) -> list[Answer]:
    """The answers whose field did not change; name, email and telephone stand in one field of a contact."""
    return [answer for answer in found if _field_path(answer.path) not in changed]


def _field_path(path: str) -> str:
    part, name = path.split(".")[0], path.rpartition(".")[2]
    in_row = part == "contacts" and name in CONTACT_COLUMNS
    return f"{path.rpartition('.')[0]}.contact" if in_row else path


def _parted(before: list[str], after: list[str]) -> list[Part]:
    """Two lists of names as one line, with marks between them."""
    parts: list[Part] = []
    for run in changed_codes(before, after):
        parts += [BETWEEN, Part(run.kind, run.text)] if parts else [Part(run.kind, run.text)]
    return parts


def _lines(row: Contact) -> str:
    return "\n".join(filter(None, (row.name, row.email, row.phone)))
