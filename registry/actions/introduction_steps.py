"""What every step of an introduction is made of: its locks, its move, the gap that follows, and who is told.

Organizations are locked before the introduction, in the order of their ids: both sides, and with a joint response all
who belong to it. So of two who act on one introduction, or on one gap, the second sees what the first did.
"""

import datetime
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.apps import apps
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from registry import rules
from registry.actions import cases
from registry.actions.messages import post
from registry.actions.versions import note_changes, raise_version
from registry.errors import IllegalMove, NotAllowed
from registry.models import (
    Introduction,
    IntroductionNote,
    JointMember,
    JointResponse,
    Message,
    Organization,
    Person,
    SupportGap,
)
from registry.models.messages import MessageKind
from registry.queries import enquiries
from registry.queries.confirmations import day
from registry.queries.introductions import CASE_AFTER, HELPING, NEEDING, asked, is_told, other_side, party, side_of
from registry.states import (
    AGREED,
    GAP_MOVES,
    INTRODUCTION_MOVES,
    OPEN_INTRODUCTIONS,
    UNANSWERED,
    CaseKind,
    GapState,
    IntroductionState,
    check_move,
)
from registry.vocabulary import IntroductionSide


def lock_organizations(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Organization]:
    """Organizations as they stand, by their ids, locked in the order of these."""
    rows = Organization.objects.select_for_update().filter(pk__in=set(ids)).order_by("pk")
    return {one.pk: one for one in rows}


def locked(introduction: Introduction) -> Introduction:
    """The introduction as it stands, locked after its organizations."""
    joined = JointMember.objects.filter(joint__introduction=introduction, left_at=None)
    around = joined.values_list("organization", flat=True)
    held = lock_organizations([introduction.needing_id, introduction.helping_id, *around])
    fresh = (
        Introduction.objects.select_for_update(of=("self",))
        .select_related("gap", "offer", "joint_response")
        .get(pk=introduction.pk)
    )
    fresh.needing, fresh.helping = held[fresh.needing_id], held[fresh.helping_id]
    return fresh


def acting(
    introduction: Introduction, organization: Organization, by: Person, *states: str
) -> tuple[Introduction, IntroductionSide]:
    """The introduction, locked, and the side for which somebody acts. Raises `NotAllowed`, `IllegalMove`."""
    introduction = locked(introduction)
    side = side_of(introduction, organization)
    if side is None or not by.is_active or not rules.is_in_team(by, organization):
        raise NotAllowed
    if introduction.state not in states:
        raise IllegalMove
    return introduction, side


def move(introduction: Introduction, after: IntroductionState, **columns: Any) -> None:
    """Set the state of a locked introduction, if the table of moves has this move."""
    check_move(INTRODUCTION_MOVES, introduction.state, after)
    waited_for = [party(introduction, side) for side in asked(introduction)]
    now = timezone.now()
    ended = None if after in OPEN_INTRODUCTIONS else now
    columns = {"state": after, "state_since": now, "ended_at": ended, "reminders": 0, **columns}
    put(introduction, **columns)
    for organization in waited_for:
        settle_case(organization)


def put(introduction: Introduction, **columns: Any) -> None:
    """Set columns of a locked introduction."""
    for name, value in columns.items():
        setattr(introduction, name, value)
    introduction.save(update_fields=[*columns])


def settle_case(organization: Organization) -> None:
    """Close the case about what an organization left unanswered, once nothing of it is left."""
    late = Introduction.objects.filter(state__in=UNANSWERED, reminders__gte=CASE_AFTER)
    late = late.filter(Q(needing=organization) | Q(helping=organization)).select_related("needing", "helping")
    if not any(organization == party(one, side) for one in late for side in asked(one)):
        cases.settle_with(kind=CaseKind.UNANSWERED, organization=organization, by=None)


