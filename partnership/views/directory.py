"""The directory: search and facets over the partners."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from partnership import cards
from partnership.views.results import Column, Kind, page

PARTNERS = Kind(
    name="organizations",
    address="directory",
    template="directory/directory.html",
    sorts=("match", "name", "newest", "confirmed"),
    columns=(
        Column(_("Name"), "name"),
        Column(_("Type")),
        Column(_("Based in")),
        Column(_("Activities"), "activities", is_number=True),
        Column(_("Gaps"), "gaps", is_number=True),
        Column(_("Offers"), "offers", is_number=True),
        Column(_("Joined"), "newest"),
        Column(_("Confirmed"), "confirmed"),
    ),
    cards=cards.of_partners,
    rows=cards.rows_of_partners,
    formats=("csv", "xlsx", "json", "geojson"),
)


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    return page(request, PARTNERS)
