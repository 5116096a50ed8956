"""The pages of a draft: their chain, who may open them, what they say of where things stand."""

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from registry.actions import drafts, submissions
from registry.entry.document import present
from registry.ids import uuid7
from registry.models import Submission
from registry.states import Origin
from tests import factories
from tests.factories import ACTIVITY, CONTACT, GAP, OFFER, ORGANIZATION, WHERE, person
from tests.web.joining import at, only_item, said, signed_in

NOBODYS = "0190a7c4-0000-7000-8000-000000000000"
pytestmark = pytest.mark.django_db

DECLARED = {"may_speak": "on", "supports": "on", "licence": "on", "privacy": "on"}
FORMS = ["organization", "where", "names", "identifiers", "activities", "gaps", "offers", "contacts", "check", "pass"]


def post(client: Client, address: str, values: dict[str, Any]) -> str:
    """Send a form as its page shows it; the address that follows."""
    page = client.get(address, follow=True)
    here = page.redirect_chain[-1][0] if page.redirect_chain else address
    seen = re.findall(r'name="seen" value="(\d+)"', page.content.decode())
    response = client.post(here, {**values, **({"seen": seen[0]} if seen else {})})
    assert response.status_code == 302, said(response)
    return str(response.headers["Location"])


def remove(draft: Submission, key: str) -> None:
    drafts.remove_item(submission=draft, key=key, by=person("amina"), seen=drafts.version_of(draft, key))


# -- The chain --------------------------------------------------------------------------------------------------------


def test_two_activities_a_gap_and_an_offer_take_ten_pages() -> None:
    client, pages = signed_in(), ["/join/start/"]
    first = {"id": str(uuid4()), "name": "Bay Council", "language": "en", "type": "ngo", "base_country": "KE"}
    forms = [first, ORGANIZATION, WHERE, {**ACTIVITY, "another": "1"}, ACTIVITY, GAP, OFFER, CONTACT, DECLARED]
    for values in forms:
        pages.append(post(client, pages[-1], values))
    assert len(pages) == 10
    submission = Submission.objects.get()
    assert pages[-1] == at(submission, "sent")
    assert submission.state == "submitted"
    counts = {part: len(present(submission.document, part)) for part in ("activities", "gaps", "offers", "contacts")}
    assert counts == {"activities": 2, "gaps": 1, "offers": 1, "contacts": 1}
    assert "What happens next" in said(client.get(pages[-1]))


def test_saying_that_there_is_nothing_to_state_goes_on_to_the_next_step() -> None:
    client, draft = signed_in(), factories.draft()
    following = post(client, at(draft, "activities", "new"), {"nothing": "yes", "language": "en"})
    assert following == at(draft, "gaps", "new")
    draft.refresh_from_db()
    assert draft.nothing_to_state == ["activities"]
    assert present(draft.document, "activities") == {}


def test_whoever_typed_something_has_something_to_state() -> None:
    client, draft = signed_in(), factories.draft()
    client.post(at(draft, "activities", uuid7()), {"nothing": "yes", "title": "Warden training", "seen": "0"})
    draft.refresh_from_db()
    assert [item["title"] for item in present(draft.document, "activities").values()] == ["Warden training"]
    assert draft.nothing_to_state == []


def test_nothing_to_state_can_be_said_and_taken_back_on_the_list() -> None:
    client, draft = signed_in(), factories.draft()
    assert client.post(at(draft, "gaps"), {"nothing": "yes"}).headers["Location"] == at(draft, "offers", "new")
    assert "You said that there is nothing to state here" in said(client.get(at(draft, "gaps")))
    client.post(at(draft, "gaps"), {"nothing": "no"})
    draft.refresh_from_db()
    assert draft.nothing_to_state == []


def test_contacts_are_needed_so_nobody_can_say_that_there_are_none() -> None:
    assert signed_in().post(at(factories.draft(), "contacts"), {"nothing": "yes"}).status_code == 404


