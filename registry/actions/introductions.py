"""Introductions: from a match to what came of it. Each function is one transaction; `introduction_steps` has its locks.

One side writes through the site, the other answers; contacts go from one to the other once both have agreed. A gap is
answered while something stands for it, and met when it was delivered and its side says so.
"""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry import rules
from registry.actions import listing
from registry.actions.introduction_ends import end, end_unanswered, why_over
from registry.actions.introduction_steps import (
    acting,
    ask_to_be_named,
    lock_organizations,
    locked,
    move,
    note,
    put,
    settle_gap,
    show_outcome,
    tell,
    tell_other,
    wait_on,
)
from registry.errors import (
    IllegalMove,
    InTouchAlready,
    NobodyReads,
    NotAllowed,
    NotOnBoard,
    OwnSupport,
    PartnerGone,
    ReasonNeeded,
    TooMany,
)
from registry.models import Introduction, Message, Organization, Person, SupportGap, SupportOffer
from registry.models.messages import MessageKind
from registry.queries import enquiries, introductions
from registry.queries.introductions import HELPING, NEEDING, asked, exchanged, is_told, other_side, party
from registry.states import (
    AGREED,
    GAP_MOVES,
    OPEN_INTRODUCTIONS,
    UNANSWERED,
    GapState,
    IntroductionState,
    OrganizationState,
    check_move,
)
from registry.vocabulary import DECLINE_REASONS, FAILURE_REASONS, EndReason, IntroductionSide

A_DAY = datetime.timedelta(days=1)

MOST_A_DAY = 20  # introductions that one organization begins
MOST_UNANSWERED = 40  # that it began and that wait for others
MOST_RECEIVED = 30  # that one organization gets within a day
MOST_NOTES = 30  # of one side of an introduction within a day

BEGUN = _("You have written to twenty partners within a day. What you typed is still here. Send it tomorrow.")
WAITS = _("Forty of your messages wait for an answer. Take some of them back, or wait until they are answered.")
FULL = _(
    "Many partners have written to this organization today, so your message was not sent. What you typed is still "
    "here. Send it tomorrow."
)
NOTES = _("You have written thirty times within a day here. Wait until tomorrow, or write to each other directly.")

AFTERWARDS = (*OPEN_INTRODUCTIONS, IntroductionState.DELIVERED)  # while the two still write to each other


# -- Beginning --------------------------------------------------------------------------------------------------------


def introduce(
    *,
    organization: Organization,
    by: Person,
    text: str,
    language: str,
    gap: SupportGap | None = None,
    offer: SupportOffer | None = None,
    shares: bool = False,
) -> Introduction:
    """Write, for an organization, to whoever states a gap or makes an offer of another one; beside it one's own may be
    named. With `shares` the writer agrees that contacts are passed on, should the other side agree too.

    There is one open introduction for a pair: who comes second, or writes again, is led to it, and the words stand
    there. One that the secretariat suggested is taken up. Raises `NotAllowed`, `OwnSupport`, `NotOnBoard`,
    `NobodyReads`, `TooMany`.
    """
    with transaction.atomic():
        needing_id = gap.organization_id if gap else organization.pk
        helping_id = organization.pk if needing_id != organization.pk else _of(offer)
        held = lock_organizations([needing_id, helping_id])
        needing, helping = held[needing_id], held[helping_id]
        gap, offer = _as_they_stand(gap, needing, offer, helping)
        side = NEEDING if organization.pk == needing_id else HELPING
        known = introductions.open_between(needing=needing, helping=helping, gap=gap, offer=offer)
        if known is None or why_over(known):  # what is open goes on, though its offer rests meanwhile
            _check_on_board(gap, offer)
        _check_writer(held[organization.pk], by)
        if known and known.state != IntroductionState.SUGGESTED:
            return _written_again(known, organization, side, by, text, language, shares=shares)
        other = helping if side == NEEDING else needing
        _check_may_begin(organization, other)
        mine = {f"{side}_by": by, f"{side}_shares": shares}
        if known:
            introduction = locked(known)
            move(introduction, IntroductionState.INTRODUCED, writer=side, **mine)
        else:
            introduction = Introduction.objects.create(
                gap=gap, offer=offer, needing=needing, helping=helping, writer=side, state_since=timezone.now(), **mine
            )
        words = note(introduction, organization, by, text, language)
        tell(introduction, other_side(side), MessageKind.INTRODUCED, words=words, **_with_consent(shares))
        return introduction


