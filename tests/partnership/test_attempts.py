"""Rules of counting attempts: so many from one connection in a while, whatever address of it is used."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from partnership.attempts import spend


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
