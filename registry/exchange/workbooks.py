"""Sheets of an Excel workbook (ISO/IEC 29500), read row by row, in memory that does not grow with them.

Why a library does not read the rows is in docs/decisions/011; it is asked what is a day. Hidden sheets are read only
when they are asked for; comments, links and other files never are.
"""

import re
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property
from math import isfinite
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from registry.errors import NotReadable
from registry.exchange import parts
from registry.exchange.faults import Fault
from registry.exchange.lines import LONGEST_CELL, MOST_COLUMNS, Line
from registry.exchange.parts import (
    MEGABYTE,
    PIECE,
    Parts,
    Start,
    damaged,
    elements,
    of_kind,
    own,
    parsed,
    related,
    too_large,
)
from registry.exchange.xlsx import MOST_ROWS, column_letters
from registry.text import clean_line

_SMALL_PART = 16 * MEGABYTE
_STRINGS_PART = 160 * MEGABYTE
_MOST_STRINGS = 3_000_000
_LONGEST_FORMAT = 255
_LONGEST_TITLE = 100


# -- A workbook -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    title: str
    hidden: bool
    part: str


@dataclass
class Oddities:
    """What a person does not see of a sheet, or sees other than it is."""

    hidden_columns: list[str] = field(default_factory=list)  # their letters
    hidden_rows: bool = False
    merged: bool = False


@contextmanager
def opened(path: Path) -> Iterator["Workbook"]:
    """A workbook to read from. What goes wrong with it, also while it is read, is a `NotReadable`."""
    with parts.opened(path) as found:
        yield Workbook(found)


def _no_workbook() -> NotReadable:
    return NotReadable(_("This is not an Excel workbook. Save the table as XLSX or as CSV (UTF-8), and send that."))


class Workbook:
    def __init__(self, found: Parts) -> None:
        self._parts = found
        self._main = of_kind(related(found, ""), "/officeDocument") or "xl/workbook.xml"
        if self._main not in found:
            raise _no_workbook()
        if self._main.endswith(".bin"):
            raise NotReadable(_("This is a binary workbook (XLSB). Save it as XLSX or as CSV (UTF-8), and send that."))
        self._relations = related(found, self._main)
        self._epoch = WINDOWS_EPOCH
        self.sheets: list[Sheet] = []
        for element, told in elements(found, self._main):
            if element == "workbookPr" and told.get("date1904") in {"1", "true"}:
                self._epoch = MAC_EPOCH
            elif element == "sheet":
                kind, part = self._relations.get(told.get("id", ""), ("", ""))
                if kind.endswith("/worksheet") and part in found:
                    title = clean_line(told.get("name", ""))[:_LONGEST_TITLE]
                    self.sheets.append(Sheet(title, told.get("state", "visible") != "visible", part))
        if not self.sheets:
            raise _no_workbook()

    @cached_property
    def _strings(self) -> "_Strings":
        part = of_kind(self._relations, "/sharedStrings")
        return _Strings(self._parts, part if part in self._parts else "")

    @cached_property
    def _dates(self) -> frozenset[int]:
        """The numbers of the styles that show a number as a day or a time."""
        part = of_kind(self._relations, "/styles")
        if part not in self._parts:
            return frozenset()
        formats: dict[int, str] = dict(BUILTIN_FORMATS)
        styles: list[int] = []
        within = ""

        def start(element: str, told: dict[str, str]) -> None:
            nonlocal within
            name = own(element)
            if name == "numFmt" and within == "numFmts":
                formats[int(told["numFmtId"])] = told["formatCode"][:_LONGEST_FORMAT]
            elif name in {"numFmts", "cellXfs", "cellStyleXfs", "dxfs", "cellStyles"}:
                within = name
            elif name == "xf" and within == "cellXfs":
                styles.append(int(told.get("numFmtId", 0)))

        for _pause in parsed(self._parts.pieces(part, most=_SMALL_PART), start):
            pass
        dates = {
            number for number, code in formats.items() if is_date_format(code) and not is_timedelta_format(code)
        } | _EAST_ASIAN_DATES
        return frozenset(place for place, number in enumerate(styles) if number in dates)

    # -- Rows ---------------------------------------------------------------------------------------------------------

    def lines(self, sheet: Sheet) -> Iterator[Line]:
        """The rows of a sheet that hold something, under their numbers."""
        found = _Rows(self._strings.__getitem__, self._dates, self._epoch)
        for _pause in parsed(self._parts.pieces(sheet.part), found.start, found.end, found.text, named=False):
            yield from found.taken()

    def oddities(self, sheet: Sheet) -> Oddities:
        """Looked for in the bytes of the sheet, which is many times as fast as reading it."""
        odd = Oddities()
        before = b""
        for piece in self._parts.pieces(sheet.part):
            text = before + piece
            if b"hidden" in text:
                odd.hidden_rows = odd.hidden_rows or _HIDDEN_ROW.search(text) is not None
                for column in _HIDDEN_COLUMN.findall(text):
                    odd.hidden_columns += _letters(column)
            odd.merged = odd.merged or _MERGED.search(text) is not None
            cut = text.rfind(b"<")
            before = text[cut:] if cut >= 0 and len(text) - cut < PIECE else b""
        odd.hidden_columns = list(dict.fromkeys(odd.hidden_columns))
        return odd


