"""The pages of the secretariat."""

from django.urls import path

from partnership.views.secretariat import (
    afterwards,
    claims,
    corrections,
    entries,
    erasures,
    owners,
    queue,
    recoveries,
    relations,
    submission,
    texts,
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
    # Decisions
    path("submissions/<uuid:submission_id>/correct/<str:part>/", corrections.correct, name="correct"),
    path(
        "submissions/<uuid:submission_id>/correct/<str:part>/<uuid:item_id>/", corrections.correct, name="correct_item"
    ),
    path("afterwards/", afterwards.afterwards, name="afterwards"),
    path("texts/", texts.texts, name="texts"),
    path("texts/new/<str:kind>/", texts.new_text, name="new_text"),
    path("texts/<uuid:text_id>/", texts.text, name="text"),
]
