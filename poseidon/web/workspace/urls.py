"""Addresses of the workspace, inside a tenant; a conference's code may hold a slash, as free text may."""

from django.urls import include, path

from poseidon.web.workspace import (
    abstracts,
    attention,
    conferences,
    dashboard,
    history,
    members,
    people,
    search,
    switching,
    timetable,
)
from poseidon.web.workspace.editing.urls import urlpatterns as editing

app_name = "workspace"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("conferences/", conferences.index, name="conferences"),
    *editing,
    path("conferences/<path:code>/attention/", attention.attention, name="conference-attention"),
    path("conferences/<path:code>/grid/", timetable.grid, name="conference-grid"),
    path("conferences/<path:code>/print/", timetable.print_out, name="conference-print"),
    path("conferences/<path:code>/", conferences.detail, name="conference"),
    path("", include("poseidon.web.workspace.lists.urls")),
    path("people/<int:pid>/", people.detail, name="person"),
    path("abstracts/<int:number>/", abstracts.detail, name="abstract"),
    path("search/", search.search, name="search"),
    path("choose/", switching.choose, name="choose"),
    path("members/", members.index, name="members"),
    path("members/invite/", members.invite_by_mail, name="invite"),
    path("members/invitations/<int:number>/resend/", members.resend, name="invitation-resend"),
    path("members/invitations/<int:number>/withdraw/", members.withdraw, name="invitation-withdraw"),
    path("members/<int:user>/role/", members.set_role, name="member-role"),
    path("members/<int:user>/revoke/", members.revoke, name="member-revoke"),
    path("history/", history.index, name="history"),
    path("history/export/", history.export, name="history-export"),
]
