"""What was decided about an entry, any two of its states side by side, and going back to one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partnership.differences import Differences, place
from partnership.summaries import Text
from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from registry.actions import restores
from registry.actions.less_public import RULE as LESS_PUBLIC
from registry.entry.at_once import RULE as AT_ONCE
from registry.entry.called import about, title_of
from registry.entry.corrections import Told, told
from registry.entry.document import Document, present, without_tombstones
from registry.entry.fields import COLLECTIONS
from registry.entry.paths import is_path
from registry.errors import IllegalMove
from registry.models import Decision, Membership, Organization
from registry.queries import history as past
from registry.queries import review
from registry.queries.history import State
from registry.queries.texts import Said, reasons_of
from registry.states import OrganizationState, Origin, SubmissionState

PAGE_SIZE = 25

RULES: dict[str, Text] = {
    LESS_PUBLIC: gettext_lazy("at once, since it only shows less"),
    AT_ONCE: gettext_lazy("at once, to be looked at by the secretariat afterwards"),
}
FROM: dict[str, Text] = {
    Origin.STAFF: gettext_lazy("the secretariat"),
    Origin.RESTORE: gettext_lazy("the secretariat"),
    Origin.IMPORT: gettext_lazy("an import from another register"),
    Origin.MERGE: gettext_lazy("the secretariat, by merging two entries"),
}


@dataclass(frozen=True)
class Line:
    """A decision as the team reads it. `before` is the state that the approval changed, if there was one."""

    decision: Decision
    decided_by: Text
    written_by: Text
    is_name: bool
    comments: Sequence[tuple[Sequence[tuple[str, str]], str]]
    before: State | None
    reasons: Sequence[Said] = ()
    corrections: Sequence[Told] = ()


@team_page()
def history(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Every decision; with `from` and `to`, what lies between two approved states."""
    organization = membership.organization
    states = past.states(organization)
    page = Paginator(past.decisions(organization), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **frame(request, membership, "workspace_history"),
        "page": page,
        "lines": _lines(organization, list(page), states),
        "states": states,
        "compared": compared(request, organization, states),
        "is_listed": organization.state == OrganizationState.LISTED,
    }
    return render(request, "workspace/history.html", context)


def _lines(organization: Organization, decisions: Sequence[Decision], states: Sequence[State]) -> list[Line]:
    team = past.team(organization)
    by_version = {state.version: state for state in states}
    reasons = reasons_of(decisions, get_language() or "en")
    documents = past.documents_of([one for one in decisions if one.corrections or one.comments])
    lines = []
    for decision in decisions:
        submission = decision.submission
        writer = submission.submitted_by or submission.opened_by
        name = team[writer.pk].person.name or team[writer.pk].person.email if writer and writer.pk in team else ""
        lines.append(
            Line(
                decision=decision,
                decided_by=RULES.get(decision.rule, _("by a rule")) if decision.rule else _("the secretariat"),
                written_by=FROM.get(submission.origin) or name or _("somebody who is no longer in the team"),
                is_name=submission.origin not in FROM and bool(name),
                comments=[
                    (about(documents[decision.submission_id], one["path"]), one["text"])
                    for one in decision.comments
                    if is_path(one["path"])
                ],
                before=by_version.get(decision.live_version - 1) if decision.live_version else None,
                reasons=reasons.get(decision.pk, ()),
                corrections=told(documents[decision.submission_id], decision.corrections)
                if decision.corrections
                else (),
            )
        )
    return lines


def compared(request: HttpRequest, organization: Organization, states: Sequence[State]) -> dict[str, Any] | None:
    """The two states that are asked for, the earlier one first, and what lies between them."""
    if "from" not in request.GET and "to" not in request.GET:
        return None
    known = {str(state.decision_id): state for state in states}
    asked = [request.GET.get(name, "") for name in ("from", "to")]
    if not all(one in known for one in asked):
        raise Http404
    earlier, later = sorted((known[one] for one in asked), key=lambda state: state.version)
    documents = [past.document_of(past.approved(organization, one.decision_id)) for one in (earlier, later)]
    found = Differences(review.between(organization, *documents))
    return {"earlier": earlier, "later": later, "groups": found.groups, "sides": [named(earlier), named(later)]}


def named(state: State) -> str:
    words = {"number": state.version, "day": date_format(state.at, "DATE_FORMAT")}
    return _("Version %(number)s of %(day)s") % words


@team_page()
def restore(request: PersonRequest, membership: Membership, decision_id: uuid.UUID) -> HttpResponse:
    """What going back to a state would change, and what it would leave out; the button proposes it."""
    organization = membership.organization
    try:
        decision = past.approved(organization, decision_id)
    except Decision.DoesNotExist:
        raise Http404 from None
    if organization.state != OrganizationState.LISTED:
        raise IllegalMove
    if request.method == "POST":
        restored = restores.restore(organization=organization, decision=decision, by=request.user)
        messages.success(
            request, _("The draft proposes the earlier state. Read it, change what you like, and send it.")
        )
        if restored.kept:
            messages.info(request, _("What your team had changed in the draft before stays as you wrote it."))
        return redirect("draft", restored.submission.pk)
    live, proposal = restores.preview(organization, decision)
    then = past.document_of(decision)
    found = Differences(review.between(organization, live, without_tombstones(proposal.document)))
    state = State(decision.pk, decision.live_version, decision.decided_at)
    waiting = organization.submissions.filter(origin=Origin.TEAM, state=SubmissionState.SUBMITTED).first()
    context = {
        **frame(request, membership, "workspace_history"),
        "state": state,
        "sides": [_("Listed now"), named(state)],
        "groups": found.groups,
        "hidden": [left_out(then, path) for path in proposal.hidden],
        "gone": [left_out(then, path) for path in proposal.gone],
        "waiting": waiting,
    }
    return render(request, "workspace/restore.html", context)


def left_out(document: Document, path: str) -> dict[str, Any]:
    """A place that going back leaves out in words, and the title of the item that it belongs to."""
    part, *below = path.split(".")
    title, lang = title_of(part, present(document, part)[below[0]]) if part in COLLECTIONS else ("", "")
    return {"labels": place(path), "title": title, "lang": lang}
