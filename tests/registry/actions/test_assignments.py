"""Taking, handing on, giving back: submissions and cases; whoever gets something from a colleague is told."""

import pytest

from registry import mail
from registry.actions import assignments, submissions
from registry.actions.cases import open_case, settle_case
from registry.errors import AlreadyDecided, ColleaguesOtherRegion, IllegalMove, NotAllowed, NotOfStaff, OtherRegion
from registry.models import Case, Message, Person, Submission
from registry.models.messages import MessageKind
from registry.states import CaseKind
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db


def told() -> list[tuple[Person | None, str]]:
    """Who was told of work that was handed on, and the first line of what."""
    sent = Message.objects.filter(kind=MessageKind.HANDED_ON).order_by("created_at", "pk")
    return [(message.person, str(mail.compose(message).subject)) for message in sent]


def a_case() -> Case:
    return open_case(kind=CaseKind.REPORT, organization=factories.listed(name="Bay Council"))


def test_a_reviewer_takes_what_waits_and_gives_it_back() -> None:
    submission = factories.submitted()
    assert assignments.assign(submission=submission, to=person("rosa"), by=person("rosa")).assigned_to == person("rosa")
    assert assignments.assign(submission=submission, to=None, by=person("ravi")).assigned_to is None
    assert told() == []


def test_a_colleague_who_gets_it_is_told_once() -> None:
    submission = factories.submitted(name="Bay Council")
    for _time in range(2):
        assignments.assign(submission=submission, to=person("ravi"), by=person("rosa"))
    assert told() == [(person("ravi"), "A submission was handed to you")]
    letter = str(mail.compose(Message.objects.get(kind=MessageKind.HANDED_ON)).body)
    assert "\u2068Rosa\u2069 asks you to review what was sent for \u2068Bay Council\u2069." in letter
    assert f"/secretariat/submissions/{submission.pk}/" in letter


def test_what_goes_to_a_colleague_who_is_away_is_told_to_them_and_to_who_covers() -> None:
    factories.away("ravi", cover="ada", until="2099-12-31")
    Message.objects.all().delete()
    assignments.assign(submission=factories.submitted(), to=person("ravi"), by=person("rosa"))
    assignments.assign_case(case=a_case(), to=person("ravi"), by=person("ada"))
    assert told() == [
        (person("ravi"), "A submission was handed to you"),
        (person("ada"), "A submission was handed to you"),
        (person("ravi"), "A case was handed to you"),
    ]


def test_only_the_secretariat_hands_on_and_only_to_its_own() -> None:
    submission = factories.submitted()
    with pytest.raises(NotAllowed):
        assignments.assign(submission=submission, to=person("rosa"), by=person("amina"))
    with pytest.raises(NotOfStaff):
        assignments.assign(submission=submission, to=person("sam"), by=person("rosa"))
    assert Submission.objects.get().assigned_to is None


def test_it_goes_to_nobody_whose_desk_does_not_decide_on_it() -> None:
    submission, dov = factories.submitted(), person("dov")
    with pytest.raises(OtherRegion):
        assignments.assign(submission=submission, to=dov, by=dov)
    with pytest.raises(ColleaguesOtherRegion):
        assignments.assign(submission=submission, to=dov, by=person("rosa"))
    submission.refresh_from_db()
    assert submission.assigned_to is None
    Person.objects.filter(pk=dov.pk).update(desk_region="002")
    assert assignments.assign(submission=submission, to=person("dov"), by=person("rosa")).assigned_to == dov


def test_what_was_decided_is_nobodys_any_more() -> None:
    submission = factories.submitted()
    submissions.approve(submission=submission, by=person("rosa"))
    with pytest.raises(AlreadyDecided):
        assignments.assign(submission=submission, to=person("ravi"), by=person("rosa"))


def test_a_case_is_taken_handed_on_and_given_back() -> None:
    case = a_case()
    assert assignments.assign_case(case=case, to=person("rosa"), by=person("rosa")).assigned_to == person("rosa")
    assert told() == []
    assert assignments.assign_case(case=case, to=person("ravi"), by=person("rosa")).assigned_to == person("ravi")
    assert told() == [(person("ravi"), "A case was handed to you")]
    letter = str(mail.compose(Message.objects.get(kind=MessageKind.HANDED_ON)).body)
    assert "asks you to settle a case: Report about an entry, \u2068Bay Council\u2069." in letter
    assert assignments.assign_case(case=case, to=None, by=person("rosa")).assigned_to is None


def test_a_case_about_no_organization_is_named_by_its_kind() -> None:
    case = open_case(kind=CaseKind.DEAD_ADDRESS, person=person("amina"))
    assignments.assign_case(case=case, to=person("ravi"), by=person("rosa"))
    letter = str(mail.compose(Message.objects.get(kind=MessageKind.HANDED_ON)).body)
    assert "asks you to settle a case: Address that does not answer." in letter


def test_a_case_is_handed_on_by_the_secretariat_to_its_own_while_it_is_open() -> None:
    case = a_case()
    with pytest.raises(NotAllowed):
        assignments.assign_case(case=case, to=person("rosa"), by=person("amina"))
    with pytest.raises(NotOfStaff):
        assignments.assign_case(case=case, to=person("sam"), by=person("rosa"))
    settle_case(case=case, by=person("rosa"))
    with pytest.raises(IllegalMove):
        assignments.assign_case(case=case, to=person("ravi"), by=person("rosa"))
