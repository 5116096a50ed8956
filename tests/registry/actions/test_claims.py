"""Claims: who may claim what, what shows it, who decides, and what goes with a decision."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings

from registry import mail
from registry.actions import (
    attachments,
    cases,
    claim_codes,
    claims,
    drafts,
    invitations,
    networks,
    old_claims,
    relations,
    submissions,
)
from registry.entry.document import read
from registry.errors import (
    AddressElsewhere,
    AlreadyDecided,
    ClaimOpen,
    ClaimUndecided,
    CodeSpent,
    CodeWrong,
    EvidenceNeeded,
    FileRefused,
    HasTeam,
    IllegalMove,
    LinkInvalid,
    NotAllowed,
    NotProved,
    OtherRegion,
    OwnClaim,
    ReasonNeeded,
    SentAgain,
    TakenBack,
    TooMany,
)
from registry.models import (
    Attachment,
    Case,
    Claim,
    Contact,
    DataVersion,
    Membership,
    Message,
    Organization,
    OrganizationContact,
    Person,
    Submission,
)
from registry.queries import claims as queries
from registry.states import ClaimState
from tests import factories
from tests.factories import imported, join_team, person

pytestmark = pytest.mark.django_db


def pdf(content: bytes = b"%PDF-1.7 invented") -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.pdf", content)


def by_domain(by: str = "sam", organization: Organization | None = None, address: str = "") -> Claim:
    return claims.open_claim(
        organization=organization or imported(),
        by=person(by),
        evidence="domain",
        address=address or f"{by}@bay.example.org",
    )


def by_letter(by: str = "sam", organization: Organization | None = None) -> Claim:
    return claims.open_claim(
        organization=organization or imported(), by=person(by), evidence="letter", words="I keep it.", upload=pdf()
    )


def code_of(claim: Claim) -> str:
    """The code that was sent last; no worker runs here, so the message still holds it."""
    sent = Message.objects.filter(kind="claim_code", context__claim=str(claim.pk)).latest("created_at", "pk")
    return str(sent.secret["code"])


def prove(claim: Claim) -> Claim:
    return claims.prove(claim=claim, by=claim.person, code=code_of(claim))  # type: ignore[arg-type]


def answers(claim: Claim) -> list[str]:
    """What the claimant was told, in order."""
    told = Message.objects.filter(kind="claim_answered", person=claim.person, context__claim=str(claim.pk))
    return [str(one.context["answer"]) for one in told.order_by("created_at", "pk")]


def open_cases(kind: str = "claim") -> int:
    return Case.objects.filter(kind=kind, state="open").count()


def owners(organization: Organization) -> list[Person]:
    return [one.person for one in Membership.objects.filter(organization=organization, role="owner")]


# -- Claiming ---------------------------------------------------------------------------------------------------------


def test_a_claim_opens_a_case_and_tells_the_reviewers() -> None:
    rosa, ravi = person("rosa"), person("ravi")
    claim = by_letter()
    case = Case.objects.get()
    assert (claim.state, claim.words, claim.letter.personal) == ("asked", "I keep it.", True)  # type: ignore[union-attr]
    assert (case.kind, case.organization, case.person) == ("claim", claim.organization, person("sam"))
    told = Message.objects.filter(kind="case_opened")
    assert {one.person for one in told} == {rosa, ravi, person("ada")}
    assert {one.context["claim"] for one in told} == {str(claim.pk)}


def test_nobody_is_told_of_an_address_that_is_not_proved_yet() -> None:
    person("rosa")
    by_domain()
    assert (open_cases(), Message.objects.filter(kind="case_opened").count()) == (1, 0)


@pytest.mark.parametrize("state", ["pending", "withdrawn", "refused"])
def test_only_what_is_listed_can_be_claimed(state: str) -> None:
    organization = imported()
    Organization.objects.filter(pk=organization.pk).update(state=state)
    with pytest.raises(IllegalMove):
        by_letter(organization=organization)
    assert Claim.objects.count() == Case.objects.count() == Attachment.objects.count() == 0


def test_an_entry_with_a_team_is_not_claimed_even_if_it_was_imported() -> None:
    organization = imported()
    join_team(person("bo"), organization)
    with pytest.raises(HasTeam, match="Ask to join its team"):
        by_letter(organization=organization)


def test_sent_twice_it_is_one_claim_and_another_goes_to_the_first() -> None:
    claim = by_letter()
    again = claims.open_claim(
        organization=claim.organization, by=person("sam"), evidence="letter", words="I keep it.", upload=pdf()
    )
    assert again == claim
    with pytest.raises(ClaimOpen):
        claims.open_claim(organization=claim.organization, by=person("sam"), evidence="letter", words="Or so.")
    assert (Claim.objects.count(), open_cases(), Attachment.objects.count()) == (1, 1, 1)


def test_two_people_may_claim_one_entry() -> None:
    first = by_letter("sam")
    second = by_letter("kim", first.organization)
    assert (first.letter_id != second.letter_id, open_cases()) == (True, 2)


@pytest.mark.parametrize(
    ("type", "given"),
    [
        ("ngo", {"evidence": "letter"}),
        ("ngo", {"evidence": "link"}),
        ("ngo", {"evidence": "mandate", "words": "By custom."}),  # for indigenous peoples and local communities alone
        ("iplc", {"evidence": "mandate"}),
        ("ngo", {"evidence": "looks"}),
    ],
)
def test_a_claim_without_its_evidence_is_none(type: str, given: dict[str, str]) -> None:
    with pytest.raises(EvidenceNeeded):
        claims.open_claim(organization=imported(type=type), by=person("sam"), **given)
    assert Claim.objects.count() == 0


def test_a_mandate_is_told_and_a_link_is_named() -> None:
    told = claims.open_claim(
        organization=imported(type="iplc"), by=person("sam"), evidence="mandate", words="The elders gave it in 2020."
    )
    linked = claims.open_claim(
        organization=imported(), by=person("sam"), evidence="link", link="https://bay.example.org/board"
    )
    assert (told.words, linked.link) == ("The elders gave it in 2020.", "https://bay.example.org/board")


def test_a_file_that_is_no_letter_is_refused_and_nothing_is_left() -> None:
    with pytest.raises(FileRefused):
        claims.open_claim(
            organization=imported(), by=person("sam"), evidence="letter", upload=SimpleUploadedFile("a.pdf", b"MZ")
        )
    assert Claim.objects.count() == Case.objects.count() == Attachment.objects.count() == 0


def test_five_claims_a_day() -> None:
    for _number in range(5):
        by_letter()
    with pytest.raises(TooMany, match="five entries within a day"):
        by_letter()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1, minutes=1)):
        by_letter()


# -- An address at the website ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["sam@bay.example.org", "sam@BAY.Example.ORG", "sam@example.org"])
def test_an_address_at_the_website_is_enough_by_itself(address: str) -> None:
    claim = by_domain(address=address)
    assert claim.code_sent_at is not None
    assert code_of(claim).replace("-", "") not in claim.code
    proved = prove(claim)
    assert (proved.state, proved.rule, proved.decided_by, proved.code) == ("approved", "claim_by_domain", None, "")
    assert owners(claim.organization) == [person("sam")]
    assert (answers(claim), open_cases()) == (["approved"], 0)


@pytest.mark.parametrize(
    "address",
    [
        "sam@bаy.example.org",  # a Cyrillic а
        "sam@exаmple.org",
        "sam@bay.example.org.evil.example",
        "sam@notbay-example.org",
        "sam@mail.bay.example.org",
        "sam@gmail.com",
        "sam@org",
        "sam",
        "",
    ],
)
def test_an_address_that_only_looks_the_same_is_none(address: str) -> None:
    with pytest.raises(AddressElsewhere):
        claims.open_claim(organization=imported(), by=person("sam"), evidence="domain", address=address)
    assert Message.objects.count() == 0


def test_the_code_goes_to_the_very_host_that_was_compared() -> None:
    organization = imported(website="https://strasse.example")
    claim = by_domain(organization=organization, address="sam@STRAẞE.example")
    assert claim.address == "sam@strasse.example"
    assert Message.objects.get().address == "sam@strasse.example"


def test_an_entry_without_a_website_of_its_own_has_no_such_address() -> None:
    for website in ("", "https://www.facebook.com/bay"):
        with pytest.raises(EvidenceNeeded):
            by_domain(organization=imported(website=website), address="sam@facebook.com")


def share(website: str, state: str) -> None:
    """Somebody else has the same domain: a listed entry, one that left, or a registration."""
    if state == "draft":
        factories.draft(person("amina"), website=website)
        return
    Organization.objects.filter(pk=imported(website=website).pk).update(state=state)


@pytest.mark.parametrize("website", ["https://www.bay.example.org/about", "https://reef.example.org"])
@pytest.mark.parametrize("state", ["listed", "withdrawn", "draft"])
def test_where_others_have_the_domain_a_reviewer_reads_it(website: str, state: str) -> None:
    person("rosa")
    claim = by_domain()
    share(website, state)
    assert prove(claim).state == "asked"
    assert (owners(claim.organization), open_cases()) == ([], 1)
    assert Message.objects.filter(kind="case_opened").count() == Person.objects.staff().count()
    assert claims.approve(claim=claim, by=person("rosa")).rule == ""
    assert owners(claim.organization) == [person("sam")]


def test_where_the_site_does_not_allow_it_a_reviewer_reads_it(settings: Settings) -> None:
    settings.CLAIM_BY_DOMAIN = False
    claim = prove(by_domain())
    assert (claim.state, claim.proved_at is not None, owners(claim.organization)) == ("asked", True, [])


def test_the_host_of_many_offices_is_not_enough() -> None:
    organization = imported(website="https://environment.ec.europa.eu")
    claim = prove(by_domain(organization=organization, address="sam@europa.eu"))
    assert (claim.state, queries.home_of(organization).is_enough) == ("asked", False)


def test_a_change_of_the_same_entry_is_nobody_else() -> None:
    organization = factories.listed()
    assert queries.home_of(organization).is_enough is True


# -- The code ---------------------------------------------------------------------------------------------------------


def test_a_code_is_taken_however_it_is_written() -> None:
    claim = by_domain()
    spaced = " ".join(code_of(claim).replace("-", ""))
    assert claims.prove(claim=claim, by=person("sam"), code=spaced).state == "approved"


def test_a_code_is_good_for_ten_minutes() -> None:
    claim = by_domain()
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=11)), pytest.raises(CodeSpent):
        prove(claim)


def test_a_code_has_five_tries_and_then_even_the_right_one_is_spent() -> None:
    claim = by_domain()
    refusals: list[Any] = []
    for _number in range(6):
        with pytest.raises((CodeWrong, CodeSpent)) as refused:
            claims.prove(claim=claim, by=person("sam"), code="no code")
        refusals.append(refused.type)
    assert refusals == [CodeWrong] * 4 + [CodeSpent] * 2
    with pytest.raises(CodeSpent):
        prove(claim)
    claims.send_code(claim=claim, by=person("sam"))
    assert prove(claim).state == "approved"


def test_a_new_code_ends_the_one_before() -> None:
    claim = by_domain()
    before = code_of(claim)
    claims.send_code(claim=claim, by=person("sam"))
    if code_of(claim) != before:
        with pytest.raises(CodeWrong):
            claims.prove(claim=claim, by=person("sam"), code=before)


def test_a_code_is_for_one_claim_and_its_claimant() -> None:
    first = by_domain("sam")
    second = by_domain("kim", first.organization)
    with pytest.raises(NotAllowed):
        claims.prove(claim=first, by=person("kim"), code=code_of(first))
    if code_of(first) != code_of(second):
        with pytest.raises(CodeWrong):
            claims.prove(claim=second, by=person("kim"), code=code_of(first))


def test_five_codes_a_day_to_one_address_whoever_asks() -> None:
    claim = by_domain("sam", address="office@bay.example.org")
    for _number in range(3):
        claims.send_code(claim=claim, by=person("sam"))
    other = by_domain("kim", claim.organization, "OFFICE@bay.example.org")
    for refused, by in ((claim, "sam"), (other, "kim")):
        with pytest.raises(TooMany, match="Use the newest message"):
            claims.send_code(claim=refused, by=person(by))
    assert Message.objects.filter(kind="claim_code").count() == 5
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1, minutes=1)):
        claims.send_code(claim=claim, by=person("sam"))


def test_five_codes_a_day_for_one_claim_and_ten_for_one_person_whatever_the_address() -> None:
    for name in ("a", "b"):
        claim = by_domain(address=f"{name}@bay.example.org")
        for number in range(1, claim_codes.FOR_A_CLAIM):
            claims.give_evidence(
                claim=claim, by=person("sam"), evidence="domain", address=f"{name}{number}@bay.example.org"
            )
        with pytest.raises(TooMany):
            claims.give_evidence(claim=claim, by=person("sam"), evidence="domain", address=f"{name}@bay.example.org")
        claim.refresh_from_db()
        assert claim.address == f"{name}4@bay.example.org"
    with pytest.raises(TooMany):
        by_domain(address="c@bay.example.org")
    assert (Claim.objects.count(), Message.objects.count()) == (2, 10)


def test_no_code_goes_where_none_is_waited_for() -> None:
    with pytest.raises(IllegalMove):
        claims.send_code(claim=by_letter(), by=person("sam"))
    claim = by_letter("kim")
    with pytest.raises(IllegalMove):
        claims.prove(claim=claim, by=person("kim"), code="1")


def test_a_website_that_moved_meanwhile_is_asked_for_again() -> None:
    claim = by_domain()
    Organization.objects.filter(pk=claim.organization_id).update(web_domain="reef.example.com")
    for act in (lambda: claims.send_code(claim=claim, by=person("sam")), lambda: prove(claim)):
        with pytest.raises(AddressElsewhere):
            act()
    assert owners(claim.organization) == []


def test_an_entry_that_got_a_team_meanwhile_is_not_given_away() -> None:
    claim = by_domain()
    join_team(person("bo"), claim.organization, "owner")
    assert prove(claim).state == "asked"
    assert owners(claim.organization) == [person("bo")]
    with pytest.raises(HasTeam):
        claims.approve(claim=claim, by=person("rosa"))


# -- More evidence, answers, and taking back --------------------------------------------------------------------------


def test_another_way_takes_the_place_of_the_first_and_is_told() -> None:
    person("rosa")
    claim = by_domain()
    claims.give_evidence(claim=claim, by=person("sam"), evidence="letter", upload=pdf())
    claim.refresh_from_db()
    assert (claim.evidence, claim.state) == ("letter", "asked")
    assert Message.objects.filter(kind="case_opened").count() == Person.objects.staff().count()
    claims.approve(claim=claim, by=person("rosa"))


def test_a_letter_takes_the_place_of_the_letter_before() -> None:
    claim = by_letter()
    before = claim.letter
    claims.give_evidence(claim=claim, by=person("sam"), evidence="letter", upload=pdf(b"%PDF-1.7 another"))
    claims.give_evidence(claim=claim, by=person("sam"), evidence="letter", words="And this.")
    [kept] = Attachment.objects.all()
    claim.refresh_from_db()
    assert (claim.letter, claim.words, kept != before) == (kept, "And this.", True)


def test_what_is_added_to_what_waits_is_not_told_again() -> None:
    person("rosa")
    claim = by_letter()
    told = Message.objects.count()
    claims.give_evidence(claim=claim, by=person("sam"), evidence="link", link="https://bay.example.org/board")
    assert Message.objects.count() == told


def test_a_question_is_answered_and_the_claim_waits_again() -> None:
    rosa = person("rosa")
    claim = by_letter()
    claims.ask_for_more(claim=claim, by=rosa, question="Who signed it?")
    claim.refresh_from_db()
    assert (claim.state, claim.question, answers(claim), open_cases()) == (
        "more_asked",
        "Who signed it?",
        ["more_asked"],
        1,
    )
    with pytest.raises(IllegalMove):
        claims.ask_for_more(claim=claim, by=rosa, question="And when?")
    Message.objects.all().delete()
    claims.give_evidence(claim=claim, by=person("sam"), evidence="letter", words="The chair did.")
    claim.refresh_from_db()
    assert (claim.state, claim.words, claim.question) == ("asked", "The chair did.", "Who signed it?")
    assert Message.objects.filter(kind="case_opened", person=rosa).count() == 1


def test_a_proved_address_stays_what_counts() -> None:
    share("https://bay.example.org", "listed")
    claim = prove(by_domain())
    claims.ask_for_more(claim=claim, by=person("rosa"), question="What do you do there?")
    claims.give_evidence(claim=claim, by=person("sam"), evidence="domain", words="I keep the books.")
    claim.refresh_from_db()
    assert (claim.state, claim.evidence, claim.address) == ("asked", "domain", "sam@bay.example.org")
    assert claim.proved_at is not None


def test_an_answer_by_another_address_waits_for_its_code() -> None:
    claim = by_letter()
    claims.ask_for_more(claim=claim, by=person("rosa"), question="Have you an address there?")
    claims.give_evidence(claim=claim, by=person("sam"), evidence="domain", address="sam@bay.example.org")
    claim.refresh_from_db()
    assert (claim.state, claims.waits_for_code(claim), claims.is_unproved(claim)) == ("more_asked", True, False)
    assert prove(claim).state == "approved"


def test_only_the_claimant_adds_and_takes_back() -> None:
    claim = by_letter()
    for act in (
        lambda: claims.give_evidence(claim=claim, by=person("kim"), evidence="letter", upload=pdf()),
        lambda: claims.take_back(claim=claim, by=person("kim")),
        lambda: claims.send_code(claim=claim, by=person("rosa")),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_claim_is_taken_back_and_made_again() -> None:
    claim = by_letter()
    claims.take_back(claim=claim, by=person("sam"))
    claim.refresh_from_db()
    assert (claim.state, open_cases()) == ("withdrawn", 0)
    with pytest.raises(IllegalMove):
        claims.take_back(claim=claim, by=person("sam"))
    with pytest.raises(TakenBack):
        claims.approve(claim=claim, by=person("rosa"))
    assert by_letter(organization=claim.organization).pk != claim.pk


# -- Deciding ---------------------------------------------------------------------------------------------------------


def test_approval_makes_the_claimant_the_owner_and_the_page_anew() -> None:
    claim = by_letter()
    before = DataVersion.objects.get().version
    approved = claims.approve(claim=claim, by=person("rosa"), note="Welcome to your entry.")
    assert (approved.state, approved.decided_by, approved.rule) == ("approved", person("rosa"), "")
    letter = mail.compose(Message.objects.get(kind="claim_answered", context__answer="approved"))
    assert "The secretariat writes:\n\nWelcome to your entry." in letter.body
    assert owners(claim.organization) == [person("sam")]
    assert (answers(claim), open_cases()) == (["approved"], 0)
    assert Case.objects.get().settled_by == person("rosa")
    assert DataVersion.objects.get().version > before


def test_approval_closes_what_others_claim_and_tells_them_to_join_the_team() -> None:
    claim = by_letter("sam")
    other = by_letter("kim", claim.organization)
    elsewhere = by_letter("kim")
    claims.approve(claim=claim, by=person("rosa"))
    other.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (other.state, other.rule, other.decided_by) == ("declined", "another_claim_approved", person("rosa"))
    assert (answers(other), elsewhere.state, open_cases()) == (["closed"], "asked", 1)
    with pytest.raises(AlreadyDecided):
        claims.approve(claim=other, by=person("rosa"))


def test_approval_settles_the_case_of_a_team_without_owner() -> None:
    claim = by_letter()
    cases.open_case(kind="team_without_owner", organization=claim.organization)
    claims.approve(claim=claim, by=person("rosa"))
    assert open_cases("team_without_owner") == 0


def contact(organization: Organization, email: str, language: str = "fr", role: str = "main") -> None:
    row = Contact.objects.create(organization=organization, name="Invented", email=email)
    OrganizationContact.objects.create(
        organization=organization, role=role, kind="mailbox", language=language, contact=row
    )


@pytest.mark.parametrize(("tag", "language"), [("fr", "fr"), ("zh-Hant", "zh-hans"), ("sw", "en"), ("und", "en")])
def test_the_main_contact_on_file_is_told_and_nobody_else(tag: str, language: str) -> None:
    claim = by_letter()
    contact(claim.organization, "office@bay.example.org", tag)
    contact(claim.organization, "", tag)
    contact(claim.organization, "other@bay.example.org", tag, "technical")
    claims.approve(claim=claim, by=person("rosa"))
    told = Message.objects.get(kind="claim_answered", person=None)
    assert (told.address, told.language, told.context["answer"]) == ("office@bay.example.org", language, "looked_after")


@pytest.mark.parametrize("address", ["sam@people.example.org", "Sam@bay.example.org"])
def test_a_main_contact_who_claimed_it_is_told_once(address: str) -> None:
    claim = by_domain()
    contact(claim.organization, address)
    prove(claim)
    assert Message.objects.filter(kind="claim_answered").count() == 1


def test_an_address_that_is_not_proved_is_not_approved_but_may_be_declined() -> None:
    claim = by_domain()
    with pytest.raises(NotProved):
        claims.approve(claim=claim, by=person("rosa"))
    claims.decline(claim=claim, by=person("rosa"), reason="Write from the office.")
    claim.refresh_from_db()
    assert (claim.state, claim.reason, answers(claim), open_cases()) == (
        "declined",
        "Write from the office.",
        ["declined"],
        0,
    )


def test_nobody_decides_their_own_claim() -> None:
    claim = by_letter("rosa")
    assert Message.objects.filter(kind="case_opened", person=person("rosa")).count() == 0
    for act in (
        lambda: claims.approve(claim=claim, by=person("rosa")),
        lambda: claims.decline(claim=claim, by=person("rosa"), reason="No."),
        lambda: claims.ask_for_more(claim=claim, by=person("rosa"), question="Me?"),
        lambda: claims.revoke(claim=claim, by=person("rosa"), reason="No."),
    ):
        with pytest.raises(OwnClaim):
            act()
    claims.approve(claim=claim, by=person("ravi"))
    assert owners(claim.organization) == [person("rosa")]


def test_a_desk_with_a_region_decides_on_claims_of_what_is_there() -> None:
    here, elsewhere = by_letter("sam"), by_letter("sam")
    Person.objects.filter(pk=person("rosa").pk).update(desk_region="019")
    for act in (
        lambda: claims.approve(claim=elsewhere, by=person("rosa")),
        lambda: claims.decline(claim=elsewhere, by=person("rosa"), reason="No."),
        lambda: claims.ask_for_more(claim=elsewhere, by=person("rosa"), question="Who?"),
        lambda: claims.revoke(claim=elsewhere, by=person("rosa"), reason="No."),
    ):
        with pytest.raises(OtherRegion):
            act()
    Person.objects.filter(pk=person("rosa").pk).update(desk_region="002")
    claims.approve(claim=here, by=person("rosa"))
    assert owners(here.organization) == [person("sam")]


def test_only_reviewers_decide() -> None:
    claim = by_letter()
    for act in (
        lambda: claims.approve(claim=claim, by=person("kim")),
        lambda: claims.decline(claim=claim, by=person("kim"), reason="No."),
        lambda: claims.ask_for_more(claim=claim, by=person("kim"), question="Who?"),
        lambda: claims.revoke(claim=claim, by=person("kim"), reason="No."),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_question_a_refusal_and_a_revocation_say_why() -> None:
    claim, rosa = by_letter(), person("rosa")
    with pytest.raises(ReasonNeeded):
        claims.ask_for_more(claim=claim, by=rosa, question=" ")
    with pytest.raises(ReasonNeeded):
        claims.decline(claim=claim, by=rosa, reason="")
    claims.approve(claim=claim, by=rosa)
    with pytest.raises(ReasonNeeded):
        claims.revoke(claim=claim, by=rosa, reason="\n")


def test_what_was_changed_after_it_was_read_is_not_decided() -> None:
    claim = by_letter()
    seen = claim.state_since
    claims.give_evidence(claim=claim, by=person("sam"), evidence="letter", words="Another thing.")
    with pytest.raises(SentAgain):
        claims.approve(claim=claim, by=person("rosa"), seen=seen)
    claim.refresh_from_db()
    claims.approve(claim=claim, by=person("rosa"), seen=claim.state_since)


def test_an_entry_that_left_and_a_claimant_who_may_not_sign_in_get_nothing() -> None:
    claim = by_letter()
    person("sam")
    Person.objects.filter(pk=person("sam").pk).update(is_active=False)
    with pytest.raises(IllegalMove):
        claims.approve(claim=claim, by=person("rosa"))
    other = by_letter("kim")
    Organization.objects.filter(pk=other.organization_id).update(state="withdrawn")
    with pytest.raises(IllegalMove):
        claims.approve(claim=other, by=person("rosa"))


def test_the_claim_of_somebody_who_is_gone_can_still_be_declined() -> None:
    claim = by_letter()
    Claim.objects.filter(pk=claim.pk).update(person=None)
    with pytest.raises(IllegalMove):
        claims.approve(claim=claim, by=person("rosa"))
    claims.decline(claim=claim, by=person("rosa"), reason="Nobody is there.")
    assert Message.objects.filter(kind="claim_answered").count() == 0


def test_the_case_of_an_open_claim_is_settled_by_the_decision_alone() -> None:
    by_letter()
    with pytest.raises(ClaimUndecided):
        cases.settle_case(case=Case.objects.get(), by=person("rosa"))


# -- Revoking ---------------------------------------------------------------------------------------------------------


def test_revoking_takes_the_membership_and_opens_a_case() -> None:
    claim = by_letter()
    claims.approve(claim=claim, by=person("rosa"))
    before = DataVersion.objects.get().version
    Message.objects.all().delete()
    claims.revoke(claim=claim, by=person("ravi"), reason="The letter was not theirs.")
    claim.refresh_from_db()
    assert (claim.state, claim.reason, claim.decided_by) == ("revoked", "The letter was not theirs.", person("ravi"))
    assert Membership.objects.count() == 0
    assert (answers(claim), open_cases("team_without_owner")) == (["revoked"], 1)
    assert Message.objects.filter(kind="case_opened").count() == Person.objects.staff().count()
    assert DataVersion.objects.get().version > before
    with pytest.raises(IllegalMove):
        claims.revoke(claim=claim, by=person("ravi"), reason="Again.")


def test_revoking_leaves_the_rest_of_a_team_with_its_owner() -> None:
    claim = by_letter()
    claims.approve(claim=claim, by=person("rosa"))
    join_team(person("bo"), claim.organization, "owner")
    claims.revoke(claim=claim, by=person("rosa"), reason="They left.")
    assert (owners(claim.organization), open_cases("team_without_owner")) == ([person("bo")], 0)


def held() -> Claim:
    """A claim of Sam's that was approved."""
    claim = by_letter()
    return claims.approve(claim=claim, by=person("rosa"))


