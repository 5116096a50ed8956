"""Deciding: approving, asking for changes by field, declining; who may not; two reviewers at once; staff edits."""

import re
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from registry import mail
from registry.actions import drafts, submissions, texts
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.errors import OtherRegion, ReasonNeeded
from registry.models import Decision, Message, Organization, Person, Submission, TextKind
from registry.models.messages import MessageKind
from registry.states import DecisionKind, OrganizationState, Origin, SubmissionState
from tests import factories
from tests.factories import ACTIVITY, ORGANIZATION, person, save
from tests.web import joining

pytestmark = pytest.mark.django_db

QUEUE = "/secretariat/"


@pytest.fixture
def rosa(client: Client) -> Client:
    client.force_login(person("rosa"))
    return client


def address(submission: Submission) -> str:
    return reverse("review", args=[submission.pk])


def seen(submission: Submission) -> str:
    return Submission.objects.get(pk=submission.pk).saved_at.isoformat()


def decide(client: Client, submission: Submission, decision: str, **typed: str) -> Any:
    data = {"decision": decision, "seen": seen(submission), **typed}
    return client.post(address(submission), data)


def state_of(submission: Submission) -> str:
    return Submission.objects.get(pk=submission.pk).state


# -- The three answers ------------------------------------------------------------------------------------------------