def test_a_step_is_skipped_by_a_link_and_stays_to_do() -> None:
    client, draft = signed_in(), factories.draft()
    page = client.get(at(draft, "activities", "new"), follow=True).content.decode()
    assert f'href="{at(draft, "gaps", "new")}"' in page
    assert "Skip for now" in page


def strongest(page: str) -> list[str]:
    """What stands on the filled buttons of a page, below its head."""
    return re.findall(r'<a\s+class="button"\s+href="[^"]+"\s*>([^<]+)</a', page.partition("<main")[2])


def test_the_strongest_button_of_an_empty_list_does_what_the_step_asks_for() -> None:
    client, draft = signed_in(), factories.draft()
    for part, first in (("offers", "Add a support offer"), ("identifiers", "Continue")):
        page = client.get(at(draft, part)).content.decode()
        assert strongest(page) == [first]
    client.post(at(draft, "offers"), {"nothing": "yes"})
    page = client.get(at(draft, "offers")).content.decode()
    assert strongest(page) == ["Continue"]


def test_saving_an_item_that_was_there_leads_back_to_its_list() -> None:
    client, draft = signed_in(), factories.complete_draft()
    address = at(draft, "activities", only_item(draft, "activities"))
    assert post(client, address, {**ACTIVITY, "title": "Another title"}) == at(draft, "activities")


def test_what_was_opened_from_the_check_leads_back_to_it() -> None:
    client, draft = signed_in(), factories.complete_draft()
    for part, values in (("where", WHERE), ("organization", ORGANIZATION)):
        assert post(client, f"{at(draft, part)}?from=check", values) == at(draft, "check")
    address = f"{at(draft, 'gaps', only_item(draft, 'gaps'))}?from=check"
    assert post(client, address, GAP) == at(draft, "check")


def test_saving_goes_to_the_next_step_that_needs_something() -> None:
    client, draft = signed_in(), factories.complete_draft()
    remove(draft, f"offers.{only_item(draft, 'offers')}")
    assert post(client, at(draft, "organization"), ORGANIZATION) == at(draft, "offers", "new")


def test_a_new_item_has_its_address_before_it_is_sent_so_sent_twice_it_is_one() -> None:
    client, draft = signed_in(), factories.draft()
    address = client.get(at(draft, "activities", "new")).headers["Location"]
    for _time in range(2):
        client.post(address, {**ACTIVITY, "seen": "0"})
    only_item(draft, "activities")


def test_a_type_that_is_asked_more_is_asked_on_the_same_page() -> None:
    client, draft = signed_in(), factories.draft()
    assert post(client, at(draft, "organization"), {**ORGANIZATION, "type": "iplc"}) == at(draft, "organization")
    words = said(client.get(at(draft, "organization")))
    assert "Whom the organization speaks for" in words
    assert "CARE principles" in words


def test_the_way_to_other_names_stands_before_what_could_be_left_unsaved() -> None:
    draft = factories.draft()
    page = signed_in().get(at(draft, "organization")).content.decode()
    for part in ("names", "identifiers"):
        assert page.index(f'href="{at(draft, part)}"') < page.index('name="seen"')


def test_the_steps_of_a_change_speak_of_a_change_and_say_when_there_is_none_yet() -> None:
    change = drafts.open_change(organization=factories.listed(), by=person("amina"))
    client = signed_in()

    words = said(client.get(at(change)))
    assert "Whoever sends the change says" in words
    assert "Check and send Nothing changed yet" in words

    gap = factories.new_key("gaps")
    factories.save(change, gap, factories.GAP)
    drafts.remove_item(submission=change, key=gap, seen=drafts.version_of(change, gap), by=person("amina"))
    assert "Check and send Nothing changed yet" in said(client.get(at(change)))  # it came and went

    factories.save(change, "where", {**WHERE, "scales": ["national"]})
    assert "Check and send Ready to be sent" in said(client.get(at(change)))


