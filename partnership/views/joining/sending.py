"""Checking the answers, declaring and sending; and the page that confirms it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from partnership import steps
from partnership.alike import cards
from partnership.answers import answers, in_order
from partnership.forms.joining import DeclarationsForm
from partnership.views.joining.access import PersonRequest, draft_page, frame
from partnership.wording import TINTS
from registry.actions import submissions
from registry.entry.called import title_of
from registry.entry.document import Document, present
from registry.entry.fields import COLLECTIONS, SECTIONS
from registry.entry.upgrade import upgrade
from registry.entry.validate import Problem
from registry.errors import NotComplete, NotEditable, NothingChanged
from registry.models import Attachment, Contact, Submission
from registry.queries.duplicates import Candidate, candidates, profile_of
from registry.states import OF_STAFF, SubmissionState

ORDER = [*(part for parts in steps.PARTS.values() for part in parts), "send"]


@draft_page()
def check(request: PersonRequest, submission: Submission) -> HttpResponse:
    """All answers as they will be shown, what is missing first, the declarations, and the button that sends."""
    if not submission.is_editable:
        raise NotEditable(submission.state)
    names = submissions.declarations_of(upgrade(submission.document))
    if request.method != "POST":
        missing = submissions.missing_for_sending(submission, by=request.user)
        return _page(request, submission, DeclarationsForm(names=names), missing)
    form = DeclarationsForm(request.POST, names=names)
    try:
        submissions.submit(submission=submission, by=request.user, declared=form.ticked())
    except NothingChanged:
        return _page(request, submission, form, [])
    except NotComplete as refusal:
        for problem in refusal.problems:
            if problem.part == "send":
                form.add_error(problem.path.partition(".")[2], str(problem.sentence))
        return _page(request, submission, form, refusal.problems)
    return redirect("draft_sent", submission.pk)


def _page(
    request: PersonRequest, submission: Submission, form: DeclarationsForm, missing: list[Problem]
) -> HttpResponse:
    document = upgrade(submission.document)
    contacts, told = _contacts(submission, document), _told(submission, document)
    context = {
        **frame(request, submission, "check"),
        "form": form,
        "versions": form.versions(),
        "nothing_changed": NothingChanged.sentence if submissions.changes_nothing(submission) else "",
        "missing": _by_step(submission, form, missing),
        "sections": [
            {"key": key, "title": one.title, "answers": answers(key, document[key], path=key, told=told)}
            for key, one in SECTIONS.items()
        ],
        "collections": [
            {
                "key": key,
                "collection": one,
                "tint": TINTS.get(key, ""),
                "nothing": key in submission.nothing_to_state,
                "items": [
                    {
                        "id": id_,
                        "title": title_of(key, item),
                        "answers": answers(key, item, path=f"{key}.{id_}", contact=contacts.get(id_)),
                    }
                    for id_, item in in_order(key, present(document, key))
                ],
            }
            for key, one in COLLECTIONS.items()
        ],
        "alike": [(card, False) for card in cards(_candidates(submission, document), request.user)],
        "review": reverse("review", args=[submission.pk]) if submission.origin in OF_STAFF else "",
    }
    return render(request, "joining/check.html", context)


def _by_step(submission: Submission, form: DeclarationsForm, missing: list[Problem]) -> list[dict[str, Any]]:
    """What is missing, under the part of the entry or the declaration that it belongs to, in the order of the steps."""
    found: dict[str, list[dict[str, Any]]] = {}
    for problem in sorted(missing, key=lambda one: ORDER.index(one.part)):
        of_send = form.fields[problem.path.partition(".")[2]].label if problem.part == "send" else ""
        line = {"href": steps.address_of(submission, problem.path), "sentence": problem.sentence}
        found.setdefault(str(of_send or steps.title_of(problem.part)), []).append(line)
    return [{"where": where, "problems": lines} for where, lines in found.items()]


def _candidates(submission: Submission, document: Document) -> list[Candidate]:
    """Who may be the organization that a registration proposes. Changes of what is listed are not compared."""
    if not submission.is_registration:
        return []
    own = submission.organization_id
    return candidates(profile_of(document), leave_out=own)


def _contacts(submission: Submission, document: Document) -> dict[str, Contact]:
    """The rows with names, emails and telephones, by the id of their item. Costs one query."""
    items = present(document, "contacts")
    rows = Contact.objects.filter(organization=submission.organization_id).in_bulk(
        [item["contact"] for item in items.values() if item["contact"]]
    )
    by_id = {str(pk): row for pk, row in rows.items()}
    return {id_: by_id[item["contact"]] for id_, item in items.items() if item["contact"] in by_id}


def _told(submission: Submission, document: Document) -> str:
    """What a mandate says that was told in words. Costs one query where there is a mandate."""
    mandate = document["organization"]["mandate"]
    if not mandate:
        return ""
    found = Attachment.objects.filter(pk=mandate, organization=submission.organization_id).first()
    if found and found.file:
        return ""
    return found.told if found and found.told else _("Erased")


@draft_page()
def sent(request: PersonRequest, submission: Submission) -> HttpResponse:
    """That it arrived, and what happens next."""
    if submission.state != SubmissionState.SUBMITTED:
        return redirect("draft", submission.pk)
    context: dict[str, Any] = frame(request, submission)
    return render(request, "joining/sent.html", context)
