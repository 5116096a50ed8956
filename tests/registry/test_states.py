"""The moves of the things that move (Product, States): every pair of states, legal or refused."""

from itertools import product

import pytest

from registry import states
from registry.errors import IllegalMove
from registry.states import ORGANIZATION_MOVES, SUBMISSION_MOVES, OrganizationState, SubmissionState, check_move

SUBMISSION = """
    draft             > submitted approved discarded set_aside
    submitted         > draft approved declined changes_requested set_aside
    changes_requested > submitted discarded set_aside
    approved          >
    declined          > submitted
    discarded         >
    set_aside         >
"""
ORGANIZATION = """
    pending   > listed refused
    listed    > withdrawn merged
    withdrawn > listed merged
    refused   > pending
    merged    >
"""


def moves(table: str) -> set[tuple[str, str]]:
    lines = [line.split(">") for line in table.strip().splitlines()]
    return {(before.strip(), after) for before, afters in lines for after in afters.split()}


@pytest.mark.parametrize(("before", "after"), list(product(SubmissionState.values, repeat=2)))
def test_a_submission_moves_as_the_table_says_and_no_other_way(before: str, after: str) -> None:
    assert is_let(SUBMISSION_MOVES, before, after) == ((before, after) in moves(SUBMISSION))


@pytest.mark.parametrize(("before", "after"), list(product(OrganizationState.values, repeat=2)))
def test_an_organization_moves_as_the_table_says_and_no_other_way(before: str, after: str) -> None:
    assert is_let(ORGANIZATION_MOVES, before, after) == ((before, after) in moves(ORGANIZATION))


def is_let(table: object, before: str, after: str) -> bool:
    try:
        check_move(table, before, after)  # type: ignore[arg-type]
    except IllegalMove:
        return False
    return True


def test_only_what_is_not_decided_can_be_edited_and_only_drafts_wait_for_nobody() -> None:
    assert {*states.EDITABLE} == {"draft", "changes_requested"}
    assert {*states.OPEN} == {"draft", "changes_requested", "submitted"}


@pytest.mark.parametrize("state", SubmissionState.values)
def test_a_submission_that_was_decided_stays_so_unless_its_refusal_is_taken_back(state: str) -> None:
    assert bool(SUBMISSION_MOVES[state]) == (state in (*states.OPEN, "declined"))
