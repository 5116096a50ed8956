"""Joint responses: several partners answer one gap together, and one of them leads.

The introduction of the lead goes through the states for all of them (`actions.introductions`). Each function is one
transaction with the locks of `introduction_steps`.
"""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry import rules
from registry.actions.introduction_ends import pass_on
from registry.actions.introduction_steps import (
    acting,
    ask_to_be_named,
    lock_organizations,
    locked,
    show_outcome,
    tell_joint,
    tell_of_joint,
)
from registry.errors import IllegalMove, LeadMustStay, NotAllowed, NotOpenToJoin, TooMany
from registry.models import Introduction, JointMember, JointResponse, Organization, Person
from registry.queries.introductions import HELPING, can_be_named, is_told
from registry.states import AGREED, IntroductionState, OrganizationState
from registry.vocabulary import EndReason, IntroductionSide

MOST_MEMBERS = 30  # that belong to one, or ask to

FULL = _("Thirty partners belong to this joint response already, or ask to. Write to the one that leads it.")


def open_joint(*, introduction: Introduction, organization: Organization, by: Person) -> JointResponse:
    """Open what one offered, or agreed to do, about a gap to other partners, and lead them.

    A gap has one joint response at a time: where another one is open, that is found. Raises `NotAllowed` for the
    needing side, `IllegalMove` for an introduction that ended, still waits for this side, or names no gap.
    """
    with transaction.atomic():
        introduction, side = acting(introduction, organization, by, IntroductionState.INTRODUCED, *AGREED)
        if side != HELPING:
            raise NotAllowed
        if introduction.gap is None or (
            introduction.state == IntroductionState.INTRODUCED and introduction.writer != IntroductionSide.HELPING
        ):
            raise IllegalMove
        known = JointResponse.objects.filter(gap=introduction.gap, ended_at=None).first()
        if known:
            return known
        now = timezone.now()
        joint = JointResponse.objects.create(gap=introduction.gap, introduction=introduction)
        JointMember.objects.create(joint=joint, organization=organization, by=by, joined_at=now)
        tell_joint(joint, "opened", organization=organization, by=by)
        return joint


def ask_to_join(*, joint: JointResponse, organization: Organization, by: Person, words: str = "") -> JointMember:
    """Ask whoever leads to take part; asked twice it is asked once.

    Raises `NotAllowed`, also for whoever states the gap, `NotOpenToJoin` when it has ended, `TooMany`.
    """
    with transaction.atomic():
        joint, held = _locked(joint, organization)
        asking = held[organization.pk]
        may = by.is_active and asking.state == OrganizationState.LISTED and rules.is_in_team(by, asking)
        if not may or joint.introduction.needing_id == asking.pk:
            raise NotAllowed
        if joint.ended_at:
            raise NotOpenToJoin
        present = JointMember.objects.filter(joint=joint, left_at=None)
        known = present.filter(organization=asking).first()
        if known:
            return known
        if present.count() >= MOST_MEMBERS:
            raise TooMany(FULL)
        member = JointMember.objects.create(joint=joint, organization=asking, by=by, words=words)
        tell_of_joint(joint, joint.introduction.helping, HELPING, "asked", asking, member=str(member.pk))
        return member


def take_in(*, member: JointMember, by: Person) -> JointMember:
    """Let a partner take part that asked to: by whoever leads. All are told.

    Raises `NotAllowed`, `IllegalMove` for who does not ask any more, `NotOpenToJoin`.
    """
    with transaction.atomic():
        joint, member = _member(member)
        if not rules.is_in_team(by, joint.introduction.helping):
            raise NotAllowed
        if joint.ended_at:
            raise NotOpenToJoin
        if member.left_at:
            raise IllegalMove
        if member.joined_at is None:
            member.joined_at = timezone.now()
            member.save(update_fields=["joined_at"])
            tell_joint(joint, "joined", organization=member.organization, by=by)
            ask_to_be_named(joint.introduction)
        return member


def leave(*, member: JointMember, by: Person) -> JointMember:
    """Go from a joint response, take back the wish to join, or, as the lead, refuse or part with somebody.

    When the lead goes, whoever joined first after it leads, and goes on where it stood. Raises `NotAllowed`,
    `NotOpenToJoin`, and `LeadMustStay` where nobody follows.
    """
    with transaction.atomic():
        joint, member = _member(member)
        own = rules.is_in_team(by, member.organization)
        if not own and not rules.is_in_team(by, joint.introduction.helping):
            raise NotAllowed
        if joint.ended_at:
            raise NotOpenToJoin
        if member.left_at:
            return member
        if member.organization_id == joint.introduction.helping_id:
            if pass_on(joint.introduction, EndReason.PASSED_ON, by) is None:
                raise LeadMustStay
            member.refresh_from_db()
            return member
        member.left_at = timezone.now()
        member.save(update_fields=["left_at"])
        if not own:
            tell_of_joint(joint, member.organization, HELPING, "parted", member.organization)
        elif member.joined_at:
            tell_joint(joint, "left", organization=member.organization, by=by)
        return member


def let_be_named(*, member: JointMember, by: Person, tells: bool) -> JointMember:
    """Say whether a partner that answers together may be named where everyone may know what came of the gap; until it
    says so it is counted without its name.

    Raises `NotAllowed`, and `IllegalMove` for who does not belong to it, and before it is accepted.
    """
    with transaction.atomic():
        joint, member = _member(member)
        if not by.is_active or not rules.is_in_team(by, member.organization):
            raise NotAllowed
        if not can_be_named(member, joint.introduction):
            raise IllegalMove
        member.tells = tells
        member.save(update_fields=["tells"])
        if is_told(joint.introduction):
            show_outcome(joint.introduction)
        return member


def _locked(joint: JointResponse, *further: Organization) -> tuple[JointResponse, dict[uuid.UUID, Organization]]:
    """A joint response as it stands, with its introduction, locked after all organizations around it.

    The lead may have changed between the look and the locks: then they are taken for the one that leads now.
    """
    fresh = JointResponse.objects.select_related("introduction").get(pk=joint.pk)
    around = JointMember.objects.filter(joint=joint, left_at=None).values_list("organization", flat=True)
    lead = fresh.introduction
    held = lock_organizations([lead.needing_id, lead.helping_id, *around, *(one.pk for one in further)])
    found = JointResponse.objects.select_for_update(of=("self",)).select_related("gap").get(pk=joint.pk)
    found.introduction = locked(found.introduction)
    return found, held


def _member(member: JointMember) -> tuple[JointResponse, JointMember]:
    joint, held = _locked(member.joint, member.organization)
    fresh = JointMember.objects.select_for_update().get(pk=member.pk)
    fresh.organization = held[fresh.organization_id]
    return joint, fresh
