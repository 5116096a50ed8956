"""Where a partner is: its countries as dots on a part of the world map, large enough to know the coasts by."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from partnership import addresses
from partnership.map import HEIGHT, WIDTH, project
from registry import places

NARROWEST = 640  # units of the map: about a third of the world
MARGIN = 1.5  # the part of the map that is shown, in sizes of the area of the dots
WORLD = (0, 0, WIDTH, HEIGHT)
DOT = 0.012  # radius of a dot, in widths of the part that is shown


@dataclass(frozen=True)
class Country:
    """A country of a partner; `href`: the others there.

    `x` and `y` in units of the map, nothing where it has no place on it.
    """

    name: str
    href: str
    works: bool
    is_base: bool
    x: float | None
    y: float | None


@dataclass(frozen=True)
class Presence:
    """The countries in the order of their names, and the part of the map that shows them: x, y, width, height."""

    countries: Sequence[Country]
    frame: tuple[int, int, int, int]

    @property
    def view_box(self) -> str:
        return " ".join(map(str, self.frame))

    @property
    def dots(self) -> SafeString:
        """A dot for each country where it works, a ring round the one where it is based."""
        radius = round(self.frame[2] * DOT)
        shapes = []
        for country in self.countries:
            if country.x is None or country.y is None:
                continue
            inside = f"<title>{escape(country.name)}</title>"
            at = f'cx="{country.x:.0f}" cy="{country.y:.0f}"'
            if country.works:
                shapes.append(f'<circle {at} r="{radius}">{inside}</circle>')
            if country.is_base:
                shapes.append(f'<circle class="base" {at} r="{2 * radius}">{inside}</circle>')
        return mark_safe("".join(shapes))  # noqa: S308 - names are escaped, the rest are numbers of ours


def presence(works_in: Sequence[str], base: str, language: str) -> Presence:
    """`works_in`: codes of countries; `base`: the code of the country of the seat, or nothing."""
    wanted = {*works_in, base} - {""}
    countries = [_country(code, name, works_in, base) for code, name in places.countries(language) if code in wanted]
    dots = [(country.x, country.y) for country in countries if country.x is not None and country.y is not None]
    return Presence(countries, _frame(dots))


def _country(code: str, name: str, works_in: Sequence[str], base: str) -> Country:
    facts = places.country(code)
    x, y = None, None
    if facts.latitude is not None and facts.longitude is not None:
        x, y = project(facts.latitude, facts.longitude)
    works = code in works_in
    href = addresses.directory(**{"works_in" if works else "country": code})
    return Country(name, href, works, code == base, x, y)


def _frame(dots: Sequence[tuple[float, float]]) -> tuple[int, int, int, int]:
    """A part of the map in its proportions with all dots well inside; it does not leave the map.

    Islands at its western edge, with no coast near to know them by, have the whole world.
    """
    if not dots:
        return WORLD
    left, right = min(x for x, _y in dots), max(x for x, _y in dots)
    top, bottom = min(y for _x, y in dots), max(y for _x, y in dots)
    width = max(NARROWEST, (right - left) * MARGIN, (bottom - top) * MARGIN * WIDTH / HEIGHT)
    width = min(WIDTH, width)
    height = width * HEIGHT / WIDTH
    x = min(max(0, (left + right - width) / 2), WIDTH - width)
    y = min(max(0, (top + bottom - height) / 2), HEIGHT - height)
    if width == NARROWEST and x == 0:
        return WORLD
    return round(x), round(y), round(width), round(height)
