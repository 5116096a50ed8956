"""The export of all entries, for curators: a table that can be mended and brought in again."""

from itertools import groupby

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from partnership.limits import statements
from partnership.views.downloads import STATEMENT, TYPES
from partnership.views.secretariat.access import StaffRequest, reviewers_only
from registry import rules
from registry.exchange import whole
from registry.exchange.columns import COLUMNS
from registry.models import Organization

FORMATS = ("csv", "xlsx")


@require_safe
@reviewers_only(rule=rules.may_import)
def export(request: StaffRequest) -> HttpResponse:
    groups = [(part, list(columns)) for part, columns in groupby(COLUMNS.values(), lambda column: column.part)]
    context = {"count": Organization.objects.listed().count(), "groups": groups}
    return render(request, "secretariat/export.html", context)


@require_safe
@statements(seconds=STATEMENT)
@reviewers_only(rule=rules.may_import)
def export_file(request: StaffRequest, format: str) -> HttpResponseBase:
    """A file that no cache keeps. Its rows are read from the database as they are sent."""
    if format not in FORMATS:
        raise Http404
    pieces = whole.as_csv() if format == "csv" else whole.as_xlsx(right_to_left=get_language_bidi())
    name = f"target3-entries-{timezone.now():%Y-%m-%d}.{format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(
        iter(()) if request.method == "HEAD" else pieces, headers=headers, content_type=TYPES[format]
    )
