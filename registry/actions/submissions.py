"""The life of a submission after writing: sent, taken back, reviewed, decided (Product, States; The entry).

Each function is one transaction. It locks the organization, then the submission, so that whoever comes second sees
what the first one did and gets a named refusal.
"""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry import rules
from registry.actions import confirmations, duplicates, introduction_ends, listing, relations
from registry.actions.messages import post
from registry.entry import at_once
from registry.entry.called import title_of
from registry.entry.corrections import applied, corrected, fingerprint, standing
from registry.entry.document import Document, present, read, without_tombstones
from registry.entry.fields import COLLECTIONS
from registry.entry.merge import Choice, Conflict, Merged, merge
from registry.entry.needs import fitting
from registry.entry.upgrade import upgrade
from registry.entry.validate import Problem, problems
from registry.entry.write import write
from registry.errors import (
    AlreadyDecided,
    Conflicted,
    CorrectedMeanwhile,
    IllegalMove,
    IsWithdrawn,
    LookedAtAlready,
    NotAllowed,
    NotComplete,
    NothingChanged,
    OtherRegion,
    OwnImport,
    OwnSubmission,
    ReasonNeeded,
    SentAgain,
    TakenBack,
    UnknownReason,
)
from registry.models import Decision, Message, Organization, Person, Submission, TextVersion
from registry.models.messages import MessageKind
from registry.queries.confirmations import PARTS
from registry.states import (
    EDITABLE,
    OF_STAFF,
    ORGANIZATION_MOVES,
    SUBMISSION_MOVES,
    DecisionKind,
    OrganizationState,
    Origin,
    SubmissionState,
    check_move,
)
from registry.vocabulary import ConfirmationWay

DECLARATIONS = ("may_speak", "supports", "licence", "privacy")
COMPANY_DECLARATIONS = ("conduct",)
DECLARATION_VERSIONS = {"privacy": "2026-11", "conduct": "2026-11", "licence": "CC BY 4.0"}


def declarations_of(document: Document) -> tuple[str, ...]:
    """The declarations that go with sending an entry of this type (The entry, section send)."""
    company = document["organization"]["type"] == "private_sector"
    return DECLARATIONS + (COMPANY_DECLARATIONS if company else ())


def locked(submission: Submission) -> Submission:
    """The submission as it stands, locked after its organization, until the transaction ends."""
    organization = Organization.objects.select_for_update().get(pk=submission.organization_id)
    return _of(organization, Submission.objects.select_for_update().get(pk=submission.pk))


def locked_many(submissions: Collection[Submission]) -> list[Submission]:
    """Several submissions that are still there, as `locked` gives each, for as many queries as one costs."""
    organizations = Organization.objects.select_for_update().order_by("pk")
    found = {one.pk: one for one in organizations.filter(pk__in={one.organization_id for one in submissions})}
    fresh = Submission.objects.select_for_update().order_by("pk").filter(pk__in={one.pk for one in submissions})
    return [_of(found[one.organization_id], one) for one in fresh]


def _of(organization: Organization, fresh: Submission) -> Submission:
    fresh.organization = organization
    fresh.base, fresh.document = upgrade(fresh.base), upgrade(fresh.document)
    return fresh


def move(submission: Submission, after: SubmissionState, **columns: Any) -> None:
    """Set the state of a locked submission, if the table of moves has this move."""
    check_move(SUBMISSION_MOVES, submission.state, after)
    submission.state, submission.state_since = after, timezone.now()
    for name, value in columns.items():
        setattr(submission, name, value)
    submission.save(update_fields=["state", "state_since", *columns])


def move_organization(organization: Organization, after: OrganizationState, **columns: Any) -> None:
    check_move(ORGANIZATION_MOVES, organization.state, after)
    organization.state, organization.state_since = after, timezone.now()
    for name, value in columns.items():
        setattr(organization, name, value)
    organization.save(update_fields=["state", "state_since", *columns])


def tell_team(submission: Submission, kind: MessageKind, *, delay: int = 0, **context: str) -> None:
    """Put a message to everyone in the team into the present transaction; it is sent after `delay` seconds."""
    people = Person.objects.active().filter(memberships__organization=submission.organization_id).order_by("pk")
    for person in people:
        post(kind=kind, person=person, context={"submission": str(submission.pk), **context}, delay=delay)


