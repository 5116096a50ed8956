"""What the search box offers while somebody types."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from partnership.cards import called, partner_address
from registry.queries import suggestions
from registry.queries.parse import LONGEST_SEARCH
from registry.queries.suggestions import Suggested
from registry.text import clean_line

KINDS: Mapping[str, str | Promise] = {
    "partner": _("Partner"),
    "country": _("Based in"),
    "works_in": _("Works in"),
    "element": _("Element"),
}


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Up to eight suggestions for the text `q`, and how many in words, to be read out. None for what is no search."""
    typed = clean_line(request.GET.get("q", ""))
    found = suggestions.suggest(typed, get_language() or "en") if len(typed) <= LONGEST_SEARCH else []
    status = ngettext("%(number)s suggestion", "%(number)s suggestions", len(found)) % {"number": len(found)}
    here, kinds = reverse("directory"), {kind: str(words) for kind, words in KINDS.items()}
    offered = [
        {
            "label": one.label,
            "language": one.language,
            # Of a partner that was found by another of its names, that name.
            "kind": called(one.also, one.also_kind) if one.also else kinds[one.kind],
            "href": _address(here, one),
        }
        for one in found
    ]
    return JsonResponse({"suggestions": offered, "status": status}, json_dumps_params={"ensure_ascii": False})


def _address(directory: str, one: Suggested) -> str:
    if one.kind == "partner":
        return partner_address(directory, {"id": one.value, "words": one.words})
    return f"{directory}?{urlencode({one.kind: one.value})}"
