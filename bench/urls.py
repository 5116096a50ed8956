"""The addresses of the site, and pages of constant size that cost as little as Django pages can."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench import FLOOR, ONE_ROW, STACK
from partnership.urls import *  # noqa: F403
from partnership.urls import urlpatterns as of_the_site
from registry.queries import version

CONSTANT = b"x" * 20_000


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CONSTANT)


def one_row(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CONSTANT + str(version.current()).encode())


urlpatterns = [
    path(FLOOR.lstrip("/"), constant),  # without middleware (bench/wsgi.py)
    path(STACK.lstrip("/"), constant),
    path(ONE_ROW.lstrip("/"), one_row),
    *of_the_site,
]