def tell_authors(submission: Submission, kind: MessageKind, by: Person, *, delay: int, **context: str) -> None:
    """Write to those who may change what was sent: the team, or the member of the secretariat who brought it in and
    is not who decides, `by`."""
    if submission.origin == Origin.TEAM:
        tell_team(submission, kind, delay=delay, **context)
    elif (writer := submission.opened_by) and writer != by and writer.is_active:
        post(kind=kind, person=writer, context={"submission": str(submission.pk), **context}, delay=delay)


def submit(*, submission: Submission, by: Person, declared: Mapping[str, bool]) -> Submission:
    """Send a draft to the secretariat, tell the team that it arrived and the reviewers that it waits.

    A change of nothing but what may be listed at once is listed in the same transaction (`entry.at_once`); what waited
    before waits again, since a reviewer may have read or corrected it.

    Raises `NotAllowed`, `IllegalMove` when it is not a draft any more, `IsWithdrawn`, `NotComplete` with everything
    that is missing: answers, declarations, and input of the sender's that has not passed yet; and `NothingChanged`.
    """
    with transaction.atomic():
        submission = locked(submission)
        if not rules.may_edit(by, submission):
            raise NotAllowed
        if submission.state not in EDITABLE:  # a refusal that is taken back makes it wait again, its authors do not
            raise IllegalMove
        if submission.organization.state == OrganizationState.WITHDRAWN:
            raise IsWithdrawn
        missing = missing_for_sending(submission, by=by, declared=declared)
        if missing:
            raise NotComplete(missing)
        if changes_nothing(submission):
            raise NothingChanged
        relations.ask_parents(submission.organization)
        now, has_waited = timezone.now(), submission.submitted_at is not None
        made = {
            name: {"at": now.isoformat(), "by": str(by.pk), "version": DECLARATION_VERSIONS.get(name, "")}
            for name in declarations_of(submission.document)
        }
        move(
            submission,
            SubmissionState.SUBMITTED,
            submitted_at=now,
            submitted_by=by,
            declarations=made,
            settlements={},  # made against what was proposed before
            corrections=standing(submission.document, submission.corrections),
            assigned_to=None,
            escalated_at=None,
        )
        if has_waited:
            _stop_what_is_answered(submission)
        elif _list_at_once(submission):
            return submission
        tell_team(submission, MessageKind.SUBMISSION_RECEIVED)
        for reviewer in Person.objects.staff().order_by("pk"):
            if not rules.decides_there(reviewer, submission):
                continue
            post(kind=MessageKind.NEW_SUBMISSION, person=reviewer, context={"submission": str(submission.pk)})
        return submission


def _stop_what_is_answered(submission: Submission) -> None:
    """What asks for changes, and waits because it may be taken back, is not sent once the team has made them."""
    asking = Message.objects.filter(kind=MessageKind.CHANGES_REQUESTED, context__submission=str(submission.pk))
    asking.filter(sent_at=None, refused_at=None, stopped_at=None).update(stopped_at=timezone.now())


def _list_at_once(submission: Submission) -> bool:
    """List a change that was just sent, if a setting lets everything in it be listed at once; whether it was."""
    organization = submission.organization
    is_change = submission.origin == Origin.TEAM and organization.state == OrganizationState.LISTED
    if not is_change or not settings.LISTED_AT_ONCE:
        return False
    live, merged = read(organization), merged_with_live(submission)
    fits = not merged.conflicts and not problems(merged.document, need="list")
    if not fits or not at_once.may_be_listed(live, merged.document, settings.LISTED_AT_ONCE):
        return False
    decision = apply(submission, by=None, rule=at_once.RULE)
    listing.refresh([organization.pk])
    tell_team(submission, MessageKind.LISTED_AT_ONCE, decision=str(decision.pk))
    return True


def look(*, submission: Submission, by: Person) -> Submission:
    """Note that somebody looked at what a rule had listed at once.

    What is wrong is changed by an edit of theirs. Raises `NotAllowed`, `OwnSubmission`, `OtherRegion`,
    `LookedAtAlready`, and `IllegalMove` for what no rule has listed.
    """
    with transaction.atomic():
        if not rules.may_review(by):
            raise NotAllowed
        submission = locked(submission)
        if rules.wrote_for_own_organization(by, submission):
            raise OwnSubmission
        if not rules.decides_there(by, submission):
            raise OtherRegion
        if not submission.decisions.filter(rule=at_once.RULE).exists():
            raise IllegalMove
        if submission.looked_at is not None:
            raise LookedAtAlready
        submission.looked_at, submission.looked_by = timezone.now(), by
        submission.save(update_fields=["looked_at", "looked_by"])
        return submission


