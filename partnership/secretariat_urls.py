"""The pages of the secretariat."""

from django.urls import path

from partnership.views.secretariat import entries, queue, recoveries, submission

urlpatterns = [
    path("", queue.secretariat, name="secretariat"),
    path("submissions/<uuid:submission_id>/", submission.submission, name="review"),
    path("organizations/<str:public_id>/edit/", entries.edit, name="edit_entry"),
    path("cases/<uuid:case_id>/settle/", queue.settle_case, name="settle_case"),
    path("recoveries/", recoveries.recoveries, name="recoveries"),
    path("recoveries/<uuid:recovery_id>/", recoveries.answer, name="answer_recovery"),
]
