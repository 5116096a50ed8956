"""Roles: who has which in one table, given and taken by administrators, and what was changed."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnership import kept
from partnership.forms.roles import NewRoleForm, RoleForm
from partnership.views.joining.access import GET_OR_POST
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import places, rules
from registry.actions import roles as actions
from registry.errors import Refusal
from registry.models import Person
from registry.models.people import StaffRole
from registry.queries import roles as queries

MOST_CHANGES = 50


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True, rule=rules.may_administer)
def roles(request: StaffRequest) -> HttpResponse:
    """Everyone with a role, the last changes, and the form that gives one to an address."""
    sent = kept.sent(request)
    form = NewRoleForm(sent.data if sent else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_to_address(**form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The role is given, and the person was told."))
            return redirect("roles")
    changes = queries.changes(MOST_CHANGES)
    context = {
        "form": form,
        "staff": [(one, _region(one.desk_region)) for one in queries.staff()],
        "changes": [
            (one, _words(one.before, one.before_region), _words(one.after, one.after_region)) for one in changes
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "secretariat/roles/roles.html", context, status=status)


def _region(code: str) -> str:
    return places.region_name(code, get_language() or "en") if code else ""


def _words(role: str, region: str) -> str:
    """A role in words, with the region of its desk."""
    if not role:
        return _("no role")
    label = str(StaffRole(role).label)
    return _("%(role)s for %(region)s") % {"role": label, "region": _region(region)} if region else label


@require_http_methods(GET_OR_POST)
@reviewers_only(keeps_input=True, rule=rules.may_administer)
def role(request: StaffRequest, person_id: uuid.UUID) -> HttpResponse:
    """The role of one person: changed, or taken."""
    person = Person.objects.filter(pk=person_id).exclude(staff_role="").first()
    if person is None:
        raise Http404
    sent = kept.sent(request)
    form = RoleForm(sent.data if sent else None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give(person=person, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The role is changed, and the person was told."))
            return redirect(_after(request, person, form.cleaned_data["role"]))
    status = 422 if request.method == "POST" else 200
    return render(request, "secretariat/roles/role.html", {"form": form, "person": person}, status=status)


def _after(request: StaffRequest, person: Person, role: str) -> str:
    """Where to go: whoever stepped down themselves may not come back to this list."""
    if person != request.user or role == StaffRole.ADMINISTRATOR:
        return "roles"
    return "secretariat" if role else "home"
