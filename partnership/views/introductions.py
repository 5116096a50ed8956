"""Writing to a partner about its gap or its offer, and saying that one lacks the same: for partners.

Whoever is not signed in is led to that, whatever the address names. To who may not see a gap or an offer it does not
exist; who belongs to no partner is told how to become one.
"""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pghistory
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partnership.forms.introductions import ForOneForm, HelpForm, WriteForm
from partnership.introducing import item_address, named
from partnership.kept import Sent, sent, written
from partnership.reading import circle_of
from partnership.views.errors import not_there
from partnership.views.joining.access import GET_OR_POST, PersonRequest, to_sign_in
from registry.actions import introductions as actions
from registry.actions import joint_responses, lacks_too
from registry.errors import IllegalMove, Refusal
from registry.models import Introduction, Organization, SupportGap, SupportOffer
from registry.queries import introductions as queries
from registry.queries.enquiries import can_be_written_to
from registry.queries.listed import GAPS_LISTED, OFFERS_LISTED
from registry.states import OfferState, OrganizationState
from registry.vocabulary import Visibility

View = Callable[..., HttpResponse]

CIRCLES: dict[str, tuple[str, ...]] = {
    Visibility.EVERYONE: (Visibility.EVERYONE,),
    Visibility.PARTNERS: queries.TO_PARTNERS,
    Visibility.SECRETARIAT: tuple(Visibility.values),
}


def signed_in_page(*forms: type[Form]) -> Callable[[View], View]:
    """A page for who is signed in; what was sent without a session is kept until then.

    The view is called with the request and with what was sent, if anything was. Where there is nothing that the reader
    may see, or no longer, what was written into one of `forms` comes back to them.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def page(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request, keep=True)
            typed = sent(request)
            try:
                with pghistory.context(user=str(request.user.pk)):
                    return view(request, typed, *args, **kwargs)
            except Http404:
                if typed is None:
                    raise
                return not_there(request, written(typed.data, *forms))

        return require_http_methods(GET_OR_POST)(never_cache(page))

    return decorate


def gap_on_board(request: PersonRequest, gap_id: UUID) -> SupportGap:
    """A gap that the reader may see. Raises `Http404`."""
    found = SupportGap.objects.present().filter(pk=gap_id, state__in=GAPS_LISTED)
    gap = found.select_related("organization__listing").first()
    if gap is None or not _is_seen(request, gap):
        raise Http404
    return gap


def offer_on_board(request: PersonRequest, offer_id: UUID) -> SupportOffer:
    found = SupportOffer.objects.present().filter(pk=offer_id, state__in=OFFERS_LISTED)
    offer = found.select_related("organization__listing").first()
    if offer is None or not _is_seen(request, offer):
        raise Http404
    return offer


def _is_seen(request: PersonRequest, item: SupportGap | SupportOffer) -> bool:
    is_listed = item.organization.state == OrganizationState.LISTED
    return is_listed and item.visible_to in CIRCLES[circle_of(request)]


# -- Writing ----------------------------------------------------------------------------------------------------------


@signed_in_page(HelpForm)
def help_gap(request: PersonRequest, typed: Sent | None, gap_id: UUID) -> HttpResponse:
    """ "We can help": a message to whoever states the gap."""
    gap = gap_on_board(request, gap_id)
    partners = _others(request, gap.organization)
    form = None
    if partners and queries.can_be_helped(gap) and can_be_written_to(gap.organization):
        items = [offer for one in partners for offer in queries.own_offers(one)]
        form = HelpForm(
            typed.data if typed else None,
            partners=partners,
            items=items,
            label=_("Which of your offers is it?"),
            nothing=_("None of them"),
            help_text=_("Say what you can do, from when, and what it depends on. Up to 3,000 characters."),
        )
    if form and typed and form.is_valid():
        own = {"gap": gap, "offer": form.cleaned_data["own"]}
        return _send(request, form, own) or _page(request, gap, form, partners, status=409)
    return _page(request, gap, form, partners, typed)


@signed_in_page(WriteForm)
def ask_for_offer(request: PersonRequest, typed: Sent | None, offer_id: UUID) -> HttpResponse:
    """The other way round: a message to whoever makes an offer."""
    offer = offer_on_board(request, offer_id)
    partners = _others(request, offer.organization)
    form = None
    if partners and queries.can_be_asked_for(offer) and can_be_written_to(offer.organization):
        items = [gap for one in partners for gap in queries.own_gaps(one)]
        form = WriteForm(
            typed.data if typed else None,
            partners=partners,
            items=items,
            label=_("For which of your gaps is it?"),
            nothing=_("None of them"),
            help_text=_("Say what you need it for, where, and by when. Up to 3,000 characters."),
        )
    if form and typed and form.is_valid():
        own = {"gap": form.cleaned_data["own"], "offer": offer}
        return _send(request, form, own) or _page(request, offer, form, partners, status=409)
    return _page(request, offer, form, partners, typed)


def _others(request: PersonRequest, organization: Organization) -> list[Organization]:
    """The partners for which the reader may write to this one."""
    return [one for one in queries.partners_of(request.user) if one.pk != organization.pk]


def _send(request: PersonRequest, form: WriteForm, about: dict[str, Any]) -> HttpResponse | None:
    """Write, and lead to where it stands; nothing where the form says why not."""
    cleaned = form.cleaned_data
    organization = cleaned["organization"]
    try:
        made = actions.introduce(
            organization=organization,
            by=request.user,
            text=cleaned["text"],
            language=get_language() or "en",
            shares=cleaned["shares"],
            **about,
        )
        if cleaned.get("together") and made.helping_id == organization.pk:
            return _together(request, made, organization)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("Your message is sent to their whole team. Their answer comes here and by email."))
    return redirect("introduction", made.pk)


def _together(request: PersonRequest, made: Introduction, organization: Organization) -> HttpResponse:
    try:
        joint = joint_responses.open_joint(introduction=made, organization=organization, by=request.user)
    except IllegalMove:
        messages.warning(
            request,
            _("Your message is sent. They had written to you about the same: answer them, then others can join you."),
        )
        return redirect("introduction", made.pk)
    if joint.introduction_id == made.pk:
        messages.success(request, _("Your message is sent. Other partners can ask to join you now."))
    else:
        messages.info(request, _("Your message is sent. Others answer this gap together already: you can join them."))
    return redirect("joint_response", joint.pk)


def _page(
    request: PersonRequest,
    item: SupportGap | SupportOffer,
    form: WriteForm | None,
    partners: list[Organization],
    typed: Sent | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form; without one, why nothing can be written, with what was written all the same."""
    is_gap = isinstance(item, SupportGap)
    own = queries.partners_of(request.user).filter(pk=item.organization_id).exists() if not form else False
    words = written(typed.data, WriteForm) if typed and not form else []
    context = {
        "form": form,
        "written": words,
        "item": item,
        "is_gap": is_gap,
        "of": named(item.organization),
        "href": item_address(item),
        "is_paused": item.state == OfferState.PAUSED,
        "is_own": own and not partners,
        "is_partner": bool(partners) or own,
        "joint": queries.live_joint(item.pk) if is_gap else None,
    }
    return render(request, "introductions/write.html", context, status=409 if words else status)


