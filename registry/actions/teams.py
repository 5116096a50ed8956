"""Teams: who is in them, in which role, and wishes to join. Invitations have a module of their own.

Each function is one transaction and locks the organization first, so that of two owners who leave at once the second
sees that the first is gone. A team always has an owner, or an open case that asks the secretariat to find one.
"""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry import rules
from registry.actions import cases, invitations, kept
from registry.actions.invitations import tell_owners
from registry.actions.messages import post
from registry.errors import AlreadyInTeam, IllegalMove, LastOwner, NotAllowed, NoTeam, ReasonNeeded, TooMany
from registry.models import Case, Membership, Organization, Person, TeamRequest, TeamRole
from registry.models.messages import MessageKind
from registry.queries.teams import is_last_owner, members
from registry.states import OPEN, CaseKind, CaseState, OrganizationState, Origin, RequestState

# Wishes to join that one person may send within a day, in whatever became of them.
MOST_WISHES_A_DAY = 5
# Days after a refusal until the same team can be asked again.
DAYS_AFTER_REFUSAL = 7
# Days without an answer after which the owners are reminded, and after which the secretariat is asked.
STEPS = (7, 21)


def _locked(organization_id: uuid.UUID) -> Organization:
    return Organization.objects.select_for_update().get(pk=organization_id)


def _owned(organization_id: uuid.UUID, by: Person) -> Organization:
    """The organization, locked, for somebody who owns its entry. Raises `NotAllowed`."""
    organization = _locked(organization_id)
    if not rules.owns(by, organization):
        raise NotAllowed
    return organization


# -- Members ----------------------------------------------------------------------------------------------------------


def change_role(*, membership: Membership, role: str, by: Person) -> Membership:
    """Make a member an owner or an editor, and tell them; the role that they have already is none to change.

    The links of an owner who is made an editor that offer an owner's place become worthless.
    Raises `NotAllowed`, `LastOwner`, `IllegalMove` when they have left meanwhile.
    """
    with transaction.atomic():
        organization = _owned(membership.organization_id, by)
        membership = _present(membership)
        if membership.role == role:
            return membership
        if is_last_owner(membership):
            raise LastOwner
        _set_role(membership, TeamRole(role), by)
        cases.watch_over_team(organization)
        return membership


def hand_over(*, membership: Membership, by: Person) -> Membership:
    """Make a member the owner in the place of `by`, who stays as an editor, and whose links offer no owner's place.

    Raises as `change_role` does, and `NotAllowed` for oneself.
    """
    with transaction.atomic():
        organization = _owned(membership.organization_id, by)
        membership = _present(membership)
        if membership.person_id == by.pk:
            raise NotAllowed
        if membership.role != TeamRole.OWNER:
            _set_role(membership, TeamRole.OWNER, by)
        _set_role(Membership.objects.get(organization=organization, person=by), TeamRole.EDITOR, by)
        return membership


def appoint(*, membership: Membership, by: Person) -> Membership:
    """Make a member the owner of a team that has none, as the secretariat; its case is settled.

    Raises `NotAllowed`, `IllegalMove` where there is an owner, or when the member has left.
    """
    with transaction.atomic():
        organization = _locked(membership.organization_id)
        if not rules.may_review(by) or rules.is_in_team(by, organization):
            raise NotAllowed
        membership = _present(membership)
        if not rules.lacks_owner(organization):
            raise IllegalMove
        _set_role(membership, TeamRole.OWNER, by)
        open_ones = Case.objects.filter(
            kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization, state=CaseState.OPEN
        )
        for case in open_ones:
            cases.settle_case(case=case, by=by)
        return membership


