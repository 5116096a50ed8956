"""Rules of time: nobody waits for a search without end, and whoever is told so is told what to do."""

import json
from http import HTTPStatus
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from partnership import limits
from partnership.urls import urlpatterns as of_the_site
from registry.queries import directory

pytestmark = pytest.mark.django_db(transaction=True)


def ask(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def slow(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ask("SELECT pg_sleep(20)"))


def wrong(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ask("SELECT pg_terminate_backend(pg_backend_pid())"))


def allowed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ask("SHOW statement_timeout"))


@limits.statements(seconds=60)
def download(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(ask("SHOW statement_timeout") for _piece in range(2))


urlpatterns = [
    *of_the_site,
    path("slow", slow),
    path("ar/slow", slow),
    path("wrong", wrong),
    path("allowed", allowed),
    path("download", download),
]


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READING", 0.05)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(("address", "language", "direction"), [("/slow", "en", "ltr"), ("/ar/slow", "ar", "rtl")])
def test_a_page_that_takes_too_long_says_so_and_what_to_do(
    client: Client, address: str, language: str, direction: str
) -> None:
    answer = client.get(address)
    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "30")
    assert "no-store" in answer["Cache-Control"]
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert 'class="masthead"' in html
    if language == "en":
        assert "Search with fewer or longer words, take a filter away" in html


@pytest.fixture
def slow_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "search", lambda *_asked, **_options: ask("SELECT pg_sleep(20)"))


@pytest.mark.usefixtures("hurried", "slow_search")
def test_a_search_without_end_is_ended(client: Client) -> None:
    answers = [client.get(address) for address in ("/directory/?q=reef", "/fr/activities/?q=reef")]
    assert [answer.status_code for answer in answers] == [503, 503]


@pytest.mark.usefixtures("hurried", "slow_search")
def test_a_program_is_told_in_its_own_way(client: Client) -> None:
    answer = client.get("/api/v1/organizations")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "30"
    problem = json.loads(answer.content)
    assert (problem["status"], problem["title"]) == (503, "Service Unavailable")
    assert "Ask for less" in problem["detail"]


@pytest.mark.usefixtures("hurried")
def test_the_same_connection_answers_the_next_question(client: Client) -> None:
    backend = ask("SELECT pg_backend_pid()")
    assert client.get("/slow").status_code == 503
    assert ask("SELECT pg_backend_pid()") == backend
    assert client.get("/directory/").status_code == 200


def test_another_fault_of_the_database_is_no_matter_of_time(client: Client) -> None:
    with pytest.raises(OperationalError):
        client.get("/wrong")
    connection.close()


def test_each_kind_of_request_has_its_own_time(client: Client) -> None:
    assert client.get("/allowed").content == b"2s"
    assert client.post("/allowed").content == b"20s"
    assert b"".join(client.get("/download")) == b"1min1min"
    assert client.get("/allowed").content == b"2s"


def test_the_time_is_set_once_for_many_requests(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/allowed")
    set_again: list[Any] = []
    monkeypatch.setattr(type(connection.connection), "execute", lambda self, sql: set_again.append(sql))
    client.get("/allowed")
    assert set_again == []
    client.post("/allowed")
    assert set_again == ["SET statement_timeout = 20000"]


def test_a_connection_that_is_opened_later_in_a_request_is_limited_too(client: Client) -> None:
    client.get("/allowed")
    connection.close()
    assert ask("SHOW statement_timeout") == "2s"


def test_a_thread_that_answers_nobody_has_all_the_time() -> None:
    limits._answering.seconds = None
    connection.close()
    connection.close_pool()
    assert ask("SHOW statement_timeout") == "0"
