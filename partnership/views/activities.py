"""Search and facets over the activities of all partners."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from partnership import cards
from partnership.views.results import Column, Kind, page

ACTIVITIES = Kind(
    name="activities",
    address="activities",
    template="activities/activities.html",
    sorts=("match", "name", "newest", "start"),
    columns=(
        Column(_("Title"), "name"),
        Column(_("Partner")),
        Column(_("Place")),
        Column(_("Status")),
        Column(_("Start"), "start"),
        Column(_("End")),
    ),
    cards=cards.of_activities,
    rows=cards.rows_of_activities,
    formats=("csv", "xlsx", "json"),
)


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    return page(request, ACTIVITIES)
