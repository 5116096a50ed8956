"""The texts that reviewers choose from: one page of all, one for each to rewrite it in six languages."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partnership import kept
from partnership.forms.texts import TextForm
from partnership.views.joining.access import GET_OR_POST
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import rules
from registry.actions import texts as actions
from registry.errors import RewrittenMeanwhile
from registry.models import Text, TextKind
from registry.models.people import Language
from registry.queries import texts as queries


@require_safe
@reviewers_only(rule=rules.may_write_texts)
def texts(request: StaffRequest) -> HttpResponse:
    """Every text, by what it is for; those that are no longer offered stand last."""
    language = get_language() or "en"
    kinds = [
        {
            "kind": kind,
            "rows": [
                {"one": one, "words": queries.words_of(one.latest, language), "languages": _named(one.languages)}
                for one in queries.all_of(kind)
            ],
        }
        for kind in TextKind
    ]
    return render(request, "secretariat/texts.html", {"kinds": kinds})


def _named(codes: list[str]) -> list[tuple[str, str]]:
    return [(code, str(Language(code).label)) for code in codes]


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True, rule=rules.may_write_texts)
def new_text(request: StaffRequest, kind: str) -> HttpResponse:
    """Write a new text."""
    if kind not in TextKind.values:
        raise Http404
    sent = kept.sent(request)
    form = TextForm(sent.data if sent else None)
    if request.method == "POST" and form.is_valid():
        actions.write(kind=TextKind(kind), words=form.words, by=request.user)
        messages.success(request, _("Written. Reviewers can choose it from now on."))
        return redirect("texts")
    return _page(request, form, {"kind": TextKind(kind)})


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True, rule=rules.may_write_texts)
def text(request: StaffRequest, text_id: uuid.UUID) -> HttpResponse:
    """One text: rewritten, offered no more or again; every version it had."""
    found = get_object_or_404(Text, pk=text_id)
    sent = kept.sent(request)
    if request.method == "POST" and {"retire", "offer"} & request.POST.keys():
        return _offer(request, found)
    versions = queries.versions(found)
    form = TextForm(sent.data if sent else None, initial=TextForm.of(versions[0]))
    context: dict[str, Any] = {"kind": TextKind(found.kind), "text": found, "theirs": None}
    if request.method == "POST" and form.is_valid():
        try:
            actions.rewrite(text=found, words=form.words, seen=form.cleaned_data["seen"], by=request.user)
        except RewrittenMeanwhile as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Saved. Decisions that were made before keep the words that they were made with.")
            )
            return redirect("texts")
    if form.is_bound and form.data.get("seen") != str(versions[0].number):
        context["theirs"] = _words(versions[0])
    context["versions"] = [(version, _words(version)) for version in versions]
    context["latest"] = versions[0].number
    return _page(request, form, context)


def _offer(request: StaffRequest, found: Text) -> HttpResponse:
    if "retire" in request.POST:
        actions.retire(text=found, by=request.user)
        messages.success(request, _("It is offered no more. Decisions that were made with it keep it."))
    else:
        actions.offer_again(text=found, by=request.user)
        messages.success(request, _("Reviewers can choose it again."))
    return redirect("texts")


def _words(version: Any) -> list[tuple[str, str, str]]:
    """Code and name of each language that a version has words in, and the words."""
    return [(str(code), str(code.label), version.words[code]) for code in Language if code in version.words]


def _page(request: StaffRequest, form: TextForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "secretariat/text.html", {"form": form, **context}, status=status)
