"""Keeping entries true: an organization's word that its entry still holds, asking for it, and what follows without it.

The nightly functions take one organization after the other, each in a transaction of its own: what was reminded of or
expired is written down together with the messages that say so. So they may run twice, and be killed at any moment.
"""

import datetime
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from registry import rules
from registry.actions import introduction_ends, listing
from registry.actions.messages import post
from registry.errors import EntryChanged, IllegalMove, NotAllowed, OfferOver
from registry.models import Confirmation, Organization, Person, SupportGap, SupportOffer
from registry.models.messages import MessageKind
from registry.queries import confirmations
from registry.queries.confirmations import MODELS, PARTS, RUNNING
from registry.states import GAP_MOVES, OFFER_MOVES, GapState, OfferState, OrganizationState, check_move, said_by_team
from registry.vocabulary import ConfirmationWay

MOVES = {"gaps": GAP_MOVES, "offers": OFFER_MOVES}
ANEW: Mapping[str, dict[str, None]] = {"gaps": {"open_since": None}, "offers": {}}  # beside what both have


def confirm(
    *, organization: Organization, parts: Collection[str], by: Person, way: ConfirmationWay, seen: int | None = None
) -> Confirmation:
    """Note that parts of a listed entry are still true, and start their clocks anew.

    Said twice on one day it is one confirmation. `seen` is the version of the entry that was shown. Raises
    `NotAllowed`, `IllegalMove` when it is not listed, and `EntryChanged` when another version is listed now.
    """
    with transaction.atomic():
        organization = _locked(organization, by)
        if seen is not None and seen != organization.live_version:
            raise EntryChanged
        today = confirmations.day(timezone.now())
        known = _already_said(organization, parts, today)
        if known:
            return known
        said = note(organization=organization, parts=parts, by=by, way=way, today=today)
        listing.refresh([organization.pk])
        return said


def note(
    *, organization: Organization, parts: Collection[str], by: Person | None, way: ConfirmationWay, today: datetime.date
) -> Confirmation:
    """Write a confirmation down for an organization that the caller has locked; the listing is the caller's.

    The entry counts as confirmed on the oldest day of its parts, once each was. Expired gaps and offers stay expired:
    reopening one is a word of its own.
    """
    days = {**confirmations.parts_of(organization), **dict.fromkeys(parts, today)}
    known = {part: on.isoformat() for part, on in days.items() if on}
    organization.confirmed_parts = known
    columns = ["confirmed_parts"]
    if len(known) == len(PARTS) and min(known.values()) != _iso(organization.confirmed_on):
        organization.confirmed_on = datetime.date.fromisoformat(min(known.values()))
        organization.reminders, organization.reminded_on = 0, None
        columns += ["confirmed_on", "reminders", "reminded_on"]
    organization.save(update_fields=columns)
    for part in set(parts) & RUNNING.keys():
        _items_of(organization, part).exclude(state=GapState.EXPIRED).update(confirmed_on=today, reminders=0)
    return Confirmation.objects.create(
        organization=organization, by=by, way=way, parts=[part for part in PARTS if part in parts]
    )


def ask_anew(organization: Organization) -> None:
    """Forget which reminders went out: whoever took the entry over got none of them, and while it was withdrawn nobody
    did. The caller has locked it.
    """
    Organization.objects.filter(pk=organization.pk).update(reminders=0, reminded_on=None)
    for part in RUNNING:
        _items_of(organization, part).update(reminders=0)


def reopen(*, item: SupportGap | SupportOffer, by: Person) -> None:
    """Make an expired gap or offer open again. Raises as `say_how_it_stands`."""
    say_how_it_stands(item=item, before=GapState.EXPIRED, after=GapState.OPEN, by=by)


def say_how_it_stands(*, item: SupportGap | SupportOffer, before: str, after: str, by: Person) -> None:
    """Move a gap or an offer as its team says: met, closed, paused, or open again, which confirms it as of today.

    `before` is the state that was shown. What waits for an answer about one that is over ends (`introduction_ends`).
    Raises `NotAllowed`, `IllegalMove` when it is in another state or its entry not listed, and `OfferOver` when the day
    that an offer names as its end has passed.
    """
    with transaction.atomic():
        organization = _locked(item.organization, by)
        part = "gaps" if isinstance(item, SupportGap) else "offers"
        found = _items_of(organization, part).filter(pk=item.pk, state=before).first()
        if found is None or after not in said_by_team(MOVES[part], before):
            raise IllegalMove
        now = timezone.now()
        opened = _opened(found, confirmations.day(now)) if after == GapState.OPEN else {}
        _items_of(organization, part).filter(pk=found.pk).update(state=after, state_since=now, **ANEW[part], **opened)
        introduction_ends.follow(organization.pk, by)
        listing.refresh([organization.pk])


