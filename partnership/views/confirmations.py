"""The page that a link in a mail opens: what is on file, and buttons that say that it is still true."""

import pghistory
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from partnership import confirming
from partnership.views.joining.access import GET_OR_POST
from registry.errors import ConfirmLinkInvalid, NotAllowed, Refusal
from registry.queries import confirmation_links
from registry.queries.confirmation_links import Link
from registry.vocabulary import ConfirmationWay


# A form of another site cannot be made to press these buttons, though no cookie is asked for: the address itself is the
# secret, and whoever knows it may press them anyway. So a token of the session would protect nothing, and would keep
# out those whom the link is for: people whose browser keeps no cookies, or who open it a week later.
@csrf_exempt
@require_http_methods(GET_OR_POST)
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """No sign-in: who got the link may confirm while they belong to the team. Opening it changes nothing."""
    try:
        link = confirmation_links.read(token)
        return _act(request, link) if request.method == "POST" else _page(request, link)
    except (ConfirmLinkInvalid, NotAllowed):
        sentence = str(ConfirmLinkInvalid.sentence)
        return render(request, "confirm/invalid.html", {"sentence": sentence}, status=404)


def _page(request: HttpRequest, link: Link) -> HttpResponse:
    stands = confirming.where_it_stands(link.organization)
    context = {**confirming.shown(stands, everything=False), "organization": link.organization, "by_link": True}
    return render(request, "confirm/confirm.html", context)


def _act(request: HttpRequest, link: Link) -> HttpResponse:
    """Press a button. What was confirmed already stays as it was, and the page says when that was."""
    stands = confirming.where_it_stands(link.organization)
    if stands.is_due or "reopen" in request.POST:
        try:
            with pghistory.context(user=str(link.person.pk)):
                said = confirming.act(request.POST, stands, link.person, ConfirmationWay.LINK)
        except NotAllowed:
            raise
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
    return redirect(request.path)
