"""States of the things that move, and the table of legal moves.

Sources: Product, States; The entry, Content and status. A move that is not in its table is refused by
`registry.errors.IllegalMove`; the database sees each move as a conditional update from the expected state.
"""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.errors import IllegalMove


class OrganizationState(TextChoices):
    PENDING = "pending", pgettext_lazy("state of an organization", "Not yet listed")
    LISTED = "listed", pgettext_lazy("state of an organization", "Listed")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an organization", "Withdrawn")
    REFUSED = "refused", pgettext_lazy("state of an organization", "Not listed")
    MERGED = "merged", pgettext_lazy("state of an organization", "Merged with another entry")


class SubmissionState(TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a submission", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("state of a submission", "Waiting for review")
    CHANGES_REQUESTED = "changes_requested", pgettext_lazy("state of a submission", "Changes requested")
    APPROVED = "approved", pgettext_lazy("state of a submission", "Approved")
    DECLINED = "declined", pgettext_lazy("state of a submission", "Declined")
    DISCARDED = "discarded", pgettext_lazy("state of a submission", "Discarded")
    SET_ASIDE = "set_aside", pgettext_lazy("state of a submission", "Set aside")


class GapState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a support gap", "Open")
    ANSWERED = "answered", pgettext_lazy("state of a support gap", "Answered")
    MET = "met", pgettext_lazy("state of a support gap", "Met")
    CLOSED = "closed", pgettext_lazy("state of a support gap", "Closed")
    EXPIRED = "expired", pgettext_lazy("state of a support gap", "Expired")


class OfferState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a support offer", "Open")
    PAUSED = "paused", pgettext_lazy("state of a support offer", "Paused")
    CLOSED = "closed", pgettext_lazy("state of a support offer", "Closed")
    EXPIRED = "expired", pgettext_lazy("state of a support offer", "Expired")


class CaseState(TextChoices):
    OPEN = "open", pgettext_lazy("state of a case", "Open")
    SETTLED = "settled", pgettext_lazy("state of a case", "Settled")


class CaseKind(TextChoices):
    REPORT = "report", _("Report about an entry")
    CLAIM = "claim", _("Claim of an entry")
    TEAM_WITHOUT_OWNER = "team_without_owner", _("Team without owner")
    DEAD_ADDRESS = "dead_address", _("Address that does not answer")
    UNANSWERED = "unanswered", _("Introduction that nobody answers")


class RequestState(TextChoices):
    """Of a wish to join a team."""

    OPEN = "open", pgettext_lazy("state of a request", "Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("state of a request", "Accepted")
    DECLINED = "declined", pgettext_lazy("state of a request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a request", "Taken back")


class ClaimState(TextChoices):
    ASKED = "asked", pgettext_lazy("state of a claim", "Waiting for the secretariat")
    MORE_ASKED = "more_asked", pgettext_lazy("state of a claim", "More is asked for")
    APPROVED = "approved", pgettext_lazy("state of a claim", "Approved")
    DECLINED = "declined", pgettext_lazy("state of a claim", "Declined")
    REVOKED = "revoked", pgettext_lazy("state of a claim", "Revoked")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a claim", "Taken back")


class ImportState(TextChoices):
    UPLOADED = "uploaded", pgettext_lazy("state of an import", "Columns to be chosen")
    CHECKING = "checking", pgettext_lazy("state of an import", "Being checked")
    CHECKED = "checked", pgettext_lazy("state of an import", "Checked")
    RUNNING = "running", pgettext_lazy("state of an import", "Being brought in")
    STOPPED = "stopped", pgettext_lazy("state of an import", "Stopped")
    DONE = "done", pgettext_lazy("state of an import", "Done")
    APPROVING = "approving", pgettext_lazy("state of an import", "Being approved")
    UNDOING = "undoing", pgettext_lazy("state of an import", "Being taken back")
    UNDONE = "undone", pgettext_lazy("state of an import", "Taken back")
    REFUSED = "refused", pgettext_lazy("state of an import", "Refused")
    DROPPED = "dropped", pgettext_lazy("state of an import", "Given up")


class RowOutcome(TextChoices):
    """What the dry run finds of a row of an import."""

    NEW = "new", pgettext_lazy("a row of an import", "New")
    UPDATE = "update", pgettext_lazy("a row of an import", "Update")
    SAME = "same", pgettext_lazy("a row of an import", "Same")
    LIKELY = "likely", pgettext_lazy("a row of an import", "Likely duplicate")
    ERROR = "error", pgettext_lazy("a row of an import", "Error")


class MailingState(TextChoices):
    DRAFT = "draft", pgettext_lazy("state of a mailing", "Draft")
    SENDING = "sending", pgettext_lazy("state of a mailing", "Being sent")
    STOPPED = "stopped", pgettext_lazy("state of a mailing", "Stopped")
    SENT = "sent", pgettext_lazy("state of a mailing", "Sent")


class RecoveryState(TextChoices):
    """Of the recovery of a lost second factor, which takes two administrators."""

    ASKED = "asked", pgettext_lazy("state of a recovery", "Waiting for a second administrator")
    DONE = "done", pgettext_lazy("state of a recovery", "Done")
    REFUSED = "refused", pgettext_lazy("state of a recovery", "Refused")


class IntroductionState(TextChoices):
    """Of what two partners do about a gap, an offer, or both."""

    SUGGESTED = "suggested", pgettext_lazy("state of an introduction", "Suggested by the secretariat")
    INTRODUCED = "introduced", pgettext_lazy("state of an introduction", "Waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("state of an introduction", "Accepted")
    DELIVERING = "delivering", pgettext_lazy("state of an introduction", "Being delivered")
    DELIVERED = "delivered", pgettext_lazy("state of an introduction", "Delivered")
    NOT_DELIVERED = "not_delivered", pgettext_lazy("state of an introduction", "Not delivered")
    DECLINED = "declined", pgettext_lazy("state of an introduction", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an introduction", "Taken back or gone")


class DecisionKind(TextChoices):
    APPROVE = "approve", _("Approved")
    REQUEST_CHANGES = "request_changes", _("Changes requested")
    DECLINE = "decline", _("Declined")


class Origin(TextChoices):
    TEAM = "team", _("Team")
    STAFF = "staff", _("Secretariat")
    IMPORT = "import", _("Import")
    RESTORE = "restore", _("Restored")
    MERGE = "merge", _("Merge")
    RULE = "rule", _("Rule")


EDITABLE = (SubmissionState.DRAFT, SubmissionState.CHANGES_REQUESTED)
REFUSED = (SubmissionState.CHANGES_REQUESTED, SubmissionState.DECLINED)
OPEN = (*EDITABLE, SubmissionState.SUBMITTED)
OF_STAFF = (Origin.STAFF, Origin.RESTORE)  # written by a member of the secretariat, who may approve it

SUBMISSION_MOVES: Mapping[str, tuple[str, ...]] = {
    SubmissionState.DRAFT: (
        SubmissionState.SUBMITTED,
        SubmissionState.APPROVED,
        SubmissionState.DISCARDED,
        SubmissionState.SET_ASIDE,
    ),
    SubmissionState.SUBMITTED: (
        SubmissionState.DRAFT,
        SubmissionState.APPROVED,
        SubmissionState.DECLINED,
        SubmissionState.CHANGES_REQUESTED,
        SubmissionState.SET_ASIDE,
    ),
    SubmissionState.CHANGES_REQUESTED: (
        SubmissionState.SUBMITTED,
        SubmissionState.DISCARDED,
        SubmissionState.SET_ASIDE,
    ),
    SubmissionState.APPROVED: (),
    SubmissionState.DECLINED: (SubmissionState.SUBMITTED,),  # taken back within moments
    SubmissionState.DISCARDED: (),
    SubmissionState.SET_ASIDE: (),
}

ORGANIZATION_MOVES: Mapping[str, tuple[str, ...]] = {
    OrganizationState.PENDING: (OrganizationState.LISTED, OrganizationState.REFUSED),
    OrganizationState.REFUSED: (OrganizationState.PENDING,),
    OrganizationState.LISTED: (OrganizationState.WITHDRAWN, OrganizationState.MERGED),
    OrganizationState.WITHDRAWN: (OrganizationState.LISTED, OrganizationState.MERGED),
    OrganizationState.MERGED: (),
}


CLAIM_MOVES: Mapping[str, tuple[str, ...]] = {
    ClaimState.ASKED: (ClaimState.MORE_ASKED, ClaimState.APPROVED, ClaimState.DECLINED, ClaimState.WITHDRAWN),
    ClaimState.MORE_ASKED: (ClaimState.ASKED, ClaimState.APPROVED, ClaimState.DECLINED, ClaimState.WITHDRAWN),
    ClaimState.APPROVED: (ClaimState.REVOKED,),
    ClaimState.DECLINED: (),
    ClaimState.REVOKED: (),
    ClaimState.WITHDRAWN: (),
}
OPEN_CLAIMS = (ClaimState.ASKED, ClaimState.MORE_ASKED)

IMPORT_MOVES: Mapping[str, tuple[str, ...]] = {
    ImportState.UPLOADED: (ImportState.CHECKING, ImportState.REFUSED, ImportState.DROPPED),
    ImportState.CHECKING: (ImportState.CHECKED, ImportState.UPLOADED, ImportState.REFUSED, ImportState.DROPPED),
    ImportState.CHECKED: (ImportState.UPLOADED, ImportState.RUNNING, ImportState.DROPPED),
    ImportState.RUNNING: (ImportState.STOPPED, ImportState.DONE),
    ImportState.STOPPED: (ImportState.RUNNING, ImportState.UNDOING),
    ImportState.DONE: (ImportState.APPROVING, ImportState.UNDOING),
    ImportState.APPROVING: (ImportState.DONE,),
    ImportState.UNDOING: (ImportState.UNDONE, ImportState.DONE),
    ImportState.UNDONE: (),
    ImportState.REFUSED: (),
    ImportState.DROPPED: (),
}

MAILING_MOVES: Mapping[str, tuple[str, ...]] = {
    MailingState.DRAFT: (MailingState.SENDING,),
    MailingState.SENDING: (MailingState.STOPPED, MailingState.SENT),
    MailingState.STOPPED: (MailingState.SENDING,),
    MailingState.SENT: (),
}

RECOVERY_MOVES: Mapping[str, tuple[str, ...]] = {
    RecoveryState.ASKED: (RecoveryState.DONE, RecoveryState.REFUSED),
    RecoveryState.DONE: (),
    RecoveryState.REFUSED: (),
}

INTRODUCTION_MOVES: Mapping[str, tuple[str, ...]] = {
    IntroductionState.SUGGESTED: (
        IntroductionState.INTRODUCED,
        IntroductionState.DECLINED,
        IntroductionState.WITHDRAWN,
    ),
    IntroductionState.INTRODUCED: (
        IntroductionState.ACCEPTED,
        IntroductionState.DECLINED,
        IntroductionState.WITHDRAWN,
    ),
    IntroductionState.ACCEPTED: (
        IntroductionState.DELIVERING,
        IntroductionState.DELIVERED,
        IntroductionState.NOT_DELIVERED,
        IntroductionState.WITHDRAWN,
    ),
    IntroductionState.DELIVERING: (
        IntroductionState.DELIVERED,
        IntroductionState.NOT_DELIVERED,
        IntroductionState.WITHDRAWN,
    ),
    IntroductionState.DELIVERED: (IntroductionState.NOT_DELIVERED,),  # when the side in need says otherwise
    IntroductionState.NOT_DELIVERED: (),
    IntroductionState.DECLINED: (),
    IntroductionState.WITHDRAWN: (),
}
UNANSWERED = (IntroductionState.SUGGESTED, IntroductionState.INTRODUCED)
AGREED = (IntroductionState.ACCEPTED, IntroductionState.DELIVERING)
OPEN_INTRODUCTIONS = (*UNANSWERED, *AGREED)

GAP_MOVES: Mapping[str, tuple[str, ...]] = {
    GapState.OPEN: (GapState.ANSWERED, GapState.MET, GapState.CLOSED, GapState.EXPIRED),
    GapState.ANSWERED: (GapState.OPEN, GapState.MET, GapState.CLOSED),
    GapState.MET: (GapState.OPEN,),
    GapState.CLOSED: (GapState.OPEN,),
    GapState.EXPIRED: (GapState.OPEN, GapState.CLOSED),
}

OFFER_MOVES: Mapping[str, tuple[str, ...]] = {
    OfferState.OPEN: (OfferState.PAUSED, OfferState.CLOSED, OfferState.EXPIRED),
    OfferState.PAUSED: (OfferState.OPEN, OfferState.CLOSED, OfferState.EXPIRED),
    OfferState.CLOSED: (OfferState.OPEN,),
    OfferState.EXPIRED: (OfferState.OPEN, OfferState.CLOSED),
}


# What follows from elsewhere, an introduction or the time. All else the team of an entry says of its gaps and offers.
NOT_SAID = (GapState.ANSWERED, GapState.EXPIRED)


def said_by_team(moves: Mapping[str, tuple[str, ...]], before: str) -> tuple[str, ...]:
    """The states into which the team of an entry may move its gap or offer; none while an answer is under way."""
    if before == GapState.ANSWERED:
        return ()
    return tuple(after for after in moves[before] if after not in NOT_SAID)


def check_move(moves: Mapping[str, tuple[str, ...]], before: str, after: str) -> None:
    """Refuse a move that its table does not have.

    Raises `IllegalMove`.
    """
    if after not in moves[before]:
        raise IllegalMove
