"""The addresses of the site, and a page of constant size that costs as little as a Django page can."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench import FLOOR
from partnership.urls import *  # noqa: F403
from partnership.urls import urlpatterns as of_the_site

CONSTANT = b"x" * 20_000


def floor(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CONSTANT)


urlpatterns = [path(FLOOR.lstrip("/"), floor), *of_the_site]