def test_approving_lists_the_organization_and_leads_back_to_the_queue(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    answer = decide(rosa, submission, "approve", note="Welcome.")
    assert (answer.status_code, answer.headers["Location"]) == (302, QUEUE)
    assert '<bdi lang="en">Bay Council</bdi> is public as approved.' in rosa.get(QUEUE).content.decode()
    organization = Organization.objects.get()
    assert organization.state == OrganizationState.LISTED
    assert organization.listing.name == "Bay Council"
    decision = Decision.objects.get()
    assert (decision.kind, decision.by, decision.reason) == (DecisionKind.APPROVE, person("rosa"), "Welcome.")


def test_comments_reach_the_very_fields(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    activity = f"activities.{next(iter(submission.document['activities']))}"
    answer = decide(
        rosa,
        submission,
        "request_changes",
        **{
            "note": "Nearly.",
            "comment-organization.website": "Does this page exist?",
            f"comment-{activity}": "In which villages?",
            f"about-{activity}": "title",
            "comment-gaps": "Say more about what is lacking.",
            "about-gaps": "",
            "comment-where": "Which coast?",
            "about-where": "base_place",
            "comment-organization.founded": "   ",
        },
    )
    assert answer.status_code == 302
    assert state_of(submission) == SubmissionState.CHANGES_REQUESTED
    decision = Decision.objects.get()
    assert decision.reason == "Nearly."
    assert {comment["path"]: comment["text"] for comment in decision.comments} == {
        "organization.website": "Does this page exist?",
        f"{activity}.title": "In which villages?",
        "gaps": "Say more about what is lacking.",
        "where.base_place": "Which coast?",
    }


def test_the_mail_leads_to_the_very_field_and_the_page_behind_it_has_it(rosa: Client, client: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    activity = next(iter(submission.document["activities"]))
    decide(rosa, submission, "request_changes", **{f"comment-activities.{activity}": "Where?", "about": ""})
    letter = mail.compose(Message.objects.get(kind=MessageKind.CHANGES_REQUESTED))
    path = reverse("draft_item", args=[submission.pk, "activities", activity])
    assert path in letter.body
    client.force_login(person("amina"))
    assert client.get(path).status_code == 200


def test_the_mail_to_reviewers_leads_to_the_review(rosa: Client) -> None:
    submission = factories.submitted(person("amina"), name="Bay Council")
    person("rosa")
    submissions.take_back(submission=submission, by=person("amina"))
    factories.send(submission, person("amina"))
    letter = mail.compose(Message.objects.filter(kind=MessageKind.NEW_SUBMISSION).latest("created_at"))
    assert address(submission) in letter.body


@pytest.mark.parametrize("decision", ["decline", "request_changes"])
def test_a_refusal_needs_a_reason_and_says_so_at_the_field(decision: str, rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    answer = decide(rosa, submission, decision, note="  ")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"note": [str(ReasonNeeded.sentence)]}
    page = answer.content.decode()
    assert f'<a href="#id_note">{ReasonNeeded.sentence}</a>' in page
    assert page.count(str(ReasonNeeded.sentence)) == 2  # in the summary, which takes the focus, and at the field
    assert state_of(submission) == SubmissionState.SUBMITTED


def test_who_declines_what_is_decided_already_is_told_that_and_not_to_write_a_reason(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    read_at = seen(submission)
    submissions.decline(submission=submission, by=person("ravi"), reason="A private person.")
    answer = rosa.post(address(submission), {"decision": "decline", "seen": read_at, "note": ""})
    assert answer.status_code == 409
    assert str(ReasonNeeded.sentence) not in answer.content.decode()


def test_declining_a_registration_refuses_it(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    decide(rosa, submission, "decline", note="A private person.")
    assert state_of(submission) == SubmissionState.DECLINED
    assert Organization.objects.get().state == OrganizationState.REFUSED
    assert "A private person." in rosa.get(address(submission)).content.decode()


def test_declining_a_change_keeps_the_listed_entry_up(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "organization", {**ORGANIZATION, "description": "Sells boats."})
    factories.send(change, person("amina"))
    decide(rosa, change, "decline", note="Not about the target.")
    organization.refresh_from_db()
    assert (organization.state, organization.description) == (OrganizationState.LISTED, ORGANIZATION["description"])
    assert rosa.get(reverse("partner", args=[organization.public_id_id]), follow=True).status_code == 200


@pytest.mark.parametrize("decision", ["approve", "decline"])
def test_comments_by_field_are_not_dropped_by_another_decision(rosa: Client, decision: str) -> None:
    submission = factories.submitted(name="Bay Council")
    answer = decide(rosa, submission, decision, note="Because.", **{"comment-organization.website": "Is this right?"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Comments by field are sent with a request for changes only." in page
    assert "Is this right?" in page
    assert "Because." in page
    assert state_of(submission) == SubmissionState.SUBMITTED


@pytest.mark.parametrize("text", ["x" * 1001, "a\x00b", "a\u202eb"])
def test_a_comment_that_cannot_be_stored_is_refused_where_it_was_typed(rosa: Client, text: str) -> None:
    submission = factories.submitted(name="Bay Council")
    answer = decide(rosa, submission, "request_changes", **{"comment-organization.website": text})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#comment-organization.website"' in page
    assert 'id="comment-organization.website-error"' in page
    assert state_of(submission) == SubmissionState.SUBMITTED


@pytest.mark.parametrize("note", ["x" * 3001, "a\x00b"])
def test_a_reason_that_cannot_be_stored_is_refused(rosa: Client, note: str) -> None:
    submission = factories.submitted(name="Bay Council")
    assert decide(rosa, submission, "decline", note=note).status_code == 422
    assert not Decision.objects.exists()


@pytest.mark.parametrize("path", ["nowhere", "where.nothing", "activities.1.title", "__proto__", "organization.type.x"])
def test_a_comment_on_a_place_that_is_none_is_no_comment(rosa: Client, path: str) -> None:
    submission = factories.submitted(name="Bay Council")
    answer = decide(rosa, submission, "request_changes", note="Why.", **{f"comment-{path}": "?", "about-where": "x"})
    assert answer.status_code == 302
    assert Decision.objects.get().comments == []


def test_a_comment_about_a_field_that_is_none_is_about_the_item(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    decide(rosa, submission, "request_changes", **{"comment-where": "Which?", "about-where": "nothing"})
    assert Decision.objects.get().comments == [{"path": "where", "text": "Which?"}]


@pytest.mark.parametrize("data", [{}, {"decision": "nonsense"}, {"assign": "nonsense"}, {"decision": ["approve", "x"]}])
def test_a_button_that_is_none_does_nothing(rosa: Client, data: dict[str, Any]) -> None:
    submission = factories.submitted(name="Bay Council")
    before = Submission.objects.values().get()
    assert rosa.post(address(submission), data).status_code == 302
    assert Submission.objects.values().get() == before


# -- Two at once ------------------------------------------------------------------------------------------------------


def test_the_second_reviewer_is_told_and_sees_the_decision_and_what_they_wrote(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    submissions.decline(submission=submission, by=person("ravi"), reason="A private person.")
    answer = decide(rosa, submission, "request_changes", note="Say more, please.")
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Someone else has decided this meanwhile.", "A private person.", "Ravi", "Say more, please."):
        assert words in page
    assert Decision.objects.count() == 1


ANSWERS = {
    "approve": lambda submission: submissions.approve(submission=submission, by=person("ravi")),
    "request_changes": lambda submission: submissions.request_changes(
        submission=submission, by=person("ravi"), reason="Say more."
    ),
    "decline": lambda submission: submissions.decline(submission=submission, by=person("ravi"), reason="Not here."),
}


@pytest.mark.parametrize("first", ANSWERS)
def test_comments_by_field_that_come_too_late_stand_there_with_their_places(rosa: Client, first: str) -> None:
    submission = factories.submitted(name="Bay Council")
    activity = f"activities.{next(iter(submission.document['activities']))}"
    short = texts.write(kind=TextKind.REQUEST_CHANGES, words={"en": "It is very short."}, by=person("ada"))
    ANSWERS[first](submission)
    answer = decide(
        rosa,
        submission,
        "request_changes",
        **{
            "reasons": f"{short.pk}.1",
            "note": "Nearly.",
            "comment-organization.website": "Does this page exist?",
            f"comment-{activity}": "In which villages?",
            f"about-{activity}": "title",
        },
    )
    assert answer.status_code == 409
    words = joining.said(answer)
    written = words[words.index("What you wrote") :]
    assert "Nothing of it was sent. It is very short. Nearly." in written
    assert "The organization › Website Does this page exist?" in written
    assert f"Activity › {ACTIVITY['title']} › Title In which villages?" in written
    for text in ("It is very short.", "Nearly.", "Does this page exist?", "In which villages?"):
        assert words.count(text) == 1


def test_a_comment_that_comes_too_late_tells_nothing_of_what_its_team_writes_now(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    key = f"activities.{next(iter(submission.document['activities']))}"
    read = seen(submission)
    ANSWERS["request_changes"](submission)
    save(submission, key, {**ACTIVITY, "title": "Half a thought"})
    data = {"decision": "request_changes", "seen": read, f"comment-{key}": "In which villages?"}
    words = joining.said(rosa.post(address(submission), data))
    assert "Activity In which villages?" in words
    assert "Half a thought" not in words


@pytest.mark.parametrize(
    ("decision", "typed"),
    [
        ("approve", {"comment-organization.website": "Does this page exist?"}),
        ("request_changes", {"comment-organization.website": "x" * 1001}),
        ("decline", {"note": "x" * 3001}),
        ("decline", {"reasons": "none.7"}),
    ],
)
def test_who_comes_too_late_is_told_that_before_what_is_wrong_with_their_form(
    rosa: Client, decision: str, typed: dict[str, str]
) -> None:
    submission = factories.submitted(name="Bay Council")
    ANSWERS["request_changes"](submission)
    answer = decide(rosa, submission, decision, **typed)
    assert answer.status_code == 409
    words = joining.said(answer)
    assert "Someone else has decided this meanwhile." in words
    assert "There is a problem" not in words
    assert "Comments by field are sent" not in words
    for name, text in typed.items():
        assert name == "reasons" or text in words


def test_what_was_sent_again_is_told_before_what_is_wrong_with_the_form(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    read = seen(submission)
    submissions.take_back(submission=submission, by=person("amina"))
    save(submission, "organization", {**ORGANIZATION, "description": "Sells boats."})
    factories.send(submission, person("amina"))
    data = {"decision": "approve", "seen": read, "comment-organization.website": "Does this page exist?"}
    answer = rosa.post(address(submission), data)
    assert answer.status_code == 409
    words = joining.said(answer)
    assert "sent it again since you opened the page" in words
    assert "Does this page exist?" in words


def test_what_was_sent_again_meanwhile_is_not_decided_unread(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    read = seen(submission)
    submissions.take_back(submission=submission, by=person("amina"))
    save(submission, "organization", {**ORGANIZATION, "description": "Sells boats."})
    factories.send(submission, person("amina"))
    for decision in ("approve", "request_changes", "decline"):
        answer = rosa.post(address(submission), {"decision": decision, "seen": read, "note": "Fine."})
        assert answer.status_code == 409
        assert "sent it again since you opened the page" in answer.content.decode()
        assert "Sells boats." in answer.content.decode()
    assert state_of(submission) == SubmissionState.SUBMITTED


@pytest.mark.parametrize("text", ["", "yesterday", "2026-99-99T00:00:00", "\x00"])
def test_a_form_that_does_not_say_what_was_read_is_refused(rosa: Client, text: str) -> None:
    submission = factories.submitted(name="Bay Council")
    assert rosa.post(address(submission), {"decision": "approve", "seen": text}).status_code == 422
    assert state_of(submission) == SubmissionState.SUBMITTED


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_who_approve_at_once_one_wins() -> None:
    submission = factories.submitted(name="Bay Council")
    clients = {name: Client() for name in ("rosa", "ravi")}
    for name, client in clients.items():
        client.force_login(person(name))
    start, answers = threading.Barrier(2), {}

    def approve(name: str) -> None:
        try:
            start.wait()
            answers[name] = decide(clients[name], submission, "approve").status_code
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[name]) for name in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [302, 409]
    winner = next(name for name, status in answers.items() if status == 302)
    assert Decision.objects.get().by == person(winner)
    assert Message.objects.filter(kind=MessageKind.APPROVED).count() == 1
    assert Organization.objects.get().live_version == 1


# -- Who may not ------------------------------------------------------------------------------------------------------


def test_a_reviewer_of_the_team_sees_why_they_cannot_decide(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    factories.join_team(person("rosa"), submission.organization)
    page = rosa.get(address(submission)).content.decode()
    assert "another reviewer has to decide it" in page
    assert 'value="approve"' not in page
    assert "comment-" not in page
    answer = decide(rosa, submission, "approve")
    assert answer.status_code == 409
    assert state_of(submission) == SubmissionState.SUBMITTED


def test_a_form_whose_session_ended_is_there_after_signing_in(client: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    data = {"decision": "decline", "note": "A long reason.", "comment-organization.website": "Really?"}
    answer = client.post(address(submission), data)
    assert answer.headers["Location"] == f"/accounts/login/?next={address(submission)}"
    kept = client.session["kept_forms"]
    client.force_login(person("rosa"))
    session = client.session
    session["kept_forms"] = kept
    session.save()
    page = client.get(address(submission)).content.decode()
    for words in ("Nothing was decided yet.", "A long reason.", "Really?"):
        assert words in page
    assert state_of(submission) == SubmissionState.SUBMITTED


# -- Who has it -------------------------------------------------------------------------------------------------------


def test_a_submission_is_taken_given_back_and_handed_over(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    ravi = person("ravi")
    for data, holder in (
        ({"assign": "me"}, person("rosa")),
        ({"assign": "nobody"}, None),
        ({"assign": "colleague", "colleague": str(ravi.pk)}, ravi),
    ):
        assert rosa.post(address(submission), data).status_code == 302
        assert Submission.objects.get().assigned_to == holder
    assert "with: <bdi>Ravi</bdi>" in " ".join(rosa.get(address(submission)).content.decode().split())


def test_who_may_not_decide_hands_it_on_and_does_not_take_it(client: Client) -> None:
    submission, ravi = factories.submitted(name="Bay Council"), person("ravi")
    factories.join_team(person("rosa"), submission.organization)
    for name, why in (("dov", "Hand it to a colleague whose desk this region is"), ("rosa", "another reviewer has to")):
        client.force_login(person(name))
        page = client.get(address(submission)).content.decode()
        assert why in page
        assert page.count('id="decide"') == 1
        assert ['value="colleague"' in page, 'value="me"' in page] == [True, False]
        assert f'<option value="{ravi.pk}">' in page
        Submission.objects.update(assigned_to=None)
        assert client.post(address(submission), {"assign": "colleague", "colleague": ravi.pk}).status_code == 302
        assert Submission.objects.get().assigned_to == ravi


@pytest.mark.parametrize("colleague", ["", "sam", "nonsense", "gone"])
def test_it_is_handed_to_colleagues_only(rosa: Client, colleague: str) -> None:
    submission = factories.submitted(name="Bay Council")
    Person.objects.filter(pk=person("ravi").pk).update(is_active=False)
    value = {"sam": str(person("sam").pk), "gone": str(person("ravi").pk)}.get(colleague, colleague)
    answer = rosa.post(address(submission), {"assign": "colleague", "colleague": value, "note": "For you."})
    assert answer.status_code == 422
    assert "For you." in answer.content.decode()
    assert Submission.objects.get().assigned_to is None


# -- Edits by staff ---------------------------------------------------------------------------------------------------


def test_staff_edit_an_entry_by_the_same_forms_and_approve_it_themselves(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    edit = reverse("edit_entry", args=[organization.public_id_id])
    answer = rosa.post(edit)
    draft = Submission.objects.get(origin=Origin.STAFF)
    assert answer.headers["Location"] == reverse("draft", args=[draft.pk])
    assert rosa.post(edit).headers["Location"] == reverse("draft", args=[draft.pk])
    save(draft, "organization", {**ORGANIZATION, "founded": "1999"}, person("rosa"))
    page = rosa.get(address(draft)).content.decode()
    for words in ("Go on writing", 'value="approve"', "1999"):
        assert words in page
    assert 'value="decline"' not in page
    assert decide(rosa, draft, "approve").headers["Location"] == QUEUE
    organization.refresh_from_db()
    assert organization.founded == 1999


@pytest.mark.parametrize(("region", "begun"), [("002", 1), ("019", 0)])
def test_a_desk_begins_only_edits_that_it_may_approve(rosa: Client, region: str, begun: int) -> None:
    edit = reverse("edit_entry", args=[factories.listed(name="Kenya Council").public_id_id])
    Person.objects.filter(pk=person("rosa").pk).update(desk_region=region)
    says_why = "Your desk decides on another region." in rosa.get(edit).content.decode()
    answer = rosa.post(edit)
    assert (says_why, answer.status_code) == ((False, 302) if begun else (True, 409))
    assert Submission.objects.filter(origin=Origin.STAFF).count() == begun


@pytest.mark.parametrize(("region", "offers"), [("", True), ("002", True), ("019", False)])
def test_an_edit_is_offered_only_to_a_desk_that_may_approve_it(rosa: Client, region: str, offers: bool) -> None:
    organization = factories.listed(name="Kenya Council")
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "organization", {**ORGANIZATION, "founded": "1999"}, person("amina"))
    factories.send(change, person("amina"))
    Person.objects.filter(pk=person("rosa").pk).update(desk_region=region)
    public_id = organization.public_id_id
    for page in (
        address(change),
        *(reverse(name, args=[public_id]) for name in ("secretariat_organization", "partner")),
    ):
        shown = rosa.get(page, follow=True).content.decode()
        assert (reverse("edit_entry", args=[public_id]) in shown) is offers


@pytest.mark.parametrize("origin", [Origin.STAFF, Origin.RESTORE])
def test_a_desk_elsewhere_opens_no_change(origin: Origin) -> None:
    organization = factories.listed()
    Person.objects.filter(pk=person("rosa").pk).update(desk_region="019")
    with pytest.raises(OtherRegion):
        drafts.open_change(organization=organization, by=Person.objects.get(pk=person("rosa").pk), origin=origin)


def test_a_draft_of_staff_is_said_to_be_approved_and_not_sent(rosa: Client) -> None:
    draft = drafts.open_change(organization=factories.listed(), by=person("rosa"), origin=Origin.STAFF)
    save(draft, "organization", {**ORGANIZATION, "founded": "1999"}, person("rosa"))
    pages = [" ".join(rosa.get(f"/join/{draft.pk}/{page}").content.decode().split()) for page in ("", "check/")]
    assert "Ready to be approved" in pages[0]
    for page in pages:
        assert ["Check and approve" in page, "Check and send" in page, "Ready to be sent" in page] == [
            True,
            False,
            False,
        ]


def test_a_colleague_reads_a_staff_draft_and_does_not_decide_it(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    draft = drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
    save(draft, "organization", {**ORGANIZATION, "founded": "1999"}, person("ravi"))
    page = rosa.get(address(draft)).content.decode()
    assert "This is a draft of a colleague, who approves it." in page
    assert 'value="approve"' not in page
    assert decide(rosa, draft, "approve").status_code == 409
    assert state_of(draft) == SubmissionState.DRAFT


@pytest.mark.parametrize("state", ["pending", "withdrawn", "refused"])
def test_only_listed_entries_are_edited_by_staff(rosa: Client, state: str) -> None:
    organization = factories.submitted(name="Bay Council").organization
    Organization.objects.filter(pk=organization.pk).update(state=state)
    assert rosa.post(reverse("edit_entry", args=[organization.public_id_id])).status_code == 404
    assert rosa.get(reverse("edit_entry", args=[organization.public_id_id])).status_code == 404


def test_the_partner_page_leads_staff_to_the_edit_and_nobody_else(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    edit = reverse("edit_entry", args=[organization.public_id_id])
    partner = reverse("partner", args=[organization.public_id_id])
    assert f'href="{edit}"' in rosa.get(partner, follow=True).content.decode()
    page = rosa.get(edit).content.decode()
    assert '<bdi lang="en">Bay Council</bdi>' in page
    assert '<button class="button">Edit the entry</button>' in page
    assert not Submission.objects.filter(origin=Origin.STAFF).exists()
    for client in (Client(), joining.signed_in("amina"), joining.signed_in("sam")):
        assert edit not in client.get(partner, follow=True).content.decode()


def test_a_draft_from_before_a_staff_edit_does_not_undo_it(rosa: Client) -> None:
    organization = factories.listed(name="Bay Council")
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, factories.new_key("activities"), {**ACTIVITY, "title": "Corridor agreements"})
    factories.send(change, person("amina"))
    draft = drafts.open_change(organization=organization, by=person("rosa"), origin=Origin.STAFF)
    save(draft, "organization", {**ORGANIZATION, "founded": "1999"}, person("rosa"))
    decide(rosa, draft, "approve")
    decide(rosa, change, "approve")
    organization.refresh_from_db()
    assert organization.founded == 1999
    assert organization.activities.count() == 2


def test_the_pages_are_never_kept_by_a_cache(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    for page in (QUEUE, address(submission)):
        assert "no-store" in rosa.get(page).headers["Cache-Control"]


def test_odd_bytes_are_no_fault_of_the_site(rosa: Client) -> None:
    submission = factories.submitted(name="Bay Council")
    data = urlencode({"decision": "decline", "note": b"\xed\xa0\x80\xff", "seen": seen(submission)})
    answer = rosa.post(address(submission), data, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (302, 422)


@pytest.mark.parametrize("part", ["organization", "where", "names", "gaps", "offers", "contacts", "activities"])
def test_every_field_that_a_comment_can_name_has_its_input_on_the_page_that_the_mail_links(
    part: str, client: Client
) -> None:
    submission = factories.complete_draft(name="Bay Council", type="iplc")
    save(submission, "organization", {**ORGANIZATION, "type": "iplc", "people_represented": "Nine villages"})
    factories.send(submission, person("amina"))
    item = f".{next(iter(submission.document[part]))}" if part in COLLECTIONS else ""
    names = [one.name for one in (SECTIONS.get(part) or COLLECTIONS[part]) if one.only_type in ("", "iplc")]
    comments = [{"path": f"{part}{item}.{name}", "text": "?"} for name in names]
    submissions.request_changes(submission=submission, by=person("rosa"), comments=comments)
    letter = mail.compose(Message.objects.get(kind=MessageKind.CHANGES_REQUESTED))
    links = re.findall(r"^https?://[^/]+(/\S+)#(id_\S+)$", str(letter.body), re.MULTILINE)
    assert len(links) == len(names)
    client.force_login(person("amina"))
    page = client.get(links[0][0]).content.decode()
    assert [anchor for _path, anchor in links if f'id="{anchor}"' not in page] == []
