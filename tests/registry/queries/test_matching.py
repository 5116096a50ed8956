"""Rules of matching: what fits what, in which order, and why; held against a table of pairs made by hand."""

import uuid
from typing import Any

import pytest

from registry.queries import comparing, matching
from registry.queries.comparing import WEIGHTS, Match, Obstacle, Part
from tests.matching.pairs import CASES, Case
from tests.matching.world import World

pytestmark = pytest.mark.django_db

SIGNS = {"fits": "+", "partly": "~", "untold": "?", "not": "-"}


class Made:
    """A case of the table as the site knows it, among all the others."""

    def __init__(self, case: Case, world: World) -> None:
        self.case = case
        ask, answer = (world.offer, world.gap) if case.for_offer else (world.gap, world.offer)
        self.asks = ask(case.asks)
        self.ids = {side.title: answer(side) for _signs, side in (*case.order, *case.never)}
        self.refused = {self.ids[title] for title in case.refused}

    def rows(self) -> list[Match]:
        """What is found of what the case has."""
        look = matching.for_offer if self.case.for_offer else matching.for_gap
        found = look(self.asks, circle=self.case.circle, refused=self.refused, size=200)
        assert found is not None
        return [match for match in found.rows if uuid.UUID(match.record["id"]) in self.ids.values()]

    def order(self) -> list[str]:
        return [match.record["title"] for match in self.rows()]

    def why(self, title: str) -> matching.Why | None:
        gap, offer = (self.ids[title], self.asks) if self.case.for_offer else (self.asks, self.ids[title])
        refused = {offer} if self.ids[title] in self.refused else set()
        return matching.why(gap, offer, circle=self.case.circle, refused=refused)

    def by_hand(self) -> list[str]:
        return [side.title for _signs, side in self.case.order]


@pytest.fixture
def table(db: None) -> list[Made]:
    world = World()
    made = [Made(case, world) for case in CASES]
    world.refresh()
    return made


def signs(match: Match) -> str:
    return "".join(SIGNS[part.verdict] for part in match.parts)


# -- The table --------------------------------------------------------------------------------------------------------


def test_the_table_is_large_enough() -> None:
    assert sum(len(case.order) + len(case.never) for case in CASES) >= 60
    assert sum(len(case.never) for case in CASES) >= 15
    assert sum(case.near for case in CASES) >= 10


def test_order_and_reasons_are_those_of_the_table(table: list[Made]) -> None:
    found = {one.case.name: [(signs(match), match.record["title"]) for match in one.rows()] for one in table}
    assert found == {case.name: [(expected, side.title) for expected, side in case.order] for case in CASES}


OBSTACLES = {
    "kind": Obstacle.KIND,
    "place": Obstacle.PLACE,
    "same": Obstacle.SAME,
    "family": Obstacle.FAMILY,
    "refused": Obstacle.REFUSED,
}


def test_what_must_not_match_says_what_stands_in_the_way(table: list[Made]) -> None:
    for one in table:
        state = Obstacle.GAP_STATE if one.case.for_offer else Obstacle.OFFER_STATE
        for obstacle, side in one.case.never:
            found = one.why(side.title)
            told = found and found.obstacles
            expected = None if obstacle == "unseen" else ({**OBSTACLES, "state": state}[obstacle],)
            assert (side.title, told) == (side.title, expected)


def test_from_both_sides_and_as_a_pair_it_is_the_same(table: list[Made]) -> None:
    for one in table:
        back = matching.for_gap if one.case.for_offer else matching.for_offer
        for match in one.rows():
            why = one.why(match.record["title"])
            assert why is not None
            assert (why.obstacles, why.match.score, signs(why.match)) == ((), match.score, signs(match))
            found = back(one.ids[match.record["title"]], circle=one.case.circle, size=200)
            assert found is not None
            mine = next(row for row in found.rows if row.record["id"] == str(one.asks))
            assert (mine.score, signs(mine)) == (match.score, signs(match))


def test_no_weight_could_be_half_or_half_as_much_again(table: list[Made], monkeypatch: pytest.MonkeyPatch) -> None:
    near = [one for one in table if one.case.near]
    unbroken = []
    for part in Part:
        for factor in (0.5, 1.5):
            changed: Any = {**WEIGHTS, part: WEIGHTS[part] * factor}
            monkeypatch.setattr(comparing, "WEIGHTS", changed)
            monkeypatch.setattr(matching, "WEIGHTS", changed)
            if all(one.order() == one.by_hand() for one in near):
                unbroken.append((part, factor))
    assert unbroken == []


def test_the_weights_are_of_a_hundred() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert list(WEIGHTS) == list(Part)


def test_what_is_not_there_has_no_matches() -> None:
    assert matching.for_gap(uuid.uuid4(), circle="everyone") is None
    assert matching.why(uuid.uuid4(), uuid.uuid4(), circle="everyone") is None
