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
from registry.queries.enquiries import readers
from registry.queries.overlaps import Cell
from registry.states import OrganizationState

ONCE_IN = datetime.timedelta(days=30)  # an organization, or the secretariat, about one overlap
MOST_A_DAY = 3  # overlaps about which one organization writes within a day
MOST_TEAMS = 40  # of one message: those of the activities that come first

AGAIN = _(
    "You wrote to all in this overlap within the last 30 days. Give them time to answer; what you typed was not sent."
)
FULL = _("Your organization wrote about three overlaps within a day. What you typed was not sent. Try again tomorrow.")


# -- Talking ----------------------------------------------------------------------------------------------------------


def invite(*, cell: Cell, organization: Organization | None, text: str, language: str, by: Person) -> Talk:
    """Pass a message on to the team of everyone else in an overlap: for an organization in it, or for the secretariat.

    Whoever answers writes to the person, whose name and address go along. Teams that were written to as often as may be
    today are left out. Raises `NotAllowed`, `NoOverlap`, `TooMany`, `NobodyToTalkTo`.
    """
    with transaction.atomic():
        members = _members(cell)
        own = _locked_own(cell, organization, by)
        now = timezone.now()
        before = Talk.objects.filter(organization=own)
        if before.filter(**_of(cell), at__gt=now - ONCE_IN).exists():
            raise TooMany(AGAIN)
        if own and before.filter(at__gt=now - enquiries.A_DAY).count() >= MOST_A_DAY:
            raise TooMany(FULL)
        others = _reached(members.partners, own, now)
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
            for person in readers(other):
                post(kind=MessageKind.OVERLAP_TALK, person=person, context={"enquiry": str(enquiry.pk)})
        return talk


def _members(cell: Cell) -> overlaps.Members:
    members = overlaps.find(cell)
    if members is None:
        raise NoOverlap
    return members


def _locked_own(cell: Cell, organization: Organization | None, by: Person) -> Organization | None:
    """The organization that somebody acts for, locked; none for the secretariat. Raises `NotAllowed`."""
    if organization is None:
        if not rules.may_review(by):
            raise NotAllowed
        return None
    own = Organization.objects.select_for_update().get(pk=organization.pk)
    if not rules.is_in_team(by, own) or not overlaps.is_in(cell, own.public_id_id):
        raise NotAllowed
    return own


def _reached(public_ids: list[str], own: Organization | None, now: datetime.datetime) -> list[Organization]:
    """The partners among these, but for one's own, that have a team and room for another message today, in this order;
    locked, in the order of their ids.
    """
    today = Q(enquiries__relayed_at__gt=now - enquiries.A_DAY)
    others = Organization.objects.filter(public_id__in=public_ids, state=OrganizationState.LISTED)
    if own:
        others = others.exclude(pk=own.pk)
    locked = list(others.order_by("pk").select_for_update(of=("self",)))
    counted = Organization.objects.filter(pk__in=[one.pk for one in locked], memberships__person__is_active=True)
    counted = counted.annotate(today=Count("enquiries", filter=today, distinct=True))
    open_ = {pk for pk, number in counted.values_list("pk", "today") if number < enquiries.MOST_A_DAY}
    place = {public_id: number for number, public_id in enumerate(public_ids)}
    return sorted((one for one in locked if one.pk in open_), key=lambda one: place[one.public_id_id])[:MOST_TEAMS]


# -- Coordinating -----------------------------------------------------------------------------------------------------


def coordinate(*, cell: Cell, organization: Organization, note: str, language: str, by: Person) -> Coordination:
    """Say for an organization in an overlap that it coordinates with the others there; everyone may read it.

    Said again, it takes the place of what was said before. Raises `NotAllowed`, `NoOverlap`.
    """
    with transaction.atomic():
        _members(cell)
        own = _locked_own(cell, organization, by)
        before = Coordination.objects.filter(**_of(cell), organization=own, ended_at=None)
        known = before.filter(note=note, language=language).first()
        if known:
            return known
        before.update(ended_at=timezone.now())
        made = Coordination.objects.create(**_of(cell), organization=own, note=note, language=language, by=by)
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