def suggest(*, gap: SupportGap, offer: SupportOffer, text: str, language: str, by: Person) -> Introduction:
    """Tell both sides, for the secretariat, that a gap and an offer may fit; either side may write to the other then.

    Where the two are in touch already, that is found, unless words would be lost by it. Raises `NotAllowed`,
    `OwnSupport`, `NotOnBoard`, `NobodyReads`, `InTouchAlready`.
    """
    with transaction.atomic():
        if not rules.may_review(by):
            raise NotAllowed
        held = lock_organizations([gap.organization_id, offer.organization_id])
        needing, helping = held[gap.organization_id], held[offer.organization_id]
        _check_on_board(*_as_they_stand(gap, needing, offer, helping))
        known = introductions.open_between(needing=needing, helping=helping, gap=gap, offer=offer)
        if known:
            if text.strip() and not known.notes.filter(organization=None, text=text).exists():
                raise InTouchAlready(known)
            return known
        for organization in (needing, helping):
            _check_read(organization)
        introduction = Introduction.objects.create(
            gap=gap,
            offer=offer,
            needing=needing,
            helping=helping,
            writer=IntroductionSide.SECRETARIAT,
            state=IntroductionState.SUGGESTED,
            state_since=timezone.now(),
        )
        words = note(introduction, None, by, text, language)
        for side in (NEEDING, HELPING):
            tell(introduction, side, MessageKind.INTRODUCTION_SUGGESTED, words=words)
        return introduction


def _of(offer: SupportOffer | None) -> Any:
    """The organization that makes an offer. Raises `OwnSupport` where nothing of another one was named."""
    if offer is None:
        raise OwnSupport
    return offer.organization_id


def _as_they_stand(
    gap: SupportGap | None, needing: Organization, offer: SupportOffer | None, helping: Organization
) -> tuple[SupportGap | None, SupportOffer | None]:
    """Both, read once more under the locks. Raises `OwnSupport`, `NotAllowed`."""
    if needing == helping:
        raise OwnSupport
    if gap:
        gap = SupportGap.objects.get(pk=gap.pk)
        gap.organization = needing
    if offer:
        offer = SupportOffer.objects.get(pk=offer.pk)
        if offer.organization_id != helping.pk:
            raise NotAllowed
        offer.organization = helping
    return gap, offer


def _check_on_board(gap: SupportGap | None, offer: SupportOffer | None) -> None:
    """Raises `NotOnBoard` where partners can write about one of both no more."""
    if (gap and not introductions.can_be_helped(gap)) or (offer and not introductions.can_be_asked_for(offer)):
        raise NotOnBoard


def _check_writer(organization: Organization, by: Person) -> None:
    is_listed = organization.state == OrganizationState.LISTED
    if not by.is_active or not is_listed or not rules.is_in_team(by, organization):
        raise NotAllowed


def _check_read(organization: Organization) -> None:
    if not enquiries.can_be_written_to(organization):
        raise NobodyReads


def _check_may_begin(organization: Organization, other: Organization) -> None:
    """Raises `NobodyReads`, `TooMany`."""
    _check_read(other)
    began = Introduction.objects.filter(
        Q(needing=organization, writer=NEEDING) | Q(helping=organization, writer=HELPING)
    )
    got = Introduction.objects.filter(Q(needing=other, writer=HELPING) | Q(helping=other, writer=NEEDING))
    since = timezone.now() - A_DAY
    if began.filter(opened_at__gt=since).count() >= MOST_A_DAY:
        raise TooMany(BEGUN)
    if began.filter(state=IntroductionState.INTRODUCED).count() >= MOST_UNANSWERED:
        raise TooMany(WAITS)
    if got.filter(opened_at__gt=since).count() >= MOST_RECEIVED:
        raise TooMany(FULL)


