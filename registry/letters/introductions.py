"""Letters about introductions, joint responses and what others lack too.

No letter shows an address, but the one with which contacts are exchanged: it looks them up when it is sent.
"""

from django.core.exceptions import ObjectDoesNotExist

from registry import rules
from registry.letters.facts import Facts, Title, address_of, called, letter
from registry.models import (
    Introduction,
    IntroductionNote,
    JointResponse,
    LackToo,
    Message,
    Organization,
    SupportGap,
    SupportOffer,
)
from registry.queries import introductions
from registry.queries.introductions import other_side, party
from registry.states import OPEN_INTRODUCTIONS, UNANSWERED
from registry.vocabulary import IntroductionSide


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
    if step == "tells" and not introductions.is_asked_to_tell(introduction, side):
        raise ObjectDoesNotExist  # the other side took it back, or this one has agreed
    return {
        **_facts(introduction, side, message),
        "step": step,
        "because": introduction.get_because_display(),
        "reason": introduction.reason,
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
    """To those who belong to a joint response, and to the side in need: what a partner did or became in it."""
    joint = JointResponse.objects.select_related("gap", "introduction").get(pk=message.context["joint"])
    return {
        "step": message.context["step"],
        "is_needing": message.context["side"] == IntroductionSide.NEEDING,
        "partner": called(Organization.objects.get(pk=message.context["partner"])),
        "gap": Title(joint.gap.title, joint.gap.language),
        "link": address_of("joint_response", joint.pk),
    }


@letter
def lacked_too(message: Message) -> Facts:
    """To the team that states a gap: who lacks the same, and how to write to them."""
    said = LackToo.objects.select_related("gap", "organization").get(pk=message.context["lack"])
    return {
        "other": called(said.organization),
        "gap": Title(said.gap.title, said.gap.language),
        "write": address_of("write_to_partner", said.organization.public_id_id),
        "link": address_of("lack_too", said.gap_id),
    }
