"""Pages that only the demonstration has."""

import base64
import hashlib
import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partnership import maildir

SHOWN = 100

# A message is shown as a mail program shows it: its own style, and no script, no form, no cookie, nothing fetched.
ALONE = "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@require_safe
@never_cache
def mail(request: HttpRequest) -> HttpResponse:
    """Every message that would have been mailed, newest first, so that codes can be read."""
    _refuse_outside_of_the_demonstration()
    kept, in_all = maildir.newest(SHOWN)
    response = render(request, "demo/mail.html", {"kept": kept, "in_all": in_all})
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@never_cache
def mail_as_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML of one message as its receiver sees it."""
    _refuse_outside_of_the_demonstration()
    message = maildir.find(key)
    if message is None:
        raise Http404
    html = message.html
    policy = ALONE.format(" ".join(map(_hash, STYLE.findall(html))) or "'none'")
    return HttpResponse(html, headers={"Content-Security-Policy": policy, "X-Robots-Tag": "noindex"})


def _hash(style: str) -> str:
    """The name by which a content security policy allows this very style element and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def _refuse_outside_of_the_demonstration() -> None:
    if not settings.DEMO:
        raise Http404
