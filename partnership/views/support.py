"""The board: search and facets over support gaps and support offers, and the page of each."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from partnership import addresses, ages, cards
from partnership.introducing import named, partners_of_reader
from partnership.reading import circle_of
from partnership.views import organizations
from partnership.views.results import Column, Kind, page
from registry.models import Person
from registry.queries import introductions
from registry.queries import support as queries
from registry.queries.enquiries import can_be_written_to
from registry.queries.introductions import Together
from registry.queries.support import Stated
from registry.states import GapState, OfferState, OrganizationState
from registry.text import words_for_address
from registry.vocabulary import Visibility

COLUMNS = (
    Column(gettext_lazy("Title"), "name"),
    Column(gettext_lazy("Partner")),
    Column(gettext_lazy("Kinds of support")),
    Column(gettext_lazy("Place")),
)

GAPS = Kind(
    name="gaps",
    address="support",
    template="support/gaps.html",
    sorts=("match", "unmet", "newest", "name"),
    columns=(
        *COLUMNS,
        Column(gettext_lazy("State"), "unmet"),
        Column(gettext_lazy("Stated"), "newest"),
    ),
    cards=cards.of_gaps,
    rows=cards.rows_of_gaps,
    formats=("csv", "xlsx", "json"),
)
OFFERS = Kind(
    name="offers",
    address="support_offers",
    template="support/offers.html",
    sorts=("match", "newest", "name"),
    columns=(*COLUMNS, Column(gettext_lazy("State")), Column(gettext_lazy("Stated"), "newest")),
    cards=cards.of_offers,
    rows=cards.rows_of_offers,
    formats=("csv", "xlsx", "json"),
)

ENDED = (GapState.CLOSED, GapState.EXPIRED)  # offers call it the same

DESCRIPTION_SHOWN = 160  # characters, as many as search engines show

# How a partner that states something of the other kind asks whether the two fit: the list, below which its own stand.
FIT: dict[str, tuple[str, Promise]] = {
    "gap": ("gap_matches", gettext_lazy("Does one of your offers fit?")),
    "offer": ("offer_matches", gettext_lazy("Does it fit one of your gaps?")),
}

# What can be done from the page of an open gap or offer: addresses by their names, each with the words of its button.
ACTIONS: dict[str, tuple[tuple[str, str | Promise], ...]] = {
    "gap": (
        ("help_gap", gettext_lazy("We can help")),
        ("lack_too", gettext_lazy("We lack this too")),
        ("gap_matches", gettext_lazy("Offers that fit")),
    ),
    "offer": (
        ("ask_for_offer", gettext_lazy("Ask for this support")),
        ("offer_matches", gettext_lazy("Gaps that it fits")),
    ),
}


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    return page(request, GAPS)


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    return page(request, OFFERS)


@require_safe
def gap(request: HttpRequest, item_id: UUID, words: str = "") -> HttpResponse:
    return _item(request, "gap", item_id, words)


@require_safe
def offer(request: HttpRequest, item_id: UUID, words: str = "") -> HttpResponse:
    return _item(request, "offer", item_id, words)


def _item(request: HttpRequest, kind: str, item_id: UUID, words: str) -> HttpResponse:
    """The page of a gap or an offer that this reader may see; wrong words lead to the right ones. What they may not see
    does not exist for them, whatever became of its organization.
    """
    circle = circle_of(request)
    stated = queries.find(kind, item_id, circle)
    if stated is None:
        raise Http404
    if stated.organization.state == OrganizationState.WITHDRAWN:
        return organizations.gone(request, stated.organization)
    if words != words_for_address(stated.item["title"]):
        return HttpResponsePermanentRedirect(addresses.item(kind, str(item_id), stated.item["title"]))
    answers = _answers(stated, circle) if kind == "gap" else {}
    return render(request, "support/item.html", {**_context(request, kind, stated), **answers})


def _context(request: HttpRequest, kind: str, stated: Stated) -> dict[str, Any]:
    item, owner = stated.item, stated.owner
    is_open = stated.state == GapState.OPEN  # offers call it the same
    own = partners_of_reader(request.user)
    is_own, speaks_for_others = owner["id"] in own, own != [owner["id"]]
    is_read = is_open and can_be_written_to(stated.organization)
    return {
        "kind": kind,
        "part": f"{kind}s",
        "item": item,
        "owner": owner,
        "partner": addresses.partner(owner["id"], owner["name"]),
        "board": addresses.board(f"{kind}s"),
        "standing": ages.standing(stated.state, stated.since),
        "badge": ages.badge(stated.state, stated.since) if kind == "gap" else "",
        "is_open": is_open,
        "is_met": stated.state == GapState.MET,
        "is_ended": stated.state in ENDED,
        "is_paused": stated.state == OfferState.PAUSED,
        "stated_on": stated.stated_on,
        "confirmed_on": stated.confirmed_on,
        "seen_by": "" if stated.visible_to == Visibility.EVERYONE else Visibility(stated.visible_to).label,
        "noindex": stated.visible_to != Visibility.EVERYONE,
        "is_own": is_own,
        "is_unread": is_open and not is_read,
        "actions": [
            *(_own_actions(kind, item["id"], owner["id"]) if is_own else []),
            *(_actions(kind, item["id"], speaks_for_others, is_read) if is_open else []),
            *(_fit(request, kind, stated) if is_open and speaks_for_others else []),
        ],
        "permanent": addresses.permanent_item(kind, item["id"]),
        "description": _description(kind, stated),
        "name": {"text": item["title"]},
        "section": {"type": owner["type"]},
        "here": request.build_absolute_uri(request.path),
        "picture": request.build_absolute_uri(static(f"img/og/{owner['type']}.png")),
    }


def _description(kind: str, stated: Stated) -> str:
    """What a list of results or a shared link says of the page."""
    if stated.item["text"]:
        return Truncator(stated.item["text"]).chars(DESCRIPTION_SHOWN)
    said = {"partner": stated.owner["name"]}
    if stated.state == GapState.MET:
        return _("Support for Target 3 that %(partner)s lacked until this gap was met.") % said
    if stated.state in ENDED and kind == "gap":
        return _("Support for Target 3 that %(partner)s asked for.") % said
    if stated.state in ENDED:
        return _("Support for Target 3 that %(partner)s offered.") % said
    if stated.state == OfferState.PAUSED:
        return _("Support for Target 3 that %(partner)s offers, but not at the moment.") % said
    if kind == "gap":
        return _("Support for Target 3 that %(partner)s needs and lacks.") % said
    return _("Support for Target 3 that %(partner)s can give.") % said


def _own_actions(kind: str, item_id: str, own: str) -> list[tuple[str, str | Promise]]:
    """Where those of the organization that states it change it."""
    return [
        (f"{reverse('workspace_stated', args=[own])}#{item_id}", _("Say how it stands")),
        (f"{reverse('workspace_entry', args=[own])}#{kind}s", _("Go to its workspace")),
    ]


def _actions(kind: str, item_id: str, speaks_for_others: bool, is_read: bool) -> list[tuple[str, str | Promise]]:
    """What a reader can do with what is open. Nobody answers themselves, though another organization of theirs may;
    nothing is written where nobody reads it.
    """
    write, *others = [(reverse(name, args=[item_id]), label) for name, label in ACTIONS[kind]]
    if not speaks_for_others:
        return others[-1:]
    return [write, *others] if is_read else others


def _fit(request: HttpRequest, kind: str, stated: Stated) -> list[tuple[str, str | Promise]]:
    """Where a partner reads whether what it states itself fits, and why not. One query, none for visitors."""
    if not isinstance(request.user, Person):
        return []
    own = introductions.open_offers_of if kind == "gap" else introductions.open_gaps_of
    if not own(request.user, but=stated.owner["id"]).exists():
        return []
    name, label = FIT[kind]
    return [(f"{reverse(name, args=[stated.item['id']])}#own", label)]


def _answers(stated: Stated, circle: str) -> dict[str, Any]:
    """What comes of a gap: what everyone may know, how many lack the same, and for partners who answers it together.

    Four queries at most, three for everyone.
    """
    gap_id = UUID(stated.item["id"])
    told = list(introductions.told_of(gap_id))
    together = introductions.told_with(told)
    joint = introductions.live_joint(gap_id) if circle != Visibility.EVERYONE else None
    return {
        "told": [
            (named(one.helping), [named(other) for other in with_it.named], with_it.others, one.ended_at)
            for one in told
            for with_it in [together.get(one.pk, Together())]
        ],
        "lacking": introductions.lacking(gap_id).count(),
        "joint": joint,
        "lead": named(joint.introduction.helping) if joint else None,
    }
