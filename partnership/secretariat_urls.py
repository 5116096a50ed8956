"""The pages of the secretariat."""

from django.urls import path

from partnership.views.secretariat import (
    afterwards,
    cases,
    claims,
    corrections,
    entries,
    erasures,
    export,
    imports,
    introductions,
    mailings,
    messages,
    opinions,
    organizations,
    owners,
    queue,
    recoveries,
    relations,
    roles,
    submission,
    taking_back,
    texts,
    unmet,
    you,
)

urlpatterns = [
    path("", queue.secretariat, name="secretariat"),
    path("submissions/<uuid:submission_id>/", submission.submission, name="review"),
    path("organizations/<str:public_id>/edit/", entries.edit, name="edit_entry"),
    path("claims/<uuid:claim_id>/", claims.claim, name="claim_review"),
    path("organizations/<str:public_id>/owner/", owners.appoint, name="appoint_owner"),
    path("organizations/<str:public_id>/team/<int:membership_id>/remove/", owners.take_out, name="take_out"),
    path("relations/", relations.relations, name="secretariat_relations"),
    path("unmet/", unmet.unmet, name="secretariat_unmet"),
    path("erasures/", erasures.erasures, name="secretariat_erasures"),
    # The queue and the cases
    path("approve/", queue.approve_chosen, name="approve_chosen"),
    path("submissions/<uuid:submission_id>/opinions/", opinions.opinions, name="opinions"),
    path("decisions/<uuid:decision_id>/take-back/", taking_back.take_back, name="take_back_decision"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<uuid:case_id>/settle/", cases.settle_case, name="settle_case"),
    path("cases/<uuid:case_id>/assign/", cases.assign_case, name="assign_case"),
    path("introductions/", introductions.introductions, name="secretariat_introductions"),
    path("introductions/suggest/<uuid:gap_id>/<uuid:offer_id>/", introductions.suggest, name="suggest_introduction"),
    path("you/", you.your_desk, name="your_desk"),
    path("recoveries/", recoveries.recoveries, name="recoveries"),
    path("recoveries/<uuid:recovery_id>/", recoveries.answer, name="answer_recovery"),
    # Imports
    path("imports/", imports.imports, name="imports"),
    path("imports/<uuid:import_id>/", imports.import_, name="import"),
    path("imports/<uuid:import_id>/rows/", imports.rows, name="import_rows"),
    path("imports/<uuid:import_id>/errors.<str:format>", imports.errors, name="import_errors"),
    # Organizations and their history
    path("organizations/", organizations.organizations, name="secretariat_organizations"),
    path("organizations/as-of/", organizations.as_of, name="as_of"),
    path("organizations/as-of/entries.<str:format>", organizations.as_of_file, name="as_of_file"),
    path("organizations/<str:public_id>/", organizations.organization, name="secretariat_organization"),
    path(
        "organizations/<str:public_id>/restore/<uuid:decision_id>/", organizations.restore, name="secretariat_restore"
    ),
    path("roles/", roles.roles, name="roles"),
    path("roles/<uuid:person_id>/", roles.role, name="role"),
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
