"""The limit of the API: told in every answer, held by all processes together, cheap to count."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from partnership.api import limit
from partnership.api.limit import Taken, standing

pytestmark = pytest.mark.django_db

HERE = "/api/v1/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Twenty seconds after a full minute in which nobody has asked."""
    monkeypatch.setattr(limit, "taken", Taken())
    with time_machine.travel(datetime(2026, 11, 22, 10, 0, 20, tzinfo=UTC), tick=False) as clock:
        yield clock


def test_the_limit_is_told_and_held(client: Client, settings: Any, clock: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 2
    answers = [client.get(HERE + "vocabulary") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"address";q=2;w=60'}
    assert [answer["RateLimit"] for answer in answers] == [
        '"address";r=1;t=40',
        '"address";r=0;t=40',
        '"address";r=0;t=40',
    ]
    assert (answers[2]["Retry-After"], answers[2].json()["status"]) == ("40", 429)
    assert client.get(HERE + "vocabulary", REMOTE_ADDR="192.0.2.7").status_code == 200
    clock.shift(40)
    assert client.get(HERE + "vocabulary").status_code == 200


def test_without_a_limit_none_is_told(client: Client, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 0
    answer = client.get(HERE + "vocabulary")
    assert (answer.has_header("RateLimit-Policy"), answer.has_header("RateLimit")) == (False, False)


def test_without_an_address_nothing_is_counted(client: Client, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 1
    answers = [client.get(HERE + "vocabulary", REMOTE_ADDR="") for _ in range(3)]
    assert [(answer.status_code, answer.has_header("RateLimit")) for answer in answers] == [(200, False)] * 3


def test_no_limit_holds_for_pages(client: Client, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 1
    assert [client.get(page).status_code for page in ["/api/docs", "/about/"] * 3] == [200] * 6


@pytest.mark.parametrize(("most", "processes"), [(1, 1), (7, 2), (100, 1), (100, 3), (3000, 4)])
def test_all_processes_together_give_no_more_than_the_limit(
    settings: Any, monkeypatch: pytest.MonkeyPatch, most: int, processes: int
) -> None:
    settings.API_REQUESTS_A_MINUTE = most
    given = 0
    each = [Taken() for _ in range(processes)]
    for number in range(most + 200):
        monkeypatch.setattr(limit, "taken", each[number % processes])
        given += standing("192.0.2.7").allowed
    assert given == most


def test_what_is_left_falls_with_every_answer_of_one_process(settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 100
    assert [standing("192.0.2.7").left for _ in range(102)] == [*range(99, -1, -1), 0, 0]


def test_the_shared_counter_is_asked_rarely(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_REQUESTS_A_MINUTE = 3000
    asked = []
    count = cache.incr
    monkeypatch.setattr(cache, "incr", lambda *given: asked.append(given) or count(*given))
    for _ in range(3000):
        standing("192.0.2.7")
    assert len(asked) < limit.SHARES


def test_a_new_minute_forgets_who_asked(settings: Any, clock: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 3000
    for number in range(50):
        standing(f"192.0.2.{number}")
    assert len(limit.taken.left) == 50
    clock.shift(60)
    standing("192.0.2.7")
    assert len(limit.taken.left) == 1


def test_the_address_itself_is_kept_nowhere(settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 3000
    standing("192.0.2.7")
    assert [key for key in [*limit.taken.left, *cache._cache] if "192.0.2.7" in key] == []  # type: ignore[attr-defined]


def test_a_counter_that_ended_in_between_begins_anew(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.API_REQUESTS_A_MINUTE = 3000
    monkeypatch.setattr(cache, "add", lambda *_given: False)
    assert standing("192.0.2.7").left == 2999
