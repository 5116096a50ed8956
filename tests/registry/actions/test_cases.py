"""Cases: what the desk must settle outside a submission."""

import pytest

from registry.actions.cases import open_case, settle_case
from registry.errors import IllegalMove, NotAllowed
from registry.models import Case
from registry.states import CaseKind, CaseState
from tests.factories import draft, person

pytestmark = pytest.mark.django_db


def test_a_case_is_opened_once_and_again_after_it_was_settled() -> None:
    organization = draft().organization

    first = open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization)
    assert open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization) == first
    settle_case(case=first, by=person("rosa"))
    second = open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization)

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


def test_a_case_is_settled_once() -> None:
    case = open_case(kind=CaseKind.REPORT)
    settle_case(case=case, by=person("rosa"))

    with pytest.raises(IllegalMove):
        settle_case(case=case, by=person("ravi"))

    assert Case.objects.get().settled_by == person("rosa")
