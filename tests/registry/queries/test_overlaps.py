"""What overlaps: different organizations, a kind, an element and a country in common, at the same time."""

import datetime
import random
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.actions import listing
from registry.models import Activity, ActivityPlace, Organization, Relation
from registry.queries import memory, overlaps
from registry.queries.overlaps import Cell, Overlap, read_key
from registry.vocabulary import Element, SupportKind
from tests.factories import person
from tests.listings import partner
from tests.overlaps import KEY, add_activity, at_work

pytestmark = pytest.mark.django_db

CELL = Cell("KE", "oecm", "finance")
THIS_MONTH = timezone.now().date().replace(day=1)


def month(number: int) -> datetime.date:
    """The first day of a month, counted from this one."""
    months = THIS_MONTH.year * 12 + THIS_MONTH.month - 1 + number
    return datetime.date(months // 12, months % 12 + 1, 1)


def keys(found: list[Overlap]) -> list[str]:
    return [one.key for one in found]


def related(kind: str, one: str, other: str) -> Relation:
    """What both sides have agreed to; the listing is made anew, as by the action."""
    sides = [Organization.objects.get(public_id=public_id) for public_id in (one, other)]
    made = Relation.objects.create(kind=kind, organization=sides[0], other=sides[1], accepted_at=timezone.now())
    listing.refresh([side.pk for side in sides])
    return made


# -- What is one ------------------------------------------------------------------------------------------------------


def test_two_partners_with_all_in_common_overlap() -> None:
    first, second = at_work("Bay Council"), at_work("Reef Watch")

    [found] = overlaps.of_country("KE")
    members = overlaps.find(CELL)

    assert (found.cell, found.key, found.partners, found.activities) == (CELL, KEY, 2, 2)
    assert members is not None
    assert members.overlap == found
    assert members.partners == [first, second]
    assert [row.record["organization"]["name"] for row in members.rows] == ["Bay Council", "Reef Watch"]


@pytest.mark.parametrize(
    "other",
    [
        {"kinds": ["policy_law"]},
        {"elements": ["rights"]},
        {"countries": ["TZ"]},
        {"countries": [], "everywhere": True},
        {"countries": [], "regions": ["202"]},
        {"start": None},
        {"status": "completed"},
        {"end": month(-1)},
        {"visible_to": "secretariat"},
    ],
)
def test_what_differs_in_one_thing_does_not(other: dict[str, Any]) -> None:
    at_work("Bay Council")
    at_work("Reef Watch", **other)

    assert overlaps.of_country("KE") == []
    assert overlaps.find(CELL) is None
    assert overlaps.worldwide() == (0, [])
    assert overlaps.countries_with() == {}


def test_two_activities_of_one_partner_do_not_overlap() -> None:
    add_activity(at_work("Bay Council"))

    assert overlaps.of_country("KE") == []


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ((-9, None), (5, None), True),
        ((-9, 4), (5, None), False),
        ((-9, 5), (5, None), True),
        ((-9, 0), (-2, 0), True),
        ((2, 6), (3, 4), True),
        ((2, 3), (4, 6), False),
    ],
)
def test_they_run_at_the_same_time(
    first: tuple[int, int | None], second: tuple[int, int | None], together: bool
) -> None:
    for name, (start, end) in (("Bay Council", first), ("Reef Watch", second)):
        at_work(name, start=month(start), end=None if end is None else month(end))

    assert keys(overlaps.of_country("KE")) == ([KEY] if together else [])


def test_who_runs_with_nobody_is_not_in_it() -> None:
    at_work("Bay Council", end=month(2))
    at_work("Reef Watch", end=month(2))
    at_work("Late Forest Fund", start=month(3))

    members = overlaps.find(CELL)

    assert members is not None
    assert (members.overlap.partners, members.overlap.activities) == (2, 2)


def test_a_family_is_one_however_far_it_reaches() -> None:
    parent, part, heir = at_work("Bay Council"), at_work("Bay Council North"), at_work("Bay Council New")
    assert keys(overlaps.of_country("KE")) == [KEY]

    related("parent", part, parent)
    ended = related("successor", part, heir)

    assert overlaps.of_country("KE") == []

    stranger = at_work("Reef Watch")
    members = overlaps.find(CELL)
    assert members is not None
    assert members.partners == [parent, part, heir, stranger]

    Relation.objects.filter(pk=ended.pk).update(ended_at=timezone.now())
    listing.refresh([ended.organization_id])
    assert keys(overlaps.of_country("KE")) == [KEY]


