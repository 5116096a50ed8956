"""Every table of the registry, one noun a file."""

from registry.models.absences import Absence
from registry.models.activities import Activity, ActivityPlace
from registry.models.attachments import Attachment, AttachmentKind
from registry.models.cases import Case, Report
from registry.models.changes import PublicChange
from registry.models.claims import Claim
from registry.models.confirmations import Confirmation
from registry.models.contacts import Contact, OrganizationContact
from registry.models.duplicates import DistinctPair, Likeness, NameWord
from registry.models.enquiries import Enquiry
from registry.models.imports import ColumnMemory, Import, ImportRow
from registry.models.introductions import Introduction, IntroductionNote, JointMember, JointResponse, LackToo
from registry.models.listing import (
    SORT_COLUMNS,
    ActivityListing,
    DataVersion,
    GapListing,
    Listed,
    ListedItem,
    Listing,
    NameKey,
    OfferListing,
    SearchWord,
    Unlisted,
)
from registry.models.mailings import Mailing
from registry.models.messages import Message
from registry.models.networks import NetworkMembership
from registry.models.opinions import Opinion
from registry.models.organizations import EXCLUSIVE_SCHEMES, Identifier, Name, Organization, OrganizationPlace, PublicId
from registry.models.overlaps import Coordination, Talk
from registry.models.people import Person
from registry.models.places import Country, Region
from registry.models.recoveries import Recovery
from registry.models.relations import Relation
from registry.models.submissions import Decision, Submission
from registry.models.support import GapPlace, OfferPlace, SupportGap, SupportOffer
from registry.models.teams import Invitation, Membership, TeamRemoval, TeamRequest, TeamRole
from registry.models.texts import Text, TextKind, TextVersion
from registry.models.withdrawals import Erasure, Withdrawal

__all__ = [
    "EXCLUSIVE_SCHEMES",
    "SORT_COLUMNS",
    "Absence",
    "Activity",
    "ActivityListing",
    "ActivityPlace",
    "Attachment",
    "AttachmentKind",
    "Case",
    "Claim",
    "ColumnMemory",
    "Confirmation",
    "Contact",
    "Coordination",
    "Country",
    "DataVersion",
    "Decision",
    "DistinctPair",
    "Enquiry",
    "Erasure",
    "GapListing",
    "GapPlace",
    "Identifier",
    "Import",
    "ImportRow",
    "Introduction",
    "IntroductionNote",
    "Invitation",
    "JointMember",
    "JointResponse",
    "LackToo",
    "Likeness",
    "Listed",
    "ListedItem",
    "Listing",
    "Mailing",
    "Membership",
    "Message",
    "Name",
    "NameKey",
    "NameWord",
    "NetworkMembership",
    "OfferListing",
    "OfferPlace",
    "Opinion",
    "Organization",
    "OrganizationContact",
    "OrganizationPlace",
    "Person",
    "PublicChange",
    "PublicId",
    "Recovery",
    "Region",
    "Relation",
    "Report",
    "SearchWord",
    "Submission",
    "SupportGap",
    "SupportOffer",
    "Talk",
    "TeamRemoval",
    "TeamRequest",
    "TeamRole",
    "Text",
    "TextKind",
    "TextVersion",
    "Unlisted",
    "Withdrawal",
]
