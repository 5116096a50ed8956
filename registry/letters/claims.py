"""Letters about claims of entries without a team."""

from django.conf import settings

from registry import rules
from registry.letters.facts import Facts, Title, address_of, called, code_facts, letter
from registry.models import (
    Claim,
    Message,
)
from registry.queries import claims
from registry.states import OrganizationState
from registry.text import words_for_address


def _claim(message: Message) -> tuple[Claim, Facts]:
    """A claim, and what every letter about one tells: what the entry is called now, and where its page is."""
    claim = Claim.objects.select_related("organization").get(pk=message.context["claim"])
    name, tag = claims.public_name_of(claim.organization, message.language)
    words = words_for_address(name)
    return claim, {
        "organization": Title(name or claim.organization.public_id_id, tag),
        "partner": address_of("partner", claim.organization.public_id_id, words),
    }


@letter
def claim_code(message: Message) -> Facts:
    """To an address at the domain of a website: the code that proves it to be the claimant's."""
    _of_claim, facts = _claim(message)
    return {**facts, **code_facts(message)}


@letter
def claim_answered(message: Message) -> Facts:
    """To the claimant: what was asked or decided, and why; to the main contact on file: somebody looks after the entry.

    `answer` in the context is the state that the claim got, or "closed" when another was approved, or "looked_after".
    """
    claim, facts = _claim(message)
    answer = message.context["answer"]
    is_withdrawn = claim.organization.state == OrganizationState.WITHDRAWN
    if is_withdrawn and claim.person and rules.is_in_team(claim.person, claim.organization):
        facts = {**facts, "organization": called(claim.organization)}  # its own team reads what it is called
    links = {
        "approved": address_of("workspace"),
        "looked_after": address_of("report", claim.organization.public_id_id),
    }
    return {
        **facts,
        "answer": answer,
        "question": claim.question,
        "reason": claim.reason,
        "is_withdrawn": is_withdrawn,
        "is_confirmed": claim.organization.confirmed_on is not None,
        "secretariat": settings.CONTACT_EMAIL,
        "link": links.get(answer) or address_of("own_claim", claim.pk),
    }
