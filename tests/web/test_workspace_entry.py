"""An organization's own page: where it stands, who acts, each part with the way to change it."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registry.actions import drafts, submissions, withdrawals
from registry.models import Organization, Submission
from registry.states import Origin
from tests import factories
from tests.factories import ACTIVITY, GAP, WHERE, new_key, person, save, send
from tests.registry.actions.test_less_public import fresh, hide, item_of
from tests.web.joining import at, said, signed_in

pytestmark = pytest.mark.django_db


def page(organization: Organization, below: str = "", client: Client | None = None) -> str:
    return said((client or signed_in()).get(address(organization, below)))


def address(organization: Organization, below: str = "") -> str:
    return f"/workspace/{organization.public_id_id}/{below}"


def test_a_draft_says_that_it_is_for_the_team_to_finish() -> None:
    draft = factories.draft(name="Bay Council")
    words = page(draft.organization)
    assert "Only your team sees it." in words
    assert "Discard this registration" in words
    html = signed_in().get(address(draft.organization)).content.decode()
    assert f'href="{at(draft, "where")}"' in html


def test_what_waits_can_be_taken_back_and_nothing_is_changed_meanwhile() -> None:
    sent = factories.submitted()
    words = page(sent.organization)
    assert "you need not do anything" in words
    assert "Take it back" in words
    assert "Change this entry" not in words
    html = signed_in().get(address(sent.organization)).content.decode()
    assert at(sent, "where") not in html


def test_comments_lead_to_the_very_field() -> None:
    sent = factories.submitted()
    comment = {"path": "where.scales", "text": "Is it only local?"}
    submissions.request_changes(submission=sent, by=person("rosa"), reason="Nearly.", comments=[comment])
    words = page(sent.organization)
    assert "Nearly." in words
    assert "Is it only local?" in words
    html = signed_in().get(address(sent.organization)).content.decode()
    assert f'href="{at(sent, "where")}#id_scales"' in html


def test_a_declined_registration_is_changed_and_sent_again() -> None:
    sent = factories.submitted()
    submissions.decline(submission=sent, by=person("rosa"), reason="Say whom you work with.")
    words = page(sent.organization)
    assert "The secretariat declined this registration" in words
    assert "Say whom you work with." in words
    assert "Change it and send it again" in words


def test_a_declined_change_leaves_the_entry_and_says_why() -> None:
    entry = factories.listed()
    draft = drafts.open_change(organization=entry, by=person("amina"))
    save(draft, new_key("gaps"), {**GAP, "title": "Radios"})
    submissions.decline(submission=send(fresh(draft), person("amina")), by=person("rosa"), reason="Told already.")
    words = page(entry)
    assert "The listed entry stays as it was." in words
    assert "Told already." in words
    assert "Change this entry" in words


def test_a_listed_entry_says_that_nothing_waits() -> None:
    entry = factories.listed(name="Bay Council")
    words = page(entry)
    assert "Nothing waits for you or for the secretariat" in words
    assert "Your team last said that it is true on" in words
    assert "See the public page" in words
    assert "Non-governmental" in words
    assert "1 support gap" in words
    assert f"{GAP['title']} Open" in words


def test_a_withdrawn_entry_says_until_when_it_may_return() -> None:
    entry = factories.listed()
    factories.join_team(person("bo"), entry)
    withdrawals.withdraw(organization=entry, by=person("amina"))
    words = page(entry)
    assert "The entry was withdrawn on" in words
    assert "may return with it until" in words
    assert words.count("Leave or return") == 2
    assert "Leave or return" not in page(entry, client=signed_in("bo"))
    assert "Change this entry" not in words


def test_a_merged_entry_leads_to_the_other() -> None:
    entry, other = factories.listed(), factories.listed()
    Organization.objects.filter(pk=entry.pk).update(state="merged", merged_into=other)
    words = page(entry)
    assert "The entry was merged with another one on" in words
    assert f"/directory/{other.public_id_id}/" in signed_in().get(address(entry)).content.decode()


def test_what_was_given_up_says_so() -> None:
    draft = factories.draft()
    submissions.discard(submission=draft, by=person("amina"))
    assert "Discarded by your team on" in page(draft.organization)


def test_an_entry_without_a_main_contact_says_so() -> None:
    entry = factories.listed()
    assert "A main contact is missing" not in page(entry)
    hide(entry, item_of(entry, "contacts"))
    assert "A main contact is missing" in page(entry)


def test_a_part_is_changed_from_here_in_the_draft_that_is_opened_by_that() -> None:
    entry = factories.listed()
    client = signed_in()
    gap = item_of(entry, "gaps")
    response = client.post(address(entry, "change/"), {"part": gap})
    draft = Submission.objects.get(organization=entry, state="draft")
    assert response.headers["Location"] == at(draft, *gap.split("."))
    assert client.post(address(entry, "change/"), {"part": "where"}).headers["Location"] == at(draft, "where")
    for nothing in ("", "nowhere", "gaps.1", "where.1.2"):
        assert client.post(address(entry, "change/"), {"part": nothing}).headers["Location"] == at(draft)
    save(fresh(draft), new_key("gaps"), {**GAP, "title": "Radios"})
    send(fresh(draft), person("amina"))
    assert client.post(address(entry, "change/"), {"part": "where"}).headers["Location"] == at(draft)


def test_items_say_what_the_draft_does_to_them_and_who_sees_them() -> None:
    entry = factories.listed()
    draft = drafts.open_change(organization=entry, by=person("amina"))
    save(draft, item_of(entry, "gaps"), {**GAP, "title": "Only fuel", "visible_to": "partners"})
    save(draft, new_key("gaps"), {**GAP, "title": "Radios"})
    drafts.remove_item(submission=draft, key=item_of(entry, "activities"), seen=0, by=person("amina"))
    words = page(entry)
    assert "Only fuel Open Partners only Changed in your draft" in words
    assert "Radios New in your draft" in words
    assert f"{ACTIVITY['title']} Removed in your draft" in words
    assert "See the 4 differences to what is listed" in words


def test_two_people_who_edit_see_each_other() -> None:
    draft = factories.draft()
    factories.join_team(person("bo"), draft.organization)
    amina, bo = signed_in("amina"), signed_in("bo")
    assert "last saved something" not in page(draft.organization)
    amina.post(at(draft, "where"), {**WHERE, "seen": "0"})
    bo.post(at(draft, "organization"), {**factories.ORGANIZATION, "seen": "0"})
    found = re.findall(r"(\w+) last saved something on", page(draft.organization))
    assert found == ["Bo", "Amina"]


def test_the_differences_are_those_that_the_secretariat_reads_without_its_tools() -> None:
    entry = factories.listed()
    draft = drafts.open_change(organization=entry, by=person("amina"))
    save(draft, "where", {**WHERE, "scales": ["national"]})
    save(draft, new_key("gaps"), {**GAP, "title": "Radios"})
    words = page(entry, "differences/")
    assert "Where it works Scale of work Changed words National · Local" in words
    assert "Radios Added" in words
    assert "Comment" not in words
    assert "Approve" not in words


def test_the_differences_name_what_changed_on_both_sides() -> None:
    entry = factories.listed()
    draft = drafts.open_change(organization=entry, by=person("amina"))
    save(draft, "where", {**WHERE, "scales": ["national"]})
    staff = drafts.open_change(organization=entry, by=person("ravi"), origin=Origin.STAFF)
    save(staff, "where", {**WHERE, "scales": ["global"]}, person("ravi"))
    submissions.approve(submission=fresh(staff), by=person("ravi"))
    assert "Changed on both sides" in page(entry, "differences/")


def test_without_a_change_there_is_no_page_of_differences() -> None:
    assert signed_in().get(address(factories.listed(), "differences/")).status_code == 404


def test_a_new_registration_differs_in_everything() -> None:
    draft = factories.complete_draft(name="Bay Council")
    words = page(draft.organization, "differences/")
    assert "Bay Council" in words
    assert "Keeps the mangroves" in words
    assert "Listed now" not in words


def test_it_is_the_team_s_alone() -> None:
    entry = factories.listed(name="Bay Council")
    drafts.open_change(organization=entry, by=person("amina"))
    for below in ("", "differences/"):
        for stranger in ("sam", "rosa", "ada"):
            assert signed_in(stranger).get(address(entry, below)).status_code == 404
        assert Client().get(address(entry, below)).headers["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("is_open", "below", "queries"), [(False, "", 11), (True, "", 13), (True, "differences/", 8)])
def test_the_page_asks_the_same_for_any_number_of_items(
    number: int, is_open: bool, below: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entry = factories.listed()
    for name in ("amina", "bo", "kim")[1:number]:
        factories.join_team(person(name), entry)
    draft = drafts.open_change(organization=entry, by=person("amina"))
    for _n in range(number):
        save(draft, new_key("gaps"), GAP)
        save(draft, new_key("offers"), factories.OFFER)
    if not is_open:
        submissions.approve(submission=send(fresh(draft), person("amina")), by=person("rosa"))
    client = signed_in()
    client.get(address(entry, below))
    with django_assert_num_queries(queries):
        client.get(address(entry, below))
