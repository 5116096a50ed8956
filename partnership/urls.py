"""Every address of the site. Pages for people carry a language prefix (English has none); the rest does not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from partnership.views import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
]

urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.urls")),
    prefix_default_language=False,
)
