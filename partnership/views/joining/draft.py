"""A draft as a whole: its steps and its state, taking it back, giving it up."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partnership import steps
from partnership.views.joining.access import PersonRequest, draft_page, frame
from registry.actions import submissions
from registry.entry.called import about
from registry.entry.corrections import told
from registry.entry.paths import ASKED_AS
from registry.entry.upgrade import upgrade
from registry.errors import IllegalMove
from registry.models import Decision, Invitation, Submission
from registry.queries.teams import open_invitations
from registry.queries.texts import reasons_of
from registry.states import EDITABLE, Origin, SubmissionState


@draft_page()
def tasks(request: PersonRequest, submission: Submission) -> HttpResponse:
    """The steps with their states, what happens next, and what the secretariat answered."""
    decision = last_decision(submission)
    around = frame(request, submission)
    made = around["tasks"]
    check = reverse("draft_check", args=[submission.pk])
    context = {
        **around,
        "at_tasks": True,
        "passed_to": passed_to(submission),
        **answer_of(submission, decision),
        "beginnings": [(task, steps.beginning_of(submission, task)) for task in made],
        "is_changed": not submissions.changes_nothing(submission),
        "complete": all(task.is_done for task in made),
        "next": next((steps.beginning_of(submission, task) for task in made if not task.is_done), check),
    }
    return render(request, "joining/tasks.html", context)


def last_decision(submission: Submission) -> Decision | None:
    """The answer that stands; a draft that was sent again waits for another. Costs a query unless it is a draft."""
    if submission.state in (SubmissionState.DRAFT, SubmissionState.SUBMITTED, SubmissionState.DISCARDED):
        return None
    return submission.decisions.filter(taken_back_at=None).defer("snapshot").order_by("-decided_at").first()


def passed_to(submission: Submission) -> list[Invitation]:
    """Those whom the team sent a link that leads to its draft, and who have not answered. A query for such a draft."""
    if submission.origin != Origin.TEAM or not submission.is_editable:
        return []
    return open_invitations(submission.organization)


def answer_of(submission: Submission, decision: Decision | None) -> dict[str, Any]:
    """A decision as a page of its team tells it: reasons from the list, comments, corrections. A query for reasons."""
    if decision is None:
        return {"decision": None}
    return {
        "decision": decision,
        "comments": comments_of(submission, decision),
        "reasons": reasons_of([decision], get_language() or "en").get(decision.pk, []),
        "corrections": told(upgrade(submission.document), decision.corrections),
    }


def comments_of(submission: Submission, decision: Decision) -> list[dict[str, Any]]:
    """The reviewer's comments with what each is about and, while it can be changed, the address of the very field."""
    editable = submission.state in EDITABLE
    return [
        {
            "about": about(submission.document, comment["path"]),
            "text": comment["text"],
            "href": steps.address_of(submission, comment["path"]) if editable else "",
        }
        for comment in decision.comments
    ]


def comments_on(submission: Submission, key: str) -> dict[str, list[str]]:
    """The reviewer's comments on one form, by the field that asks for it there; those on the whole under "". Costs a
    query when there are any.
    """
    if submission.state != SubmissionState.CHANGES_REQUESTED:
        return {}
    decision = last_decision(submission)
    found: dict[str, list[str]] = {}
    for comment in decision.comments if decision else []:
        path = comment["path"]
        if path == key or path.startswith(f"{key}."):
            name = path.removeprefix(key).removeprefix(".")
            found.setdefault(ASKED_AS.get(name, name), []).append(comment["text"])
    return found


@draft_page()
def take_back(request: PersonRequest, submission: Submission) -> HttpResponse:
    """Make a sent submission a draft again; asked once more before it is done."""
    if submission.state != SubmissionState.SUBMITTED:
        raise IllegalMove
    if request.method != "POST":
        return render(request, "joining/take_back.html", frame(request, submission))
    submissions.take_back(submission=submission, by=request.user)
    messages.success(request, _("It is a draft again. Change what you like, then send it once more."))
    return redirect("draft", submission.pk)


@draft_page()
def discard(request: PersonRequest, submission: Submission) -> HttpResponse:
    """Give a draft up; asked once more before it is done."""
    if not submission.is_editable:
        raise IllegalMove
    if request.method != "POST":
        return render(request, "joining/discard.html", frame(request, submission))
    submissions.discard(submission=submission, by=request.user)
    messages.success(request, _("The draft was discarded."))
    return redirect("draft", submission.pk)
