"""Text in lines and cells: how it is stored, what parts it, and what becomes of what is broken."""

from pathlib import Path

import pytest

from registry.errors import NotReadable
from registry.exchange import delimited
from registry.exchange.delimited import DELIMITERS, ENCODINGS, delimiter_of, encoding_of, lines
from registry.exchange.lines import Line


def sent(folder: Path, content: bytes) -> Path:
    path = folder / "sent"
    path.write_bytes(content)
    return path


def read(path: Path) -> list[Line]:
    encoding, _guessed = encoding_of(path)
    return list(lines(path, encoding, delimiter_of(path, encoding)))


# -- Encodings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_unicode_is_known_by_its_mark_and_the_mark_is_no_part_of_it(tmp_path: Path, encoding: str, end: str) -> None:
    path = sent(tmp_path, f"\ufeffИмя;Страна{end}مجلس;中国{end}".encode(encoding))
    assert encoding_of(path) == (encoding, False)
    assert [(line.number, line.cells) for line in read(path)] == [(1, ["Имя", "Страна"]), (2, ["مجلس", "中国"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["name,country\nA,KE\n", "Имя\tСтрана\r\nОбщество охраны\tРоссия\r\n" * 5])
def test_unicode_is_known_without_a_mark_too(tmp_path: Path, encoding: str, text: str) -> None:
    assert encoding_of(sent(tmp_path, text.encode(encoding))) == (encoding, False)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Organización Ñandú de protección;España;2001\n"),
        ("cp1252", "Fundación;España\n"),  # what fits the Western and the Central European is taken for Western
        ("cp1251", "Общество охраны природы;Россия;Москва\n"),
        ("koi8_r", "Общество охраны природы;Россия;Москва\n"),
        ("cp1256", "جمعية حماية الطبيعة;الأردن;عمان\n"),
        ("gb18030", "中国生物多样性保护与绿色发展基金会;中国;北京\n"),
        ("big5", "自然保護協會;臺灣;臺北\n"),
        ("shift_jis", "日本自然保護協会;日本;東京\n"),
    ],
)
def test_other_encodings_are_guessed_and_said_to_be(tmp_path: Path, encoding: str, text: str) -> None:
    path = sent(tmp_path, ("name;country\n" + text * 2).encode(encoding))
    assert encoding_of(path) == (encoding, True)
    assert read(path)[1].cells == text.strip().split(";")


def test_a_guess_is_made_by_the_first_letters_of_a_long_file(tmp_path: Path) -> None:
    path = sent(tmp_path, ("Общество охраны природы;Россия;Москва\n" * 500).encode("cp1251"))
    assert encoding_of(path) == ("cp1251", True)


def test_letters_stored_in_no_known_way_are_refused(tmp_path: Path) -> None:
    path = sent(tmp_path, b"name\n" + bytes(range(0x80, 0x100)) * 3)
    with pytest.raises(NotReadable, match="stored in a way that is not known"):
        encoding_of(path)


def test_all_that_can_be_asked_for_can_be_read(tmp_path: Path) -> None:
    for encoding in ENCODINGS:
        for delimiter in DELIMITERS:
            path = sent(tmp_path, f"a{delimiter}b\n".encode(encoding))
            assert [line.cells for line in lines(path, encoding, delimiter)] == [["a", "b"]]


def test_a_few_broken_bytes_do_not_make_a_file_of_utf_8_something_else(tmp_path: Path) -> None:
    path = sent(tmp_path, "Имя,Страна\n".encode() + b"\xff," + "Россия\n".encode())
    assert encoding_of(path) == ("utf-8", False)
    first, second = read(path)
    assert (first.faults, second.cells) == ([], ["", "Россия"])
    assert second.faults[0].sentence.startswith("Byte 21 of the file is no letter")


def test_each_cell_is_told_its_own_broken_byte(tmp_path: Path) -> None:
    path = sent(tmp_path, b"a\xff,b,c\xfe\n")
    (line,) = lines(path, "utf-8", ",")
    assert [(fault.column, fault.sentence.split(" of")[0]) for fault in line.faults] == [(0, "Byte 2"), (2, "Byte 7")]
    assert line.cells == ["a", "b", "c"]


def test_a_byte_that_a_code_page_does_not_have_is_a_fault_too(tmp_path: Path) -> None:
    (line,) = lines(sent(tmp_path, b"caf\x81;x\n"), "cp1252", ";")
    assert [fault.sentence.split(".")[0] for fault in line.faults] == [
        "Byte 4 of the file is no letter in the encoding “Western European (Windows-1252)”"
    ]


