"""Overlaps: those in one are invited to talk, by one message to all of their teams; and say that they coordinate.

A message is relayed as a visitor's is: each team's address stays hidden until it answers.
"""

import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry import rules
from registry.actions import enquiries
from registry.actions.messages import post
from registry.actions.versions import raise_version
from registry.errors import NobodyToTalkTo, NoOverlap, NotAllowed, TooMany
from registry.models import Coordination, Enquiry, Organization, Person, Talk
from registry.models.messages import MessageKind
from registry.queries import overlaps
from registry.queries.enquiries import readers, with_readers
from registry.queries.overlaps import ONCE_IN, Cell
from registry.states import OrganizationState

MOST_A_DAY = 3  # overlaps about which one organization writes within a day
MOST_TEAMS = 40  # of one message: those of the activities that come first

AGAIN = _(
    "You, or a colleague, wrote to all in this overlap within the last 30 days. Give them time to answer;"
    " what you typed was not sent."
)
FULL = _("Your organization wrote about three overlaps within a day. What you typed was not sent. Try again tomorrow.")


# -- Talking ----------------------------------------------------------------------------------------------------------


def invite(*, cell: Cell, organization: Organization | None, text: str, language: str, by: Person) -> Talk:
    """Pass a message on to the team of everyone else in an overlap: for an organization in it, or for the secretariat.

    Whoever answers writes to the person, whose name and address go along; that person gets no mail for another one of
    their partners. Teams that were written to as often as may be today are left out. Raises `NotAllowed`, `NoOverlap`,
    `TooMany`, `NobodyToTalkTo`.
    """
    with transaction.atomic():
        members = _members(cell)
        locked = _locked(members)
        own = _own(locked, organization, by)
        now = timezone.now()
        before = Talk.objects.filter(organization=own)
        if before.filter(**_of(cell), at__gt=now - ONCE_IN).exists():
            raise TooMany(AGAIN)
        if own and before.filter(at__gt=now - enquiries.A_DAY).count() >= MOST_A_DAY:
            raise TooMany(FULL)
        others = _reached([one for one in locked if one != own], by, now)
        if not others:
            raise NobodyToTalkTo
        talk = Talk.objects.create(**_of(cell), organization=own, by=by)
        for other in others:
            enquiry = Enquiry.objects.create(
                organization=other,
                talk=talk,
                name=by.name or by.email,
                address=by.email,
                text=text,
                language=language,
                relayed_at=now,
            )
            for person in readers(other).exclude(pk=by.pk):
                post(kind=MessageKind.OVERLAP_TALK, person=person, context={"enquiry": str(enquiry.pk)})
        return talk


def _members(cell: Cell) -> overlaps.Members:
    members = overlaps.find(cell)
    if members is None:
        raise NoOverlap
    return members


def _locked(members: overlaps.Members) -> list[Organization]:
    """The partners in an overlap in the order of their activities; locked in the order of their ids."""
    found = Organization.objects.filter(public_id__in=members.partners, state=OrganizationState.LISTED)
    place = {public_id: number for number, public_id in enumerate(members.partners)}
    return sorted(found.order_by("pk").select_for_update(of=("self",)), key=lambda one: place[one.public_id_id])


def _own(locked: list[Organization], organization: Organization | None, by: Person) -> Organization | None:
    """The one of them that somebody acts for; none for the secretariat. Raises `NotAllowed`."""
    if organization is None:
        if not rules.may_review(by):
            raise NotAllowed
        return None
    if organization not in locked or not rules.is_in_team(by, organization):
        raise NotAllowed
    return organization


def _reached(others: list[Organization], by: Person, now: datetime.datetime) -> list[Organization]:
    """Those of some partners that have a team, of others than who writes, and room for another message today."""
    today = Q(enquiries__relayed_at__gt=now - enquiries.A_DAY)
    have_room = set(
        with_readers(but=by)
        .filter(pk__in=[one.pk for one in others])
        .annotate(today=Count("enquiries", filter=today))
        .filter(today__lt=enquiries.MOST_A_DAY)
        .values_list("pk", flat=True)
    )
    return [one for one in others if one.pk in have_room][:MOST_TEAMS]


# -- Coordinating -----------------------------------------------------------------------------------------------------


def coordinate(*, cell: Cell, organization: Organization, note: str, language: str, by: Person) -> Coordination:
    """Say for an organization in an overlap that it coordinates with the others there; everyone may read it.

    Said again, it takes the place of what was said before. Raises `NotAllowed`, `NoOverlap`.
    """
    with transaction.atomic():
        _own(_locked(_members(cell)), organization, by)
        before = Coordination.objects.filter(**_of(cell), organization=organization, ended_at=None)
        known = before.filter(note=note, language=language).first()
        if known:
            return known
        before.update(ended_at=timezone.now())
        said = {"note": note, "language": language, "by": by}
        made = Coordination.objects.create(**_of(cell), organization=organization, **said)
        raise_version()
        return made


def end(*, coordination: Coordination, by: Person) -> Coordination:
    """Take the word of an organization back: its team, or the secretariat where it should not be public. Twice is once.

    Raises `NotAllowed`.
    """
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=coordination.organization_id)
        if not rules.is_in_team(by, organization) and not rules.may_review(by):
            raise NotAllowed
        found = Coordination.objects.get(pk=coordination.pk)
        if found.ended_at is None:
            found.ended_at = timezone.now()
            found.save(update_fields=["ended_at"])
            raise_version()
        return found


def _of(cell: Cell) -> dict[str, str]:
    return {"country_id": cell.country, "element": cell.element, "kind": cell.kind}
