"""The pages of a person's own organizations."""

from django.urls import path

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
    path("<str:public_id>/", entry.entry, name="workspace_entry"),
    path("<str:public_id>/change/", overview.change_entry, name="change_entry"),
    path("<str:public_id>/team/", team.team, name="workspace_team"),
    path("<str:public_id>/confirm/", confirm.confirm, name="workspace_confirm"),
    path("<str:public_id>/shown/", shown.shown, name="workspace_shown"),
    path("<str:public_id>/relations/", relations.relations, name="workspace_relations"),
    path("<str:public_id>/enquiries/", enquiries.enquiries, name="workspace_enquiries"),
    path("<str:public_id>/enquiries/<uuid:enquiry_id>/", enquiries.enquiry, name="workspace_enquiry"),
    path("<str:public_id>/messages/", messages.messages, name="workspace_messages"),
    path("<str:public_id>/history/", history.history, name="workspace_history"),
    path("<str:public_id>/downloads/", downloads.downloads, name="workspace_downloads"),
    path("<str:public_id>/withdraw/", withdraw.withdraw, name="workspace_withdraw"),
]
