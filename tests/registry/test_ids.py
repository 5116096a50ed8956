"""Identifiers: in order of time for rows, short and checkable for people."""

import threading
import time
import uuid
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import ids


def test_uuids_made_one_after_the_other_sort_in_that_order() -> None:
    made = [ids.uuid7() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == 5000


def test_uuids_are_version_7_and_tell_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_clock", ids._Clock())  # other tests may have set it ahead
    before = time.time_ns() // 1_000_000
    made = ids.uuid7()
    after = time.time_ns() // 1_000_000
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert before <= made.int >> 80 <= after


def test_uuids_keep_their_order_when_the_clock_steps_back() -> None:
    clock = ids._Clock()
    with mock.patch("time.time_ns", side_effect=[5_000_000_000, 4_000_000_000, 5_000_000_000, 6_000_000_000]):
        ticks = [clock.tick() for _ in range(4)]
    assert ticks == sorted(set(ticks))
    assert [milliseconds for milliseconds, _ in ticks] == [5000, 5000, 5000, 6000]


def test_threads_never_share_a_uuid() -> None:
    made: list[uuid.UUID] = []
    threads = [threading.Thread(target=lambda: made.extend(ids.uuid7() for _ in range(500))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2000


def test_new_public_ids_are_valid_and_differ() -> None:
    made = [ids.new_public_id() for _ in range(2000)]
    assert all(ids.is_public_id(value) for value in made)
    assert len(set(made)) == 2000


def test_check_digits_are_those_of_known_ror_identifiers() -> None:
    # Published by ROR: 0 + six characters + check digits.
    assert ids.base32_check_digits("05dxps0") == "55"
    assert ids.base32_check_digits("03yrm5c") == "26"


def test_a_character_outside_the_alphabet_has_no_check_digits() -> None:
    with pytest.raises(ValueError, match="substring not found"):
        ids.base32_check_digits("u")


@given(st.text(ids.ALPHABET, min_size=6, max_size=6), st.integers(0, 5), st.sampled_from(ids.ALPHABET))
def test_one_wrong_character_is_noticed(body: str, position: int, other: str) -> None:
    mistyped = body[:position] + other + body[position + 1 :] + ids.base32_check_digits(body)
    assert ids.is_public_id(mistyped) == (body[position] == other)


@given(st.text(ids.ALPHABET, min_size=6, max_size=6), st.integers(0, 4))
def test_two_swapped_characters_are_noticed(body: str, position: int) -> None:
    first, second = body[position], body[position + 1]
    swapped = body[:position] + second + first + body[position + 2 :] + ids.base32_check_digits(body)
    assert ids.is_public_id(swapped) == (first == second)


@pytest.mark.parametrize(
    "value", ["", "0000000", "00000098\n", "00000097", "I0000098", "u0000098", "００００００98", "0" * 9]
)
def test_what_is_no_public_id(value: str) -> None:
    assert not ids.is_public_id(value)


def test_what_people_type_is_read_as_we_write_it() -> None:
    assert ids.is_public_id("00000098")
    assert ids.normalize_public_id(" OOoO-0098 ") == "00000098"
    assert ids.normalize_public_id("iIlL00") == "111100"
    assert ids.normalize_public_id("ABCXYZ12") == "abcxyz12"


@given(st.integers(0, 32**6 - 1))
def test_a_number_is_written_as_the_text_that_it_was_read_from(number: int) -> None:
    assert ids.base32_number(ids.base32_text(number, 6)) == number
