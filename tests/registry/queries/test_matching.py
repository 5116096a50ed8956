"""Rules of matching: what fits what, in which order, and why; held against a table of pairs made by hand."""

import uuid
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.models import Relation, SupportOffer
from registry.queries import comparing, families, matching, memory
from registry.queries.comparing import WEIGHTS, Match, Obstacle, Part
from registry.queries.likenesses import in_order
from registry.vocabulary import Visibility
from tests.matching import plain
from tests.matching.pairs import CASES, EVERYTHING, WARDENS, Case, Side, wardens
from tests.matching.world import World

pytestmark = pytest.mark.django_db

MANY = 5_000
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


# -- Whatever there is ------------------------------------------------------------------------------------------------


def test_it_is_what_a_plain_look_at_each_pair_finds(db: None) -> None:
    random, world = Random(3), World()
    gaps = [replace(one, state=one.state or "met") for one in (plain.side(random, number) for number in range(30))]
    offers = [
        replace(one, state=one.state or "paused") for one in (plain.side(random, number) for number in range(30, 60))
    ]
    ids = {one.title: world.gap(one) for one in gaps} | {one.title: world.offer(one) for one in offers}
    world.refresh()
    for circle in Visibility.values:
        seen = [one for one in (*gaps, *offers) if one.visible_to in memory.SEES[circle]]
        expected = {
            (gap.title, offer.title): round(round(100 * found) / 100)
            for gap in gaps
            for offer in offers
            if gap in seen and offer in seen and (found := plain.points(gap, offer)) is not None
        }
        answers = {one.title: matching.for_gap(ids[one.title], circle=circle, size=100) for one in gaps}
        back = {one.title: matching.for_offer(ids[one.title], circle=circle, size=100) for one in offers}
        assert {title for title, answer in {**answers, **back}.items() if answer} == {one.title for one in seen}
        assert pairs(answers) == expected
        assert {(gap, offer): score for (offer, gap), score in pairs(back).items()} == expected
        assert all(answer.total == len(answer.rows) for answer in answers.values() if answer)


def pairs(answers: dict[str, matching.Matches | None]) -> dict[tuple[str, str], int]:
    return {
        (title, match.record["title"]): match.score for title, found in answers.items() if found for match in found.rows
    }


# -- Families and words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "meant"),
    [
        (WARDENS, {}),
        (EVERYTHING, {"kinds": ("capacity_building",), "elements": ("oecm",), "realms": ()}),
    ],
    ids=["of the very kinds and elements", "of everything there is"],
)
def test_thousands_for_everywhere_stand_behind_the_one_that_is_meant_and_cost_no_more(
    columns: dict[str, Any], meant: dict[str, Any], db: None
) -> None:
    world = World()
    gap = world.gap(wardens("Patrols"))
    world.offer(wardens("Meant", days=1, **meant))
    owner = world.organization("Fund")
    columns = {"language": "en"} | {name: list(columns[name]) for name in ("kinds", "elements", "realms")}
    SupportOffer.objects.bulk_create(
        SupportOffer(organization=owner, title=f"Anything {number}", everywhere=True, **columns)
        for number in range(MANY)
    )
    world.refresh()
    found = matching.for_gap(gap, circle=Visibility.EVERYONE)  # and the memories are read
    assert found is not None
    assert (found.total, found.rows[0].record["title"], len(found.rows)) == (MANY + 1, "Meant", matching.PAGE_SIZE)
    with CaptureQueriesContext(connection) as asked:
        later = matching.for_gap(gap, circle=Visibility.EVERYONE, after=found.next)
    assert later is not None
    assert not {one.record["id"] for one in later.rows} & {one.record["id"] for one in found.rows}
    assert len(asked) <= 7
    alone = matching.for_gap(gap, circle=Visibility.EVERYONE, only_meant=True)
    assert alone is not None
    assert [one.record["title"] for one in alone.rows] == ["Meant"]
    assert (found.meant, alone.meant, alone.total, alone.next) == (1, 1, MANY + 1, "")


def test_a_family_is_all_to_whom_relations_lead(db: None) -> None:
    world = World()
    for number, kind in enumerate(("parent", "successor", "parent")):
        tie = {"organization": world.organization(f"Part {number}"), "other": world.organization(f"Part {number + 1}")}
        Relation.objects.create(kind=kind, accepted_at=timezone.now(), **tie)
    asked = {"organization": world.organization("Part 3"), "other": world.organization("Not yet")}
    Relation.objects.create(kind="successor", **asked)
    ended = {"organization": world.organization("Part 0"), "other": world.organization("No longer")}
    Relation.objects.create(kind="successor", accepted_at=timezone.now(), ended_at=timezone.now(), **ended)
    family = {world.organization(f"Part {number}").public_id_id for number in range(4)}
    assert families.family_of(world.organization("Part 2").pk) == family


def test_words_that_say_nothing_do_not_count(db: None) -> None:
    world = World()
    gap = world.gap(Side("About their Kenya", ("finance",), countries=("KE",), text="With 2024 boats, where they were"))
    offer = world.offer(Side("Where their boats", ("finance",), countries=("KE",), text="were, about Kenya 2024"))
    world.refresh()
    found = matching.why(gap, offer, circle="everyone")
    assert found is not None
    assert found.match.parts[-1].both == ["boats"]


def test_only_the_words_of_the_two_themselves_count_and_not_the_names_of_who_states_them(db: None) -> None:
    world = World()
    gap = world.gap(Side("Patrol boats", ("finance",), countries=("KE",), text="Lagoon", of="Mangrove Lagoon Council"))
    offer = world.offer(Side("Old engines", ("finance",), countries=("KE",), text="For a lagoon", of="Mangrove Boats"))
    world.refresh()
    found = matching.why(gap, offer, circle="everyone")
    assert found is not None
    assert found.match.parts[-1].both == ["lagoon"]
    matches = matching.for_offer(offer, circle="everyone")
    assert matches is not None
    assert matches.rows[0].parts[-1].both == ["lagoon"]


def test_words_of_the_titles_stand_first_and_runs_are_whole() -> None:
    record = {"title": "红树林苗圃 sand", "text": "reefs and sand"}
    assert in_order({"红树", "树林", "reefs", "sand", "owner"}, record) == ["红树林", "sand", "reefs", "owner"]
    assert in_order({"مانغروف"}, {"title": "المانغروف", "text": ""}) == ["مانغروف"]
