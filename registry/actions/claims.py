"""Claims: somebody asks for an entry that has no team, shows that they may look after it, and is answered.

Each function is one transaction. It locks the organization, then the claim, so that of two who decide, or of two whose
claims would both be granted, the second sees what the first did. While a claim is open its case stands beside the
queue; the case is settled with the claim and never before it.
"""

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry import rules
from registry.actions import attachments, cases, claim_codes, confirmations
from registry.actions.messages import post
from registry.actions.revoked import take_out
from registry.actions.versions import note_changes, raise_version
from registry.errors import (
    AddressElsewhere,
    AlreadyDecided,
    ClaimOpen,
    EvidenceNeeded,
    HasTeam,
    IllegalMove,
    NotAllowed,
    NotProved,
    OtherRegion,
    OwnClaim,
    ReasonNeeded,
    SentAgain,
    TakenBack,
    TooMany,
)
from registry.models import Case, Claim, Membership, Organization, Person, TeamRole
from registry.models.messages import MessageKind
from registry.models.people import Language
from registry.queries import claims
from registry.states import CLAIM_MOVES, OPEN_CLAIMS, CaseKind, ClaimState, OrganizationState, check_move
from registry.text import ascii_host
from registry.vocabulary import ClaimEvidence

CLAIMS_A_DAY = 5  # of one person

# The rules that decide where no person does.
BY_DOMAIN = "claim_by_domain"
ANOTHER_APPROVED = "another_claim_approved"

TOO_MANY_CLAIMS = _("You have claimed five entries within a day. Wait until tomorrow, or write to the secretariat.")


# -- By whoever claims ------------------------------------------------------------------------------------------------


def open_claim(
    *,
    organization: Organization,
    by: Person,
    evidence: str,
    words: str = "",
    address: str = "",
    link: str = "",
    upload: Any = None,
) -> Claim:
    """Claim an entry that has no team: a listed one, or one that left so long ago that its team was erased.

    With evidence `domain` a code goes to the address. The same sent twice is one claim. Raises `HasTeam`, `IllegalMove`
    for what is not listed, `ClaimOpen` for another claim of `by` while the first is open, `EvidenceNeeded`,
    `AddressElsewhere`, `FileRefused`, `TooMany`.
    """
    with transaction.atomic():
        organization = _claimable(organization)
        address = _ascii(address)
        known = claims.open_claim(by, organization)
        if known:
            if (known.evidence, known.words, known.link, known.address) != (evidence, words, link, address):
                raise ClaimOpen
            return known
        if claims.of_this_day(by) >= CLAIMS_A_DAY:
            raise TooMany(TOO_MANY_CLAIMS)
        claim = Claim(organization=organization, person=by, evidence=evidence, state_since=timezone.now())
        _show(claim, evidence=evidence, words=words, address=address, link=link, upload=upload)
        claim.save(force_insert=True)
        case = cases.open_case(kind=CaseKind.CLAIM, organization=organization, person=by)
        if evidence == ClaimEvidence.DOMAIN:
            claim_codes.send(claim, by)
        else:
            _tell_reviewers(claim, case)
        return claim


def give_evidence(
    *, claim: Claim, by: Person, evidence: str, words: str = "", address: str = "", link: str = "", upload: Any = None
) -> Claim:
    """Show it in another way, add to what was shown, or answer what the secretariat asked.

    A proved address stays what counts, and the rest is read beside it. A letter takes the place of the one before.
    Raises `NotAllowed`, `IllegalMove` once it is decided, and as `open_claim` does.
    """
    with transaction.atomic():
        claim = _own(claim, by)
        was_asked, waited = claim.state == ClaimState.MORE_ASKED, not is_unproved(claim)
        replaced = claim.letter
        asks_for_code = evidence == ClaimEvidence.DOMAIN and claim.proved_at is None
        _show(claim, evidence=evidence, words=words, address=_ascii(address), link=link, upload=upload)
        if was_asked and not asks_for_code:
            claim.state = ClaimState.ASKED
        claim.state_since = timezone.now()
        claim.save()
        if replaced and claim.letter_id != replaced.pk:
            attachments.delete(replaced)
        if asks_for_code:
            claim_codes.send(claim, by)
        elif was_asked or not waited:
            _tell_reviewers(claim, cases.open_case(kind=CaseKind.CLAIM, organization=claim.organization, person=by))
        return claim