def revoke(claim: Claim) -> Claim:
    return claims.revoke(claim=claim, by=person("ravi"), reason="The letter was not theirs.")


def changed(organization: Organization, by: str = "sam") -> Submission:
    """A change in which somebody calls the organization something else."""
    change = drafts.open_change(organization=organization, by=person(by))
    factories.save(change, "where", {**factories.WHERE, "base_place": "Fraud Inc"}, person(by))
    return change


@pytest.mark.parametrize("name", ["sam", "kim"])
def test_nobody_takes_a_revoked_entry_back_by_a_link_of_the_claimants(name: str) -> None:
    claim = held()
    change = changed(claim.organization)
    link = invitations.pass_draft(submission=change, to="sam@second.example.org", note="", by=person("sam"))
    place = invitations.invite(organization=claim.organization, to="kim@people.example.org", note="", by=person("sam"))

    revoke(claim)

    for one in (link, place):
        with pytest.raises(LinkInvalid):
            invitations.accept(invitation_id=one.pk, by=person(name))
        one.refresh_from_db()
        assert (one.address, one.withdrawn_at is None) == ("", False)
    assert (Membership.objects.count(), open_cases("team_without_owner")) == (0, 1)


def test_no_rule_gives_an_entry_again_of_which_a_claim_was_revoked() -> None:
    organization = imported()
    claim = prove(by_domain(organization=organization))
    assert claim.rule == "claim_by_domain"
    revoke(claim)

    for name in ("sam", "kim"):
        again = prove(by_domain(name, organization=organization))
        assert again.state == "asked"
    assert (owners(organization), open_cases()) == ([], 2)
    claims.approve(claim=again, by=person("rosa"))
    assert owners(organization) == [person("kim")]


