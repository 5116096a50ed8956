"""Deleting one's own account."""

import pghistory
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partnership.again import signed_in_just_now
from partnership.forms.leaving import DeleteAccountForm
from partnership.views.joining.access import GET_OR_POST, PersonRequest, to_sign_in
from registry.actions import erasures
from registry.errors import IllegalMove
from registry.queries import workspace


@require_http_methods(GET_OR_POST)
@never_cache
@login_required
def delete(request: PersonRequest) -> HttpResponse:
    """What goes and what stays, asked once more; who signed in some time ago signs in anew first."""
    if not signed_in_just_now(request):
        if request.method == "POST" and "again" in request.POST:
            logout(request)
            return to_sign_in(request, keep=False)
        return render(request, "account/delete_sign_in.html", {}, status=200 if request.method != "POST" else 403)
    form = DeleteAccountForm(request.POST or None)
    if form.is_valid():
        person = request.user
        try:
            with pghistory.context(user=str(person.pk)):
                erasures.erase_person(person=person, now=timezone.now())
        except IllegalMove:  # the same form, sent twice
            pass
        logout(request)
        messages.success(request, _("Your account is deleted. A last message went to your address."))
        return redirect("home")
    context = {"form": form, "left": workspace.left_without_owner(request.user)}
    return render(request, "account/delete.html", context)
