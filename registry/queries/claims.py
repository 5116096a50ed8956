"""What is read of claims: by those who made them, by reviewers, and by the rule that decides some of them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from registry import rules
from registry.domains import belongs_to, is_shared_host, registrable
from registry.entry.document import official_name
from registry.models import Claim, Message, Name, Organization, OrganizationContact, Person, Submission
from registry.models.messages import MessageKind
from registry.queries.organizations import in_order
from registry.states import OPEN_CLAIMS, OrganizationState
from registry.text import ascii_host
from registry.vocabulary import ContactRole


def name_of(organization: Organization, language: str) -> tuple[str, str]:
    """What an entry is called in a language of the site, else its first name, and the tag of that. One query."""
    names = in_order(Name.objects.present().filter(organization=organization))
    of_kind = {str(row.pk): {"text": row.text, "language": row.language, "kind": row.kind} for row in names}
    return official_name({"names": of_kind}, language)


def public_name_of(organization: Organization, language: str) -> tuple[str, str]:
    """What claimants may be told that an entry is called: a withdrawn one by its id. At most one query."""
    if organization.state == OrganizationState.WITHDRAWN:
        return organization.public_id_id, ""
    return name_of(organization, language)


def open_of(person: Person) -> list[Claim]:
    """The open claims of somebody, the newest first, with the organization and its listing at hand. One query."""
    found = Claim.objects.filter(person=person, state__in=OPEN_CLAIMS)
    return list(found.select_related("organization__listing").order_by("-opened_at", "-pk"))


def open_claim(person: Person, organization: Organization) -> Claim | None:
    """The claim of this entry that somebody has open. One query."""
    return Claim.objects.filter(person=person, organization=organization, state__in=OPEN_CLAIMS).first()


def mains_on_file(organization: Organization) -> QuerySet[OrganizationContact]:
    """The main contacts of an entry that can be written to."""
    mains = OrganizationContact.objects.present().filter(organization=organization, role=ContactRole.MAIN)
    return mains.exclude(contact__email="")


# -- The domain of an address -----------------------------------------------------------------------------------------


def is_at_home(address: str, organization: Organization) -> bool:
    """Whether an email address is at the host of the entry's website or the domain above it, in ASCII. No query."""
    return belongs_to(ascii_host(address.rpartition("@")[2]), organization.web_domain)


@dataclass(frozen=True)
class Home:
    """The domain of a website, as far as mail at it can show anything."""

    domain: str
    is_shared: bool
    others: int  # other entries and open registrations at it

    @property
    def is_enough(self) -> bool:
        return not self.is_shared and not self.others


def home_of(organization: Organization) -> Home:
    """The registered domain of an entry's website, and who else has it. Two queries.

    Entries that have left count too: they may return.
    """
    domain = registrable(organization.web_domain)
    if is_shared_host(organization.web_domain):
        return Home(domain, is_shared=True, others=0)
    here = Q(web_domain=domain) | Q(web_domain__endswith=f".{domain}")
    entries = Organization.objects.filter(here, state__in=(OrganizationState.LISTED, OrganizationState.WITHDRAWN))
    entries = entries.exclude(pk=organization.pk)
    registering = Submission.objects.open().filter(here).exclude(organization=organization)
    registering = registering.exclude(organization__in=entries)
    return Home(domain, is_shared=False, others=entries.count() + registering.count())


# -- Limits -----------------------------------------------------------------------------------------------------------


def of_this_day(person: Person) -> int:
    """How many claims somebody has made within a day, whatever became of them."""
    return Claim.objects.filter(person=person, opened_at__gt=_yesterday()).count()


def codes_of_this_day(claims: QuerySet[Claim]) -> int:
    """How many codes went out for these claims within a day."""
    ids: list[uuid.UUID] = list(claims.values_list("pk", flat=True))
    sent = Message.objects.filter(kind=MessageKind.CLAIM_CODE, created_at__gt=_yesterday())
    return sent.filter(context__claim__in=[str(pk) for pk in ids]).count()


def _yesterday() -> object:
    return timezone.now() - timedelta(days=1)


# -- What a reviewer reads --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Review:
    """A claim beside what the entry itself says. `others` are claims of the same entry or by the same person."""

    claim: Claim
    name: str
    language: str
    has_team: bool
    home: Home
    contacts: Sequence[OrganizationContact]
    others: Sequence[Claim]


def review(claim: Claim, language: str) -> Review:
    """Everything on the page of a claim, in a fixed number of queries."""
    organization = claim.organization
    name, tag = name_of(organization, language)
    contacts = OrganizationContact.objects.present().told().filter(organization=organization)
    others = Claim.objects.filter(Q(organization=organization) | Q(person=claim.person, person__isnull=False))
    others = others.exclude(pk=claim.pk).select_related("person", "organization__listing")
    return Review(
        claim=claim,
        name=name,
        language=tag,
        has_team=rules.has_team(organization),
        home=home_of(organization),
        contacts=list(contacts.select_related("contact").order_by("pk")),
        others=list(others.order_by("-opened_at", "-pk")),
    )


def find(claim_id: uuid.UUID) -> Claim | None:
    """A claim with its organization, claimant and decider at hand. One query."""
    related = ("organization__listing", "person", "decided_by", "letter")
    return Claim.objects.select_related(*related).filter(pk=claim_id).first()
