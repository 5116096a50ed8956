"""Documents of older versions are brought up to the present one; those of unknown ones are left alone."""

import copy
from typing import Any

import pytest

from registry.entry.document import VERSION, empty
from registry.entry.upgrade import UPGRADERS, upgrade
from registry.errors import UnknownDocument

STEPS: Any = {
    1: lambda document: {**document, "version": 2, "added_in_2": True},
    2: lambda document: {**document, "version": 3, "added_in_3": True},
}


def test_a_document_of_the_present_version_stays_as_it_is() -> None:
    assert upgrade(empty()) == empty()


def test_each_version_is_brought_to_the_next_until_the_one_asked_for() -> None:
    assert upgrade({"version": 1}, to=3, upgraders=STEPS) == {"version": 3, "added_in_2": True, "added_in_3": True}


def test_the_document_that_was_given_is_not_changed() -> None:
    old = {"version": 1}

    upgrade(old, to=3, upgraders=STEPS)

    assert old == {"version": 1}


@pytest.mark.parametrize("document", [{"version": 4}, {"version": 0}, {}])
def test_a_document_that_no_upgrader_knows_is_refused_with_a_sentence(document: Any) -> None:
    before = copy.deepcopy(document)

    with pytest.raises(UnknownDocument, match="Nothing was lost"):
        upgrade(document, to=3, upgraders=STEPS)

    assert document == before


def test_every_version_before_the_present_one_has_an_upgrader() -> None:
    assert sorted(UPGRADERS) == list(range(1, VERSION))