def settle_gap(gap: SupportGap | None) -> bool:
    """Make the state of a gap follow what stands for it, under the lock of its organization; whether it changed.

    It is answered while an introduction is accepted, or delivered and its side has not said yet whether that met it,
    and open again when nothing stands: from as long ago as before, unless something was delivered meanwhile (until it
    is said that nothing was, `wait_on`). Whether it still holds is asked anew then: nobody could confirm it meanwhile.
    The listing is the caller's.
    """
    if gap is None:
        return False
    about = Introduction.objects.filter(gap=gap)
    stands = about.filter(Q(state__in=AGREED) | Q(state=IntroductionState.DELIVERED, met=None)).exists()
    before, after = (GapState.OPEN, GapState.ANSWERED) if stands else (GapState.ANSWERED, GapState.OPEN)
    now = timezone.now()
    columns: dict[str, Any] = {"state": after, "state_since": now}
    if stands:
        columns["open_since"] = Least(Coalesce("open_since", "state_since"), now)  # clocks may differ a little
    else:
        came = about.filter(state=IntroductionState.DELIVERED, ended_at__gte=OuterRef("open_since"))
        columns["open_since"] = Case(When(Exists(came), then=None), default="open_since")
        columns |= {"confirmed_on": day(now), "reminders": 0}
    check_move(GAP_MOVES, before, after)
    return bool(SupportGap.objects.filter(pk=gap.pk, state=before).update(**columns))


def wait_on(gap: SupportGap | None) -> bool:
    """Let a gap that began to wait anew, because something was delivered, go on from when it was opened: it has turned
    out that nothing was. Under the lock of its organization; whether its age changed. The listing is the caller's.
    """
    changed = False
    while gap and (since := _waited_before(gap)):
        SupportGap.objects.filter(pk=gap.pk).update(open_since=since)
        changed = True
    return changed


def _waited_before(gap: SupportGap) -> datetime.datetime | None:
    """From when a gap waited before the wait in which it is now; none where something delivered, or a team that opened
    it again, parts the two. The column holds one wait only: the one before it stands in the events.
    """
    fresh = SupportGap.objects.get(pk=gap.pk)
    if fresh.state not in (GapState.OPEN, GapState.ANSWERED):
        return None
    events = apps.get_model("registry", "SupportGapEvent")._default_manager.filter(pgh_obj=gap.pk)
    waits = fresh.open_since or fresh.state_since
    began = events.filter(state=GapState.OPEN, open_since=None, state_since=waits).order_by("pgh_id").first()
    before = events.filter(pgh_id__lt=began.pgh_id).order_by("-pgh_id").first() if began else None
    if before is None or before.state != GapState.ANSWERED or before.open_since >= waits:
        return None
    came = Introduction.objects.filter(gap=gap, state=IntroductionState.DELIVERED, ended_at__gte=before.open_since)
    since: datetime.datetime | None = before.open_since
    return None if came.exists() else since


def note(
    introduction: Introduction, organization: Organization | None, by: Person, text: str, language: str
) -> IntroductionNote | None:
    """Add words to the thread, if there are any. The same, sent again by the same side, are there once: none then."""
    if not text.strip():
        return None
    last = introduction.notes.filter(organization=organization).order_by("-sent_at", "-pk").first()
    if last is not None and last.text == text:
        return None
    return IntroductionNote.objects.create(
        introduction=introduction, organization=organization, by=by, text=text, language=language
    )


def tell(
    introduction: Introduction,
    side: IntroductionSide,
    kind: MessageKind,
    *,
    words: IntroductionNote | None = None,
    by: Person | None = None,
    **context: str,
) -> set[uuid.UUID]:
    """Put a message to everyone in the team of a side, but `by`, who did it, into the present transaction, with what
    was written, if any.

    Returns who they are.
    """
    told = party(introduction, side)
    context = {
        "introduction": str(introduction.pk),
        "organization": str(told.pk),
        "side": str(side.value),
        **context,
    }
    if words:
        context["note"] = str(words.pk)
    people = [person for person in enquiries.readers(told) if person != by]
    for person in people:
        post(kind=kind, person=person, context=context)
    return {person.pk for person in people}


