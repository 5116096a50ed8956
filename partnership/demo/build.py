"""Making the demonstration."""

import itertools

from django.db import transaction
from django.utils import timezone

from partnership.demo import (
    accounts,
    claims,
    confirmations,
    decisions,
    duplicates,
    enquiries,
    history,
    imports,
    introductions,
    mailings,
    overlaps,
    people,
    queue,
    roles,
    stated,
    teams,
)
from partnership.demo.entries import Writer
from partnership.demo.leaving import leave
from partnership.demo.stories import Stories
from partnership.demo.times import days_pass
from registry.actions import listing
from registry.actions.imports import Entry, bring_in
from registry.entry.document import Document
from registry.models import Organization, Person
from registry.states import OrganizationState
from registry.vocabulary import OrganizationType

IN_EACH_LANGUAGE = 50
DAYS = 730  # of history
AT_ONCE = 12  # entries that were imported on one day


def build(seed: int) -> None:
    """Invent the people and their organizations, in one transaction. The same seed gives the same entries."""
    with transaction.atomic():
        cast = people.make()
        writer = Writer(seed, timezone.localdate())
        stories = Stories(writer, cast)
        stories.tell()
        history.tell(stories)
        confirmations.tell(stories)
        teams.tell(cast)
        leave(stories)
        duplicates.tell(stories)
        enquiries.tell(cast)
        decisions.tell(stories)
        accounts.tell(cast)
        _import(writer, cast["administrator"])
        claims.tell(cast)
        roles.tell(cast)
        queue.tell(cast)
        imports.tell(cast)
        mailings.tell(cast)
        introductions.tell(cast)
        stated.tell(cast)
        listed = Organization.objects.filter(state=OrganizationState.LISTED)
        listing.refresh(list(listed.values_list("pk", flat=True)))
        overlaps.tell(cast)


def _import(writer: Writer, by: Person) -> None:
    """The entries without a team: three that wait for review, and all others up to the full number."""
    waiting = [writer.longest("fr", OrganizationType.NETWORK), writer.entry("ar"), writer.entry("zh")]
    listed = [writer.least("en"), writer.longest("en", OrganizationType.INTERGOVERNMENTAL)]
    for code in itertools.cycle(writer.languages):
        if writer.made.total() >= IN_EACH_LANGUAGE * len(writer.languages):
            break
        if writer.made[code] < IN_EACH_LANGUAGE:
            listed.append(writer.entry(code))
    _bring_in(waiting, by, approve=False, days=8, start=1)
    for start in range(0, len(listed), AT_ONCE):
        days = DAYS - DAYS * start // len(listed)
        _bring_in(listed[start : start + AT_ONCE], by, approve=True, days=days, start=start + 1 + len(waiting))


def _bring_in(documents: list[Document], by: Person, *, approve: bool, days: int, start: int) -> None:
    entries = [Entry(f"demonstration:{number}", document) for number, document in enumerate(documents, start=start)]
    results = bring_in(entries=entries, by=by, approve=approve)
    made = Organization.objects.filter(public_id__in=[result.public_id for result in results])
    days_pass(list(made.values_list("pk", flat=True)), days)
