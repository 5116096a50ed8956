"""All that is held of an organization, as files for its team."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from partnership import published
from partnership.views.joining.access import PersonRequest
from partnership.views.workspace.access import frame, team_page
from registry.exchange import own
from registry.models import Membership


@team_page()
def downloads(request: PersonRequest, membership: Membership) -> HttpResponse:
    return render(request, "workspace/downloads.html", frame(request, membership, "workspace_downloads"))


@team_page()
def everything(request: PersonRequest, membership: Membership) -> HttpResponseBase:
    pieces = own.as_json(membership.organization, published.site_of(request))
    return _file(request, membership, pieces, "json", "application/json")


@team_page()
def tables(request: PersonRequest, membership: Membership) -> HttpResponseBase:
    pieces = own.as_tables(membership.organization, published.site_of(request))
    return _file(request, membership, pieces, "zip", "application/zip")


def _file(
    request: PersonRequest, membership: Membership, pieces: Iterator[bytes], suffix: str, content_type: str
) -> StreamingHttpResponse:
    """A file that no cache keeps. Its pieces are read from the database as they are sent."""
    name = f"{membership.organization.public_id_id}-{timezone.now():%Y-%m-%d}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(
        iter(()) if request.method == "HEAD" else pieces, headers=headers, content_type=content_type
    )
