"""Going back to an earlier state of an entry: a proposal like any other change (The entry, Restore)."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from registry import rules
from registry.actions.drafts import note_changed, open_change
from registry.actions.named import NOTED, note_names
from registry.actions.submissions import locked, move
from registry.entry.document import Document, present, read
from registry.entry.fields import COLLECTIONS
from registry.entry.restores import Proposal, lay, propose
from registry.entry.upgrade import upgrade
from registry.errors import BeingReviewed, IllegalMove, NotAllowed
from registry.models import Attachment, Contact, Decision, Organization, Person, Submission
from registry.states import OrganizationState, Origin, SubmissionState


@dataclass(frozen=True)
class Restored:
    """The draft that proposes an earlier state; `kept` are its own changes that stay, `proposal` what was left out;
    whether an older draft `was_given_up` for it.
    """

    submission: Submission
    proposal: Proposal
    kept: list[str]
    was_given_up: bool


def preview(organization: Organization, decision: Decision) -> tuple[Document, Proposal]:
    """What is listed now, and what going back would propose. Changes nothing; at most twelve queries."""
    live = read(organization)
    return live, _proposal(organization, decision, live)


def restore(*, organization: Organization, decision: Decision, by: Person, origin: Origin = Origin.TEAM) -> Restored:
    """Propose that the entry says again what it said after `decision`.

    By the team it is written into its open draft, where its authors' own changes stay, or opens one; by a member of
    the secretariat (`origin` RESTORE) into a new draft of theirs; an older one, which proposes another state, is given
    up for it. Nothing is listed by this. Raises `NotAllowed`,
    `IllegalMove` for an entry that is not listed, and `BeingReviewed` while the team's change is with the secretariat.
    """
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        _check(organization, decision, by, origin)
        older = _give_up_older(organization, by) if origin == Origin.RESTORE else False
        submission = locked(open_change(organization=organization, by=by, origin=origin))
        if not submission.is_editable:
            raise BeingReviewed
        live, proposal = preview(organization, decision)
        laid = lay(base=submission.base, document=submission.document, live=live, proposal=proposal.document)
        submission.base, submission.document = laid.base, laid.document
        note_changed(submission, laid.changed)
        stated = [*submission.nothing_to_state, *_without_items(proposal.document)]
        submission.nothing_to_state = sorted({*stated} & {*_without_items(laid.document)})
        note_names(submission)
        submission.saved_at = timezone.now()
        submission.reminders = 0
        submission.save(
            update_fields=[
                *("base", "document", "seen", "nothing_to_state", "saved_at", "reminders"),
                *NOTED,
            ]
        )
        return Restored(submission, proposal, laid.kept, older)


def _give_up_older(organization: Organization, by: Person) -> bool:
    """Give up what somebody of the secretariat proposed before and never approved; whether there was any."""
    drafts = organization.submissions.select_for_update().filter(origin=Origin.RESTORE, opened_by=by)
    found = list(drafts.filter(state=SubmissionState.DRAFT))
    for draft in found:
        move(draft, SubmissionState.DISCARDED)
    return bool(found)


def _check(organization: Organization, decision: Decision, by: Person, origin: Origin) -> None:
    allowed = rules.is_in_team(by, organization) if origin == Origin.TEAM else rules.may_review(by)
    of_this = decision.submission.organization_id == organization.pk
    if not allowed or not of_this or decision.snapshot is None:
        raise NotAllowed
    if organization.state != OrganizationState.LISTED:
        raise IllegalMove


def _without_items(document: Document) -> list[str]:
    return [key for key, part in COLLECTIONS.items() if part.optional and not present(document, key)]


def _proposal(organization: Organization, decision: Decision, live: Document) -> Proposal:
    then = upgrade(decision.snapshot or {})
    named = {item["contact"] for item in present(then, "contacts").values()}
    files = {then["organization"][name] for name in ("logo", "mandate")} - {None}
    rows = Contact.objects.filter(pk__in=named, organization=organization, erased_at=None)
    whole = Attachment.objects.filter(pk__in=files, organization=organization).exclude(Q(file="") & Q(told=""))
    here = {str(pk) for pk in [*rows.values_list("pk", flat=True), *whole.values_list("pk", flat=True)]}
    return propose(then=then, live=live, erased=(named | files) - here)