def test_the_list_of_names_says_of_each_what_it_is_the_official_one_first() -> None:
    client, draft = signed_in(), factories.draft(name="Bay Council")
    [official] = draft.document["names"]
    alias = {"text": "Wardens", "language": "sw", "kind": "alias"}
    draft.document["names"] = {"0" * 8 + str(uuid7())[8:]: alias, official: draft.document["names"][official]}
    draft.save(update_fields=["document"])

    words = said(client.get(at(draft, "names")))

    official_one = "Bay Council Language of the name English Kind of name Official name"
    other_one = "Wardens Language of the name Swahili Kind of name Also known as"
    assert 0 < words.find(official_one) < words.find(other_one)


def test_a_company_is_asked_for_its_sector_and_an_iplc_organization_is_not() -> None:
    company, iplc = factories.draft(type="private_sector"), factories.draft(type="iplc")
    client = signed_in()
    assert 'name="sector"' in client.get(at(company, "organization")).content.decode()
    assert 'name="sector"' not in client.get(at(iplc, "organization")).content.decode()


def test_a_first_contact_is_offered_as_the_main_one_and_saved_only_when_sent() -> None:
    client, draft = signed_in(), factories.draft()
    page = client.get(at(draft, "contacts", "new"), follow=True)
    assert page.context["form"].initial["role"] == "main"
    assert person("amina").email in page.content.decode()
    draft.refresh_from_db()
    assert present(draft.document, "contacts") == {}


def test_an_item_is_removed_after_a_question() -> None:
    client, draft = signed_in(), factories.complete_draft()
    address = at(draft, "gaps", only_item(draft, "gaps"), "remove")
    assert "Boats and fuel" in said(client.get(address))
    assert only_item(draft, "gaps")
    assert post(client, address, {}) == at(draft, "gaps")
    draft.refresh_from_db()
    assert present(draft.document, "gaps") == {}


def test_an_item_that_somebody_changed_meanwhile_is_not_removed_unseen() -> None:
    draft = factories.complete_draft()
    client, item = signed_in(), only_item(draft, "gaps")
    factories.save(draft, f"gaps.{item}", {**GAP, "title": "Three boats"})
    response = client.post(at(draft, "gaps", item, "remove"), {"seen": "1"})
    assert response.headers["Location"] == at(draft, "gaps", item, "remove")
    assert only_item(draft, "gaps") == item


def test_a_removed_item_can_be_brought_back_by_its_old_address() -> None:
    draft = factories.complete_draft()
    client, item = signed_in(), only_item(draft, "gaps")
    remove(draft, f"gaps.{item}")
    assert "This was removed from the draft." in said(client.get(at(draft, "gaps", item)))
    post(client, at(draft, "gaps", item), GAP)
    assert only_item(draft, "gaps") == item


# -- Who may open them ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["", *FORMS, "sent", "discard", "take-back"])
def test_a_strangers_draft_does_not_exist(part: str) -> None:
    draft = factories.complete_draft()
    address = at(draft, part) if part else at(draft)
    assert [signed_in(who).get(address).status_code for who in ("sam", "rosa")] == [404, 404]
    assert signed_in("sam").post(address, {}).status_code == 404


@pytest.mark.parametrize("part", ["", *FORMS])
def test_whoever_is_not_signed_in_signs_in_and_comes_back(part: str, client: Client) -> None:
    address = at(factories.draft(), part) if part else at(factories.draft())
    assert client.get(address).headers["Location"] == f"/accounts/login/?next={address}"


def test_a_colleague_in_the_team_works_on_the_same_draft() -> None:
    draft = factories.draft()
    factories.join_team(person("bo"), draft.organization)
    assert signed_in("bo").get(at(draft, "where")).status_code == 200


