"""The pages below whatever names the tenant."""

from django.urls import path

from benchmarks.apps.shared import views

urlpatterns = [
    path("people.json", views.people_json),
    path("people.html", views.people_html),
]
