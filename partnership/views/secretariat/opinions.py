"""Second opinions on a submission: what was asked and said, the form that asks a colleague, the one that answers."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnership import kept
from partnership.forms.secretariat import AnswerForm, AskForm
from partnership.views.joining.access import GET_OR_POST
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from partnership.waiting import unread_words
from registry.actions import opinions as actions
from registry.entry.document import official_name
from registry.errors import Refusal
from registry.models import Opinion, Submission
from registry.queries import queue, review
from registry.states import SubmissionState


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True)
def opinions(request: StaffRequest, submission_id: uuid.UUID) -> HttpResponse:
    """Everything that was asked and said. A form whose action is refused comes back with what was typed."""
    try:
        found = review.find(submission_id)
    except Submission.DoesNotExist:
        raise Http404 from None
    given = review.opinions_on(found)
    own = next((one for one in given if not one.answered_at and actions.may_answer(request.user, one)), None)
    sent = kept.sent(request)
    answers = sent is not None and "answer" in sent.data
    ask = AskForm(sent.data if sent and not answers else None, by=request.user)
    answer = AnswerForm(sent.data if sent and answers else None)
    if request.method == "POST":
        form = answer if answers else ask
        if form.is_valid():
            try:
                said = _answer(request, own, answer) if answers else _ask(request, found, ask)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, said)
                query = request.META["QUERY_STRING"]
                return redirect(reverse("review", args=[found.pk]) + (f"?{query}" if query else ""))
    name, name_language = official_name(found.document, get_language() or "en")
    context = {
        "submission": found,
        "name": name or _("Organization without a name"),
        "name_language": name_language if name else "",
        "opinions": given,
        "own": own,
        "ask": ask,
        "answer": answer,
        "is_waiting": found.state == SubmissionState.SUBMITTED,
        "unread": unread_words(script for script in found.scripts if script not in queue.reads(request.user)),
        "query": request.META["QUERY_STRING"],
    }
    bad = (ask.is_bound and not ask.is_valid()) or (answer.is_bound and not answer.is_valid())
    status = 422 if request.method == "POST" and bad else 200
    return render(request, "secretariat/opinions.html", context, status=status)


def _ask(request: StaffRequest, found: Submission, form: AskForm) -> str:
    done = form.cleaned_data
    actions.ask(submission=found, of=done["colleague"], question=done["question"], by=request.user)
    return _("Asked. You get an email when there is an answer.")


def _answer(request: StaffRequest, own: Opinion | None, form: AnswerForm) -> str:
    if own is None:
        raise Http404
    actions.answer(opinion=own, answer=form.cleaned_data["answer"], by=request.user)
    return _("Thank you. Your colleague was told what you think.")