def remove(*, membership: Membership, by: Person) -> bool:
    """Take somebody out of the team, and tell them; the links that they had sent become worthless.

    What they had typed and was not accepted goes to `by`; the answer is whether there was any. Raises `NotAllowed`,
    `LastOwner`, and `IllegalMove` when they have left meanwhile.
    """
    with transaction.atomic():
        organization = _owned(membership.organization_id, by)
        membership = _present(membership)
        if is_last_owner(membership):
            raise LastOwner
        person = membership.person
        if person == by:
            raise NotAllowed  # leaving is another thing to do
        membership.delete()
        invitations.withdraw_all_of(person, organization)
        _tell(person, organization, "removed")
        return hand_over_input(organization, giver=person, taker=by)


def leave(*, organization: Organization, by: Person, nobody_follows: bool = False) -> None:
    """Leave a team: the links that `by` had sent become worthless. Its owners are told, and get what `by` had typed
    and was not accepted.

    The last owner has to make another one first, or else to say that nobody can follow: then a case asks the
    secretariat to find one, and the editors are told. Raises `NotAllowed`, `LastOwner`.
    """
    with transaction.atomic():
        organization = _locked(organization.pk)
        membership = Membership.objects.filter(organization=organization, person=by).first()
        if membership is None:
            raise NotAllowed
        is_last = is_last_owner(membership)
        if is_last and not nobody_follows:
            raise LastOwner
        membership.delete()
        invitations.withdraw_all_of(by, organization)
        if is_last:
            cases.raise_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization)
            cases.tell_editors(organization)
        rest = members(organization)
        if rest:  # who has owned it longest, else who has edited it longest
            hand_over_input(organization, giver=by, taker=rest[0].person)
        tell_owners(organization, MessageKind.TEAM_CHANGED, change="left", person=str(by.pk))


def _present(membership: Membership) -> Membership:
    """The membership as it stands under the lock. Raises `IllegalMove` when it is over."""
    fresh = Membership.objects.select_related("person").filter(pk=membership.pk).first()
    if fresh is None:
        raise IllegalMove
    return fresh


def _set_role(membership: Membership, role: TeamRole, by: Person) -> None:
    membership.role = role
    membership.save(update_fields=["role"])
    if role != TeamRole.OWNER:
        invitations.withdraw_all_of(membership.person, membership.organization, role=TeamRole.OWNER)
    if membership.person != by:
        _tell(membership.person, membership.organization, role)


def _tell(person: Person, organization: Organization, change: str) -> None:
    if person.is_active:
        context = {"organization": str(organization.pk), "change": change, "person": str(person.pk)}
        post(kind=MessageKind.TEAM_CHANGED, person=person, context=context)


def hand_over_input(organization: Organization, *, giver: Person, taker: Person) -> bool:
    """Give what somebody typed into what is open, and was not accepted, to another; whether there was any."""
    moved = False
    unfinished = organization.submissions.select_for_update().filter(origin=Origin.TEAM, state__in=OPEN)
    for submission in unfinished.order_by("pk"):
        if kept.hand_over(submission, giver=giver, taker=taker):
            submission.save(update_fields=["unaccepted"])
            moved = True
    return moved


# -- Wishes to join ---------------------------------------------------------------------------------------------------


def ask_to_join(*, organization: Organization, note: str, by: Person) -> TeamRequest:
    """Ask the owners of a listed entry for a place in its team. Asked twice, it is one wish and one message to each.

    Raises `NotAllowed` for what is not listed, `NoTeam`, `AlreadyInTeam`, `TooMany`.
    """
    with transaction.atomic():
        organization = _locked(organization.pk)
        if organization.state != OrganizationState.LISTED:
            raise NotAllowed
        if rules.is_in_team(by, organization):
            raise AlreadyInTeam
        if not Membership.objects.filter(organization=organization).exists():
            raise NoTeam
        known = TeamRequest.objects.filter(organization=organization, person=by, state=RequestState.OPEN).first()
        if known:
            return known
        _check_not_too_many(organization, by)
        wish = TeamRequest.objects.create(organization=organization, person=by, note=note)
        _ask_owners(wish)
        cases.watch_over_team(organization)
        return wish


