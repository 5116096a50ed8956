"""Leaving the directory, and returning to it (Product, rule 8)."""

import datetime
import uuid

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from registry import rules
from registry.actions import introduction_ends, listing
from registry.actions.confirmations import ask_anew
from registry.actions.messages import post
from registry.actions.submissions import move, move_organization
from registry.errors import NotAllowed
from registry.models import Organization, Person, Withdrawal
from registry.models.messages import MessageKind
from registry.states import OrganizationState, SubmissionState


def withdraw(*, organization: Organization, by: Person, reason: str = "") -> Withdrawal:
    """Take an entry out of the directory, the downloads, the API and every count, at once.

    What waits for review becomes a draft again. Relations and networks stay as they are and are shown to nobody until
    the entry returns. Everyone in the team is told, with the way back. Raises `NotAllowed` for who does not own it, and
    `IllegalMove` for what is not listed.
    """
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        if not rules.owns(by, organization):
            raise NotAllowed
        move_organization(organization, OrganizationState.WITHDRAWN)
        waiting = organization.submissions.select_for_update().filter(state=SubmissionState.SUBMITTED)
        for submission in waiting.order_by("pk"):
            move(submission, SubmissionState.DRAFT, assigned_to=None, reminders=0)
        withdrawal = Withdrawal.objects.create(organization=organization, by=by, reason=reason)
        introduction_ends.follow(organization.pk)
        listing.refresh([organization.pk])
        tell_everyone(organization, MessageKind.WITHDRAWN, withdrawal=withdrawal)
        return withdrawal


def give_back(*, organization: Organization, by: Person) -> Organization:
    """List a withdrawn entry again, as it was.

    Once its personal data was erased the team is gone with it: whoever owns it then got it by a claim, and returns it
    in the same way. Raises `NotAllowed`, `IllegalMove` for what is not withdrawn.
    """
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        if not rules.owns(by, organization):
            raise NotAllowed
        move_organization(organization, OrganizationState.LISTED)
        Withdrawal.objects.filter(organization=organization, returned_at=None, erased_at=None).update(
            returned_at=timezone.now()
        )
        ask_anew(organization)  # nobody was reminded while it was away, and nothing expires unasked
        listing.refresh([organization.pk])
        tell_everyone(organization, MessageKind.RETURNED)
        return organization


def last_withdrawal(organization: Organization) -> Withdrawal | None:
    """The withdrawal that holds, or held last. One query."""
    return organization.withdrawals.order_by("-at", "-pk").first()


def erased_on(withdrawal: Withdrawal) -> datetime.datetime:
    """When personal data is erased, unless the entry returns before; later by a few days if the notice was late."""
    due = withdrawal.at + datetime.timedelta(days=settings.ERASURE_DAYS)
    if withdrawal.noticed_at is None:
        return due
    return max(due, withdrawal.noticed_at + datetime.timedelta(days=settings.ERASURE_NOTICE_DAYS))


def tell_everyone(organization: Organization, kind: MessageKind, *, withdrawal: Withdrawal | None = None) -> None:
    """Put a message about an organization to everyone in its team into the present transaction."""
    context = {"organization": str(organization.pk)} | ({"withdrawal": str(withdrawal.pk)} if withdrawal else {})
    for person in Person.objects.active().filter(memberships__organization=organization).order_by("pk"):
        post(kind=kind, person=person, context=context)


def send_notices(now: datetime.datetime) -> int:
    """Tell the teams of withdrawn entries, some days before, that personal data will be erased. Returns how many."""
    ahead = datetime.timedelta(days=settings.ERASURE_DAYS - settings.ERASURE_NOTICE_DAYS)
    due = Withdrawal.objects.filter(returned_at=None, erased_at=None, noticed_at=None, at__lte=now - ahead)
    return sum(_notice(organization, now) for organization in due.order_by("pk").values_list("organization", flat=True))


def _notice(pk: uuid.UUID, now: datetime.datetime) -> int:
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=pk)
        open_one = organization.withdrawals.filter(returned_at=None, erased_at=None, noticed_at=None).first()
        if open_one is None:  # it returned meanwhile, or another process was here
            return 0
        open_one.noticed_at = now
        open_one.save(update_fields=["noticed_at"])
        tell_everyone(organization, MessageKind.ERASURE_NOTICE, withdrawal=open_one)
        return 1


def days_to_return() -> int:
    """For how many days one click brings an entry back."""
    return int(settings.ERASURE_DAYS)
