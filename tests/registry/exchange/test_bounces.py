"""Reading what mail servers send back, and what others send in their place."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.exchange.bounces import MOST_BYTES, MOST_IDS, NotAReport, Returned, Unreadable, read
from tests.reports_of_failure import OURS, OUT_OF_OFFICE, report


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers", "message/global-headers"])
def test_the_email_that_came_back_is_known_by_its_own_headers(returned: str) -> None:
    assert read(report(returned=returned)) == Returned([OURS], permanent=True)


@pytest.mark.parametrize(
    ("action", "status", "permanent"),
    [("failed", "5.1.1", True), (" Failed ", "", True), ("failed", "4.4.7", False), ("delayed", "4.4.1", False)],
)
def test_a_failure_is_for_good_when_nobody_tries_again(action: str, status: str, permanent: bool) -> None:
    assert read(report(action=action, status=status)).permanent is permanent


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", ""])
def test_a_report_of_something_else_is_no_failure(action: str) -> None:
    with pytest.raises(NotAReport):
        read(report(action=action))


@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 50, OUT_OF_OFFICE, b"Subject: hello\r\n\r\nAction: failed\r\n"])
def test_other_mail_is_no_report(data: bytes) -> None:
    with pytest.raises(NotAReport):
        read(data)


def test_where_nothing_came_back_the_answer_says_what_it_answers() -> None:
    data = report("").replace(b"Subject: Undelivered", f"References: <a@b> {OURS}\nSubject: Undelivered".encode(), 1)
    assert read(data).message_ids == ["<a@b>", OURS]


def test_headers_that_came_back_in_base64_are_read() -> None:
    data = report(returned="text/rfc822-headers\nContent-Transfer-Encoding: base64")
    before = data.partition(b"Message-ID: <01a2")[0]
    encoded = b"TWVzc2FnZS1JRDogPG91cnNAbG9jYWxob3N0Pgo="
    assert read(before + encoded + b"\n--limit--\n").message_ids == ["<ours@localhost>"]


def test_one_that_is_too_large_is_not_read() -> None:
    with pytest.raises(Unreadable):
        read(report() + b"x" * MOST_BYTES)


def test_one_that_is_nested_without_end_is_not_read() -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(5000)
    )
    with pytest.raises((Unreadable, NotAReport)):
        read(deep)


def test_no_report_names_more_ids_than_anybody_would_look_up() -> None:
    many = " ".join(f"<{number}@x>" for number in range(9999))
    assert len(read(report(many)).message_ids) == MOST_IDS


@given(st.binary(max_size=300), st.integers(0, 1200))
def test_whatever_is_written_into_one_it_is_read_or_refused(junk: bytes, place: int) -> None:
    data = report()
    with contextlib.suppress(NotAReport, Unreadable):
        assert isinstance(read(data[:place] + junk + data[place:]), Returned)
