"""Claiming an entry in pages: what is asked, what comes back, where it stands, and how a reviewer decides."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registry import mail
from registry.actions import claims, withdrawals
from registry.models import Claim, Contact, Membership, Message, Organization, Person
from tests import factories
from tests.factories import imported, join_team, person
from tests.web.joining import errors, said, signed_in

pytestmark = pytest.mark.django_db


def at(organization: Organization) -> str:
    return f"/directory/{organization.public_id_id}/claim/"


def own(claim: Claim, *below: str) -> str:
    return "/".join(["/workspace/claims", str(claim.pk), *below, ""])


def desk(claim: Claim) -> str:
    return f"/secretariat/claims/{claim.pk}/"


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.pdf", b"%PDF-1.7 invented")


def by_letter(by: str = "sam", organization: Organization | None = None) -> Claim:
    return claims.open_claim(
        organization=organization or imported(), by=person(by), evidence="letter", words="I keep it.", upload=pdf()
    )


def by_domain() -> Claim:
    return claims.open_claim(
        organization=imported(), by=person("sam"), evidence="domain", address="sam@bay.example.org"
    )


def code() -> str:
    return str(Message.objects.filter(kind="claim_code").latest("created_at").secret["code"])


# -- The public page --------------------------------------------------------------------------------------------------


def test_the_page_of_an_entry_without_team_leads_to_it_and_no_other_does(client: Client) -> None:
    organization, with_team = imported(), factories.listed()
    page = client.get(f"/directory/{organization.public_id_id}/", follow=True)
    assert "This entry was brought in from a register." in said(page)
    assert f'href="{at(organization)}"' in page.content.decode()
    assert "Claim this entry" not in said(client.get(f"/directory/{with_team.public_id_id}/", follow=True))


def test_an_entry_whose_team_is_gone_says_so(client: Client) -> None:
    organization = factories.listed()
    Membership.objects.all().delete()
    assert "Nobody looks after this entry" in said(client.get(f"/directory/{organization.public_id_id}/", follow=True))


def test_everyone_reads_what_claiming_is_and_who_is_signed_in_does_it(client: Client) -> None:
    organization = imported(type="iplc")
    page = client.get(at(organization))
    assert "An account of how I am mandated, told in words" in said(page)
    assert f"/accounts/signup/?next={at(organization)}" in page.content.decode()
    assert page.context["form"] is None
    assert signed_in("sam").get(at(organization)).context["form"] is not None


def test_minutes_are_promised_only_where_no_reviewer_reads_the_claim(client: Client) -> None:
    organization, promise = imported(), "With an address at the website it may take minutes only."
    assert promise in said(client.get(at(organization)))
    claim = by_letter(organization=organization)
    claims.approve(claim=claim, by=person("rosa"))
    claims.revoke(claim=claim, by=person("rosa"), reason="A mistake.")
    assert promise not in said(client.get(at(organization)))
    left = imported(name="Invented Reef Fund", website="https://reef.example.org")
    Organization.objects.filter(pk=left.pk).update(state="withdrawn")
    left.withdrawals.create(by=person("rosa"), erased_at=timezone.now())
    page = client.get(at(left))
    assert (page.status_code, promise in said(page)) == (200, False)


def test_an_organization_called_claim_keeps_its_own_page(client: Client) -> None:
    organization = imported(name="Claim")
    page = client.get(f"/directory/{organization.public_id_id}/", follow=True)
    assert page.redirect_chain == [(f"/directory/{organization.public_id_id}/claim-entry/", 301)]
    assert "At a glance" in said(page)


def test_what_left_is_gone_and_what_was_merged_leads_on(client: Client) -> None:
    left, merged, into = imported(), imported(), imported()
    Organization.objects.filter(pk=left.pk).update(state="withdrawn")
    Organization.objects.filter(pk=merged.pk).update(state="merged", merged_into=into)
    assert client.get(at(left)).status_code == 410
    assert client.get(at(merged)).headers["Location"] == at(into)
    written = f"{into.public_id_id[:4]}-{into.public_id_id[4:]}".upper()  # capitals alone may be the id: all digits
    assert client.get(at(into).replace(into.public_id_id, written)).headers["Location"] == at(into)
    assert signed_in("sam").post(at(left), {"evidence": "letter"}).status_code == 410


def test_an_entry_with_a_team_says_to_join_it() -> None:
    organization = factories.listed()
    assert "it cannot be claimed. Ask to join them." in said(signed_in("sam").get(at(organization)))
    assert "You belong to it, so there is nothing to claim." in said(signed_in("amina").get(at(organization)))


def test_an_entry_that_got_a_team_meanwhile_gives_back_what_was_typed() -> None:
    organization = imported()
    join_team(person("bo"), organization)
    sent = {"evidence": "link", "link": "https://bay.example.org/board", "words": "I chair it."}
    page = signed_in("sam").post(at(organization), sent)
    assert page.status_code == 409
    assert "Ask to join its team." in said(page)
    assert "I chair it." in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"evidence": ["Choose how you show it."]}),
        ({"evidence": "domain"}, {"address": ["Give your address at the website, so that we can send a code there."]}),
        (
            {"evidence": "letter", "address": "sam@bay.example.org"},
            {
                "address": ["This goes with an address at the website: choose that, or clear this field."],
                "letter": ["Choose the file of the letter. If you had chosen one, choose it again."],
            },
        ),
        ({"evidence": "link"}, {"link": ["Give the address of the page that names you."]}),
        ({"evidence": "mandate"}, {"words": ["Tell in your own words how you are mandated."]}),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(sent: dict[str, str], wrong: dict[str, list[str]]) -> None:
    page = signed_in("sam").post(at(imported(type="iplc")), {"words": "", **sent})
    assert errors(page) == wrong
    assert Claim.objects.count() == 0


@pytest.mark.parametrize(
    "address",
    ["sam@bаy.example.org", "sam@bay.example.org\nBcc: all@example.org", "sam@bay.example.org, all@example.org", "sam"],
)
def test_an_address_that_is_none_or_elsewhere_comes_back_with_why(address: str) -> None:
    page = signed_in("sam").post(at(imported()), {"evidence": "domain", "address": address, "words": "I chair it."})
    assert list(errors(page)) == ["address"]
    assert "I chair it." in page.content.decode()
    assert Message.objects.count() == 0


def test_a_file_that_is_no_letter_is_told_at_its_field() -> None:
    bad = SimpleUploadedFile("letter.pdf", b"MZ")
    page = signed_in("sam").post(at(imported()), {"evidence": "letter", "letter": bad, "words": "I chair it."})
    assert (list(errors(page)), Claim.objects.count()) == (["letter"], 0)


def test_a_claim_too_many_is_told_and_what_was_typed_stays() -> None:
    for _number in range(5):
        by_letter()
    page = signed_in("sam").post(at(imported()), {"evidence": "letter", "letter": pdf(), "words": "I chair it."})
    assert (page.status_code, "five entries within a day" in said(page)) == (429, True)
    assert "I chair it." in page.content.decode()


def test_what_was_typed_before_signing_in_is_kept(client: Client) -> None:
    organization = imported()
    answer = client.post(at(organization), {"evidence": "link", "link": "not an address", "words": "I chair it."})
    assert answer.headers["Location"] == f"/accounts/login/?next={at(organization)}"
    client.force_login(person("sam"))
    page = client.get(at(organization))
    assert list(errors(page)) == ["link"]
    assert "I chair it." in page.content.decode()


def test_a_second_claim_during_the_first_is_shown_on_the_page_of_the_first() -> None:
    claim = by_letter()
    client = signed_in("sam")
    assert client.get(at(claim.organization)).headers["Location"] == own(claim)
    sent = {"evidence": "link", "link": "https://bay.example.org/board", "words": "And this."}
    page = client.post(at(claim.organization), sent)
    assert (page.status_code, "one claim is enough" in said(page)) == (409, True)
    assert "And this." in page.content.decode()
    assert f'action="{own(claim, "evidence")}"' in page.content.decode()
    assert list(errors(client.post(at(claim.organization), {"evidence": "link"}))) == ["link"]
    assert Claim.objects.count() == 1


# -- Where it stands --------------------------------------------------------------------------------------------------


def test_by_domain_from_the_form_to_the_workspace() -> None:
    organization, client = imported(), signed_in("sam")
    page = client.post(at(organization), {"evidence": "domain", "address": "sam@bay.example.org"}, follow=True)
    claim = Claim.objects.get()
    assert page.redirect_chain == [(own(claim), 302)]
    assert "We sent a code to sam@bay.example.org . It is good for 10 minutes." in said(page)
    wrong = client.post(own(claim), {"action": "code", "code": "0"})
    assert errors(wrong) == {
        "code": ["This is not the code that we sent last. Compare it with the newest message and type it again."]
    }
    arabic = code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    right = client.post(own(claim), {"action": "code", "code": arabic})
    assert right.headers["Location"] == f"/workspace/{organization.public_id_id}/"
    assert "You look after this entry." in said(client.get(own(claim)))
    assert client.post(own(claim), {"action": "code", "code": arabic}).headers["Location"] == own(claim)


def test_a_new_code_is_asked_for_by_a_button() -> None:
    claim, client = by_domain(), signed_in("sam")
    client.get(own(claim))
    assert Message.objects.filter(kind="claim_code").count() == 1
    page = client.post(own(claim), {"action": "resend"}, follow=True)
    assert "The one before is no longer good." in said(page)
    assert Message.objects.filter(kind="claim_code").count() == 2
    for _number in range(3):
        client.post(own(claim), {"action": "resend"})
    assert "Many codes were sent within a day" in said(client.post(own(claim), {"action": "resend"}, follow=True))


def test_a_proved_address_that_others_share_waits_for_a_reviewer() -> None:
    claim = by_domain()
    imported()
    page = signed_in("sam").post(own(claim), {"code": code()}, follow=True)
    assert "A reviewer of the secretariat reads your claim." in said(page)
    assert errors(signed_in("sam").post(own(claim), {"code": ""}, follow=True)) == {}


def test_a_question_is_answered_with_what_was_given_before_at_hand() -> None:
    claim, client = by_letter(), signed_in("sam")
    claims.ask_for_more(claim=claim, by=person("rosa"), question="Who signed it?")
    assert "Who signed it?" in said(client.get(own(claim)))
    page = client.get(own(claim, "evidence"))
    assert "I keep it." in page.content.decode()
    assert "Who signed it?" in said(page)
    sent = {"evidence": "letter", "words": "I keep it. The chair signed."}
    answered = client.post(own(claim, "evidence"), sent, follow=True)
    assert "It is with your claim now." in said(answered)
    claim.refresh_from_db()
    assert (claim.state, claim.words) == ("asked", "I keep it. The chair signed.")


def test_an_answer_that_comes_too_late_comes_back() -> None:
    claim, client = by_letter(), signed_in("sam")
    claims.decline(claim=claim, by=person("rosa"), reason="It is not signed.")
    page = client.post(own(claim, "evidence"), {"evidence": "letter", "words": "The chair signed it."})
    assert (page.status_code, "its state has changed meanwhile" in said(page)) == (409, True)
    assert "The chair signed it." in page.content.decode()
    assert client.get(own(claim, "evidence")).headers["Location"] == own(claim)
    assert client.get(own(claim, "take-back")).headers["Location"] == own(claim)
    assert "It is not signed." in said(client.get(own(claim)))
    assert "no longer possible" in said(client.post(own(claim, "take-back"), follow=True))


def test_evidence_that_does_not_pass_comes_back() -> None:
    claim, client = by_letter(), signed_in("sam")
    page = client.post(own(claim, "evidence"), {"evidence": "link", "link": "nowhere", "words": "Mine."})
    assert list(errors(page)) == ["link"]
    assert "Mine." in page.content.decode()


def test_another_address_waits_for_its_code() -> None:
    claim, client = by_letter(), signed_in("sam")
    sent = {"evidence": "domain", "address": "sam@bay.example.org"}
    page = client.post(own(claim, "evidence"), sent, follow=True)
    assert "We sent a code to sam@bay.example.org" in said(page)
    assert "with your claim now" not in said(page)


def test_a_proved_address_is_not_asked_for_again() -> None:
    claim = by_domain()
    imported()
    claims.prove(claim=claim, by=person("sam"), code=code())
    client = signed_in("sam")
    page = client.get(own(claim, "evidence"))
    assert sorted(page.context["form"].fields) == ["letter", "link", "words"]
    client.post(own(claim, "evidence"), {"words": "I keep the books."})
    claim.refresh_from_db()
    assert (claim.words, claim.proved_at is not None) == ("I keep the books.", True)


def test_it_is_taken_back_by_a_button() -> None:
    claim, client = by_letter(), signed_in("sam")
    assert "The secretariat stops reading it" in said(client.get(own(claim, "take-back")))
    page = client.post(own(claim, "take-back"), follow=True)
    assert "You took this claim back" in said(page)


def test_every_end_says_what_to_do() -> None:
    claim = by_letter()
    other = by_letter("kim", claim.organization)
    claims.approve(claim=claim, by=person("rosa"))
    assert "ask to join its team" in said(signed_in("kim").get(own(other)))
    claims.revoke(claim=claim, by=person("rosa"), reason="It was not theirs.")
    words = said(signed_in("sam").get(own(claim)))
    assert "It was not theirs. You no longer belong to the team of this entry." in words
    Claim.objects.update(words="", letter=None, reason="", rule="claim_never_proved", state="withdrawn")
    words = said(signed_in("sam").get(own(claim)))
    assert "The code was not typed in, so the claim was closed." in words
    assert "What was written in this claim has been deleted." in words


def test_a_claim_is_for_its_claimant_alone(client: Client) -> None:
    claim = by_letter()
    for address in (own(claim), own(claim, "evidence"), own(claim, "take-back")):
        assert client.get(address).headers["Location"] == f"/accounts/login/?next={address}"
        assert signed_in("kim").get(address).status_code == 404
        assert signed_in("rosa").post(address).status_code == 404


def test_a_letter_is_seen_by_its_claimant_and_the_staff_not_by_a_team() -> None:
    claim = by_letter()
    join_team(person("bo"), claim.organization)
    address = f"/files/{claim.letter_id}/"
    seen = {name: signed_in(name).get(address).status_code for name in ("sam", "rosa", "bo", "kim")}
    assert seen == {"sam": 200, "rosa": 200, "bo": 404, "kim": 404}


def test_the_workspace_lists_open_claims(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    organization = imported(name="Delta Trust")
    claim, client = by_letter(organization=organization), signed_in("sam")
    client.get("/workspace/")
    counts = []
    for _round in range(2):
        with django_assert_num_queries(5):
            page = client.get("/workspace/")
        counts.append(page.content.decode().count("/workspace/claims/"))
        for _number in range(2):
            by_letter()
    assert counts == [1, 3]
    assert f'href="{own(claim)}"' in page.content.decode()
    assert "Delta Trust" in said(page)
    Organization.objects.filter(pk=organization.pk).update(state="withdrawn")
    organization.listing.delete()
    assert organization.public_id_id in said(client.get("/workspace/"))
    claims.take_back(claim=claim, by=person("sam"))
    assert f'href="{own(claim)}"' not in client.get("/workspace/").content.decode()


# -- At the desk ------------------------------------------------------------------------------------------------------


def decide(client: Client, claim: Claim, decision: str, note: str = "") -> Any:
    claim.refresh_from_db()
    sent = {"decision": decision, "note": note, "seen": claim.state_since.isoformat()}
    return client.post(desk(claim), sent, follow=True)


def test_the_cases_lead_to_the_claim_and_have_no_button_for_it() -> None:
    claim, client = by_letter(), signed_in("rosa")
    page = client.get("/secretariat/cases/").content.decode()
    assert f'href="{desk(claim)}"' in page
    assert "/settle/" not in page
    settled = client.post(
        f"/secretariat/cases/{person('sam') and claim.organization.cases.get().pk}/settle/", follow=True
    )
    assert "Decide the claim" in said(settled)


def test_a_reviewer_reads_who_claims_what_and_what_the_entry_says() -> None:
    organization = imported(name="Delta Trust")
    claim = by_letter(organization=organization)
    by_letter("kim", organization)
    words = said(signed_in("rosa").get(desk(claim)))
    for part in (
        "Delta Trust",
        "Sam",
        "sam@people.example.org",
        "I keep it.",
        "https://bay.example.org",
        "none on file",
        "Kim",
    ):
        assert part in words
    assert "No other entry has it." in words


def test_the_page_of_a_claim_costs_the_same_whatever_else_is_claimed(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    claim, client = by_letter(), signed_in("rosa")
    client.get(desk(claim))
    for names in (("kim",), ("lee", "noor", "max")):
        for name in names:
            by_letter(name, claim.organization)
        with django_assert_num_queries(9):
            client.get(desk(claim))


def test_a_reviewer_asks_declines_approves_and_revokes() -> None:
    claim, client = by_letter(), signed_in("rosa")
    assert "Write what you ask for" in said(decide(client, claim, "ask"))
    assert "Your question is on its way." in said(decide(client, claim, "ask", "Who signed it?"))
    page = said(decide(client, claim, "approve", "The seal is theirs."))
    assert "Approved." in page
    assert "The seal is theirs." in page
    assert "Revoked." in said(decide(client, claim, "revoke", "It was not theirs."))
    other = by_letter()
    page = decide(client, other, "decline", "Not signed.")
    assert "Declined. The claimant was told why." in said(page)
    assert "Not signed." in said(page)


def test_what_was_written_with_a_refused_decision_comes_back() -> None:
    claim, client = by_letter(), signed_in("rosa")
    sent = {"decision": "decline", "note": "Not signed.", "seen": claim.state_since.isoformat()}
    claims.give_evidence(claim=claim, by=person("sam"), evidence="letter", words="Signed by the chair.")
    page = client.post(desk(claim), sent)
    assert (page.status_code, "sent it again since you opened the page" in said(page)) == (409, True)
    assert "Not signed." in page.content.decode()
    assert "Signed by the chair." in said(page)
    claims.take_back(claim=claim, by=person("sam"))
    gone = client.post(desk(claim), sent)
    assert (gone.status_code, "Nothing of it was sent. Not signed." in said(gone)) == (409, True)


def test_what_cannot_be_approved_says_why() -> None:
    claim, client = by_domain(), signed_in("rosa")
    page = client.get(desk(claim))
    assert "There is nothing to approve." in said(page)
    assert 'value="approve"' not in page.content.decode()
    letter = by_letter("kim")
    join_team(person("bo"), letter.organization)
    assert "say to ask to join the team" in said(client.get(desk(letter)))
    left = by_letter("lee")
    Organization.objects.filter(pk=left.organization_id).update(state="withdrawn")
    page = client.get(desk(left))
    assert "The entry is not listed any more" in said(page)
    assert 'value="approve"' not in page.content.decode()


def test_ones_own_claim_is_for_another_reviewer() -> None:
    claim = by_letter("rosa")
    page = signed_in("rosa").get(desk(claim))
    assert "another reviewer has to decide it" in said(page)
    assert 'name="decision"' not in page.content.decode()
    assert decide(signed_in("rosa"), claim, "approve").status_code == 409


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-13-45T00:00:00Z"])
def test_a_decision_on_what_was_not_read_is_none(seen: str) -> None:
    claim = by_letter()
    page = signed_in("rosa").post(desk(claim), {"decision": "decline", "note": "No.", "seen": seen})
    assert (page.status_code, "Read the page below again" in said(page)) == (200, True)
    claim.refresh_from_db()
    assert claim.state == "asked"


def test_what_is_no_decision_and_what_is_no_claim() -> None:
    claim = by_letter()
    assert decide(signed_in("rosa"), claim, "merge").status_code == 404
    assert signed_in("rosa").get(f"/secretariat/claims/{claim.organization_id}/").status_code == 404


def test_rules_that_decided_are_named() -> None:
    claim = by_domain()
    other = by_letter("kim", claim.organization)
    claims.prove(claim=claim, by=person("sam"), code=code())
    client = signed_in("rosa")
    assert "an address at the website’s own domain is enough" in said(client.get(desk(claim)))
    assert "another claim was approved" in said(client.get(desk(other)))


MAIN_IS_TOLD = "Whoever is on file as the main contact is told, and may object."


def test_the_desk_and_the_claimant_read_the_same_of_a_claim_that_waits_for_its_code() -> None:
    waits = by_domain()
    other = by_letter("kim", waits.organization)
    rosa = signed_in("rosa")
    assert "Waiting for the code" in said(signed_in("sam").get(own(waits)))
    page = said(rosa.get(desk(other)))
    assert "Waiting for the code" in page.partition("Other claims")[2]
    assert "Waiting for the secretariat" in page.partition("Other claims")[0]
    assert "Waiting for the code" in said(rosa.get(desk(waits)))
    claims.take_back(claim=waits, by=person("sam"))
    assert "Waiting for the code" not in said(rosa.get(desk(other)))


def test_who_left_so_long_ago_that_its_team_was_erased_comes_back_by_a_claim(client: Client) -> None:
    left = factories.listed(name="Invented Bay Council")
    withdrawals.withdraw(organization=left, by=person("amina"))
    assert "claim/" not in client.get(f"/directory/{left.public_id_id}/").content.decode()
    left.withdrawals.update(erased_at=timezone.now())
    left.memberships.all().delete()

    gone = client.get(f"/directory/{left.public_id_id}/")
    assert (gone.status_code, at(left) in gone.content.decode()) == (410, True)
    asked = signed_in("sam")
    page = asked.get(at(left))
    assert (page.status_code, "Invented Bay" in page.content.decode()) == (200, False)
    assert "Nobody looks after this entry at the moment." in said(page)
    assert "public records" not in said(page)
    assert MAIN_IS_TOLD in said(page)
    Contact.objects.filter(organization=left).update(name="", email="", phone="", erased_at=timezone.now())
    assert MAIN_IS_TOLD not in said(asked.get(at(left)))
    answer = asked.post(at(left), {"evidence": "link", "link": "https://bay.example.org/team"})
    assert answer.status_code == 302
    assert "none on file" in said(signed_in("rosa").get(desk(Claim.objects.get())))
    decided = decide(signed_in("rosa"), Claim.objects.get(), "approve")
    assert "The claimant is the owner of the entry now" in said(decided)
    assert Membership.objects.get(organization=left).person == person("sam")

    letter = mail.compose(Message.objects.get(kind="claim_answered", context__answer="approved"))
    assert "it was written before you took it over" in " ".join(str(letter.body).split())
    assert "the entry of \u2068Invented Bay Council\u2069 as its owner" in str(letter.body)
    assert "was erased. What the organization said of itself is still here: one click lists it again." in letter.body
    assert left.public_id_id not in str(letter.body).partition("http")[0]
    assert "public records" not in str(letter.body)
    words = said(asked.get(f"/workspace/{left.public_id_id}/"))
    assert re.search(r"Contacts( Change)? Nothing here yet", words)
    assert "The personal data that we held for it was erased" in words
    assert "may return with it until" not in words
    back = f"/workspace/{left.public_id_id}/withdraw/"
    assert "one click lists it again" in said(asked.get(back))
    asked.post(back, {"back": "yes"})
    assert client.get(f"/directory/{left.public_id_id}/", follow=True).status_code == 200
    assert "A main contact is missing" in said(asked.get(f"/workspace/{left.public_id_id}/"))


def test_a_desk_with_a_region_is_told_that_another_decides_and_keeps_what_it_wrote(client: Client) -> None:
    claim = by_letter()
    Person.objects.filter(pk=person("rosa").pk).update(desk_region="019")
    client.force_login(person("rosa"))
    assert "Your desk decides on another region." in said(client.get(desk(claim)))
    sent = {"decision": "decline", "note": "Not yours.", "seen": claim.state_since.isoformat()}
    answer = client.post(desk(claim), sent)
    assert (answer.status_code, "Not yours." in said(answer)) == (409, True)
    claim.refresh_from_db()
    assert claim.state == "asked"
