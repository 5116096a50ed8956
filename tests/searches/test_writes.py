"""After any sequence of writes the listing is what a rebuild would make, and the memory is what the tables hold."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.actions import drafts, listing, networks, submissions
from registry.entry.document import present
from registry.models import (
    ActivityListing,
    GapListing,
    Listing,
    NameKey,
    NetworkMembership,
    OfferListing,
    Organization,
    SearchWord,
    SupportGap,
)
from registry.queries import memory, version
from registry.states import OrganizationState, Origin
from registry.vocabulary import Visibility
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db

PARTNERS = 3  # of the network that comes first


@pytest.fixture
def cast() -> list[Organization]:
    """Amina's network and three partners of hers, of which the first belongs to it."""
    names = ["Mangrove Ring", "Bay Council", "شبكة البيئة", "虚构环境研究所"]
    cast = [factories.listed(name=name, type="ngo" if number else "network") for number, name in enumerate(names)]
    belong(1, cast)
    return cast


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        memory.forget()
        yield
        transaction.set_rollback(True)


# -- Writes: each changes something that everyone may see, or says that there was nothing to do ------------------------

Write = Callable[[list[Organization]], bool]


def change(number: int, key: str, values: dict[str, Any], cast: list[Organization]) -> bool:
    """The team changes a section, or the first item of a collection, and the secretariat approves."""
    return _changed(cast[number], lambda document: _first(document, key), values)


def add(number: int, part: str, values: dict[str, Any], cast: list[Organization]) -> bool:
    return _changed(cast[number], lambda _document: factories.new_key(part), values)


def _changed(organization: Organization, key_in: Callable[[Any], str], values: dict[str, Any]) -> bool:
    if not _is_listed(organization):
        return False
    submission = drafts.open_change(organization=organization, by=person("amina"))
    factories.save(submission, key_in(submission.document), values)
    submission.refresh_from_db()
    if submissions.changes_nothing(submission):
        return False  # it cannot be sent
    submissions.approve(submission=factories.send(submission, person("amina")), by=person("rosa"))
    return True


def _first(document: Any, key: str) -> str:
    items = present(document, key) if key in ("names", "activities", "gaps", "offers") else {}
    return f"{key}.{next(iter(items))}" if items else key


def correct(number: int, cast: list[Organization]) -> bool:
    """A reviewer removes the first activity of an entry, and approves that."""
    if not _is_listed(cast[number]):
        return False
    submission = drafts.open_change(organization=cast[number], by=person("rosa"), origin=Origin.STAFF)
    key = _first(submission.document, "activities")
    if key == "activities":
        return False
    seen = drafts.version_of(submission, key)
    drafts.remove_item(submission=submission, key=key, seen=seen, by=person("rosa"))
    submissions.approve(submission=submission, by=person("rosa"))
    return True


def register(name: str, cast: list[Organization]) -> bool:
    factories.listed(name=name)
    return True


def withdraw_or_return(number: int, cast: list[Organization]) -> bool:
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=cast[number].pk)
        after = OrganizationState.WITHDRAWN if _is_listed(organization) else OrganizationState.LISTED
        submissions.move_organization(organization, after)
        listing.refresh([organization.pk])
    return True


def meet(number: int, cast: list[Organization]) -> bool:
    """The gaps of a partner are met."""
    with transaction.atomic():
        met = SupportGap.objects.filter(organization=cast[number]).exclude(state="met").update(state="met")
        listing.refresh([cast[number].pk])
    return bool(met)


def belong(number: int, cast: list[Organization]) -> bool:
    """A partner and the network agree that they belong together."""
    network, member = cast[0], cast[number]
    known = NetworkMembership.objects.accepted().filter(network=network, member=member).exists()
    if known or not _is_listed(network) or not _is_listed(member):
        return False
    proposed = networks.propose(network=network, member=member, by=person("amina"))
    networks.accept(belonging=proposed, by=person("amina"))
    return True


def leave(number: int, cast: list[Organization]) -> bool:
    belonging = NetworkMembership.objects.accepted().filter(network=cast[0], member=cast[number]).first()
    if belonging is None:
        return False
    networks.end(belonging=belonging, by=person("amina"))
    return True


def _is_listed(organization: Organization) -> bool:
    return Organization.objects.listed().filter(pk=organization.pk).exists()


