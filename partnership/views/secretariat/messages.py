"""The record of every message: narrowed by its address; one of them with its words, and sent again."""

import uuid
from copy import copy

from django.contrib import messages as notes
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partnership.forms.messages import MessageFilter
from partnership.views.joining.access import GET_OR_POST
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import mail
from registry.actions import messages as actions
from registry.errors import Refusal
from registry.models import Message, Person
from registry.models.messages import MessageKind
from registry.queries import messages as queries

A_PAGE = 50


@require_safe
@reviewers_only()
def messages(request: StaffRequest) -> HttpResponse:
    """What the system sent, the newest first. The address holds the filters."""
    found = MessageFilter(request.GET, queryset=queries.record(), request=request)
    page = Paginator(found.qs, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "active": _active(request, found),
        "page": page,
        "rows": [(one, queries.fate_of(one)) for one in page],
    }
    return render(request, "secretariat/messages/messages.html", context)


def _active(request: StaffRequest, found: MessageFilter) -> list[tuple[str, str]]:
    """What narrows the list: in words, and the address without it."""
    active = []
    for name, filter_ in found.filters.items():
        value = found.form.cleaned_data.get(name)
        if value:
            rest = request.GET.copy()
            rest.pop(name)
            rest.pop("page", None)
            label = dict(getattr(found.form.fields[name], "choices", [])).get(value, value)
            if name == "person":
                label = _name_of(value)
            active.append((f"{filter_.label}: {label}", f"?{rest.urlencode()}"))
    return active


def _name_of(person_id: uuid.UUID) -> str:
    person = Person.objects.filter(pk=person_id).first()
    return person.called if person else str(person_id)


@require_http_methods(GET_OR_POST)
@reviewers_only()
def message(request: StaffRequest, message_id: uuid.UUID) -> HttpResponse:
    """One message: what became of it, what it says now, and a button that sends it again."""
    found = queries.on_record(message_id)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            again = actions.send_again(message=found, by=request.user)
        except Refusal as refusal:
            notes.error(request, str(refusal))
            return redirect("sent_message", message_id)
        notes.success(request, _("It is being sent again. This is the new message."))
        return redirect("sent_message", again.pk)
    subject, text = _words(found) if queries.staff_may_read(found) else ("", "")
    context = {
        "message": found,
        "fate": queries.fate_of(found),
        "may_read": queries.staff_may_read(found),
        "subject": subject,
        "text": text,
        "repeats": queries.record().filter(again_of=found),
        "why_not": actions.why_not_again(found),
        "changed": bool(found.template) and found.template != mail.version_of(found.kind),
        "asked_by": _asked_by(found),
    }
    return render(request, "secretariat/messages/message.html", context)


def _asked_by(message: Message) -> Person | None:
    """Who had it sent again."""
    asked = message.context.get("again_by")
    return Person.objects.filter(pk=asked).first() if asked else None


def _words(message: Message) -> tuple[str, str]:
    """What it would say if it were sent now, in its language; nothing where what it told of is gone."""
    shown = copy(message)
    shown.secret, shown.address = {}, ""  # what was blanked is not asked for again
    if message.kind == MessageKind.MAILING:
        shown.person = None  # whose link to get no more acts by itself
    try:
        email = mail.compose(shown)
    except ObjectDoesNotExist:
        return "", ""
    return str(email.subject), str(email.body)