@pytest.mark.parametrize("state", ["draft", "submitted", "changes_requested"])
def test_what_a_revoked_claimant_wrote_waits_for_nobody(state: str) -> None:
    claim = held()
    change = changed(claim.organization)
    factories.save(change, "organization", {**factories.ORGANIZATION, "founded": "long ago"}, person("sam"))
    Submission.objects.filter(pk=change.pk).update(
        state=state, submitted_at=timezone.now(), submitted_by=person("sam"), assigned_to=person("rosa")
    )

    revoke(claim)

    change.refresh_from_db()
    assert (change.state, change.assigned_to) == ("set_aside", None)
    with pytest.raises(AlreadyDecided):
        submissions.approve(submission=change, by=person("rosa"))


def test_who_claims_next_begins_with_what_is_listed() -> None:
    claim = held()
    changed(claim.organization)
    revoke(claim)
    claims.approve(claim=by_letter("kim", claim.organization), by=person("rosa"))

    change = drafts.open_change(organization=claim.organization, by=person("kim"))

    assert change.document == read(claim.organization)
    assert change.unaccepted == {}


def test_colleagues_who_stay_keep_what_they_began_with_what_the_claimant_typed_into_it() -> None:
    claim = held()
    join_team(person("bo"), claim.organization, "owner")
    change = drafts.open_change(organization=claim.organization, by=person("bo"))
    factories.save(change, "organization", {**factories.ORGANIZATION, "founded": "long ago"}, person("sam"))

    revoke(claim)

    change.refresh_from_db()
    assert (change.state, list(change.unaccepted["organization"])) == ("draft", [str(person("bo").pk)])


