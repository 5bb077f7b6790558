"""Addresses of the workspace, inside a tenant; a conference's code may hold a slash, as free text may."""

from django.urls import path

from poseidon.web.workspace import abstracts, conferences, dashboard, history, people, registrations

app_name = "workspace"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("conferences/", conferences.index, name="conferences"),
    path("conferences/<path:code>/", conferences.detail, name="conference"),
    path("people/", people.index, name="people"),
    path("people/<int:pid>/", people.detail, name="person"),
    path("abstracts/", abstracts.index, name="abstracts"),
    path("abstracts/<int:number>/", abstracts.detail, name="abstract"),
    path("registrations/", registrations.index, name="registrations"),
    path("history/", history.index, name="history"),
]
