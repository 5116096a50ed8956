"""Draws, once, the pictures of shared links to partners: one for each type of organization, without words."""

import math
import re
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from PIL import Image, ImageColor, ImageDraw

from partnership.map import WIDTH as MAP_WIDTH
from registry.vocabulary import OrganizationType

SIZE = (1200, 630)  # as sites that show shared links ask for
FINE = 3  # drawn so many times larger, so that edges are smooth

DEEP, LAND, SUN, LEAF, WHITE = "#104431", "#18523d", "#e7b13c", "#5fb98a", "#ffffff"
# The edges between two of them, which are mixed by thirds. With no more than 16 colours in all a file is small; the
# coasts are so faint that theirs need none.
MIXED = ((DEEP, SUN), (DEEP, LEAF), (LEAF, WHITE), (DEEP, WHITE), (LAND, WHITE))
CENTRE, RADIUS = (600, 315), 240  # of the circle in which the symbol stands
Point = tuple[float, float]


class Command(BaseCommand):
    help = "Draws static/img/og/<type>.png for each type of organization."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "static" / "img" / "og")

    def handle(self, *, folder: Path, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        ground = background()
        for type_ in OrganizationType:
            image = ground.copy()
            SYMBOLS[type_](Pen(image))
            image = image.resize(SIZE, Image.Resampling.BOX).quantize(palette=palette(), dither=Image.Dither.NONE)
            target = folder / f"{type_.value}.png"
            image.save(target, optimize=True, bits=4)
            self.stdout.write(f"{target}: {target.stat().st_size} bytes")


class Pen:
    """Draws white shapes about the middle of the picture, in its pixels: x to the right, y upwards."""

    def __init__(self, image: Image.Image) -> None:
        self.draw = ImageDraw.Draw(image)

    def at(self, x: float, y: float) -> Point:
        return (CENTRE[0] + x) * FINE, (CENTRE[1] - y) * FINE

    def shape(self, *points: Point, colour: str = WHITE) -> None:
        self.draw.polygon([self.at(*point) for point in points], fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: str = WHITE) -> None:
        """A rectangle from its lower corner nearest to the zero of x."""
        self.shape((x, y), (x + width, y), (x + width, y + height), (x, y + height), colour=colour)

    def dot(self, x: float, y: float, radius: float, colour: str = WHITE) -> None:
        self.draw.ellipse([*self.at(x - radius, y + radius), *self.at(x + radius, y - radius)], fill=colour)

    def ring(self, x: float, y: float, across: float, up: float, thick: float = 12) -> None:
        box = [*self.at(x - across, y + up), *self.at(x + across, y - up)]
        self.draw.ellipse(box, outline=WHITE, width=round(thick * FINE))

    def line(self, *points: Point, thick: float = 12) -> None:
        self.draw.line([self.at(*point) for point in points], fill=WHITE, width=round(thick * FINE), joint="curve")

    def leaf(self, start: Point, end: Point, colour: str = WHITE) -> None:
        """A leaf between two points, bulging on both sides."""
        (x1, y1), (x2, y2) = start, end
        edge = []
        for side in (1, -1):
            for step in range(21):
                along = step / 20 if side == 1 else 1 - step / 20
                out = side * 0.27 * math.sin(math.pi * along)
                edge.append((x1 + (x2 - x1) * along - (y2 - y1) * out, y1 + (y2 - y1) * along + (x2 - x1) * out))
        self.shape(*edge, colour=colour)

    def person(self, x: float, y: float, size: float, colour: str = WHITE) -> None:
        """Head and shoulders, `size` wide."""
        self.dot(x, y + 0.62 * size, 0.3 * size, colour)
        box = [*self.at(x - size / 2, y + size / 4), *self.at(x + size / 2, y - 0.75 * size)]
        self.draw.pieslice(box, 180, 360, fill=colour)


def palette() -> Image.Image:
    """An image whose palette holds the colours, and those of the edges between them."""
    parts = [part for colour in (DEEP, LAND, SUN, LEAF, WHITE) for part in ImageColor.getrgb(colour)]
    for one, other in MIXED:
        pairs = list(zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True))
        parts += [round(a + (b - a) * share) for share in (1 / 3, 2 / 3) for a, b in pairs]
    image = Image.new("P", (1, 1))
    image.putpalette(parts)
    return image


def background() -> Image.Image:
    """The land of the world, and thirty per cent of a circle."""
    image = Image.new("RGB", (SIZE[0] * FINE, SIZE[1] * FINE), DEEP)
    draw = ImageDraw.Draw(image)
    scale = SIZE[0] * FINE / MAP_WIDTH
    for ring in land():
        draw.polygon([(x * scale, y * scale + 22 * FINE) for x, y in ring], fill=LAND)
    x, y, radius = (part * FINE for part in (*CENTRE, RADIUS))
    draw.arc([x - radius, y - radius, x + radius, y + radius], -90, -90 + 0.3 * 360, fill=SUN, width=14 * FINE)
    return image