@pytest.mark.parametrize("below", ["nonsense", "nonsense/new", "where/new", f"nonsense/{NOBODYS}", f"where/{NOBODYS}"])
def test_there_are_no_other_pages(below: str) -> None:
    client, draft = signed_in(), factories.draft()
    assert client.get(at(draft, below)).status_code == 404
    assert client.post(at(draft, below), {}).status_code == 404


def test_an_item_of_another_organization_is_not_taken() -> None:
    entry = factories.listed(person("bo"))
    foreign = entry.activities.get().pk
    draft = factories.draft()
    assert signed_in().post(at(draft, "activities", foreign), {**ACTIVITY, "seen": "0"}).status_code == 404
    draft.refresh_from_db()
    assert draft.document["activities"] == {}


def test_staff_use_the_same_pages_for_a_draft_of_theirs() -> None:
    entry = factories.listed()
    draft = drafts.open_change(organization=entry, by=person("rosa"), origin=Origin.STAFF)
    client = signed_in("rosa")
    page = client.get(at(draft, "where")).content.decode()
    assert 'href="/secretariat/"' in page
    assert 'href="/workspace/"' not in page[page.index("<main") :]
    assert f'href="/secretariat/submissions/{draft.pk}/"' in client.get(at(draft, "check")).content.decode()
    assert [signed_in(who).get(at(draft, "where")).status_code for who in ("ravi", "amina")] == [404, 404]


def test_a_draft_of_staff_says_what_they_do_with_it() -> None:
    entry, client = factories.listed(), signed_in("rosa")
    draft = drafts.open_change(organization=entry, by=person("rosa"), origin=Origin.STAFF)
    said_first = said(client.get(at(draft)))
    submissions.discard(submission=draft, by=person("rosa"))
    said_then = said(client.get(at(draft)))

    assert "The entry stays as it is until you have approved the change" in said_first
    assert "Nothing of it was listed; nobody has to do anything." in said_then
    assert "Go to the desk" in said_then
    main = [words.partition(" Go to the content ")[2] or words for words in (said_first, said_then)]
    assert ["your team" in words.casefold() or "Go to your workspace" in words for words in main] == [False, False]


def test_a_registration_that_staff_write_is_listed_once_they_approve_it() -> None:
    draft, client = factories.draft(), signed_in("rosa")
    Submission.objects.filter(pk=draft.pk).update(origin=Origin.STAFF, opened_by=person("rosa"))
    assert "Nothing is listed until you have approved it" in said(client.get(at(draft)))


@pytest.mark.parametrize("state", ["approved", "set_aside"])
def test_what_became_of_a_change_of_staff_is_told_to_its_writer(state: str) -> None:
    draft = drafts.open_change(organization=factories.listed(), by=person("rosa"), origin=Origin.STAFF)
    Submission.objects.filter(pk=draft.pk).update(state=state)
    says = {"approved": "and public since then. The entry can be changed at any time.", "set_aside": "Set aside"}
    assert says[state] in said(signed_in("rosa").get(at(draft)))


def test_a_change_that_was_given_up_leaves_the_listed_entry_as_it_was() -> None:
    change = drafts.open_change(organization=factories.listed(), by=person("amina"))
    submissions.discard(submission=change, by=person("amina"))
    assert "The listed entry stays as it was; nobody has to do anything." in said(signed_in().get(at(change)))


@pytest.mark.parametrize("part", ["organization", "where", "activities", "check", "pass", "discard", "activities/new"])
def test_what_was_sent_is_not_edited(part: str) -> None:
    client, sent = signed_in(), factories.submitted()
    page = client.get(at(sent, part), follow=True)
    assert urlsplit(page.redirect_chain[-1][0]).path == at(sent)
    assert "with the secretariat and cannot be changed now" in said(page) or "its state has changed" in said(page)