def send_code(*, claim: Claim, by: Person) -> Claim:
    """Send a new code to the address of a claim; the one before is no longer good.

    Raises `NotAllowed`, `IllegalMove` where no code is waited for, `AddressElsewhere` when the website has changed
    meanwhile, `TooMany`.
    """
    with transaction.atomic():
        claim = _own(claim, by)
        if not waits_for_code(claim):
            raise IllegalMove
        if not claims.is_at_home(claim.address, claim.organization):
            raise AddressElsewhere
        claim_codes.send(claim, by)
        return claim


def prove(*, claim: Claim, by: Person, code: str) -> Claim:
    """Take the code that was sent to the address. Where that is enough by itself, the entry is given at once.

    It is enough where the site allows it (`CLAIM_BY_DOMAIN`), nobody else has the domain, it is no host of many, and
    no claim of the entry was ever revoked; else a reviewer reads it. A wrong code costs one of five tries, which is
    written down though the call is refused. Raises `NotAllowed`, `IllegalMove`, `CodeSpent`, `CodeWrong`,
    `AddressElsewhere`.
    """
    with transaction.atomic():
        claim = _own(claim, by)
        if not waits_for_code(claim):
            raise IllegalMove
        if not claims.is_at_home(claim.address, claim.organization):
            raise AddressElsewhere
        refusal = claim_codes.wrong(claim, code)
        if refusal is None:
            _take_as_proved(claim, by)
    if refusal:
        raise refusal
    return claim


def take_back(*, claim: Claim, by: Person) -> Claim:
    """Give up a claim before it is decided. Raises `NotAllowed`, `IllegalMove`."""
    with transaction.atomic():
        claim = _own(claim, by)
        move(claim, ClaimState.WITHDRAWN)
        settle_case(claim, by)
        return claim


def waits_for_code(claim: Claim) -> bool:
    """Whether a code was sent to an address, and was not typed in yet."""
    return claim.evidence == ClaimEvidence.DOMAIN and claim.proved_at is None


def is_unproved(claim: Claim) -> bool:
    """Whether it shows nothing but an address whose code has not been typed in."""
    return waits_for_code(claim) and not claim.link and claim.letter_id is None


# -- By the secretariat -----------------------------------------------------------------------------------------------


def ask_for_more(*, claim: Claim, by: Person, question: str, seen: datetime.datetime | None = None) -> Claim:
    """Ask the claimant for more, in words. Raises `ReasonNeeded`, and as `approve` does."""
    with transaction.atomic():
        claim = _for_decision(claim, by, seen)
        if not question.strip():
            raise ReasonNeeded
        move(claim, ClaimState.MORE_ASKED, question=question)
        _answer(claim, ClaimState.MORE_ASKED)
        return claim


def approve(*, claim: Claim, by: Person, note: str = "", seen: datetime.datetime | None = None) -> Claim:
    """Make the claimant, who reads the note, the owner of the entry, and close what others claim of it.

    In one transaction: the membership, the other claims with the rule that says to join the team, their cases, the
    messages, one of them to the main contact on file. `seen` is since when the claim that was read stood as it was.
    Raises `NotAllowed`, `OwnClaim`, `AlreadyDecided` or `TakenBack`, `SentAgain` when it was changed after `seen`,
    `NotProved`, `HasTeam`, and `IllegalMove` when the entry has left or the claimant may not sign in.
    """
    with transaction.atomic():
        claim = _for_decision(claim, by, seen)
        if is_unproved(claim):
            raise NotProved
        _claimable(claim.organization)
        if claim.person is None or not claim.person.is_active:
            raise IllegalMove
        _give(claim, by=by, note=note)
        return claim


def decline(*, claim: Claim, by: Person, reason: str, seen: datetime.datetime | None = None) -> Claim:
    """Refuse a claim, with the reason that its claimant reads. Raises `ReasonNeeded`, and as `approve` does."""
    with transaction.atomic():
        claim = _for_decision(claim, by, seen)
        if not reason.strip():
            raise ReasonNeeded
        move(claim, ClaimState.DECLINED, decided_by=by, decided_at=timezone.now(), reason=reason)
        settle_case(claim, by)
        _answer(claim, ClaimState.DECLINED)
        return claim


