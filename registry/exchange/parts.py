"""The parts of an Office file: XML in a ZIP file, opened as far as is safe and read without keeping it.

Such a file can be made to open to far more than it weighs. Its size is looked at before anything is opened, and counted
while it is read; document types, and with them entities, are refused; no tree is built.
"""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from registry.errors import NotReadable

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 400 * MEGABYTE  # of all parts together: 50,000 rows of 40 filled columns are about 200
MOST_RATIO = 150  # of a large part to what it weighs packed: spreadsheets reach 10 to 50
_LARGE = 16 * MEGABYTE
_MOST_DIRECTORY = MEGABYTE  # bytes of the list of parts
_MOST_TAGS = 60_000_000
PIECE = 64 * 1024
_LONGEST_ELEMENT = MEGABYTE  # bytes of the beginning of an element with all its attributes, or of a comment
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError),
    *(expat.ExpatError, LookupError, ValueError, OverflowError),
)


def damaged() -> NotReadable:
    return NotReadable(
        _("This Excel file is damaged. Open it in a spreadsheet program, save it under another name, and send that.")
    )


def too_large() -> NotReadable:
    return NotReadable(
        _(
            "This Excel file opens to more than is read here. Copy the rows that you need into a new workbook, or "
            "split the table, and send it again."
        )
    )


# -- Parts ------------------------------------------------------------------------------------------------------------


class Parts:
    """The parts of a ZIP file. What all of them were opened to is counted together."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self._left = MOST_UNPACKED
        self._known: dict[str, zipfile.ZipInfo] = {}
        for part in packed.infolist():
            name = part.filename.lower().replace("\\", "/")
            if name in self._known or part.flag_bits & 1 or part.compress_type not in (0, 8):
                raise damaged()
            if part.file_size > _LARGE and part.file_size > MOST_RATIO * part.compress_size:
                raise too_large()
            self._known[name] = part
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise too_large()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._known

    def pieces(self, name: str, *, most: int = MOST_UNPACKED) -> Iterator[bytes]:
        with self._packed.open(self._known[name.lower()]) as part:
            yield from self._counted(part, most)

    def _counted(self, part: IO[bytes], most: int) -> Iterator[bytes]:
        while piece := part.read(PIECE):
            most -= len(piece)
            self._left -= len(piece)
            if most < 0 or self._left < 0:
                raise too_large()
            yield piece


@contextmanager
def opened(path: Path) -> Iterator[Parts]:
    """The parts of a file. What goes wrong with its bytes, also while they are read, is a `NotReadable`."""
    try:
        _check_directory(path)
        with zipfile.ZipFile(path) as packed:
            yield Parts(packed)
    except _DAMAGED as error:
        raise damaged() from error


def _check_directory(path: Path) -> None:
    """Refuses a ZIP file whose list of parts alone would fill the memory."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 65_633))  # its end records, and the longest comment behind them
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0:
        raise damaged()
    larger = tail[max(0, place - 20) : place].startswith(b"PK\x06\x07")  # the form for files beyond 4 GiB is used
    (length,) = struct.unpack_from("<Q", tail, place - 36) if larger else struct.unpack_from("<L", tail, place + 12)
    if length > _MOST_DIRECTORY:
        raise damaged()


# -- XML --------------------------------------------------------------------------------------------------------------

Start = Callable[[str, dict[str, str]], None]


def parsed(
    pieces: Iterator[bytes],
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    *,
    named: bool = True,
) -> Iterator[None]:
    """Calls back for what is in a part, and pauses after each piece. `named`: elements and attributes are called by
    address and name. Refuses a document type before anything in it is expanded, what is longer than any element is,
    since that is read anew with each piece, and more elements than a table needs.
    """
    parser = expat.ParserCreate(namespace_separator="}" if named else None)
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    given = tags = 0
    for piece in pieces:
        parser.Parse(piece, False)
        given += len(piece)
        tags += piece.count(b"<")
        if given - parser.CurrentByteIndex > _LONGEST_ELEMENT or tags > _MOST_TAGS:
            raise damaged()
        yield
    parser.Parse(b"", True)
    yield


def _refuse_document_type(*_told: object) -> None:
    raise damaged()


def elements(parts: Parts, name: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of a small part, each by its own name with its attributes by theirs."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        found.append((own(element), {own(key): value for key, value in attributes.items()}))

    for _pause in parsed(parts.pieces(name, most=MEGABYTE), start):
        pass
    return found


def own(name: str) -> str:
    return name.rpartition("}")[2]


def related(parts: Parts, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to inside the file, by id: kind and part. That of "" is the file itself."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in parts:
        return {}
    return {
        told.get("Id", ""): (told.get("Type", ""), posixpath.normpath(posixpath.join("/", folder, target))[1:])
        for element, told in elements(parts, relations)
        if element == "Relationship" and told.get("TargetMode") != "External" and (target := told.get("Target"))
    }


def of_kind(relations: dict[str, tuple[str, str]], kind: str) -> str:
    """The first part of a kind, "" if there is none."""
    return next((part for type_, part in relations.values() if type_.endswith(kind)), "")
