"""Addresses of the workspace, inside a tenant; a conference's code may hold a slash, as free text may."""

from django.urls import path

from poseidon.web.workspace import (
    abstracts,
    attention,
    conferences,
    dashboard,
    history,
    people,
    registrations,
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
    path("people/", people.index, name="people"),
    path("people/<int:pid>/", people.detail, name="person"),
    path("abstracts/", abstracts.index, name="abstracts"),
    path("abstracts/<int:number>/", abstracts.detail, name="abstract"),
    path("registrations/", registrations.index, name="registrations"),
    path("search/", search.search, name="search"),
    path("choose/", switching.choose, name="choose"),
    path("history/", history.index, name="history"),
]
