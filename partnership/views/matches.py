"""What fits a gap or an offer, and why."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from partnership import fits
from partnership.reading import circle_of
from registry.queries import matching
from registry.queries.matching import Matches
from registry.queries.orders import WrongCursor


@require_safe
def of_gap(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """The offers that fit a gap."""
    return _list(request, matching.for_gap, item_id, "gaps", "offers")


@require_safe
def of_offer(request: HttpRequest, offer_id: uuid.UUID) -> HttpResponse:
    """The gaps that fit an offer."""
    return _list(request, matching.for_offer, offer_id, "offers", "gaps")


# What is done about a match, from the side of whoever found it.
STEPS: dict[str, tuple[str, str | Promise]] = {
    "gaps": ("help_gap", _("We can help")),
    "offers": ("ask_for_offer", _("Ask for this")),
}


def _list(
    request: HttpRequest, look: Callable[..., Matches | None], item_id: uuid.UUID, of: str, kind: str
) -> HttpResponse:
    circle = circle_of(request)
    places = {name: request.GET.get(name, "") for name in ("after", "before")}
    try:
        found = look(item_id, circle=circle, **places)
    except WrongCursor as refusal:
        messages.warning(request, str(refusal))
        return redirect(request.path)
    if found is None:
        raise Http404
    context = {
        "found": found,
        "asked": found.asked,
        "of": of,
        "kind": kind,
        "tint": kind.removesuffix("s"),
        "is_open": found.asked["state"] == "open",
        "standing": fits.standing(found.asked),
        "asked_href": fits.address_of(of, found.asked),
        "rows": fits.in_list(kind, found.asked, found.rows),
        "first": request.path if found.previous else "",
        "previous": f"?before={found.previous}" if found.previous else "",
        "next": f"?after={found.next}" if found.next else "",
        "noindex": True,
        "same_query": "",  # no place of this list is one in another language
    }
    return render(request, "matches/matches.html", context)


@require_safe
def why(request: HttpRequest, item_id: uuid.UUID, offer_id: uuid.UUID) -> HttpResponse:
    """Why an offer is, or is not, a match of a gap, part by part."""
    found = matching.why(item_id, offer_id, circle=circle_of(request))
    if found is None:
        raise Http404
    context: dict[str, Any] = {
        **fits.of_pair(found.gap, found.offer, found.match),
        "obstacles": fits.said(found.obstacles),
        "all_offers": reverse("gap_matches", args=[item_id]),
        "all_gaps": reverse("offer_matches", args=[offer_id]),
        "steps": []
        if found.obstacles
        else [
            (label, href)
            for kind, record in (("gaps", found.gap), ("offers", found.offer))
            if (href := fits.step_from(STEPS[kind][0], record))
            for label in [STEPS[kind][1]]
        ],
        "noindex": True,
    }
    return render(request, "matches/why.html", context)
