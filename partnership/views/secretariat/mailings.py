"""Mailings: written in six languages, seen in each, tried on oneself, sent, stopped and resumed."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from partnership import kept
from partnership.forms.directory import ResultFilter
from partnership.forms.mailings import MailingForm
from partnership.views.joining.access import GET_OR_POST
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import rules
from registry.actions import mailings as actions
from registry.errors import IllegalMove, Refusal
from registry.models import Mailing
from registry.models.people import Language
from registry.queries import mailings as queries
from registry.states import MailingState

A_PAGE = 50

Answer = Callable[[StaffRequest, Mailing], str]


@require_safe
@reviewers_only(rule=rules.may_import)
def mailings(request: StaffRequest) -> HttpResponse:
    page = Paginator(queries.mailings(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "secretariat/mailings/mailings.html", {"page": page})


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True, rule=rules.may_import)
def write(request: StaffRequest) -> HttpResponse:
    """The form of a new mailing. Nothing is sent by saving it."""
    sent = kept.sent(request)
    form = MailingForm(sent.data if sent else None)
    if request.method == "POST" and form.is_valid():
        mailing = actions.write(**form.words(), by=request.user)
        return redirect("mailing", mailing.pk)
    return _form(request, form)


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True, rule=rules.may_import)
def edit(request: StaffRequest, mailing_id: UUID) -> HttpResponse:
    """The same form of a mailing that was not sent yet. What was typed into one that was sent meanwhile comes back."""
    mailing = _find(mailing_id)
    sent = kept.sent(request)
    if mailing.state != MailingState.DRAFT and sent is None:
        return redirect("mailing", mailing.pk)
    form = MailingForm(sent.data if sent else None, mailing=mailing)
    if request.method == "POST" and form.is_valid():
        try:
            actions.rewrite(mailing=mailing, **form.words(), by=request.user)
        except IllegalMove as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("mailing", mailing.pk)
    return _form(request, form, mailing)


def _form(request: StaffRequest, form: MailingForm, mailing: Mailing | None = None) -> HttpResponse:
    status = 422 if form.is_bound and request.method == "POST" else 200
    context = {"form": form, "mailing": mailing}
    return render(request, "secretariat/mailings/write.html", context, status=status)


@require_http_methods(GET_OR_POST)
@reviewers_only(rule=rules.may_import)
def mailing(request: StaffRequest, mailing_id: UUID) -> HttpResponse:
    """One mailing in the state in which it is; each button sends what is to be done as `do`."""
    found = _find(mailing_id)
    if request.method != "POST":
        return _page(request, found)
    answer = ANSWERS.get(request.POST.get("do", ""))
    if answer is None:
        raise Http404
    try:
        messages.success(request, answer(request, found))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("mailing", found.pk)


def _find(mailing_id: UUID) -> Mailing:
    mailing = queries.find(mailing_id)
    if mailing is None:
        raise Http404
    return mailing


def _page(request: StaffRequest, mailing: Mailing) -> HttpResponse:
    result = ResultFilter(QueryDict(mailing.filter))
    context: dict[str, Any] = {
        "mailing": mailing,
        "previews": [
            (code, Language(code).label, mailing.subjects[code], mailing.bodies[code])
            for code in Language.values
            if code in mailing.bodies
        ],
        "chosen": [label for label, _query in result.tags],
        "result": reverse("directory") + (f"?{mailing.filter}" if mailing.filter else ""),
        "seen": mailing.saved_at.isoformat(),
    }
    if mailing.state == MailingState.DRAFT:
        numbers = queries.languages_of(queries.receivers(result.asked, official=mailing.official))
        context |= {
            "receivers": sum(numbers.values()),
            "by_language": [(Language(code).label, number, code in mailing.bodies) for code, number in numbers.items()],
        }
    else:
        context["standing"] = queries.standing(mailing)
    return render(request, "secretariat/mailings/mailing.html", context)


# -- What the buttons do ----------------------------------------------------------------------------------------------


def _test(request: StaffRequest, mailing: Mailing) -> str:
    language = request.POST.get("language", "")
    if language not in mailing.bodies:
        raise Http404
    actions.send_test(mailing=mailing, language=language, by=request.user)
    return _("A test is on its way to your own address.")


def _send(request: StaffRequest, mailing: Mailing) -> str:
    asked = ResultFilter(QueryDict(mailing.filter)).asked
    sent = actions.send(mailing=mailing, asked=asked, seen=request.POST.get("seen", ""), by=request.user)
    number = len(sent.receivers)
    return ngettext("It is being sent to %(number)d person.", "It is being sent to %(number)d people.", number) % {
        "number": number
    }


def _stop(request: StaffRequest, mailing: Mailing) -> str:
    actions.stop(mailing=mailing, by=request.user)
    return _("Stopped. Nobody else gets it until you resume.")


def _resume(request: StaffRequest, mailing: Mailing) -> str:
    actions.resume(mailing=mailing, by=request.user)
    return _("It goes on. Who has it does not get it again.")


ANSWERS: Mapping[str, Answer] = {"test": _test, "send": _send, "stop": _stop, "resume": _resume}