def missing_for_sending(
    submission: Submission, *, by: Person, declared: Mapping[str, bool] | None = None
) -> list[Problem]:
    """What keeps a submission from being sent; without `declared`, declarations are not asked for."""
    document = upgrade(submission.document)
    found = problems(document, need="send", nothing_to_state=submission.nothing_to_state)
    held = {key: (one["scheme"], one["value"]) for key, one in present(document, "identifiers").items()}
    found += [Problem(f"identifiers.{key}.value", duplicates.TAKEN) for key in duplicates.taken(submission, held)]
    known = {problem.path for problem in found}
    for key, kept in sorted(submission.unaccepted.items()):
        if str(by.pk) in kept and key not in known:
            found.append(
                Problem(key, _("Something that you typed here was not accepted yet. Open the page to see why."))
            )
    if declared is not None:
        found += [
            Problem(f"send.{name}", _("Tick this to send the registration."))
            for name in declarations_of(document)
            if not declared.get(name)
        ]
    return found


def changes_nothing(submission: Submission) -> bool:
    """Whether a change proposes just what it was begun with, corrections included."""
    base, document = upgrade(submission.base), upgrade(submission.document)
    proposal = corrected(document, standing(document, submission.corrections))
    return not submission.is_registration and without_tombstones(proposal) == without_tombstones(base)


def take_back(*, submission: Submission, by: Person) -> Submission:
    """Make a sent submission a draft again, before it is decided. Raises `NotAllowed`, `IllegalMove`."""
    with transaction.atomic():
        submission = locked(submission)
        if not rules.may_edit(by, submission):
            raise NotAllowed
        if submission.state != SubmissionState.SUBMITTED:
            raise IllegalMove
        move(submission, SubmissionState.DRAFT, assigned_to=None, reminders=0)
        return submission


def discard(*, submission: Submission, by: Person) -> Submission:
    """Give up a draft. A registration's organization is deleted with it some days later. Raises as `take_back`."""
    with transaction.atomic():
        submission = locked(submission)
        if not rules.may_edit(by, submission):
            raise NotAllowed
        move(submission, SubmissionState.DISCARDED)
        return submission


def settle(*, submission: Submission, path: str, choice: Choice, by: Person) -> Submission:
    """Note which side wins at a conflict, against the entry as it is listed now.

    Raises `NotAllowed`, `AlreadyDecided`, and as a decision does `OwnSubmission` and `OtherRegion`.
    """
    with transaction.atomic():
        submission = for_decision(submission, by, None)
        choices = {**current_settlements(submission), path: choice}
        submission.settlements = {"live_version": submission.organization.live_version, "choices": choices}
        submission.save(update_fields=["settlements"])
        return submission


def current_settlements(submission: Submission) -> dict[str, Choice]:
    """The reviewer's choices, unless the entry has changed since they were made."""
    if submission.settlements.get("live_version") != submission.organization.live_version:
        return {}
    return dict(submission.settlements["choices"])


def approve(
    *,
    submission: Submission,
    by: Person,
    note: str = "",
    seen: datetime.datetime | None = None,
    known: str | None = None,
) -> Decision:
    """Apply what the submission changed to the entry, with its corrections, and list it.

    In one transaction: merged onto what is live under the lock, validated whole, rows written, the decision with its
    snapshot, the listing, the messages. `seen` is when the document that the reviewer read was last saved, `known` the
    `fingerprint` of the corrections that they read. Raises `NotAllowed`, `OwnSubmission`, `OwnImport`, `OtherRegion`,
    `AlreadyDecided`, `SentAgain` when it was saved after `seen`, `CorrectedMeanwhile`, and `Conflicted` with every
    conflict that is not settled against the present entry and every field that cannot be listed as it is.
    """
    with refusing(), transaction.atomic():
        decision = approved(submission, by, seen, known, note)
        listing.refresh([submission.organization_id])
        return decision


