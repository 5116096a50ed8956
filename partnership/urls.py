"""Every address of the site. Pages for people carry a language prefix (English has none); the rest does not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from partnership.views import demo, health, pages

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
]

urlpatterns += i18n_patterns(
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("gallery/", pages.components, name="gallery"),
    path("accounts/", include("partnership.account_urls")),
    path("demo/mail/", demo.mail, name="demo_mail"),
    path("demo/mail/<str:key>/", demo.mail_as_html, name="demo_mail_as_html"),
    prefix_default_language=False,
)

handler400 = "partnership.views.errors.bad_request"
handler403 = "partnership.views.errors.forbidden"
handler404 = "partnership.views.errors.not_found"
handler500 = "partnership.views.errors.server_error"