# Formats of days that are kept by number only, in Chinese, Japanese and Korean Excel.
_EAST_ASIAN_DATES = frozenset({*range(27, 37), *range(50, 59)})
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]{0,500}\bhidden=.(?:1|true)[^<>]{0,500}>")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^<>]{0,500}\bhidden=.(?:1|true)[^<>]{0,500}>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s")
_ENDS = {end: re.compile(rb"\b%s=.(\d{1,5})" % end) for end in (b"min", b"max")}


def _letters(column: bytes) -> list[str]:
    ends = [found for end in _ENDS.values() if (found := end.search(column))]
    if len(ends) != 2:
        return []
    first, last = (int(end[1]) for end in ends)
    return [column_letters(place - 1) for place in range(max(first, 1), min(last, MOST_COLUMNS) + 1)]


class _Strings:
    """The texts that cells refer to by number, kept as the bytes of one long text: a third of a list of them."""

    def __init__(self, found: Parts, part: str) -> None:
        self._bytes = bytearray()
        self._ends = array("L", [0])
        if part:
            self._read(found.pieces(part, most=_STRINGS_PART))

    def _read(self, pieces: Iterator[bytes]) -> None:
        taking = spoken = False

        def start(element: str, _told: dict[str, str]) -> None:
            nonlocal taking, spoken
            name = own(element)
            if name == "t":
                taking = not spoken
            elif name == "rPh":  # how a text is spoken, in Japanese
                spoken = True

        def text(piece: str) -> None:
            if taking:
                self._bytes += piece.encode()

        def end(element: str) -> None:
            nonlocal taking, spoken
            name = own(element)
            if name == "t":
                taking = False
            elif name == "rPh":
                spoken = False
            elif name == "si":
                self._ends.append(len(self._bytes))

        for _pause in parsed(pieces, start, end, text):
            if len(self._ends) > _MOST_STRINGS:
                raise too_large()

    def __getitem__(self, number: int) -> str:
        if number < 0:
            raise IndexError(number)
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode()


# The code of a character that XML cannot hold, as Excel writes it.
_CODE = re.compile("_x([0-9A-Fa-f]{4})_")
_DIGITS = "0123456789"
_OWN_NAMES = ("row", "c", "f", "rPh", "v", "t")  # "rPh" is how a text is spoken, in Japanese


