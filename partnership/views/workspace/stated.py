"""How gaps and offers of an entry stand, and the word of its team: met, no longer needed, paused, open again."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from partnership import addresses, ages
from partnership.summaries import Text
from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from registry.actions import confirmations
from registry.actions.confirmations import MOVES
from registry.actions.introduction_ends import GONE_GAPS, GONE_OFFERS
from registry.errors import IllegalMove
from registry.models import Membership, SupportGap, SupportOffer
from registry.queries import introductions
from registry.queries.confirmations import day, is_over
from registry.queries.introductions import TO_PARTNERS
from registry.queries.support import stated_by
from registry.states import GapState, OfferState, OrganizationState, said_by_team

PAGE_SIZE = 25

# The words of the buttons, by the state that they lead to, and what is said when it is done.
WORDS: Mapping[str, Mapping[str, tuple[Text, Text]]] = {
    "gaps": {
        GapState.OPEN: (gettext_lazy("Open it again"), gettext_lazy("The gap is open again, confirmed as of today.")),
        GapState.MET: (gettext_lazy("It is met"), gettext_lazy("It is noted that the gap is met.")),
        GapState.CLOSED: (
            gettext_lazy("We no longer need it"),
            gettext_lazy("The gap is closed: it is no longer on the board. You can open it again here."),
        ),
    },
    "offers": {
        OfferState.OPEN: (
            gettext_lazy("Open it again"),
            gettext_lazy("The offer is open again, confirmed as of today."),
        ),
        OfferState.PAUSED: (
            gettext_lazy("Pause it"),
            gettext_lazy("The offer is paused: it stays on the board, and nobody is led to ask for it."),
        ),
        OfferState.CLOSED: (
            gettext_lazy("We no longer offer it"),
            gettext_lazy("The offer is closed: it is no longer on the board. You can open it again here."),
        ),
    },
}


@dataclass(frozen=True)
class Row:
    """A gap or an offer: its page, if its team sees it there, how it stands, and what can be said.

    `waiting` counts introductions about it that wait for an answer; `is_over` is an offer whose last
    day has passed; what `is_ended` ends those introductions in a moment.
    """

    item: SupportGap | SupportOffer
    part: str
    href: str
    standing: str
    waiting: int
    is_over: bool
    is_ended: bool
    buttons: list[tuple[str, Text]]


@team_page()
def stated(request: PersonRequest, membership: Membership) -> HttpResponse:
    """All gaps, then all offers, each with what its team may say of it."""
    organization = membership.organization
    if organization.state != OrganizationState.LISTED:
        raise IllegalMove
    items = stated_by(organization)
    if request.method == "POST":
        return _say(request, items)
    page = Paginator(items, PAGE_SIZE).get_page(request.GET.get("page"))
    waiting = introductions.unanswered_about([item.pk for item in page])
    context = {
        **frame(request, membership, "workspace_stated"),
        "page": page,
        "rows": [_row(item, waiting.get(item.pk, 0)) for item in page],
    }
    return render(request, "workspace/stated.html", context)


def _row(item: SupportGap | SupportOffer, waiting: int) -> Row:
    part = _part(item)
    over = is_over(item, day(timezone.now()))
    said = said_by_team(MOVES[part], item.state)
    return Row(
        item=item,
        part=part,
        href=addresses.item(part[:-1], str(item.pk), item.title) if item.visible_to in TO_PARTNERS else "",
        standing=ages.standing(item.state, day(item.since if isinstance(item, SupportGap) else item.state_since)),
        waiting=waiting,
        is_ended=item.state in (*GONE_GAPS, *GONE_OFFERS),
        is_over=over and item.state != OfferState.OPEN,
        buttons=[(after, WORDS[part][after][0]) for after in said if not (over and after == OfferState.OPEN)],
    )


def _part(item: SupportGap | SupportOffer) -> str:
    return "gaps" if isinstance(item, SupportGap) else "offers"


def _say(request: PersonRequest, items: list[SupportGap | SupportOffer]) -> HttpResponse:
    """Press a button; the page comes back to where it was pressed."""
    asked = request.POST.get("item", "")
    item = next((one for one in items if str(one.pk) == asked), None)
    before, _arrow, after = request.POST.get("say", "").partition("-")
    if item is None or after not in WORDS[_part(item)]:
        raise Http404
    confirmations.say_how_it_stands(item=item, before=before, after=after, by=request.user)
    messages.success(request, str(WORDS[_part(item)][after][1]))
    return redirect(f"{request.get_full_path()}#{item.pk}")
