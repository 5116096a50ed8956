"""Rules of the timeline: bars in proportion, on one axis with today, mirrored for those who read from the right."""

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.timeline import MOST_LABELS, SHORTEST, Activity, Timeline, drawn
from registry.vocabulary import ActivityStatus

TODAY = date(2026, 7, 1)
MONTHS = st.builds("{:04}-{:02}".format, st.integers(1900, 2200), st.integers(1, 12))
STATUSES = st.sampled_from([*ActivityStatus.values, ""])


def activity(start: str, end: str | None = None, status: str = "under_way") -> Activity:
    return Activity("Nursery", "en", "#nursery", "in words", status, start, end)


def timeline(*activities: Activity, rtl: bool = False) -> Timeline:
    return drawn(activities, TODAY, rtl=rtl)


def test_a_bar_begins_and_ends_where_its_months_do() -> None:
    """The axis has ten years, from 2020 to 2030."""
    (row,) = timeline(activity("2020-01", "2029-12")).rows
    assert (row.bar.x, row.bar.width, row.bar.tail) == (0, 100, None)
    (_long, short) = timeline(activity("2020-01", "2029-12"), activity("2022-07", "2023-06")).rows
    assert (short.bar.x, short.bar.width) == (25, 10)


def test_what_has_no_end_goes_on_from_today_to_the_end_of_the_axis() -> None:
    (row, _other) = timeline(activity("2020-01"), activity("2020-01", "2029-12")).rows
    assert (row.bar.x, round(row.bar.width), row.bar.tail) == (0, 65, (row.bar.width, 100))


def test_what_is_yet_to_begin_and_has_no_end_is_a_mark_where_it_begins() -> None:
    (row, _other) = timeline(activity("2028-01"), activity("2020-01", "2029-12")).rows
    assert (row.bar.x, row.bar.width, row.bar.tail) == (80, SHORTEST, (80 + SHORTEST, 100))


def test_a_month_is_seen_among_a_century() -> None:
    (_century, month) = timeline(activity("1930-01", "2029-12"), activity("2000-05", "2000-05")).rows
    assert month.bar.width == SHORTEST


def test_in_arabic_time_runs_from_the_right() -> None:
    one, two = activity("2020-01", "2022-12"), activity("2025-01")
    ltr, rtl = timeline(one, two), timeline(one, two, rtl=True)
    for left, right in zip(ltr.rows, rtl.rows, strict=True):
        assert right.bar.x == pytest.approx(100 - left.bar.x - left.bar.width, abs=0.02)
        assert right.bar.width == left.bar.width
    assert rtl.today == pytest.approx(100 - ltr.today, abs=0.02)
    assert rtl.rows[1].bar.tail == (pytest.approx(rtl.rows[1].bar.x, abs=0.02), 0)


def test_the_statuses_are_drawn_in_different_shapes() -> None:
    shapes = set()
    for status in (*ActivityStatus.values, ""):
        (row,) = timeline(activity("2020-01", "2027-12", status)).rows
        shapes.add(row.bar.svg)
    assert len(shapes) == 5
    assert [shape for shape in shapes if "nan" in shape or "style=" in shape] == []


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2024-01", "2027-12", [2024, 2025, 2026, 2027, 2028]),
        ("2016-01", "2027-12", [2016, 2018, 2020, 2022, 2024, 2026, 2028]),
        ("1999-01", "2027-12", [2000, 2005, 2010, 2015, 2020, 2025]),
        ("1900-01", "2199-12", [1900, 1950, 2000, 2050, 2100, 2150, 2200]),
    ],
)
def test_as_many_round_years_are_written_as_there_is_room_for(first: str, last: str, years: list[int]) -> None:
    assert [year for year, _x in timeline(activity(first, last)).years] == years


def test_a_year_at_an_end_of_the_axis_does_not_leave_it() -> None:
    anchors = re.findall(r'text-anchor="(\w+)" direction="ltr">(\d+)<', timeline(activity("2024-01", "2027-12")).labels)
    assert anchors == [("start", "2024"), *(("middle", str(y)) for y in (2025, 2026, 2027)), ("end", "2028")]


@given(st.lists(st.tuples(MONTHS, st.none() | MONTHS, STATUSES), min_size=1, max_size=6), st.booleans())
def test_nothing_is_drawn_outside_of_the_axis(spans: list[tuple[str, str | None, str]], rtl: bool) -> None:
    activities = [activity(start, end and max(start, end), status) for start, end, status in spans]
    found = timeline(*activities, rtl=rtl)
    assert len(found.years) <= MOST_LABELS + 1
    assert all(a != b for a, b in pairwise(found.years))
    for x in (found.today, *(x for _year, x in found.years)):
        assert 0 <= x <= 100
    for row in found.rows:
        assert row.bar.x >= -0.01
        assert row.bar.width > 0
        assert row.bar.x + row.bar.width <= 100.02