class _Rows:
    """Puts rows together from the elements of a sheet. Its handlers run for each cell several times, so they keep what
    they need in their own variables, which is twice as fast as in attributes.
    """

    def __init__(self, strings: Callable[[int], str], dates: frozenset[int], epoch: datetime) -> None:
        self._strings, self._dates, self._epoch = strings, dates, epoch
        self._ready: list[Line] = []
        self.start, self.end, self.text = self._handlers()

    def taken(self) -> list[Line]:
        ready, self._ready = self._ready, []
        return ready

    def _handlers(self) -> tuple[Start, Callable[[str], None], Callable[[str], None]]:
        row_, cell_, formula_, spoken_, *texts = _OWN_NAMES
        begun = within = taking = spoken = calculated = False
        line = Line(0, [])
        places: dict[str, int] = {}
        kind = style = ""
        column, length = -1, 0
        read: list[str] = []

        def start(name: str, told: dict[str, str]) -> None:
            nonlocal row_, cell_, formula_, spoken_, texts
            nonlocal begun, within, taking, spoken, calculated, line, kind, style, column, length
            if name in texts:
                taking = not spoken
            elif name == cell_:
                place = told.get("r")
                if place is None:
                    column += 1
                else:
                    letters = place.rstrip(_DIGITS)
                    if letters not in places:
                        places[letters] = column_index_from_string(letters) - 1
                    column = places[letters]
                kind, style = told.get("t", "n"), told.get("s", "")
                calculated, length = False, 0
                read.clear()
            elif name == row_:
                number = int(told.get("r", line.number + 1))
                if within or not line.number < number <= MOST_ROWS:
                    raise damaged()
                line, column, within = Line(number, []), -1, True
            elif name == formula_:
                calculated = True
            elif name == spoken_:
                spoken = True
            elif not begun:
                begun = True
                if prefix := name.rpartition(":")[0]:
                    names = (f"{prefix}:{own}" for own in _OWN_NAMES)
                    row_, cell_, formula_, spoken_, *texts = names

        def text(piece: str) -> None:
            nonlocal length
            if taking and length <= LONGEST_CELL:
                length += len(piece)
                read.append(piece)

        def end(name: str) -> None:
            nonlocal within, taking, spoken
            if name in texts:
                taking = False
            elif name == cell_:
                if not within:
                    raise damaged()
                if calculated or length:
                    self._put(line, column, kind, style, None if calculated else "".join(read))
            elif name == row_:
                if line.cells or line.beyond:
                    self._ready.append(line)
                within = False
            elif name == spoken_:
                spoken = False

        return start, end, text

    def _put(self, line: Line, column: int, kind: str, style: str, text: str | None) -> None:
        """A cell into its line; `text` is None where there is a formula."""
        if column >= MOST_COLUMNS:
            line.beyond = line.beyond or column_letters(column)
            return
        if kind == "inlineStr" and text is not None:
            value, sentence = (_decoded(text) if "_x" in text else text), ""
        else:
            value, sentence = self._value(kind, style, text)
        cells = line.cells
        if column == len(cells):
            cells.append(value)
        else:
            cells += [""] * (column + 1 - len(cells))
            cells[column] = value
        if sentence:
            line.faults.append(Fault(column, sentence))

    def _value(self, kind: str, style: str, text: str | None) -> tuple[str, str]:
        """What a cell shows, and what is wrong with it."""
        if text is None:
            return "", _("There is a formula in this cell. Copy it, and paste its value instead.")
        if kind == "s":
            return _decoded(self._strings(int(text))), ""
        if kind == "n":
            number = float(text)
            if style and int(style) in self._dates:
                return _day(number, self._epoch)
            return _number(number)
        if kind == "b":
            return "true" if text.strip() in {"1", "true"} else "false", ""
        if kind == "e":
            told = _("There is the error %(error)s in this cell. Type what belongs there.")
            return "", told % {"error": clean_line(text)[:20]}
        if kind == "d":
            return text.removesuffix("Z").removesuffix("T00:00:00").replace("T", " "), ""
        return _decoded(text), ""


def _number(number: float) -> tuple[str, str]:
    if not isfinite(number):
        return "", _("This number cannot be read. Type it again.")
    if number == int(number) and abs(number) < 1e15:
        return str(int(number)), ""
    return f"{number:.15g}", ""


def _day(number: float, epoch: datetime) -> tuple[str, str]:
    try:
        if number >= 0:
            value: datetime | time = from_excel(number, epoch)
            if isinstance(value, datetime):
                return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds"), ""
            return value.isoformat("seconds"), ""
    except (OverflowError, ValueError):
        pass  # said below
    return "", _("This cell is meant to be a day, but no calendar has it. Type the day again, as in 2026-03-09.")


def _decoded(text: str) -> str:
    return _CODE.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text
