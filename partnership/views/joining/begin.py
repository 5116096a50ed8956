"""What joining is, and its first page: enough to know the organization by."""

from typing import Any
from uuid import UUID

import pghistory
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from partnership import kept
from partnership.answers import official_name
from partnership.forms.joining import BeginningForm
from partnership.views.joining.access import GET_OR_POST, to_sign_in
from registry.actions import drafts
from registry.entry.inputs import typed_values
from registry.ids import uuid7
from registry.models import Membership, Submission
from registry.queries.similar import Similar, similar
from registry.text import words_for_address

# What was typed on the first page and did not pass, in the session: there is no draft yet that could keep it.
SESSION_KEY = "beginning"


@require_safe
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """What the partnership is, who can join, what is needed. Drafts of the reader come first."""
    begin = reverse("join_start")
    if not request.user.is_authenticated:
        begin = redirect_to_login(begin, "account_signup").url
    return render(request, "joining/join.html", {"drafts": _drafts_of(request.user), "begin": begin})


def _drafts_of(person: Any) -> list[dict[str, Any]]:
    if not person.is_authenticated:
        return []
    found = (
        Submission.objects.open()
        .filter(organization__memberships__person=person, origin="team")
        .order_by("-saved_at", "pk")
        .defer("base", "unaccepted", "seen")
    )
    named = [(submission, official_name(submission.document)) for submission in found]
    return [{"submission": submission, "name": name, "lang": lang} for submission, (name, lang) in named]


@require_http_methods(GET_OR_POST)
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """The first page. Sent twice, it opens one draft; what is alike is shown before more work is spent."""
    if not request.user.is_authenticated:
        return to_sign_in(request, keep=True, page="account_signup")
    sent = kept.sent(request)
    if sent is None:
        typed = request.session.get(SESSION_KEY)
        form = BeginningForm(kept.query(typed)) if typed else BeginningForm(initial={"id": uuid7()})
        return render(request, "joining/start.html", {"form": form})
    form = BeginningForm(sent.data)
    if not form.is_valid():
        return _again(request, form, sent.data)
    known = Submission.objects.filter(pk=form.submission_id, opened_by=request.user).first()
    if known:
        return redirect("draft_section", known.pk, "organization")
    alike = similar(form.cleaned_data["name"], form.cleaned_data["website"])
    if alike and "none_of_these" not in sent.data:
        return _again(request, form, sent.data, alike)
    with pghistory.context(user=str(request.user.pk)):
        opened = drafts.open_registration(by=request.user, beginning=form.beginning(), submission_id=_own_id(form))
    request.session.pop(SESSION_KEY, None)
    return redirect("draft_section", opened.pk, "organization")


def _own_id(form: BeginningForm) -> UUID:
    """The id that the page gave to the draft; a new one if somebody else's draft has it, as a copied page may."""
    return uuid7() if Submission.objects.filter(pk=form.submission_id).exists() else form.submission_id


def _again(request: HttpRequest, form: BeginningForm, data: Any, alike: list[Similar] | None = None) -> HttpResponse:
    """The page once more, with what was typed; it is there too when the person comes back later."""
    request.session[SESSION_KEY] = typed_values(data, list(form.fields))
    cards = [_card(one, request.user) for one in alike or []]
    return render(request, "joining/start.html", {"form": form, "alike": cards})


def _card(one: Similar, person: Any) -> dict[str, Any]:
    """What may be told of something alike: of an entry that is not public nothing but that it is there."""
    card: dict[str, Any] = {"same_name": one.same_name, "same_website": one.same_website, "listing": one.listing}
    if one.listing:
        card["words"] = words_for_address(one.listing.name)
    if one.submission and Membership.objects.filter(organization=one.organization_id, person=person).exists():
        card["draft"] = one.submission
    return card
