"""Who may do what, by everyone of the cast (Product, Roles)."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.utils import timezone

from registry import rules
from registry.models import Organization, Person, PublicId, Submission
from registry.states import Origin
from tests.factories import add_app, draft, join_team, person

pytestmark = pytest.mark.django_db

EVERYONE = ("amina", "bo", "sam", "rosa", "ravi", "ada", "cleo", "gone")


@pytest.fixture
def registration() -> Submission:
    """Amina's registration; Bo edits it with her. Cleo is a curator, and Gone a reviewer who was shut out."""
    submission = draft(person("amina"))
    join_team(person("bo"), submission.organization)
    Person.objects.filter(pk=person("cleo").pk).update(staff_role="curator")
    Person.objects.filter(pk=person("gone").pk).update(staff_role="reviewer", is_active=False)
    return submission


def those_who(rule: object, *about: object) -> set[str]:
    return {name for name in EVERYONE if rule(person(name), *about)}  # type: ignore[operator]


def test_a_team_has_members_and_owners(registration: Submission) -> None:
    assert those_who(rules.is_in_team, registration.organization) == {"amina", "bo"}
    assert those_who(rules.owns, registration.organization) == {"amina"}


def test_every_member_of_the_secretariat_reviews_and_curators_import(registration: Submission) -> None:
    assert those_who(rules.may_review) == {"rosa", "ravi", "ada", "cleo"}
    assert those_who(rules.may_import) == {"ada", "cleo"}
    assert those_who(rules.may_write_texts) == {"ada", "cleo"}


def test_a_team_edits_its_own_submissions(registration: Submission) -> None:
    assert those_who(rules.may_edit, registration) == {"amina", "bo"}
    assert those_who(rules.may_see, registration) == {"amina", "bo", "rosa", "ravi", "ada", "cleo"}


@pytest.mark.parametrize("origin", [Origin.STAFF, Origin.IMPORT])
def test_what_the_secretariat_writes_is_edited_by_its_writer(registration: Submission, origin: Origin) -> None:
    written = Submission(organization=registration.organization, origin=origin, opened_by=person("rosa"))

    assert those_who(rules.may_edit, written) == {"rosa"}


def test_a_writer_who_left_the_secretariat_edits_nothing_there(registration: Submission) -> None:
    written = Submission(organization=registration.organization, origin=Origin.STAFF, opened_by=person("gone"))

    assert those_who(rules.may_edit, written) == set()


def test_nobody_decides_for_their_own_organization(registration: Submission) -> None:
    join_team(person("rosa"), registration.organization)

    assert those_who(rules.wrote_for_own_organization, registration) == {"amina", "bo", "rosa"}


def test_nor_once_they_have_left_the_team_but_for_what_was_begun_later(registration: Submission) -> None:
    rosa = person("rosa")
    Submission.objects.filter(pk=registration.pk).update(opened_at=timezone.now() - timedelta(days=1))
    registration.refresh_from_db()
    join_team(rosa, registration.organization).delete()

    assert those_who(rules.wrote_for_own_organization, registration) == {"amina", "bo", "rosa"}
    later = Submission.objects.create(
        organization=registration.organization, document=registration.document, base=registration.base, origin="staff"
    )
    assert those_who(rules.wrote_for_own_organization, later) == {"amina", "bo"}
    assert rules.left_meanwhile(rosa, [registration, later]) == {registration.pk}


def test_an_importer_decides_alone_unless_a_setting_wants_another(registration: Submission, settings: Any) -> None:
    imported = Submission(organization=registration.organization, origin=Origin.IMPORT, opened_by=person("cleo"))

    assert those_who(rules.imported_it, imported) == set()
    settings.IMPORTS_NEED_ANOTHER = True
    assert those_who(rules.imported_it, imported) == {"cleo"}
    assert those_who(rules.imported_it, registration) == set()


def test_a_team_is_of_one_organization(registration: Submission) -> None:
    other = Organization.objects.create(public_id=PublicId.objects.create())

    assert those_who(rules.is_in_team, other) == set()


def test_administrators_recover_second_factors(registration: Submission) -> None:
    Person.objects.filter(pk=person("abel").pk).update(is_active=False)

    assert those_who(rules.may_recover) == {"ada"}
    assert rules.may_recover(person("abel")) is False


def test_an_app_or_a_passkey_is_a_second_factor_and_recovery_codes_are_none() -> None:
    assert rules.has_second_factor(person("sam")) is False
    RecoveryCodes.activate(person("sam"))
    assert rules.has_second_factor(person("sam")) is False
    add_app(person("sam"))
    assert rules.has_second_factor(person("sam")) is True
    assert rules.has_second_factor(person("bo")) is False


@pytest.mark.parametrize(
    ("region", "seat", "decides"),
    [
        ("", "KE", True),
        ("", "", True),
        ("002", "KE", True),  # Africa
        ("014", "KE", True),  # Eastern Africa
        ("019", "KE", False),
        ("002", "", False),  # without a seat it is for those who decide on all regions
        ("nowhere", "KE", False),
    ],
)
def test_a_desk_with_a_region_decides_on_seats_there(
    registration: Submission, region: str, seat: str, decides: bool
) -> None:
    registration.document["where"]["base_country"] = seat
    rosa = person("rosa")
    rosa.desk_region = region
    assert rules.decides_there(rosa, registration) is decides
