"""The queue of the secretariat: what waits, the oldest first, who has it, what narrows it; several at once."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.actions import absences, assignments, cases, corrections, drafts, duplicates, opinions, submissions
from registry.entry.document import present
from registry.models import Decision, Message, Organization, Person, Submission
from registry.states import CaseKind, Origin, SubmissionState
from tests import factories
from tests.factories import person
from tests.web.joining import said

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
        ("?age=late", ["Kenya Council", "Peru Company"]),
        ("?language=en", ["Kenya Council", "Peru Company", "Listed Council"]),
        ("?language=ar", []),
        ("?script=no", []),
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


def test_what_a_colleague_has_is_asked_for_by_name_and_the_address_tells_no_personal_data(rosa: Client) -> None:
    ravi, submission = person("ravi"), sent("Bay Council")
    sent("Sam Council")
    assignments.assign(submission=submission, to=ravi, by=person("rosa"))
    page = rosa.get(f"{QUEUE}?holder={ravi.pk}")
    assert names(page) == ["Bay Council"]
    assert "Who has it: Ravi" in page.content.decode()
    assert f'<option value="{ravi.pk}" selected>Ravi</option>' in page.content.decode()
    rosa.force_login(ravi)  # the same address, as a colleague sent it
    assert names(rosa.get(f"{QUEUE}?holder={ravi.pk}")) == ["Bay Council"]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [("kind=nonsense", "Kind"), ("holder=ravi", "Who has it"), ("longer=x", "Waiting longer than")],
)
def test_a_filter_that_does_not_exist_is_said_and_the_others_hold(rosa: Client, query: str, wrong: str) -> None:
    sent("Bay Council")
    sent("Peru Company", type="private_sector")
    page = rosa.get(f"{QUEUE}?{query}&type=private_sector")
    assert page.status_code == 200
    assert names(page) == ["Peru Company"]
    text = said(page)
    value = query.partition("=")[2]
    assert f"“{value}” is no value of the filter “{wrong}”. It was left out." in text
    assert "This is not in the list. Choose one that is." in text
    assert "Type of organization: Private sector" in text


def test_a_filter_that_is_on_is_said_with_its_unit_in_the_language_of_the_page(rosa: Client) -> None:
    assert "Waiting longer than: 14 days" in said(rosa.get(f"{QUEUE}?longer=14"))
    assert ": 14 jours" in said(rosa.get(f"/fr{QUEUE}?longer=14"))


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
    first, second = Organization.objects.order_by("pk")
    duplicates.mark_distinct(one=second, other=first, by=person("rosa"), reason="They sit in two countries.")
    assert "possible duplicate" not in rosa.get(QUEUE).content.decode()


def test_an_organization_is_not_its_own_duplicate_and_drafts_that_nobody_sent_are_not_told(rosa: Client) -> None:
    factories.complete_draft(person("sam"), name="Bay Council")
    sent("Bay Council")
    assert "possible duplicate" not in rosa.get(QUEUE).content.decode()


def test_what_a_colleague_corrected_is_flagged_and_not_approved_with_others(rosa: Client) -> None:
    submission = sent("Bay Council")
    assert "corrected by the secretariat" not in rosa.get(QUEUE).content.decode()
    gap = f"gaps.{next(iter(present(submission.document, 'gaps')))}"
    corrections.remove(submission=submission, key=gap, seen=submission.saved_at, by=person("ravi"))
    assert "corrected by the secretariat" in rosa.get(QUEUE).content.decode()
    chosen = {"chosen": f"{submission.pk} {submission.saved_at.isoformat()}", "do": "approve"}
    shown = rosa.post(reverse("approve_chosen"), chosen, follow=True).content.decode()
    assert "Open it, read them, and approve it there." in shown
    assert not Decision.objects.exists()


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


# -- At a glance ------------------------------------------------------------------------------------------------------


def test_a_row_says_what_is_missing_what_does_not_agree_and_what_its_reader_cannot_read(rosa: Client) -> None:
    submission = sent("Совет залива", language="ru")
    assert submission.document["organization"]["website"] == "https://bay.example.org"
    Submission.objects.update(document={**submission.document, "contacts": {}, "gaps": {}})
    page = rosa.get(QUEUE).content.decode()
    for words in ("website and email differ", "in a script that you do not read: Cyrillic", "Missing:", "Contacts"):
        assert words in page
    Person.objects.filter(staff_role="reviewer").update(reads_scripts=["Latn", "Cyrl"])
    assert "in a script that you do not read" not in rosa.get(QUEUE).content.decode()


def test_what_waits_for_longer_than_its_target_is_counted_and_led_to(rosa: Client) -> None:
    sent("Young Council")
    with time_machine.travel(datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=6)):
        sent("Old Council")
    page = rosa.get(QUEUE).content.decode()
    assert "1 for longer than its target" in page
    assert 'href="?age=late"' in page
    assert names(rosa.get(f"{QUEUE}?age=late")) == ["Old Council"]


def test_what_a_colleague_has_who_is_away_is_with_whoever_covers(rosa: Client) -> None:
    submission = sent("Bay Council")
    assignments.assign(submission=submission, to=person("ravi"), by=person("ravi"))
    assert names(rosa.get(f"{QUEUE}?holder=me")) == []
    today = datetime.datetime.now(datetime.UTC).date()
    absences.go_away(person=person("ravi"), cover=person("rosa"), since=today, until=today, by=person("ravi"))
    page = rosa.get(f"{QUEUE}?holder=me")
    assert names(page) == ["Bay Council"]
    assert "with: <bdi>Ravi</bdi> (away), covered by <bdi>you</bdi>" in page.content.decode()
    # Nothing but the names is set apart: the sentence runs as the page does, in Arabic from right to left.
    for one in (page, rosa.get(f"/secretariat/submissions/{submission.pk}/")):
        assert all("covered by" not in words for words in re.findall(r"<bdi[^>]*>(.*?)</bdi>", one.content.decode()))


def test_who_is_asked_for_an_opinion_finds_it_in_the_queue(rosa: Client) -> None:
    submission = sent("Bay Council")
    sent("Sam Council")
    opinions.ask(submission=submission, of=person("ravi"), question="Do you know them?", by=person("rosa"))
    assert said(rosa.get(QUEUE)).count("an opinion is asked for") == 1
    assert "your opinion is asked for" not in said(rosa.get(QUEUE))
    assert names(rosa.get(f"{QUEUE}?opinion=someone")) == ["Bay Council"]
    assert names(rosa.get(f"{QUEUE}?opinion=me")) == []
    rosa.force_login(person("ravi"))
    page = rosa.get(QUEUE)
    assert said(page).count("you are asked for an opinion") == 1
    assert "your opinion is asked for on 1 of them" in said(page)
    assert 'href="?opinion=me"' in page.content.decode()
    assert names(rosa.get(f"{QUEUE}?opinion=me")) == ["Bay Council"]


# -- A desk with a region ---------------------------------------------------------------------------------------------


@pytest.fixture
def desk() -> None:
    Person.objects.filter(pk=person("rosa").pk).update(desk_region="019")


def test_a_desk_with_a_region_sees_that_region_first_and_the_others_when_it_asks(rosa: Client, desk: None) -> None:
    sent("Kenya Council")
    company = factories.complete_draft(person("sam"), name="Peru Company", base_country="PE")
    factories.save(company, "where", {**factories.WHERE, "base_country": "PE"}, person("sam"))
    factories.send(company, person("sam"))
    page = rosa.get(QUEUE)
    assert names(page) == ["Peru Company"]
    assert "Region: Americas" in page.content.decode()
    assert 'href="?region=all"' in page.content.decode()
    assert names(rosa.get(f"{QUEUE}?region=all")) == ["Kenya Council", "Peru Company"]
    assert names(rosa.get(f"{QUEUE}?region=002")) == ["Kenya Council"]


def test_a_desk_sees_all_that_it_holds_for_a_colleague_who_is_away(rosa: Client, desk: None) -> None:
    submission = sent("Kenya Council")
    assignments.assign(submission=submission, to=person("ravi"), by=person("ravi"))
    factories.away("ravi", cover="rosa", until=f"{timezone.localdate() + datetime.timedelta(days=3)}")
    assert names(rosa.get(f"{QUEUE}?holder=me")) == ["Kenya Council"]
    assert names(rosa.get(f"{QUEUE}?holder=me&region=019")) == []


def test_a_desk_decides_on_its_region_alone(rosa: Client, desk: None) -> None:
    submission = sent("Kenya Council")
    address = reverse("review", args=[submission.pk])
    page = rosa.get(address).content.decode()
    assert "Your desk decides on another region." in page
    assert 'value="approve"' not in page
    answer = rosa.post(address, {"decision": "approve", "seen": submission.saved_at.isoformat()})
    assert answer.status_code == 409
    assert "Your desk decides on another region." in answer.content.decode()
    assert not Decision.objects.exists()


def test_a_desk_counts_its_region_and_neither_ticks_nor_takes_what_another_decides(rosa: Client, desk: None) -> None:
    submission = sent("Kenya Council")
    assert "0 wait" in said(rosa.get(QUEUE))
    page = rosa.get(f"{QUEUE}?region=all")
    assert names(page) == ["Kenya Council"]
    assert "another desk decides" in said(page)
    assert boxes(page) == []
    chosen = f"{submission.pk} {submission.saved_at.isoformat()}"
    for do in ("take", "approve"):
        answer = rosa.post("/secretariat/approve/?region=all", {"chosen": chosen, "do": do}, follow=True)
        assert "Kenya Council : Your desk decides on another region." in said(answer)
    answer = rosa.post(reverse("review", args=[submission.pk]), {"assign": "me"})
    assert answer.status_code == 409
    submission.refresh_from_db()
    assert (submission.state, submission.assigned_to) == (SubmissionState.SUBMITTED, None)


def test_a_colleague_whose_desk_is_elsewhere_is_not_offered(rosa: Client) -> None:
    person("dov")
    person("ravi")
    submission = sent("Kenya Council")
    address = reverse("review", args=[submission.pk])
    page = said(rosa.get(address))
    assert ("Ravi" in page, "Dov" in page) == (True, False)
    answer = rosa.post(address, {"assign": "colleague", "colleague": person("dov").pk})
    assert answer.status_code == 409
    assert "The desk of this colleague decides on another region." in said(answer)


def test_a_desk_is_told_of_what_comes_from_its_region_alone(rosa: Client, desk: None) -> None:
    person("ravi")
    sent("Kenya Council")
    told = Message.objects.filter(kind="new_submission").values_list("person__name", flat=True)
    assert [*told] == ["Ravi"]


# -- From one to the next ---------------------------------------------------------------------------------------------


def test_a_submission_leads_to_its_neighbours_with_the_filters(rosa: Client) -> None:
    first, second, third = (sent(f"{name} Council") for name in ("Amina", "Bo", "Sam"))
    page = rosa.get(reverse("review", args=[second.pk]) + "?kind=registration").content.decode()
    for one, rel in ((first, "prev"), (third, "next")):
        address = reverse("review", args=[one.pk])
        assert re.search(rf'href="{address}\?kind=registration"\s+rel="{rel}"', page)
    page = rosa.get(reverse("review", args=[first.pk])).content.decode()
    assert ('rel="prev"' in page, 'rel="next"' in page) == (False, True)


def test_after_a_decision_comes_the_next_one_and_after_the_last_the_queue(rosa: Client) -> None:
    first, second = sent("Amina Council"), sent("Bo Council")
    for submission, following in ((first, reverse("review", args=[second.pk])), (second, QUEUE)):
        decision = {"decision": "approve", "seen": submission.saved_at.isoformat()}
        address = f"{reverse('review', args=[submission.pk])}?kind=registration"
        assert rosa.post(address, decision).headers["Location"] == f"{following}?kind=registration"


def test_who_reviews_does_not_tick_what_their_own_organization_sent(rosa: Client) -> None:
    other = sent("Bo Council")
    factories.join_team(person("rosa"), sent("Amina Council").organization)
    page = rosa.get(QUEUE)
    assert said(page).count("yours, so another decides") == 1
    assert boxes(page) == [f"{other.pk} {other.saved_at.isoformat()}"]


# -- Several at once --------------------------------------------------------------------------------------------------


def boxes(page: Any) -> list[str]:
    return re.findall(r'name="chosen"\s+(?:form="choose"\s+)?value="([^"]+)"', page.content.decode())


def test_several_are_shown_once_more_and_approved_together(rosa: Client) -> None:
    one, other = sent("Amina Council"), sent("Bo Council")
    sent("Sam Council")
    chosen = boxes(rosa.get(QUEUE))[:2]
    page = rosa.post("/secretariat/approve/?kind=registration", {"chosen": chosen})
    assert "Approve 2 submissions" in page.content.decode()
    assert names(page) == ["Amina Council", "Bo Council"]
    assert boxes(page) == chosen
    assert not Decision.objects.exists()
    answer = rosa.post("/secretariat/approve/?kind=registration", {"chosen": chosen, "do": "approve"}, follow=True)
    assert answer.redirect_chain == [(f"{QUEUE}?kind=registration", 302)]
    assert "2 submissions are approved and public." in answer.content.decode()
    assert {one.pk, other.pk} == {*Submission.objects.filter(state="approved").values_list("pk", flat=True)}


def test_what_cannot_be_approved_stays_and_the_reader_is_told_why(rosa: Client) -> None:
    own = sent("Rosa Council")
    sent("Bo Council")
    changed = sent("Sam Council")
    chosen = [f"{own.pk} {own.saved_at.isoformat()}", *boxes(rosa.get(QUEUE))]  # it has no box
    submissions.take_back(submission=changed, by=person("sam"))
    factories.save(changed, "organization", {**factories.ORGANIZATION, "founded": "1990"}, person("sam"))
    factories.send(changed, person("sam"))
    told = rosa.post("/secretariat/approve/", {"chosen": chosen, "do": "approve"}, follow=True).content.decode()
    assert "1 submission is approved and public." in told
    assert "You wrote this for your own organization" in told
    assert "Its authors have changed this and sent it again" in told
    assert names(rosa.get(QUEUE)) == ["Rosa Council", "Sam Council"]


def test_what_was_decided_meanwhile_is_counted(rosa: Client) -> None:
    submission = sent("Bo Council")
    chosen = boxes(rosa.get(QUEUE))
    submissions.decline(submission=submission, by=person("ravi"), reason="No.")
    page = rosa.post("/secretariat/approve/", {"chosen": chosen})
    assert "None of them waits any more" in page.content.decode()
    told = rosa.post("/secretariat/approve/", {"chosen": chosen, "do": "approve"}, follow=True).content.decode()
    assert "1 was decided or taken back meanwhile, and stays as it is." in told


def test_several_are_taken_together(rosa: Client) -> None:
    sent("Amina Council")
    sent("Bo Council")
    chosen = boxes(rosa.get(QUEUE))
    answer = rosa.post("/secretariat/approve/?holder=nobody", {"chosen": chosen, "do": "take"}, follow=True)
    assert "You have 2 more now." in answer.content.decode()
    assert names(rosa.get(f"{QUEUE}?holder=me")) == ["Amina Council", "Bo Council"]


@pytest.mark.parametrize("chosen", [[], ["nonsense"], ["x 2026-01-01T00:00:00Z"], ["0 2026-99-01T00:00:00Z"]])
def test_nothing_chosen_is_said(rosa: Client, chosen: list[str]) -> None:
    told = rosa.post("/secretariat/approve/", {"chosen": chosen}, follow=True).content.decode()
    assert "Choose at least one submission of the list first." in told
    assert rosa.get("/secretariat/approve/").headers["Location"] == QUEUE


@pytest.mark.parametrize("do", ["approve", "take"])
def test_what_was_chosen_is_shown_once_more_when_the_session_had_ended(client: Client, do: str) -> None:
    submission = sent("Bo Council")
    chosen = [f"{submission.pk} {submission.saved_at.isoformat()}"]
    answer = client.post("/secretariat/approve/", {"chosen": chosen, "do": do})
    assert answer.headers["Location"].startswith("/accounts/login/")
    client.force_login(person("rosa"))
    assert "Approve 1 submission" in client.get("/secretariat/approve/").content.decode()
    submission.refresh_from_db()
    assert (submission.state, submission.assigned_to) == (SubmissionState.SUBMITTED, None)


# -- Who comes in -----------------------------------------------------------------------------------------------------


def addresses() -> list[tuple[str, str]]:
    organization = factories.listed(name="Bay Council")
    submission = factories.submitted(person("bo"), name="Other Council")
    case = cases.open_case(kind=CaseKind.DEAD_ADDRESS, person=person("amina"))
    return [
        ("get", QUEUE),
        ("get", reverse("review", args=[submission.pk])),
        ("post", reverse("review", args=[submission.pk])),
        ("get", reverse("edit_entry", args=[organization.public_id_id])),
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
        other: Organization = factories.listed(person(f"partner{number}"), name=f"Partner {number}")
        drafts.open_change(organization=other, by=person("rosa"), origin=Origin.STAFF)
    assert organization.pk
    rosa.get(QUEUE)
    with django_assert_num_queries(19):
        # session, person, factor; count, three of rows, counts, introductions, drafts, colleagues
        rosa.get(QUEUE)
