"""What may be told of organizations that are like another: the cards of joining."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from partnership.answers import official_name
from registry.models import Listing, Membership, Submission
from registry.queries.duplicates import Candidate


@dataclass(frozen=True)
class Card:
    """One card: a listed entry, or a draft of the reader's own; with neither it stands for all that is not public."""

    reasons: Sequence[str] = ()
    is_exact: bool = False
    listing: Listing | None = None
    draft: Submission | None = None
    name: str = ""  # of such a draft, with its language
    language: str = ""
    words: str = ""
    ask: str = ""  # where to ask its team to be taken in
    claim: str = ""  # where to claim it, if it has no team

    def may_have_branch_in(self, country: str) -> bool:
        """Whether an organization of this country may be a branch of it: one of the same country is the same one."""
        return self.listing is not None and self.listing.record["base_country"] != country


def cards(found: Sequence[Candidate], person: Any) -> list[Card]:
    """Cards in the order of the candidates. Those of others that are not public are one card, which tells nothing.

    Costs one query where anything was found.
    """
    if not found:
        return []
    organizations = [one.organization_id for one in found]
    members = Membership.objects.filter(organization__in=organizations).values_list("organization", "person")
    own = {organization for organization, who in members if who == person.pk}
    with_team = {organization for organization, _who in members}
    shown: list[Card] = []
    hidden = False
    for one in found:
        reasons = one.told
        if one.listing:
            public_id = one.listing.public_id
            has_team = one.organization_id in with_team
            shown.append(
                Card(
                    reasons,
                    one.is_exact,
                    listing=one.listing,
                    words=one.listing.record["words"],
                    ask=reverse("join_team", args=[public_id]) if has_team else "",
                    claim="" if has_team else reverse("claim", args=[public_id]),
                )
            )
        elif one.submission and one.organization_id in own:
            name, language = official_name(one.submission.document)
            shown.append(Card(reasons, one.is_exact, draft=one.submission, name=name, language=language))
        else:
            hidden = True
    return [*shown, Card()] if hidden else shown


def blocking(shown: Sequence[Card]) -> list[Card]:
    """The cards with which there is no going on but as a branch: what is not public never keeps anybody from it."""
    return [card for card in shown if card.is_exact]