@pytest.mark.parametrize("how", ["opened", "sent"])
def test_what_the_claimant_opened_or_sent_is_set_aside_though_colleagues_stay(how: str) -> None:
    claim = held()
    join_team(person("bo"), claim.organization, "owner")
    change = drafts.open_change(organization=claim.organization, by=person("sam" if how == "opened" else "bo"))
    if how == "sent":
        Submission.objects.filter(pk=change.pk).update(
            state="submitted", submitted_at=timezone.now(), submitted_by=person("sam")
        )

    revoke(claim)

    change.refresh_from_db()
    assert change.state == "set_aside"


def test_what_a_revoked_claimant_proposed_to_others_is_ended() -> None:
    claim = held()
    house = factories.partner(person("kim"))
    alliance = factories.partner(person("kim"))
    Organization.objects.filter(pk=alliance.pk).update(type="network")
    alliance.refresh_from_db()
    sam = person("sam")
    relation = relations.propose(kind="parent", organization=claim.organization, other=house, by=sam)
    belonging = networks.propose(network=alliance, member=claim.organization, by=sam)
    theirs = relations.propose(kind="successor", organization=house, other=claim.organization, by=person("kim"))

    revoke(claim)

    for one in (relation, belonging, theirs):
        one.refresh_from_db()
    assert [one.ended_at is None for one in (relation, belonging, theirs)] == [False, False, True]