@pytest.mark.parametrize("below", ["where", f"gaps/{NOBODYS}"])
def test_what_is_typed_while_a_colleague_sends_the_draft_is_shown_back(below: str) -> None:
    client, sent = signed_in(), factories.submitted()
    response = client.post(at(sent, below), {"base_place": "Lamu", "title": "Boats", "seen": "1"})
    assert response.status_code == 409
    assert {("base_place", "Lamu"), ("title", "Boats")} < set(response.context["typed"])
    assert "Take it back" in said(response)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (
            "submitted",
            "This is with the secretariat and cannot be changed now. Take it back, or wait for the decision.",
        ),
        (
            "approved",
            "This was approved, so it cannot be changed any more. To change the entry, begin a new change; you can do "
            "so at any time.",
        ),
        (
            "declined",
            "This was declined, so it cannot be changed any more. Begin a new one from your workspace; there is no "
            "deadline.",
        ),
        (
            "discarded",
            "This was discarded, so it cannot be changed any more. Begin a new one if you still want to say this; "
            "there is no deadline.",
        ),
        (
            "set_aside",
            "This was set aside, so it cannot be changed any more. Your workspace shows where the entry stands.",
        ),
    ],
)
def test_an_old_link_into_what_is_not_edited_says_what_became_of_it(state: str, sentence: str) -> None:
    client, sent = signed_in(), factories.submitted()
    Submission.objects.filter(pk=sent.pk).update(state=state)

    page = client.get(at(sent, "organization"), follow=True)

    assert [str(one) for one in page.context["messages"]] == [sentence]
    late = client.post(at(sent, "where"), {"base_place": "Lamu", "seen": "1"})
    assert late.status_code == 409
    assert [words in said(late) for words in (sentence, "Lamu")] == [True, True]
    assert ("Send again" in said(late)) is ("another tab" in said(late)) is (state == "submitted")


def test_items_of_what_was_sent_are_neither_shown_in_a_form_nor_removed() -> None:
    client, sent = signed_in(), factories.submitted()
    item = only_item(sent, "gaps")
    for address in (at(sent, "gaps", item), at(sent, "gaps", item, "remove"), at(sent, "gaps")):
        assert client.get(address).headers["Location"] == at(sent)
    client.post(at(sent, "gaps", item, "remove"), {"seen": "1"})
    assert only_item(sent, "gaps") == item


def test_neither_a_draft_is_taken_back_nor_what_was_sent_discarded() -> None:
    client, draft, sent = signed_in(), factories.draft(), factories.submitted()
    for submission, below in ((draft, "take-back"), (sent, "discard")):
        assert client.post(at(submission, below)).headers["Location"] == at(submission)
    sent.refresh_from_db()
    assert sent.state == "submitted"


# -- What they say ----------------------------------------------------------------------------------------------------


def test_a_draft_says_who_acts_since_when_and_that_there_is_no_deadline() -> None:
    words = said(signed_in().get(at(factories.draft())))
    assert "A draft since" in words
    assert "It is for you to finish it and to send it; there is no deadline." in words


def test_each_step_says_how_far_it_is() -> None:
    draft = factories.draft()
    factories.save(draft, "where", WHERE)
    factories.save(draft, "organization", {**ORGANIZATION, "website": "javascript:alert(1)"})
    drafts.say_nothing(submission=draft, part="gaps", nothing=True, by=person("amina"))
    states = {task.key: task.state for task in signed_in().get(at(draft)).context["tasks"]}
    assert states == {
        "organization": "kept",
        "where": "done",
        "activities": "todo",
        "gaps": "done",
        "offers": "todo",
        "contacts": "todo",
    }


def test_what_a_colleague_typed_and_was_not_accepted_is_no_step_of_mine() -> None:
    draft = factories.complete_draft()
    factories.join_team(person("bo"), draft.organization)
    factories.save(draft, "organization", {**ORGANIZATION, "website": "nonsense"}, person("bo"))
    states = {who: signed_in(who).get(at(draft)).context["tasks"][0].state for who in ("amina", "bo")}
    assert states == {"amina": "done", "bo": "kept"}


