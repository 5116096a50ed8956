"""What gunicorn serves during a measurement: the site, and beside it the floor, without any middleware."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from bench import FLOOR
from partnership.wsgi import application as site

with override_settings(MIDDLEWARE=[]):
    bare = WSGIHandler()  # looks at the settings now and never again


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    served = bare if environ["PATH_INFO"] == FLOOR else site
    return served(environ, start_response)
