"""The queue of the secretariat: what waits, the oldest first, who has it, what narrows it; cases beside it."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from registry.actions import assignments, cases, drafts
from registry.models import Case, Organization, Person, Submission
from registry.states import CaseKind, CaseState, Origin
from tests import factories
from tests.factories import person

pytestmark = pytest.mark.django_db

QUEUE = "/secretariat/"


@pytest.fixture
def rosa(client: Client) -> Client:
    client.force_login(person("rosa"))
    return client


def names(page: Any) -> list[str]:
    """The names in the queue, from the first to the last."""
    return re.findall(r'<li class="queue">.*?<bdi[^>]*>(.*?)</bdi>', page.content.decode(), re.DOTALL)


def sent(name: str, **kwargs: Any) -> Submission:
    return factories.submitted(person(name.split()[0].lower()), name=name, **kwargs)


def test_what_waits_stands_in_the_queue_the_oldest_first(rosa: Client) -> None:
    with time_machine.travel("2026-03-02", tick=False):
        sent("Second Council")
    with time_machine.travel("2026-03-01", tick=False):
        sent("First Council")
    factories.complete_draft(person("sam"), name="Never Sent Council")
    assert names(rosa.get(QUEUE)) == ["First Council", "Second Council"]


def test_a_row_says_in_words_how_long_it_waits_what_it_is_and_who_has_it(rosa: Client) -> None:
    with time_machine.travel("2026-03-01T10:00Z", tick=False):
        submission = sent("Bay Council", type="network")
    assignments.assign(submission=submission, to=person("ravi"), by=person("rosa"))
    with time_machine.travel("2026-03-03T11:00Z", tick=False):
        rosa.force_login(person("rosa"))
        page = rosa.get(QUEUE).content.decode()
    for words in (
        "waiting 2 days",
        "sent on 1 March 2026",
        "New registration",
        "Network or coalition",
        "Kenya",
        "Ravi",
    ):
        assert words in page


def test_a_name_stands_in_its_own_language_and_direction(rosa: Client) -> None:
    sent("مجلس خليج المرجان", language="ar")
    assert '<bdi lang="ar">مجلس خليج المرجان</bdi>' in rosa.get(QUEUE).content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Kenya Council", "Peru Company", "Listed Council"]),
        ("?kind=registration", ["Kenya Council", "Peru Company"]),
        ("?kind=change", ["Listed Council"]),
        ("?kind=import", []),
        ("?type=private_sector", ["Peru Company"]),
        ("?region=002", ["Kenya Council", "Listed Council"]),
        ("?region=019", ["Peru Company"]),
        ("?holder=me", ["Peru Company"]),
        ("?holder=nobody", ["Kenya Council"]),
        ("?holder=someone", ["Peru Company", "Listed Council"]),
        ("?longer=14", ["Kenya Council"]),
        ("?kind=registration&holder=me", ["Peru Company"]),
        ("?kind=nonsense&longer=x&page=99&region=%00", ["Kenya Council", "Peru Company", "Listed Council"]),
    ],
)
def test_filters_narrow_the_queue(rosa: Client, query: str, expected: list[str]) -> None:
    now = datetime.datetime.now(datetime.UTC)
    with time_machine.travel(now - datetime.timedelta(days=20)):
        sent("Kenya Council")
    with time_machine.travel(now - datetime.timedelta(days=10)):
        company = factories.complete_draft(person("sam"), name="Peru Company", type="private_sector", base_country="PE")
        factories.save(company, "where", {**factories.WHERE, "base_country": "PE"}, person("sam"))
        company = factories.send(company, person("sam"))
    listed = factories.listed(person("bo"), name="Listed Council")
    change = drafts.open_change(organization=listed, by=person("bo"))
    factories.save(change, "where", {**factories.WHERE, "scales": ["national"]}, person("bo"))
    change = factories.send(change, person("bo"))
    assignments.assign(submission=company, to=person("rosa"), by=person("rosa"))
    assignments.assign(submission=change, to=person("ravi"), by=person("rosa"))
    assert names(rosa.get(QUEUE + query)) == expected


def test_an_import_that_waits_is_found_under_imports(rosa: Client) -> None:
    submission = sent("Imported Council")
    Submission.objects.filter(pk=submission.pk).update(origin=Origin.IMPORT)
    sent("Joining Council")
    assert names(rosa.get(f"{QUEUE}?kind=import")) == ["Imported Council"]


def test_the_queue_comes_in_pages_that_keep_the_filters(rosa: Client) -> None:
    for number in range(26):
        sent(f"Person{number} Council")
    page = rosa.get(f"{QUEUE}?holder=nobody")
    assert len(names(page)) == 25
    assert 'href="?holder=nobody&amp;page=2"' in page.content.decode()
    assert names(rosa.get(f"{QUEUE}?holder=nobody&page=2")) == ["Person25 Council"]


def test_the_way_to_a_submission_and_back_keeps_the_filters(rosa: Client) -> None:
    submission = sent("Bay Council")
    address = f"{reverse('review', args=[submission.pk])}?holder=nobody"
    assert f'href="{address}"' in rosa.get(f"{QUEUE}?holder=nobody").content.decode()
    decision = {"decision": "approve", "seen": submission.saved_at.isoformat()}
    assert rosa.post(address, decision).headers["Location"] == f"{QUEUE}?holder=nobody"


@pytest.mark.parametrize("state", ["sent", "listed"])
def test_the_same_name_or_website_is_flagged(rosa: Client, state: str) -> None:
    other = factories.submitted if state == "sent" else factories.listed
    other(person("bo"), name="Bay  COUNCIL", website="https://elsewhere.example.org")
    twin = factories.complete_draft(person("amina"), name="Bay Council")
    factories.save(twin, "organization", {**factories.ORGANIZATION, "website": "https://www.own.example.org"})
    factories.send(twin, person("amina"))
    assert "possible duplicate" in rosa.get(QUEUE).content.decode()


def test_an_organization_is_not_its_own_duplicate_and_drafts_that_nobody_sent_are_not_told(rosa: Client) -> None:
    factories.complete_draft(person("sam"), name="Bay Council")
    sent("Bay Council")
    assert "possible duplicate" not in rosa.get(QUEUE).content.decode()


def test_an_empty_queue_says_what_would_fill_it_and_an_empty_filter_how_to_leave_it(rosa: Client) -> None:
    assert "The queue is empty" in rosa.get(QUEUE).content.decode()
    sent("Bay Council")
    assert "Nothing that waits fits these filters" in rosa.get(f"{QUEUE}?holder=me").content.decode()


def test_a_reader_finds_the_edits_they_have_begun_and_nobody_elses(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
    assert "Your drafts" not in rosa.get(QUEUE).content.decode()
    own = drafts.open_change(organization=organization, by=person("rosa"), origin=Origin.STAFF)
    page = rosa.get(QUEUE).content.decode()
    assert "Your drafts" in page
    assert reverse("review", args=[own.pk]) in page


# -- Cases ------------------------------------------------------------------------------------------------------------


def test_open_cases_stand_beside_the_queue_and_are_settled_there(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    case = cases.open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization, person=person("amina"))
    page = rosa.get(QUEUE).content.decode()
    for words in ("Team without owner", "Bay Council", person("amina").email):
        assert words in page
    answer = rosa.post(reverse("settle_case", args=[case.pk]), follow=True)
    assert "The case is settled." in answer.content.decode()
    case.refresh_from_db()
    assert (case.state, case.settled_by) == (CaseState.SETTLED, person("rosa"))
    assert "No case is open" in rosa.get(QUEUE).content.decode()


def test_a_case_that_a_colleague_settled_meanwhile_stays_theirs(rosa: Client) -> None:
    case = cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person("amina"))
    cases.settle_case(case=case, by=person("ravi"))
    answer = rosa.post(reverse("settle_case", args=[case.pk]), follow=True)
    assert "This is no longer possible" in answer.content.decode()
    assert Case.objects.get().settled_by == person("ravi")


def test_a_case_that_is_not_there_cannot_be_settled(rosa: Client) -> None:
    assert rosa.post(reverse("settle_case", args=["0198b0a4-0000-7000-8000-000000000000"])).status_code == 404


# -- Who comes in -----------------------------------------------------------------------------------------------------


def addresses() -> list[tuple[str, str]]:
    organization = factories.listed(name="Bay Council")
    submission = factories.submitted(person("bo"), name="Other Council")
    case = cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person("amina"))
    return [
        ("get", QUEUE),
        ("get", reverse("review", args=[submission.pk])),
        ("post", reverse("review", args=[submission.pk])),
        ("post", reverse("edit_entry", args=[organization.public_id_id])),
        ("post", reverse("settle_case", args=[case.pk])),
    ]


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client: Client) -> None:
    for method, address in addresses():
        answer = getattr(client, method)(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/accounts/login/?next={address}")


@pytest.mark.parametrize("name", ["sam", "amina"])
def test_who_is_not_of_the_secretariat_is_refused_and_changes_nothing(client: Client, name: str) -> None:
    client.force_login(person(name))
    before = [*Submission.objects.order_by("pk").values()]
    for method, address in addresses():
        before = [*Submission.objects.order_by("pk").values()]
        answer = getattr(client, method)(address, {"decision": "approve"})
        assert answer.status_code == 403
        assert "You may not do this." in answer.content.decode()
        assert "Other Council" not in answer.content.decode()
        assert [*Submission.objects.order_by("pk").values()] == before


def test_somebody_who_left_the_secretariat_is_refused(rosa: Client) -> None:
    Person.objects.filter(pk=person("rosa").pk).update(staff_role="")
    assert rosa.get(QUEUE).status_code == 403


def test_the_queue_shows_no_contact_and_no_text_of_a_draft(rosa: Client) -> None:
    sent("Bay Council")
    factories.complete_draft(person("sam"), name="Hidden Council")
    page = rosa.get(QUEUE).content.decode()
    assert "Bay Council" in page
    for hidden in (factories.CONTACT["email"], "Hidden Council"):
        assert hidden not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_costs_the_same_queries_with_one_row_and_with_three(
    rosa: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    organization = factories.listed(person("ada"), name="Listed Council")
    for number in range(rows):
        sent(f"Person{number} Council")
        cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person(f"gone{number}"))
        other: Organization = factories.listed(person(f"partner{number}"), name=f"Partner {number}")
        for text in ("It moved.", "It is here twice."):
            cases.report_entry(organization=other, reason="other", text=text, address="", language="en")
        drafts.open_change(organization=other, by=person("rosa"), origin=Origin.STAFF)
    assert organization.pk
    rosa.get(QUEUE)
    with django_assert_num_queries(8):
        rosa.get(QUEUE)