def test_what_the_secretariat_asks_stands_on_the_steps_and_at_the_very_field() -> None:
    sent = factories.submitted()
    item = only_item(sent, "activities")
    comments = [
        {"path": f"activities.{item}.title", "text": "Name the villages."},
        {"path": "gaps", "text": "Only one?"},
    ]
    submissions.request_changes(submission=sent, by=person("rosa"), reason="Nearly there.", comments=comments)
    client = signed_in()
    page = client.get(at(sent))
    assert "the secretariat asked for changes. It is for your team" in said(page)
    assert "Nearly there." in said(page)
    assert f'href="{at(sent, "activities", item)}#id_title"' in page.content.decode()
    assert "Activity › Warden training in nine villages › Title" in said(page)
    assert "The secretariat asks: Name the villages. Title" in said(client.get(at(sent, "activities", item)))
    assert "The secretariat asks: Only one?" in said(client.get(at(sent, "gaps")))


def test_a_comment_on_what_was_removed_since_still_says_what_it_was() -> None:
    sent = factories.submitted()
    item = only_item(sent, "gaps")
    comments = [{"path": f"gaps.{item}.title", "text": "Leave it out."}]
    submissions.request_changes(submission=sent, by=person("rosa"), comments=comments)
    sent.refresh_from_db()
    remove(sent, f"gaps.{item}")
    assert "Support gap › Title Leave it out." in said(signed_in().get(at(sent)))


@pytest.mark.parametrize(
    ("type_", "label"),
    [
        ("national_government", "What this body is responsible for"),
        ("ngo", "What the organization does"),
        ("private_sector", "What the company does"),
    ],
)
def test_a_comment_calls_a_field_as_its_form_does(type_: str, label: str) -> None:
    sent = factories.submitted(type=type_)
    comments = [{"path": "organization.description", "text": "Say more."}]
    submissions.request_changes(submission=sent, by=person("rosa"), comments=comments)
    client = signed_in()
    pages = [said(client.get(at(sent, *below))) for below in ((), ("organization",))]
    assert [f"{label} Say more." in pages[0], label in pages[1]] == [True, True]


def test_a_declined_registration_says_why_and_what_next() -> None:
    sent = factories.submitted()
    submissions.decline(submission=sent, by=person("rosa"), reason="No such body.")
    words = said(signed_in().get(at(sent)))
    assert "No such body." in words
    assert "Your team may change it and send it again at any time." in words


def test_an_approved_one_says_that_it_is_public() -> None:
    sent = factories.submitted()
    submissions.approve(submission=sent, by=person("rosa"))
    assert "made public as you sent it. You can change the entry at any time." in said(signed_in().get(at(sent)))


def test_what_was_sent_can_be_taken_back_after_a_question() -> None:
    client, sent = signed_in(), factories.submitted()
    assert "It becomes a draft again" in said(client.get(at(sent, "take-back")))
    assert post(client, at(sent, "take-back"), {}) == at(sent)
    sent.refresh_from_db()
    assert sent.state == "draft"


def test_a_draft_is_discarded_after_a_question() -> None:
    client, draft = signed_in(), factories.draft()
    assert "There is no deadline for joining" in said(client.get(at(draft, "discard")))
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert post(client, at(draft, "discard"), {}) == at(draft)
    assert "Discarded by your team" in said(client.get(at(draft)))


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("part", "queries"), [("", 5), ("activities", 4), ("where", 4), ("check", 7)])
def test_a_page_asks_the_same_for_any_number_of_items(
    part: str, queries: int, items: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = factories.complete_draft()
    for _number in range(items - 1):
        for key, values in (("activities", ACTIVITY), ("contacts", {**CONTACT, "role": "technical"})):
            factories.save(draft, factories.new_key(key), values)
    client, address = signed_in(), at(draft, part) if part else at(draft)
    client.get(address)
    with django_assert_num_queries(queries):  # session, person, draft, team; links; contacts, five for duplicates
        client.get(address)
