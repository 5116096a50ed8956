"""What joining is, and its first page: enough to know the organization by."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pghistory
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from partnership import kept
from partnership.alike import Card, blocking, cards
from partnership.answers import official_name
from partnership.forms.joining import BeginningForm, InsistForm
from partnership.views.joining.access import GET_OR_POST, to_sign_in
from registry.actions import drafts
from registry.entry.inputs import typed_values
from registry.errors import AlreadyBegun
from registry.ids import uuid7
from registry.models import Organization, Person, Submission
from registry.queries.duplicates import candidates
from registry.text import fold, web_domain

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
    """The first page. Sent twice, it opens one draft; what is alike is shown before more work is spent.

    Whoever goes back and writes something else has not sent it twice: it is compared as any other, with that draft too.

    Buttons send `branch_of` (a public id that a card of another country showed), or `none_of_these` with what was
    compared and a reason. A branch answers for its own card alone: what else is alike is still asked about.
    """
    if not request.user.is_authenticated:
        return to_sign_in(request, keep=True, page="account_signup")
    sent = kept.sent(request)
    if sent is None:
        typed = request.session.get(SESSION_KEY)
        form = BeginningForm(_with_id(kept.query(typed))) if typed else BeginningForm(initial={"id": uuid7()})
        return render(request, "joining/start.html", {"form": form})
    data = _with_id(sent.data)
    form = BeginningForm(data)
    if not form.is_valid():
        return _again(request, form, data)
    if _is_opened(request.user, form):
        return _to_draft(form.submission_id)
    found = candidates(form.profile())
    shown = cards(found, request.user)
    if shown and _is_opened(request.user, form):  # by a copy of this form, sent at once: its own draft is like it
        return _to_draft(form.submission_id)
    country = form.cleaned_data["base_country"]
    branch = next((card for card in shown if _is_chosen(card, data.get("branch_of", ""), country)), None)
    others = [card for card in shown if card is not branch]
    insisting = None
    if others:
        is_answered = data.get("none_of_these") == _compared(form)
        insisting = InsistForm(data if is_answered else None)
        if blocking(others) or not insisting.is_valid():
            return _again(request, form, data, others, insisting, branch)
    try:
        with pghistory.context(user=str(request.user.pk)):
            opened = drafts.open_registration(
                by=request.user,
                beginning=form.beginning(),
                submission_id=_own_id(request.user, form),
                insisted=insisting.insisted(found) if insisting else None,
                branch_of=Organization(pk=branch.listing.organization_id) if branch and branch.listing else None,
            )
    except AlreadyBegun as refusal:
        form.add_error("name", str(refusal))
        return _again(request, form, data)
    request.session.pop(SESSION_KEY, None)
    return _to_draft(opened.pk)


def _with_id(data: QueryDict) -> QueryDict:
    """What was typed, with a new id where the one that goes with the page is none: no reader could mend that."""
    try:
        BeginningForm.base_fields["id"].clean(data.get("id"))
    except ValidationError:
        data = data.copy()
        data["id"] = str(uuid7())
    return data


def _to_draft(submission_id: UUID) -> HttpResponse:
    return redirect("draft_section", submission_id, "organization")


def _is_opened(by: Person, form: BeginningForm) -> bool:
    """Whether the draft of this page is there already, and says what the page says."""
    opened = Submission.objects.filter(pk=form.submission_id, opened_by=by).first()
    return opened is not None and drafts.says(opened, form.beginning())


def _own_id(by: Person, form: BeginningForm) -> UUID:
    """The id that the page gave to the draft; a new one if another draft has it: somebody else's, as a copied page may,
    or one that says something else, as a page to which its reader went back.
    """
    opened = Submission.objects.filter(pk=form.submission_id)
    return uuid7() if opened.exists() and not _is_opened(by, form) else form.submission_id


def _is_chosen(card: Card, public_id: str, country: str) -> bool:
    """Whether a card has a button that says that this one is a branch, and it was pressed."""
    return bool(card.listing and card.listing.public_id == public_id and card.may_have_branch_in(country))


def _again(
    request: HttpRequest,
    form: BeginningForm,
    data: Any,
    shown: Sequence[Card] = (),
    insisting: InsistForm | None = None,
    branch: Card | None = None,
) -> HttpResponse:
    """The page once more, with what was typed; it is there too when the person comes back later.

    Whoever said of what it is a `branch` is shown the other cards, and need not say it again.
    """
    request.session[SESSION_KEY] = typed_values(data, list(form.fields))
    context: dict[str, Any] = {"form": form}
    if shown:
        country = form.cleaned_data["base_country"]
        context |= {
            "alike": [(card, card.may_have_branch_in(country)) for card in shown],
            "blocking": blocking(shown),
            "compared": _compared(form),
            "insisting": insisting,
            "branch": branch,
        }
    return render(request, "joining/start.html", context)


def _compared(form: BeginningForm) -> str:
    """What was compared: whoever changes the name, the website, the country or the identifier is shown what is like the
    new one."""
    typed = form.cleaned_data
    parts = (
        fold(typed["name"]),
        web_domain(typed["website"]),
        *(typed[n] for n in ("base_country", *form.OF_IDENTIFIER)),
    )
    return " ".join(parts).rstrip()
