"""Introductions in words: what happens next, who acts, since when (Product, rule 6); and the pages around them."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnership import addresses
from registry.models import Introduction, JointMember, Organization, Person, SupportGap, SupportOffer
from registry.queries.introductions import NEEDING, asked, is_late, other_side, partners_of, party, shows_to
from registry.states import IntroductionState
from registry.vocabulary import IntroductionSide

Sentence = str | Promise

# What happens next, by state, for whoever has to act and for whoever waits.
YOURS: dict[str, Sentence] = {
    IntroductionState.SUGGESTED: _("Write to them if you think that it fits, or say that it does not. So may they."),
    IntroductionState.INTRODUCED: _("You answer: accept it, decline it, or ask something first."),
}
THEIRS: dict[str, Sentence] = {
    IntroductionState.INTRODUCED: _("They answer. They are reminded after 7 and 21 days, then the secretariat asks."),
}
BOTH: dict[str, Sentence] = {
    IntroductionState.ACCEPTED: _("Both of you agree when and how. Whoever sees it begin says so here."),
    IntroductionState.DELIVERING: _("It is being delivered. Say here when it is done, or if it came to nothing."),
    IntroductionState.NOT_DELIVERED: _("It is over. The gap is open again, unless somebody else answers it."),
    IntroductionState.DECLINED: _("It is over. Look at the board for others that fit."),
    IntroductionState.WITHDRAWN: _("It is over. Nobody has to do anything."),
}
LATE = _("They have not answered for four weeks. The secretariat was told, and asks them what stands in the way.")
SAY_MET = _("It was delivered. You say whether it met your gap.")
THEY_SAY_MET = _("It was delivered. They say whether it met their gap.")
MET = _("It was delivered, and the gap is met.")
NOT_MET = _("It was delivered, and did not meet the gap, which is open again.")
DONE = _("It was delivered.")
# The same of a joint response, for all who read of it.
NEEDING_ANSWERS = _("Whoever states the gap accepts or declines. Others can ask to join meanwhile.")
LEAD_ANSWERS = _("The partner that leads accepts or declines. Others can ask to join meanwhile.")
TOGETHER: dict[str, Sentence] = {
    IntroductionState.ACCEPTED: _(
        "It is accepted. The partner that leads and whoever states the gap agree when and how; whoever of the two sees "
        "it begin says so."
    ),
    IntroductionState.DELIVERING: _(
        "It is being delivered. The partner that leads or whoever states the gap says when it is done, or if it came "
        "to nothing."
    ),
}
ASKS_TO_JOIN = _("You ask to join. The partner that leads takes you in, or declines.")
NOT_ANSWERED = _("It ended before the partner that led it answered your wish to join.")
OF_STAFF: dict[str, Sentence] = {
    IntroductionState.SUGGESTED: _("Both sides were told. Either may write to the other."),
    IntroductionState.INTRODUCED: _("The side that was written to answers."),
}


def next_step(introduction: Introduction, side: IntroductionSide | None) -> Sentence:
    """What happens next and who does it, for a side; without one, as the secretariat reads it."""
    state = introduction.state
    if state == IntroductionState.DELIVERED:
        return _of_delivered(introduction, side)
    if state in BOTH:
        return BOTH[state]
    if side is None:
        return OF_STAFF[state]
    if side in asked(introduction):
        return YOURS[state]
    return LATE if is_late(introduction) else THEIRS[state]


def next_step_together(introduction: Introduction, side: IntroductionSide | None) -> Sentence:
    """The same of the joint response that an introduction leads; `side` is that of the needing one or of the lead."""
    state = introduction.state
    if side in asked(introduction):
        return YOURS[state]
    if state == IntroductionState.INTRODUCED:
        return LEAD_ANSWERS if introduction.writer == NEEDING else NEEDING_ANSWERS
    return TOGETHER.get(state) or next_step(introduction, side)


def _of_delivered(introduction: Introduction, side: IntroductionSide | None) -> Sentence:
    if introduction.gap_id is None:
        return DONE
    if introduction.met is None:
        return SAY_MET if side == NEEDING else THEY_SAY_MET
    return MET if introduction.met else NOT_MET


@dataclass(frozen=True)
class Named:
    """An organization as a page names it; `name` is "" where it is no longer listed, and has no page."""

    name: str
    language: str
    public_id: str


def named(organization: Organization) -> Named:
    """No query for what was read with its listing."""
    listing = getattr(organization, "listing", None)
    if listing is None:
        return Named("", "", organization.public_id_id)
    return Named(listing.name, listing.name_language, organization.public_id_id)


def partners_of_reader(reader: Person | AnonymousUser) -> list[str]:
    """The public ids of the listed organizations that a reader acts for. A query, none for visitors."""
    if not isinstance(reader, Person):
        return []
    return list(partners_of(reader).values_list("public_id", flat=True))


@dataclass(frozen=True)
class About:
    """A gap or an offer that an introduction is about; `title` is "" where the reader may not know it."""

    kind: str
    title: str
    language: str
    href: str


def about(introduction: Introduction, reader: Organization | None) -> list[About]:
    """What it is about, the gap first."""
    found: list[About] = []
    items: Any = (("gap", introduction.gap, introduction.needing), ("offer", introduction.offer, introduction.helping))
    for kind, item, organization in items:
        if item is None:
            continue
        item.organization = organization
        if shows_to(item, introduction, reader):
            found.append(About(kind, item.title, item.language, item_address(item)))
        else:
            found.append(About(kind, "", "", ""))
    return found


def item_address(item: SupportGap | SupportOffer) -> str:
    """The page of a gap or an offer, while it is on the board."""
    kind = "gap" if isinstance(item, SupportGap) else "offer"
    if item.removed_at or not hasattr(item.organization, "listing"):
        return ""
    return addresses.item(kind, str(item.pk), item.title)


@dataclass(frozen=True)
class Line:
    """An introduction in a list, as one side reads it; the secretariat reads it for no side."""

    introduction: Introduction
    needing: Named
    helping: Named
    about: list[About]
    next: Sentence
    other: Named | None
    waits: bool


def line(introduction: Introduction, side: IntroductionSide | None) -> Line:
    reader = party(introduction, side) if side else None
    return Line(
        introduction=introduction,
        needing=named(introduction.needing),
        helping=named(introduction.helping),
        about=about(introduction, reader),
        next=next_step(introduction, side),
        other=named(party(introduction, other_side(side))) if side else None,
        waits=side in asked(introduction),
    )


@dataclass(frozen=True)
class JointLine:
    """A joint response in a list, as a partner reads it that belongs to it or asks to."""

    member: JointMember
    lead: Named
    state: Sentence
    next: Sentence
    since: datetime.datetime


def joint_line(member: JointMember) -> JointLine:
    """No query for what `queries.introductions.joins` has read."""
    joint, introduction = member.joint, member.joint.introduction
    state: Sentence = introduction.get_state_display()
    following, since = next_step_together(introduction, None), introduction.state_since
    if member.joined_at is None:
        state = _("Ended") if joint.ended_at else _("Not answered yet")
        following, since = (NOT_ANSWERED, joint.ended_at) if joint.ended_at else (ASKS_TO_JOIN, member.asked_at)
    return JointLine(member, named(introduction.helping), state, following, since)
