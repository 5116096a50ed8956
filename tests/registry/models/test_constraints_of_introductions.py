"""What the database refuses of introductions, joint responses and what others lack too, past every action."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.models import (
    Introduction,
    IntroductionNote,
    JointMember,
    JointResponse,
    LackToo,
    Organization,
    SupportGap,
    SupportOffer,
)
from tests.registry.models.test_constraints import organization, some

pytestmark = pytest.mark.django_db

NOW = timezone.now()
ACCEPTED = {"state": "accepted", "accepted_at": NOW}
DELIVERED = {"state": "delivered", "accepted_at": NOW, "ended_at": NOW}
DECLINED = {"state": "declined", "ended_at": NOW, "because": "not_fitting"}


def refused(constraint: str, model: Any, **columns: Any) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        some(model, **columns)
    assert refusal.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


@pytest.fixture
def gap() -> Any:
    return some(SupportGap)


@pytest.fixture
def offer() -> Any:
    return some(SupportOffer)


@pytest.fixture
def helping() -> Organization:
    return organization()


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("introduction_state_known", {"state": "dreamt", "ended_at": NOW}),
        ("introduction_writer_known", {"writer": "nobody"}),
        ("introduction_because_known", {**DECLINED, "because": "moon"}),
        ("introduction_about_something", {"gap": None}),
        ("introduction_agreed_has_date", {"state": "accepted"}),
        ("introduction_agreed_has_date", {**DELIVERED, "accepted_at": None}),
        ("introduction_agreed_has_date", {"state": "not_delivered", "ended_at": NOW, "because": "other"}),
        ("introduction_ended_has_date", {"ended_at": NOW}),
        ("introduction_ended_has_date", {**DECLINED, "ended_at": None}),
        ("introduction_came_to_nothing_because", {**DECLINED, "because": ""}),
        ("introduction_came_to_nothing_because", {**DECLINED, "because": "gap_gone"}),
        ("introduction_came_to_nothing_because", {"state": "withdrawn", "ended_at": NOW, "because": "other"}),
        ("introduction_came_to_nothing_because", {**DELIVERED, "state": "not_delivered", "because": "taken_back"}),
        ("introduction_came_to_nothing_because", {"because": "other"}),
        ("introduction_met_was_delivered", {"met": True}),
        ("introduction_met_was_delivered", {**DECLINED, "met": False}),
    ],
)
def test_an_introduction_is_what_its_state_says(constraint: str, columns: dict[str, Any]) -> None:
    refused(constraint, Introduction, **columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "suggested", "writer": "secretariat"},
        ACCEPTED,
        {**ACCEPTED, "state": "delivering"},
        {**DELIVERED, "met": True},
        {**DELIVERED, "met": False},
        DECLINED,
        {**DELIVERED, "state": "not_delivered", "because": "no_agreement"},
        {"state": "withdrawn", "ended_at": NOW, "because": "organization_gone"},
    ],
)
def test_every_state_is_taken_as_it_should_be(columns: dict[str, Any]) -> None:
    assert some(Introduction, **columns).pk


def test_only_a_gap_is_met(offer: Any) -> None:
    refused("introduction_met_was_delivered", Introduction, gap=None, offer=offer, met=True, **DELIVERED)


def test_an_introduction_is_of_two(helping: Organization) -> None:
    refused("introduction_of_two", Introduction, needing=helping, helping=helping)


@pytest.mark.parametrize("columns", [{"state": "suggested"}, {}, ACCEPTED, {**ACCEPTED, "state": "delivering"}])
def test_a_pair_has_one_open_introduction_whoever_writes(
    columns: dict[str, Any], gap: Any, offer: Any, helping: Organization
) -> None:
    some(Introduction, gap=gap, helping=helping, **columns)
    refused("introduction_open_once", Introduction, gap=gap, helping=helping, offer=offer, writer="needing")
    some(Introduction, gap=gap)  # another one may help too
    some(Introduction, gap=gap, helping=helping, **DECLINED)  # what ended is no obstacle


def test_an_offer_is_asked_for_once_by_whoever_names_no_gap(offer: Any) -> None:
    needing = organization()
    some(Introduction, gap=None, offer=offer, needing=needing)
    refused("introduction_asked_once", Introduction, gap=None, offer=offer, needing=needing)
    some(Introduction, gap=None, offer=offer)
    some(Introduction, offer=offer, needing=needing)


def test_a_note_says_something_until_it_is_erased() -> None:
    refused("introductionnote_language_known", IntroductionNote, language="tlh")
    refused("introductionnote_says_something_or_is_erased", IntroductionNote, text="")
    refused("introductionnote_says_something_or_is_erased", IntroductionNote, erased_at=NOW)
    some(IntroductionNote, text="", erased_at=NOW)


def test_a_gap_has_one_joint_response_at_a_time(gap: Any) -> None:
    some(JointResponse, gap=gap)
    refused("jointresponse_open_once", JointResponse, gap=gap)
    some(JointResponse, gap=gap, ended_at=NOW)


def test_a_partner_belongs_to_a_joint_response_once_and_may_come_back(helping: Organization) -> None:
    joint = some(JointResponse)
    some(JointMember, joint=joint, organization=helping)
    refused("jointmember_once", JointMember, joint=joint, organization=helping, joined_at=NOW)
    some(JointMember, joint=joint, organization=helping, left_at=NOW)


def test_a_partner_lacks_the_same_once(gap: Any, helping: Organization) -> None:
    some(LackToo, gap=gap, organization=helping)
    refused("lacktoo_once", LackToo, gap=gap, organization=helping)