def _check_not_too_many(organization: Organization, by: Person) -> None:
    now = timezone.now()
    mine = TeamRequest.objects.filter(person=by)
    if mine.filter(asked_at__gt=now - datetime.timedelta(days=1)).count() >= MOST_WISHES_A_DAY:
        raise TooMany(_("You asked five times within a day to join a team. Wait for an answer, or try again tomorrow."))
    refused = mine.filter(organization=organization, state=RequestState.DECLINED)
    if refused.filter(answered_at__gt=now - datetime.timedelta(days=DAYS_AFTER_REFUSAL)).exists():
        raise TooMany(
            _(
                "This team declined within the last seven days. Ask again when they are over, or write to the "
                "organization itself."
            )
        )


def _ask_owners(wish: TeamRequest) -> None:
    tell_owners(wish.organization, MessageKind.TEAM_REQUEST, request=str(wish.pk))


def take_back_wish(*, wish: TeamRequest, by: Person) -> None:
    """Ask no longer; what was written is forgotten. Raises `NotAllowed`, `IllegalMove` when it was answered."""
    with transaction.atomic():
        _locked(wish.organization_id)
        if wish.person_id != by.pk:
            raise NotAllowed
        _answer(wish, RequestState.WITHDRAWN, by, note="")


def accept_wish(*, wish: TeamRequest, by: Person) -> None:
    """Make the asker an editor, and tell them. Raises `NotAllowed`, `IllegalMove` when it was answered meanwhile."""
    with transaction.atomic():
        organization = _owned(wish.organization_id, by)
        _answer(wish, RequestState.ACCEPTED, by)
        Membership.objects.get_or_create(
            organization=organization, person_id=wish.person_id, defaults={"role": TeamRole.EDITOR}
        )
        _tell_asker(wish)


def decline_wish(*, wish: TeamRequest, reason: str, by: Person) -> None:
    """Say no, and why: the asker reads it. Raises as `accept_wish`, and `ReasonNeeded`."""
    with transaction.atomic():
        _owned(wish.organization_id, by)
        if not reason.strip():
            raise ReasonNeeded
        _answer(wish, RequestState.DECLINED, by, reason=reason)
        _tell_asker(wish)


def _answer(wish: TeamRequest, state: RequestState, by: Person, **columns: str) -> None:
    answered = TeamRequest.objects.filter(pk=wish.pk, state=RequestState.OPEN).update(
        state=state, answered_at=timezone.now(), answered_by=by, **columns
    )
    if not answered:
        raise IllegalMove


def _tell_asker(wish: TeamRequest) -> None:
    for asker in Person.objects.active().filter(pk=wish.person_id):
        post(kind=MessageKind.TEAM_REQUEST_ANSWERED, person=asker, context={"request": str(wish.pk)})


# -- Every night ------------------------------------------------------------------------------------------------------


def remind_of_wishes(now: datetime.datetime) -> int:
    """Remind the owners of wishes that nobody answers, then ask the secretariat; each once. Returns the steps taken."""
    count = 0
    # The last step first, so that none takes two steps in one night.
    for step, days in reversed(list(enumerate(STEPS))):
        asked_before = now - datetime.timedelta(days=days)
        waiting = TeamRequest.objects.filter(state=RequestState.OPEN, reminders=step, asked_at__lt=asked_before)
        for wish in waiting.order_by("pk"):
            count += _remind(wish, step)
    return count


def _remind(wish: TeamRequest, step: int) -> int:
    with transaction.atomic():
        organization = _locked(wish.organization_id)
        # Asked again under the lock: somebody may have answered, or another worker taken the step.
        waits = TeamRequest.objects.filter(pk=wish.pk, state=RequestState.OPEN, reminders=step)
        if not waits.update(reminders=step + 1):
            return 0
        if step == 0:
            _ask_owners(wish)
        else:
            cases.raise_case(kind=CaseKind.TEAM_WITHOUT_OWNER, organization=organization)
        return 1
