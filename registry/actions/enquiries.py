"""Enquiries: messages of visitors to the team of a partner, relayed so that the team's addresses stay hidden."""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry import rules
from registry.actions.cases import opened_for_reports
from registry.actions.messages import post
from registry.errors import LinkInvalid, NobodyReads, NotAllowed, StillReported, TooMany
from registry.models import Enquiry, Organization, Person, Report
from registry.models.messages import MessageKind
from registry.queries import enquiries
from registry.states import CaseState
from registry.vocabulary import ReportReason

KEPT_DAYS = 180

# Messages that one team gets within a day, and those that wait for their senders beside them.
MOST_A_DAY = 30
MOST_HELD = 100

A_DAY = datetime.timedelta(days=1)
FULL = _(
    "Many people have written to this organization today, so your message was not sent. What you typed is still here. "
    "Send it tomorrow."
)


def send(
    *, organization: Organization, name: str, address: str, text: str, language: str, held: bool = False
) -> Enquiry:
    """Pass a visitor's message on to everyone in the team of a partner; the visitor agreed that `address` goes along.

    One that is `held` waits for `release`: its sender gets a message with the link, and the team hears nothing of it.
    The same words sent again within a day are one message.

    Raises `NobodyReads`, `TooMany`.
    """
    said = {"name": name, "address": address, "text": text}
    with transaction.atomic():
        organization = _with_team(organization)
        of_this_day = Enquiry.objects.filter(organization=organization, sent_at__gt=timezone.now() - A_DAY)
        known = of_this_day.filter(**said, held=held).first()
        if known:
            return known
        if held and of_this_day.filter(held=True).count() >= MOST_HELD:
            raise TooMany(FULL)
        enquiry = Enquiry.objects.create(organization=organization, language=language, held=held, **said)
        if held:
            post(kind=MessageKind.HELD, address=address, language=language, context={"enquiry": str(enquiry.pk)})
            return enquiry
        return _relay(enquiry)


def release(*, enquiry: Enquiry) -> Enquiry:
    """Let a held message go: its sender has opened the link. Twice is once.

    Raises `LinkInvalid` when it is gone; `NobodyReads`, `TooMany`: it is held then as before.
    """
    with transaction.atomic():
        organization = _with_team(enquiry.organization)
        found = Enquiry.objects.select_for_update(of=("self",)).filter(pk=enquiry.pk, erased_at=None).first()
        if found is None:
            raise LinkInvalid
        if not found.held:
            return found
        found.organization = organization
        return _relay(found)


def _with_team(organization: Organization) -> Organization:
    """The partner, locked. Raises `NobodyReads` where nobody would read a message to it."""
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    if not enquiries.can_be_written_to(locked):
        raise NobodyReads
    return locked


def _relay(enquiry: Enquiry) -> Enquiry:
    now = timezone.now()
    relayed = Enquiry.objects.filter(organization=enquiry.organization, relayed_at__gt=now - A_DAY)
    if relayed.count() >= MOST_A_DAY:
        raise TooMany(FULL)
    enquiry.held, enquiry.relayed_at = False, now
    enquiry.save(update_fields=["held", "relayed_at", "organization"])
    for person in enquiries.readers(enquiry.organization):
        post(kind=MessageKind.ENQUIRY, person=person, context={"enquiry": str(enquiry.pk)})
    return enquiry


# -- The team ---------------------------------------------------------------------------------------------------------


def report_abuse(*, enquiry: Enquiry, text: str, language: str, by: Person) -> Enquiry:
    """Show a message to the secretariat as abuse, with a word on why; the same words, while it reads them, once.

    It lies in the open case of what is reported about the organization; reviewers are told when that is opened.
    `reported_at` stays that of the first word. Raises `NotAllowed`.
    """
    with transaction.atomic():
        found = _locked(enquiry, by)
        if _under_review().filter(enquiry=found, text=text).exists():
            return found
        Report.objects.create(
            case=opened_for_reports(found.organization),
            reason=ReportReason.ABUSE,
            text=text,
            language=language,
            enquiry=found,
        )
        found.reported_at = found.reported_at or timezone.now()
        found.save(update_fields=["reported_at"])
        return found


def delete(*, enquiry: Enquiry, by: Person) -> Enquiry:
    """Forget what a message says and who sent it, at once. Raises `NotAllowed`, `StillReported`."""
    with transaction.atomic():
        found = _locked(enquiry, by)
        if _under_review().filter(enquiry=found).exists():
            raise StillReported
        _blank(Enquiry.objects.filter(pk=found.pk))
        found.refresh_from_db()
        return found


def _locked(enquiry: Enquiry, by: Person) -> Enquiry:
    """A message that the team can read. Raises `NotAllowed`."""
    Organization.objects.select_for_update().get(pk=enquiry.organization_id)
    found = enquiries.read_by_team().select_for_update(of=("self",)).filter(pk=enquiry.pk).first()
    if found is None or not rules.is_in_team(by, found.organization):
        raise NotAllowed
    return found


def _under_review() -> QuerySet[Report]:
    return Report.objects.filter(case__state=CaseState.OPEN, enquiry__isnull=False)


# -- The nights -------------------------------------------------------------------------------------------------------


def forget(*, now: datetime.datetime) -> int:
    """Forget what old messages say and who sent them, but for those that the secretariat still reads. May run twice.

    Returns how many were forgotten.
    """
    old = Enquiry.objects.filter(held=False, erased_at=None, sent_at__lt=now - datetime.timedelta(days=KEPT_DAYS))
    return _blank(old.exclude(Exists(_under_review().filter(enquiry=OuterRef("pk")))))


def _blank(found: QuerySet[Enquiry]) -> int:
    return found.update(name="", address="", text="", erased_at=timezone.now())
