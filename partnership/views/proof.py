"""What a browser computes on before it sends a form of a page that needs no account."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partnership import proof


@never_cache
@require_safe
def challenge(request: HttpRequest) -> JsonResponse:
    """A new challenge for the form of `page`, a path. Costs no query, and stores nothing."""
    return JsonResponse(proof.challenge(request.GET.get("page", "")))
