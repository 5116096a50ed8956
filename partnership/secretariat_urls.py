"""The pages of the secretariat."""

from django.urls import path

from partnership.views.secretariat import claims, entries, erasures, owners, queue, recoveries, relations, submission

urlpatterns = [
    path("", queue.secretariat, name="secretariat"),
    path("submissions/<uuid:submission_id>/", submission.submission, name="review"),
    path("organizations/<str:public_id>/edit/", entries.edit, name="edit_entry"),
    path("claims/<uuid:claim_id>/", claims.claim, name="claim_review"),
    path("organizations/<str:public_id>/owner/", owners.appoint, name="appoint_owner"),
    path("organizations/<str:public_id>/team/<int:membership_id>/remove/", owners.take_out, name="take_out"),
    path("relations/", relations.relations, name="secretariat_relations"),
    path("erasures/", erasures.erasures, name="secretariat_erasures"),
    path("cases/<uuid:case_id>/settle/", queue.settle_case, name="settle_case"),
    path("recoveries/", recoveries.recoveries, name="recoveries"),
    path("recoveries/<uuid:recovery_id>/", recoveries.answer, name="answer_recovery"),
]
