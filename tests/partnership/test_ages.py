"""How long ago something was, in words."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from partnership import ages


def ago(days: int) -> date:
    return timezone.now().date() - timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-3, "confirmed today"),
        (0, "confirmed today"),
        (1, "confirmed 1 day ago"),
        (13, "confirmed 13 days ago"),
        (14, "confirmed 2 weeks ago"),
        (60, "confirmed 8 weeks ago"),
        (61, "confirmed 2 months ago"),
        (730, "confirmed 23 months ago"),
        (731, "confirmed 2 years ago"),
    ],
)
def test_a_confirmation_is_told_in_the_largest_unit_that_it_fills_twice(days: int, said: str) -> None:
    assert ages.confirmed(ago(days)) == said


@pytest.mark.parametrize("said", [ages.confirmed, ages.open_for])
@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh-hans"])
def test_every_number_fits_into_its_sentence_in_every_language(said: Callable[[date], str], language: str) -> None:
    with translation.override(language):
        for days, number in ((1, 1), (5, 5), (20, 2), (100, 3), (800, 2)):
            assert "%(" not in said(ago(days))
            assert str(number) in said(ago(days)) or language == "ar"  # Arabic has words for one and two
