"""What rows of a table would change in the entries that they are about, against what is listed now."""

from collections.abc import Sequence

from registry.entry.difference import Change, difference
from registry.entry.document import read_all
from registry.exchange import entries
from registry.exchange.import_judging import verdict
from registry.ids import uuid7
from registry.models import Import, ImportRow


def changes(table: Import, rows: Sequence[ImportRow]) -> dict[int, list[Change]]:
    """What each of these rows that is about an entry, and is still to be brought in, changes in it, by its number. As
    many queries as reading one entry costs, and none where no row is about any.
    """
    found = {}
    told = [(row, row.organization) for row in rows if row.organization and row.handled_at is None]
    lives = read_all([organization for _row, organization in told])
    for row, organization in told:
        live = lives[organization.pk]
        one = verdict(row.cells, table.columns, organization, live)
        document = entries.with_contact(one.document, uuid7(), one.contact) if one.contact else one.document
        found[row.number] = [] if one.faults else difference(live, document)
    return found
