"""Messages from the site to the team: that they were sent, and their words; never a code or a link that acts."""

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry.actions import submissions
from registry.actions.messages import post
from registry.models import Message, Organization
from tests import factories
from tests.factories import person
from tests.web.joining import said, signed_in

pytestmark = pytest.mark.django_db


def address(organization: Organization, below: str = "") -> str:
    return f"/workspace/{organization.public_id_id}/messages/{below}"


def asked() -> Organization:
    """An organization of Amina and Bo that was asked for changes."""
    draft = factories.complete_draft(name="Bay Council")
    factories.join_team(person("bo"), draft.organization)
    person("rosa")
    sent = factories.send(draft, person("amina"))
    submissions.request_changes(submission=sent, by=person("rosa"), reason="Say more of it.")
    return draft.organization


def test_the_record_names_kind_day_receiver_and_fate() -> None:
    organization = asked()
    now = timezone.now()
    kinds = Message.objects.filter(person=person("amina"))
    kinds.filter(kind="submission_received").update(sent_at=now)
    kinds.filter(kind="draft_link").update(sent_at=now, bounced_at=now)
    kinds.filter(kind="changes_requested").update(refused_at=now)
    words = said(signed_in().get(address(organization)))
    for line in ("Changes requested", "Submission received", "Link to a draft", "to Amina", "to Bo"):
        assert line in words
    for fate in ("Came back: it could not be delivered", "Not sent", "Sent", "On its way"):
        assert fate in words


def test_the_words_are_written_anew_in_the_language_of_the_page() -> None:
    organization = asked()
    for name in ("amina", "bo"):
        message = Message.objects.get(kind="changes_requested", person=person(name))
        words = said(signed_in().get(address(organization, f"{message.pk}/")))
        assert "Say more of it." in words
        assert "Bay Council" in words
    words = said(signed_in().get("/fr" + address(organization, f"{message.pk}/")))
    assert "Say more of it." in words
    assert "Bonjour" in words or "secrétariat" in words


def test_words_that_tell_of_what_is_gone_cannot_be_shown() -> None:
    organization = asked()
    message = Message.objects.get(kind="changes_requested", person=person("amina"))
    message.context = {**message.context, "decision": "0190a7c4-0000-7000-8000-000000000000"}
    message.save(update_fields=["context"])
    assert "What this message told of is no longer here" in said(
        signed_in().get(address(organization, f"{message.pk}/"))
    )


def test_codes_links_and_what_is_not_the_team_s_are_not_here() -> None:
    organization = asked()
    submission = str(organization.submissions.get().pk)
    others = [
        post(
            kind="sign_in_code", person=person("amina"), context={"submission": submission}, secret={"code": "123456"}
        ),
        post(kind="new_submission", person=person("amina"), context={"submission": submission}),
        post(kind="submission_received", person=person("sam"), context={"submission": submission}),
        post(kind="submission_received", person=person("amina"), context={"submission": "another"}),
        post(kind="draft_handed_over", address="new@bay.example.org", context={"submission": submission}),
    ]
    words = said(signed_in().get(address(organization)))
    assert [
        one for one in ("Code to sign in", "New submission", "Sam", "new@bay", "Draft passed") if one in words
    ] == []
    for message in others:
        assert signed_in().get(address(organization, f"{message.pk}/")).status_code == 404


def test_what_is_said_to_one_person_is_not_read_by_another_and_links_by_nobody() -> None:
    organization = asked()
    about = {"organization": str(organization.pk)}
    to_bo = post(kind="team_changed", person=person("bo"), context=about)
    due = post(kind="confirmation_due", person=person("amina"), context=about)
    words = said(signed_in().get(address(organization)))
    assert "Place in a team changed" in words
    assert "Confirmation asked for" in words
    for message in (to_bo, due):
        assert signed_in().get(address(organization, f"{message.pk}/")).status_code == 404


def test_without_messages_the_page_says_what_will_be_here() -> None:
    organization = factories.draft().organization
    Message.objects.all().delete()
    assert "No message yet" in said(signed_in().get(address(organization)))


def test_it_is_the_team_s_alone() -> None:
    organization = asked()
    message = Message.objects.filter(kind="changes_requested").first()
    assert message is not None
    for below in ("", f"{message.pk}/"):
        for stranger in ("sam", "rosa"):
            assert signed_in(stranger).get(address(organization, below)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_messages(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    organization = factories.submitted().organization
    for _n in range(number):
        post(
            kind="draft_reminder",
            person=person("amina"),
            context={"submission": str(organization.submissions.get().pk)},
        )
    client = signed_in()
    client.get(address(organization))
    with django_assert_num_queries(12):
        client.get(address(organization))
