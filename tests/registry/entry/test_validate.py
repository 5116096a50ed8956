"""A whole document is validated after a merge, before it is sent, and on import."""

import copy
from typing import Any

import pytest

from registry.entry.document import Document, empty
from registry.entry.validate import Problem, problems
from tests.documents import an_item

pytestmark = pytest.mark.django_db
ID = "01900000-0000-7000-8000-000000000001"


def complete() -> Document:
    """A document that can be sent."""
    document = empty()
    document["organization"] |= {"type": "ngo", "description": "Mangroves.", "description_language": "en"}
    document["where"] |= {
        "base_country": "KE",
        "countries": ["KE"],
        "scales": ["local"],
        "realms": ["land"],
        "languages": ["en"],
    }
    words = {"title": "Nursery", "language": "en", "countries": ["KE"], "kinds": ["finance"]}
    items: dict[str, dict[str, Any]] = {
        "names": {"text": "Bay Council", "language": "en", "kind": "official"},
        "activities": {**words, "elements": ["equitable"], "start": "2024-03", "status": "planned"},
        "gaps": {**words, "for_whom": ["own"]},
        "offers": words,
        "contacts": {"role": "main", "kind": "person", "contact": ID},
    }
    for key, values in items.items():
        document[key] = {ID: an_item(key, **values)}
    return document


def paths(document: Document, need: Any = "send") -> list[str]:
    return [problem.path for problem in problems(document, need=need)]


def changed(path: str, value: Any) -> Document:
    document = copy.deepcopy(complete())
    *parts, name = path.split(".")
    place = document
    for part in parts:
        place = place[part]
    place[name] = value
    return document


def test_a_complete_document_has_no_problems() -> None:
    assert problems(complete(), need="send") == problems(complete(), need="list") == []


NEEDED_TO_SEND = [
    *("organization.type", "organization.description", "organization.description_language"),
    *("where.base_country", "where.scales", "where.realms", "where.languages"),
    *(f"names.{ID}.{name}" for name in ("text", "language")),
    *(f"activities.{ID}.{name}" for name in ("title", "language", "kinds", "elements", "start", "status")),
    *(f"gaps.{ID}.{name}" for name in ("title", "language", "kinds", "for_whom")),
    *(f"offers.{ID}.{name}" for name in ("title", "kinds")),
    *(f"contacts.{ID}.{name}" for name in ("kind", "contact")),
]
NEEDED_TO_BE_LISTED = {
    *("organization.type", "where.base_country", f"names.{ID}.text", f"names.{ID}.language"),
    *(f"{part}.{ID}.title" for part in ("activities", "gaps", "offers")),
    *(f"contacts.{ID}.kind", f"contacts.{ID}.contact"),
}


@pytest.mark.parametrize("path", NEEDED_TO_SEND)
def test_an_answer_that_is_missing_is_told_at_its_place(path: str) -> None:
    value = complete()
    for part in path.split("."):
        value = value[part]
    missing = changed(path, [] if isinstance(value, list) else None if path.endswith(("start", "contact")) else "")

    assert paths(missing) == [path]
    assert paths(missing, "list") == ([path] if path in NEEDED_TO_BE_LISTED else [])


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("organization.type", "club", "club"),
        ("organization.description", "x" * 1501, "Shorten it to 1500 characters; it has 1501 now"),
        ("organization.description", "a\x00b", "U+0000"),
        ("organization.description_language", "english", "no language that we know"),
        ("organization.website", "javascript:alert(1)", "https://"),
        ("organization.founded", 999, "four digits"),
        ("where.base_country", "XK", "“XK” is not among the places"),
        ("where.countries", ["KE", "XX", "YY"], "“XX, YY” is not among the places"),
        ("where.regions", ["999"], "“999” is not among the places"),
        ("where.base_place", "a\nb", "on one line"),
        ("where.scales", ["cosmic"], "cosmic"),
        ("where.languages", ["??"], "no language that we know"),
        (f"names.{ID}.text", "x" * 301, "300"),
        (f"activities.{ID}.start", "March", "cannot be read"),
        (f"activities.{ID}.start", "2024-13", "cannot be read"),
        (f"activities.{ID}.visible_to", "friends", "friends"),
        (f"activities.{ID}.link", "ftp://example.org", "https://"),
        (f"gaps.{ID}.wanted_by", "soon", "cannot be read"),
        (f"gaps.{ID}.amount", "lots", "cannot be read"),
        (f"offers.{ID}.conditions", "x" * 501, "500"),
    ],
)
def test_a_value_that_its_column_does_not_take_is_told_at_its_place(path: str, value: Any, sentence: str) -> None:
    found = {problem.path: str(problem.sentence) for problem in problems(changed(path, value), need="list")}

    assert sentence in found[path]


def test_answers_that_do_not_fit_together_are_told_at_their_place() -> None:
    assert paths(changed(f"activities.{ID}.end", "2024-02"), "list") == [f"activities.{ID}.end"]


def test_an_identifier_is_checked_against_its_register() -> None:
    document = {**complete(), "identifiers": {ID: an_item("identifiers", scheme="ror", value="03wcpny2x")}}

    assert paths(document, "list") == [f"identifiers.{ID}.value"]


def test_problems_come_in_the_order_of_the_entry() -> None:
    found = problems(empty(), need="send")

    assert list(dict.fromkeys(problem.part for problem in found)) == [
        *("organization", "where", "names", "activities", "gaps", "offers", "contacts")
    ]


def test_what_there_is_nothing_to_state_of_is_not_missing() -> None:
    document = {**complete(), "gaps": {}, "offers": {}}

    assert paths(document) == ["gaps", "offers"]
    assert problems(document, need="send", nothing_to_state=["gaps", "offers"]) == []


def test_a_problem_knows_its_part() -> None:
    assert Problem("gaps.1.title", "").part == "gaps"


def test_values_that_were_checked_before_are_taken_as_they_are() -> None:
    document = changed("organization.website", "javascript:alert(1)")
    document["organization"]["type"] = ""
    assert [one.path for one in problems(document, need="list", values=False)] == ["organization.type"]
    assert paths(document, need="list") == ["organization.type", "organization.website"]
