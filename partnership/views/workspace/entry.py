"""Where an organization stands, and what happens next; what its draft changes."""

import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from partnership import summaries
from partnership.differences import Differences
from partnership.summaries import Text
from partnership.views.joining.access import PersonRequest
from partnership.views.joining.draft import answer_of, last_decision, passed_to
from partnership.views.workspace.access import frame, team_page
from registry.actions import withdrawals
from registry.entry.document import Document, present
from registry.entry.fields import COLLECTIONS
from registry.models import Membership, Organization, OrganizationContact, Submission, SupportGap, SupportOffer
from registry.queries import history, review
from registry.states import OPEN, OrganizationState, Origin, SubmissionState
from registry.text import words_for_address


@team_page()
def entry(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Its state, who acts, since when; and the entry part by part, each with the way to change it."""
    organization = membership.organization
    around = frame(request, membership, "workspace_entry")
    submission = _last_of_team(organization)
    is_open = submission is not None and submission.state in OPEN
    decision = last_decision(submission) if submission else None
    context = {
        **around,
        "submission": submission,
        "is_open": is_open,
        "tag": (submission if submission and is_open else organization).get_state_display(),
        "shows_situation": is_open or _speaks_last(organization, submission),
        **(answer_of(submission, decision) if submission else {}),
        "passed_to": passed_to(submission) if submission else [],
        "editors": history.editors(submission) if submission and is_open else [],
        "may_change": not is_open and organization.state in (OrganizationState.LISTED, OrganizationState.REFUSED),
        "words": words_for_address(around["name"]),
        "erased_on": _erased_on(organization),
        **_parts(organization, submission if is_open else None),
    }
    return render(request, "workspace/entry.html", context)


def _erased_on(organization: Organization) -> datetime.datetime | None:
    """Until when a withdrawn entry may return as it was; nothing once what it says of people is erased."""
    if organization.state != OrganizationState.WITHDRAWN:
        return None
    last = withdrawals.last_withdrawal(organization)
    return withdrawals.erased_on(last) if last and not last.erased_at else None


def _last_of_team(organization: Organization) -> Submission | None:
    """The open submission of the team; without one, the last that there was, but for what was set aside."""
    of_team = organization.submissions.filter(origin=Origin.TEAM).exclude(state=SubmissionState.SET_ASIDE)
    found = list(of_team.order_by("-opened_at", "-pk")[:1])
    for submission in found:
        submission.organization = organization
    return next(iter(found), None)


def _speaks_last(organization: Organization, submission: Submission | None) -> bool:
    """Whether where the organization stands is what became of its last submission: it was declined, or given up."""
    if submission is None or organization.state in (OrganizationState.WITHDRAWN, OrganizationState.MERGED):
        return False
    given_up = submission.state == SubmissionState.DISCARDED and organization.state == OrganizationState.PENDING
    return given_up or submission.state == SubmissionState.DECLINED


def _parts(organization: Organization, draft: Submission | None) -> dict[str, Any]:
    """The parts of what the team is writing, with what it changes; else of what is listed."""
    if draft is None:
        document = history.live(organization)
        last = None if organization.live_version else _last_of_team(organization)
        document = last.document if last else _without_erased(document, organization)
        nothing = [key for key, part in COLLECTIONS.items() if part.optional and not present(document, key)]
        shown = summaries.sections(document, states=_states(organization), nothing_to_state=nothing)
        return {"sections": shown, "has_main": _has_main(document), "number_of_changes": 0}
    read = review.proposed(draft)
    before = read.before if organization.live_version else None
    shown = summaries.sections(
        draft.document,
        draft=draft,
        changes=read.changes if before else (),
        before=before,
        states=_states(organization),
        nothing_to_state=draft.nothing_to_state,
    )
    changes = len(read.changes) if before else 0
    return {"sections": shown, "has_main": _has_main(draft.document), "number_of_changes": changes}


def _without_erased(document: Document, organization: Organization) -> Document:
    """What is listed without the contacts of which nothing is left. One query."""
    told = OrganizationContact.objects.present().told().filter(organization=organization)
    ids = {str(pk) for pk in told.values_list("pk", flat=True)}
    return {**document, "contacts": {id_: one for id_, one in document["contacts"].items() if id_ in ids}}


def _has_main(document: Any) -> bool:
    return any(contact["role"] == "main" for contact in present(document, "contacts").values())


def _states(organization: Organization) -> dict[str, Text]:
    """In words, where each gap and offer stands. Two queries."""
    rows: list[SupportGap | SupportOffer] = []
    for model in (SupportGap, SupportOffer):
        rows += model._default_manager.filter(organization=organization, removed_at=None).only("pk", "state")
    return {str(row.pk): row.get_state_display() for row in rows}


@team_page()
def differences(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What the open change of the team differs in from what is listed, as the secretariat reads it."""
    organization = membership.organization
    submission = _last_of_team(organization)
    if submission is None or submission.state not in OPEN:
        raise Http404
    found = Differences(review.proposed(submission))
    context = {
        **frame(request, membership, "workspace_entry"),
        "submission": submission,
        "groups": found.groups,
        "clashes": found.clashes,
        "is_new": found.is_new,
    }
    return render(request, "workspace/differences.html", context)
