"""The world map: the Equal Earth projection, and one circle for each country.

Land and circles share one plane of `WIDTH` x `HEIGHT` units, the `viewBox` of every map on the site. Land was projected
once, by `manage.py make_map`, into `static/img/land.svg`; circles are projected here for each page.

The projection is that of B. Šavrič, T. Patterson and B. Jenny, "The Equal Earth map projection", 2018: areas keep their
proportions, so no part of the world looks larger than it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, pi, radians, sin, sqrt

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = sqrt(3) / 2

WIDTH = 2000  # units; fine enough for whole numbers to draw a smooth coast at twice the width of a screen's map
LARGEST = 46  # radius of the circle of the largest count, in units
MANY = 10  # a count that is drawn as the largest circle where none is greater
SMALLEST = 9  # no circle is drawn smaller, so that a single partner on a small island is still seen on a phone


def _plane(latitude: float, longitude: float) -> tuple[float, float]:
    """Equal Earth on a sphere of radius 1, the equator and the meridian of Greenwich at 0, 0 and north upwards."""
    theta = asin(M * sin(radians(latitude)))
    square = theta * theta
    sixth = square**3
    x = radians(longitude) * cos(theta) / (M * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)))
    y = theta * (A1 + A2 * square + sixth * (A3 + A4 * square))
    return x, y


EDGE = pi / (M * A1)  # x of the date line at the equator
POLE = _plane(90, 0)[1]
SCALE = WIDTH / (2 * EDGE)
HEIGHT = round(2 * POLE * SCALE)


@lru_cache(maxsize=1024)
def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Where a place in degrees lies on the map, in units from its upper corner at the date line's western side."""
    x, y = _plane(latitude, longitude)
    return (x + EDGE) * SCALE, (POLE - y) * SCALE


@dataclass(frozen=True)
class Place:
    """A country as the map and the table beside it show it: its name in the reader's language, degrees, and a count."""

    name: str
    latitude: float
    longitude: float
    count: int
    href: str = ""


@dataclass(frozen=True)
class Circle:
    """A count drawn: centre and radius in units of the map."""

    name: str
    count: int
    x: int
    y: int
    radius: float


def circles(places: Iterable[Place]) -> list[Circle]:
    """One circle for each place that counts something, its area in proportion to the count.

    The largest come first, so that a small one beside them is drawn on top. Counts so small that their circle could not
    be seen get one of radius `SMALLEST`; the exact figure stands in the circle's title and in the table. Where none
    counts many, none is of the largest size: one partner looks like one.
    """
    counted = sorted((place for place in places if place.count > 0), key=lambda place: (-place.count, place.name))
    drawn = []
    for place in counted:
        x, y = project(place.latitude, place.longitude)
        radius = max(SMALLEST, LARGEST * sqrt(place.count / max(MANY, counted[0].count)))
        drawn.append(Circle(place.name, place.count, round(x), round(y), round(radius, 1)))
    return drawn
