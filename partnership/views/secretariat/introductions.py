"""Introductions as the secretariat sees them: which ones nobody answers, what came of all, and suggesting one."""

import datetime
import uuid
from typing import Any

import pghistory
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partnership.forms.introductions import NoteForm
from partnership.introducing import line, named
from partnership.kept import sent, written
from partnership.views.errors import not_there
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry.actions import introductions as actions
from registry.errors import InTouchAlready, Refusal
from registry.models import Introduction, Organization, SupportGap, SupportOffer
from registry.queries import introductions as queries
from registry.states import IntroductionState

A_PAGE = 20


@require_safe
@reviewers_only()
def introductions(request: StaffRequest) -> HttpResponse:
    """Those that wait for an answer, the longest first, and how many stand in each state; from a case those alone that
    wait for its organization.
    """
    now, on = timezone.now(), _waited_for(request.GET.get("on", ""))
    page = Paginator(queries.waiting(now, on=on), A_PAGE).get_page(request.GET.get("page"))
    counted = queries.outcomes()
    context = {
        "on": named(on) if on else None,
        "page": page,
        "lines": [(line(one, None), queries.days_since(one)) for one in page.object_list],
        "outcomes": [(state.label, counted[state]) for state in IntroductionState],
    }
    return render(request, "secretariat/introductions.html", context)


def _waited_for(public_id: str) -> Organization | None:
    """The organization that an address names; no query where it names none. Raises `Http404` for one that is none."""
    if not public_id:
        return None
    found = Organization.objects.select_related("listing").filter(public_id=public_id.replace("\0", "")).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@reviewers_only(keeps_input=True)
def suggest(request: StaffRequest, gap_id: uuid.UUID, offer_id: uuid.UUID) -> HttpResponse:
    """Suggest to both sides that a gap and an offer fit."""
    gap = SupportGap.objects.select_related("organization__listing").filter(pk=gap_id).first()
    offer = SupportOffer.objects.select_related("organization__listing").filter(pk=offer_id).first()
    typed = sent(request)
    if not gap or not offer or not queries.can_be_helped(gap) or not queries.can_be_asked_for(offer):
        return not_there(request, written(typed.data, NoteForm) if typed else [])
    form = NoteForm(typed.data if typed else None)
    form.fields["text"].required = False
    form.fields["text"].label = _("A few words to both sides (optional)")
    form.fields["text"].help_text = _("Why you think that it fits. Both teams read it. Up to 3,000 characters.")
    known, status = None, 200
    if typed and form.is_valid():
        now = timezone.now()
        given: dict[str, Any] = {"gap": gap, "offer": offer, "by": request.user, **form.cleaned_data}
        try:
            with pghistory.context(user=str(request.user.pk)):
                made = actions.suggest(language=get_language() or "en", **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            known, status = (refusal.introduction if isinstance(refusal, InTouchAlready) else None), 409
        else:
            messages.success(request, _suggested(made, now))
            return redirect("introduction", made.pk)
    context = {
        "form": form,
        "known": known,
        "gap": gap,
        "offer": offer,
        "needing": named(gap.organization),
        "helping": named(offer.organization),
    }
    return render(request, "secretariat/suggest_introduction.html", context, status=status)


def _suggested(made: Introduction, now: datetime.datetime) -> str:
    """What came of a suggestion that was sent at a time: it was made by it, or the two had been brought together."""
    if made.opened_at >= now:
        return _("Both sides are told.")
    if made.state == IntroductionState.SUGGESTED:
        return _("It was suggested before, and both sides were told. Nothing was sent again.")
    return _("The two are in touch already, so nothing was sent.")
