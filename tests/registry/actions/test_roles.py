"""Roles of the secretariat: who gives them, what is on record, and that somebody always administers."""

import pytest
from django.core.mail import EmailMultiAlternatives

from registry import mail
from registry.actions import absences, assignments, cases, roles
from registry.errors import LastAdministrator, NotAllowed
from registry.models import Absence, Case, Message, Person, Submission
from registry.models.messages import MessageKind
from registry.queries import roles as queries
from tests import factories
from tests.factories import person
from tests.registry.actions.test_absences import FRIDAY, MONDAY

pytestmark = pytest.mark.django_db

AFRICA = "002"


def letter() -> EmailMultiAlternatives:
    return mail.compose(Message.objects.get(kind=MessageKind.ROLE_CHANGED))


def test_a_role_is_given_told_and_on_record() -> None:
    roles.give(person=person("sam"), role="reviewer", by=person("ada"))

    sam = Person.objects.get(pk=person("sam").pk)
    assert (sam.staff_role, sam.desk_region) == ("reviewer", "")
    change = queries.changes(1)[0]
    assert (change.person, change.by, change.before, change.after) == (sam, person("ada"), "", "reviewer")
    told = letter()
    assert told.subject == "Your role at the secretariat: Reviewer"
    assert "\u2068Ada\u2069 gave you this role at the secretariat: Reviewer." in str(told.body)
    assert "you are led to set up a second factor" in str(told.body)


def test_a_desk_gets_a_region_and_loses_it_with_the_role() -> None:
    roles.give(person=person("rosa"), role="curator", region=AFRICA, by=person("ada"))
    assert "You decide on what has its seat in Africa." in str(letter().body)
    roles.give(person=person("rosa"), role="", region=AFRICA, by=person("ada"))

    rosa = Person.objects.get(pk=person("rosa").pk)
    assert (rosa.staff_role, rosa.desk_region) == ("", "")
    last, first = queries.changes(2)
    assert (first.before, first.after, first.before_region, first.after_region) == ("reviewer", "curator", "", AFRICA)
    assert (last.before, last.after, last.before_region, last.after_region) == ("curator", "", AFRICA, "")


def test_the_same_role_again_changes_nothing_and_tells_nobody() -> None:
    roles.give(person=person("rosa"), role="reviewer", by=person("ada"))
    assert not Message.objects.filter(kind=MessageKind.ROLE_CHANGED).exists()


def test_an_address_without_an_account_gets_one() -> None:
    made = roles.give_to_address(email="New@people.example.org", role="curator", by=person("ada"))
    assert (made.email, made.staff_role) == ("new@people.example.org", "curator")


@pytest.mark.parametrize("by", ["rosa", "cora", "amina"])
def test_nobody_else_gives_roles(by: str) -> None:
    with pytest.raises(NotAllowed):
        roles.give(person=person("sam"), role="reviewer", by=person(by))
    with pytest.raises(NotAllowed):
        roles.give_to_address(email="new@people.example.org", role="reviewer", by=person(by))
    assert not Person.objects.filter(email="new@people.example.org").exists()


def test_an_administrator_who_may_not_sign_in_gives_none() -> None:
    Person.objects.filter(pk=person("ada").pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        roles.give(person=person("sam"), role="reviewer", by=person("ada"))


def test_the_last_administrator_stays() -> None:
    for role in ("", "curator"):
        with pytest.raises(LastAdministrator):
            roles.give(person=person("ada"), role=role, by=person("ada"))
    roles.give(person=person("ada"), role="administrator", region=AFRICA, by=person("ada"))
    assert Person.objects.get(pk=person("ada").pk).desk_region == AFRICA


def test_one_of_two_administrators_may_step_down() -> None:
    person("abel")
    roles.give(person=person("ada"), role="reviewer", by=person("ada"))
    assert Person.objects.get(pk=person("ada").pk).staff_role == "reviewer"


def test_one_who_may_not_sign_in_does_not_count() -> None:
    Person.objects.filter(pk=person("abel").pk).update(is_active=False)
    with pytest.raises(LastAdministrator):
        roles.give(person=person("ada"), role="", by=person("ada"))


@pytest.mark.parametrize(("role", "region"), [("owner", ""), ("reviewer", "KE"), ("reviewer", "999")])
def test_a_role_or_region_that_there_is_not_is_a_mistake(role: str, region: str) -> None:
    with pytest.raises(ValueError, match=role):
        roles.give(person=person("sam"), role=role, region=region, by=person("ada"))


def test_whose_desk_gets_a_region_has_nothing_of_another_one_left() -> None:
    kenyan, peruvian = factories.submitted(person("amina")), factories.submitted(person("bo"))
    Submission.objects.filter(pk=peruvian.pk).update(seat="PE")
    for submission in (kenyan, peruvian):
        assignments.assign(submission=submission, to=person("rosa"), by=person("rosa"))
    roles.give(person=person("rosa"), role="reviewer", region=AFRICA, by=person("ada"))
    held = dict(Submission.objects.values_list("pk", "assigned_to"))
    assert held == {kenyan.pk: person("rosa").pk, peruvian.pk: None}


def test_who_leaves_the_secretariat_has_nothing_left_there() -> None:
    submission = factories.submitted()
    assignments.assign(submission=submission, to=person("ravi"), by=person("rosa"))
    case = cases.open_case(organization=submission.organization, kind="report")
    assignments.assign_case(case=case, to=person("ravi"), by=person("rosa"))
    absences.go_away(person=person("rosa"), cover=person("ravi"), since=MONDAY, until=FRIDAY, by=person("rosa"))

    roles.give(person=person("ravi"), role="", by=person("ada"))

    assert Submission.objects.get(pk=submission.pk).assigned_to is None
    assert Case.objects.get(pk=case.pk).assigned_to is None
    assert not Absence.objects.exists()
    assert "has ended your role" in str(
        mail.compose(Message.objects.get(kind=MessageKind.ROLE_CHANGED, person=person("ravi"))).body
    )


def test_the_table_has_everyone_with_a_role_and_whether_they_have_a_second_factor() -> None:
    for name in ("ada", "rosa", "sam"):
        person(name)
    Person.objects.create(email="late@people.example.org", name="Late", staff_role="reviewer")
    assert [(one.name, one.has_factor) for one in queries.staff()] == [  # type: ignore[attr-defined]
        ("Ada", True),
        ("Late", False),
        ("Rosa", True),
    ]


def test_a_change_by_a_command_names_nobody() -> None:
    Person.objects.filter(pk=person("sam").pk).update(staff_role="reviewer")
    change = queries.changes(1)[0]
    assert (change.person, change.by) == (person("sam"), None)
