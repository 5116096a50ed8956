"""Text that is parted into lines and cells: CSV in any of the shapes in which spreadsheets and people write it.

Nothing is believed that a name or a browser says. How the letters are stored is told by a mark at the beginning, else
by the bytes: UTF-8 and UTF-16 can be known, other encodings only guessed. A byte that is no letter never becomes a
question mark: it makes a fault of its cell, with its place in the file. Memory holds one line at a time.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.errors import NotReadable
from registry.exchange.faults import Fault
from registry.exchange.lines import MOST_COLUMNS, Line
from registry.exchange.xlsx import column_letters

# What can be asked for, the likelier before the less likely where a guess cannot tell them apart.
ENCODINGS = {
    "utf-8": gettext_lazy("Unicode (UTF-8)"),
    "utf-16-le": gettext_lazy("Unicode (UTF-16, “Unicode text” of Excel)"),
    "utf-16-be": gettext_lazy("Unicode (UTF-16, big end first)"),
    "utf-32-le": gettext_lazy("Unicode (UTF-32)"),
    "utf-32-be": gettext_lazy("Unicode (UTF-32, big end first)"),
    "cp1252": gettext_lazy("Western European (Windows-1252)"),
    "cp1251": gettext_lazy("Cyrillic (Windows-1251)"),
    "koi8_r": gettext_lazy("Cyrillic (KOI8-R)"),
    "cp1256": gettext_lazy("Arabic (Windows-1256)"),
    "gb18030": gettext_lazy("Chinese, simplified (GB 18030)"),
    "big5": gettext_lazy("Chinese, traditional (Big5)"),
    "cp1250": gettext_lazy("Central European (Windows-1250)"),
    "cp1253": gettext_lazy("Greek (Windows-1253)"),
    "cp1254": gettext_lazy("Turkish (Windows-1254)"),
    "cp1255": gettext_lazy("Hebrew (Windows-1255)"),
    "shift_jis": gettext_lazy("Japanese (Shift JIS)"),
    "euc_kr": gettext_lazy("Korean (EUC-KR)"),
    "mac_roman": gettext_lazy("Western European (Macintosh)"),
    "cp850": gettext_lazy("Western European (DOS)"),
}
DELIMITERS = {
    "\t": gettext_lazy("Tab"),
    ";": gettext_lazy("Semicolon"),
    ",": gettext_lazy("Comma"),
    "|": gettext_lazy("Vertical bar"),
}
_MARKS = {  # the longer ones first: that of UTF-32 begins like that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_UNICODE = frozenset(_MARKS.values())
_GUESSED = [encoding for encoding in ENCODINGS if encoding not in _UNICODE]

HEAD = 64 * 1024  # bytes by which encoding and delimiter are known
_SAMPLE = 8 * 1024  # bytes that are more than ASCII, enough for a guess
_LIKE_LINES = 100
# No part of text; a file with many of them is something else.
_BINARY = bytes({*range(0x20), 0x7F} - {*b"\t\n\r\x0b\x0c\x1a\x1b"})
_MOST_BINARY = 0.02
# How Python writes a byte that is no letter of the encoding.
_NO_LETTER = re.compile("[\udc80-\udcff]")
_TOLD_PLACES = 100  # of such bytes in a line
_LONGEST = 4 * 1024 * 1024  # characters of a line with all its cells
_SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(.)"?\s*', re.IGNORECASE | re.DOTALL)

# -- How a file is written --------------------------------------------------------------------------------------------


def encoding_of(path: Path) -> tuple[str, bool]:
    """The encoding of a file, and whether it is only a guess. Raises `NotReadable`."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        for mark, encoding in _MARKS.items():
            if head.startswith(mark):
                return encoding, False
        if wide := _utf_16(head):
            return wide, False
        if len(head.translate(None, _BINARY)) < len(head) * (1 - _MOST_BINARY):
            raise NotReadable(_("This is not a table. Save it as CSV (UTF-8) or as an Excel workbook, and send that."))
        file.seek(0)
        letters, strangers, sample = _utf_8(file)
    if strangers == 0 or letters > 3 * strangers:
        return "utf-8", False
    return _guess(sample), True


