"""Before you start: what is like an activity, a gap or an offer that somebody writes.

While its form is not complete, it stands on the form, whenever that was sent; after the last save it stands on the next
page, whose address names the item, so nothing is kept, and it can be read again.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partnership import addresses
from partnership.cards import LABELS
from partnership.reading import circle_of
from partnership.templatetags.entries import listed
from registry.entry.document import Item, present
from registry.entry.forms import PartForm
from registry.entry.upgrade import upgrade
from registry.models import Submission
from registry.places import country_name
from registry.queries import alike_items
from registry.queries.alike_items import Alike

SAVED = "saved"  # in the query of an address
PARTS: dict[str, str | Promise] = {
    "activities": gettext_lazy("Activity"),
    "gaps": gettext_lazy("Support gap"),
    "offers": gettext_lazy("Support offer"),
}


@dataclass(frozen=True)
class Shown:
    """One thing that is like what is written, as the page tells it; `href` is its own page, "" where it has none."""

    label: str | Promise
    title: str
    lang: str
    href: str
    owner: dict[str, Any]
    partner: str
    write: str
    reasons: list[str]


def marked(address: str, request: HttpRequest, submission: Submission, part: str, item_id: UUID) -> str:
    """The address that follows a save, naming the item if anything is like it."""
    written = f"{part}.{item_id}"
    if not _near(request, submission, written):
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({SAVED: written})}"


def shown(request: HttpRequest, submission: Submission) -> list[Shown]:
    """What is like the item that the address names; no query where it names none."""
    return [_shown(one) for one in _near(request, submission, request.GET.get(SAVED, ""))]


def beside(request: HttpRequest, submission: Submission, part: str, form: PartForm) -> list[Shown]:
    """What is like the item of a form that was sent and is not complete, by what of it passed; no query for others."""
    if not form.is_bound or not alike_items.is_alike_part(part):
        return []
    found = alike_items.near(form.proposed(), submission.organization, circle_of(request))
    return [_shown(one) for one in found]


def _near(request: HttpRequest, submission: Submission, written: str) -> list[Alike]:
    item = _item(submission, written)
    return alike_items.near(item, submission.organization, circle_of(request)) if item else []


def _item(submission: Submission, written: str) -> Item | None:
    named = alike_items.named(written)
    if named is None:
        return None
    part, item_id = named
    return present(upgrade(submission.document), part).get(str(item_id))


def _shown(one: Alike) -> Shown:
    record, owner = one.record, one.record["organization"]
    partner = addresses.partner(owner["id"], owner["name"])
    kind = {"gaps": "gap", "offers": "offer"}.get(one.part)
    return Shown(
        label=PARTS[one.part],
        title=record["title"],
        lang=record["language"],
        href=addresses.item(kind, record["id"], record["title"]) if kind else "",
        owner=owner,
        partner=partner,
        write=reverse("write_to_partner", args=[owner["id"]]),
        reasons=_reasons(one),
    )


def _reasons(one: Alike) -> list[str]:
    language = get_language() or "en"
    told = []
    if one.kinds:
        told.append(_("Kinds of support in common: %(names)s.") % {"names": _names("kind", one.kinds)})
    if one.elements:
        told.append(_("Elements of Target 3 in common: %(names)s.") % {"names": _names("element", one.elements)})
    if one.countries:
        names = listed([country_name(code, language) for code in one.countries])
        told.append(_("Countries in common: %(names)s.") % {"names": names})
    if one.by_words:
        told.append(_("Its title is like yours."))
    return told


def _names(name: str, values: list[str]) -> str:
    return str(listed([str(LABELS[name][value]) for value in values]))
