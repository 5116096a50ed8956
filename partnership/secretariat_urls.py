"""The pages of the secretariat."""

from django.urls import path

from partnership.views.secretariat import (
    cases,
    claims,
    entries,
    erasures,
    export,
    imports,
    mailings,
    messages,
    opinions,
    owners,
    queue,
    recoveries,
    relations,
    submission,
    taking_back,
    you,
)

urlpatterns = [
    path("", queue.secretariat, name="secretariat"),
    path("submissions/<uuid:submission_id>/", submission.submission, name="review"),
    path("organizations/<str:public_id>/edit/", entries.edit, name="edit_entry"),
    path("claims/<uuid:claim_id>/", claims.claim, name="claim_review"),
    path("organizations/<str:public_id>/owner/", owners.appoint, name="appoint_owner"),
    path("relations/", relations.relations, name="secretariat_relations"),
    path("erasures/", erasures.erasures, name="secretariat_erasures"),
    # The queue and the cases
    path("approve/", queue.approve_chosen, name="approve_chosen"),
    path("submissions/<uuid:submission_id>/opinions/", opinions.opinions, name="opinions"),
    path("decisions/<uuid:decision_id>/take-back/", taking_back.take_back, name="take_back_decision"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<uuid:case_id>/settle/", cases.settle_case, name="settle_case"),
    path("cases/<uuid:case_id>/assign/", cases.assign_case, name="assign_case"),
    path("you/", you.your_desk, name="your_desk"),
    path("recoveries/", recoveries.recoveries, name="recoveries"),
    path("recoveries/<uuid:recovery_id>/", recoveries.answer, name="answer_recovery"),
    # Imports
    path("imports/", imports.imports, name="imports"),
    path("imports/<uuid:import_id>/", imports.import_, name="import"),
    path("imports/<uuid:import_id>/rows/", imports.rows, name="import_rows"),
    path("imports/<uuid:import_id>/errors.<str:format>", imports.errors, name="import_errors"),
    # Messages and mailings
    path("messages/", messages.messages, name="sent_messages"),
    path("messages/<uuid:message_id>/", messages.message, name="sent_message"),
    path("mailings/", mailings.mailings, name="mailings"),
    path("mailings/write/", mailings.write, name="write_mailing"),
    path("mailings/<uuid:mailing_id>/", mailings.mailing, name="mailing"),
    path("mailings/<uuid:mailing_id>/edit/", mailings.edit, name="edit_mailing"),
    # The export of all entries
    path("export/", export.export, name="export"),
    path("export/entries.<str:format>", export.export_file, name="export_file"),
]
