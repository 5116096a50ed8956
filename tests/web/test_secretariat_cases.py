"""The cases of the secretariat: what is open, what narrows it, taking, handing on and settling."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from registry.actions import assignments, cases
from registry.models import Case, Organization, Person
from registry.states import CaseKind, CaseState
from tests import factories
from tests.factories import person
from tests.web.joining import said

pytestmark = pytest.mark.django_db

CASES = "/secretariat/cases/"


@pytest.fixture
def rosa(client: Client) -> Client:
    client.force_login(person("rosa"))
    return client


def act(client: Client, case: Case, name: str, **data: str) -> Any:
    return client.post(reverse(name, args=[case.pk]), data, follow=True)


def test_open_cases_are_listed_and_settled_there(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    case = cases.open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization, person=person("amina"))
    page = rosa.get(CASES).content.decode()
    for words in ("Team without owner", "Bay Council", person("amina").email):
        assert words in page
    assert "The case is settled." in act(rosa, case, "settle_case").content.decode()
    case.refresh_from_db()
    assert (case.state, case.settled_by) == (CaseState.SETTLED, person("rosa"))
    assert "No case is open" in rosa.get(CASES).content.decode()


def test_an_address_that_does_not_answer_says_whose_entries_miss_it_and_what_they_were_sent(rosa: Client) -> None:
    amina = person("amina")
    first, second = factories.listed(amina, name="Bay Council"), factories.submitted(amina, name="Marsh Fund")
    cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=amina)
    cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person("sam"))
    page = rosa.get(CASES)
    told = [one["open"].teams for one in page.context["cases"]]
    ids = [first.public_id_id, second.organization.public_id_id]
    assert told == [[(ids[0], "Bay Council", "en"), (ids[1], "Marsh Fund", "en")], ()]
    html = page.content.decode()
    for address in (*(reverse("appoint_owner", args=[one]) for one in ids), f"?person={amina.pk}"):
        assert f'{address}"' in html
    assert said(page).count("In the team of:") == 1


def test_a_desk_with_a_region_is_told_that_another_settles_it(rosa: Client) -> None:
    case = cases.open_case(kind=CaseKind.REPORT, organization=factories.listed(name="Bay Council"))
    Person.objects.filter(pk=person("rosa").pk).update(desk_region="019")
    page = said(rosa.get(CASES))
    assert ("Your desk decides on another region." in page, "Settle" in page) == (True, False)
    assert "Your desk decides on another region." in said(act(rosa, case, "settle_case"))
    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_a_case_that_a_colleague_settled_meanwhile_stays_theirs(rosa: Client) -> None:
    case = cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person("amina"))
    cases.settle_case(case=case, by=person("ravi"))
    for name, data in (("settle_case", {}), ("assign_case", {"assign": "me"})):
        assert "This is no longer possible" in act(rosa, case, name, **data).content.decode()
    assert Case.objects.get().settled_by == person("ravi")


def test_a_case_that_is_not_there_is_neither_settled_nor_taken(rosa: Client) -> None:
    for name in ("settle_case", "assign_case"):
        address = reverse(name, args=["0198b0a4-0000-7000-8000-000000000000"])
        assert rosa.post(address, {"assign": "me"}).status_code == 404


def test_a_case_is_taken_handed_on_and_given_back(rosa: Client) -> None:
    case = cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person("amina"))
    ravi = str(person("ravi").pk)
    assert "You have it now." in said(act(rosa, case, "assign_case", assign="me"))
    assert "with: you" in said(rosa.get(CASES))
    assert "Ravi has it now." in said(act(rosa, case, "assign_case", assign="colleague", colleague=ravi))
    assert "with: Ravi" in said(rosa.get(CASES))
    assert "Nobody has it now." in said(act(rosa, case, "assign_case", assign="nobody"))
    wrong = act(rosa, case, "assign_case", assign="colleague", colleague=str(person("sam").pk))
    assert "Choose somebody from the list." in said(wrong)
    assert act(rosa, case, "assign_case", assign="x").status_code == 404
    case.refresh_from_db()
    assert case.assigned_to is None


def test_a_case_that_is_handed_to_somebody_who_is_away_is_said_to_be_with_their_cover(rosa: Client) -> None:
    case = cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person("amina"))
    factories.away("ravi", cover="ada", until="2099-12-31")
    words = "Ravi (away until 31 December 2099, covered by Ada)"
    assert words in said(rosa.get(CASES))
    answer = act(rosa, case, "assign_case", assign="colleague", colleague=str(person("ravi").pk))
    told = "Ravi has it now, but is away until 31 December 2099. Ada covers and has it in their list as well."
    assert told in said(answer)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Dead Council", "Report Council"]),
        ("?kind=report", ["Report Council"]),
        ("?kind=claim", []),
        ("?holder=me", ["Dead Council"]),
        ("?holder=nobody", ["Report Council"]),
        ("?kind=x&page=7", ["Dead Council", "Report Council"]),
    ],
)
def test_the_address_narrows_the_cases(rosa: Client, query: str, expected: list[str]) -> None:
    dead, report = (factories.partner(person("bo"), name=f"{name} Council") for name in ("Dead", "Report"))
    case = cases.open_case(kind=CaseKind.DEAD_ADDRESS, organization=dead)
    cases.open_case(kind=CaseKind.REPORT, organization=report)
    assignments.assign_case(case=case, to=person("rosa"), by=person("rosa"))
    page = rosa.get(CASES + query)
    assert [one["open"].name for one in page.context["cases"]] == expected
    if not expected:
        assert "No open case fits these filters" in said(page)


def test_cases_of_a_colleague_are_asked_for_by_name_and_nonsense_is_said(rosa: Client) -> None:
    ravi = person("ravi")
    case = cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person("amina"))
    assignments.assign_case(case=case, to=ravi, by=ravi)
    cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person("sam"))
    page = rosa.get(f"{CASES}?holder={ravi.pk}")
    assert [one["open"].case for one in page.context["cases"]] == [case]
    assert "Who has it: Ravi" in said(page)
    nonsense = rosa.get(f"{CASES}?holder=ravi&kind=dead_address")
    assert len(nonsense.context["cases"]) == 2
    assert "“ravi” is no value of the filter “Who has it”. It was left out." in said(nonsense)
    assert "Kind: Address that does not answer" in said(nonsense)


def test_the_way_back_keeps_the_filters(rosa: Client) -> None:
    case = cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person("amina"))
    address = reverse("assign_case", args=[case.pk])
    assert f'action="{address}?kind=dead_address"' in rosa.get(f"{CASES}?kind=dead_address").content.decode()
    answer = rosa.post(f"{address}?kind=dead_address", {"assign": "me"})
    assert answer.headers["Location"] == f"{CASES}?kind=dead_address"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_cases_cost_the_same_queries_with_one_and_with_three(
    rosa: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person(f"gone{number}"))
        other: Organization = factories.partner(person(f"partner{number}"), name=f"Partner {number}")
        for text in ("It moved.", "It is here twice."):
            cases.report_entry(organization=other, reason="other", text=text, address="", language="en")
    rosa.get(CASES)
    with django_assert_num_queries(7):
        rosa.get(CASES)
