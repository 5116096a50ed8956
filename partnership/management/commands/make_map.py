"""Draws the land of the world map once, from public domain data, into a file that the repository keeps."""

import json
from argparse import ArgumentParser
from itertools import accumulate, pairwise
from math import hypot
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from partnership.map import HEIGHT, WIDTH, project

TOLERANCE = 0.8  # units of the map: a point nearer than this to the line between its neighbours is not seen
SMALLEST_RING = 8  # square units: smaller islands are a speck of dust; their partners have circles all the same

Point = tuple[float, float]


class Command(BaseCommand):
    help = (
        "Draws static/img/land.svg from a TopoJSON file of Natural Earth with an object called land, "
        "such as land-110m.json of the npm package world-atlas."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the TopoJSON file")

    def handle(self, *, file: Path, **options: Any) -> None:
        topology = json.loads(file.read_text(encoding="utf-8"))
        if "land" not in topology.get("objects", {}):
            raise CommandError(f"{file} has no object called land. Take land-110m.json of the npm package world-atlas.")
        target = settings.BASE_DIR / "static" / "img" / "land.svg"
        target.write_text(drawing(topology), encoding="utf-8")
        self.stdout.write(f"{target}: {target.stat().st_size} bytes")


def drawing(topology: dict[str, Any]) -> str:
    """The SVG file: one path without borders, in the plane of `partnership.map`."""
    path = "".join(outline(ring) for ring in rings(topology))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        "<!-- Land: Natural Earth, public domain. Equal Earth projection. Drawn by manage.py make_map. -->"
        f'<path id="land" d="{path}"/></svg>\n'
    )


def rings(topology: dict[str, Any]) -> list[list[Point]]:
    """Every closed line of the land, projected. An arc with a negative number is read backwards (TopoJSON, 2.1.4)."""
    arcs = [unpacked(arc, **topology["transform"]) for arc in topology["arcs"]]
    found = []
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            for ring in polygon:
                line: list[Point] = []
                for number in ring:
                    arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                    line += arc[1:] if line else arc
                for piece in within_the_map(line):
                    found.append([project(latitude, longitude) for longitude, latitude in piece])
    return found


def within_the_map(ring: list[Point]) -> list[list[Point]]:
    """The pieces of a ring, in degrees, between the two edges of the map; most rings are one piece, themselves.

    A ring that crosses the date line continues beyond the edge and is cut there; the part beyond it comes back at the
    other edge. A ring round a pole does not close on itself: it is closed along the pole.
    """
    line = [ring[0]]
    for longitude, latitude in ring[1:]:
        turns = round((line[-1][0] - longitude) / 360)
        line.append((longitude + 360 * turns, latitude))
    if line[0][0] != line[-1][0]:
        pole = 90 if line[0][1] > 0 else -90
        line += [(line[-1][0], pole), (line[0][0], pole), line[0]]
    pieces = []
    for shift in (-360, 0, 360):
        moved = [(longitude + shift, latitude) for longitude, latitude in line]
        piece = clipped(clipped(moved, edge=-180, side=1), edge=180, side=-1)
        if area(piece):  # nothing, or a line along the edge
            pieces.append(piece)
    return pieces


def clipped(ring: list[Point], *, edge: int, side: int) -> list[Point]:
    """The part of a closed ring east (`side` 1) or west (-1) of a meridian (Sutherland and Hodgman, 1974)."""
    kept: list[Point] = []
    for (x1, y1), (x2, y2) in pairwise(ring):
        inside1, inside2 = (x1 - edge) * side >= 0, (x2 - edge) * side >= 0
        if inside1 != inside2:
            kept.append((edge, y1 + (y2 - y1) * (edge - x1) / (x2 - x1)))
        if inside2:
            kept.append((x2, y2))
    return [*kept, kept[0]] if kept else []


def unpacked(arc: list[list[int]], *, scale: list[float], translate: list[float]) -> list[Point]:
    """Degrees, longitude first, from the steps between whole numbers that TopoJSON stores."""
    across = accumulate(step[0] for step in arc)
    up = accumulate(step[1] for step in arc)
    return [(x * scale[0] + translate[0], y * scale[1] + translate[1]) for x, y in zip(across, up, strict=True)]


def outline(ring: list[Point]) -> str:
    """The path of one ring in whole units, as steps from point to point; nothing for a ring too small to be seen."""
    if abs(area(ring)) < SMALLEST_RING:
        return ""
    half = len(ring) // 2  # a closed line is simplified in two halves, since its ends are one point
    line = simplified(ring[: half + 1])[:-1] + simplified(ring[half:])[:-1]
    points = [(round(x), round(y)) for x, y in line]
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(points)]
    numbers = [number for step in steps if step != (0, 0) for number in step]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(map(str, numbers))}z".replace(" -", "-")


def area(ring: list[Point]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def simplified(line: list[Point]) -> list[Point]:
    """The line without the points that nobody would miss (Douglas and Peucker, 1973)."""
    if len(line) < 3:
        return line
    distances = [distance(point, line[0], line[-1]) for point in line[1:-1]]
    furthest = max(range(len(distances)), key=distances.__getitem__)
    if distances[furthest] < TOLERANCE:
        return [line[0], line[-1]]
    return simplified(line[: furthest + 2])[:-1] + simplified(line[furthest + 1 :])


def distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the straight line through two others; to the first when the two are one."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = hypot(x2 - x1, y2 - y1)
    if length == 0:
        return hypot(x - x1, y - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
