"""What fits a gap or an offer, and why."""

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partnership import fits
from partnership.introducing import Named, named, partners_of_reader
from partnership.reading import circle_of
from registry.models import Person, SupportGap, SupportOffer
from registry.queries import introductions, matching
from registry.queries.comparing import Record
from registry.queries.enquiries import with_readers
from registry.queries.matching import Matches, Why
from registry.queries.orders import WrongCursor
from registry.vocabulary import Visibility

MEANT = "named"  # the value of `place` in an address that leaves out what is for everywhere
Tried = Callable[..., set[uuid.UUID]]  # what of the other kind was refused for a gap or an offer


@require_safe
def of_gap(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """The offers that fit a gap."""
    return _list(request, matching.for_gap, introductions.refused_pairs, item_id, "gaps", "offers")


@require_safe
def of_offer(request: HttpRequest, offer_id: uuid.UUID) -> HttpResponse:
    """The gaps that fit an offer."""
    return _list(request, matching.for_offer, introductions.refused_gaps, offer_id, "offers", "gaps")


def _refused(request: HttpRequest, tried: Tried, item_id: uuid.UUID) -> set[uuid.UUID]:
    """What was tried in vain, as far as the reader may know it: of introductions of their own teams; the secretariat
    knows all. No query for visitors.
    """
    if circle_of(request) == Visibility.SECRETARIAT:
        return tried(item_id)
    return tried(item_id, request.user) if isinstance(request.user, Person) else set()


def _list(
    request: HttpRequest, look: Callable[..., Matches | None], tried: Tried, item_id: uuid.UUID, of: str, kind: str
) -> HttpResponse:
    circle = circle_of(request)
    only_meant = request.GET.get("place") == MEANT
    here = {"place": MEANT} if only_meant else {}
    places = {name: request.GET.get(name, "") for name in ("after", "before")}
    refused = _refused(request, tried, item_id)
    try:
        found = look(item_id, circle=circle, refused=refused, only_meant=only_meant, **places)
    except WrongCursor as refusal:
        messages.warning(request, str(refusal))
        return redirect(_address(request, here))
    if found is None:
        raise Http404
    is_open = found.asked["state"] == "open"
    context = {
        "found": found,
        "asked": found.asked,
        "of": of,
        "kind": kind,
        "tint": kind.removesuffix("s"),
        "is_open": is_open,
        "standing": fits.standing(found.asked),
        "asked_href": fits.address_of(of, found.asked),
        "rows": fits.in_list(kind, found.asked, found.rows),
        "own": _own(request, kind, found.asked) if is_open else [],
        "is_narrowed": only_meant and found.meant < found.total,
        "all": request.path,
        "meant": _address(request, {"place": MEANT}),
        "first": _address(request, here) if found.previous else "",
        "previous": f"?{urlencode({**here, 'before': found.previous})}" if found.previous else "",
        "next": f"?{urlencode({**here, 'after': found.next})}" if found.next else "",
        "noindex": True,
        "same_query": f"?{urlencode(here)}" if here else "",  # no place of this list is one in another language
    }
    return render(request, "matches/matches.html", context)


def _address(request: HttpRequest, query: Mapping[str, str]) -> str:
    return f"{request.path}?{urlencode(query)}" if query else request.path


def _own(request: HttpRequest, kind: str, asked: Record) -> list[tuple[SupportGap | SupportOffer, Named, str]]:
    """What of the other kind the reader's own partners state, each with its partner, since one may act for several, and
    the page that says why it fits or does not.

    One query, none for visitors.
    """
    if not isinstance(request.user, Person):
        return []
    owner, here = asked["organization"]["id"], asked["id"]
    if kind == "gaps":
        gaps = introductions.open_gaps_of(request.user, but=owner)
        return [(gap, named(gap.organization), reverse("why", args=[gap.pk, here])) for gap in gaps]
    offers = introductions.open_offers_of(request.user, but=owner)
    return [(offer, named(offer.organization), reverse("why", args=[here, offer.pk])) for offer in offers]


@require_safe
def why(request: HttpRequest, item_id: uuid.UUID, offer_id: uuid.UUID) -> HttpResponse:
    """Why an offer is, or is not, a match of a gap, part by part."""
    refused = _refused(request, introductions.refused_pairs, item_id)
    found = matching.why(item_id, offer_id, circle=circle_of(request), refused=refused)
    if found is None:
        raise Http404
    sides = () if found.obstacles else (found.gap["organization"], found.offer["organization"])
    read = set(with_readers().filter(public_id__in=[side["id"] for side in sides]).values_list("public_id", flat=True))
    context: dict[str, Any] = {
        **fits.of_pair(found.gap, found.offer, found.match),
        "obstacles": fits.said(found.obstacles),
        "all_offers": reverse("gap_matches", args=[item_id]),
        "all_gaps": reverse("offer_matches", args=[offer_id]),
        "steps": [] if found.obstacles else list(_steps(request, found, read)),
        "unread": [side for side in sides if side["id"] not in read],
        "noindex": True,
    }
    return render(request, "matches/why.html", context)


def _steps(request: HttpRequest, pair: Why, read: Collection[str]) -> Iterator[tuple[str, str]]:
    """What is done about a match, from the side of whoever found it: words and address. Nobody answers themselves,
    though another organization of theirs may; nothing is written where nobody reads it.
    """
    gap, offer = pair.gap, pair.offer
    needing, helping = gap["organization"]["id"], offer["organization"]["id"]
    if circle_of(request) == Visibility.SECRETARIAT and {needing, helping} <= set(read):
        yield _("Suggest it to both sides"), reverse("suggest_introduction", args=[gap["id"], offer["id"]])
    own = partners_of_reader(request.user)
    if needing in read and own != [needing]:
        yield _("We can help"), reverse("help_gap", args=[gap["id"]])
    if helping in read and own != [helping]:
        yield _("Ask for this"), reverse("ask_for_offer", args=[offer["id"]])
