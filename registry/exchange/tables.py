"""Tables that people send: CSV and XLSX, looked at first and then read row by row, in memory that does not grow.

`look` finds out how a file is to be read and shows a few rows; `rows` reads it as was agreed. What is wrong with a file
is a `NotReadable`, what is wrong with a row are its faults, and nothing else comes out of any bytes. A formula is never
worked out and no address is ever opened. What the cells mean is not known here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.errors import NotReadable
from registry.exchange import delimited, workbooks
from registry.exchange.cell_texts import cleaned, is_clean, noted
from registry.exchange.delimited import DELIMITERS, ENCODINGS
from registry.exchange.faults import Fault
from registry.exchange.headings import heading_of
from registry.exchange.lines import MOST_COLUMNS, Line
from registry.exchange.xlsx import column_letters
from registry.text import clean_line

__all__ = ["DELIMITERS", "ENCODINGS", "NO_HEADER", "Fault", "NotReadable", "Reading", "Row", "Sheet", "look", "rows"]

NO_HEADER = -1  # asked for as `Reading.header`: the first line is a row already
SAMPLE = 8  # rows
LONGEST_HEADER = 200
_HEAD = 50  # lines by which a table is known


@dataclass(frozen=True)
class Reading:
    """How a file is read. In what is asked, "" and 0 mean "find it out". `header` is the number of the line that names
    the columns; in an answer 0 means that none was found, and that every line is a row.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: int = 0


@dataclass(frozen=True)
class Sheet:
    """What a file looks like: `kind` is "csv" or "xlsx", `sheets` are the visible ones, `hidden` those that are read
    only when they are asked for. `headers` is as long as each row of `sample`; "" is a column without a name.
    `warnings` are sentences to be read before going on.
    """

    kind: str
    reading: Reading
    sheets: list[str]
    headers: list[str]
    sample: list[list[str]]
    warnings: list[str]
    hidden: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """A row, under its number in the file: of a CSV file the line on which it begins. `cells` can be stored and shown:
    they hold no controls, no orders of direction, nothing but whole letters; there are more of them than columns only
    in a row that has this as a fault. A cell with a fault is not to be used.
    `notes` are what a person should look at, though it may be right.
    """

    number: int
    cells: list[str]
    faults: list[Fault]
    notes: list[Fault] = field(default_factory=list)


# -- What is asked ----------------------------------------------------------------------------------------------------


def look(path: Path, asked: Reading | None = None) -> Sheet:
    """How a file is to be read, and its first rows. What is not asked for is found out. Raises `NotReadable`."""
    asked = asked or Reading()
    if _kind(path) == "xlsx":
        return _look_at_workbook(path, asked)
    return _look_at_text(path, asked)


def rows(path: Path, reading: Reading) -> Iterator[Row]:
    """The rows below the header, in order, one at a time; lines that hold nothing are passed over. Raises
    `NotReadable`, also after some rows were given.
    """
    with _lines(path, reading) as lines:
        head = list(islice(lines, _HEAD))
        headers = _headers(head, reading.header, lines)
        for count, row in enumerate(_rows(chain(head, lines), reading.header, len(headers))):
            if count == settings.IMPORT_ROWS:
                raise NotReadable(
                    ngettext(
                        "The table has more than %(most)s row. Split it, and send the parts one after the other.",
                        "The table has more than %(most)s rows. Split it, and send the parts one after the other.",
                        settings.IMPORT_ROWS,
                    )
                    % {"most": settings.IMPORT_ROWS}
                )
            yield row


# -- Files ------------------------------------------------------------------------------------------------------------

