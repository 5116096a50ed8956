"""The memory of a process keeps up with the tables, whatever happens to them."""

import numpy as np
import pytest
from pytest_django import DjangoAssertNumQueries

from registry.actions import listing
from registry.models import DataVersion, Listing, Organization
from registry.queries import memory, version
from registry.queries.directory import Asked, count
from tests.listings import partner

pytestmark = pytest.mark.django_db


def names_by_type() -> dict[str, int]:
    return dict(count(Asked())[1]["type"])


def test_each_change_is_seen_by_the_next_question() -> None:
    assert count(Asked())[0] == 0
    reef = partner("Reef", type="ngo")
    assert names_by_type() == {"ngo": 1}
    Organization.objects.filter(public_id=reef).update(type="iplc")
    listing.refresh([Organization.objects.get().pk])
    assert names_by_type() == {"iplc": 1}
    Organization.objects.update(state="withdrawn")
    listing.refresh([Organization.objects.get().pk])
    assert names_by_type() == {}
    Organization.objects.update(state="listed")
    listing.refresh([Organization.objects.get().pk])
    assert names_by_type() == {"iplc": 1}


def test_what_was_kept_up_is_what_is_read_anew() -> None:
    for number in range(70):  # more than one word of bits
        partner(f"Fund {number}", type="ngo" if number % 3 else "iplc", countries=("KE", "FJ")[: number % 3])
        if number % 10 == 0:
            memory.current("organizations")
    Organization.objects.filter(type="iplc").update(state="withdrawn")
    listing.refresh(list(Organization.objects.filter(state="withdrawn").values_list("pk", flat=True)))
    kept = memory.current("organizations")
    memory.forget()
    anew = memory.current("organizations")
    assert set(memory.slots_of(kept.present)) == set(memory.slots_of(anew.present)) == set(slots())
    for code, bits in zip(anew.codes, anew.values, strict=True):
        row = int(np.searchsorted(kept.codes, code))
        assert kept.codes[row] == code
        assert set(memory.slots_of(kept.values[row])) == set(memory.slots_of(bits))


def test_it_is_the_same_read_whole_or_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        partner(f"Fund {number}", type="ngo" if number % 2 else "iplc")
    whole = memory.current("organizations")
    memory.forget()
    monkeypatch.setattr(memory, "READ_AT_ONCE", 2)
    pieces = memory.current("organizations")
    assert memory.slots_of(pieces.present).tolist() == memory.slots_of(whole.present).tolist()
    assert pieces.codes.tolist() == whole.codes.tolist()
    assert [memory.slots_of(row).tolist() for row in pieces.values] == [
        memory.slots_of(row).tolist() for row in whole.values
    ]
    assert pieces.numbers[:, slots()].tolist() == whole.numbers[:, slots()].tolist()


def slots() -> list[int]:
    return list(Listing.objects.values_list("slot", flat=True))


def test_a_database_that_was_put_back_is_read_anew() -> None:
    partner("Reef", type="ngo")
    earlier = version.current()
    partner("Bay", type="iplc")
    assert names_by_type() == {"iplc": 1, "ngo": 1}
    Listing.objects.filter(record__name="Bay").delete()
    DataVersion.objects.update(version=earlier)
    assert names_by_type() == {"ngo": 1}


def test_nothing_is_read_while_nothing_changes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    partner("Reef")
    memory.current("organizations")
    with django_assert_num_queries(1):
        memory.current("organizations")


def test_slots_beyond_the_bits_are_left_out() -> None:
    bits = memory.bits_of(np.array([1, 64, 200]), 128)
    assert memory.slots_of(bits).tolist() == [1, 64]
    assert memory.how_many(bits) == 2
