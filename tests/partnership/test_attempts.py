"""Rules of counting attempts: so many from one connection in a while, whatever address of it is used."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from partnership.attempts import LINKS_A_DAY, spend, spend_address, spend_link


def may(address: str, action: str = "report", most: int = 2) -> bool:
    return spend(RequestFactory().post("/", REMOTE_ADDR=address), action, most=most, seconds=600)


def test_the_third_of_two_is_refused_and_others_are_not() -> None:
    assert [may("192.0.2.7"), may("192.0.2.7"), may("192.0.2.7")] == [True, True, False]
    assert may("192.0.2.8") is True
    assert may("192.0.2.7", action="something else") is True


def test_all_addresses_of_one_connection_count_together() -> None:
    """A connection has 2 to the power of 64 addresses of IPv6, and another for every attempt."""
    assert [may(f"2001:db8:1:2::{number}") for number in (1, 2, 3)] == [True, True, False]
    assert may("2001:db8:1:3::1") is True


def test_a_place_is_free_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [may("192.0.2.7"), may("192.0.2.7"), may("192.0.2.7")] == [True, True, False]
    later = (timezone.now() + timedelta(seconds=601)).timestamp()
    monkeypatch.setattr("time.time", lambda: later)
    assert may("192.0.2.7") is True


def test_one_mailbox_counts_once_however_its_address_is_written() -> None:
    addresses = ("sam@reader.example.org", "Sam+spam@Reader.example.org", "sam+@reader.example.org")
    assert [spend_address(one, "enquiry", most=2, seconds=600) for one in addresses] == [True, True, False]
    assert spend_address("sam@other.example.org", "enquiry", most=2, seconds=600) is True


def test_an_address_gets_so_many_links_whatever_they_are_for() -> None:
    assert [spend_link("sam@reader.example.org") for _number in range(LINKS_A_DAY + 1)] == [True] * LINKS_A_DAY + [
        False
    ]