def tell_step(
    introduction: Introduction,
    *sides: IntroductionSide,
    step: str,
    words: IntroductionNote | None = None,
    by: Person | None = None,
    **context: str,
) -> None:
    """Tell sides what happened, and those who answer together with the helping one: nobody twice, and not `by`, who did
    it.
    """
    knowing = {by.pk} if by else set()
    for side in sides:
        knowing |= tell(introduction, side, MessageKind.INTRODUCTION_MOVED, step=step, words=words, by=by, **context)
    doing = party(introduction, other_side(sides[0]))
    for member in _joined(introduction).exclude(organization=introduction.helping_id):
        knowing |= tell_of_joint(member.joint, member.organization, HELPING, step, doing, knowing=knowing)


def tell_other(
    introduction: Introduction,
    side: IntroductionSide,
    step: str,
    words: IntroductionNote | None = None,
    by: Person | None = None,
    **context: str,
) -> None:
    tell_step(introduction, other_side(side), step=step, words=words, by=by, **context)


def tell_both(introduction: Introduction, step: str, by: Person | None = None) -> None:
    tell_step(introduction, NEEDING, HELPING, step=step, by=by)


def show_outcome(introduction: Introduction) -> None:
    """Have the page of the gap tell, or no longer tell, what came of it."""
    raise_version()
    note_changes([introduction.needing_id, introduction.helping_id])


# -- Joint responses --------------------------------------------------------------------------------------------------


def _joined(introduction: Introduction) -> QuerySet[JointMember]:
    joined = JointMember.objects.filter(joint__introduction=introduction, left_at=None, joined_at__isnull=False)
    return joined.select_related("joint", "organization").order_by("pk")


def tell_joint(
    joint: JointResponse, step: str, *, organization: Organization, by: Person | None = None, **context: str
) -> None:
    """Tell those who belong to a joint response, and the side in need, what an organization did or became in it; of
    them not `by`, who did it.
    """
    sides = [(one.organization, HELPING) for one in _joined(joint.introduction)]
    knowing = {by.pk} if by else set()
    for told, side in [*sides, (joint.introduction.needing, NEEDING)]:
        knowing |= tell_of_joint(joint, told, side, step, organization, knowing=knowing, **context)


def tell_those_who_ask(introduction: Introduction) -> None:
    """Tell those who ask to join a joint response that it has ended before they were answered."""
    asking = JointMember.objects.filter(joint__introduction=introduction, left_at=None, joined_at=None)
    for member in asking.select_related("joint", "organization").order_by("pk"):
        tell_of_joint(member.joint, member.organization, HELPING, "not_answered", introduction.helping)


def ask_to_be_named(introduction: Introduction) -> None:
    """Ask those who answer together whether they may be named, once both sides tell what came of it; each of them once,
    however often the sides say so and take it back.
    """
    if not is_told(introduction):
        return
    for member in _joined(introduction).filter(tells=False).exclude(organization=introduction.helping_id):
        asked_before = Message.objects.filter(
            kind=MessageKind.JOINT_RESPONSE,
            context__joint=str(member.joint_id),
            context__organization=str(member.organization_id),
            context__step="tells",
        )
        if not asked_before.exists():
            tell_of_joint(member.joint, member.organization, HELPING, "tells", introduction.needing)


def tell_of_joint(
    joint: JointResponse,
    told: Organization,
    side: IntroductionSide,
    step: str,
    organization: Organization,
    *,
    knowing: Collection[uuid.UUID] = (),
    **context: str,
) -> set[uuid.UUID]:
    """Tell the team of an organization what another one did or became in a joint response, but those who know it
    already. Returns who was told.
    """
    context = {
        "joint": str(joint.pk),
        "organization": str(told.pk),
        "side": str(side.value),
        "step": step,
        "partner": str(organization.pk),
        **context,
    }
    people = [person for person in enquiries.readers(told) if person.pk not in knowing]
    for person in people:
        post(kind=MessageKind.JOINT_RESPONSE, person=person, context=context)
    return {person.pk for person in people}
