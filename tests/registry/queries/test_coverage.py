"""Coverage counts as a plain look at each thing does, for each circle of readers; and who does what."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry import places
from registry.actions import listing
from registry.models import Organization, SupportGap
from registry.queries import doers
from registry.queries.coverage import IN_CELLS, OF_PLACES, SHARED, Coverage
from registry.queries.facets import EVERYWHERE
from registry.queries.orders import WrongCursor
from registry.vocabulary import Element, OrganizationType, SupportKind, Visibility
from tests.coverages import Plain, World, cells, make
from tests.listings import partner

pytestmark = pytest.mark.django_db

CHOICES: list[dict[str, tuple[str, ...]]] = [
    {},
    {"works_in": ("KE",)},
    {"works_in": ("002", "FJ")},
    {"works_in": (EVERYWHERE,)},
    {"realm": ("land", "marine_coastal"), "scale": ("local", "national")},
    {"type": ("ngo", "iplc", "women", "youth", "academic"), "works_in": ("002", "009")},
    {"country": ("KE", "TV")},
]


def several(things: list[Plain], name: str) -> Counter[str]:
    return Counter(value for one in things for value in getattr(one, name))


def within(chosen: dict[str, tuple[str, ...]]) -> set[str]:
    """The countries of the places that were chosen."""
    if "works_in" not in chosen:
        return set(places.country_codes())
    values = set(chosen["works_in"]) - {EVERYWHERE}
    return {code for code in places.country_codes() if code in values or values & set(places.country(code).regions)}


@pytest.mark.parametrize("seed", [6, 66, 666])
def test_every_figure_is_that_of_a_plain_count(seed: int) -> None:
    world = make(seed)
    for circle in Visibility:
        for chosen in CHOICES:
            check(world, Coverage(chosen, circle), circle, chosen)


def check(world: World, told: Coverage, circle: str, chosen: dict[str, tuple[str, ...]]) -> None:
    seen = {kind: world.standing(kind, circle, chosen) for kind in OF_PLACES}
    assert told.total == {kind: len(things) for kind, things in seen.items()}

    assert told.met == sum(1 for one in world.seen("gaps", circle, chosen) if one.state == "met")

    for kind in IN_CELLS:
        plain = cells(seen[kind])
        for element in Element.values:
            assert told.matrix.elements[element][kind] == several(seen[kind], "elements")[element]
            for support in SupportKind.values:
                assert told.matrix.cell(element, support)[kind] == plain[element, support]
        for support in SupportKind.values:
            assert told.matrix.kind(support)[kind] == several(seen[kind], "kinds")[support]
        assert told.matrix.unnamed[kind] == sum(1 for one in seen[kind] if not one.elements)

    counts = {kind: several(things, "works_in") for kind, things in seen.items()}
    for code in places.country_codes() & within(chosen):
        line = told.countries.get(code, dict.fromkeys(OF_PLACES, 0))
        assert line == {kind: counts[kind][code] for kind in OF_PLACES}
    assert told.countries.keys() <= within(chosen)
    for code in places.region_codes():
        line = told.regions.get(code, dict.fromkeys(OF_PLACES, 0))
        assert line == {kind: counts[kind][code] for kind in OF_PLACES}
    assert told.everywhere == {kind: counts[kind][EVERYWHERE] for kind in OF_PLACES}

    beside = {name: values for name, values in chosen.items() if name != "works_in"}
    seats = Counter(one.seat for one in world.standing("organizations", circle, beside))
    assert told.seats == seats
    in_regions = Counter(region for code, number in seats.items() for region in places.country(code).regions * number)
    assert told.seats_in_regions == in_regions

    missing = told.missing
    assert missing.unanswered == {
        code: counts["gaps"][code] for code in within(chosen) if counts["gaps"][code] and not counts["offers"][code]
    }
    assert set(missing.empty) == {
        code
        for code in within(chosen)
        if not counts["organizations"][code] and not counts["activities"][code] and not seats[code]
    }
    assert missing.types == {
        type_: {kind: sum(1 for one in seen[kind] if one.type == type_) for kind in OF_PLACES}
        for type_ in chosen.get("type", OrganizationType.values)
    }

    choices = told.choices()
    for name, attribute in (("works_in", "works_in"), ("realm", "realms"), ("scale", "scales")):
        aside = {facet: values for facet, values in chosen.items() if facet != name}
        assert choices[name] == several(world.standing("gaps", circle, aside), attribute)

    months = {month.value: (month.joined, month.stated, month.met) for month in told.trend()}
    joined = Counter(one.since for one in seen["organizations"])
    stated = Counter(one.since for one in world.seen("gaps", circle, chosen))
    met = Counter(one.changed for one in world.seen("gaps", circle, chosen) if one.state == "met")
    happened = {month: (joined[month], stated[month], met[month]) for month in {*joined, *stated, *met}}
    assert {month: numbers for month, numbers in months.items() if any(numbers)} == happened


def test_the_months_run_without_a_gap_from_the_first_to_this_one() -> None:
    assert Coverage({}).trend() == []
    make(6)
    months = [month.value for month in Coverage({}).trend()]
    assert months == sorted(set(months))
    assert months[-1] == f"{timezone.now():%Y-%m}"
    first = Coverage({}).trend()[0]
    assert first.joined or first.stated or first.met
    year, number = int(months[0][:4]), int(months[0][5:])
    now = timezone.now()
    assert len(months) == (now.year - year) * 12 + now.month - number + 1


def test_a_gap_counts_once_in_every_cell_that_it_names_and_once_in_totals() -> None:
    gap = {"title": "Boats", "elements": ["marine-coastal", "equitable"], "kinds": ["finance", "data_monitoring"]}
    partner("Bay", gaps=[gap, {"title": "Nets", "kinds": ["finance"]}])
    told = Coverage({}).matrix
    assert {key: line["gaps"] for key, line in told.cells.items() if line["gaps"]} == {
        (element, kind): 1 for element in gap["elements"] for kind in gap["kinds"]
    }
    assert told.kind("finance")["gaps"] == 2
    assert told.elements["equitable"]["gaps"] == 1
    assert (told.total["gaps"], told.unnamed["gaps"]) == (2, 1)


def test_a_change_shows_in_the_next_question() -> None:
    partner("Bay", gaps=[{"title": "Boats", "elements": ["equitable"], "kinds": ["finance"]}])
    assert Coverage({}).matrix.cell("equitable", "finance")["gaps"] == 1
    SupportGap.objects.update(state="answered")
    listing.refresh([Organization.objects.get().pk])
    assert Coverage({}).matrix.cell("equitable", "finance")["gaps"] == 0


def test_it_asks_four_questions_whatever_there_is() -> None:
    make(6)
    Coverage({})
    with CaptureQueriesContext(connection) as asked:
        told = Coverage({"works_in": ("002",)}, Visibility.SECRETARIAT)
        assert told.missing.types.keys() == set(OrganizationType)
        assert told.choices().keys() == set(SHARED)
        assert told.matrix.total["gaps"] == told.total["gaps"]
        told.trend()
    assert len(asked) == 4


# -- Who does what ----------------------------------------------------------------------------------------------------


def doing(name: str, *activities: dict[str, Any], places_of: tuple[str, ...] = ("KE",)) -> str:
    """A partner whose activities are all in some countries; the entry itself names none."""
    key = partner(name, activities=[{"title": "Work", **columns} for columns in activities])
    owner = Organization.objects.get(public_id=key)
    for activity in owner.activities.all():
        for code in places_of:
            activity.places.create(country_id=code)
    listing.refresh([owner.pk])
    return key


def test_partners_with_activities_in_a_place_come_by_name_with_what_they_serve() -> None:
    doing("Reef", {"elements": ["equitable", "marine-coastal"]}, {"elements": ["equitable"]}, {})
    doing("Atoll", {"elements": ["marine-coastal"]})
    doing("Lake", {"elements": ["equitable"]}, places_of=("FJ",))
    partner("Delta", countries=("KE",))  # works there, and says of no activity that it is there
    found = doers.page("KE", "en")
    assert [(one.record["name"], one.activities) for one in found.rows] == [("Atoll", 1), ("Reef", 3)]
    assert {element: number for element, number in found.rows[1].elements.items() if number} == {
        "equitable": 2,
        "marine-coastal": 1,
    }
    assert found.total == 2
    assert [one.record["name"] for one in doers.whole("002", "en")] == ["Atoll", "Reef"]
    assert doers.page("TV", "en").rows == list(doers.whole("TV", "en")) == []


def test_pages_lead_to_each_other() -> None:
    for number in range(7):
        doing(f"Bay {number}", {})
    first = doers.page("KE", "fr", size=3)
    second = doers.page("KE", "fr", after=first.next, size=3)
    third = doers.page("KE", "fr", after=second.next, size=3)
    back = doers.page("KE", "fr", before=third.previous, size=3)
    names = [[one.record["name"] for one in found.rows] for found in (first, second, third, back)]
    assert names == [["Bay 0", "Bay 1", "Bay 2"], ["Bay 3", "Bay 4", "Bay 5"], ["Bay 6"], ["Bay 3", "Bay 4", "Bay 5"]]
    assert (first.previous, third.next) == ("", "")
    with pytest.raises(WrongCursor):
        doers.page("TZ", "fr", after=first.next)


def test_they_are_read_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        doing(f"Bay {number}", {})
    whole = [one.record["name"] for one in doers.whole("KE", "en")]
    monkeypatch.setattr(doers, "READ_AT_ONCE", 2)
    assert [one.record["name"] for one in doers.whole("KE", "en")] == whole == [f"Bay {number}" for number in range(5)]


def test_who_withdrew_is_no_longer_there() -> None:
    doing("Reef", {})
    Organization.objects.update(state="withdrawn")
    listing.refresh([Organization.objects.get().pk])
    assert doers.page("KE", "en").total == 0
