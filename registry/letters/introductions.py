"""Letters about introductions, joint responses and what others lack too.

No letter shows an address, but the one with which contacts are exchanged: it looks them up when it is sent.
"""

from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist

from registry import rules
from registry.letters.facts import Facts, Title, address_of, called, letter
from registry.models import (
    Introduction,
    IntroductionNote,
    JointMember,
    JointResponse,
    LackToo,
    Message,
    Organization,
    SupportGap,
    SupportOffer,
)
from registry.queries import introductions
from registry.queries.introductions import other_side, party
from registry.states import OPEN_INTRODUCTIONS, UNANSWERED, OrganizationState
from registry.vocabulary import EndReason, IntroductionSide

# What one side says and asks the other one to say too, or says after it, each with whether that still stands.
SAID: dict[str, Callable[[Introduction, IntroductionSide], bool]] = {
    "shares": introductions.is_asked_to_share,
    "tells": introductions.is_asked_to_tell,
    "both_tell": lambda introduction, _side: introductions.is_told(introduction),
}


def _introduction(message: Message) -> tuple[Introduction, IntroductionSide]:
    """The introduction, and the side whose team is written to. Who has left that team meanwhile reads nothing of it."""
    found = introductions.with_sides(Introduction.objects.all()).get(pk=message.context["introduction"])
    side = IntroductionSide(message.context["side"])
    if message.person is None or not rules.is_in_team(message.person, party(found, side)):
        raise ObjectDoesNotExist
    return found, side


def _facts(introduction: Introduction, side: IntroductionSide, message: Message) -> dict[str, object]:
    """Who and what it is about, as this side may know it; the words that go with it; where to go."""
    reader = party(introduction, side)
    words = None
    if "note" in message.context:
        words = IntroductionNote.objects.get(pk=message.context["note"], erased_at=None)
    return {
        "organization": called(reader),
        "other": called(party(introduction, other_side(side))),
        "is_needing": side == IntroductionSide.NEEDING,
        "gap": _title(introduction.gap, introduction, reader),
        "offer": _title(introduction.offer, introduction, reader),
        "text": words.text if words else "",
        "asks_to_share": "shares" in message.context and introductions.is_asked_to_share(introduction, side),
        "link": address_of("introduction", introduction.pk),
    }


def _title(item: SupportGap | SupportOffer | None, introduction: Introduction, reader: Organization) -> Title | None:
    if item is None or not introductions.shows_to(item, introduction, reader):
        return None
    return Title(item.title, item.language)


@letter
def introduction_suggested(message: Message) -> Facts:
    """To both sides: the secretariat thinks that a gap and an offer fit, and either may write to the other."""
    introduction, side = _introduction(message)
    if introduction.state not in UNANSWERED:
        raise ObjectDoesNotExist
    return _facts(introduction, side, message)


@letter
def introduced(message: Message) -> Facts:
    """To the side that is asked: what the other one wrote, and where to answer."""
    introduction, side = _introduction(message)
    if introduction.state not in OPEN_INTRODUCTIONS:
        raise ObjectDoesNotExist  # it was taken back before this was sent
    return _facts(introduction, side, message)


@letter
def introduction_note(message: Message) -> Facts:
    """To the other side: further words."""
    return _facts(*_introduction(message), message)


@letter
def introduction_moved(message: Message) -> Facts:
    """To a side: what the other one said, or what the site found. `step` in the context is which."""
    introduction, side = _introduction(message)
    step = message.context["step"]
    if step in SAID and not SAID[step](introduction, side):
        raise ObjectDoesNotExist  # one of the two took it back, or the one that was asked has agreed
    lead = message.context.get("lead")
    return {
        **_facts(introduction, side, message),
        "step": step,
        "because": introduction.get_because_display(),
        "reason": introduction.reason,
        "is_other_listed": party(introduction, other_side(side)).state == OrganizationState.LISTED,
        "lead": called(Organization.objects.get(pk=lead)) if lead else None,
    }


@letter
def contacts_exchanged(message: Message) -> Facts:
    """To both sides once both have agreed: how to reach the other one."""
    introduction, side = _introduction(message)
    people = introductions.contacts(introduction, other_side(side))
    if not people:
        raise ObjectDoesNotExist  # erased, or gone from the team, since both agreed
    return {**_facts(introduction, side, message), "people": people}


@letter
def introduction_reminder(message: Message) -> Facts:
    """To whoever has to answer: that the other side waits, and since when."""
    introduction, side = _introduction(message)
    if side not in introductions.asked(introduction):
        raise ObjectDoesNotExist  # it was answered before this was sent
    return {**_facts(introduction, side, message), "since": introduction.state_since, "state": introduction.state}


@letter
def joint_response(message: Message) -> Facts:
    """To those who belong to a joint response, and to the side in need: what a partner did or became in it.

    To those who belong to it, but do not lead it, also how its introduction goes on; to those who ask to join, that it
    ended. Who has left the team meanwhile
    reads nothing of it. `before` led it, where that one can still be named.
    """
    context = message.context
    step = context["step"]
    found = JointResponse.objects.select_related("gap", "introduction__helping")
    joint = found.get(pk=context["joint"])
    reader = Organization.objects.get(pk=context["organization"])
    if message.person is None or not rules.is_in_team(message.person, reader):
        raise ObjectDoesNotExist
    if step == "tells" and not _is_asked_to_be_named(joint, reader):
        raise ObjectDoesNotExist
    lead = joint.introduction.helping
    left = context.get("because", EndReason.ORGANIZATION_GONE) != EndReason.ORGANIZATION_GONE
    return {
        "step": step,
        "organization": called(reader),
        "partner": called(Organization.objects.get(pk=context["partner"])),
        "lead": called(lead) if lead.state == OrganizationState.LISTED else None,
        "is_new_lead": step == "lead" and context["partner"] == context["organization"],
        "is_member": context["side"] == IntroductionSide.HELPING and reader != lead and step != "not_answered",
        "before": called(Organization.objects.get(pk=context["before"])) if left else None,
        "gap": Title(joint.gap.title, joint.gap.language),
        "because": joint.introduction.get_because_display(),
        "text": _words_of_who_asks(context["member"]) if "member" in context else "",
        "link": address_of("joint_response", joint.pk),
    }


def _is_asked_to_be_named(joint: JointResponse, reader: Organization) -> bool:
    """Whether both sides still tell what came of it, and this partner of theirs has not agreed to be named."""
    asked = joint.members.filter(organization=reader, left_at=None, tells=False)
    return introductions.is_told(joint.introduction) and asked.exists()


def _words_of_who_asks(member_id: str) -> str:
    """What somebody can do who asks to join. Raises `ObjectDoesNotExist` for who asks no longer."""
    return JointMember.objects.get(pk=member_id, left_at=None).words


@letter
def lacked_too(message: Message) -> Facts:
    """To the team that states a gap: who lacks the same, and where they can be written to."""
    said = LackToo.objects.select_related("gap", "organization").get(pk=message.context["lack"])
    return {
        "other": called(said.organization),
        "gap": Title(said.gap.title, said.gap.language),
        "link": address_of("lack_too", said.gap_id),
    }
