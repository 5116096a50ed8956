"""What must be found first, what else, what must not be, and why: in nine scripts, over one population.

The rules: Product, rules 4 and 7; every word of a search must stand somewhere in what is public of a listed entry.
"""

from functools import reduce
from operator import and_
from typing import Any

import pytest
from django.db.models import Exists, OuterRef, Q

from registry.models import Activity, Identifier, Name, Organization, OrganizationPlace, SupportGap, SupportOffer
from registry.queries.directory import Asked, search
from tests.searches.entries import Search
from tests.searches.population import POPULATION, SEARCHES

pytestmark = pytest.mark.django_db

TABLE = [
    pytest.param(row, id=f"{script} {number}: {row.why}")
    for script, rows in SEARCHES.items()
    for number, row in enumerate(rows, start=1)
]


def found_by(typed: str, population: dict[str, str], **asked: Any) -> tuple[list[str], list[tuple[str, str]]]:
    """The keys that a search finds, best first, and the words that were searched instead of others."""
    keys = {public_id: key for key, public_id in population.items()}
    found = search(Asked(text=typed, **asked), size=len(population))
    assert found.total == len(found.rows)
    return [keys[row.record["id"]] for row in found.rows], found.instead_of


@pytest.mark.parametrize("row", TABLE)
def test_search(row: Search, population: dict[str, str]) -> None:
    keys, instead_of = found_by(row.typed, population)
    assert (keys[0] if keys else "") == row.first
    assert row.wanted - set(keys) == set()
    assert row.unwanted(POPULATION) & set(keys) == set()
    assert bool(instead_of) == row.rescued


def test_the_table_is_large_enough_and_names_only_what_is_there() -> None:
    rows = [row for of_script in SEARCHES.values() for row in of_script]
    assert len(rows) >= 150
    assert len({row.typed for row in rows}) == len(rows)
    named = {key for row in rows for key in [*row.wanted, *row.unwanted(POPULATION)]}
    assert named <= set(POPULATION)


# -- Order ------------------------------------------------------------------------------------------------------------


def test_exact_name_then_names_that_begin_so_then_names_with_the_words_then_headings_then_the_rest(
    population: dict[str, str],
) -> None:
    keys, _instead = found_by("blue reef", population)
    assert keys == ["reef", "reef_watch", "reef_alliance", "reef_survey", "reef_friend"]


# -- Rescue -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "instead_of"),
    [
        ("papirus", [("papirus", "papyrus")]),
        ("lakr maren", [("lakr", "Lake")]),
        ("fundaciom imaginaria", [("fundaciom", "Fundación")]),
        ("запаведники", [("запаведники", "Заповедники")]),
        ("पौधारोपन", [("पौधारोपन", "पौधारोपण")]),
        ("papyrus", []),
    ],
)
def test_a_rescue_says_which_word_it_searched_instead(
    typed: str, instead_of: list[tuple[str, str]], population: dict[str, str]
) -> None:
    assert found_by(typed, population)[1] == instead_of


def test_who_wants_exactly_what_was_typed_is_not_rescued(population: dict[str, str]) -> None:
    assert found_by("papirus", population, exact=True) == ([], [])


# -- Against a plain search -------------------------------------------------------------------------------------------


def of(model: Any, *columns: str, **public: Any) -> Any:
    """Whether a part that everyone may see contains a text, as Django's own `icontains` finds it."""
    rows = model.objects.filter(organization=OuterRef("pk"), **public)

    def contains(text: str) -> Q:
        within = reduce(lambda either, column: either | Q(**{f"{column}__icontains": text}), columns, Q())
        return Q(Exists(rows.filter(within)))

    return contains


EVERYONE = {"visible_to": "everyone", "removed_at": None}
PLAIN = [
    of(Name, "text"),
    of(Identifier, "value"),
    of(OrganizationPlace, "country__names", "region__names"),
    of(Activity, "title", "text", **EVERYONE),
    of(SupportGap, "title", "text", state="open", **EVERYONE),
    of(SupportOffer, "title", "text", state="open", **EVERYONE),
    lambda text: Q(description__icontains=text),
    lambda text: Q(base_country__names__icontains=text),
    lambda text: Q(base_place_public=True, base_place__icontains=text),
]


def plainly_found(texts: list[str], population: dict[str, str]) -> set[str]:
    """The keys of which every one of `texts` is contained somewhere, in any letter case."""
    keys = {public_id: key for key, public_id in population.items()}
    anywhere = [reduce(lambda either, part: either | part(text), PLAIN, Q()) for text in texts]
    organizations = Organization.objects.listed().filter(reduce(and_, anywhere, Q()))
    return {keys[public_id] for public_id in organizations.values_list("public_id", flat=True)}


def fails_plainly(row: Search, population: dict[str, str]) -> bool:
    """Whether `icontains` misses something or finds too much, both with the whole text and with each word of it.

    The order is not held against it.
    """
    answers = [plainly_found(texts, population) for texts in ([row.typed], row.typed.split())]
    return all(row.wanted - answer or row.unwanted(POPULATION) & answer for answer in answers)


@pytest.mark.parametrize("script", SEARCHES)
def test_at_least_ten_searches_of_each_script_need_more_than_icontains(script: str, population: dict[str, str]) -> None:
    hard = [row.typed for row in SEARCHES[script] if fails_plainly(row, population)]
    assert len(hard) >= 10