def approved(
    submission: Submission,
    by: Person,
    seen: datetime.datetime | None,
    known: str | None = None,
    note: str = "",
) -> Decision:
    """Approve all but for the listing, within the caller's transaction. Raises as `approve`."""
    submission = for_decision(submission, by, seen)
    check_approval(submission, by, known)
    decision = apply(submission, by=by, note=note)
    tell_team(submission, MessageKind.APPROVED, decision=str(decision.pk))
    return decision


def check_approval(submission: Submission, by: Person, known: str | None) -> None:
    """What is asked of an approval alone, of a locked submission that may be decided. Raises as `approve`."""
    if rules.imported_it(by, submission):
        raise OwnImport
    if known is not None and known != fingerprint(submission.corrections):
        raise CorrectedMeanwhile


@contextmanager
def refusing() -> Iterator[None]:
    """Around a transaction: what the database alone knew becomes a refusal."""
    try:
        yield
    except IntegrityError as error:
        refusal = _refused_by_database(error)
        if refusal is None:
            raise
        raise refusal from error


def apply(submission: Submission, *, by: Person | None, note: str = "", rule: str = "") -> Decision:
    """Write a locked submission into its organization and decide it; listing and messages are the caller's.

    A `rule` decides instead of a person. It only takes away, so an entry that could not be listed anew is no obstacle;
    a rule that does more has looked before.
    """
    organization = submission.organization
    merged = merged_with_live(submission)
    check_merged(merged, whole=not rule)
    now = timezone.now()
    write(organization, merged.document, at=now)
    organization.live_version += 1
    columns: dict[str, Any] = {"live_version": organization.live_version}
    if organization.state == OrganizationState.LISTED:
        organization.save(update_fields=[*columns])
    elif organization.state == OrganizationState.WITHDRAWN:
        raise IllegalMove  # coming back is its own action, never a side effect of a change
    else:
        move_organization(organization, OrganizationState.LISTED, listed_at=organization.listed_at or now, **columns)
    if submission.origin == Origin.TEAM:
        confirmations.note(
            organization=organization,
            parts=PARTS,
            by=submission.submitted_by,
            way=ConfirmationWay.SUBMISSION,
            today=now.date(),
        )
    decision = Decision.objects.create(
        submission=submission,
        kind=DecisionKind.APPROVE,
        by=by,
        rule=rule,
        reason=note,
        corrections=applied(merged.document, standing(submission.document, submission.corrections)),
        snapshot=without_tombstones(merged.document),
        live_version=organization.live_version,
    )
    introduction_ends.follow(organization.pk)
    move(submission, SubmissionState.APPROVED, **({} if rule else {"looked_at": now, "looked_by": by}))
    return decision


def check_merged(merged: Merged, *, whole: bool = True) -> None:
    """Raises `Conflicted` with every conflict that is not settled, and of a `whole` entry all that keeps it from being
    listed.
    """
    faults: list[Conflict | Problem] = [*merged.conflicts]
    if whole:
        faults += problems(merged.document, need="list")
    if faults:
        raise Conflicted(faults)


def merged_with_live(submission: Submission, live: Document | None = None) -> Merged:
    """What a locked submission would make of the entry as its rows stand. Costs what `entry.document.read` does,
    nothing where they were read.
    """
    merged = merge(
        base=submission.base,
        live=read(submission.organization) if live is None else live,
        proposal=corrected(submission.document, submission.corrections),
        settlements=current_settlements(submission),
    )
    merged.document["organization"] = fitting(merged.document["organization"])
    return merged


def request_changes(
    *,
    submission: Submission,
    by: Person,
    reason: str = "",
    reasons: Sequence[TextVersion] = (),
    comments: Sequence[Mapping[str, str]] = (),
    seen: datetime.datetime | None = None,
) -> Decision:
    """Ask who sent it for changes, in words, by reasons from the list, and by field.

    Raises `ReasonNeeded` without any of them, `UnknownReason` for a reason of another kind, and as `approve` does.
    """
    return _refuse(submission, by, DecisionKind.REQUEST_CHANGES, reason, reasons, comments, seen)


def decline(
    *,
    submission: Submission,
    by: Person,
    reason: str = "",
    reasons: Sequence[TextVersion] = (),
    seen: datetime.datetime | None = None,
) -> Decision:
    """Refuse a submission. A registration's organization becomes `refused`; a listed entry stays as it is. The team is
    told of what was its own.

    Raises as `request_changes`.
    """
    return _refuse(submission, by, DecisionKind.DECLINE, reason, reasons, (), seen)


