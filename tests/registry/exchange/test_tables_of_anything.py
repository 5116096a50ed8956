"""Whatever is sent: rows that can be stored, or one sentence; nothing else, and nothing that was readable is lost."""

import csv
import io
import tracemalloc
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from registry.exchange import parts
from registry.exchange.delimited import DELIMITERS
from registry.exchange.tables import NO_HEADER, NotReadable, Reading, look, rows
from registry.text import clean_text, has_forbidden
from tests.tables import cell, row, sheet, write_workbook

# Each example writes the same file anew.
anything = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check(path: Path, asked: Reading | None = None) -> None:
    """Reads a file as people do, and checks what is promised of each row."""
    try:
        seen = look(path, asked)
        found = list(rows(path, seen.reading))
    except NotReadable:
        return
    assert [row.number for row in found] == sorted({row.number for row in found})
    for text in [*seen.headers, *seen.sheets, *seen.hidden, *(text for one in found for text in one.cells)]:
        assert not has_forbidden(text)
        text.encode()
    for one in found:
        has_too_many = len(one.cells) > len(seen.headers) and any(fault.of_row for fault in one.faults)
        assert len(one.cells) == len(seen.headers) or has_too_many
        assert all(0 <= fault.column < len(seen.headers) for fault in (*one.faults, *one.notes))
        assert one.faults or any(one.cells)
    assert seen.sample == [one.cells[: len(seen.headers)] for one in found][: len(seen.sample)]


# -- Bytes ------------------------------------------------------------------------------------------------------------

_TELLING = [
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"sep=;\n",
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\x00",
    b"<",
]
_bytes = st.one_of(
    st.binary(max_size=300),
    st.lists(st.sampled_from(_TELLING) | st.binary(max_size=6), max_size=60).map(b"".join),
    st.text(max_size=200).flatmap(
        lambda text: st.sampled_from(["utf-8", "utf-16", "utf-16-be", "utf-32", "gb18030"]).map(
            lambda encoding: text.encode(encoding, "replace")
        )
    ),
)


@anything
@given(content=_bytes)
def test_any_bytes_give_rows_or_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sent"
    path.write_bytes(content)
    check(path)


@anything
@given(
    content=_bytes,
    encoding=st.sampled_from(["", "utf-8", "utf-16-le", "utf-32-be", "cp1252", "gb18030", "shift_jis", "zip"]),
    delimiter=st.sampled_from(["", *DELIMITERS, "x"]),
    header=st.integers(-1, 5),
)
@example(content=b"\x00\n\x00,\x00", encoding="utf-8", delimiter=",", header=1)
def test_any_bytes_read_in_any_way_give_rows_or_a_sentence(
    tmp_path: Path, content: bytes, encoding: str, delimiter: str, header: int
) -> None:
    path = tmp_path / "sent"
    path.write_bytes(content)
    check(path, Reading(encoding, delimiter, "", header))


@anything
@given(places=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_workbook_with_any_bytes_changed_gives_rows_or_a_sentence(
    tmp_path: Path, places: list[tuple[int, int]]
) -> None:
    strings = "<si><t>a</t></si>"
    path = write_workbook(tmp_path / "sent", sheet(row("name", "country") + row("A", "KE")), strings=strings)
    content = bytearray(path.read_bytes())
    for place, value in places:
        content[place % len(content)] = value
    path.write_bytes(content)
    check(path)


_MARKUP = [
    *("<row>", "</row>", '<row r="7">', '<row r="1e9">', "<c>", '<c r="B2">', '<c r="$A$1">', '<c t="s">', '<c t="d">'),
    *(
        '<c t="b">',
        '<c t="e" s="1">',
        '<c s="-1">',
        "</c>",
        "<v>",
        "</v>",
        "<f>",
        "</f>",
        "<is>",
        "</is>",
        "<t>",
        "</t>",
    ),
    *(
        "<rPh>",
        "</rPh>",
        "5",
        "0",
        "-1",
        "1e400",
        "x",
        "&#0;",
        "&amp;",
        "_x0000_",
        "_xD800_",
        "<![CDATA[",
        "]]>",
        "<!--",
    ),
]


@anything
@given(pieces=st.lists(st.sampled_from(_MARKUP) | st.text(max_size=4), max_size=40))
def test_a_sheet_of_any_elements_gives_rows_or_a_sentence(tmp_path: Path, pieces: list[str]) -> None:
    text = sheet("".join(pieces)).encode("utf-8", "replace").decode()
    check(write_workbook(tmp_path / "sent", text, strings="<si><t>a</t></si>"))


_elements = st.recursive(
    st.builds(
        lambda kind, style, value: f'<c t="{kind}" s="{style}"><v>{value}</v></c>',
        st.sampled_from(["n", "s", "b", "e", "d", "str", "inlineStr", "?"]),
        st.sampled_from(["", "0", "1", "99"]),
        st.sampled_from(["", "0", "1", "-3", "45000", "1e308", "nan", "x", "_x0007_", "2026-03-09T00:00:00"]),
    ),
    lambda inner: st.lists(inner, max_size=5).map(lambda found: f"<row>{''.join(found)}</row>"),
    max_leaves=20,
)


@anything
@given(rows=st.lists(_elements, max_size=6))
def test_a_sheet_of_any_cells_gives_rows_or_a_sentence(tmp_path: Path, rows: list[str]) -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    check(write_workbook(tmp_path / "sent", sheet("".join(rows)), strings="<si><t>a</t></si>", styles=styles))


# -- Tables -----------------------------------------------------------------------------------------------------------

_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["", "Ünïcode", "two\nlines", 'a "quoted" text', "; , \t |", "=1+1", "'", "مجلس", "中国", "🌿", "0012", "true"]
)
_tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(_texts, min_size=width, max_size=width), min_size=1, max_size=6)
)


