"""What becomes of each row of a table: the dry run of an import, some hundred rows at a time.

A row is found by its public id, else by an identifier that only one organization can have; else it is new, or may be
somebody who is here already, or stands twice in the file. Nothing is written here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from registry.actions.import_rows import claims_of, holders
from registry.entry.document import Document, read_all, without_tombstones
from registry.exchange import entries, tables
from registry.exchange.cells import cut, unguarded
from registry.exchange.import_twins import NAME, Before, Twin, keys_of, to_hold
from registry.likeness import told
from registry.models import Import, ImportRow, Organization
from registry.queries.duplicates import profile_of
from registry.queries.likely import Likely, many
from registry.states import OrganizationState, RowOutcome

ID = "id"
WHOLE = -1  # in place of a column, for what is said of a whole row
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


def _once(found: Sequence[Said]) -> list[Said]:
    """Each of them once: two validators of a cell may say the same."""
    return [one for number, one in enumerate(found) if one not in found[:number]]


class Judge:
    """Judges the rows of one table, in the order of the file; a fixed number of queries for any number of rows.

    `before` knows the rows before them, and learns of these.
    """

    def __init__(self, table: Import, before: Before) -> None:
        self.table = table
        self.before = before
        self.columns: list[str] = table.columns
        self.documents: dict[int, Document] = {}
        self.emails: dict[int, str] = {}

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
                place = self.columns.index(ID)
                wrong = verdict(row.cells, self.columns, None, None).faults
                row.faults = [said(words % {"id": cut(unguarded(row.cells[place]))}, place)]
                # What else is wrong in a cell; what a new entry would lack is not missing here.
                row.faults += [
                    one for one in wrong if one["column"] not in (WHOLE, place) and row.cells[one["column"]].strip()
                ]
            else:
                live = lives[organization.pk] if organization else None
                one = verdict(row.cells, self.columns, organization, live) if organization else fresh[row.number]
                self.documents[row.number] = one.document
                self.emails[row.number] = one.contact.get("email", "")
                row.faults, notes = one.faults, one.notes
                row.outcome = RowOutcome.SAME if one.is_same else RowOutcome.UPDATE if live else RowOutcome.NEW
            row.faults = _once([*self._read(of_file.faults), *row.faults])
            if row.faults:
                row.outcome = RowOutcome.ERROR
            else:
                row.faults = [*self._read(of_file.notes), *notes]
        self._compare_entries([row for row in judged if row.outcome in OF_ENTRIES])
        self._compare_new([row for row in judged if row.outcome == RowOutcome.NEW])
        return judged

    def _read(self, told: Iterable[tables.Fault]) -> Iterator[Said]:
        """What is told of the row, and of the cells that are read: a column that was left out has no errors."""
        for one in told:
            if one.of_row or self.columns[one.column]:
                yield said(one.sentence, one.column)

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
        self.before.follow(self.table)
        found = many(profiles)
        for row in judged:
            keys = keys_of(row, profiles[row.number], self.emails[row.number])
            held = self.before.holders(keys)
            if keys[0] in held:
                row.outcome = RowOutcome.SAME
                words = _("Repeats row %(number)d: it is brought in once.")
                row.faults = [said(words % {"number": held[keys[0]].number})]
            else:
                _mark(row, self.before.twin(profiles[row.number], held), found[row.number])
                row.keys = to_hold(keys, held)
                self.before.add(row.number, row.keys, self._name(row))

    def _name(self, row: ImportRow) -> str:
        return row.cells[self.columns.index(NAME)] if NAME in self.columns else ""


def _mark(row: ImportRow, twin: Twin | None, likely: Sequence[Likely]) -> None:
    """Note who a row may be, why, and how alike they are."""
    row.likely = [one.organization_id for one in likely]
    if not twin and not likely:
        return
    row.outcome, row.kept = RowOutcome.LIKELY, False
    if twin:
        words = _("Row %(number)d of this table may be the same organization.") % {"number": twin.number}
        row.faults = [*row.faults, said(words), *map(said, told(twin.reasons, twin.share))]
    for one in likely:
        row.faults += [{**said(sentence), "of": str(one.organization_id)} for sentence in told(one.reasons, one.share)]
