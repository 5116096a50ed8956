"""Rules of the map of a partner: every dot on it, large enough to know the coasts by, in the proportions of the map."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from partnership.map import HEIGHT, WIDTH
from partnership.presence import NARROWEST, presence
from registry import places


@pytest.mark.django_db
def test_one_country_shows_its_part_of_the_world() -> None:
    found = presence(["KE"], "KE", "en")
    x, y, width, height = found.frame
    assert (width, height) == (NARROWEST, round(NARROWEST * HEIGHT / WIDTH))
    (kenya,) = found.countries
    assert (kenya.x, kenya.y) == (pytest.approx(x + width / 2, abs=1), pytest.approx(y + height / 2, abs=1))


@pytest.mark.django_db
def test_countries_far_apart_show_the_whole_world() -> None:
    assert presence(["FJ", "WS", "PE"], "", "en").frame == (0, 0, WIDTH, HEIGHT)


@pytest.mark.django_db
@pytest.mark.parametrize("islands", [["WS"], ["PF", "CK", "TO"]])
def test_islands_with_nothing_but_sea_around_show_the_whole_world(islands: list[str]) -> None:
    assert presence(islands, "", "en").frame == (0, 0, WIDTH, HEIGHT)
    assert presence(["NZ"], "", "en").frame[2] == NARROWEST


@pytest.mark.django_db
def test_without_a_country_there_is_nothing_to_show() -> None:
    found = presence([], "", "en")
    assert (found.countries, found.dots) == ([], "")


@pytest.mark.django_db
def test_countries_are_named_and_ordered_in_the_language_of_the_page() -> None:
    names = [country.name for country in presence(["ZA", "KM", "TZ"], "KE", "fr").countries]
    assert names == ["Afrique du Sud", "Comores", "Kenya", "République-Unie de Tanzanie"]


@pytest.mark.django_db
def test_a_name_is_escaped_in_the_drawing() -> None:
    assert "Côte d&#x27;Ivoire" in presence(["CI"], "", "en").dots or "Côte d’Ivoire" in presence(["CI"], "", "en").dots


class AnyCountries(TestCase):
    @settings(max_examples=60)
    @given(st.data())
    def test_every_dot_is_on_the_map(self, data: st.DataObject) -> None:
        codes = sorted(places.country_codes())
        works_in = data.draw(st.lists(st.sampled_from(codes), max_size=12, unique=True))
        base = data.draw(st.sampled_from(["", *codes]))
        found = presence(works_in, base, "en")
        x, y, width, height = found.frame
        assert 0 <= x <= WIDTH - width + 1
        assert 0 <= y <= HEIGHT - height + 1
        assert width / height == pytest.approx(WIDTH / HEIGHT, rel=0.01)
        for left, top in re.findall(r'cx="(\d+)" cy="(\d+)"', found.dots):
            assert x - 1 <= int(left) <= x + width + 1
            assert y - 1 <= int(top) <= y + height + 1