def test_what_was_only_proposed_makes_no_family() -> None:
    first, second = at_work("Bay Council"), at_work("Reef Watch")
    relation = related("parent", first, second)
    Relation.objects.filter(pk=relation.pk).update(accepted_at=None)
    listing.refresh([relation.organization_id])

    assert keys(overlaps.of_country("KE")) == [KEY]


def test_a_change_shows_in_the_next_question() -> None:
    at_work("Bay Council")
    second = at_work("Reef Watch")
    assert overlaps.worldwide()[0] == 1

    Organization.objects.filter(public_id=second).update(state="withdrawn")
    listing.refresh([Organization.objects.get(public_id=second).pk])

    assert overlaps.worldwide() == (0, [])


# -- Keys and narrowing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", "ke", "KE-oecm-finance", "xx-oecm-finance", "ke-moon-finance", "ke-oecm-gold"])
def test_what_is_no_key(key: str) -> None:
    assert read_key(key) is None


def test_every_cell_has_a_key_of_its_own() -> None:
    cells = [Cell("KE", element, kind) for element in Element.values for kind in SupportKind.values]

    assert [read_key(cell.key) for cell in cells] == cells
    assert len({cell.key for cell in cells}) == overlaps.CELLS


def test_a_list_is_narrowed_by_element_and_kind() -> None:
    for name in ("Bay Council", "Reef Watch"):
        at_work(name, kinds=["finance", "policy_law"], elements=["oecm", "rights"])

    assert len(overlaps.of_country("KE")) == 4
    assert keys(overlaps.of_country("KE", element="rights", kind="finance")) == ["ke-rights-finance"]
    total, found = overlaps.worldwide(element="rights", kind="finance")
    assert (total, keys(found)) == (1, ["ke-rights-finance"])
    total, found = overlaps.worldwide(first=1, size=2)
    assert (total, keys(found)) == (4, keys(overlaps.of_country("KE"))[1:3])


def test_those_of_one_organization_are_told_over_all_countries() -> None:
    first = at_work("Bay Council", countries=["KE", "TZ"])
    at_work("Reef Watch", countries=["TZ"])
    at_work("Forest Fund", countries=["UG"])
    at_work("Forest Bank", countries=["UG"])
    at_work("River Trust")

    assert sorted(keys(overlaps.of_organization(first))) == ["ke-oecm-finance", "tz-oecm-finance"]
    assert overlaps.countries_with() == {"KE": 1, "TZ": 1, "UG": 1}


# -- Ranking ----------------------------------------------------------------------------------------------------------


def two_in(country: str, one: dict[str, Any], other: dict[str, Any] | None = None) -> None:
    for number, columns in enumerate((one, one if other is None else other)):
        at_work(f"Partner {number} of {country}", countries=[country], **columns)


def test_more_partners_come_first() -> None:
    two_in("KE", {})
    two_in("TZ", {})
    at_work("A third", countries=["TZ"])

    assert keys(overlaps.worldwide()[1]) == ["tz-oecm-finance", "ke-oecm-finance"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (({"realms": ["land"]}, None), ({"realms": ["land"]}, {"realms": ["inland_waters"]})),
        (({"scales": ["local"]}, None), ({"scales": ["local"]}, {"scales": ["global"]})),
        (({}, None), ({"end": month(3)}, {})),
    ],
)
def test_of_as_many_those_that_share_more_are_at_one_scale_or_go_on_for_longer(better: Any, worse: Any) -> None:
    two_in("TZ", *better)
    two_in("KE", *worse)

    assert keys(overlaps.worldwide()[1]) == ["tz-oecm-finance", "ke-oecm-finance"]


def test_equal_ones_come_in_the_order_of_countries_and_elements() -> None:
    two_in("TZ", {})
    two_in("KE", {"elements": ["oecm", "rights"]})
    two_in("UG", {"elements": ["oecm", "rights"]})

    wanted = ["ke-oecm-finance", "ke-rights-finance", "ug-oecm-finance", "ug-rights-finance", "tz-oecm-finance"]
    assert keys(overlaps.worldwide()[1]) == wanted


