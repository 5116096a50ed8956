"""The pages on which an organization registers, and on which its entry is edited later."""

from django.urls import path

from partnership.views.joining import begin, colleagues, draft, items, sections, sending

urlpatterns = [
    path("", begin.join, name="join"),
    path("start/", begin.start, name="join_start"),
    path("invitation/<uuid:invitation_id>/", colleagues.invitation, name="invitation"),
    path("invitation/<uuid:invitation_id>/decline/", colleagues.decline, name="invitation_decline"),
    path("<uuid:submission_id>/", draft.tasks, name="draft"),
    path("<uuid:submission_id>/check/", sending.check, name="draft_check"),
    path("<uuid:submission_id>/sent/", sending.sent, name="draft_sent"),
    path("<uuid:submission_id>/take-back/", draft.take_back, name="draft_take_back"),
    path("<uuid:submission_id>/discard/", draft.discard, name="draft_discard"),
    path("<uuid:submission_id>/pass/", colleagues.pass_on, name="draft_pass"),
    path("<uuid:submission_id>/<str:part>/", sections.section, name="draft_section"),
    path("<uuid:submission_id>/<str:part>/new/", items.new, name="draft_new"),
    path("<uuid:submission_id>/<str:part>/<uuid:item_id>/", items.item, name="draft_item"),
    path("<uuid:submission_id>/<str:part>/<uuid:item_id>/remove/", items.remove, name="draft_remove"),
]
