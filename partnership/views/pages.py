"""Pages in plain words, and the gallery of components."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partnership import gallery
from registry.actions.submissions import DECLARATION_VERSIONS


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {"contact": settings.CONTACT_EMAIL, "conduct_version": DECLARATION_VERSIONS["conduct"]}
    return render(request, "pages/about.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html", {"contact": settings.CONTACT_EMAIL})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html", {"contact": settings.CONTACT_EMAIL})


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages; in development and in the demonstration only."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "pages/gallery.html", gallery.examples())
