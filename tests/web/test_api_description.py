"""The description of the API (OpenAPI) says what the API does: its parameters, its answers, its refusals."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.http import QueryDict
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode

from partnership.forms.directory import FACETS, ResultFilter
from registry.actions import listing
from registry.models import Organization
from registry.queries.directory import SORTS, USUAL
from tests import factories
from tests.listings import organization, partner
from tests.web.test_access import routes

pytestmark = pytest.mark.django_db

HERE = "/api/v1/"
SHAPES = {
    "organizations": "Organizations",
    "activities": "Activities",
    "gaps": "Gaps",
    "offers": "Offers",
    "vocabulary": "Vocabulary",
    "": "Start",
}


@pytest.fixture
def described(client: Client) -> dict[str, Any]:
    told: dict[str, Any] = client.get(HERE + "openapi.json").json()
    return told


def everything() -> str:
    """One of each: a whole entry, a withdrawn and a merged one. The public id of the whole one."""
    whole = factories.listed(name="Invented Bay Council")
    organization(state="withdrawn")
    merged = organization(state="merged", merged_into=whole)
    listing.refresh([merged.pk, *Organization.objects.filter(state="withdrawn").values_list("pk", flat=True)])
    return whole.public_id_id


# -- Complete ---------------------------------------------------------------------------------------------------------


def test_every_address_is_described(described: dict[str, Any]) -> None:
    addresses = [route for route in routes(get_resolver().url_patterns) if route.startswith("api/v1/")]
    told = [path.removeprefix("/").replace("{", "<").replace("}", ">") for path in described["paths"]]
    assert sorted([*told, "api/v1/openapi.json"]) == sorted(set(addresses))
    assert described["openapi"] == "3.1.0"


@pytest.mark.parametrize("kind", FACETS)
def test_parameters_are_those_of_the_page(described: dict[str, Any], kind: str) -> None:
    told = {one["name"]: one for one in described["paths"][f"/api/v1/{kind}"]["get"]["parameters"]}
    of_page = set(ResultFilter(QueryDict(), kind).filters) - {"view", "after", "before"}
    assert set(told) - {"limit", "modified_since"} == of_page
    assert told["sort"]["schema"]["enum"] == list(SORTS[kind])
    usual = {"name": "else by name.", "unmet": "else those open longest first.", "newest": "else the newest first."}
    assert told["sort"]["description"].endswith(usual[USUAL[kind]])
    for facet in FACETS[kind]:
        one = told[facet.name]
        assert (one["schema"]["type"], one["required"]) == ("array", False)
        values = one["schema"]["items"].get("enum")
        assert all(map(facet.knows, values)) if values else "pattern" in one["schema"]["items"]
        if facet.values:
            assert tuple(values) == facet.values


def test_every_answer_and_refusal_has_its_shape(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        answers = methods["get"]["responses"]
        assert set(answers) >= {"200", "304", "406", "429"}, path
        for status, answer in answers.items():
            kinds = list(answer.get("content", {}))
            expected = ["application/json"] if status == "200" else ["application/problem+json"]
            assert kinds == ([] if status == "304" else expected), (path, status)


# -- True -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "left_out"),
    [
        ("organizations", {"instead_of", "unmatched", "withdrawn", "merged", "modified_until"}),
        ("organizations?modified_since=2020-01-01", {"instead_of"}),
        ("activities", {"instead_of"}),
        ("gaps", {"instead_of"}),
        ("offers", {"instead_of"}),
        ("vocabulary", set()),
        ("", set()),
    ],
)
def test_answers_have_the_members_described_and_no_others(
    client: Client, described: dict[str, Any], address: str, left_out: set[str]
) -> None:
    everything()
    told = client.get(HERE + address).json()
    shapes = described["components"]["schemas"]
    shape = shapes[SHAPES[address.partition("?")[0]]]
    assert set(told) == set(shape["properties"]) - left_out
    assert set(shape["required"]) <= set(told)
    if "results" in told:
        name = shape["properties"]["results"]["items"]["$ref"].rpartition("/")[2]
        assert list(told["results"][0]) == list(shapes[name]["properties"])


def test_an_entry_has_the_members_described_and_no_others(client: Client, described: dict[str, Any]) -> None:
    entry = client.get(f"{HERE}organizations/{everything()}").json()
    shapes = described["components"]["schemas"]

    def compare(told: Any, schema: dict[str, Any], where: str) -> None:
        if "$ref" in schema:
            shape = shapes[schema["$ref"].rpartition("/")[2]]
            assert set(shape["required"]) <= set(told) <= set(shape["properties"]), where
            for name, value in told.items():
                compare(value, shape["properties"][name], f"{where}.{name}")
        elif schema.get("type") == "array":
            for one in told:
                compare(one, schema["items"], where)

    compare(entry, {"$ref": "#/components/schemas/Entry"}, "entry")


def test_the_description_speaks_english_to_everybody(client: Client) -> None:
    plain = client.get(HERE + "openapi.json")
    assert client.get(HERE + "openapi.json", headers={"Accept-Language": "ar"}).content == plain.content
    assert b"Type of organization" in plain.content


# -- Whatever it allows, and what it does not -------------------------------------------------------------------------


@pytest.fixture
def one_transaction() -> Iterator[None]:
    """Requests past the client of the tests leave the connection open, and with it what this test has made."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_transaction")