def _utf_16(head: bytes) -> str:
    """UTF-16 without a mark, known by what every table has: each tab, space, comma and line end has a byte 0."""
    marks = [head[place::2].count(0) for place in (0, 1)]
    half = len(head) // 2
    if min(marks) * 20 > max(marks) or max(marks) * 20 < half:
        return ""
    return "utf-16-be" if marks[0] > marks[1] else "utf-16-le"


def _utf_8(file: IO[bytes]) -> tuple[int, int, bytes]:
    """How many letters beyond ASCII a file holds, how many bytes that are none in UTF-8, and lines with such."""
    letters = strangers = 0
    sample = b""
    for line in file:
        if line.isascii():
            continue
        if len(sample) < _SAMPLE:
            sample += line[:HEAD]
        try:
            text = line.decode()
        except UnicodeDecodeError:
            text = line.decode(errors="surrogateescape")
            strangers += len(_NO_LETTER.findall(text))
        letters += sum(character > "\x7f" for character in text)
    return letters - strangers, strangers, sample


def _guess(sample: bytes) -> str:
    """The likeliest encoding; of those that are as likely, the one that is met more often."""
    found = [match for match in from_bytes(sample, cp_isolation=_GUESSED) if match.encoding in _GUESSED]
    if not found:
        raise NotReadable(
            _("The letters of this file are stored in a way that is not known. Save it as CSV (UTF-8), and send that.")
        )
    least = min(match.chaos for match in found) + 0.02
    likely = [match for match in found if match.chaos <= least]
    most = max(match.coherence for match in likely) - 0.1
    return min((match.encoding for match in likely if match.coherence >= most), key=_GUESSED.index)


def delimiter_of(path: Path, encoding: str) -> str:
    """What parts the cells: what the file says itself ("sep=;"), else what parts most lines into equally many cells."""
    with suppress(UnicodeDecodeError):
        with path.open("rb") as file:
            texts = [text[:HEAD] for text in islice(_texts(file, encoding, _Source()), _LIKE_LINES)]
        if texts and (said := _SEPARATOR_LINE.fullmatch(texts[0])) and said[1] in DELIMITERS:
            return said[1]
        likeness = {delimiter: _likeness(texts, delimiter) for delimiter in DELIMITERS}
        if any(likeness.values()):
            return max(likeness, key=likeness.__getitem__)
    return ","  # there is one column; or the lines say what is wrong when they are read


def _likeness(texts: list[str], delimiter: str) -> float:
    widths: list[int] = []
    with suppress(csv.Error):  # what came before it counts
        widths.extend(len(cells) for cells in csv.reader(texts, delimiter=delimiter) if any(cells))
    if not widths:
        return 0
    usual = max(widths, key=lambda width: (widths.count(width), width))
    return (widths.count(usual) / len(widths)) ** 2 * (usual - 1)


# -- Lines ------------------------------------------------------------------------------------------------------------


@dataclass
class _Source:
    """What is known of the text that was handed on since the last line was made of it."""

    strangers: list[int] = field(default_factory=list)  # places in the file of bytes that are no letters
    quotes: int = 0
    pieces: int = 0
    length: int = 0

    def forget(self) -> None:
        self.strangers = []
        self.quotes = self.pieces = self.length = 0


