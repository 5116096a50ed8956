"""Correcting what waits: the reviewer's forms, what reviewers and the team are shown of it; reasons from a list."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from registry import mail
from registry.actions import corrections, submissions, texts
from registry.entry.corrections import fingerprint
from registry.entry.document import present, read
from registry.models import Decision, Message, Organization, Submission
from registry.models.messages import MessageKind
from registry.models.texts import TextKind
from tests import factories
from tests.factories import CONTACT, ORGANIZATION, WHERE, form_data, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(client: Client) -> Client:
    client.force_login(person("rosa"))
    return client


def review(submission: Submission) -> str:
    return reverse("review", args=[submission.pk])


def to_correct(submission: Submission, key: str) -> str:
    part, _dot, item = key.partition(".")
    return (
        reverse("correct_item", args=[submission.pk, part, item])
        if item
        else reverse("correct", args=[submission.pk, part])
    )


def item_of(submission: Submission, part: str) -> str:
    return f"{part}.{next(iter(present(submission.document, part)))}"


def send(client: Client, submission: Submission, key: str, values: dict[str, Any], **typed: str) -> Any:
    """A form to correct as a browser sends it, having seen everything."""
    submission.refresh_from_db()
    shown = {"seen": submission.saved_at.isoformat(), "known": corrections.version_of(submission, key)}
    return client.post(to_correct(submission, key), {**shown, **values, **typed})


def corrected(submission: Submission, by: str = "rosa", key: str = "organization", **values: str) -> Submission:
    """A submission that waits with a correction."""
    corrections.correct(
        submission=submission,
        key=key,
        data=form_data({**ORGANIZATION, "founded": "1989", **values}),
        seen=submission.saved_at,
        known=corrections.version_of(submission, key),
        by=person(by),
    )
    submission.refresh_from_db()
    return submission


def decide(client: Client, submission: Submission, decision: str, **typed: Any) -> Any:
    submission.refresh_from_db()
    shown = {"seen": submission.saved_at.isoformat(), "known": fingerprint(submission.corrections)}
    return client.post(review(submission), {**shown, "decision": decision, **typed})


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


# -- The form ---------------------------------------------------------------------------------------------------------


def test_every_section_and_item_of_what_waits_leads_to_its_form(rosa: Client) -> None:
    submission = factories.submitted()
    keys = re.findall(r'name="correct" value="([^"]+)"', page(rosa, review(submission)))
    parts = ("names", "activities", "gaps", "offers", "contacts")
    items = [f"{part}.{id_}" for part in parts for id_ in present(submission.document, part)]
    assert sorted(keys) == sorted(["organization", "where", *items])
    for key in keys:
        answer = rosa.post(review(submission), {"correct": key})
        assert answer.headers["Location"] == to_correct(submission, key)
        assert rosa.get(answer.headers["Location"]).status_code == 200


def test_what_was_typed_on_the_way_to_a_correction_is_there_on_the_way_back(rosa: Client) -> None:
    submission = factories.submitted()
    rosa.post(f"{review(submission)}?kind=registration", {"correct": "where", "note": "Nearly there."})
    answer = rosa.post(
        f"{to_correct(submission, 'where')}?kind=registration",
        {**WHERE, "scales": ["global"], "seen": submission.saved_at.isoformat(), "known": fingerprint({})},
    )
    assert answer.headers["Location"] == f"{review(submission)}?kind=registration"
    shown = page(rosa, answer.headers["Location"])
    assert "Nearly there." in shown
    assert "Corrections of the secretariat" in shown


def test_a_correction_is_shown_with_what_was_sent_and_who_made_it(rosa: Client) -> None:
    submission = factories.submitted()
    assert send(rosa, submission, "organization", {**ORGANIZATION, "founded": "1989"}).status_code == 302
    shown = page(rosa, review(submission))
    section = re.findall(r"Corrections of the secretariat.*?</section>", shown)[0]
    assert re.findall(r"<h3>(.*?)</h3>", section) == ["The organization › Year of foundation"]
    assert "1998" in section
    assert "1989" in section
    assert "Rosa" in section
    form = page(rosa, to_correct(submission, "organization"))
    assert 'As it was sent:</p> <div dir="auto"><p>1998</p></div>' in form
    assert 'value="1989"' in form


def test_input_that_does_not_pass_comes_back_as_it_was_typed(rosa: Client) -> None:
    submission = factories.submitted()
    answer = send(rosa, submission, "organization", {**ORGANIZATION, "website": "no page"})
    assert (answer.status_code, 'value="no page"' in answer.content.decode()) == (422, True)
    submission.refresh_from_db()
    assert submission.corrections == {}


def test_who_corrects_second_is_shown_both(rosa: Client) -> None:
    submission = factories.submitted()
    corrected(submission, "ravi")
    answer = rosa.post(
        to_correct(submission, "organization"),
        {**ORGANIZATION, "founded": "1977", "seen": submission.saved_at.isoformat(), "known": fingerprint({})},
    )
    shown = answer.content.decode()
    assert (answer.status_code, "Saved meanwhile by someone else" in shown) == (409, True)
    assert 'value="1977"' in shown
    assert "1989" in shown


def test_an_item_is_proposed_to_go_and_all_of_it_taken_back(rosa: Client) -> None:
    submission = factories.submitted()
    gap = item_of(submission, "gaps")
    assert send(rosa, submission, gap, {"remove": "yes"}).status_code == 302
    assert "It is to go." in page(rosa, review(submission))
    assert "This is to go" in page(rosa, to_correct(submission, gap))
    assert rosa.post(review(submission), {"undo": gap}).status_code == 302
    submission.refresh_from_db()
    assert submission.corrections == {}
    send(rosa, submission, gap, {"remove": "yes"})
    send(rosa, submission, gap, {"undo": "yes"})
    submission.refresh_from_db()
    assert submission.corrections == {}


def test_a_contact_is_corrected_in_words(rosa: Client) -> None:
    submission = factories.submitted()
    contact = item_of(submission, "contacts")
    send(rosa, submission, contact, {**CONTACT, "email": "amina@bays.example.org"})
    section = re.findall(r"Corrections of the secretariat.*?</section>", page(rosa, review(submission)))[0]
    assert "amina@bay.example.org" in section
    assert "amina@bays.example.org" in section


def test_what_is_no_part_of_it_is_not_there(rosa: Client) -> None:
    submission = factories.submitted()
    for key in ("gaps", "version", "nothing", factories.new_key("gaps")):
        assert rosa.get(to_correct(submission, key)).status_code == 404
    assert rosa.post(review(submission), {"correct": "nothing"}).status_code == 404


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-13-45T00:00:00"])
def test_a_form_that_does_not_say_what_it_showed_keeps_nothing(rosa: Client, seen: str) -> None:
    submission = factories.submitted()
    answer = rosa.post(to_correct(submission, "where"), {**WHERE, "scales": ["global"], "seen": seen})
    assert answer.status_code == 409
    assert Submission.objects.get().corrections == {}


def test_what_was_decided_is_not_corrected(rosa: Client) -> None:
    submission = factories.submitted()
    submissions.approve(submission=submission, by=person("ravi"))
    assert rosa.get(to_correct(submission, "where")).headers["Location"] == review(submission)


def test_nobody_corrects_for_their_own_organization(client: Client) -> None:
    submission = factories.submitted(person("rosa"))
    client.force_login(person("rosa"))
    assert 'name="correct"' not in page(client, review(submission))
    asked = client.get(to_correct(submission, "where"), follow=True)
    assert asked.redirect_chain == [(review(submission), 302)]
    assert "another reviewer has to decide" in asked.content.decode()
    answer = send(client, submission, "where", WHERE)
    assert (answer.status_code, "another reviewer has to decide" in answer.content.decode()) == (409, True)


# -- Approving --------------------------------------------------------------------------------------------------------


def test_the_decision_the_mail_and_the_pages_of_the_team_say_both(rosa: Client) -> None:
    submission = corrected(factories.submitted(name="Bay Council"))
    assert decide(rosa, submission, "approve").status_code == 302
    organization = Organization.objects.get()
    assert read(organization)["organization"]["founded"] == 1989
    decided = page(rosa, review(submission))
    assert "Corrections of the secretariat" in decided
    assert 'name="correct"' not in decided
    letter = mail.compose(Message.objects.get(kind=MessageKind.APPROVED))
    assert "As it was sent: \u20681998\u2069\nAs it is public now: \u20681989\u2069" in letter.body
    assert "1989" in str(letter.alternatives[0][0])
    rosa.force_login(person("amina"))
    for address in (
        reverse("draft", args=[submission.pk]),
        reverse("workspace_history", args=[organization.public_id_id]),
    ):
        shown = page(rosa, address)
        assert "What the secretariat corrected" in shown
        assert "As it was sent: <bdi>1998</bdi>" in shown
        assert "As it is public now: <bdi>1989</bdi>" in shown


def test_corrections_that_were_not_read_are_not_approved(rosa: Client) -> None:
    submission = factories.submitted()
    known = fingerprint(submission.corrections)
    corrected(submission, "ravi")
    answer = decide(rosa, submission, "approve", known=known)
    assert (answer.status_code, "has changed the corrections" in answer.content.decode()) == (409, True)
    answer = rosa.post(review(submission), {"decision": "approve", "seen": submission.saved_at.isoformat()})
    assert answer.status_code == 409
    assert not Decision.objects.exists()


def test_corrections_cost_no_query_whatever_their_number(
    rosa: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    submission = corrected(factories.submitted())
    page(rosa, review(submission))
    with django_assert_num_queries(10):
        page(rosa, review(submission))
    send(rosa, submission, "where", {**WHERE, "scales": ["global"], "realms": ["land"]})
    send(rosa, submission, item_of(submission, "gaps"), {"remove": "yes"})
    with django_assert_num_queries(10):
        page(rosa, review(submission))


# -- Reasons from the list --------------------------------------------------------------------------------------------

WORDS = {"en": "Say where it happens.", "fr": "Dites où cela se passe."}


def reason(kind: TextKind = TextKind.REQUEST_CHANGES) -> str:
    """A text to choose, as the form sends it."""
    return f"{texts.write(kind=kind, words=WORDS, by=person('ada')).pk}.1"


def test_a_reason_that_is_ticked_is_enough_and_the_team_reads_it_in_its_language(rosa: Client) -> None:
    submission, chosen = factories.submitted(person("bo")), reason()
    assert "Say where it happens." in page(rosa, review(submission))
    assert decide(rosa, submission, "request_changes", reasons=[chosen]).status_code == 302
    text = chosen.partition(".")[0]
    assert Decision.objects.get().reasons == [{"text": text, "version": 1}]
    texts.rewrite(text=texts.Text.objects.get(pk=text), words={"en": "Name the bay."}, seen=1, by=person("ada"))
    letter = mail.compose(Message.objects.get(kind=MessageKind.CHANGES_REQUESTED))
    assert "* \u2068Dites où cela se passe.\u2069" in letter.body
    rosa.force_login(person("bo"))
    public_id = submission.organization.public_id_id
    pages = (("draft", submission.pk), ("workspace_entry", public_id), ("workspace_history", public_id))
    workspace, addresses = reverse("workspace"), [f"/fr{reverse(name, args=[key])}" for name, key in pages]
    for address in addresses:
        assert '<li lang="fr" dir="auto">Dites où cela se passe.</li>' in page(rosa, address)
    assert '<li lang="en" dir="auto">Say where it happens.</li>' in page(rosa, workspace)


def test_a_reason_of_another_decision_is_refused_and_stays_ticked(rosa: Client) -> None:
    submission, chosen = factories.submitted(), reason(TextKind.DECLINE)
    for decision in ("approve", "request_changes"):
        answer = decide(rosa, submission, decision, reasons=[chosen], note="Nearly.")
        assert answer.status_code == 422
        shown = re.sub(r"\s+", " ", answer.content.decode())
        assert "belongs to another decision" in shown
        assert re.search(rf'value="{re.escape(chosen)}" id="[^"]+" checked', shown)
    assert not Decision.objects.exists()


def test_a_reason_that_was_rewritten_meanwhile_has_to_be_read_again(rosa: Client) -> None:
    submission, chosen = factories.submitted(), reason()
    texts.rewrite(text=texts.Text.objects.get(), words={"en": "Name the bay."}, seen=1, by=person("ada"))
    answer = decide(rosa, submission, "request_changes", reasons=[chosen], note="Nearly.")
    shown = answer.content.decode()
    assert (answer.status_code, "no longer in the list" in shown, "Nearly." in shown) == (422, True, True)


def test_a_curator_does_not_approve_their_own_import_where_a_setting_says_so(rosa: Client, settings: Any) -> None:
    settings.IMPORTS_NEED_ANOTHER = True
    submission = factories.submitted()
    Submission.objects.filter(pk=submission.pk).update(origin="import", opened_by=person("rosa"))
    shown = page(rosa, review(submission))
    assert "You imported this yourself" in shown
    assert 'value="approve"' not in shown
    assert decide(rosa, submission, "approve").status_code == 409
    rosa.force_login(person("ravi"))
    assert decide(rosa, submission, "approve").status_code == 302
