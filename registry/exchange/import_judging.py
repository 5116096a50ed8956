"""What becomes of each row of a table: the dry run of an import, some hundred rows at a time.

A row is found by its public id, else by an identifier that only one organization can have; else it is new, or may be
somebody who is here already, or stands twice in the file. Nothing is written here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from registry.actions.import_rows import claims_of, holders
from registry.entry.document import Document, read_all, without_tombstones
from registry.exchange import entries, tables
from registry.likeness import Profile, Reason, told
from registry.models import Import, ImportRow, Organization
from registry.queries.duplicates import profile_of
from registry.queries.imports import held_before
from registry.queries.likely import Likely, many
from registry.states import OrganizationState, RowOutcome

ID = "id"
WHOLE = -1  # in place of a column, for what is said of a whole row
NAMES = ("=", "~")  # before what stands for a whole name among its keys (registry.likeness)
# What a key that two rows of a file have in common says of them.
WHY = {"#": Reason.IDENTIFIER, "=": Reason.NAME, "~": Reason.WORDS}
WHOLE_ROW = "!"  # before what stands for all cells of a row
OF_ENTRIES = (RowOutcome.UPDATE, RowOutcome.SAME)

Said = dict[str, Any]  # {"column", "sentence"}, and "of" where it is about one of those who the row may be


def said(sentence: object, column: int = WHOLE) -> Said:
    return {"column": column, "sentence": str(sentence)}


@dataclass(frozen=True)
class Verdict:
    """What one row is by itself: the entry that it makes, with a contact that is still to be written; what keeps that
    from being listed, what is only to be looked at, and whether it changes nothing.
    """

    document: Document
    contact: Mapping[str, str]
    faults: list[Said]
    notes: list[Said]
    is_same: bool


def verdict(
    cells: Sequence[str], columns: Sequence[str], organization: Organization | None, live: Document | None
) -> Verdict:
    """What a row is for `organization`, of which `live` is listed; for nobody, what it is as a new entry."""
    read = entries.read(cells, columns, live)
    faults = [said(fault.sentence, fault.column) for fault in read.faults]
    if organization is not None and organization.state != OrganizationState.LISTED:
        faults.append(said(_("The entry with this id is not listed now. Leave this row out."), _at_id(columns)))
    same = live is not None and not read.contact and without_tombstones(read.document) == without_tombstones(live)
    notes = [said(warning.sentence, warning.column) for warning in read.warnings]
    return Verdict(read.document, read.contact, faults, notes, same)


def _at_id(columns: Sequence[str]) -> int:
    return columns.index(ID) if ID in columns else WHOLE


class Judge:
    """Judges the rows of one table, in the order of the file; a fixed number of queries for any number of rows."""

    def __init__(self, table: Import) -> None:
        self.table = table
        self.columns: list[str] = table.columns
        self.documents: dict[int, Document] = {}

    def rows(self, batch: Sequence[tables.Row]) -> list[ImportRow]:
        """The rows of the file, each with its outcome and not yet saved."""
        judged = [ImportRow(table=self.table, number=row.number, cells=row.cells) for row in batch]
        ids = {row.number: entries.id_of(row.cells, self.columns) for row in judged}
        fresh = {row.number: verdict(row.cells, self.columns, None, None) for row in judged if not ids[row.number]}
        self._find(judged, ids, fresh)
        lives = read_all([row.organization for row in judged if row.organization])
        for row, of_file in zip(judged, batch, strict=True):
            organization, notes = row.organization, []
            if organization is None and ids[row.number]:
                words = _("No entry has the id “%(id)s”. Correct it, or clear the cell to bring in a new entry.")
                row.faults = [said(words % {"id": ids[row.number]}, _at_id(self.columns))]
            else:
                live = lives[organization.pk] if organization else None
                one = verdict(row.cells, self.columns, organization, live) if organization else fresh[row.number]
                self.documents[row.number] = one.document
                row.faults, notes = one.faults, one.notes
                row.outcome = RowOutcome.SAME if one.is_same else RowOutcome.UPDATE if live else RowOutcome.NEW
            row.faults = [*(said(fault.sentence, fault.column) for fault in of_file.faults), *row.faults]
            if row.faults:
                row.outcome = RowOutcome.ERROR
            else:
                row.faults = [*(said(note.sentence, note.column) for note in of_file.notes), *notes]
        self._compare_entries([row for row in judged if row.outcome in OF_ENTRIES])
        self._compare_new([row for row in judged if row.outcome == RowOutcome.NEW])
        return judged

    def _find(self, judged: Sequence[ImportRow], ids: Mapping[int, str], fresh: Mapping[int, Verdict]) -> None:
        """Set the organization of each row that names one, by its public id or by an identifier."""
        by_id = {one.public_id_id: one for one in Organization.objects.filter(public_id__in=set(ids.values()) - {""})}
        claims = {number: claims_of(one.document) for number, one in fresh.items()}
        held = holders([claim for several in claims.values() for claim in several])
        of = {number: next((held[one] for one in several if one in held), None) for number, several in claims.items()}
        by_identifier = Organization.objects.in_bulk({pk for pk in of.values() if pk}) if held else {}
        for row in judged:
            pk = of.get(row.number)
            row.organization = by_id.get(ids[row.number]) or (by_identifier.get(pk) if pk else None)

    # -- Rows that say the same ---------------------------------------------------------------------------------------

    def _compare_entries(self, judged: Sequence[ImportRow]) -> None:
        """Of two rows about one entry only the first counts."""
        ids = [row.organization_id for row in judged]
        known = self.table.rows.filter(organization__in=ids, outcome__in=OF_ENTRIES).order_by("-number")
        first: dict[UUID, int] = dict(known.values_list("organization_id", "number"))
        for row in judged:
            number = first.setdefault(row.organization_id, row.number)  # type: ignore[arg-type]  # has one
            if number != row.number:
                row.outcome = RowOutcome.ERROR
                row.faults = [said(_("Row %(number)d is about the same entry. Keep one of them.") % {"number": number})]

    def _compare_new(self, judged: Sequence[ImportRow]) -> None:
        """Find who of the new ones stands in the file before, or may be somebody who is here."""
        profiles = {row.number: profile_of(self.documents[row.number]) for row in judged}
        keys = {row.number: _keys_in_file(row, profiles[row.number]) for row in judged}
        holders_of = held_before(self.table, set().union(*keys.values()))
        found = many(profiles)
        for row in judged:
            self._mark(row, {key: holders_of[key] for key in keys[row.number] if key in holders_of}, found[row.number])
            row.keys = [key for key in keys[row.number] if key not in holders_of]  # the first row alone holds a key
            holders_of |= dict.fromkeys(row.keys, row.number)

    def _mark(self, row: ImportRow, held: Mapping[str, int], likely: Sequence[Likely]) -> None:
        again = next((number for key, number in held.items() if key.startswith(WHOLE_ROW)), None)
        if again is not None:
            row.outcome = RowOutcome.SAME
            row.faults = [said(_("Repeats row %(number)d: it is brought in once.") % {"number": again})]
            return
        row.likely = [one.organization_id for one in likely]
        if not held and not likely:
            return
        row.outcome, row.kept = RowOutcome.LIKELY, False
        if held:
            words = _("Row %(number)d may be the same organization.") % {"number": min(held.values())}
            row.faults = [*row.faults, said(words), *_why({WHY[key[0]] for key in held})[:1]]
        if likely:
            row.faults = [*row.faults, *(one for each in likely for one in _of(each))]


def _of(one: Likely) -> list[Said]:
    """Why a row may be somebody who is here, and how alike they are."""
    return [{**said(sentence), "of": str(one.organization_id)} for sentence in told(one.reasons, one.share)]


def _why(reasons: Collection[Reason]) -> list[Said]:
    """The reasons in words, the strongest first."""
    return [said(reason.label) for reason in Reason if reason in reasons]


def _keys_in_file(row: ImportRow, profile: Profile) -> list[str]:
    """By what a row finds another one of its file: all its cells, its identifiers, its names in its country."""
    cells = blake2b("\x00".join(row.cells).encode(), digest_size=16).hexdigest()
    names = [f"{key}/{profile.country}" for key in profile.keys if key.startswith(NAMES)]
    return sorted([f"{WHOLE_ROW}{cells}", *names, *(f"#{one}" for one in profile.identifiers)])