def land() -> list[list[Point]]:
    """The rings of the map of the site."""
    svg = (settings.BASE_DIR / "static" / "img" / "land.svg").read_text(encoding="utf-8")
    rings = []
    for x, y, steps in re.findall(r"M(\d+) (\d+)l([^z]*)z", svg):
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        ring = [(float(x), float(y))]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            ring.append((ring[-1][0] + dx, ring[-1][1] + dy))
        rings.append(ring)
    return rings


# -- The symbols ------------------------------------------------------------------------------------------------------


def national_government(pen: Pen) -> None:
    """A house with five columns under a gable."""
    pen.shape((-130, 45), (0, 125), (130, 45))
    for x in (-105, -58, -12, 34, 80):
        pen.box(x, -75, 25, 105)
    pen.box(-130, -110, 260, 25)


def subnational_government(pen: Pen) -> None:
    """A small house with a flag."""
    pen.box(-8, 40, 10, 95)
    pen.shape((2, 135), (75, 112), (2, 89))
    pen.shape((-115, 30), (0, 85), (115, 30))
    for x in (-90, -15, 60):
        pen.box(x, -75, 30, 90)
    pen.box(-115, -110, 230, 25)


def iplc(pen: Pen) -> None:
    """People together, on the leaf that they keep."""
    pen.person(-88, 12, 84)
    pen.person(88, 12, 84)
    pen.person(0, 42, 100)
    pen.leaf((-135, -72), (135, -72), LEAF)


def ngo(pen: Pen) -> None:
    """A leaf with its vein."""
    pen.leaf((-95, -105), (105, 115))
    pen.draw.line([pen.at(-125, -138), pen.at(60, 66)], fill=DEEP, width=9 * FINE)
    pen.line((-128, -140), (-82, -90))


def intergovernmental(pen: Pen) -> None:
    """A globe."""
    pen.ring(0, 0, 130, 130)
    pen.ring(0, 0, 58, 130)
    for y, half in ((0, 125), (62, 110), (-62, 110)):
        pen.line((-half, y), (half, y))
    pen.line((0, -125), (0, 125))


def private_sector(pen: Pen) -> None:
    """A case for papers."""
    pen.line((-45, 60), (-45, 98), (45, 98), (45, 60), thick=16)
    pen.box(-130, 0, 260, 70)
    pen.box(-130, -100, 260, 88)
    pen.box(-20, -28, 40, 44, LEAF)


def academic(pen: Pen) -> None:
    """An open book."""
    for side in (-1, 1):
        pen.shape(
            (side * 8, 70), (side * 70, 95), (side * 135, 80), (side * 135, -85), (side * 70, -70), (side * 8, -95)
        )
    for side in (-1, 1):
        for y in (45, 10, -25):
            pen.draw.line([pen.at(side * 32, y), pen.at(side * 112, y + 8)], fill=DEEP, width=9 * FINE)


def network(pen: Pen) -> None:
    """Dots that are tied to one another."""
    around = [(120 * math.sin(math.tau * n / 5), 120 * math.cos(math.tau * n / 5)) for n in range(5)]
    for number, point in enumerate(around):
        pen.line((0, 0), point, thick=9)
        pen.line(point, around[(number + 1) % 5], thick=9)
    for point in around:
        pen.dot(*point, 27)
    pen.dot(0, 0, 36, LEAF)


def women(pen: Pen) -> None:
    """The sign of Venus."""
    pen.ring(0, 48, 82, 82, thick=24)
    pen.box(-12, -135, 24, 105)
    pen.box(-55, -95, 110, 24)


def youth(pen: Pen) -> None:
    """A sprout."""
    pen.line((0, -120), (0, 40), thick=16)
    pen.leaf((0, 10), (-125, 75))
    pen.leaf((0, 40), (120, 120), LEAF)
    pen.box(-85, -132, 170, 16)


def other(pen: Pen) -> None:
    """Three dots: and so on."""
    for x in (-90, 0, 90):
        pen.dot(x, 0, 32)


SYMBOLS: dict[str, Callable[[Pen], None]] = {
    OrganizationType.NATIONAL_GOVERNMENT: national_government,
    OrganizationType.SUBNATIONAL_GOVERNMENT: subnational_government,
    OrganizationType.IPLC: iplc,
    OrganizationType.NGO: ngo,
    OrganizationType.INTERGOVERNMENTAL: intergovernmental,
    OrganizationType.PRIVATE_SECTOR: private_sector,
    OrganizationType.ACADEMIC: academic,
    OrganizationType.NETWORK: network,
    OrganizationType.WOMEN: women,
    OrganizationType.YOUTH: youth,
    OrganizationType.OTHER: other,
}
