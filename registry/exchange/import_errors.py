"""The rows of a table that have errors, as a file with its own columns that can be mended and sent again.

A last column says what is wrong. It is no field, so nobody has to take it out again. What stood right of the table
stands right of that column: nothing is lost, and until it is mended the row is wrong again.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from registry.exchange.files import harmless
from registry.exchange.lines import MOST_COLUMNS
from registry.exchange.xlsx import Sheet, workbook
from registry.models import Import, ImportRow
from registry.states import RowOutcome

TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
AT_ONCE = 500
WIDTH = 24


def as_csv(table: Import) -> Iterator[bytes]:
    """In UTF-8 with the mark by which Excel knows it; an apostrophe stands before what would be a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    written.write("\ufeff")
    for line in _lines(table):
        writer.writerow([harmless(cell) for cell in line])
        yield written.getvalue().encode()
        written.seek(0)
        written.truncate()


def as_xlsx(table: Import, right_to_left: bool) -> Iterator[bytes]:
    """As a workbook, in which every cell is text."""
    sheet = Sheet(_("Errors"), _lines(table), [WIDTH] * (MOST_COLUMNS + 1))
    return workbook([sheet], right_to_left=right_to_left)


def _lines(table: Import) -> Iterator[Sequence[str]]:
    width = len(table.headers)
    yield [*table.headers, _("What to mend")]
    rows = table.rows.filter(outcome=RowOutcome.ERROR).order_by("number")
    for row in rows.iterator(AT_ONCE):
        yield [*[*row.cells, *[""] * width][:width], "\n".join(_said(table, row)), *row.cells[width:]]


def _said(table: Import, row: ImportRow) -> Iterator[str]:
    for fault in row.faults:
        column = fault["column"]
        header = table.headers[column] if 0 <= column < len(table.headers) else ""
        yield f"{header}: {fault['sentence']}" if header else fault["sentence"]