# -- Lacking the same -------------------------------------------------------------------------------------------------


@signed_in_page()
def lack_too(request: PersonRequest, typed: Sent | None, gap_id: UUID) -> HttpResponse:
    """ "We lack this too": who says so, a button to say it, another one to take it back."""
    gap = gap_on_board(request, gap_id)
    partners = _others(request, gap.organization)
    said = list(queries.lacking(gap.pk))
    saying = {one.organization_id for one in said}
    rest = [one for one in partners if one.pk not in saying]
    if typed and "end" in typed.data:
        return _say_no_longer(request, gap, partners, str(typed.data["end"]))
    for_whom = partners if typed else rest  # said again, it is answered as the first time
    may_say = for_whom and queries.can_be_helped(gap)
    form = ForOneForm(typed.data if typed else None, partners=for_whom) if may_say else None
    if form and typed and form.is_valid():
        try:
            lacks_too.lack_too(gap=gap, organization=form.cleaned_data["organization"], by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Said. Their team is told, and it is counted at the gap."))
        return redirect("lack_too", gap.pk)
    context = {
        "form": form,
        "gap": gap,
        "of": named(gap.organization),
        "href": item_address(gap),
        "said": [(named(one.organization), one.said_at, one.organization in partners) for one in said],
        "is_partner": bool(partners),
    }
    return render(request, "introductions/lack_too.html", context)


def _say_no_longer(
    request: PersonRequest, gap: SupportGap, partners: list[Organization], public_id: str
) -> HttpResponse:
    mine = [one for one in partners if one.public_id_id == public_id]
    if not mine:
        raise Http404
    lacks_too.take_back(gap=gap, organization=mine[0], by=request.user)
    messages.success(request, _("Taken back. You are no longer counted there."))
    return redirect("lack_too", gap.pk)