# What files of other kinds begin with.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old"),
    *(
        (mark, "other")
        for mark in (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf")
    ),
    *((mark, "other") for mark in (b"Rar!", b"BZh", b"\xfd7zXZ", b"SQLite format 3", b"PAR1", b"\x7fELF", b"MZ\x90")),
)
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|meta|\?xml|\w+:?Workbook)\b", re.IGNORECASE
)
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[\[{])')


def _kind(path: Path) -> str:
    """ "csv" or "xlsx", told by the bytes alone."""
    size = path.stat().st_size
    if size == 0:
        raise NotReadable(_("The file is empty. Look at it in a spreadsheet program, save it, and send it again."))
    if size > settings.IMPORT_BYTES:
        raise NotReadable(
            _("The file has %(size)s, and %(most)s is the most that is read. Split the table, and send the parts.")
            % {"size": filesizeformat(size), "most": filesizeformat(settings.IMPORT_BYTES)}
        )
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    for mark, kind in _OTHERS:
        if head.startswith(mark):
            raise _old_workbook() if kind == "old" else _another_kind()
    if _MARKUP.match(head) or _JSON.match(head):
        raise _another_kind()
    return "csv"


def _old_workbook() -> NotReadable:
    return NotReadable(
        _(
            "This is an Excel file of the old kind (XLS), or it is locked by a password. Open it, save it as XLSX "
            "without a password, and send that."
        )
    )


def _another_kind() -> NotReadable:
    return NotReadable(
        _(
            "This is not a table, whatever its name says. Open it in a spreadsheet program, save it as XLSX or as CSV "
            "(UTF-8), and send that."
        )
    )


@contextmanager
def _lines(path: Path, reading: Reading) -> Iterator[Iterator[Line]]:
    if _kind(path) == "xlsx":
        with workbooks.opened(path) as workbook:
            yield workbook.lines(_sheet(workbook, reading.sheet))
    else:
        _check_known(reading)
        yield delimited.lines(path, reading.encoding, reading.delimiter)


def _check_known(reading: Reading) -> None:
    if reading.encoding not in ENCODINGS or reading.delimiter not in DELIMITERS:
        raise NotReadable(_("Choose one of the encodings and one of the delimiters that the page offers."))


def _sheet(workbook: workbooks.Workbook, title: str) -> workbooks.Sheet:
    for sheet in workbook.sheets:
        if sheet.title == title:
            return sheet
    raise NotReadable(
        _("The workbook has no sheet “%(sheet)s”. Choose one of those that it has.") % {"sheet": clean_line(title)}
    )


# -- Looking ----------------------------------------------------------------------------------------------------------


def _look_at_text(path: Path, asked: Reading) -> Sheet:
    _check_known(replace(asked, encoding=asked.encoding or "utf-8", delimiter=asked.delimiter or ","))
    warnings = []
    encoding, guessed = (asked.encoding, False) if asked.encoding else delimited.encoding_of(path)
    if guessed:
        warnings.append(
            _(
                "The file does not say how its letters are stored; “%(encoding)s” is a guess. Look at the rows below: "
                "where letters are wrong, choose another encoding."
            )
            % {"encoding": ENCODINGS[encoding]}
        )
    delimiter = asked.delimiter or delimited.delimiter_of(path, encoding)
    reading = replace(asked, encoding=encoding, delimiter=delimiter, sheet="")
    with _lines(path, reading) as lines:
        return _seen("csv", reading, lines, warnings)


def _look_at_workbook(path: Path, asked: Reading) -> Sheet:
    with workbooks.opened(path) as workbook:
        visible = [sheet.title for sheet in workbook.sheets if not sheet.hidden]
        hidden = [sheet.title for sheet in workbook.sheets if sheet.hidden]
        sheet = _sheet(workbook, asked.sheet) if asked.sheet else _first_filled(workbook)
        reading = replace(asked, encoding="", delimiter="", sheet=sheet.title)
        warnings = list(_told_oddities(workbook.oddities(sheet)))
        seen = _seen("xlsx", reading, workbook.lines(sheet), warnings)
        return replace(seen, sheets=visible, hidden=hidden)


def _first_filled(workbook: workbooks.Workbook) -> workbooks.Sheet:
    for sheet in workbook.sheets:
        if not sheet.hidden and next(workbook.lines(sheet), None):
            return sheet
    raise NotReadable(
        _("No sheet of this workbook that can be seen holds anything. Fill one, or show the sheet that you mean.")
    )


def _told_oddities(odd: workbooks.Oddities) -> Iterator[str]:
    if odd.hidden_columns:
        yield _("These columns are hidden in the file, and are read all the same: %(columns)s.") % {
            "columns": ", ".join(odd.hidden_columns)
        }
    if odd.hidden_rows:
        yield _("Some rows are hidden in the file, perhaps by a filter. They are read all the same.")
    if odd.merged:
        yield _(
            "The sheet has merged cells. Only the first cell of each holds its text, and the others are empty: undo "
            "the merging where that is not meant."
        )


def _seen(kind: str, reading: Reading, lines: Iterator[Line], warnings: list[str]) -> Sheet:
    head = list(islice(lines, _HEAD))
    if not head:
        raise NotReadable(_("There is nothing in this table. Look at it in a spreadsheet program, and send it again."))
    if reading.header == NO_HEADER:
        reading = replace(reading, header=0)
    elif reading.header == 0:
        reading = replace(reading, header=heading_of(head))
        if reading.header == 0:
            warnings.append(
                _(
                    "No line names the columns, so the first line counts as a row. Choose for each column what it "
                    "holds, or say which line names them."
                )
            )
    headers = _headers(head, reading.header, lines)
    named = [header for header in headers if header]
    if any(line.beyond for line in head if line.number == reading.header):
        warnings.append(
            _(
                "The table has more than %(most)s columns, and those right of them are not read. Delete columns that "
                "are not needed, and send the file again."
            )
            % {"most": MOST_COLUMNS}
        )
    twice = sorted({header for header in named if named.count(header) > 1})
    if twice:
        warnings.append(_("More than one column has this name: %(names)s.") % {"names": ", ".join(twice)})
    first = islice(_rows(chain(head, lines), reading.header, len(headers)), SAMPLE)
    return Sheet(kind, reading, [], headers, [row.cells[: len(headers)] for row in first], warnings)


def _headers(head: list[Line], number: int, rest: Iterator[Line]) -> list[str]:
    """The names of the columns, as many as the table has. Reads on to the line that has them, if need be: `head` then
    holds it and all before it.
    """
    while number > 0 and head and head[-1].number < number and (line := next(rest, None)):
        head.append(line)
    named = next((line for line in head if line.number == number), None)
    if number > 0 and named is None:
        raise NotReadable(
            _("Line %(number)s of the table holds nothing. Choose the line that names the columns.")
            % {"number": number}
        )
    texts = [clean_line(text)[:LONGEST_HEADER] for text in named.cells[: named.width]] if named else []
    width = max(1, len(texts), _width([line for line in head if line.number > number], has_names=bool(texts)))
    return texts + [""] * (width - len(texts))


def _width(lines: Sequence[Line], *, has_names: bool) -> int:
    """How many columns a table has by its rows: what stands right of it in one row of many is no column. Where columns
    have names, one without is believed when most rows have it: else it is the end of a text that was torn by its comma.
    """
    widths = sorted((line.width for line in lines), reverse=True)
    most, some = len(widths) // 2 + 1, len(widths) // 10
    enough = max(2, most if has_names else some) if has_names or len(widths) > 2 else 1
    return widths[enough - 1] if enough <= len(widths) else 0


# -- Rows -------------------------------------------------------------------------------------------------------------


def _rows(lines: Iterable[Line], header: int, width: int) -> Iterator[Row]:
    """The rows below the header; what holds nothing but what cannot be seen is none."""
    for line in lines:
        if line.number > header:
            row = _row(line, width)
            if row.faults or any(row.cells):
                yield row


def _row(line: Line, width: int) -> Row:
    """A line as a row of `width` cells; of more only where it has too many, which is a fault."""
    cells, faults = line.cells[: max(width, line.width)], list(line.faults)
    notes: list[Fault] = []
    cells += [""] * (width - len(cells))
    for column, text in enumerate(cells):
        if not text or is_clean(text):
            continue
        cells[column], sentence = cleaned(text)
        if sentence:
            faults.append(Fault(column, sentence))
        elif note := noted(cells[column]):
            notes.append(Fault(column, note))
    faults += _of_the_whole(line, width)
    faults = [replace(fault, column=min(fault.column, width - 1)) for fault in faults]
    return Row(line.number, cells, faults, notes)


def _of_the_whole(line: Line, width: int) -> Iterator[Fault]:
    """What is wrong with a line rather than with one of its cells; it is said at the last one."""
    place = line.width
    if line.beyond or place > width:
        letters = column_letters(width) if place > width else line.beyond
        yield Fault(
            width - 1,
            _(
                "There is something in column %(column)s, right of the last column. Delete it or give its column a "
                "name; in a CSV file a text that holds the delimiter needs quotation marks."
            )
            % {"column": letters},
            of_row=True,
        )
    if line.torn:
        yield Fault(
            width - 1,
            _(
                "A quotation mark is opened in this row and not closed, so that the lines below were taken for a part "
                "of it. Close it, and send the file again."
            ),
            of_row=True,
        )
