"""Checking the answers, declaring, sending; passing a draft to a colleague who may decide."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from registry.actions import drafts, invitations, submissions
from registry.models import Attachment, Invitation, Membership, Message
from tests import factories
from tests.factories import ORGANIZATION, person
from tests.web.joining import at, errors, only_item, said, signed_in

pytestmark = pytest.mark.django_db

DECLARED = {"may_speak": "on", "supports": "on", "licence": "on", "privacy": "on"}


# -- Check and send ---------------------------------------------------------------------------------------------------


def test_the_check_shows_every_answer_with_a_link_to_its_field() -> None:
    draft = factories.complete_draft(name="Bay Council")
    page = signed_in().get(at(draft, "check"))
    words = said(page)
    for answer in ("Bay Council", "Non-governmental", "Kenya · United Republic of Tanzania", "March 2024", "Under way"):
        assert answer in words
    assert f'href="{at(draft, "where")}?from=check#id_scales"' in page.content.decode()
    assert f'href="{at(draft, "gaps", only_item(draft, "gaps"))}?from=check"' in page.content.decode()


def test_the_check_says_what_only_the_secretariat_and_the_team_see() -> None:
    draft = factories.complete_draft()
    factories.save(draft, "where", {**factories.WHERE, "base_place": "Lamu"})
    words = said(signed_in().get(at(draft, "check")))
    assert "Lamu Only the secretariat and your team" in words
    assert "amina@bay.example.org Only the secretariat and your team" in words
    factories.save(draft, "where", {**factories.WHERE, "base_place": "Lamu", "base_place_public": "on"})
    assert "Lamu Only the secretariat" not in said(signed_in().get(at(draft, "check")))


def test_a_mandate_told_in_words_is_read_there_and_one_in_a_file_is_opened() -> None:
    draft, client = factories.complete_draft(type="iplc"), signed_in()
    values = {**ORGANIZATION, "type": "iplc", "people_represented": "Nine villages"}
    factories.save(draft, "organization", {**values, "mandate_kind": "custom", "mandate_told": "By the elders."})
    words = said(client.get(at(draft, "check")))
    assert "By the elders. Only the secretariat and your team" in words
    assert "Open the file" not in words
    Attachment.objects.update(told="")
    assert "Erased Only the secretariat and your team" in said(client.get(at(draft, "check")))
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 invented", "application/pdf")
    factories.save(draft, "organization", {**values, "mandate_kind": "letter"}, files={"mandate_file": letter})
    assert "Open the file Only the secretariat and your team" in said(client.get(at(draft, "check")))


def test_what_is_missing_comes_first_as_links() -> None:
    draft = factories.draft()
    page = signed_in().get(at(draft, "check")).content.decode()
    assert page.index("Still missing") < page.index("<h1>")
    assert f'href="{at(draft, "organization")}#id_description"' in page
    assert f'href="{at(draft, "where")}#id_countries"' in page
    assert f'href="{at(draft, "contacts")}"' in page


def test_what_is_missing_stands_once_below_its_step_and_alarms_nobody_before_sending() -> None:
    draft, client = factories.draft(), signed_in()
    page = client.get(at(draft, "check"))
    steps = [str(step["where"]) for step in page.context["missing"]]
    assert steps == ["Your organization", "Where you work", "Activities", "Support gaps", "Support offers", "Contacts"]
    assert 'id="error-summary"' not in page.content.decode()
    assert 'id="error-summary"' in client.post(at(draft, "check"), {}).content.decode()


def test_what_was_not_accepted_yet_is_missing_too() -> None:
    draft, client = factories.complete_draft(), signed_in()
    factories.save(draft, "organization", {**ORGANIZATION, "website": "nonsense"})
    response = client.post(at(draft, "check"), DECLARED)
    assert "Something that you typed here was not accepted yet." in said(response)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_every_declaration_has_to_be_ticked_and_ticks_stay() -> None:
    draft, client = factories.complete_draft(), signed_in()
    response = client.post(at(draft, "check"), {"may_speak": "on"})
    assert sorted(errors(response)) == ["licence", "privacy", "supports"]
    assert [bool(response.context["form"][name].value()) for name in ("may_speak", "privacy")] == [True, False]
    assert client.post(at(draft, "check"), DECLARED).headers["Location"] == at(draft, "sent")


def test_who_is_asked_for_changes_reads_why_everything_is_declared_anew() -> None:
    draft, client, why = factories.complete_draft(), signed_in(), "You declare this anew each time you send"
    assert why not in said(client.get(at(draft, "check")))
    client.post(at(draft, "check"), DECLARED)
    submissions.request_changes(submission=draft, by=person("rosa"), reason="Say more.", comments=[])
    page = client.get(at(draft, "check"))
    assert why in said(page)
    assert not any(page.context["form"][name].value() for name in DECLARED)


def test_a_company_declares_the_code_of_conduct_too() -> None:
    draft, client = factories.complete_draft(type="private_sector"), signed_in()
    page = client.get(at(draft, "check"))
    version = f"Version of the code of conduct: {submissions.DECLARATION_VERSIONS['conduct']}."
    assert version in said(page)
    assert 'href="/about/#conduct"' in page.content.decode()
    assert "Read the code of conduct" in said(page)
    about = client.get("/about/")
    assert 'id="conduct"' in about.content.decode()
    assert f"Version of this code: {submissions.DECLARATION_VERSIONS['conduct']}." in said(about)
    assert list(errors(client.post(at(draft, "check"), DECLARED))) == ["conduct"]
    client.post(at(draft, "check"), {**DECLARED, "conduct": "on"})
    draft.refresh_from_db()
    assert draft.declarations["conduct"]["by"] == str(person("amina").pk)


def test_sent_twice_it_is_sent_once() -> None:
    draft, client = factories.complete_draft(), signed_in()
    client.post(at(draft, "check"), DECLARED)
    response = client.post(at(draft, "check"), DECLARED, follow=True)
    assert response.redirect_chain[-1][0] == at(draft)
    assert Message.objects.filter(kind="submission_received").count() == 1


def test_the_confirmation_is_shown_for_what_was_sent_only() -> None:
    draft = factories.complete_draft()
    assert signed_in().get(at(draft, "sent")).headers["Location"] == at(draft)


# -- I may not decide this --------------------------------------------------------------------------------------------


def test_a_draft_is_passed_to_a_colleague_who_takes_it_over() -> None:
    draft = factories.draft(name="Bay Council")
    response = signed_in().post(at(draft, "pass"), {"email": "Bo@People.example.org", "note": "Please look."})
    assert response.headers["Location"] == at(draft)
    address = f"/join/invitation/{Invitation.objects.get().pk}/"

    bo = signed_in("bo")
    assert "Bay Council" in said(bo.get(address))
    assert "Please look." in said(bo.get(address))
    assert not Membership.objects.filter(person=person("bo")).exists()
    assert bo.post(address).headers["Location"] == at(draft)
    assert Membership.objects.get(person=person("bo")).role == "owner"
    assert bo.get(address).headers["Location"] == at(draft)  # the link in the mail, once more


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "bo(at)people"}, "email"),
        ({"email": "bo@people.example.org", "note": "x" * 1001}, "note"),
        ({"email": "bo@people.example.org\nBcc: sam@people.example.org"}, "email"),
    ],
)
def test_an_address_or_a_note_that_does_not_pass_sends_nothing(typed: dict[str, str], field: str) -> None:
    draft = factories.draft()
    assert list(errors(signed_in().post(at(draft, "pass"), typed))) == [field]
    assert Invitation.objects.count() == 0


def test_a_draft_passed_to_oneself_is_refused_at_the_field() -> None:
    response = signed_in().post(at(factories.draft(), "pass"), {"email": "amina@people.example.org"})
    assert errors(response)["email"] == [
        "This is your own address, and you belong to the team already. Give that of a colleague."
    ]


def test_after_five_colleagues_a_day_the_sixth_is_refused_at_the_field_and_the_note_stays() -> None:
    draft, client = factories.draft(), signed_in()
    for number in range(5):
        client.post(at(draft, "pass"), {"email": f"colleague{number}@people.example.org"})
    response = client.post(at(draft, "pass"), {"email": "bo@people.example.org", "note": "Please look."})
    assert list(errors(response)) == ["email"]
    assert "Please look." in response.content.decode()
    assert Invitation.objects.count() == 5


def test_an_invitation_tells_a_stranger_the_name_and_how_to_sign_in_but_not_the_note(client: Client) -> None:
    draft = factories.draft(name="Bay Council")
    invitation = invitations.pass_draft(submission=draft, to="bo@people.example.org", note="Secret", by=person("amina"))
    page = client.get(f"/join/invitation/{invitation.pk}/")
    assert "Bay Council" in said(page)
    assert "Secret" not in said(page)
    assert f"/accounts/signup/?next=/join/invitation/{invitation.pk}/" in page.content.decode()
    assert client.post(f"/join/invitation/{invitation.pk}/").headers["Location"].startswith("/accounts/login/?next=")


def test_a_link_that_was_used_or_is_too_old_says_so() -> None:
    draft = factories.draft()
    used, old = (
        invitations.pass_draft(submission=draft, to="bo@people.example.org", note="", by=person("amina"))
        for _number in range(2)
    )
    invitations.accept(invitation_id=used.pk, by=person("bo"))
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    for link in (used, old):
        response = signed_in("sam").get(f"/join/invitation/{link.pk}/")
        assert response.status_code == 404
        assert "This link is no longer valid." in said(response)
    assert not Membership.objects.filter(person=person("sam")).exists()


def test_what_is_alike_is_shown_once_more_before_sending() -> None:
    factories.listed(person("bo"), name="Bay Council")
    draft = factories.complete_draft(name="Council of the Bay")
    page = signed_in().get(at(draft, "check"))
    assert [card.listing.name for card, _may in page.context["alike"] if card.listing] == ["Bay Council"]
    assert "Its name has nearly the same words." in said(page)
    assert "We are a national office" not in said(page)


def test_a_change_of_a_listed_entry_is_not_compared() -> None:
    listed = factories.listed(name="Bay Council")
    factories.draft(person("bo"), name="Bay Council")
    change = factories.drafts.open_change(organization=listed, by=person("amina"))
    assert signed_in().get(at(change, "check")).context["alike"] == []


def test_a_change_that_changes_nothing_is_told_before_it_is_sent_and_after() -> None:
    organization, client = factories.listed(), signed_in()
    change = drafts.open_change(organization=organization, by=person("amina"))
    for page in (client.get(at(change, "check")), client.post(at(change, "check"), DECLARED)):
        assert "Nothing in it differs from the listed entry, so there is nothing to send." in said(page)
    change.refresh_from_db()
    assert change.state == "draft"
    factories.save(change, "where", {**factories.WHERE, "scales": ["national"]})
    assert "Nothing in it differs" not in said(client.get(at(change, "check")))
    assert client.post(at(change, "check"), DECLARED).url == at(change, "sent")
