"""Organizations in every state: found, each with all that happened to it, its states compared and restored; and the
registry as it was on a day.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partnership.differences import Differences
from partnership.forms.organizations import DayForm, SearchForm, TopicForm
from partnership.limits import statements
from partnership.views.downloads import STATEMENT, TYPES
from partnership.views.joining.access import GET_OR_POST
from partnership.views.secretariat.access import StaffRequest, reviewers_only, why_not_there
from partnership.views.secretariat.export import FORMATS
from partnership.views.workspace.history import RULES, compared, left_out, named
from registry import rules
from registry.actions import restores
from registry.entry.document import without_tombstones
from registry.errors import IllegalMove, Refusal
from registry.exchange import whole
from registry.ids import is_public_id
from registry.models import Decision, Organization, Person
from registry.queries import as_of as past_days
from registry.queries import history as past
from registry.queries import known, review, timelines, workspace
from registry.queries.history import State
from registry.queries.timelines import Event
from registry.states import OrganizationState, Origin

A_PAGE = 20
EVENTS = 50  # of a page


@require_safe
@reviewers_only()
def organizations(request: StaffRequest) -> HttpResponse:
    """All organizations, narrowed by the address; a value that is none narrows nothing and says so."""
    form = SearchForm(request.GET or None)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    found = known.find(asked.get("text", ""), asked.get("state", ""))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    names = known.named(rows)
    context = {
        "form": form,
        "page": page,
        "rows": [(one, names[one.pk]) for one in rows],
        "narrowed": any(asked.values()),
    }
    return render(request, "secretariat/organizations/organizations.html", context)


@dataclass(frozen=True)
class Line:
    """An event in the words of the page: `rule` is how the rule decided that did it, where that has words. `before` is
    the state that an approval changed, if there was one.
    """

    event: Event
    by: str
    rule: str | Promise
    about: str
    before: State | None


@require_safe
@reviewers_only()
def organization(request: StaffRequest, public_id: str) -> HttpResponse:
    """The timeline of one organization; with `from` and `to`, what lies between two approved states."""
    found = _find(public_id)
    form = TopicForm(request.GET or None)
    topic = form.cleaned_data.get("topic", "") if form.is_valid() else ""
    page = Paginator(timelines.timeline(found, topic), EVENTS).get_page(request.GET.get("page"))
    states = past.states(found)
    context = {
        **_head(found),
        "form": form,
        "page": page,
        "lines": _lines(list(page), states),
        "states": states,
        "compared": compared(request, found, states),
        "is_listed": found.state == OrganizationState.LISTED,
        "may_edit": rules.settles_there(request.user, found),
    }
    return render(request, "secretariat/organizations/organization.html", context)


def _find(public_id: str) -> Organization:
    found = Organization.objects.filter(public_id=public_id).first() if is_public_id(public_id) else None
    if found is None:
        raise Http404
    return found


def _head(found: Organization) -> dict[str, Any]:
    called = workspace.name_of(found)
    return {
        "organization": found,
        "name": called.name or _("Organization without a name"),
        "lang": called.language if called.name else "",
    }


def _lines(events: list[Event], states: list[State]) -> list[Line]:
    people = timelines.people(events)
    by_version = {state.version: state for state in states}
    return [
        Line(
            event=event,
            by=_called(people, event.by),
            rule=RULES.get(event.rule, ""),
            about=_called(people, event.about),
            before=by_version.get(event.version - 1) if event.version else None,
        )
        for event in events
    ]


def _called(people: dict[uuid.UUID, Person], pk: uuid.UUID | None) -> str:
    if pk is None:
        return ""
    person = people.get(pk)
    return person.called if person else _("an account that was deleted")


@require_http_methods(GET_OR_POST)
@reviewers_only()
def restore(request: StaffRequest, public_id: str, decision_id: uuid.UUID) -> HttpResponse:
    """What going back to a state would change, and what it would leave out; the button proposes it in a draft of the
    reader, which they approve in the review.
    """
    found = _find(public_id)
    try:
        decision = past.approved(found, decision_id)
    except Decision.DoesNotExist:
        raise Http404 from None
    if found.state != OrganizationState.LISTED:
        messages.error(request, str(IllegalMove.sentence))
        return redirect("secretariat_organization", public_id)
    if request.method == "POST":
        try:
            restored = restores.restore(organization=found, decision=decision, by=request.user, origin=Origin.RESTORE)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("secretariat_organization", public_id)
        messages.success(request, _("Your draft proposes the earlier state. Read it once more, then approve it."))
        if restored.was_given_up:
            messages.info(request, _("Your older draft, which proposed another state, was given up for it."))
        return redirect("review", restored.submission.pk)
    live, proposal = restores.preview(found, decision)
    then = past.document_of(decision)
    differences = Differences(review.between(found, live, without_tombstones(proposal.document)))
    state = State(decision.pk, decision.live_version, decision.decided_at)
    context = {
        **_head(found),
        "state": state,
        "sides": [_("Listed now"), named(state)],
        "groups": differences.groups,
        "hidden": [left_out(then, path) for path in proposal.hidden],
        "gone": [left_out(then, path) for path in proposal.gone],
        "why_not": why_not_there(request.user, found),
    }
    return render(request, "secretariat/organizations/restore.html", context)


# -- The registry as it was -------------------------------------------------------------------------------------------


@require_safe
@reviewers_only()
def as_of(request: StaffRequest) -> HttpResponse:
    """The day is asked for; when it is given, how many were listed, and the files."""
    form = DayForm(request.GET if "on" in request.GET else None)
    on = form.cleaned_data["on"] if form.is_valid() else None
    context = {
        "form": form,
        "on": on,
        "count": past_days.listed(past_days.end_of(on)).count() if on else 0,
    }
    status = 422 if form.is_bound and on is None else 200
    return render(request, "secretariat/organizations/as_of.html", context, status=status)


@require_safe
@statements(seconds=STATEMENT)
@reviewers_only()
def as_of_file(request: StaffRequest, format: str) -> HttpResponseBase:
    """What was listed at the end of the day `on`, as a file that no cache keeps, with the columns of the export."""
    form = DayForm(request.GET)
    if format not in FORMATS or not form.is_valid():
        raise Http404
    on = form.cleaned_data["on"]
    rows = whole.rows_as_of(past_days.end_of(on))
    pieces = whole.as_csv(rows) if format == "csv" else whole.as_xlsx(rows, right_to_left=get_language_bidi())
    name = f"target3-entries-as-of-{on:%Y-%m-%d}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(
        iter(()) if request.method == "HEAD" else pieces, headers=headers, content_type=TYPES[format]
    )
