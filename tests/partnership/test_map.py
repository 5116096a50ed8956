"""The world map: the projection against published figures, circles in proportion, land within its frame."""

import json
import re
from math import cos, isclose, radians, sqrt
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from partnership.management.commands import make_map
from partnership.map import HEIGHT, LARGEST, SMALLEST, WIDTH, Place, circles, project

LAND = settings.BASE_DIR / "static" / "img" / "land.svg"


def place(count: int, name: str = "Fiji") -> Place:
    return Place(name, -17.71, 178.07, count)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_place_on_earth_lies_on_the_map(latitude: float, longitude: float) -> None:
    x, y = project(latitude, longitude)
    assert -0.5 <= x <= WIDTH + 0.5
    assert -0.5 <= y <= HEIGHT + 0.5


def test_the_map_is_the_equal_earth_projection() -> None:
    """Its proportions as published: a pole is 0.59247 of the equator, and the map 2.05458 times as wide as high."""
    pole = project(90, 180)[0] - project(90, -180)[0]
    assert isclose(pole / WIDTH, 0.59247, abs_tol=1e-4)
    assert isclose(WIDTH / (project(-90, 0)[1] - project(90, 0)[1]), 2.05458, abs_tol=1e-4)
    assert project(0, 0) == (WIDTH / 2, project(90, 0)[1] + (project(-90, 0)[1] - project(90, 0)[1]) / 2)


@pytest.mark.parametrize("latitude", [0, 30, 60, 80])
def test_areas_keep_their_proportions(latitude: float) -> None:
    """A square degree anywhere covers as much of the map as its share of the sphere."""

    def covered(south: float) -> float:
        (west, lower), (east, _), (_, upper) = project(south, 0), project(south, 0.01), project(south + 0.01, 0)
        return (east - west) * (lower - upper)

    assert isclose(covered(latitude) / covered(0), cos(radians(latitude)), rel_tol=2e-3)


def test_the_area_of_a_circle_is_in_proportion_to_its_count() -> None:
    one, two = circles([place(100), place(25)])
    assert (one.radius, two.radius) == (LARGEST, LARGEST / 2)
    assert one.radius / two.radius == sqrt(100 / 25)


def test_nobody_is_too_small_to_be_seen_and_nothing_is_no_circle() -> None:
    drawn = circles([place(10_000, "Kenya"), place(1, "Tuvalu"), place(0, "Nobody")])
    assert [(circle.name, circle.radius) for circle in drawn] == [("Kenya", LARGEST), ("Tuvalu", SMALLEST)]
    assert circles([]) == []


def test_where_none_counts_many_one_looks_like_one() -> None:
    alone, ten = circles([place(1)]), circles([place(10), place(1, "Tuvalu")])
    assert (alone[0].radius, ten[0].radius) == (ten[1].radius, LARGEST)


def test_small_circles_are_drawn_on_top() -> None:
    assert [circle.count for circle in circles([place(1), place(9), place(4)])] == [9, 4, 1]


def test_the_land_is_one_path_within_the_frame_and_small_on_the_wire() -> None:
    svg = LAND.read_text(encoding="utf-8")
    assert len(svg.encode()) < 20_000
    assert f'viewBox="0 0 {WIDTH} {HEIGHT}"' in svg
    assert svg.count("<path") == 1
    for ring in re.findall(r"M(\d+) (\d+)l([^z]*)z", svg):
        x, y = int(ring[0]), int(ring[1])
        steps = [int(number) for number in re.findall(r"-?\d+", ring[2])]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
            assert abs(dx) < WIDTH / 2 or y > HEIGHT * 0.9  # no coast runs across the map, but Antarctica's edge


def test_the_table_holds_the_figures_of_the_circles() -> None:
    source = '{% load components %}{% world_map places=places label="Partners" counted="Partners" %}'
    places = [place(7), Place("<Peru>", -9.2, -75, 3, "/countries/pe/")]
    html = re.sub(r"\s+", " ", Template(source).render(Context({"places": places}))).replace(" >", ">")
    assert re.findall(r"<title>([^<]*)</title>", html) == ["Fiji: 7", "&lt;Peru&gt;: 3"]
    assert re.findall(r'<td class="number">(\d+)</td>', html) == ["7", "3"]
    assert '<a href="/countries/pe/">&lt;Peru&gt;</a>' in html
    assert "Secretariat of the United Nations" in html


# -- Drawing the land -------------------------------------------------------------------------------------------------


def test_a_ring_over_the_date_line_is_cut_in_two() -> None:
    ring = [(170.0, 10.0), (-170.0, 10.0), (-170.0, -10.0), (170.0, -10.0), (170.0, 10.0)]
    pieces = make_map.within_the_map(ring)
    assert sorted((min(x for x, _ in piece), max(x for x, _ in piece)) for piece in pieces) == [
        (-180, -170),
        (170, 180),
    ]


def test_a_ring_round_the_pole_is_closed_along_it() -> None:
    ring = [(float(x), -70.0) for x in (-180, -90, 0, 90, 180)]
    (piece,) = make_map.within_the_map(ring)
    assert {(-180.0, -90), (180.0, -90)} <= set(piece)


def test_a_ring_elsewhere_stays_as_it_is() -> None:
    ring = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0)]
    assert [set(piece) for piece in make_map.within_the_map(ring)] == [set(ring)]


def test_points_that_nobody_would_miss_are_left_out() -> None:
    assert make_map.simplified([(0, 0), (5, 0.1), (10, 0)]) == [(0, 0), (10, 0)]
    assert make_map.simplified([(0, 0), (5, 5), (10, 0)]) == [(0, 0), (5, 5), (10, 0)]


def test_arcs_are_joined_forwards_and_backwards() -> None:
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[0, 0], [10, 0], [0, 10]], [[0, 0], [10, 10]]],
        "objects": {"land": {"geometries": [{"type": "Polygon", "arcs": [[0, -2]]}]}},
    }
    (ring,) = make_map.rings(topology)
    corners = {(0, 0), (10, 0), (10, 10)}
    assert set(ring) == {project(latitude, longitude) for longitude, latitude in corners}
    assert make_map.drawing(topology).count("M") >= 1


def test_a_file_without_land_is_refused_with_what_to_take(tmp_path: Path) -> None:
    file = tmp_path / "countries.json"
    file.write_text(json.dumps({"objects": {}}))
    with pytest.raises(CommandError, match=r"Take land-110m\.json"):
        call_command("make_map", str(file))
