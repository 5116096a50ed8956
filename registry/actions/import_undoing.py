"""Taking back what an import brought in, row by row (The entry, Restore).

What waits is discarded. A change that was approved is turned back by a submission that has the document after it as
base and the one before as proposal: what somebody changed since stays as it is. An entry that the import created is
withdrawn, unless a team has taken it over. Whatever cannot be taken back stays, and its row says why.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry import rules
from registry.actions import introduction_ends
from registry.actions.named import note_names
from registry.actions.submissions import apply, locked, move, move_organization, tell_team
from registry.entry.document import Document, read
from registry.entry.merge import Conflict, merge
from registry.entry.restores import propose
from registry.entry.upgrade import upgrade
from registry.errors import OwnSubmission, Refusal
from registry.models import Decision, Organization, Person, Submission, Withdrawal
from registry.models.messages import MessageKind
from registry.states import EDITABLE, DecisionKind, OrganizationState, Origin, SubmissionState


def take_back(*, submission: Submission, by: Person) -> tuple[bool, str]:
    """Take one submission back, in a transaction of its own within the caller's; the listing is the caller's.

    Whether it is taken back, and what there is to say of it.
    """
    try:
        with transaction.atomic():
            submission = locked(submission)
            if submission.state == SubmissionState.SUBMITTED:
                move(submission, SubmissionState.DRAFT, assigned_to=None)
            if submission.state in EDITABLE:
                move(submission, SubmissionState.DISCARDED)
                return True, ""
            if submission.state != SubmissionState.APPROVED:  # declined meanwhile: there is nothing to take back
                return False, ""
            if submission.is_registration:
                return _withdraw(submission.organization, by)
            return True, _turn_back(submission, by)
    except Refusal as refusal:
        return False, str(refusal)
    except IntegrityError:
        return False, _("The entry before it cannot be listed any more. Change this one by hand.")


def _withdraw(organization: Organization, by: Person) -> tuple[bool, str]:
    if organization.state != OrganizationState.LISTED:
        return True, ""
    if rules.has_team(organization):
        return False, _("A team has taken this entry over meanwhile. It stays; only its team can withdraw it.")
    move_organization(organization, OrganizationState.WITHDRAWN)
    waiting = organization.submissions.select_for_update().filter(state=SubmissionState.SUBMITTED)
    for submission in waiting.order_by("pk"):
        move(submission, SubmissionState.DRAFT, assigned_to=None, reminders=0)
    Withdrawal.objects.create(organization=organization, by=by)
    introduction_ends.follow(organization.pk)
    return True, ""


def _turn_back(submission: Submission, by: Person) -> str:
    """Apply the entry before an approved change, where nobody changed it since; what stays, in words."""
    organization = submission.organization
    if organization.state != OrganizationState.LISTED:
        return ""
    if rules.wrote_for_own_organization(by, submission):
        raise OwnSubmission
    decision = submission.decisions.get(kind=DecisionKind.APPROVE)
    after, live = upgrade(decision.snapshot or {}), read(organization)
    proposal = propose(then=_before(submission, decision), live=after, erased=()).document
    conflicts = merge(base=after, live=live, proposal=proposal).conflicts
    back = Submission(
        organization=organization,
        origin=Origin.RESTORE,
        opened_by=by,
        base=after,
        base_version=organization.live_version,
        document=proposal,
        settlements={
            "live_version": organization.live_version,
            "choices": {conflict.path: "live" for conflict in conflicts},
        },
    )
    note_names(back)
    back.save(force_insert=True)
    made = apply(back, by=by, note=_("An import was taken back: the entry says again what it said before."))
    tell_team(back, MessageKind.APPROVED, decision=str(made.pk))
    return _said_of(conflicts)


def _before(submission: Submission, decision: Decision) -> Document:
    """What was listed just before a decision."""
    earlier = Decision.objects.filter(
        submission__organization=submission.organization_id,
        kind=DecisionKind.APPROVE,
        live_version=decision.live_version - 1,
    ).first()
    return upgrade((earlier.snapshot if earlier else submission.base) or {})


def _said_of(conflicts: list[Conflict]) -> str:
    if not conflicts:
        return ""
    number = len(conflicts)
    return ngettext(
        "%(number)d place was changed by others since. It stays as it is now.",
        "%(number)d places were changed by others since. They stay as they are now.",
        number,
    ) % {"number": number}
