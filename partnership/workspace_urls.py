"""The pages of a person's own organizations."""

from django.urls import path

from partnership.views import claims, overlaps
from partnership.views.workspace import (
    confirm,
    downloads,
    enquiries,
    entry,
    history,
    messages,
    overview,
    relations,
    shown,
    team,
    withdraw,
)

urlpatterns = [
    path("", overview.workspace, name="workspace"),
    path("language/", overview.language, name="workspace_language"),
    path("claims/<uuid:claim_id>/", claims.own, name="own_claim"),
    path("claims/<uuid:claim_id>/evidence/", claims.evidence, name="claim_evidence"),
    path("claims/<uuid:claim_id>/take-back/", claims.take_back, name="claim_take_back"),
    path("<str:public_id>/", entry.entry, name="workspace_entry"),
    path("<str:public_id>/differences/", entry.differences, name="workspace_differences"),
    path("<str:public_id>/change/", overview.change_entry, name="change_entry"),
    path("<str:public_id>/team/", team.team, name="workspace_team"),
    path(
        "<str:public_id>/team/invitations/<uuid:invitation_id>/withdraw/",
        team.withdraw_invitation,
        name="workspace_team_withdraw",
    ),
    path("<str:public_id>/team/wishes/<uuid:wish_id>/", team.wish, name="workspace_team_wish"),
    path("<str:public_id>/team/members/<int:membership_id>/role/", team.role, name="workspace_team_role"),
    path("<str:public_id>/team/members/<int:membership_id>/remove/", team.remove, name="workspace_team_remove"),
    path("<str:public_id>/team/hand-over/", team.hand_over, name="workspace_team_hand_over"),
    path("<str:public_id>/team/leave/", team.leave, name="workspace_team_leave"),
    path("<str:public_id>/confirm/", confirm.confirm, name="workspace_confirm"),
    path("<str:public_id>/shown/", shown.shown, name="workspace_shown"),
    path("<str:public_id>/shown/<uuid:contact_id>/remove/", shown.remove, name="workspace_remove_contact"),
    path("<str:public_id>/relations/", relations.relations, name="workspace_relations"),
    path("<str:public_id>/relations/<uuid:relation_id>/end/", relations.end_relation, name="workspace_relation_end"),
    path("<str:public_id>/overlaps/", overlaps.own, name="workspace_overlaps"),
    path("<str:public_id>/enquiries/", enquiries.enquiries, name="workspace_enquiries"),
    path("<str:public_id>/enquiries/<uuid:enquiry_id>/", enquiries.enquiry, name="workspace_enquiry"),
    path("<str:public_id>/messages/", messages.messages, name="workspace_messages"),
    path("<str:public_id>/messages/<uuid:message_id>/", messages.message, name="workspace_message"),
    path("<str:public_id>/history/", history.history, name="workspace_history"),
    path("<str:public_id>/history/<uuid:decision_id>/", history.restore, name="workspace_restore"),
    path("<str:public_id>/downloads/", downloads.downloads, name="workspace_downloads"),
    path("<str:public_id>/downloads/everything.json", downloads.everything, name="workspace_everything"),
    path("<str:public_id>/downloads/tables.zip", downloads.tables, name="workspace_tables"),
    path("<str:public_id>/withdraw/", withdraw.withdraw, name="workspace_withdraw"),
]
