"""The ends of introductions: said by a side, or followed from an entry of which something is gone.

A change of an entry asks for a job (`follow`), since what ends by it may free the gap of another organization: the job
locks all of them in their order. Until it has run nobody can act on what is gone: accepting looks again. Every night
all that is open is looked at once more.
"""

import datetime
import uuid
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from registry import jobs
from registry.actions import listing
from registry.actions.introduction_steps import (
    locked,
    move,
    settle_gap,
    tell,
    tell_both,
    tell_joint,
    tell_step,
    tell_those_who_ask,
)
from registry.models import Introduction, JointMember, JointResponse, Organization, Person, SupportGap, SupportOffer
from registry.models.messages import MessageKind
from registry.queries import introductions
from registry.queries.introductions import HELPING, NEEDING, TO_PARTNERS, other_side
from registry.states import (
    OPEN_INTRODUCTIONS,
    UNANSWERED,
    GapState,
    IntroductionState,
    OfferState,
    OrganizationState,
)
from registry.vocabulary import EndReason, IntroductionSide

GONE_GAPS = (GapState.MET, GapState.CLOSED, GapState.EXPIRED)
GONE_OFFERS = (OfferState.CLOSED, OfferState.EXPIRED)


def end(
    introduction: Introduction,
    after: IntroductionState,
    *,
    because: str = "",
    reason: str = "",
    by: Person | None = None,
    met: bool | None = None,
) -> None:
    """End a locked introduction, and with it its joint response, of which those are told that ask to join it; its gap
    follows, and is shown so.
    """
    move(introduction, after, because=because, reason=reason, ended_by=by, met=met)
    if JointResponse.objects.filter(introduction=introduction, ended_at=None).update(ended_at=introduction.ended_at):
        tell_those_who_ask(introduction)
    if settle_gap(introduction.gap):
        listing.refresh([introduction.needing_id])


def end_unanswered(gap: SupportGap) -> None:
    """End what waits for an answer about a gap that is met, under the lock of its organization."""
    for one in _waiting(Q(gap=gap)):
        end(one, IntroductionState.WITHDRAWN, because=EndReason.GAP_GONE)
        tell_step(one, HELPING, step="gap_gone")


def take_back_all_of(person: Person, organization: Organization) -> None:
    """Take back what somebody wrote for an organization that was not theirs, and nobody answered yet; it is locked."""
    theirs = Q(writer=NEEDING, needing=organization, needing_by=person)
    theirs |= Q(writer=HELPING, helping=organization, helping_by=person)
    for one in _waiting(theirs):
        end(one, IntroductionState.WITHDRAWN, because=EndReason.TAKEN_BACK)
        tell_step(one, other_side(IntroductionSide(one.writer)), step="taken_back")


def _waiting(about: Q) -> QuerySet[Introduction]:
    rows = Introduction.objects.select_for_update(of=("self",)).filter(about, state__in=UNANSWERED)
    return rows.select_related("gap", "needing", "helping").order_by("pk")


# -- What follows from a change of an entry ---------------------------------------------------------------------------


def follow(organization_id: uuid.UUID, by: Person | None = None) -> None:
    """Have the open introductions of an organization looked at after this transaction; `by`, whose word may end them,
    is not told that it did. One query where it has none.
    """
    if _open_of([organization_id]).exists():
        jobs.enqueue("follow_introductions", organization_id=str(organization_id), by=str(by.pk) if by else "")


def follow_all(organization_ids: Collection[uuid.UUID]) -> None:
    """The same for several. One query where none of them has any."""
    if _open_of(organization_ids).exists():
        for organization_id in organization_ids:
            follow(organization_id)


def _open_of(ids: Collection[uuid.UUID]) -> QuerySet[Introduction]:
    member = JointMember.objects.filter(organization__in=ids, left_at=None).values("joint__introduction")
    theirs = Q(needing__in=ids) | Q(helping__in=ids) | Q(pk__in=member)
    return Introduction.objects.filter(theirs, state__in=OPEN_INTRODUCTIONS)


def look_after(organization_id: uuid.UUID, by: uuid.UUID | None = None) -> int:
    """End what cannot go on in the introductions of an organization, and tell all but who said what ends them. Returns
    how many. May run twice.
    """
    ids = _open_of([organization_id]).order_by("pk").values_list("pk", flat=True)
    return _look(ids, Person.objects.filter(pk=by).first())


def look_after_all() -> int:
    """The same for every open introduction: each night, whatever a lost job had left. Returns how many ended."""
    found = Introduction.objects.filter(state__in=OPEN_INTRODUCTIONS)
    return _look(found.order_by("pk").values_list("pk", flat=True))