def expected(table: list[list[str]]) -> list[list[str]]:
    cleaned = [[clean_text(text) for text in cells] for cells in table]
    return [cells for cells in cleaned if any(cells)]


@anything
@given(table=_tables, delimiter=st.sampled_from(list(DELIMITERS)), encoding=st.sampled_from(["utf-8", "utf-16-le"]))
def test_any_table_written_as_csv_comes_back(
    tmp_path: Path, table: list[list[str]], delimiter: str, encoding: str
) -> None:
    wanted = expected(table)
    assume(wanted)
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(table)
    path = tmp_path / "sent"
    path.write_bytes(("\ufeff" + written.getvalue()).encode(encoding))
    reading = Reading(encoding, delimiter)
    found = [[clean_text(text) for text in one.cells] for one in rows(path, reading) if not one.faults]
    faulty = [one for one in rows(path, reading) if one.faults]
    assert len(found) + len(faulty) == len(wanted)
    for cells in found:
        assert [text for text in cells if text] in [[text for text in other if text] for other in wanted]
    assert look(path).reading.encoding == encoding


@anything
@given(table=_tables)
def test_any_table_that_another_program_wrote_as_a_workbook_comes_back(tmp_path: Path, table: list[list[str]]) -> None:
    wanted = expected(table)
    assume(wanted)
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("S")
    for cells in table:
        page.append([openpyxl.cell.WriteOnlyCell(page) if not text else _as_text(page, text) for text in cells])
    book.save(tmp_path / "sent")
    found = list(rows(tmp_path / "sent", look(tmp_path / "sent", Reading(header=NO_HEADER)).reading))
    assert len(found) == len(wanted)
    for one, cells in zip(found, wanted, strict=True):
        if not one.faults:
            assert [clean_text(text) for text in one.cells] == cells[: len(one.cells)]


def _as_text(page: object, text: str) -> object:
    made = openpyxl.cell.WriteOnlyCell(page, value="")
    made.value = text
    made.data_type = "s"
    return made


# -- Time and memory --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ['"', ',"', "a,\n", '"\n', "\r", "\x1b[", "e\u0301\u0301", "=", "Ã©", "аa"])
def test_a_large_file_of_one_thing_is_read_or_refused_in_seconds(tmp_path: Path, unit: str) -> None:
    path = tmp_path / "sent"
    path.write_text("name,country\n" + unit * 20_000, newline="")
    check(path)


def test_a_row_of_many_empty_cells_takes_no_memory(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "sent", sheet("<row>" + "<c/>" * 100_000 + cell("far", "B1") + "</row>"))
    tracemalloc.start()
    found = list(rows(path, Reading(sheet="S1")))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [one.cells for one in found] == [["", "far"]]
    assert most < 1_000_000


def test_memory_does_not_grow_with_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PIECE", 4096)
    taken = []
    for times in (200, 2000):
        path = write_workbook(tmp_path / "sent", sheet(row("name", "country") + row("A trust", "KE") * times))
        tracemalloc.start()
        assert sum(1 for _row in rows(path, Reading(sheet="S1", header=1))) == times
        taken.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert taken[1] < taken[0] * 1.5
