"""All listed entries as one table with the columns of imports, for curators: to be mended and brought in again.

Read some hundred entries at a time and written as they are read. It holds what only the secretariat may see; contacts
are in no export.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeAlias

from django.utils.translation import gettext as _

from registry.entry.document import read_all
from registry.exchange import files, xlsx
from registry.exchange.columns import COLUMNS
from registry.exchange.entries import write
from registry.models import Organization
from registry.queries import as_of

Row: TypeAlias = dict[str, str]
AT_ONCE = 200  # entries
WIDTH = 20  # characters


def as_csv(table: Iterable[Row] | None = None) -> Iterator[bytes]:
    """The rows that are given, else those of all listed entries."""
    found = rows() if table is None else table
    return files.csv_of(chain([[*COLUMNS]], (list(row.values()) for row in found)))


def as_xlsx(table: Iterable[Row] | None = None, *, right_to_left: bool) -> Iterator[bytes]:
    """A workbook of one sheet. Where a cell of Excel cannot hold what is said of a collection, nothing is said of it:
    an empty cell changes nothing when it comes back, and half a one would.
    """
    heads: Sequence[xlsx.Cell] = [*COLUMNS]
    cells = (list(_fitting(row).values()) for row in (rows() if table is None else table))
    sheet = xlsx.Sheet(_("Entries"), chain([heads], cells), [WIDTH] * len(COLUMNS))
    return xlsx.workbook([sheet], right_to_left=right_to_left)


def rows() -> Iterator[Row]:
    """The row of each listed entry, in the order of their public ids."""
    last = ""
    while found := list(Organization.objects.listed().filter(public_id__gt=last).order_by("public_id")[:AT_ONCE]):
        documents = read_all(found)
        for organization in found:
            yield write(documents[organization.pk], organization.public_id_id)
        last = found[-1].public_id_id


def rows_as_of(before: datetime.datetime) -> Iterator[Row]:
    """The row of each entry that was listed right before a moment, as it was then."""
    for public_id, document in as_of.entries(before):
        yield write(document, public_id)


def _fitting(row: Row) -> Row:
    too_long = {COLUMNS[key].part for key, cell in row.items() if xlsx.cut(cell) != cell}
    return {key: "" if COLUMNS[key].part in too_long else cell for key, cell in row.items()}
