"""Every table of the registry, one noun a file."""

from registry.models.activities import Activity, ActivityPlace
from registry.models.attachments import Attachment, AttachmentKind
from registry.models.cases import Case
from registry.models.contacts import Contact, OrganizationContact
from registry.models.listing import Listing
from registry.models.messages import Message
from registry.models.organizations import EXCLUSIVE_SCHEMES, Identifier, Name, Organization, OrganizationPlace, PublicId
from registry.models.people import Person
from registry.models.places import Country, Region
from registry.models.submissions import Decision, Submission
from registry.models.support import GapPlace, OfferPlace, SupportGap, SupportOffer
from registry.models.teams import Invitation, Membership, TeamRole

__all__ = [
    "EXCLUSIVE_SCHEMES",
    "Activity",
    "ActivityPlace",
    "Attachment",
    "AttachmentKind",
    "Case",
    "Contact",
    "Country",
    "Decision",
    "GapPlace",
    "Identifier",
    "Invitation",
    "Listing",
    "Membership",
    "Message",
    "Name",
    "OfferPlace",
    "Organization",
    "OrganizationContact",
    "OrganizationPlace",
    "Person",
    "PublicId",
    "Region",
    "Submission",
    "SupportGap",
    "SupportOffer",
    "TeamRole",
]