def _written_again(
    known: Introduction,
    organization: Organization,
    side: IntroductionSide,
    by: Person,
    text: str,
    language: str,
    *,
    shares: bool,
) -> Introduction:
    """The open introduction of a pair, with the words of who came second, and that contacts may be passed on."""
    introduction = locked(known)
    _check_notes(introduction, organization)
    words = note(introduction, organization, by, text, language)
    agrees = shares and _let_share(introduction, side, by)
    if words:
        tell(introduction, other_side(side), MessageKind.INTRODUCTION_NOTE, words=words, **_with_consent(agrees))
    elif agrees:
        _ask_other(introduction, side, "shares")
    return introduction


# -- Answering --------------------------------------------------------------------------------------------------------


def accept(
    *,
    introduction: Introduction,
    organization: Organization,
    by: Person,
    shares: bool = False,
    text: str = "",
    language: str = "en",
) -> Introduction:
    """Agree with the side that wrote. With `shares` contacts are passed on both ways, if the writer agreed to it too.
    What a colleague has said about that before stands; one's own word is taken back without it.

    The gap is answered from now on. Raises `NotAllowed` for who was not asked, `IllegalMove` for what does not wait for
    an answer, and `NotOnBoard` where it is about something that has gone meanwhile.
    """
    with transaction.atomic():
        introduction, side = _asked(introduction, organization, by, IntroductionState.INTRODUCED)
        if why_over(introduction):
            raise NotOnBoard
        has_shared = getattr(introduction, f"{side}_shares")
        colleague_shares = has_shared and getattr(introduction, f"{side}_by") != by
        mine = {} if colleague_shares and not shares else {f"{side}_by": by, f"{side}_shares": shares}
        move(introduction, IntroductionState.ACCEPTED, accepted_at=timezone.now(), **mine)
        words = note(introduction, organization, by, text, language)
        tell_other(introduction, side, "accepted", words, by=by, **_with_consent(shares and not has_shared))
        _tell_if_exchanged(introduction)
        _show_gap(introduction)
        return introduction


def decline(
    *, introduction: Introduction, organization: Organization, by: Person, because: str, reason: str = ""
) -> Introduction:
    """Say no, with the reason; the words go to the other side. Either side may decline what was suggested.

    Raises `NotAllowed`, `IllegalMove`, and `ReasonNeeded` where the reason is another one and has no words.
    """
    with transaction.atomic():
        introduction, side = _asked(introduction, organization, by, *UNANSWERED)
        _check_reason(because, reason, DECLINE_REASONS)
        was_suggested = introduction.state == IntroductionState.SUGGESTED
        end(introduction, IntroductionState.DECLINED, because=because, reason=reason, by=by)
        if not was_suggested:  # the other side of a suggestion has asked for nothing
            tell_other(introduction, side, "declined", by=by)
        return introduction


def take_back(*, introduction: Introduction, organization: Organization, by: Person) -> Introduction:
    """Take back what one wrote before it is answered; the other side is told. Raises `NotAllowed`, `IllegalMove`."""
    with transaction.atomic():
        introduction, side = acting(introduction, organization, by, IntroductionState.INTRODUCED)
        if introduction.writer != side:
            raise NotAllowed
        end(introduction, IntroductionState.WITHDRAWN, because=EndReason.TAKEN_BACK, by=by)
        tell_other(introduction, side, "taken_back", by=by)
        return introduction


def take_back_suggestion(*, introduction: Introduction, by: Person) -> Introduction:
    """The same for the secretariat, as long as no side has taken it up; nobody is told."""
    with transaction.atomic():
        if not rules.may_review(by):
            raise NotAllowed
        introduction = locked(introduction)
        if introduction.state != IntroductionState.SUGGESTED:
            raise IllegalMove
        end(introduction, IntroductionState.WITHDRAWN, because=EndReason.TAKEN_BACK, by=by)
        return introduction