def revoke(*, claim: Claim, by: Person, reason: str) -> Claim:
    """Take back an approval: the claimant leaves the team. An entry without owner then is a case for the secretariat,
    and its editors are told.

    Nothing of theirs stays live: the links that they sent are worthless, what they wrote is set aside though it was
    sent, what they proposed to others is ended. Whoever claims the entry next begins with what is listed.

    Raises `NotAllowed`, `OwnClaim`, `ReasonNeeded`, `IllegalMove` for what is not approved.
    """
    with transaction.atomic():
        claim = _judged(claim, by)
        if not reason.strip():
            raise ReasonNeeded
        move(claim, ClaimState.REVOKED, decided_by=by, decided_at=timezone.now(), reason=reason, rule="")
        organization = claim.organization
        if claim.person:
            take_out(claim.person, organization)
        if not Membership.objects.filter(organization=organization, role=TeamRole.OWNER).exists():
            case = cases.open_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization)
            cases.tell_reviewers(case)
            cases.tell_editors(organization)
        _answer(claim, ClaimState.REVOKED)
        _show_to_everyone(organization)
        return claim


# -- The steps that they are made of ----------------------------------------------------------------------------------


def _claimable(organization: Organization) -> Organization:
    """The organization, locked, if it can be claimed. Raises `IllegalMove`, `HasTeam`."""
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    if not rules.may_be_claimed(organization):
        raise IllegalMove
    if rules.has_team(organization):
        raise HasTeam
    return organization


def locked(claim: Claim) -> Claim:
    """The claim as it stands, locked after its organization."""
    organization = Organization.objects.select_for_update().get(pk=claim.organization_id)
    fresh = Claim.objects.select_for_update(of=("self",)).select_related("person", "letter").get(pk=claim.pk)
    fresh.organization = organization
    return fresh


def _own(claim: Claim, by: Person) -> Claim:
    """A claim of `by` that is open, locked. Raises `NotAllowed`, `IllegalMove`."""
    claim = locked(claim)
    if claim.person != by:
        raise NotAllowed
    if claim.state not in OPEN_CLAIMS:
        raise IllegalMove
    return claim


def _judged(claim: Claim, by: Person) -> Claim:
    if not rules.may_review(by):
        raise NotAllowed
    claim = locked(claim)
    if claim.person == by:
        raise OwnClaim
    if not rules.settles_there(by, claim.organization):
        raise OtherRegion
    return claim


def _for_decision(claim: Claim, by: Person, seen: datetime.datetime | None) -> Claim:
    claim = _judged(claim, by)
    if claim.state not in OPEN_CLAIMS:
        raise TakenBack if claim.state == ClaimState.WITHDRAWN else AlreadyDecided
    if seen is not None and claim.state_since != seen:
        raise SentAgain
    return claim


def move(claim: Claim, after: ClaimState, **columns: Any) -> None:
    """Set the state of a locked claim, if the table of moves has this move."""
    check_move(CLAIM_MOVES, claim.state, after)
    claim.state, claim.state_since = after, timezone.now()
    for name, value in columns.items():
        setattr(claim, name, value)
    claim.save(update_fields=["state", "state_since", *columns])


def _show(claim: Claim, *, evidence: str, words: str, address: str, link: str, upload: Any) -> None:
    """Put evidence into a claim that is saved next; the letter is stored. Raises what `open_claim` says of it."""
    if evidence not in rules.evidence_for(claim.organization):
        raise EvidenceNeeded
    if evidence == ClaimEvidence.DOMAIN and claim.proved_at is None:
        if not claims.is_at_home(address, claim.organization):
            raise AddressElsewhere
        claim.address = address
    claim.words, claim.link = words, link
    if claim.proved_at is None:
        claim.evidence = evidence
    if upload:
        claim.letter = attachments.store_letter_of_claim(claim.organization, upload)
    given = {
        ClaimEvidence.DOMAIN: True,
        ClaimEvidence.LETTER: claim.letter,
        ClaimEvidence.LINK: link,
        ClaimEvidence.MANDATE: words,
    }
    if not given[ClaimEvidence(evidence)]:
        raise EvidenceNeeded