def test_the_claim_of_somebody_who_is_gone_is_revoked_all_the_same() -> None:
    claim = held()
    Claim.objects.filter(pk=claim.pk).update(person=None)
    assert revoke(claim).state == "revoked"


def test_only_what_is_approved_is_revoked() -> None:
    with pytest.raises(IllegalMove):
        claims.revoke(claim=by_letter(), by=person("rosa"), reason="No.")


# -- By night ---------------------------------------------------------------------------------------------------------


def days_later(days: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


def test_what_is_never_proved_is_closed_after_a_week() -> None:
    claim, proved, letter = by_domain(), by_domain("kim"), by_letter("lee")
    share("https://bay.example.org", "listed")
    prove(proved)
    assert old_claims.close_unproved(now=days_later(6)) == 0
    assert old_claims.close_unproved(now=days_later(8)) == 1
    assert old_claims.close_unproved(now=days_later(8)) == 0
    claim.refresh_from_db()
    assert (claim.state, claim.rule, open_cases()) == ("withdrawn", "claim_never_proved", 2)
    assert letter.state == ClaimState.ASKED


def test_a_letter_beside_an_address_keeps_a_claim_open() -> None:
    claim = by_letter()
    claims.give_evidence(claim=claim, by=person("sam"), evidence="domain", address="sam@bay.example.org")
    assert old_claims.close_unproved(now=days_later(8)) == 0


def test_what_was_written_is_forgotten_ninety_days_after_the_decision() -> None:
    letter, waiting = by_letter(), by_letter("kim")
    claims.ask_for_more(claim=letter, by=person("rosa"), question="Who signed it?")
    claims.decline(claim=letter, by=person("rosa"), reason="It is not signed.")
    address = by_domain()
    claims.take_back(claim=address, by=person("sam"))
    assert old_claims.forget(now=days_later(89)) == 0
    assert old_claims.forget(now=days_later(91)) == 2
    assert old_claims.forget(now=days_later(91)) == 0
    for claim in (letter, address):
        claim.refresh_from_db()
        assert {getattr(claim, name) for name in old_claims.WRITTEN} == {""}
        assert claim.letter is None
    waiting.refresh_from_db()
    assert [*Attachment.objects.all()] == [waiting.letter]
    assert waiting.words == "I keep it."


# -- Letters ----------------------------------------------------------------------------------------------------------


def test_a_letter_of_a_claim_is_swept_with_it_and_lent_to_nobody() -> None:
    claim = by_letter()
    same = attachments.store_letter(claim.organization, pdf())
    assert same != claim.letter
    assert attachments.sweep(days_later(31)) == 1
    assert [*Attachment.objects.all()] == [claim.letter]
