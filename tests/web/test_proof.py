"""Rules of the proof of work: good for its page, for ten minutes, once; without a cookie and without a query."""

import base64
import json
from typing import Any

import pytest
import time_machine
from altcha import Challenge
from django.test import Client, RequestFactory, override_settings
from pytest_django import DjangoAssertNumQueries, Settings

from partnership import proof
from tests.web.proofs import proved, solved

PAGE = "/report/8xk2mq57/"


def sent(typed: str, page: str = PAGE, **values: str) -> Any:
    return RequestFactory().post(page, {"text": "It moved.", **values, "proof": typed})


def a_proof(page: str = PAGE) -> str:
    return solved(Challenge.from_dict(proof.challenge(page)))


def changed(typed: str, part: str, **values: Any) -> str:
    """A proof with other values in its challenge or its solution."""
    payload = json.loads(base64.b64decode(typed))
    about = payload["solution"] if part == "solution" else payload["challenge"][part]
    about.update(values)
    return base64.b64encode(json.dumps(payload).encode()).decode()


@pytest.mark.django_db
def test_a_challenge_costs_no_query_and_no_cookie_and_no_cache_keeps_it(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/proof/challenge", {"page": PAGE})
    assert response.json()["parameters"]["data"] == {"page": PAGE}
    assert "no-store" in response.headers["Cache-Control"]
    assert client.cookies == {}
    assert client.post("/proof/challenge").status_code == 405


@pytest.mark.parametrize("page", ["", "\x00", "x" * 5000, "\ud800", "__proto__"])
def test_any_page_may_be_asked_for(client: Client, page: str) -> None:
    response = client.get("/proof/challenge", {"page": page.encode("utf-8", "surrogatepass")})
    assert (response.status_code, len(response.content) < 1000) == (200, True)


def test_no_two_challenges_are_the_same() -> None:
    first, second = (proof.challenge(PAGE) for _number in range(2))
    assert first["signature"] != second["signature"]
    assert first["parameters"]["nonce"] != second["parameters"]["nonce"]


def test_how_hard_it_is_is_a_setting_and_signed(settings: Settings) -> None:
    settings.PROOF_COST = 7
    assert proof.challenge(PAGE)["parameters"]["cost"] == 7
    easier = changed(a_proof(), "parameters", cost=1)
    assert proof.is_proved(sent(easier)) is False


def test_a_solved_challenge_is_good_for_its_page(client: Client) -> None:
    assert proof.is_proved(sent(proved(client, PAGE)["proof"])) is True
    for page in ("/report/7yk2mq57/", "/fr/report/8xk2mq57/", "/directory/8xk2mq57/write/"):
        assert proof.is_proved(sent(a_proof(), page)) is False


def test_it_is_good_once_but_for_the_very_same_form() -> None:
    typed = a_proof()
    assert proof.is_proved(sent(typed)) is True
    assert proof.is_proved(sent(typed)) is True  # a double click
    assert proof.is_proved(sent(typed, text="Something else.")) is False
    assert proof.is_proved(sent(typed, more="")) is False
    assert proof.is_proved(sent(typed)) is True


def test_another_solution_of_the_same_challenge_is_no_other_proof() -> None:
    challenge = Challenge.from_dict(proof.challenge(PAGE))
    assert proof.is_proved(sent(solved(challenge))) is True
    payload = json.loads(base64.b64decode(solved(challenge)))
    payload["solution"]["time"] = 5
    again = base64.b64encode(json.dumps(payload).encode()).decode()
    assert proof.is_proved(sent(again, text="Something else.")) is False


def test_it_runs_out_after_ten_minutes() -> None:
    with time_machine.travel("2026-11-25T10:00:00Z", tick=False) as now:
        typed, late = a_proof(), a_proof()
        now.shift(proof.SECONDS - 1)
        assert proof.is_proved(sent(typed)) is True
        now.shift(2)
        assert proof.is_proved(sent(late)) is False
        longer = changed(late, "parameters", expiresAt=2_000_000_000)
        assert proof.is_proved(sent(longer)) is False


def test_one_of_another_site_is_none() -> None:
    with override_settings(SECRET_KEY="another"):
        typed = a_proof()
    assert proof.is_proved(sent(typed)) is False


@pytest.mark.parametrize(
    ("part", "values"),
    [
        ("parameters", {"keyPrefix": ""}),
        ("parameters", {"data": {"page": "/directory/8xk2mq57/write/"}}),
        ("parameters", {"data": None}),
        ("parameters", {"algorithm": "SHA-256"}),
        ("solution", {"counter": -1}),
        ("solution", {"counter": 2**70}),
        ("solution", {"counter": "1"}),
        ("solution", {"derivedKey": "00" * 32}),
        ("solution", {"derivedKey": None}),
    ],
)
def test_what_was_changed_in_it_makes_it_none(part: str, values: dict[str, Any]) -> None:
    assert proof.is_proved(sent(changed(a_proof(), part, **values))) is False


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "nothing",
        "\x00",
        "é" * 8,
        "x" * 5000,
        "bnVsbA==",  # null
        "W10=",  # []
        "eyJjaGFsbGVuZ2UiOiBbXSwgInNvbHV0aW9uIjoge319",  # {"challenge": [], "solution": {}}
        base64.b64encode(b'{"challenge": {"parameters": "x"}, "solution": {}}').decode(),
        base64.b64encode(b"[" * 2900).decode(),
    ],
)
def test_what_is_no_proof_is_refused_and_breaks_nothing(typed: str) -> None:
    request = sent(typed)
    assert (proof.is_proved(request), proof.was_tried(request)) == (False, bool(typed))