def _asked(
    introduction: Introduction, organization: Organization, by: Person, *states: str
) -> tuple[Introduction, IntroductionSide]:
    introduction, side = acting(introduction, organization, by, *states)
    if side not in asked(introduction):
        raise NotAllowed
    return introduction, side


def _check_reason(because: str, reason: str, known: tuple[EndReason, ...]) -> None:
    if because not in known or (because == EndReason.OTHER and not reason.strip()):
        raise ReasonNeeded


# -- Delivering -------------------------------------------------------------------------------------------------------


def begin_delivery(*, introduction: Introduction, organization: Organization, by: Person) -> Introduction:
    """Say that what was agreed is being delivered. Either side may.

    Raises `NotAllowed`, `IllegalMove`, and `PartnerGone` for what ends as soon as its job has run.
    """
    with transaction.atomic():
        introduction, side = acting(introduction, organization, by, IntroductionState.ACCEPTED)
        _check_stands(introduction)
        move(introduction, IntroductionState.DELIVERING)
        tell_other(introduction, side, "delivering", by=by)
        return introduction


def deliver(
    *, introduction: Introduction, organization: Organization, by: Person, met: bool | None = None
) -> Introduction:
    """Say that it was delivered. Either side may; only the needing one says with it whether its gap is `met`.

    Until it has said so the gap stays answered. Raises `NotAllowed`, `IllegalMove`, `PartnerGone`.
    """
    with transaction.atomic():
        introduction, side = acting(introduction, organization, by, *AGREED)
        _check_stands(introduction)
        if met is not None and side != NEEDING:
            raise NotAllowed
        end(introduction, IntroductionState.DELIVERED)
        if is_told(introduction):
            show_outcome(introduction)
        tell_other(introduction, side, "delivered", by=by)
        if met is not None:
            _say_met(introduction, met, by)
        return introduction


def _check_stands(introduction: Introduction) -> None:
    if why_over(introduction):
        raise PartnerGone


def say_met(*, introduction: Introduction, organization: Organization, by: Person, met: bool) -> Introduction:
    """Say, for the needing side, whether what was delivered met the gap; if not, it is open again.

    What still waits for an answer about a gap that is met ends. Raises `NotAllowed`, `IllegalMove` where nothing was
    delivered, or where it has been said that the gap is met.
    """
    with transaction.atomic():
        introduction, side = acting(introduction, organization, by, IntroductionState.DELIVERED)
        if side != NEEDING:
            raise NotAllowed
        if introduction.met or introduction.gap is None:
            raise IllegalMove
        _say_met(introduction, met, by)
        return introduction


def _say_met(introduction: Introduction, met: bool, by: Person) -> None:
    gap = introduction.gap
    if gap is None:
        return
    put(introduction, met=met)
    tell_other(introduction, NEEDING, "met" if met else "not_met", by=by)
    if not met:
        _show_gap(introduction)
        return
    check_move(GAP_MOVES, GapState.ANSWERED, GapState.MET)
    SupportGap.objects.filter(pk=gap.pk, state__in=introductions.WANTED_GAPS).update(
        state=GapState.MET, state_since=timezone.now(), open_since=None
    )
    end_unanswered(gap)
    listing.refresh([introduction.needing_id])


def fail(
    *, introduction: Introduction, organization: Organization, by: Person, because: str, reason: str = ""
) -> Introduction:
    """Say that nothing was delivered, with the reason; the gap is open again unless something else stands for it, and
    has waited since it was opened.

    Either side may; the needing one also where the other said that it was delivered, until it has said that its gap is
    met. Raises `NotAllowed`, `IllegalMove`, `ReasonNeeded`.
    """
    with transaction.atomic():
        introduction, side = acting(introduction, organization, by, *AGREED, IntroductionState.DELIVERED)
        if introduction.state == IntroductionState.DELIVERED and (side != NEEDING or introduction.met):
            raise IllegalMove
        _check_reason(because, reason, FAILURE_REASONS)
        was_not_met = introduction.met is False
        end(introduction, IntroductionState.NOT_DELIVERED, because=because, reason=reason, by=by, met=None)
        if was_not_met and wait_on(introduction.gap):
            listing.refresh([introduction.needing_id])
        tell_other(introduction, side, "not_delivered", by=by)
        return introduction