ANYONE = st.integers(0, PARTNERS)
A_PARTNER = st.integers(1, PARTNERS)
SECTIONS = st.sampled_from(
    [
        ("organization", {**factories.ORGANIZATION, "description": "Réef, лёд, 湿地"}),
        ("where", {**factories.WHERE, "base_country": "FR", "countries": ["PG"], "languages": ["fr"]}),
        ("where", {**factories.WHERE, "base_place": "Seatown", "base_place_public": "on"}),
        ("names", {"text": "نادي البيئة", "language": "ar", "kind": "official"}),
        ("activities", {**factories.ACTIVITY, "visible_to": "secretariat"}),
        (
            "activities",
            {**factories.ACTIVITY, "title": "保护海洋", "countries": ["CN"], "end_month": "1", "end_year": "2027"},
        ),
        ("gaps", {**factories.GAP, "visible_to": "partners"}),
        ("gaps", {**factories.GAP, "kinds": ["finance"]}),
        ("offers", {**factories.OFFER, "visible_to": "secretariat"}),
    ]
)
ITEMS = st.sampled_from(
    [
        ("names", {"text": "Réef Club", "language": "und", "kind": "former"}),
        ("activities", factories.ACTIVITY),
        ("activities", {**factories.ACTIVITY, "title": "Sea wardens", "visible_to": "secretariat"}),
        ("gaps", {**factories.GAP, "title": "Sea boats"}),
    ]
)
WRITES = st.one_of(
    st.builds(lambda number, drawn: partial(change, number, *drawn), ANYONE, SECTIONS),
    st.builds(lambda number, drawn: partial(add, number, *drawn), ANYONE, ITEMS),
    st.builds(partial, st.just(withdraw_or_return), st.just(0) | A_PARTNER),
    st.builds(partial, st.sampled_from([meet, correct]), ANYONE),
    st.builds(partial, st.sampled_from([belong, leave]), A_PARTNER),
    st.builds(partial, st.just(register), st.sampled_from(["Sea Union", "Reef Union"])),
)


# -- What has to hold afterwards --------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(writes=st.lists(st.tuples(WRITES, st.booleans()), min_size=4, max_size=8))
def test_writes_leave_what_a_rebuild_makes(cast: list[Organization], writes: list[tuple[Write, bool]]) -> None:
    with undone():
        for write, looked_at in writes:
            if looked_at:
                bring_up_to_date()
            before = version.current()
            changed = write(cast)
            assert version.current() > before if changed else version.current() >= before
        for kind in memory.KINDS:
            assert held(kind) == held_anew(kind)
        left = derived()
        for table in (Listing, ActivityListing, GapListing, OfferListing, SearchWord):
            table.objects.all().delete()
        call_command("rebuild_listing", verbosity=0)
        assert left == derived()


def bring_up_to_date() -> None:
    for kind in memory.KINDS:
        memory.current(kind)


def held(kind: str) -> dict[str, Any]:
    """What the memory of this process says of each slot in use: the codes of its values, its numbers."""
    memorized = memory.current(kind, Visibility.SECRETARIAT)
    slots = memory.slots_of(memorized.present).tolist()
    rows = {
        code: set(memory.slots_of(bits)) for code, bits in zip(memorized.codes.tolist(), memorized.values, strict=True)
    }
    return {
        "codes": {slot: {code for code, having in rows.items() if slot in having} for slot in slots},
        "numbers": {slot: memorized.numbers[:, slot].tolist() for slot in slots},
        "strays": {code for code, having in rows.items() if not having <= set(slots)},
    }


def held_anew(kind: str) -> dict[str, Any]:
    """The same, read by hand from the table."""
    rows = memory.KINDS[kind].model._default_manager.values_list("slot", "terms", "numbers")
    numbered = [(slot, np.frombuffer(terms, "<i8"), np.frombuffer(numbers, "<i4")) for slot, terms, numbers in rows]
    return {
        "codes": {slot: set(terms.tolist()) for slot, terms, _numbers in numbered},
        "numbers": {slot: numbers.tolist() for slot, _terms, numbers in numbered},
        "strays": set(),
    }


def derived() -> dict[str, Any]:
    """All that is derived, but for slots and versions."""
    return {
        "partners": {row["public_id"]: row for row in map(_plain, Listing.objects.values())},
        "activities": {row["activity_id"]: row for row in map(_plain, ActivityListing.objects.values())},
        "gaps": {row["gap_id"]: row for row in map(_plain, GapListing.objects.values())},
        "offers": {row["offer_id"]: row for row in map(_plain, OfferListing.objects.values())},
        "keys": sorted(NameKey.objects.values_list("listing__public_id", "key", "whole")),
        "words": dict(SearchWord.objects.filter(listings__gt=0).values_list("word", "listings")),
    }


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    kept = {column: value for column, value in row.items() if column not in ("slot", "version", "filler")}
    return {column: bytes(value) if isinstance(value, memoryview) else value for column, value in kept.items()}
