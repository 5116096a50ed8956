"""The pages of one item: an activity, a gap, an offer, a contact, a name, an identifier."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from partnership import before, steps
from partnership.answers import answers
from partnership.kept import sent
from partnership.views.joining.access import PersonRequest, draft_page, frame, not_saved
from partnership.views.joining.sections import filled, forget, form_page, of_save, save, seen_version
from partnership.wording import WORDING
from registry.actions import drafts
from registry.entry.called import title_of
from registry.entry.document import is_removed, present
from registry.entry.fields import COLLECTIONS
from registry.entry.upgrade import upgrade
from registry.errors import ChangedMeanwhile, NotEditable
from registry.ids import uuid7
from registry.models import Submission

# What a new form sends even when nobody has typed into it.
SENT_UNTOUCHED = ("csrfmiddlewaretoken", "seen", "nothing", "another", "language", "visible_to")


@draft_page()
def new(request: PersonRequest, submission: Submission, part: str) -> HttpResponse:
    """A fresh item gets its UUID before its form is shown, so that a form sent twice is one item."""
    if part not in COLLECTIONS:
        raise Http404
    address = reverse("draft_item", args=[submission.pk, part, uuid7()])
    kept = {name: request.GET[name] for name in ("from", before.SAVED) if request.GET.get(name)}
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)


@draft_page(keeps_input=True)
def item(request: PersonRequest, submission: Submission, part: str, item_id: UUID) -> HttpResponse:
    """One item. A new one chains: on to the next step, or to another item."""
    if part not in COLLECTIONS:
        raise Http404
    key = f"{part}.{item_id}"
    known = present(upgrade(submission.document), part)
    is_new = str(item_id) not in known
    more: dict[str, Any] = {"is_new": is_new, "is_first": not known, "item_id": item_id}
    typed = sent(request)
    if typed is None:
        if not submission.is_editable:
            raise NotEditable(submission.state)
        page = filled(submission, key, request)
        if is_new and part == "contacts" and not page.form.is_bound:
            _suggest_main_contact(page.form, request.user, known)
        gone = is_removed(submission.document[part].get(str(item_id), {}))
        return form_page(request, submission, key, page, gone=gone, **more)
    if "forget" in typed.data:
        return forget(request, submission, key, typed)
    try:
        if "nothing" in typed.data and COLLECTIONS[part].optional and not _is_touched(typed.data):
            drafts.say_nothing(submission=submission, part=part, nothing=True, by=request.user)
            submission.refresh_from_db()
            return redirect(steps.next_after(submission, steps.tasks(submission, request.user), part))
        saved = save(request, submission, key, typed)
    except NotEditable as refusal:
        return not_saved(request, submission, refusal, part, typed.data)
    if "nothing" in typed.data:
        messages.info(request, _("You typed something here, so it was saved. Remove it if there is nothing to state."))
    if not saved.is_done:
        return form_page(request, saved.submission, key, of_save(saved), **more)
    onward = _onward(request, saved.submission, part, is_new=is_new, another="another" in typed.data)
    return redirect(before.marked(onward, request, saved.submission, part, item_id))


def _suggest_main_contact(form: Any, person: Any, known: dict[str, Any]) -> None:
    """Fill in who is writing; it is saved only when sent, and public only where it is ticked."""
    if not any(contact["role"] == "main" for contact in known.values()):
        form.initial |= {"role": "main", "kind": "person", "name": person.name, "email": person.email}


def _is_touched(data: QueryDict) -> bool:
    return any(value.strip() for name in data if name not in SENT_UNTOUCHED for value in data.getlist(name))


def _onward(request: PersonRequest, submission: Submission, part: str, *, is_new: bool, another: bool) -> str:
    if another:
        return reverse("draft_new", args=[submission.pk, part])
    if request.GET.get("from") == "check":
        return reverse("draft_check", args=[submission.pk])
    if not is_new or steps.step_of(part) != part:
        return reverse("draft_section", args=[submission.pk, part])
    return steps.next_after(submission, steps.tasks(submission, request.user), part)


@draft_page()
def remove(request: PersonRequest, submission: Submission, part: str, item_id: UUID) -> HttpResponse:
    """Take an item out of the draft; asked once more before it is done."""
    if part not in COLLECTIONS:
        raise Http404
    if not submission.is_editable:
        raise NotEditable(submission.state)
    key = f"{part}.{item_id}"
    if request.method == "POST":
        try:
            more = drafts.remove_item(submission=submission, key=key, by=request.user, seen=seen_version(request.POST))
        except ChangedMeanwhile as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        messages.success(request, _("Removed from the draft."))
        if more:
            messages.info(
                request,
                _(
                    "You had typed something else for it before that, and it was not accepted either: it stands below "
                    "as begun. Continue with it, or remove it too."
                ),
            )
        return redirect("draft_section", submission.pk, part)
    found = present(upgrade(submission.document), part).get(str(item_id))
    if found is None and key not in submission.unaccepted:
        raise Http404
    context = {
        **frame(request, submission, steps.step_of(part)),
        "part": part,
        "collection": COLLECTIONS[part],
        "heading": WORDING[part].remove,
        "version": drafts.version_of(submission, key),
        "title": title_of(part, found) if found else (_("Not named yet"), ""),
        "answers": answers(part, found, path=key) if found else [],
    }
    return render(request, "joining/remove.html", context)
