"""Lacking the same: partners say so of a gap of another one, are counted, and may write to each other."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry import rules
from registry.actions.messages import post
from registry.actions.versions import note_changes, raise_version
from registry.errors import NotAllowed, NotOnBoard, OwnSupport, TooMany
from registry.models import LackToo, Organization, Person, SupportGap
from registry.models.messages import MessageKind
from registry.queries import enquiries, introductions
from registry.states import OrganizationState

MOST_A_DAY = 30  # gaps of which one organization says it
TOO_MANY = _("Your organization has said this of thirty gaps within a day. Wait until tomorrow.")


def lack_too(*, gap: SupportGap, organization: Organization, by: Person) -> LackToo:
    """Say that an organization lacks the same; the team that states the gap is told. Said twice, it is said once.

    Raises `NotAllowed`, `OwnSupport`, `NotOnBoard` for a gap that is met or not shown to partners, `TooMany`.
    """
    with transaction.atomic():
        organization = _acting(organization, by)
        gap = SupportGap.objects.select_related("organization").get(pk=gap.pk)
        if gap.organization_id == organization.pk:
            raise OwnSupport
        if not introductions.can_be_helped(gap):
            raise NotOnBoard
        known = LackToo.objects.filter(gap=gap, organization=organization).first()
        if known:
            return known
        since = timezone.now() - datetime.timedelta(days=1)
        if LackToo.objects.filter(organization=organization, said_at__gt=since).count() >= MOST_A_DAY:
            raise TooMany(TOO_MANY)
        said = LackToo.objects.create(gap=gap, organization=organization, by=by)
        about = {"organization": str(gap.organization_id)}
        for person in enquiries.readers(gap.organization):
            post(kind=MessageKind.LACKED_TOO, person=person, context={"lack": str(said.pk), **about})
        _show(gap)
        return said


def take_back(*, gap: SupportGap, organization: Organization, by: Person) -> None:
    """Say it no longer. Twice is once. Raises `NotAllowed`."""
    with transaction.atomic():
        organization = _acting(organization, by)
        if LackToo.objects.filter(gap=gap, organization=organization).delete()[0]:
            _show(gap)


def _acting(organization: Organization, by: Person) -> Organization:
    """The organization, locked, so that what is sent twice at once is there once. Raises `NotAllowed`."""
    organization = Organization.objects.select_for_update().get(pk=organization.pk)
    is_listed = organization.state == OrganizationState.LISTED
    if not by.is_active or not is_listed or not rules.is_in_team(by, organization):
        raise NotAllowed
    return organization


def _show(gap: SupportGap) -> None:
    """The page of the gap tells how many lack the same."""
    raise_version()
    note_changes([gap.organization_id])