def _refuse(
    submission: Submission,
    by: Person,
    kind: DecisionKind,
    reason: str,
    reasons: Sequence[TextVersion],
    comments: Sequence[Mapping[str, str]],
    seen: datetime.datetime | None,
) -> Decision:
    with transaction.atomic():
        submission = for_decision(submission, by, seen)
        comments = [dict(comment) for comment in comments if comment["text"].strip()]
        if not reason.strip() and not comments and not reasons:
            raise ReasonNeeded
        if any(one.text.kind != kind for one in reasons):
            raise UnknownReason
        decision = Decision.objects.create(
            submission=submission,
            kind=kind,
            by=by,
            reason=reason,
            reasons=[{"text": str(one.text_id), "version": one.number} for one in reasons],
            comments=[{**one, **_called(submission, one["path"])} for one in comments],
        )
        delay = settings.TAKE_BACK_SECONDS  # so long it can be taken back
        if kind is DecisionKind.REQUEST_CHANGES:
            move(submission, SubmissionState.CHANGES_REQUESTED)
            tell_authors(submission, MessageKind.CHANGES_REQUESTED, by, delay=delay, decision=str(decision.pk))
            return decision
        move(submission, SubmissionState.DECLINED)
        if submission.organization.state == OrganizationState.PENDING:
            move_organization(submission.organization, OrganizationState.REFUSED)
        if submission.origin == Origin.TEAM:  # who did not ask is not answered
            tell_team(submission, MessageKind.DECLINED, delay=delay, decision=str(decision.pk))
        return decision


def _called(submission: Submission, path: str) -> dict[str, str]:
    """What the item was called that a comment is about, for those who do not see what its authors make of it then."""
    part, _dot, below = path.partition(".")
    item = present(upgrade(submission.document), part).get(below.partition(".")[0]) if part in COLLECTIONS else None
    title, language = title_of(part, item) if item else ("", "")
    return {"title": title, "language": language} if language else {}


def for_review(submission: Submission, by: Person) -> Submission:
    """The submission, locked, for whoever reviews it. Raises `NotAllowed`, `AlreadyDecided`, `TakenBack`."""
    if not rules.may_review(by):
        raise NotAllowed
    submission = locked(submission)
    check_waits(submission, by)
    return submission


def check_waits(submission: Submission, by: Person) -> None:
    """Raises `AlreadyDecided` or `TakenBack` for a submission that does not wait for its reviewers. No query."""
    own_draft = submission.origin in OF_STAFF and submission.opened_by_id == by.pk
    if submission.state != SubmissionState.SUBMITTED and not (own_draft and submission.state == SubmissionState.DRAFT):
        raise TakenBack if submission.state == SubmissionState.DRAFT else AlreadyDecided


def check_as_read(submission: Submission, by: Person, seen: datetime.datetime | None) -> None:
    """Raises as `check_waits`, and `SentAgain` for a submission that was saved after `seen`. No query.

    For a page that wants to tell this before anything that is wrong with what was typed; the decision asks again.
    """
    check_waits(submission, by)
    if seen is not None and submission.saved_at != seen:
        raise SentAgain


def for_decision(submission: Submission, by: Person, seen: datetime.datetime | None) -> Submission:
    """The submission, locked, if `by` may decide it and nobody changed it after `seen`. Raises as `approve`."""
    submission = for_review(submission, by)
    check_decision(submission, by, seen, own=rules.wrote_for_own_organization(by, submission))
    return submission


def check_decision(submission: Submission, by: Person, seen: datetime.datetime | None, *, own: bool) -> None:
    """What is asked of a decision on a locked submission that waits; `own` is one for an organization of theirs.

    Raises `SentAgain`, `OwnSubmission`, `OtherRegion`. No query.
    """
    if seen is not None and submission.saved_at != seen:
        raise SentAgain
    if own:
        raise OwnSubmission
    if not rules.decides_there(by, submission):
        raise OtherRegion


def _refused_by_database(error: IntegrityError) -> Conflicted | None:
    """The refusal for an identifier that another listed entry took meanwhile; other errors stay errors."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if constraint != "identifier_belongs_to_one":
        return None
    sentence = _("Another listed entry has one of these identifiers already. Look for it in the directory.")
    return Conflicted([Problem("identifiers", sentence)])