@pytest.mark.parametrize(
    ("encoding", "content"),
    [("utf-16-le", "name\nA\n".encode("utf-16-le") + b"\x41"), ("utf-32-le", b"\xff\xff\xff\xff")],
)
def test_a_file_that_is_not_in_the_encoding_that_was_chosen_is_refused(
    tmp_path: Path, encoding: str, content: bytes
) -> None:
    path = sent(tmp_path, content)
    assert delimiter_of(path, encoding) == ","
    with pytest.raises(NotReadable, match="on the file cannot be read as"):
        list(lines(path, encoding, ","))


def test_a_line_of_broken_bytes_alone_is_a_line(tmp_path: Path) -> None:
    first, second = lines(sent(tmp_path, b"a\n\x81"), "gb18030", ",")
    assert (first.faults, len(second.faults)) == ([], 1)


# -- Delimiters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_cells_are_parted_by_what_parts_all_lines_alike(tmp_path: Path, delimiter: str) -> None:
    texts = ["name", "says; this, and that|more\tor less", "2001"]
    line = delimiter.join(f'"{text}"' if delimiter in text else text for text in texts)
    path = sent(tmp_path, f"{line}\n{line}\n{delimiter.join(['A', 'B', 'C'])}\n".encode())
    assert delimiter_of(path, "utf-8") == delimiter
    assert read(path)[0].cells == texts


def test_a_file_may_say_what_parts_its_cells(tmp_path: Path) -> None:
    path = sent(tmp_path, b"sep=|\r\nname, long|country\r\nA, B|KE\r\n")
    assert [(line.number, line.cells) for line in read(path)] == [(2, ["name, long", "country"]), (3, ["A, B", "KE"])]


def test_a_file_of_one_column_has_one(tmp_path: Path) -> None:
    assert delimiter_of(sent(tmp_path, b"name\nA\nB\n"), "utf-8") == ","
    assert delimiter_of(sent(tmp_path, b""), "utf-8") == ","


def test_the_first_filled_cell_beyond_the_columns_that_are_taken_is_named(tmp_path: Path) -> None:
    (line,) = lines(sent(tmp_path, b"a" + b"," * 202 + b"b,c\n"), "utf-8", ",")
    assert (len(line.cells), line.width, line.beyond) == (200, 1, "GU")


# -- Quotation marks --------------------------------------------------------------------------------------------------


def test_a_mark_that_is_not_closed_is_a_fault_and_no_row_is_lost_unsaid(tmp_path: Path) -> None:
    first, torn = lines(sent(tmp_path, b'name,country\n"A,KE\nB,GH\nC,NA\n'), "utf-8", ",")
    assert (first.torn, torn.torn, torn.number) == (False, True, 2)


def test_two_marks_that_swallow_whole_lines_are_a_fault(tmp_path: Path) -> None:
    content = b'name,country,city\n"A,KE,X\nB,GH,Y\nC",NA,Z\nD,NA,Z\n'
    assert [line.torn for line in lines(sent(tmp_path, content), "utf-8", ",")] == [False, True, False]


def test_a_text_of_several_lines_is_none(tmp_path: Path) -> None:
    content = b'name,text,city\nA,"one, and\ntwo ""quoted"",\nthree",X\n'
    assert [line.torn for line in lines(sent(tmp_path, content), "utf-8", ",")] == [False, False]


def test_a_mark_for_inches_is_a_letter(tmp_path: Path) -> None:
    found = list(lines(sent(tmp_path, b'name,country\nThe 5" pipe,KE\nB,GH\n'), "utf-8", ","))
    assert [(line.cells, line.torn) for line in found][1:] == [(['The 5" pipe', "KE"], False), (["B", "GH"], False)]


@pytest.mark.parametrize(
    "rest",
    [b'"' + b"x" * 200_000, b"," * 300_000, b'"a\n",' * 60_000],
    ids=["a cell that never ends", "a line of too many cells", "a line of too many lines"],
)
def test_a_line_without_end_is_refused_with_its_number(
    tmp_path: Path, rest: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "_LONGEST", 250_000)
    path = sent(tmp_path, b"name,country\nA,KE\n" + rest)
    with pytest.raises(NotReadable) as refusal:
        list(lines(path, "utf-8", ","))
    assert str(refusal.value).startswith("From line 3 on a cell does not end.")
    assert delimiter_of(path, "utf-8") == ","
