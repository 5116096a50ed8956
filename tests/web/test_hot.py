"""Rules of answers that are kept: the same for everybody, never older than the last change, never more than fits."""

import gzip
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
import time_machine
from django.conf import settings as site
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import DjangoAssertNumQueries, Settings

from partnership import addresses, hot
from partnership.hot import HotMiddleware, Kept, Moment, Store
from registry.actions import listing
from registry.models import Organization
from tests import factories
from tests.factories import person
from tests.listings import partner
from tests.web.joining import signed_in

pytestmark = pytest.mark.django_db

MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    kept = Store(10 * MEGABYTE)
    monkeypatch.setattr(hot, "STORE", kept)
    return kept


def page(client: Client, address: str = "/directory/", **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


# -- What is kept -----------------------------------------------------------------------------------------------------


# Files and data without a language of their own.
LANGUAGELESS = [
    "/robots.txt",
    "/sitemap.xml",
    "/sitemap/pages.xml",
    "/api/v1/organizations",
    "/api/v1/activities",
    "/api/v1/gaps",
]


def public_addresses() -> list[str]:
    here = addresses.partner(factories.listed(name="Bay Council").public_id_id, "Bay Council")
    return [
        "/",
        "/directory/",
        "/directory/?q=bay&type=ngo",
        "/activities/",
        "/support/",
        "/support/offers/?kind=finance",
        here,
        f"{here.removesuffix('/')}.json",
        "/directory/suggest?q=ba",
        "/about/",
        "/privacy/",
        "/accessibility/",
        "/feeds/partners.atom",
        "/feeds/gaps.atom",
        *LANGUAGELESS,
    ]


def test_a_page_that_was_just_seen_costs_one_query(
    client: Client, store: Store, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for address in public_addresses():
        first = page(client, address)
        with django_assert_num_queries(1):
            assert page(client, address) == first


def test_the_order_of_parameters_makes_no_other_page(client: Client, store: Store) -> None:
    page(client, "/directory/?type=ngo&country=KE&country=TZ")
    page(client, "/directory/?country=KE&country=TZ&type=ngo")
    assert len(store) == 1
    page(client, "/directory/?country=TZ&country=KE&type=ngo")
    assert len(store) == 2


@pytest.mark.parametrize("language", [code for code, _name in site.LANGUAGES])
def test_no_kept_page_holds_a_token_or_a_cookie(client: Client, store: Store, language: str) -> None:
    prefix = "" if language == "en" else f"/{language}"
    asked = [prefix + address for address in public_addresses() if address not in LANGUAGELESS]
    for address in asked:
        response = client.get(address)
        assert "csrfmiddlewaretoken" not in response.content.decode()
        assert not response.cookies
    assert len(store) == len(asked)


def test_only_what_was_found_is_kept(client: Client, store: Store) -> None:
    withdrawn = partner("Bay")
    Organization.objects.update(state="withdrawn")
    listing.refresh([Organization.objects.get().pk])
    answers = [client.get(f"/directory/{key}/").status_code for key in (withdrawn, "00000000")]
    assert answers == [410, 404]
    assert client.get("/accounts/login/").status_code == 200
    assert len(store) == 0


def test_a_question_too_long_to_be_asked_twice_is_not_kept(client: Client, store: Store) -> None:
    page(client, f"/directory/?q={'a' * 100}&other={'b' * 1000}")
    assert len(store) == 0


# -- How long it holds ------------------------------------------------------------------------------------------------


def test_who_is_listed_stands_in_the_very_next_answer(client: Client) -> None:
    assert "Reef Watch" not in page(client)
    factories.listed(person("amina"), name="Reef Watch")
    assert "Reef Watch" in page(client)


def test_who_withdrew_is_gone_from_the_very_next_answer(client: Client) -> None:
    withdrawn = factories.listed(name="Reef Watch")
    here = addresses.partner(withdrawn.public_id_id, "Reef Watch")
    assert "Reef Watch" in page(client)
    assert "Reef Watch" in page(client, here)
    Organization.objects.update(state="withdrawn")
    listing.refresh([withdrawn.pk])
    assert "Reef Watch" not in page(client)
    assert client.get(here).status_code == 410


def test_a_new_day_in_utc_makes_pages_anew(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 23, 59, tzinfo=UTC), tick=False) as now:
        partner("Bay", confirmed_on="2026-03-01")
        before = page(client)
        with django_assert_num_queries(1):
            assert page(client) == before
        now.move_to(datetime(2026, 3, 2, 0, 1, tzinfo=UTC))
        assert page(client) != before


def test_an_outdated_answer_makes_room_for_the_new_one(client: Client, store: Store) -> None:
    page(client)
    partner("Bay")
    page(client)
    assert len(store) == 1


# -- For whom it is ---------------------------------------------------------------------------------------------------


def test_who_is_signed_in_neither_gets_nor_leaves_a_kept_answer(client: Client, store: Store) -> None:
    amina = signed_in("amina")
    assert "Sign out" in page(amina)
    assert len(store) == 0
    assert "Sign out" not in page(client)
    assert len(store) == 1
    response = amina.get("/directory/")
    assert "Sign out" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert not response.has_header("ETag")


def test_who_has_just_signed_out_is_told_so_and_nobody_else_is(store: Store) -> None:
    browser = signed_in("amina")
    browser.post("/accounts/logout/")
    told = page(browser, "/")
    assert "You have signed out." in told
    assert len(store) == 0
    assert "You have signed out." not in page(browser, "/")


def test_languages_and_hosts_do_not_mix(settings: Settings, store: Store) -> None:
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    client = Client()
    answers = {
        (address, host): page(client, address, host=host)
        for _time in range(2)
        for address in ("/about/", "/ar/about/")
        for host in ("one.example", "two.example")
    }
    assert len(store) == len(set(answers.values())) == 4
    for (address, host), html in answers.items():
        assert f'<link rel="canonical" href="http://{host}{address}">' in html
    assert client.get("/about/", headers={"host": "three.example"}).status_code == 400


def test_a_kept_answer_opens_no_way_around_https(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 60
    client = Client()
    for _time in range(2):
        answer = client.get("/about/", secure=True)
        assert (answer.status_code, answer["Strict-Transport-Security"]) == (200, "max-age=60")
        assert client.get("/about/")["Location"] == "https://testserver/about/"


def test_a_kept_answer_is_as_safe_as_the_first(client: Client) -> None:
    first, second = client.get("/about/"), client.get("/about/")
    assert dict(first.items()) == dict(second.items())
    assert "default-src 'none'" in second["Content-Security-Policy"]
    assert (second["X-Frame-Options"], second["X-Content-Type-Options"]) == ("DENY", "nosniff")


# -- What browsers are told -------------------------------------------------------------------------------------------


def test_a_browser_asks_each_time_and_hears_that_it_has_it(client: Client) -> None:
    first = client.get("/directory/")
    assert first["Cache-Control"] == "no-cache"
    assert first["Vary"] == "Accept-Encoding, Cookie"
    assert int(first["Content-Length"]) == len(first.content)
    for known in (first["ETag"], f'"other", {first["ETag"]}', f"W/{first['ETag']}", "*"):
        again = client.get("/directory/", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert not again.has_header("Content-Length")
    partner("Bay")
    assert client.get("/directory/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_head_tells_what_get_would(client: Client, store: Store) -> None:
    before, whole, after = client.head("/about/"), client.get("/about/"), client.head("/about/")
    assert before.content == after.content == b""
    assert dict(before.items()) == dict(whole.items()) == dict(after.items())
    assert client.head("/about/", headers={"If-None-Match": whole["ETag"]}).status_code == 304


def test_a_compressed_answer_is_another_one_with_the_same_content(client: Client, store: Store) -> None:
    plain = client.get("/directory/")
    for _time in range(2):
        packed = client.get("/directory/", headers={"Accept-Encoding": "br, gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
        assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
        assert packed["ETag"] != plain["ETag"]
    assert len(store) == 1
    both = {"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]}
    assert client.get("/directory/", headers=both).status_code == 304
    assert client.get("/directory/", headers={**both, "If-None-Match": plain["ETag"]}).status_code == 200


def test_pages_of_a_person_come_compressed_in_a_length_that_says_nothing(client: Client) -> None:
    amina = signed_in("amina")
    answers = [amina.get("/about/", headers={"Accept-Encoding": "gzip"}) for _time in range(8)]
    assert {answer["Content-Encoding"] for answer in answers} == {"gzip"}
    assert len({len(answer.content) for answer in answers}) > 1


# -- What may never be kept -------------------------------------------------------------------------------------------


def with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("for you")
    response.set_cookie("visitor", "1")
    return response


def answer(**headers: str) -> Any:
    return lambda request: HttpResponse("for you", headers={name.replace("_", "-"): to for name, to in headers.items()})


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter([b"for ", b"you"]))


urlpatterns = [
    path("cookie", with_cookie, name="home"),
    path("private", answer(Cache_Control="private"), name="home"),
    path("encoded", answer(Content_Encoding="br"), name="home"),
    path("varies", answer(Vary="Accept"), name="home"),
    path("stream", stream, name="home"),
    path("other", answer(), name="other"),
    path("kept", answer(Vary="Accept-Language"), name="home"),
]


@pytest.mark.parametrize("name", ["cookie", "private", "encoded", "varies", "stream", "other"])
def test_what_is_somebody_s_or_says_who_may_keep_it_is_not_kept(name: str, settings: Settings, store: Store) -> None:
    settings.ROOT_URLCONF = __name__
    for _time in range(2):
        answered = Client().get(f"/{name}")
        assert answered.getvalue() == b"for you"
        assert not answered.has_header("ETag")
    assert len(store) == 0


def test_what_is_not_is(settings: Settings, store: Store) -> None:
    settings.ROOT_URLCONF = __name__
    assert Client().get("/kept").has_header("ETag")
    Client().post("/kept")
    assert len(store) == 1


def test_a_page_that_needs_no_database_needs_none_to_be_kept_either(
    client: Client, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    page(client, "/about/")
    monkeypatch.setattr(hot.version, "current", Mock(side_effect=OperationalError))
    for address in ("/about/", "/privacy/"):
        assert not client.get(address).has_header("ETag")
    assert len(store) == 1


# -- How much is kept -------------------------------------------------------------------------------------------------

TODAY = Moment(1, date(2026, 3, 1))


def kept(body: bytes = b"x" * 1000) -> Kept:
    return Kept(TODAY, {}, body, "etag")


def test_the_longest_unasked_makes_room() -> None:
    store = Store(3 * kept().size)
    for name in "abc":
        store.put((name,), kept())
    assert store.get(("a",)) == kept()
    store.put(("d",), kept())
    assert [name for name in "abcd" if store.get((name,))] == ["a", "c", "d"]
    assert store.size == store.limit


def test_an_answer_kept_anew_counts_once() -> None:
    store = Store(3 * kept().size)
    for _time in range(9):
        store.put(("a",), kept())
    assert (len(store), store.size) == (1, kept().size)
    store.clear()
    assert (len(store), store.size) == (0, 0)


def test_what_is_too_large_is_not_kept() -> None:
    store = Store(10 * MEGABYTE)
    store.put(("a",), kept(b"x" * (hot.LARGEST + 1)))
    assert len(store) == 0
    store.put(("a",), kept(b"x" * hot.LARGEST))
    assert len(store) == 1
    small = Store(kept().size - 1)
    small.put(("a",), kept())
    assert (len(small), small.size) == (0, 0)


def test_nothing_is_kept_where_nothing_may_be(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hot, "STORE", Store(0))
    assert not client.get("/about/").has_header("ETag")


# -- Many at once -----------------------------------------------------------------------------------------------------


def hammer(work: Any, threads: int = 8) -> None:
    """Let threads work at once; what one of them raises is raised here."""
    failed: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except AssertionError as error:
            failed.append(error)

    workers = [threading.Thread(target=guarded, args=[number]) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []


def test_threads_share_a_store_and_it_stays_within_its_bound() -> None:
    store = Store(20 * kept().size)

    def work(number: int) -> None:
        for turn in range(2_000):
            name = str((turn * (number + 1)) % 50)
            found = store.get((name,))
            assert found is None or found.body.startswith(name.encode() + b":")
            store.put((name,), kept(name.encode() + b":" + b"x" * (turn % 1_000)))
            assert store.size <= store.limit

    hammer(work)
    assert store.size == sum(answer.size for answer in store._answers.values()) <= store.limit


@pytest.fixture
def changing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Public data that is its own version."""
    data = SimpleNamespace(version=1)
    monkeypatch.setattr(hot.version, "current", lambda: data.version)
    return data


def test_no_answer_is_older_than_what_was_true_when_it_was_asked_for(changing: Any) -> None:
    def respond(request: HttpRequest) -> HttpResponse:
        request.resolver_match = SimpleNamespace(view_name="home")
        middleware.process_view(request, respond, (), {})
        return HttpResponse(str(changing.version))

    middleware = HotMiddleware(respond)

    def work(number: int) -> None:
        for turn in range(1_000):
            if number == 0:
                changing.version += 1
            true_now = changing.version
            request = RequestFactory().get(f"/{turn % 3}", headers={"host": "testserver"})
            answered = middleware(request)
            assert int(answered.content) >= true_now

    hammer(work)
