"""Approving several submissions together: each for itself, a batch at a time in as few statements as one batch needs.

What holds for one holds for each of them (submissions.approve). Whatever the reader of a row can tell keeps one back
and lets the others go on; where the database alone knows, the batch is undone and done again one by one.
"""

import datetime
import uuid
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from registry import rules
from registry.actions import confirmations, introduction_ends, listing
from registry.actions.submissions import (
    approved,
    check_approval,
    check_decision,
    check_merged,
    check_waits,
    locked_many,
    merged_with_live,
    refusing,
    tell_team,
)
from registry.entry.corrections import fingerprint
from registry.entry.document import Document, read_all, without_tombstones
from registry.entry.write import write, write_new
from registry.errors import CorrectedMeanwhile, CorrectionsUnread, NotAllowed, Refusal
from registry.models import Decision, Membership, Organization, Person, Submission
from registry.models.messages import MessageKind
from registry.queries.confirmations import PARTS
from registry.states import (
    ORGANIZATION_MOVES,
    SUBMISSION_MOVES,
    DecisionKind,
    OrganizationState,
    Origin,
    SubmissionState,
    check_move,
)
from registry.vocabulary import ConfirmationWay

# That are approved in one transaction. Whoever approves one meanwhile waits for its end, at most.
AT_ONCE = 20

Results = dict[uuid.UUID, Decision | Refusal]
Seen = Mapping[uuid.UUID, datetime.datetime]


def approve_many(*, submissions: Sequence[Submission], by: Person, seen: Seen | None = None) -> Results:
    """Approve several, each as `submissions.approve` does: what came of each, by its id, in the order given.

    In batches of a transaction each, with one refresh of the listing; so whoever decides on one of them meanwhile
    waits for a moment at most. A batch in which something is wrong with one goes on without that one. `seen` says when
    each that was read was last saved. One with corrections is `CorrectionsUnread`: its own page alone shows them.
    """
    ids = [one.pk for one in submissions]
    if not rules.may_review(by):
        return {id_: NotAllowed() for id_ in ids}
    results: Results = {}
    ordered = sorted(submissions, key=lambda one: one.organization_id)  # two who approve lock in one order
    for start in range(0, len(ordered), AT_ONCE):
        results |= _batch(ordered[start : start + AT_ONCE], by, seen or {})
    return {id_: results[id_] for id_ in ids}


def _batch(batch: Sequence[Submission], by: Person, seen: Seen) -> Results:
    with transaction.atomic():
        try:
            with transaction.atomic():
                results = _in_one_go(batch, by, seen)
        except (IntegrityError, NotAllowed):  # by one of them, which is found by itself
            results = {}
        for submission in batch:
            if submission.pk not in results:
                results[submission.pk] = _alone(submission, by, seen)
        done = {one.organization_id for one in batch if isinstance(results[one.pk], Decision)}
        if done:
            listing.refresh(sorted(done))
    return results


def _alone(submission: Submission, by: Person, seen: Seen) -> Decision | Refusal:
    try:
        with refusing(), transaction.atomic():
            return approved(submission, by, seen.get(submission.pk), fingerprint({}))
    except CorrectedMeanwhile:
        return CorrectionsUnread()
    except Refusal as refusal:
        return refusal


def _in_one_go(batch: Sequence[Submission], by: Person, seen: Seen) -> Results:
    """Approve all but for the listing; of two of one organization only the first, which the second is merged with.

    Raises `IntegrityError` where the database refuses one of them, and `NotAllowed` where one names what is another's.
    """
    first = {one.organization_id: one for one in reversed(batch)}
    waiting = locked_many(first.values())
    theirs = Membership.objects.filter(person=by, organization__in=first).values_list("organization", flat=True)
    own, left = set(theirs), rules.left_meanwhile(by, waiting)
    lives = read_all([one.organization for one in waiting])
    results: Results = {}
    fit: list[tuple[Submission, Document]] = []
    for submission in waiting:
        organization = submission.organization
        try:
            check_waits(submission, by)
            is_own = organization.pk in own or submission.pk in left
            check_decision(submission, by, seen.get(submission.pk), own=is_own)
            check_approval(submission, by, fingerprint({}))
            merged = merged_with_live(submission, lives[organization.pk])
            check_merged(merged)
            check_move(SUBMISSION_MOVES, submission.state, SubmissionState.APPROVED)
            if organization.state != OrganizationState.LISTED:
                check_move(ORGANIZATION_MOVES, organization.state, OrganizationState.LISTED)
        except CorrectedMeanwhile:
            results[submission.pk] = CorrectionsUnread()
        except Refusal as refusal:
            results[submission.pk] = refusal
        else:
            fit.append((submission, merged.document))
    return results | _apply(fit, by)


def _apply(fit: Sequence[tuple[Submission, Document]], by: Person) -> Results:
    """Write locked submissions of one organization each into it, decide them and tell their teams."""
    now = timezone.now()
    write_new([(one.organization, document) for one, document in fit if not one.organization.live_version])
    for submission, document in fit:
        if submission.organization.live_version:
            write(submission.organization, document, at=now)
    _list([submission.organization for submission, _document in fit], now)
    for submission, _document in fit:
        if submission.origin == Origin.TEAM:
            confirmations.note(
                organization=submission.organization,
                parts=PARTS,
                by=submission.submitted_by,
                way=ConfirmationWay.SUBMISSION,
                today=now.date(),
            )
    decisions = Decision.objects.bulk_create(
        [
            Decision(
                submission=submission,
                kind=DecisionKind.APPROVE,
                by=by,
                snapshot=without_tombstones(document),
                live_version=submission.organization.live_version,
            )
            for submission, document in fit
        ]
    )
    Submission.objects.filter(pk__in=[submission.pk for submission, _document in fit]).update(
        state=SubmissionState.APPROVED, state_since=now, looked_at=now, looked_by=by
    )
    introduction_ends.follow_all([submission.organization_id for submission, _document in fit])
    for decision in decisions:
        tell_team(decision.submission, MessageKind.APPROVED, decision=str(decision.pk))
    return {decision.submission_id: decision for decision in decisions}


def _list(organizations: Sequence[Organization], now: datetime.datetime) -> None:
    """Raise the version of locked organizations, and list those that are not."""
    new = [one for one in organizations if one.state != OrganizationState.LISTED]
    Organization.objects.filter(pk__in=[one.pk for one in new]).update(
        state=OrganizationState.LISTED,
        state_since=now,
        listed_at=Coalesce("listed_at", now),
        live_version=F("live_version") + 1,
    )
    there = [one.pk for one in organizations if one.state == OrganizationState.LISTED]
    Organization.objects.filter(pk__in=there).update(live_version=F("live_version") + 1)
    for one in new:
        one.state, one.state_since, one.listed_at = OrganizationState.LISTED, now, one.listed_at or now
    for one in organizations:
        one.live_version += 1