# -- Words, contacts, what everyone may know --------------------------------------------------------------------------


def write(
    *, introduction: Introduction, organization: Organization, by: Person, text: str, language: str
) -> Introduction:
    """Write further words to the other side. Raises `NotAllowed`, `IllegalMove` once it came to nothing, `TooMany`."""
    with transaction.atomic():
        introduction, side = acting(introduction, organization, by, *AFTERWARDS)
        _check_notes(introduction, organization)
        if words := note(introduction, organization, by, text, language):
            tell(introduction, other_side(side), MessageKind.INTRODUCTION_NOTE, words=words)
        return introduction


def _check_notes(introduction: Introduction, organization: Organization) -> None:
    since = timezone.now() - A_DAY
    if introduction.notes.filter(organization=organization, sent_at__gt=since).count() >= MOST_NOTES:
        raise TooMany(NOTES)


def share(*, introduction: Introduction, organization: Organization, by: Person) -> Introduction:
    """Agree that contacts are passed on: those of whoever agrees, and the main contact of the entry.

    They are once both sides have agreed and the introduction is accepted, so the other one is asked. Raises
    `NotAllowed`, `IllegalMove`.
    """
    with transaction.atomic():
        introduction, side = acting(introduction, organization, by, *AFTERWARDS)
        if _let_share(introduction, side, by):
            _ask_other(introduction, side, "shares")
        return introduction


def _let_share(introduction: Introduction, side: IntroductionSide, by: Person) -> bool:
    """Note that a side agrees; whether the other one is still to be asked."""
    if getattr(introduction, f"{side}_shares"):
        return False
    put(introduction, **{f"{side}_by": by, f"{side}_shares": True})
    _tell_if_exchanged(introduction)
    return introductions.is_asked_to_share(introduction, other_side(side))


def _with_consent(agrees: bool) -> dict[str, Any]:
    """What makes a message say that its sender has just agreed to exchange contacts."""
    return {"shares": "yes"} if agrees else {}


def _tell_if_exchanged(introduction: Introduction) -> None:
    if exchanged(introduction):
        for side in (NEEDING, HELPING):
            tell(introduction, side, MessageKind.CONTACTS_EXCHANGED)


def tell_publicly(*, introduction: Introduction, organization: Organization, by: Person, tells: bool) -> Introduction:
    """Say whether everyone may know what came of it; they do where both sides say so, so the other one is asked.

    Once both say so, the one that said so first is told, and those who answer together are asked whether they may be
    named. Raises as `share`.
    """
    with transaction.atomic():
        introduction, side = acting(introduction, organization, by, *AFTERWARDS)
        says_so_now = tells and not getattr(introduction, f"{side}_tells")
        put(introduction, **{f"{side}_tells": tells})
        if getattr(introduction, f"{other_side(side)}_tells"):
            show_outcome(introduction)
            ask_to_be_named(introduction)
        if says_so_now:
            _ask_other(introduction, side, "both_tell" if is_told(introduction) else "tells")
        return introduction


def _ask_other(introduction: Introduction, side: IntroductionSide, step: str) -> None:
    """Ask the other side to say the same, or tell it that this one does too; once a day, however often this one says it
    and takes it back.

    It is between the two: nothing follows from it for those who answer together with one of them.
    """
    asked_today = Message.objects.filter(
        kind=MessageKind.INTRODUCTION_MOVED,
        person__memberships__organization=party(introduction, other_side(side)),
        context__introduction=str(introduction.pk),
        context__step=step,
        created_at__gt=timezone.now() - A_DAY,
    )
    if not asked_today.exists():
        tell(introduction, other_side(side), MessageKind.INTRODUCTION_MOVED, step=step)


def _show_gap(introduction: Introduction) -> None:
    if settle_gap(introduction.gap):
        listing.refresh([introduction.needing_id])
