"""Passing a draft to a colleague who may decide, and the page to which the link in their message leads."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partnership.answers import official_name
from partnership.forms.joining import PassForm
from partnership.kept import sent
from partnership.views.joining.access import GET_OR_POST, PersonRequest, draft_page, frame
from registry.actions import invitations
from registry.errors import LinkInvalid, NotEditable, TooManyInvitations
from registry.models import Invitation, Submission


@draft_page(keeps_input=True)
def pass_on(request: PersonRequest, submission: Submission) -> HttpResponse:
    """ "I may not decide this": the address of a colleague, and a few words to them."""
    if not submission.is_editable:
        raise NotEditable
    typed = sent(request)
    form = PassForm(typed.data if typed else None)
    if typed and form.is_valid():
        try:
            invitations.pass_draft(
                submission=submission, to=form.cleaned_data["email"], note=form.cleaned_data["note"], by=request.user
            )
        except TooManyInvitations as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("A message with a link to this draft is on its way to your colleague."))
            return redirect("draft", submission.pk)
    return render(request, "joining/pass.html", {**frame(request, submission), "form": form})


@require_http_methods(GET_OR_POST)
@never_cache
def invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """What was passed on and by whom; a button takes it over, once the colleague is signed in."""
    try:
        found = invitations.open_invitation(invitation_id)
        if request.method == "POST":
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), "account_login")
            invitations.accept(invitation_id=invitation_id, by=request.user)
            messages.success(request, _("You now belong to the team of this organization."))
            return _to_draft(found)
    except LinkInvalid as refusal:
        mine = Invitation.objects.filter(
            pk=invitation_id, accepted_by=request.user.pk, accepted_at__isnull=False
        ).first()
        if mine and request.user.is_authenticated:
            return _to_draft(mine)
        return render(request, "joining/link_invalid.html", {"sentence": str(refusal)}, status=404)
    draft = _draft_of(found)
    name, lang = official_name(draft.document) if draft else ("", "")
    context = {"invitation": found, "name": name, "lang": lang, "here": request.get_full_path()}
    return render(request, "joining/invitation.html", context)


def _draft_of(found: Invitation) -> Submission | None:
    return Submission.objects.open().filter(organization=found.organization_id, origin="team").first()


def _to_draft(found: Invitation) -> HttpResponse:
    draft = _draft_of(found)
    return redirect("draft", draft.pk) if draft else redirect("workspace")
