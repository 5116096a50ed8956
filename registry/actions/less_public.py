"""Showing less at once: the one change that waits for nobody (Product, rule 4; The entry, Content and status)."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from registry import rules
from registry.actions import listing
from registry.actions.drafts import note_changed
from registry.actions.named import note_names
from registry.actions.submissions import apply
from registry.entry.document import read
from registry.entry.less_public import Hide, hidden, shows_anything_of
from registry.entry.upgrade import upgrade
from registry.errors import IllegalMove, NotAllowed
from registry.models import Decision, Organization, Person, Submission
from registry.states import OPEN, OrganizationState, Origin

RULE = "less_public"


def hide(*, organization: Organization, what: Sequence[Hide], by: Person | None) -> Decision | None:
    """Hide things of a listed entry from this moment on; nothing where they are hidden already.

    In one transaction: a submission that the rule approves, the rows, the listing, and the same change in base and
    document of every open submission, so that none shows or brings back what was hidden and none comes into conflict
    by it. `by` is somebody of the team, or nobody where the site itself hides what was not confirmed.

    Raises `NotAllowed`, `IllegalMove` for an entry that is not listed, `ShowsMore` for what would be seen by more
    people than now, and `KeyError` for what is nothing that can be hidden.
    """
    for one in what:
        one.check()
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        if by is not None and not rules.is_in_team(by, organization):
            raise NotAllowed
        if organization.state != OrganizationState.LISTED:
            raise IllegalMove
        live = read(organization)
        shown = [one for one in what if shows_anything_of(live, one)]
        if not shown:
            return None
        document = live
        for one in shown:
            document = hidden(document, one)
        before = organization.live_version
        submission = Submission(
            organization=organization,
            origin=Origin.RULE,
            opened_by=by,
            base=live,
            base_version=before,
            document=document,
        )
        note_names(submission)
        submission.save(force_insert=True)
        _hide_in_open_ones(organization, shown, before, leave=submission.pk)
        decision = apply(submission, by=None, rule=RULE)
        listing.refresh([organization.pk])
        return decision


def _hide_in_open_ones(organization: Organization, what: Sequence[Hide], version: int, *, leave: uuid.UUID) -> None:
    """Hide the same in every open submission. What a reviewer settled before stays settled: nothing of it changed."""
    open_ones = organization.submissions.filter(state__in=OPEN).exclude(pk=leave)
    for submission in open_ones.select_for_update().order_by("pk"):
        submission.base, submission.document = upgrade(submission.base), upgrade(submission.document)
        before = submission.document
        for one in what:
            submission.base = hidden(submission.base, one)
            submission.document = hidden(submission.document, one)
        if submission.document != before:
            note_changed(submission, sorted({one.key for one in what}))
        if submission.settlements.get("live_version") == version:
            submission.settlements = {**submission.settlements, "live_version": version + 1}
        submission.save(update_fields=["base", "document", "seen", "settlements"])
