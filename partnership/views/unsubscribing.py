"""The page that the link of a mailing opens: no more mailings, or mailings again. No sign-in is needed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from partnership.views.joining.access import GET_OR_POST
from registry.actions import unsubscribing
from registry.errors import LinkInvalid

ONE_CLICK = "List-Unsubscribe"


@csrf_exempt  # mail programs press the button without a page (RFC 8058); whoever has the link may do all that is here
@require_http_methods(GET_OR_POST)
@never_cache
def no_mailings(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the page changes nothing; it names nobody. A mail program is answered at once, as it does not follow."""
    try:
        person = unsubscribing.find(token)
    except LinkInvalid:
        return render(request, "mailings/gone.html", status=404)
    if request.method != "POST":
        return render(request, "mailings/no_more.html", {"wants_none": person.no_mailings_since is not None})
    if request.POST.get("do") == "again":
        unsubscribing.want_them(person=person)
    else:
        unsubscribing.want_none(person=person)
    if ONE_CLICK in request.POST:
        return HttpResponse(status=200)
    return redirect(request.path)
