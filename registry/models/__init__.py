"""Every table of the registry, one noun a file."""

from registry.models.activities import Activity, ActivityPlace
from registry.models.attachments import Attachment, AttachmentKind
from registry.models.cases import Case, Report
from registry.models.changes import PublicChange
from registry.models.contacts import Contact, OrganizationContact
from registry.models.listing import (
    SORT_COLUMNS,
    ActivityListing,
    DataVersion,
    Listed,
    Listing,
    NameKey,
    SearchWord,
    Unlisted,
)
from registry.models.messages import Message
from registry.models.networks import NetworkMembership
from registry.models.organizations import EXCLUSIVE_SCHEMES, Identifier, Name, Organization, OrganizationPlace, PublicId
from registry.models.people import Person
from registry.models.places import Country, Region
from registry.models.submissions import Decision, Submission
from registry.models.support import GapPlace, OfferPlace, SupportGap, SupportOffer
from registry.models.teams import Invitation, Membership, TeamRole

__all__ = [
    "EXCLUSIVE_SCHEMES",
    "SORT_COLUMNS",
    "Activity",
    "ActivityListing",
    "ActivityPlace",
    "Attachment",
    "AttachmentKind",
    "Case",
    "Contact",
    "Country",
    "DataVersion",
    "Decision",
    "GapPlace",
    "Identifier",
    "Invitation",
    "Listed",
    "Listing",
    "Membership",
    "Message",
    "Name",
    "NameKey",
    "NetworkMembership",
    "OfferPlace",
    "Organization",
    "OrganizationContact",
    "OrganizationPlace",
    "Person",
    "PublicChange",
    "PublicId",
    "Region",
    "Report",
    "SearchWord",
    "Submission",
    "SupportGap",
    "SupportOffer",
    "TeamRole",
    "Unlisted",
]