def test_its_figures_say_what_it_is_ranked_by() -> None:
    at_work("Bay Council", scales=["local"], realms=["land"], elements=["oecm", "rights"], end=month(4))
    at_work("Reef Watch", scales=["local", "national"], realms=["land"], elements=["oecm", "rights"], start=month(2))

    found = overlaps.of_country("KE")[0]

    assert (found.shared, found.at_one_scale, found.months) == (2, 2, 3)
    assert found.score == 2 * 10 + 2 * 4 + 20 + 1


# -- Size -------------------------------------------------------------------------------------------------------------


def test_a_page_of_one_shows_a_part_of_many_and_names_every_partner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlaps, "MOST_SHOWN", 2)
    public_ids = [at_work(f"Partner {number}") for number in range(4)]

    members = overlaps.find(CELL)

    assert members is not None
    assert (len(members.rows), members.partners, members.overlap.activities) == (2, public_ids, 4)


@pytest.mark.parametrize("number", [2, 6])
def test_questions_cost_the_same_whatever_their_number(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for one in range(number):
        at_work(f"Partner {one}")
    memory.current("activities")
    overlaps.of_country("KE")

    with django_assert_num_queries(1):
        overlaps.of_country("KE")
    with django_assert_num_queries(1):
        overlaps.worldwide()
    with django_assert_num_queries(2):
        overlaps.find(CELL)


# -- Against a plain count --------------------------------------------------------------------------------------------


def plainly(rows: list[tuple[str, int, Activity, list[str]]]) -> dict[str, tuple[int, int]]:
    """By key: how many partners and activities are in each overlap; told from all pairs."""
    found: dict[str, tuple[set[str], set[Any]]] = {}
    for (one, family, first, places), (other, other_family, second, other_places) in combinations(rows, 2):
        if family == other_family or not together(first, second):
            continue
        for country in set(places) & set(other_places):
            for element in set(first.elements) & set(second.elements):
                for kind in set(first.kinds) & set(second.kinds):
                    partners, activities = found.setdefault(Cell(country, element, kind).key, (set(), set()))
                    partners |= {one, other}
                    activities |= {first.pk, second.pk}
    return {key: (len(partners), len(activities)) for key, (partners, activities) in found.items()}


def together(first: Activity, second: Activity) -> bool:
    both = (first, second)
    if any(one.start is None or one.status == "completed" for one in both):
        return False
    begin = max(THIS_MONTH, *(one.start for one in both if one.start))
    return all(one.end is None or one.end >= begin for one in both)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_is_what_a_plain_count_of_all_pairs_finds(seed: int) -> None:
    chance = random.Random(seed)
    rows = []
    partners = [partner(f"Partner {number}") for number in range(8)]
    family = dict.fromkeys(partners, 0) | {public_id: number for number, public_id in enumerate(partners)}
    related("parent", partners[0], partners[1])
    related("successor", partners[1], partners[2])
    family[partners[1]] = family[partners[2]] = family[partners[0]]
    for _number in range(30):
        start = chance.choice([None, *range(-6, 7)])
        end = chance.choice([None, *range(-2, 9)])
        owner, places = chance.choice(partners), chance.sample(["KE", "TZ", "UG"], chance.randint(1, 2))
        activity = add_activity(
            owner,
            countries=places,
            kinds=chance.sample(["finance", "policy_law", "human_resources"], chance.randint(0, 2)),
            elements=chance.sample(["oecm", "rights", "connected"], chance.randint(1, 2)),
            start=None if start is None else month(start),
            end=None if end is None else month(max(end, -9 if start is None else start)),
            status=chance.choice(["", "planned", "under_way", "completed"]),
        )
        rows.append((owner, family[owner], activity, places))
    assert ActivityPlace.objects.count() >= 30

    total, found = overlaps.worldwide(size=500)

    assert {one.key: (one.partners, one.activities) for one in found} == plainly(rows)
    assert total == len(found)
    for one in found:
        members = overlaps.find(one.cell)
        assert members is not None
        assert len(members.partners) == one.partners


def test_a_second_least_day_is_found_in_each_cell() -> None:
    cell, family, day = (np.array(column, np.int64) for column in ([0, 0, 0, 5, 5], [1, 1, 2, 3, 4], [9, 4, 7, 2, 2]))

    assert overlaps._second(cell, family, day)[[0, 5]].tolist() == [7, 2]


def test_who_is_in_the_team_of_one_in_it() -> None:
    at_work("Bay Council")
    at_work("Reef Watch")
    members = overlaps.find(CELL)

    assert members is not None
    assert overlaps.own_of(person("sam"), members) == []
