"""Cases: what the desk must settle outside a submission."""

import pytest

from registry.actions.cases import MOST_REPORTS, open_case, raise_case, report_entry, settle_case
from registry.errors import IllegalMove, NotAllowed, OtherRegion, TooManyReports
from registry.models import Case, Message, Organization, Person, Report
from registry.states import CaseKind, CaseState
from tests.factories import draft, listed, person

pytestmark = pytest.mark.django_db


def test_a_case_is_opened_once_and_again_after_it_was_settled() -> None:
    organization = draft().organization

    first = open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization)
    assert open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization) == first
    settle_case(case=first, by=person("rosa"))
    second = open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization)
    told = Message.objects.count()
    assert raise_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization) == second
    assert Message.objects.count() == told

    assert second != first
    assert [*Case.objects.order_by("pk").values_list("state", flat=True)] == ["settled", "open"]


def test_cases_of_different_kinds_people_and_organizations_stand_beside_each_other() -> None:
    organization, amina = draft().organization, person("amina")

    open_case(kind=CaseKind.DEAD_ADDRESS, person=amina)
    open_case(kind=CaseKind.DEAD_ADDRESS, person=person("bo"))
    open_case(kind=CaseKind.CLAIM, organization=organization, person=amina)
    open_case(kind=CaseKind.REPORT, organization=organization)

    assert Case.objects.filter(state=CaseState.OPEN).count() == 4


def test_whoever_settles_a_case_is_noted_with_the_time() -> None:
    case = settle_case(case=open_case(kind=CaseKind.REPORT), by=person("rosa"))

    assert (case.state, case.settled_by) == ("settled", person("rosa"))
    assert case.settled_at is not None


def test_only_the_secretariat_settles() -> None:
    case = open_case(kind=CaseKind.REPORT)

    with pytest.raises(NotAllowed):
        settle_case(case=case, by=person("amina"))

    assert Case.objects.get().state == "open"


def test_a_desk_with_a_region_settles_what_is_about_an_entry_there_or_about_none() -> None:
    about, about_none = open_case(kind=CaseKind.REPORT, organization=listed()), open_case(kind=CaseKind.DEAD_ADDRESS)
    Person.objects.filter(pk=person("rosa").pk).update(desk_region="019")

    with pytest.raises(OtherRegion):
        settle_case(case=about, by=person("rosa"))
    settle_case(case=about_none, by=person("rosa"))
    Person.objects.filter(pk=person("rosa").pk).update(desk_region="002")
    settle_case(case=about, by=person("rosa"))

    assert not Case.objects.filter(state=CaseState.OPEN, kind=CaseKind.REPORT).exists()


def test_a_case_is_settled_once() -> None:
    case = open_case(kind=CaseKind.REPORT)
    settle_case(case=case, by=person("rosa"))

    with pytest.raises(IllegalMove):
        settle_case(case=case, by=person("ravi"))

    assert Case.objects.get().settled_by == person("rosa")


# -- What visitors report ---------------------------------------------------------------------------------------------


def told(organization: Organization, text: str = "It moved.", **values: str) -> Report:
    said = {"reason": "wrong", "address": "sam@reader.example.org", "language": "en", **values}
    return report_entry(organization=organization, text=text, **said)


def test_all_reports_about_an_entry_lie_in_its_open_case_and_reviewers_are_told_once() -> None:
    organization = draft().organization
    reviewers = {person("rosa"), person("ada")}

    first, second = told(organization), told(organization, "It is here twice.", reason="twice", address="")
    other = told(draft().organization)

    assert first.case == second.case != other.case
    letters = Message.objects.filter(kind="case_opened")
    assert {letter.person for letter in letters} == reviewers
    assert sorted(letter.context["case"] for letter in letters) == sorted([str(first.case_id), str(other.case_id)] * 2)


def test_a_desk_is_written_to_of_what_it_settles() -> None:
    for name, region in (("rosa", "002"), ("ravi", "019")):
        Person.objects.filter(pk=person(name).pk).update(desk_region=region)
    reviewers = {person("rosa"), person("ada")}
    told(listed())
    assert {letter.person for letter in Message.objects.filter(kind="case_opened")} == reviewers


def test_the_same_words_are_one_report() -> None:
    organization = draft().organization

    assert told(organization) == told(organization)
    assert told(organization, address="bo@reader.example.org") != told(organization)


def test_a_case_takes_so_many_reports_and_those_it_has_are_known_still() -> None:
    organization = draft().organization
    reports = [told(organization, f"Report {number}") for number in range(MOST_REPORTS)]

    with pytest.raises(TooManyReports):
        told(organization, "One more")

    assert told(organization, "Report 0") == reports[0]
    settle_case(case=reports[0].case, by=person("rosa"))
    assert told(organization, "One more").case != reports[0].case


def test_when_a_case_is_settled_nobody_knows_any_more_who_reported() -> None:
    organization = draft().organization
    settled, other = told(organization), told(draft().organization)

    settle_case(case=settled.case, by=person("rosa"))

    settled.refresh_from_db()
    other.refresh_from_db()
    assert (settled.address, settled.text, other.address) == ("", "It moved.", "sam@reader.example.org")
