"""Entries of the demonstration that are kept true, and some that are not: confirmed lately, due, overdue, expired."""

from django.utils import timezone

from partnership.demo.stories import Stories
from partnership.demo.times import days_pass
from registry.actions import confirmations, drafts, submissions
from registry.entry.document import blank
from registry.entry.fields import COLLECTIONS
from registry.ids import uuid7
from registry.models import Organization, SupportGap
from registry.queries.confirmations import PARTS
from registry.vocabulary import ConfirmationWay, ContactKind, ContactRole


def tell(stories: Stories) -> None:
    """All of them, and then the night's work, which asks and lets expire."""
    _confirmed(stories)
    days_pass([stories.listed("fr").pk], 320)  # due in some weeks, or some weeks ago
    _overdue(stories)
    _expired(stories)
    confirmations.expire_due(now=timezone.now())
    confirmations.remind_due(now=timezone.now())


def _confirmed(stories: Stories) -> None:
    """By the link in a mail after most of a year; and part by part, of which the others still wait."""
    for code, parts, way in (
        ("en", PARTS, ConfirmationWay.LINK),
        ("zh", ("organization", "where"), ConfirmationWay.WORKSPACE),
    ):
        organization = stories.listed(code)
        days_pass([organization.pk], 310)
        confirmations.confirm(organization=organization, parts=parts, by=stories.owner(code), way=way)
        days_pass([organization.pk], 10)


def _overdue(stories: Stories) -> None:
    """A year and more without a word: the person that it showed is hidden, and what it lacks and gives has expired."""
    organization, owner = stories.listed("es"), stories.owner("es")
    change = drafts.open_change(organization=organization, by=owner)
    item = {
        **blank(COLLECTIONS["contacts"]),
        "role": ContactRole.ALTERNATE.value,
        "kind": ContactKind.PERSON.value,
        "language": "es",
        "name_public": True,
        "email_public": True,
    }
    change = stories.save(
        change, f"contacts.{uuid7()}", item, owner, name="Vumorio Plumando", email="alternate@overdue.example", phone=""
    )
    change = stories.submit(change, owner)
    submissions.approve(submission=change, by=stories.reviewer)
    days_pass([organization.pk], 430)


def _expired(stories: Stories) -> None:
    """Expired, of which one was opened again."""
    organization = stories.listed("ru")
    while not SupportGap.objects.filter(organization=organization).exists():
        organization = stories.listed("ru")
    days_pass([organization.pk], 243)
    confirmations.expire_due(now=timezone.now())
    days_pass([organization.pk], 3)
    again = Organization.objects.get(pk=organization.pk).gaps.order_by("pk")[0]
    confirmations.reopen(item=again, by=stories.owner("ru"))