def lines(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    """The lines of a file that hold something, each under the number of the line on which it begins. Raises
    `NotReadable`, also midway.
    """
    source = _Source()
    number = widest = 0
    try:
        with path.open("rb") as file:
            reader = csv.reader(_counted(_texts(file, encoding, source), source), delimiter=delimiter)
            for cells in reader:
                number += 1
                told = number == 1 and _is_separator_line(cells, delimiter)
                line = _line(number, cells, encoding, source)
                line.torn = source.pieces > 1 and (source.quotes % 2 == 1 or _has_lines(cells, delimiter, widest))
                widest = max(widest, len(cells))
                number += source.pieces - 1
                source.forget()
                if not told and (line.width or line.beyond):
                    yield line
    except csv.Error as error:
        raise _endless(number + 1) from error
    except UnicodeError as error:
        raise NotReadable(
            _(
                "From line %(line)s on the file cannot be read as “%(encoding)s”. Choose another encoding, or save it "
                "as CSV (UTF-8), and send it again."
            )
            % {"line": number + 1, "encoding": ENCODINGS[encoding]}
        ) from error


def _endless(number: int) -> NotReadable:
    return NotReadable(
        _(
            "From line %(line)s on a cell does not end. A quotation mark is missing there, or one is too many. Mend "
            "that line, or save the table as an Excel workbook, and send it again."
        )
        % {"line": number}
    )


def _counted(texts: Iterator[str], source: _Source) -> Iterator[str]:
    for text in texts:
        source.pieces += 1
        source.quotes += text.count('"')
        source.length += len(text)
        if source.length > _LONGEST:
            raise csv.Error("a line without end")
        yield text


def _is_separator_line(cells: list[str], delimiter: str) -> bool:
    """Whether the first line only tells programs what parts the cells."""
    return _SEPARATOR_LINE.fullmatch(delimiter.join(cells)) is not None


def _line(number: int, cells: list[str], encoding: str, source: _Source) -> Line:
    line = Line(number, cells[:MOST_COLUMNS])
    for column, text in enumerate(cells[MOST_COLUMNS:], MOST_COLUMNS):
        if text.strip():
            line.beyond = column_letters(column)
            break
    if source.strangers:
        _tell_strangers(line, encoding, source.strangers)
    return line


def _has_lines(cells: list[str], delimiter: str, widest: int) -> bool:
    """Whether a cell holds what would be a whole line of its own: a quotation mark was opened and not closed."""
    inner = (text for cell in cells if "\n" in cell for text in cell.split("\n")[1:])
    return widest > 2 and any(text.count(delimiter) >= widest - 1 for text in inner)


def _tell_strangers(line: Line, encoding: str, places: list[int]) -> None:
    """A fault at each cell with bytes that are no letters; they are left out of its text, which is not to be used."""
    seen = 0
    for column, text in enumerate(line.cells):
        found = len(_NO_LETTER.findall(text))
        if found:
            line.cells[column] = _NO_LETTER.sub("", text)
            line.faults.append(
                Fault(
                    column,
                    _(
                        "Byte %(place)s of the file is no letter in the encoding “%(encoding)s”. Type this cell again, "
                        "or save the file as CSV (UTF-8)."
                    )
                    % {"place": places[min(seen, len(places) - 1)] + 1, "encoding": ENCODINGS[encoding]},
                )
            )
            seen += found


def _texts(file: IO[bytes], encoding: str, source: _Source) -> Iterator[str]:
    """The text of a file, a line at a time with its end."""
    return _wide(file, encoding) if encoding.startswith(("utf-16", "utf-32")) else _narrow(file, encoding, source)


def _wide(file: IO[bytes], encoding: str) -> Iterator[str]:
    text = io.TextIOWrapper(file, encoding, errors="surrogatepass", newline="")
    for number, line in enumerate(text):
        yield line.removeprefix("\ufeff") if number == 0 else line


def _narrow(file: IO[bytes], encoding: str, source: _Source) -> Iterator[str]:
    place = 0
    for number, piece in enumerate(file):
        try:
            text = piece.decode(encoding)
        except UnicodeDecodeError:
            text = piece.decode(encoding, errors="surrogateescape")
            source.strangers.extend(_places(text, encoding, place))
        place += len(piece)
        if number == 0:
            text = text.removeprefix("\ufeff")
        if "\r" in text[:-2]:
            yield from io.StringIO(text, newline="")
        else:
            yield text


def _places(text: str, encoding: str, start: int) -> Iterator[int]:
    """The places in the file of the bytes that are no letters, for a line that begins at `start`."""
    told = 0
    for stranger in islice(_NO_LETTER.finditer(text), _TOLD_PLACES):
        start += len(text[told : stranger.start()].encode(encoding, errors="surrogateescape"))
        told = stranger.start()
        yield start
