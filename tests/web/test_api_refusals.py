"""What the API cannot answer: it says which parameter, and why, always as a problem (RFC 9457), never with a fault."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from partnership.api.parameters import MOST_PROBLEMS
from registry.queries import directory
from tests.listings import partner

pytestmark = pytest.mark.django_db

HERE = "/api/v1/"
LISTS = ("organizations", "activities", "gaps", "offers")


def problem(response: Any, status: int) -> dict[str, Any]:
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json"), response.content
    assert response["Access-Control-Allow-Origin"] == "*"
    told: dict[str, Any] = response.json()
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert told["detail"].endswith((".", "wait.", "later."))
    return told


def refused(client: Client, address: str) -> dict[str, str]:
    """The parameters that a 400 names, each with what it says of it."""
    told = problem(client.get(HERE + address), 400)
    return {one["parameter"]: one["detail"] for one in told["parameters"]}


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("q=%00", "q"),
        ("q=reef%00", "q"),
        ("q=%ED%A0%80", "q"),
        ("q=%FF", "q"),
        ("q=!!!", "q"),
        ("q=" + "a" * 201, "q"),
        ("q=" + "a" * 100_000, "q"),
        ("q=a&q=b", "q"),
        ("type=pirate", "type"),
        ("type=", "type"),
        ("type=ngo%00", "type"),
        ("type=NGO", "type"),
        ("&".join(["type=ngo"] * 10_000), "type"),
        ("country=UK", "country"),
        ("country=ke", "country"),
        ("works_in=999", "works_in"),
        ("element=' OR 1=1 --", "element"),
        ("scale=" + "x" * 5000, "scale"),
        ("sort=upside-down", "sort"),
        ("exact=no", "exact"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=9223372036854775808", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("limit=ten", "limit"),
        ("limit=", "limit"),
        ("limit=%D9%A3", "limit"),
        ("limit=1.0", "limit"),
        ("limit=5&limit=5", "limit"),
        ("after=", "after"),
        ("after=forged", "after"),
        ("after=%00", "after"),
        ("after=" + "A" * 5000, "after"),
        ("view=table", "view"),
        ("before=x", "before"),
        ("Q=reef", "Q"),
        ("type[]=ngo", "type[]"),
        ("%00=1", "\x00"),
        ("__proto__=1", "__proto__"),
        ("facets__contains=1", "facets__contains"),
    ],
)
def test_what_cannot_be_asked_is_named(client: Client, kind: str, query: str, named: str) -> None:
    assert list(refused(client, f"{kind}?{query}")) == [named]


@pytest.mark.parametrize(
    "moment",
    ["", "yesterday", "2026", "2026-13-01", "2026-02-30", "2026-11-22T25:00:00Z", "2026-11-22T10:00Z", "1e9", "-1",
     "2026-W01-1", "20261122", "9" * 400, "2026-11-22T10:00:00+99:00", "%00", "2026-11-22T10:00:005", "٢٠٢٦-١١-٢٢"],
)  # fmt: skip
def test_no_moment_is_named(client: Client, moment: str) -> None:
    assert list(refused(client, f"organizations?modified_since={quote(moment, safe='%')}")) == ["modified_since"]


@pytest.mark.parametrize("value", ["zz99", "12", "english", "e", "en-GB", "%D0%B0%D0%B1"])
def test_what_is_no_code_of_a_language_is_named(client: Client, value: str) -> None:
    assert list(refused(client, f"organizations?language={value}")) == ["language"]


def test_activities_know_no_changes(client: Client) -> None:
    assert list(refused(client, "activities?modified_since=2026-01-01")) == ["modified_since"]


def test_everything_that_is_wrong_is_named_at_once_with_what_would_fit(client: Client) -> None:
    told = refused(client, "organizations?typ=ngo&type=pirate&country=UK&limit=0")
    assert list(told) == ["typ", "type", "country", "limit"]
    assert told["typ"].startswith("There is no such parameter. There are: q, type, country, ")
    assert told["type"].startswith("“pirate” cannot be asked for. It is one of: national_government, ")
    assert told["country"] == (
        "“UK” cannot be asked for. It is one of 249 codes, such as AD, AE, AF; /api/v1/vocabulary lists them."
    )
    assert told["limit"] == "“0” cannot be asked for. It is a whole number from 1 to 100."


def test_a_refusal_is_short_however_much_is_wrong(client: Client) -> None:
    response = client.get(HERE + "organizations?" + "&".join(f"x{number}=1" for number in range(5000)))
    assert len(problem(response, 400)["parameters"]) == MOST_PROBLEMS
    assert len(response.content) < 20_000


def test_more_parameters_than_are_read_are_refused_too(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
    told = refused(client, "organizations?" + "&".join(["type=ngo"] * 101))
    assert told == {"*": "There are more than 100 parameters. Ask for less at once."}


@pytest.mark.parametrize("kind", LISTS)
def test_a_place_of_another_search_is_refused(client: Client, kind: str) -> None:
    for number in range(3):
        item = {"title": "Plant reefs"}
        partner(f"Reef {number}", activities=[item], gaps=[item], offers=[item])
    following = client.get(f"{HERE}{kind}?q=reef&limit=1").json()["next"].partition("?")[2]
    assert client.get(f"{HERE}{kind}?{following}").status_code == 200
    for other in (following.replace("q=reef", "q=ree"), following.replace("q=reef&", ""), f"{following}&sort=name"):
        assert list(refused(client, f"{kind}?{other}")) == ["after"]


def test_a_place_in_a_list_is_none_among_changes(client: Client) -> None:
    for number in range(3):
        partner(f"Reef {number}")
    places = {
        query: client.get(f"{HERE}organizations?{query}limit=1").json()["next"].rpartition("after=")[2]
        for query in ("", "modified_since=2020-01-01&")
    }
    assert list(refused(client, f"organizations?modified_since=2020-01-01&after={places['']}")) == ["after"]
    other = places["modified_since=2020-01-01&"]
    assert list(refused(client, f"organizations?limit=1&after={other}")) == ["after"]


# -- Addresses, methods, kinds of answers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["v1/nothing", "v1/organizations/", "v2/organizations", "", "v1/organizations/zzzzzz99", "v1/vocabulary/types",
     "v1/organizations/8xk2mq5７", "v1/organizations/%00", "v1/organizations/" + "a" * 5000, "v1/organizations/%E2"],
)  # fmt: skip
def test_what_is_not_there_is_a_problem_too(client: Client, address: str) -> None:
    problem(client.get(f"/api/{address}"), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize(
    "address", ["organizations", "vocabulary", "organizations/8xk2mq57", "openapi.json", "nothing"]
)
def test_the_api_is_only_read(client: Client, method: str, address: str) -> None:
    response = getattr(client, method)(HERE + address)
    assert (problem(response, 405)["title"], response["Allow"]) == ("Method Not Allowed", "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("accepted", ["text/html", "application/xml, text/csv;q=0.9", "image/*"])
def test_who_cannot_read_json_is_told_so(client: Client, accepted: str) -> None:
    problem(client.get(HERE + "organizations", headers={"Accept": accepted}), 406)


@pytest.mark.parametrize("accepted", ["application/json", "*/*", "application/*", "text/html, */*;q=0.1", ""])
def test_who_reads_json_is_answered(client: Client, accepted: str) -> None:
    assert client.get(HERE + "organizations", headers={"Accept": accepted}).status_code == 200


def test_a_host_that_is_not_ours_is_a_problem(client: Client) -> None:
    problem(client.get(HERE + "organizations", headers={"Host": "elsewhere.example"}), 400)


def test_a_fault_of_ours_is_a_problem_without_its_cause(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: Any, **_named: Any) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(directory, "search", fail)
    client.raise_request_exception = False
    response = client.get(HERE + "organizations")
    assert problem(response, 500)["detail"] == "The fault is on our side and was logged. Try again later."
    assert b"secret" not in response.content


# -- Anything at all --------------------------------------------------------------------------------------------------

ANYTHING = st.text(max_size=30) | st.integers().map(str) | st.sampled_from(["ngo", "KE", "\0", "2026-01-01", "yes"])


@given(
    st.lists(
        st.tuples(st.sampled_from(["q", "type", "limit", "sort", "after", "modified_since"]) | ANYTHING, ANYTHING)
    ),
    st.sampled_from(LISTS),
)
@hypothesis(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_question_is_answered_or_refused(client: Client, query: list[tuple[str, str]], kind: str) -> None:
    asked = "&".join(f"{quote(name, errors='replace')}={quote(value, errors='replace')}" for name, value in query)
    response = client.get(f"{HERE}{kind}?{asked}")
    assert response.status_code in (200, 400)
    if response.status_code == 400:
        assert problem(response, 400)["parameters"]
