"""Where activities of different partners overlap; inviting those in an overlap to talk; saying that they coordinate."""

import datetime
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlencode
from uuid import UUID

import pghistory
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from partnership import addresses
from partnership.cards import LABELS, month
from partnership.forms.overlaps import CoordinationForm, NarrowForm, TalkForm
from partnership.kept import sent, written
from partnership.reading import circle_of
from partnership.views.errors import not_there
from partnership.views.joining.access import GET_OR_POST, PersonRequest, to_sign_in
from partnership.views.workspace.access import frame, team_page
from registry.actions import overlaps as actions
from registry.errors import NotAllowed, Refusal, TooMany
from registry.models import Coordination, Membership, Organization, Person
from registry.places import country_name
from registry.queries import overlaps as queries
from registry.queries.overlaps import LONGEST, Cell, Members, Overlap
from registry.vocabulary import Visibility

A_PAGE = 50
View: TypeAlias = Callable[..., HttpResponse]


# -- For everyone -----------------------------------------------------------------------------------------------------


@require_safe
def overlaps(request: HttpRequest) -> HttpResponse:
    """All overlaps, or those of a country, an element or a kind: those that ask most for talking first."""
    form = NarrowForm(request.GET)
    asked = form.asked
    number = _page_number(request.GET.get("page", ""))
    total, shown = _some(asked, number)
    pages = max(1, -(-total // A_PAGE))
    if number > pages:
        number = pages
        total, shown = _some(asked, number)
    context = {
        "form": form,
        "total": total,
        "rows": _rows(shown),
        "page": number,
        "pages": pages,
        "narrowed": any(asked.values()),
        "country": country_name(asked["country"], get_language() or "en") if asked["country"] else "",
        "activities": _activities(asked),
        "noindex": number > 1 or sum(map(bool, asked.values())) > 1,
    }
    return render(request, "overlaps/overlaps.html", context)


def _some(asked: dict[str, str], number: int) -> tuple[int, list[Overlap]]:
    """How many overlaps there are of what is asked for, and those of one page."""
    first, narrowed = (number - 1) * A_PAGE, {"element": asked["element"], "kind": asked["kind"]}
    if not asked["country"]:
        return queries.worldwide(**narrowed, first=first, size=A_PAGE)
    found = queries.of_country(asked["country"], **narrowed)
    return len(found), found[first : first + A_PAGE]


def _page_number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and int(written[:9]) > 0 else 1


def _rows(found: list[Overlap]) -> list[dict[str, Any]]:
    coordinating = queries.with_coordination(found)
    return [
        {"overlap": one, **_named(one.cell), **_lasting(one), "said": coordinating.get(one.key, 0)} for one in found
    ]


def in_country(code: str, most: int) -> dict[str, Any]:
    """The overlaps that a page of a country names, how many there are, and where all of them are. Three queries."""
    found = queries.of_country(code)
    return {
        "overlaps": _rows(found[:most]),
        "overlaps_number": len(found),
        "overlaps_page": f"{reverse('overlaps')}?{urlencode({'country': code})}",
    }


def _named(cell: Cell) -> dict[str, Any]:
    return {
        "href": reverse("overlap", args=[cell.key]),
        "country": country_name(cell.country, get_language() or "en"),
        "element": LABELS["element"][cell.element],
        "kind": LABELS["kind"][cell.kind],
    }


def _lasting(overlap: Overlap) -> dict[str, str]:
    if overlap.months >= LONGEST:
        return {"lasting": _("Three years or longer")}
    months = ngettext("%(number)s month", "%(number)s months", overlap.months)
    return {"lasting": months % {"number": overlap.months}}


def _activities(asked: dict[str, str]) -> str:
    """The list of activities with the same filters."""
    chosen = {"works_in": asked["country"], "element": asked["element"], "kind": asked["kind"]}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{reverse('activities')}?{query}" if query else reverse("activities")


@require_safe
def overlap(request: HttpRequest, key: str) -> HttpResponse:
    """The activities of an overlap side by side, who says that they coordinate, and what can be done."""
    cell = _cell(key)
    members = queries.find(cell)
    if members is None:
        return _nothing(request, cell)
    standing = _standing(request, members)
    around, own = _around(cell, members), {one.pk for one in standing.own}
    invited = _invited(cell, standing)
    context = {
        **around,
        "is_in_it": standing.may_invite,
        "is_read": standing.is_read,
        "may_invite": standing.is_read and not _has_invited(invited, standing),
        "may_mark": bool(own),
        "may_take_back": standing.is_staff and not own and bool(around["said"]),
        "may_sign_in": request.user.is_anonymous,
        "has_said": any(one.organization_id in own for one in around["said"]),
        "invited": invited,
    }
    return render(request, "overlaps/overlap.html", context)


def _cell(key: str) -> Cell:
    cell = queries.read_key(key)
    if cell is None:
        raise Http404
    return cell


def _nothing(request: HttpRequest, cell: Cell) -> HttpResponse:
    """That nothing overlaps there now; a mail may lead to what ended since. What was written about it comes back."""
    everything = f"{reverse('overlaps')}?{urlencode({'country': cell.country})}"
    around = {**_named(cell), "all": everything, "written": _written(request)}
    return render(request, "overlaps/nothing.html", around, status=404)


def _written(request: HttpRequest) -> list[Any]:
    typed = sent(request)
    return written(typed.data, TalkForm, CoordinationForm) if typed else []


def _around(cell: Cell, members: Members) -> dict[str, Any]:
    chosen = {"country": cell.country, "element": cell.element, "kind": cell.kind}
    language = get_language() or "en"
    return {
        **_named(cell),
        **_lasting(members.overlap),
        "key": cell.key,
        "overlap": members.overlap,
        "rows": [_activity(row.record, language) for row in members.rows],
        "hidden": members.overlap.activities - len(members.rows),
        "said": queries.coordinated(cell, members.partners),
        "in_country": f"{reverse('overlaps')}?{urlencode({'country': cell.country})}",
        "activities": _activities(chosen),
    }


def _activity(record: dict[str, Any], language: str) -> dict[str, Any]:
    owner = record["organization"]
    return {
        "record": record,
        "owner": owner,
        "partner": addresses.partner(owner["id"], owner["name"]),
        "status": LABELS["status"][record["status"]] if record["status"] else "",
        "scales": [str(LABELS["scale"][value]) for value in record["scales"]],
        "start": month(record["start"], language),
        "end": month(record["end"], language),
    }


# -- For those in it, and the secretariat -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Standing:
    """The organizations in an overlap for which a reader writes, whether it is one of the secretariat, and whether
    anybody would read what they write.
    """

    own: list[Organization]
    is_staff: bool
    is_read: bool = False

    @property
    def may_invite(self) -> bool:
        return bool(self.own) or self.is_staff


def _standing(request: HttpRequest, members: Members) -> _Standing:
    """Three queries for who is in it, two for others who are signed in, none for a visitor."""
    person = request.user
    if not isinstance(person, Person):
        return _Standing([], False)
    own, is_staff = queries.own_of(person, members), circle_of(request) == Visibility.SECRETARIAT
    return _Standing(own, is_staff, (bool(own) or is_staff) and queries.has_readers(person, own, members))


@dataclass(frozen=True)
class _Invited:
    """That the others were invited: for whom (none: the secretariat), when, and from when on again."""

    by: Organization | None
    at: datetime.datetime
    again: datetime.datetime


def _invited(cell: Cell, standing: _Standing) -> list[_Invited]:
    """What those for whom a reader writes did so lately that they cannot again. One query, none for others."""
    if not standing.may_invite:
        return []
    talks = queries.invited(cell, standing.own)
    return [_Invited(talk.organization, talk.at, talk.at + queries.ONCE_IN) for talk in talks]


def _has_invited(invited: list[_Invited], standing: _Standing) -> bool:
    """Whether nobody is left for whom the reader could invite them."""
    return len({one.by for one in invited}) >= max(1, len(standing.own))


def _page_of_those_in_it(view: View) -> View:
    """To everyone else it does not exist; what they wrote comes back, as they may have been in it a moment ago. What a
    form sent without a session is kept until its sender signed in.
    """

    @functools.wraps(view)
    def page(request: PersonRequest, key: str, **kwargs: Any) -> HttpResponse:
        cell = _cell(key)
        if not request.user.is_authenticated:
            return to_sign_in(request, keep=True)
        members = queries.find(cell)
        if members is None:
            return _nothing(request, cell)
        standing = _standing(request, members)
        if not standing.may_invite:
            return not_there(request, _written(request))
        try:
            with pghistory.context(user=str(request.user.pk)):
                return view(request, cell, members, standing, **kwargs)
        except NotAllowed as refusal:
            raise Http404 from refusal

    return require_http_methods(GET_OR_POST)(never_cache(page))


@_page_of_those_in_it
def invite(request: PersonRequest, cell: Cell, members: Members, standing: _Standing) -> HttpResponse:
    """One message to the teams of all others. What cannot be sent comes back as it was typed, with the reason."""
    typed = sent(request)
    form = TalkForm(typed.data if typed else None, own=standing.own)
    status = 200
    if typed and form.is_valid() and request.method == "POST":
        said = {"text": form.cleaned_data["text"], "language": get_language() or "en"}
        try:
            talk = actions.invite(cell=cell, organization=form.organization_chosen, by=request.user, **said)
        except Refusal as refusal:
            if isinstance(refusal, NotAllowed):
                raise
            form.add_error(None, str(refusal))
            status = 429 if isinstance(refusal, TooMany) else 409
        else:
            number = talk.enquiries.count()
            sentence = ngettext(
                "Your message is on its way to %(number)s team. Whoever answers writes to your address.",
                "Your message is on its way to %(number)s teams. Whoever answers writes to your address.",
                number,
            )
            messages.success(request, sentence % {"number": number})
            return redirect("overlap", cell.key)
    invited = _invited(cell, standing)
    context = {
        **_around(cell, members),
        "form": form,
        "most": actions.MOST_TEAMS,
        "by_staff": not standing.own,
        "invited": invited,
        "is_read": standing.is_read,
        "may_invite": form.is_bound or (standing.is_read and not _has_invited(invited, standing)),
    }
    return render(request, "overlaps/invite.html", context, status=status)


@_page_of_those_in_it
def coordinate(request: PersonRequest, cell: Cell, members: Members, standing: _Standing) -> HttpResponse:
    """Say that one coordinates, or take that back."""
    typed = sent(request)
    around = _around(cell, members)
    if typed and request.method == "POST" and "end" in typed.data:
        actions.end(coordination=_said(around["said"], str(typed.data["end"])), by=request.user)
        messages.success(request, _("Taken back. Nobody reads it any more."))
        return redirect("overlap", cell.key)
    form = CoordinationForm(typed.data if typed else None, own=standing.own) if standing.own else None
    if form and typed and request.method == "POST" and form.is_valid() and form.organization_chosen:
        note, language = form.cleaned_data["note"], get_language() or "en"
        organization = form.organization_chosen
        actions.coordinate(cell=cell, organization=organization, note=note, language=language, by=request.user)
        messages.success(request, _("It says so now on the page of the overlap."))
        return redirect("overlap", cell.key)
    own = {one.pk for one in standing.own}
    ended_by = [one for one in around["said"] if standing.is_staff or one.organization_id in own]
    if form and not ended_by:
        heading = _("Say that you coordinate")
    elif standing.is_staff:
        heading = _("What these partners say of how they coordinate")
    else:
        heading = _("What you say of how you coordinate")
    context = {**around, "heading": heading, "form": form, "may_end": ended_by}
    return render(request, "overlaps/coordinate.html", context)


def _said(said: list[Coordination], written: str) -> Coordination:
    try:
        wanted = UUID(written)
    except ValueError as error:
        raise Http404 from error
    found = [one for one in said if one.pk == wanted]
    if not found:
        raise Http404
    return found[0]


# -- In the workspace -------------------------------------------------------------------------------------------------


@team_page()
def own(request: PersonRequest, membership: Membership) -> HttpResponse:
    """The overlaps that an organization is in, over all countries."""
    found = queries.of_organization(membership.organization.public_id_id)
    context = {"total": len(found), "rows": _rows(found[:A_PAGE])}
    return render(request, "workspace/overlaps.html", {**frame(request, membership, "workspace_overlaps"), **context})
