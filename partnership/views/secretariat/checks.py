"""What a reviewer looks at beside the text: similar entries, the website, the team, what was declared, the past."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.domains import related
from registry.entry.document import official_name
from registry.models import Submission
from registry.queries.duplicates import candidates, profile_of
from registry.queries.imports import Other, why_flagged
from registry.queries.review import Review
from registry.states import DecisionKind
from registry.text import web_domain

DECLARED: dict[str, Promise] = {
    "may_speak": _("May speak for the organization"),
    "supports": _("Supports Parties, rights-holders or others on Target 3"),
    "licence": _("Public text under the licence"),
    "privacy": _("Has read the privacy notice"),
    "conduct": _("Accepts the code of conduct"),
}


@dataclass(frozen=True)
class Twin:
    """Another organization that may be the same, and why; `public_id` when it is listed, else its submission's id."""

    organization_id: Any
    name: str
    language: str
    public_id: str
    submission_id: Any
    reasons: list[str]
    other_country: bool
    was_shown: bool  # to its authors, who insisted that it is another


@dataclass(frozen=True)
class Checks:
    twins: list[Twin]
    flagged: list[tuple[Other | None, list[str]]]  # whom its row of an import looked like, and why; `None` another row
    insisted: str  # why its authors say that it is none of those that they were shown
    website: str
    domain: str
    domain_fits: bool | None  # None when there is nothing to compare
    email_domains: list[str]
    team_languages: list[str]
    submissions: int
    declined: int


def checks_of(read: Review) -> Checks:
    """Costs two queries, one more where registrations are like it, and two where its row of an import was flagged."""
    organization = read.after["organization"]
    domain = web_domain(organization["website"])
    addresses = [person.email for person in read.team] + [row.email for row in read.contacts.values() if row.email]
    email_domains = sorted({address.rpartition("@")[2].lower() for address in addresses})
    languages = {code: str(label) for code, label in settings.LANGUAGES}
    decided = [one for one in read.decisions if one.kind != DecisionKind.REQUEST_CHANGES and not one.taken_back_at]
    return Checks(
        twins=_twins(read),
        flagged=why_flagged(read.submission),
        insisted=read.submission.insisted.get("reason", ""),
        website=organization["website"],
        domain=domain,
        domain_fits=any(map(related, email_domains, [domain] * len(email_domains))) if domain and addresses else None,
        email_domains=email_domains,
        team_languages=sorted({languages[person.language] for person in read.team}),
        submissions=len({decision.submission_id for decision in read.decisions} | {read.submission.pk}),
        declined=sum(decision.kind == DecisionKind.DECLINE for decision in decided),
    )


def _twins(read: Review) -> list[Twin]:
    """Listed entries, and submissions that were sent; what nobody has sent yet is its team's own."""
    own = read.submission.organization_id
    found = candidates(profile_of(read.after), leave_out=own)
    shown = set(read.submission.insisted.get("of", ()))
    country = read.after["where"]["base_country"]
    twins = []
    for one in found:
        if one.listing:
            name, language = one.listing.name, one.listing.name_language
            seat = one.listing.record["base_country"]
        elif one.submission and one.submission.submitted_at:
            name, language = official_name(one.submission.document, "")
            seat = one.submission.document["where"]["base_country"]
        else:
            continue
        twins.append(
            Twin(
                organization_id=one.organization_id,
                name=name,
                language=language,
                public_id=one.listing.public_id if one.listing else "",
                submission_id=one.submission.pk if one.submission else None,
                reasons=one.told,
                other_country=seat != country,
                was_shown=str(one.organization_id) in shown,
            )
        )
    return twins


def declarations_of(submission: Submission) -> list[dict[str, Any]]:
    """What was declared when it was sent, with the day and the version of the text."""
    return [
        {"label": label, "at": parse_datetime(made["at"]), "version": made["version"]}
        for name, label in DECLARED.items()
        if (made := submission.declarations.get(name))
    ]
