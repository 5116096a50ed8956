"""What everyone sees of people, places and items, and hiding it at once."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.answers import SHOWS, answers
from partnership.summaries import Text
from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from partnership.wording import TINTS
from registry.actions import less_public
from registry.entry.called import title_of
from registry.entry.document import Document, present
from registry.entry.fields import COLLECTIONS, CONTACT_COLUMNS, SECTIONS, label_of
from registry.entry.less_public import CHOOSING, CIRCLES, CONSENTS, Hide, circle
from registry.entry.readable import readable
from registry.errors import IllegalMove
from registry.models import Contact, Membership, Organization
from registry.queries import history
from registry.states import OrganizationState
from registry.vocabulary import Visibility

COLUMNS: dict[str, Text] = {
    "name": gettext_lazy("The name"),
    "email": gettext_lazy("The email address"),
    "phone": gettext_lazy("The telephone number"),
}


@dataclass(frozen=True)
class Button:
    """A button that hides; `to` are those who still see it then, where somebody does."""

    path: str
    label: Text
    to: str = ""


@dataclass(frozen=True)
class Shown:
    """One thing that others see: what it is, what it says, who sees it where that is not everyone, and its buttons."""

    label: Text
    words: str
    lang: str
    buttons: list[Button]
    seen_by: Text = ""


@team_page()
def shown(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Everything that is shown by choice; a button hides it from this moment on."""
    organization = membership.organization
    if organization.state != OrganizationState.LISTED:
        raise IllegalMove
    if request.method == "POST":
        hide = Hide(request.POST.get("path", ""), request.POST.get("to", ""))
        return _hide(request, organization, hide, _("It is hidden from now on, here, in downloads and for programs."))
    document = history.live(organization)
    context = {
        **frame(request, membership, "workspace_shown"),
        "people": _people(organization, document),
        "places": _ticked(document),
        "parts": [(COLLECTIONS[part].title, TINTS[part], _items(document, part)) for part in CHOOSING],
    }
    return render(request, "workspace/shown.html", context)


def _hide(request: PersonRequest, organization: Organization, hide: Hide, done: str) -> HttpResponse:
    """Make less public at once, and say what was `done`."""
    try:
        decision = less_public.hide(organization=organization, what=[hide], by=request.user)
    except KeyError as error:
        raise Http404 from error
    if decision is None:
        messages.info(request, _("It was hidden already."))
    elif hide.to == Visibility.PARTNERS:
        messages.success(request, _("From now on partners and the secretariat see it, and nobody else."))
    else:
        messages.success(request, done)
    return redirect("workspace_shown", organization.public_id_id)


def _people(organization: Organization, document: Document) -> list[dict[str, Any]]:
    """The contacts, each with what everyone sees of it. One query."""
    contacts = present(document, "contacts")
    rows = Contact.objects.in_bulk([uuid.UUID(item["contact"]) for item in contacts.values()])
    made = []
    for id_, item in contacts.items():
        row = rows.get(uuid.UUID(item["contact"]))
        lines = [
            Shown(COLUMNS[name], getattr(row, name), "", [Button(f"contacts.{id_}.{name}_public", _("Hide this"))])
            for name in CONTACT_COLUMNS
            if item[f"{name}_public"] and getattr(row, name, "")
        ]
        title, lang = title_of("contacts", item)
        made.append({"id": id_, "title": title, "lang": lang, "name": getattr(row, "name", ""), "lines": lines})
    return made


def _ticked(document: Document) -> list[Shown]:
    """What is shown of the organization and its place by a tick."""
    found = []
    for part in SECTIONS:
        for tick in CONSENTS[part]:
            words = readable(part, SHOWS[tick], document[part][SHOWS[tick]])
            if document[part][tick] and words:
                button = Button(f"{part}.{tick}", _("Hide this"))
                found.append(Shown(label_of(part, SHOWS[tick]), words[0], "", [button]))
    return found


def _items(document: Document, part: str) -> list[Shown]:
    """The items that others than the secretariat see. Activities have no circle between the two."""
    found = []
    for id_, item in present(document, part).items():
        path, title = f"{part}.{id_}", title_of(part, item)
        if not circle(item):
            continue
        buttons = [Button(path, _("Hide this"), Visibility.SECRETARIAT)]
        if part != "activities" and circle(item) > CIRCLES.index(Visibility.PARTNERS):
            buttons.insert(0, Button(path, _("Partners only"), Visibility.PARTNERS))
        seen_by = "" if item["visible_to"] == Visibility.EVERYONE else Visibility(item["visible_to"]).label
        found.append(Shown("", *title, buttons, seen_by))
    return found


@team_page()
def remove(request: PersonRequest, membership: Membership, contact_id: uuid.UUID) -> HttpResponse:
    """Remove a contact from the entry and from every draft; asked once more before it is done."""
    organization = membership.organization
    if organization.state != OrganizationState.LISTED:
        raise IllegalMove
    path = f"contacts.{contact_id}"
    item = present(history.live(organization), "contacts").get(str(contact_id))
    if request.method == "POST":
        done = _("The contact is removed from the entry and from every draft.")
        return _hide(request, organization, Hide(path), done)
    if item is None:
        raise Http404
    row = Contact.objects.filter(pk=item["contact"], organization=organization).first()
    context = {
        **frame(request, membership, "workspace_shown"),
        "title": title_of("contacts", item),
        "answers": answers("contacts", item, path=path, contact=row),
        "is_main": item["role"] == "main",
    }
    return render(request, "workspace/remove_contact.html", context)
