"""Every address of the site. Pages for people carry a language prefix (English has none); the rest does not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from partnership.api import description
from partnership.api.routes import api
from partnership.views import (
    activities,
    claims,
    confirmations,
    crawlers,
    demo,
    directory,
    downloads,
    enquiries,
    feeds,
    files,
    health,
    held,
    home,
    organizations,
    overlaps,
    pages,
    proof,
    reports,
    suggestions,
    support,
    team_requests,
    unsubscribing,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("files/<uuid:attachment_id>/", files.file, name="file"),
    path("proof/challenge", proof.challenge, name="proof_challenge"),
    path("api/v1/", api.urls),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.index, name="sitemap"),
    path("sitemap/pages.xml", crawlers.pages, name="sitemap_pages"),
    path("sitemap/partners-<int:number>.xml", crawlers.partners, name="sitemap_partners"),
    path("sitemap/gaps-<int:number>.xml", crawlers.gaps, name="sitemap_gaps"),
    path("sitemap/offers-<int:number>.xml", crawlers.offers, name="sitemap_offers"),
]

urlpatterns += i18n_patterns(
    path("", home.home, name="home"),
    path("directory/", directory.directory, name="directory"),
    path("directory/suggest", suggestions.suggest, name="suggest"),
    path("directory/download/<str:format>", downloads.organizations, name="directory_download"),
    path("directory/<str:public_id>.json", organizations.partner_json, name="partner_json"),
    path("directory/<str:public_id>.bib", organizations.citation, {"format": "bib"}, name="citation"),
    path("directory/<str:public_id>.ris", organizations.citation, {"format": "ris"}, name="citation"),
    path("directory/<str:public_id>/", organizations.partner, name="partner"),
    path("directory/<str:public_id>/claim/", claims.claim, name="claim"),
    path("directory/<str:public_id>/team/join/", team_requests.ask, name="join_team"),
    path("directory/<str:public_id>/write/", enquiries.write, name="write_to_partner"),
    path("directory/<str:public_id>/write/sent/", enquiries.sent, name="enquiry_sent"),
    path("directory/<str:public_id>/<str:words>.json", organizations.partner_json, name="partner_json"),
    path("directory/<str:public_id>/<str:words>/", organizations.partner, name="partner"),
    path("activities/download/<str:format>", downloads.activities, name="activities_download"),
    path("activities/", activities.activities, name="activities"),
    path("activities/overlaps/", overlaps.overlaps, name="overlaps"),
    path("activities/overlaps/<str:key>/", overlaps.overlap, name="overlap"),
    path("activities/overlaps/<str:key>/invite/", overlaps.invite, name="overlap_invite"),
    path("activities/overlaps/<str:key>/coordinated/", overlaps.coordinate, name="overlap_coordinate"),
    path("support/", support.gaps, name="support"),
    path("support/download/<str:format>", downloads.gaps, name="support_download"),
    path("support/offers/", support.offers, name="support_offers"),
    path("support/offers/download/<str:format>", downloads.offers, name="support_offers_download"),
    path("support/gaps/<uuid:item_id>/", support.gap, name="gap"),
    path("support/gaps/<uuid:item_id>/<str:words>/", support.gap, name="gap"),
    path("support/offers/<uuid:item_id>/", support.offer, name="offer"),
    path("support/offers/<uuid:item_id>/<str:words>/", support.offer, name="offer"),
    path("report/<str:public_id>/", reports.report, name="report"),
    path("report/<str:public_id>/sent/", reports.sent, name="report_sent"),
    path("held/", held.link_sent, name="held_link_sent"),
    path("held/deleted/", held.deleted, name="held_deleted"),
    path("held/<str:token>/", held.held, name="held"),
    path("feeds/partners.atom", feeds.partners, name="feed_partners"),
    path("feeds/gaps.atom", feeds.gaps, name="feed_gaps"),
    path("join/", include("partnership.joining_urls")),
    path("confirm/<str:token>/", confirmations.confirm, name="confirm_link"),
    path("mailings/none/<str:token>/", unsubscribing.no_mailings, name="no_mailings"),
    path("workspace/", include("partnership.workspace_urls")),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("api/docs", description.page, name="api_docs"),
    path("gallery/", pages.components, name="gallery"),
    path("accounts/", include("partnership.account_urls")),
    path("secretariat/", include("partnership.secretariat_urls")),
    path("demo/mail/", demo.mail, name="demo_mail"),
    path("demo/mail/<str:key>/", demo.mail_as_html, name="demo_mail_as_html"),
    prefix_default_language=False,
)

handler400 = "partnership.views.errors.bad_request"
handler403 = "partnership.views.errors.forbidden"
handler404 = "partnership.views.errors.not_found"
handler500 = "partnership.views.errors.server_error"