def _look(ids: Iterable[uuid.UUID], by: Person | None = None) -> int:
    return sum(_look_at(pk, by) for pk in list(ids))


def _look_at(pk: uuid.UUID, by: Person | None) -> int:
    with transaction.atomic():
        introduction = locked(Introduction.objects.get(pk=pk))
        if introduction.state not in OPEN_INTRODUCTIONS:
            return 0
        _part_from_gone(introduction)
        because = why_over(introduction)
        if because is None:
            return 0
        lead_is_gone = because in (EndReason.ORGANIZATION_GONE, EndReason.OFFER_GONE)
        if lead_is_gone and introduction.needing.state == OrganizationState.LISTED and pass_on(introduction, because):
            return 1
        end(introduction, IntroductionState.WITHDRAWN, because=because)
        tell_both(introduction, str(because.value), by)
        return 1


def why_over(introduction: Introduction) -> EndReason | None:
    """Why an open introduction cannot go on; none if it can.

    Before it is accepted, what it is about has to be on the board for the other side too. What both have agreed on goes
    on between them though others see it no more; it ends when it is taken away.
    """
    if any(one.state != OrganizationState.LISTED for one in (introduction.needing, introduction.helping)):
        return EndReason.ORGANIZATION_GONE
    agreed = introduction.accepted_at is not None
    return _of_item(introduction.gap, GONE_GAPS, EndReason.GAP_GONE, agreed) or _of_item(
        introduction.offer, GONE_OFFERS, EndReason.OFFER_GONE, agreed
    )


def _of_item(
    item: SupportGap | SupportOffer | None, gone: tuple[str, ...], because: EndReason, agreed: bool
) -> EndReason | None:
    if item is None:
        return None
    if item.removed_at or (item.state in gone and not agreed):
        return because
    return EndReason.HIDDEN if item.visible_to not in TO_PARTNERS and not agreed else None


# -- Who leads next ---------------------------------------------------------------------------------------------------


def _part_from_gone(introduction: Introduction) -> None:
    """Let those go from a joint response who are no longer listed; its lead is left to `why_over`."""
    gone = JointMember.objects.filter(joint__introduction=introduction, left_at=None)
    gone = gone.exclude(organization__state=OrganizationState.LISTED).exclude(organization=introduction.helping_id)
    gone.update(left_at=timezone.now())


def pass_on(introduction: Introduction, because: EndReason, by: Person | None = None) -> Introduction | None:
    """Give the lead of a joint response to who joined next, where there is one: an introduction of theirs goes on as
    this one stood, or the one that they have already. None where nobody follows, or it leads no joint response.
    """
    joint = JointResponse.objects.select_for_update().filter(introduction=introduction, ended_at=None).first()
    if joint is None:
        return None
    held = JointMember.objects.filter(joint=joint, left_at=None).values_list("organization", flat=True)
    member = introductions.followers(joint.pk, introduction.helping_id, list(held)).first()
    if member is None:
        return None
    now = timezone.now()
    JointMember.objects.filter(joint=joint, organization=introduction.helping_id, left_at=None).update(left_at=now)
    following = _introduction_of(member, introduction, now)
    joint.introduction = following
    joint.save(update_fields=["introduction"])
    move(introduction, IntroductionState.WITHDRAWN, because=because, ended_by=by)  # the gap: as it was, by the next
    lead = str(member.organization_id)
    tell(introduction, HELPING, MessageKind.INTRODUCTION_MOVED, step="passed_on", lead=lead)
    tell_joint(
        joint,
        "lead",
        organization=member.organization,
        before=str(introduction.helping_id),
        because=str(because.value),
    )
    return following


def _introduction_of(member: JointMember, before: Introduction, now: datetime.datetime) -> Introduction:
    own = Introduction.objects.filter(gap=before.gap, helping=member.organization, state__in=OPEN_INTRODUCTIONS)
    known = own.select_related("needing", "helping").first()
    if known is None:
        return Introduction.objects.create(
            gap=before.gap,
            needing=before.needing,
            helping=member.organization,
            writer=before.writer,
            state=before.state,
            state_since=now,
            accepted_at=before.accepted_at,
            needing_by=before.needing_by,
            helping_by=member.by,
        )
    if before.accepted_at and not known.accepted_at:  # the needing side has agreed to those who answer together
        if known.state == IntroductionState.SUGGESTED:
            move(known, IntroductionState.INTRODUCED, writer=IntroductionSide.HELPING)
        move(known, IntroductionState.ACCEPTED, accepted_at=now)
    return known
