"""Paths that name a place in a document."""

import pytest

from registry.entry.paths import anchor, is_path, labels

ITEM = "0198b0a4-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("where", ["Where you work"]),
        ("where.scales", ["Where you work", "Scale of work"]),
        ("gaps", ["Support gaps"]),
        (f"gaps.{ITEM}", ["Support gap"]),
        (f"gaps.{ITEM}.title", ["Support gap", "Title"]),
        (f"contacts.{ITEM}.contact", ["Contact", "Name, email and telephone"]),
    ],
)
def test_a_place_is_called_by_its_part_and_field(path: str, expected: list[str]) -> None:
    assert [str(label) for label in labels(path)] == expected
    assert is_path(path)


@pytest.mark.parametrize(
    "path",
    [
        *("", ".", "nowhere", "where.nothing", "where.scales.more", "gaps.1", "gaps.title", f"gaps.{ITEM}.nothing"),
        *(f"gaps.{ITEM}.title.more", f"gaps.{ITEM.upper()}x", f"gaps.{ITEM.replace('-', '')}", "version"),
    ],
)
def test_what_leads_nowhere_is_no_path(path: str) -> None:
    assert not is_path(path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("where.scales", "id_scales"),
        (f"gaps.{ITEM}.title", "id_title"),
        ("organization.logo", "id_logo_file"),
        (f"contacts.{ITEM}.contact", "id_email"),
    ],
)
def test_a_field_is_found_on_its_page(path: str, expected: str) -> None:
    assert anchor(path) == expected