def test_whatever_the_description_allows_or_forbids_is_answered_as_it_says() -> None:
    """Bounded; `make audit` asks more."""
    everything()
    item = {"title": "Plant", "elements": ["oecm"]}
    partner("Reef", activities=[item], gaps=[item], offers=[item])
    described = schemathesis.openapi.from_wsgi(HERE + "openapi.json", get_wsgi_application())
    operations = [found.ok() for found in described.get_all_operations()]
    assert [ask(operation, GenerationMode.POSITIVE) > 0 for operation in operations] == [True] * 7
    lists = [operation for operation in operations if operation.label.endswith(tuple(FACETS))]
    assert [ask(operation, GenerationMode.NEGATIVE) > 0 for operation in lists] == [True] * 4


def ask(operation: Any, mode: GenerationMode) -> int:
    """Ask for what an operation allows, or forbids; how often an answer was compared with the description."""
    asked = 0

    @settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def once(case: Case) -> None:
        nonlocal asked
        case.call_and_validate(headers={"Accept-Encoding": "identity"})
        asked += 1

    once()
    return asked


# -- The page ---------------------------------------------------------------------------------------------------------


def test_the_page_tells_every_address_parameter_and_member(client: Client, described: dict[str, Any]) -> None:
    html = client.get("/api/docs").content.decode()
    for path, methods in described["paths"].items():
        assert f"<code>GET {path}</code>" in html
        for parameter in methods["get"]["parameters"]:
            assert f"<code>{parameter['name']}</code>" in html
    assert "integer 1–100" in html
    for name, shape in described["components"]["schemas"].items():
        assert f'id="shape-{name}"' in html
        assert [member for member in shape["properties"] if f"<code>{member}</code>" not in html] == []


def test_the_page_is_reached_from_the_foot_of_every_page_in_its_language(client: Client) -> None:
    for prefix in ("", "/ar"):
        assert f'<a href="{prefix}/api/docs">' in client.get(f"{prefix}/about/").content.decode()
        html = client.get(f"{prefix}/api/docs").content.decode()
        assert ("Type of organization" in html) == (not prefix)


def test_the_examples_of_the_page_are_answered(client: Client) -> None:
    html = client.get("/api/docs").content.decode()
    addresses = [unescape(found) for found in re.findall(r"<code>curl (?:'|&#x27;)(.*?)(?:'|&#x27;)</code>", html)]
    addresses += re.findall(r"<code>(http://testserver/[\w/]+/download/\w+)</code>", html)
    assert len(addresses) == 20
    assert {client.get(address).status_code for address in addresses} == {200}
