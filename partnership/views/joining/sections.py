"""The pages of a section, and of a list of items."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import FileField
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from partnership import before, steps
from partnership.answers import answers, in_order
from partnership.forms.joining import groups
from partnership.kept import Sent, query, sent
from partnership.views.joining.access import PersonRequest, draft_page, frame, not_saved
from partnership.views.joining.draft import comments_on
from partnership.wording import NOTES, TINTS, WORDING
from registry.actions import drafts
from registry.entry.called import title_of
from registry.entry.document import Document, present
from registry.entry.fields import COLLECTIONS, CONTACT_COLUMNS, SECTIONS
from registry.entry.forms import PartForm
from registry.entry.readable import readable
from registry.entry.upgrade import upgrade
from registry.errors import NotEditable
from registry.models import Submission

# Types of organization that are asked more than others.
ASKED_MORE = ("iplc", "private_sector")


# Answers that a form asks for beside the fields of the document.
FILES = ("logo_file", "mandate_file")
OWN_WORDS = (*CONTACT_COLUMNS, "mandate_told")


@dataclass(frozen=True)
class Filled:
    """A form with what goes beside it. `theirs` is what somebody else saved meanwhile, in words, by field."""

    form: PartForm
    theirs: dict[str, list[str]]
    was_removed: bool = False
    is_kept: bool = False  # it shows input that was not accepted when it was sent earlier


def filled(submission: Submission, key: str, request: PersonRequest) -> Filled:
    """The form of a section or item with what the draft says, or with what its reader typed and was not accepted."""
    kept = drafts.kept_input(submission, key, request.user)
    form = drafts.form_of(submission, key, data=query(kept) if kept else None)
    if not kept:
        return Filled(form, {})
    form.is_valid()
    drafts.refuse_what_others_have(submission, key, form)
    return _beside(form, drafts.beside_kept(submission, key, request.user, form), is_kept=True)


def in_words(form: PartForm, values: dict[str, Any]) -> dict[str, list[str]]:
    """What somebody else saved, by field, as people read it; an empty answer is said to be empty."""
    found = {}
    for name, value in values.items():
        if name in FILES:
            lines = [_("A file that was added meanwhile")]
        else:
            lines = [value] if name in OWN_WORDS and value else readable(form.part.key, name, value)
        found[name] = lines or [_("(nothing)")]
    return found


def seen_version(data: QueryDict) -> int:
    """The version of a form or item that its page showed; 0, which is as old as can be, where it is not said."""
    seen = data.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0


def save(request: PersonRequest, submission: Submission, key: str, typed: Sent) -> drafts.Saved:
    """Save what was sent. Raises the refusals of the action."""
    return drafts.save_section(
        submission=submission,
        key=key,
        data=typed.data,
        files=typed.files,
        seen=seen_version(typed.data),
        by=request.user,
    )


@draft_page(keeps_input=True)
def section(request: PersonRequest, submission: Submission, part: str) -> HttpResponse:
    """A section, or the list of the items of a collection."""
    if part in COLLECTIONS:
        return _items(request, submission, part)
    if part not in SECTIONS:
        raise Http404
    typed = sent(request)
    if typed is None:
        if not submission.is_editable:
            raise NotEditable(submission.state)
        return form_page(request, submission, part, filled(submission, part, request))
    if "forget" in typed.data:
        return forget(request, submission, part, typed)
    try:
        saved = save(request, submission, part, typed)
    except NotEditable as refusal:
        return not_saved(request, submission, refusal, part, typed.data)
    if not saved.is_done:
        return form_page(request, saved.submission, part, of_save(saved))
    type_before, type_now = (one.document["organization"]["type"] for one in (submission, saved.submission))
    if type_before != type_now and type_now in ASKED_MORE:
        messages.info(request, _("Saved. This type of organization is asked a few questions more; they are below."))
        return redirect("draft_section", submission.pk, part)
    return redirect(_onward(request, saved.submission, part))


def of_save(saved: drafts.Saved) -> Filled:
    """The form of a save that was not done, with its errors and what stands there meanwhile."""
    return _beside(saved.form, saved.theirs)


def _beside(form: PartForm, theirs: dict[str, Any], *, is_kept: bool = False) -> Filled:
    """The form beside what stands in the draft, as `drafts.differing` has it."""
    named = {name: value for name, value in theirs.items() if name}
    return Filled(form, in_words(form, named), was_removed="" in theirs, is_kept=is_kept)


def forget(request: PersonRequest, submission: Submission, key: str, typed: Sent) -> HttpResponse:
    """Drop what was typed and not accepted, at the person's own wish."""
    more = drafts.forget_input(submission=submission, key=key, seen=seen_version(typed.data), by=request.user)
    if more:
        messages.info(
            request,
            _(
                "Dropped. You had typed something else here before that, and it was not accepted either: it stands "
                "below. Mend and save it, or drop it too."
            ),
        )
    else:
        messages.success(request, _("What was not accepted was dropped. Below is what is saved."))
    return redirect(request.get_full_path())


