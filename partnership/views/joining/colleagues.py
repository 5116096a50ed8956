"""Passing a draft to a colleague who may decide, and the pages to which the link in an invitation leads."""

import datetime
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partnership.forms.joining import PassForm
from partnership.forms.teams import DeclineInvitationForm
from partnership.kept import sent, written
from partnership.views.joining.access import GET_OR_POST, PersonRequest, draft_page, frame
from registry.actions import invitations
from registry.entry.fields import Label
from registry.errors import AlreadyInTeam, LinkInvalid, NotEditable, TooManyInvitations
from registry.models import Invitation, Submission
from registry.queries import workspace
from registry.queries.teams import sent_lately
from registry.states import Origin


@draft_page(keeps_input=True)
def pass_on(request: PersonRequest, submission: Submission) -> HttpResponse:
    """ "I may not decide this": the address of a colleague, and a few words to them."""
    if not submission.is_editable:
        raise NotEditable(submission.state)
    typed = sent(request)
    form = PassForm(typed.data if typed else None)
    if typed and form.is_valid():
        began = timezone.now()
        try:
            made = invitations.pass_draft(
                submission=submission, to=form.cleaned_data["email"], note=form.cleaned_data["note"], by=request.user
            )
        except (AlreadyInTeam, TooManyInvitations) as refusal:
            form.add_error("email", str(refusal))
        else:
            if not already_written(made, form, began):
                messages.success(request, _("A message with a link to this draft is on its way to your colleague."))
                return redirect("draft", submission.pk)
    return render(request, "joining/pass.html", {**frame(request, submission), "form": form})


def already_written(made: Invitation, form: PassForm, began: datetime.datetime) -> bool:
    """Whether an address got its message before, so that none is sent now; if so, the form says when that was."""
    sent_at = sent_lately(made)
    if sent_at is None or sent_at >= began:
        return False
    sentence = _(
        "A message went to this address on %(date)s, and its link works until %(until)s. It is not sent twice within a "
        "day: nothing was sent now."
    ) % {"date": date_format(sent_at), "until": date_format(made.expires_at)}
    form.add_error("email", sentence)
    return True


@require_http_methods(GET_OR_POST)
@never_cache
def invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """What is offered, of which organization; a button accepts, once the colleague is signed in.

    Opening the link changes nothing: programs that look through mail open every one.
    """
    try:
        found = invitations.open_invitation(invitation_id)
        if request.method == "POST":
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), "account_login")
            invitations.accept(invitation_id=invitation_id, by=request.user)
            messages.success(request, _("You now belong to the team of this organization."))
            return _onward(found)
    except LinkInvalid as refusal:
        mine = _accepted_by(request, invitation_id)
        return _onward(mine) if mine else _invalid(request, refusal)
    return _page(request, found, "invitation", here=request.get_full_path())


@require_http_methods(GET_OR_POST)
@never_cache
def decline(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Say no, without signing in, and why if one likes; asked once more before it is done."""
    form = DeclineInvitationForm(request.POST if request.method == "POST" else None)
    try:
        found = invitations.open_invitation(invitation_id)
        if not form.is_valid():
            return _page(request, found, "invitation_decline", form=form)
        invitations.decline(invitation_id=invitation_id, reason=form.cleaned_data["reason"])
    except LinkInvalid as refusal:
        return _invalid(request, refusal, written(request.POST, DeclineInvitationForm))
    return render(request, "joining/invitation_declined.html")


def _page(request: HttpRequest, found: Invitation, template: str, **context: object) -> HttpResponse:
    named = workspace.name_of(found.organization)
    shown = {
        "invitation": found,
        "name": named.name,
        "lang": named.language,
        "is_registration": found.organization.live_version == 0,
        **context,
    }
    return render(request, f"joining/{template}.html", shown)


def _invalid(request: HttpRequest, refusal: LinkInvalid, words: Sequence[tuple[Label, list[str]]] = ()) -> HttpResponse:
    """The link leads nowhere; what was written on its page comes back."""
    return render(request, "joining/link_invalid.html", {"sentence": str(refusal), "written": words}, status=404)


def _accepted_by(request: HttpRequest, invitation_id: UUID) -> Invitation | None:
    """The invitation that the reader accepted before, who uses its link as a way in; not once they have left."""
    if not request.user.is_authenticated:
        return None
    mine = Invitation.objects.select_related("organization").filter(pk=invitation_id, accepted_by=request.user)
    return mine.filter(organization__memberships__person=request.user).first()


def _onward(found: Invitation) -> HttpResponse:
    """To what waits for the team: its draft, if there is one, else the workspace of the organization."""
    draft = Submission.objects.open().filter(organization=found.organization_id, origin=Origin.TEAM).first()
    return redirect("draft", draft.pk) if draft else redirect("workspace_entry", found.organization.public_id_id)
