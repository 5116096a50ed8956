"""Claims of imported entries in the demonstration: one in every state, each by the actions that people use."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count

from partnership.demo.files import letter
from partnership.demo.times import days_pass_for_claims
from registry.actions import claims, drafts
from registry.models import Claim, Message, Organization, Person
from registry.models.messages import MessageKind
from registry.queries.claims import home_of
from registry.vocabulary import ClaimEvidence, OrganizationType

DAYS = 12  # ago, and less for each that follows


def tell(cast: Mapping[str, Person]) -> None:
    """A claim that waits, one whose code was not typed in, one that is asked for more; and one in each way to end."""
    entries = _entries()
    sam, nila, reviewer = cast["stranger"], cast["registrant"], cast["reviewer"]

    contested = next(entries)
    approved = _by_letter(contested, cast["partner-fr"])
    _by_letter(contested, nila)  # is closed when the other is approved
    claims.approve(claim=approved, by=reviewer)
    days_pass_for_claims(contested, DAYS)

    by_rule = next(entries)
    _prove(_by_domain(by_rule, cast["partner-en"]))
    days_pass_for_claims(by_rule, DAYS - 1)

    declined = _by_letter(next(entries), sam)
    claims.decline(claim=declined, by=reviewer, reason="The letter names another invented organization.")
    days_pass_for_claims(declined.organization, DAYS - 2)

    revoked = _by_letter(next(entries), sam)
    claims.approve(claim=revoked, by=reviewer)
    drafts.open_change(organization=revoked.organization, by=sam)  # is set aside with it
    claims.revoke(claim=revoked, by=cast["reviewer2"], reason="The invented office wrote that it does not know you.")
    days_pass_for_claims(revoked.organization, DAYS - 3)

    given_up = _by_letter(next(entries), sam)
    claims.take_back(claim=given_up, by=sam)
    days_pass_for_claims(given_up.organization, DAYS - 4)

    asked = _by_letter(next(entries), sam)
    claims.ask_for_more(claim=asked, by=reviewer, question="Who signed the letter, and in which office?")
    days_pass_for_claims(asked.organization, DAYS - 5)

    waiting = claims.open_claim(
        organization=_of_a_people(),
        by=nila,
        evidence=ClaimEvidence.MANDATE,
        words="The invented elders of nine invented villages gave me this mandate by custom, in the year of the flood.",
    )
    days_pass_for_claims(waiting.organization, DAYS - 6)
    _by_domain(next(entries), sam)


def _entries() -> Any:
    """Imported entries that nobody claims, the newest first, whose domain is their own."""
    listed = Organization.objects.listed().annotate(people=Count("memberships")).filter(people=0)
    for organization in listed.exclude(website="").order_by("-listed_at", "public_id"):
        if home_of(organization).is_enough:
            yield organization


def _of_a_people() -> Organization:
    listed = Organization.objects.listed().filter(type=OrganizationType.IPLC, memberships=None, claims=None)
    found: Organization = listed.order_by("-listed_at", "public_id")[0]
    return found


def _by_letter(organization: Organization, by: Person) -> Claim:
    words = "I keep the invented books of this invented organization, as the letter says."
    return claims.open_claim(
        organization=organization, by=by, evidence=ClaimEvidence.LETTER, words=words, upload=letter("PDF")
    )


def _by_domain(organization: Organization, by: Person) -> Claim:
    address = f"office@{organization.web_domain}"
    return claims.open_claim(organization=organization, by=by, evidence=ClaimEvidence.DOMAIN, address=address)


def _prove(claim: Claim) -> None:
    sent = Message.objects.get(kind=MessageKind.CLAIM_CODE, context__claim=str(claim.pk))
    claims.prove(claim=claim, by=claim.person, code=sent.secret["code"])  # type: ignore[arg-type]