def _onward(request: PersonRequest, submission: Submission, part: str) -> str:
    if request.GET.get("from") == "check":
        return reverse("draft_check", args=[submission.pk])
    return steps.next_after(submission, steps.tasks(submission, request.user), part)


def form_page(
    request: PersonRequest, submission: Submission, key: str, page: Filled, *, is_new: bool = False, **more: Any
) -> HttpResponse:
    """The page of a form, with errors, comments and what others saved beside its fields."""
    part = key.partition(".")[0]
    comments = comments_on(submission, key)
    around = frame(request, submission, steps.step_of(part))
    document = upgrade(submission.document)
    shown = groups(page.form, theirs=page.theirs, comments=comments)
    named = {row.bound.name for group in shown for row in group.rows}
    context = {
        **around,
        "part": part,
        "form": page.form,
        "like_it": before.beside(request, submission, part, page.form),
        "page": page,
        "groups": shown,
        # Links at the top, since signing in on the way from a mail loses the place in the page.
        "asked": [row for group in shown for row in group.rows if row.comments],
        # Those on the whole, and on what is not asked (any more).
        "comments": [text for name, texts in comments.items() if name not in named for text in texts],
        "version": drafts.version_of(submission, key),
        # Of what was sent from a page that had not seen what stands there, nothing is saved.
        "is_saved": page.form.is_bound and bool(page.form.errors) and not page.theirs and not page.was_removed,
        "file_refused": any(isinstance(page.form.fields.get(name), FileField) for name in page.form.errors),
        "later": steps.next_after(submission, around["tasks"], part, skip_done=False),
        "logo": document["organization"]["logo"],
        "letter": document["organization"]["mandate"] if document["organization"]["mandate_kind"] != "custom" else None,
        "names": [
            (*title_of("names", name), *readable("names", "kind", name["kind"]))
            for name in present(document, "names").values()
        ],
        "heading": WORDING[part].add if is_new else WORDING[part].change,
        "wording": WORDING[part],
        "note": NOTES.get((document["organization"]["type"], part)),
        "back": _back(submission, part, document),
        "is_new": is_new,
        **more,
    }
    return render(request, "joining/form.html", context)


def _back(submission: Submission, part: str, document: Document) -> str:
    """From an item to the list that it stands in, from a section (or the first item) to the steps."""
    if part in COLLECTIONS and document[part]:
        return reverse("draft_section", args=[submission.pk, part])
    return reverse("draft", args=[submission.pk])


def _items(request: PersonRequest, submission: Submission, part: str) -> HttpResponse:
    """The items of a collection; or the word that there is nothing to state."""
    collection = COLLECTIONS[part]
    if request.method == "POST":
        if not collection.optional:
            raise Http404
        nothing = request.POST.get("nothing") == "yes"
        drafts.say_nothing(submission=submission, part=part, nothing=nothing, by=request.user)
        submission.refresh_from_db()
        return redirect(_onward(request, submission, part) if nothing else request.get_full_path())
    if not submission.is_editable:
        raise NotEditable(submission.state)
    document = upgrade(submission.document)
    comments = comments_on(submission, part)
    around = frame(request, submission, steps.step_of(part))
    own = steps.step_of(part) == part
    context = {
        **around,
        "part": part,
        "collection": collection,
        "wording": WORDING[part],
        "tint": TINTS.get(part, ""),
        "comments": comments.get("", []),
        "list_errors": [("", p.sentence) for task in around["tasks"] for p in task.problems if p.path == part]
        if document[part]
        else [],
        "items": [
            {
                "id": id_,
                "title": title_of(part, item),
                "answers": answers(part, item, path=f"{part}.{id_}"),
                "problems": [
                    problem
                    for task in around["tasks"]
                    for problem in task.problems
                    if problem.path.startswith(f"{part}.{id_}.")
                ],
                "is_kept": bool(drafts.kept_input(submission, f"{part}.{id_}", request.user)),
                "comments": [
                    text for name, texts in comments.items() if name.partition(".")[0] == id_ for text in texts
                ],
            }
            for id_, item in in_order(part, present(document, part))
        ],
        "kept_only": [
            key.partition(".")[2]
            for key in sorted(submission.unaccepted)
            if key.startswith(f"{part}.")
            and key.partition(".")[2] not in present(document, part)
            and drafts.kept_input(submission, key, request.user)
        ],
        "nothing": part in submission.nothing_to_state,
        "is_own_step": own,
        "onward": steps.next_after(submission, around["tasks"], part)
        if own
        else reverse("draft_section", args=[submission.pk, steps.step_of(part)]),
    }
    return render(request, "joining/items.html", context)
