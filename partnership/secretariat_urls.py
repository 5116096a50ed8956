"""The pages of the secretariat."""

from django.urls import path

from partnership.views.secretariat import (
    claims,
    entries,
    erasures,
    export,
    owners,
    queue,
    recoveries,
    relations,
    submission,
)

urlpatterns = [
    path("", queue.secretariat, name="secretariat"),
    path("submissions/<uuid:submission_id>/", submission.submission, name="review"),
    path("organizations/<str:public_id>/edit/", entries.edit, name="edit_entry"),
    path("claims/<uuid:claim_id>/", claims.claim, name="claim_review"),
    path("organizations/<str:public_id>/owner/", owners.appoint, name="appoint_owner"),
    path("relations/", relations.relations, name="secretariat_relations"),
    path("erasures/", erasures.erasures, name="secretariat_erasures"),
    path("cases/<uuid:case_id>/settle/", queue.settle_case, name="settle_case"),
    path("recoveries/", recoveries.recoveries, name="recoveries"),
    path("recoveries/<uuid:recovery_id>/", recoveries.answer, name="answer_recovery"),
    # The export of all entries
    path("export/", export.export, name="export"),
    path("export/entries.<str:format>", export.export_file, name="export_file"),
]
