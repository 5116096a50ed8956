"""One submission: read, settled, handed over, decided. All of it is one form, so that nothing typed is lost."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from partnership import kept
from partnership.corrections import shown_corrections
from partnership.differences import Differences, place
from partnership.forms.secretariat import DecisionForm, HandOverForm
from partnership.templatetags.components import said
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from partnership.views.secretariat.checks import checks_of, declarations_of
from partnership.views.secretariat.queue import narrowed
from partnership.views.secretariat.taking_back import offer
from partnership.waiting import handed_words, held_words, unread_words, waiting_words
from registry import rules
from registry.actions import assignments, corrections, duplicates, submissions
from registry.entry.called import about
from registry.entry.corrections import fingerprint
from registry.entry.document import Document, empty, official_name
from registry.entry.fields import COLLECTIONS
from registry.entry.paths import is_path
from registry.entry.validate import Problem
from registry.errors import Conflicted, OtherRegion, OwnImport, OwnSubmission, ReasonNeeded, Refusal
from registry.models import Organization, Person, Submission
from registry.queries import afterwards, queue, review, texts
from registry.queries.texts import words_of
from registry.states import OF_STAFF, SubmissionState

Decide = Callable[[StaffRequest, Submission, DecisionForm], None]  # of a refusal the offer to take it back tells


@reviewers_only(keeps_input=True)
def submission(request: StaffRequest, submission_id: uuid.UUID) -> HttpResponse:
    """The page of a submission, and everything that a reviewer does with it.

    Buttons send `decision`, `keep` or `take` (a path), `correct` or `undo` (the key of a form), `looked`, `distinct`
    (an organization), or `assign`. After a decision it goes back to the queue, from `correct` to the form; the others
    come back here, with whatever was typed so far.
    """
    found = _find(request, submission_id)
    if request.method != "POST":
        return _shown(request, found)
    form = _form(request.POST)
    if request.POST.get("correct"):
        return _to_correct(request, found, form)
    hand_over = HandOverForm(request.POST if request.POST.get("assign") == "colleague" else None, by=request.user)
    try:
        if request.POST.get("decision") in DECISIONS:
            is_valid = form.is_valid()
            submissions.check_as_read(found, request.user, form.cleaned_data.get("seen"))
            if not is_valid or not _fits(form, request.POST["decision"]):
                return _page(request, found, form, hand_over, status=422)
            try:
                DECISIONS[request.POST["decision"]](request, found, form)
            except ReasonNeeded as refusal:
                form.add_error("note", str(refusal))
                return _page(request, _find(request, submission_id), form, hand_over, status=422)
            offer(request, found)
            return redirect(_with_query(request, _next(request, found)))
        if hand_over.is_bound and not hand_over.is_valid():
            return _page(request, found, form, hand_over, status=422)
        acted = any(act(request, found) for act in (_mark_distinct, _settle, _undo, _look))
        if not acted:
            _assign(request, found, hand_over)
    except Refusal as refusal:
        for sentence in _sentences(refusal):
            messages.error(request, sentence)
        return _page(request, _find(request, submission_id), form, hand_over, status=409)
    if form.has_typed:
        return _page(request, _find(request, submission_id), form, HandOverForm(by=request.user))
    return redirect(_with_query(request, reverse("review", args=[found.pk])))


def _sentences(refusal: Refusal) -> list[str]:
    """What a refusal says; and what the database alone knew, such as an identifier of another entry."""
    faults = refusal.conflicts if isinstance(refusal, Conflicted) else []
    return [str(refusal), *(str(fault.sentence) for fault in faults if isinstance(fault, Problem))]


def _shown(request: StaffRequest, found: Submission) -> HttpResponse:
    """The page as it is opened; with what its reader typed before the session ended, if that happened."""
    sent = kept.sent(request)
    if sent:
        messages.warning(request, _("Nothing was decided yet. What you typed is below."))
    return _page(request, found, _form(sent.data if sent else None), HandOverForm(by=request.user))


def _form(data: Any) -> DecisionForm:
    return DecisionForm(data, versions=texts.every_version(), language=get_language() or "en")


def _find(request: StaffRequest, submission_id: uuid.UUID) -> Submission:
    try:
        return review.find(submission_id, within=narrowed(request).qs)
    except Submission.DoesNotExist:
        raise Http404 from None


def _next(request: StaffRequest, found: Submission) -> str:
    """Where to go after a decision: to the next one of the queue as the address narrows it, else to the queue."""
    following = queue.after(narrowed(request).qs, found).first() if found.submitted_at else None
    return reverse("review", args=[following.pk]) if following else reverse("secretariat")


def _with_query(request: StaffRequest, address: str) -> str:
    """The filters of the queue go with the reader, from page to page."""
    query = request.META["QUERY_STRING"]
    return f"{address}?{query}" if query else address


# -- What the buttons do ----------------------------------------------------------------------------------------------


def _approve(request: StaffRequest, found: Submission, form: DecisionForm) -> None:
    done = form.cleaned_data
    submissions.approve(submission=found, by=request.user, note=done["note"], seen=done["seen"], known=done["known"])
    name = said(*official_name(found.document, get_language() or "en"))
    messages.success(request, format_html(_("{name} is public as approved."), name=name))


def _request_changes(request: StaffRequest, found: Submission, form: DecisionForm) -> None:
    done = form.cleaned_data
    submissions.request_changes(
        submission=found,
        by=request.user,
        reason=done["note"],
        reasons=form.chosen_reasons(),
        comments=form.comments,
        seen=done["seen"],
    )


def _decline(request: StaffRequest, found: Submission, form: DecisionForm) -> None:
    done = form.cleaned_data
    submissions.decline(
        submission=found, by=request.user, reason=done["note"], reasons=form.chosen_reasons(), seen=done["seen"]
    )


DECISIONS: dict[str, Decide] = {"approve": _approve, "request_changes": _request_changes, "decline": _decline}


def _fits(form: DecisionForm, decision: str) -> bool:
    """Comments by field go with a request for changes alone, and reasons with the decision that they are for; with
    another one nobody would read them.
    """
    if any(one.text.kind != decision for one in form.chosen_reasons()):
        form.add_error("reasons", _("A reason that you ticked belongs to another decision. Clear it, or decide that."))
    if form.comments and decision != "request_changes":
        form.add_error(
            None,
            _("Comments by field are sent with a request for changes only. Request changes, or clear the comments."),
        )
    return form.is_valid()


def _mark_distinct(request: StaffRequest, found: Submission) -> bool:
    """Note that another organization, which is like this one, is another, if that is what was asked for."""
    wanted = request.POST.get("distinct", "")
    if not wanted:
        return False
    try:
        other = Organization.objects.get(pk=wanted)
    except (Organization.DoesNotExist, ValidationError):
        raise Http404 from None
    duplicates.mark_distinct(
        one=found.organization, other=other, by=request.user, reason=request.POST.get("distinct_reason", "")
    )
    messages.success(request, _("Marked as two. They are not shown to each other again."))
    return True


def _settle(request: StaffRequest, found: Submission) -> bool:
    """Settle a conflict, if that is what was asked for."""
    keep, take = (request.POST.get(name, "") for name in ("keep", "take"))
    if not is_path(keep or take):
        return False
    submissions.settle(submission=found, path=keep or take, choice="live" if keep else "proposed", by=request.user)
    messages.success(request, _("Settled. You can choose otherwise until you approve."))
    return True


def _to_correct(request: StaffRequest, found: Submission, form: DecisionForm) -> HttpResponse:
    """To the form that corrects a section or item. What was typed here is kept for the way back."""
    part, _dot, item_id = request.POST["correct"].partition(".")
    if not is_path(request.POST["correct"]):
        raise Http404
    if form.has_typed:
        kept.keep_here(request)
    address = reverse("correct_item" if item_id else "correct", args=[found.pk, part, *([item_id] if item_id else [])])
    return redirect(_with_query(request, address))


def _undo(request: StaffRequest, found: Submission) -> bool:
    """Take the corrections of a form back, if that is what was asked for."""
    key = request.POST.get("undo", "")
    if not is_path(key):
        return False
    corrections.undo(submission=found, key=key, seen=found.saved_at, by=request.user)
    messages.success(request, _("The corrections there are taken back. It says what the team wrote."))
    return True


def _look(request: StaffRequest, found: Submission) -> bool:
    """Note that the reader looked at what a rule had listed, if that is what was asked for."""
    if not request.POST.get("looked"):
        return False
    submissions.look(submission=found, by=request.user)
    messages.success(request, _("Noted. It no longer stands in the list of what is looked at afterwards."))
    return True


def _assign(request: StaffRequest, found: Submission, hand_over: HandOverForm) -> None:
    wanted = request.POST.get("assign")
    if wanted == "me":
        assignments.assign(submission=found, to=request.user, by=request.user)
        messages.success(request, _("You have it now."))
    elif wanted == "nobody":
        assignments.assign(submission=found, to=None, by=request.user)
        messages.success(request, _("It is given back. Nobody has it now."))
    elif wanted == "colleague":
        colleague = hand_over.cleaned_data["colleague"]
        assignments.assign(submission=found, to=colleague, by=request.user)
        messages.success(request, handed_words(colleague, request.user))


# -- The page ---------------------------------------------------------------------------------------------------------


def _page(
    request: StaffRequest, found: Submission, form: DecisionForm, hand_over: HandOverForm, status: int = 200
) -> HttpResponse:
    language = get_language() or "en"
    read = review.read(found, submissions.current_settlements(found))
    differences = Differences(read)
    name, name_language = official_name(_naming(read), language)
    # What `wrote_for_own_organization` asks, of the team that is read already.
    is_own = request.user in read.team or bool(rules.left_meanwhile(request.user, [found]))
    is_own_draft = found.state == SubmissionState.DRAFT and found.opened_by == request.user
    own_or_waiting = found.state == SubmissionState.SUBMITTED or is_own_draft
    is_elsewhere = not rules.decides_there(request.user, found)
    may_decide = own_or_waiting and not is_own and not is_elsewhere
    may_comment = may_decide and found.state == SubmissionState.SUBMITTED
    named = found.document if read.shows_document else empty()
    hand_over.show(one for one in read.colleagues if rules.decides_there(one, found))
    form.say_who_reads(found, has_team=bool(read.team), only_approves=is_own_draft)
    days = (timezone.now() - found.submitted_at).days if found.submitted_at else 0
    context = {
        "submission": found,
        "review": read,
        "name": name,
        "name_language": name_language,
        "kind": queue.kind_of(found).label,
        "waiting": waiting_words(days),
        "late": "gap" if days >= queue.target_days(queue.kind_of(found)) else "",
        "unread": unread_words(script for script in found.scripts if script not in queue.reads(request.user)),
        "may_ask": found.state == SubmissionState.SUBMITTED,
        "previous_href": _neighbour(request, found, "previous_id"),
        "next_href": _neighbour(request, found, "next_id"),
        "holder": _holder(read, request.user),
        "may_comment": may_comment,
        "wrong": [(f"comment-{path}", sentence) for path, faults in form.wrong.items() for sentence in faults],
        "may_decide": may_decide,
        "approvable": not read.unsettled and not read.problems and not rules.imported_it(request.user, found),
        "why_not": _why_not(is_own, is_elsewhere) if own_or_waiting else "",
        "may_hand_on": found.state == SubmissionState.SUBMITTED,
        "own_import": str(OwnImport.sentence) if rules.imported_it(request.user, found) else "",
        "is_staff_draft": found.origin in OF_STAFF and found.state == SubmissionState.DRAFT,
        "is_own_draft": is_own_draft,
        "sides": [] if own_or_waiting else [_("Listed then"), pgettext("field", "Proposed")],
        "clashes": differences.clashes,
        "problems": differences.problems(),
        "groups": differences.groups,
        "nothing_to_state": differences.nothing_to_state,
        "is_new": differences.is_new,
        "unchanged": differences.unchanged,
        "corrections": shown_corrections(read),
        "known": fingerprint(found.corrections),
        "reasons": texts.said_with(read.decision, form.versions, language) if read.decision else [],
        "to_look_at": afterwards.waits_for_a_look(found, read.decision),
        "may_look": not is_elsewhere,
        "may_edit": rules.settles_there(request.user, found.organization),
        "other_region": OtherRegion.sentence,
        "is_own": is_own,
        "asked": _asked(read),
        "comments": _described(read.decision.comments, named) if read.decision else [],
        "checks": checks_of(read) if read.shows_document else None,
        "declarations": declarations_of(found) if read.shows_document else [],
        "form": form,
        "hand_over": hand_over,
        "seen": found.saved_at.isoformat(),
        "elsewhere": _elsewhere(form, differences) if may_comment else [],
        "unsent": _unsent(form, found, named, language) if form.has_typed and not may_decide else None,
        "query": request.META["QUERY_STRING"],
        "distinct_reason": request.POST.get("distinct_reason", "") if status == 409 else "",
    }
    return render(request, "secretariat/submission.html", context, status=status)


def _holder(read: review.Review, reader: Person) -> SafeString:
    holder = read.submission.assigned_to
    holder = next((one for one in read.colleagues if one == holder), holder)  # read with their absence
    absence = queue.absence_of(holder) if holder else None
    return held_words(holder, absence.cover if absence else None, reader)


def _neighbour(request: StaffRequest, found: Submission, name: str) -> str:
    """The address of what stands beside it in the queue; nothing when nothing does, or it was not in a queue."""
    id_ = getattr(found, name)
    return _with_query(request, reverse("review", args=[id_])) if id_ else ""


def _why_not(is_own: bool, is_elsewhere: bool) -> str:
    """Why the reader may not decide what waits."""
    if is_own:
        return str(OwnSubmission.sentence)
    return str(OtherRegion.sentence) if is_elsewhere else ""


def _naming(read: review.Review) -> Document:
    """The document that says what to call it: what is proposed, or what was listed when that is not to be seen."""
    if read.shows_document and read.after["names"]:
        return read.after
    base: Document = read.submission.base
    return base if base["names"] else read.submission.document


def _asked(read: review.Review) -> dict[str, Markup]:
    """What was asked for in the last round, by place, so that the reader sees whether it was answered.

    What was asked about a field of an item stands at the item, with the name of the field.
    """
    asked: dict[str, list[Markup]] = {}
    for comment in read.decision.comments if read.decision else ():
        path, text = comment["path"], escape(comment["text"])
        part, *item = path.split(".")
        if part in COLLECTIONS and len(item) > 1:
            label = escape(_("%(label)s:") % {"label": place(path)[-1]})
            path, text = f"{part}.{item[0]}", Markup("{} <bdi>{}</bdi>").format(label, text)
        asked.setdefault(path, []).append(text)
    return {path: Markup("\n").join(texts) for path, texts in asked.items()}


def _described(comments: Iterable[Mapping[str, str]], document: Document) -> list[dict[str, Any]]:
    """Comments with what each is about: the place as the secretariat calls it, and the item as `document` does."""
    return [{"about": _about(comment, document), "text": comment["text"]} for comment in comments]


def _about(comment: Mapping[str, str], document: Document) -> list[tuple[Any, str]]:
    """What a comment is about; an item that the document lacks is called as it was when the comment was written."""
    _wide, *narrow = about(document, comment["path"])
    labels = place(comment["path"])
    if "title" in comment and len(narrow) < len(labels):
        narrow = [(comment["title"], comment["language"]), *narrow]
    return [(labels[0], ""), *narrow]


def _unsent(form: DecisionForm, found: Submission, named: Document, language: str) -> dict[str, Any]:
    """What the reader typed on a page on which it can no longer be sent, to be read and copied.

    Its items are called as the reader saw them: as `named` says, or as the document does if nobody changed it since.
    """
    as_read = found.document if form.data.get("seen") == found.saved_at.isoformat() else named
    typed = [{"path": form.place_of(path), "text": text} for path, text in form.typed.items()]
    return {
        "reasons": [words_of(one, language) for one in form.ticked()],
        "note": form.data.get("note", ""),
        "comments": _described(typed, as_read),
    }


def _elsewhere(form: DecisionForm, differences: Differences) -> list[dict[str, Any]]:
    """Comments that were typed at a place which this page no longer shows."""
    shown = differences.places | differences.folded_places | {one["path"] for one in differences.problems()}
    return [{"path": path, "labels": place(path)} for path in form.typed if path not in shown]