def _ascii(address: str) -> str:
    """The address with its host as the network writes it: what was compared is also where the code goes."""
    local, at, host = address.rpartition("@")
    return f"{local}{at}{ascii_host(host)}"


def _take_as_proved(claim: Claim, by: Person) -> None:
    claim.proved_at = claim.state_since = timezone.now()
    claim.code = ""
    claim.state = ClaimState.ASKED
    claim.save(update_fields=["proved_at", "code", "state", "state_since"])
    if may_be_given_by_domain(claim.organization) and claims.home_of(claim.organization).is_enough:
        _give(claim, by=None)
    else:
        _tell_reviewers(claim, cases.open_case(kind=CaseKind.CLAIM, organization=claim.organization, person=by))


def may_be_given_by_domain(organization: Organization) -> bool:
    """Whether a rule may give it: what left is given by a reviewer alone, and so is that of which a claim was revoked.

    Two queries at most.
    """
    if not settings.CLAIM_BY_DOMAIN or organization.state != OrganizationState.LISTED:
        return False
    was_revoked = Claim.objects.filter(organization=organization, state=ClaimState.REVOKED).exists()
    return not was_revoked and not rules.has_team(organization)


def _give(claim: Claim, *, by: Person | None, note: str = "") -> None:
    """Approve a claim of an entry that has no team, and all that goes with it; without `by` the rule did it."""
    person: Person = claim.person  # type: ignore[assignment]  # whoever calls has looked
    now, organization = timezone.now(), claim.organization
    rule = "" if by else BY_DOMAIN
    move(claim, ClaimState.APPROVED, decided_by=by, decided_at=now, rule=rule, reason=note, code="")
    Membership.objects.create(organization=organization, person=person, role=TeamRole.OWNER)
    confirmations.ask_anew(organization)
    settle_case(claim, by)
    cases.settle_with(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization, by=by)
    _answer(claim, ClaimState.APPROVED)
    _tell_main_contact(claim)
    others = Claim.objects.select_for_update(of=("self",)).select_related("person")
    for other in others.filter(organization=organization, state__in=OPEN_CLAIMS).order_by("pk"):
        other.organization = organization
        move(other, ClaimState.DECLINED, decided_by=by, decided_at=now, rule=ANOTHER_APPROVED, code="")
        settle_case(other, by)
        _answer(other, "closed")
    _show_to_everyone(organization)


def settle_case(claim: Claim, by: Person | None) -> None:
    cases.settle_with(kind=CaseKind.CLAIM, organization=claim.organization, person=claim.person, by=by)


def _answer(claim: Claim, answer: str) -> None:
    if claim.person:
        context = {"claim": str(claim.pk), "answer": str(answer)}
        post(kind=MessageKind.CLAIM_ANSWERED, person=claim.person, context=context)


def _tell_reviewers(claim: Claim, case: Case) -> None:
    """Write to those who may decide it: not to the claimant, who may be one of them."""
    cases.tell_reviewers(case, apart=claim.person, claim=str(claim.pk))


def _tell_main_contact(claim: Claim) -> None:
    """Write to the main contact on file that somebody looks after the entry now, and how to object."""
    told = {claim.person.email, claim.address} if claim.person else set()
    for main in claims.mains_on_file(claim.organization).select_related("contact").order_by("pk"):
        if main.contact.email.lower() not in told:
            post(
                kind=MessageKind.CLAIM_ANSWERED,
                address=main.contact.email,
                language=_language_of(main.language),
                context={"claim": str(claim.pk), "answer": "looked_after"},
            )


def _language_of(tag: str) -> str:
    """The language of the site that is nearest to a tag: "zh-Hans" is "zh-hans", "pt" is English."""
    primary = tag.partition("-")[0].lower()
    return next((code for code in Language.values if code.partition("-")[0] == primary), Language.ENGLISH)


def _show_to_everyone(organization: Organization) -> None:
    """Have the public page made anew: it says whether an entry has a team."""
    raise_version()
    note_changes([organization.pk])