def _opened(item: SupportGap | SupportOffer, today: datetime.date) -> dict[str, Any]:
    if confirmations.is_over(item, today):
        raise OfferOver
    return {"confirmed_on": today, "reminders": 0}


def _locked(organization: Organization, by: Person) -> Organization:
    """The organization as it stands, locked, for somebody of its team."""
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    if not rules.may_confirm(by, locked):
        raise NotAllowed
    if locked.state != OrganizationState.LISTED:
        raise IllegalMove
    return locked


def _items_of(organization: Organization, part: str) -> Any:
    return MODELS[part].objects.present().filter(organization=organization)


def _iso(on: datetime.date | None) -> str:
    return on.isoformat() if on else ""


def _already_said(organization: Organization, parts: Collection[str], today: datetime.date) -> Confirmation | None:
    """The confirmation of today, if there is nothing in these parts that it does not cover."""
    days = confirmations.parts_of(organization)
    stale = any(
        _items_of(organization, part).filter(state__in=RUNNING[part]).exclude(confirmed_on=today).exists()
        for part in set(parts) & RUNNING.keys()
    )
    if stale or any(days[part] != today for part in parts):
        return None
    return organization.confirmations.order_by("-at", "-pk").first()


# -- Every night ------------------------------------------------------------------------------------------------------


def expire_due(now: datetime.datetime) -> int:
    """Let gaps and offers expire that nobody confirmed, or whose end has passed, and tell their teams.

    Returns the number of gaps and offers.
    """
    today = confirmations.day(now)
    late = {pk for part in RUNNING for pk in confirmations.overdue(part, today).values_list("organization", flat=True)}
    return sum(_expire(pk, today, now) for pk in sorted(late))


def _expire(pk: uuid.UUID, today: datetime.date, now: datetime.datetime) -> int:
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=pk)
        expired = []
        for part in RUNNING:
            for item in confirmations.overdue(part, today).filter(organization=pk):
                check_move(MOVES[part], item.state, OfferState.EXPIRED)
                expired.append(str(item.pk))
            MODELS[part].objects.filter(pk__in=expired).update(state=OfferState.EXPIRED, state_since=now)
        if expired:  # else somebody confirmed them after the night's list was made
            introduction_ends.follow(pk)
            listing.refresh([pk])
            _tell(pk, MessageKind.SUPPORT_EXPIRED, items=" ".join(expired))
        return len(expired)


def remind_due(now: datetime.datetime) -> int:
    """Ask each team for the confirmations that are due: each step once, of several missed ones the latest.

    Returns the number of organizations.
    """
    today = confirmations.day(now)
    due = {
        pk
        for part in RUNNING
        for pk in confirmations.items_to_remind(part, today).values_list("organization", flat=True)
    }
    due |= {*confirmations.entries_to_remind(today).values_list("pk", flat=True)}
    return sum(_remind(pk, today) for pk in sorted(due))


def _remind(pk: uuid.UUID, today: datetime.date) -> int:
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=pk)
        number = _count_reminder(organization, today)
        for part in RUNNING:
            for item in confirmations.items_to_remind(part, today).filter(organization=pk):
                come_to = confirmations.reached(item.clock, today, part)
                MODELS[part].objects.filter(pk=item.pk).update(reminders=come_to)
                number = max(number, come_to)
        if not number:  # somebody confirmed it after the night's list was made
            return 0
        _tell(pk, MessageKind.CONFIRMATION_DUE, number=number)
        if confirmations.is_lapsed(organization, today):
            listing.refresh([pk])  # from today it names no people: who keeps a copy has to know
        return 1


def _count_reminder(organization: Organization, today: datetime.date) -> int:
    """Note the reminder that the clock of the entry has come to, and say its number; 0 where there is none to send."""
    behind = confirmations.entries_to_remind(today).filter(pk=organization.pk).first()
    if behind is None:
        return 0
    number = confirmations.reached(behind.clock, today)
    organization.reminders, organization.reminded_on = number, today
    organization.save(update_fields=["reminders", "reminded_on"])
    return number


def _tell(pk: uuid.UUID, kind: MessageKind, **context: str | int) -> None:
    """A message to everyone in the team; where there is nobody, the desk sees the entry in its lists."""
    for person in Person.objects.active().filter(memberships__organization=pk).order_by("pk"):
        post(kind=kind, person=person, context={"organization": str(pk), **context})
