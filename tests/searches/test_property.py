"""The engine answers what the plain rules answer, for random populations and questions, before and after changes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from unittest import mock

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from registry.actions import listing
from registry.ids import new_public_id
from registry.models import NetworkMembership, Organization
from registry.queries import directory, memory, orders
from registry.queries.directory import Asked, Found
from tests.searches import model, worlds
from tests.searches.model import Question, World
from tests.searches.population import ITEMS, make

pytestmark = pytest.mark.django_db
PROPERTY = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
NOBODY = new_public_id()


@contextmanager
def an_example() -> Iterator[None]:
    """Within a day that stands still, and without its rows afterwards."""
    with time_machine.travel(worlds.NOW, tick=False), transaction.atomic():
        memory.forget()
        yield
        transaction.set_rollback(True)


# -- Answers ----------------------------------------------------------------------------------------------------------


@PROPERTY
@given(
    world=worlds.worlds(),
    questions=st.lists(worlds.questions(), min_size=3, max_size=5),
    changed=st.booleans(),
    few=st.sampled_from([0, orders.FEW]),
    size=st.integers(1, 2),
)
def test_the_engine_answers_what_the_plain_rules_answer(
    world: World, questions: list[Question], changed: bool, few: int, size: int
) -> None:
    world = worlds.with_ids(world)
    with an_example(), mock.patch.object(orders, "FEW", few):
        addresses = listed_after_changes(world) if changed else listed(world)
        things = {"organizations": model.partners(world, addresses), "activities": model.activities(world)}
        for question in questions:
            compare(question, things[question.kind], addresses, size)


def listed(world: World) -> dict[str, str]:
    """List a world at once, and give back the public id of each key."""
    made = make(world.entries)
    for network, member in world.members:
        NetworkMembership.objects.create(
            network=made[network], member=made[member], proposed_by_network=True, accepted_at=worlds.NOW
        )
    listing.refresh([one.pk for one in made.values()])
    return {key: one.public_id_id for key, one in made.items()}


def listed_after_changes(world: World) -> dict[str, str]:
    """List a world in which everything was there for everyone, look at it, then change what is not any more."""
    earlier = worlds.before(world)
    addresses = listed(earlier)
    for kind in memory.KINDS:
        directory.search(Asked(kind=kind))
    for key, one in world.entries.items():
        organization = Organization.objects.get(public_id=addresses[key])
        if one == earlier.entries[key]:
            continue
        organization.state = one.columns["state"]
        organization.save(update_fields=["state"])
        for part, (table, _places, _owner) in ITEMS.items():
            rows = table.objects.filter(organization=organization).order_by("pk")
            for row, item in zip(rows, getattr(one, part), strict=True):
                row.visible_to, row.removed_at = item["visible_to"], item["removed_at"]
                row.save(update_fields=["visible_to", "removed_at"])
        listing.refresh([organization.pk])
    return addresses


def compare(question: Question, things: list[model.Thing], addresses: Mapping[str, str], size: int) -> None:
    networks = tuple(addresses.get(key, NOBODY) for key in question.chosen.get("network", ()))
    question = replace(question, chosen={**question.chosen, **({"network": networks} if networks else {})})
    scores = scores_of(question.kind)
    for sort in worlds.SORTS[question.kind]:
        expected = model.answer(things, replace(question, sort=sort), scores, worlds.TODAY)
        assert [record["id"] for record in directory.stream(asked(question, sort))] == expected.keys

    expected = model.answer(things, question, scores, worlds.TODAY)
    whole = directory.search(asked(question, question.sort), size=len(things) + 1)
    assert keys_of(whole) == expected.keys
    assert whole.total == len(expected.keys)
    assert present(whole.counts) == present(expected.counts)
    assert (whole.next, whole.previous) == ("", "")
    assert directory.count(asked(question, question.sort)) == (whole.total, whole.counts)

    pages = [expected.keys[start : start + size] for start in range(0, len(expected.keys), size)] or [[]]
    forwards = list(walk(asked(question, question.sort), size))
    assert [keys_of(page) for page in forwards] == pages
    assert [page.previous == "" for page in forwards] == [number == 0 for number in range(len(pages))]
    backwards = list(walk_back(asked(question, question.sort), size, forwards[-1]))
    assert [keys_of(page) for page in backwards] == pages[-2::-1]
    assert all((page.total, page.counts) == (whole.total, whole.counts) for page in [*forwards, *backwards])
    event(f"{question.kind}: {min(len(pages), 3)} pages")


def asked(question: Question, sort: str) -> Asked:
    """The question as a page would put it; words are taken as they are typed."""
    typed = " ".join(map(str, question.typed))
    return Asked(question.kind, typed, question.chosen, sort, question.language, exact=True)


def walk(what: Asked, size: int) -> Iterator[Found]:
    """The pages from the first on, each reached from the one before."""
    yield (page := directory.search(what, size=size))
    while page.next:
        yield (page := directory.search(what, after=page.next, size=size))


def walk_back(what: Asked, size: int, page: Found) -> Iterator[Found]:
    """The pages before one, each reached from the one after."""
    while page.previous:
        yield (page := directory.search(what, before=page.previous, size=size))


def keys_of(found: Found) -> list[str]:
    return [row.record["id"] for row in found.rows]


def present(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Counts of the values that somebody has, of the facets that somebody has a value of."""
    held = {facet: {value: number for value, number in values.items() if number} for facet, values in counts.items()}
    return {facet: values for facet, values in held.items() if values}


def scores_of(kind: str) -> dict[str, int]:
    """The static score of each thing, the first of the numbers in its row. That it rises with what is told, and how
    fresh it is, has tests of its own."""
    table = memory.KINDS[kind].model
    rows = table._default_manager.values_list("record__id", "numbers")
    return {key: int.from_bytes(bytes(numbers)[:4], "little") for key, numbers in rows}
